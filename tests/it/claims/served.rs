//! What the public service answers behind a claim link.

use elmseal::claim::{Asking, Telling};
use elmseal::ledger::{Change, LetterFilter, LetterState, Rendition};
use elmseal::render::locale::Locale;

use super::house::{House, path_of, reachable};
use crate::issuer::shop::{Answer, at};
use crate::log::Lines;
use crate::support::course::learner;

/// What every page has that a learner may open.
fn guarded(answer: &Answer) {
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex, nofollow"),
        ("content-type", "text/html; charset=utf-8"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; "), "{policy}");
    assert!(!answer.body.contains("style=") && !answer.body.contains("<script>"));
}

#[test]
fn the_page_shows_what_was_awarded_in_every_language_and_looking_uses_nothing_up() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1)]);
    let (award, link) = &rows[&1];
    let path = path_of(link);
    let mut seen = Vec::new();
    for locale in Locale::ALL {
        let answer = house.get(&format!("{path}?lang={}", locale.tag()));
        assert_eq!(answer.status, 200, "{}", answer.body);
        guarded(&answer);
        assert!(answer.body.contains(&format!("<html lang=\"{}\">", locale.tag())));
        assert_eq!(answer.header("content-language"), locale.tag());
        for text in ["Zoë 1", "Núñez"] {
            assert!(answer.body.contains(text), "{}: {text}", locale.tag());
        }
        seen.push(answer.body);
    }
    seen.dedup();
    assert_eq!(seen.len(), Locale::ALL.len());
    for _ in 0..3 {
        assert_eq!(house.get(path).status, 200);
    }
    let claims = house.at_work(|office| office.ledger.claims(*award)).expect("readable");
    assert_eq!(claims.len(), 1);
    assert!(house.at_work(|office| office.ledger.wallet_offers(*award)).expect("readable").is_empty());
}

#[test]
fn a_link_that_opens_nothing_says_why() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1), reachable(2), reachable(3), reachable(4), reachable(5)]);
    let path = |row: u64| path_of(&rows[&row].1).to_owned();
    house.change(rows[&2].0, Change::Revoke);
    house.change(rows[&3].0, Change::Suspend);
    house.at_work(|office| office.ledger.withdraw_claims(rows[&4].0, at(1))).expect("withdrawn");
    house.at_work(|office| office.ledger.erase(&[rows[&5].0], "request 17", at(1))).expect("erased");
    let says = |path: &str, status: u16, text: &str, button: bool| {
        let answer = house.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.body.contains(text), "{path}: {text} in {}", answer.body);
        assert_eq!(answer.body.contains("Send me a new link"), button, "{path}");
        guarded(&answer);
        for act in ["/share", "/unshare", "/wallet"] {
            let answer = house.post(&format!("{path}{act}"));
            let suspended = text.contains("suspended");
            assert_eq!(answer.status, if suspended { 303 } else { status }, "{path}{act}: {}", answer.body);
        }
        assert_eq!(house.get(&format!("{path}/progress")).status, status);
        assert_eq!(house.get(&format!("{path}/files/certificate.pdf")).status, status);
    };
    says(&path(2), 200, "This credential was revoked", false);
    says(&path(3), 200, "The credential is suspended at the moment", false);
    says(&path(4), 410, "This link was withdrawn", true);
    says(&path(5), 404, "This link is not known", true);
    says(&format!("/claim/{}", "0".repeat(40)), 404, "This link is not known", true);
    let odd = house.get("/claim/%22%3E%3Cscript%3Ealert(1)");
    assert_eq!(odd.status, 404);
    assert!(!odd.body.contains("alert"), "{}", odd.body);
    house.set_clock(200, 0);
    let late = house.get(&path(1));
    assert_eq!(late.status, 410);
    assert!(late.body.contains("This link has expired") && late.body.contains("Send me a new link"));
}

#[test]
fn a_new_link_is_sent_to_the_address_on_file_and_the_answer_says_nothing_of_it() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1), learner(2)]);
    let letters =
        |house: &mut House| house.at_work(|office| office.ledger.letters(LetterFilter::default())).expect("read");
    house.set_clock(200, 0);
    let known = house.post(&format!("{}/ask", path_of(&rows[&1].1)));
    let nobody = house.post(&format!("{}/ask", path_of(&rows[&2].1)));
    let unknown = house.post(&format!("/claim/{}/ask", "0".repeat(40)));
    assert_eq!((known.status, nobody.status, unknown.status), (200, 200, 200));
    let bare = |answer: &Answer, token: &str| answer.body.replace(token, "");
    let token = |row: u64| path_of(&rows[&row].1).trim_start_matches("/claim/").to_owned();
    assert_eq!(bare(&known, &token(1)), bare(&nobody, &token(2)));
    assert_eq!(bare(&known, &token(1)), bare(&unknown, &"0".repeat(40)));
    assert!(!known.body.contains("learner1@"));
    let sent = letters(&mut house);
    assert_eq!(sent.len(), 2, "the batch's own and one more");
    let again = house.post(&format!("{}/ask", path_of(&rows[&1].1)));
    assert_eq!((again.status, &again.body), (200, &known.body));
    assert_eq!(letters(&mut house).len(), 2, "not so soon");
    house.set_clock(200, 3_601);
    house.post(&format!("{}/ask", path_of(&rows[&1].1)));
    let sent = letters(&mut house);
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|letter| letter.state == LetterState::Waiting));
    let mailing = house.at_work(|office| office.ledger.take_mailing(None, at(200).plus_seconds(3_700))).expect("read");
    let mailing = mailing.expect("one waits");
    assert_eq!((mailing.links.len(), mailing.contact.address.as_str()), (2, "learner1@uni.example"));
    let answer = house.get(&format!("/claim/{}", mailing.links[1].token.as_str()));
    assert_eq!(answer.status, 200, "the new one opens the page");

    let mut silent = House::with(Asking::Elsewhere, Telling::Page);
    let rows = silent.issue(&[reachable(1)]);
    silent.set_clock(200, 0);
    let answer = silent.get(path_of(&rows[&1].1));
    assert!(!answer.body.contains("Send me a new link"), "{}", answer.body);
    assert_eq!(silent.post(&format!("{}/ask", path_of(&rows[&1].1))).status, 404);
}

#[test]
fn files_leave_as_they_were_sealed_and_a_badge_is_made_once() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1)]);
    let (award, link) = &rows[&1];
    let path = path_of(link);
    let load = |house: &House, file: &str| {
        let (answer, bytes) = house.send("GET", &format!("{path}/files/{file}"), &[("accept", "*/*")]);
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{file}: {}", answer.body);
        assert!(answer.header("content-disposition").starts_with("attachment; filename=\""));
        assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow");
        bytes
    };
    let sealed = house.at_work(|office| office.ledger.sealed_bytes(*award, Rendition::Elm)).expect("sealed");
    assert_eq!(load(&house, "credential.elm.jsonld"), sealed);
    let pdf = load(&house, "certificate.pdf");
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(load(&house, "certificate.pdf"), pdf);
    assert_eq!(house.get(&format!("{path}/files/credential.europass.jsonld")).status, 404, "there is none");
    assert_eq!(house.get(&format!("{path}/files/ledger.db")).status, 404);
    let png = load(&house, "badge.png");
    assert!(png.starts_with(b"\x89PNG"));
    let badge = load(&house, "badge.json");
    assert_eq!(house.at_work(|office| office.ledger.sealed_bytes(*award, Rendition::Badge)).expect("sealed"), badge);
    assert_eq!(load(&house, "badge.png"), png);
    assert!(load(&house, "badge.svg").starts_with(b"<"));
    // Nothing more is made of what was revoked; it says so.
    house.change(*award, Change::Revoke);
    assert!(house.get(&format!("{path}/files/badge.png")).body.contains("This credential was revoked"));
}

#[test]
fn a_learner_opens_and_withdraws_a_public_link() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1)]);
    let (award, link) = &rows[&1];
    let path = path_of(link);
    let answer = house.post(&format!("{path}/share"));
    assert_eq!((answer.status, answer.header("location")), (303, &*format!("{path}?done=shared#share")));
    let page = house.get(&format!("{path}?done=shared"));
    let public = page.body.split("id=\"same\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let public = public.expect("the public link").to_owned();
    assert!(page.body.contains("The public link is open."));
    let linkedin = page.body.split("https://www.linkedin.com/profile/add?").nth(1).expect("a link");
    assert!(linkedin.starts_with("startTask=CERTIFICATION_NAME&#38;name="), "{}", &linkedin[..200]);
    assert!(!linkedin.split('"').next().expect("its end").contains("Zo%C3%AB"), "nothing of the learner");
    let shares = || std::fs::read_dir(house.path("public/c")).map_or(0, |files| files.flatten().count());
    assert_eq!(shares(), 1);
    // Once more makes no second one, and shows the same.
    house.post(&format!("{path}/share"));
    assert!(house.get(path).body.contains(&public));
    assert_eq!(shares(), 1);
    let answer = house.post(&format!("{path}/unshare"));
    assert_eq!(answer.status, 303);
    assert!(house.get(&format!("{path}?done=unshared")).body.contains("The public link was withdrawn."));
    assert_eq!(shares(), 0);
    house.set_clock(2, 0);
    house.post(&format!("{path}/share"));
    assert!(!house.get(path).body.contains(&public), "another one, since the first was withdrawn");
    // Through another link of the award it can be withdrawn, and is not shown.
    let other = house.at_work(|office| {
        let terms =
            elmseal::ledger::ClaimTerms { created: at(2), expires: at(9), letter: elmseal::ledger::Letter::None };
        office.ledger.open_claim(*award, terms, office.entropy).expect("opened")
    });
    let page = house.get(&format!("/claim/{}", other.as_str())).body;
    assert!(page.contains("It cannot be shown here") && !page.contains("linkedin.com/profile"));
}

#[test]
fn an_offer_is_made_by_a_post_alone_and_shown_with_its_code() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1)]);
    let (award, link) = &rows[&1];
    let path = path_of(link);
    let offers =
        |house: &mut House| house.at_work(|office| office.ledger.wallet_offers(*award)).expect("readable").len();
    assert_eq!(house.get(&format!("{path}/wallet")).status, 405);
    assert_eq!(offers(&mut house), 0);
    let page = house.post(&format!("{path}/wallet"));
    assert_eq!((page.status, offers(&mut house)), (200, 1), "{}", page.body);
    guarded(&page);
    let deep = "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fclaim.uni.example%2Foffers%2F";
    assert!(page.body.contains(&format!("id=\"deep\" href=\"{deep}")), "{}", page.body);
    assert!(page.body.contains("<svg class=\"qr\" role=\"img\" aria-label=\"QR code of the link"));
    let code = page.body.split("class=\"digits\" lang=\"\">").nth(1).and_then(|rest| rest.get(..6)).expect("a code");
    assert!(code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    let state = |house: &House| {
        let (answer, _) = house.send("GET", &format!("{path}/progress"), &[("accept", "application/json")]);
        assert_eq!((answer.header("content-type"), answer.header("cache-control")), ("application/json", "no-store"));
        answer.json()["state"].as_str().expect("a word").to_owned()
    };
    assert_eq!(state(&house), "waiting");
    let id = page.body.split("%2Foffers%2F").nth(1).and_then(|rest| rest.split('"').next()).expect("an id").to_owned();
    let (offer, _) = house.send("GET", &format!("/offers/{id}"), &[]);
    assert_eq!(offer.status, 200, "{}", offer.body);
    assert!(offer.body.contains("pre-authorized_code"));
    assert_eq!(state(&house), "contacted");
    let html = house.get(&format!("{path}/progress"));
    assert!(html.body.contains("A wallet has fetched the offer.") && !html.body.contains("openid-credential-offer"));
}

#[test]
fn a_token_is_written_nowhere() {
    let lines = Lines::default();
    let token = lines.of(|| {
        let mut house = House::new();
        let rows = house.issue(&[reachable(1)]);
        let token = path_of(&rows[&1].1).trim_start_matches("/claim/").to_owned();
        house.get("/healthz");
        lines.begin_anew();
        house.get(&format!("/claim/{token}"));
        house.post(&format!("/claim/{token}/share"));
        house.post(&format!("/claim/{token}/wallet"));
        house.get(&format!("/claim/{token}/files/nothing"));
        house.post(&format!("/claim/{token}/ask"));
        token
    });
    let said = lines.text();
    assert_eq!(said.matches("answered").count(), 5, "{said}");
    assert!(said.contains("/claim/{token}/files/{file}"), "{said}");
    assert!(!said.contains(&token) && !said.contains("learner1@"), "{said}");
}
