//! The rules of a descriptor: what must agree with what, and what the rule set asks for.
//!
//! Each check is silent about values that were already found to be missing or malformed.

use std::collections::HashSet;

use super::fields::{DESCRIPTOR, Need};
use super::licence;
use super::read::Sources;
use super::rules::{Bounds, RuleSet};
use super::table::{Context, Reader};
use super::tree::{At, Node, Value};
use super::types::*;
use super::values::{hundredths, sentences, shorten, shown_hundredths as shown};
use crate::model::fault::{Faults, Place};
use crate::model::time::Timestamp;
use crate::vocabulary::{Concept, List, find};

/// Checks everything that needs more than one value.
pub(super) fn check(reader: &Reader<'_>, descriptor: &Descriptor, sources: &Sources<'_>) {
    let check = Check { context: reader.context, root: reader.node, descriptor };
    check.edition();
    check.workload(&descriptor.workload, &["workload"], check.root);
    check.credential_type();
    check.assessments();
    check.resources();
    check.institutions(sources);
    check.model();
    check.components();
    check.quality_order();
    match sources.rule_sets.get(&descriptor.rule_set) {
        Some(rules) => check.rule_set(rules),
        None if descriptor.rule_set.is_empty() => {}
        None => {
            let what = format!("`rule_set` is \"{}\", which is not known", descriptor.rule_set);
            let known: Vec<_> = sources.rule_sets.ids().collect();
            let fix = format!("write one of: {}", known.join(", "));
            check.context.fault("unknown-rule-set", check.at(&["rule_set"]), what, fix);
        }
    }
}

/// What is wrong with sealing `descriptor` as of `issued`: before its final review is a fault, before its last day a
/// warning.
#[must_use]
pub fn check_issue_date(descriptor: &Descriptor, issued: Timestamp) -> Faults {
    let mut faults = Faults::new();
    let place = || Place::File { file: descriptor.id.clone() };
    let quality = descriptor.quality.as_ref();
    for (name, date) in [
        ("quality.final_review", quality.and_then(|q| q.final_review)),
        ("quality.proposal_approved", quality.and_then(|q| q.proposal_approved)),
    ] {
        if let Some(date) = date.filter(|date| issued < *date) {
            let what = format!("`{name}` ({date}) lies after the date of issuing ({issued})");
            faults.fault("issued-before-review", place(), what, "issue after the review, or mend its date");
        }
    }
    if let Some(end) = descriptor.delivery.end.filter(|end| issued < *end) {
        let what = format!("the course ends ({end}) after the date of issuing ({issued})");
        faults.warning("issued-before-end", place(), what, "check the date of issuing and `delivery.end`");
    }
    faults
}

struct Check<'a> {
    context: &'a Context<'a>,
    root: &'a Node,
    descriptor: &'a Descriptor,
}

impl<'a> Check<'a> {
    /// Where a key stands, else the nearest table above it.
    fn at(&self, path: &[&str]) -> &'a At {
        at_in(self.root, path)
    }

    /// The items of a list of tables, as they stand in the file.
    fn items(&self, key: &str) -> &'a [Node] {
        self.root.get(key).map(Node::items).unwrap_or_default()
    }

    fn edition(&self) {
        let edition = &self.descriptor.edition;
        let fine = edition.len() <= 64 && edition.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
        if !fine {
            let what = format!("`edition` is \"{}\"", shorten(edition));
            let fix = "write at most 64 letters, digits, hyphens, points, such as 2026-05";
            self.context.fault("bad-edition", self.at(&["edition"]), what, fix);
        }
    }

    /// Contact hours are part of the hours.
    fn workload(&self, workload: &Workload, path: &[&str], root: &'a Node) {
        if let Some(contact) = workload.contact_hours.filter(|contact| workload.hours > 0 && *contact > workload.hours)
        {
            let what = format!("`contact_hours` is {contact}, more than the {} hours in all", workload.hours);
            let at = at_in(root, &[path, &["contact_hours"]].concat());
            self.context.fault("contact-hours", at, what, "contact hours are a part of `hours`");
        }
        if workload.ects.as_deref().and_then(hundredths) == Some(0) {
            let at = at_in(root, &[path, &["ects"]].concat());
            self.context.fault(
                "out-of-range",
                at,
                "`ects` is 0",
                "leave `ects` out and write credential_type = \"no-ects\"",
            );
        }
    }

    fn credential_type(&self) {
        let has_ects = self.root.get("workload").is_some_and(|workload| workload.get("ects").is_some());
        let said = self.root.get("credential_type").is_some();
        match self.descriptor.credential_type {
            CredentialType::Ects if said && !has_ects => {
                let what = "`credential_type` is ects, but `workload.ects` is missing";
                let fix = "add the credits, or write credential_type = \"no-ects\"";
                self.context.fault("ects-missing", self.at(&["workload"]), what, fix);
            }
            CredentialType::NoEcts if has_ects => {
                let what = "`credential_type` is no-ects, but `workload.ects` is there";
                let fix = "leave the credits out, or write credential_type = \"ects\"";
                self.context.fault("ects-unexpected", self.at(&["workload", "ects"]), what, fix);
            }
            _ => {}
        }
    }

    /// Ids differ; weights are of all or of none and sum to 100.
    fn assessments(&self) {
        let nodes = self.items("assessments");
        let mut ids = HashSet::new();
        for (assessment, node) in self.descriptor.assessments.iter().zip(nodes) {
            if !assessment.id.is_empty() && !ids.insert(&assessment.id) {
                let what = format!("the assessment `{}` stands twice", assessment.id);
                self.context.fault("duplicate", at_in(node, &["id"]), what, "give each assessment its own id");
            }
        }
        let given = nodes.iter().filter(|node| node.get("weight").is_some()).count();
        let weights: Vec<u32> = self.descriptor.assessments.iter().filter_map(|a| a.weight.map(u32::from)).collect();
        let sum: u32 = weights.iter().sum();
        let at = self.at(&["assessments"]);
        if given > 0 && given < nodes.len() {
            let what = format!("{given} of {} assessments have a weight", nodes.len());
            self.context.fault("weights", at, what, "give every assessment a weight, or none");
        } else if given > 0 && weights.len() == nodes.len() && sum != 100 {
            self.context.fault("weights", at, format!("the weights sum to {sum}"), "weights sum to 100");
        }
    }

    fn resources(&self) {
        for (resource, node) in self.descriptor.resources.iter().zip(self.items("resources")) {
            if resource.own && node.get("licence").is_none() {
                let what = "an own open resource has no licence";
                self.context.fault("licence-missing", &node.at, what, "add one, such as licence = \"CC BY 4.0\"");
            }
            if !resource.own && node.get("licence").is_some() {
                let what = "a licence is named, but the resource is not said to be an own one";
                let fix = "write own = true if it is the institution's own open resource; else leave the licence out";
                self.context.warning("licence-of-others", at_in(node, &["licence"]), what, fix);
            }
        }
    }

    /// Every institution that is named is known.
    fn institutions(&self, sources: &Sources<'_>) {
        let known = |slug: &str| slug.is_empty() || sources.institutions.iter().any(|i| i.slug == slug);
        let report = |slug: &str, at: &At| {
            let what = format!("the institution `{slug}` is not known");
            self.context.fault("unknown-institution", at, what, self.nearest_institution(slug, sources));
        };
        let descriptor = self.descriptor;
        let bodies = self.items("awarding_bodies");
        let mut seen = HashSet::new();
        for node in bodies {
            let Some(slug) = node.scalar().map(str::trim) else { continue };
            if !seen.insert(slug) {
                let what = format!("`awarding_bodies` names {} again", shorten(slug));
                self.context.fault("duplicate", &node.at, what, "name it once");
            } else if descriptor.awarding_bodies.iter().any(|body| body == slug) && !known(slug) {
                report(slug, &node.at);
            }
        }
        for key in ["partners", "components"] {
            for node in self.items(key) {
                if let Some(slug) = node.get("institution").and_then(Node::scalar).filter(|slug| !known(slug.trim())) {
                    report(slug.trim(), at_in(node, &["institution"]));
                }
            }
        }
        let accreditation = descriptor.quality.as_ref().and_then(|quality| quality.accreditation.as_ref());
        if let Some(agency) = accreditation.map(|accreditation| &accreditation.agency).filter(|slug| !known(slug)) {
            report(agency, self.at(&["quality", "accreditation", "agency"]));
        }
    }

    fn nearest_institution(&self, slug: &str, sources: &Sources<'_>) -> String {
        let short: String = slug.chars().take(64).collect();
        let scored = sources.institutions.iter().map(|i| (strsim::jaro_winkler(&i.slug, &short), &i.slug));
        match scored.max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((score, slug)) if score > 0.8 => format!("did you mean `{slug}`?"),
            _ => format!("add its profile as institutions/{}.toml", shorten(slug)),
        }
    }

    /// Partners, their roles and the model fit together; only accrediting partners award.
    fn model(&self) {
        let descriptor = self.descriptor;
        let nodes = self.items("partners");
        let mut pairs = HashSet::new();
        for (partner, node) in descriptor.partners.iter().zip(nodes) {
            if descriptor.partners.len() == nodes.len() && !pairs.insert((&partner.institution, partner.role as u8)) {
                let what = format!("the partner `{}` stands twice with the same role", partner.institution);
                self.context.fault("duplicate", &node.at, what, "name it once");
            }
        }
        let has_role = |slug: &str, role| descriptor.partners.iter().any(|p| p.institution == slug && p.role == role);
        let awarding = self.items("awarding_bodies").iter().filter_map(|n| Some((n.scalar()?.trim(), &n.at)));
        let components = self.items("components").iter();
        let components =
            components.filter_map(|n| Some((n.get("institution")?.scalar()?.trim(), at_in(n, &["institution"]))));
        if !nodes.is_empty() {
            for (slug, at) in awarding.chain(components).filter(|(slug, _)| !has_role(slug, PartnerRole::Accrediting)) {
                let what = format!("`{}` awards, but is not an accrediting partner", shorten(slug));
                let fix = "add it to `partners` with the role accrediting, or take another awarding body";
                self.context.fault("not-accrediting", at, what, fix);
            }
        }
        let institutions: HashSet<_> = descriptor.partners.iter().map(|p| &p.institution).collect();
        let at = self.at(&["model"]);
        match descriptor.model {
            DeliveryModel::Joint if institutions.len() < 2 => {
                let what = "`model` is joint, but fewer than two partners are named";
                self.context.fault("partners-missing", at, what, "name the institutions and their roles in `partners`");
            }
            DeliveryModel::Decentralised => {
                if !descriptor.partners.iter().any(|partner| partner.role == PartnerRole::Lead) {
                    let what = "`model` is decentralised, but no partner leads";
                    self.context.fault("partners-missing", at, what, "name the leading institution in `partners`");
                }
                if self.items("components").len() < 2 {
                    let what = "`model` is decentralised, but there are fewer than two components";
                    self.context.fault("components-missing", at, what, "describe each component in `components`");
                }
            }
            _ => {}
        }
        if descriptor.model != DeliveryModel::Decentralised && !self.items("components").is_empty() {
            let what = "`components` are there, but `model` is not decentralised";
            let fix = "write model = \"decentralised\", or leave the components out";
            self.context.fault("components-unexpected", self.at(&["components"]), what, fix);
        }
    }

    /// Components differ, and their credits and hours add up.
    fn components(&self) {
        let descriptor = self.descriptor;
        let nodes = self.items("components");
        if nodes.is_empty() {
            return;
        }
        let (mut ids, mut courses) = (HashSet::new(), HashSet::new());
        for (component, node) in descriptor.components.iter().zip(nodes) {
            self.workload(&component.workload, &["workload"], node);
            let title = component.title.get_or_first(&descriptor.language).to_lowercase();
            let again = !component.id.is_empty() && !ids.insert(&component.id);
            let titled = node.get("title").is_some() && !courses.insert((&component.institution, title));
            if again || titled {
                let what = format!("the component `{}` stands twice", component.id);
                self.context.fault(
                    "duplicate",
                    &node.at,
                    what,
                    "each component stands once, with its own id and title",
                );
            }
        }
        if descriptor.credential_type == CredentialType::NoEcts {
            for node in nodes.iter().filter(|node| at_key(node, &["workload", "ects"]).is_some()) {
                let what = "`credential_type` is no-ects, but a component has credits";
                self.context.fault(
                    "ects-unexpected",
                    at_in(node, &["workload", "ects"]),
                    what,
                    "leave the credits out",
                );
            }
            return;
        }
        for node in nodes.iter().filter(|node| node.get("workload").is_some()) {
            if at_key(node, &["workload", "ects"]).is_none() {
                let what = "a component has no credits";
                self.context.fault("ects-missing", at_in(node, &["workload"]), what, "add its `workload.ects`");
            }
        }
        let parts: Option<Vec<u32>> =
            descriptor.components.iter().map(|c| c.workload.ects.as_deref().and_then(hundredths)).collect();
        let total = descriptor.workload.ects.as_deref().and_then(hundredths);
        if let (Some(parts), Some(total)) = (parts, total) {
            let sum = parts.iter().fold(0_u32, |sum, part| sum.saturating_add(*part));
            if sum != total {
                let what =
                    format!("the components have {} ECTS together, `workload.ects` is {}", shown(sum), shown(total));
                let fix = "the credits of the components add up to those of the whole";
                self.context.fault("credits-sum", self.at(&["workload", "ects"]), what, fix);
            }
        }
        let hours: u32 = descriptor.components.iter().map(|component| component.workload.hours).sum();
        if descriptor.workload.hours > 0 && hours != descriptor.workload.hours {
            let what = format!(
                "the components have {hours} hours together, `workload.hours` is {}",
                descriptor.workload.hours
            );
            self.context.warning("hours-sum", self.at(&["workload", "hours"]), what, "check the hours");
        }
    }

    fn quality_order(&self) {
        let Some(quality) = &self.descriptor.quality else { return };
        if quality.proposal_approved.zip(quality.final_review).is_some_and(|(proposal, review)| review < proposal) {
            let what = "`quality.final_review` lies before `quality.proposal_approved`";
            let fix = "the proposal is approved before the final review";
            self.context.fault("dates-reversed", self.at(&["quality", "final_review"]), what, fix);
        }
    }

    fn rule_set(&self, rules: &RuleSet) {
        let descriptor = self.descriptor;
        for key in &rules.required {
            self.required(key, rules);
        }
        if let Some(max) = rules.title_chars_max.filter(|_| self.root.get("title").is_some()) {
            for (language, title) in descriptor.title.iter() {
                let count = title.chars().count();
                if u32::try_from(count).is_ok_and(|count| count > max) {
                    let what = format!("the title in {language} has {count} characters");
                    let fix = format!("shorten it to at most {max} characters (rule set {})", rules.id);
                    self.context.fault("title-long", at_language(self.root, "title", language.as_str()), what, fix);
                }
            }
        }
        if let (Some(max), Some(description)) = (rules.description_sentences_max, &descriptor.description) {
            for (language, text) in description.iter() {
                let count = sentences(text);
                if count > max {
                    let what = format!("the description in {language} has {count} sentences");
                    let at = at_language(self.root, "description", language.as_str());
                    self.context.warning("description-long", at, what, format!("say it in at most {max}"));
                }
            }
        }
        let named = self.root.get("eqf_level").and_then(Node::scalar).map(|text| find(List::Eqf, text));
        if named == Some(Ok(descriptor.eqf_level)) {
            self.eqf_level(descriptor.eqf_level, &["eqf_level"], self.root, rules);
        }
        self.hours_per_credit(&descriptor.workload, self.root, rules);
        for (component, node) in descriptor.components.iter().zip(self.items("components")) {
            component.eqf_level.into_iter().for_each(|level| self.eqf_level(level, &["eqf_level"], node, rules));
            self.hours_per_credit(&component.workload, node, rules);
        }
        let total = descriptor.workload.ects.as_deref().and_then(hundredths);
        if let Some((max, total)) = rules.ects.max.zip(total).filter(|(max, total)| *total > max.saturating_mul(100)) {
            let what = format!("`workload.ects` is {}", shown(total));
            let fix = format!("a micro-credential has at most {max} credits");
            self.context.fault("ects-many", self.at(&["workload", "ects"]), what, fix);
        }
        self.rule_set_resources(rules);
        if let Some(quality) = &descriptor.quality {
            self.count("experts", "subject experts", quality.experts, rules.experts);
            self.count("students", "students", quality.students, rules.students);
        }
    }

    /// A key that the rule set requires; assessments may be those of the components.
    fn required(&self, key: &str, rules: &RuleSet) {
        if key == "assessments" && !self.items("components").is_empty() {
            return;
        }
        let path: Vec<_> = key.split('.').collect();
        let absent = match at_key(self.root, &path) {
            // What the reader requires of every descriptor was reported by it, and so is a table that is missing whole.
            None => {
                let by_reader = DESCRIPTOR.iter().any(|field| field.name == key && field.need == Need::Required);
                let whole = path.len() > 1 && self.root.get(path[0]).is_none();
                let reported = by_reader || whole && rules.required.iter().any(|other| other == path[0]);
                !reported
            }
            Some(node) => matches!(&node.value, Value::List(items) if items.is_empty()),
        };
        if absent {
            let fix = format!("add it: the rule set {} requires it", rules.id);
            let at = self.context.missing_at(key, self.at(&path));
            self.context.fault("missing", at, format!("`{key}` is missing"), fix);
        }
    }

    fn eqf_level(&self, level: &Concept, path: &[&str], root: &'a Node, rules: &RuleSet) {
        if level.code.parse().is_ok_and(|level| !rules.eqf_level.hold(level)) {
            let what = format!("`eqf_level` is {}", level.code);
            let fix = format!("the rule set {} allows levels {}", rules.id, rules.eqf_level);
            self.context.fault("eqf-level", at_in(root, path), what, fix);
        }
    }

    fn hours_per_credit(&self, workload: &Workload, root: &'a Node, rules: &RuleSet) {
        let Some(credits) = workload.ects.as_deref().and_then(hundredths).filter(|credits| *credits > 0) else {
            return;
        };
        let Bounds { min, max } = rules.hours_per_ects;
        let hundred = u64::from(workload.hours) * 100;
        let low = min.is_some_and(|min| hundred < u64::from(min) * u64::from(credits));
        let high = max.is_some_and(|max| hundred > u64::from(max) * u64::from(credits));
        if workload.hours > 0 && (low || high) {
            let what = format!("{} hours do not fit {} ECTS", workload.hours, shown(credits));
            let fix = format!("a credit stands for {} hours of work", rules.hours_per_ects);
            self.context.fault("hours-per-credit", at_in(root, &["workload", "hours"]), what, fix);
        }
    }

    fn rule_set_resources(&self, rules: &RuleSet) {
        let count = u32::try_from(self.items("resources").len()).unwrap_or(u32::MAX);
        if count > 0 && !rules.resources.hold(count) {
            let fix = format!("name {} (rule set {})", rules.resources, rules.id);
            self.context.fault("resources-few", self.at(&["resources"]), format!("there are {count} resources"), fix);
        }
        if rules.licences.is_empty() {
            return;
        }
        for (resource, node) in self.descriptor.resources.iter().zip(self.items("resources")) {
            let Some(named) = resource.licence.as_deref().filter(|_| resource.own) else { continue };
            let at = at_in(node, &["licence"]);
            let fix = format!("take one of: {}", rules.licences.join(", "));
            let what = format!("the licence is \"{}\"", shorten(named));
            let family = licence::family(named);
            let on = |list: &[String]| family.is_some_and(|family| list.iter().any(|licence| licence == family));
            if on(&rules.licences_warned) {
                self.context.warning("licence-advised-against", at, what, fix);
            } else if !on(&rules.licences) {
                self.context.fault("licence-unknown", at, what, fix);
            }
        }
    }

    fn count(&self, key: &str, name: &str, found: Option<u32>, bounds: Bounds) {
        if let Some(found) = found.filter(|found| !bounds.hold(*found)) {
            let what = format!("{found} {name} took part in the review");
            let fix = format!("the rule set asks for {bounds}");
            self.context.fault("review-panel", self.at(&["quality", key]), what, fix);
        }
    }
}

fn at_key<'a>(root: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(root, |node, key| node.get(key))
}

fn at_in<'a>(root: &'a Node, path: &[&str]) -> &'a At {
    let mut node = root;
    for key in path {
        match node.get(key) {
            Some(next) => node = next,
            None => break,
        }
    }
    &node.at
}

fn at_language<'a>(root: &'a Node, key: &str, language: &str) -> &'a At {
    let entries = root.get(key).map(Node::entries).unwrap_or_default();
    let own = entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(language));
    own.map_or_else(|| at_in(root, &[key]), |entry| &entry.node.at)
}
