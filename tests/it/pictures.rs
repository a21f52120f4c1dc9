//! Pictures of credentials: drawn anew or refused, shown of verified content alone, and never fetched.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use elmseal::crypto::encoding::{from_base64, to_base64};
use elmseal::fetch::{Fetch, FetchError, Purpose};
use elmseal::http::{Patience, PublicService, Running};
use elmseal::limits;
use elmseal::picture::{PictureError, redraw};
use elmseal::verify::Verifier;
use serde_json::{Value, json};

use crate::carriers::{Picture, badge, chunk, huge_png, itxt, member, zip, zlib};
use crate::wire::{Answer, post};
use crate::world::{self, BASE, World};

const SCRIPT: &[u8] = b"<script>alert(1)</script>";

/// The names of a PNG's chunks; it ends with the last.
fn chunks(png: &[u8]) -> Vec<String> {
    let mut rest = &png[8..];
    let mut names = Vec::new();
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest[..4].try_into().expect("four bytes")) as usize;
        names.push(String::from_utf8_lossy(&rest[4..8]).into_owned());
        rest = &rest[length + 12..];
    }
    names
}

fn grey(width: usize, height: usize) -> Picture {
    Picture { width, height, points: vec![128; width * height] }
}

/// What is drawn holds points and nothing else.
fn check_plain(bytes: &[u8], said: Option<&str>) {
    let drawn = redraw(bytes, said).expect("it is drawn");
    assert_eq!(chunks(&drawn.png), ["IHDR", "IDAT", "IEND"]);
    assert!(!drawn.png.windows(SCRIPT.len()).any(|part| part == SCRIPT));
    for part in [&b"Exif"[..], b"PK\x03\x04", b"Oviedo"] {
        assert!(!drawn.png.windows(part.len()).any(|window| window == part));
    }
    assert_eq!(
        redraw(&drawn.png, Some("image/png")).expect("drawn again").png,
        drawn.png,
        "there is nothing more to lose"
    );
}

#[test]
fn what_a_png_holds_beside_its_points_vanishes() {
    let hidden = [
        chunk(b"tEXt", &[b"Comment\0", SCRIPT].concat()),
        chunk(b"iTXt", &itxt("openbadgecredential", SCRIPT)),
        chunk(b"zTXt", &[b"Comment\0\0", &zlib(SCRIPT)[..]].concat()),
        chunk(b"eXIf", &[b"II*\0", SCRIPT].concat()),
        chunk(b"iCCP", &[b"name\0\0", &zlib(SCRIPT)[..]].concat()),
        chunk(b"prVt", SCRIPT),
    ];
    check_plain(&badge(&hidden), Some("image/png"));
    check_plain(&[badge(&hidden), SCRIPT.to_vec()].concat(), None);
}

#[test]
fn a_file_that_is_two_at_once_comes_through_as_a_picture_alone() {
    let archive = zip(&[member("index.html", SCRIPT)]);
    check_plain(&[badge(&[]), archive.clone()].concat(), Some("image/png"));
    let jpeg = grey(16, 16).jpeg();
    check_plain(&[jpeg.clone(), archive].concat(), Some("image/jpeg"));
    // A comment that begins a page (COM).
    let mut commented = jpeg[..2].to_vec();
    commented.extend([0xff, 0xfe]);
    commented.extend(u16::try_from(SCRIPT.len() + 2).expect("short").to_be_bytes());
    commented.extend(SCRIPT);
    commented.extend(&jpeg[2..]);
    check_plain(&commented, Some("image/jpeg"));
}

#[test]
fn where_a_photo_was_taken_vanishes() {
    let jpeg = grey(16, 16).jpeg();
    let data = b"Exif\0\0II*\0\x08\0\0\0\0\0Oviedo, 43.36 N 5.85 W";
    let mut located = jpeg[..2].to_vec();
    located.extend([0xff, 0xe1]);
    located.extend(u16::try_from(data.len() + 2).expect("short").to_be_bytes());
    located.extend(data);
    located.extend(&jpeg[2..]);
    check_plain(&located, Some("image/jpeg"));
    assert_eq!(redraw(&located, None), redraw(&jpeg, None), "the points are the same");
}

#[test]
fn a_png_that_would_take_all_memory_is_refused_before() {
    for (width, height) in [(100_000, 100_000), (u32::MAX, 1), (10_000, 1_001)] {
        assert_eq!(redraw(&huge_png(width, height), None), Err(PictureError::Pixels { width, height }));
    }
    assert_eq!(redraw(&huge_png(0, 7), None).expect_err("no points"), PictureError::Damaged);
    assert_eq!(redraw(&huge_png(2_000, 2_000), None), Err(PictureError::Damaged), "it has fewer points than it says");
    // Texts and profiles that would unpack to 64 MiB are not unpacked.
    let bomb = zlib(&vec![0; 64 << 20]);
    check_plain(&badge(&[chunk(b"zTXt", &[b"Comment\0\0", &bomb[..]].concat())]), None);
    check_plain(&badge(&[chunk(b"iCCP", &[b"name\0\0", &bomb[..]].concat())]), None);
    let long = [badge(&[]), vec![0; limits::SHOWN_PICTURE_BYTES_MAX]].concat();
    assert_eq!(redraw(&long, None), Err(PictureError::TooLong));
}

#[test]
fn what_is_no_picture_that_is_drawn_is_refused() {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    assert_eq!(redraw(svg, Some("image/svg+xml")), Err(PictureError::Kind));
    assert_eq!(redraw(svg, Some("image/png")), Err(PictureError::Kind));
    assert_eq!(redraw(b"GIF89a\x01\0\x01\0", Some("image/gif")), Err(PictureError::Kind));
    assert_eq!(redraw(SCRIPT, None), Err(PictureError::Kind));
    assert_eq!(redraw(b"", None), Err(PictureError::Kind));
    let (png, jpeg) = (badge(&[]), grey(16, 16).jpeg());
    assert_eq!(redraw(&png, Some("image/jpeg")), Err(PictureError::Type));
    assert_eq!(redraw(&jpeg, Some("image/png")), Err(PictureError::Type));
    assert_eq!(redraw(&png, Some("image/svg+xml")), Err(PictureError::Type));
    assert_eq!(redraw(&png[..png.len() / 2], None), Err(PictureError::Damaged));
    assert_eq!(redraw(&jpeg[..20], None), Err(PictureError::Damaged));
}

#[test]
fn a_large_picture_is_made_smaller() {
    let drawn = redraw(&grey(2_500, 100).png(), Some("image/png")).expect("drawn");
    assert_eq!((drawn.width, drawn.height), (834, 34));
    // Noise does not pack, so that its points become fewer until it is short enough.
    let mut seed = 1_u32;
    let noise = (0..1_200 * 1_200).map(|_| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    });
    let noise = Picture { width: 1_200, height: 1_200, points: noise.collect() };
    let drawn = redraw(&noise.png(), None).expect("drawn");
    assert!(
        drawn.png.len() <= limits::SHOWN_PNG_BYTES_MAX && drawn.width <= 600,
        "{} {}",
        drawn.png.len(),
        drawn.width
    );
}

/// A net that remembers what it was asked.
#[derive(Default)]
struct Listening(Mutex<Vec<String>>);

impl Fetch for Listening {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        self.0.lock().expect("no panic").push(url.to_owned());
        Err(FetchError::NotFound { url: url.to_owned() })
    }
}

fn serve(world: &World, verifier: Arc<Verifier>) -> Running {
    let service = PublicService {
        verifier,
        publications: world.publications(),
        base: BASE.parse().expect("a URL"),
        clock: Arc::new(world::now),
        patience: Patience::default(),
    };
    Running::start(TcpListener::bind("127.0.0.1:0").expect("a free port"), service).expect("a server")
}

fn page(running: &Running, target: &str, document: &Value) -> Answer {
    let answer = post(running.address(), target, "application/ld+json", "text/html", document.to_string().as_bytes());
    assert_eq!(answer.status, 200);
    answer
}

/// The pictures of a page, each read again.
fn shown(page: &Answer) -> Vec<Vec<u8>> {
    let sources = page.body.split("<img src=\"data:image/png;base64,").skip(1);
    sources.map(|rest| from_base64(rest.split('"').next().expect("an end")).expect("base64")).collect()
}

/// A display with a page of each colour, in two languages.
pub fn display(pages: &[(&str, &str, &[u8])]) -> Value {
    let concept = |list: &str, code: &str| json!({"id": format!("http://publications.europa.eu/resource/authority/{list}/{code}"), "type": "Concept"});
    let display = |(number, (language, kind, bytes)): (usize, &(&str, &str, &[u8]))| {
        json!({
            "id": format!("urn:epass:individualDisplay:{number}"),
            "type": "IndividualDisplay",
            "language": concept("language", language),
            "displayDetail": {
                "id": format!("urn:epass:displayDetail:{number}"),
                "type": "DisplayDetail",
                "page": 1,
                "image": {
                    "id": format!("urn:epass:mediaObject:{number}"),
                    "type": "MediaObject",
                    "contentType": concept("file-type", kind),
                    "content": to_base64(bytes),
                },
            },
        })
    };
    json!({
        "id": "urn:epass:displayParameter:1",
        "type": "DisplayParameter",
        "title": {"en": "Data literacy"},
        "primaryLanguage": concept("language", "ENG"),
        "individualDisplay": pages.iter().enumerate().map(display).collect::<Vec<_>>(),
    })
}

#[test]
fn the_display_of_a_credential_is_shown_in_the_readers_language() {
    let world = World::new();
    let running = serve(&world, world.verifier());
    let (english, german) = (grey(8, 8).png(), Picture { width: 8, height: 8, points: vec![7; 64] }.jpeg());
    let pages: [(&str, &str, &[u8]); 2] = [("ENG", "PNG", &english), ("DEU", "JPEG", &german)];
    let good = world.credential(3, |document| document["displayParameter"] = display(&pages));
    for (target, expected) in [("/verify", &english), ("/verify?lang=de", &german), ("/verify?lang=fi", &english)] {
        let page = page(&running, target, &good);
        assert!(page.body.contains("data-decision=\"accept\""), "{}", page.body);
        assert_eq!(shown(&page), [redraw(expected, None).expect("drawn").png], "{target}");
        assert!(page.header("content-security-policy").contains("img-src 'self' data:;"));
    }
    // Nothing of a changed credential is drawn, nor of several at once; and no page without pictures permits them.
    let mut changed = good.clone();
    changed["displayParameter"]["title"]["en"] = json!("Data mastery");
    for other in [changed, json!([good, good]), world.credential(3, |_| {})] {
        let page = page(&running, "/verify", &other);
        assert_eq!(shown(&page), Vec::<Vec<u8>>::new());
        assert!(page.header("content-security-policy").contains("img-src 'self';"));
    }
    // What cannot be drawn is said.
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"/>"#;
    for (kind, bytes) in [("SVG", &svg[..]), ("JPEG", &english), ("PNG", &svg[..])] {
        let bad = world.credential(3, |document| document["displayParameter"] = display(&[("ENG", kind, bytes)]));
        let page = page(&running, "/verify", &bad);
        assert!(shown(&page).is_empty() && page.body.contains("A picture of this credential is not shown"), "{kind}");
    }
}

#[test]
fn a_badge_shows_what_it_says_and_its_own_picture() {
    let world = World::new();
    let running = serve(&world, world.verifier());
    let png = badge(&[chunk(b"tEXt", b"Comment\0hidden")]);
    let good = world.badge(&format!("data:image/png;base64,{}", to_base64(&png)), |_| {});
    let answer = page(&running, "/verify", &good);
    assert_eq!(shown(&answer), [redraw(&png, None).expect("drawn").png]);
    assert!(answer.body.contains("alt=\"Picture of the badge\""));
    for text in [
        ">Wind energy<",
        ">Zoë Ångström<",
        ">Plan a wind farm and defend the plan.<",
        "https://uni.example/criteria/wind",
        ">Guild of the Wind<",
        ">Energy engineering<",
        ">Certificate<",
        ">design wind farms<",
        ">ESCO<",
        ">The plan<",
        ">A plan for three turbines.<",
        ">92 of 100<",
    ] {
        assert!(answer.body.contains(text), "{text}: {}", answer.body);
    }
    assert!(!answer.body.contains("href=\"https://uni.example"), "its addresses are no links");
    for refused in ["data:image/svg+xml;base64,PHN2Zy8+", "data:image/png,abc", "data:image/jpeg;base64,iVBORw0KGgo="] {
        let answer = page(&running, "/verify", &world.badge(refused, |_| {}));
        assert!(
            shown(&answer).is_empty() && answer.body.contains("A picture of this credential is not shown"),
            "{refused}"
        );
    }
}

#[test]
fn no_picture_is_fetched() {
    let world = World::new();
    let listening = Arc::new(Listening::default());
    let running = serve(&world, Arc::new(Verifier::new(Arc::clone(&listening) as _, Vec::new())));
    let stranger = |document: &mut Value| {
        let mut display = display(&[("ENG", "PNG", b"")]);
        let image = display.pointer_mut("/individualDisplay/0/displayDetail/image").expect("an image");
        image.as_object_mut().expect("an object").shift_remove("content");
        image["contentURL"] = json!("https://pictures.evil.example/a.png");
        document["displayParameter"] = display;
    };
    let answer = page(&running, "/verify", &world.strangers_credential(stranger));
    assert!(answer.body.contains("A picture of this credential is not shown"), "{}", answer.body);
    let answer = page(&running, "/verify", &world.badge("https://pictures.evil.example/b.png", |_| {}));
    assert_eq!(shown(&answer), Vec::<Vec<u8>>::new());
    let asked = listening.0.lock().expect("no panic");
    assert!(!asked.iter().any(|url| url.contains("pictures.evil.example")), "{asked:?}");
}
