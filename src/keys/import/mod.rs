//! Keys that were made elsewhere: reading them, checking that they are ones for their role, and taking them in.
//!
//! Reading says what is there, [`Material::check`] whether the institution can use it, and the store writes it.

mod error;
mod pkcs12;
mod pkcs8;
mod token;

use std::fmt;

use openssl::pkey::{Id, PKey, Private};
use zeroize::Zeroizing;

pub use self::error::{ImportError, ImportFault};

use super::chain::CertificateChain;
use super::record::{Place, PublicKey};
use super::token::TokenKey;
use super::{KeysError, Role, TokenAddress};
use crate::crypto::{SigningKey, VerifyingKey};
use crate::jose::{Algorithm, SealSigner as _, SoftwareSealKey};
use crate::model::time::Timestamp;
use crate::pki::{Certificate, KeyKind, QcType};

/// How long before the end of a certificate its import warns.
const EXPIRY_WARNING_DAYS: i64 = 60;
/// What both halves of a key are tried with.
const TRIAL: &[u8] = b"elmseal: do this key and this certificate belong together?";

/// A private key that was made elsewhere, or a token that holds one, with certificates that may be its own.
///
/// Its `Debug` shows no secret.
#[derive(Debug)]
pub struct Material {
    place: String,
    private: PrivateHalf,
    certificates: Vec<Certificate>,
}

#[derive(Debug)]
enum PrivateHalf {
    Software(SoftwareHalf),
    Token { key: Box<TokenKey>, address: TokenAddress },
}

/// A private key in memory.
struct SoftwareHalf {
    key: PKey<Private>,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for SoftwareHalf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SoftwareHalf([redacted])")
    }
}

impl SoftwareHalf {
    /// Reads PKCS#8 and writes it again, so that nothing else of the file is kept.
    fn from_pkcs8(der: Zeroizing<Vec<u8>>) -> Result<Self, ImportFault> {
        let fault = || ImportFault::MalformedKey;
        let key = PKey::private_key_from_pkcs8(&der).map_err(|_| fault())?;
        // Numbers that do not fit together make signatures that give the key away.
        let sound = match key.id() {
            Id::RSA => key.rsa().and_then(|rsa| rsa.check_key()).unwrap_or(false),
            Id::EC => key.ec_key().is_ok_and(|ec| ec.check_key().is_ok()),
            _ => true,
        };
        if !sound {
            return Err(fault());
        }
        let pkcs8 = match SigningKey::from_pkcs8(&der) {
            Ok(ed25519) => ed25519.to_pkcs8(),
            Err(_) => Zeroizing::new(key.private_key_to_pkcs8().map_err(|_| fault())?),
        };
        Ok(Self { key, pkcs8 })
    }

    fn is_key_of(&self, certificate: &Certificate) -> bool {
        PKey::public_key_from_der(certificate.spki_der()).is_ok_and(|public| self.key.public_eq(&public))
    }

    /// What it is, for messages.
    fn kind(&self) -> String {
        match self.key.id() {
            Id::RSA => format!("RSA with {} bits", self.key.bits()),
            Id::EC => format!("an elliptic curve key with {} bits", self.key.bits()),
            Id::ED25519 => "an Ed25519 key".to_owned(),
            _ => "of another kind".to_owned(),
        }
    }
}

/// A key that may be taken in: it is one for its role, and its certificate is its own.
#[derive(Debug)]
pub(super) struct Accepted {
    pub public: PublicKey,
    pub algorithm: Option<Algorithm>,
    pub place: Place,
    /// The private key, unless it stays in a token.
    pub pkcs8: Option<Zeroizing<Vec<u8>>>,
    pub warnings: Vec<String>,
}

impl Material {
    /// Whether its private key will lie in a file, under the workspace's passphrase.
    #[must_use]
    pub fn needs_passphrase(&self) -> bool {
        matches!(self.private, PrivateHalf::Software(_))
    }

    /// Checks that it is a key for `role` now.
    pub(super) fn check(self, role: Role, algorithm: Option<Algorithm>, now: Timestamp) -> Result<Accepted, KeysError> {
        let place = self.place.clone();
        let at = |fault: ImportFault| KeysError::from(fault.at(&place));
        let (public, algorithm, warnings) = if role.has_certificate() {
            let (chain, algorithm, warnings) = self.certified(role, algorithm, now)?;
            (PublicKey::Certified(chain), Some(algorithm), warnings)
        } else {
            if algorithm.is_some() {
                return Err(at(ImportFault::AlgorithmRole { role }));
            }
            (PublicKey::Ed25519(self.ed25519(role).map_err(at)?), None, Vec::new())
        };
        let (place, pkcs8) = match self.private {
            PrivateHalf::Software(half) => (Place::File, Some(half.pkcs8)),
            PrivateHalf::Token { address, .. } => (Place::Token(address), None),
        };
        Ok(Accepted { public, algorithm, place, pkcs8, warnings })
    }

    fn ed25519(&self, role: Role) -> Result<VerifyingKey, ImportFault> {
        let (key, found) = match &self.private {
            PrivateHalf::Software(half) => {
                (SigningKey::from_pkcs8(&half.pkcs8).ok().map(|key| key.verifying_key()), half.kind())
            }
            PrivateHalf::Token { key, .. } => (key.verifying_key(), key.kind().to_owned()),
        };
        key.ok_or(ImportFault::KeyKind { role, found, expected: "an Ed25519 key" })
    }

    fn certified(
        &self,
        role: Role,
        algorithm: Option<Algorithm>,
        now: Timestamp,
    ) -> Result<(CertificateChain, Algorithm, Vec<String>), KeysError> {
        let at = |fault: ImportFault| KeysError::from(fault.at(&self.place));
        let leaf = self.leaf(role, now)?;
        let found = kind(&leaf);
        let Some(usual) = Algorithm::usual(&leaf) else {
            let expected = "RSA with 2048 bits or more, or an elliptic curve key on P-256 or P-384";
            return Err(at(ImportFault::KeyKind { role, found, expected }));
        };
        let algorithm = algorithm.unwrap_or(usual);
        if !algorithm.suits(&leaf) {
            return Err(at(ImportFault::AlgorithmKey { algorithm, found }));
        }
        check_certificate(role, &leaf, now).map_err(at)?;
        let chain = CertificateChain::assemble(leaf, &self.certificates);
        self.try_key(&chain, algorithm)?;
        let warnings = warnings(role, &chain, &self.certificates, now);
        Ok((chain, algorithm, warnings))
    }

    /// The certificate of the key. Of several, as after a renewal, the valid one that ends last.
    fn leaf(&self, role: Role, now: Timestamp) -> Result<Certificate, KeysError> {
        let at = |fault: ImportFault| KeysError::from(fault.at(&self.place));
        if self.certificates.is_empty() {
            return Err(at(ImportFault::NoCertificate { role }));
        }
        let mut own = Vec::new();
        for certificate in &self.certificates {
            let is_own = match &self.private {
                PrivateHalf::Software(half) => half.is_key_of(certificate),
                PrivateHalf::Token { key, .. } => key.is_key_of(certificate)?,
            };
            if is_own {
                own.push(certificate);
            }
        }
        let best = own.into_iter().max_by_key(|one| (one.not_before() <= now, one.not_after()));
        best.cloned().ok_or_else(|| at(ImportFault::CertificateOfAnotherKey { count: self.certificates.len() }))
    }

    /// Signs once and verifies with the certificate, the way that seals will be made.
    fn try_key(&self, chain: &CertificateChain, algorithm: Algorithm) -> Result<(), KeysError> {
        let certificates = chain.certificates().to_vec();
        let signature = match &self.private {
            PrivateHalf::Software(half) => SoftwareSealKey::from_pkcs8(&half.pkcs8, certificates, algorithm)
                .and_then(|key| key.sign(&[TRIAL]))
                .map_err(|_| ImportFault::MalformedKey.at(&self.place))?,
            PrivateHalf::Token { key, .. } => key.sign_seal(algorithm, &[TRIAL])?,
        };
        let verified = algorithm.verify(chain.leaf(), &[TRIAL], &signature);
        verified
            .map_err(|_| ImportFault::CertificateOfAnotherKey { count: self.certificates.len() }.at(&self.place).into())
    }
}

fn check_certificate(role: Role, leaf: &Certificate, now: Timestamp) -> Result<(), ImportFault> {
    let subject = || leaf.subject().text.clone();
    if leaf.is_ca() {
        return Err(ImportFault::CertificateIsAuthority { subject: subject() });
    }
    if now > leaf.not_after() {
        return Err(ImportFault::CertificateExpired { subject: subject(), until: leaf.not_after() });
    }
    if now < leaf.not_before() {
        return Err(ImportFault::CertificateNotYetValid { subject: subject(), from: leaf.not_before() });
    }
    if !leaf.key_usage().is_some_and(|usage| usage.digital_signature() || usage.non_repudiation()) {
        return Err(ImportFault::CertificateKeyUsage { subject: subject() });
    }
    if role == Role::Seal && leaf.subject().organization_identifier.is_none() {
        return Err(ImportFault::CertificateWithoutOrganization { subject: subject() });
    }
    Ok(())
}

/// What is no reason to refuse a key, and yet should be known.
fn warnings(role: Role, chain: &CertificateChain, others: &[Certificate], now: Timestamp) -> Vec<String> {
    let leaf = chain.leaf();
    let mut warnings = Vec::new();
    if !chain.has_issuer() {
        warnings.push(format!(
            "the certificate of the authority that issued it is missing ({}): verifiers may not find it; \
             name it with --certificates",
            leaf.issuer().text
        ));
    }
    let unused = others.iter().filter(|other| !chain.certificates().contains(other)).count();
    if unused > 0 {
        warnings.push(format!("{unused} certificates do not belong to it and are left out"));
    }
    if role == Role::Seal {
        let statements = leaf.qc_statements();
        if !statements.compliance {
            warnings.push(
                "the certificate does not call itself a qualified one: Europass may not accept its seals".to_owned(),
            );
        } else if !statements.types.is_empty() && !statements.types.contains(&QcType::ESeal) {
            warnings.push("the certificate is not one for electronic seals of an organisation".to_owned());
        }
    }
    if now.plus_seconds(EXPIRY_WARNING_DAYS * 86_400) > leaf.not_after() {
        warnings.push(format!("the certificate is valid only until {}: order the next one", leaf.not_after()));
    }
    warnings
}

/// The kind of a certificate's key, for messages.
fn kind(certificate: &Certificate) -> String {
    match certificate.key() {
        KeyKind::Rsa { bits } => format!("RSA with {bits} bits"),
        KeyKind::P256 => "an elliptic curve key on P-256".to_owned(),
        KeyKind::P384 => "an elliptic curve key on P-384".to_owned(),
        KeyKind::P521 => "an elliptic curve key on P-521".to_owned(),
        KeyKind::Ed25519 => "an Ed25519 key".to_owned(),
        _ => "a key of another kind".to_owned(),
    }
}
