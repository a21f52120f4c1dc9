//! The messages of the pages: every language has the same ones, with the same variables, and each is used.
#![expect(clippy::disallowed_methods, reason = "the test reads the sources")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use elmseal::render::locale::Locale;
use elmseal::render::words::Words;
use elmseal::verify::Outcome;

/// Messages that are the same as in English, since the words are.
const SAME: &[(&str, &[&str])] = &[
    ("bg", &["moment", "seal-level-whole"]),
    ("de", &["check-profile", "seal-level-whole", "status-column"]),
    ("el", &["moment", "seal-level-whole"]),
    ("es", &["moment", "seal-level-whole"]),
    ("fi", &["seal-level-whole"]),
    ("fr", &["moment", "seal-level-whole"]),
    ("ga", &["moment", "seal-level-whole"]),
    ("it", &["moment", "seal-level-whole"]),
    ("ro", &["moment", "seal-level-whole"]),
    ("sv", &["seal-level-whole"]),
];

/// The messages of a language as they are written, by id.
fn messages(locale: Locale) -> BTreeMap<String, String> {
    let mut messages: BTreeMap<String, String> = BTreeMap::new();
    let mut last = None;
    let source = [locale.source(), locale.claim_source()].join("\n");
    for line in source.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let continued = line.starts_with(' ') || line.starts_with('}');
        match (line.split_once(" = "), continued) {
            (Some((id, text)), false) => {
                assert!(messages.insert(id.to_owned(), text.to_owned()).is_none(), "{id} stands twice in {locale:?}");
                last = Some(id.to_owned());
            }
            (_, true) => {
                let text = messages.get_mut(last.as_ref().expect("a message")).expect("it is there");
                text.push('\n');
                text.push_str(line);
            }
            (None, false) => panic!("{locale:?}: {line}"),
        }
    }
    messages
}

/// The names after `$`.
fn variables(text: &str) -> BTreeSet<&str> {
    text.split('$')
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default())
        .collect()
}

/// Variables that a language may leave out, since its grammar has no use for them.
const OPTIONAL: &[&str] = &["count"];

#[test]
fn every_language_has_every_message_with_its_variables() {
    let english = messages(Locale::En);
    let mut wrong = Vec::new();
    for locale in Locale::ALL {
        let own = messages(locale);
        for id in english.keys().filter(|id| !own.contains_key(*id)) {
            wrong.push(format!("{}: {id} is missing", locale.tag()));
        }
        for (id, text) in &own {
            let Some(original) = english.get(id) else {
                wrong.push(format!("{}: {id} is not in English", locale.tag()));
                continue;
            };
            let mut expected = variables(original);
            let mut found = variables(text);
            if id.starts_with("sentence-") {
                OPTIONAL.iter().for_each(|name| {
                    expected.remove(name);
                    found.remove(name);
                });
            }
            if expected != found {
                wrong.push(format!("{}: {id} has the variables {found:?}, not {expected:?}", locale.tag()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_left_in_english() {
    let english = messages(Locale::En);
    let mut wrong = Vec::new();
    for locale in Locale::ALL.into_iter().filter(|locale| *locale != Locale::En) {
        let same = SAME.iter().find(|(tag, _)| *tag == locale.tag()).map_or(&[][..], |(_, ids)| *ids);
        for (id, text) in messages(locale) {
            if english.get(&id) == Some(&text) && !same.contains(&id.as_str()) {
                wrong.push(format!("{}: {id}", locale.tag()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_message_is_used_and_every_used_one_is_there() {
    let mut sources = String::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for folder in ["claim", "claim/templates", "render", "render/templates", "http"] {
        for entry in fs::read_dir(root.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|kind| kind == "rs" || kind == "html") {
                sources.push_str(&fs::read_to_string(path).expect("a text"));
            }
        }
    }
    let english = messages(Locale::En);
    let unused: Vec<&String> = english.keys().filter(|id| !sources.contains(&format!("\"{id}\""))).collect();
    assert!(unused.is_empty(), "{unused:?}");
    // What templates name as a message.
    for call in [
        "page.t(\"",
        "self.on(\"",
        "page.with_host(\"",
        "page.with(\"",
        "page.count(\"",
        "words.text(\"",
        "words.with(\"",
    ] {
        for id in sources.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(english.contains_key(id), "{id}");
        }
    }
}

#[test]
fn every_language_can_say_everything() {
    for locale in Locale::ALL {
        let words = Words::new(locale);
        for id in messages(locale).keys() {
            let text = words.text(id);
            assert!(!text.is_empty() && text != *id, "{}: {id}", locale.tag());
            assert!(!text.contains('\u{fffd}'), "{}: {id}", locale.tag());
        }
        for count in [0, 1, 2, 3, 5, 7, 11, 21, 100] {
            let text = words.count("several-title", count);
            assert!(text.contains(&count.to_string()) && !text.contains('{'), "{}: {text}", locale.tag());
        }
        let outcomes: BTreeSet<String> = Outcome::ALL.iter().map(|outcome| words.outcome(*outcome)).collect();
        assert_eq!(outcomes.len(), Outcome::ALL.len(), "{}", locale.tag());
    }
}

#[test]
fn dates_follow_the_language() {
    let expected = [
        ("en", "1 June 2026"),
        ("de", "1. Juni 2026"),
        ("es", "1 de junio de 2026"),
        ("fr", "1er juin 2026"),
        ("ga", "1 Meitheamh 2026"),
        ("it", "1 giugno 2026"),
        ("ro", "1 iunie 2026"),
        ("fi", "1. kesäkuuta 2026"),
        ("sv", "1 juni 2026"),
        ("bg", "1 юни 2026 г."),
        ("el", "1 Ιουνίου 2026"),
    ];
    for (tag, text) in expected {
        let words = Words::new(Locale::from_tag(tag).expect("one of ours"));
        assert_eq!(words.date_of("2026-06-01T12:00:00Z"), text);
    }
}

#[test]
fn every_code_of_a_check_has_words_of_its_own() {
    // Codes that mean so many things that the outcome's own words are what can be said in general.
    let mut general = BTreeSet::new();
    let mut seen = 0;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/verify");
    for entry in fs::read_dir(root).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if !name.starts_with("check_") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a text");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (kind, outcome) in [
            ("Finding::passed(", Outcome::Passed),
            ("Finding::failed(", Outcome::Failed),
            ("Finding::inconclusive(", Outcome::Inconclusive),
            ("Finding::not_applicable(", Outcome::NotApplicable),
        ] {
            for call in text.split(kind).skip(1) {
                let head = &call[..call.find(';').unwrap_or(call.len())];
                let Some(code) = head.split('"').nth(1).filter(|code| is_code(code)) else { continue };
                seen += 1;
                for check in elmseal::verify::Check::ALL {
                    let id = elmseal::render::findings::found(check, outcome, code);
                    if id.starts_with("found-other") {
                        general.insert(code.to_owned());
                    }
                }
            }
        }
    }
    assert!(seen > 50, "{seen}");
    assert_eq!(general, BTreeSet::new());
}

/// An exact finding that is not shown beside its translation is still worded so: else it would be shown again.
#[test]
fn findings_that_are_worded_whole_are_those_of_the_checks() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut text = String::new();
    for folder in ["verify", "proof", "jose"] {
        for entry in fs::read_dir(root.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|kind| kind == "rs") {
                text.push_str(&fs::read_to_string(path).expect("a text"));
            }
        }
    }
    for whole in elmseal::render::findings::WHOLE {
        assert!(text.contains(&format!("\"{whole}\"")), "{whole}");
    }
}

fn is_code(text: &str) -> bool {
    text.contains('-') && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        || ["unchanged", "revoked", "suspended", "expired"].contains(&text)
}
