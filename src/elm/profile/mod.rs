//! The application profiles of European Digital Credentials as tables, and the check of a document's graph against them.
//!
//! The table `edc-generic-full.tsv` has a row for each property of each class, `sub-profiles.tsv` what the sub-profiles
//! add. [`check`] finds what the official shapes find, with one exception: entries of the W3C's status lists are not
//! compared with the profile's own type of status, see `CONFORMANCE.md`. Whether a code is on its list is not the
//! profile's business but [`vocabulary_check`](super::vocabulary_check)'s.

mod dates;
mod fields;
mod lexical;
mod numbered;
mod plan;
mod rules;
mod table;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::jsonld::{Dataset, Term};

pub use self::dates::check_dates;
pub use self::fields::{Field, Fields, Source};
pub(in crate::elm) use self::numbered::Numbered;

/// The class of documents that the profiles are for.
pub const CREDENTIAL_CLASS: &str = "http://data.europa.eu/snb/model/elm/EuropeanDigitalCredential";

/// The base of the profiles' IRIs.
const PROFILES: &str = "http://data.europa.eu/snb/model/ap/";
const CREDENTIAL_SCHEMA: &str = "https://www.w3.org/2018/credentials#credentialSchema";

/// An application profile of European Digital Credentials.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// The general profile without what it says of controlled lists.
    GenericNoCv,
    /// The general profile.
    #[default]
    GenericFull,
    /// For credentials with an accreditation, which certify one achievement.
    Accredited,
    /// For credentials that were converted from another form, which they embed.
    Converted,
    /// For credentials that are issued in the name of another body, with a statement of the mandate.
    IssuedByMandate,
    /// For diploma supplements, which are accredited as well.
    DiplomaSupplement,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 6] = [
        Self::GenericNoCv,
        Self::GenericFull,
        Self::Accredited,
        Self::Converted,
        Self::IssuedByMandate,
        Self::DiplomaSupplement,
    ];

    /// The last part of its IRI, such as `edc-generic-full`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GenericNoCv => "edc-generic-no-cv",
            Self::GenericFull => "edc-generic-full",
            Self::Accredited => "edc-accredited",
            Self::Converted => "edc-converted",
            Self::IssuedByMandate => "edc-issued-by-mandate",
            Self::DiplomaSupplement => "edc-diploma-supplement",
        }
    }

    /// The IRI by which `credentialSchema` names it.
    #[must_use]
    pub fn iri(self) -> String {
        format!("{PROFILES}{}", self.name())
    }

    /// The profile of an IRI.
    #[must_use]
    pub fn from_iri(iri: &str) -> Option<Self> {
        let name = iri.strip_prefix(PROFILES)?;
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }

    /// Whether this profile contains what `other` says.
    fn contains(self, other: Self) -> bool {
        self == other
            || match self {
                Self::GenericNoCv => false,
                Self::GenericFull => other == Self::GenericNoCv,
                Self::Accredited | Self::Converted | Self::IssuedByMandate => Self::GenericFull.contains(other),
                Self::DiplomaSupplement => Self::Accredited.contains(other),
            }
    }
}

/// A version of the application profiles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ApVersion {
    /// 1.1.0, of ELM 3.1.
    V1_1_0,
    /// 1.2.0, of ELM 3.2.
    #[default]
    V1_2_0,
}

impl ApVersion {
    /// Every version.
    pub const ALL: [Self; 2] = [Self::V1_1_0, Self::V1_2_0];

    /// Its number, such as `1.2.0`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::V1_1_0 => "1.1.0",
            Self::V1_2_0 => "1.2.0",
        }
    }

    /// The version of a number.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name() == name)
    }
}

impl fmt::Display for ApVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One departure from a profile.
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

/// The kinds of rule that the profiles have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The value is a node of another class.
    Class,
    /// The value is not a literal of the datatype.
    Datatype,
    /// The date has no time zone; only [`check_dates`] asks for one.
    FullDate,
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
    /// The value is not such a claim or issuer as the profile asks for.
    Shape,
    /// Two values in one language.
    UniqueLanguage,
}

/// Whether the profiles are for the document whose root is `root`.
#[must_use]
pub fn applies(dataset: &Dataset, root: &str) -> bool {
    dataset.node(root).has_type(CREDENTIAL_CLASS)
}

/// The profiles that the document claims to follow in `credentialSchema`, each once; others' schemas are left out.
#[must_use]
pub fn claimed(dataset: &Dataset, root: &str) -> Vec<Profile> {
    let root = dataset.node(root);
    let named: Vec<Profile> =
        root.all(CREDENTIAL_SCHEMA).filter_map(Term::as_iri).filter_map(Profile::from_iri).collect();
    Profile::ALL.into_iter().filter(|profile| named.contains(profile)).collect()
}

/// Every departure from `profile` of the document whose root is `root`, in the order of the document and of the table.
#[must_use]
pub fn check(dataset: &Dataset, root: &str, profile: Profile, version: ApVersion) -> Vec<ProfileFinding> {
    let (graph, profiles) = (Numbered::new(dataset), [profile]);
    let mut checker = checker_of(&graph, root, &profiles, version);
    graph.nodes().for_each(|node| checker.check_node(&node));
    checker.findings
}

/// Every departure from the profiles that the document claims; from the general one if it claims none.
#[must_use]
pub fn check_claimed(dataset: &Dataset, root: &str, version: ApVersion) -> Vec<ProfileFinding> {
    let graph = Numbered::new(dataset);
    let profiles = claimed_or_general(dataset, root);
    let mut checker = checker_of(&graph, root, &profiles, version);
    graph.nodes().for_each(|node| checker.check_node(&node));
    checker.findings
}

/// What [`check_claimed`] and then [`check_dates`] find, of a graph that was looked up before.
pub(in crate::elm) fn departures(graph: &Numbered<'_>, root: &str, version: ApVersion) -> Vec<ProfileFinding> {
    let profiles = claimed_or_general(graph.dataset(), root);
    let mut checker = checker_of(graph, root, &profiles, version);
    let mut undated = Vec::new();
    for node in graph.nodes() {
        checker.check_node(&node);
        dates::find_undated(graph, &node, &mut undated);
    }
    checker.findings.append(&mut undated);
    checker.findings
}

fn claimed_or_general(dataset: &Dataset, root: &str) -> Vec<Profile> {
    let claimed = claimed(dataset, root);
    if claimed.is_empty() { vec![Profile::default()] } else { claimed }
}

/// A checker that has looked at the document's type.
fn checker_of<'a>(
    graph: &'a Numbered<'a>,
    root: &str,
    profiles: &'a [Profile],
    version: ApVersion,
) -> rules::Checker<'a> {
    let mut checker = rules::Checker::new(graph, profiles, version);
    if !applies(graph.dataset(), root) {
        checker.findings.push(ProfileFinding {
            node: root.to_owned(),
            class: "elm:EuropeanDigitalCredential",
            property: "rdf:type",
            rule: Rule::Class,
            message: "the document is no European Digital Credential".to_owned(),
        });
    }
    checker
}
