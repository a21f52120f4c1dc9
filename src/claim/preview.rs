//! What was awarded, as the page shows it: read from the award's own document.

use crate::elm::AwardView;
use crate::elm::view::{CreditView, Names};
use crate::model::time::Timestamp;
use crate::render::visible::Shown;
use crate::render::words::{Text, Words};

/// What was awarded.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The credential's id.
    pub credential: String,
    /// The title.
    pub title: Text,
    /// The description.
    pub description: Option<Text>,
    /// The learner.
    pub learner: Shown,
    /// Who awards it.
    pub awarding_bodies: Vec<Text>,
    /// Label and value of single facts.
    pub facts: Vec<(String, Text)>,
    /// When it was issued.
    pub issued: Timestamp,
    /// Until when it is valid, if not for good.
    pub valid_until: Option<Timestamp>,
}

/// A form in which the learner can have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// Open Badges 3.0, as its sealed JSON.
    BadgeJson,
    /// The badge as a picture of points.
    BadgePng,
    /// The badge as a drawing.
    BadgeSvg,
    /// The sealed European Learning Model.
    Elm,
    /// The European Digital Credential.
    Europass,
    /// The certificate.
    Pdf,
}

impl File {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Europass, Self::Pdf, Self::BadgePng, Self::BadgeSvg, Self::BadgeJson, Self::Elm];

    /// The last part of its address below the claim's.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BadgeJson => "badge.json",
            Self::BadgePng => "badge.png",
            Self::BadgeSvg => "badge.svg",
            Self::Elm => "credential.elm.jsonld",
            Self::Europass => "credential.europass.jsonld",
            Self::Pdf => "certificate.pdf",
        }
    }

    /// What it is.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::BadgeJson => "application/vc+ld+json",
            Self::BadgePng => "image/png",
            Self::BadgeSvg => "image/svg+xml",
            Self::Elm | Self::Europass => "application/ld+json",
            Self::Pdf => "application/pdf",
        }
    }
}

impl Preview {
    /// The preview in the language of `words`.
    #[must_use]
    pub fn new(words: Words, award: &AwardView) -> Self {
        let language = words.locale().tag();
        let achievement = &award.achievement;
        let specification = &achievement.specification;
        let own = |value: String| Text { language: language.to_owned(), text: Shown::new(&value) };
        let mut facts = Vec::new();
        let mut fact = |label: &str, value: Option<Text>| facts.extend(value.map(|value| (words.text(label), value)));
        fact("fact-issued", Some(own(words.date(award.issued))));
        fact("fact-valid-until", award.valid_until.map(|until| own(words.date(until))));
        let credits = achievement.credit.as_ref().or(specification.credit.as_ref());
        fact("fact-credits", credits.map(|credits| Text::unknown(&points(words, credits))));
        fact(
            "fact-eqf",
            specification.eqf_level.as_ref().map(|level| Text::unknown(level.code.trim_start_matches("0"))),
        );
        let workload = specification.hours.map(|hours| own(words.workload(&format!("PT{hours}H"))));
        fact("fact-workload", workload);
        let bodies = achievement.awarding_bodies.iter().filter_map(|body| chosen(words, &body.name));
        Self {
            credential: award.credential.clone(),
            title: chosen(words, &award.title).unwrap_or_else(|| Text::unknown(&award.credential)),
            description: chosen(words, &award.description),
            learner: Shown::new(&award.learner.display_name(language)),
            awarding_bodies: bodies.collect(),
            facts,
            issued: award.issued,
            valid_until: award.valid_until,
        }
    }
}

fn points(words: Words, credits: &CreditView) -> String {
    // The code of the European Credit Transfer System, which is known by its letters.
    if credits.framework.code == "6fcec5c5af" {
        return format!("{} ECTS", words.number(&credits.points));
    }
    let framework = credits.framework.label.best(words.locale().tag()).unwrap_or(&credits.framework.code);
    format!("{} {framework}", words.number(&credits.points))
}

/// The text in the language of the page, else as `Names::best` chooses, with the language that it has.
fn chosen(words: Words, names: &Names) -> Option<Text> {
    let text = names.best(words.locale().tag())?;
    let language = names.iter().find(|(_, one)| *one == text).map(|(language, _)| language).unwrap_or_default();
    Some(Text { language: language.to_owned(), text: Shown::new(text) })
}
