//! Dates that say their time zone, which Europass expects and no shape asks for.

use super::numbered::{Looked, Numbered};
use super::{ProfileFinding, Rule, lexical};
use crate::jsonld::Dataset;

pub(super) const DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";

/// Every date of the profile's that has no time zone: readers take it for one of theirs.
#[must_use]
pub fn check_dates(dataset: &Dataset) -> Vec<ProfileFinding> {
    let graph = Numbered::new(dataset);
    let mut findings = Vec::new();
    graph.nodes().for_each(|node| find_undated(&graph, &node, &mut findings));
    findings
}

/// The dates without time zone of `node`.
pub(super) fn find_undated(graph: &Numbered<'_>, node: &Looked<'_>, findings: &mut Vec<ProfileFinding>) {
    if node.classes & graph.table().dated == 0 {
        return;
    }
    let rows = node.types.iter().flat_map(|class| {
        let plan = graph.table().plan(*class);
        plan.dating(node.said.iter().map(|(property, _)| *property))
    });
    for row in rows {
        for text in node.values(row.number).filter_map(|value| graph.term(value).as_literal()) {
            if has_zone(text) || !lexical::is_valid(text, DATE_TIME) {
                continue;
            }
            let finding = ProfileFinding {
                node: graph.id(node.id).to_owned(),
                class: row.class,
                property: row.property,
                rule: Rule::FullDate,
                message: format!("`{text}` does not say its time zone"),
            };
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
}

/// Whether a date-time ends with an offset, if it is a valid one: behind the time, `-` is no part of the date.
fn has_zone(text: &str) -> bool {
    text.split_once('T').is_some_and(|(_, time)| time.contains(['Z', '+', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonld::{RDF_TYPE, Statement, Term};

    #[test]
    fn a_date_says_its_time_zone() {
        let check = |text: &str, datatype: &str| {
            let subject = Term::Iri("urn:p");
            let person = Term::Iri("http://data.europa.eu/snb/model/elm/Person");
            let birth = Term::Literal { value: text, datatype, language: None };
            let dataset: Dataset = [(RDF_TYPE, person), ("http://data.europa.eu/snb/model/elm/dateOfBirth", birth)]
                .into_iter()
                .map(|(predicate, object)| Statement { subject, predicate, object, graph: None })
                .collect();
            check_dates(&dataset).into_iter().map(|finding| (finding.property, finding.rule)).collect::<Vec<_>>()
        };
        assert_eq!(check("2001-05-06T00:00:00Z", DATE_TIME), []);
        assert_eq!(check("2001-05-06T00:00:00.5-03:00", DATE_TIME), []);
        assert_eq!(check("2001-05-06T00:00:00", DATE_TIME), [("elm:dateOfBirth", Rule::FullDate)]);
        assert_eq!(check("2001-05-06", DATE_TIME), [], "the profile itself refuses it");
    }
}
