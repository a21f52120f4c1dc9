//! The two readers of JSON accept the same texts and make the same of them.

use super::{Document, Enclosed, Envelope, JsonError, read};

/// Compares both over `text`; `true` if they accept it.
pub(super) fn check(text: &[u8]) -> bool {
    let generic = read(text).ok();
    let own = Document::parse(text, text.len()).ok();
    let shown = String::from_utf8_lossy(text);
    // Of an integer beyond 64 bits the generic reader sees only the double.
    assert!(own.is_some() == generic.is_some() || own.is_none() && has_long_integer(&shown), "{shown}");
    if let (Some(own), Some(generic)) = (&own, &generic) {
        // As a text an integer is no double, and members stand in their order.
        assert_eq!(own.root().to_string(), generic.root().to_string(), "{shown}");
        assert_eq!(own.root().size(), generic.root().size(), "{shown}");
    }
    check_as_member(text);
    own.is_some()
}

/// Compares what an object's member says that is read as the object is opened with what it says that is read later.
fn check_as_member(text: &[u8]) {
    let body = [b"{\"a\\u0062\":[0] , \"m\": ", text, b" ,\"n\":{\"x\":1,\"x\":2}}"].concat();
    let shown = String::from_utf8_lossy(&body);
    let (at_once, later) =
        (Envelope::open_reading(&body, body.len(), |name, _| name == "m"), Envelope::open(&body, body.len()));
    let (at_once, later) = match (at_once, later) {
        (Ok(Enclosed::Object(at_once)), Ok(Enclosed::Object(later))) => (at_once, later),
        (Err(at_once), Err(later)) => return assert_eq!(at_once, later, "{shown}"),
        other => panic!("{shown}: {other:?}"),
    };
    for name in ["ab", "m", "n", "o"] {
        assert_eq!(at_once.get(name), later.get(name), "{shown}");
    }
    let said = |envelope: Envelope<'_>, bytes_max| {
        let document = envelope.into_member("m").expect("the member").into_document(bytes_max);
        document.map(|document| (document.root().to_string(), document.root().size()))
    };
    let len = later.get("m").map_or(0, str::len);
    let parsed = Document::parse(later.get("m").unwrap_or_default().as_bytes(), len);
    let parsed = parsed.map(|document| (document.root().to_string(), document.root().size()));
    assert_eq!(said(at_once, len), parsed, "{shown}");
    assert_eq!(said(later, len), parsed, "{shown}");
    let at_once = Envelope::open_reading(&body, body.len(), |name, _| name == "m");
    let Ok(Enclosed::Object(at_once)) = at_once else { panic!("{shown}") };
    assert_eq!(said(at_once, len - 1), Err(JsonError::TooLong { bytes: len, bytes_max: len - 1 }), "{shown}");
}

/// Whether nineteen digits stand in a row.
fn has_long_integer(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_digit()).any(|digits| digits.len() >= 19)
}

/// One rule for integers, however long they are: every reader holds them exactly.
#[test]
fn an_integer_beyond_what_every_reader_holds_is_refused() {
    let parse = |text: &str| Document::parse(text.as_bytes(), text.len());
    let refused = |text: &str| match parse(text) {
        Err(JsonError::Malformed { reason }) => {
            assert!(reason.contains("up to which every reader holds integers exactly at line 1"), "{text}: {reason}");
        }
        other => panic!("{text}: {other:?}"),
    };
    for good in ["9007199254740991", "-9007199254740991", "0", "-0", "1e17", "9007199254740992.0"] {
        assert!(parse(good).is_ok(), "{good}");
    }
    for bad in [
        "9007199254740992",
        "-9007199254740992",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "-18446744073709551616",
        "100000000000000000000",
        "[true,{\"a\":123456789012345678901234567890}]",
    ] {
        refused(bad);
    }
    refused(&"9".repeat(100_000));
}

#[test]
fn edges_are_read_alike() {
    let deep = |open: &str, close: &str, levels| [open.repeat(levels), close.repeat(levels)].concat();
    let numbers = "0 -0 - +1 01 -01 00 1. .5 1.5 1e 1e+ 1E-2 1e5 0e0 -0.0 0e999999999999 1e-999999999999 1e309 -1e309 \
        1.7976931348623159e308 4.9e-324 2e-324 9007199254740991 9007199254740992 -9007199254740991 -9007199254740992 \
        9223372036854775807 9223372036854775808 -9223372036854775807 -9223372036854775808 -9223372036854775809 \
        18446744073709551615 18446744073709551616 -18446744073709551615 -18446744073709551616 \
        123456789012345678901234567890 9007199254740993.0 0.1 3.14159265358979 5e-1 1.0 100000000000000000000000.5e-3 \
        1x 0x1 NaN Infinity 1e0x 1.e1 -e1 1e1.5";
    let texts = r#"""
"
"a"
"\"
"\""
"\\"
"\/\b\f\n\r\t"
"\x"
"\u"
"\u00"
"\u0000"
"\u00e9"
"\uD83D\uDE00"
"\ud83d"
"\ude00"
"\ud83d\ud83d"
"\ud83dx"
"\ud83d\n"
"\ud83d\u0041"
"\ud83d\ude0"
"\u+123"
"\uffff\ufffe"
"ääääää\u00e4ä"
"1234567\"8"
'a'"#;
    let others = r#"
null
nul
nulll
true
false
truefalse
[
]
{
}
[]
{}
[ ]
{ }
[,]
[1,]
[1 2]
[1,,2]
{,}
{"a"}
{"a":}
{"a":1,}
{"a":1 "b":2}
{a:1}
{1:1}
{"a":1,"a":1}
{"a":1,"\u0061":1}
{"a":{"a":{"a":1}},"b":{"a":1}}
{"a":{"b":1},"b":2,"a":3}
[{"a":1},{"a":1}]
[1]//
[1] [2]
[1}
{"a":1]
{"":0}
{"":0,"":0}"#;
    let names: Vec<String> = (0..40).map(|number| format!("\"n{number}\":{number}")).collect();
    let many = |last: &str| format!("{{{},\"{last}\":0}}", names.join(","));
    let own = [
        deep("[", "]", 64),
        deep("[", "]", 65),
        deep("[{\"a\":", "}]", 33),
        format!("{}1{}", "{\"a\":".repeat(64), "}".repeat(64)),
        format!("{}1{}", "{\"a\":".repeat(65), "}".repeat(65)),
        format!("1{}", "0".repeat(400)),
        format!("0.{}1", "0".repeat(400)),
        format!("1{}e-400", "0".repeat(400)),
        "\"\u{7f}\u{80}\u{2028}\u{1f600}\"".to_owned(),
        "\"a\tb\"".to_owned(),
        "\"\0\"".to_owned(),
        "\"12345678\u{1f}\"".to_owned(),
        " \t\r\n[ \t\r\n1 \t\r\n] \t\r\n".to_owned(),
        "\u{feff}{}".to_owned(),
        "[1]\u{b}".to_owned(),
        "[1]\u{a0}".to_owned(),
        many("n40"),
        many("n39"),
        many("n0"),
        many("\\u006e7"),
    ];
    let fixed = numbers.split(' ').chain(texts.lines()).chain(others.lines()).map(str::to_owned);
    let mut accepted = 0;
    for text in fixed.chain(own) {
        accepted += usize::from(check(text.as_bytes()));
        check(format!("[{text}]").as_bytes());
        check(format!("{{\"a\":{text},\"b\":[{text}]}}").as_bytes());
    }
    assert!(accepted > 40, "{accepted}");
}

/// Names that begin and end alike are told apart all the same, few or many, with values between them that have names too.
#[test]
fn names_that_look_alike_are_told_apart() {
    let values = ["0", "[]", "{}", "[{\"a1z\":{\"a2z\":[0]}},\"a1z\"]", "{\"a1z\":\"a2z\",\"a2z\":{\"a1z\":{}}}"];
    let object = |names: &[String]| {
        let members = names.iter().zip(values.iter().cycle()).map(|(name, value)| format!("\"{name}\":{value}"));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    };
    for count in [1, 2, 5, 31, 32, 33, 34, 40] {
        let names: Vec<String> = (0..count).map(|number| format!("a{number:02}z")).collect();
        assert!(check(object(&names).as_bytes()));
        assert!(check(format!("[{{\"o\":{0},\"p\":{0}}},{0}]", object(&names)).as_bytes()));
        for (first, again) in [(0, count - 1), (count / 2, count - 1), (count - 1, count - 1), (0, 0)] {
            let mut twice = names.clone();
            twice.insert(again + 1, names[first].replace('a', "\\u0061"));
            assert!(!check(object(&twice).as_bytes()), "{first} {again} of {count}");
            assert!(!check(format!("{{\"o\":{},\"p\":{}}}", object(&names), object(&twice)).as_bytes()));
        }
    }
}

#[test]
fn texts_with_changed_bytes_are_read_alike() {
    let seed = include_str!("../../../contexts/credentials-status-v1.jsonld");
    let mut state = 7_u64;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..2_000 {
        let mut text = seed.as_bytes().to_vec();
        for _ in 0..=draw(2) {
            let at = draw(text.len());
            match draw(3) {
                0 => text[at] ^= 1 << draw(8),
                1 => {
                    text.remove(at);
                }
                _ => text.insert(at, b"{}[]\",:\\e-0 1\x80\x0a"[draw(15)]),
            }
        }
        *(if check(&text) { &mut accepted } else { &mut refused }) += 1;
    }
    assert!(accepted > 300 && refused > 300, "{accepted} {refused}");
}
