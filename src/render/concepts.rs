//! The labels of controlled lists in the languages of the pages, from `locales/concepts.tsv`.
//!
//! The labels of the lists themselves are English; what a credential states for a term of such a list is its issuer's wording,
//! and the list's own comes first where there is one.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::locale::Locale;

/// The labels by the term's IRI, in the order of the file's head.
type Labels = HashMap<String, Vec<&'static str>>;

const FILE: &str = include_str!("../../locales/concepts.tsv");

/// The label of the term `iri` in `locale`; `None` where the file has none.
pub(super) fn label(locale: Locale, iri: &str) -> Option<&'static str> {
    static LABELS: OnceLock<Labels> = OnceLock::new();
    let labels = LABELS.get_or_init(read).get(iri)?;
    let at = columns().position(|tag| tag == locale.tag())?;
    labels.get(at).copied().filter(|label| !label.is_empty())
}

fn lines() -> impl Iterator<Item = Vec<&'static str>> {
    let lines = FILE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}

/// The languages, in the order of the columns.
fn columns() -> impl Iterator<Item = &'static str> {
    lines().next().into_iter().flatten().skip(1)
}

fn read() -> Labels {
    let mut labels = Labels::new();
    let mut base = "";
    for line in lines().skip(1) {
        match line.as_slice() {
            ["base", iri] => base = *iri,
            [code, rest @ ..] => drop(labels.insert(format!("{base}{code}"), rest.to_vec())),
            [] => {}
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_a_label_in_every_language() {
        let tags: Vec<&str> = columns().collect();
        assert_eq!(tags.len(), Locale::ALL.len());
        for locale in Locale::ALL {
            assert!(tags.contains(&locale.tag()), "{locale:?}");
            for (iri, row) in read() {
                assert_eq!(row.len(), tags.len(), "{iri}");
                assert!(label(locale, &iri).is_some(), "{iri} in {locale:?}");
            }
        }
        let online = "http://data.europa.eu/snb/learning-assessment/920fbb3cbe";
        assert_eq!((label(Locale::De, online), label(Locale::Fi, online)), (Some("online"), Some("verkossa")));
        assert_eq!(label(Locale::De, "http://data.europa.eu/snb/learning-assessment/x"), None);
    }
}
