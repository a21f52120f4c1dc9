//! Mapping: from learners to what would be certified, and from allotted awards to documents.
//!
//! It holds no key, asks no ledger and draws nothing, so that all cores can do it at a time.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::batch::{Plan, SealStatus};
use super::preview::Preview;
use super::publication::{list_url, standing_reference};
use super::renditions::{Renditions, Sealer as RenditionSealer};
use super::seal::Payload;
use super::stages::{Allotted, Drafted, DraftedPart, Judged};
use super::templates::{Templates, is_plain};
use super::{Format, House, IssueError, PreparedSeal};
use crate::elm::{AwardView, Form, LearnerIds, Mapper, SealIdentity, Sealer, StatusPurpose, StatusReference};
use crate::jsonld::template::{Scratch, TextTemplate, Values, compile_text};
use crate::learners::Learner;
use crate::ledger::{Digests, Standing, StatusPlace};
use crate::model::fault::Faults;
use crate::model::slotted::Content;
use crate::model::time::Timestamp;
use crate::proof::{DraftTemplate, ProofOptions, prepare};
use crate::status::Purpose;

/// What mapping needs.
pub(super) struct Drafting<'d> {
    pub(super) house: House<'d>,
    pub(super) plan: Plan<'d>,
    pub(super) preview: &'d Preview<'d>,
    pub(super) identity: Option<&'d SealIdentity>,
    pub(super) renditions: &'d Renditions,
    /// Those of the ledger.
    pub(super) digests: Digests,
    /// The verification method of the proofs.
    pub(super) method: &'d str,
    /// By the times at which the awards were issued and recorded.
    pub(super) maps: RwLock<HashMap<(Timestamp, Timestamp), Arc<Maps>>>,
    /// Learners of a shape before a template is compiled for it.
    pub(super) template_after: u32,
}

/// A mapper for awards that were issued and recorded at one time, with who seals them.
pub(super) struct Maps {
    mapper: Mapper,
    sealer: Option<Sealer>,
    options: ProofOptions,
    elm: Templates<DraftTemplate>,
    payloads: Templates<TextTemplate>,
    uploads: Templates<TextTemplate>,
}

/// What one thread needs again and again.
#[derive(Default)]
struct Desk {
    values: Values,
    scratch: Scratch,
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
        let mut desk = Desk::default();
        allotted.into_iter().map(|one| self.award(one, &mut desk)).collect()
    }

    fn award(&self, allotted: Allotted, desk: &mut Desk) -> Result<Drafted, IssueError> {
        let Allotted { learner, standing, wanted, stored } = allotted;
        let maps = self.maps(&standing)?;
        let seed = standing.seed.expect("an award that is not erased has its seed");
        let ids = LearnerIds { award: standing.award, seed };
        let plain = is_plain(&learner);
        let mut parts = Vec::with_capacity(wanted.len() + stored.len());
        for format in wanted {
            let whose = Whose { learner: &learner, ids: &ids, plain };
            parts.push(match format {
                Format::Elm => self.elm(whose, &standing, &maps, desk)?,
                Format::Europass => {
                    let place = self.place(&standing)?;
                    let sealer = maps.sealer.as_ref().ok_or(IssueError::NoSealKey)?;
                    let form = Form::Europass { status: place.as_deref(), sealer };
                    DraftedPart::Europass(self.payload(whose, form, &maps, desk)?)
                }
                Format::Badge | Format::BadgeJwt => self.of_view(format, whose, &standing, &maps)?,
                Format::Uploadable => {
                    let place = self.place(&standing)?;
                    DraftedPart::Upload(upload(whose, Form::Uploadable(place.as_deref()), &maps, desk))
                }
            });
        }
        parts.extend(stored.into_iter().map(DraftedPart::Stored));
        Ok(Drafted { row: learner.row, standing, parts })
    }

    fn maps(&self, standing: &Standing) -> Result<Arc<Maps>, IssueError> {
        let times = (standing.issued, standing.created);
        if let Some(maps) = self.maps.read().unwrap_or_else(PoisonError::into_inner).get(&times) {
            return Ok(Arc::clone(maps));
        }
        let new = Maps {
            mapper: self.preview.mapper_at(standing.issued)?,
            sealer: self.identity.map(|identity| self.preview.sealer_at(identity, standing.issued)).transpose()?,
            options: ProofOptions {
                suite: self.plan.suite,
                verification_method: self.method.to_owned(),
                created: standing.created,
            },
            elm: Templates::new(self.template_after),
            payloads: Templates::new(self.template_after),
            uploads: Templates::new(self.template_after),
        };
        let mut maps = self.maps.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(maps.entry(times).or_insert_with(|| Arc::new(new))))
    }

    fn elm(
        &self,
        whose: Whose<'_>,
        standing: &Standing,
        maps: &Maps,
        desk: &mut Desk,
    ) -> Result<DraftedPart, IssueError> {
        let status = status_references(self.house.base, &standing.status);
        let Maps { mapper, options, elm, .. } = maps;
        let (Whose { learner, ids, plain }, form, Desk { values, scratch }) = (whose, Form::Elm(&status), desk);
        let shape = mapper.shape(learner, form);
        if let Some(template) = elm.get(&shape).filter(|_| plain) {
            mapper.slots(learner, ids, form, values);
            // Values that the template does not serve are told by the generic path.
            if let Ok(draft) = template.draft(values, scratch) {
                return Ok(DraftedPart::Elm(Box::new(draft), Some(template)));
            }
        }
        let contexts = self.house.contexts;
        let draft = prepare(mapper.in_form(learner, ids, form), options, contexts);
        let draft = draft.map_err(|source| IssueError::Document { row: learner.row, source })?;
        elm.passed(shape, || DraftTemplate::compile(&mapper.samples(learner, form), options, contexts).ok());
        Ok(DraftedPart::Elm(Box::new(draft), None))
    }

    /// A form that is made of the document which the award has as `elm`, whether that leaves or not.
    fn of_view(
        &self,
        format: Format,
        whose: Whose<'_>,
        standing: &Standing,
        maps: &Maps,
    ) -> Result<DraftedPart, IssueError> {
        let Whose { learner, ids, .. } = whose;
        let award = standing.award;
        let failed = |source| IssueError::Rendition { award, source };
        let status = status_references(self.house.base, &standing.status);
        let view = AwardView::read(&maps.mapper.in_form(learner, ids, Form::Elm(&status)));
        let view = view.map_err(|error| failed(error.into()))?;
        // Of an award that has left before, with a key that may be another by now, it is made now.
        let created = if standing.renditions.is_empty() { standing.created } else { self.plan.now };
        let (method, contexts) = (self.method, self.house.contexts);
        let sealer = RenditionSealer { method, created, contexts };
        let draft = self.renditions.draft(format, &view, sealer).map_err(failed)?;
        Ok(DraftedPart::OfView(format, Box::new(draft)))
    }

    /// The text that is sealed. Nothing is sealed that verifiers would find fault with.
    fn payload(&self, whose: Whose<'_>, form: Form<'_>, maps: &Maps, desk: &mut Desk) -> Result<Payload, IssueError> {
        let Maps { mapper, payloads, .. } = maps;
        let Whose { learner, ids, plain } = whose;
        let shape = mapper.shape(learner, form);
        if let Some(template) = payloads.get(&shape).filter(|_| plain) {
            mapper.slots(learner, ids, form, &mut desk.values);
            if let Ok(filling) = template.filling(&desk.values) {
                let digest = template.digest(&filling);
                let text = Content::Framed { frame: Arc::clone(template.frame()), filling }.to_vec();
                return Ok(Payload::new(String::from_utf8(text).expect("JSON is text"), digest));
            }
        }
        let document = mapper.in_form(learner, ids, form);
        if !plain || !payloads.has_passed(&shape) {
            let faults = self.preview.check_europass(&document, learner.row);
            if faults.stop() {
                return Err(IssueError::Faults { faults });
            }
        }
        payloads.passed(shape, || compile_text(&mapper.samples(learner, form)).ok());
        Ok(PreparedSeal::payload(&document))
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

/// The places of an award on status lists, as its credentials state them.
pub(super) fn status_references(base: &str, places: &[StatusPlace]) -> Vec<StatusReference> {
    let reference = |place: &StatusPlace| StatusReference {
        list_url: list_url(base, &place.list),
        index: place.index,
        purpose: match place.purpose {
            Purpose::Revocation => StatusPurpose::Revocation,
            Purpose::Suspension => StatusPurpose::Suspension,
        },
    };
    places.iter().map(reference).collect()
}

/// For whom a document is written.
#[derive(Clone, Copy)]
struct Whose<'a> {
    learner: &'a Learner,
    ids: &'a LearnerIds,
    /// Whether a template may make it.
    plain: bool,
}

fn upload(whose: Whose<'_>, form: Form<'_>, maps: &Maps, desk: &mut Desk) -> Content {
    let Maps { mapper, uploads, .. } = maps;
    let Whose { learner, ids, plain } = whose;
    let shape = mapper.shape(learner, form);
    if let Some(template) = uploads.get(&shape).filter(|_| plain) {
        mapper.slots(learner, ids, form, &mut desk.values);
        if let Ok(content) = template.content(&desk.values) {
            return content;
        }
    }
    let file = serde_json::to_vec(&mapper.in_form(learner, ids, form)).expect("JSON values have a text form");
    uploads.passed(shape, || compile_text(&mapper.samples(learner, form)).ok());
    file.into()
}
