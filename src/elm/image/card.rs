//! The card: an A4 page on its side with the course's facts.

use std::fmt::Write;

use crate::descriptor::types::{CredentialType, Descriptor, Institution};
use crate::elm::image::fonts::{FAMILY, Fonts, Weight, escape};
use crate::elm::phrases::{Phrase, phrase};
use crate::model::text::{Language, LocalisedText};

/// A card as SVG.
pub(super) struct Card {
    pub(super) svg: String,
    /// Letters that it could not show.
    pub(super) unshown: String,
}

const WIDTH: f32 = 1000.0;
const HEIGHT: f32 = 707.0;
/// Where texts begin, and where those beside the badge must end.
const LEFT: f32 = 78.0;
const RIGHT: f32 = 740.0;

const INK: &str = "#16263b";
const BLUE: &str = "#0e4a84";
const GOLD: &str = "#c9972f";
const GREY: &str = "#5d6b7c";
const RULE: &str = "#d5dce5";

/// Draws the card of a course in one language.
pub(super) fn draw(descriptor: &Descriptor, bodies: &[&Institution], language: &Language, fonts: &Fonts) -> Card {
    let mut page = Page { svg: String::new(), unshown: String::new(), fonts, language };
    page.frame();
    let heading = phrase(Phrase::MicroCredential, language).to_uppercase();
    page.line(LEFT, 122.0, 22.0, Weight::Semibold, BLUE, "letter-spacing=\"3\"", &heading);

    let title = page.showable(&descriptor.title);
    let (size, lines) = page.fit(&title, &[56.0, 48.0, 40.0, 34.0], RIGHT - LEFT, 3, Weight::Semibold);
    let mut y = 122.0 + 24.0 + size;
    for line in &lines {
        page.line(LEFT, y, size, Weight::Semibold, INK, "", line);
        y += size * 1.12;
    }

    page.badge(descriptor.eqf_level.code.as_str(), phrase(Phrase::Level, language));

    y = 400.0;
    page.line(LEFT, y, 18.0, Weight::Regular, GREY, "", phrase(Phrase::AwardedBy, language));
    y += 34.0;
    for line in page.names(bodies) {
        page.line(LEFT, y, 26.0, Weight::Regular, INK, "", &line);
        y += 31.0;
    }

    page.rule(566.0);
    page.line(LEFT, 596.0, 18.0, Weight::Regular, GREY, "", phrase(Phrase::Workload, language));
    page.line(LEFT, 628.0, 26.0, Weight::Regular, INK, "", &workload(descriptor, language));
    let footer = phrase(Phrase::NotTheProof, language).to_owned();
    page.end_line(WIDTH - LEFT, 628.0, 15.0, &footer);
    if !page.unshown.is_empty() {
        let notice = format!("{UNSHOWN} = {}", phrase(Phrase::Unshown, language));
        page.end_line(WIDTH - LEFT, 606.0, 15.0, &notice);
    }
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\">{}</svg>",
        page.svg
    );
    Card { svg, unshown: page.unshown }
}

/// What stands in place of letters that cannot be drawn.
const UNSHOWN: &str = "[…]";
/// Most lines of awarding bodies; more are counted.
const NAMES_MAX: usize = 4;

fn workload(descriptor: &Descriptor, language: &Language) -> String {
    let hours = format!("{} {}", descriptor.workload.hours, phrase(Phrase::Hours, language));
    match &descriptor.workload.ects {
        Some(ects) if descriptor.credential_type == CredentialType::Ects => format!("{ects} ECTS · {hours}"),
        _ => hours,
    }
}

struct Page<'a> {
    svg: String,
    unshown: String,
    fonts: &'a Fonts,
    language: &'a Language,
}

impl Page<'_> {
    fn add(&mut self, arguments: std::fmt::Arguments<'_>) {
        self.svg.write_fmt(arguments).expect("writing to a string does not fail");
    }

    fn frame(&mut self) {
        self.add(format_args!(
            "<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\
             <rect x=\"22\" y=\"22\" width=\"956\" height=\"663\" fill=\"none\" stroke=\"{RULE}\" stroke-width=\"2\"/>\
             <rect x=\"22\" y=\"22\" width=\"12\" height=\"663\" fill=\"{BLUE}\"/>\
             <rect x=\"34\" y=\"22\" width=\"4\" height=\"663\" fill=\"{GOLD}\"/>"
        ));
    }

    fn rule(&mut self, y: f32) {
        let width = WIDTH - 2.0 * LEFT;
        self.add(format_args!("<rect x=\"{LEFT}\" y=\"{y}\" width=\"{width}\" height=\"2\" fill=\"{RULE}\"/>"));
    }

    fn badge(&mut self, level: &str, label: &str) {
        let (x, y) = (848.0, 176.0);
        self.add(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"84\" fill=\"{BLUE}\"/>\
             <circle cx=\"{x}\" cy=\"{y}\" r=\"75\" fill=\"none\" stroke=\"{GOLD}\" stroke-width=\"3\"/>\
             <text x=\"{x}\" y=\"{}\" font-family=\"{FAMILY}\" font-size=\"84\" font-weight=\"600\" fill=\"#ffffff\" \
             text-anchor=\"middle\">{}</text>",
            y + 28.0,
            escape(level)
        ));
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{}\" font-family=\"{FAMILY}\" font-size=\"20\" font-weight=\"600\" fill=\"{BLUE}\" \
             text-anchor=\"middle\">{}</text>",
            y + 116.0,
            escape(label)
        ));
    }

    #[expect(clippy::too_many_arguments, reason = "the attributes of one SVG element")]
    fn line(&mut self, x: f32, y: f32, size: f32, weight: Weight, colour: &str, more: &str, text: &str) {
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-family=\"{FAMILY}\" font-size=\"{size}\" font-weight=\"{}\" \
             fill=\"{colour}\" {more}>{}</text>",
            weight.as_css(),
            escape(text)
        ));
    }

    /// A small line that ends at `x`.
    fn end_line(&mut self, x: f32, y: f32, size: f32, text: &str) {
        self.line(x, y, size, Weight::Regular, GREY, "text-anchor=\"end\" font-style=\"italic\"", text);
    }

    /// The text in the card's language, or in another that the fonts can show, or with marks for what they lack.
    fn showable(&mut self, text: &LocalisedText) -> String {
        let wanted = text.get_or_first(self.language);
        if self.fonts.lacking(wanted).is_empty() {
            return wanted.to_owned();
        }
        if let Some((_, other)) = text.iter().find(|(_, other)| self.fonts.lacking(other).is_empty()) {
            return other.to_owned();
        }
        let lacking = self.fonts.lacking(wanted);
        self.unshown.extend(lacking.chars().filter(|letter| !self.unshown.contains(*letter)).collect::<Vec<_>>());
        let mut shown = String::new();
        for letter in wanted.chars() {
            if !lacking.contains(letter) {
                shown.push(letter);
            } else if !shown.ends_with(UNSHOWN) {
                shown.push_str(UNSHOWN);
            }
        }
        shown
    }

    /// The first size at which `text` fits into the lines; at the smallest, what is too long is cut, visibly.
    fn fit(&self, text: &str, sizes: &[f32], width: f32, lines_max: usize, weight: Weight) -> (f32, Vec<String>) {
        for size in sizes {
            let lines = self.wrap(text, *size, width, weight);
            let wide = lines.iter().any(|line| self.fonts.width(line, *size, weight) > width);
            if lines.len() <= lines_max && !wide {
                return (*size, lines);
            }
        }
        let smallest = *sizes.last().expect("there is a size");
        let mut lines = self.wrap(text, smallest, width, weight);
        if lines.len() > lines_max {
            lines.truncate(lines_max);
            lines.last_mut().expect("there is a line").push_str(" …");
        }
        for line in &mut lines {
            while self.fonts.width(line, smallest, weight) > width {
                let kept = line.trim_end_matches('…').chars().count().saturating_sub(2);
                *line = format!("{}…", line.chars().take(kept).collect::<String>());
            }
        }
        (smallest, lines)
    }

    fn wrap(&self, text: &str, size: f32, width: f32, weight: Weight) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer {
                Some(longer) if self.fonts.width(&longer, size, weight) <= width => {
                    *lines.last_mut().expect("there is a line") = longer;
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    fn names(&mut self, bodies: &[&Institution]) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, body) in bodies.iter().enumerate() {
            let name = self.showable(&body.legal_name);
            let (_, wrapped) = self.fit(&name, &[26.0], WIDTH - 2.0 * LEFT, 2, Weight::Regular);
            let rest = bodies.len() - at;
            if lines.len() + wrapped.len() > NAMES_MAX || (rest > 1 && lines.len() + wrapped.len() == NAMES_MAX) {
                lines.push(format!("+ {rest}"));
                return lines;
            }
            lines.extend(wrapped);
        }
        lines
    }
}
