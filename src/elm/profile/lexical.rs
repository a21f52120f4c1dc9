//! Whether a literal is written as its XSD datatype says (XML Schema 1.1, part 2).
//!
//! Stricter than some validators, which take a bare date for an `xsd:dateTime`.

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Whether `text` is in the lexical space of `datatype`; datatypes that are not known here accept any text.
pub(super) fn is_valid(text: &str, datatype: &str) -> bool {
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

/// Whether `text` is a number of the numeric `datatype`.
pub(super) fn is_number(text: &str, datatype: &str) -> bool {
    const NUMERIC: [&str; 9] =
        ["decimal", "double", "float", "int", "integer", "long", "nonNegativeInteger", "positiveInteger", "short"];
    let numeric = datatype.strip_prefix(XSD).is_some_and(|name| NUMERIC.contains(&name));
    numeric && is_valid(text, datatype) && text.parse::<f64>().is_ok()
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `YYYY-MM-DDThh:mm:ss`, perhaps with a fraction and a time zone.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    date.len() == 10
        && date.parse::<jiff::civil::Date>().is_ok()
        && clock.len() == 8
        && (clock == "24:00:00" && fraction.bytes().all(|byte| byte == b'0')
            || clock.parse::<jiff::civil::Time>().is_ok() && !clock.ends_with(":60"))
        && digits(fraction)
        && is_zone(zone)
}

/// `Z`, or an offset of at most fourteen hours.
fn is_zone(zone: &str) -> bool {
    let Some((hours, minutes)) = zone.get(1..).and_then(|offset| offset.split_once(':')) else { return zone == "Z" };
    let two = |text: &str| (text.len() == 2 && digits(text)).then(|| text.parse::<u32>().ok()).flatten();
    match (two(hours), two(minutes)) {
        (Some(hours), Some(minutes)) => minutes < 60 && hours * 60 + minutes <= 14 * 60 && !zone.starts_with('Z'),
        _ => false,
    }
}

/// `PnYnMnDTnHnMnS` with at least one part, and one behind a `T`.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('-').unwrap_or(text).strip_prefix('P') else { return false };
    let (days, time) = rest.split_once('T').map_or((rest, None), |(days, time)| (days, Some(time)));
    // Numbers, each with a unit, in the order of the units; only seconds have a fraction.
    let parts = |text: &str, units: &str| {
        let (mut left, mut rest) = (units, text);
        while let Some(at) = rest.find(|letter: char| letter.is_ascii_uppercase()) {
            let (number, unit) = (&rest[..at], &rest[at..=at]);
            let fits = match number.split_once('.') {
                Some((whole, fraction)) => unit == "S" && digits(whole) && digits(fraction),
                None => digits(number),
            };
            let Some(found) = left.find(unit).filter(|_| fits) else { return false };
            left = &left[found + 1..];
            rest = &rest[at + 1..];
        }
        rest.is_empty()
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
            ("dateTime", "2026-06-30T24:00:00Z", true),
            ("dateTime", "2026-06-30T12:00:00-14:00", true),
            ("dateTime", "2026-06-30T12:00:00+14:01", false),
            ("dateTime", "2026-06-30T12:00:00Z0:00", false),
            ("dateTime", "2026-06-30T12:00:60Z", false),
            ("dateTime", "2026-06-30T12:00:00.Z", false),
            ("dateTime", "2026-06-30T12:00Z", false),
            ("dateTime", "20260630T12:00:00Z", false),
            ("dateTime", "2026-06-30", false),
            ("dateTime", "2026-13-30T12:00:00Z", false),
            ("duration", "PT25H", true),
            ("duration", "P1Y2M3DT4H5M6.5S", true),
            ("duration", "PT1.5H", false),
            ("duration", "PT.5S", false),
            ("duration", "PT1M1H", false),
            ("duration", "P1DT", false),
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
