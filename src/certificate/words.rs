//! The words that a certificate has of its own, by language: `locales/<tag>/certificate.ftl`, with dates and the names of
//! facts from the verifier's messages. A language that is not there gets English words, which are marked as English.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use jiff::civil::Date;
use unic_langid::LanguageIdentifier;

macro_rules! languages {
    ($($tag:literal),*) => {
        &[$(($tag, include_str!(concat!("../../locales/", $tag, "/certificate.ftl")),
             include_str!(concat!("../../locales/", $tag, "/verifier.ftl")))),*]
    };
}

/// Tag, own messages, the verifier's messages; English first.
const LANGUAGES: &[(&str, &str, &str)] = languages!("en", "bg", "de", "el", "es", "fi", "fr", "ga", "it", "ro", "sv");
const COUNT: usize = LANGUAGES.len();

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words(usize);

type Bundle = FluentBundle<FluentResource>;

impl Words {
    /// The words of the language of `tag`, such as `de` or `de-at`, else English ones.
    pub(super) fn of(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default();
        Self(LANGUAGES.iter().position(|(own, ..)| primary.eq_ignore_ascii_case(own)).unwrap_or(0))
    }

    /// The language of the words, as `tag` has it if it is the same.
    pub(super) fn language(self, tag: &str) -> &str {
        let own = LANGUAGES[self.0].0;
        if tag.split('-').next() == Some(own) { tag } else { own }
    }

    /// A message without variables.
    pub(super) fn get(self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A message with its variables.
    pub(super) fn with(self, id: &str, variables: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in variables {
            args.set(*name, (*value).to_owned());
        }
        self.message(id, &args)
    }

    /// A day in words.
    pub(super) fn day(self, day: Date) -> String {
        let mut args = FluentArgs::new();
        args.set("day", i64::from(day.day()));
        args.set("month", i64::from(day.month()));
        // As a text, lest thousands be set apart.
        args.set("year", day.year().to_string());
        self.message("date", &args)
    }

    /// A number of hours in words.
    pub(super) fn hours(self, hours: u32) -> String {
        let mut args = FluentArgs::new();
        args.set("count", i64::from(hours));
        args.set("hours", hours.to_string());
        self.message("hours", &args)
    }

    fn message(self, id: &str, args: &FluentArgs<'_>) -> String {
        let bundle = self.bundle();
        let pattern = bundle.get_message(id).and_then(|message| message.value());
        let pattern = pattern.expect("every language has every message: tested");
        bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned()
    }

    fn bundle(self) -> &'static Bundle {
        static BUNDLES: [OnceLock<Bundle>; COUNT] = [const { OnceLock::new() }; COUNT];
        BUNDLES[self.0].get_or_init(|| {
            let (tag, own, verifier) = LANGUAGES[self.0];
            let language: LanguageIdentifier = tag.parse().expect("our tags are language identifiers");
            let mut bundle = FluentBundle::new_concurrent(vec![language]);
            // The marks of isolation are letters that no font has.
            bundle.set_use_isolating(false);
            for source in [own, verifier] {
                let messages = FluentResource::try_new(source.to_owned()).expect("our messages are tested");
                bundle.add_resource(messages).expect("no message stands twice: tested");
            }
            bundle
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The verifier's messages that a certificate uses.
    const BORROWED: &[&str] = &[
        "assessment-column",
        "assessments-heading",
        "awarded-by",
        "components-heading",
        "date",
        "fact-credential",
        "fact-credits",
        "fact-eqf",
        "fact-issued",
        "fact-languages",
        "fact-modes",
        "fact-national-level",
        "fact-valid-from",
        "fact-valid-until",
        "fact-workload",
        "grade-column",
        "hours",
        "outcomes-heading",
        "quality-decided",
        "quality-heading",
        "skills-label",
        "supervision-column",
    ];

    fn own(source: &str) -> Vec<(&str, Vec<&str>)> {
        let lines = source.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        lines
            .map(|line| {
                let (id, text) = line.split_once(" = ").expect("one message a line");
                let mut variables: Vec<_> =
                    text.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next()).collect();
                variables.sort_unstable();
                (id, variables)
            })
            .collect()
    }

    #[test]
    fn every_language_has_every_message_with_its_variables() {
        let english = own(LANGUAGES[0].1);
        for (at, (tag, source, _)) in LANGUAGES.iter().enumerate() {
            assert_eq!(own(source), english, "{tag}");
            for id in english.iter().map(|(id, _)| id).chain(BORROWED) {
                assert!(Words(at).bundle().get_message(id).is_some_and(|it| it.value().is_some()), "{tag}: {id}");
            }
        }
    }

    #[test]
    fn every_message_is_used_and_none_is_missing() {
        let sources =
            [include_str!("front.rs"), include_str!("details.rs"), include_str!("mod.rs"), include_str!("paint.rs")]
                .concat();
        for (id, _) in own(LANGUAGES[0].1) {
            assert!(sources.contains(&format!("\"{id}\"")), "{id} is not used");
        }
        let known: Vec<_> = own(LANGUAGES[0].1).into_iter().map(|(id, _)| id).chain(BORROWED.iter().copied()).collect();
        let used = sources.split("words.get(\"").skip(1).chain(sources.split("words.with(\"").skip(1));
        for id in used.filter_map(|rest| rest.split('"').next()) {
            assert!(known.contains(&id), "{id} is not known");
        }
    }

    #[test]
    fn an_unknown_language_gets_english_words_that_say_so() {
        assert_eq!(Words::of("cy"), Words::of("en"));
        assert_eq!(Words::of("cy").language("cy"), "en");
        assert_eq!(Words::of("de-at").language("de-at"), "de-at");
        let day = jiff::civil::date(2026, 6, 30);
        assert_eq!(Words::of("en").day(day), "30 June 2026");
        assert_eq!(Words::of("es").day(day), "30 de junio de 2026");
        assert_eq!(Words::of("de").hours(50), "50 Stunden");
    }
}
