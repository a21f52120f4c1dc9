//! What a batch shares: the course's nodes, written once.

use crate::descriptor::types::{
    Assessment, Component, CredentialType, Descriptor, Outcome, PartnerRole, Quality, Stackability, Workload,
};
use crate::elm::classes::{
    Agent, CreditPoint, LearningActivitySpecification, LearningAssessmentSpecification,
    LearningEntitlementSpecification, LearningOpportunity, LearningOutcome, NationalLevel, Note, Organisation,
    Partiality, PeriodOfTime, Qualification, WebResource,
};
use crate::elm::node::{Node, OneOrMore, concept_with_label};
use crate::elm::organisations::{Organisations, listed, web_page};
use crate::elm::phrases::{Phrase, labelled, localise, phrase};
use crate::model::fault::Faults;
use crate::model::text::{Language, LocalisedText};
use crate::model::time::Timestamp;
use crate::vocabulary::{Concept, List};

/// The concept scheme of ESCO's skills.
const ESCO_SKILLS: &str = "http://data.europa.eu/esco/concept-scheme/skills";

/// An achievement before a learner has it: the course, or a component of it.
pub(super) struct Course {
    /// The component's id; `None` for the course itself.
    pub(super) component: Option<String>,
    pub(super) title: LocalisedText,
    pub(super) description: Option<LocalisedText>,
    pub(super) bodies: OneOrMore<Node<Organisation<'static>>>,
    pub(super) credit: Option<Node<CreditPoint<'static>>>,
    pub(super) specification: Node<Qualification<'static>>,
    pub(super) assessments: Vec<PlannedAssessment>,
    pub(super) overall: Option<LocalisedText>,
    pub(super) activity: Option<PlannedActivity>,
    pub(super) rights: Vec<PlannedRight>,
    pub(super) opportunity: Option<Node<LearningOpportunity<'static>>>,
    pub(super) parts: Vec<Course>,
}

/// An assessment before a learner has a grade.
pub(super) struct PlannedAssessment {
    pub(super) id: String,
    pub(super) title: LocalisedText,
    pub(super) pass_label: Option<LocalisedText>,
    pub(super) verification: Option<&'static Concept>,
    pub(super) specification: Node<LearningAssessmentSpecification<'static>>,
}

/// The learning activity before a learner takes part.
pub(super) struct PlannedActivity {
    pub(super) hours: u32,
    pub(super) temporal: Option<Node<PeriodOfTime>>,
    pub(super) directed_by: Vec<Node<Agent<'static>>>,
    pub(super) specification: Node<LearningActivitySpecification<'static>>,
}

/// A right before a learner has it.
pub(super) struct PlannedRight {
    pub(super) title: LocalisedText,
    pub(super) specification: Node<LearningEntitlementSpecification<'static>>,
}

/// Writes the nodes of one descriptor.
pub(super) struct Planner<'a, 'o> {
    pub(super) base: &'a str,
    pub(super) descriptor: &'a Descriptor,
    pub(super) organisations: &'o mut Organisations<'a>,
    /// Time zone of the calendar days in notes.
    pub(super) time_zone: &'a str,
}

impl Planner<'_, '_> {
    /// The course with its components; `None` after a fault.
    pub(super) fn course(&mut self, faults: &mut Faults) -> Option<Course> {
        let descriptor = self.descriptor;
        let bodies = self.bodies(&descriptor.awarding_bodies, faults)?;
        let parts: Vec<_> = descriptor.components.iter().map(|part| self.component(part, faults)).collect();
        let parts: Option<Vec<_>> = parts.into_iter().collect();
        Some(Course {
            component: None,
            title: descriptor.title.clone(),
            description: descriptor.description.clone(),
            credit: self.credit(&descriptor.workload),
            specification: self.qualification(faults),
            assessments: descriptor.assessments.iter().map(|it| self.assessment(it)).collect(),
            overall: descriptor.overall_assessment.clone(),
            activity: Some(self.activity()),
            rights: self.rights(),
            opportunity: Some(self.opportunity(&bodies, faults)),
            bodies,
            parts: parts?,
        })
    }

    fn component(&mut self, component: &Component, faults: &mut Faults) -> Option<Course> {
        let body = self.organisations.node(&component.institution, faults)?;
        let outcomes = component.outcomes.iter().map(|outcome| self.outcome(outcome)).collect();
        let specification = Qualification {
            description: component.description.as_ref(),
            eqf_level: Some(component.eqf_level.unwrap_or(self.descriptor.eqf_level)),
            credit: self.credit(&component.workload),
            hours: Some(component.workload.hours),
            outcomes,
            mode: component.mode.or(self.descriptor.delivery.mode),
            languages: self.descriptor.teaching_languages.clone(),
            ..Qualification::titled(&component.title)
        };
        Some(Course {
            component: Some(component.id.clone()),
            title: component.title.clone(),
            description: component.description.clone(),
            bodies: OneOrMore::one(body),
            credit: self.credit(&component.workload),
            specification: Node::constant(self.base, &specification),
            assessments: vec![self.assessment(&component.assessment)],
            overall: None,
            activity: None,
            rights: Vec::new(),
            opportunity: None,
            parts: Vec::new(),
        })
    }

    fn bodies(&mut self, slugs: &[String], faults: &mut Faults) -> Option<OneOrMore<Node<Organisation<'static>>>> {
        let nodes: Vec<_> = slugs.iter().map(|slug| self.organisations.node(slug, faults)).collect();
        OneOrMore::new(nodes.into_iter().collect::<Option<Vec<_>>>()?)
    }

    fn credit(&self, workload: &Workload) -> Option<Node<CreditPoint<'static>>> {
        if self.descriptor.credential_type == CredentialType::NoEcts {
            return None;
        }
        let framework = listed(List::Credit, "6fcec5c5af");
        workload.ects.as_deref().map(|point| Node::constant(self.base, &CreditPoint { framework, point }))
    }

    fn qualification(&mut self, faults: &mut Faults) -> Node<Qualification<'static>> {
        let descriptor = self.descriptor;
        let formal = descriptor.quality.as_ref().and_then(|quality| quality.accreditation.as_ref());
        let accreditation = formal.and_then(|it| self.organisations.accreditation(it, faults));
        let parents = descriptor.linked_learning.iter().filter(|linked| linked.part_of);
        let content = Qualification {
            title: &descriptor.title,
            description: descriptor.description.as_ref(),
            kind: descriptor.opportunity_type,
            eqf_level: Some(descriptor.eqf_level),
            national_level: descriptor
                .nqf_level
                .as_ref()
                .map(|level| NationalLevel { iri: level.iri.as_str(), label: &level.label }),
            credit: self.credit(&descriptor.workload),
            hours: Some(descriptor.workload.hours),
            outcomes: descriptor.outcomes.iter().map(|outcome| self.outcome(outcome)).collect(),
            mode: descriptor.delivery.mode,
            setting: descriptor.learning_setting,
            languages: descriptor.teaching_languages.clone(),
            fields: descriptor.fields.clone(),
            keywords: &descriptor.keywords,
            target_groups: descriptor.target_groups.clone(),
            entry_requirement: descriptor.prerequisites.as_ref().map(|text| self.note(text)),
            partial: descriptor.stackability.map(|stackability| match stackability {
                Stackability::StandAlone => Partiality::Whole,
                Stackability::Stackable | Stackability::Degree => Partiality::Part,
            }),
            part_of: parents.map(|linked| Node::constant(self.base, &Qualification::titled(&linked.title))).collect(),
            accreditation,
            documents: self.documents(),
            notes: self.notes(faults),
        };
        Node::constant(self.base, &content)
    }

    fn outcome(&self, outcome: &Outcome) -> Node<LearningOutcome<'static>> {
        let skills = outcome
            .skills
            .iter()
            .map(|skill| concept_with_label(skill.iri.as_str(), ESCO_SKILLS, serde_json::json!({ "en": skill.label })));
        let unmatched = outcome.unmatched_skills.iter().filter_map(|label| {
            let text = LocalisedText::new(self.descriptor.language.clone(), label).ok()?;
            Some(self.note(&text))
        });
        let content = LearningOutcome {
            title: &outcome.text,
            kind: outcome.kind,
            reuse_level: outcome.reuse_level,
            skills: skills.collect(),
            notes: unmatched.collect(),
        };
        Node::constant(self.base, &content)
    }

    fn documents(&self) -> Vec<Node<WebResource<'static>>> {
        let resources = self.descriptor.resources.iter();
        resources
            .filter_map(|resource| {
                resource.url.as_ref().map(|url| web_page(self.base, Some(&resource.title), url.as_str()))
            })
            .collect()
    }

    fn activity(&self) -> PlannedActivity {
        let descriptor = self.descriptor;
        let delivery = &descriptor.delivery;
        let period = PeriodOfTime { start: delivery.start, end: delivery.end };
        let named = delivery.instructors.iter().filter_map(|name| {
            let name = LocalisedText::new(descriptor.language.clone(), name).ok()?;
            Some(Node::constant(self.base, &Agent { name: &name }))
        });
        let specification = LearningActivitySpecification {
            title: &descriptor.title,
            kind: delivery.activity_type,
            mode: delivery.mode,
            languages: descriptor.teaching_languages.clone(),
            hours: descriptor.workload.hours,
            contact_hours: descriptor.workload.contact_hours,
        };
        PlannedActivity {
            hours: descriptor.workload.hours,
            temporal: (period.start.is_some() || period.end.is_some()).then(|| Node::constant(self.base, &period)),
            directed_by: named.collect(),
            specification: Node::constant(self.base, &specification),
        }
    }

    fn assessment(&self, assessment: &Assessment) -> PlannedAssessment {
        let weight = assessment.weight.map(|weight| {
            let text = localise(assessment.title.iter().map(|(language, _)| language), |language| {
                format!("{}: {weight} %", phrase(Phrase::Weight, language))
            });
            self.note(&text)
        });
        let specification = LearningAssessmentSpecification {
            title: &assessment.title,
            description: assessment.description.as_ref(),
            kind: assessment.kind,
            notes: weight.into_iter().collect(),
        };
        PlannedAssessment {
            id: assessment.id.clone(),
            title: assessment.title.clone(),
            pass_label: assessment.pass_label.clone(),
            verification: self.descriptor.supervision,
            specification: Node::constant(self.base, &specification),
        }
    }

    fn rights(&self) -> Vec<PlannedRight> {
        let planned = self.descriptor.rights.iter().map(|right| {
            let content =
                LearningEntitlementSpecification { title: &right.title, kind: right.kind, status: right.status };
            PlannedRight { title: right.title.clone(), specification: Node::constant(self.base, &content) }
        });
        planned.collect()
    }

    fn opportunity(
        &mut self,
        bodies: &OneOrMore<Node<Organisation<'static>>>,
        faults: &mut Faults,
    ) -> Node<LearningOpportunity<'static>> {
        let descriptor = self.descriptor;
        let page = &descriptor.page;
        let mut providers = bodies.as_slice().to_vec();
        for partner in descriptor.partners.iter().filter(|partner| partner.role == PartnerRole::Lead) {
            providers.extend(self.organisations.node(&partner.institution, faults));
        }
        let mut notes = Vec::new();
        if let Some(places) = page.places {
            notes.push(self.fact(Phrase::Places, &places.to_string()));
        }
        if let Some(deadline) = page.deadline {
            notes.push(self.fact(Phrase::Deadline, &day(deadline, self.time_zone)));
        }
        notes.extend(page.quota.as_ref().map(|text| self.note(&labelled(Phrase::Quota, text))));
        notes.extend(page.price.as_ref().map(|text| self.note(&labelled(Phrase::Price, text))));
        let content = LearningOpportunity {
            title: &descriptor.title,
            kind: descriptor.opportunity_type,
            provided_by: OneOrMore::new(providers).expect("a course has an awarding body"),
            admission: self.admission().map(|text| self.note(&text)),
            schedule: page.schedule.as_ref().map(|text| self.note(text)),
            homepage: page.homepage.as_ref().map(|url| web_page(self.base, None, url.as_str())),
            notes,
        };
        Node::constant(self.base, &content)
    }

    /// How to register: the text, with the address behind it.
    fn admission(&self) -> Option<LocalisedText> {
        let page = &self.descriptor.page;
        match (&page.registration, &page.registration_url) {
            (Some(text), Some(url)) => {
                let languages = text.iter().map(|(language, _)| language);
                Some(localise(languages, |language| format!("{} <{url}>", text.get_or_first(language))))
            }
            (Some(text), None) => Some(text.clone()),
            (None, Some(url)) => LocalisedText::new(self.descriptor.language.clone(), url.as_str()).ok(),
            (None, None) => None,
        }
    }

    /// What has no property of its own.
    fn notes(&mut self, faults: &mut Faults) -> Vec<Node<Note<'static>>> {
        let descriptor = self.descriptor;
        let page = &descriptor.page;
        let mut texts: Vec<LocalisedText> = Vec::new();
        let mut add = |label: Phrase, text: &Option<LocalisedText>| {
            texts.extend(text.as_ref().map(|text| labelled(label, text)));
        };
        add(Phrase::LearnerProfile, &descriptor.learner_profile);
        add(Phrase::Contents, &page.contents);
        add(Phrase::Materials, &page.materials);
        add(Phrase::Accessibility, &page.accessibility);
        for resource in &descriptor.resources {
            if resource.url.is_none() {
                texts.push(labelled(Phrase::Resource, &resource.title));
            }
            if let Some(licence) = &resource.licence {
                texts.push(localise(resource.title.iter().map(|(language, _)| language), |language| {
                    let title = resource.title.get_or_first(language);
                    format!("{} ({title}): {licence}", phrase(Phrase::Licence, language))
                }));
            }
        }
        for linked in descriptor.linked_learning.iter().filter(|linked| !linked.part_of) {
            texts.push(labelled(Phrase::LinkedLearning, &linked.title));
        }
        if let Some(stackability) = descriptor.stackability {
            let answer = match stackability {
                Stackability::StandAlone => Phrase::StandAlone,
                Stackability::Stackable => Phrase::Stackable,
                Stackability::Degree => Phrase::Degree,
            };
            texts.push(localise(self.languages(), |language| {
                format!("{}: {}", phrase(Phrase::Integration, language), phrase(answer, language))
            }));
        }
        if let Some(quality) = &descriptor.quality {
            texts.push(self.quality(quality));
        }
        texts.extend(self.developers(faults));
        texts.extend(descriptor.other.clone());
        texts.iter().map(|text| self.note(text)).collect()
    }

    /// The internal review, in each language of its process; without names.
    fn quality(&self, quality: &Quality) -> LocalisedText {
        localise(quality.process.iter().map(|(language, _)| language), |language| {
            let mut parts = vec![
                format!("{}: {}", phrase(Phrase::Quality, language), quality.process.get_or_first(language)),
                format!("{}: {}", phrase(Phrase::DecidedBy, language), quality.body.get_or_first(language)),
            ];
            let mut add = |label: Phrase, value: Option<String>| {
                parts.extend(value.map(|value| format!("{}: {value}", phrase(label, language))));
            };
            add(Phrase::ProposalApproved, quality.proposal_approved.map(|at| day(at, self.time_zone)));
            add(Phrase::FinalReview, quality.final_review.map(|at| day(at, self.time_zone)));
            add(Phrase::Experts, quality.experts.map(|count| count.to_string()));
            add(Phrase::Students, quality.students.map(|count| count.to_string()));
            parts.join("\n")
        })
    }

    /// Partners that took part in the development but do not award.
    fn developers(&mut self, faults: &mut Faults) -> Option<LocalisedText> {
        let mut names: Vec<&LocalisedText> = Vec::new();
        for partner in self.descriptor.partners.iter().filter(|partner| partner.role == PartnerRole::Developer) {
            match self.organisations.profile(&partner.institution) {
                Some(profile) => names.push(&profile.legal_name),
                // The node is not written; asking for it says what is missing.
                None => drop(self.organisations.node(&partner.institution, faults)),
            }
        }
        (!names.is_empty()).then(|| {
            localise(self.languages(), |language| {
                let names: Vec<_> = names.iter().map(|name| name.get_or_first(language)).collect();
                format!("{}: {}", phrase(Phrase::DevelopedWith, language), names.join(", "))
            })
        })
    }

    fn note(&self, text: &LocalisedText) -> Node<Note<'static>> {
        Node::constant(self.base, &Note { text })
    }

    /// A labelled value that is the same in all languages.
    fn fact(&self, label: Phrase, value: &str) -> Node<Note<'static>> {
        self.note(&localise(self.languages(), |language| format!("{}: {value}", phrase(label, language))))
    }

    fn languages(&self) -> impl Iterator<Item = &'_ Language> + use<'_> {
        self.descriptor.title.iter().map(|(language, _)| language)
    }
}

/// The calendar day of `at` in `time_zone`.
fn day(at: Timestamp, time_zone: &str) -> String {
    match at.to_jiff().in_tz(time_zone) {
        Ok(zoned) => zoned.date().to_string(),
        Err(_) => at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).date().to_string(),
    }
}
