//! The rows of the table, as they are written in its files.

use super::plan::{Class, ClassChoice, Names, Property};
use super::{ApVersion, Profile};

/// What a profile says of one property of one class.
pub(super) struct Row {
    /// The least of the profiles that say it.
    pub(super) profile: Profile,
    /// The version that says it; both if it is not named.
    pub(super) version: Option<ApVersion>,
    pub(super) class: &'static str,
    pub(super) property: &'static str,
    pub(super) number: Property,
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
    Nodes { classes: ClassChoice, iri: bool },
    /// Concepts; of a list, which is itself typed or not asked about, unless lists are left out.
    Concept { scheme: &'static str, list: ListType },
    /// Claims.
    Claim,
    /// Achievements, where the general profile asks for claims.
    Achievement,
    /// An agent with an eIDAS identifier.
    Issuer { classes: ClassChoice },
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
const NAMESPACES: [(&str, &str); 15] = [
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
    ("status", "https://www.w3.org/ns/credentials/status#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The lines of a table's file, without comments.
pub(super) fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

/// Reads a line of `profile`: the number of its class, and the row.
pub(super) fn read_row(profile: Profile, line: &'static str, names: &mut Names) -> (Class, Row) {
    let cells: Vec<&str> = line.split('\t').collect();
    let [class, property, least, most, values, ref version @ ..] = cells[..] else {
        panic!("a row has five cells: {line}")
    };
    let row = Row {
        profile,
        version: version.first().map(|name| ApVersion::from_name(name).expect("the version of a row is known")),
        class,
        property,
        number: names.number_property(&expand(property)),
        least: least.parse().expect("the fewest are a number"),
        most: (most != "*").then(|| most.parse().expect("the most are a number or `*`")),
        values: read_values(values, names),
    };
    (names.number_class(&expand(class)), row)
}

fn read_values(cell: &'static str, names: &mut Names) -> Values {
    let mut choice = |short: &str| names.choice(short.split('|').map(expand).collect());
    match cell {
        "text" => Values::Text { once: false },
        "text once" => Values::Text { once: true },
        "literal" => Values::Kind(Kind::Literal),
        "iri" => Values::Kind(Kind::Iri),
        "claim" => Values::Claim,
        "achievement" => Values::Achievement,
        "issuer" => Values::Issuer { classes: choice("elm:Agent|elm:Person|elm:Organisation") },
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
            let (short, iri) = name.strip_suffix(" iri").map_or((name, false), |short| (short, true));
            Values::Nodes { classes: choice(short), iri }
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
    use super::super::plan::rows_of;
    use super::*;

    #[test]
    fn the_table_reads() {
        let find = |class: &str, property: &str| {
            let rows = rows_of(&format!("http://data.europa.eu/snb/model/elm/{class}"));
            rows.iter().find(|row| row.property == property).expect("a row")
        };
        let location = find("Organisation", "elm:location");
        assert_eq!((location.class, location.least, location.most), ("elm:Organisation", 1, None));
        assert!(matches!(&location.values, Values::Nodes { classes, iri: false } if classes.any.count_ones() == 1));
        assert!(matches!(find("Organisation", "rov:legalName").values, Values::Text { once: true }));
        let done = find("LearningActivity", "elm:levelOfCompletion");
        assert!(matches!(done.values, Values::Literal { max: Some(_), .. }));
        assert!(rows_of("urn:another").is_empty());
    }
}
