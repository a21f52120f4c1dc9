//! Words in a language: messages with texts, numbers and dates, the same on a terminal (in English) and on a page.

use fluent_bundle::{FluentArgs, FluentValue};

use crate::model::text::Language;
use crate::model::time::Timestamp;
use crate::verify::{Decision, Names, Outcome};

use super::locale::Locale;
use super::visible::Shown;

/// A text and its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// BCP 47, empty if not known or no such tag.
    pub language: String,
    /// The text.
    pub text: Shown,
}

impl Text {
    /// A text whose language is not known.
    #[must_use]
    pub fn unknown(text: &str) -> Self {
        Self { language: String::new(), text: Shown::new(text) }
    }
}

/// A piece of a sentence: the page's own words, or a text of others with its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The page's own words.
    Own(String),
    /// A text of others.
    Foreign(Text),
}

/// What stands for a variable of a message.
#[derive(Debug, Clone, Copy)]
pub enum Filling<'a> {
    /// The page's own words.
    Own(&'a str),
    /// Texts of others, joined as the language joins them.
    Foreign(&'a [Text]),
}

/// Characters of the private use area around the place of a text of others.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// Words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    locale: Locale,
}

impl Words {
    /// The words of `locale`.
    #[must_use]
    pub fn new(locale: Locale) -> Self {
        Self { locale }
    }

    /// The language.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// A message without variables.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.locale.message(id, None)
    }

    /// A message with one text.
    #[must_use]
    pub fn with(&self, id: &str, name: &'static str, value: &str) -> String {
        self.with_all(id, &[(name, value)])
    }

    /// A message with several texts.
    #[must_use]
    pub fn with_all(&self, id: &str, values: &[(&'static str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, *value);
        }
        self.locale.message(id, Some(&args))
    }

    /// A message with a number, in the form that the language has for it.
    #[must_use]
    pub fn count(&self, id: &str, count: usize) -> String {
        let mut args = FluentArgs::new();
        args.set("count", count);
        self.locale.message(id, Some(&args))
    }

    /// A message whose texts of others stay apart from its own words.
    #[must_use]
    pub fn pieces(&self, id: &str, fillings: &[(&'static str, Filling<'_>)]) -> Vec<Piece> {
        let mut args = FluentArgs::new();
        let mut texts: Vec<&Text> = Vec::new();
        for (name, filling) in fillings {
            let value = match filling {
                Filling::Own(own) => (*own).to_owned(),
                Filling::Foreign(foreign) => {
                    let place = |text| {
                        texts.push(text);
                        format!("{OPEN}{}{CLOSE}", texts.len() - 1)
                    };
                    self.joined(&foreign.iter().map(place).collect::<Vec<_>>())
                }
            };
            args.set(*name, FluentValue::from(value));
        }
        let message = self.locale.message(id, Some(&args));
        let mut pieces = Vec::new();
        for part in message.split(OPEN) {
            let (place, own) = part.split_once(CLOSE).unwrap_or(("", part));
            pieces.extend(
                place
                    .parse()
                    .ok()
                    .and_then(|place: usize| texts.get(place))
                    .map(|text| Piece::Foreign((*text).clone())),
            );
            if !own.is_empty() {
                pieces.push(Piece::Own(own.to_owned()));
            }
        }
        pieces
    }

    /// `a, b and c`.
    #[must_use]
    pub fn joined(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => self.with_all("list-pair", &[("first", &first.join(", ")), ("last", last)]),
        }
    }

    /// The text in this language, else in English, else the first.
    #[must_use]
    pub fn chosen(&self, names: &Names) -> Option<Text> {
        let in_language = |wanted: &str| {
            names.iter().find(|(tag, _)| tag.split('-').next().is_some_and(|tag| tag.eq_ignore_ascii_case(wanted)))
        };
        let found = in_language(self.locale.tag()).or_else(|| in_language("en")).or_else(|| names.first());
        let (language, text) = found?;
        let language = Language::parse(language).map(|tag| tag.to_string()).unwrap_or_default();
        Some(Text { language, text: Shown::new(text) })
    }

    /// `30 June 2026`.
    #[must_use]
    pub fn date(&self, at: Timestamp) -> String {
        let at = at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
        let mut args = FluentArgs::new();
        args.set("day", i32::from(at.day()));
        args.set("month", i32::from(at.month()));
        args.set("year", at.year().to_string());
        self.locale.message("date", Some(&args))
    }

    /// The date of an `xsd:dateTime`, or the text itself if it is none.
    #[must_use]
    pub fn date_of(&self, text: &str) -> String {
        Timestamp::parse(text).map_or_else(|_| text.to_owned(), |at| self.date(at))
    }

    /// `30 June 2026, 12:00:05 UTC`.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> String {
        let clock = at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
        let two = |number: i8| format!("{number:02}");
        let (hour, minute, second) = (two(clock.hour()), two(clock.minute()), two(clock.second()));
        let values = [("date", &*self.date(at)), ("hour", &hour), ("minute", &minute), ("second", &second)];
        self.with_all("moment", &values)
    }

    /// A decimal number as the language writes it; anything else as it stands.
    #[must_use]
    pub fn number(&self, text: &str) -> String {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if is_number { text.replace('.', &self.locale.decimal_mark().to_string()) } else { text.to_owned() }
    }

    /// `PT25H` as `25 hours`; anything else as it stands.
    #[must_use]
    pub fn workload(&self, text: &str) -> String {
        let hours = text.strip_prefix("PT").and_then(|rest| rest.strip_suffix('H'));
        let Some(count) = hours.filter(|hours| hours.bytes().all(|byte| byte.is_ascii_digit())) else {
            return text.to_owned();
        };
        let Ok(number) = count.parse::<u32>() else { return text.to_owned() };
        let mut args = FluentArgs::new();
        args.set("count", number);
        args.set("hours", count);
        self.locale.message("hours", Some(&args))
    }

    /// The decision in one or a few words.
    #[must_use]
    pub fn decision(&self, decision: Decision) -> String {
        self.text(match decision {
            Decision::Accept => "decision-accept",
            Decision::Reject => "decision-reject",
            Decision::Undecided => "decision-undecided",
        })
    }

    /// What the decision means for whoever asked.
    #[must_use]
    pub fn meaning(&self, decision: Decision) -> String {
        self.text(match decision {
            Decision::Accept => "meaning-accept",
            Decision::Reject => "meaning-reject",
            Decision::Undecided => "meaning-undecided",
        })
    }

    /// The outcome of one check.
    #[must_use]
    pub fn outcome(&self, outcome: Outcome) -> String {
        self.text(match outcome {
            Outcome::Passed => "outcome-passed",
            Outcome::Failed => "outcome-failed",
            Outcome::Inconclusive => "outcome-inconclusive",
            Outcome::NotApplicable => "outcome-not-applicable",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Words = Words { locale: Locale::En };

    #[test]
    fn facts_are_written_for_people() {
        assert_eq!(EN.workload("PT25H"), "25 hours");
        assert_eq!(EN.workload("PT1H"), "1 hour");
        assert_eq!(EN.workload("P25M"), "P25M");
        assert_eq!(EN.workload("PT<b>H"), "PT<b>H");
        assert_eq!(EN.workload("PTH"), "PTH");
        assert_eq!(EN.date_of("2026-06-30T12:00:00Z"), "30 June 2026");
        assert_eq!(EN.date_of("soon"), "soon");
        let at = Timestamp::parse("2026-06-01T12:00:05Z").expect("a time");
        assert_eq!(EN.moment(at), "1 June 2026, 12:00:05 UTC");
        let german = Words::new(Locale::De);
        assert_eq!(
            (EN.number("2.5"), german.number("2.5"), german.number("a.b")),
            ("2.5".into(), "2,5".into(), "a.b".into())
        );
    }

    #[test]
    fn the_asked_language_is_chosen_else_english_else_the_first() {
        let names = |pairs: &[(&str, &str)]| -> Names {
            pairs.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect()
        };
        let text = |words: Words, names: Names| words.chosen(&names).map(|text| text.text.to_string());
        assert_eq!(text(EN, names(&[("es", "uno"), ("en", "one")])), Some("one".into()));
        assert_eq!(text(EN, names(&[("es", "uno"), ("", "un")])), Some("uno".into()));
        assert_eq!(text(Words::new(Locale::Es), names(&[("en", "one"), ("es-MX", "uno")])), Some("uno".into()));
        assert_eq!(text(Words::new(Locale::De), names(&[("es", "uno"), ("en", "one")])), Some("one".into()));
        assert_eq!(text(EN, names(&[])), None);
    }

    #[test]
    fn texts_of_others_stay_apart() {
        let texts = [Text::unknown("\u{e000}0\u{e001}{ $b }"), Text::unknown("B"), Text::unknown("C")];
        let pieces =
            EN.pieces("seal-sentence", &[("holder", Filling::Foreign(&texts)), ("authority", Filling::Own("x"))]);
        let own = |text: &str| Piece::Own(text.to_owned());
        let [a, b, c] = texts.map(Piece::Foreign);
        let expected = [own("Sealed by "), a, own(", "), b, own(" and "), c, own(", with a certificate of x")];
        assert_eq!(pieces, expected);
    }
}
