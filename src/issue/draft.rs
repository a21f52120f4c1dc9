//! Mapping: from learners to what would be certified, and from allotted awards to documents.
//!
//! It holds no key, asks no ledger and draws nothing, so that all cores can do it at a time.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::batch::{Plan, SealStatus};
use super::preview::Preview;
use super::publication::{list_url, standing_reference};
use super::seal::PreparedSeal;
use super::stages::{Allotted, Drafted, DraftedPart, Judged};
use super::{Format, House, IssueError};
use crate::elm::{LearnerIds, Mapper, SealIdentity, Sealer, StatusPurpose, StatusReference};
use crate::learners::Learner;
use crate::ledger::{Digests, Standing};
use crate::model::fault::Faults;
use crate::model::time::Timestamp;
use crate::proof::{Draft, ProofOptions, prepare};
use crate::status::Purpose;

/// What mapping needs.
pub(super) struct Drafting<'d> {
    pub(super) house: House<'d>,
    pub(super) plan: Plan<'d>,
    pub(super) preview: &'d Preview<'d>,
    pub(super) identity: Option<&'d SealIdentity>,
    /// Those of the ledger.
    pub(super) digests: Digests,
    /// The verification method of the proofs.
    pub(super) method: &'d str,
    /// By the time at which the awards were issued.
    pub(super) maps: RwLock<HashMap<Timestamp, Arc<Maps>>>,
}

/// A mapper for awards that were issued at one time, with who seals them.
pub(super) struct Maps {
    mapper: Mapper,
    sealer: Option<Sealer>,
}

impl Drafting<'_> {
    /// What would be certified for each of `learners`.
    ///
    /// # Errors
    ///
    /// What keeps any of them from being certified.
    pub(super) fn judge(&self, learners: Vec<Learner>) -> Result<Vec<Judged>, Faults> {
        let mut faults = Faults::new();
        let mut judged = Vec::with_capacity(learners.len());
        for learner in learners {
            match self.preview.certified(&learner) {
                Ok(certified) => {
                    let key = self.preview.key(&self.digests, &learner);
                    let content = self.digests.content_digest(&certified);
                    judged.push(Judged { learner, key, content });
                }
                Err(found) => faults.extend(found),
            }
        }
        if faults.stop() { Err(faults) } else { Ok(judged) }
    }

    /// The documents of awards with what the ledger fixed for them.
    ///
    /// # Errors
    ///
    /// [`IssueError::Document`], [`IssueError::NoStatusPlace`], or what keeps a mapper from being made.
    pub(super) fn draft(&self, allotted: Vec<Allotted>) -> Result<Vec<Drafted>, IssueError> {
        allotted.into_iter().map(|one| self.award(one)).collect()
    }

    fn award(&self, allotted: Allotted) -> Result<Drafted, IssueError> {
        let Allotted { learner, standing, wanted, stored } = allotted;
        let maps = self.maps(standing.issued)?;
        let Maps { mapper, sealer } = &*maps;
        let seed = standing.seed.expect("an award that is not erased has its seed");
        let ids = LearnerIds { award: standing.award, seed };
        let mut parts = Vec::with_capacity(wanted.len() + stored.len());
        for format in wanted {
            parts.push(match format {
                Format::Elm => DraftedPart::Elm(Box::new(self.elm(&learner, &standing, mapper, &ids)?)),
                Format::Europass => {
                    let place = self.place(&standing)?;
                    let sealer = sealer.as_ref().ok_or(IssueError::NoSealKey)?;
                    let document = mapper.europass(&learner, &ids, place.as_deref(), sealer);
                    DraftedPart::Europass(PreparedSeal::payload(&document))
                }
                Format::Uploadable => {
                    let place = self.place(&standing)?;
                    let file = mapper.uploadable(&learner, &ids, place.as_deref());
                    let bytes = serde_json::to_vec(&file).expect("JSON values have a text form");
                    DraftedPart::Upload(bytes.into())
                }
            });
        }
        parts.extend(stored.into_iter().map(DraftedPart::Stored));
        Ok(Drafted { row: learner.row, standing, parts })
    }

    fn maps(&self, issued: Timestamp) -> Result<Arc<Maps>, IssueError> {
        if let Some(maps) = self.maps.read().unwrap_or_else(PoisonError::into_inner).get(&issued) {
            return Ok(Arc::clone(maps));
        }
        let mapper = self.preview.mapper_at(issued)?;
        let sealer = self.identity.map(|identity| self.preview.sealer_at(identity, issued)).transpose()?;
        let mut maps = self.maps.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(maps.entry(issued).or_insert_with(|| Arc::new(Maps { mapper, sealer }))))
    }

    fn elm(
        &self,
        learner: &Learner,
        standing: &Standing,
        mapper: &Mapper,
        ids: &LearnerIds,
    ) -> Result<Draft, IssueError> {
        let status: Vec<StatusReference> = standing
            .status
            .iter()
            .map(|place| StatusReference {
                list_url: list_url(self.house.base, &place.list),
                index: place.index,
                purpose: match place.purpose {
                    Purpose::Revocation => StatusPurpose::Revocation,
                    Purpose::Suspension => StatusPurpose::Suspension,
                },
            })
            .collect();
        let options = ProofOptions {
            suite: self.plan.suite,
            verification_method: self.method.to_owned(),
            created: standing.created,
        };
        let document = mapper.document(learner, ids, &status);
        prepare(document, &options, self.house.contexts)
            .map_err(|source| IssueError::Document { row: learner.row, source })
    }

    /// The place of an award's status as Europass credentials name it.
    fn place(&self, standing: &Standing) -> Result<Option<String>, IssueError> {
        match self.plan.seal_status {
            SealStatus::LeftOut => Ok(None),
            SealStatus::Stated => match standing_reference(self.house.base, &standing.status) {
                Some(place) => Ok(Some(place)),
                None => Err(IssueError::NoStatusPlace { award: standing.award }),
            },
        }
    }
}
