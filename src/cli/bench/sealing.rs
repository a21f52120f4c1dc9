//! Sealing alone: slots are filled, hashed, signed and written to memory; no list, ledger or archive.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::config::{SystemEntropy, Workspace, now};
use crate::crypto::SigningKey;
use crate::elm::{Form, LearnerIds, Mapper, Shape, StatusPurpose, StatusReference, display_images};
use crate::jsonld::Contexts;
use crate::jsonld::template::{Scratch, Values};
use crate::learners::{FaultSummary, Learner, Row};
use crate::model::entropy::draw;
use crate::model::ids::AwardId;
use crate::proof::{Cryptosuite, DraftTemplate, ProofOptions};

use super::super::lists::{self, ListArguments, Source};
use super::broken;

/// Learners of the list, the templates that serve them, and a key.
pub struct Sealing {
    mapper: Mapper,
    learners: Vec<(Learner, LearnerIds, [StatusReference; 2])>,
    templates: HashMap<Shape, DraftTemplate>,
    key: SigningKey,
}

impl Sealing {
    /// For the first learners of the list.
    pub fn new(workspace: &Workspace, course: &Path, list: &Path) -> Result<Self> {
        const LEARNERS_MAX: usize = 256;
        let mut faults = FaultSummary::default();
        let descriptor = lists::read_descriptor(workspace, course, &mut faults)?.context("the example is a course")?;
        let (issuer, institutions) = (&workspace.institution, &workspace.institutions);
        let images = display_images(&descriptor, issuer, institutions)?;
        let mapper = Mapper::new(&descriptor, issuer, institutions, None, &workspace.base, &images, now());
        let mapper = mapper.map_err(|faults| broken(&format!("the course has {} faults", faults.iter().count())))?;
        let source = Source::new(workspace, &descriptor, list, &ListArguments::default(), &mut faults)?;
        let mut entropy = SystemEntropy;
        let mut learners = Vec::new();
        source.read(&mut |row| {
            if let Row::Passed { learner, .. } = row {
                let ids = LearnerIds { award: AwardId::random(&mut entropy), seed: draw(&mut entropy) };
                let index = learners.len() as u64;
                let place = |name: &str, purpose| {
                    let list_url = format!("{}/status/{name}.json", workspace.base);
                    StatusReference { list_url, index, purpose }
                };
                let places =
                    [place("revocation", StatusPurpose::Revocation), place("suspension", StatusPurpose::Suspension)];
                learners.push((*learner, ids, places));
            }
            if learners.len() < LEARNERS_MAX { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        let key = SigningKey::generate(&mut entropy);
        let did = workspace.institution.did.as_ref().context("the example has a DID")?;
        let options = ProofOptions {
            suite: Cryptosuite::EddsaRdfc2022,
            verification_method: format!("{did}#bench"),
            created: now(),
        };
        let mut templates = HashMap::new();
        for (learner, _, places) in &learners {
            let form = Form::Elm(places);
            if let Entry::Vacant(entry) = templates.entry(mapper.shape(learner, form)) {
                let samples = mapper.samples(learner, form);
                entry.insert(DraftTemplate::compile(&samples, &options, Contexts::embedded())?);
            }
        }
        Ok(Self { mapper, learners, templates, key })
    }

    /// Seals `number` credentials on `threads`.
    pub fn run(&self, number: u64, threads: usize) -> Result<()> {
        std::thread::scope(|scope| {
            let part = |thread: usize| {
                (0..number).skip(thread).step_by(threads).map(|one| usize::try_from(one).expect("they are counted"))
            };
            let workers: Vec<_> = (0..threads).map(|thread| scope.spawn(move || self.seal(part(thread)))).collect();
            workers.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
        })
    }

    fn seal(&self, numbers: impl Iterator<Item = usize>) -> Result<()> {
        let (mut scratch, mut values, mut file) = (Scratch::default(), Values::default(), Vec::new());
        for number in numbers {
            let (learner, ids, places) = &self.learners[number % self.learners.len()];
            let form = Form::Elm(places);
            let template = &self.templates[&self.mapper.shape(learner, form)];
            self.mapper.slots(learner, ids, form, &mut values);
            let sealed = template.draft(&values, &mut scratch)?.seal(&self.key);
            file.clear();
            sealed.write_to(&mut file)?;
            black_box(&file);
        }
        Ok(())
    }
}
