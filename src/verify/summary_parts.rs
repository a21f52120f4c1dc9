//! The parts of an achievement as they are shown: outcomes with skills, assessments, components, quality assurance.
//!
//! Parts may share nodes, so that a short document could be long to show: what is read of them has one budget, and what
//! lies beyond it is shown without its text.

use std::cell::Cell;

use hashbrown::HashSet;

use super::awarded::{Assessment, Coded, Component, LearningOutcome, Names, Organisation, Quality};
use super::evidence::Evidence;
use super::{summary, terms};
use crate::jsonld::{Node, Term};
use crate::limits;
use crate::model::time::Timestamp;
use crate::vocabulary::{self, List, Membership};

/// Reads parts, as long as the budget lasts.
pub(super) struct Parts<'e, 'a> {
    evidence: &'e Evidence<'a>,
    /// Bytes of text that may still be read.
    left: Cell<usize>,
}

impl<'e, 'a> Parts<'e, 'a> {
    pub(super) fn new(evidence: &'e Evidence<'a>) -> Self {
        Self { evidence, left: Cell::new(limits::SUMMARY_TEXT_BYTES_MAX) }
    }

    /// The learning outcomes of a specification; none if they are more than are shown.
    pub(super) fn outcomes(&self, specification: &Node<'_>) -> Vec<LearningOutcome> {
        let outcomes = bounded(specification, terms::LEARNING_OUTCOME);
        let outcome = |node: Node<'_>| LearningOutcome {
            titles: self.names(&node, terms::TITLE),
            skills: self.coded(&node, terms::RELATED_ESCO_SKILL),
        };
        self.while_it_lasts(outcomes).map(outcome).collect()
    }

    /// The assessments of an achievement, each followed by its parts.
    pub(super) fn assessments(&self, achievement: &Node<'_>) -> Vec<Assessment> {
        let found = with_levels(bounded(achievement, terms::PROVEN_BY));
        let assessment = |(level, node): (usize, Node<'_>)| Assessment {
            level,
            titles: self.names(&node, terms::TITLE),
            grade: node.follow(terms::GRADE).map(|note| self.names(&note, terms::NOTE_LITERAL)).unwrap_or_default(),
            kind: node.follow(terms::SPECIFIED_BY).and_then(|how| self.coded(&how, terms::TYPE).pop()),
            supervision: self.coded(&node, terms::ID_VERIFICATION).pop(),
        };
        self.while_it_lasts(found).map(assessment).collect()
    }

    /// The components of an achievement, each followed by its own.
    pub(super) fn components(&self, achievement: &Node<'_>) -> Vec<Component> {
        let found = with_levels(vec![*achievement]);
        self.while_it_lasts(found).skip(1).map(|(level, node)| self.component(level, &node)).collect()
    }

    fn component(&self, level: usize, node: &Node<'_>) -> Component {
        let specification = node.follow(terms::SPECIFIED_BY);
        let credit = summary::credits(Some(node), specification.as_ref());
        let mut titles = self.names(node, terms::TITLE);
        if titles.is_empty() {
            titles = specification.as_ref().map(|node| self.names(node, terms::TITLE)).unwrap_or_default();
        }
        let bodies = summary::awarding_nodes(std::slice::from_ref(node));
        Component {
            level,
            titles,
            awarding_bodies: bodies.iter().filter_map(|body| self.organisation(body)).collect(),
            credits: credit.as_ref().and_then(|credit| credit.text(terms::POINT)).and_then(|text| self.charged(text)),
            credit_framework: credit.as_ref().and_then(summary::credit_framework).and_then(|text| self.charged(&text)),
            outcomes: specification.as_ref().map(|node| self.outcomes(node)).unwrap_or_default(),
            assessments: self.assessments(node),
        }
    }

    /// The decisions of agencies on a specification.
    pub(super) fn quality(&self, specification: &Node<'_>) -> Vec<Quality> {
        let decision = |node: Node<'_>| Quality {
            titles: self.names(&node, terms::TITLE),
            agent: node.follow(terms::ACCREDITING_AGENT).and_then(|agent| self.organisation(&agent)),
            decided: node.text(terms::DCT_ISSUED).filter(|text| Timestamp::parse(text).is_ok()).map(str::to_owned),
        };
        self.while_it_lasts(bounded(specification, terms::ACCREDITATION)).map(decision).collect()
    }

    /// The terms of controlled lists that `predicate` leads to; none if they are more than are shown.
    pub(super) fn coded(&self, node: &Node<'_>, predicate: &str) -> Vec<Coded> {
        let term = |node: Node<'_>| {
            let mut labels = self.names(&node, terms::PREF_LABEL);
            if labels.is_empty() {
                labels.extend(listed(node.id()).map(|label| ("en".to_owned(), label.to_owned())));
            }
            // What has neither a label nor an IRI is nothing to show.
            let id = if node.term().as_iri().is_some() { self.charged(node.id())? } else { String::new() };
            (!id.is_empty() || !labels.is_empty()).then_some(Coded { id, labels })
        };
        self.while_it_lasts(bounded(node, predicate)).filter_map(term).collect()
    }

    fn organisation(&self, node: &Node<'_>) -> Option<Organisation> {
        if self.left.get() == 0 {
            return None;
        }
        let organisation = summary::organisation(node, |stated| summary::body_entity(stated, self.evidence));
        let texts = organisation.claimed_names.iter().map(|(_, text)| text.len()).sum::<usize>();
        self.charge(texts + organisation.id.len() + organisation.legal_id.as_ref().map_or(0, String::len))?;
        Some(organisation)
    }

    fn names(&self, node: &Node<'_>, predicate: &str) -> Names {
        let texts = node.texts(predicate);
        let length: usize = texts.iter().map(|(_, text)| text.len()).sum();
        self.charge(length).map(|()| summary::named(&texts)).unwrap_or_default()
    }

    fn charged(&self, text: &str) -> Option<String> {
        self.charge(text.len()).map(|()| text.to_owned())
    }

    /// The nodes, until nothing is left of the budget.
    fn while_it_lasts<N>(&self, nodes: Vec<N>) -> impl Iterator<Item = N> {
        nodes.into_iter().take_while(|_| self.left.get() > 0)
    }

    /// Takes `length` from the budget; `None`, and nothing more is read, if that is more than is left.
    fn charge(&self, length: usize) -> Option<()> {
        // A part without text is not for nothing either.
        let left = self.left.get().checked_sub(length + size_of::<LearningOutcome>());
        self.left.set(left.unwrap_or(0));
        left.map(drop)
    }
}

/// The nodes that `predicate` leads to; none if they are more than are shown.
fn bounded<'a>(node: &Node<'a>, predicate: &str) -> Vec<Node<'a>> {
    let found: Vec<Node<'a>> = node.follow_all(predicate).take(limits::SUMMARY_PARTS_MAX + 1).collect();
    if found.len() > limits::SUMMARY_PARTS_MAX { Vec::new() } else { found }
}

/// The nodes and the parts below them with their depth, each once, a whole before its parts; without parts if they are
/// more than are shown.
fn with_levels(nodes: Vec<Node<'_>>) -> Vec<(usize, Node<'_>)> {
    let whole = nodes.clone();
    let mut known: HashSet<Term<'_>> = HashSet::new();
    let mut found = Vec::new();
    let mut open: Vec<(usize, Node<'_>)> = nodes.into_iter().rev().map(|node| (0, node)).collect();
    while let Some((level, node)) = open.pop() {
        if !known.insert(node.term()) {
            continue;
        }
        if found.len() == limits::SUMMARY_PARTS_MAX {
            return whole.into_iter().map(|node| (0, node)).collect();
        }
        open.extend(bounded(&node, terms::HAS_PART).into_iter().rev().map(|part| (level + 1, part)));
        found.push((level, node));
    }
    found
}

/// The label that a controlled list has for `iri`.
fn listed(iri: &str) -> Option<&'static str> {
    const LISTS: [List; 6] = [List::Assessment, List::Supervision, List::Language, List::Mode, List::Nqf, List::Eqf];
    LISTS.into_iter().find_map(|list| match vocabulary::member(list, iri) {
        Membership::Listed(concept) => Some(concept.label.as_str()),
        Membership::Absent | Membership::Inconclusive => None,
    })
}
