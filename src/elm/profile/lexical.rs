//! Whether a literal is written as its XSD datatype says (XML Schema 1.1, part 2).
//!
//! Stricter than some validators, which take a bare date for an `xsd:dateTime`.

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Whether `text` is in the lexical space of `datatype`; datatypes that are not known here accept any text.
pub(super) fn is_valid(text: &str, datatype: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match datatype.strip_prefix(XSD) {
        Some("boolean") => matches!(text, "true" | "false" | "1" | "0"),
        Some("dateTime") => is_date_time(text),
        Some("decimal") => match unsigned.split_once('.') {
            Some((whole, fraction)) => digits(&format!("{whole}{fraction}")),
            None => digits(unsigned),
        },
        Some("duration") => is_duration(text),
        Some("integer") => digits(unsigned),
        Some("positiveInteger") => {
            let number = text.strip_prefix('+').unwrap_or(text);
            digits(number) && number.bytes().any(|byte| byte != b'0')
        }
        _ => true,
    }
}

/// `YYYY-MM-DDThh:mm:ss`, perhaps with a fraction and a time zone.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    };
    let zone_fits = zone == "Z" || (zone.len() == 6 && zone[1..].parse::<jiff::civil::Time>().is_ok());
    let clock = clock.split_once('.').map_or(clock, |(clock, _)| clock);
    date.parse::<jiff::civil::Date>().is_ok()
        && clock.parse::<jiff::civil::Time>().is_ok()
        && clock.len() == 8
        && zone_fits
}

/// `PnYnMnDTnHnMnS` with at least one part, and one behind a `T`.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('-').unwrap_or(text).strip_prefix('P') else { return false };
    let (days, time) = rest.split_once('T').map_or((rest, None), |(days, time)| (days, Some(time)));
    let parts = |text: &str, units: &str| {
        let mut left = units;
        let mut number = String::new();
        for letter in text.chars() {
            if letter.is_ascii_digit() || (letter == '.' && units.ends_with('S')) {
                number.push(letter);
            } else {
                match left.find(letter) {
                    Some(at) if !number.is_empty() => left = &left[at + 1..],
                    _ => return false,
                }
                number.clear();
            }
        }
        number.is_empty()
    };
    let whole = parts(days, "YMD") && time.is_none_or(|time| !time.is_empty() && parts(time, "HMS"));
    whole && !(days.is_empty() && time.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_written_as_their_datatype_says() {
        let rows = [
            ("dateTime", "2026-06-30T12:00:00Z", true),
            ("dateTime", "2026-06-30T12:00:00.5+02:00", true),
            ("dateTime", "2026-06-30T12:00:00", true),
            ("dateTime", "2026-06-30", false),
            ("dateTime", "2026-13-30T12:00:00Z", false),
            ("duration", "PT25H", true),
            ("duration", "P1Y2M3DT4H5M6.5S", true),
            ("duration", "P", false),
            ("duration", "P25", false),
            ("duration", "25H", false),
            ("duration", "PT", false),
            ("positiveInteger", "1", true),
            ("positiveInteger", "0", false),
            ("positiveInteger", "-1", false),
            ("integer", "-1", true),
            ("decimal", "1.5", true),
            ("decimal", "1.5E0", false),
            ("boolean", "true", true),
            ("boolean", "yes", false),
            ("anyURI", "anything", true),
        ];
        for (datatype, text, expected) in rows {
            assert_eq!(is_valid(text, &format!("{XSD}{datatype}")), expected, "{datatype} {text}");
        }
    }
}
