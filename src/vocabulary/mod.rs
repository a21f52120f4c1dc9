//! Controlled lists and ESCO: looked up by code, IRI or label, never guessed.
//!
//! The lists are data of the project (`vocabularies/`); each says whether it is complete, since a code that is absent
//! from a partial list may yet exist. ESCO is too large to ship: the user imports it, see [`esco`].

pub mod esco;
mod lists;

use std::sync::OnceLock;

use hashbrown::HashMap;
use thiserror::Error;

pub use lists::List;

use crate::model::text::Language;

/// One entry of a controlled list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Concept {
    /// The concept's IRI.
    pub iri: String,
    /// IRI of the list (concept scheme).
    pub scheme: &'static str,
    /// What stands behind the last slash of the IRI.
    pub code: String,
    /// Label in English.
    pub label: String,
}

/// Whether a list has every entry of its scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// What is not here does not exist.
    Complete,
    /// What is not here may exist.
    Partial,
}

/// Whether an IRI belongs to a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// It is this entry.
    Listed(&'static Concept),
    /// The list is complete and does not have it, or the IRI lies outside the list's namespace.
    Absent,
    /// The list is partial and does not have it.
    Inconclusive,
}

/// A text that is no entry of its list, with the entries that come nearest.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not on the list {}", .list.name())]
pub struct NotListed {
    /// The list.
    pub list: List,
    /// The text that was looked up.
    pub text: String,
    /// The nearest entries, best first; if several share the label that was asked for, exactly those.
    pub nearest: Vec<&'static Concept>,
}

impl NotListed {
    /// How to mend it: the nearest entries with their codes, as a sentence without a full stop.
    #[must_use]
    pub fn suggestion(&self) -> String {
        let nearest: Vec<_> = self.nearest.iter().map(|c| format!("\"{}\" ({})", c.label, c.code)).collect();
        if self.nearest.is_empty() {
            let entries = &self.list.table().entries;
            if entries.len() <= NAMED_MAX {
                let labels: Vec<_> = entries.iter().map(|c| format!("\"{}\"", c.label)).collect();
                return format!("the entries of the list {} are {}", self.list.name(), labels.join(", "));
            }
            return format!("write a code, an IRI or an English label of the list {}", self.list.name());
        }
        format!("the nearest entries of the list {} are {}", self.list.name(), nearest.join(", "))
    }
}

/// Most entries of a list that are all named when none is near.
const NAMED_MAX: usize = 24;
/// Most entries that are named as nearest.
const NEAREST_MAX: usize = 3;
/// Similarity (Jaro-Winkler) below which an entry is no help.
const NEAREST_SIMILARITY_MIN: f64 = 0.7;

/// Looks up an entry by code, IRI or English label; exact but for case and white space.
///
/// # Errors
///
/// [`NotListed`] when no entry matches, or when several have that label (then these are the nearest).
pub fn find(list: List, text: &str) -> Result<&'static Concept, NotListed> {
    let wanted = fold(text);
    let table = list.table();
    if let Some(&at) = table.by_name.get(wanted.as_str()) {
        match at {
            Found::One(at) => return Ok(&table.entries[at]),
            Found::Several => {
                let nearest = table.entries.iter().filter(|c| fold(&c.label) == wanted).collect();
                return Err(NotListed { list, text: text.to_owned(), nearest });
            }
        }
    }
    let nearest = match wanted.chars().count() > NEAREST_TEXT_CHARS_MAX {
        true => Vec::new(),
        false => nearest(table.entries.iter(), &wanted),
    };
    Err(NotListed { list, text: text.to_owned(), nearest })
}

/// Longest text, in characters, for which similar entries are looked for.
const NEAREST_TEXT_CHARS_MAX: usize = 200;

/// Whether `iri` is an entry of `list`: for documents that others made.
#[must_use]
pub fn member(list: List, iri: &str) -> Membership {
    let table = list.table();
    if let Some(&at) = table.by_iri.get(iri) {
        return Membership::Listed(&table.entries[at]);
    }
    let inside = iri.strip_prefix(table.base).is_some_and(|code| !code.is_empty() && !code.contains('/'));
    match (list.completeness(), inside) {
        (Completeness::Partial, true) => Membership::Inconclusive,
        _ => Membership::Absent,
    }
}

/// The entry of the language list for a tag: by its primary subtag, in ISO 639-1 or as a code of three letters.
#[must_use]
pub fn language_concept(language: &Language) -> Option<&'static Concept> {
    let primary = language.as_str().split('-').next().unwrap_or_default();
    match primary.len() {
        2 => by_alias(List::Language, primary),
        _ => List::Language.entries().iter().find(|c| c.code.eq_ignore_ascii_case(primary)),
    }
}

/// The ISO 639-1 code of an entry of the language list, in lower case.
#[must_use]
pub fn language_alpha2(concept: &Concept) -> Option<&'static str> {
    alias(List::Language, concept)
}

/// The entry of the country list for an ISO 3166-1 alpha-2 code; `EL` and `UK`, as EU institutions write, count too.
#[must_use]
pub fn country_from_alpha2(alpha2: &str) -> Option<&'static Concept> {
    let upper = alpha2.to_ascii_uppercase();
    match upper.as_str() {
        "EL" => by_alias(List::Country, "GR"),
        "UK" => by_alias(List::Country, "GB"),
        other => by_alias(List::Country, other),
    }
}

/// The ISO 3166-1 alpha-2 code of an entry of the country list.
#[must_use]
pub fn country_alpha2(concept: &Concept) -> Option<&'static str> {
    alias(List::Country, concept)
}

/// The prefix of a country's VAT numbers: its alpha-2 code, but `EL` for Greece.
#[must_use]
pub fn vat_prefix(concept: &Concept) -> Option<&'static str> {
    match country_alpha2(concept) {
        Some("GR") => Some("EL"),
        other => other,
    }
}

/// The country in a legal identifier in the form of EN 319 412-1, section 5.1.4, such as `VATES-Q3318001I`.
#[must_use]
pub fn country_of_legal_identifier(identifier: &str) -> Option<&'static Concept> {
    let (head, rest) = identifier.split_once('-')?;
    let shaped = head.len() == 5 && head.bytes().all(|b| b.is_ascii_uppercase()) && !rest.is_empty();
    if !shaped {
        return None;
    }
    match &head[3..] {
        "XI" => country_from_alpha2("GB"),
        alpha2 => country_from_alpha2(alpha2),
    }
}

fn by_alias(list: List, alias: &str) -> Option<&'static Concept> {
    let table = list.table();
    table.aliases.get(alias).map(|&at| &table.entries[at])
}

fn alias(list: List, concept: &Concept) -> Option<&'static str> {
    let table = list.table();
    let at = *table.by_iri.get(concept.iri.as_str())?;
    table.aliases.iter().find(|(_, entry)| **entry == at).map(|(alias, _)| *alias)
}

/// Lower case, with white space folded to single blanks: how labels are compared.
pub(crate) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn nearest(entries: impl Iterator<Item = &'static Concept>, wanted: &str) -> Vec<&'static Concept> {
    let mut scored: Vec<_> = entries
        .map(|c| {
            let by_label = similarity(&fold(&c.label), wanted);
            let by_code = strsim::jaro_winkler(&fold(&c.code), wanted);
            (by_label.max(by_code), c)
        })
        .filter(|(score, _)| *score >= NEAREST_SIMILARITY_MIN)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
    scored.into_iter().take(NEAREST_MAX).map(|(_, c)| c).collect()
}

/// Similarity of two folded texts; one that contains the other's words comes first.
pub(crate) fn similarity(label: &str, wanted: &str) -> f64 {
    let plain = strsim::jaro_winkler(label, wanted);
    if wanted.len() >= 3 && label.contains(wanted) { plain.max(0.9) } else { plain }
}

/// A list as it is held: entries in the order of the file, and its names.
struct Table {
    scheme: &'static str,
    base: &'static str,
    completeness: Completeness,
    entries: Vec<Concept>,
    by_name: HashMap<String, Found>,
    by_iri: HashMap<String, usize>,
    aliases: HashMap<&'static str, usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    One(usize),
    Several,
}

impl Table {
    /// Parses a file of `vocabularies/`: a comment, three heads, then code, label and perhaps an ISO code a line.
    fn parse(text: &'static str) -> Self {
        let mut heads = HashMap::new();
        let mut entries = Vec::new();
        let mut aliases = HashMap::new();
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        for line in lines.by_ref().take_while(|line| !line.is_empty()) {
            let (name, value) = line.split_once('\t').expect("a head has a name and a value");
            heads.insert(name, value);
        }
        let (scheme, base) = (heads["scheme"], heads["base"]);
        for line in lines {
            let mut cells = line.split('\t');
            let code = cells.next().expect("a line has a first cell");
            let label = cells.next().expect("an entry has a label");
            if let Some(alias) = cells.next() {
                aliases.insert(alias, entries.len());
            }
            let (code, label) = (code.to_owned(), label.to_owned());
            entries.push(Concept { iri: format!("{base}{code}"), scheme, code, label });
        }
        let completeness = match heads["entries"] {
            "complete" => Completeness::Complete,
            "partial" => Completeness::Partial,
            other => panic!("a list is complete or partial, not `{other}`"),
        };
        let by_name = names(&entries);
        let by_iri = entries.iter().enumerate().rev().map(|(at, concept)| (concept.iri.clone(), at)).collect();
        Self { scheme, base, completeness, entries, by_name, by_iri, aliases }
    }
}

/// Every name of every entry; a code or IRI wins over another entry's label.
fn names(entries: &[Concept]) -> HashMap<String, Found> {
    let mut names = HashMap::new();
    for (at, concept) in entries.iter().enumerate() {
        names.entry(fold(&concept.label)).and_modify(|found| *found = Found::Several).or_insert(Found::One(at));
    }
    for (at, concept) in entries.iter().enumerate() {
        names.insert(fold(&concept.code), Found::One(at));
        names.insert(fold(&concept.iri), Found::One(at));
    }
    names
}

impl List {
    /// The list of a concept scheme.
    #[must_use]
    pub fn by_scheme(scheme: &str) -> Option<Self> {
        static BY_SCHEME: OnceLock<HashMap<&'static str, List>> = OnceLock::new();
        // Of two lists with one scheme the first counts.
        let by_scheme = BY_SCHEME.get_or_init(|| Self::all().iter().rev().map(|list| (list.scheme(), *list)).collect());
        by_scheme.get(scheme).copied()
    }

    /// IRI of the concept scheme.
    #[must_use]
    pub fn scheme(self) -> &'static str {
        self.table().scheme
    }

    /// Whether the list has every entry of its scheme.
    #[must_use]
    pub fn completeness(self) -> Completeness {
        self.table().completeness
    }

    /// The entries, by code.
    #[must_use]
    pub fn entries(self) -> &'static [Concept] {
        &self.table().entries
    }

    fn table(self) -> &'static Table {
        static TABLES: OnceLock<Vec<Table>> = OnceLock::new();
        let tables = TABLES.get_or_init(|| List::all().iter().map(|list| Table::parse(list.file())).collect());
        &tables[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_found_by_its_scheme_and_its_entries_by_every_name() {
        for &list in List::all() {
            assert_eq!(List::by_scheme(list.scheme()), Some(list));
            assert!(!list.entries().is_empty(), "{}", list.name());
            for concept in list.entries() {
                assert_eq!(find(list, &concept.code), Ok(concept));
                assert_eq!(find(list, &concept.iri), Ok(concept));
                assert_eq!(member(list, &concept.iri), Membership::Listed(concept));
            }
        }
    }

    #[test]
    fn labels_match_exactly_but_for_case() {
        let online = find(List::Mode, " ONLINE ").expect("a mode");
        assert_eq!(online.iri, "http://data.europa.eu/snb/learning-assessment/920fbb3cbe");
        let missed = find(List::Mode, "onlin").expect_err("not guessed");
        assert_eq!(missed.nearest[0], online);
        assert_eq!(missed.to_string(), "`onlin` is not on the list mode");
        assert!(find(List::Mode, &"x".repeat(100_000)).expect_err("too long").nearest.is_empty());
    }

    #[test]
    fn a_label_of_several_entries_is_not_guessed() {
        let missed = find(List::IscedF, "literacy and numeracy").expect_err("two entries");
        let codes: Vec<_> = missed.nearest.iter().map(|c| c.code.as_str()).collect();
        assert_eq!(codes, ["002", "0021"]);
    }

    #[test]
    fn absence_from_a_partial_list_proves_nothing() {
        assert_eq!(member(List::Eqf, "http://data.europa.eu/snb/eqf/9"), Membership::Absent);
        assert_eq!(member(List::Mode, "http://data.europa.eu/snb/learning-assessment/0"), Membership::Inconclusive);
        assert_eq!(member(List::Mode, "https://a.example/mode/920fbb3cbe"), Membership::Absent);
    }

    #[test]
    fn languages_and_countries_have_their_iso_codes() {
        let official = [
            ("bg", "BUL"),
            ("cs", "CES"),
            ("da", "DAN"),
            ("de", "DEU"),
            ("el", "ELL"),
            ("en", "ENG"),
            ("es", "SPA"),
            ("et", "EST"),
            ("fi", "FIN"),
            ("fr", "FRA"),
            ("ga", "GLE"),
            ("hr", "HRV"),
            ("hu", "HUN"),
            ("it", "ITA"),
            ("lt", "LIT"),
            ("lv", "LAV"),
            ("mt", "MLT"),
            ("nl", "NLD"),
            ("pl", "POL"),
            ("pt", "POR"),
            ("ro", "RON"),
            ("sk", "SLK"),
            ("sl", "SLV"),
            ("sv", "SWE"),
        ];
        for (tag, code) in official {
            let concept = language_concept(&Language::parse(tag).expect("a tag")).expect("an official language");
            assert_eq!((concept.code.as_str(), language_alpha2(concept)), (code, Some(tag)));
        }
        let brazil = Language::parse("pt-BR").expect("a tag");
        assert_eq!(language_concept(&brazil).map(|c| c.code.as_str()), Some("POR"));
        assert_eq!(language_concept(&Language::parse("zz").expect("a tag")), None);
        for (alpha2, code) in [("ES", "ESP"), ("el", "GRC"), ("GR", "GRC"), ("UK", "GBR"), ("NO", "NOR"), ("XK", "1A0")]
        {
            assert_eq!(country_from_alpha2(alpha2).map(|c| c.code.as_str()), Some(code));
        }
        assert_eq!(vat_prefix(find(List::Country, "Greece").expect("a country")), Some("EL"));
    }

    #[test]
    fn a_legal_identifier_names_its_country() {
        let country = |id| country_of_legal_identifier(id).map(|c| c.code.as_str());
        assert_eq!(country("VATES-Q3318001I"), Some("ESP"));
        assert_eq!(country("VATEL-123456789"), Some("GRC"));
        assert_eq!(country("NTRBG-1"), Some("BGR"));
        for bad in ["VATES", "VATES-", "vates-1", "VATQQ-1", "ES-1", "VATÉS-1"] {
            assert_eq!(country(bad), None, "{bad}");
        }
    }
}
