//! The rules of a row, applied to the values that a node has.

use crate::jsonld::{RDF_LANG_STRING, Term, TermId};

use super::numbered::{Numbered, Said};
use super::plan::{Class, ClassChoice, Named};
use super::table::{Kind, ListType, Row, Values};
use super::{ApVersion, Profile, ProfileFinding, Rule, lexical};

/// What is checked, and what was found.
pub(super) struct Checker<'a> {
    graph: &'a Numbered<'a>,
    named: &'static Named,
    profiles: &'a [Profile],
    version: ApVersion,
    pub(super) findings: Vec<ProfileFinding>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(graph: &'a Numbered<'a>, profiles: &'a [Profile], version: ApVersion) -> Self {
        Self { graph, named: &graph.table().named, profiles, version, findings: Vec::new() }
    }

    fn contains(&self, profile: Profile) -> bool {
        self.profiles.iter().any(|it| it.contains(profile))
    }

    /// Compares `node`, of which `said` is said, with the rows of its classes.
    pub(super) fn check_node(&mut self, node: TermId, said: &Said) {
        for class in self.graph.types(node) {
            self.check_as(node, class, said);
        }
    }

    fn check_as(&mut self, node: TermId, class: Class, said: &Said) {
        let plan = self.graph.table().plan(class);
        for row in plan.concerning(said.iter().map(|(property, _)| *property)) {
            self.check_row(node, row, said);
        }
    }

    /// Compares a node with a row of its class; nothing if the row is not of these profiles.
    fn check_row(&mut self, node: TermId, row: &'static Row, said: &Said) {
        if row.version.is_some_and(|version| version != self.version) || !self.contains(row.profile) {
            return;
        }
        let (graph, named) = (self.graph, self.named);
        let is_foreign = |value| row.number == named.credential_status && graph.is_of(value, &named.w3c_status_entry);
        let of_row = said.iter().filter(|(property, value)| *property == row.number && !is_foreign(*value));
        let values = of_row.map(|(_, value)| *value);
        let count = values.clone().count();
        if count < row.least {
            self.find(node, row, Rule::MinCount, format!("{count} of {} values", row.least));
        }
        if row.most.is_some_and(|most| count > most) {
            self.find(node, row, Rule::MaxCount, format!("{count} values"));
        }
        for value in values.clone() {
            for (rule, message) in self.check_value(value, &row.values).into_iter().flatten() {
                self.find(node, row, rule, message);
            }
        }
        if count > 1 && matches!(row.values, Values::Text { once: true }) {
            let mut languages: Vec<_> = values.filter_map(|value| graph.term(value).language()).collect();
            languages.sort_unstable();
            if let Some(pair) = languages.windows(2).find(|pair| pair[0] == pair[1]) {
                self.find(node, row, Rule::UniqueLanguage, format!("several values in `{}`", pair[0]));
            }
        }
    }

    /// A sub-profile says again what the general one says; that is one departure.
    fn find(&mut self, node: TermId, row: &'static Row, rule: Rule, message: String) {
        let node = self.graph.id(node).to_owned();
        let finding = ProfileFinding { node, class: row.class, property: row.property, rule, message };
        let mut of_node = self.findings.iter().rev().take_while(|known| known.node == finding.node);
        if !of_node.any(|known| *known == finding) {
            self.findings.push(finding);
        }
    }

    fn check_value(&self, value: TermId, values: &Values) -> [Fault; 3] {
        let term = self.graph.term(value);
        let class = |classes| self.check_class(value, classes);
        match values {
            Values::Text { .. } => [text(term), None, None],
            Values::Literal { datatype, max } => {
                [literal(term, datatype), max.and_then(|max| at_most(term, max)), None]
            }
            Values::Kind(Kind::Literal) => [kind(term.as_literal().is_some(), "not a literal"), None, None],
            Values::Kind(Kind::Iri) => [iri(term), None, None],
            Values::Nodes { classes, iri: false } => [class(classes), None, None],
            Values::Nodes { classes, iri: true } => [class(classes), iri(term), None],
            Values::Concept { scheme, list } => {
                let concept = class(&self.named.concept);
                match self.contains(Profile::GenericFull) {
                    true => [concept, iri(term), self.check_scheme(value, scheme, *list)],
                    false => [concept, None, None],
                }
            }
            Values::Claim => [self.check_claim(value), None, None],
            Values::Achievement => {
                let other = class(&self.named.achievement);
                [other.map(|_| (Rule::Shape, "not an achievement".into())), None, None]
            }
            Values::Issuer { classes } => [class(classes), self.check_issuer(value), None],
        }
    }

    fn check_class(&self, value: TermId, classes: &ClassChoice) -> Fault {
        match self.graph.is_of(value, classes) {
            true => None,
            false => Some((Rule::Class, format!("not of the class {}", classes.iris.join(" or ")))),
        }
    }

    fn check_scheme(&self, value: TermId, scheme: &str, list: ListType) -> Fault {
        let fault = |message: String| Some((Rule::Scheme, message));
        let schemes = || self.graph.values(value, self.named.in_scheme);
        if !schemes().any(|id| self.graph.term(id).as_iri() == Some(scheme)) {
            return fault(format!("not in the list {scheme}"));
        }
        for id in schemes() {
            if self.graph.term(id).as_iri().is_none() {
                return fault("a list that is not an IRI".into());
            }
            if list == ListType::ConceptScheme && !self.graph.is_of(id, &self.named.concept_scheme) {
                return fault("a list that is not of the type ConceptScheme".into());
            }
        }
        None
    }

    /// An achievement and the like, or anything that keeps the rules of a claim and has a type.
    fn check_claim(&self, value: TermId) -> Fault {
        if self.graph.is_of(value, &self.named.claims) {
            return None;
        }
        let said: Vec<_> = self.graph.said_of(value).collect();
        let mut claim = Checker::new(self.graph, &[Profile::GenericNoCv], self.version);
        claim.check_as(value, self.named.claim, &said);
        let typed = claim.findings.is_empty() && said.iter().any(|(property, _)| *property == self.named.dc_type);
        if typed { None } else { Some((Rule::Shape, "not a claim".into())) }
    }

    fn check_issuer(&self, value: TermId) -> Fault {
        let identifiers: Vec<_> = self.graph.values(value, self.named.eidas_identifier).collect();
        match identifiers.as_slice() {
            [one] if self.graph.is_of(*one, &self.named.legal_identifier) => None,
            [_] => Some((Rule::Shape, "the eIDAS identifier is not of the class elm:LegalIdentifier".into())),
            others => Some((Rule::Shape, format!("{} eIDAS identifiers instead of one", others.len()))),
        }
    }
}

/// What is wrong with a value, if anything.
type Fault = Option<(Rule, String)>;

fn text(value: Term<'_>) -> Fault {
    match value.datatype() == Some(RDF_LANG_STRING) {
        true => None,
        false => Some((Rule::Datatype, "not a text with a language".into())),
    }
}

fn kind(holds: bool, message: &str) -> Fault {
    if holds { None } else { Some((Rule::Kind, message.to_owned())) }
}

fn iri(value: Term<'_>) -> Fault {
    kind(value.as_iri().is_some(), "not an IRI")
}

fn literal(value: Term<'_>, datatype: &str) -> Fault {
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
fn at_most(value: Term<'_>, max: f64) -> Fault {
    let number = value.as_literal().filter(|text| lexical::is_number(text, value.datatype().unwrap_or_default()));
    let fits = number.and_then(|text| text.parse::<f64>().ok()).is_some_and(|number| number <= max);
    if fits { None } else { Some((Rule::MaxInclusive, format!("not a number up to {max}"))) }
}
