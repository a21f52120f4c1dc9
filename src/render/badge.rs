//! What an Open Badge says beyond other credentials, as a certificate shows it: all of it is the issuer's word.
//!
//! Addresses are shown as text and never as links: nobody has looked where they lead.

use crate::verify::{Alignment, BadgeSummary, StatedEvidence};

use super::certificate::Party;
use super::visible::Shown;
use super::words::{Filling, Piece, Text, Words};

/// What a badge says.
#[derive(Debug)]
pub struct BadgeView {
    /// What had to be achieved.
    pub criteria: Option<Text>,
    /// Where that is written, as a sentence.
    pub elsewhere: Option<Vec<Piece>>,
    /// Who designed the achievement.
    pub creator: Option<Party>,
    /// What it is said to correspond to.
    pub alignments: Vec<AlignmentView>,
    /// What the learner did.
    pub evidence: Vec<EvidenceView>,
}

/// A place in a framework.
#[derive(Debug)]
pub struct AlignmentView {
    /// Its name, else its address.
    pub name: Text,
    /// The framework.
    pub framework: Option<Text>,
    /// Its address, if it has a name as well.
    pub url: Option<Shown>,
}

/// What a learner did.
#[derive(Debug)]
pub struct EvidenceView {
    /// Its name.
    pub name: Option<Text>,
    /// In words.
    pub narrative: Option<Text>,
    /// Where it lies.
    pub url: Option<Shown>,
}

impl BadgeView {
    /// The view of a badge.
    pub(super) fn new(words: Words, badge: &BadgeSummary) -> Self {
        let elsewhere = badge
            .criteria_url
            .as_deref()
            .map(|url| words.pieces("badge-criteria-elsewhere", &[("url", Filling::Foreign(&[Text::unknown(url)]))]));
        Self {
            criteria: words.chosen(&badge.criteria),
            elsewhere,
            creator: badge.creator.as_ref().map(|creator| Party::new(words, creator)),
            alignments: badge.alignments.iter().filter_map(|alignment| alignment_view(words, alignment)).collect(),
            evidence: badge.evidence.iter().map(|evidence| evidence_view(words, evidence)).collect(),
        }
    }
}

fn alignment_view(words: Words, alignment: &Alignment) -> Option<AlignmentView> {
    let name = words.chosen(&alignment.names);
    let url = alignment.url.as_deref().filter(|_| name.is_some()).map(Shown::new);
    let name = name.or_else(|| alignment.url.as_deref().map(Text::unknown))?;
    Some(AlignmentView { name, framework: words.chosen(&alignment.framework), url })
}

fn evidence_view(words: Words, evidence: &StatedEvidence) -> EvidenceView {
    EvidenceView {
        name: words.chosen(&evidence.names),
        narrative: words.chosen(&evidence.narrative),
        url: evidence.url.as_deref().map(Shown::new),
    }
}
