//! How an institution's certificates look, and who signs them: `[certificate]` of its profile.

use super::table::Reader;
use super::types::{CertificateDesign, Signatory};
use super::values::shorten;

/// Most signatories of a certificate: two rows.
const SIGNATORIES_MAX: usize = 6;
/// Least contrast of text with white paper (WCAG 2.2, 1.4.3).
const CONTRAST_MIN: f64 = 4.5;

/// Reads the table.
pub(super) fn read_certificate(table: &Reader<'_>) -> CertificateDesign {
    let default = CertificateDesign::default();
    let context = table.context;
    let colour = read_colour(table, "colour");
    if let Some(colour) = colour.filter(|colour| contrast_with_white(*colour) < CONTRAST_MIN) {
        let contrast = contrast_with_white(colour);
        let what = format!(
            "`{}` stands out from white paper by {contrast:.1} to 1, too little to be read by everybody",
            table.path_of("colour")
        );
        let fix = "take a darker shade, of at least 4.5 to 1; a light colour can be the `second_colour`, of lines";
        context.fault("certificate-contrast", table.at("colour"), what, fix);
    }
    let second_colour = read_colour(table, "second_colour");
    let tables = table.tables("signatories");
    if tables.len() > SIGNATORIES_MAX {
        let what = format!("`{}` has {} people", table.path_of("signatories"), tables.len());
        let fix = format!("name at most {SIGNATORIES_MAX}: more do not fit on the page");
        context.fault("certificate-signatories", table.at("signatories"), what, fix);
    }
    let signatories = tables.iter().filter_map(|person| {
        let title = person.text("title");
        Some(Signatory { name: person.plain("name")?, title })
    });
    CertificateDesign {
        signatories: signatories.collect(),
        line: table.text("line"),
        colour: colour.unwrap_or(default.colour),
        second_colour: second_colour.unwrap_or(default.second_colour),
    }
}

fn read_colour(table: &Reader<'_>, name: &str) -> Option<[u8; 3]> {
    let text = table.plain(name)?;
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
    let part = |at: usize| digits.and_then(|digits| u8::from_str_radix(&digits[at..at + 2], 16).ok());
    let colour = part(0).zip(part(2)).zip(part(4)).map(|((red, green), blue)| [red, green, blue]);
    if colour.is_none() {
        let what = format!("`{}` is \"{}\", which is no colour", table.path_of(name), shorten(&text));
        let fix = "write # and six digits of 0 to 9 and a to f, such as #0e4a84";
        table.context.fault("bad-colour", table.at(name), what, fix);
    }
    colour
}

/// The contrast ratio of WCAG 2.2, from 1 to 21.
fn contrast_with_white(colour: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

#[cfg(test)]
mod tests {
    use crate::descriptor::institution::read_institution;

    const PROFILE: &str = "legal_name = \"Example\"\norganization_id = \"VATES-EXAMPLE1\"\ncountry = \"ESP\"\n\
                           time_zone = \"Europe/Madrid\"\n";

    fn check(table: &str, expected: &[(&str, &str)]) {
        let (_, faults) = read_institution("example.toml", format!("{PROFILE}{table}").as_bytes());
        let found: Vec<_> = faults.iter().map(|fault| (fault.code, fault.place.to_string())).collect();
        let found: Vec<_> = found.iter().map(|(code, place)| (*code, place.as_str())).collect();
        assert_eq!(found, expected, "{table}");
    }

    #[test]
    fn a_design_is_read_or_its_faults_are_named_at_their_place() {
        check("[certificate]\n", &[]);
        check("[certificate]\ncolour = \"#0e4a84\"\nsecond_colour = \"#ffcc00\"\nline = { es = \"Uno\" }\n", &[]);
        check("[certificate]\ncolour = \"blue\"\n", &[("bad-colour", "example.toml:6:10")]);
        check("[certificate]\nsecond_colour = \"#ggg000\"\n", &[("bad-colour", "example.toml:6:17")]);
        check("[certificate]\ncolour = \"#ffcc00\"\n", &[("certificate-contrast", "example.toml:6:10")]);
        check("[certificate]\nsignatory = 1\n", &[("unknown-key", "example.toml:6:1")]);
        check("[[certificate.signatories]]\ntitle = \"Rector\"\n", &[("missing", "example.toml:5:1")]);
        let people = "[[certificate.signatories]]\nname = \"A\"\n".repeat(7);
        check(&people, &[("certificate-signatories", "example.toml:5:1")]);
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let table = "[[certificate.signatories]]\nname = \"A B\"\ntitle = { en = \"Rector\", es = \"Rectora\" }\n";
        let (institution, faults) = read_institution("example.toml", format!("{PROFILE}{table}").as_bytes());
        assert!(faults.iter().next().is_none());
        let design = institution.and_then(|institution| institution.certificate).expect("a design");
        assert_eq!(design.colour, [0x0e, 0x4a, 0x84]);
        assert_eq!(design.signatories[0].name, "A B");
        assert_eq!(design.signatories[0].title.as_ref().map(|title| title.iter().count()), Some(2));
    }
}
