use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::*;

const CONTEXT: &str = "urn:c";

/// Contexts with one that has a term of each sort.
fn contexts(name: &str) -> Contexts {
    let context = json!({ "@context": {
        "id": "@id",
        "type": "@type",
        "Thing": "https://ex.example/Thing",
        "person": "https://ex.example/person#",
        "name": name,
        "alias": "https://ex.example/alias",
        "label": { "@id": "https://ex.example/label", "@container": "@language" },
        "points": { "@id": "https://ex.example/points", "@type": "http://www.w3.org/2001/XMLSchema#decimal" },
        "knows": { "@id": "https://ex.example/knows", "@type": "@id" },
        "kind": { "@id": "https://ex.example/kind", "@type": "@vocab" },
        "data": { "@id": "https://ex.example/data", "@type": "@json" },
        "@vocab": "https://ex.example/",
    }});
    let bytes = context.to_string().into_bytes();
    let mut contexts = Contexts::embedded().clone();
    contexts.import(CONTEXT, Sha256::digest(&bytes).into(), &bytes).expect("a context");
    contexts
}

fn usual() -> Contexts {
    contexts("https://ex.example/name")
}

/// A sample of each of `rows`, made by `make`, which is handed the values.
fn samples(rows: &[&[&str]], make: fn(&[&str]) -> Value) -> Vec<Sample> {
    let sample = |row: &&[&str]| {
        let Value::Object(mut document) = make(row) else { panic!("an object") };
        document.shift_insert(0, "@context".into(), CONTEXT.into());
        Sample { document: Value::Object(document), values: row.iter().copied().collect() }
    };
    rows.iter().map(sample).collect()
}

fn compiled(rows: &[&[&str]], make: fn(&[&str]) -> Value) -> Result<Template, TemplateError> {
    compile(&samples(rows, make), &usual())
}

fn generic(row: &[&str], make: fn(&[&str]) -> Value) -> String {
    let dataset = to_dataset(&samples(&[row], make)[0].document, &usual()).expect("a dataset");
    canonicalize(&dataset, Budget::default()).expect("canonical").nquads
}

/// The reason for which a document with the mark `MARK` is not compiled.
fn refused(make: fn(&[&str]) -> Value) -> TemplateError {
    compiled(&[&["MARK"], &["other"]], make).expect_err("it is refused")
}

fn named(row: &[&str]) -> Value {
    json!({ "id": "urn:a", "name": row[0] })
}

#[test]
fn a_node_without_id_is_refused() {
    assert_eq!(
        refused(|row| json!({ "id": "urn:a", "name": row[0], "part": { "name": "x" } })),
        TemplateError::BlankNodes
    );
    assert_eq!(refused(|row| json!({ "name": row[0] })), TemplateError::BlankNodes);
}

#[test]
fn another_structure_is_not_of_the_shape() {
    let make = |row: &[&str]| {
        let mut document = json!({ "id": "urn:a", "name": row[0] });
        if row[0] == "more" {
            document["alias"] = json!("also");
        }
        document
    };
    assert!(compiled(&[&["MARK"], &["other"]], make).is_ok());
    let differs = TemplateError::Differs { what: "text", sample: 1 };
    assert_eq!(compiled(&[&["MARK"], &["more"]], make).expect_err("another shape"), differs);
}

#[test]
fn an_iri_takes_unreserved_characters_alone() {
    let make = |row: &[&str]| json!({ "id": format!("urn:x:{}", row[0]), "name": "x" });
    let template = compiled(&[&["MARK"], &["a-b.c_d~9"]], make).expect("it is compiled");
    assert_eq!(template.canonical(&["7f"].into_iter().collect()).expect("filled"), generic(&["7f"], make));
    for bad in ["a b", "a:b", "a/b", "a#b", "ü", "%41", "<", "\"", "@", "a\n", "\u{0}"] {
        let values: Values = [bad].into_iter().collect();
        assert_eq!(template.canonical(&values), Err(TemplateError::NotUnreserved { slot: 0 }), "{bad}");
        let digest = template.digest(&values, &mut Scratch::default());
        assert_eq!(digest, Err(TemplateError::NotUnreserved { slot: 0 }), "{bad}");
    }
}

#[test]
fn an_iri_that_a_value_could_make_another_is_refused() {
    // A prefix of the context, no scheme at all, a word of the vocabulary, a type.
    let graph = |error: TemplateError| matches!(error, TemplateError::Graph(_));
    assert!(graph(refused(|row| json!({ "id": format!("person:{}", row[0]), "name": "x" }))));
    assert!(graph(refused(|row| json!({ "id": row[0], "name": "x" }))));
    assert_eq!(refused(|row| json!({ "id": "urn:a", "kind": row[0] })), TemplateError::Expanded);
    assert_eq!(refused(|row| json!({ "id": "urn:a", "type": row[0] })), TemplateError::MarkInPlace);
    let class = refused(|row| json!({ "id": "urn:a", "type": format!("https://else.example/{}", row[0]) }));
    assert_eq!(class, TemplateError::MarkInPlace);
    let begins = compiled(
        &[&["urn", "MARK"], &["urx", "other"]],
        |row| json!({ "id": format!("{}:{}", row[0], row[1]), "name": "x" }),
    );
    assert_eq!(begins.expect_err("it begins with a slot"), TemplateError::WithoutScheme);
}

#[test]
fn a_text_that_is_an_iri_in_the_graph_is_taken_for_one() {
    let make = |row: &[&str]| json!({ "id": "urn:a", "knows": format!("urn:x:{}", row[0]) });
    let template = compiled(&[&["MARK"], &["other"]], make).expect("it is compiled");
    let values: Values = ["a b"].into_iter().collect();
    assert_eq!(template.canonical(&values), Err(TemplateError::NotUnreserved { slot: 0 }));
    assert_eq!(refused(|row| json!({ "id": "urn:a", "data": [row[0]] })), TemplateError::Expanded);
}

#[test]
fn each_syntax_escapes_in_its_own_way() {
    let make = |row: &[&str]| json!({ "id": "urn:a", "name": format!("\t\"{}\u{7f}", row[0]), "points": row[1] });
    let hostile = "\"\\\t\n\r\u{0}\u{1}\u{8}\u{b}\u{c}\u{1f}\u{7f}\u{85} \u{1f600}\u{202e}\u{5d0}\u{2028}\u{feff}\u{e000}\u{fffd}\u{ffff}";
    let template = compiled(&[&["MARK", "SIGN"], &[hostile, " "], &["", hostile]], make).expect("it is compiled");
    for row in [&[hostile, hostile][..], &["\\u0041", "\\\\"], &["x", ""], &["'", "%00&amp;"]] {
        let values: Values = row.iter().copied().collect();
        assert_eq!(template.canonical(&values).expect("filled"), generic(row, make));
        let text = template.text().content(&values).expect("filled").to_vec();
        assert_eq!(text, serde_json::to_vec(&samples(&[row], make)[0].document).expect("JSON"));
        let digest = template.digest(&values, &mut Scratch::default()).expect("filled");
        assert_eq!(digest, <[u8; 32]>::from(Sha256::digest(generic(row, make))));
        let filling = template.text().filling(&values).expect("filled");
        assert_eq!(template.text().digest(&filling), <[u8; 32]>::from(Sha256::digest(&text)));
    }
}

#[test]
fn a_mark_in_a_number_is_refused() {
    let make = |row: &[&str]| json!({ "id": "urn:a", "name": row[0], "page": row[0].parse::<u32>().unwrap_or(3) });
    let number = TemplateError::MarkInNumber { text: "815".into() };
    assert_eq!(compiled(&[&["815"], &["other"]], make).expect_err("a number"), number);
    // A number that stays is a constant, in the form that the graph has of it.
    let make = |row: &[&str]| json!({ "id": "urn:a", "name": row[0], "page": 5.5, "open": true });
    let template = compiled(&[&["MARK"], &["other"]], make).expect("it is compiled");
    assert_eq!(template.canonical(&["x"].into_iter().collect()).expect("filled"), generic(&["x"], make));
}

#[test]
fn lines_are_put_in_order_when_the_values_are_known() {
    let make = |row: &[&str]| {
        json!({
            "id": format!("urn:x:{}", row[0]), "name": [row[3], row[4], "constant"],
            "part": [{ "id": format!("urn:x:{}", row[1]), "name": row[3], "type": "Thing" }, { "id": format!("urn:x:{}", row[2]), "name": row[4] }],
            "other": { "id": "urn:x:m", "name": "m" }, "last": { "id": "urn:y", "name": "y" }, "first": { "id": "urn:b", "name": "b" },
        })
    };
    let rows: [&[&str]; 7] = [
        &["MARKA", "MARKB", "MARKC", "MARKD", "MARKE"],
        &["3", "2", "1", "b", "a"],
        &["a", "ab", "a-b", "", "constanu"],
        &["ab", "a", "a-b", "\"", "!"],
        &["z", "y", "x", "\u{1f600}", "\u{e000}"],
        &["x", "z", "y", "a", "a b"],
        &["m-", "m.", "ma", "constant ", "const"],
    ];
    let template = compiled(&rows, make).expect("it is compiled");
    assert!(template.constant_bytes() > 0);
    for row in rows {
        let values: Values = row.iter().copied().collect();
        assert_eq!(template.canonical(&values).expect("filled"), generic(row, make), "{row:?}");
    }
    let digest = |row: &[&str]| template.digest(&row.iter().copied().collect(), &mut Scratch::default());
    for row in [["a", "b", "c", "x", "x"], ["a", "b", "c", "constant", "x"]] {
        assert_eq!(digest(&row), Err(TemplateError::LinesCollapse), "{row:?}");
    }
    for row in [["a", "a", "c", "x", "y"], ["a", "b", "m", "x", "y"]] {
        assert_eq!(digest(&row), Err(TemplateError::SameNode), "{row:?}");
    }
}

#[test]
fn names_and_language_tags_are_constant() {
    let name = |name: &str| TemplateError::MarkInName { name: name.to_owned() };
    let tagged = compiled(&[&["qaa"], &["qab"]], |row| json!({ "id": "urn:a", "label": { row[0]: "x" } }));
    assert_eq!(tagged.expect_err("a tag"), name("qaa"));
    assert_eq!(refused(|row| json!({ "id": "urn:a", row[0]: "x" })), name("MARK"));
    let make = |row: &[&str]| json!({ "id": "urn:a", "label": { "pt-BR": row[0], "en": "x" } });
    let template = compiled(&[&["MARK"], &["other"]], make).expect("it is compiled");
    let canonical = template.canonical(&["olá"].into_iter().collect()).expect("filled");
    assert_eq!(canonical, generic(&["olá"], make));
    assert!(canonical.contains("\"olá\"@pt-br"));
}

#[test]
fn a_context_of_other_bytes_makes_another_template() {
    let samples = samples(&[&["MARK"], &["other"]], named);
    let values: Values = ["x"].into_iter().collect();
    let canonical =
        |contexts: &Contexts| compile(&samples, contexts).expect("it is compiled").canonical(&values).expect("filled");
    assert_eq!(canonical(&usual()), "<urn:a> <https://ex.example/name> \"x\" .\n");
    assert_eq!(canonical(&contexts("https://ex.example/called")), "<urn:a> <https://ex.example/called> \"x\" .\n");
    assert!(matches!(compile(&samples, Contexts::embedded()), Err(TemplateError::Graph(_))));
}

#[test]
fn what_differs_from_the_generic_path_is_refused() {
    let right = samples(&[&["MARK"], &["other"], &["third"]], named);
    assert!(compile(&right, &usual()).is_ok());
    let tampered = |change: fn(&mut Vec<Sample>)| {
        let mut samples = right.clone();
        change(&mut samples);
        compile(&samples, &usual()).map(drop)
    };
    let differs = |what, sample| Err(TemplateError::Differs { what, sample });
    assert_eq!(tampered(|it| it[2].document["id"] = json!("urn:b")), differs("text", 2));
    assert_eq!(tampered(|it| it[1].document["name"] = json!("another")), differs("text", 1));
    assert_eq!(tampered(|it| it[1].values = ["another"].into_iter().collect()), differs("text", 1));
    assert_eq!(tampered(|it| it.truncate(1)), Err(TemplateError::TooFewSamples));
    assert_eq!(
        tampered(|it| it[1].values = Values::default()),
        Err(TemplateError::ValueCount { found: 0, expected: 1 })
    );
    let unproven = samples(&[&["MARK"], &["MARK"]], named);
    assert_eq!(compile(&unproven, &usual()).map(drop), Err(TemplateError::Unproven { slot: 0 }));
}

#[test]
fn marks_are_told_apart_and_all_there() {
    let two = |first: &'static str, second: &'static str, make: fn(&[&str]) -> Value| {
        compiled(&[&[first, second], &["x", "y"]], make).map(drop)
    };
    let both = |row: &[&str]| json!({ "id": "urn:a", "name": format!("{}{}", row[0], row[1]) });
    assert_eq!(two("MARKA", "MARKB", both), Ok(()));
    assert_eq!(two("MARK", "MARKB", both), Err(TemplateError::AmbiguousMark { slot: 0 }));
    assert_eq!(two("MARK", "MARK", both), Err(TemplateError::AmbiguousMark { slot: 0 }));
    let overlap = |row: &[&str]| json!({ "id": "urn:a", "name": row[0], "alias": "ABA", "third": row[1] });
    assert_eq!(two("AB", "BA", overlap), Err(TemplateError::AmbiguousMark { slot: 1 }));
    assert_eq!(two("MARKA", "MARKB", |row| named(&row[..1])), Err(TemplateError::MarkMissing { slot: 1 }));
    for unsuitable in ["", " ", "a b", "\"", "\\", "é", "<x>", "\n"] {
        assert_eq!(two(unsuitable, "MARKB", both), Err(TemplateError::MarkUnsuitable { slot: 0 }), "{unsuitable}");
    }
    // What occurs in a constant as well is found out by the other samples.
    let again = |row: &[&str]| json!({ "id": "urn:a", "name": row[0], "alias": "MARK" });
    let differs = TemplateError::Differs { what: "text", sample: 1 };
    assert_eq!(compiled(&[&["MARK"], &["other"]], again).expect_err("ambiguous"), differs);
}

#[test]
fn a_value_too_many_or_too_few_is_refused() {
    let template = compiled(&[&["MARK"], &["other"]], named).expect("it is compiled");
    for row in [&[][..], &["a", "b"]] {
        let values: Values = row.iter().copied().collect();
        let count = TemplateError::ValueCount { found: row.len(), expected: 1 };
        assert_eq!(template.digest(&values, &mut Scratch::default()), Err(count.clone()));
        assert_eq!(template.text().filling(&values), Err(count));
    }
}

#[test]
fn values_are_not_shown() {
    let values: Values = ["Ann", "Bo"].into_iter().collect();
    assert_eq!(format!("{values:?}"), "Values(2)");
}
