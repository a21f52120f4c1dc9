//! The application profile `edc-generic-full` 1.2.0 as a table, and the check of a document's graph against it.
//!
//! The table (`edc-generic-full.tsv`) has a row for each property of each class. What the official shapes say of `proof`
//! and `credentialStatus` is left out: they ask for other types than the W3C's, see `CONFORMANCE.md`. Whether a code
//! is on its list is not the profile's business but [`vocabulary_check`](super::vocabulary_check)'s.

mod lexical;
mod table;

use crate::jsonld::{Dataset, Node, RDF_LANG_STRING, Term};

use self::table::{Kind, ListType, Row, Values, rows_of};

/// The class of documents that the profile is for.
pub const CREDENTIAL_CLASS: &str = "http://data.europa.eu/snb/model/elm/EuropeanDigitalCredential";

const CONCEPT: &str = "http://www.w3.org/2004/02/skos/core#Concept";
const CONCEPT_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#ConceptScheme";
const IN_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#inScheme";
const EIDAS_IDENTIFIER: &str = "http://data.europa.eu/snb/model/elm/eidasLegalIdentifier";
const LEGAL_IDENTIFIER: &str = "http://data.europa.eu/snb/model/elm/LegalIdentifier";
const DC_TITLE: &str = "http://purl.org/dc/terms/title";
const DC_TYPE: &str = "http://purl.org/dc/terms/type";
const AWARDED_BY: &str = "http://data.europa.eu/snb/model/elm/awardedBy";
const AWARDING_PROCESS: &str = "http://data.europa.eu/snb/model/elm/AwardingProcess";
/// Classes that are claims without more.
const CLAIMS: [&str; 4] = [
    "http://data.europa.eu/snb/model/elm/LearningAchievement",
    "http://data.europa.eu/snb/model/elm/LearningActivity",
    "http://data.europa.eu/snb/model/elm/LearningAssessment",
    "http://data.europa.eu/snb/model/elm/LearningEntitlement",
];

/// One departure from the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileFinding {
    /// The node that departs.
    pub node: String,
    /// The class for which the rule holds, such as `elm:Organisation`.
    pub class: &'static str,
    /// The property, such as `elm:location`.
    pub property: &'static str,
    /// Which rule is broken.
    pub rule: Rule,
    /// What is wrong, in words.
    pub message: String,
}

/// The kinds of rule that the profile has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The value is a node of another class.
    Class,
    /// The value is not a literal of the datatype.
    Datatype,
    /// The value is not an IRI, or not a literal.
    Kind,
    /// Too many values.
    MaxCount,
    /// The number is too large.
    MaxInclusive,
    /// Too few values.
    MinCount,
    /// The concept is not in the scheme that the profile asks for.
    Scheme,
    /// Two values in one language.
    UniqueLanguage,
}

/// Whether the profile is for the document whose root is `root`.
#[must_use]
pub fn applies(dataset: &Dataset, root: &str) -> bool {
    dataset.node(root).has_type(CREDENTIAL_CLASS)
}

/// Every departure of the document whose root is `root`, in the order of the document and of the table.
#[must_use]
pub fn check(dataset: &Dataset, root: &str) -> Vec<ProfileFinding> {
    let mut findings = Vec::new();
    if !applies(dataset, root) {
        findings.push(ProfileFinding {
            node: root.to_owned(),
            class: "elm:EuropeanDigitalCredential",
            property: "rdf:type",
            rule: Rule::Class,
            message: "the document is no European Digital Credential".to_owned(),
        });
    }
    for node in dataset.nodes() {
        for row in node.types().flat_map(rows_of) {
            check_row(dataset, &node, row, &mut findings);
        }
    }
    findings
}

fn check_row(dataset: &Dataset, node: &Node<'_>, row: &'static Row, findings: &mut Vec<ProfileFinding>) {
    let mut find = |rule, message: String| {
        let (class, property) = (row.class, row.property);
        findings.push(ProfileFinding { node: node.id().to_owned(), class, property, rule, message });
    };
    let values: Vec<&Term> = node.all(&row.property_iri).collect();
    if values.len() < row.least {
        find(Rule::MinCount, format!("{} of {} values", values.len(), row.least));
    }
    if row.most.is_some_and(|most| values.len() > most) {
        find(Rule::MaxCount, format!("{} values", values.len()));
    }
    for value in &values {
        if let Err((rule, message)) = check_value(dataset, value, &row.values) {
            find(rule, message);
        }
    }
    if matches!(row.values, Values::Text { once: true }) {
        let mut languages: Vec<_> = values.iter().filter_map(|value| value.language()).collect();
        languages.sort_unstable();
        if let Some(pair) = languages.windows(2).find(|pair| pair[0] == pair[1]) {
            find(Rule::UniqueLanguage, format!("several values in `{}`", pair[0]));
        }
    }
}

type Verdict = Result<(), (Rule, String)>;

fn check_value(dataset: &Dataset, value: &Term, values: &Values) -> Verdict {
    match values {
        Values::Text { .. } => match value.datatype() == Some(RDF_LANG_STRING) {
            true => Ok(()),
            false => Err((Rule::Datatype, "not a text with a language".into())),
        },
        Values::Literal { datatype, max } => check_literal(value, datatype, *max),
        Values::Kind(Kind::Literal) => kind(value.as_literal().is_some(), "not a literal"),
        Values::Kind(Kind::Iri) => kind(value.as_iri().is_some(), "not an IRI"),
        Values::Nodes { classes, iri } => {
            if *iri {
                kind(value.as_iri().is_some(), "not an IRI")?;
            }
            check_class(dataset, value, classes)
        }
        Values::Concept { scheme, list } => check_concept(dataset, value, scheme, *list),
        Values::Claim => check_claim(dataset, value),
        Values::Issuer { classes } => {
            check_class(dataset, value, classes)?;
            let identifiers: Vec<_> = dataset.view(value).all(EIDAS_IDENTIFIER).collect();
            if identifiers.len() != 1 {
                return Err((Rule::MinCount, format!("{} eIDAS identifiers instead of one", identifiers.len())));
            }
            check_class(dataset, identifiers[0], &[LEGAL_IDENTIFIER])
        }
    }
}

fn kind(holds: bool, message: &str) -> Verdict {
    if holds { Ok(()) } else { Err((Rule::Kind, message.to_owned())) }
}

fn check_literal(value: &Term, datatype: &str, max: Option<u64>) -> Verdict {
    let Some(text) = value.as_literal().filter(|_| value.datatype() == Some(datatype)) else {
        let found = value.datatype().unwrap_or("a node");
        return Err((Rule::Datatype, format!("{found} instead of {datatype}")));
    };
    if !lexical::is_valid(text, datatype) {
        return Err((Rule::Datatype, format!("`{text}` is not written as {datatype}")));
    }
    match (max, text.parse::<u64>()) {
        (Some(max), Ok(number)) if number > max => Err((Rule::MaxInclusive, format!("{number} is above {max}"))),
        _ => Ok(()),
    }
}

fn check_class<S: AsRef<str>>(dataset: &Dataset, value: &Term, classes: &[S]) -> Verdict {
    let literal = value.as_literal().is_some();
    if !literal && classes.iter().any(|class| dataset.view(value).has_type(class.as_ref())) {
        return Ok(());
    }
    let wanted: Vec<_> = classes.iter().map(|class| class.as_ref()).collect();
    Err((Rule::Class, format!("not of the class {}", wanted.join(" or "))))
}

fn check_concept(dataset: &Dataset, value: &Term, scheme: &str, list: ListType) -> Verdict {
    check_class(dataset, value, &[CONCEPT])?;
    kind(value.as_iri().is_some(), "not an IRI")?;
    let named: Vec<&Term> = dataset.view(value).all(IN_SCHEME).collect();
    if !named.iter().any(|term| term.as_iri() == Some(scheme)) {
        return Err((Rule::Scheme, format!("not in the list {scheme}")));
    }
    for term in named {
        kind(term.as_iri().is_some(), "a list that is not an IRI")?;
        if list == ListType::ConceptScheme {
            check_class(dataset, term, &[CONCEPT_SCHEME])?;
        }
    }
    Ok(())
}

/// An achievement and the like, or anything that has a title, a type and is awarded.
fn check_claim(dataset: &Dataset, value: &Term) -> Verdict {
    if check_class(dataset, value, &CLAIMS).is_ok() {
        return Ok(());
    }
    let typed = value.as_literal().is_none() && {
        let node = dataset.view(value);
        let types: Vec<_> = node.all(DC_TYPE).collect();
        let concepts = !types.is_empty() && types.iter().all(|it| check_class(dataset, it, &[CONCEPT]).is_ok());
        let awarded = node.one(AWARDED_BY).is_some_and(|it| check_class(dataset, it, &[AWARDING_PROCESS]).is_ok());
        let titles: Vec<_> = node.all(DC_TITLE).collect();
        let titled = !titles.is_empty() && titles.iter().all(|it| it.language().is_some());
        concepts && awarded && titled
    };
    if typed { Ok(()) } else { Err((Rule::Class, "not a claim".into())) }
}
