//! Which column says what: by mapping, by the descriptor's assessments and components, by name.

use std::collections::BTreeMap;

use crate::descriptor::types::Descriptor;
use crate::model::fault::{Faults, Place};
use crate::model::text::LocalisedText;

use super::mapping::Mapping;
use super::names::{Column, KEYS, fold, meaning};

/// The columns of a list that are understood: what they mean, and where they stand.
#[derive(Debug)]
pub(super) struct Columns {
    /// The header as it was written.
    pub header: Vec<String>,
    positions: BTreeMap<Column, usize>,
}

impl Columns {
    /// Where `column` stands, counted from 0.
    pub fn position(&self, column: &Column) -> Option<usize> {
        self.positions.get(column).copied()
    }

    /// The header of the column at `position`.
    pub fn title(&self, position: usize) -> Option<String> {
        self.header.get(position).cloned()
    }
}

/// Columns of gradebooks that say nothing about an award; they need no warning.
const IGNORED: &[&str] = &[
    "lastdownloadedfromthiscourse",
    "institution",
    "department",
    "username",
    "phone",
    "mobilephone",
    "city",
    "groups",
    "lastaccess",
    "country",
    "address",
    "row",
    "award",
    "file",
    "digest",
];

/// Recognises the columns of `header`; faults when a needed one is missing or one is there twice.
pub(super) fn recognise(
    header: Vec<String>,
    place: &dyn Fn(Option<String>) -> Place,
    descriptor: &Descriptor,
    mapping: Option<&Mapping>,
    faults: &mut Faults,
) -> Columns {
    let folded: Vec<String> = header.iter().map(|name| fold(&strip_gradebook(name).0)).collect();
    let exact: Vec<String> = header.iter().map(|name| fold(name)).collect();
    let mut positions: BTreeMap<Column, usize> = BTreeMap::new();
    let mut taken = vec![false; header.len()];

    for (column, name) in mapping.iter().flat_map(|mapping| &mapping.columns) {
        match exact.iter().position(|own| own == name) {
            Some(at) => {
                positions.insert(column.clone(), at);
                taken[at] = true;
            }
            None => faults.fault(
                "unmapped-column",
                place(None),
                format!("the mapping names the column `{name}`, which the list does not have"),
                "write the header in the mapping as it stands in the list's first row",
            ),
        }
    }
    let results = results_by_name(descriptor);
    for (at, name) in header.iter().enumerate() {
        if taken[at] || name.trim().is_empty() {
            continue;
        }
        // An assessment's own name comes first, then what everybody calls the column, then a compound of the two:
        // `Final grade` is the overall grade even where an assessment is called `final`.
        let by_name =
            |names: &BTreeMap<String, Column>| names.get(&exact[at]).or_else(|| names.get(&folded[at])).cloned();
        let found =
            by_name(&results.own).or_else(|| meaning(&folded[at], &folded)).or_else(|| by_name(&results.compound));
        let Some(column) = found else {
            if !IGNORED.contains(&exact[at].as_str()) {
                unused(name, place, faults);
            }
            continue;
        };
        match positions.get(&column).copied() {
            None => drop(positions.insert(column, at)),
            Some(first) if taken[first] => {}
            Some(first) => match (strip_gradebook(&header[first]).1, strip_gradebook(name).1) {
                (Form::Real, Form::Letter | Form::Percentage) => {}
                (Form::Letter | Form::Percentage, Form::Real) => drop(positions.insert(column, at)),
                _ => faults.fault(
                    "ambiguous-column",
                    place(Some(name.clone())),
                    format!("the columns `{}` and `{name}` mean the same", header[first]),
                    "remove one of them, or say in a mapping file which one counts",
                ),
            },
        }
    }
    needed(&header, &positions, descriptor, place, faults);
    Columns { header, positions }
}

fn needed(
    header: &[String],
    positions: &BTreeMap<Column, usize>,
    descriptor: &Descriptor,
    place: &dyn Fn(Option<String>) -> Place,
    faults: &mut Faults,
) {
    let key_names = "a stable key such as a student number (`ID number`, `Student number`, `Matrikelnummer`)";
    let needed = [
        (Column::Key, "missing-key-column", key_names),
        (Column::GivenName, "missing-given-name-column", "the given name (`First name`, `Vorname`, `Nombre`)"),
        (Column::FamilyName, "missing-family-name-column", "the family name (`Last name`, `Surname`, `Apellidos`)"),
    ];
    let shown = header.iter().filter(|name| !name.trim().is_empty()).take(12).cloned().collect::<Vec<_>>().join("`, `");
    for (column, code, what) in needed {
        if !positions.contains_key(&column) {
            let key = KEYS.iter().find(|(_, known)| *known == column).map_or("", |(key, _)| *key);
            faults.fault(
                code,
                place(None),
                format!("no column is {what}; the columns are `{shown}`"),
                format!("name the column so, or map it: `[columns]` and `{key} = \"…\"` in a file given by --mapping"),
            );
        }
    }
    for component in &descriptor.components {
        if !positions.contains_key(&Column::ComponentGrade(component.id.clone())) {
            faults.fault(
                "missing-component-column",
                place(None),
                format!("no column has the results of the component `{}`", component.id),
                format!("add a column `{}` with each learner's grade, or `passed`", component.id),
            );
        }
    }
}

/// Names under which results of assessments and components may stand, folded.
#[derive(Default)]
struct ResultNames {
    /// Id, title, and id with its kind.
    own: BTreeMap<String, Column>,
    /// Id with the word `grade`.
    compound: BTreeMap<String, Column>,
}

fn results_by_name(descriptor: &Descriptor) -> ResultNames {
    let mut names = ResultNames::default();
    let mut add = |id: &str, title: &LocalisedText, kind: &str, column: &Column| {
        names.own.insert(fold(id), column.clone());
        names.own.insert(fold(&format!("{kind}.{id}")), column.clone());
        for (_, text) in title.iter() {
            names.own.insert(fold(text), column.clone());
        }
        names.compound.insert(fold(&format!("grade {id}")), column.clone());
        names.compound.insert(fold(&format!("{id} grade")), column.clone());
    };
    for component in &descriptor.components {
        add(&component.id, &component.title, "component", &Column::ComponentGrade(component.id.clone()));
    }
    for assessment in &descriptor.assessments {
        add(&assessment.id, &assessment.title, "assessment", &Column::AssessmentGrade(assessment.id.clone()));
    }
    names
}

/// How a gradebook shows a grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Letter,
    Other,
    Percentage,
    Real,
}

/// `Quiz: Final quiz (Real)` without what the gradebook adds to the item's name.
fn strip_gradebook(header: &str) -> (String, Form) {
    let header = header.trim();
    let Some((name, last)) = header.strip_suffix(')').and_then(|open| open.rsplit_once('(')) else {
        return (header.to_owned(), Form::Other);
    };
    let form = match fold(last).as_str() {
        "real" | "punktzahl" | "reell" | "reel" | "reale" | "reeel" => Form::Real,
        "percentage" | "porcentaje" | "prozentsatz" | "prozent" | "pourcentage" | "percentuale" => Form::Percentage,
        "letter" | "letra" | "buchstabe" | "lettre" | "lettera" => Form::Letter,
        _ => return (header.to_owned(), Form::Other),
    };
    let item = name.split_once(": ").map_or(name, |(_, item)| item);
    (item.trim().to_owned(), form)
}

fn unused(name: &str, place: &dyn Fn(Option<String>) -> Place, faults: &mut Faults) {
    faults.warning(
        "unused-column",
        place(Some(name.to_owned())),
        format!("the column `{name}` is not used"),
        "nothing to do; if it matters, say what it means in a mapping file",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradebook_headers_lose_their_frame() {
        for (header, item, form) in [
            ("Quiz: Final quiz (Real)", "Final quiz", Form::Real),
            ("Course total (Real)", "Course total", Form::Real),
            ("Course total (Letter)", "Course total", Form::Letter),
            ("Tarea: Propuesta: parte 1 (Porcentaje)", "Propuesta: parte 1", Form::Percentage),
            ("Apellido(s)", "Apellido(s)", Form::Other),
            ("Grade", "Grade", Form::Other),
        ] {
            assert_eq!(strip_gradebook(header), (item.to_owned(), form), "{header}");
        }
    }
}
