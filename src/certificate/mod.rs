//! The certificate for people: a PDF that shows an award and carries its sealed file.
//!
//! [`render`] is a pure function of the award's own document, the sealed file, the institution's template, the
//! verifier's address and a time: the same input gives the same bytes. The PDF follows PDF/A-3a (ISO 19005-3) and PDF/UA-1
//! (ISO 14289-1); the sealed file is attached as it is, with the relationship `Data`. Each language of the award is a
//! section of its own. The page proves nothing, and says so; whether the award holds is for a verifier to say.

mod details;
mod fonts;
mod front;
mod layout;
mod letters;
mod paint;
mod words;

use std::sync::Arc;

use jiff::tz::TimeZone;
use thiserror::Error;

use self::layout::{Align, Colour, Layout, NodeId, Style};
use self::words::Words;
use crate::descriptor::types::{Institution, Signatory};
use crate::elm::view::{AwardView, Names};
use crate::limits::CERTIFICATE_PAGES_MAX;
use crate::model::time::Timestamp;

/// The sealed file that a certificate carries.
#[derive(Debug, Clone, Copy)]
pub struct Attachment<'a> {
    /// Its name, such as `award.jsonld`.
    pub name: &'a str,
    /// Its media type, such as `application/ld+json`.
    pub media_type: &'a str,
    /// Its bytes; they are attached as they are.
    pub bytes: &'a [u8],
}

/// How an institution's certificates look, and who signs them.
#[derive(Debug, Clone)]
pub struct CertificateTemplate {
    colour: Colour,
    second_colour: Colour,
    signatories: Vec<Signatory>,
    line: Names,
    zone: TimeZone,
}

impl CertificateTemplate {
    /// The template of the institution that issues: `[certificate]` of its profile, or the default.
    #[must_use]
    pub fn of(institution: &Institution) -> Self {
        let design = institution.certificate.clone().unwrap_or_default();
        let colour = |[red, green, blue]: [u8; 3]| Colour(red, green, blue);
        let line = design.line.iter().flat_map(|line| line.iter());
        Self {
            colour: colour(design.colour),
            second_colour: colour(design.second_colour),
            signatories: design.signatories,
            line: line.map(|(language, text)| (language.as_str(), text)).collect(),
            zone: TimeZone::get(&institution.time_zone).unwrap_or(TimeZone::UTC),
        }
    }
}

/// Why there is no certificate.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The verifier's address is too long for a QR code.
    #[error("the verifier's address has {length} letters, too many for a QR code")]
    AddressTooLong {
        /// Its length.
        length: usize,
    },
    /// The texts fill more pages than a certificate may have.
    #[error("the certificate would have more than {pages_max} pages")]
    TooManyPages {
        /// The limit.
        pages_max: usize,
    },
    /// The PDF would not follow the standards: a fault of this program, or a picture that cannot be read.
    #[error("the certificate cannot be written as PDF/A-3 and PDF/UA-1: {reason}")]
    Writing {
        /// What the writer says.
        reason: String,
    },
}

/// Makes the certificate of an award, with its sealed file inside.
///
/// `verify_url` is where a verifier is reached; it stands in the QR code and as text. `at` is the date of the PDF.
///
/// # Errors
///
/// [`CertificateError`] when the address or the texts are too long, or a text cannot stand in such a PDF.
pub fn render(
    award: &AwardView,
    attachment: &Attachment<'_>,
    template: &CertificateTemplate,
    verify_url: &str,
    at: Timestamp,
) -> Result<Vec<u8>, CertificateError> {
    let code = fast_qr::QRBuilder::new(verify_url).ecl(fast_qr::ECL::M).build();
    let code = code.map_err(|_| CertificateError::AddressTooLong { length: verify_url.chars().count() })?;
    let logos = paint::logos(award);
    let mut document = Document {
        award,
        template,
        attachment,
        verify_url,
        logos: &logos,
        layout: Layout::default(),
        language: String::new(),
        words: Words::of("en"),
        section: 0,
    };
    for language in languages(award) {
        document.write(&language)?;
    }
    let layout = document.finish();
    paint::paint(&paint::Painting { award, layout: &layout, attachment, logos: &logos, code: &code, at })
}

/// The languages of the award, the one in which it was written first at the front.
fn languages(award: &AwardView) -> Vec<String> {
    let mut languages = vec![award.language.clone()];
    for language in award.languages.iter().map(String::as_str).chain(award.title.iter().map(|(language, _)| language)) {
        if !languages.iter().any(|known| known == language) {
            languages.push(language.to_owned());
        }
    }
    languages
}

/// A picture of an awarding body.
struct Logo {
    image: krilla::image::Image,
    /// The body's place among the awarding bodies.
    body: usize,
}

/// A certificate as it is written, section by section.
struct Document<'a> {
    award: &'a AwardView,
    template: &'a CertificateTemplate,
    attachment: &'a Attachment<'a>,
    verify_url: &'a str,
    logos: &'a Arc<[Logo]>,
    layout: Layout,
    /// The section's language, its words, and its node.
    language: String,
    words: Words,
    section: NodeId,
}

impl Document<'_> {
    fn write(&mut self, language: &str) -> Result<(), CertificateError> {
        self.language = language.to_owned();
        self.words = Words::of(language);
        self.section = self.layout.section(language);
        self.layout.replaced = false;
        self.front();
        self.details();
        let pages_max = CERTIFICATE_PAGES_MAX;
        if self.layout.pages.len() > pages_max { Err(CertificateError::TooManyPages { pages_max }) } else { Ok(()) }
    }

    /// Numbers the pages.
    fn finish(mut self) -> Layout {
        let pages = self.layout.pages.len();
        let style = self.style(fonts::Face::Regular, 8.5, GREY, Align::Centre);
        let languages = languages(self.award);
        for page in 0..pages {
            let language = languages.get(self.layout.pages[page].section).map_or("en", String::as_str);
            let words = Words::of(language);
            let numbers = [("page", &*(page + 1).to_string()), ("pages", &*pages.to_string())];
            let title = pick(&self.award.title, language).0;
            let learner = self.award.learner.display_name(language);
            let y = layout::HEIGHT - 62.0;
            self.layout.decoration(page, &format!("{learner} · {title}"), &style, layout::FULL, y);
            let number = words.with("pdf-page", &numbers);
            self.layout.decoration(page, &number, &style, layout::FULL, y + style.leading());
        }
        self.layout
    }

    fn style(&self, face: fonts::Face, size: f32, colour: Colour, align: Align) -> Style {
        Style { face, size, colour, align }
    }

    /// The language of the labels.
    fn label_language(&self) -> String {
        self.words.language(&self.language).to_owned()
    }

    /// A day in words, as the institution's calendar has it.
    fn day(&self, at: Timestamp) -> String {
        self.words.day(at.to_jiff().to_zoned(self.template.zone.clone()).date())
    }
}

/// A text in a language, else in the best other one, with the language that it is in.
fn pick<'a>(names: &'a Names, language: &'a str) -> (&'a str, &'a str) {
    let Some(best) = names.best(language) else { return ("", language) };
    let own = names.get(language).map(|_| language);
    let tag = own.or_else(|| names.iter().find(|(_, text)| *text == best).map(|(tag, _)| tag));
    (best, tag.unwrap_or(language))
}

const INK: Colour = Colour(0x16, 0x26, 0x3b);
const GREY: Colour = Colour(0x55, 0x60, 0x70);
const PALE: Colour = Colour(0xd5, 0xdc, 0xe5);
