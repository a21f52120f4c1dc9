//! The vectors of RFC 8785 (JSON Canonicalization Scheme).
#![expect(clippy::disallowed_methods, reason = "vectors are files")]

use std::fs;

use elmseal::model::json::{canonicalize, parse_strict};

use crate::support;

#[test]
fn every_input_has_its_canonical_form() {
    let Some(reference) = support::reference("the JCS vectors") else { return };
    let vectors = reference.join("vectors/jcs");
    let mut run = 0;
    for entry in fs::read_dir(vectors.join("input")).expect("the inputs") {
        let input = entry.expect("an entry").path();
        let name = input.file_name().expect("a name");
        let value = parse_strict(&fs::read(&input).expect("an input"), 100_000);
        let canonical = canonicalize(&value.unwrap_or_else(|e| panic!("{}: {e}", input.display())));
        let expected = fs::read_to_string(vectors.join("output").join(name)).expect("an output");
        assert_eq!(canonical, expected.trim_end_matches('\n'), "{}", input.display());
        run += 1;
    }
    assert_eq!(run, 6);
}
