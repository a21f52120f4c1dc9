//! Our application profile against the official shapes, judged by pyshacl: the same constraints broken at the same
//! places, for the official samples, documents of our own, and hundreds of changed ones.
//!
//! Both get the same quads. The judge is `support::shacl`.

mod documents;
mod handmade;
mod mutate;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use elmseal::crypto::encoding::to_hex;
use elmseal::elm::profile::{self, ApVersion, Profile, Rule};
use elmseal::jsonld::{Budget, Contexts, Dataset, Mode, Options, canonicalize, to_dataset_with};
use serde_json::{Value, json};

use self::mutate::{Change, Dice, SPELLINGS, mutate};
use self::table::{Make, Maker, Table, classes_of, expand, graft};
use crate::support;
use crate::support::shacl::{Place, Request, Verdicts};

/// The seed of the changes; with another one they are others.
const SEED: u64 = 3;
/// How many documents are changed at random.
const CHANGED: usize = 500;

/// A document that is judged, and by what.
struct Case {
    name: String,
    profile: Profile,
    version: ApVersion,
    dataset: Dataset,
    nquads: String,
}

impl Case {
    fn new(name: String, document: &Value) -> Self {
        let options = Options { mode: Mode::Lenient, ..Options::default() };
        let dataset = to_dataset_with(document, Contexts::embedded(), &options).expect("quads");
        // Both judge the same graph with the same labels of blank nodes.
        let nquads = canonicalize(&dataset, Budget::default()).expect("canonical quads").nquads;
        let dataset = Dataset::from_nquads(&nquads).expect("they read");
        Self { name, profile: Profile::GenericFull, version: ApVersion::V1_2_0, dataset, nquads }
    }

    fn by(&self, profile: Profile, version: ApVersion) -> Self {
        let name = format!("{} by {} {version}", self.name, profile.name());
        let dataset = Dataset::from_nquads(&self.nquads).expect("they read");
        Self { name, profile, version, dataset, nquads: self.nquads.clone() }
    }

    /// Where our check says that it departs: focus node, property and constraint component.
    fn departures(&self) -> BTreeSet<Place> {
        let root = self.dataset.instances(profile::CREDENTIAL_CLASS).next();
        let root = root.map_or_else(String::new, |root| root.id().to_owned());
        let findings = profile::check(&self.dataset, &root, self.profile, self.version);
        let relevant = findings.into_iter().filter(|finding| finding.property != "rdf:type");
        relevant.map(|it| (it.node, expand(it.property), component(it.rule).to_owned())).collect()
    }
}

/// The constraint component of a rule; a choice of classes is a class.
fn component(rule: Rule) -> &'static str {
    match rule {
        Rule::Class => "Class",
        Rule::Datatype | Rule::FullDate => "Datatype",
        Rule::Kind => "NodeKind",
        Rule::MaxCount => "MaxCount",
        Rule::MaxInclusive => "MaxInclusive",
        Rule::MinCount => "MinCount",
        Rule::Scheme | Rule::Shape => "Node",
        Rule::UniqueLanguage => "UniqueLang",
    }
}

/// A document to which made nodes are added.
fn small() -> Value {
    json!({
        "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
        "id": "urn:made:0",
    })
}

/// For each of the classes a node of each make.
fn made<'a>(
    table: &Table,
    classes: impl IntoIterator<Item = &'a str>,
    profile: Profile,
    version: ApVersion,
) -> Vec<((&'a str, Make), Case)> {
    let mut maker = Maker::new(table, SEED);
    let mut cases = Vec::new();
    for class in classes {
        for make in Make::ALL {
            let node = maker.make(class, make);
            let name = format!("{make:?} {class} by {} {version}", profile.name());
            cases.push(((class, make), Case { profile, version, ..Case::new(name, &graft(&small(), node)) }));
        }
    }
    cases
}

/// Documents that a seeded program changed once or twice; most of them conform before.
fn changed(bases: &BTreeMap<String, Value>) -> Vec<Case> {
    let conforms = |document: &Value| Case::new(String::new(), document).departures().is_empty();
    let (valid, invalid): (Vec<_>, Vec<_>) = bases.iter().partition(|(_, document)| conforms(document));
    let mut dice = Dice::new(SEED);
    let mut cases = Vec::new();
    while cases.len() < CHANGED {
        let number = cases.len();
        let from = if number % 8 == 7 { &invalid } else { &valid };
        let (base, document) = from[number % from.len()];
        let changes: Vec<Change> = (0..=number % 2).map(|_| *dice.pick(&Change::ALL)).collect();
        let mut changed = Some(document.clone());
        for change in &changes {
            changed = changed.and_then(|document| mutate(&document, *change, &mut dice));
        }
        if let Some(document) = changed.filter(|changed| changed != document) {
            cases.push(Case::new(format!("{base} {changes:?} {number}"), &document));
        }
    }
    cases
}

/// Every spelling for every datatype, as a node each in a document for each datatype; and those that the judge takes
/// although XML Schema does not.
fn spelled(table: &Table) -> Vec<(&'static str, Case)> {
    let mut datatypes = BTreeMap::new();
    for (class, rows) in &table.0 {
        for row in rows.iter().filter(|row| row.values.starts_with("xsd:")) {
            datatypes.entry(row.values).or_insert((*class, row.property));
        }
    }
    let mut cases = Vec::new();
    for (cell, (class, property)) in datatypes {
        let datatype = cell.split(' ').next().expect("a word");
        let lenient = LENIENT.iter().filter(|(of, _)| *of == datatype).map(|(_, text)| *text);
        let nodes = SPELLINGS.into_iter().chain(lenient).map(|text| {
            let mut node =
                json!({ "@id": format!("urn:spelled:{}", to_hex(text.as_bytes())), "@type": [expand(class)] });
            node[expand(property)] = json!([{ "@value": text, "@type": expand(datatype) }]);
            node
        });
        let node = json!({ "urn:made:several": nodes.collect::<Vec<_>>() });
        cases.push((property, Case::new(format!("spelled {cell}"), &graft(&small(), node))));
    }
    cases
}

#[test]
fn every_row_is_kept_and_broken() {
    for version in ApVersion::ALL {
        for profile in Profile::ALL.into_iter().filter(|profile| *profile != Profile::GenericNoCv) {
            let table = Table::read(profile, version);
            let classes = table.0.keys().copied();
            let mut broken = BTreeSet::new();
            for ((class, make), case) in made(&table, classes, profile, version) {
                let departures = case.departures();
                assert!(make != Make::Full || departures.is_empty(), "{}: {departures:?}", case.name);
                for row in &table.0[class] {
                    let departs = departures.iter().any(|(_, property, _)| *property == expand(row.property));
                    let wanted = match make {
                        Make::Full => false,
                        Make::Empty => row.least > 0,
                        Make::Many => row.most.is_some() || row.values == "text once",
                        Make::Wrong | Make::Near => true,
                    };
                    assert!(departs || !wanted, "{}: {}", case.name, row.property);
                    if departs {
                        broken.insert((class, row.property, row.values));
                    }
                }
            }
            let all = table.0.iter().flat_map(|(class, rows)| rows.iter().map(move |row| (*class, row)));
            let all: BTreeSet<_> = all.map(|(class, row)| (class, row.property, row.values)).collect();
            assert_eq!(broken, all);
        }
    }
}

#[test]
fn our_table_judges_as_the_official_shapes() {
    let what = "the comparison with the official shapes";
    let Some(reference) = support::reference(what) else { return };
    let Some(python) = support::shacl::python(what) else { return };
    let (full, newest) = (Profile::GenericFull, ApVersion::V1_2_0);
    let mut bases = documents::samples(&reference.join("elm/samples"));
    assert!(bases.len() >= 11, "the walk found the samples");
    bases.extend(documents::models());
    let mut cases: Vec<Case> = bases.iter().map(|(name, document)| Case::new(name.clone(), document)).collect();
    let annex = bases["annex1-mc"].clone();
    for (name, change) in handmade::mutations() {
        let mut document = annex.clone();
        change(&mut document);
        assert_ne!(document, annex, "{name} changes something");
        cases.push(Case::new(format!("by hand {name}"), &document));
    }
    bases.values_mut().for_each(documents::shrink);
    let table = Table::read(full, newest);
    cases.extend(made(&table, table.0.keys().copied(), full, newest).into_iter().map(|(_, case)| case));
    let before = cases.len();
    cases.extend(changed(&bases));
    let general = cases.len();

    // A part of them by the other profiles and the older version, and what these say of their own.
    for (at, profile) in Profile::ALL.into_iter().filter(|profile| *profile != full).enumerate() {
        let part: Vec<Case> =
            cases[..general].iter().skip(at).step_by(24).map(|case| case.by(profile, newest)).collect();
        cases.extend(part);
        let table = Table::read(profile, newest);
        cases.extend(made(&table, classes_of(profile), profile, newest).into_iter().map(|(_, case)| case));
    }
    let part: Vec<Case> = cases[..general].iter().step_by(10).map(|case| case.by(full, ApVersion::V1_1_0)).collect();
    cases.extend(part);
    let table = Table::read(full, ApVersion::V1_1_0);
    let made = made(&table, CHANGED_CLASSES, full, ApVersion::V1_1_0);
    cases.extend(made.into_iter().map(|(_, case)| case));

    let spelled = spelled(&Table::read(full, newest));
    let requests: Vec<Request> = cases.iter().chain(spelled.iter().map(|(_, case)| case)).map(request).collect();
    let verdicts = support::shacl::judge(&python, &reference, &requests);
    compare(&cases, &verdicts);
    compare_spelled(&spelled, &verdicts);

    let is_valid = |name: &str| verdicts.violations[name].is_empty();
    let (valid, invalid): (Vec<&Case>, Vec<&Case>) =
        cases[before..general].iter().partition(|case| is_valid(&case.name));
    let became = invalid.iter().filter(|case| is_valid(case.name.split(' ').next().expect("its base"))).count();
    eprintln!(
        "{} judged; of {CHANGED} changed ones {} are valid, {became} became invalid",
        requests.len(),
        valid.len()
    );
    assert!(valid.len() >= 150 && became >= 200, "{} valid, {became} became invalid", valid.len());
    let unbroken: Vec<&Place> = verdicts.constraints.difference(&verdicts.broken).collect();
    eprintln!("{} of {} constraints broken", verdicts.broken.len(), verdicts.constraints.len());
    assert!(verdicts.constraints.len() >= 800 && unbroken.is_empty(), "{unbroken:#?}");
    for (name, ..) in documents::MODELS {
        assert_eq!(verdicts.violations[name], BTreeSet::new(), "{name} keeps the profile");
    }
}

/// Classes of which the versions say different things.
const CHANGED_CLASSES: [&str; 3] =
    ["elm:EuropeanDigitalCredential", "elm:EuropeanDigitalPresentation", "cred:VerifiablePresentation"];

/// Spellings that rdflib, on which pyshacl stands, takes although XML Schema 1.1 (part 2) does not have them.
const LENIENT: [(&str, &str); 12] = [
    ("xsd:dateTime", "2026-06-30"),
    ("xsd:dateTime", "20260630T120000Z"),
    ("xsd:dateTime", "2026-06-30T12:00Z"),
    ("xsd:decimal", " 1 "),
    ("xsd:decimal", "1e3"),
    ("xsd:integer", " 1 "),
    ("xsd:positiveInteger", " 1 "),
    ("xsd:duration", "P2W"),
    ("xsd:duration", "PT"),
    ("xsd:duration", "P1DT"),
    ("xsd:duration", "P1.5D"),
    ("xsd:duration", "PT1.5H"),
];

/// Spellings are judged alike, but for the lenient ones, which we refuse.
fn compare_spelled(spelled: &[(&'static str, Case)], verdicts: &Verdicts) {
    let mut differences = Vec::new();
    for (property, case) in spelled {
        let of_property = |(node, path, _): &Place| (*path == expand(property)).then(|| node.clone());
        let ours: BTreeSet<String> = case.departures().iter().filter_map(of_property).collect();
        let theirs: BTreeSet<String> = verdicts.violations[&case.name].iter().filter_map(of_property).collect();
        let lenient = LENIENT.iter().filter(|(of, _)| case.name.split(' ').nth(1) == Some(of));
        let lenient: BTreeSet<_> =
            lenient.map(|(_, text)| format!("urn:spelled:{}", to_hex(text.as_bytes()))).collect();
        for node in lenient.iter().filter(|node| !ours.contains(*node) || theirs.contains(*node)) {
            differences.push(format!("{}: {:?} is not lenient", case.name, from_hex(&node["urn:spelled:".len()..])));
        }
        let ours: BTreeSet<String> = ours.difference(&lenient).cloned().collect();
        for node in ours.symmetric_difference(&theirs) {
            let text = from_hex(&node["urn:spelled:".len()..]);
            differences.push(format!("{}: {:?}, ours {}", case.name, text, ours.contains(node)));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

fn from_hex(hex: &str) -> String {
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    String::from_utf8((0..hex.len()).step_by(2).map(byte).collect()).expect("UTF-8")
}

fn request(case: &Case) -> Request {
    let (version, profile) = (case.version.name(), case.profile.name());
    Request { name: case.name.clone(), version, profile, nquads: case.nquads.clone() }
}

/// Nobody finds what the other one does not.
fn compare(cases: &[Case], verdicts: &Verdicts) {
    let mut differences = Vec::new();
    for case in cases {
        let ours = case.departures();
        let choice = |component: String| if component == "Or" { "Class".to_owned() } else { component };
        let theirs = verdicts.violations[&case.name].iter().cloned();
        let theirs: BTreeSet<Place> = theirs.map(|(node, path, what)| (node, path, choice(what))).collect();
        differences.extend(ours.difference(&theirs).map(|place| format!("ours only: {}: {place:?}", case.name)));
        differences.extend(theirs.difference(&ours).map(|place| format!("theirs only: {}: {place:?}", case.name)));
    }
    assert!(differences.is_empty(), "{}:\n{}", differences.len(), differences.join("\n"));
}
