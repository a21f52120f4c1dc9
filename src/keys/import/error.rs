//! Why a key that was made elsewhere is not taken in, and what to do about it.

use thiserror::Error;

use crate::jose::Algorithm;
use crate::model::time::Timestamp;

use super::super::Role;

/// Why a key that was made elsewhere is not taken in: where it stood, and what is wrong with it.
#[derive(Debug, Error)]
#[error("{place}: {fault}")]
pub struct ImportError {
    /// The file, or the token and the key in it.
    pub place: String,
    /// What is wrong.
    pub fault: ImportFault,
}

/// What is wrong with a key or its certificate.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportFault {
    /// The algorithm that was asked for is not one for the key.
    #[error("{algorithm} needs another kind of key than {found}")]
    AlgorithmKey {
        /// What was asked for.
        algorithm: Algorithm,
        /// The kind of key.
        found: String,
    },
    /// The role's keys have no algorithm to choose.
    #[error("a {role} key is an Ed25519 key: there is no algorithm to choose")]
    AlgorithmRole {
        /// The role.
        role: Role,
    },
    /// Its validity is over.
    #[error("the certificate of {subject} was valid until {until}")]
    CertificateExpired {
        /// The certificate's subject.
        subject: String,
        /// Its last moment.
        until: Timestamp,
    },
    /// It may issue certificates.
    #[error("the certificate of {subject} is one of a certification authority")]
    CertificateIsAuthority {
        /// The certificate's subject.
        subject: String,
    },
    /// keyUsage has neither digitalSignature nor nonRepudiation.
    #[error("the certificate of {subject} does not say that its key may sign documents (key usage)")]
    CertificateKeyUsage {
        /// The certificate's subject.
        subject: String,
    },
    /// Its validity has not begun.
    #[error("the certificate of {subject} is valid only from {from}")]
    CertificateNotYetValid {
        /// The certificate's subject.
        subject: String,
        /// Its first moment.
        from: Timestamp,
    },
    /// There are certificates, and none is that of the key.
    #[error("none of the {count} certificates is that of the private key")]
    CertificateOfAnotherKey {
        /// How many there are.
        count: usize,
    },
    /// The subject names no organisation by its identifier.
    #[error("the certificate of {subject} has no organizationIdentifier, so it is not one of an organisation")]
    CertificateWithoutOrganization {
        /// The certificate's subject.
        subject: String,
    },
    /// The key is of a kind that the role does not have.
    #[error("the key is {found}; a {role} key is {expected}")]
    KeyKind {
        /// The role.
        role: Role,
        /// What it is.
        found: String,
        /// What it may be.
        expected: &'static str,
    },
    /// The certificates cannot be read.
    #[error("the certificates cannot be read: {reason}")]
    MalformedCertificates {
        /// What is wrong.
        reason: String,
    },
    /// The private key cannot be read.
    #[error("the private key cannot be read, or its numbers do not fit together")]
    MalformedKey,
    /// The file is no PKCS#12.
    #[error("not a PKCS#12 file that can be read here: {reason}")]
    MalformedPkcs12 {
        /// What is wrong.
        reason: String,
    },
    /// The role's keys come with a certificate.
    #[error("there is no certificate; a {role} key has one")]
    NoCertificate {
        /// The role.
        role: Role,
    },
    /// The file holds no private key.
    #[error("there is no private key, only {certificates} certificates")]
    NoKey {
        /// How many certificates it holds.
        certificates: usize,
    },
    /// The file is no PKCS#8 in PEM.
    #[error("not a private key in PKCS#8 and PEM, but {found}")]
    NotPkcs8 {
        /// What it is.
        found: String,
    },
    /// Several keys, and none was chosen, or what was chosen is not there.
    #[error("{}", several(aliases, wanted.as_deref()))]
    SeveralKeys {
        /// What they are called.
        aliases: Vec<String>,
        /// What was asked for.
        wanted: Option<String>,
    },
    /// The file is longer than what is read.
    #[error("the file has {bytes} bytes, more than the {bytes_max} that are read")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The bound.
        bytes_max: usize,
    },
    /// The password does not open the file.
    #[error("the password does not open it")]
    WrongPassword,
}

impl ImportFault {
    /// At a place.
    pub(super) fn at(self, place: &str) -> ImportError {
        ImportError { place: place.to_owned(), fault: self }
    }

    /// What to do.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::AlgorithmKey { .. } | Self::AlgorithmRole { .. } => {
                "leave out --algorithm; RSA keys have rs256 and ps256 to choose from, others one each"
            }
            Self::CertificateExpired { .. } => "ask the authority for a new certificate and import that",
            Self::CertificateIsAuthority { .. } => "name the certificate of the institution's seal, not its issuer's",
            Self::CertificateKeyUsage { .. } => "ask the authority for a certificate for electronic seals",
            Self::CertificateNotYetValid { .. } => "import it then, or set this computer's clock",
            Self::CertificateOfAnotherKey { .. } => "name the certificate that was issued for this key",
            Self::CertificateWithoutOrganization { .. } => {
                "a seal needs a certificate for electronic seals of a legal person, not one of a person or a website"
            }
            Self::KeyKind { .. } => "ask the authority for a certificate with such a key",
            Self::MalformedCertificates { .. } => {
                "write the certificates as PEM one after the other, that of the key first"
            }
            Self::MalformedKey | Self::NotPkcs8 { .. } => {
                "write the key as `openssl pkcs8 -topk8 -v2 aes-256-cbc -in KEY -out KEY.pem` does"
            }
            Self::MalformedPkcs12 { .. } => "name the .p12 or .pfx file as the authority delivered it",
            Self::NoCertificate { .. } => "name the certificates with --certificates CHAIN.pem",
            Self::NoKey { .. } => "export it again together with its private key",
            Self::SeveralKeys { .. } => "choose one with --alias NAME",
            Self::TooLong { .. } => "export the one key with its certificates into a file of its own",
            Self::WrongPassword => {
                "it is the password of that file, not the passphrase of the workspace: a prompt, \
                 --password-file or ELMSEAL_IMPORT_PASSWORD"
            }
        }
    }
}

fn several(aliases: &[String], wanted: Option<&str>) -> String {
    let names = aliases.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match wanted {
        None => format!("there are {} private keys: {names}", aliases.len()),
        Some(wanted) => format!("no private key is called `{wanted}`; there is {names}"),
    }
}
