//! The lexical forms of JSON numbers (JSON-LD 1.1 API, section 8.2.2).

use serde_json::Number;

const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";

/// From here on a number without fraction is a double.
const INTEGER_END: f64 = 1e21;

/// A number as a literal.
pub(super) struct Form {
    pub(super) text: String,
    /// The datatype if the term has none.
    pub(super) datatype: &'static str,
    /// Whether the text says the same number.
    pub(super) is_exact: bool,
}

/// The canonical form of `number`; a fraction, greatness or the datatype make it a double.
pub(super) fn canonical(number: &Number, datatype: Option<&str>) -> Form {
    let double = number.as_f64().unwrap_or(f64::NAN);
    let is_double = datatype == Some(XSD_DOUBLE) || double.fract() != 0.0 || double.abs() >= INTEGER_END;
    if !is_double {
        let text = match (number.as_i64(), number.as_u64()) {
            (Some(integer), _) => integer.to_string(),
            (None, Some(integer)) => integer.to_string(),
            // `+ 0.0` makes minus zero zero.
            (None, None) => format!("{:.0}", double + 0.0),
        };
        return Form { text, datatype: XSD_INTEGER, is_exact: true };
    }
    // Fifteen digits after the point, as `%1.15E` gives and other processors write.
    let written = format!("{double:.15E}");
    let (mantissa, exponent) = written.split_once('E').unwrap_or((&written, "0"));
    let mantissa = mantissa.trim_end_matches('0');
    let zero = if mantissa.ends_with('.') { "0" } else { "" };
    let text = format!("{mantissa}{zero}E{exponent}");
    let is_exact = text.parse() == Ok(double);
    Form { text, datatype: XSD_DOUBLE, is_exact }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(json: &str, datatype: Option<&str>) -> (String, &'static str) {
        let number: Number = serde_json::from_str(json).expect("a number");
        let form = canonical(&number, datatype);
        (form.text, form.datatype)
    }

    #[test]
    fn numbers_have_one_form() {
        let decimal = Some("http://www.w3.org/2001/XMLSchema#decimal");
        for (json, datatype, text, natural) in [
            ("5", None, "5", XSD_INTEGER),
            ("-5", None, "-5", XSD_INTEGER),
            ("5.0", None, "5", XSD_INTEGER),
            ("-0.0", None, "0", XSD_INTEGER),
            ("5.5", None, "5.5E0", XSD_DOUBLE),
            ("0.1", decimal, "1.0E-1", XSD_DOUBLE),
            ("1e-7", None, "1.0E-7", XSD_DOUBLE),
            ("1e20", None, "100000000000000000000", XSD_INTEGER),
            ("1e21", None, "1.0E21", XSD_DOUBLE),
            ("10", Some(XSD_DOUBLE), "1.0E1", XSD_DOUBLE),
            ("0", Some(XSD_DOUBLE), "0.0E0", XSD_DOUBLE),
        ] {
            assert_eq!(form(json, datatype), (text.to_owned(), natural), "{json}");
        }
    }

    #[test]
    fn lost_digits_are_noticed() {
        let number: Number = serde_json::from_str("0.30000000000000004").expect("a number");
        assert!(!canonical(&number, None).is_exact);
    }
}
