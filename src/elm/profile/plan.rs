//! The table compiled: classes and properties are numbers, sets of them are bits, and each class knows which of its rows
//! a node has to be compared with.

use std::sync::OnceLock;

use hashbrown::HashMap;

use super::Profile;
use super::dates::DATE_TIME;
use super::table::{Row, Values, expand, lines, read_row};

/// The number of a class that the table or a rule names.
pub(super) type Class = u8;
/// The number of a property that the table or a rule names.
pub(super) type Property = u16;
/// A set of classes, a bit each.
pub(super) type Classes = u128;
/// A set of a class's rows, a bit each.
type Rows = u64;

/// Classes of which a node has to be of one.
pub(super) struct ClassChoice {
    pub(super) any: Classes,
    /// Their IRIs, for messages.
    pub(super) iris: Vec<String>,
}

/// The numbers of classes and properties, by their IRIs.
#[derive(Default)]
pub(super) struct Names {
    classes: HashMap<String, Class>,
    properties: HashMap<String, Property>,
}

impl Names {
    /// The number of a class, which is new if need be.
    pub(super) fn number_class(&mut self, iri: &str) -> Class {
        let next = self.classes.len();
        assert!(next < Classes::BITS as usize, "there is a bit for each class");
        let next = Class::try_from(next).expect("it is below the number of bits");
        *self.classes.entry_ref(iri).or_insert(next)
    }

    /// The number of a property, which is new if need be.
    pub(super) fn number_property(&mut self, iri: &str) -> Property {
        let next = Property::try_from(self.properties.len()).expect("the table has some hundred properties");
        *self.properties.entry_ref(iri).or_insert(next)
    }

    /// A choice of classes.
    pub(super) fn choice(&mut self, iris: Vec<String>) -> ClassChoice {
        let any = iris.iter().fold(0, |any, iri| any | 1 << self.number_class(iri));
        ClassChoice { any, iris }
    }
}

/// The rows of a class.
#[derive(Default)]
pub(super) struct Plan {
    /// The general profile's rows, then those that sub-profiles add.
    pub(super) rows: Vec<Row>,
    /// The rows that ask for a value, and so say something of nodes without one.
    required: Rows,
    /// The rows whose values are dates with a time.
    dates: Rows,
    /// The rows of each property, by its number.
    of_property: Vec<Rows>,
}

impl Plan {
    /// The rows that say something of a node with `properties`, in the order of the table.
    pub(super) fn concerning(&self, properties: impl Iterator<Item = Property>) -> impl Iterator<Item = &Row> {
        self.in_order(self.required | self.of_properties(properties))
    }

    /// The rows that ask for dates of a node with `properties`, in the order of the table.
    pub(super) fn dating(&self, properties: impl Iterator<Item = Property>) -> impl Iterator<Item = &Row> {
        let rows = if self.dates == 0 { 0 } else { self.dates & self.of_properties(properties) };
        self.in_order(rows)
    }

    fn of_properties(&self, properties: impl Iterator<Item = Property>) -> Rows {
        properties.fold(0, |rows, property| rows | self.of_property[usize::from(property)])
    }

    fn in_order(&self, mut left: Rows) -> impl Iterator<Item = &Row> {
        std::iter::from_fn(move || {
            let first = self.rows.get(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(first)
        })
    }
}

/// What the rules name beside the table.
pub(super) struct Named {
    pub(super) claim: Class,
    pub(super) concept: ClassChoice,
    pub(super) concept_scheme: ClassChoice,
    pub(super) legal_identifier: ClassChoice,
    pub(super) achievement: ClassChoice,
    /// Classes that are claims without more.
    pub(super) claims: ClassChoice,
    pub(super) w3c_status_entry: ClassChoice,
    pub(super) in_scheme: Property,
    pub(super) eidas_identifier: Property,
    pub(super) dc_type: Property,
    pub(super) credential_status: Property,
}

impl Named {
    fn new(names: &mut Names) -> Self {
        let mut choice = |short: &[&str]| names.choice(short.iter().copied().map(expand).collect());
        Self {
            concept: choice(&["skos:Concept"]),
            concept_scheme: choice(&["skos:ConceptScheme"]),
            legal_identifier: choice(&["elm:LegalIdentifier"]),
            achievement: choice(&["elm:LearningAchievement"]),
            claims: choice(&[
                "elm:LearningAchievement",
                "elm:LearningActivity",
                "elm:LearningAssessment",
                "elm:LearningEntitlement",
            ]),
            // The W3C's entries (Bitstring Status List 1.0, section 2.1), of which the profile knows nothing.
            w3c_status_entry: choice(&["status:BitstringStatusListEntry"]),
            claim: names.number_class(&expand("elm:Claim")),
            in_scheme: names.number_property(&expand("skos:inScheme")),
            eidas_identifier: names.number_property(&expand("elm:eidasLegalIdentifier")),
            dc_type: names.number_property(&expand("dc:type")),
            credential_status: names.number_property(&expand("cred:credentialStatus")),
        }
    }
}

/// The whole table.
pub(super) struct Table {
    names: Names,
    plans: Vec<Plan>,
    pub(super) named: Named,
    /// The classes whose rows ask for dates.
    pub(super) dated: Classes,
}

impl Table {
    /// The table, which is read when it is asked for the first time.
    pub(super) fn get() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(Self::read)
    }

    fn read() -> Self {
        let mut names = Names::default();
        let named = Named::new(&mut names);
        let mut plans: Vec<Plan> = Vec::new();
        let mut add = |profile, line| {
            let (class, row) = read_row(profile, line, &mut names);
            let at = usize::from(class);
            plans.resize_with(plans.len().max(at + 1), Plan::default);
            plans[at].rows.push(row);
        };
        lines(include_str!("edc-generic-full.tsv")).for_each(|line| add(Profile::GenericNoCv, line));
        for line in lines(include_str!("sub-profiles.tsv")) {
            let (name, line) = line.split_once('\t').expect("a row starts with its profile");
            let profile = Profile::ALL.into_iter().find(|profile| profile.name() == name);
            add(profile.expect("the profile of a row is known"), line);
        }
        plans.resize_with(names.classes.len(), Plan::default);
        for plan in &mut plans {
            assert!(plan.rows.len() < Rows::BITS as usize, "there is a bit for each row of a class");
            plan.of_property = vec![0; names.properties.len()];
            for (at, row) in plan.rows.iter().enumerate() {
                plan.of_property[usize::from(row.number)] |= 1 << at;
                plan.required |= if row.least > 0 { 1 << at } else { 0 };
                let dated = matches!(&row.values, Values::Literal { datatype, .. } if datatype == DATE_TIME);
                plan.dates |= if dated { 1 << at } else { 0 };
            }
        }
        let dated = plans.iter().enumerate().filter(|(_, plan)| plan.dates != 0);
        let dated = dated.fold(0, |dated, (class, _)| dated | 1 << class);
        Self { names, plans, named, dated }
    }

    /// The number of the class `iri`, if it is named.
    pub(super) fn class(&self, iri: &str) -> Option<Class> {
        self.names.classes.get(iri).copied()
    }

    /// The number of the property `iri`, if it is named.
    pub(super) fn property(&self, iri: &str) -> Option<Property> {
        self.names.properties.get(iri).copied()
    }

    /// What is asked of nodes of a class.
    pub(super) fn plan(&self, class: Class) -> &Plan {
        &self.plans[usize::from(class)]
    }
}

/// The rows of a class, by its IRI.
#[cfg(test)]
pub(super) fn rows_of(class: &str) -> &'static [Row] {
    let table = Table::get();
    table.class(class).map_or(&[], |class| &table.plan(class).rows)
}
