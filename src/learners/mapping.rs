//! The mapping file: what the columns of a list mean where their names do not say it.

use crate::model::fault::{Faults, Place};

use super::names::{Column, KEYS, fold};

/// What a registrar says about a list's form.
///
/// ```toml
/// encoding = "windows-1253"      # where it cannot be detected
/// sheet = "Results"              # of a workbook with several
/// [columns]
/// key = "Código"
/// "assessment.quiz" = "Cuestionario 1"
/// "component.coast" = "Coastal module"
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapping {
    pub(super) columns: Vec<(Column, String)>,
    pub(super) encoding: Option<&'static encoding_rs::Encoding>,
    pub(super) sheet: Option<String>,
}

impl Mapping {
    /// Reads a mapping file in TOML.
    ///
    /// Faults name what is unknown, with the nearest name that is known.
    #[must_use]
    pub fn read(file_name: &str, text: &str) -> (Option<Self>, Faults) {
        let mut faults = Faults::new();
        let place = || Place::File { file: file_name.to_owned() };
        let document = match text.parse::<toml_edit::DocumentMut>() {
            Ok(document) => document,
            Err(error) => {
                let what = format!("the mapping is not TOML: {}", error.message());
                faults.fault("not-toml", place(), what, "mend the line, or start from the example in README.md");
                return (None, faults);
            }
        };
        let mut mapping = Self::default();
        for (key, item) in document.iter() {
            match (key, item.as_str(), item.as_table_like()) {
                ("encoding", Some(name), _) => match encoding_rs::Encoding::for_label(name.as_bytes()) {
                    Some(encoding) => mapping.encoding = Some(encoding),
                    None => faults.fault(
                        "unknown-encoding",
                        place(),
                        format!("`encoding` names `{name}`, which is not an encoding"),
                        "use a name such as `windows-1253`, `iso-8859-2` or `utf-8`",
                    ),
                },
                ("sheet", Some(name), _) => mapping.sheet = Some(name.to_owned()),
                ("columns", _, Some(table)) => {
                    for (name, header) in table.iter() {
                        mapping.column(name, header.as_str(), &place(), &mut faults);
                    }
                }
                _ => {
                    let nearest = nearest(key, ["encoding", "sheet", "columns"].into_iter());
                    let what = format!("`{key}` is not a key of a mapping, or its value has the wrong kind");
                    faults.fault("unknown-key", place(), what, format!("did you mean `{nearest}`?"));
                }
            }
        }
        if faults.stop() { (None, faults) } else { (Some(mapping), faults) }
    }

    fn column(&mut self, name: &str, header: Option<&str>, place: &Place, faults: &mut Faults) {
        let column = match name.split_once('.') {
            Some(("assessment", id)) => Some(Column::AssessmentGrade(id.to_owned())),
            Some(("component", id)) => Some(Column::ComponentGrade(id.to_owned())),
            _ => KEYS.iter().find(|(key, _)| *key == name).map(|(_, column)| column.clone()),
        };
        match (column, header) {
            (Some(column), Some(header)) => self.columns.push((column, fold(header))),
            (Some(_), None) => {
                let what = format!("column `{name}` is not mapped to a text");
                faults.fault("wrong-kind", place.clone(), what, "write the header of the column in quotation marks");
            }
            (None, _) => {
                let nearest = nearest(name, KEYS.iter().map(|(key, _)| *key));
                let what = format!("`{name}` is not a column that is understood");
                let fix = format!("did you mean `{nearest}`? results are `assessment.<id>` and `component.<id>`");
                faults.fault("unknown-key", place.clone(), what, fix);
            }
        }
    }
}

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> &'a str {
    let by_distance = known.min_by_key(|key| strsim::damerau_levenshtein(name, key));
    by_distance.expect("the names that are known are a constant list")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_read_or_its_faults_have_suggestions() {
        let (mapping, faults) =
            Mapping::read("map.toml", "[columns]\nkey = \"Código\"\n\"assessment.quiz\" = \"Q 1\"\n");
        assert!(faults.is_empty());
        let columns = mapping.expect("a mapping").columns;
        assert_eq!(columns, [(Column::Key, "codigo".into()), (Column::AssessmentGrade("quiz".into()), "q1".into())]);
        let (mapping, faults) = Mapping::read("map.toml", "encodng = \"x\"\n[columns]\ngivenname = \"a\"\n");
        assert_eq!(mapping, None);
        let fixes: Vec<_> = faults.iter().map(|fault| fault.fix.as_str()).collect();
        assert_eq!(
            fixes,
            [
                "did you mean `encoding`?",
                "did you mean `given_name`? results are `assessment.<id>` and `component.<id>`"
            ]
        );
    }
}
