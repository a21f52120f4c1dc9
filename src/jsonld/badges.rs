//! The Open Badges 3.0 contexts, built from the terms that `contexts/open-badges-*.terms` state.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::embedded::{Stated, read_terms};

/// Each context: its IRI, and its terms.
const CONTEXTS: [(&str, &str); 5] = [
    ("https://purl.imsglobal.org/spec/ob/v3p0/context.json", include_str!("../../contexts/open-badges-3.0.terms")),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        include_str!("../../contexts/open-badges-3.0.1.terms"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        include_str!("../../contexts/open-badges-3.0.2.terms"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        include_str!("../../contexts/open-badges-3.0.3.terms"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        include_str!("../../contexts/open-badges-extensions.terms"),
    ),
];

/// The contexts with their IRIs.
pub(super) fn all() -> impl Iterator<Item = (&'static str, Cow<'static, [u8]>)> {
    CONTEXTS.into_iter().map(|(iri, terms)| (iri, Cow::Owned(context(&read_terms(terms)).to_string().into_bytes())))
}

/// Terms before the first `within` hold everywhere, those after it below one class.
fn context(terms: &[Stated<'_>]) -> Value {
    let prefixes: BTreeMap<&str, &str> =
        terms.iter().filter(|t| t.kind == "prefix").map(|t| (t.term, t.local_name)).collect();
    let absolute = |prefix: &str, local: &str| match prefixes.get(prefix) {
        Some(base) => format!("{base}{local}"),
        None => format!("{prefix}:{local}"),
    };
    let protected = terms.iter().any(|t| t.kind == "protected");
    let opened = |aliases: bool| {
        let mut definitions = Map::new();
        if protected {
            definitions.insert("@protected".to_owned(), json!(true));
        }
        if aliases {
            definitions.insert("id".to_owned(), json!("@id"));
            definitions.insert("type".to_owned(), json!("@type"));
        }
        definitions
    };
    let mut whole = opened(true);
    let mut scope: Option<(&Stated<'_>, Map<String, Value>)> = None;
    let close = |whole: &mut Map<String, Value>, scope: Option<(&Stated<'_>, Map<String, Value>)>| {
        if let Some((class, definitions)) = scope {
            let id = absolute(class.prefix, class.local_name);
            whole.insert(class.term.to_owned(), json!({"@id": id, "@context": definitions}));
        }
    };
    for stated in terms.iter().filter(|t| !["prefix", "protected"].contains(&t.kind)) {
        if stated.kind == "within" {
            // A context that protects its terms says the aliases anew in each scope.
            close(&mut whole, scope.replace((stated, opened(protected))));
            continue;
        }
        let id = absolute(stated.prefix, stated.local_name);
        let (kind, container) = match stated.kind {
            kind if kind.ends_with("[]") => (kind.trim_end_matches("[]"), Some("@set")),
            kind if kind.ends_with("()") => (kind.trim_end_matches("()"), Some("@list")),
            kind => (kind, None),
        };
        let mut definition = match kind {
            "name" => json!(id),
            "class" | "any" => json!({"@id": id}),
            "iri" => json!({"@id": id, "@type": "@id"}),
            datatype => {
                let (prefix, local) = datatype.split_once(':').expect("a datatype has a prefix");
                json!({"@id": id, "@type": absolute(prefix, local)})
            }
        };
        if let Some(container) = container {
            definition["@container"] = json!(container);
        }
        let definitions = scope.as_mut().map_or(&mut whole, |(_, definitions)| definitions);
        definitions.insert(stated.term.to_owned(), definition);
    }
    close(&mut whole, scope);
    json!({"@context": whole})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_holds_what_follows_it() {
        let text =
            "prefix ex http://ex/\nprotected - all\nclass ex A\nwithin ex B=b\nex:d[] ex\n  c\nother:d ex\n  e\n";
        let expected = json!({"@context": {
            "@protected": true, "id": "@id", "type": "@type",
            "A": {"@id": "http://ex/A"},
            "B": {"@id": "http://ex/b", "@context": {
                "@protected": true, "id": "@id", "type": "@type",
                "c": {"@id": "http://ex/c", "@type": "http://ex/d", "@container": "@set"},
                "e": {"@id": "http://ex/e", "@type": "other:d"},
            }},
        }});
        assert_eq!(context(&read_terms(text)), expected);
    }
}
