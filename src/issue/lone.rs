//! One document that somebody else wrote: recorded, secured, checked, stored, and only then handed out.
//!
//! It goes through the ledger like an award of a batch: it has an award's id, its places on the status lists and its leaf in
//! the log. What the document certifies is its author's business; that it keeps the data model, and that its graph holds
//! all that it shows, is asked here.

mod drafting;

use serde_json::{Map, Value};
use thiserror::Error;

use self::drafting::Drafting;
use super::batch::{Observer, Step};
use super::publication::publish;
use super::secured::Ready;
use super::{IssueError, Office, SealingKeys};
use crate::crypto::sha256_of;
use crate::ledger::{Chunk, LedgerError, NewAward, Rendition, RunNumber, Sealed, Standing, State};
use crate::model::entropy::draw;
use crate::model::ids::AwardId;
use crate::model::json::canonicalize;
use crate::model::slotted::Content;
use crate::model::time::Timestamp;
use crate::proof::{Cryptosuite, ProofError};
use crate::publish::Document;

/// Batches of lone documents have this name in the ledger, and the day as edition.
pub const LONE_BATCH: &str = "vc-api";

/// How a document is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Securing {
    /// With a proof over its canonical JSON.
    EddsaJcs2022,
    /// With a proof over its canonical quads.
    EddsaRdfc2022,
    /// As the claims of a token (VC-JOSE-COSE): VCDM 2.0 alone.
    VcJwt,
}

impl Securing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::EddsaJcs2022, Self::EddsaRdfc2022, Self::VcJwt];

    /// The name, which is also the part of the addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EddsaJcs2022 => "eddsa-jcs-2022",
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::VcJwt => "vc-jwt",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// What the ledger keeps.
    #[must_use]
    pub fn rendition(self) -> Rendition {
        match self {
            Self::EddsaJcs2022 => Rendition::VcJcs,
            Self::EddsaRdfc2022 => Rendition::VcRdfc,
            Self::VcJwt => Rendition::VcJwt,
        }
    }

    /// The suite of its proof; a token has none.
    #[must_use]
    pub fn suite(self) -> Option<Cryptosuite> {
        match self {
            Self::EddsaJcs2022 => Some(Cryptosuite::EddsaJcs2022),
            Self::EddsaRdfc2022 => Some(Cryptosuite::EddsaRdfc2022),
            Self::VcJwt => None,
        }
    }
}

/// What makes two wishes one: the same again is handed out again, and issued once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity<'a> {
    /// The document's own id.
    Id(&'a str),
    /// The id with the content, so that one id may stand for many documents: for test suites alone.
    IdAndContent(&'a str),
    /// A key that the asker gave beside the document, which has no id.
    Key(&'a str),
    /// Nothing: each is another.
    Nothing,
}

/// Whether the document gets the status of its award.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StatusWish {
    /// It does not: that the award was revoked shows to nobody.
    LeftOut,
    /// It gets the entries of the purposes that the ledger keeps for it.
    #[default]
    Stated,
}

/// A document that is to be issued.
#[derive(Debug, Clone, Copy)]
pub struct Commission<'a> {
    /// The document, without a proof.
    pub document: &'a Map<String, Value>,
    /// How it is secured.
    pub securing: Securing,
    /// What makes two wishes one.
    pub identity: Identity<'a>,
    /// Whether it gets its status.
    pub status: StatusWish,
    /// Now.
    pub now: Timestamp,
}

/// A document that was issued, now or before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The award.
    pub award: AwardId,
    /// As it is stored: the secured document, or the token.
    pub bytes: Vec<u8>,
    /// Whether it was there before.
    pub novelty: Novelty,
}

/// Whether something was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Novelty {
    /// It was, and nothing was issued.
    Known,
    /// It was made now.
    New,
}

/// Why a document is not issued.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoneError {
    /// Another document was issued under the same id or key.
    #[error("another document was issued under this id already, as award {award}")]
    Conflict {
        /// The award.
        award: AwardId,
    },
    /// The document cannot be secured.
    #[error(transparent)]
    Document(#[from] ProofError),
    /// The award was erased.
    #[error("award {award} was erased")]
    Erased {
        /// The award.
        award: AwardId,
    },
    /// The ledger, a key or the publication folder failed; the same wish again goes on.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// VCDM 1.1 is not what a token of VC-JOSE-COSE holds.
    #[error("only a credential of VCDM 2.0 is enveloped")]
    NotForTokens,
    /// The document names somebody else as its issuer.
    #[error("the issuer has to be `{expected}`")]
    OtherIssuer {
        /// Whose the key is.
        expected: String,
    },
    /// Its id is one of those that the ledger gives.
    #[error("ids that begin with `urn:credential:` are given by the ledger")]
    ReservedId,
    /// The award was revoked, so that no other form of it is made.
    #[error("award {award} is {state}")]
    Revoked {
        /// The award.
        award: AwardId,
        /// How it stands.
        state: State,
    },
}

impl From<LedgerError> for LoneError {
    fn from(error: LedgerError) -> Self {
        Self::Issue(error.into())
    }
}

/// Issues one document: records it, secures it once, verifies it as a stranger would, stores it, has its status published,
/// and hands it out. The same wish again hands out what is stored, and completes what was broken off.
///
/// # Errors
///
/// [`LoneError`]; when it is [`LoneError::Issue`] the same wish again goes on where this one stopped, and in all other cases
/// nothing was recorded.
pub fn issue_lone(
    office: &mut Office<'_>,
    keys: SealingKeys<'_>,
    commission: Commission<'_>,
    observer: &mut dyn Observer,
) -> Result<Released, LoneError> {
    let rendition = commission.securing.rendition();
    let Commission { now, .. } = commission;
    let mut reached = |step| match observer.reached(step) {
        std::ops::ControlFlow::Continue(()) => Ok(()),
        std::ops::ControlFlow::Break(()) => Err(IssueError::Interrupted),
    };
    let (standing, run, ready) = match record(office, keys, commission)? {
        Decided::Stored(standing, run) => {
            let bytes = office.ledger.sealed_bytes(standing.award, rendition)?;
            publish_for(office, keys, &commission, &standing)?;
            if let Some(run) = run {
                office.ledger.mark_delivered(run, now).map_err(IssueError::from)?;
            }
            return Ok(Released { award: standing.award, bytes, novelty: Novelty::Known });
        }
        Decided::ToSign(standing, run, ready) => (standing, run, ready),
    };
    reached(Step::Recorded)?;
    let unchecked = ready.sign(keys.data_integrity)?;
    reached(Step::Signed)?;
    let bytes = unchecked.checked(office.house.contexts)?;
    reached(Step::Checked)?;
    let sealed = Sealed::new(standing.number, standing.award, rendition, None, Content::Whole(bytes.clone()));
    office.ledger.store(run, vec![sealed], Vec::new(), now, office.entropy)?;
    reached(Step::Stored)?;
    publish_for(office, keys, &commission, &standing)?;
    reached(Step::Published)?;
    office.ledger.mark_delivered(run, now)?;
    reached(Step::Delivered)?;
    Ok(Released { award: standing.award, bytes, novelty: Novelty::New })
}

/// What the ledger says to a wish.
enum Decided {
    /// It is there; the run puts it out if no earlier one has.
    Stored(Standing, Option<RunNumber>),
    /// It is recorded.
    ToSign(Standing, RunNumber, Box<Ready>),
}

/// Finds or allots the award, and records what is about to be signed: all in one transaction, or nothing.
fn record(office: &mut Office<'_>, keys: SealingKeys<'_>, commission: Commission<'_>) -> Result<Decided, LoneError> {
    let Commission { document, securing, identity, now, .. } = commission;
    let drafting = Drafting { house: office.house, key: keys.data_integrity, commission };
    let model = drafting.check()?;
    let rendition = securing.rendition();
    let digests = office.ledger.digests();
    let canonical = canonicalize(&Value::Object(document.clone()));
    let certified = sha256_of([&b"document-1"[..], canonical.as_bytes()]);
    let content = digests.content_digest(&certified);
    let drawn: [u8; 32] = draw(office.entropy);
    let hex = crate::crypto::encoding::to_hex;
    let (kind, name) = match identity {
        Identity::Id(id) => ("id", id.to_owned()),
        Identity::IdAndContent(id) => ("content", format!("{} {id}", hex(&certified))),
        Identity::Key(key) => ("key", key.to_owned()),
        Identity::Nothing => ("drawn", hex(&drawn)),
    };
    // No descriptor has an empty name, so that no award of a batch has this key.
    let key = digests.award_key(&office.house.issuer.organization_id, "", kind, &name);
    let chunk = office.ledger.chunk()?;
    let found = chunk.find(&key)?;
    let standing = match found {
        None => {
            let whose = Whose { id: named(identity), called: &called(document) };
            allot(&chunk, key, content, whose, now, office.entropy)?
        }
        Some(found) => {
            if let Some(decided) = known(&chunk, &found, content, rendition, now)? {
                chunk.commit()?;
                return Ok(Decided::Stored(found, decided));
            }
            if !found.is_fixed() && found.content != content {
                chunk.amend(found.award, &content, &called(document))?;
            }
            found
        }
    };
    let ready = drafting.draft(model, &standing)?;
    let recorded = chunk.record(standing.number, standing.award, rendition, ready.digest())?;
    let ready = ready.recorded(&recorded);
    let run = chunk.begin_run(now)?;
    chunk.commit()?;
    Ok(Decided::ToSign(standing, run, Box::new(ready)))
}

/// What an award that stands already makes of a wish: `None` if there is something to sign, else the run that puts out what
/// is stored, if it has to be put out.
fn known(
    chunk: &Chunk<'_>,
    found: &Standing,
    content: [u8; 32],
    rendition: Rendition,
    now: Timestamp,
) -> Result<Option<Option<RunNumber>>, LoneError> {
    let award = found.award;
    if found.seed.is_none() {
        return Err(LoneError::Erased { award });
    }
    if found.is_fixed() && found.content != content {
        return Err(LoneError::Conflict { award });
    }
    match found.sealed(rendition) {
        Some(sealed) if sealed.delivered => Ok(Some(None)),
        Some(_) => {
            let run = chunk.begin_run(now)?;
            chunk.put_out(run, found.number, Some(rendition))?;
            Ok(Some(Some(run)))
        }
        None => match found.state {
            State::Valid | State::Suspended => Ok(None),
            state => Err(LoneError::Revoked { award, state }),
        },
    }
}

/// Whose an award is, as the ledger keeps it until it is erased.
struct Whose<'a> {
    id: &'a str,
    called: &'a str,
}

fn allot(
    chunk: &Chunk<'_>,
    key: [u8; 32],
    content: [u8; 32],
    whose: Whose<'_>,
    now: Timestamp,
    entropy: &mut dyn crate::model::entropy::Entropy,
) -> Result<Standing, LedgerError> {
    let text = now.to_string();
    let day = text.split('T').next().unwrap_or_default();
    let (batch, row) = chunk.continue_batch(LONE_BATCH, day, "issued over HTTP", now)?;
    let new = NewAward {
        key,
        content,
        batch,
        row,
        issued: now,
        created: now,
        supersedes: None,
        learner_key: whose.id,
        learner_name: whose.called,
    };
    chunk.allot(&new, entropy)
}

fn named(identity: Identity<'_>) -> &str {
    match identity {
        Identity::Id(text) | Identity::IdAndContent(text) | Identity::Key(text) => text,
        Identity::Nothing => "no id of its own",
    }
}

/// How the first subject is called, for whoever looks through the ledger.
fn called(document: &Map<String, Value>) -> String {
    let subject = match document.get("credentialSubject") {
        Some(Value::Array(all)) => all.first(),
        one => one,
    };
    let text = |name: &str| subject.and_then(|subject| subject.get(name)).and_then(Value::as_str);
    let full = || Some(format!("{} {}", text("givenName")?, text("familyName")?));
    let name = text("fullName").or(text("name")).map(str::to_owned).or_else(full);
    name.or_else(|| text("id").map(str::to_owned)).unwrap_or_else(|| "not named".to_owned())
}

/// Before anything leaves that names its status, verifiers can read it.
fn publish_for(
    office: &mut Office<'_>,
    keys: SealingKeys<'_>,
    commission: &Commission<'_>,
    standing: &Standing,
) -> Result<(), IssueError> {
    if commission.status == StatusWish::LeftOut {
        return Ok(());
    }
    let kept = office.ledger.list_versions()?;
    for place in &standing.status {
        let version = kept.iter().any(|version| version.slug == place.list);
        if !version || office.folder.read(&Document::StatusList(place.list.clone()))?.is_none() {
            publish(office, keys.publishing, commission.now)?;
            return Ok(());
        }
    }
    Ok(())
}

/// The award that was issued under an id, for whoever knows it by that alone.
///
/// # Errors
///
/// [`LedgerError`].
pub fn award_of_id(office: &Office<'_>, id: &str) -> Result<Option<AwardId>, LedgerError> {
    if let Ok(award) = AwardId::parse(id)
        && office.ledger.award(award).is_ok()
    {
        return Ok(Some(award));
    }
    let key = office.ledger.award_key(&office.house.issuer.organization_id, "", "id", id);
    Ok(office.ledger.find(&key)?.map(|standing| standing.award))
}
