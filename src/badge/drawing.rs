//! The picture of a badge: a seal with the course's title, who awards it, its level and credits, and the logo.
//!
//! It shows the course, never a learner, and is drawn of what the badge itself says, with fonts that the binary carries.

use std::fmt::Write as _;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Tree, WriteOptions};
use serde_json::{Value, json};

use super::BadgeError;
use super::achievement::EQF;
use crate::crypto::encoding::to_base64;
use crate::elm::image::fonts::{FAMILY, Fonts, Weight, escape};
use crate::elm::image::palette;
use crate::elm::{Phrase, phrase};
use crate::model::text::Language;

/// What a badge shows of its course; badges with the same face have the same picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Face {
    language: String,
    title: String,
    body: String,
    level: Option<String>,
    credits: Option<String>,
    /// As a `data:` URL.
    logo: Option<String>,
}

impl Face {
    /// The face of a badge, sealed or not.
    #[must_use]
    pub fn of(badge: &Value) -> Self {
        let achievement = &badge["credentialSubject"]["achievement"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let (issuer, creator) = (&badge["issuer"], &achievement["creator"]);
        let alignments = achievement["alignment"].as_array().map_or(&[][..], Vec::as_slice);
        let level = alignments.iter().find(|one| one["targetFramework"] == EQF);
        let awarding = if creator.is_null() { issuer } else { creator };
        Self {
            language: text(&achievement["inLanguage"]).unwrap_or_else(|| "en".to_owned()),
            title: text(&achievement["name"]).unwrap_or_default(),
            body: text(&awarding["name"]).unwrap_or_default(),
            level: level.and_then(|level| text(&level["targetCode"])),
            credits: achievement["creditsAvailable"].as_number().map(ToString::to_string),
            logo: text(&awarding["image"]["id"]).filter(|url| url.starts_with("data:image/")),
        }
    }
}

/// The picture of a badge, as PNG and as SVG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    png: Vec<u8>,
    svg: String,
    data_url: String,
}

/// Points of the PNG's sides, which are the units of the drawing.
const SIDE: f32 = 400.0;
/// Colours of the PNG.
const COLOURS: usize = 16;
const INK: &str = "#16263b";
const BLUE: &str = "#0e4a84";
const GOLD: &str = "#c9972f";
const GREY: &str = "#5d6b7c";

impl Drawing {
    /// Draws a face.
    ///
    /// # Errors
    ///
    /// [`BadgeError::Drawing`].
    pub fn new(face: &Face) -> Result<Self, BadgeError> {
        let fault = |reason: String| BadgeError::Drawing { reason };
        let fonts = Fonts::embedded();
        let source = Page { svg: String::new(), fonts: &fonts }.draw(face);
        let tree = Tree::from_str(&source, fonts.options()).map_err(|error| fault(error.to_string()))?;
        let size = tree.size().to_int_size();
        let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| fault("no size".to_owned()))?;
        resvg::render(&tree, Transform::default(), &mut pixels.as_mut());
        let png = palette::encode(&pixels, COLOURS).map_err(|error| fault(error.to_string()))?;
        // Texts become outlines, so that it looks alike where the fonts are not.
        let svg = tree.to_string(&WriteOptions::default());
        let data_url = format!("data:image/png;base64,{}", to_base64(&png));
        Ok(Self { png, svg, data_url })
    }

    /// The PNG.
    #[must_use]
    pub fn png(&self) -> &[u8] {
        &self.png
    }

    /// The SVG.
    #[must_use]
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// The PNG as the address that a badge states for it.
    #[must_use]
    pub fn data_url(&self) -> &str {
        &self.data_url
    }

    /// States the picture in an unsecured badge.
    pub fn state_in(&self, badge: &mut Value) {
        badge["credentialSubject"]["achievement"]["image"] = json!({ "id": self.data_url, "type": "Image" });
    }
}

struct Page<'a> {
    svg: String,
    fonts: &'a Fonts,
}

impl Page<'_> {
    fn draw(mut self, face: &Face) -> String {
        let language = Language::parse(&face.language);
        let word = |word: Phrase| language.as_ref().map_or("", |language| phrase(word, language));
        let middle = SIDE / 2.0;
        self.add(format_args!(
            "<rect width=\"{SIDE}\" height=\"{SIDE}\" fill=\"#ffffff\"/>\
             <circle cx=\"{middle}\" cy=\"{middle}\" r=\"196\" fill=\"{BLUE}\"/>\
             <circle cx=\"{middle}\" cy=\"{middle}\" r=\"184\" fill=\"none\" stroke=\"{GOLD}\" stroke-width=\"3\"/>\
             <circle cx=\"{middle}\" cy=\"{middle}\" r=\"170\" fill=\"#ffffff\"/>"
        ));
        let mut y = 84.0;
        if let Some(logo) = &face.logo {
            self.add(format_args!("<image x=\"160\" y=\"42\" width=\"80\" height=\"56\" href=\"{}\"/>", escape(logo)));
            y = 122.0;
        }
        self.line(y, 15.0, Weight::Semibold, BLUE, &word(Phrase::MicroCredential).to_uppercase());
        let room = if face.logo.is_some() { 3 } else { 4 };
        let (size, lines) = self.fit(&self.showable(&face.title), &[34.0, 30.0, 26.0, 22.0, 19.0], 270.0, room);
        let height = size * 1.15;
        let lowest = 268.0;
        // In the middle between the heading and the name below.
        let count = lines.iter().map(|_| 1.0).sum::<f32>();
        let mut at = f32::midpoint(y + 14.0, lowest - 22.0) - height * count / 2.0 + size * 0.8;
        for line in &lines {
            self.line(at, size, Weight::Semibold, INK, line);
            at += height;
        }
        let (size, lines) = self.fit(&self.showable(&face.body), &[17.0, 15.0, 13.0], 250.0, 2);
        let mut at = lowest;
        for line in &lines {
            self.line(at, size, Weight::Regular, GREY, line);
            at += size * 1.15;
        }
        let level = face.level.as_ref().map(|level| format!("{} {level}", word(Phrase::Level)));
        let facts: Vec<String> =
            level.into_iter().chain(face.credits.as_ref().map(|it| format!("{it} ECTS"))).collect();
        if !facts.is_empty() {
            self.add(format_args!("<rect x=\"90\" y=\"308\" width=\"220\" height=\"34\" rx=\"17\" fill=\"{BLUE}\"/>"));
            let (size, lines) = self.fit(&facts.join(" · "), &[17.0, 15.0, 13.0, 11.0], 200.0, 1);
            lines.iter().for_each(|line| self.line(331.0, size, Weight::Semibold, "#ffffff", line));
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{SIDE}\" height=\"{SIDE}\" \
             viewBox=\"0 0 {SIDE} {SIDE}\">{}</svg>",
            self.svg
        )
    }

    fn add(&mut self, arguments: std::fmt::Arguments<'_>) {
        self.svg.write_fmt(arguments).expect("writing to a string does not fail");
    }

    /// A line in the middle.
    fn line(&mut self, y: f32, size: f32, weight: Weight, colour: &str, text: &str) {
        self.add(format_args!(
            "<text x=\"{}\" y=\"{y}\" font-family=\"{FAMILY}\" font-size=\"{size}\" font-weight=\"{}\" \
             fill=\"{colour}\" text-anchor=\"middle\">{}</text>",
            SIDE / 2.0,
            weight.as_css(),
            escape(text)
        ));
    }

    /// The text without letters that no font has.
    fn showable(&self, text: &str) -> String {
        let lacking = self.fonts.lacking(text);
        text.chars().filter(|letter| !lacking.contains(*letter)).collect()
    }

    /// The first size at which the text fits into the lines; at the smallest, what is too long is cut, visibly.
    fn fit(&self, text: &str, sizes: &[f32], width: f32, lines_max: usize) -> (f32, Vec<String>) {
        let wide = |line: &str, size: f32| self.fonts.width(line, size, Weight::Semibold) > width;
        for size in sizes {
            let lines = self.wrap(text, *size, width);
            if lines.len() <= lines_max && !lines.iter().any(|line| wide(line, *size)) {
                return (*size, lines);
            }
        }
        let smallest = *sizes.last().expect("there is a size");
        let mut lines = self.wrap(text, smallest, width);
        if lines.len() > lines_max {
            lines.truncate(lines_max);
            lines.last_mut().expect("there is a line").push_str(" …");
        }
        for line in &mut lines {
            while wide(line, smallest) {
                let kept = line.trim_end_matches('…').chars().count().saturating_sub(2);
                *line = format!("{}…", line.chars().take(kept).collect::<String>());
            }
        }
        (smallest, lines)
    }

    fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|longer| self.fonts.width(longer, size, Weight::Semibold) <= width) {
                Some(longer) => *lines.last_mut().expect("there is a line") = longer,
                None => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(title: &str) -> Face {
        Face {
            language: "en".to_owned(),
            title: title.to_owned(),
            body: "University of Oviedo".to_owned(),
            level: Some("6".to_owned()),
            credits: Some("1".to_owned()),
            logo: None,
        }
    }

    #[test]
    fn a_face_is_always_drawn_alike_and_small() {
        let long = "Towards an INGENIUM micro-credentials Framework for everybody, everywhere, at any time and more";
        for title in ["Course", long, "日本", ""] {
            let drawing = Drawing::new(&face(title)).expect("a drawing");
            assert_eq!(Drawing::new(&face(title)).expect("a drawing"), drawing, "{title}");
            assert!(drawing.png().len() < 20_000, "{title}: {} bytes", drawing.png().len());
            assert!(drawing.svg().starts_with("<svg") && !drawing.svg().contains("<text"), "{title}");
        }
        assert_ne!(Drawing::new(&face("A")).expect("a drawing"), Drawing::new(&face("B")).expect("a drawing"));
    }
}
