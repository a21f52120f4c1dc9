//! What is shown of a credential: read from the verified quads, names of organisations from the lists.

use super::awarded::{CredentialSummary, Graded, Names, Organisation};
use super::evidence::{Evidence, StatedOrganisation, achievements, each_once, with_parts};

use super::summary_parts::Parts;
use super::terms;
use crate::jsonld::{Node, Term};
use crate::limits;
use crate::model::time::Timestamp;
use crate::trust::{AllianceList, Entity};
use crate::vocabulary::{List, Membership, member};

/// Code of the European Credit Transfer System on the list of credit frameworks.
const ECTS: &str = "6fcec5c5af";

/// Reads the summary.
pub(super) fn summarise(evidence: &Evidence<'_>) -> CredentialSummary {
    let credential = evidence.credential;
    let root = credential.root();
    let claims = achievements(credential);
    let main = claims.first();
    let specification = main.and_then(|node| node.follow(terms::SPECIFIED_BY));
    // All of them: the order in which they stand is not sealed, so none may be shown for another's achievement.
    let learners: Vec<String> =
        root.follow_all(terms::CREDENTIAL_SUBJECT).filter_map(|subject| learner_name(&subject)).collect();
    let of_specification =
        |predicate: &str| specification.as_ref().map(|node| names(node, predicate)).unwrap_or_default();

    let mut titles = main.map(|node| names(node, terms::TITLE)).unwrap_or_default();
    if titles.is_empty() {
        titles = root.follow(terms::DISPLAY_PARAMETER).map(|node| names(&node, terms::TITLE)).unwrap_or_default();
    }
    let mut bodies: Vec<Organisation> = Vec::new();
    for node in awarding_nodes(&claims) {
        let body = organisation(&node, |stated| body_entity(stated, evidence));
        if !bodies.contains(&body) {
            bodies.push(body);
        }
    }
    let credit = credits(main, specification.as_ref());
    let parts = Parts::new(evidence);
    CredentialSummary {
        id: credential.id().unwrap_or_default().to_owned(),
        titles,
        descriptions: of_specification(terms::DESCRIPTION),
        learner: (!learners.is_empty()).then(|| learners.join(", ")),
        issuer: Some(organisation(&credential.issuer_node(), |stated| issuer_entity(stated, evidence))),
        awarding_bodies: bodies,
        issued: first_text(&root, &[terms::ISSUED, terms::ISSUANCE_DATE]),
        valid_from: first_text(&root, &[terms::VALID_FROM, terms::ISSUANCE_DATE]),
        valid_until: earliest(&root, &[terms::VALID_UNTIL, terms::EXPIRATION_DATE], credential.expires()),
        sealed: credential.created().map(|time| time.to_string()),
        outcomes: specification.iter().flat_map(|node| parts.outcomes(node)).collect(),
        credits: credit.as_ref().and_then(|credit| credit.text(terms::POINT)).map(str::to_owned),
        credit_framework: credit.as_ref().and_then(credit_framework),
        eqf_level: specification.as_ref().and_then(|node| {
            let level = node.one(terms::EQF_LEVEL)?.as_iri()?;
            level.rsplit('/').next().map(str::to_owned)
        }),
        workload: specification.as_ref().and_then(|node| node.text(terms::VOLUME_OF_LEARNING)).map(str::to_owned),
        grades: grades(&claims),
        assessments: main.map(|node| parts.assessments(node)).unwrap_or_default(),
        components: main.map(|node| parts.components(node)).unwrap_or_default(),
        national_level: specification.as_ref().and_then(|node| parts.coded(node, terms::NATIONAL_LEVEL).pop()),
        languages: specification.as_ref().map(|node| parts.coded(node, terms::LANGUAGE)).unwrap_or_default(),
        modes: specification.as_ref().map(|node| parts.coded(node, terms::MODE)).unwrap_or_default(),
        quality: specification.as_ref().map(|node| parts.quality(node)).unwrap_or_default(),
        badge: None,
        requirements: Vec::new(),
        stackability: Names::new(),
        learner_id: None,
        country: None,
        pictures: Vec::new(),
    }
}

/// The texts by language; none if there are more than languages, for which of them is meant is not known.
pub(super) fn names(node: &Node<'_>, predicate: &str) -> Names {
    named(&node.texts(predicate))
}

/// As [`names`], of texts that were read.
pub(super) fn named(texts: &[(Option<&str>, &str)]) -> Names {
    if texts.len() > limits::LANGUAGES_MAX {
        return Names::new();
    }
    texts.iter().map(|(language, text)| (language.unwrap_or_default().to_owned(), (*text).to_owned())).collect()
}

pub(super) fn first_text(node: &Node<'_>, predicates: &[&str]) -> Option<String> {
    predicates.iter().find_map(|predicate| node.text(predicate)).map(str::to_owned)
}

pub(super) fn earliest(node: &Node<'_>, predicates: &[&str], also: Option<Timestamp>) -> Option<String> {
    let literals = predicates.iter().flat_map(|predicate| node.all(predicate).collect::<Vec<_>>());
    let times = literals.filter_map(Term::as_literal).filter_map(|text| Timestamp::parse(text).ok());
    times.chain(also).min().map(|time| time.to_string())
}

fn learner_name(subject: &Node<'_>) -> Option<String> {
    let one = |predicate: &str| subject.texts(predicate).first().map(|(_, text)| (*text).to_owned());
    one(terms::FULL_NAME).or_else(|| {
        let parts: Vec<String> = [one(terms::GIVEN_NAME), one(terms::FAMILY_NAME)].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    })
}

/// The awarding bodies of the achievements; none if they are more than are looked at, which is a finding of its own.
pub(super) fn awarding_nodes<'a>(achievements: &[Node<'a>]) -> Vec<Node<'a>> {
    let processes = each_once(achievements.iter().flat_map(|node| node.follow_all(terms::AWARDED_BY)));
    let bodies = each_once(processes.iter().flat_map(|process| process.follow_all(terms::AWARDING_BODY)));
    if bodies.len() > limits::AWARDING_BODIES_MAX { Vec::new() } else { bodies }
}

/// An organisation with the names that its entity has on a list.
pub(super) fn organisation<'l>(
    node: &Node<'_>,
    entity: impl FnOnce(&StatedOrganisation) -> Option<&'l Entity>,
) -> Organisation {
    let stated = StatedOrganisation::read(node);
    Organisation {
        names: entity(&stated).map(|entity| entity.names.clone()).unwrap_or_default(),
        claimed_names: names(node, terms::LEGAL_NAME),
        legal_id: stated.legal_ids.first().cloned(),
        id: stated.id,
    }
}

/// The issuer's entity is the one that lists its DID; an identifier that it only claims makes it nobody.
fn issuer_entity<'l>(stated: &StatedOrganisation, evidence: &Evidence<'l>) -> Option<&'l Entity> {
    let entities = evidence.listings.iter().map(|listing| listing.entity);
    entities.into_iter().find(|entity| stated.legal_ids.iter().all(|id| entity.has_legal_id(id)))
}

/// The entity of an awarding body on the lists that name the issuer: what a stranger says of others nobody backs.
pub(super) fn body_entity<'l>(stated: &StatedOrganisation, evidence: &Evidence<'l>) -> Option<&'l Entity> {
    evidence.listings.iter().find_map(|listing| entity_of(stated, listing.list))
}

/// The entity that all of the organisation's legal identifiers are of, else that of its DID if it states none.
fn entity_of<'l>(stated: &StatedOrganisation, list: &'l AllianceList) -> Option<&'l Entity> {
    match stated.legal_ids.first() {
        Some(first) => {
            let entity = list.entity_by_legal_id(first)?;
            stated.legal_ids.iter().all(|id| entity.has_legal_id(id)).then_some(entity)
        }
        None => list.entity_by_did(stated.did()?),
    }
}

pub(super) fn credits<'a>(main: Option<&Node<'a>>, specification: Option<&Node<'a>>) -> Option<Node<'a>> {
    let received = main.and_then(|node| node.follow(terms::CREDIT_RECEIVED));
    received.or_else(|| specification.and_then(|node| node.follow(terms::CREDIT_POINT)))
}

/// The framework's name as people know it; one that is on no list is shown by its IRI.
pub(super) fn credit_framework(credit: &Node<'_>) -> Option<String> {
    let framework = credit.one(terms::FRAMEWORK)?.as_iri()?;
    Some(match member(List::Credit, framework) {
        Membership::Listed(concept) if concept.code == ECTS => "ECTS".to_owned(),
        Membership::Listed(concept) => concept.label.clone(),
        Membership::Absent | Membership::Inconclusive => framework.to_owned(),
    })
}

/// The grades of all assessments of the achievements, each assessment once.
fn grades(achievements: &[Node<'_>]) -> Vec<Graded> {
    let assessments = with_parts(achievements.iter().flat_map(|node| node.follow_all(terms::PROVEN_BY)));
    let graded = assessments.iter().map(|assessment| {
        let grade = assessment.follow(terms::GRADE).map(|note| names(&note, terms::NOTE_LITERAL)).unwrap_or_default();
        Graded { titles: names(assessment, terms::TITLE), grade }
    });
    graded.filter(|graded| !graded.grade.is_empty()).collect()
}
