//! The canonical N-Quads of documents of one shape.
//!
//! Lines are put in order once, as far as their constant parts decide. What only the values decide is a [`Cluster`]: lines
//! that begin alike up to a slot. In it each node is a [`Block`], and blocks are put in order by their subjects when the
//! values are known.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::super::dataset::{Dataset, Statement};
use super::super::nquads::escape;
use super::super::rdf_term::{RDF_LANG_STRING, RDF_TYPE, Term, XSD_STRING};
use super::text::Pieces;
use super::{Marks, Piece, TemplateError, Values};

/// What filling needs again and again; one a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    text: Vec<u8>,
    escaped: Values,
    lines: Vec<Range<usize>>,
    blocks: Vec<Filled>,
}

/// A block of the cluster at hand: its lines, and its subject with the brackets.
#[derive(Debug, Clone)]
struct Filled {
    lines: Range<usize>,
    subject: Range<usize>,
    /// Whether the lines follow each other in the text.
    is_in_order: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Lines {
    /// SHA-256 over the lines before the first cluster.
    state: Sha256,
    /// These lines.
    head: String,
    clusters: Vec<Cluster>,
    /// Slots that stand in IRIs.
    iri_slots: Vec<u16>,
}

/// Lines whose order depends on values, and the constant ones after them.
#[derive(Debug, Clone)]
struct Cluster {
    blocks: Vec<Block>,
    after: String,
}

/// The lines with one subject, in order as far as their constants decide.
#[derive(Debug, Clone)]
struct Block {
    lines: Vec<Line>,
    /// Whether the constants decide it all.
    is_decided: bool,
}

/// A line: its text before the first slot, and each slot with the text after it.
#[derive(Debug, Clone)]
struct Line {
    subject: String,
    first: String,
    rest: Vec<(u16, String)>,
}

impl Lines {
    /// Splits the lines of a marked dataset; `strings` are the texts of the document that have marks.
    pub(super) fn split(dataset: &Dataset, marks: &Marks<'_>, strings: &BTreeSet<&str>) -> Result<Self, TemplateError> {
        let mut splitter = Splitter { marks, strings, met: BTreeSet::new(), iri_slots: BTreeSet::new() };
        let mut lines = Vec::with_capacity(dataset.len());
        for statement in dataset.iter() {
            lines.push(splitter.line(statement)?);
        }
        if splitter.met.len() != strings.len() {
            return Err(TemplateError::Expanded);
        }
        let iri_slots = splitter.iri_slots.into_iter().collect();
        lines.sort_by(|a, b| a.first.cmp(&b.first));
        let mut head = String::new();
        let mut clusters: Vec<Cluster> = Vec::new();
        let mut open: Option<(String, Vec<Line>)> = None;
        for line in lines {
            if let Some((root, members)) = &mut open {
                if line.first.starts_with(&**root) {
                    members.push(line);
                    continue;
                }
                clusters.push(Cluster::new(std::mem::take(members)));
                open = None;
            }
            if line.rest.is_empty() {
                clusters.last_mut().map_or(&mut head, |cluster| &mut cluster.after).push_str(&line.first);
            } else {
                open = Some((line.first.clone(), vec![line]));
            }
        }
        clusters.extend(open.map(|(_, members)| Cluster::new(members)));
        Ok(Self { state: Sha256::new_with_prefix(&head), head, clusters, iri_slots })
    }

    pub(super) fn constant_bytes(&self) -> usize {
        self.head.len()
    }

    pub(super) fn digest(&self, values: &Values, scratch: &mut Scratch) -> Result<[u8; 32], TemplateError> {
        let mut state = self.state.clone();
        self.fill(values, scratch, &mut |text| state.update(text))?;
        Ok(state.finalize().into())
    }

    pub(super) fn canonical(&self, values: &Values) -> Result<String, TemplateError> {
        let mut text = self.head.clone().into_bytes();
        self.fill(values, &mut Scratch::default(), &mut |more| text.extend_from_slice(more))?;
        Ok(String::from_utf8(text).expect("lines are text"))
    }

    /// Hands the lines after the head to `emit`, in order.
    fn fill(&self, values: &Values, scratch: &mut Scratch, emit: &mut impl FnMut(&[u8])) -> Result<(), TemplateError> {
        for slot in &self.iri_slots {
            let value = values.get(usize::from(*slot)).unwrap_or_default();
            let unreserved = |byte: u8| byte.is_ascii_alphanumeric() | matches!(byte, b'-' | b'.' | b'_' | b'~');
            if !value.bytes().fold(true, |all, byte| all & unreserved(byte)) {
                return Err(TemplateError::NotUnreserved { slot: usize::from(*slot) });
            }
        }
        let Scratch { text, escaped, lines, blocks } = scratch;
        let values = if values.is_plain() {
            values
        } else {
            escaped.clear();
            values.iter().for_each(|value| escaped.push_with(|out| escape(value, out)));
            &*escaped
        };
        for cluster in &self.clusters {
            cluster.fill(values, text, lines, blocks)?;
            for block in &*blocks {
                if block.is_in_order {
                    emit(&text[lines[block.lines.start].start..lines[block.lines.end - 1].end]);
                } else {
                    lines[block.lines.clone()].iter().for_each(|line| emit(&text[line.clone()]));
                }
            }
            emit(cluster.after.as_bytes());
        }
        Ok(())
    }
}

impl Cluster {
    fn new(lines: Vec<Line>) -> Self {
        let mut by_subject: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for line in lines {
            by_subject.entry(line.subject.clone()).or_default().push(line);
        }
        Self { blocks: by_subject.into_values().map(Block::new).collect(), after: String::new() }
    }

    /// Fills the lines into `text` and puts them in order: the blocks by their subjects, and the lines in each.
    fn fill(
        &self,
        values: &Values,
        text: &mut Vec<u8>,
        lines: &mut Vec<Range<usize>>,
        blocks: &mut Vec<Filled>,
    ) -> Result<(), TemplateError> {
        text.clear();
        lines.clear();
        blocks.clear();
        for block in &self.blocks {
            let first = lines.len();
            for line in &block.lines {
                let start = text.len();
                line.fill(values, text);
                lines.push(start..text.len());
            }
            let is_in_order = block.is_decided || sort(&mut lines[first..], text)?;
            // A subject is an IRI, which has no `>`: none with its brackets is the beginning of another.
            let start = lines[first].start;
            let subject = &text[start..lines[first].end];
            let length = subject.iter().position(|byte| *byte == b'>').expect("a line has a subject") + 1;
            blocks.push(Filled { lines: first..lines.len(), subject: start..start + length, is_in_order });
        }
        // Blocks are few, and mostly one.
        for at in 1..blocks.len() {
            let mut to = at;
            while to > 0 && text[blocks[to].subject.clone()] < text[blocks[to - 1].subject.clone()] {
                blocks.swap(to, to - 1);
                to -= 1;
            }
            if to > 0 && text[blocks[to].subject.clone()] == text[blocks[to - 1].subject.clone()] {
                return Err(TemplateError::SameNode);
            }
        }
        Ok(())
    }
}

/// Puts lines in order that nearly are; whether they were.
fn sort(lines: &mut [Range<usize>], text: &[u8]) -> Result<bool, TemplateError> {
    let mut is_in_order = true;
    for at in 1..lines.len() {
        let mut to = at;
        while to > 0 && text[lines[to].clone()] < text[lines[to - 1].clone()] {
            lines.swap(to, to - 1);
            to -= 1;
            is_in_order = false;
        }
        if to > 0 && text[lines[to].clone()] == text[lines[to - 1].clone()] {
            return Err(TemplateError::LinesCollapse);
        }
    }
    Ok(is_in_order)
}

impl Block {
    fn new(mut lines: Vec<Line>) -> Self {
        lines.sort_by(|a, b| (&a.first, &a.rest).cmp(&(&b.first, &b.rest)));
        let is_decided = lines.windows(2).all(|pair| pair[0].is_always_before(&pair[1]));
        Self { lines, is_decided }
    }
}

impl Line {
    fn fill(&self, values: &Values, text: &mut Vec<u8>) {
        text.extend_from_slice(self.first.as_bytes());
        for (slot, part) in &self.rest {
            text.extend_from_slice(values.get(usize::from(*slot)).unwrap_or_default().as_bytes());
            text.extend_from_slice(part.as_bytes());
        }
    }

    /// Whether this line sorts before `other` whatever the values are.
    fn is_always_before(&self, other: &Self) -> bool {
        let mut ours = self.rest.iter();
        let mut theirs = other.rest.iter();
        let (mut one, mut two) = (&self.first, &other.first);
        loop {
            let differs = one.bytes().zip(two.bytes()).find(|(a, b)| a != b);
            match differs {
                Some((a, b)) => return a < b,
                None if one.len() != two.len() => return false,
                None => match (ours.next(), theirs.next()) {
                    (Some((a, next)), Some((b, after))) if a == b => (one, two) = (next, after),
                    _ => return false,
                },
            }
        }
    }
}

/// Makes templates of lines.
struct Splitter<'m> {
    marks: &'m Marks<'m>,
    strings: &'m BTreeSet<&'m str>,
    /// Which of the strings were met.
    met: BTreeSet<&'m str>,
    iri_slots: BTreeSet<u16>,
}

impl Splitter<'_> {
    fn line(&mut self, statement: Statement<'_>) -> Result<Line, TemplateError> {
        let Statement { subject, predicate, object, graph } = statement;
        let is_blank = |term: Term<'_>| matches!(term, Term::Blank(_));
        if is_blank(subject) || is_blank(object) || graph.is_some_and(is_blank) {
            return Err(TemplateError::BlankNodes);
        }
        if self.marks.is_in(predicate) || graph.and_then(Term::as_iri).is_some_and(|graph| self.marks.is_in(graph)) {
            return Err(TemplateError::MarkInPlace);
        }
        // A type that is written out although the contexts have a name for it is refused by the reader.
        if predicate == RDF_TYPE && object.as_iri().is_some_and(|class| self.marks.is_in(class)) {
            return Err(TemplateError::MarkInPlace);
        }
        let mut pieces = Pieces::default();
        self.term(subject, &mut pieces)?;
        pieces.constant(" <");
        pieces.constant(predicate);
        pieces.constant("> ");
        self.term(object, &mut pieces)?;
        if let Some(graph) = graph.and_then(Term::as_iri) {
            pieces.constant(" <");
            pieces.constant(graph);
            pieces.constant(">");
        }
        pieces.constant(" .\n");
        let (first, rest) = pieces.into_parts();
        Ok(Line { subject: subject.as_iri().unwrap_or_default().to_owned(), first, rest })
    }

    /// The parts of a text; one that has marks stands in the document as it stands here.
    fn split<'t>(&mut self, text: &'t str) -> Result<Vec<Piece<'t>>, TemplateError> {
        let pieces = self.marks.split(text)?;
        if pieces.iter().any(|piece| matches!(piece, Piece::Slot(_))) {
            self.met.insert(self.strings.get(text).ok_or(TemplateError::Expanded)?);
        }
        Ok(pieces)
    }

    fn term(&mut self, term: Term<'_>, pieces: &mut Pieces) -> Result<(), TemplateError> {
        match term {
            Term::Iri(iri) => {
                pieces.constant("<");
                let mut scheme = false;
                for piece in self.split(iri)? {
                    match piece {
                        Piece::Constant(part) => {
                            scheme |= part.contains(':');
                            pieces.constant(part);
                        }
                        // What the IRI is resolved against would depend on the value.
                        Piece::Slot(_) if !scheme => return Err(TemplateError::WithoutScheme),
                        Piece::Slot(slot) => {
                            self.iri_slots.insert(slot);
                            pieces.slot(slot);
                        }
                    }
                }
                pieces.constant(">");
            }
            Term::Blank(_) => return Err(TemplateError::BlankNodes),
            Term::Literal { value, datatype, language } => {
                if self.marks.is_in(datatype) || language.is_some_and(|tag| self.marks.is_in(tag)) {
                    return Err(TemplateError::MarkInPlace);
                }
                pieces.constant("\"");
                for piece in self.split(value)? {
                    match piece {
                        Piece::Constant(part) => {
                            let mut escaped = String::new();
                            escape(part, &mut escaped);
                            pieces.constant(&escaped);
                        }
                        Piece::Slot(slot) => pieces.slot(slot),
                    }
                }
                pieces.constant("\"");
                if let Some(language) = language {
                    pieces.constant("@");
                    pieces.constant(language);
                } else if datatype != XSD_STRING && datatype != RDF_LANG_STRING {
                    pieces.constant("^^<");
                    pieces.constant(datatype);
                    pieces.constant(">");
                }
            }
        }
        Ok(())
    }
}
