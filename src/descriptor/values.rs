//! Single values: what numbers, short names, addresses, periods and entries of lists have to look like.

use crate::model::text::Language;
use crate::vocabulary::{Concept, List, country_from_alpha2, find, language_concept};

/// Looks up a list's entry, also by ISO code of two letters; the error is how to mend it.
pub(super) fn look_up(list: List, text: &str) -> Result<&'static Concept, String> {
    let short = match (list, text.len()) {
        (List::Country, 2) => country_from_alpha2(text),
        (List::Language, 2..) => Language::parse(text)
            .ok()
            .filter(|_| text.len() == 2 || text.contains('-'))
            .and_then(|l| language_concept(&l)),
        _ => None,
    };
    if let Some(concept) = short {
        return Ok(concept);
    }
    find(list, text).map_err(|missed| match (list, eqf_of(text)) {
        (List::Eqf, Some((word, level))) => format!("\"{word}\" corresponds to EQF {level}; write eqf_level = {level}"),
        (List::Eqf, None) => "write the level as a number from 1 to 8".to_owned(),
        _ => missed.suggestion(),
    })
}

/// The level of a degree of the European Higher Education Area, to suggest it.
fn eqf_of(text: &str) -> Option<(&'static str, u8)> {
    let lower = text.to_lowercase();
    let degrees = [("Short cycle", 5), ("Bachelor", 6), ("Master", 7), ("Doctor", 8), ("PhD", 8)];
    degrees.into_iter().find(|(word, _)| lower.contains(&word.to_lowercase()))
}

pub(super) fn canonical_decimal(text: &str) -> Option<String> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| (1..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.len() > 2 {
        return None;
    }
    Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

pub(super) fn is_slug(text: &str) -> bool {
    text.len() <= 64
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

pub(super) fn suggested_slug(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    is_slug(&slug).then_some(slug)
}

pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain =
        |part: &str| part.chars().all(|c| !c.is_whitespace() && !matches!(c, '@' | '<' | '>' | ',' | ';' | '"'));
    !local.is_empty() && plain(local) && plain(domain) && domain.contains('.') && !domain.split('.').any(str::is_empty)
}

/// Years, months, weeks and days of ISO 8601, each at most once and in this order; no time of day.
pub(super) fn is_calendar_duration(text: &str) -> bool {
    let Some(mut rest) = text.strip_prefix('P') else { return false };
    let mut units = "YMWD";
    let mut some = false;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Some(unit) = rest[digits..].chars().next() else { return false };
        let Some(at) = units.find(unit) else { return false };
        if !(1..=4).contains(&digits) || rest[..digits].bytes().all(|b| b == b'0') {
            return false;
        }
        units = &units[at + 1..];
        rest = &rest[digits + 1..];
        some = true;
    }
    some
}

/// A value as it can be shown in a message: one line, not long.
pub(super) fn shorten(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(60).collect();
    if text.chars().count() > 60 { format!("{line}…") } else { line }
}

/// Hundredths of a credit, if it is a number of at most two decimals.
pub(super) fn hundredths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 2 {
        return None;
    }
    let fraction: u32 = format!("{fraction:0<2}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(fraction)
}

/// Hundredths of a credit as credits: `2.5`.
pub(super) fn shown_hundredths(hundredths: u32) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Sentences: runs of `.`, `!`, `?` or `…` that blanks or the end follow.
pub(super) fn sentences(text: &str) -> u32 {
    let mut count = 0;
    let mut open = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let ends = matches!(c, '.' | '!' | '?' | '…') && characters.peek().is_none_or(|next| next.is_whitespace());
        if ends && open {
            count += 1;
            open = false;
        } else if c.is_alphanumeric() {
            open = true;
        }
    }
    count + u32::from(open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_kept_without_needless_zeros() {
        let cases =
            [("1", Some("1")), ("2.50", Some("2.5")), ("01", Some("1")), ("0.5", Some("0.5")), ("1.0", Some("1"))];
        for (text, expected) in cases {
            assert_eq!(canonical_decimal(text).as_deref(), expected, "{text}");
        }
        for bad in ["", "2,5", "1.125", "1e3", "-1", ".5", "5.", "1234567", "٣"] {
            assert_eq!(canonical_decimal(bad), None, "{bad}");
        }
    }

    #[test]
    fn periods_are_of_the_calendar() {
        for good in ["P3Y", "P18M", "P25M", "P1Y6M", "P2W", "P90D"] {
            assert!(is_calendar_duration(good), "{good}");
        }
        for bad in ["", "P", "3Y", "PT25H", "P1M1Y", "P1Y1Y", "P0Y", "P-1Y", "P1", "P1Ü", "P99999Y"] {
            assert!(!is_calendar_duration(bad), "{bad}");
        }
    }

    #[test]
    fn short_names_are_suggested() {
        assert!(is_slug("ingenium-framework-2"));
        for bad in ["", "A", "a--b", "-a", "a_b", "ü", &"a".repeat(65)] {
            assert!(!is_slug(bad), "{bad}");
        }
        assert_eq!(suggested_slug("INGENIUM Framework!").as_deref(), Some("ingenium-framework"));
    }

    #[test]
    fn addresses_of_mail_are_one_address() {
        assert!(is_email("microcredenciales@uniovi.es"));
        for bad in ["a", "a@b", "a@b.", "@b.c", "a b@c.d", "a@b.c, d@e.f", "a@b@c.d"] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn sentences_are_counted() {
        for (text, expected) in
            [("", 0), ("One", 1), ("One. Two! Three?", 3), ("ELM v3.2 is used. Yes...", 2), ("…", 0)]
        {
            assert_eq!(sentences(text), expected, "{text}");
        }
    }

    #[test]
    fn credits_are_counted_in_hundredths() {
        for (text, expected) in [("1", Some(100)), ("2.5", Some(250)), ("0.25", Some(25)), ("0.125", None)] {
            assert_eq!(hundredths(text), expected);
        }
        assert_eq!((shown_hundredths(250), shown_hundredths(600)), ("2.5".to_owned(), "6".to_owned()));
    }
}
