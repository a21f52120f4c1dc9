//! What somebody who issues has to change when a document departs: the descriptor's key, the profile's, or the column.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use crate::jsonld::{Dataset, RDF_TYPE, Term};

use super::table::expand;
use super::{ProfileFinding, Rule};

const HAS_PART: &str = "http://data.europa.eu/snb/model/elm/hasPart";
const ACHIEVEMENT: &str = "http://data.europa.eu/snb/model/elm/LearningAchievement";
const ORGANISATION: &str = "http://data.europa.eu/snb/model/elm/Organisation";
/// How far a node is from the root of our documents, at most.
const DEPTH_MAX: usize = 16;

/// The file in which a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The course descriptor.
    Descriptor,
    /// The profile of an institution.
    Institution,
    /// The learner list.
    Learners,
    /// The settings of the workspace, `elmseal.toml`.
    Workspace,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The file.
    pub source: Source,
    /// The key in it, such as `outcomes.text`, or the column.
    pub key: String,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        match self.source {
            Source::Descriptor => write!(f, "`{key}` of the descriptor"),
            Source::Institution => write!(f, "`{key}` of the institution's profile"),
            Source::Learners => write!(f, "the column `{key}` of the learner list"),
            Source::Workspace => write!(f, "`{key}` of elmseal.toml"),
        }
    }
}

/// The fields that the nodes of a document come from.
pub struct Fields<'a> {
    dataset: &'a Dataset,
    /// For each node who refers to it first, and by which property.
    referrers: HashMap<Term<'a>, (Term<'a>, &'a str)>,
}

impl<'a> Fields<'a> {
    /// Of the documents that we make, in which every node hangs below the credential.
    #[must_use]
    pub fn new(dataset: &'a Dataset) -> Self {
        let mut referrers = HashMap::new();
        for quad in dataset.iter().filter(|quad| quad.graph.is_none() && *quad.predicate != *RDF_TYPE) {
            if quad.object.as_literal().is_none() {
                referrers.entry(quad.object).or_insert((quad.subject, quad.predicate));
            }
        }
        Self { dataset, referrers }
    }

    /// What the issuer has to look at; `None` for what the program writes itself.
    #[must_use]
    pub fn of_finding(&self, finding: &ProfileFinding) -> Option<Field> {
        let node = self.dataset.node(&finding.node);
        self.field(node.term(), lookup(&expand(finding.class), &expand(finding.property)))
    }

    /// Where the node `id`, such as a code, comes from.
    #[must_use]
    pub fn of_node(&self, id: &str) -> Option<Field> {
        self.field(self.dataset.node(id).term(), None)
    }

    fn field(&self, node: Term<'a>, own: Option<&'static (Source, &'static str)>) -> Option<Field> {
        let path = self.path(node);
        let found = own.or_else(|| path.iter().find_map(|(subject, property)| self.of_referrer(*subject, property)))?;
        let (source, key) = *found;
        // An accreditation below an organisation stands in its profile.
        let below_organisation = || path.iter().any(|(subject, _)| self.dataset.view(*subject).has_type(ORGANISATION));
        if let (Source::Descriptor, Some(rest)) = (source, key.strip_prefix("quality."))
            && below_organisation()
        {
            return Some(Field { source: Source::Institution, key: rest.to_owned() });
        }
        let part = |(subject, property): &(Term<'a>, &str)| {
            *property == HAS_PART && self.dataset.view(*subject).has_type(ACHIEVEMENT)
        };
        let key = match source {
            Source::Descriptor if key != "components" && path.iter().any(part) => of_component(key),
            _ => key.to_owned(),
        };
        Some(Field { source, key })
    }

    /// From the node to the root: who refers, and by which property.
    fn path(&self, node: Term<'a>) -> Vec<(Term<'a>, &'a str)> {
        let mut path = Vec::new();
        let mut at = node;
        while let Some((subject, property)) = self.referrers.get(&at).copied().filter(|_| path.len() < DEPTH_MAX) {
            path.push((subject, property));
            at = subject;
        }
        path
    }

    fn of_referrer(&self, subject: Term<'_>, property: &str) -> Option<&'static (Source, &'static str)> {
        self.dataset.view(subject).types().find_map(|class| lookup(class, property))
    }
}

/// The component's key for what is also said of the whole course.
fn of_component(key: &str) -> String {
    let key = match key.split_once('.') {
        _ if key == "awarding_bodies" => "institution",
        Some(("assessments", rest)) => return format!("components.assessment.{rest}"),
        _ if key == "assessments" => "assessment",
        _ if key == "delivery.mode" => "mode",
        _ => key,
    };
    format!("components.{key}")
}

type ByClass = HashMap<(String, Option<String>), (Source, &'static str)>;

fn lookup(class: &str, property: &str) -> Option<&'static (Source, &'static str)> {
    static FIELDS: OnceLock<ByClass> = OnceLock::new();
    let fields = FIELDS.get_or_init(|| {
        let lines = include_str!("fields.tsv").lines().filter(|line| !line.starts_with('#'));
        lines.map(read_line).collect()
    });
    let of = |property: Option<&str>| fields.get(&(class.to_owned(), property.map(str::to_owned)));
    of(Some(property)).or_else(|| of(None))
}

fn read_line(line: &'static str) -> ((String, Option<String>), (Source, &'static str)) {
    let cells: Vec<&str> = line.split('\t').collect();
    let [class, property, source, key] = cells[..] else { panic!("a line has four cells: {line}") };
    let source = match source {
        "descriptor" => Source::Descriptor,
        "institution" => Source::Institution,
        "learners" => Source::Learners,
        "workspace" => Source::Workspace,
        other => panic!("the file of a line is known: {other}"),
    };
    ((expand(class), (property != "*").then(|| expand(property))), (source, key))
}

impl ProfileFinding {
    /// What is wrong, in the words of somebody who issues.
    #[must_use]
    pub fn in_plain_words(&self) -> String {
        let message = &self.message;
        match self.rule {
            Rule::MinCount => "nothing is said where the profile asks for something".to_owned(),
            Rule::MaxCount => format!("the profile takes fewer values than these: {message}"),
            Rule::UniqueLanguage => format!("the profile takes one text a language: {message}"),
            Rule::Datatype => format!("the value is not written as it has to be: {message}"),
            Rule::MaxInclusive => format!("the number is too large: {message}"),
            Rule::Scheme => format!("the code is of another list: {message}"),
            Rule::Class | Rule::Kind | Rule::Shape => {
                format!("the value is not of the kind that the profile asks for: {message}")
            }
            Rule::FullDate => format!("the date has no time zone: {message}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::rows_of;
    use super::*;
    use crate::jsonld::Statement;

    const ELM: &str = "http://data.europa.eu/snb/model/elm/";

    /// A dataset of `(subject, property, object)`, short names of `elm:`, objects that start with a capital are types.
    fn dataset(lines: &[(&str, &str, &str)]) -> Dataset {
        let mut dataset = Dataset::default();
        for (subject, property, object) in lines {
            let (predicate, object) = match *property {
                "a" => (RDF_TYPE.to_owned(), format!("{ELM}{object}")),
                _ => (format!("{ELM}{property}"), (*object).to_owned()),
            };
            let (subject, object) = (Term::Iri(subject), Term::Iri(&object));
            dataset.insert(Statement { subject, predicate: &predicate, object, graph: None });
        }
        dataset
    }

    fn finding(node: &str, class: &'static str, property: &'static str) -> ProfileFinding {
        ProfileFinding { node: node.into(), class, property, rule: Rule::MinCount, message: String::new() }
    }

    #[test]
    fn a_departure_is_told_as_a_field() {
        let dataset = dataset(&[
            ("urn:p", "a", "Person"),
            ("urn:p", "hasClaim", "urn:a"),
            ("urn:a", "a", "LearningAchievement"),
            ("urn:a", "specifiedBy", "urn:q"),
            ("urn:a", "hasPart", "urn:b"),
            ("urn:a", "awardedBy", "urn:w"),
            ("urn:w", "a", "AwardingProcess"),
            ("urn:w", "awardingBody", "urn:u"),
            ("urn:u", "a", "Organisation"),
            ("urn:u", "accreditation", "urn:c"),
            ("urn:q", "a", "Qualification"),
            ("urn:q", "learningOutcome", "urn:o"),
            ("urn:q", "entryRequirement", "urn:n"),
            ("urn:q", "accreditation", "urn:d"),
            ("urn:o", "a", "LearningOutcome"),
            ("urn:n", "a", "Note"),
            ("urn:b", "a", "LearningAchievement"),
            ("urn:b", "awardedBy", "urn:v"),
            ("urn:b", "provenBy", "urn:t"),
            ("urn:v", "a", "AwardingProcess"),
            ("urn:t", "a", "LearningAssessment"),
        ]);
        let fields = Fields::new(&dataset);
        let rows = [
            ("urn:o", "elm:LearningOutcome", "dc:title", "`outcomes.text` of the descriptor"),
            ("urn:n", "elm:Note", "elm:noteLiteral", "`prerequisites` of the descriptor"),
            ("urn:u", "elm:Organisation", "elm:location", "`country` of the institution's profile"),
            ("urn:c", "elm:Accreditation", "dc:type", "`accreditation.type` of the institution's profile"),
            ("urn:d", "elm:Accreditation", "dc:type", "`quality.accreditation.type` of the descriptor"),
            ("urn:p", "elm:Person", "foaf:familyName", "the column `family_name` of the learner list"),
            ("urn:b", "elm:LearningAchievement", "dc:title", "`components.title` of the descriptor"),
            ("urn:v", "elm:AwardingProcess", "elm:awardingBody", "`components.institution` of the descriptor"),
            ("urn:w", "elm:AwardingProcess", "elm:awardingBody", "`awarding_bodies` of the descriptor"),
            ("urn:t", "elm:LearningAssessment", "dc:title", "`components.assessment.title` of the descriptor"),
            ("urn:root", "elm:EuropeanDigitalCredential", "cred:evidence", "`mandate` of elmseal.toml"),
        ];
        for (node, class, property, expected) in rows {
            let field = fields.of_finding(&finding(node, class, property)).map(|field| field.to_string());
            assert_eq!(field.as_deref(), Some(expected), "{class} {property}");
        }
        let schema = finding("urn:root", "elm:EuropeanDigitalCredential", "cred:credentialSchema");
        assert_eq!(fields.of_finding(&schema), None, "what the program writes itself");
        let node = |id: &str| fields.of_node(id).map(|field| field.to_string());
        assert_eq!(node("urn:o").as_deref(), Some("`outcomes` of the descriptor"));
        assert_eq!(node("urn:nobody"), None);
    }

    #[test]
    fn every_line_names_a_row_of_the_profile() {
        for line in include_str!("fields.tsv").lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let known = |property: &str| {
                rows_of(&expand(cells[0])).iter().any(|row| property == "*" || row.property == property)
            };
            assert!(known(cells[1]), "{line}");
            read_line(line);
        }
    }
}
