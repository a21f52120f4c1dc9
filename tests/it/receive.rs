//! What people hand over: each carrier gives the very bytes in it, and what is ambiguous, damaged or too large is refused
//! before it costs anything.

use elmseal::limits;
use elmseal::receive::{Carrier, Item, ItemContent, ReceiveError, items, items_behind_link};

use crate::carriers::{self, Picture, badge, chunk, itxt, member, svg, zip, zlib};
use crate::support::reference;

mod pdf;
mod pictures;

const CREDENTIAL: &[u8] = br#"{ "@context": ["https://www.w3.org/ns/credentials/v2"],"id":"urn:x" }"#;
const COMPACT: &[u8] = b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln";

/// The only item: its carrier and its content as text, or why there is none.
fn only(bytes: &[u8]) -> Result<(Carrier, String), ReceiveError> {
    let mut all = items(bytes, None);
    let item = all.next().expect("there is always one");
    assert_eq!(all.next(), None, "there is no other");
    match item.content {
        ItemContent::Document(bytes) => Ok((item.carrier, String::from_utf8(bytes.into_owned()).expect("UTF-8"))),
        ItemContent::Link(url) => Ok((item.carrier, format!("link {url}"))),
        ItemContent::Nothing(reason) => Err(reason),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn named(bytes: &[u8]) -> Vec<(String, Result<String, &'static str>)> {
    let all = items(bytes, Some("applicants.zip"));
    let told = |item: Item<'_>| match item.content {
        ItemContent::Document(bytes) => Ok(text(&bytes)),
        ItemContent::Link(url) => Ok(url),
        ItemContent::Nothing(reason) => Err(reason.code()),
    };
    all.map(|item| (item.name.clone().expect("a name"), told(item))).collect()
}

fn damaged(found: &Result<(Carrier, String), ReceiveError>) -> Option<&'static str> {
    match found {
        Err(ReceiveError::Damaged { reason, .. }) => Some(reason),
        _ => None,
    }
}

#[test]
fn text_is_a_document_a_compact_form_or_a_link() {
    assert_eq!(only(CREDENTIAL), Ok((Carrier::Plain, text(CREDENTIAL))), "byte for byte");
    let padded = [b"\n  ", CREDENTIAL, b"\r\n"].concat();
    assert_eq!(only(&padded), Ok((Carrier::Plain, text(&padded))));
    assert_eq!(only(&[b"\xef\xbb\xbf ", COMPACT, b"\n"].concat()), Ok((Carrier::Text, text(COMPACT))));
    let disclosed = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln~WyJhIl0~WyJiIl0~";
    assert_eq!(only(disclosed.as_bytes()), Ok((Carrier::Text, disclosed.to_owned())));
    let bound = format!("{disclosed}eyJ9.e30.c2ln");
    assert_eq!(only(bound.as_bytes()), Ok((Carrier::Text, bound.clone())));
    assert_eq!(only(b" https://a.example/c \n"), Ok((Carrier::Text, "link https://a.example/c".to_owned())));
    assert_eq!(only(b"HTTPS://a.example/c"), Ok((Carrier::Text, "link HTTPS://a.example/c".to_owned())));
    // What is nothing of these goes to the verifier as it is, which says what is wrong with it.
    for other in ["javascript:alert(1)", "file:///etc/passwd", "https://a.example/c and more", "a.b", ".a.b", "hello"] {
        assert_eq!(only(other.as_bytes()), Ok((Carrier::Plain, other.to_owned())));
    }
    assert_eq!(only(b" \n"), Err(ReceiveError::Empty));
    assert_eq!(only(b""), Err(ReceiveError::Empty));
    let long = vec![b'x'; limits::CREDENTIAL_BYTES_MAX + 1];
    assert_eq!(only(&long), Err(ReceiveError::TooLong { bytes_max: limits::CREDENTIAL_BYTES_MAX }));
}

#[test]
fn a_link_behind_a_link_is_not_followed() {
    let code = Picture::qr(b"https://a.example/c", 4).png();
    let credential = Picture::qr(CREDENTIAL, 4).png();
    let archive = zip(&[member("link.txt", b"https://a.example/c")]);
    let baked = badge(&[chunk(b"iTXt", &itxt("openbadgecredential", b"https://a.example/c"))]);
    let drawn = svg("<openbadges:credential verify=\"https://a.example/c\"/>");
    for led_on in [&b"https://a.example/c"[..], &code, &credential, &archive, &baked, &drawn] {
        let found: Vec<_> = items_behind_link(led_on, None).map(|item| item.content).collect();
        assert_eq!(found, [ItemContent::Nothing(ReceiveError::LinkBehindLink)]);
    }
    let badge = badge(&[chunk(b"iTXt", &itxt("openbadgecredential", CREDENTIAL))]);
    let found: Vec<_> = items_behind_link(&badge, None).map(|item| item.content).collect();
    assert_eq!(found, [ItemContent::Document(CREDENTIAL.into())], "a link may lead to a badge");
}

#[test]
fn an_archive_gives_its_members_one_by_one() {
    let baked = badge(&[chunk(b"tEXt", &[b"openbadgecredential\0", COMPACT].concat())]);
    let archive = zip(&[
        member("anna.json", CREDENTIAL),
        member("folder/", b""),
        carriers::Member { deflated: false, ..member("folder/ben.png", &baked) },
        member("__MACOSX/._anna.json", b"\0\x05"),
        member(".DS_Store", b"x"),
        member("read me.txt", b"Dear office"),
        member("more.zip", &zip(&[member("x.json", CREDENTIAL)])),
    ]);
    assert_eq!(
        named(&archive),
        [
            ("applicants.zip: anna.json".to_owned(), Ok(text(CREDENTIAL))),
            ("applicants.zip: folder/ben.png".to_owned(), Ok(text(COMPACT))),
            ("applicants.zip: read me.txt".to_owned(), Err("file-unknown")),
            ("applicants.zip: more.zip".to_owned(), Err("archive-nested")),
        ]
    );
    let carriers: Vec<Carrier> = items(&archive, None).map(|item| item.carrier).collect();
    assert_eq!(carriers[..2], [Carrier::Zip { path: "anna.json".to_owned() }, Carrier::PngBadge]);
    assert_eq!(only(&zip(&[member("folder/", b"")])), Err(ReceiveError::NoMembers));
    assert_eq!(only(&zip(&[])), Err(ReceiveError::NoMembers));
    let office = zip(&[member("[Content_Types].xml", b"<x/>"), member("word/document.xml", b"<x/>")]);
    assert_eq!(only(&office), Err(ReceiveError::OfficeDocument));
}

#[test]
fn an_archive_that_readers_could_understand_differently_is_refused() {
    let anna = member("anna.json", CREDENTIAL);
    let good = zip(std::slice::from_ref(&anna));
    assert_eq!(only(&good), Ok((Carrier::Zip { path: "anna.json".to_owned() }, text(CREDENTIAL))));

    let twice = zip(&[anna.clone(), member("anna.json", COMPACT)]);
    assert_eq!(damaged(&only(&twice)), Some("two of its files have one name"));
    let other_name = carriers::Member { local_name: Some(b"ben_.json".to_vec()), ..anna.clone() };
    assert_eq!(damaged(&only(&zip(&[other_name]))), Some("a file in it contradicts the directory"));
    assert_eq!(damaged(&only(&good[..good.len() - 1])), Some("its end is missing: it was not transferred completely"));
    let mut within = good.clone();
    within[45] ^= 1;
    assert!(damaged(&only(&within)).is_some(), "a changed byte is noticed");
    // An archive in the comment of another: each reader would open another one.
    let mut two = good.clone();
    let length = two.len();
    two[length - 2..].copy_from_slice(&u16::try_from(good.len()).expect("short").to_le_bytes());
    two.extend(&good);
    assert_eq!(damaged(&only(&two)), Some("it has two directories"));
    let before = [&good[..length - 22], &good].concat();
    assert_eq!(damaged(&only(&before)), Some("its directory is not where it says"));
    // Two entries for one place.
    let mut shared = zip(&[anna.clone(), member("ben_.json", CREDENTIAL)]);
    let second = shared.windows(4).rposition(|four| four == b"PK\x01\x02").expect("an entry");
    shared[second + 42..second + 46].copy_from_slice(&[0; 4]);
    shared[second + 46..second + 55].copy_from_slice(b"anna.json");
    assert_eq!(damaged(&only(&shared)), Some("two of its files have one name"));
    shared[second + 46..second + 55].copy_from_slice(b"ben_.json");
    assert_eq!(damaged(&only(&shared)), Some("a file in it contradicts the directory"));
}

#[test]
fn an_archive_that_unpacks_to_more_is_refused_before() {
    let zeros = vec![b' '; 8 << 20];
    let bomb = zip(&[member("zeros.json", &zeros)]);
    assert!(bomb.len() < 20_000);
    let refused = ReceiveError::Bomb { what: "archive", bytes_max: limits::UNPACKED_FREELY_BYTES_MAX };
    assert_eq!(only(&bomb), Err(refused));
    // The same with a directory that lies: it is unpacked no further than that says.
    let lying = carriers::Member { claimed_size: Some(1000), ..member("zeros.json", &zeros) };
    assert_eq!(damaged(&only(&zip(&[lying]))), Some("a file in it is not what the directory says"));
    let claims = |size| carriers::Member { claimed_size: Some(size), ..member("x.json", b"{}") };
    let long = ReceiveError::TooLong { bytes_max: limits::CREDENTIAL_BYTES_MAX };
    assert_eq!(only(&zip(&[claims(u32::MAX - 1)])), {
        Err(ReceiveError::Bomb { what: "archive", bytes_max: limits::ARCHIVE_UNPACKED_BYTES_MAX })
    });
    assert_eq!(only(&zip(&[claims(11 << 20)])), Err(long));
    let many: Vec<_> = (0..501).map(|count| member(&format!("{count}.json"), b"{}")).collect();
    assert_eq!(only(&zip(&many)), Err(ReceiveError::TooManyMembers { count: 501 }));
    assert_eq!(items(&zip(&many[..500]), None).count(), 500);
    let locked = carriers::Member { flags: 1, ..member("x.json", b"{}") };
    assert_eq!(only(&zip(&[locked])), Err(ReceiveError::Encrypted { what: "archive" }));
}

#[test]
fn the_name_of_a_member_is_never_a_path() {
    for path in ["../../etc/passwd", "/etc/passwd", "C:\\x.json", "a\u{202e}nosj.exe", "a\0b", "<b>x</b>"] {
        let archive = zip(&[member(path, CREDENTIAL)]);
        assert_eq!(
            named(&archive),
            [(format!("applicants.zip: {path}"), Ok(text(CREDENTIAL)))],
            "as it is, to be shown"
        );
    }
    let not_text = carriers::Member { name: b"\xff\xfe.json".to_vec(), ..member("", CREDENTIAL) };
    assert_eq!(named(&zip(&[not_text]))[0].0, "applicants.zip: \u{fffd}\u{fffd}.json");
    let long = "x".repeat(2000);
    let shown = named(&zip(&[member(&long, CREDENTIAL)])).remove(0).0;
    assert_eq!(shown.len(), "applicants.zip: ".len() + limits::FILE_NAME_CHARS_MAX);
}

#[test]
fn a_png_badge_gives_the_credential_in_it() {
    let keyword = b"openbadgecredential";
    let plain = chunk(b"iTXt", &itxt("openbadgecredential", CREDENTIAL));
    let packed = chunk(b"iTXt", &[keyword, &b"\0\x01\0en\0Nachweis\0"[..], &zlib(CREDENTIAL)].concat());
    let old_text = chunk(b"tEXt", &[keyword, &b"\0"[..], CREDENTIAL].concat());
    let old_packed = chunk(b"zTXt", &[keyword, &b"\0\0"[..], &zlib(CREDENTIAL)].concat());
    let other = chunk(b"tEXt", b"Software\0something");
    for baked in [&plain, &packed, &old_text, &old_packed] {
        assert_eq!(only(&badge(&[other.clone(), baked.clone()])), Ok((Carrier::PngBadge, text(CREDENTIAL))));
        for second in [&plain, &packed, &old_text, &old_packed] {
            let two = badge(&[baked.clone(), second.clone()]);
            assert_eq!(only(&two), Err(ReceiveError::Several { what: "credentials are in the picture" }));
        }
    }
    let compact = chunk(b"iTXt", &itxt("openbadgecredential", COMPACT));
    assert_eq!(only(&badge(&[compact])), Ok((Carrier::PngBadge, text(COMPACT))));
    let nonsense = chunk(b"iTXt", &itxt("openbadgecredential", b"hello"));
    assert_eq!(only(&badge(&[nonsense])), Err(ReceiveError::Unknown));
    let assertion = chunk(b"iTXt", &itxt("openbadges", b"{}"));
    assert_eq!(only(&badge(&[assertion])), Err(ReceiveError::OldBadge));
    assert_eq!(only(&badge(&[])), Err(ReceiveError::NoQrCode));

    let good = badge(&[plain]);
    for place in [40, 60, good.len() - 20, good.len() - 5] {
        let mut changed = good.clone();
        changed[place] ^= 1;
        assert!(damaged(&only(&changed)).is_some(), "byte {place}");
    }
    assert!(damaged(&only(&good[..good.len() - 1])).is_some());
}

#[test]
fn a_png_badge_that_unpacks_to_more_is_refused() {
    let bomb = zlib(&vec![b' '; limits::CREDENTIAL_BYTES_MAX + 1]);
    assert!(bomb.len() < 20_000);
    let text = [b"openbadgecredential\0\x01\0\0\0", &bomb[..]].concat();
    let old = [b"openbadgecredential\0\0", &bomb[..]].concat();
    let refused = ReceiveError::Bomb { what: "picture", bytes_max: limits::CREDENTIAL_BYTES_MAX as u64 };
    assert_eq!(only(&badge(&[chunk(b"iTXt", &text)])), Err(refused.clone()));
    assert_eq!(only(&badge(&[chunk(b"zTXt", &old)])), Err(refused));
}

#[test]
fn an_svg_badge_gives_the_credential_in_it() {
    let body = format!("<openbadges:credential><![CDATA[\n{}\n]]></openbadges:credential>", text(CREDENTIAL));
    let attribute = format!("<openbadges:credential verify=\"{}\"/>", text(COMPACT));
    assert_eq!(only(&svg(&body)), Ok((Carrier::SvgBadge, text(CREDENTIAL))));
    assert_eq!(only(&svg(&attribute)), Ok((Carrier::SvgBadge, text(COMPACT))));
    let several = ReceiveError::Several { what: "credentials are in the drawing" };
    assert_eq!(only(&svg(&format!("{body}{attribute}"))), Err(several.clone()));
    let both = format!("<openbadges:credential verify=\"{}\">{}</openbadges:credential>", text(COMPACT), "{}");
    assert_eq!(only(&svg(&both)), Err(several));
    assert_eq!(only(&svg("")), Err(ReceiveError::NoBadge { what: "drawing" }));
    assert_eq!(only(&svg("<openbadges:credential/>")), Err(ReceiveError::NoBadge { what: "drawing" }));
    let old = r#"<o:assertion xmlns:o="http://openbadges.org" verify="x"/>"#;
    assert_eq!(only(&svg(old)), Err(ReceiveError::OldBadge));
    assert_eq!(damaged(&only(&svg("<open>"))), Some("it is no well-formed XML"));
}

#[test]
fn an_svg_that_defines_entities_is_refused() {
    let body = "<openbadges:credential>&a;</openbadges:credential>";
    let drawing = text(&svg(body));
    for definition in [
        "<!DOCTYPE svg [<!ENTITY a \"{}\">]>",
        "<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE svg SYSTEM \"https://a.example/svg.dtd\">",
        "<!DOCTYPE svg>",
    ] {
        let defined = drawing.replacen("?>\n", &format!("?>\n{definition}"), 1);
        assert_eq!(only(defined.as_bytes()), Err(ReceiveError::DocumentType), "{definition}");
    }
    assert_eq!(damaged(&only(drawing.as_bytes())), Some("it is no well-formed XML"), "nothing defines it");
    let deep = svg(&"<g>".repeat(200_000));
    assert!(damaged(&only(&deep)).is_some());
}

#[test]
fn a_picture_of_another_format_says_what_to_do() {
    for (bytes, kind) in [
        (&b"GIF89a"[..], "GIF"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
        (b"II*\0\x08\0\0\0", "TIFF"),
    ] {
        assert_eq!(only(bytes), Err(ReceiveError::PictureKind { kind }));
    }
}
