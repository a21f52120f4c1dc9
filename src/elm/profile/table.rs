//! The rows of the table, read once.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{ApVersion, Profile};

/// What a profile says of one property of one class.
pub(super) struct Row {
    /// The least of the profiles that say it.
    pub(super) profile: Profile,
    /// The version that says it; both if it is not named.
    pub(super) version: Option<ApVersion>,
    pub(super) class: &'static str,
    pub(super) property: &'static str,
    pub(super) property_iri: String,
    pub(super) least: usize,
    pub(super) most: Option<usize>,
    pub(super) values: Values,
}

/// What the values of a property are.
pub(super) enum Values {
    /// Texts with a language.
    Text {
        /// At most one a language.
        once: bool,
    },
    /// Literals of a datatype, numbers perhaps with a maximum.
    Literal { datatype: String, max: Option<f64> },
    /// Anything of one kind of term.
    Kind(Kind),
    /// Nodes of one of the classes.
    Nodes { classes: Vec<String>, iri: bool },
    /// Concepts; of a list, which is itself typed or not asked about, unless lists are left out.
    Concept { scheme: &'static str, list: ListType },
    /// Claims.
    Claim,
    /// Achievements, where the general profile asks for claims.
    Achievement,
    /// An agent with an eIDAS identifier.
    Issuer { classes: Vec<String> },
}

/// What is asked of the lists that a concept names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ListType {
    ConceptScheme,
    Any,
}

/// Kinds of term.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Iri,
    Literal,
}

/// The namespaces of the table's short names.
const NAMESPACES: [(&str, &str); 14] = [
    ("adms", "http://www.w3.org/ns/adms#"),
    ("clv", "http://data.europa.eu/m8g/"),
    ("cred", "https://www.w3.org/2018/credentials#"),
    ("dc", "http://purl.org/dc/terms/"),
    ("elm", "http://data.europa.eu/snb/model/elm/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("locn", "http://www.w3.org/ns/locn#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("person", "http://www.w3.org/ns/person#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rov", "http://www.w3.org/ns/regorg#"),
    ("sec", "https://w3id.org/security#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The rows of a class, by its IRI: the general profile's, then those that sub-profiles add.
pub(super) fn rows_of(class: &str) -> &'static [Row] {
    static ROWS: OnceLock<HashMap<String, Vec<Row>>> = OnceLock::new();
    let by_class = ROWS.get_or_init(|| {
        let mut by_class: HashMap<String, Vec<Row>> = HashMap::new();
        let mut add = |profile, line| {
            let (class, row) = read_row(profile, line);
            by_class.entry(class).or_default().push(row);
        };
        lines(include_str!("edc-generic-full.tsv")).for_each(|line| add(Profile::GenericNoCv, line));
        for line in lines(include_str!("sub-profiles.tsv")) {
            let (name, line) = line.split_once('\t').expect("a row starts with its profile");
            let profile = Profile::ALL.into_iter().find(|profile| profile.name() == name);
            add(profile.expect("the profile of a row is known"), line);
        }
        by_class
    });
    by_class.get(class).map_or(&[], Vec::as_slice)
}

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

fn read_row(profile: Profile, line: &'static str) -> (String, Row) {
    let cells: Vec<&str> = line.split('\t').collect();
    let [class, property, least, most, values, ref version @ ..] = cells[..] else {
        panic!("a row has five cells: {line}")
    };
    let row = Row {
        profile,
        version: version.first().map(|name| ApVersion::from_name(name).expect("the version of a row is known")),
        class,
        property,
        property_iri: expand(property),
        least: least.parse().expect("the fewest are a number"),
        most: (most != "*").then(|| most.parse().expect("the most are a number or `*`")),
        values: read_values(values),
    };
    (expand(class), row)
}

fn read_values(cell: &'static str) -> Values {
    let classes = |names: &str| names.split('|').map(expand).collect();
    match cell {
        "text" => Values::Text { once: false },
        "text once" => Values::Text { once: true },
        "literal" => Values::Kind(Kind::Literal),
        "iri" => Values::Kind(Kind::Iri),
        "claim" => Values::Claim,
        "achievement" => Values::Achievement,
        "issuer" => Values::Issuer { classes: classes("elm:Agent|elm:Person|elm:Organisation") },
        _ => {
            if let Some(scheme) = cell.strip_prefix("concept ") {
                return Values::Concept { scheme, list: ListType::ConceptScheme };
            }
            if let Some(scheme) = cell.strip_prefix("code ") {
                return Values::Concept { scheme, list: ListType::Any };
            }
            let (name, max) = match cell.split_once(" <= ") {
                Some((name, max)) => (name, Some(max.parse().expect("a maximum is a number"))),
                None => (cell, None),
            };
            if name.starts_with("xsd:") || name.starts_with("rdf:") {
                return Values::Literal { datatype: expand(name), max };
            }
            let (names, iri) = name.strip_suffix(" iri").map_or((name, false), |names| (names, true));
            Values::Nodes { classes: classes(names), iri }
        }
    }
}

/// The IRI of a short name.
pub(super) fn expand(name: &str) -> String {
    let (prefix, local) = name.split_once(':').expect("a name has a prefix");
    let found = NAMESPACES.iter().find(|(known, _)| *known == prefix);
    format!("{}{local}", found.unwrap_or_else(|| panic!("the prefix of `{name}` is known")).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads() {
        let find = |class: &str, property: &str| {
            let rows = rows_of(&format!("http://data.europa.eu/snb/model/elm/{class}"));
            rows.iter().find(|row| row.property == property).expect("a row")
        };
        let location = find("Organisation", "elm:location");
        assert_eq!((location.class, location.least, location.most), ("elm:Organisation", 1, None));
        assert_eq!(location.property_iri, "http://data.europa.eu/snb/model/elm/location");
        assert!(matches!(&location.values, Values::Nodes { classes, iri: false } if classes.len() == 1));
        assert!(matches!(find("Organisation", "rov:legalName").values, Values::Text { once: true }));
        let done = find("LearningActivity", "elm:levelOfCompletion");
        assert!(matches!(done.values, Values::Literal { max: Some(_), .. }));
        assert!(rows_of("urn:another").is_empty());
    }
}
