//! The rows of our table as data, and nodes made from them: right ones, and ones that break every rule.

use std::collections::{BTreeMap, BTreeSet};

use elmseal::elm::profile::{ApVersion, Profile};
use serde_json::{Map, Value, json};

use super::mutate::Dice;

/// The namespaces of the table's short names.
const NAMESPACES: [(&str, &str); 14] = [
    ("adms:", "http://www.w3.org/ns/adms#"),
    ("clv:", "http://data.europa.eu/m8g/"),
    ("cred:", "https://www.w3.org/2018/credentials#"),
    ("dc:", "http://purl.org/dc/terms/"),
    ("elm:", "http://data.europa.eu/snb/model/elm/"),
    ("foaf:", "http://xmlns.com/foaf/0.1/"),
    ("locn:", "http://www.w3.org/ns/locn#"),
    ("org:", "http://www.w3.org/ns/org#"),
    ("person:", "http://www.w3.org/ns/person#"),
    ("rdf:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rov:", "http://www.w3.org/ns/regorg#"),
    ("sec:", "https://w3id.org/security#"),
    ("skos:", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd:", "http://www.w3.org/2001/XMLSchema#"),
];

/// The IRI of a short name.
pub fn expand(name: &str) -> String {
    let found = NAMESPACES.iter().find_map(|(prefix, iri)| Some(format!("{iri}{}", name.strip_prefix(prefix)?)));
    found.unwrap_or_else(|| panic!("the prefix of {name} is known"))
}

/// A row of the table.
pub struct Row {
    pub property: &'static str,
    pub least: usize,
    pub most: Option<usize>,
    pub values: &'static str,
}

/// The rows by class.
pub struct Table(pub BTreeMap<&'static str, Vec<Row>>);

impl Table {
    /// The rows of the general profile, and of `profile` where it adds some to a class.
    pub fn read(profile: Profile, version: ApVersion) -> Self {
        let mut table = Self(BTreeMap::new());
        for line in lines(include_str!("../../../src/elm/profile/edc-generic-full.tsv")) {
            let cells: Vec<&str> = line.split('\t').collect();
            if cells.get(5).is_none_or(|only| *only == version.name()) {
                table.add(&cells[..5]);
            }
        }
        for line in lines(include_str!("../../../src/elm/profile/sub-profiles.tsv")) {
            let cells: Vec<&str> = line.split('\t').collect();
            if contains(profile, cells[0]) {
                table.add(&cells[1..]);
            }
        }
        table
    }

    fn add(&mut self, cells: &[&'static str]) {
        let [class, property, least, most, values] = *cells else { panic!("a row: {cells:?}") };
        let row = Row { property, least: least.parse().expect("a number"), most: most.parse().ok(), values };
        self.0.entry(class).or_default().push(row);
    }
}

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

fn contains(profile: Profile, name: &str) -> bool {
    profile.name() == name || (profile == Profile::DiplomaSupplement && name == Profile::Accredited.name())
}

/// Classes of which a sub-profile says more than the general one.
pub fn classes_of(profile: Profile) -> BTreeSet<&'static str> {
    let rows = lines(include_str!("../../../src/elm/profile/sub-profiles.tsv"));
    let cells = rows.map(|line| line.split('\t').collect::<Vec<_>>());
    cells.filter(|cells| contains(profile, cells[0])).map(|cells| cells[1]).collect()
}

/// What a made node has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Make {
    /// A value for every property.
    Full,
    /// Nothing.
    Empty,
    /// One value too many for every property that has a limit, two in a language for the texts.
    Many,
    /// For every property a value of another kind.
    Wrong,
    /// For every property a value that is nearly right.
    Near,
}

impl Make {
    pub const ALL: [Self; 5] = [Self::Full, Self::Empty, Self::Many, Self::Wrong, Self::Near];
}

/// Makes nodes in expanded form.
pub struct Maker<'a> {
    pub table: &'a Table,
    pub dice: Dice,
    made: usize,
    /// Classes that are being made, with the node's id: a part of a part is the whole.
    open: Vec<(String, Value)>,
}

impl<'a> Maker<'a> {
    pub fn new(table: &'a Table, seed: u64) -> Self {
        Self { table, dice: Dice::new(seed), made: 0, open: Vec::new() }
    }

    /// A node of `class`.
    pub fn make(&mut self, class: &str, make: Make) -> Value {
        let mut node = self.bare(class);
        let table = self.table;
        for row in table.0.get(class).into_iter().flatten() {
            if is_known(&node, row) {
                continue;
            }
            let values: Vec<Value> = match make {
                Make::Empty => continue,
                Make::Full => vec![self.right(row.values)],
                Make::Many => {
                    let wanted = row.most.unwrap_or(1) + 1;
                    (0..wanted).map(|_| self.right(row.values)).collect()
                }
                Make::Wrong => vec![self.wrong(row.values)],
                Make::Near => vec![self.near(row.values)],
            };
            node[expand(row.property)] = json!(values);
        }
        node
    }

    /// A node of `class` with what it must have.
    fn minimal(&mut self, class: &str) -> Value {
        if let Some((_, id)) = self.open.iter().find(|(open, _)| open == class) {
            return json!({ "@id": id });
        }
        let mut node = self.bare(class);
        self.open.push((class.to_owned(), node["@id"].clone()));
        let table = self.table;
        let rows = || table.0.get(class).into_iter().flatten();
        for row in rows().filter(|row| row.least > 0) {
            // Where a sub-profile only asks for more concepts, the general one says of which list.
            let listed = rows().find(|it| it.property == row.property && it.values.starts_with("concept "));
            node[expand(row.property)] = json!([self.right(listed.unwrap_or(row).values)]);
        }
        self.open.pop();
        node
    }

    fn bare(&mut self, class: &str) -> Value {
        json!({ "@id": self.fresh(), "@type": [expand(class)] })
    }

    fn fresh(&mut self) -> String {
        self.made += 1;
        format!("urn:made:{}", self.made)
    }

    fn concept(&mut self, scheme: &str) -> Value {
        let mut concept = self.bare("skos:Concept");
        concept[expand("skos:inScheme")] = json!([{ "@id": scheme, "@type": [expand("skos:ConceptScheme")] }]);
        concept
    }

    /// A value as the cell asks.
    pub fn right(&mut self, cell: &str) -> Value {
        if let Some(scheme) = cell.strip_prefix("concept ").or_else(|| cell.strip_prefix("code ")) {
            return self.concept(scheme);
        }
        self.made += 1;
        let number = self.made;
        let typed = |text: &str| json!({ "@value": text, "@type": expand(cell.split(' ').next().expect("a word")) });
        match cell {
            "text" | "text once" => json!({ "@value": format!("words {number}"), "@language": "en" }),
            "literal" => json!({ "@value": format!("{number}") }),
            "iri" => json!({ "@id": self.fresh() }),
            "claim" if self.dice.below(2) == 0 => {
                let mut claim = self.minimal("elm:Claim");
                let scheme = "http://data.europa.eu/snb/claim-type/25831c2";
                claim[expand("dc:type")] = json!([self.concept(scheme)]);
                claim
            }
            "claim" | "achievement" => self.minimal("elm:LearningAchievement"),
            "issuer" => {
                let mut issuer = self.minimal("elm:Organisation");
                issuer[expand("elm:eidasLegalIdentifier")] = json!([self.minimal("elm:LegalIdentifier")]);
                issuer
            }
            "rdf:HTML" => typed(&format!("<p>{number}</p>")),
            "xsd:anyURI" => typed(&format!("https://uni.example/{number}")),
            "xsd:boolean" => typed(["true", "false", "1"][number % 3]),
            "xsd:dateTime" => {
                let ends = ["Z", "+02:00", "", ".5Z"];
                typed(&format!("2026-06-30T12:{:02}:{:02}{}", number / 60 % 60, number % 60, self.dice.pick(&ends)))
            }
            "xsd:decimal" => typed(&format!("{number}.50")),
            "xsd:duration" => typed(&format!("PT{number}H")),
            "xsd:integer" | "xsd:positiveInteger" => typed(&number.to_string()),
            "xsd:positiveInteger <= 100" => typed(&(number % 100 + 1).to_string()),
            "xsd:string" => typed(&format!("text {number}")),
            _ => {
                let classes: Vec<&str> = cell.trim_end_matches(" iri").split('|').collect();
                let class = *self.dice.pick(&classes);
                self.minimal(class)
            }
        }
    }

    /// A value of another kind than the cell asks for.
    fn wrong(&mut self, cell: &str) -> Value {
        match cell {
            "literal" => json!({ "@id": self.fresh() }),
            "text" | "text once" => json!({ "@value": "plain" }),
            "xsd:positiveInteger <= 100" => json!({ "@value": "150", "@type": expand("xsd:positiveInteger") }),
            _ if cell.starts_with("xsd:") || cell.starts_with("rdf:") => {
                json!({ "@value": "words", "@language": "en" })
            }
            _ => json!({ "@value": "a literal" }),
        }
    }

    /// A value that is wrong in one thing.
    fn near(&mut self, cell: &str) -> Value {
        if let Some(scheme) = cell.strip_prefix("concept ").or_else(|| cell.strip_prefix("code ")) {
            let mut concept = self.concept(scheme);
            let list = expand("skos:inScheme");
            match self.dice.below(6) {
                0 => concept[list] = json!([]),
                1 => concept[list][0]["@id"] = json!("urn:another:list"),
                2 if cell.starts_with("concept") => {
                    let lists = concept[list.as_str()].as_array_mut().expect("a list");
                    lists.push(json!({ "@id": "urn:untyped:list" }));
                }
                3 => concept["@type"] = json!(["urn:another:type"]),
                4 => drop(concept.as_object_mut().expect("a node").shift_remove("@id")),
                _ => concept[list] = json!([{ "@id": scheme, "@type": [expand("skos:ConceptScheme")] }, "a literal"]),
            }
            return concept;
        }
        let typed = |text: &str| json!({ "@value": text, "@type": expand(cell.split(' ').next().expect("a word")) });
        match cell {
            "text" | "text once" => json!({ "@value": "plain", "@type": expand("rdf:HTML") }),
            "iri" => json!({}),
            "literal" => json!({ "@id": self.fresh() }),
            "achievement" => self.minimal("elm:LearningActivity"),
            "claim" => {
                let mut claim = self.minimal("elm:Claim");
                match self.dice.below(3) {
                    0 => {}
                    1 => claim[expand("dc:type")] = json!([{ "@id": "urn:no:concept" }]),
                    _ => {
                        claim[expand("dc:type")] = json!([self.concept("urn:any:list")]);
                        claim[expand("dc:description")] = json!(["plain"]);
                    }
                }
                claim
            }
            "issuer" => match self.dice.below(2) {
                0 => self.minimal("elm:Agent"),
                _ => {
                    let mut issuer = self.minimal("elm:Agent");
                    issuer[expand("elm:eidasLegalIdentifier")] = json!([self.minimal("elm:Identifier")]);
                    issuer
                }
            },
            "xsd:boolean" => typed("yes"),
            "xsd:dateTime" => {
                typed(self.dice.pick::<&str>(&["30.06.2026", "2026-13-30T12:00:00Z", "2026-06-30T25:00:00Z"]))
            }
            "xsd:decimal" => typed("one"),
            "xsd:duration" => typed(self.dice.pick::<&str>(&["25H", "fifty hours", "P", "P25", "PT1H1Y"])),
            "xsd:integer" => typed("1.5"),
            "xsd:positiveInteger" | "xsd:positiveInteger <= 100" => typed("many"),
            "xsd:anyURI" | "xsd:string" => json!({ "@value": "text", "@type": expand("rdf:HTML") }),
            "rdf:HTML" => json!({ "@value": "text" }),
            _ if cell.ends_with(" iri") => {
                let mut node = self.minimal(cell.trim_end_matches(" iri"));
                node.as_object_mut().expect("a node").shift_remove("@id");
                node
            }
            _ => {
                let others: Vec<&str> = self.table.0.keys().copied().filter(|class| !cell.contains(class)).collect();
                let class = *self.dice.pick(&others);
                self.minimal(class)
            }
        }
    }
}

/// Whether the row says no more of the values than an earlier one that asks for a concept of a list.
fn is_known(node: &Value, row: &Row) -> bool {
    row.values == "skos:Concept" && node.get(expand(row.property)).is_some()
}

/// `document` and beside it `node`.
pub fn graft(document: &Value, node: Value) -> Value {
    let mut members: Map<String, Value> = document.as_object().expect("a document").clone();
    members.insert("urn:made:beside".to_owned(), json!([node]));
    Value::Object(members)
}
