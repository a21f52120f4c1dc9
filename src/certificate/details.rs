//! What follows the front page: the facts, what was learnt and how it was assessed, and how the certificate is checked.

use super::fonts::Face;
use super::front::credits;
use super::layout::{Align, Column, FULL, LEFT, NodeId, RIGHT, Role, Style};
use super::letters::Line;
use super::{Document, GREY, INK, PALE, pick};
use crate::elm::view::{AchievementView, AssessmentView, ConceptView, Names, OutcomeView};

/// A text with the language that it is in.
#[derive(Debug, Clone)]
struct Said {
    text: String,
    language: String,
}

impl Document<'_> {
    /// Writes the pages after the front page.
    pub(super) fn details(&mut self) {
        self.layout.page();
        let award = self.award;
        let specification = &award.achievement.specification;
        self.heading("pdf-details-heading");
        let description = if award.description.is_empty() { &specification.description } else { &award.description };
        self.paragraph(self.section, description);
        self.fact_table();
        self.outcomes(&specification.outcomes);
        self.assessments(&award.achievement.assessments);
        self.components(&award.achievement.parts);
        if !specification.prerequisites.is_empty() {
            self.heading("pdf-prerequisites-heading");
            self.paragraph(self.section, &specification.prerequisites);
        }
        let rights: Vec<Said> = award.achievement.rights.iter().map(|right| self.said(&right.title)).collect();
        self.bullets("pdf-rights-heading", &rights);
        self.quality();
        let notes: Vec<Said> = specification.notes.iter().map(|note| self.said(note)).collect();
        self.bullets("pdf-notes-heading", &notes);
        self.how_to_check();
    }

    fn body(&self) -> Style {
        self.style(Face::Regular, 11.0, INK, Align::Left)
    }

    fn said(&self, names: &Names) -> Said {
        let (text, language) = pick(names, &self.language);
        Said { text: text.to_owned(), language: language.to_owned() }
    }

    /// The program's own words.
    fn own(&self, text: String) -> Said {
        Said { text, language: self.label_language() }
    }

    /// A text that belongs to no language, such as a number.
    fn plain(&self, text: impl Into<String>) -> Said {
        Said { text: text.into(), language: self.language.clone() }
    }

    fn concept(&self, concept: &ConceptView) -> Said {
        if concept.label.is_empty() { self.plain(concept.code.clone()) } else { self.said(&concept.label) }
    }

    fn concepts(&self, concepts: &[ConceptView]) -> Option<Said> {
        let all: Vec<Said> = concepts.iter().map(|concept| self.concept(concept)).collect();
        let language = all.first()?.language.clone();
        let texts: Vec<String> = all.into_iter().map(|said| said.text).collect();
        Some(Said { text: texts.join(", "), language })
    }

    fn heading(&mut self, message: &str) {
        let title = self.words.get(message);
        let language = self.label_language();
        let style = self.style(Face::Semibold, 14.0, self.template.colour, Align::Left);
        self.layout.space(14.0);
        self.layout.ensure(style.leading() + 48.0);
        self.layout.entry(&title, 1);
        let node = self.layout.node_in(self.section, Role::Heading { level: 2, title: title.clone() }, &language);
        self.layout.text(node, &title, &style, FULL);
        self.layout.rule(FULL, self.layout.y + 1.0, 0.8, self.template.second_colour);
        self.layout.space(8.0);
    }

    fn paragraph(&mut self, parent: NodeId, names: &Names) {
        let said = self.said(names);
        if said.text.is_empty() {
            return;
        }
        let node = self.layout.node_in(parent, Role::Paragraph, &said.language);
        let style = self.body();
        self.layout.text(node, &said.text, &style, FULL);
        self.layout.space(6.0);
    }

    fn fact_table(&mut self) {
        let award = self.award;
        let (achievement, learner) = (&award.achievement, &award.learner);
        let specification = &achievement.specification;
        let mut rows: Vec<(&str, Said)> = Vec::new();
        let credit = achievement.credit.as_ref().or(specification.credit.as_ref());
        rows.extend(learner.date_of_birth.as_ref().map(|day| {
            let in_words = day.parse().ok().map(|day| self.words.day(day));
            ("pdf-date-of-birth", self.own(in_words.unwrap_or_else(|| day.clone())))
        }));
        rows.extend(learner.other_identifier.as_ref().map(|id| ("pdf-learner-identifier", self.plain(id))));
        let national = learner.national_id.as_ref();
        rows.extend(national.map(|id| ("pdf-national-identifier", self.plain(&id.notation))));
        rows.extend(specification.eqf_level.as_ref().map(|level| ("fact-eqf", self.plain(&level.code))));
        rows.extend(specification.nqf_level.as_ref().map(|level| ("fact-national-level", self.concept(level))));
        rows.extend(credit.map(|it| ("fact-credits", self.plain(credits(&it.framework, &it.points)))));
        rows.extend(specification.hours.map(|hours| ("fact-workload", self.own(self.words.hours(hours)))));
        rows.extend(specification.mode.as_ref().map(|mode| ("fact-modes", self.concept(mode))));
        let languages = self.concepts(&specification.teaching_languages);
        rows.extend(languages.map(|languages| ("fact-languages", languages)));
        for (name, at) in [
            ("pdf-awarded-on", Some(achievement.awarded)),
            ("fact-issued", Some(award.issued)),
            ("fact-valid-from", Some(award.valid_from)),
            ("fact-valid-until", award.valid_until),
        ] {
            rows.extend(at.map(|at| (name, self.own(self.day(at)))));
        }
        rows.push(("fact-credential", self.plain(&award.credential)));
        let rows: Vec<Vec<Said>> =
            rows.into_iter().map(|(name, value)| vec![self.own(self.words.get(name)), value]).collect();
        self.layout.space(4.0);
        self.table(&[0.34, 0.66], None, &rows);
    }

    fn outcomes(&mut self, outcomes: &[OutcomeView]) {
        if outcomes.is_empty() {
            return;
        }
        self.heading("outcomes-heading");
        let list = self.layout.node(self.section, Role::NumberedList);
        for (at, outcome) in outcomes.iter().enumerate() {
            let said = self.said(&outcome.title);
            let body = self.item(list, &format!("{}.", at + 1), &said);
            self.skills(body, outcome);
        }
    }

    /// The skills of an outcome: those that are text, and those of ESCO, each with the address of its entry.
    fn skills(&mut self, body: NodeId, outcome: &OutcomeView) {
        let style = self.style(Face::Regular, 9.5, GREY, Align::Left);
        let linked = Style { colour: self.template.colour, ..style };
        let column = Column { x: LEFT + 38.0, width: RIGHT - LEFT - 38.0 };
        let first = Column { x: LEFT + 24.0, width: RIGHT - LEFT - 24.0 };
        for note in &outcome.notes {
            let said = self.said(note);
            let node = self.layout.node_in(body, Role::Paragraph, &said.language);
            self.layout.text(node, &said.text, &style, first);
        }
        if !outcome.skills.is_empty() {
            let label = self.own(self.words.get("skills-label"));
            let node = self.layout.node_in(body, Role::Paragraph, &label.language);
            self.layout.text(node, &label.text, &style, first);
        }
        for skill in &outcome.skills {
            let said = self.concept(skill);
            let paragraph = self.layout.node_in(body, Role::Paragraph, &said.language);
            let node = self.layout.node(paragraph, Role::Link);
            let places = self.layout.text(node, &said.text, &linked, column);
            let alt = format!("{}: {}", said.text, skill.iri);
            self.layout.link(node, &places, &skill.iri, &alt);
        }
        self.layout.space(3.0);
    }

    fn assessments(&mut self, assessments: &[AssessmentView]) {
        if assessments.is_empty() {
            return;
        }
        self.heading("assessments-heading");
        let mut rows = Vec::new();
        for assessment in assessments {
            self.assessment(assessment, 0, &mut rows);
        }
        let head = ["assessment-column", "supervision-column", "grade-column"];
        let head: Vec<Said> = head.iter().map(|name| self.own(self.words.get(name))).collect();
        self.table(&[0.46, 0.34, 0.2], Some(&head), &rows);
    }

    fn assessment(&self, assessment: &AssessmentView, depth: usize, rows: &mut Vec<Vec<Said>>) {
        let mut title = self.said(&assessment.title);
        title.text = format!("{}{}", "– ".repeat(depth), title.text);
        for note in &assessment.notes {
            title.text.push('\n');
            title.text.push_str(&self.said(note).text);
        }
        let supervision = assessment.verification.as_ref().map_or_else(|| self.plain("–"), |it| self.concept(it));
        rows.push(vec![title, supervision, self.said(&assessment.grade)]);
        for part in &assessment.parts {
            self.assessment(part, depth + 1, rows);
        }
    }

    fn components(&mut self, parts: &[AchievementView]) {
        if parts.is_empty() {
            return;
        }
        self.heading("components-heading");
        let rows: Vec<Vec<Said>> = parts
            .iter()
            .map(|part| {
                let bodies: Vec<Said> = part.awarding_bodies.iter().map(|body| self.said(&body.name)).collect();
                let language = bodies.first().map_or_else(|| self.language.clone(), |said| said.language.clone());
                let names: Vec<String> = bodies.into_iter().map(|said| said.text).collect();
                let credit = part.credit.as_ref().or(part.specification.credit.as_ref());
                let credit = credit.map_or_else(|| "–".to_owned(), |it| credits(&it.framework, &it.points));
                let grades: Vec<Said> = part.assessments.iter().map(|it| self.said(&it.grade)).collect();
                let texts: Vec<String> = grades.into_iter().map(|said| said.text).collect();
                let grade = if texts.is_empty() { "–".to_owned() } else { texts.join(", ") };
                vec![
                    self.said(&part.title),
                    Said { text: names.join("\n"), language },
                    self.plain(credit),
                    self.plain(grade),
                ]
            })
            .collect();
        let head = ["pdf-component-column", "awarded-by", "fact-credits", "grade-column"];
        let head: Vec<Said> = head.iter().map(|name| self.own(self.words.get(name))).collect();
        self.table(&[0.38, 0.32, 0.14, 0.16], Some(&head), &rows);
    }

    /// The formal decisions on the course and on the awarding bodies.
    fn quality(&mut self) {
        let award = self.award;
        let bodies = award.achievement.awarding_bodies.iter().filter_map(|body| body.accreditation.as_ref());
        let decisions: Vec<Said> = award
            .achievement
            .specification
            .accreditation
            .iter()
            .chain(bodies)
            .map(|decision| {
                let mut said = self.said(&decision.title);
                let agency = pick(&decision.agency, &self.language).0;
                said.text = format!("{} ({agency})", said.text);
                if let Some(at) = decision.decided {
                    let decided = self.words.with("quality-decided", &[("date", &self.day(at))]);
                    said.text = format!("{}, {decided}", said.text);
                }
                said
            })
            .collect();
        self.bullets("quality-heading", &decisions);
    }

    /// A heading with a list, if there is anything in it.
    fn bullets(&mut self, heading: &str, items: &[Said]) {
        if items.iter().all(|item| item.text.is_empty()) {
            return;
        }
        self.heading(heading);
        let list = self.layout.node(self.section, Role::List);
        for item in items.iter().filter(|item| !item.text.is_empty()) {
            self.item(list, "•", item);
            self.layout.space(3.0);
        }
    }

    /// An item of a list; its body, so that more can be added.
    fn item(&mut self, list: NodeId, label: &str, said: &Said) -> NodeId {
        let style = self.body();
        self.layout.ensure(style.leading());
        let item = self.layout.node(list, Role::Item);
        let node = self.layout.node(item, Role::Label);
        let line = Line { shown: format!("{label} "), source: None };
        let y = self.layout.y;
        self.layout.line(node, line, &style, Column { x: LEFT + 4.0, width: 20.0 }, y);
        let body = self.layout.node_in(item, Role::Body, &said.language);
        let text = self.layout.node(body, Role::Paragraph);
        self.layout.text(text, &said.text, &style, Column { x: LEFT + 24.0, width: RIGHT - LEFT - 24.0 });
        body
    }

    fn how_to_check(&mut self) {
        self.heading("pdf-check-heading");
        let style = self.body();
        let proof = self.words.with("pdf-check-proof", &[("file", self.attachment.name)]);
        let proof = self.own(proof);
        let node = self.layout.node_in(self.section, Role::Paragraph, &proof.language);
        self.layout.text(node, &proof.text, &style, FULL);
        self.layout.space(5.0);
        let list = self.layout.node_in(self.section, Role::NumberedList, &proof.language);
        for (at, message) in ["pdf-check-open", "pdf-check-give", "pdf-check-answer"].into_iter().enumerate() {
            let said = self.own(self.words.get(message));
            self.item(list, &format!("{}.", at + 1), &said);
        }
        self.layout.space(4.0);
        self.address(Column { x: LEFT + 24.0, width: RIGHT - LEFT - 24.0 }, 11.0);
        self.layout.space(5.0);
        let mut notes = vec!["pdf-check-paper"];
        if self.layout.replaced {
            notes.push("pdf-lacking");
        }
        for message in notes {
            let said = self.own(self.words.get(message));
            let node = self.layout.node_in(self.section, Role::Paragraph, &said.language);
            self.layout.text(node, &said.text, &style, FULL);
            self.layout.space(5.0);
        }
    }

    /// A table; with a head its first column heads the rows all the same.
    fn table(&mut self, widths: &[f32], head: Option<&[Said]>, rows: &[Vec<Said>]) {
        let table = self.layout.node(self.section, Role::Table);
        let mut x = LEFT;
        let columns: Vec<Column> = widths
            .iter()
            .map(|part| {
                let column = Column { x: x + 3.0, width: FULL.width * part - 9.0 };
                x += FULL.width * part;
                column
            })
            .collect();
        let label = self.style(Face::Semibold, 10.0, GREY, Align::Left);
        let value = self.style(Face::Regular, 10.5, INK, Align::Left);
        if let Some(head) = head {
            self.row(table, &columns, head, |_| (Role::ColumnHeader, label));
        }
        for row in rows {
            let first = if head.is_some() { value } else { label };
            self.row(table, &columns, row, |at| if at == 0 { (Role::RowHeader, first) } else { (Role::Cell, value) });
        }
        self.layout.space(4.0);
    }

    /// A row; one that is higher than the page goes on on the next.
    fn row(&mut self, table: NodeId, columns: &[Column], cells: &[Said], how: impl Fn(usize) -> (Role, Style)) {
        let row = self.layout.node(table, Role::Row);
        let mut prepared = Vec::new();
        for (at, (said, column)) in cells.iter().zip(columns).enumerate() {
            let (role, style) = how(at);
            let node = self.layout.node_in(row, role, &said.language);
            let lines = self.layout.lines(&said.text, &style, column.width);
            prepared.push((node, style, *column, lines.into_iter()));
        }
        let leading = prepared.iter().map(|(_, style, ..)| style.leading()).fold(0.0, f32::max);
        let count = prepared.iter().map(|(.., lines)| lines.len()).max().unwrap_or(0);
        self.layout.ensure(leading + 8.0);
        self.layout.space(3.0);
        for _ in 0..count {
            self.layout.ensure(leading);
            let y = self.layout.y;
            for (node, style, column, lines) in &mut prepared {
                if let Some(line) = lines.next() {
                    self.layout.line(*node, line, style, *column, y);
                }
            }
            self.layout.y += leading;
        }
        self.layout.space(2.0);
        self.layout.rule(FULL, self.layout.y, 0.5, PALE);
    }
}
