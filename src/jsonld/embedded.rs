//! The contexts of the binary: the W3C's as a crate pins them, and those that `contexts/` states.
//!
//! `contexts/INDEX.toml` lists each with its digest; a test holds the list true.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

const EDC_AP: &str = "http://data.europa.eu/snb/model/context/edc-ap";

/// The name of the derived ELM context inside the binary. Documents name it by an IRI below the issuer's publication
/// base, through an alias.
pub(super) const DERIVED: &str = "urn:elmseal:context:elm-for-vcdm2";

const TERMS: &str = include_str!("../../contexts/edc-ap-3.2.terms");
const STATUS_V1: &str = include_str!("../../contexts/credentials-status-v1.jsonld");

/// Every embedded context with its IRI.
pub(super) fn all() -> Vec<(&'static str, Cow<'static, [u8]>)> {
    let fixed = [
        ("https://www.w3.org/2018/credentials/v1", ssi_contexts::CREDENTIALS_V1),
        ("https://www.w3.org/2018/credentials/examples/v1", ssi_contexts::CREDENTIALS_EXAMPLES_V1),
        ("https://www.w3.org/ns/credentials/v2", ssi_contexts::CREDENTIALS_V2),
        ("https://www.w3.org/ns/credentials/examples/v2", ssi_contexts::CREDENTIALS_EXAMPLES_V2),
        ("https://www.w3.org/ns/credentials/status/v1", STATUS_V1),
        ("https://www.w3.org/ns/did/v1", ssi_contexts::DID_V1),
        ("https://w3id.org/security/data-integrity/v1", ssi_contexts::W3ID_DATA_INTEGRITY_V1),
        ("https://w3id.org/security/data-integrity/v2", ssi_contexts::W3ID_DATA_INTEGRITY_V2),
        ("https://w3id.org/security/multikey/v1", ssi_contexts::W3ID_MULTIKEY_V1),
        ("https://w3id.org/security/suites/ed25519-2020/v1", ssi_contexts::W3ID_ED2020_V1),
        ("https://w3id.org/security/suites/jws-2020/v1", ssi_contexts::W3ID_JWS2020_V1),
        ("https://w3id.org/vc/status-list/2021/v1", ssi_contexts::STATUS_LIST_2021_V1),
    ];
    let mut all: Vec<_> = fixed.map(|(iri, text)| (iri, Cow::Borrowed(text.as_bytes()))).into();
    let terms = read_terms(TERMS);
    all.push((EDC_AP, Cow::Owned(edc_ap(&terms).to_string().into_bytes())));
    all.push((DERIVED, Cow::Owned(derived(&terms).to_string().into_bytes())));
    all.extend(super::badges::all());
    all
}

/// A term as `contexts/*.terms` states it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stated<'a> {
    pub(super) kind: &'a str,
    pub(super) prefix: &'a str,
    pub(super) term: &'a str,
    pub(super) local_name: &'a str,
}

impl Stated<'_> {
    fn definition(&self) -> Value {
        let id = format!("{}:{}", self.prefix, self.local_name);
        match self.kind {
            "prefix" => json!(self.local_name),
            "class" => json!(id),
            "iri" => json!({"@id": id, "@type": "@id"}),
            "text" => json!({"@id": id, "@container": "@language"}),
            "any" => json!({"@id": id}),
            datatype => json!({"@id": id, "@type": datatype}),
        }
    }
}

/// Reads lines of `KIND PREFIX NAMES…`, continued by indented ones; `#` begins a comment line.
pub(super) fn read_terms(text: &str) -> Vec<Stated<'_>> {
    let mut stated = Vec::new();
    let (mut kind, mut prefix) = ("", "");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        if !line.starts_with(' ') {
            let Some(first) = words.next() else { continue };
            kind = first;
            prefix = words.next().expect("a line of terms names a prefix");
        }
        for word in words {
            let (term, local_name) =
                if kind == "prefix" { (prefix, word) } else { word.split_once('=').unwrap_or((word, word)) };
            stated.push(Stated { kind, prefix, term, local_name });
        }
    }
    stated
}

fn edc_ap(terms: &[Stated<'_>]) -> Value {
    let definitions: Map<String, Value> = terms.iter().map(|t| (t.term.to_owned(), t.definition())).collect();
    json!({"@context": definitions})
}

/// The same terms for VCDM 2.0, whose context protects `description`: it means the Dublin Core term below ELM properties
/// only. The three dates of VCDM 1.1 are added, so that both give the same graph.
fn derived(terms: &[Stated<'_>]) -> Value {
    let mut definitions = Map::new();
    let description = terms.iter().find(|t| t.term == "description").expect("edc-ap defines `description`");
    let scope = json!({"description": description.definition()});
    for stated in terms.iter().filter(|t| t.term != "description") {
        let mut definition = stated.definition();
        if stated.kind == "iri" {
            definition["@context"] = scope.clone();
        }
        definitions.insert(stated.term.to_owned(), definition);
    }
    for date in ["issued", "issuanceDate", "expirationDate"] {
        definitions.insert(date.to_owned(), json!({"@id": format!("cred:{date}"), "@type": "xsd:dateTime"}));
    }
    json!({"@context": definitions})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_terms_is_kind_prefix_and_names() {
        let text = "# comment\nprefix ex http://ex/\n\niri ex\n  a b=c\n  d\n";
        let found: Vec<_> = read_terms(text).iter().map(|t| (t.kind, t.prefix, t.term, t.local_name)).collect();
        let expected = [
            ("prefix", "ex", "ex", "http://ex/"),
            ("iri", "ex", "a", "a"),
            ("iri", "ex", "b", "c"),
            ("iri", "ex", "d", "d"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_derived_context_scopes_description() {
        let derived = derived(&read_terms(TERMS));
        assert_eq!(derived["@context"]["description"], Value::Null);
        assert_eq!(derived["@context"]["hasClaim"]["@context"]["description"]["@id"], "dc:description");
    }
}
