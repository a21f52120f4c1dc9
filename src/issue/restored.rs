//! A ledger that was restored from a copy, and a world that knows more: what was published after the copy was made, and
//! credentials that left.
//!
//! Nothing that is published is taken back in silence: a log that would fork and a status list that would forget are
//! refused, until the ledger has taken over what they show.

mod tokens;

use std::collections::HashMap;

use serde_json::Value;

pub(super) use self::tokens::later_than_published_tokens;
use super::publication::{did_document, log_origin};
use super::{IssueError, Office, PublishingKeys};
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::sha256;
use crate::jose::jades::UnverifiedSeal;
use crate::jose::{PublicKey, UnverifiedToken};
use crate::keys::KeyRecord;
use crate::ledger::{AwardNumber, Change, DueList, Ledger, Rendition, RunNumber, Sealed, State, Stray};
use crate::model::ids::{AwardId, Did};
use crate::model::slotted::Content;
use crate::model::time::Timestamp;
use crate::proof::{UnverifiedCredential, authenticate_token, verify_proof};
use crate::publish::{Document, PublicationFolder};
use crate::status::{Bitstring, Purpose};

/// The reason of changes that are taken over.
const REASON: &str = "shown by the published status list when the ledger was restored from a copy";

/// Takes the name and the bytes of a file.
pub type EachFile<'e> = dyn FnMut(String, Vec<u8>) -> Result<(), IssueError> + 'e;

/// What the world knows beyond a restored ledger.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Beyond {
    /// The batch in which awards were entered that the ledger did not know; `None` when there were none.
    pub batch: Option<i64>,
    /// The files of awards that left and were not known.
    pub strays: Vec<StrayFile>,
    /// Files among those that were named which are no credentials of this institution.
    pub foreign: Vec<String>,
    /// Awards whose status was changed to what is published.
    pub changed: Vec<(AwardId, Change)>,
    /// Revoked or suspended places of which only the place is known; each was entered as an award.
    pub places: u64,
    /// Lists that were not known.
    pub lists: Vec<String>,
    /// The published log is not a beginning of the ledger's: its leaves, and the ledger's when the copy was made.
    pub log: Option<(u64, u64)>,
}

/// A file of an award that was not known.
#[derive(Debug, PartialEq, Eq)]
pub struct StrayFile {
    /// The award.
    pub award: AwardId,
    /// Its file, as it was named.
    pub file: String,
}

/// Whether the ledger continues what is published; a batch and every publication ask before they write anything.
///
/// # Errors
///
/// [`IssueError::LogBehind`] or [`IssueError::ListBehind`] when the ledger is older than what was published.
pub fn check_published(office: &Office<'_>, keys: PublishingKeys<'_>) -> Result<(), IssueError> {
    let origin = log_origin(office.house.base);
    if let Some((published, here)) =
        log_behind(office.ledger, office.folder, &origin, &[*keys.log.verifying_key().as_bytes()])?
    {
        return Err(IssueError::LogBehind { published, here });
    }
    let mut known: HashMap<String, (Timestamp, [u8; 32])> = HashMap::new();
    for version in office.ledger.list_versions()? {
        known.insert(version.slug, (version.valid_from, version.digest));
    }
    for list in office.folder.status_lists()? {
        let Some(bytes) = office.folder.read(&Document::StatusList(list.clone()))? else { continue };
        let digest = sha256(&bytes);
        let kept = known.get(&list);
        if kept.is_some_and(|(_, kept)| *kept == digest) || office.ledger.has_taken_over(&list, &digest)? {
            continue;
        }
        // What is older was put back, and what is not ours was put there: both are written over.
        let Some(shown) = Shown::read(&bytes, &list, office.house.base, office) else { continue };
        if kept.is_none_or(|(from, _)| shown.valid_from > *from) {
            return Err(IssueError::ListBehind { list });
        }
    }
    tokens::check(office)
}

/// The time from which the next version of a list holds: later than what is published, whatever the clock says.
pub(super) fn later_than_published(office: &Office<'_>, due: &DueList) -> Result<Timestamp, IssueError> {
    let Some(bytes) = office.folder.read(&Document::StatusList(due.slug.clone()))? else { return Ok(due.valid_from) };
    if !office.ledger.has_taken_over(&due.slug, &sha256(&bytes))? {
        return Ok(due.valid_from);
    }
    let shown = Shown::read(&bytes, &due.slug, office.house.base, office);
    Ok(shown.map_or(due.valid_from, |shown| due.valid_from.max(shown.valid_from.plus_seconds(1))))
}

/// Takes over what is published and what `archives` hold, so that nothing of it is forgotten or given to somebody else.
/// `archives` calls with the name and the bytes of every file.
///
/// # Errors
///
/// [`IssueError`]; the ledger is a copy that has not taken its place yet, so that nothing is lost.
pub fn take_over(
    office: &mut Office<'_>,
    log_keys: &[[u8; 32]],
    archives: &mut dyn FnMut(&mut EachFile<'_>) -> Result<(), IssueError>,
    at: Timestamp,
) -> Result<Beyond, IssueError> {
    let origin = log_origin(office.house.base);
    let mut beyond = Beyond { log: log_behind(office.ledger, office.folder, &origin, log_keys)?, ..Beyond::default() };
    office.ledger.close_lists()?;
    let mut shown = Vec::new();
    for list in office.folder.status_lists()? {
        let Some(bytes) = office.folder.read(&Document::StatusList(list.clone()))? else { continue };
        let Some(read) = Shown::read(&bytes, &list, office.house.base, office) else { continue };
        let name = list.split_once('-').map_or("", |(_, name)| name).to_owned();
        let entries = read.bits.first().map_or(0, |(_, bits)| bits.entries());
        if office.ledger.take_over_lists(&name, entries)? {
            beyond.lists.push(name.clone());
        }
        shown.push((list, name, read, sha256(&bytes)));
    }
    let mut entering = Entering { batch: None, run: None, row: 0, at };
    let mut strays = Vec::new();
    let mut foreign = Vec::new();
    archives(&mut |file, bytes| {
        match Left::read(&file, &bytes, office) {
            None => foreign.push(file),
            Some(left) => {
                if let Some(award) = entering.file(office, left, bytes)? {
                    strays.push(StrayFile { award, file });
                }
            }
        }
        Ok(())
    })?;
    (beyond.strays, beyond.foreign) = (strays, foreign);
    for (list, name, read, digest) in shown {
        for (purpose, bits) in &read.bits {
            entering.bits(office, &name, *purpose, bits, &mut beyond)?;
        }
        office.ledger.take_over_version(&list, &digest)?;
    }
    tokens::take_over(office, at, &mut beyond)?;
    if let Some(run) = entering.run {
        office.ledger.mark_delivered(run, at)?;
    }
    beyond.batch = entering.batch;
    Ok(beyond)
}

/// How many leaves are published and how many there are here, when one of `log_keys` has signed a checkpoint that the
/// log here does not continue. One by another key is another log's.
fn log_behind(
    ledger: &Ledger,
    folder: &PublicationFolder,
    origin: &str,
    log_keys: &[[u8; 32]],
) -> Result<Option<(u64, u64)>, IssueError> {
    let Some(note) = folder.read(&Document::Checkpoint)? else { return Ok(None) };
    let Ok(note) = String::from_utf8(note) else { return Ok(None) };
    if ledger.has_checkpoint(&note)? {
        return Ok(None);
    }
    let signed = log_keys.iter().find_map(|key| Checkpoint::verify(&note, origin, key).ok());
    let Some(signed) = signed else { return Ok(None) };
    let continued = ledger.log_root(signed.size)? == Some(signed.root);
    Ok(if continued { None } else { Some((signed.size, ledger.log_size()?)) })
}

/// What a published list shows, if it is sealed by a key of this institution.
struct Shown {
    valid_from: Timestamp,
    bits: Vec<(Purpose, Bitstring)>,
}

impl Shown {
    fn read(bytes: &[u8], list: &str, base: &str, office: &Office<'_>) -> Option<Self> {
        let document = authentic(bytes, office)?;
        if document["id"].as_str()? != super::publication::list_url(base, list) {
            return None;
        }
        let valid_from = Timestamp::parse(document["validFrom"].as_str()?).ok()?;
        let subjects = match &document["credentialSubject"] {
            Value::Array(subjects) => subjects.iter().collect(),
            one => vec![one],
        };
        let bits = subjects.into_iter().map(|subject| {
            let purpose = Purpose::parse(subject["statusPurpose"].as_str()?)?;
            Some((purpose, Bitstring::decode(subject["encodedList"].as_str()?).ok()?))
        });
        Some(Self { valid_from, bits: bits.collect::<Option<_>>()? })
    }
}

/// The document, if a key of this institution has sealed it, now or before.
fn authentic(bytes: &[u8], office: &Office<'_>) -> Option<Value> {
    let received = UnverifiedCredential::parse(bytes).ok()?;
    let mut methods = Vec::new();
    for record in office.keys {
        let did = record.controller_did().and_then(|did| Did::parse(&did).ok());
        let known = did.and_then(|did| did_document(&did, std::slice::from_ref(record)).ok());
        methods.extend(known.into_iter().flat_map(|known| {
            let resolved = received.claimed_methods().into_iter().filter_map(|id| known.resolve(id).ok());
            resolved.collect::<Vec<_>>()
        }));
    }
    let _proven = verify_proof(&received, &methods, office.house.contexts).ok()?;
    serde_json::from_slice(bytes).ok()
}

/// The claims of a token, if a key of this institution has signed it, now or before.
fn authentic_token(bytes: &[u8], office: &Office<'_>) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?;
    let contexts = office.house.contexts;
    office.keys.iter().find_map(|record| {
        let token = UnverifiedToken::parse(text).ok()?;
        let method = token.claimed_key()?.to_owned();
        let did = record.controller_did().and_then(|did| Did::parse(&did).ok())?;
        let document = did_document(&did, std::slice::from_ref(record)).ok()?;
        let known = document.resolve(&method).ok()?;
        let verified = token.verify(&known.id, &known.controller, &PublicKey::from(known.key)).ok()?;
        let claims = Value::Object(verified.claims().clone());
        let _proven = authenticate_token(verified, None, contexts).ok()?;
        Some(claims)
    })
}

/// A credential that left: who it is of, and where its status is.
struct Left {
    award: AwardId,
    rendition: Rendition,
    /// What the ids of its lists end in, and its place; none of a credential that names no status.
    place: Option<(String, u64)>,
}

impl Left {
    fn read(file: &str, bytes: &[u8], office: &Office<'_>) -> Option<Self> {
        let name = file.rsplit('/').next().unwrap_or(file);
        let (rendition, document) = if name.ends_with(".europass.jsonld") {
            (Rendition::Europass, sealed(bytes, office.keys)?)
        } else if name.ends_with(".badge.json") {
            (Rendition::Badge, authentic(bytes, office)?)
        } else if name.ends_with(".badge-jwt.jwt") {
            (Rendition::BadgeJwt, authentic_token(bytes, office)?)
        } else {
            (Rendition::Elm, authentic(bytes, office)?)
        };
        let award = AwardId::parse(document["id"].as_str()?).ok()?;
        let status = match &document["credentialStatus"] {
            Value::Array(entries) => entries.first().cloned().unwrap_or_default(),
            one => one.clone(),
        };
        let place = || {
            let (url, index) = status["id"].as_str()?.rsplit_once('#')?;
            let below = url.strip_prefix(office.house.base)?.strip_prefix("/status/")?.strip_suffix(".json")?;
            Some((below.split_once('-')?.1.to_owned(), index.parse().ok()?))
        };
        Some(Self { award, rendition, place: place() })
    }
}

/// The payload, if a certificate of this institution has sealed it.
fn sealed(bytes: &[u8], keys: &[KeyRecord]) -> Option<Value> {
    let verified = UnverifiedSeal::parse(bytes).ok()?.verify_signature().ok()?;
    let ours = keys.iter().filter_map(KeyRecord::certificate).any(|ours| ours == verified.certificate());
    if ours { serde_json::from_str(verified.payload()).ok() } else { None }
}

/// Enters what is not known.
struct Entering {
    batch: Option<i64>,
    /// What left has been delivered.
    run: Option<RunNumber>,
    row: u64,
    at: Timestamp,
}

impl Entering {
    /// Enters a file that left; gives its award when that was not known, or not in this form.
    fn file(&mut self, office: &mut Office<'_>, left: Left, bytes: Vec<u8>) -> Result<Option<AwardId>, IssueError> {
        let Left { award, rendition, place } = left;
        let known = office.ledger.award(award).ok();
        if known.as_ref().is_some_and(|known| known.renditions.iter().any(|one| one.rendition == rendition)) {
            return Ok(None);
        }
        let number = match known {
            // Recorded in the copy, and sealed afterwards: what left is what it is now.
            Some(_) => office.ledger.award_number(award)?,
            None => {
                let Some((lists, index)) = place else { return Ok(Some(award)) };
                office.ledger.take_over_lists(&lists, usize::try_from(index + 1).unwrap_or(0))?;
                if let Some(other) = office.ledger.award_at(&format!("{}-{lists}", Purpose::Revocation), index)? {
                    return Err(IssueError::PlaceTaken { award, other });
                }
                self.enter(office, award, &lists, index)?
            }
        };
        let digest = sha256(&bytes);
        let chunk = office.ledger.chunk()?;
        let run = match self.run {
            Some(run) => run,
            None => *self.run.insert(chunk.begin_run(self.at)?),
        };
        chunk.record(number, award, rendition, &digest)?;
        chunk.commit()?;
        let sealed = Sealed::new(number, award, rendition, None, Content::Whole(bytes));
        office.ledger.store(run, vec![sealed], Vec::new(), self.at, office.entropy)?;
        Ok(Some(award))
    }

    fn enter(
        &mut self,
        office: &mut Office<'_>,
        award: AwardId,
        lists: &str,
        index: u64,
    ) -> Result<AwardNumber, IssueError> {
        let key = office.ledger.award_key("", "restored", "", &award.to_string());
        let chunk = office.ledger.chunk()?;
        let batch = match self.batch {
            Some(batch) => batch,
            None => {
                let title = "Awards that left after the copy of the ledger was made";
                *self.batch.insert(chunk.open_batch("restored", "", title, self.at)?)
            }
        };
        self.row += 1;
        let number = chunk.enter_stray(&Stray { award, lists, index, batch, row: self.row, at: self.at }, &key)?;
        chunk.commit()?;
        Ok(number)
    }

    /// Brings the status of awards to what a published list shows.
    fn bits(
        &mut self,
        office: &mut Office<'_>,
        lists: &str,
        purpose: Purpose,
        bits: &Bitstring,
        beyond: &mut Beyond,
    ) -> Result<(), IssueError> {
        let list = format!("{purpose}-{lists}");
        let Some(next) = office.ledger.next_version(&list, self.at)? else { return Ok(()) };
        let (here, _) = office.ledger.list_bits(&next)?;
        let Some((_, here)) = here.into_iter().next() else { return Ok(()) };
        for index in 0..bits.entries().min(here.entries()) as u64 {
            let (published, known) = (bits.get(index).unwrap_or(false), here.get(index).unwrap_or(false));
            if published == known {
                continue;
            }
            let change = match (purpose, published) {
                (Purpose::Revocation, true) => Change::Revoke,
                (Purpose::Suspension, true) => Change::Suspend,
                (Purpose::Suspension, false) => Change::Reinstate,
                // Revoked here and not there: the next publication shows it.
                (Purpose::Revocation, false) => continue,
            };
            let award = match office.ledger.award_at(&list, index)? {
                Some(award) => award,
                None => {
                    let award = AwardId::random(office.entropy);
                    self.enter(office, award, lists, index)?;
                    beyond.places += 1;
                    award
                }
            };
            if matches!(office.ledger.award(award)?.state, State::Revoked | State::Superseded) {
                continue;
            }
            office.ledger.change(&[award], change, REASON, self.at, office.entropy)?;
            beyond.changed.push((award, change));
        }
        Ok(())
    }
}

/// The ending of a sealed file's name, as archives have them.
#[must_use]
pub fn is_credential(file: &str) -> bool {
    [".elm.jsonld", ".europass.jsonld", ".badge.json", ".badge-jwt.jwt"].iter().any(|ending| file.ends_with(ending))
}
