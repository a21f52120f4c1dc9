//! A private key in a token: what it is, and how it signs.

use std::fmt;

use cryptoki::error::Error;
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use cryptoki::types::AuthPin;
use openssl::sha::{Sha256, Sha384};

use super::module::{fault, find_token, load};
use super::pool::{Lease, Pool};
use super::{TokenAddress, TokenError};
use crate::crypto::{Signature, VerifyingKey};
use crate::jose::Algorithm;
use crate::keys::{KeysError, Secrets};
use crate::limits;
use crate::pki::{Certificate, KeyKind};

/// DigestInfo of a SHA-256 digest without the digest (RFC 8017, section 9.2, note 1).
const SHA256_DIGEST_INFO: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];
/// The object identifiers of the curves in DER, as CKA_EC_PARAMS holds them.
const P256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: [u8; 7] = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];
/// What a certificate is tried with.
const TRIAL: &[u8] = b"elmseal: is this the certificate of the key?";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rsa,
    P256,
    P384,
    Ed25519(Option<VerifyingKey>),
    Other,
}

/// A private key in a token, logged in to. Threads may sign at once: each has a session of its own.
pub struct TokenKey {
    pool: Pool,
    mechanisms: Vec<MechanismType>,
    kind: Kind,
    each: PinForEach,
}

/// Whether the key wants its PIN for each signature (CKA_ALWAYS_AUTHENTICATE), as those of qualified devices may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PinForEach {
    Session,
    Signature,
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey([redacted], {})", self.pool.address())
    }
}

impl TokenKey {
    /// Finds the token, logs in and finds the key. The PIN is asked for unless the token asks for it itself.
    ///
    /// # Errors
    ///
    /// [`KeysError::Token`], and what `secrets` answer.
    pub fn open(address: &TokenAddress, secrets: &dyn Secrets) -> Result<Self, KeysError> {
        let module = load(&address.module)?;
        let (slot, info) = find_token(&module, address)?;
        let token = &address.token;
        if info.user_pin_locked() {
            return Err(TokenError::PinLocked { token: token.clone() }.into());
        }
        let mechanisms = module.get_mechanism_list(slot).map_err(|error| fault(token, &error))?;
        let asks = info.login_required() && !info.protected_authentication_path();
        let pin = if asks { Some(AuthPin::from(secrets.pin(token)?.expose().to_owned())) } else { None };
        let mut address = address.clone();
        address.serial = Some(info.serial_number().to_owned());
        let pool = Pool::new(address, pin)?;
        let (kind, each) = pool.with_session(examine)?;
        if each == PinForEach::Signature && matches!(kind, Kind::Ed25519(_)) {
            let key = pool.address().key_name();
            return Err(TokenError::AlwaysAuthenticate { token: token.clone(), key }.into());
        }
        if kind == Kind::Ed25519(None) {
            let key = pool.address().key_name();
            return Err(TokenError::PublicKeyMissing { token: token.clone(), key }.into());
        }
        Ok(Self { pool, mechanisms, kind, each })
    }

    /// Where it lies, with the token's serial number.
    #[must_use]
    pub fn address(&self) -> &TokenAddress {
        self.pool.address()
    }

    /// A session for this thread alone, as signing takes one.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when no session can be opened.
    pub fn lease(&self) -> Result<Lease<'_>, TokenError> {
        self.pool.lease()
    }

    /// What it is, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.kind {
            Kind::Rsa => "an RSA key",
            Kind::P256 => "an elliptic curve key on P-256",
            Kind::P384 => "an elliptic curve key on P-384",
            Kind::Ed25519(_) => "an Ed25519 key",
            Kind::Other => "a key of another kind",
        }
    }

    /// Its public half, if it is an Ed25519 key.
    #[must_use]
    pub fn verifying_key(&self) -> Option<VerifyingKey> {
        if let Kind::Ed25519(key) = self.kind { key } else { None }
    }

    /// The certificates in the token.
    ///
    /// # Errors
    ///
    /// [`TokenError`].
    pub fn certificates(&self) -> Result<Vec<Certificate>, TokenError> {
        let values = self.pool.with_session(|session, _| {
            let template = [
                Attribute::Class(ObjectClass::CERTIFICATE),
                Attribute::CertificateType(CertificateType::X_509),
                Attribute::Token(true),
            ];
            let mut values = Vec::new();
            for certificate in session.find_objects(&template)?.into_iter().take(limits::TOKEN_CERTIFICATES_MAX) {
                values.extend(session.get_attributes(certificate, &[AttributeType::Value])?);
            }
            Ok(values)
        })?;
        // What is no certificate to us is none of ours.
        let read = |attribute| match attribute {
            Attribute::Value(der) => Certificate::from_der(&der).ok(),
            _ => None,
        };
        Ok(values.into_iter().filter_map(read).collect())
    }

    /// Whether `certificate` is that of this key: something is signed and verified with it, which no label or id can say.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when the token does not sign.
    pub fn is_key_of(&self, certificate: &Certificate) -> Result<bool, TokenError> {
        let same = match self.kind {
            Kind::Rsa => matches!(certificate.key(), KeyKind::Rsa { .. }),
            Kind::P256 => certificate.key() == KeyKind::P256,
            Kind::P384 => certificate.key() == KeyKind::P384,
            Kind::Ed25519(_) | Kind::Other => false,
        };
        let Some(algorithm) = Algorithm::usual(certificate).filter(|_| same) else { return Ok(false) };
        let signature = self.sign_seal(algorithm, &[TRIAL])?;
        Ok(algorithm.verify(certificate, &[TRIAL], &signature).is_ok())
    }

    /// Signs `parts`, joined, in the form of JWS. The digest is made here: less goes to the token, and not every token
    /// makes it.
    ///
    /// # Errors
    ///
    /// [`TokenError`].
    pub fn sign_seal(&self, algorithm: Algorithm, parts: &[&[u8]]) -> Result<Vec<u8>, TokenError> {
        if self.each == PinForEach::Signature {
            return self.sign_seal_with_pin(algorithm, parts);
        }
        let sha256 = || {
            let mut digest = Sha256::new();
            parts.iter().for_each(|part| digest.update(part));
            digest.finish()
        };
        match algorithm {
            Algorithm::Rs256 if self.signs_with(MechanismType::RSA_PKCS) => {
                self.pool.sign(&Mechanism::RsaPkcs, &[&SHA256_DIGEST_INFO[..], &sha256()].concat())
            }
            Algorithm::Rs256 if self.signs_with(MechanismType::SHA256_RSA_PKCS) => {
                self.pool.sign(&Mechanism::Sha256RsaPkcs, &parts.concat())
            }
            Algorithm::Ps256 if self.signs_with(MechanismType::RSA_PKCS_PSS) => {
                self.pool.sign(&Mechanism::RsaPkcsPss(pss()), &sha256())
            }
            Algorithm::Ps256 if self.signs_with(MechanismType::SHA256_RSA_PKCS_PSS) => {
                self.pool.sign(&Mechanism::Sha256RsaPkcsPss(pss()), &parts.concat())
            }
            Algorithm::Es256 if self.signs_with(MechanismType::ECDSA) => self.sign_ecdsa(&sha256(), 64),
            Algorithm::Es384 if self.signs_with(MechanismType::ECDSA) => {
                let mut digest = Sha384::new();
                parts.iter().for_each(|part| digest.update(part));
                self.sign_ecdsa(&digest.finish(), 96)
            }
            _ => Err(TokenError::Mechanism { token: self.address().token.clone(), mechanism: algorithm.name() }),
        }
    }

    fn sign_seal_with_pin(&self, algorithm: Algorithm, parts: &[&[u8]]) -> Result<Vec<u8>, TokenError> {
        let (needed, mechanism, length) = match algorithm {
            Algorithm::Rs256 => (MechanismType::SHA256_RSA_PKCS, Mechanism::Sha256RsaPkcs, None),
            Algorithm::Ps256 => (MechanismType::SHA256_RSA_PKCS_PSS, Mechanism::Sha256RsaPkcsPss(pss()), None),
            Algorithm::Es256 => (MechanismType::ECDSA_SHA256, Mechanism::EcdsaSha256, Some(64)),
            Algorithm::Es384 => (MechanismType::ECDSA_SHA384, Mechanism::EcdsaSha384, Some(96)),
        };
        if !self.signs_with(needed) {
            let (token, key) = (self.address().token.clone(), self.address().key_name());
            return Err(TokenError::AlwaysAuthenticate { token, key });
        }
        let signature = self.pool.sign_with_pin(&mechanism, parts)?;
        self.check_length(signature, length)
    }

    fn sign_ecdsa(&self, digest: &[u8], length: usize) -> Result<Vec<u8>, TokenError> {
        let signature = self.pool.sign(&Mechanism::Ecdsa, digest)?;
        self.check_length(signature, Some(length))
    }

    /// JWS wants r and s of a fixed length; a token that answers in DER is not taken at its word.
    fn check_length(&self, signature: Vec<u8>, length: Option<usize>) -> Result<Vec<u8>, TokenError> {
        match length {
            Some(length) if signature.len() != length => {
                let reason = format!("its signature has {} bytes, not {length}", signature.len());
                Err(TokenError::Failed { token: self.address().token.clone(), reason })
            }
            _ => Ok(signature),
        }
    }

    /// Signs `message` with Ed25519, and looks whether the token really did.
    ///
    /// # Errors
    ///
    /// [`TokenError`].
    pub fn sign_ed25519(&self, message: &[u8]) -> Result<Signature, TokenError> {
        let token = || self.address().token.clone();
        let Some(public) = self.verifying_key().filter(|_| self.signs_with(MechanismType::EDDSA)) else {
            return Err(TokenError::Mechanism { token: token(), mechanism: "Ed25519" });
        };
        let mechanism = Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519));
        let bytes = self.pool.sign(&mechanism, message)?;
        let signature = bytes.try_into().ok().map(Signature::from_bytes);
        signature
            .filter(|signature| public.verify_strict(message, signature).is_ok())
            .ok_or_else(|| TokenError::Failed { token: token(), reason: "its signature does not match".to_owned() })
    }

    fn signs_with(&self, mechanism: MechanismType) -> bool {
        self.mechanisms.contains(&mechanism)
    }
}

/// The parameters of PS256 (RFC 7518, section 3.5).
fn pss() -> PkcsPssParams {
    PkcsPssParams { hash_alg: MechanismType::SHA256, mgf: PkcsMgfType::MGF1_SHA256, s_len: 32.into() }
}

/// What the key is, and whether it wants its PIN for each signature.
fn examine(session: &Session, key: ObjectHandle) -> Result<(Kind, PinForEach), Error> {
    let asked = [
        AttributeType::KeyType,
        AttributeType::EcParams,
        AttributeType::Id,
        AttributeType::Label,
        AttributeType::AlwaysAuthenticate,
    ];
    let mut kind = Kind::Other;
    let mut curve = Vec::new();
    let mut each = PinForEach::Session;
    let mut names = Vec::new();
    for attribute in session.get_attributes(key, &asked)? {
        match attribute {
            Attribute::KeyType(KeyType::RSA) => kind = Kind::Rsa,
            Attribute::KeyType(KeyType::EC) => kind = Kind::P256,
            Attribute::KeyType(KeyType::EC_EDWARDS) => kind = Kind::Ed25519(None),
            Attribute::EcParams(params) => curve = params,
            Attribute::AlwaysAuthenticate(true) => each = PinForEach::Signature,
            Attribute::Id(id) if !id.is_empty() => names.push(Attribute::Id(id)),
            Attribute::Label(label) if !label.is_empty() => names.push(Attribute::Label(label)),
            _ => {}
        }
    }
    let kind = match kind {
        Kind::P256 if curve == P256 => Kind::P256,
        Kind::P256 if curve == P384 => Kind::P384,
        Kind::P256 => Kind::Other,
        Kind::Ed25519(_) => Kind::Ed25519(ed25519_public(session, &names)?),
        other => other,
    };
    Ok((kind, each))
}

/// The public half lies in an object of its own, with the same id or label.
fn ed25519_public(session: &Session, names: &[Attribute]) -> Result<Option<VerifyingKey>, Error> {
    for name in names {
        let template = [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Token(true), name.clone()];
        for object in session.find_objects(&template)? {
            for attribute in session.get_attributes(object, &[AttributeType::EcPoint])? {
                if let Attribute::EcPoint(point) = attribute
                    && let Some(key) = read_point(&point)
                {
                    return Ok(Some(key));
                }
            }
        }
    }
    Ok(None)
}

/// CKA_EC_POINT: the 32 bytes alone (PKCS#11 3.1), or in an OCTET STRING (SoftHSM and others).
fn read_point(point: &[u8]) -> Option<VerifyingKey> {
    let bytes = match point {
        [0x04, 0x20, rest @ ..] if rest.len() == 32 => rest,
        other => other,
    };
    VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()
}
