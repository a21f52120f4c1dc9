//! What the time stamps of a seal prove.
//!
//! A token counts as proof when it is over the bytes that it should be over, its signature holds, its authority leads to a
//! trusted one at the time that it names, and this can still be known: no certificate of the authority's path has expired
//! or been revoked before the token was itself covered by a later archive time stamp that counts, or before now. Hence the
//! last is judged first, and each archive time stamp that counts moves the time by which those before it must have been
//! safe (EN 319 102-1, section 5.6, in its simplest sound form).

use std::cell::Cell;

use openssl::x509::X509;

use super::read::Seal;
use super::types::{Outcome, SealTrust};
use super::unsigned::{Content, Form, StampContainer};
use crate::limits;
use crate::model::time::Timestamp;
use crate::pki::{
    Certificate, PathError, PathPurpose, PathRequest, RevocationReader, RevocationState, TimeStampToken,
    VerifiedTimeStamp, build_path,
};

/// Why something does not hold, or cannot be known to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubt {
    pub outcome: Outcome,
    pub code: &'static str,
    pub detail: String,
}

impl Doubt {
    pub fn failed(code: &'static str, detail: impl Into<String>) -> Self {
        Self { outcome: Outcome::Failed, code, detail: detail.into() }
    }

    pub fn open(code: &'static str, detail: impl Into<String>) -> Self {
        Self { outcome: Outcome::Inconclusive, code, detail: detail.into() }
    }
}

/// What the time stamps are judged with.
pub(super) struct Judge<'a> {
    pub seal: &'a Seal,
    pub trust: &'a SealTrust,
    pub candidates: &'a [Certificate],
    pub revocation: &'a RevocationReader<'a>,
    pub now: Timestamp,
    /// How many tokens were read so far: each costs hashing the whole payload.
    pub tokens_read: Cell<usize>,
    /// How many signatures of certificates in tokens were verified so far.
    pub signatures_verified: Cell<usize>,
}

/// One token that was judged.
pub(super) struct JudgedToken {
    /// The time that it names, if it is over the right bytes and its signature holds.
    pub stamped: Option<VerifiedTimeStamp>,
    /// The same time where it counts as proof, or why it does not.
    pub proof: Result<Timestamp, Doubt>,
}

/// All time stamps of one kind.
#[derive(Default)]
pub(super) struct Judged {
    pub tokens: Vec<JudgedToken>,
}

impl Judged {
    /// The earliest time that is proven.
    pub fn proven(&self) -> Option<Timestamp> {
        self.tokens.iter().filter_map(|token| token.proof.as_ref().ok().copied()).min()
    }

    /// Each time that is proven, and by which authority.
    pub fn proofs(&self) -> impl Iterator<Item = (Timestamp, Certificate)> {
        self.tokens
            .iter()
            .filter_map(|token| Some((*token.proof.as_ref().ok()?, token.stamped.as_ref()?.tsa().clone())))
    }

    /// The worst doubt; `None` where every token counts.
    pub fn doubt(&self) -> Option<&Doubt> {
        let doubts = || self.tokens.iter().filter_map(|token| token.proof.as_ref().err());
        doubts().find(|doubt| doubt.outcome == Outcome::Failed).or_else(|| doubts().next())
    }

    /// Whether at least one token is over the right bytes, and none is not.
    pub fn holds(&self) -> bool {
        !self.tokens.is_empty() && self.tokens.iter().all(|token| token.stamped.is_some())
    }
}

/// The time stamps of a seal.
pub(super) struct Stamps {
    pub content: Judged,
    pub signature: Judged,
    pub archive: Judged,
}

impl Judge<'_> {
    /// Judges all of them.
    pub fn stamps(&self) -> Stamps {
        let mut control = self.now;
        let (mut signature, mut archive) = (Judged::default(), Judged::default());
        for (index, item) in self.seal.unsigned.items.iter().enumerate().rev() {
            match &item.content {
                Content::ArchiveTimeStamp(stamp) => {
                    let judged = match self.coverage(stamp) {
                        Some(doubt) => vec![JudgedToken { stamped: None, proof: Err(doubt) }],
                        None => self.container(stamp, &self.seal.archived(index), control),
                    };
                    let proven = judged.iter().filter_map(|token| token.proof.as_ref().ok().copied()).min();
                    control = proven.map_or(control, |proven| proven.min(control));
                    archive.tokens.splice(0..0, judged);
                }
                Content::SignatureTimeStamp(stamp) => {
                    let judged = self.container(stamp, self.seal.signature_text.as_bytes(), control);
                    signature.tokens.splice(0..0, judged.into_iter().map(|token| self.after_signing(token)));
                }
                _ => {}
            }
        }
        let content = self.seal.header.content_time_stamp.as_ref();
        let content = content.map(|stamp| self.container(stamp, self.seal.signed_payload(), control));
        Stamps { content: Judged { tokens: content.unwrap_or_default() }, signature, archive }
    }

    /// Whether the bytes that an archive time stamp covers are defined.
    fn coverage(&self, stamp: &StampContainer) -> Option<Doubt> {
        if self.seal.unsigned.form == Form::Clear {
            let detail = "what the archive time stamp covers is not defined where `etsiU` holds objects";
            return Some(Doubt::open("archive-of-clear-etsiu", detail));
        }
        let covers = stamp.covers.as_ref()?;
        Some(Doubt::open("archive-time-stamp-coverage", format!("it covers {covers}, which is not read here")))
    }

    fn container(&self, stamp: &StampContainer, data: &[u8], control: Timestamp) -> Vec<JudgedToken> {
        match &stamp.tokens {
            Ok(tokens) => tokens.iter().map(|der| self.token(der, data, control)).collect(),
            Err(reason) => {
                let doubt = Doubt::failed("time-stamp-malformed", format!("the time stamp cannot be read: {reason}"));
                vec![JudgedToken { stamped: None, proof: Err(doubt) }]
            }
        }
    }

    fn token(&self, der: &[u8], data: &[u8], control: Timestamp) -> JudgedToken {
        if self.tokens_read.replace(self.tokens_read.get() + 1) >= limits::SEAL_TOKENS_ALL_MAX {
            let detail = format!("the seal has more than {} time-stamp tokens", limits::SEAL_TOKENS_ALL_MAX);
            return JudgedToken { stamped: None, proof: Err(Doubt::failed("too-many-time-stamps", detail)) };
        }
        let verified = TimeStampToken::parse(der).and_then(|token| token.verify_with(data, self.candidates));
        match verified {
            Ok(stamped) => JudgedToken { proof: self.proof(&stamped, control), stamped: Some(stamped) },
            Err(error) => JudgedToken { stamped: None, proof: Err(Doubt::failed(error.code(), error.to_string())) },
        }
    }

    /// Whether a token that holds can be relied on.
    fn proof(&self, stamped: &VerifiedTimeStamp, control: Timestamp) -> Result<Timestamp, Doubt> {
        let time = stamped.time();
        if time > self.now.plus_seconds(limits::CLOCK_SKEW_SECONDS_MAX) {
            return Err(Doubt::failed(
                "time-stamp-in-future",
                format!("the time stamp is of {time}, which is to come"),
            ));
        }
        let mut candidates = stamped.certificates().to_vec();
        candidates.extend_from_slice(self.candidates);
        let checked = &self.signatures_verified;
        let broken = stamped.certificates().iter().find(|certificate| !is_intact(certificate, &candidates, checked));
        if checked.get() > limits::SEAL_STAMP_SIGNATURES_MAX {
            return Err(Doubt::failed("too-many-certificates", "the time stamps carry too many certificates"));
        }
        if let Some(broken) = broken {
            let detail = format!("the certificate of {} in the time stamp is broken", broken.subject().text);
            return Err(Doubt::failed("time-stamp-certificate-broken", detail));
        }
        let path = build_path(&PathRequest {
            leaf: stamped.tsa(),
            candidates: &candidates,
            anchors: &self.trust.time_stamp_authorities,
            at: time,
            purpose: PathPurpose::TimeStamp,
        });
        let path = path.map_err(|error| authority_doubt(&error))?;
        let below_anchor = &path.certificates()[..path.certificates().len() - 1];
        if let Some(expired) = below_anchor.iter().find(|certificate| certificate.not_after() < control) {
            let detail = format!(
                "a certificate of the time-stamp authority expired on {} and no later time stamp covers this one",
                expired.not_after()
            );
            return Err(Doubt::open("time-stamp-authority-expired", detail));
        }
        for state in self.revocation.check(&path, time, self.now) {
            match state {
                RevocationState::Revoked { at, .. } => {
                    let detail = format!("the time-stamp authority's certificate was revoked on {at}");
                    return Err(Doubt::failed("time-stamp-authority-revoked", detail));
                }
                RevocationState::Good { revoked_later: Some(at), .. } if at <= control => {
                    let detail = format!(
                        "the time-stamp authority's certificate was revoked on {at} and no time stamp before that covers \
                         this one"
                    );
                    return Err(Doubt::open("time-stamp-authority-revoked-later", detail));
                }
                // Many authorities are trusted by their certificate alone and say nothing about revocation.
                RevocationState::Good { .. } | RevocationState::Unknown { .. } => {}
            }
        }
        Ok(time)
    }

    /// The rules for a time stamp over the signature: before the certificate expires, and not before what is claimed.
    fn after_signing(&self, mut token: JudgedToken) -> JudgedToken {
        let Some(stamped) = &token.stamped else { return token };
        let (time, expiry) = (stamped.time(), self.seal.certificate.not_after());
        let claimed = self.seal.header.claimed.time;
        if time > expiry {
            let detail = format!("the time stamp is of {time}, after the certificate expired on {expiry}");
            token.proof = Err(Doubt::failed("signature-time-stamp-after-expiry", detail));
        } else if claimed > time.plus_seconds(limits::CLOCK_SKEW_SECONDS_MAX) {
            let detail = format!("the seal claims to be of {claimed}, after its time stamp of {time}");
            token.proof = Err(Doubt::failed("claimed-time-after-time-stamp", detail));
        }
        token
    }
}

/// Whether a certificate is as its issuer signed it, as far as the issuer is among `candidates`. Nothing in a token
/// signs the certificates beside the signer's own. Signatures are counted in `verified`; beyond the bound nothing is intact.
fn is_intact(certificate: &Certificate, candidates: &[Certificate], verified: &Cell<usize>) -> bool {
    let Ok(read) = X509::from_der(certificate.der()) else { return false };
    let mut issuers = candidates.iter().filter(|issuer| issuer.subject_der() == certificate.issuer_der()).peekable();
    let signed = |issuer: &Certificate| {
        verified.set(verified.get() + 1);
        let bounded = verified.get() <= limits::SEAL_STAMP_SIGNATURES_MAX;
        bounded && issuer.public_key().is_some_and(|key| read.verify(key).unwrap_or(false))
    };
    issuers.peek().is_none() || issuers.any(signed)
}

/// What a path that fails says of the authority: an unknown one proves nothing, which is not to say that it lies.
fn authority_doubt(error: &PathError) -> Doubt {
    let detail = format!("the time-stamp authority is not one that counts: {error}");
    match error.code() {
        "certificate-untrusted" => Doubt::open("time-stamp-authority-untrusted", detail),
        code => Doubt::failed(code, detail),
    }
}
