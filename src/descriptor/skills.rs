//! ESCO skills of an outcome: by IRI, by label, or said to be none of ESCO's. A label is never guessed.

use super::table::Reader;
use super::tree::{Node, Value};
use super::types::EscoSkill;
use super::values::shorten;
use crate::model::ids::Iri;
use crate::model::text::clean;
use crate::vocabulary::esco::{Index, Resolution, Skill};

/// Namespace of ESCO's skills.
const NAMESPACE: &str = "http://data.europa.eu/esco/skill/";

/// The skills that were found, and the labels that stay text.
pub(super) fn read_skills(table: &Reader<'_>, name: &str, esco: Option<&Index>) -> (Vec<EscoSkill>, Vec<String>) {
    let (mut skills, mut texts) = (Vec::new(), Vec::new());
    for (path, node) in table.items(name) {
        match read_skill(table, &path, node, esco) {
            Some(Found::Skill(skill)) if skills.contains(&skill) => {
                let what = format!("`{path}` names \"{}\" again", skill.label);
                table.context.fault("duplicate", &node.at, what, "name it once");
            }
            Some(Found::Skill(skill)) => skills.push(skill),
            Some(Found::Text(text)) => texts.push(text),
            None => {}
        }
    }
    (skills, texts)
}

enum Found {
    Skill(EscoSkill),
    Text(String),
}

fn read_skill(table: &Reader<'_>, path: &str, node: &Node, esco: Option<&Index>) -> Option<Found> {
    let fault = |code, what: String, fix: String| table.context.fault(code, &node.at, what, fix);
    if let Value::Table(entries) = &node.value {
        let part = |key: &str| node.get(key).and_then(Node::scalar).and_then(|text| clean(text).ok());
        let mut keys: Vec<_> = entries.iter().map(|entry| entry.key.as_str()).collect();
        keys.sort_unstable();
        return match (keys.as_slice(), part("iri"), part("label"), part("text")) {
            (["iri", "label"], Some(iri), Some(label), _) => by_iri(table, path, node, &iri, Some(label), esco),
            (["text"], _, _, Some(text)) => Some(Found::Text(text)),
            _ => {
                let what = format!("`{path}` is none of the forms of a skill");
                let fix =
                    "write a label, { iri = \"…\", label = \"…\" }, or { text = \"…\" } for what is no skill of ESCO";
                fault("bad-skill", what, fix.to_owned());
                None
            }
        };
    }
    let Some(text) = node.scalar().and_then(|text| clean(text).ok()) else {
        fault(
            "wrong-type",
            format!("`{path}` is {}, a label or IRI is expected", node.kind()),
            "write a label".to_owned(),
        );
        return None;
    };
    if text.starts_with("http://") || text.starts_with("https://") {
        return by_iri(table, path, node, &text, None, esco);
    }
    if let Some((label, iri)) = text.strip_suffix('>').and_then(|text| text.split_once(" <http")) {
        // The spelling of `{ iri = …, label = … }` where there is only a cell.
        return by_iri(table, path, node, &format!("http{iri}"), Some(label.trim().to_owned()), esco);
    }
    if let Some(text) = text.strip_prefix("text:") {
        // The spelling of `{ text = … }` where there is only a cell.
        return clean(text).ok().map(Found::Text);
    }
    Some(by_label(table, path, node, text, esco))
}

fn by_iri(
    table: &Reader<'_>,
    path: &str,
    node: &Node,
    iri: &str,
    label: Option<String>,
    esco: Option<&Index>,
) -> Option<Found> {
    let fault = |code, what: String, fix: String| table.context.fault(code, &node.at, what, fix);
    let shaped = iri.strip_prefix(NAMESPACE).is_some_and(|id| !id.is_empty());
    let Some(parsed) = Iri::parse(iri).ok().filter(|_| shaped) else {
        let what = format!("`{path}` is \"{}\", which is no skill of ESCO", shorten(iri));
        fault("bad-skill", what, format!("the IRI of a skill begins with {NAMESPACE}"));
        return None;
    };
    let known = esco.and_then(|index| index.by_iri(iri));
    match (known, label) {
        (Some(skill), Some(label)) if label != skill.label => {
            let what = format!("`{path}` has the label \"{}\", ESCO's is \"{}\"", shorten(&label), skill.label);
            fault("label-differs", what, "write ESCO's label, or check the IRI".to_owned());
            None
        }
        (Some(skill), _) => Some(Found::Skill(EscoSkill { iri: parsed, label: skill.label.clone() })),
        (None, Some(label)) => {
            if esco.is_some() {
                let what = format!("`{path}`: {} is not in the imported ESCO", shorten(iri));
                table.context.warning("skill-not-imported", &node.at, what, "check the IRI, or import a newer ESCO");
            }
            Some(Found::Skill(EscoSkill { iri: parsed, label }))
        }
        (None, None) => {
            let what = format!("`{path}` gives the IRI {} alone, and its label is not known", shorten(iri));
            fault("skill-unknown", what, "write { iri = \"…\", label = \"…\" }, or import ESCO first".to_owned());
            None
        }
    }
}

fn by_label(table: &Reader<'_>, path: &str, node: &Node, label: String, esco: Option<&Index>) -> Found {
    let shown = shorten(&label);
    let warn = |code, what: String, fix: String| table.context.warning(code, &node.at, what, fix);
    let choose = "choose one: { iri = \"…\", label = \"…\" }; or keep the text: { text = \"…\" }";
    let Some(index) = esco else {
        let what = format!("`{path}`: \"{shown}\" stays text, since ESCO was not imported");
        warn(
            "esco-missing",
            what,
            "import ESCO (elmseal esco import skills_en.csv), or write { text = \"…\" }".to_owned(),
        );
        return Found::Text(label);
    };
    match index.resolve(&label) {
        Resolution::Preferred(skill) => {
            if let Ok(iri) = Iri::parse(&skill.iri) {
                return Found::Skill(EscoSkill { iri, label: skill.label });
            }
        }
        Resolution::Ambiguous(skills) => {
            let what =
                format!("`{path}`: \"{shown}\" is the label of several skills and stays text: {}", names(&skills));
            warn("skill-ambiguous", what, choose.to_owned());
        }
        Resolution::Alternative(skills) => {
            let what = format!("`{path}`: \"{shown}\" is only an alternative label and stays text: {}", names(&skills));
            warn("skill-alternative", what, choose.to_owned());
        }
        Resolution::Unmatched(skills) if skills.is_empty() => {
            let what = format!("`{path}`: \"{shown}\" is no skill of ESCO and stays text");
            warn("skill-unmatched", what, "search with elmseal esco find, or write { text = \"…\" }".to_owned());
        }
        Resolution::Unmatched(skills) => {
            let what = format!("`{path}`: \"{shown}\" is no skill of ESCO and stays text; nearest: {}", names(&skills));
            warn("skill-unmatched", what, choose.to_owned());
        }
    }
    Found::Text(label)
}

fn names(skills: &[Skill]) -> String {
    let most = skills.iter().take(5);
    most.map(|skill| format!("\"{}\" ({})", skill.label, skill.iri)).collect::<Vec<_>>().join(", ")
}
