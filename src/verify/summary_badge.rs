//! What is shown of an Open Badge (Open Badges 3.0), read from the verified quads. Its images are not fetched.
//!
//! The versions of its context name the achievement of a subject by different IRIs; all of them are read.

use super::awarded::{ByLanguage, CredentialSummary, Graded, Names, Organisation};
use super::evidence::{Evidence, StatedOrganisation};
use super::summary::{earliest, first_text, names};
use super::terms;
use crate::jsonld::{Node, Term};
use crate::limits;
use crate::model::json::{Written, members};

/// What a badge says that other credentials do not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BadgeSummary {
    /// What had to be achieved, in words.
    pub criteria: Names,
    /// Where that is written, if somewhere else; nobody has looked there.
    pub criteria_url: Option<String>,
    /// The kind of achievement, such as `Certificate` or `BachelorDegree`.
    pub achievement_type: Option<String>,
    /// The field of study.
    pub field_of_study: Names,
    /// What of frameworks it is said to correspond to.
    pub alignments: Vec<Alignment>,
    /// Who designed the achievement, by the badge's word.
    pub creator: Option<Organisation>,
    /// What the learner did, as the issuer states it; nobody has looked at what it leads to.
    pub evidence: Vec<StatedEvidence>,
}

/// What a learner did to earn a badge, as the badge states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedEvidence {
    /// Its name.
    pub names: Names,
    /// What was done.
    pub narrative: Names,
    /// Where it lies.
    pub url: Option<String>,
}

/// A place in a framework, such as a skill or a level, to which an achievement is said to correspond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// Its name.
    pub names: Names,
    /// The framework's name.
    pub framework: Names,
    /// Its address.
    pub url: Option<String>,
}

impl Written for BadgeSummary {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "criteria": ByLanguage(&self.criteria),
            "criteria_url": self.criteria_url,
            "achievement_type": self.achievement_type,
            "field_of_study": ByLanguage(&self.field_of_study),
            "alignments": self.alignments,
            "creator": self.creator,
            "evidence": self.evidence,
        })
    }
}

impl Written for Alignment {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "name": ByLanguage(&self.names),
            "framework": ByLanguage(&self.framework),
            "url": self.url,
        })
    }
}

impl Written for StatedEvidence {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "name": ByLanguage(&self.names),
            "narrative": ByLanguage(&self.narrative),
            "url": self.url,
        })
    }
}

/// Reads the summary of an Open Badge; `None` of another credential.
pub(super) fn summarise_badge(evidence: &Evidence<'_>) -> Option<CredentialSummary> {
    let credential = evidence.credential;
    let root = credential.root();
    if !root.has_type(terms::OPEN_BADGE_CREDENTIAL) {
        return None;
    }
    let subjects: Vec<Node<'_>> = root.follow_all(terms::CREDENTIAL_SUBJECT).collect();
    let achievements: Vec<Node<'_>> = subjects.iter().filter_map(achievement).collect();
    // With several, the graph does not say which comes first, so none is shown for another's.
    let main = match &achievements[..] {
        [one] => Some(one),
        _ => None,
    };
    let of_main = |predicate: &str| main.map(|node| names(node, predicate)).unwrap_or_default();
    let mut titles = of_main(terms::SCHEMA_NAME);
    if titles.is_empty() {
        titles = names(&root, terms::SCHEMA_NAME);
    }
    let learners: Vec<String> = subjects.iter().filter_map(learner).collect();
    let criteria = main.and_then(|node| node.follow(terms::OB_CRITERIA));
    let narrative = criteria.as_ref().map(|node| names(node, terms::OB_NARRATIVE)).unwrap_or_default();
    let alignments = main.map(|node| node.follow_all(terms::OB_ALIGNMENT).collect::<Vec<_>>()).unwrap_or_default();
    let badge = BadgeSummary {
        criteria: narrative,
        criteria_url: criteria.and_then(|node| node.term().as_iri().map(str::to_owned)),
        achievement_type: main.and_then(|node| node.text(terms::OB_ACHIEVEMENT_TYPE)).map(str::to_owned),
        field_of_study: of_main(terms::OB_FIELD_OF_STUDY),
        alignments: alignments.iter().take(limits::BADGE_ALIGNMENTS_MAX).map(alignment).collect(),
        creator: main.and_then(|node| node.follow(terms::OB_CREATOR)).map(|node| creator(&node)),
        evidence: root.follow_all(terms::EVIDENCE).take(limits::BADGE_ALIGNMENTS_MAX).filter_map(stated).collect(),
    };
    Some(CredentialSummary {
        id: credential.id().unwrap_or_default().to_owned(),
        titles,
        descriptions: of_main(terms::SCHEMA_DESCRIPTION),
        learner: (!learners.is_empty()).then(|| learners.join(", ")),
        issuer: Some(issuer(evidence)),
        issued: first_text(&root, &[terms::OB_AWARDED_DATE, terms::ISSUANCE_DATE, terms::VALID_FROM]),
        sealed: credential.created().map(|time| time.to_string()),
        valid_from: first_text(&root, &[terms::VALID_FROM, terms::ISSUANCE_DATE]),
        valid_until: earliest(&root, &[terms::VALID_UNTIL, terms::EXPIRATION_DATE], credential.expires()),
        credits: subjects.iter().find_map(|node| node.text(terms::OB_CREDITS_EARNED)).map(str::to_owned),
        grades: grades(&subjects, main),
        badge: Some(badge),
        ..CredentialSummary::default()
    })
}

/// The achievement of a subject, if it has exactly one.
fn achievement<'a>(subject: &Node<'a>) -> Option<Node<'a>> {
    let mut found = terms::OB_ACHIEVEMENTS.into_iter().flat_map(|predicate| subject.follow_all(predicate));
    found.next().filter(|_| found.next().is_none())
}

/// The learner's name, or an identifier that says who it is; never a hash, which says nothing to people.
fn learner(subject: &Node<'_>) -> Option<String> {
    let name = subject.texts(terms::SCHEMA_NAME).first().map(|(_, text)| (*text).to_owned());
    name.or_else(|| {
        let mut plain = subject
            .follow_all(terms::OB_IDENTIFIER)
            .filter(|identity| identity.text(terms::OB_HASHED) == Some("false"));
        plain.find_map(|identity| identity.text(terms::OB_IDENTITY_HASH).map(str::to_owned))
    })
}

fn alignment(node: &Node<'_>) -> Alignment {
    let url = node.one(terms::SCHEMA_TARGET_URL).and_then(|term| term.as_iri().or_else(|| term.as_literal()));
    Alignment {
        names: names(node, terms::SCHEMA_TARGET_NAME),
        framework: names(node, terms::SCHEMA_TARGET_FRAMEWORK),
        url: url.map(str::to_owned),
    }
}

/// Whoever designed an achievement: no list is asked for them.
fn creator(node: &Node<'_>) -> Organisation {
    Organisation {
        names: Names::new(),
        claimed_names: names(node, terms::SCHEMA_NAME),
        legal_id: None,
        id: node.term().as_iri().unwrap_or_default().to_owned(),
    }
}

fn stated(node: Node<'_>) -> Option<StatedEvidence> {
    let mut narrative = names(&node, terms::OB_NARRATIVE);
    if narrative.is_empty() {
        narrative = names(&node, terms::SCHEMA_DESCRIPTION);
    }
    let stated = StatedEvidence {
        names: names(&node, terms::SCHEMA_NAME),
        narrative,
        url: node.term().as_iri().map(str::to_owned),
    };
    (!stated.names.is_empty() || !stated.narrative.is_empty() || stated.url.is_some()).then_some(stated)
}

fn issuer(evidence: &Evidence<'_>) -> Organisation {
    let node = evidence.credential.issuer_node();
    let listed = evidence.listings.first().map(|listing| listing.entity.names.clone());
    Organisation {
        names: listed.unwrap_or_default(),
        claimed_names: names(&node, terms::SCHEMA_NAME),
        legal_id: StatedOrganisation::read(&node).legal_ids.first().cloned(),
        id: node.id().to_owned(),
    }
}

/// The results of the learner, each under the name of what was measured.
fn grades(subjects: &[Node<'_>], main: Option<&Node<'_>>) -> Vec<Graded> {
    let described: Vec<Node<'_>> =
        main.map(|node| node.follow_all(terms::OB_RESULT_DESCRIPTION).collect()).unwrap_or_default();
    let results = subjects.iter().flat_map(|subject| subject.follow_all(terms::OB_RESULT).collect::<Vec<_>>());
    let graded = results.take(limits::BADGE_ALIGNMENTS_MAX).map(|result| {
        let about = result.one(terms::OB_RESULT_DESCRIPTION);
        let about = about.and_then(|term| term.as_iri().or_else(|| term.as_literal()));
        let measured = described.iter().find(|node| node.term().as_iri().is_some_and(|iri| Some(iri) == about));
        let titles = measured.map(|node| names(node, terms::SCHEMA_NAME)).unwrap_or_default();
        let values = result.all(terms::SCHEMA_VALUE).filter_map(Term::as_literal);
        Graded { titles, grade: values.take(1).map(|text| (String::new(), text.to_owned())).collect() }
    });
    graded.filter(|graded| !graded.grade.is_empty()).collect()
}
