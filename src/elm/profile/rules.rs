//! The rules of a row, applied to the values that a node has.

use crate::jsonld::{Dataset, Node, RDF_LANG_STRING, Term};

use super::table::{Kind, ListType, Row, Values, rows_of};
use super::{ApVersion, Profile, ProfileFinding, Rule, lexical};

const CONCEPT: &str = "http://www.w3.org/2004/02/skos/core#Concept";
const CONCEPT_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#ConceptScheme";
const IN_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#inScheme";
const EIDAS_IDENTIFIER: &str = "http://data.europa.eu/snb/model/elm/eidasLegalIdentifier";
const LEGAL_IDENTIFIER: &str = "http://data.europa.eu/snb/model/elm/LegalIdentifier";
const DC_TYPE: &str = "http://purl.org/dc/terms/type";
const CLAIM: &str = "http://data.europa.eu/snb/model/elm/Claim";
/// Classes that are claims without more.
const CLAIMS: [&str; 4] = [
    "http://data.europa.eu/snb/model/elm/LearningAchievement",
    "http://data.europa.eu/snb/model/elm/LearningActivity",
    "http://data.europa.eu/snb/model/elm/LearningAssessment",
    "http://data.europa.eu/snb/model/elm/LearningEntitlement",
];
const CREDENTIAL_STATUS: &str = "cred:credentialStatus";
/// The W3C's entries (Bitstring Status List 1.0, section 2.1), of which the profile knows nothing.
const W3C_STATUS_ENTRY: &str = "https://www.w3.org/ns/credentials/status#BitstringStatusListEntry";

/// What is checked, and what was found.
pub(super) struct Checker<'a> {
    dataset: &'a Dataset,
    profiles: &'a [Profile],
    version: ApVersion,
    pub(super) findings: Vec<ProfileFinding>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(dataset: &'a Dataset, profiles: &'a [Profile], version: ApVersion) -> Self {
        Self { dataset, profiles, version, findings: Vec::new() }
    }

    fn contains(&self, profile: Profile) -> bool {
        self.profiles.iter().any(|it| it.contains(profile))
    }

    /// Compares `node`, which is of the row's class, with the row; nothing if the row is not of these profiles.
    pub(super) fn check_row(&mut self, node: &Node<'_>, row: &'static Row) {
        if row.version.is_some_and(|version| version != self.version) || !self.contains(row.profile) {
            return;
        }
        let values: Vec<&Term> = node.all(&row.property_iri).filter(|value| !self.is_foreign(row, value)).collect();
        if values.len() < row.least {
            self.find(node, row, Rule::MinCount, format!("{} of {} values", values.len(), row.least));
        }
        if row.most.is_some_and(|most| values.len() > most) {
            self.find(node, row, Rule::MaxCount, format!("{} values", values.len()));
        }
        for value in &values {
            for (rule, message) in self.check_value(value, &row.values) {
                self.find(node, row, rule, message);
            }
        }
        if matches!(row.values, Values::Text { once: true }) {
            let mut languages: Vec<_> = values.iter().filter_map(|value| value.language()).collect();
            languages.sort_unstable();
            if let Some(pair) = languages.windows(2).find(|pair| pair[0] == pair[1]) {
                self.find(node, row, Rule::UniqueLanguage, format!("several values in `{}`", pair[0]));
            }
        }
    }

    /// A sub-profile says again what the general one says; that is one departure.
    fn find(&mut self, node: &Node<'_>, row: &'static Row, rule: Rule, message: String) {
        let finding =
            ProfileFinding { node: node.id().to_owned(), class: row.class, property: row.property, rule, message };
        let mut of_node = self.findings.iter().rev().take_while(|known| known.node == finding.node);
        if !of_node.any(|known| *known == finding) {
            self.findings.push(finding);
        }
    }

    fn is_foreign(&self, row: &Row, value: &Term) -> bool {
        row.property == CREDENTIAL_STATUS && self.dataset.view(value).has_type(W3C_STATUS_ENTRY)
    }

    fn check_value(&self, value: &Term, values: &Values) -> Vec<(Rule, String)> {
        let class = |classes: &[String]| self.check_class(value, classes);
        let all = match values {
            Values::Text { .. } => [text(value), None, None],
            Values::Literal { datatype, max } => {
                [literal(value, datatype), max.and_then(|max| at_most(value, max)), None]
            }
            Values::Kind(Kind::Literal) => [kind(value.as_literal().is_some(), "not a literal"), None, None],
            Values::Kind(Kind::Iri) => [iri(value), None, None],
            Values::Nodes { classes, iri: false } => [class(classes), None, None],
            Values::Nodes { classes, iri: true } => [class(classes), iri(value), None],
            Values::Concept { scheme, list } => {
                let concept = self.check_class(value, &[CONCEPT]);
                match self.contains(Profile::GenericFull) {
                    true => [concept, iri(value), self.check_scheme(value, scheme, *list)],
                    false => [concept, None, None],
                }
            }
            Values::Claim => [self.check_claim(value), None, None],
            Values::Achievement => {
                let other = self.check_class(value, &CLAIMS[..1]);
                [other.map(|_| (Rule::Shape, "not an achievement".into())), None, None]
            }
            Values::Issuer { classes } => [class(classes), self.check_issuer(value), None],
        };
        all.into_iter().flatten().collect()
    }

    fn check_class<S: AsRef<str>>(&self, value: &Term, classes: &[S]) -> Fault {
        let literal = value.as_literal().is_some();
        if !literal && classes.iter().any(|class| self.dataset.view(value).has_type(class.as_ref())) {
            return None;
        }
        let wanted: Vec<_> = classes.iter().map(|class| class.as_ref()).collect();
        Some((Rule::Class, format!("not of the class {}", wanted.join(" or "))))
    }

    fn check_scheme(&self, value: &Term, scheme: &str, list: ListType) -> Fault {
        let fault = |message: String| Some((Rule::Scheme, message));
        let view = self.dataset.view(value);
        if !view.all(IN_SCHEME).any(|term| term.as_iri() == Some(scheme)) {
            return fault(format!("not in the list {scheme}"));
        }
        for term in view.all(IN_SCHEME) {
            if term.as_iri().is_none() {
                return fault("a list that is not an IRI".into());
            }
            if list == ListType::ConceptScheme && self.check_class(term, &[CONCEPT_SCHEME]).is_some() {
                return fault("a list that is not of the type ConceptScheme".into());
            }
        }
        None
    }

    /// An achievement and the like, or anything that keeps the rules of a claim and has a type.
    fn check_claim(&self, value: &Term) -> Fault {
        self.check_class(value, &CLAIMS)?;
        let typed = value.as_literal().is_none() && {
            let node = self.dataset.view(value);
            let mut claim = Checker::new(self.dataset, &[Profile::GenericNoCv], self.version);
            rows_of(CLAIM).iter().for_each(|row| claim.check_row(&node, row));
            claim.findings.is_empty() && node.all(DC_TYPE).next().is_some()
        };
        if typed { None } else { Some((Rule::Shape, "not a claim".into())) }
    }

    fn check_issuer(&self, value: &Term) -> Fault {
        let view = self.dataset.view(value);
        let identifiers: Vec<_> = view.all(EIDAS_IDENTIFIER).collect();
        match identifiers.as_slice() {
            [one] if self.check_class(one, &[LEGAL_IDENTIFIER]).is_none() => None,
            [_] => Some((Rule::Shape, "the eIDAS identifier is not of the class elm:LegalIdentifier".into())),
            others => Some((Rule::Shape, format!("{} eIDAS identifiers instead of one", others.len()))),
        }
    }
}

/// What is wrong with a value, if anything.
type Fault = Option<(Rule, String)>;

fn text(value: &Term) -> Fault {
    match value.datatype() == Some(RDF_LANG_STRING) {
        true => None,
        false => Some((Rule::Datatype, "not a text with a language".into())),
    }
}

fn kind(holds: bool, message: &str) -> Fault {
    if holds { None } else { Some((Rule::Kind, message.to_owned())) }
}

fn iri(value: &Term) -> Fault {
    kind(value.as_iri().is_some(), "not an IRI")
}

fn literal(value: &Term, datatype: &str) -> Fault {
    let Some(text) = value.as_literal().filter(|_| value.datatype() == Some(datatype)) else {
        let found = value.datatype().unwrap_or("a node");
        return Some((Rule::Datatype, format!("{found} instead of {datatype}")));
    };
    match lexical::is_valid(text, datatype) {
        true => None,
        false => Some((Rule::Datatype, format!("`{text}` is not written as {datatype}"))),
    }
}

/// What cannot be compared with a number is not at most that number.
fn at_most(value: &Term, max: f64) -> Fault {
    let number = value.as_literal().filter(|text| lexical::is_number(text, value.datatype().unwrap_or_default()));
    let fits = number.and_then(|text| text.parse::<f64>().ok()).is_some_and(|number| number <= max);
    if fits { None } else { Some((Rule::MaxInclusive, format!("not a number up to {max}"))) }
}
