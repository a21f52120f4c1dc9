//! One learner of a batch in the ledger: what stands for the award already, and what is to be sealed now.
//!
//! It records and drafts; it holds no key and signs nothing.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::batch::{BatchReport, Conflict, Existing, Plan};
use super::preview::Preview;
use super::publication::list_url;
use super::{IssueError, Prepared};
use crate::elm::{LearnerIds, Mapper, StatusPurpose, StatusReference};
use crate::jsonld::Contexts;
use crate::learners::Learner;
use crate::ledger::{Chunk, NewAward, Rendition, Standing, State};
use crate::model::entropy::Entropy;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::proof::{ProofOptions, prepare};
use crate::status::Purpose;

/// A learner of the chunk whose credential goes into the output.
pub(super) enum Work {
    /// It is to be sealed.
    Seal { row: u64, prepared: Box<Prepared> },
    /// It was sealed by an earlier run that did not complete its output.
    Stored { row: u64, award: AwardId },
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
    pub(super) mappers: &'r mut HashMap<Timestamp, Mapper>,
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
        let Some(found) = found else {
            self.report.issued += 1;
            let new = self.allot(learner, key, content, None)?;
            return Ok(Some((new.award, Some(self.draft(learner, &new)?))));
        };
        let award = found.award;
        let revoked = matches!(found.state, State::Revoked | State::Superseded);
        let sealed = found.sealed(Rendition::Elm);
        if sealed.is_none() && !revoked {
            // Nothing of it has left, so its content may still be mended.
            if found.content != content {
                self.chunk.amend(award, &content, &name(learner))?;
            }
            self.report.completed += 1;
            return Ok(Some((award, Some(self.draft(learner, &found)?))));
        }
        if found.content == content {
            if sealed.is_some_and(|one| !one.delivered) && found.seed.is_some() {
                self.report.completed += 1;
                return Ok(Some((award, Some(Work::Stored { row: learner.row, award }))));
            }
            self.report.already += 1;
            self.report.already_not_valid += u64::from(found.state != State::Valid);
            return Ok(Some((award, None)));
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
        self.report.issued += 1;
        self.report.replaced += 1;
        let new = self.allot(learner, key, content, Some(award))?;
        Ok(Some((new.award, Some(self.draft(learner, &new)?))))
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

    /// The document of an award with what the ledger fixed for it, recorded by its hashes.
    fn draft(&mut self, learner: &Learner, standing: &Standing) -> Result<Work, IssueError> {
        let row = learner.row;
        let refused = |source| IssueError::Document { row, source };
        let issued = standing.issued;
        if let Entry::Vacant(entry) = self.mappers.entry(issued) {
            entry.insert(self.preview.mapper_at(issued)?);
        }
        let mapper = &self.mappers[&issued];
        let seed = standing.seed.expect("an award that is not sealed has its seed");
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
        let document = mapper.document(learner, &LearnerIds { award: standing.award, seed }, &status);
        let options = ProofOptions {
            suite: self.plan.suite,
            verification_method: self.method.to_owned(),
            created: standing.created,
        };
        let draft = prepare(document, &options, self.contexts).map_err(refused)?;
        let recorded = self.chunk.record(standing.award, Rendition::Elm, draft.hash_data())?;
        Ok(Work::Seal { row, prepared: Box::new(Prepared::new(draft, &recorded)) })
    }
}

/// How the learner is called in the ledger.
fn name(learner: &Learner) -> String {
    learner.full_name.clone().unwrap_or_else(|| format!("{} {}", learner.given_name, learner.family_name))
}
