//! The languages of the pages, and the messages of each, compiled in from `locales/<tag>/verifier.ftl`.

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// A language in which the pages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// English, from which the others are translated.
    #[default]
    En,
    /// Bulgarian.
    Bg,
    /// Spanish.
    Es,
    /// German.
    De,
    /// Greek.
    El,
    /// French.
    Fr,
    /// Irish.
    Ga,
    /// Italian.
    It,
    /// Romanian.
    Ro,
    /// Finnish.
    Fi,
    /// Swedish.
    Sv,
}

type Bundle = FluentBundle<FluentResource>;

impl Locale {
    /// All of them, by the names that they have for themselves; Latin letters first, and English.
    pub const ALL: [Self; 11] =
        [Self::En, Self::De, Self::Es, Self::Fr, Self::Ga, Self::It, Self::Ro, Self::Fi, Self::Sv, Self::Bg, Self::El];

    /// The tag of BCP 47.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Bg => "bg",
            Self::Es => "es",
            Self::De => "de",
            Self::El => "el",
            Self::Fr => "fr",
            Self::Ga => "ga",
            Self::It => "it",
            Self::Ro => "ro",
            Self::Fi => "fi",
            Self::Sv => "sv",
        }
    }

    /// What the language calls itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Bg => "Български",
            Self::Es => "Español",
            Self::De => "Deutsch",
            Self::El => "Ελληνικά",
            Self::Fr => "Français",
            Self::Ga => "Gaeilge",
            Self::It => "Italiano",
            Self::Ro => "Română",
            Self::Fi => "Suomi",
            Self::Sv => "Svenska",
        }
    }

    /// The language of a tag such as `de` or `de-AT`; `None` for another language.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| primary.eq_ignore_ascii_case(locale.tag()))
    }

    /// The messages as they are written.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::En => include_str!("../../locales/en/verifier.ftl"),
            Self::Bg => include_str!("../../locales/bg/verifier.ftl"),
            Self::Es => include_str!("../../locales/es/verifier.ftl"),
            Self::De => include_str!("../../locales/de/verifier.ftl"),
            Self::El => include_str!("../../locales/el/verifier.ftl"),
            Self::Fr => include_str!("../../locales/fr/verifier.ftl"),
            Self::Ga => include_str!("../../locales/ga/verifier.ftl"),
            Self::It => include_str!("../../locales/it/verifier.ftl"),
            Self::Ro => include_str!("../../locales/ro/verifier.ftl"),
            Self::Fi => include_str!("../../locales/fi/verifier.ftl"),
            Self::Sv => include_str!("../../locales/sv/verifier.ftl"),
        }
    }

    /// The messages of claim pages as they are written.
    #[must_use]
    pub const fn claim_source(self) -> &'static str {
        match self {
            Self::En => include_str!("../../locales/en/claim.ftl"),
            Self::Bg => include_str!("../../locales/bg/claim.ftl"),
            Self::Es => include_str!("../../locales/es/claim.ftl"),
            Self::De => include_str!("../../locales/de/claim.ftl"),
            Self::El => include_str!("../../locales/el/claim.ftl"),
            Self::Fr => include_str!("../../locales/fr/claim.ftl"),
            Self::Ga => include_str!("../../locales/ga/claim.ftl"),
            Self::It => include_str!("../../locales/it/claim.ftl"),
            Self::Ro => include_str!("../../locales/ro/claim.ftl"),
            Self::Fi => include_str!("../../locales/fi/claim.ftl"),
            Self::Sv => include_str!("../../locales/sv/claim.ftl"),
        }
    }

    /// The sign before a number's fraction.
    #[must_use]
    pub const fn decimal_mark(self) -> char {
        match self {
            Self::En | Self::Ga => '.',
            _ => ',',
        }
    }

    fn bundle(self) -> &'static Bundle {
        static BUNDLES: [OnceLock<Bundle>; Locale::ALL.len()] = [const { OnceLock::new() }; Locale::ALL.len()];
        BUNDLES[self as usize].get_or_init(|| {
            let language: LanguageIdentifier = self.tag().parse().expect("our tags are language identifiers");
            let mut bundle = FluentBundle::new_concurrent(vec![language]);
            // Texts of others are set apart by <bdi>.
            bundle.set_use_isolating(false);
            for source in [self.source(), self.claim_source()] {
                let messages = FluentResource::try_new(source.to_owned()).expect("our messages are tested");
                bundle.add_resource(messages).expect("no message stands twice: tested");
            }
            bundle
        })
    }

    /// The message in this language, else in English, else its id.
    pub(super) fn message(self, id: &str, args: Option<&FluentArgs<'_>>) -> String {
        let in_language = |locale: Self| {
            let bundle = locale.bundle();
            let pattern = bundle.get_message(id)?.value()?;
            // What is wrong with a message shows in the test of the messages.
            let text: Cow<'_, str> = bundle.format_pattern(pattern, args, &mut Vec::new());
            Some(text.into_owned())
        };
        in_language(self).or_else(|| in_language(Self::En)).unwrap_or_else(|| id.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_by_their_language() {
        for locale in Locale::ALL {
            assert_eq!(Locale::from_tag(locale.tag()), Some(locale));
        }
        assert_eq!(Locale::from_tag("de-AT"), Some(Locale::De));
        assert_eq!(Locale::from_tag("FR"), Some(Locale::Fr));
        assert_eq!(Locale::from_tag("tlh"), None);
        assert_eq!(Locale::from_tag(""), None);
    }
}
