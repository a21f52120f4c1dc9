//! Public keys of tokens, from where a controller publishes them: JWK (RFC 7517), Multikey.
//!
//! Which algorithm may be used with a key follows from the key alone, never from a token.

use std::fmt;

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, EcPoint};
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Public};
use openssl::rsa::Rsa;
use serde_json::{Value, json};
use thiserror::Error;

use super::algorithm::Algorithm;
use super::token::TokenAlgorithm;
use crate::crypto::encoding::{from_base58_multibase, from_base64url, to_base64url};
use crate::crypto::{Signature, VerifyingKey, sha256};

/// Bits of an RSA key that is used: SOG-IS names no smaller one, and larger ones are slow to verify with.
const RSA_BITS: std::ops::RangeInclusive<i32> = 2048..=8192;
/// Longest public exponent, in bits.
const RSA_EXPONENT_BITS_MAX: i32 = 64;
/// Multicodecs of public keys, as varints (Controlled Identifiers 1.0, section 2.2.2).
const P256_PUBLIC: [u8; 2] = [0x80, 0x24];
const P384_PUBLIC: [u8; 2] = [0x81, 0x24];

/// Why something is no public key that is used.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// The numbers make no key.
    #[error("the key is malformed")]
    Malformed,
    /// The private part stands in it: whoever published it has lost it.
    #[error("the key has its private part in it")]
    Private,
    /// Not a kind of key that is used: Ed25519, P-256, P-384, RSA from 2048 bits.
    #[error("the key is not one of Ed25519, P-256, P-384 or RSA of 2048 to 8192 bits")]
    Unsupported,
}

/// A public key of a controller.
#[derive(Clone)]
pub struct PublicKey(Kind);

#[derive(Clone)]
enum Kind {
    Ed25519(VerifyingKey),
    P256(PKey<Public>),
    P384(PKey<Public>),
    Rsa(PKey<Public>),
}

impl PublicKey {
    /// From a JWK.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError`].
    pub fn from_jwk(jwk: &Value) -> Result<Self, PublicKeyError> {
        if ["d", "p", "q", "k"].iter().any(|name| jwk.get(name).is_some()) {
            return Err(PublicKeyError::Private);
        }
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| text(name).and_then(|text| from_base64url(text).ok()).ok_or(PublicKeyError::Malformed);
        match (text("kty"), text("crv")) {
            (Some("OKP"), Some("Ed25519")) => {
                let key: [u8; 32] = bytes("x")?.try_into().map_err(|_| PublicKeyError::Malformed)?;
                VerifyingKey::from_bytes(&key).map(Self::from).map_err(|_| PublicKeyError::Malformed)
            }
            (Some("EC"), Some(curve @ ("P-256" | "P-384"))) => {
                let (nid, length) = if curve == "P-256" { (Nid::X9_62_PRIME256V1, 32) } else { (Nid::SECP384R1, 48) };
                let (x, y) = (bytes("x")?, bytes("y")?);
                if x.len() != length || y.len() != length {
                    return Err(PublicKeyError::Malformed);
                }
                let key = on_curve(nid, &x, &y).map_err(|_| PublicKeyError::Malformed)?;
                Ok(Self(if nid == Nid::SECP384R1 { Kind::P384(key) } else { Kind::P256(key) }))
            }
            (Some("RSA"), None) => {
                let (n, e) = (bytes("n")?, bytes("e")?);
                let made = || -> Result<(Rsa<Public>, i32, i32), ErrorStack> {
                    let (n, e) = (BigNum::from_slice(&n)?, BigNum::from_slice(&e)?);
                    let (bits, exponent) = (n.num_bits(), e.num_bits());
                    Ok((Rsa::from_public_components(n, e)?, bits, exponent))
                };
                let (key, bits, exponent) = made().map_err(|_| PublicKeyError::Malformed)?;
                if !RSA_BITS.contains(&bits) || exponent > RSA_EXPONENT_BITS_MAX {
                    return Err(PublicKeyError::Unsupported);
                }
                PKey::from_rsa(key).map(|key| Self(Kind::Rsa(key))).map_err(|_| PublicKeyError::Malformed)
            }
            _ => Err(PublicKeyError::Unsupported),
        }
    }

    /// From a Multikey.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError`].
    pub fn from_multikey(text: &str) -> Result<Self, PublicKeyError> {
        if let Ok(key) = VerifyingKey::from_multikey(text) {
            return Ok(key.into());
        }
        let bytes = from_base58_multibase(text, 51).map_err(|_| PublicKeyError::Unsupported)?;
        let (codec, point) = bytes.split_at_checked(2).ok_or(PublicKeyError::Malformed)?;
        let (nid, length) = match codec {
            _ if codec == P256_PUBLIC => (Nid::X9_62_PRIME256V1, 33),
            _ if codec == P384_PUBLIC => (Nid::SECP384R1, 49),
            _ => return Err(PublicKeyError::Unsupported),
        };
        // Compressed, as Multikey demands.
        if point.len() != length || !matches!(point[0], 2 | 3) {
            return Err(PublicKeyError::Malformed);
        }
        let made = || -> Result<PKey<Public>, ErrorStack> {
            let group = EcGroup::from_curve_name(nid)?;
            let point = EcPoint::from_bytes(&group, point, &mut *BigNumContext::new()?)?;
            PKey::from_ec_key(EcKey::from_public_key(&group, &point)?)
        };
        let key = made().map_err(|_| PublicKeyError::Malformed)?;
        Ok(Self(if nid == Nid::SECP384R1 { Kind::P384(key) } else { Kind::P256(key) }))
    }

    /// As a JWK with the members that make the key, and no others: in the order of their names, without spaces, its text is
    /// what its thumbprint is made of (RFC 7638, section 3).
    #[must_use]
    pub fn to_jwk(&self) -> Value {
        match &self.0 {
            Kind::Ed25519(key) => json!({ "crv": "Ed25519", "kty": "OKP", "x": to_base64url(key.as_bytes()) }),
            Kind::P256(key) => on_plane(key, "P-256", 32),
            Kind::P384(key) => on_plane(key, "P-384", 48),
            Kind::Rsa(key) => {
                let key = key.rsa().expect("it was made of an RSA key");
                json!({ "e": to_base64url(&key.e().to_vec()), "kty": "RSA", "n": to_base64url(&key.n().to_vec()) })
            }
        }
    }

    /// The SHA-256 thumbprint of the key (RFC 7638).
    #[must_use]
    pub fn thumbprint(&self) -> [u8; 32] {
        sha256(self.to_jwk().to_string().as_bytes())
    }

    /// As Multikey, where it is an Ed25519 key, which is how lists of trusted entities name keys.
    #[must_use]
    pub fn to_multikey(&self) -> Option<String> {
        match &self.0 {
            Kind::Ed25519(key) => Some(key.to_multikey()),
            Kind::P256(_) | Kind::P384(_) | Kind::Rsa(_) => None,
        }
    }

    /// Whether `algorithm` is one for this key.
    #[must_use]
    pub fn suits(&self, algorithm: TokenAlgorithm) -> bool {
        use TokenAlgorithm::{EdDsa, Jws};
        matches!(
            (&self.0, algorithm),
            (Kind::Ed25519(_), EdDsa)
                | (Kind::P256(_), Jws(Algorithm::Es256))
                | (Kind::P384(_), Jws(Algorithm::Es384))
                | (Kind::Rsa(_), Jws(Algorithm::Rs256 | Algorithm::Ps256))
        )
    }

    /// Whether `signature` is one over `input` with this key, which has to be one for `algorithm`.
    pub(super) fn verifies(&self, algorithm: TokenAlgorithm, input: &[u8], signature: &[u8]) -> bool {
        if !self.suits(algorithm) {
            return false;
        }
        match (&self.0, algorithm) {
            (Kind::Ed25519(key), _) => <[u8; 64]>::try_from(signature)
                .is_ok_and(|bytes| key.verify_strict(input, &Signature::from_bytes(bytes)).is_ok()),
            (Kind::P256(key) | Kind::P384(key) | Kind::Rsa(key), TokenAlgorithm::Jws(algorithm)) => {
                algorithm.verifies(key, &[input], signature)
            }
            (_, TokenAlgorithm::EdDsa) => false,
        }
    }
}

/// The JWK of a point: each coordinate has its full length (RFC 7518, section 6.2.1.2).
fn on_plane(key: &PKey<Public>, curve: &str, length: i32) -> Value {
    let coordinates = || -> Result<[String; 2], ErrorStack> {
        let key = key.ec_key()?;
        let (mut x, mut y) = (BigNum::new()?, BigNum::new()?);
        key.public_key().affine_coordinates(key.group(), &mut x, &mut y, &mut *BigNumContext::new()?)?;
        Ok([to_base64url(&x.to_vec_padded(length)?), to_base64url(&y.to_vec_padded(length)?)])
    };
    let [x, y] = coordinates().expect("a point on the curve has coordinates of that length");
    json!({ "crv": curve, "kty": "EC", "x": x, "y": y })
}

fn on_curve(nid: Nid, x: &[u8], y: &[u8]) -> Result<PKey<Public>, ErrorStack> {
    let group = EcGroup::from_curve_name(nid)?;
    // OpenSSL refuses a point that does not lie on the curve.
    let key = EcKey::from_public_key_affine_coordinates(&group, &*BigNum::from_slice(x)?, &*BigNum::from_slice(y)?)?;
    PKey::from_ec_key(key)
}

impl From<VerifyingKey> for PublicKey {
    fn from(key: VerifyingKey) -> Self {
        Self(Kind::Ed25519(key))
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kind::Ed25519(one), Kind::Ed25519(two)) => one == two,
            (
                Kind::P256(one) | Kind::P384(one) | Kind::Rsa(one),
                Kind::P256(two) | Kind::P384(two) | Kind::Rsa(two),
            ) => one.public_eq(two),
            _ => false,
        }
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Kind::Ed25519(_) => "Ed25519",
            Kind::P256(_) => "P-256",
            Kind::P384(_) => "P-384",
            Kind::Rsa(_) => "RSA",
        };
        write!(f, "PublicKey({kind})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jwk_has_what_makes_the_key_and_its_thumbprint_is_that_of_the_standard() {
        // RFC 7638, section 3.1.
        let rsa = json!({
            "kty": "RSA",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
        });
        let key = PublicKey::from_jwk(&rsa).expect("a key");
        assert_eq!(to_base64url(&key.thumbprint()), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        // RFC 8037, appendix A.3.
        let okp = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
        let key = PublicKey::from_jwk(&okp).expect("a key");
        assert_eq!(to_base64url(&key.thumbprint()), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        // RFC 7515, appendix A.3.
        let ec = json!({
            "kty": "EC", "crv": "P-256", "use": "sig",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        });
        let key = PublicKey::from_jwk(&ec).expect("a key");
        assert_eq!(
            key.to_jwk().to_string(),
            r#"{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#
        );
        assert_eq!(PublicKey::from_jwk(&key.to_jwk()), Ok(key));
    }
}
