//! The rules of a row, applied to the values that a node has.

use crate::jsonld::{RDF_LANG_STRING, Term, TermId};

use super::numbered::{Looked, Numbered};
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

    /// Compares `node` with the rows of its classes.
    pub(super) fn check_node(&mut self, node: &Looked<'_>) {
        for class in node.types {
            self.check_as(node, *class);
        }
    }

    fn check_as(&mut self, node: &Looked<'_>, class: Class) {
        let plan = self.graph.table().plan(class);
        for row in plan.concerning(node.said.iter().map(|(property, _)| *property)) {
            self.check_row(node, row);
        }
    }

    /// Compares a node with a row of its class; nothing if the row is not of these profiles.
    fn check_row(&mut self, node: &Looked<'_>, row: &'static Row) {
        if row.version.is_some_and(|version| version != self.version) || !self.contains(row.profile) {
            return;
        }
        let (graph, named) = (self.graph, self.named);
        let is_foreign = |value| row.number == named.credential_status && graph.is_of(value, &named.w3c_status_entry);
        let values = node.values(row.number).filter(|value| !is_foreign(*value));
        let count = values.clone().count();
        if count < row.least {
            self.find(node, row, Rule::MinCount, format!("{count} of {} values", row.least));
        }
        if row.most.is_some_and(|most| count > most) {
            self.find(node, row, Rule::MaxCount, format!("{count} values"));
        }
        for value in values.clone() {
            self.check_value(node, row, value);
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
    fn find(&mut self, node: &Looked<'_>, row: &'static Row, rule: Rule, message: String) {
        let node = self.graph.id(node.id).to_owned();
        let finding = ProfileFinding { node, class: row.class, property: row.property, rule, message };
        let mut of_node = self.findings.iter().rev().take_while(|known| known.node == finding.node);
        if !of_node.any(|known| *known == finding) {
            self.findings.push(finding);
        }
    }

    fn check_value(&mut self, node: &Looked<'_>, row: &'static Row, value: TermId) {
        let graph = self.graph;
        let term = || graph.term(value);
        let note = |fault: Fault, checker: &mut Self| {
            if let Some((rule, message)) = fault {
                checker.find(node, row, rule, message);
            }
        };
        match &row.values {
            Values::Text { .. } => note(text(term()), self),
            Values::Literal { datatype, max } => {
                note(literal(term(), datatype), self);
                note(max.and_then(|max| at_most(term(), max)), self);
            }
            Values::Kind(Kind::Literal) => note(kind(term().as_literal().is_some(), "not a literal"), self),
            Values::Kind(Kind::Iri) => note(iri(term()), self),
            Values::Nodes { classes, iri: asked } => {
                note(self.check_class(value, classes), self);
                note(if *asked { iri(term()) } else { None }, self);
            }
            Values::Concept { scheme, list } => {
                note(self.check_class(value, &self.named.concept), self);
                if self.contains(Profile::GenericFull) {
                    note(iri(term()), self);
                    note(self.check_scheme(value, scheme, *list), self);
                }
            }
            Values::Claim => note(self.check_claim(value), self),
            Values::Achievement => {
                let other = self.check_class(value, &self.named.achievement);
                note(other.map(|_| (Rule::Shape, "not an achievement".into())), self);
            }
            Values::Issuer { classes } => {
                note(self.check_class(value, classes), self);
                note(self.check_issuer(value), self);
            }
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
        let node = self.graph.of(value);
        let schemes = || node.values(self.named.in_scheme);
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
        let node = self.graph.of(value);
        if node.classes & self.named.claims.any != 0 {
            return None;
        }
        let mut claim = Checker::new(self.graph, &[Profile::GenericNoCv], self.version);
        claim.check_as(&node, self.named.claim);
        let typed = claim.findings.is_empty() && node.values(self.named.dc_type).next().is_some();
        if typed { None } else { Some((Rule::Shape, "not a claim".into())) }
    }

    fn check_issuer(&self, value: TermId) -> Fault {
        let identifiers: Vec<_> = self.graph.of(value).values(self.named.eidas_identifier).collect();
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
