//! The direction of imports: each room may name only the rooms of its row.
//!
//! Reads every path in the source (`crate::…`, `super::super::…`, groups in braces, over several lines) outside comments,
//! texts and `#[cfg(test)]` items. An arrow that is not in the table fails, and so does a row that names more than is used.
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
    ("pki", &["crypto"]),
    ("jose", &["crypto", "pki"]),
    ("record", &["crypto"]),
    ("keys", &["crypto", "jose", "pki", "record"]),
    ("signer", &["keys", "record"]),
    ("descriptor", &["vocabulary"]),
    ("learners", &["vocabulary", "descriptor"]),
    ("elm", &["vocabulary", "descriptor", "learners", "jsonld", "crypto"]),
    ("certificate", &["descriptor", "elm"]),
    ("badge", &["crypto", "elm"]),
    ("attestation", &["vocabulary", "elm", "crypto"]),
    ("proof", &["jsonld", "crypto", "jose"]),
    ("status", &[]),
    ("trust", &["crypto", "jose", "pki", "proof"]),
    ("oid4vci", &["attestation", "badge", "crypto", "jose", "trust"]),
    ("picture", &[]),
    ("receive", &["picture"]),
    ("fetch", &["crypto", "pki"]),
    ("ledger", &["crypto", "status"]),
    ("publish", &["crypto"]),
    (
        "issue",
        &[
            "certificate",
            "descriptor",
            "learners",
            "elm",
            "badge",
            "attestation",
            "jsonld",
            "crypto",
            "pki",
            "jose",
            "keys",
            "proof",
            "status",
            "trust",
            "ledger",
            "publish",
        ],
    ),
    ("verify", &["vocabulary", "elm", "jsonld", "crypto", "pki", "jose", "proof", "status", "trust", "fetch"]),
    ("render", &["picture", "record", "verify"]),
    ("claim", &["elm", "render"]),
    ("mail", &["claim", "config", "crypto", "ledger"]),
    ("config", &["descriptor", "jose", "keys", "pki", "trust", "verify"]),
    ("http", &["crypto", "fetch", "picture", "receive", "record", "verify", "render"]),
    (
        "issuer",
        &[
            "claim",
            "elm",
            "render",
            "crypto",
            "descriptor",
            "http",
            "issue",
            "jose",
            "jsonld",
            "keys",
            "ledger",
            "oid4vci",
            "proof",
            "publish",
            "trust",
        ],
    ),
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
            "pki",
            "proof",
            "trust",
            "fetch",
            "ledger",
            "publish",
            "issue",
            "receive",
            "record",
            "signer",
            "verify",
            "render",
            "config",
            "http",
            "issuer",
            "oid4vci",
            "claim",
            "mail",
        ],
    ),
];

/// From the first, the second must not be reachable, not even through others.
const NEVER: &[(&str, &str)] = &[
    ("http", "keys"),
    ("http", "signer"),
    ("http", "ledger"),
    ("http", "issue"),
    ("http", "issuer"),
    ("issuer", "cli"),
    ("verify", "issue"),
    ("verify", "ledger"),
    ("verify", "publish"),
    ("verify", "http"),
    ("verify", "cli"),
    ("issue", "verify"),
    ("issue", "fetch"),
    ("issue", "http"),
    ("issue", "issuer"),
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
    "certificate",
    "badge",
    "attestation",
    "jsonld",
    "crypto",
    "jose",
    "pki",
    "proof",
    "status",
    "trust",
    "oid4vci",
    "picture",
    "receive",
    "record",
    "claim",
];

/// Paths that pure rooms must not name, and what such a path must not end in.
const IMPURE: &[&str] = &[
    "async",
    "getrandom",
    "reqwest",
    "rusqlite",
    "std::env",
    "std::fs",
    "std::io::stderr",
    "std::io::stdin",
    "std::io::stdout",
    "std::net",
    "std::process",
    "std::thread::sleep",
    "std::thread::spawn",
    "std::time",
    "tokio",
];
const IMPURE_ENDS: &[&str] = &["now", "new_v4", "OsRng"];

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    for (room, imported) in arrows() {
        let allowed = row(&room);
        for target in &imported {
            let open = *target == room || target == "limits" || target == "model";
            if !open && !allowed.contains(&target.as_str()) {
                wrong.push(format!("{room} -> {target} is not in the table"));
            }
        }
        for target in allowed.iter().filter(|target| !imported.contains(**target)) {
            wrong.push(format!("{room} -> {target} is in the table and nothing uses it"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_reaches_nothing_forbidden() {
    for (from, to) in NEVER {
        let mut reached = BTreeSet::new();
        let mut open = vec![*from];
        while let Some(room) = open.pop() {
            for next in row(room) {
                if reached.insert(*next) {
                    open.push(next);
                }
            }
        }
        row(to);
        assert!(!reached.contains(to), "{from} reaches {to}");
    }
}

#[test]
fn pure_rooms_name_no_io() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| PURE.contains(&source.room.as_str())) {
        for path in paths(&source.text) {
            if is_impure(&path) {
                wrong.push(format!("{}: {}", source.name, path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_way_to_name_a_room_is_seen() {
    let check = |file: &[&str], text: &str, expected: &[&str]| {
        let module: Vec<String> = file.iter().map(|name| (*name).to_owned()).collect();
        let found: BTreeSet<String> = paths(text).iter().filter_map(|path| room_of(path, &module)).collect();
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{text}");
    };
    check(&["a", "b"], "use crate::keys::KeyStore;", &["keys"]);
    check(
        &["a", "b"],
        "use crate::{keys::{self, Role}, ledger, model::{ids::{Did, Iri}, time}, verify};",
        &["keys", "ledger", "model", "verify"],
    );
    check(&["a", "b"], "use crate::{\n    keys::Role,\n    ledger as book,\n};", &["keys", "ledger"]);
    check(&["a", "b"], "let x = crate :: keys::open(&crate::fetch::none());", &["fetch", "keys"]);
    check(&["a", "b"], "use super::super::keys::Role;", &["keys"]);
    check(&["a", "b"], "use super::{c, super::{keys, ledger::Leaf}};", &["a", "keys", "ledger"]);
    check(&["a"], "use super::keys;", &["keys"]);
    check(&["a", "b"], "use self::super::super::keys;", &["keys"]);
    check(&["a", "b", "c"], "use super::super::keys;", &["a"]);
    check(&["a", "b"], "use crate as it; use crate::*; use crate::{self as that};", &["the whole crate"]);
    check(&["a", "b"], "use super::super as it;", &["the whole crate"]);
    check(&["a", "b"], "pub(crate) fn f() {} pub(super) fn g() {} pub(in crate::a) fn h() {}", &["a"]);
    check(&["a", "b"], "$crate::keys::line!()", &["keys"]);
    check(
        &["a", "b"],
        "// crate::keys\n/* crate::keys */ let x = \"crate::keys\"; let y = '\"'; crate::fetch::x()",
        &["fetch"],
    );
    check(&["a", "b"], "let x = r#\"crate::\"keys\"#; let y: &'a T = b'{'; crate::fetch::x()", &["fetch"]);
    check(&["a", "b"], "#[cfg(test)]\nmod tests;\nuse crate::keys;", &["keys"]);
    check(&["a", "b"], "#[cfg(test)]\nmod tests { use crate::ledger; fn f() {} }\nuse crate::keys;", &["keys"]);
}

#[test]
fn every_impure_name_is_seen() {
    let check =
        |text: &str, expected: bool| assert_eq!(paths(text).iter().any(|path| is_impure(path)), expected, "{text}");
    check("use std::{collections::BTreeMap, fs};", true);
    check("use std::fs::File;", true);
    check("let t = Timestamp::now();", true);
    check("let t = jiff::Zoned::now();", true);
    check("async fn f() {}", true);
    check("tokio::spawn(f)", true);
    check("Uuid::new_v4()", true);
    check("fn f(now: Timestamp) { known(now); std::io::Cursor::new(now); }", false);
    check("use std::{collections::BTreeMap, fmt};", false);
}

#[test]
fn the_document_names_tests_and_functions_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("the document");
    let code: String = rust_files(&root.join("src")).iter().chain(&rust_files(&root.join("tests"))).map(read).collect();
    let lower = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let mut missing = Vec::new();
    for name in document.split('`').skip(1).step_by(2) {
        let parts: Vec<&str> = name.split("::").collect();
        let function = parts[parts.len() - 1];
        if parts.len() > 1 && parts.iter().all(|part| lower(part)) && !code.contains(&format!("fn {function}(")) {
            missing.push(name);
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
    for invariant in document.split("*Invariant*").skip(1) {
        assert!(invariant.contains("Test:") || invariant.contains("Tests:"), "no test is named: {invariant}");
    }
}

fn row(room: &str) -> &'static [&'static str] {
    let found = IMPORTS.iter().find(|(name, _)| *name == room);
    found.unwrap_or_else(|| panic!("room `{room}` is not in the table")).1
}

fn is_impure(path: &[String]) -> bool {
    let text = path.join("::");
    let named = |name: &str| text == name || text.strip_prefix(name).is_some_and(|rest| rest.starts_with("::"));
    IMPURE.iter().any(|name| named(name))
        || (path.len() > 1 && path.last().is_some_and(|end| IMPURE_ENDS.contains(&&**end)))
}

fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources() {
        let targets = paths(&source.text).into_iter().filter_map(|path| room_of(&path, &source.module));
        arrows.entry(source.room).or_default().extend(targets);
    }
    arrows
}

/// The room that `path` leads to when it stands in `module`; `None` if it stays outside the crate or inside the module.
fn room_of(path: &[String], module: &[String]) -> Option<String> {
    let mut at = module.to_vec();
    let mut names = path.iter().map(String::as_str).peekable();
    match names.next()? {
        "crate" => at.clear(),
        "super" => drop(at.pop()),
        "self" => {}
        _ => return None,
    }
    while let Some(name) = names.next_if(|name| *name == "super" || *name == "self") {
        if name == "super" {
            at.pop();
        }
    }
    let room = at.first().map(String::as_str).or(names.next().filter(|name| *name != "*"));
    Some(room.unwrap_or("the whole crate").to_owned())
}

/// Every path in the code, with its groups taken apart: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(text: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let visibility = at > 0 && tokens[at - 1] == "(" && tokens.get(at + 1).is_some_and(|next| next == ")");
        if is_name(&tokens[at]) && !(visibility && matches!(&*tokens[at], "crate" | "super" | "self")) {
            at = path(&tokens, at, &[], &mut found);
        } else {
            at += 1;
        }
    }
    // A lone `self` is a method's, a lone `super` cannot be.
    found.retain(|path| path.len() > 1 || path[0] != "self");
    found
}

/// Reads the path at `at` into `found`, after `prefix`, and says where it ends.
fn path(tokens: &[String], mut at: usize, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix.to_vec();
    while let Some(token) = tokens.get(at) {
        if token == "{" {
            at += 1;
            while tokens.get(at).is_some_and(|token| token != "}") {
                let next =
                    if is_name(&tokens[at]) || tokens[at] == "{" { self::path(tokens, at, &path, found) } else { at };
                at = if next == at { at + 1 } else { next };
                if tokens.get(at).is_some_and(|token| token == "as") {
                    at += 2;
                }
            }
            return at + 1;
        }
        if token == "*" || !is_name(token) {
            break;
        }
        path.push(token.clone());
        at += 1;
        if tokens.get(at).is_none_or(|token| token != "::") {
            break;
        }
        at += 1;
    }
    found.push(path);
    at
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single signs, without comments, texts and what is for tests alone.
fn tokens(text: &str) -> Vec<String> {
    let bytes: Vec<char> = text.chars().collect();
    let starts = |at: usize, what: &str| what.chars().enumerate().all(|(n, c)| bytes.get(at + n) == Some(&c));
    let find = |from: usize, what: &str| (from..bytes.len()).find(|at| starts(*at, what)).unwrap_or(bytes.len());
    let mut tokens: Vec<String> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let c = bytes[at];
        if starts(at, "//") {
            at = find(at, "\n");
        } else if starts(at, "/*") {
            at = find(at, "*/") + 2;
        } else if starts(at, "r\"") || starts(at, "r#") && !bytes.get(at + 2).is_some_and(|c| c.is_alphabetic()) {
            let hashes = bytes[at + 1..].iter().take_while(|c| **c == '#').count();
            at = find(at + hashes + 2, &format!("\"{}", "#".repeat(hashes))) + hashes + 1;
        } else if c == '"' || c == '\'' && (bytes.get(at + 1) == Some(&'\\') || bytes.get(at + 2) == Some(&'\'')) {
            at += 1;
            while at < bytes.len() && bytes[at] != c {
                at += if bytes[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
        } else if c.is_alphabetic() || c == '_' {
            let name: String = bytes[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
            at += name.chars().count();
            tokens.push(name);
        } else if starts(at, "::") {
            at += 2;
            tokens.push("::".into());
        } else {
            at += 1;
            if !c.is_whitespace() {
                tokens.push(c.into());
            }
        }
    }
    without_tests(&tokens)
}

/// Leaves out each item that follows `#[cfg(test)]`: up to its `;` or the end of its braces.
fn without_tests(tokens: &[String]) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !tokens[at..].iter().zip(MARK).all(|(token, mark)| token == mark) || tokens.len() - at < MARK.len() {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        at += MARK.len();
        let mut depth = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token.as_str() {
                "{" => depth += 1,
                "}" if depth == 1 => break,
                "}" => depth -= 1,
                ";" if depth == 0 => break,
                _ => {}
            }
        }
    }
    kept
}

/// A source file: its name, its room, the module that it is, its text.
struct Source {
    name: String,
    room: String,
    module: Vec<String>,
    text: String,
}

/// Every source file; `main.rs` and `lib.rs` belong to no room.
fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for path in rust_files(&src) {
        let inside = path.strip_prefix(&src).expect("below src").with_extension("");
        let mut module: Vec<String> = inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        module.pop_if(|last| last == "mod");
        let room = module[0].clone();
        if room != "main" && room != "lib" {
            found.push(Source { name: path.display().to_string(), room, module, text: read(&path) });
        }
    }
    assert!(found.len() > 20, "the walk found the source");
    found
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

fn read(path: &PathBuf) -> String {
    fs::read_to_string(path).expect("a source file")
}
