//! What is written as JSON at once, without values in between.

use std::io::Write as _;

use serde_json::Value;

use super::write_text;

/// What has a JSON form.
pub(crate) trait Written {
    /// Writes it behind what is there, without white space.
    fn write(&self, out: &mut Vec<u8>);

    /// The whole form, with a line feed.
    fn to_line(&self) -> Vec<u8> {
        /// Room for what is usually written.
        const ROOM: usize = 16 * 1024;
        let mut out = Vec::with_capacity(ROOM);
        self.write(&mut out);
        out.push(b'\n');
        out
    }

    /// The form as a value that can be changed.
    fn to_value(&self) -> Value {
        serde_json::from_slice(&self.to_line()).expect("what was written is JSON")
    }
}

impl<T: Written + ?Sized> Written for &T {
    fn write(&self, out: &mut Vec<u8>) {
        (**self).write(out);
    }
}

impl<T: Written> Written for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Some(inner) => inner.write(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl<T: Written> Written for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        Each(self, |item| item).write(out);
    }
}

impl Written for str {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(self, out);
    }
}

impl Written for String {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(self, out);
    }
}

impl Written for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl Written for u64 {
    fn write(&self, out: &mut Vec<u8>) {
        write!(out, "{self}").expect("memory takes what is written");
    }
}

impl Written for usize {
    fn write(&self, out: &mut Vec<u8>) {
        write!(out, "{self}").expect("memory takes what is written");
    }
}

impl Written for Value {
    fn write(&self, out: &mut Vec<u8>) {
        serde_json::to_writer(out, self).expect("a value is JSON");
    }
}

/// Items in the form that a function gives each.
pub(crate) struct Each<'a, T, F>(pub(crate) &'a [T], pub(crate) F);

impl<'a, T, F: Fn(&'a T) -> W, W: Written> Written for Each<'a, T, F> {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(b'[');
        for (place, item) in self.0.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            self.1(item).write(out);
        }
        out.push(b']');
    }
}

/// Writes an object: `members!(out, { "name": value, … })`, each value [`Written`], each name as it stands.
macro_rules! members {
    ($out:expr, { $first:literal: $value:expr $(, $name:literal: $rest:expr)* $(,)? }) => {{
        $out.extend_from_slice(concat!("{\"", $first, "\":").as_bytes());
        $crate::model::json::Written::write(&$value, $out);
        $(
            $out.extend_from_slice(concat!(",\"", $name, "\":").as_bytes());
            $crate::model::json::Written::write(&$rest, $out);
        )*
        $out.push(b'}');
    }};
}
pub(crate) use members;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    struct Sample(Vec<usize>);

    impl Written for Sample {
        fn write(&self, out: &mut Vec<u8>) {
            members!(out, {
                "text": "é\"",
                "none": None::<bool>,
                "some": Some(&true),
                "each": Each(&self.0, |number| number + 1),
                "all": self.0,
                "big": u64::MAX,
                "value": json!({ "a": [1.5, "b"] }),
            });
        }
    }

    #[test]
    fn an_object_is_written_as_its_value_is() {
        for numbers in [vec![], vec![1], vec![1, 2]] {
            let more: Vec<usize> = numbers.iter().map(|number| number + 1).collect();
            let value = json!({
                "text": "é\"", "none": null, "some": true, "each": more, "all": numbers, "big": u64::MAX,
                "value": { "a": [1.5, "b"] },
            });
            let sample = Sample(numbers);
            assert_eq!(String::from_utf8(sample.to_line()).expect("a text"), format!("{value}\n"));
            assert_eq!(sample.to_value(), value);
        }
    }

    #[test]
    fn a_text_is_written_as_serde_json_writes_it() {
        let check = |text: &str| {
            let mut out = Vec::new();
            text.write(&mut out);
            assert_eq!(String::from_utf8(out).expect("a text"), serde_json::to_string(text).expect("a text"));
        };
        for byte in 0..=0x9f_u8 {
            let letter = char::from(byte);
            for before in ["", "a", "before the letter ", "é", "\\"] {
                check(&format!("{before}{letter}{letter} behind\""));
            }
            check(&letter.to_string());
        }
        check("");
        check(&"\u{1f600}\u{2028}".repeat(100));
        check(&format!("{}\n{}", "a".repeat(200), "\u{1f}".repeat(70)));
    }
}
