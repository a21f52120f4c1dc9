//! PDF with files attached.

use super::*;
use crate::carriers::Pdf;

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len(), "places stay");
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).expect("it is there");
    [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()
}

fn both(pdf: &Pdf) -> [Vec<u8>; 2] {
    [pdf.bytes(), Pdf { in_streams: true, ..pdf.clone() }.bytes()]
}

#[test]
fn a_pdf_gives_the_credential_attached_to_it() {
    for content in [CREDENTIAL, COMPACT] {
        for bytes in both(&Pdf::with("Zeugnis für Łucja.json", content)) {
            let file = "Zeugnis für Łucja.json".to_owned();
            assert_eq!(only(&bytes), Ok((Carrier::PdfAttachment { file }, text(content))));
        }
    }
    let pdf = Pdf::with("credential.json", CREDENTIAL).bytes();
    let found = named(&pdf);
    assert_eq!(found, [("applicants.zip: credential.json".to_owned(), Ok(text(CREDENTIAL)))], "named by both files");
    let archive = zip(&[member("anna.pdf", &pdf)]);
    assert_eq!(named(&archive), [("applicants.zip: anna.pdf: credential.json".to_owned(), Ok(text(CREDENTIAL)))]);
}

#[test]
fn of_several_attachments_those_count_that_look_like_credentials() {
    let several = |attached: &[(&str, &[u8])]| {
        let attached = attached.iter().map(|(name, content)| ((*name).to_owned(), content.to_vec())).collect();
        both(&Pdf { attached, ..Pdf::default() })
    };
    for bytes in several(&[("a.xml", b"<invoice/>"), ("b.json", CREDENTIAL), ("c.json", b"{}"), ("d.jwt", COMPACT)]) {
        let found = named(&bytes);
        assert_eq!(found[0], ("applicants.zip: b.json".to_owned(), Ok(text(CREDENTIAL))));
        assert_eq!(found[1..], [("applicants.zip: d.jwt".to_owned(), Ok(text(COMPACT)))]);
    }
    for bytes in several(&[("a.xml", b"<invoice/>"), ("link.txt", b"https://a.example/c")]) {
        assert_eq!(only(&bytes), Err(ReceiveError::NoAttachment), "a link in an attachment is none");
    }
    for bytes in both(&Pdf::default()) {
        assert_eq!(only(&bytes), Err(ReceiveError::NoAttachment));
    }
}

#[test]
fn a_newer_table_of_a_pdf_counts() {
    let first = Pdf::with("credential.json", CREDENTIAL).bytes();
    let table = first.windows(5).rposition(|five| five == b"xref\n").expect("a table");
    let table = first[..table].windows(5).rposition(|five| five == b"xref\n").expect("a table before `startxref`");
    let mut second = first.clone();
    let at = second.len();
    second.extend(
        format!("11 0 obj << /Length {} >>\nstream\n{}\nendstream endobj\n", COMPACT.len(), text(COMPACT)).bytes(),
    );
    let newer = second.len();
    second.extend(
        format!("xref\n11 1\n{at:010} 00000 n \ntrailer\n<< /Root 1 0 R /Prev {table} >>\nstartxref\n{newer}\n")
            .bytes(),
    );
    assert_eq!(only(&second).map(|(_, found)| found), Ok(text(COMPACT)));
    let endless = replaced(&second, &format!("/Prev {table}"), &format!("/Prev {newer}"));
    assert_eq!(damaged(&only(&endless)), Some("its table of contents cannot be read"));
}

#[test]
fn a_pdf_that_is_locked_or_damaged_says_so() {
    let locked = Pdf { trailer: "/Encrypt << /Filter /Standard >>".to_owned(), ..Pdf::with("a.json", CREDENTIAL) };
    for bytes in both(&locked) {
        assert_eq!(only(&bytes), Err(ReceiveError::Encrypted { what: "PDF" }));
    }
    let good = Pdf::with("a.json", CREDENTIAL).bytes();
    for (from, to, reason) in [
        ("startxref", "startXref", "its table of contents cannot be read"),
        ("/Root 1 0 R", "/Root 7 0 R", "it has no beginning"),
        ("/Root", "/Toor", "it has no beginning"),
        ("\n1 0 obj", "\n9 0 obj", "one of its parts cannot be read"),
        ("/FlateDecode", "/Crypt      ", "something in it is packed in a way that is not read here"),
        ("endstream", "endStream", "one of its parts cannot be read"),
        ("/Kids [ <<", "/Kids ( <<", "one of its parts cannot be read"),
    ] {
        assert_eq!(damaged(&only(&replaced(&good, from, to))), Some(reason), "{from}");
    }
    for length in (0..good.len() - 20).step_by(7) {
        let cut = only(&good[..length]);
        assert!(cut.is_err() || length < 5, "{length}: {cut:?}");
    }
}

#[test]
fn a_pdf_that_unpacks_to_more_is_refused() {
    let bomb = vec![b' '; limits::CREDENTIAL_BYTES_MAX + 1];
    for bytes in both(&Pdf::with("a.json", &bomb)) {
        assert!(bytes.len() < 20_000);
        let refused = ReceiveError::Bomb { what: "PDF", bytes_max: limits::CREDENTIAL_BYTES_MAX as u64 };
        assert_eq!(only(&bytes), Err(refused));
    }
    // Each short enough, together not.
    let attached = (0..9).map(|at| (format!("{at}.json"), vec![b' '; 8 << 20])).collect();
    let bytes = Pdf { attached, ..Pdf::default() }.bytes();
    let refused = ReceiveError::Bomb { what: "PDF", bytes_max: limits::PDF_UNPACKED_BYTES_MAX as u64 };
    assert_eq!(only(&bytes), Err(refused));
}

#[test]
fn a_pdf_without_end_is_refused() {
    let deep = Pdf {
        trailer: format!("/X {}{}", "[".repeat(200_000), "]".repeat(200_000)),
        ..Pdf::with("a.json", CREDENTIAL)
    };
    assert_eq!(damaged(&only(&deep.bytes())), Some("its table of contents cannot be read"));
    let many = Pdf { trailer: format!("/X [{}]", "0 ".repeat(300_000)), ..Pdf::with("a.json", CREDENTIAL) };
    assert_eq!(damaged(&only(&many.bytes())), Some("its table of contents cannot be read"));
    let good = Pdf::with("a.json", CREDENTIAL).bytes();
    // The catalog's name tree is its own kid.
    let round =
        replaced(&good, "<< /Kids [ << /Limits [(file 0) (file 9)] ", "<< /Kids [ 3 0 R << >> ] /X [(file) (fi)] ");
    assert!(damaged(&only(&round)).is_some());
    let itself = replaced(&good, "/AF [10 0 R]", "/AF 1 0 R   ");
    assert!(only(&itself).is_ok(), "what is no list is passed over");
}

/// Found by changing good files at random.
#[test]
fn a_pdf_whose_places_lie_beyond_its_end_is_refused() {
    let good = Pdf::with("a.json", CREDENTIAL).bytes();
    let end = good.windows(9).rposition(|nine| nine == b"startxref").expect("an end");
    let beyond = [&good[..end], b"startxref\n999999999\n"].concat();
    assert_eq!(damaged(&only(&beyond)), Some("one of its parts cannot be read"));
    let catalog = good.windows(8).position(|eight| eight == b"\n1 0 obj").expect("the catalog") + 1;
    let beyond = replaced(&good, &format!("{catalog:010} 00000 n"), "9999999999 00000 n");
    assert_eq!(damaged(&only(&beyond)), Some("one of its parts cannot be read"));
}
