//! The direction of imports: each room may name only the rooms of its row.
//!
//! Reads `use crate::…` and `crate::…` in the source outside comments; an arrow that is not in the table fails.
#![expect(clippy::disallowed_methods, reason = "tests read and write files and the environment")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Room, and the rooms that it may import. `limits` and `model` are open to all.
const IMPORTS: &[(&str, &[&str])] = &[
    ("limits", &[]),
    ("model", &[]),
    ("vocabulary", &[]),
    ("jsonld", &[]),
    ("crypto", &[]),
    ("jose", &["crypto"]),
    ("keys", &["crypto", "jose"]),
    ("descriptor", &["vocabulary"]),
    ("learners", &["vocabulary", "descriptor"]),
    ("elm", &["vocabulary", "descriptor", "learners", "jsonld", "crypto"]),
    ("proof", &["jsonld", "crypto"]),
    ("status", &["jsonld", "crypto", "proof"]),
    ("trust", &["vocabulary", "jsonld", "crypto", "jose", "proof"]),
    ("fetch", &["crypto"]),
    ("ledger", &["crypto", "status"]),
    ("publish", &["crypto"]),
    (
        "issue",
        &[
            "vocabulary",
            "descriptor",
            "learners",
            "elm",
            "jsonld",
            "crypto",
            "jose",
            "keys",
            "proof",
            "status",
            "trust",
            "ledger",
            "publish",
        ],
    ),
    ("verify", &["vocabulary", "elm", "jsonld", "crypto", "jose", "proof", "status", "trust", "fetch"]),
    ("render", &["vocabulary", "verify"]),
    ("config", &["vocabulary", "descriptor", "crypto", "keys", "trust", "verify", "fetch"]),
    ("http", &["crypto", "fetch", "verify", "render", "publish", "trust"]),
    (
        "cli",
        &[
            "vocabulary",
            "descriptor",
            "learners",
            "elm",
            "jsonld",
            "crypto",
            "jose",
            "keys",
            "proof",
            "status",
            "trust",
            "fetch",
            "ledger",
            "publish",
            "issue",
            "verify",
            "render",
            "config",
            "http",
        ],
    ),
];

/// From the first, the second must not be reachable, not even through others.
const NEVER: &[(&str, &str)] = &[
    ("http", "keys"),
    ("http", "ledger"),
    ("http", "issue"),
    ("verify", "issue"),
    ("verify", "ledger"),
    ("verify", "publish"),
    ("verify", "http"),
    ("verify", "cli"),
    ("issue", "verify"),
    ("issue", "fetch"),
    ("issue", "http"),
    ("issue", "cli"),
];

/// Rooms without IO, clock and async.
const PURE: &[&str] = &[
    "limits",
    "model",
    "vocabulary",
    "descriptor",
    "learners",
    "elm",
    "jsonld",
    "crypto",
    "jose",
    "proof",
    "status",
    "trust",
];

/// Names that pure rooms must not contain.
const IMPURE: &[&str] =
    &["std::fs", "std::net", "tokio", "reqwest", "rusqlite", "::now()", "async fn", "getrandom::", "std::env::"];

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    for (room, imported) in arrows() {
        let row = IMPORTS.iter().find(|(name, _)| *name == room);
        let (_, allowed) = row.unwrap_or_else(|| panic!("room `{room}` is not in the table"));
        for target in imported {
            let open = target == room || target == "limits" || target == "model";
            if !open && !allowed.contains(&target.as_str()) {
                wrong.push(format!("{room} -> {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that are not in the table: {wrong:?}");
}

#[test]
fn the_table_reaches_nothing_forbidden() {
    for (from, to) in NEVER {
        let mut reached = BTreeSet::new();
        let mut open = vec![*from];
        while let Some(room) = open.pop() {
            let row = IMPORTS.iter().find(|(name, _)| *name == room).expect("the table names every room");
            for next in row.1 {
                if reached.insert(*next) {
                    open.push(next);
                }
            }
        }
        assert!(!reached.contains(to), "{from} reaches {to}");
    }
}

#[test]
fn pure_rooms_name_no_io() {
    let mut wrong = Vec::new();
    for (room, file) in sources() {
        if !PURE.contains(&room.as_str()) {
            continue;
        }
        for (number, line) in code(&file) {
            for name in IMPURE {
                if line.contains(name) {
                    wrong.push(format!("{}:{number}: {name}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (room, file) in sources() {
        let targets = arrows.entry(room).or_default();
        for (_, line) in code(&file) {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                if let Some(list) = rest.strip_prefix('{') {
                    let inner = list.split('}').next().unwrap_or_default();
                    targets.extend(inner.split(',').map(|part| first_name(part.trim())));
                } else {
                    targets.insert(first_name(rest));
                }
            }
        }
    }
    arrows
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Every source file with its room; `main.rs` and `lib.rs` belong to none.
fn sources() -> Vec<(String, PathBuf)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut open = vec![src.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("the source folder is readable") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let inside = path.strip_prefix(&src).expect("below src");
                let first = inside.iter().next().expect("a name").to_string_lossy();
                let room = first.trim_end_matches(".rs").to_owned();
                if room != "main" && room != "lib" {
                    found.push((room, path));
                }
            }
        }
    }
    assert!(found.len() > 20, "the walk found the source");
    found
}

/// Lines of code with their numbers: without comments and without what follows `#[cfg(test)]`.
fn code(file: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(file).expect("a source file");
    let body = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = body.lines().enumerate().map(|(number, line)| (number + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(n, line)| (n, line.to_owned())).collect()
}
