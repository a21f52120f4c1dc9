//! From baseline B to T, LT and LTA: a time stamp, the values to judge the seal later, and a time stamp over all of it.
//!
//! Each step reads back what it has made and judges it without a network; a level that is not found there is not claimed.

use super::error::{Flaw, JadesError};
use super::read::{Seal, UnverifiedSeal, VerifiedSeal};
use super::types::{Level, Outcome, SealExamination, SealTrust};
use super::unsigned::Form;
use super::values::collect;
use super::write::write_file;
use crate::crypto::encoding::{to_base64, to_base64url};
use crate::crypto::sha256;
use crate::limits;
use crate::model::entropy::{Entropy, draw};
use crate::model::time::Timestamp;
use crate::pki::{
    PathPurpose, PathRequest, PkiServices, RevocationData, TimeStampToken, build_path, read_time_stamp_response,
    time_stamp_request,
};

/// A sealed file with what was added to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Augmented {
    /// The file.
    pub file: Vec<u8>,
    /// The level that it has now.
    pub level: Level,
    /// Why that is below the wish.
    pub short_of: Option<Shortfall>,
}

/// Why a seal did not come to the level that was wished for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// A stable name of the reason.
    pub code: &'static str,
    /// The reason in words.
    pub detail: String,
}

impl Shortfall {
    pub(super) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// Brings a sealed file to the level `wish`, as far as it can be had. The seal is verified first; what is there already
/// stays, so that the same call goes on where an earlier one stopped.
///
/// # Errors
///
/// [`JadesError`]: the file is not a seal, or there is no usable time stamp over its signature. What lacks above level T
/// is no error; the result says so.
pub fn augment(
    file: &[u8],
    wish: Level,
    services: &dyn PkiServices,
    entropy: &mut dyn Entropy,
    trust: &SealTrust,
    now: Timestamp,
) -> Result<Augmented, JadesError> {
    let mut work = Work { seal: open(file)?, file: file.to_vec(), services, entropy, trust, now };
    if work.seal.seal().unsigned.form == Form::Clear {
        let detail = "`etsiU` of the file holds objects, to which no time stamp can be added";
        return Err(JadesError::refused(Flaw::ClearEtsiU, detail));
    }
    let mut level = work.examine().level;
    let mut short_of = None;
    if level < Level::T && wish >= Level::T {
        work.time_stamp()?;
        level = Level::T;
    }
    if level < Level::Lt && wish >= Level::Lt {
        match work.values()? {
            Ok(()) => level = Level::Lt,
            Err(shortfall) => short_of = Some(shortfall),
        }
    }
    if level == Level::Lt && wish == Level::Lta {
        match work.archive() {
            Ok(()) => level = Level::Lta,
            Err(error) => short_of = Some(Shortfall::new(error.code(), error.to_string())),
        }
    }
    Ok(Augmented { file: work.file, level, short_of })
}

/// Reads a sealed file and verifies its signature.
fn open(file: &[u8]) -> Result<VerifiedSeal, JadesError> {
    UnverifiedSeal::parse(file)?.verify_signature()
}

struct Work<'a> {
    seal: VerifiedSeal,
    file: Vec<u8>,
    services: &'a dyn PkiServices,
    entropy: &'a mut dyn Entropy,
    trust: &'a SealTrust,
    now: Timestamp,
}

impl Work<'_> {
    fn examine(&self) -> SealExamination {
        self.seal.examine(self.trust, &RevocationData::default(), self.now)
    }

    /// Adds a time stamp over the signature.
    fn time_stamp(&mut self) -> Result<(), JadesError> {
        let signature = self.seal.seal().signature_text.clone();
        let token = self.token(signature.as_bytes())?;
        let before = self.file.clone();
        self.append(&[stamp_item("sigTst", &token)])?;
        let examination = self.examine();
        if examination.level < Level::T {
            let row = examination.row("signature_time_stamp");
            let (code, detail) = (row.code, row.detail.clone());
            self.file = before;
            return Err(JadesError::TimeStamp { code, detail });
        }
        Ok(())
    }

    /// Adds certificates and revocation data, if all of them can be had.
    fn values(&mut self) -> Result<Result<(), Shortfall>, JadesError> {
        let collected = match collect(&self.seal, &self.examine(), self.services, self.trust, self.now) {
            Ok(collected) => collected,
            Err(shortfall) => return Ok(Err(shortfall)),
        };
        let before = self.file.clone();
        self.append(&collected.items())?;
        let examination = self.examine();
        let missing = ["certificate_path", "revocation"]
            .into_iter()
            .map(|check| examination.row(check))
            .find(|row| !matches!(row.outcome, Outcome::Passed | Outcome::NotApplicable));
        let shortfall = match missing {
            Some(row) => Shortfall::new(row.code, row.detail.clone()),
            None if examination.level < Level::Lt => {
                Shortfall::new("values-incomplete", "the collected values do not suffice to judge the seal")
            }
            None => return Ok(Ok(())),
        };
        // What does not suffice is not kept: the next attempt starts from level T again.
        self.seal = open(&before)?;
        self.file = before;
        Ok(Err(shortfall))
    }

    /// Adds a time stamp over everything.
    fn archive(&mut self) -> Result<(), JadesError> {
        let seal = self.seal.seal();
        let data = seal.archived(seal.unsigned.items.len());
        let token = self.token(&data)?;
        let before = self.file.clone();
        self.append(&[stamp_item("arcTst", &token)])?;
        let examination = self.examine();
        if examination.level < Level::Lta {
            let row = examination.row("archive_time_stamp");
            let (code, detail) = (row.code, row.detail.clone());
            self.seal = open(&before)?;
            self.file = before;
            return Err(JadesError::TimeStamp { code, detail });
        }
        Ok(())
    }

    /// A token over `data` from the configured authority, verified.
    fn token(&mut self, data: &[u8]) -> Result<Vec<u8>, JadesError> {
        let (imprint, nonce) = (sha256(data), draw::<16>(self.entropy));
        let response = self.services.time_stamp(&time_stamp_request(&imprint, &nonce))?;
        let der = read_time_stamp_response(&response, &imprint, &nonce)?;
        let authorities = &self.trust.time_stamp_authorities;
        let stamped = TimeStampToken::parse(&der)?.verify_with(data, authorities)?;
        let time = stamped.time();
        let seconds = (time.unix() - self.now.unix()).abs();
        if seconds > limits::CLOCK_SKEW_SECONDS_MAX {
            let detail = format!("the authority's clock says {time}, this computer's {}", self.now);
            return Err(JadesError::TimeStamp { code: "time-stamp-clock", detail });
        }
        // Without any trusted authority only the rules for its certificate are looked at.
        let itself = [stamped.tsa().clone()];
        let path = build_path(&PathRequest {
            leaf: stamped.tsa(),
            candidates: stamped.certificates(),
            anchors: if authorities.is_empty() { &itself } else { authorities },
            at: time,
            purpose: PathPurpose::TimeStamp,
        });
        path.map_err(|error| JadesError::TimeStamp {
            code: match error.code() {
                "certificate-untrusted" => "time-stamp-authority-untrusted",
                code => code,
            },
            detail: format!("the time-stamp authority is not one that counts: {error}"),
        })?;
        Ok(der)
    }

    /// Writes the file with more items, and reads it back.
    fn append(&mut self, items: &[String]) -> Result<(), JadesError> {
        let file = with_items(self.seal.seal(), items);
        let again = open(&file).map_err(|error| JadesError::NotReleased(Box::new(error)))?;
        if again.payload() != self.seal.payload() {
            let error = JadesError::refused(Flaw::PayloadType, "the payload is read back differently");
            return Err(JadesError::NotReleased(Box::new(error)));
        }
        self.seal = again;
        self.file = file;
        Ok(())
    }
}

fn with_items(seal: &Seal, more: &[String]) -> Vec<u8> {
    let mut items = seal.unsigned.texts();
    items.extend(more.iter().map(String::as_str));
    write_file(seal.payload_member(), &seal.protected, &items, &seal.signature_text)
}

/// An item with one token.
fn stamp_item(name: &str, token: &[u8]) -> String {
    to_base64url(format!("{{\"{name}\":{{\"tstTokens\":[{{\"val\":\"{}\"}}]}}}}", to_base64(token)).as_bytes())
}
