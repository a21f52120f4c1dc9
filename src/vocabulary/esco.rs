//! ESCO's skills, as the user imports them from ESCO's own download (`skills_en.csv`), and how a label finds its skill.
//!
//! A label is never guessed: only a preferred label decides, everything else is reported with candidates.

use std::collections::HashMap;

use thiserror::Error;

use super::{Concept, List, find, fold, similarity};
use crate::limits;
use crate::model::ids::is_absolute_iri;

/// Why a file is not an ESCO download, or not an index made from one.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum EscoError {
    /// A row of the download cannot be read.
    #[error("row {row}: {reason}")]
    BadRow {
        /// The row, from 1 with the header.
        row: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The index file is damaged.
    #[error("the ESCO index is damaged: {reason}")]
    Damaged {
        /// What does not fit.
        reason: &'static str,
    },
    /// There is no skill in the file.
    #[error("the file has no skills")]
    Empty,
    /// A column that ESCO's download has is missing.
    #[error("the column `{column}` is missing; ESCO's download of skills (skills_en.csv) has it")]
    MissingColumn {
        /// The column.
        column: &'static str,
    },
    /// The index was written by another version of this program.
    #[error("the ESCO index has version {found}, this program reads version {expected}; import ESCO again")]
    OtherVersion {
        /// The version of the file.
        found: u8,
        /// The version that is read.
        expected: u8,
    },
    /// The file is longer than the bound.
    #[error("the file has {bytes} bytes, at most {bytes_max} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The bound.
        bytes_max: usize,
    },
    /// A row is no skill, as in ESCO's download of occupations.
    #[error("row {row} is a `{found}`, not a `{expected}`: this is not ESCO's download of skills")]
    WrongKind {
        /// The row, from 1 with the header.
        row: u64,
        /// The row's concept type.
        found: String,
        /// What skills have.
        expected: &'static str,
    },
}

/// A skill of ESCO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    /// Its IRI, `http://data.europa.eu/esco/skill/<uuid>`.
    pub iri: String,
    /// Its preferred label.
    pub label: String,
    /// Knowledge or skill, where ESCO says so.
    pub kind: Option<&'static Concept>,
    /// Reuse level, where ESCO says so.
    pub reuse_level: Option<&'static Concept>,
}

/// What a label stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// No preferred label, but an alternative one of these.
    Alternative(Vec<Skill>),
    /// The preferred label of each of these.
    Ambiguous(Vec<Skill>),
    /// The preferred label of exactly this one.
    Preferred(Skill),
    /// No label at all; these come nearest.
    Unmatched(Vec<Skill>),
}

/// Which label of a skill was hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LabelKind {
    /// The preferred label.
    Preferred,
    /// An alternative one.
    Alternative,
}

/// A skill that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The skill.
    pub skill: Skill,
    /// The label that was hit.
    pub label: String,
    /// Which kind of label it is.
    pub by: LabelKind,
    /// From 0 to 1; 1 is the same label.
    pub score: f64,
}

/// The skills of one download, by label and IRI.
#[derive(Debug)]
pub struct Index {
    skills: Vec<Entry>,
    by_iri: HashMap<String, usize>,
    preferred: HashMap<String, Vec<usize>>,
    alternative: HashMap<String, Vec<usize>>,
}

#[derive(Debug)]
struct Entry {
    skill: Skill,
    alternatives: Vec<String>,
}

/// First bytes of an index file.
const MAGIC: &[u8] = b"elmseal ESCO index\n";
const VERSION: u8 = 1;
const CONCEPT_TYPE: &str = "KnowledgeSkillCompetence";
const NEAREST_MAX: usize = 3;
/// Score below which a skill is no hit.
const SCORE_MIN: f64 = 0.6;

impl Index {
    /// Reads ESCO's download of skills in CSV.
    ///
    /// # Errors
    ///
    /// [`EscoError`] when it is another file, or a row of it cannot be read.
    pub fn import(csv: &[u8]) -> Result<Self, EscoError> {
        if csv.len() > limits::ESCO_BYTES_MAX {
            return Err(EscoError::TooLong { bytes: csv.len(), bytes_max: limits::ESCO_BYTES_MAX });
        }
        let csv = csv.strip_prefix(b"\xef\xbb\xbf").unwrap_or(csv);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
        let headers = reader.headers().map_err(|e| EscoError::BadRow { row: 1, reason: csv_reason(&e) })?.clone();
        let optional = |name: &str| headers.iter().position(|h| h.trim() == name);
        let column = |name: &'static str| optional(name).ok_or(EscoError::MissingColumn { column: name });
        let (type_at, iri_at) = (column("conceptType")?, column("conceptUri")?);
        let (label_at, alternatives_at) = (column("preferredLabel")?, column("altLabels")?);
        let (kind_at, reuse_at, status_at) = (optional("skillType"), optional("reuseLevel"), optional("status"));
        let mut skills = Vec::new();
        for (row, record) in (2..).zip(reader.records()) {
            let record = record.map_err(|e| EscoError::BadRow { row, reason: csv_reason(&e) })?;
            let cell = |at: usize| record.get(at).unwrap_or_default().trim();
            let may = |at: Option<usize>| at.map(cell).unwrap_or_default();
            if cell(type_at) != CONCEPT_TYPE {
                let found = cell(type_at).chars().take(60).collect();
                return Err(EscoError::WrongKind { row, found, expected: CONCEPT_TYPE });
            }
            if !matches!(may(status_at), "" | "released") {
                continue;
            }
            let (iri, label) = (cell(iri_at).to_owned(), cell(label_at).to_owned());
            if !is_absolute_iri(&iri) || label.is_empty() {
                let reason = "the skill has no IRI (conceptUri) or no preferred label".to_owned();
                return Err(EscoError::BadRow { row, reason });
            }
            let alternatives = cell(alternatives_at).lines().map(str::trim).filter(|l| !l.is_empty());
            let alternatives = alternatives.map(str::to_owned).collect();
            let kind = kind_of(may(kind_at));
            let reuse_level = find(List::SkillReuseLevel, may(reuse_at)).ok();
            skills.push(Entry { skill: Skill { iri, label, kind, reuse_level }, alternatives });
        }
        Self::build(skills)
    }

    /// How many skills there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.skills.len()
    }

    /// Whether there are none; an index that was made is never empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.skills.is_empty()
    }

    /// The skill of an IRI.
    #[must_use]
    pub fn by_iri(&self, iri: &str) -> Option<&Skill> {
        self.by_iri.get(iri).map(|&at| &self.skills[at].skill)
    }

    /// The skills that have `text` as an alternative label.
    #[must_use]
    pub fn with_alternative(&self, text: &str) -> Vec<Skill> {
        self.named(&self.alternative, &fold(text))
    }

    /// What a label stands for; exact but for case and white space.
    #[must_use]
    pub fn resolve(&self, text: &str) -> Resolution {
        let wanted = fold(text);
        let mut preferred = self.named(&self.preferred, &wanted);
        if preferred.len() > 1 {
            return Resolution::Ambiguous(preferred);
        }
        if let Some(skill) = preferred.pop() {
            return Resolution::Preferred(skill);
        }
        let alternative = self.named(&self.alternative, &wanted);
        if !alternative.is_empty() {
            return Resolution::Alternative(alternative);
        }
        Resolution::Unmatched(self.find(text, NEAREST_MAX).into_iter().map(|hit| hit.skill).collect())
    }

    /// Searches labels for `text`: at most `limit` skills, best first, each by its best label.
    #[must_use]
    pub fn find(&self, text: &str, limit: usize) -> Vec<Hit> {
        let wanted = fold(text);
        if wanted.is_empty() || wanted.chars().count() > limits::ESCO_SEARCH_CHARS_MAX {
            return Vec::new();
        }
        let mut hits: Vec<Hit> = self.skills.iter().filter_map(|entry| entry.hit(&wanted)).collect();
        hits.sort_by(|a, b| {
            let by_score = b.score.total_cmp(&a.score);
            by_score.then(a.by.cmp(&b.by)).then_with(|| a.skill.label.cmp(&b.skill.label))
        });
        hits.truncate(limit);
        hits
    }

    /// Writes the index as a file: a mark, a version, a checksum (CRC-32), the skills.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        write_number(&mut body, self.skills.len());
        for Entry { skill, alternatives } in &self.skills {
            write_text(&mut body, &skill.iri);
            write_text(&mut body, &skill.label);
            write_text(&mut body, skill.kind.map_or("", |c| &c.code));
            write_text(&mut body, skill.reuse_level.map_or("", |c| &c.code));
            write_number(&mut body, alternatives.len());
            alternatives.iter().for_each(|label| write_text(&mut body, label));
        }
        let mut out = MAGIC.to_vec();
        out.push(VERSION);
        out.extend(checksum(&body).to_le_bytes());
        out.extend(body);
        out
    }

    /// Reads what [`Index::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`EscoError::Damaged`] or [`EscoError::OtherVersion`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EscoError> {
        if bytes.len() > limits::ESCO_BYTES_MAX {
            return Err(EscoError::TooLong { bytes: bytes.len(), bytes_max: limits::ESCO_BYTES_MAX });
        }
        let rest = bytes.strip_prefix(MAGIC).ok_or(EscoError::Damaged { reason: "it does not begin as one" })?;
        let (&version, rest) = rest.split_first().ok_or(EscoError::Damaged { reason: "it ends early" })?;
        if version != VERSION {
            return Err(EscoError::OtherVersion { found: version, expected: VERSION });
        }
        let (sum, mut body) = rest.split_first_chunk().ok_or(EscoError::Damaged { reason: "it ends early" })?;
        if u32::from_le_bytes(*sum) != checksum(body) {
            return Err(EscoError::Damaged { reason: "the checksum does not match" });
        }
        let mut skills = Vec::new();
        for _ in 0..read_number(&mut body)? {
            let (iri, label) = (read_text(&mut body)?, read_text(&mut body)?);
            let kind = find(List::SkillType, &read_text(&mut body)?).ok();
            let reuse_level = find(List::SkillReuseLevel, &read_text(&mut body)?).ok();
            let mut alternatives = Vec::new();
            for _ in 0..read_number(&mut body)? {
                alternatives.push(read_text(&mut body)?);
            }
            skills.push(Entry { skill: Skill { iri, label, kind, reuse_level }, alternatives });
        }
        if !body.is_empty() {
            return Err(EscoError::Damaged { reason: "something follows its end" });
        }
        Self::build(skills)
    }

    fn build(skills: Vec<Entry>) -> Result<Self, EscoError> {
        if skills.is_empty() {
            return Err(EscoError::Empty);
        }
        let mut index = Self { skills, by_iri: HashMap::new(), preferred: HashMap::new(), alternative: HashMap::new() };
        for (at, entry) in index.skills.iter().enumerate() {
            index.by_iri.insert(entry.skill.iri.clone(), at);
            let label = fold(&entry.skill.label);
            for name in &entry.alternatives {
                let name = fold(name);
                let known = index.alternative.entry(name.clone()).or_default();
                if name != label && known.last() != Some(&at) {
                    known.push(at);
                }
            }
            index.preferred.entry(label).or_default().push(at);
        }
        Ok(index)
    }

    fn named(&self, names: &HashMap<String, Vec<usize>>, wanted: &str) -> Vec<Skill> {
        let found = names.get(wanted).map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|&at| self.skills[at].skill.clone()).collect()
    }
}

impl Entry {
    fn hit(&self, wanted: &str) -> Option<Hit> {
        let preferred = (score(&self.skill.label, wanted), LabelKind::Preferred, &self.skill.label);
        // An alternative label must be clearly better to stand before the preferred one.
        let alternatives =
            self.alternatives.iter().map(|label| (score(label, wanted) * 0.99, LabelKind::Alternative, label));
        let best = alternatives.fold(preferred, |best, next| if next.0 > best.0 { next } else { best });
        let (score, by, label) = best;
        (score >= SCORE_MIN).then(|| Hit { skill: self.skill.clone(), label: label.clone(), by, score })
    }
}

/// How well a label answers: half its likeness as text, half the share of words that it has in common.
fn score(label: &str, wanted: &str) -> f64 {
    let label = fold(label);
    if label == wanted {
        return 1.0;
    }
    let words: Vec<_> = label.split(' ').collect();
    let asked: Vec<_> = wanted.split(' ').collect();
    let common = asked.iter().filter(|word| words.contains(word)).count();
    let share = 2 * common;
    #[expect(clippy::cast_precision_loss, reason = "word counts are small")]
    let share = share as f64 / (words.len() + asked.len()) as f64;
    let mixed = (similarity(&label, wanted) + share) / 2.0;
    // A label that has every word that was asked for, in whatever order, is a good answer.
    if common == asked.len() { mixed.max(0.7 + share / 5.0) } else { mixed }
}

fn kind_of(text: &str) -> Option<&'static Concept> {
    let code = match text {
        "skill/competence" => "skill",
        other => other,
    };
    find(List::SkillType, code).ok()
}

fn csv_reason(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn write_number(out: &mut Vec<u8>, number: usize) {
    let number = u32::try_from(number).expect("the import is bounded far below 4 GiB");
    out.extend(number.to_le_bytes());
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    write_number(out, text.len());
    out.extend(text.as_bytes());
}

fn read_number(from: &mut &[u8]) -> Result<usize, EscoError> {
    let (number, rest) = from.split_first_chunk().ok_or(EscoError::Damaged { reason: "it ends early" })?;
    *from = rest;
    usize::try_from(u32::from_le_bytes(*number)).map_err(|_| EscoError::Damaged { reason: "a number is too large" })
}

fn read_text(from: &mut &[u8]) -> Result<String, EscoError> {
    let length = read_number(from)?;
    let (text, rest) = from.split_at_checked(length).ok_or(EscoError::Damaged { reason: "it ends early" })?;
    *from = rest;
    let text = std::str::from_utf8(text).map_err(|_| EscoError::Damaged { reason: "a text is not UTF-8" })?;
    Ok(text.to_owned())
}
