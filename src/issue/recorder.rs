//! One learner of a batch in the ledger: what stands for the award already, and what is to be sealed now.
//!
//! It records and drafts; it holds no key and signs nothing.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::batch::{BatchReport, Conflict, Existing, Plan, SealStatus};
use super::format::Held;
use super::preview::Preview;
use super::publication::{list_url, standing_reference};
use super::{Format, IssueError, Prepared, PreparedSeal};
use crate::crypto::sha256;
use crate::elm::{LearnerIds, Mapper, SealIdentity, Sealer, StatusPurpose, StatusReference};
use crate::jsonld::Contexts;
use crate::learners::Learner;
use crate::ledger::{AwardNumber, Chunk, NewAward, Rendition, Standing, State};
use crate::model::entropy::Entropy;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::proof::{ProofOptions, prepare};
use crate::status::Purpose;

/// An award of the chunk of which something goes into the output.
pub(super) struct Work {
    pub(super) row: u64,
    pub(super) number: AwardNumber,
    pub(super) award: AwardId,
    /// Never empty.
    pub(super) parts: Vec<Part>,
}

/// A form of an award.
pub(super) enum Part {
    /// To be signed.
    Elm(Box<Prepared>),
    /// To be sealed.
    Europass(PreparedSeal),
    /// Sealed or made by an earlier run that did not complete its output.
    Stored(Format),
    /// For upload, as it leaves.
    Upload(Vec<u8>),
}

/// A mapper for awards that were issued at one time, with who seals them.
pub(super) struct Maps {
    mapper: Mapper,
    sealer: Option<Sealer>,
}

/// What recording one learner after the other needs.
pub(super) struct Recorder<'r> {
    pub(super) chunk: &'r Chunk<'r>,
    pub(super) entropy: &'r mut dyn Entropy,
    pub(super) plan: &'r Plan<'r>,
    pub(super) base: &'r str,
    pub(super) contexts: &'r Contexts,
    pub(super) method: &'r str,
    pub(super) preview: &'r Preview<'r>,
    pub(super) identity: Option<&'r SealIdentity>,
    pub(super) maps: &'r mut HashMap<Timestamp, Maps>,
    pub(super) report: &'r mut BatchReport,
}

impl Recorder<'_> {
    /// What is to be done for a learner; `None` when nothing stands for the key that this run may use.
    pub(super) fn learner(
        &mut self,
        learner: &Learner,
        key: [u8; 32],
        content: [u8; 32],
        found: Option<Standing>,
    ) -> Result<Option<(AwardId, Option<Work>)>, IssueError> {
        let formats = self.plan.formats;
        let Some(found) = found else {
            let new = self.allot(learner, key, content, None)?;
            return self.made(learner, &new).map(Some);
        };
        let award = found.award;
        let revoked = matches!(found.state, State::Revoked | State::Superseded);
        if !found.is_fixed() && !revoked {
            // Nothing of it has left, so its content may still be mended.
            if found.content != content {
                self.chunk.amend(award, &content, &name(learner))?;
            }
            self.report.completed += 1;
            return Ok(Some((award, Some(self.work(learner, &found, formats)?))));
        }
        if found.content == content {
            let work = self.outstanding(learner, &found, revoked)?;
            if work.is_none() {
                self.report.already += 1;
                self.report.already_not_valid += u64::from(found.state != State::Valid);
            }
            return Ok(Some((award, work)));
        }
        let replace = match self.plan.existing {
            Existing::Refuse => false,
            Existing::Replace => !revoked,
            Existing::ReplaceNamed(named) => named.contains(&award),
        };
        if !replace {
            self.report.conflicts.push(Conflict { row: learner.row, award, state: found.state });
            return Ok(Some((award, None)));
        }
        self.report.replaced += 1;
        let new = self.allot(learner, key, content, Some(award))?;
        self.made(learner, &new).map(Some)
    }

    fn made(&mut self, learner: &Learner, new: &Standing) -> Result<(AwardId, Option<Work>), IssueError> {
        let formats = self.plan.formats;
        if formats.iter().any(|format| format.rendition().is_some()) {
            self.report.issued += 1;
        }
        Ok((new.award, Some(self.work(learner, new, formats)?)))
    }

    /// What an award that was made before lacks of what is wanted now. Nothing is added to one that was revoked or erased.
    fn outstanding(&mut self, learner: &Learner, found: &Standing, revoked: bool) -> Result<Option<Work>, IssueError> {
        if found.seed.is_none() {
            return Ok(None);
        }
        let held = |held| self.plan.formats.iter().copied().filter(move |format| format.held(found) == held);
        let missing: Vec<Format> = held(Held::Not).filter(|_| !revoked).collect();
        let stored: Vec<Format> = held(Held::Stored).collect();
        if missing.is_empty() && stored.is_empty() {
            return Ok(None);
        }
        if !stored.is_empty() {
            self.report.completed += 1;
        } else if missing.iter().any(|format| format.rendition().is_some()) {
            self.report.added += 1;
        }
        let mut work = self.work(learner, found, &missing)?;
        work.parts.extend(stored.into_iter().map(Part::Stored));
        Ok(Some(work))
    }

    fn allot(
        &mut self,
        learner: &Learner,
        key: [u8; 32],
        content: [u8; 32],
        supersedes: Option<AwardId>,
    ) -> Result<Standing, IssueError> {
        let Plan { descriptor, issued, now, .. } = *self.plan;
        let batch = match self.report.batch {
            Some(batch) => batch,
            None => {
                let title = descriptor.title.get_or_first(&descriptor.language);
                self.chunk.open_batch(&descriptor.id, &descriptor.edition, title, now)?
            }
        };
        self.report.batch = Some(batch);
        let new = NewAward {
            key,
            content,
            batch,
            row: learner.row,
            issued,
            created: now,
            supersedes,
            learner_key: &learner.key,
            learner_name: &name(learner),
        };
        Ok(self.chunk.allot(&new, self.entropy)?)
    }

    /// The documents of an award with what the ledger fixed for it, recorded by their digests.
    fn work(&mut self, learner: &Learner, standing: &Standing, formats: &[Format]) -> Result<Work, IssueError> {
        let Standing { number, award, issued, .. } = *standing;
        if let Entry::Vacant(entry) = self.maps.entry(issued) {
            let mapper = self.preview.mapper_at(issued)?;
            let sealer = self.identity.map(|identity| self.preview.sealer_at(identity, issued)).transpose()?;
            entry.insert(Maps { mapper, sealer });
        }
        let Maps { mapper, sealer } = &self.maps[&issued];
        let seed = standing.seed.expect("an award that is not erased has its seed");
        let ids = LearnerIds { award, seed };
        let mut parts = Vec::with_capacity(formats.len());
        for format in formats {
            parts.push(match format {
                Format::Elm => Part::Elm(Box::new(self.elm(learner, standing, mapper, &ids)?)),
                Format::Europass => {
                    let place = self.place(standing)?;
                    let sealer = sealer.as_ref().ok_or(IssueError::NoSealKey)?;
                    let payload = PreparedSeal::payload(&mapper.europass(learner, &ids, place.as_deref(), sealer));
                    let recorded =
                        self.chunk.record(number, award, Rendition::Europass, &sha256(payload.as_bytes()))?;
                    Part::Europass(PreparedSeal::new(payload, &recorded))
                }
                Format::Uploadable => {
                    let place = self.place(standing)?;
                    let file = mapper.uploadable(learner, &ids, place.as_deref());
                    Part::Upload(serde_json::to_vec(&file).expect("JSON values have a text form"))
                }
            });
        }
        Ok(Work { row: learner.row, number, award, parts })
    }

    fn elm(
        &self,
        learner: &Learner,
        standing: &Standing,
        mapper: &Mapper,
        ids: &LearnerIds,
    ) -> Result<Prepared, IssueError> {
        let refused = |source| IssueError::Document { row: learner.row, source };
        let status: Vec<StatusReference> = standing
            .status
            .iter()
            .map(|place| StatusReference {
                list_url: list_url(self.base, &place.list),
                index: place.index,
                purpose: match place.purpose {
                    Purpose::Revocation => StatusPurpose::Revocation,
                    Purpose::Suspension => StatusPurpose::Suspension,
                },
            })
            .collect();
        let document = mapper.document(learner, ids, &status);
        let options = ProofOptions {
            suite: self.plan.suite,
            verification_method: self.method.to_owned(),
            created: standing.created,
        };
        let draft = prepare(document, &options, self.contexts).map_err(refused)?;
        let recorded = self.chunk.record(standing.number, standing.award, Rendition::Elm, draft.hash_data())?;
        Ok(Prepared::new(draft, &recorded))
    }

    /// The place of an award's status as Europass credentials name it.
    fn place(&self, standing: &Standing) -> Result<Option<String>, IssueError> {
        match self.plan.seal_status {
            SealStatus::LeftOut => Ok(None),
            SealStatus::Stated => match standing_reference(self.base, &standing.status) {
                Some(place) => Ok(Some(place)),
                None => Err(IssueError::NoStatusPlace { award: standing.award }),
            },
        }
    }
}

/// How the learner is called in the ledger.
fn name(learner: &Learner) -> String {
    learner.full_name.clone().unwrap_or_else(|| format!("{} {}", learner.given_name, learner.family_name))
}
