//! What single values mean: dates, results, grades, addresses.

use jiff::civil::Date;

use super::names::fold;

/// What a result column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Passed.
    Passed,
    /// Not passed, not finished, absent.
    NotPassed,
}

const PASSED: &[&str] = &[
    "passed",
    "pass",
    "p",
    "yes",
    "y",
    "true",
    "1",
    "ok",
    "completed",
    "complete",
    "achieved",
    "awarded",
    "apto",
    "apta",
    "aprobado",
    "aprobada",
    "si",
    "superado",
    "bestanden",
    "ja",
    "erfolgreich",
    "reussi",
    "admis",
    "admise",
    "oui",
    "valide",
    "promosso",
    "promossa",
    "superato",
    "idoneo",
    "aprovado",
    "aprovada",
    "sim",
    "geslaagd",
    "behaald",
    "hyvaksytty",
    "suoritettu",
    "godkand",
    "bestatt",
    "bestaet",
    "zaliczone",
    "zaliczony",
    "tak",
    "ano",
    "splnil",
    "prospel",
    "absolvoval",
    "megfelelt",
    "igen",
    "admis a",
    "promovat",
    "da",
    "arvestatud",
    "sooritatud",
    "ieskaitits",
    "iskaityta",
    "taip",
    "opravil",
    "polozeno",
    "polozio",
    "επιτυχια",
    "ναι",
    "взет",
    "издържал",
    "да",
];
const NOT_PASSED: &[&str] = &[
    "notpassed",
    "failed",
    "fail",
    "f",
    "no",
    "n",
    "false",
    "0",
    "notcompleted",
    "incomplete",
    "absent",
    "withdrawn",
    "dropped",
    "didnotattend",
    "np",
    "na",
    "noapto",
    "noapta",
    "suspenso",
    "suspensa",
    "nopresentado",
    "nichtbestanden",
    "nein",
    "abgebrochen",
    "echoue",
    "ajourne",
    "ajournee",
    "non",
    "nonvalide",
    "bocciato",
    "respinto",
    "noningaggiato",
    "reprovado",
    "reprovada",
    "nao",
    "nietgeslaagd",
    "nee",
    "hylatty",
    "ei",
    "underkand",
    "ikkebestatt",
    "niezaliczone",
    "nie",
    "ne",
    "nesplnil",
    "neprospel",
    "nemfeleltmeg",
    "nem",
    "respins",
    "nu",
    "mittearvestatud",
    "neieskaitits",
    "neiskaityta",
    "niopravil",
    "αποτυχια",
    "οχι",
    "незавършил",
    "не",
    "невзет",
];

/// Whether `text` says passed or not; `None` when it says neither.
pub(super) fn outcome(text: &str) -> Option<Outcome> {
    let folded = fold(text);
    if PASSED.contains(&folded.as_str()) {
        Some(Outcome::Passed)
    } else if NOT_PASSED.contains(&folded.as_str()) {
        Some(Outcome::NotPassed)
    } else {
        None
    }
}

/// What gradebooks write where there is no grade.
pub(super) fn is_none_mark(text: &str) -> bool {
    matches!(text.trim(), "-" | "–" | "—" | "n/a" | "N/A")
}

/// A grade as a number: `8,5`, `85 %` and `17/20` are 8.5, 85 and 17.
pub(super) fn grade_number(text: &str) -> Option<f64> {
    let bare = text.split('/').next().unwrap_or_default().trim().trim_end_matches('%').trim();
    let point = if bare.contains('.') { bare.to_owned() } else { bare.replace(',', ".") };
    let digits = point.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-') && !point.is_empty();
    digits.then(|| point.parse::<f64>().ok()).flatten()
}

/// Whether a grade is a word that says not passed, such as `Fail` or `suspenso`; what a number means is for thresholds.
pub(super) fn is_failing_grade(text: &str) -> bool {
    grade_number(text).is_none() && outcome(text) == Some(Outcome::NotPassed)
}

/// A calendar day: `2026-06-30`, `30/06/2026`, `30.06.2026`, `30-6-2026`; a time of midnight after it is dropped.
pub(super) fn date(text: &str) -> Result<Date, &'static str> {
    let text = text.trim();
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    let time = text[day.len()..].trim_start_matches(['T', ' ']);
    let parts: Vec<&str> = day.trim_end_matches('.').split(['-', '/', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return Err("is not a date") };
    let all_digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if !all_digits {
        return Err("is not a date");
    }
    let (year, month, day) = match (first.len(), third.len()) {
        (4, 1 | 2) => (first, second, third),
        (1 | 2, 4) => (third, second, first),
        (_, 2) => return Err("has a year of two digits"),
        _ => return Err("is not a date"),
    };
    let number = |part: &str| part.parse::<i16>().map_err(|_| "is not a date");
    let small = |part: &str| part.parse::<i8>().map_err(|_| "is not a date");
    let date = Date::new(number(year)?, small(month)?, small(day)?).map_err(|_| "is not a day of the calendar")?;
    let midnight = time.bytes().all(|b| matches!(b, b'0' | b':' | b'.' | b'Z'));
    if midnight { Ok(date) } else { Err("has a time") }
}

/// Whether `text` has the form of an e-mail address (the dot-atom form of RFC 5322, with letters of any script).
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let allowed = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let atoms = |part: &str| part.split('.').all(|atom| !atom.is_empty());
    let labels = domain.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    });
    local.len() <= 64
        && local.chars().all(allowed)
        && atoms(local)
        && labels
        && domain.contains('.')
        && text.len() <= 254
}

/// Whether `text` was read in a wrong encoding before it reached us: a replacement character, or UTF-8 taken for
/// Windows-1252 (`JosÃ©`).
pub(super) fn is_garbled(text: &str) -> bool {
    let mut previous = ' ';
    text.chars().any(|c| {
        let pair = matches!(previous, 'Ã' | 'Â' | 'Ä' | 'Å' | 'Î' | 'Ð')
            && matches!(
                c,
                '\u{80}'
                    ..='\u{bf}'
                        | '€'
                        | '‚'
                        | 'ƒ'
                        | '„'
                        | '…'
                        | '†'
                        | '‡'
                        | 'ˆ'
                        | '‰'
                        | '‹'
                        | 'Œ'
                        | '“'
                        | '”'
                        | '•'
                        | '™'
                        | '›'
            );
        previous = c;
        pair || c == '\u{fffd}'
    })
}

/// Whether a name has signs that no name has: letters of another code page, read as Windows-1252 (`Pawe³`, `Iaºi`).
/// What stands for an ordinal (`Mª`) ends its word.
pub(super) fn is_garbled_name(text: &str) -> bool {
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let inside = characters.peek().is_some_and(|next| next.is_alphabetic());
        match c {
            'ª' | 'º' if inside => return true,
            '¡' | '¢' | '£' | '¤' | '¥' | '¦' | '§' | '¨' | '¬' | '¯' | '±' | '²' | '³' | '¶' | '¹' | '¼' | '½'
            | '¾' | '¿' | '×' | '÷' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_day_first_or_refused() {
        let is = |text: &str, expected: (i16, i8, i8)| {
            assert_eq!(date(text), Ok(Date::new(expected.0, expected.1, expected.2).expect("a day")), "{text}");
        };
        is("2026-06-30", (2026, 6, 30));
        is("30/06/2026", (2026, 6, 30));
        is("1.2.2026", (2026, 2, 1));
        is("2026-06-30T00:00:00Z", (2026, 6, 30));
        for (text, why) in [
            ("2026-02-30", "is not a day of the calendar"),
            ("06/30/2026", "is not a day of the calendar"),
            ("30/06/26", "has a year of two digits"),
            ("June 2026", "is not a date"),
            ("46203", "is not a date"),
            ("2026-06-30 14:00", "has a time"),
        ] {
            assert_eq!(date(text), Err(why), "{text}");
        }
    }

    #[test]
    fn results_are_understood_in_many_languages_or_not_at_all() {
        for (text, expected) in [
            ("Passed", Some(Outcome::Passed)),
            ("No apto", Some(Outcome::NotPassed)),
            ("Réussi", Some(Outcome::Passed)),
            ("nicht bestanden", Some(Outcome::NotPassed)),
            ("Not completed", Some(Outcome::NotPassed)),
            ("maybe", None),
            ("", None),
        ] {
            assert_eq!(outcome(text), expected, "{text}");
        }
        assert!(PASSED.iter().all(|word| !NOT_PASSED.contains(word)));
    }

    #[test]
    fn grades_addresses_and_garbled_names() {
        for (text, number) in
            [("8,5", Some(8.5)), ("85.00 %", Some(85.0)), ("17/20", Some(17.0)), ("A", None), ("", None)]
        {
            assert_eq!(grade_number(text), number, "{text}");
        }
        for good in ["a@b.example", "josé.núñez+x@uni.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["a", "a@b", "a@@b.example", "a b@c.example", ".a@b.example", "a@-b.example", "a@b..example"] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(is_garbled("JosÃ©") && is_garbled("Jos\u{fffd}") && is_garbled("PeÃ±a"));
        assert!(!is_garbled("José Ñandú Ångström ÄÖÜ"));
        for name in ["Pawe³", "¯aneta", "Iaºi", "ªtefan", "W¹s"] {
            assert!(is_garbled_name(name), "{name}");
        }
        for name in ["Mª Ángeles", "Fco. Jº", "Ana Mª", "D'Arcy", "Ní Dhomhnaill", "l·lució", "José"] {
            assert!(!is_garbled_name(name), "{name}");
        }
    }
}
