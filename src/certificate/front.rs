//! The first page of a language: who has earned what, by whom it was awarded, who signs, and where it is checked.

use super::fonts::Face;
use super::layout::{Align, Area, BOTTOM, Column, FULL, LEFT, Mark, NodeId, RIGHT, Role, Style};
use super::letters::measure;
use super::{Document, GREY, INK, PALE, pick};
use crate::elm::view::ConceptView;

/// The side of the QR code; half a millimetre a module for an address of 100 letters.
const CODE_SIDE: f32 = 82.0;
/// How high and how wide a logo is at most.
const LOGO: (f32, f32) = (54.0, 150.0);
/// A column of its own for what stands in the middle.
const MIDDLE: Column = Column { x: LEFT + 24.0, width: RIGHT - LEFT - 48.0 };

impl Document<'_> {
    /// Writes the front page; texts that are too long for it go on on another.
    pub(super) fn front(&mut self) {
        let first_page = self.layout.page_index();
        self.header();
        let first_mark = self.layout.pages[first_page].marks.len();

        let label = self.style(Face::Italic, 13.0, GREY, Align::Centre);
        let words = self.words;
        self.say(&words.get("pdf-certifies"), &label, 4.0);
        self.learner();
        self.say(&words.get("pdf-has-earned"), &label, 6.0);
        self.title();
        self.bodies();
        self.facts();
        self.line();

        let height = self.closing_height();
        if self.layout.y + height > BOTTOM {
            self.layout.page();
        } else if self.layout.page_index() == first_page {
            let free = BOTTOM - height - self.layout.y;
            self.layout.shift(first_page, first_mark, free * 0.4);
        }
        self.layout.y = (BOTTOM - height).max(self.layout.y);
        self.signatories();
        self.check_box();
    }

    /// A line of the program's own words.
    fn say(&mut self, text: &str, style: &Style, after: f32) {
        let language = self.label_language();
        let node = self.layout.node_in(self.section, Role::Paragraph, &language);
        self.layout.text(node, text, style, MIDDLE);
        self.layout.space(after);
    }

    fn header(&mut self) {
        self.frame();
        self.layout.y += 8.0;
        self.logos();
        if self.logos.is_empty() {
            let (name, language) = pick(&self.award.issuer.name, &self.language);
            let (name, language) = (name.to_owned(), language.to_owned());
            let node = self.layout.node_in(self.section, Role::Paragraph, &language);
            let style = self.style(Face::Semibold, 17.0, self.template.colour, Align::Centre);
            self.layout.text(node, &name, &style, FULL);
        }
        self.layout.space(10.0);
        let middle = Column { x: LEFT + 150.0, width: RIGHT - LEFT - 300.0 };
        self.layout.rule(middle, self.layout.y, 1.2, self.template.second_colour);
        self.layout.space(14.0);
        let style = self.style(Face::Semibold, 15.0, self.template.colour, Align::Centre);
        let words = self.words;
        self.say(&words.get("pdf-kicker"), &style, 18.0);
    }

    fn frame(&mut self) {
        let outer = Area { x: 26.0, y: 26.0, width: super::layout::WIDTH - 52.0, height: super::layout::HEIGHT - 52.0 };
        let inner = Area { x: 31.0, y: 31.0, width: outer.width - 10.0, height: outer.height - 10.0 };
        let (colour, second) = (self.template.colour, self.template.second_colour);
        self.layout.mark(Mark::Frame { area: outer, thickness: 1.6, colour });
        self.layout.mark(Mark::Frame { area: inner, thickness: 0.6, colour: second });
    }

    /// The logos of the awarding bodies side by side, as many as have room.
    fn logos(&mut self) {
        let logos = self.logos.clone();
        let scaled = |logo: &super::Logo| {
            let (width, height) = logo.image.size();
            let (width, height) = (pixels(width), pixels(height));
            let factor = (LOGO.0 / height).min(LOGO.1 / width);
            (width * factor, height * factor)
        };
        let gap = 26.0;
        let mut shown = 0;
        let mut used = 0.0;
        for logo in logos.iter() {
            let width = scaled(logo).0 + if shown == 0 { 0.0 } else { gap };
            if used + width > FULL.width {
                break;
            }
            (shown, used) = (shown + 1, used + width);
        }
        let mut x = LEFT + (FULL.width - used) / 2.0;
        for (at, logo) in logos.iter().take(shown).enumerate() {
            let (width, height) = scaled(logo);
            let area = Area { x, y: self.layout.y + (LOGO.0 - height) / 2.0, width, height };
            let body = &self.award.achievement.awarding_bodies[logo.body];
            let alt = self.words.with("pdf-logo-alt", &[("name", pick(&body.name, &self.language).0)]);
            let page = self.layout.page_index();
            let language = self.label_language();
            let node = self.layout.node_in(self.section, Role::Figure { alt, page, area }, &language);
            self.layout.leaf_mark(node, |leaf| Mark::Logo { leaf, area, logo: at });
            x += width + gap;
        }
        if shown > 0 {
            self.layout.y += LOGO.0;
        }
    }

    fn learner(&mut self) {
        let name = self.award.learner.display_name(&self.language);
        let node = self.layout.node(self.section, Role::Paragraph);
        let style = self.style(Face::Semibold, 0.0, INK, Align::Centre);
        self.fit(node, &name, style, &[31.0, 27.0, 23.0, 19.0], 1);
        self.layout.space(8.0);
    }

    fn title(&mut self) {
        let (title, language) = pick(&self.award.title, &self.language);
        let (title, language) = (title.to_owned(), language.to_owned());
        self.layout.entry(&title, 0);
        let role = Role::Heading { level: 1, title: title.clone() };
        let node = self.layout.node_in(self.section, role, &language);
        let style = self.style(Face::Semibold, 0.0, self.template.colour, Align::Centre);
        self.fit(node, &title, style, &[26.0, 23.0, 20.0, 17.0], 2);
        self.layout.space(10.0);
    }

    /// Sets a text in the first size at which it has at most so many lines, else in the last, over as many as it takes.
    fn fit(&mut self, node: NodeId, text: &str, mut style: Style, sizes: &[f32], lines_max: usize) {
        for size in sizes {
            style.size = *size;
            let words_fit = text.split_whitespace().all(|word| measure(word, style.face, *size) <= MIDDLE.width);
            if words_fit && self.layout.lines(text, &style, MIDDLE.width).len() <= lines_max {
                break;
            }
        }
        self.layout.text(node, text, &style, MIDDLE);
    }

    fn bodies(&mut self) {
        let label = self.style(Face::Italic, 12.0, GREY, Align::Centre);
        let words = self.words;
        self.say(&words.get("awarded-by"), &label, 1.0);
        let style = self.style(Face::Regular, 15.0, INK, Align::Centre);
        let award = self.award;
        for body in &award.achievement.awarding_bodies {
            let (name, language) = pick(&body.name, &self.language);
            let (name, language) = (name.to_owned(), language.to_owned());
            let node = self.layout.node_in(self.section, Role::Paragraph, &language);
            self.layout.text(node, &name, &style, MIDDLE);
        }
        self.layout.space(16.0);
    }

    /// Level, credits, workload and dates, side by side.
    fn facts(&mut self) {
        let award = self.award;
        let specification = &award.achievement.specification;
        let mut facts: Vec<(&str, String)> = Vec::new();
        facts.extend(specification.eqf_level.as_ref().map(|level| ("fact-eqf", level.code.clone())));
        let credit = award.achievement.credit.as_ref().or(specification.credit.as_ref());
        facts.extend(credit.map(|credit| ("fact-credits", credits(&credit.framework, &credit.points))));
        facts.extend(specification.hours.map(|hours| ("fact-workload", self.words.hours(hours))));
        facts.push(("pdf-awarded-on", self.day(award.achievement.awarded)));
        facts.extend(award.valid_until.map(|until| ("fact-valid-until", self.day(until))));

        let label = self.style(Face::Regular, 9.5, GREY, Align::Centre);
        let value = self.style(Face::Semibold, 12.5, INK, Align::Centre);
        self.layout.ensure(60.0);
        self.layout.rule(FULL, self.layout.y, 0.6, PALE);
        self.layout.space(9.0);
        let language = self.label_language();
        let list = self.layout.node_in(self.section, Role::List, &language);
        let width = FULL.width / units(facts.len());
        let top = self.layout.y;
        let mut bottom = top;
        for (at, (name, text)) in facts.iter().enumerate() {
            let column = Column { x: LEFT + width * units(at) + 3.0, width: width - 6.0 };
            let item = self.layout.node(list, Role::Item);
            self.layout.y = top;
            for (role, text, style) in [(Role::Label, self.words.get(name), label), (Role::Body, text.clone(), value)] {
                let node = self.layout.node(item, role);
                self.layout.text(node, &text, &style, column);
                self.layout.space(1.0);
            }
            bottom = bottom.max(self.layout.y);
        }
        self.layout.y = bottom + 8.0;
        self.layout.rule(FULL, self.layout.y, 0.6, PALE);
        self.layout.space(12.0);
    }

    /// The institution's own line.
    fn line(&mut self) {
        let (text, language) = pick(&self.template.line, &self.language);
        if text.is_empty() {
            return;
        }
        let (text, language) = (text.to_owned(), language.to_owned());
        let node = self.layout.node_in(self.section, Role::Paragraph, &language);
        let style = self.style(Face::Italic, 11.5, INK, Align::Centre);
        self.layout.text(node, &text, &style, MIDDLE);
        self.layout.space(6.0);
    }

    /// How high the signatories and the box below them will be.
    fn closing_height(&mut self) -> f32 {
        let signed: f32 = self.signatory_rows().iter().map(|row| row.height).sum();
        signed + CODE_SIDE + 18.0
    }

    /// The signatories in rows of up to three, each row with its height.
    fn signatory_rows(&mut self) -> Vec<SigningRow> {
        let (name_style, title_style) = self.signatory_styles();
        let template = self.template;
        let mut rows = Vec::new();
        for row in template.signatories.chunks(SIGNATORIES_A_ROW) {
            let width = FULL.width / units(row.len()) - 24.0;
            let mut height: f32 = 0.0;
            let mut people = Vec::new();
            for person in row {
                let title: crate::elm::view::Names = person
                    .title
                    .iter()
                    .flat_map(|title| title.iter())
                    .map(|(language, text)| (language.as_str(), text))
                    .collect();
                let (title, language) = pick(&title, &self.language);
                let (title, language) = (title.to_owned(), language.to_owned());
                let lines = self.layout.lines(&person.name, &name_style, width).len();
                let titles = self.layout.lines(&title, &title_style, width).len();
                height = height.max(units(lines) * name_style.leading() + units(titles) * title_style.leading());
                people.push(Signing { name: person.name.clone(), title, language });
            }
            rows.push(SigningRow { people, height: height + SIGNING_ROOM + 10.0 });
        }
        rows
    }

    fn signatory_styles(&self) -> (Style, Style) {
        (self.style(Face::Semibold, 11.5, INK, Align::Centre), self.style(Face::Regular, 10.0, GREY, Align::Centre))
    }

    fn signatories(&mut self) {
        let (name_style, title_style) = self.signatory_styles();
        for SigningRow { people, height } in self.signatory_rows() {
            let width = FULL.width / units(people.len());
            let top = self.layout.y + SIGNING_ROOM;
            for (at, Signing { name, title, language }) in people.iter().enumerate() {
                let column = Column { x: LEFT + width * units(at) + 12.0, width: width - 24.0 };
                let line = Column { x: column.x + 8.0, width: column.width - 16.0 };
                self.layout.rule(line, top, 0.6, GREY);
                self.layout.y = top + 4.0;
                let node = self.layout.node(self.section, Role::Paragraph);
                self.layout.text(node, name, &name_style, column);
                let node = self.layout.node_in(self.section, Role::Paragraph, language);
                self.layout.text(node, title, &title_style, column);
            }
            self.layout.y = top - SIGNING_ROOM + height;
        }
    }

    /// The QR code with the address beside it.
    fn check_box(&mut self) {
        let top = BOTTOM - CODE_SIDE;
        self.layout.rule(FULL, top - 9.0, 0.6, PALE);
        let area = Area { x: LEFT, y: top, width: CODE_SIDE, height: CODE_SIDE };
        let words = self.words;
        let alt = words.with("pdf-qr-alt", &[("url", self.verify_url)]);
        let page = self.layout.page_index();
        let language = self.label_language();
        let node = self.layout.node_in(self.section, Role::Figure { alt, page, area }, &language);
        self.layout.leaf_mark(node, |leaf| Mark::Code { leaf, area });

        let column = Column { x: LEFT + CODE_SIDE + 16.0, width: FULL.width - CODE_SIDE - 16.0 };
        let issuer = pick(&self.award.issuer.name, &self.language).0.to_owned();
        let date = self.day(self.award.issued);
        let heading = self.style(Face::Semibold, 10.5, INK, Align::Left);
        let text = self.style(Face::Regular, 9.5, INK, Align::Left);
        let small = self.style(Face::Regular, 8.5, GREY, Align::Left);
        let sealed = words.with("pdf-sealed-by", &[("issuer", &issuer), ("date", &date)]);
        let proof = words.with("pdf-check-proof", &[("file", self.attachment.name)]);
        self.layout.y = top - 2.0;
        for (said, style) in [(sealed, heading), (proof, text)] {
            let node = self.layout.node_in(self.section, Role::Paragraph, &language);
            self.clipped(node, &said, &style, column, 3);
        }
        self.address(column, 9.5);
        let node = self.layout.node(self.section, Role::Paragraph);
        let credential = self.award.credential.clone();
        self.clipped(node, &credential, &small, column, 1);
    }

    /// Sets at most so many lines, since the box has no more room; the whole text stands on another page.
    fn clipped(&mut self, node: NodeId, text: &str, style: &Style, column: Column, lines_max: usize) {
        let mut lines = self.layout.lines(text, style, column.width);
        if lines.len() > lines_max {
            lines.truncate(lines_max);
            let last = lines.last_mut().expect("at least one line");
            last.shown = format!("{} …", last.shown.trim_end());
            last.source = None;
        }
        for line in lines {
            self.layout.line(node, line, style, column, self.layout.y);
            self.layout.y += style.leading();
        }
    }

    /// The verifier's address as a link.
    pub(super) fn address(&mut self, column: Column, size: f32) {
        let paragraph = self.layout.node(self.section, Role::Paragraph);
        let node = self.layout.node(paragraph, Role::Link);
        let style = self.style(Face::Semibold, size, self.template.colour, Align::Left);
        let url = self.verify_url;
        let places = self.layout.text(node, url, &style, column);
        self.layout.link(node, &places, url, url);
    }
}

/// Signatories side by side.
struct SigningRow {
    people: Vec<Signing>,
    height: f32,
}

/// A signatory, with the title in the language that it is in.
struct Signing {
    name: String,
    title: String,
    language: String,
}

/// Room for a hand-written signature.
const SIGNING_ROOM: f32 = 44.0;
const SIGNATORIES_A_ROW: usize = 3;

/// Credits with the short name of their framework.
pub(super) fn credits(framework: &ConceptView, points: &str) -> String {
    let label = framework.label.best("en").unwrap_or(&framework.code);
    if framework.code == "6fcec5c5af" { format!("{points} ECTS") } else { format!("{points} {label}") }
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn units(count: usize) -> f32 {
    count as f32
}

#[expect(clippy::cast_precision_loss, reason = "the size of a picture")]
fn pixels(count: u32) -> f32 {
    count.max(1) as f32
}
