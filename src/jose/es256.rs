//! ES256 keys (ECDSA with P-256 and SHA-256) and their self-issued certificates.

use std::fmt;

use josekit::jws::{ES256, JwsSigner as _, JwsVerifier as _};
use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, MsbOption};
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::extension::{BasicConstraints, KeyUsage, SubjectKeyIdentifier};
use openssl::x509::{X509, X509NameBuilder};
use thiserror::Error;
use zeroize::Zeroizing;

use super::algorithm::{Algorithm, SealSigner, SignError};
use crate::model::time::Timestamp;
use crate::pki::{Certificate, KeyKind};

/// How long a self-issued certificate is dated: the pin decides whether it is trusted, not its dates.
const CERTIFICATE_DAYS: i64 = 3653;

/// Why a key or certificate is not one for ES256.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Es256Error {
    /// OpenSSL could not make it.
    #[error("the key or its certificate could not be made")]
    Failed(#[from] ErrorStack),
    /// The signature is not one of this key over this message.
    #[error("the signature does not match")]
    InvalidSignature,
    /// Not an X.509 certificate of a P-256 key.
    #[error("not an X.509 certificate of a P-256 key")]
    NotACertificate,
    /// Not PKCS#8 of a P-256 key, or not the key of the certificate.
    #[error("not PKCS#8 of the certificate's P-256 key")]
    NotAPrivateKey,
}

/// Reads the certificate of a P-256 key. Who issued it and its dates are not looked at: a list key is trusted by its pin.
///
/// # Errors
///
/// [`Es256Error::NotACertificate`].
pub fn es256_certificate(der: &[u8]) -> Result<Certificate, Es256Error> {
    let certificate = Certificate::from_der(der).ok();
    certificate.filter(|certificate| certificate.key() == KeyKind::P256).ok_or(Es256Error::NotACertificate)
}

/// Verifies a raw ES256 signature by the key of a SubjectPublicKeyInfo in DER.
///
/// # Errors
///
/// [`Es256Error::NotACertificate`] when it is not a P-256 key, [`Es256Error::InvalidSignature`].
pub fn verify_raw(spki: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Es256Error> {
    let verifier = ES256.verifier_from_der(spki).map_err(|_| Es256Error::NotACertificate)?;
    verifier.verify(message, signature).map_err(|_| Es256Error::InvalidSignature)
}

/// The key that a verifier's configuration names: a digest, so that nothing in the signed text can choose the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PinnedKey {
    /// The SHA-256 digest of the certificate in DER.
    Certificate([u8; 32]),
    /// The SHA-256 digest of the key's SubjectPublicKeyInfo in DER.
    Spki([u8; 32]),
}

impl PinnedKey {
    /// Whether it pins the key of `certificate`.
    #[must_use]
    pub fn matches(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Certificate(digest) => *digest == certificate.sha256(),
            Self::Spki(digest) => *digest == certificate.spki_sha256(),
        }
    }
}

/// A P-256 private key with its self-issued certificate. Its `Debug` shows the certificate's digest alone.
pub struct Es256Key {
    key: PKey<Private>,
    certificate: Certificate,
}

impl Es256Key {
    /// Makes a key and a certificate that it issues for itself, in the name of `common_name`.
    ///
    /// # Errors
    ///
    /// [`Es256Error::Failed`], for instance when the name is longer than 64 characters.
    pub fn generate(common_name: &str, now: Timestamp) -> Result<Self, Es256Error> {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
        let key = PKey::from_ec_key(EcKey::generate(&group)?)?;
        let mut name = X509NameBuilder::new()?;
        name.append_entry_by_nid(Nid::COMMONNAME, common_name)?;
        let name = name.build();
        let mut serial = BigNum::new()?;
        serial.rand(127, MsbOption::MAYBE_ZERO, false)?;

        let mut builder = X509::builder()?;
        builder.set_version(2)?;
        builder.set_serial_number(&*serial.to_asn1_integer()?)?;
        builder.set_subject_name(&name)?;
        builder.set_issuer_name(&name)?;
        builder.set_not_before(&*Asn1Time::from_unix(now.unix())?)?;
        builder.set_not_after(&*Asn1Time::from_unix(now.plus_seconds(CERTIFICATE_DAYS * 86_400).unix())?)?;
        builder.set_pubkey(&key)?;
        builder.append_extension(BasicConstraints::new().critical().build()?)?;
        builder.append_extension(KeyUsage::new().critical().digital_signature().non_repudiation().build()?)?;
        let subject_key = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None))?;
        builder.append_extension(subject_key)?;
        builder.sign(&key, MessageDigest::sha256())?;
        let certificate = es256_certificate(&builder.build().to_der()?)?;
        Ok(Self { key, certificate })
    }

    /// From PKCS#8 and the certificate of that key.
    ///
    /// # Errors
    ///
    /// [`Es256Error::NotAPrivateKey`].
    pub fn from_pkcs8(der: &[u8], certificate: Certificate) -> Result<Self, Es256Error> {
        let key = PKey::private_key_from_pkcs8(der).map_err(|_| Es256Error::NotAPrivateKey)?;
        let spki = key.public_key_to_der().map_err(|_| Es256Error::NotAPrivateKey)?;
        if spki != certificate.spki_der() {
            return Err(Es256Error::NotAPrivateKey);
        }
        Ok(Self { key, certificate })
    }

    /// As PKCS#8, unencrypted: for the room that encrypts it.
    ///
    /// # Errors
    ///
    /// [`Es256Error::Failed`].
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Es256Error> {
        Ok(Zeroizing::new(self.key.private_key_to_pkcs8()?))
    }

    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Signs `message`: r and s, 64 bytes.
    ///
    /// # Errors
    ///
    /// [`Es256Error::Failed`] or [`Es256Error::NotAPrivateKey`] when OpenSSL cannot.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Es256Error> {
        let signer = ES256.signer_from_der(&*self.to_pkcs8()?).map_err(|_| Es256Error::NotAPrivateKey)?;
        signer.sign(message).map_err(|_| Es256Error::NotAPrivateKey)
    }
}

impl SealSigner for Es256Key {
    fn certificate_chain(&self) -> &[Certificate] {
        std::slice::from_ref(&self.certificate)
    }

    fn algorithm(&self) -> Algorithm {
        Algorithm::Es256
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, SignError> {
        Self::sign(self, &parts.concat()).map_err(|error| SignError::Failed { reason: error.to_string() })
    }
}

impl fmt::Debug for Es256Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Es256Key([redacted], {:?})", self.certificate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Es256Key {
        Es256Key::generate("Alliance list key", Timestamp::from_unix(1_780_000_000).expect("a time")).expect("a key")
    }

    #[test]
    fn a_key_signs_and_is_read_back() {
        let key = key();
        let signature = key.sign(b"list").expect("a signature");
        assert_eq!(signature.len(), 64);
        assert!(verify_raw(key.certificate().spki_der(), b"list", &signature).is_ok());
        assert!(matches!(
            verify_raw(key.certificate().spki_der(), b"lisT", &signature),
            Err(Es256Error::InvalidSignature)
        ));
        let certificate = es256_certificate(key.certificate().der()).expect("a certificate");
        assert!(PinnedKey::Certificate(certificate.sha256()).matches(&certificate));
        assert!(PinnedKey::Spki(certificate.spki_sha256()).matches(&certificate));
        assert!(!PinnedKey::Spki(certificate.sha256()).matches(&certificate));
        let pkcs8 = key.to_pkcs8().expect("PKCS#8");
        assert!(Es256Key::from_pkcs8(&pkcs8, certificate).is_ok());
        let other = self::key().certificate().clone();
        assert!(matches!(Es256Key::from_pkcs8(&pkcs8, other), Err(Es256Error::NotAPrivateKey)));
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        let der = key().certificate().der().to_vec();
        let mut longer = der.clone();
        longer.push(0);
        for bad in [&b""[..], &der[1..], &longer, b"0\x00"] {
            assert!(matches!(es256_certificate(bad), Err(Es256Error::NotACertificate)));
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = key();
        let shown = format!("{key:?}");
        assert!(shown.starts_with("Es256Key([redacted], Certificate(sha256 "), "{shown}");
        assert!(shown.len() < 120);
    }
}
