//! What `docs/privacy.md` says of the ledger's tables is what the ledger has.

use std::collections::BTreeMap;

use elmseal::ledger::{Ledger, personal_tables};
use rusqlite::Connection;

use crate::support::seeded::Seeded;

/// The rows of the table of tables: name, and whether a learner's rows go.
fn documented(text: &str) -> BTreeMap<String, bool> {
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix("| `")?.strip_suffix(" |")?.split(" | ").collect();
        let [name, _, fate] = cells[..] else { return None };
        let goes = match fate {
            "goes" => true,
            "stays" => false,
            _ => return None,
        };
        Some((name.strip_suffix('`')?.to_owned(), goes))
    });
    rows.collect()
}

#[test]
fn the_tables_are_those_of_the_ledger() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("ledger.db");
    drop(Ledger::open(&path, &mut Seeded::new(1)).expect("a ledger"));
    let connection = Connection::open(path).expect("the file");
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut statement = connection.prepare(sql).expect("sql");
    let tables = statement.query_map([], |row| row.get::<_, String>(0)).expect("rows").map(Result::unwrap);
    let there: BTreeMap<String, bool> = tables
        .map(|table| {
            let goes = personal_tables().contains(&table.as_str());
            (table, goes)
        })
        .collect();
    let text = include_str!("../../docs/privacy.md");
    assert_eq!(documented(text), there);
    // A table that is missing, or said to stay while it goes, would be noticed.
    assert_eq!(documented("| `learners` | names | goes |\n| `awards` | ids | stays |\n| x | y |").len(), 2);
}

#[test]
fn what_is_said_of_learners_data_is_linked() {
    for (name, text) in [("README", include_str!("../../README.md")), ("SECURITY", include_str!("../../SECURITY.md"))] {
        assert!(text.contains("(docs/privacy.md)"), "{name} does not link it");
    }
}
