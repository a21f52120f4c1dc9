//! Sealing with an X.509 certificate: what a batch needs for it, and the values between recording and releasing.
//!
//! The network is handed in: a time stamp or an answer about revocation comes from [`PkiServices`], never from here.

use serde_json::Value;

use super::IssueError;
use crate::crypto::sha256;
use crate::elm::{SealIdentity, issuer_differs};
use crate::jose::SealSigner;
use crate::jose::jades::{
    Augmented, JadesError, Level, Outcome, SealOptions, SealTrust, SigningTime, UnverifiedSeal, augment, seal,
};
use crate::ledger::Recorded;
use crate::limits::CREDENTIAL_BYTES_MAX;
use crate::model::entropy::Entropy;
use crate::model::fault::{Faults, Place};
use crate::model::ids::AwardId;
use crate::model::json::parse_strict;
use crate::model::time::Timestamp;
use crate::pki::{Certificate, PkiServices, RevocationData};

/// With what a batch is sealed.
#[derive(Clone, Copy)]
pub struct Seal<'a> {
    /// The key and its certificates.
    pub signer: &'a dyn SealSigner,
    /// What is asked from the network.
    pub services: &'a dyn PkiServices,
    /// Whom the own seals are judged against before they leave.
    pub trust: &'a SealTrust,
    /// The level that is wished.
    pub level: Level,
    /// How the time of sealing is said.
    pub signing_time: SigningTime,
}

impl Seal<'_> {
    /// The certificate that seals.
    pub(super) fn certificate(&self) -> Option<&Certificate> {
        self.signer.certificate_chain().first()
    }
}

/// Who a seal certificate names.
///
/// # Errors
///
/// A fault for each part of its subject that is missing.
pub fn seal_identity(certificate: &Certificate) -> Result<SealIdentity, Faults> {
    let subject = certificate.subject();
    let mut faults = Faults::new();
    let mut part = |value: &Option<String>, what: &str| {
        value.clone().unwrap_or_else(|| {
            faults.fault(
                "certificate-subject",
                Place::File { file: "the seal certificate".to_owned() },
                format!("its subject ({}) has no {what}", subject.text),
                "ask the authority that issued it for a seal certificate of an organisation",
            );
            String::new()
        })
    };
    let identity = SealIdentity {
        organization: part(&subject.organization, "organisation (O)"),
        common_name: part(&subject.common_name, "common name (CN)"),
        organization_identifier: part(&subject.organization_identifier, "organisation identifier (2.5.4.97)"),
        country: part(&subject.country, "country (C)"),
    };
    if faults.stop() { Err(faults) } else { Ok(identity) }
}

/// A text that may be sealed, once: the ledger has recorded it.
///
/// [`seal`](Self::seal) takes it by value, so the compiler refuses a second seal:
///
/// ```compile_fail,E0382
/// use elmseal::issue::{PreparedSeal, Seal};
/// fn twice(prepared: PreparedSeal, with: &Seal<'_>, at: elmseal::model::time::Timestamp) {
///     let first = prepared.seal(with, at);
///     let second = prepared.seal(with, at);
/// }
/// ```
#[derive(Debug)]
#[must_use = "a prepared credential holds its status indices until it is sealed"]
pub struct PreparedSeal {
    award: AwardId,
    payload: String,
}

/// A text to be sealed, with its digest, which is what the ledger records.
#[derive(Debug)]
pub struct Payload {
    text: String,
    digest: [u8; 32],
}

impl Payload {
    /// A text that a template made, with its digest.
    pub(super) fn new(text: String, digest: [u8; 32]) -> Self {
        Self { text, digest }
    }

    /// The SHA-256 digest of the text.
    #[must_use]
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

impl PreparedSeal {
    /// The text that is sealed for `document`.
    #[must_use]
    pub fn payload(document: &Value) -> Payload {
        let text = serde_json::to_string(document).expect("JSON values have a text form");
        Payload { digest: sha256(text.as_bytes()), text }
    }

    /// Binds `payload` to the ledger's receipt for it.
    ///
    /// # Panics
    ///
    /// Panics if `recorded` is the receipt for another text: a fault of this program, not of its input.
    pub fn new(payload: Payload, recorded: &Recorded) -> Self {
        assert_eq!(recorded.digest(), payload.digest, "the receipt is for another text");
        Self { award: recorded.award(), payload: payload.text }
    }

    /// Seals the text at baseline B and uses up the permission to do so.
    ///
    /// # Errors
    ///
    /// [`JadesError`] when the key cannot sign.
    pub fn seal(self, with: &Seal<'_>, at: Timestamp) -> Result<SealedFile, JadesError> {
        let options = SealOptions { signing_time: with.signing_time, ..SealOptions::new(at) };
        let file = seal(&self.payload, with.signer, &options)?;
        let augmented = Augmented { file, level: Level::B, short_of: None };
        Ok(SealedFile { award: self.award, payload: self.payload, augmented })
    }
}

/// A credential that was sealed and has not left yet.
#[derive(Debug)]
pub struct SealedFile {
    award: AwardId,
    payload: String,
    augmented: Augmented,
}

impl SealedFile {
    /// Brings it to the wished level, as far as that can be had.
    ///
    /// # Errors
    ///
    /// [`JadesError`] when there is no time stamp although one is wished: then it must not leave.
    pub fn augmented(
        self,
        with: &Seal<'_>,
        entropy: &mut dyn Entropy,
        now: Timestamp,
    ) -> Result<SealedFile, JadesError> {
        if with.level == Level::B {
            return Ok(self);
        }
        let augmented = augment(&self.augmented.file, with.level, with.services, entropy, with.trust, now)?;
        Ok(Self { augmented, ..self })
    }

    /// Reads the file as a stranger would who has nothing else, and hands it out with its level if it is what was to be
    /// sealed, by whom it says.
    ///
    /// # Errors
    ///
    /// [`OwnSealError`]; then it must not leave.
    pub fn checked(self, with: &Seal<'_>, now: Timestamp) -> Result<Augmented, OwnSealError> {
        let seal = UnverifiedSeal::parse(&self.augmented.file)?.verify_signature()?;
        let other = |what| Err(OwnSealError::Differs { what });
        if seal.payload() != self.payload {
            return other("its content");
        }
        if with.certificate() != Some(seal.certificate()) {
            return other("its certificate");
        }
        let document = parse_strict(self.payload.as_bytes(), CREDENTIAL_BYTES_MAX).ok();
        let document = document.filter(|it| it["id"].as_str() == Some(self.award.to_string().as_str()));
        let Some(document) = document else { return other("its id") };
        let Ok(identity) = seal_identity(seal.certificate()) else { return other("the subject of its certificate") };
        if let Some(member) = issuer_differs(&document, &identity) {
            return other(member);
        }
        let found = seal.examine(with.trust, &RevocationData::default(), now);
        if let Some(row) = found.rows.iter().find(|row| row.outcome == Outcome::Failed) {
            return Err(OwnSealError::Failed { check: row.check, code: row.code, detail: row.detail.clone() });
        }
        if found.level < self.augmented.level {
            return other("its level");
        }
        Ok(self.augmented)
    }
}

/// Why an own sealed file does not leave.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OwnSealError {
    /// Something of it is not what was to be sealed.
    #[error("{what} is not what was to be sealed")]
    Differs {
        /// What.
        what: &'static str,
    },
    /// A check of the seal fails.
    #[error("{detail} ({check}: {code})")]
    Failed {
        /// The check.
        check: &'static str,
        /// A stable name of why.
        code: &'static str,
        /// The same in words.
        detail: String,
    },
    /// It is not read as a seal.
    #[error(transparent)]
    Unreadable(#[from] JadesError),
}

/// Refuses to seal with a certificate that does not hold now.
pub(super) fn check_validity(certificate: &Certificate, now: Timestamp) -> Result<(), IssueError> {
    if now < certificate.not_before() || certificate.not_after() < now {
        return Err(IssueError::SealCertificate {
            reason: format!("it holds from {} until {}", certificate.not_before(), certificate.not_after()),
        });
    }
    Ok(())
}
