//! The shape of a learner's documents: what two learners have in common when one template serves both.
//!
//! Everything that decides which members a document has belongs to the shape, and every value that is no slot: languages,
//! concepts, countries, the status lists. What is left are the values of the slots, always in one order: ids and dates, names,
//! grades, places on lists. A value is a slot only where it is a text or a part of an id, never where it is a code.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;

use crate::elm::course::Course;
use crate::elm::europass::Sealer;
use crate::elm::mapper::{LearnerIds, Mapper, Stated, StatusReference, given_grade};
use crate::elm::node::{NodeKey, node_name};
use crate::jsonld::template::{Sample, Values};
use crate::learners::Learner;
use crate::model::ids::AwardId;
use crate::model::text::clean;
use crate::model::time::Timestamp;

/// A document that a mapper writes for a learner.
#[derive(Clone, Copy)]
pub enum Form<'a> {
    /// [`Mapper::document`], with these places on status lists.
    Elm(&'a [StatusReference]),
    /// [`Mapper::document`] without status, and with the same ids for everybody: what two runs are compared by.
    Preview(&'a LearnerIds),
    /// [`Mapper::europass`], with `<list URL>#<index>` as its status.
    Europass {
        /// The status.
        status: Option<&'a str>,
        /// Who seals.
        sealer: &'a Sealer,
    },
    /// [`Mapper::uploadable`], with `<list URL>#<index>` as its status.
    Uploadable(Option<&'a str>),
}

/// What documents have in common that one template makes. It is one of the mapper and the sealer that it was asked from.
///
/// `Debug` is not derived: a citizenship belongs to it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Shape(Box<[u8]>);

impl Mapper {
    /// The document in a form, by the generic path. `ids` are not used for a preview.
    ///
    /// # Panics
    ///
    /// Panics if [`check_learner`](Self::check_learner) finds a fault in `learner`.
    #[must_use]
    pub fn in_form(&self, learner: &Learner, ids: &LearnerIds, form: Form<'_>) -> Value {
        match form {
            Form::Elm(status) => self.document(learner, ids, status),
            Form::Preview(same) => self.document(learner, same, &[]),
            Form::Europass { status, sealer } => self.europass(learner, ids, status, sealer),
            Form::Uploadable(status) => self.uploadable(learner, ids, status),
        }
    }

    /// The shape of a learner's document.
    #[must_use]
    pub fn shape(&self, learner: &Learner, form: Form<'_>) -> Shape {
        let mut key = Key(Vec::with_capacity(256));
        match form {
            Form::Elm(status) => {
                key.put("elm");
                for StatusReference { list_url, purpose, .. } in status {
                    key.put(list_url);
                    key.put(purpose.as_str());
                }
            }
            Form::Preview(_) => key.put("preview"),
            Form::Europass { status, .. } => {
                key.put("europass");
                key.put(status.map_or("", |status| place(status).0));
            }
            Form::Uploadable(status) => {
                key.put("uploadable");
                key.put(status.map_or("", |status| place(status).0));
                key.put(if address(learner).is_some() { "address" } else { "" });
            }
        }
        let Stated { language, full_name, date_of_birth, national_id, other_identifier, citizenships, gender } =
            self.stated(learner);
        let present = |is_there: bool| if is_there { "1" } else { "" };
        key.put(language.as_str());
        key.put(present(full_name.is_some()));
        key.put(present(date_of_birth.is_some()));
        key.put(national_id.map_or("", |(_, country)| &country.iri));
        key.put(present(other_identifier.is_some()));
        citizenships.iter().for_each(|concept| key.put(&concept.iri));
        key.put("");
        key.put(gender.map_or("", |gender| &gender.iri));
        given_grades(&self.course, learner, &mut |grade| key.put(present(grade.is_some())));
        Shape(key.0.into_boxed_slice())
    }

    /// Writes the values of the slots of a learner's document, in the order of its shape. `ids` are not used for a preview.
    ///
    /// # Panics
    ///
    /// Panics if [`check_learner`](Self::check_learner) finds a fault in `learner`.
    pub fn slots(&self, learner: &Learner, ids: &LearnerIds, form: Form<'_>, values: &mut Values) {
        values.clear();
        let stated = self.stated(learner);
        if !matches!(form, Form::Preview(_)) {
            let mut text = uuid::Uuid::encode_buffer();
            let mut id = |uuid: uuid::Uuid| values.push(uuid.hyphenated().encode_lower(&mut text));
            id(ids.award.uuid());
            let key = NodeKey::new(&ids.seed);
            self.node_names.iter().for_each(|name| id(key.uuid(name)));
            if stated.national_id.is_some() {
                id(key.uuid(NATIONAL_ID));
            }
            if stated.other_identifier.is_some() {
                id(key.uuid(OTHER_IDENTIFIER));
            }
        }
        values.push_with(|out| written(out, self.date(learner)));
        if let Some(end) = self.end(learner) {
            values.push_with(|out| written(out, end));
        }
        values.push(&learner.given_name);
        values.push(&learner.family_name);
        stated.full_name.into_iter().for_each(|name| values.push(name));
        if let Some(date) = stated.date_of_birth {
            values.push_with(|out| written(out, date));
        }
        stated.national_id.into_iter().for_each(|(notation, _)| values.push(notation));
        stated.other_identifier.into_iter().for_each(|notation| values.push(notation));
        given_grades(&self.course, learner, &mut |grade| {
            grade.into_iter().for_each(|grade| values.push(&cleaned(grade)));
        });
        match form {
            Form::Elm(status) => {
                status.iter().for_each(|place| values.push_with(|out| written(out, place.index)));
            }
            Form::Preview(_) => {}
            Form::Europass { status, .. } => status.into_iter().for_each(|status| values.push(place(status).1)),
            Form::Uploadable(status) => {
                status.into_iter().for_each(|status| values.push(place(status).1));
                address(learner).into_iter().for_each(|address| values.push(address));
            }
        }
    }

    /// Samples of the shape that `learner` has, for compiling: one with marks, one with other values, one with hostile ones.
    ///
    /// # Panics
    ///
    /// Panics if [`check_learner`](Self::check_learner) finds a fault in `learner`.
    #[must_use]
    pub fn samples(&self, learner: &Learner, form: Form<'_>) -> Vec<Sample> {
        let invented = [
            Invented { number: 1, text: "", awarded: 6_931_791_719, born: 1801, index: 7_390_516_284 },
            Invented { number: 2, text: "", awarded: 1_000_000_001, born: 1999, index: 0 },
            Invented { number: 3, text: HOSTILE, awarded: 1_700_000_000, born: 2004, index: 131_071 },
        ];
        invented.iter().map(|invented| self.sample(learner, form, invented)).collect()
    }

    fn sample(&self, learner: &Learner, form: Form<'_>, invented: &Invented) -> Sample {
        let learner = invented.learner(learner);
        let Invented { number, index, .. } = invented;
        let ids = LearnerIds {
            award: AwardId::parse(&format!("{number}d1f3a5c-7e9b-4c2d-8f60-{number}b3d5f709a1c")).expect("a UUID"),
            seed: [*number; 32],
        };
        let numbered: Vec<StatusReference> = match form {
            Form::Elm(status) => {
                (*index..).zip(status).map(|(index, place)| StatusReference { index, ..place.clone() }).collect()
            }
            _ => Vec::new(),
        };
        let moved = |status: Option<&str>| status.map(|status| format!("{}#{index}", place(status).0));
        let status;
        let form = match form {
            Form::Elm(_) => Form::Elm(&numbered),
            Form::Preview(same) => Form::Preview(same),
            Form::Europass { status: stated, sealer } => {
                status = moved(stated);
                Form::Europass { status: status.as_deref(), sealer }
            }
            Form::Uploadable(stated) => {
                status = moved(stated);
                Form::Uploadable(status.as_deref())
            }
        };
        let mut values = Values::default();
        self.slots(&learner, &ids, form, &mut values);
        Sample { document: self.in_form(&learner, &ids, form), values }
    }
}

/// Names of nodes that not every learner has.
const NATIONAL_ID: &str = "legalIdentifier|1";
const OTHER_IDENTIFIER: &str = "identifier|1";

/// The names of the nodes that every learner of a course has, in one order.
pub(super) fn node_names(course: &Course) -> Vec<String> {
    fn count(course: &Course, kinds: &mut [(&'static str, usize)]) {
        let assessed = course.assessments.len() + usize::from(course.overall.is_some());
        let of_course = [
            ("awardingProcess", 1),
            ("learningAchievement", 1),
            ("learningActivity", usize::from(course.activity.is_some())),
            ("learningAssessment", assessed),
            ("learningEntitlement", course.rights.len()),
            ("note", assessed),
        ];
        for (kind, more) in of_course {
            kinds.iter_mut().filter(|(known, _)| *known == kind).for_each(|(_, number)| *number += more);
        }
        course.parts.iter().for_each(|part| count(part, kinds));
    }
    let mut kinds = [
        ("awardingProcess", 0),
        ("learningAchievement", 0),
        ("learningActivity", 0),
        ("learningAssessment", 0),
        ("learningEntitlement", 0),
        ("note", 0),
        ("person", 1),
    ];
    count(course, &mut kinds);
    kinds.iter().flat_map(|(kind, count)| (1..=*count).map(|number| node_name(kind, number))).collect()
}

/// Hands each grade of the course and its parts to `tell`: what the row has, `None` where a pass label stands.
fn given_grades<'a>(course: &Course, learner: &'a Learner, tell: &mut impl FnMut(Option<&'a str>)) {
    course.assessments.iter().for_each(|planned| tell(given_grade(course, planned, learner)));
    if course.overall.is_some() {
        tell(learner.grade.as_deref());
    }
    course.parts.iter().for_each(|part| given_grades(part, learner, tell));
}

/// List URL and index of `<list URL>#<index>`.
fn place(status: &str) -> (&str, &str) {
    status.rsplit_once('#').unwrap_or((status, ""))
}

/// Where an uploaded credential is to be delivered.
fn address(learner: &Learner) -> Option<&str> {
    learner.wallet.as_deref().or(learner.email.as_deref())
}

fn written(out: &mut String, value: impl std::fmt::Display) {
    write!(out, "{value}").expect("a string can be written to");
}

/// A text as a localised one keeps it.
fn cleaned(text: &str) -> Cow<'_, str> {
    let as_it_is = text.trim().len() == text.len() && !text.chars().any(|c| c.is_control() && c != '\n');
    if as_it_is { Cow::Borrowed(text) } else { Cow::Owned(clean(text).expect("the learner was checked")) }
}

/// What tells shapes apart, each part with its length.
struct Key(Vec<u8>);

impl Key {
    fn put(&mut self, part: &str) {
        self.0.extend_from_slice(&part.len().to_le_bytes());
        self.0.extend_from_slice(part.as_bytes());
    }
}

/// What JSON, N-Quads and sorting treat in ways of their own.
const HOSTILE: &str = "\u{feff} \"q\" \\u0022 \\\t\r\n\u{0}\u{1}\u{8}\u{b}\u{c}\u{1f}\u{7f}\u{85}<b>^`{|}@en^^%41&amp; 'x' é e\u{301} \
    \u{1f600}\u{202e}\u{5e9}\u{5dc}\u{5d5}\u{5dd}\u{202c}\u{2028}\u{2029}\u{e000}\u{fffd}\u{ffff}\u{10ffff} ";

/// Values of a sample: they differ from those of the other samples, and as marks from each other.
struct Invented {
    number: u8,
    text: &'static str,
    awarded: i64,
    born: i16,
    index: u64,
}

impl Invented {
    /// `learner` with invented values in the place of its own.
    fn learner(&self, learner: &Learner) -> Learner {
        let Self { number, text, .. } = self;
        let name = |what: &str| format!("{text}Invented-{what}.{number}");
        let mut count = 0;
        // A grade is kept without the white space and the controls that a list may have.
        let mut grade = || {
            count += 1;
            let kept: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
            format!("{kept}Invented-grade.{count}.{number}")
        };
        Learner {
            given_name: name("given"),
            family_name: name("family"),
            full_name: learner.full_name.as_ref().map(|_| name("full")),
            grade: learner.grade.as_ref().map(|_| grade()),
            assessment_grades: learner.assessment_grades.keys().map(|id| (id.clone(), grade())).collect(),
            component_grades: learner
                .component_grades
                .iter()
                .map(|(id, own)| (id.clone(), own.as_ref().map(|_| grade())))
                .collect(),
            awarded: Timestamp::from_unix(self.awarded),
            date_of_birth: learner.date_of_birth.map(|_| jiff::civil::date(self.born, 3, 17)),
            national_id: learner.national_id.as_ref().map(|(_, country)| (name("national"), *country)),
            other_identifier: learner.other_identifier.as_ref().map(|_| name("other")),
            email: learner.email.as_ref().map(|_| name("address")),
            wallet: learner.wallet.as_ref().map(|_| name("wallet")),
            ..learner.clone()
        }
    }
}
