//! The table of defences and of the tests that fail without them, held to what it names; `tests/defences/take_out.py` runs it.
#![expect(clippy::disallowed_methods, reason = "tests read the sources")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Table, Value};

/// How many threats there are.
const THREATS: usize = 22;

fn text_of<'t>(table: &'t Table, name: &str) -> &'t str {
    table.get(name).and_then(|item| item.as_str()).unwrap_or_else(|| panic!("`{name}` is missing: {table}"))
}

/// The file of an integration test: `tests/it/a/b.rs` for `a::b::test`, or the file that holds its module.
fn file_of(test: &str) -> PathBuf {
    let (module, _) = test.rsplit_once("::").expect("a module");
    let mut path = Path::new("tests/it").to_path_buf();
    path.extend(module.split("::"));
    path.with_extension("rs")
}

/// Every defence stands where the table says, once; every test is there, and `SECURITY.md` names it; no threat is left out.
#[test]
fn the_table_of_defences_names_what_is_there() {
    let table = fs::read_to_string("tests/defences/defences.toml").expect("the table");
    let table: DocumentMut = table.parse().expect("TOML");
    let security = fs::read_to_string("SECURITY.md").expect("SECURITY.md");
    let (mut threats, mut wrong, mut changed) = (BTreeSet::new(), Vec::new(), BTreeMap::<_, Vec<String>>::new());
    for defence in table["defence"].as_array_of_tables().expect("defences") {
        let id = text_of(defence, "id");
        threats.insert(id[..2].to_owned());
        for change in defence["change"].as_array_of_tables().expect("changes") {
            let (file, old, new) = (text_of(change, "file"), text_of(change, "old"), text_of(change, "new"));
            let found = fs::read_to_string(file).map_or(0, |source| source.matches(old).count());
            if found != 1 {
                wrong.push(format!("{id}: `{old}` stands {found} times in {file}: mend tests/defences/defences.toml"));
            }
            changed.entry(id).or_default().push(new.to_owned());
        }
        for test in defence["tests"].as_array().expect("tests").iter().filter_map(Value::as_str) {
            let name = test.rsplit("::").next().unwrap_or_default();
            let source = fs::read_to_string(file_of(test)).unwrap_or_default();
            if !source.contains(&format!("#[test]\nfn {name}() {{")) {
                wrong.push(format!("{id}: there is no test {test}"));
            }
            if !security.contains(&format!("`{test}`")) {
                wrong.push(format!("{id}: SECURITY.md does not name `{test}`"));
            }
        }
    }
    let expected: BTreeSet<String> = (1..=THREATS).map(|threat| format!("{threat:02}")).collect();
    assert_eq!(threats, expected);
    for (id, changes) in changed {
        if !changes.iter().any(|new| new.contains("OUT")) {
            wrong.push(format!("{id}: no change has a switch"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
