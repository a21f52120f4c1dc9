//! Sealing with an X.509 certificate, as the settings want it: what would go wrong, and what a batch is handed.

use anyhow::{Context as _, Result};

use crate::config::{SealSettings, StatusStated, Workspace, now};
use crate::descriptor::Descriptor;
use crate::fetch::{Danger, SealServices};
use crate::issue::{Format, IssueError, Preview, Seal, SealStatus, seal_identity};
use crate::jose::SealSigner as _;
use crate::jose::jades::Level;
use crate::keys::{KeysError, Role, SealKey, Secrets};
use crate::learners::FaultSummary;
use crate::model::fault::{Faults, Place};
use crate::model::time::Timestamp;
use crate::pki::{Certificate, NoServices, PkiServices};

use super::exit::hinted;
use super::key;
use super::office::Desk;

/// Days before its end from which a certificate is worth a warning.
const EXPIRES_SOON_DAYS: i64 = 30;

/// The unlocked seal key with what it seals by.
pub struct Sealing<'a> {
    key: SealKey,
    services: Box<dyn PkiServices>,
    settings: &'a SealSettings,
}

impl<'a> Sealing<'a> {
    /// Unlocks the seal key, if one of `formats` is sealed with it.
    pub fn unlock(
        workspace: &'a Workspace,
        formats: &[Format],
        desk: &Desk<'_>,
        secrets: &dyn Secrets,
        danger: Danger,
    ) -> Result<Option<Self>> {
        if !formats.contains(&Format::Europass) {
            return Ok(None);
        }
        let key = desk.store.unlock_seal(secrets).map_err(key::told)?;
        let settings = &workspace.seal;
        if let Some(wanted) = settings.algorithm.filter(|wanted| *wanted != key.algorithm()) {
            return Err(hinted(
                format!("the seal key signs with {}, and [seal] of elmseal.toml wants {wanted}", key.algorithm()),
                "change `algorithm` there, or import the key again for that algorithm",
            ));
        }
        Ok(Some(Self { key, services: services(settings, danger)?, settings }))
    }

    /// As issuing wants it.
    pub fn borrow(&self) -> Seal<'_> {
        Seal {
            signer: &self.key,
            services: &*self.services,
            trust: &self.settings.trust,
            level: self.settings.level,
            signing_time: self.settings.signing_time,
        }
    }
}

/// Whether credentials say where their status is published, as the settings want it.
pub fn status(workspace: &Workspace) -> SealStatus {
    match workspace.seal.status {
        StatusStated::No => SealStatus::LeftOut,
        StatusStated::Yes => SealStatus::Stated,
    }
}

/// The network for sealing: none at level B.
fn services(settings: &SealSettings, danger: Danger) -> Result<Box<dyn PkiServices>> {
    if settings.level == Level::B {
        return Ok(Box::new(NoServices));
    }
    let authority = settings.time_stamp_authority.as_deref();
    if let Some(url) = authority
        && let Err(refusal) = SealServices::judge_authority(url, danger)
    {
        return Err(hinted(
            format!("the time-stamp authority {url} is not asked: {refusal}"),
            "correct `time_stamp_authority` in [seal] of elmseal.toml",
        ));
    }
    Ok(Box::new(SealServices::new(danger, authority).context("the network cannot be set up")?))
}

/// What would go wrong when a batch is sealed, as far as it shows without the key itself.
pub fn check(
    workspace: &Workspace,
    descriptor: &Descriptor,
    preview: &Preview<'_>,
    formats: &[Format],
    issued: Timestamp,
    faults: &mut FaultSummary,
) -> Result<()> {
    if !formats.contains(&Format::Europass) {
        return Ok(());
    }
    let mut found = Faults::new();
    let place = Place::File { file: "the seal certificate".to_owned() };
    match key::store(workspace)?.active(Role::Seal) {
        Ok(record) => match record.certificate() {
            Some(certificate) => {
                judge_time(certificate, workspace, descriptor, issued, &place, &mut found);
                match seal_identity(certificate) {
                    Ok(identity) => match preview.sealer_at(&identity, issued) {
                        Ok(_) => {}
                        Err(IssueError::Faults { faults }) => found.extend(faults),
                        Err(error) => return Err(super::office::told(error)),
                    },
                    Err(faults) => found.extend(faults),
                }
            }
            None => found.fault("no-seal-key", place, "the seal key has no certificate", "import it again with one"),
        },
        Err(KeysError::NoActiveKey { .. }) => found.fault(
            "no-seal-key",
            Place::File { file: "keys/keys.json".to_owned() },
            "Europass credentials are wanted, and there is no key to seal them with",
            "import the institution's e-seal with `elmseal key import seal`, or leave out the format europass",
        ),
        Err(error) => return Err(key::told(error)),
    }
    faults.extend(found);
    Ok(())
}

fn judge_time(
    certificate: &Certificate,
    workspace: &Workspace,
    descriptor: &Descriptor,
    issued: Timestamp,
    place: &Place,
    found: &mut Faults,
) {
    let (now, end) = (now(), certificate.not_after());
    if now < certificate.not_before() || end < now {
        found.fault(
            "certificate-not-valid",
            place.clone(),
            format!("it holds from {} until {end}, which is not now", certificate.not_before()),
            "ask the authority that issued it for a new one, and import that",
        );
        return;
    }
    if end < now.plus_seconds(EXPIRES_SOON_DAYS * 24 * 60 * 60) {
        let what = format!("it holds until {end} only");
        found.warning("certificate-expires-soon", place.clone(), what, "ask for a new one in time");
    }
    let span = descriptor.valid_for.as_deref().and_then(|text| text.parse::<jiff::Span>().ok());
    let zoned = issued.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
    let until = span.and_then(|span| zoned.checked_add(span).ok());
    let outlives = until.is_none_or(|until| end < Timestamp::from_jiff(until.timestamp()));
    if outlives && workspace.seal.level == Level::B {
        found.warning(
            "certificate-expires-before-credential",
            place.clone(),
            format!("it holds until {end}, and the credentials longer; without a time stamp nothing proves then when they were sealed"),
            "write level = \"t\" and a time_stamp_authority in [seal] of elmseal.toml",
        );
    }
}
