//! Who tells a learner the code of an offer: the page, or the registrar.

use elmseal::claim::{Asking, Telling};
use elmseal::ledger::{Change, DrawnCodes, State};
use elmseal::model::ids::AwardId;
use elmseal::oid4vci::PRE_AUTHORIZED_CODE;
use elmseal::render::locale::Locale;

use super::house::{House, path_of, reachable};
use crate::issuer::shop::{Answer, at};

const SHOWN: &str = "class=\"digits\" lang=\"\">";

/// What somebody reads on a page, without its links and pictures.
fn read(page: &str) -> String {
    let mut text = String::new();
    for part in page.split('<') {
        let (tag, rest) = part.split_once('>').unwrap_or(("", part));
        if !tag.starts_with("textarea") {
            text.push_str(rest);
            text.push(' ');
        }
    }
    text
}

fn has_code(text: &str) -> bool {
    text.as_bytes().windows(6).any(|window| window.iter().all(u8::is_ascii_digit))
}

/// The offer on a page, fetched: its code.
fn fetched(house: &House, page: &Answer) -> String {
    let id = page.body.split("%2Foffers%2F").nth(1).and_then(|rest| rest.split('"').next()).expect("an offer");
    let (offer, _) = house.send("GET", &format!("/offers/{id}"), &[]);
    let grant = offer.json()["grants"][PRE_AUTHORIZED_CODE].clone();
    assert_eq!(grant["tx_code"]["length"], 6, "{}", offer.body);
    grant["pre-authorized_code"].as_str().expect("a code").to_owned()
}

/// The status of what a wallet gets for a code.
fn redeem(house: &House, code: &str, told: &str) -> u16 {
    let pairs = [("grant_type", PRE_AUTHORIZED_CODE), ("pre-authorized_code", code), ("tx_code", told)];
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    house.send_with("POST", "/oid4vci/token", &headers, form.into_bytes()).0.status
}

fn draw(house: &mut House, awards: &[AwardId]) -> DrawnCodes {
    house.at_work(|office| office.ledger.draw_tx_codes(awards, at(1), office.entropy)).expect("readable")
}

fn drawn(house: &mut House, awards: &[AwardId]) -> Vec<String> {
    match draw(house, awards) {
        DrawnCodes::Drawn(codes) => codes.iter().map(|code| code.as_str().to_owned()).collect(),
        none => panic!("{none:?}"),
    }
}

#[test]
fn where_the_registrar_tells_the_code_the_page_has_none() {
    let mut house = House::with(Asking::ByMail, Telling::Registrar);
    let rows = house.issue(&[reachable(1)]);
    let (award, link) = &rows[&1];
    let path = path_of(link);
    for locale in Locale::ALL {
        let page = house.post(&format!("{path}/wallet?lang={}", locale.tag()));
        assert_eq!(page.status, 200, "{}", page.body);
        let text = read(&page.body);
        assert!(!page.body.contains("class=\"digits\"") && !has_code(&text), "{}: {text}", locale.tag());
        assert!(text.contains("University of Examples"), "{}: {text}", locale.tag());
    }
    let page = house.post(&format!("{path}/wallet"));
    let text = read(&page.body);
    for words in [
        "The wallet asks for a code of six digits",
        "tells it to you. If you do not have it yet, ask there.",
        "for this offer alone",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let whom = "<a href=\"mailto:registrar@uni.example\">registrar@uni.example</a>";
    assert!(page.body.contains(whom), "{}", page.body);
    house.at_work(|office| office.ledger.close_offers(*award)).expect("closed");
    let page = house.post(&format!("{path}/wallet"));
    let code = fetched(&house, &page);
    let told = drawn(&mut house, &[*award]).remove(0);
    let wrong = if told == "000000" { "000001" } else { "000000" };
    assert_eq!(redeem(&house, &code, wrong), 400);
    assert_eq!(redeem(&house, &code, &told), 200);
}

#[test]
fn where_the_page_tells_the_code_the_registrar_may_as_well() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1)]);
    let (award, link) = &rows[&1];
    let page = house.post(&format!("{}/wallet", path_of(link)));
    assert!(has_code(&read(&page.body)), "{}", page.body);
    assert!(!page.body.contains("The wallet asks for a code of six digits"), "{}", page.body);
    let shown = page.body.split(SHOWN).nth(1).and_then(|rest| rest.get(..6)).expect("a code").to_owned();
    let (one, other) = (fetched(&house, &page), fetched(&house, &page));
    assert_eq!(redeem(&house, &one, &shown), 200);
    let told = drawn(&mut house, &[*award]).remove(0);
    assert_ne!(told, shown);
    assert_eq!(redeem(&house, &other, &shown), 400);
    assert_eq!(redeem(&house, &other, &told), 200);
}

#[test]
fn codes_are_drawn_for_all_awards_or_for_none() {
    let mut house = House::with(Asking::ByMail, Telling::Registrar);
    let rows = house.issue(&[reachable(1), reachable(2), reachable(3), reachable(4), reachable(5)]);
    let award = |row: u64| rows[&row].0;
    let mut codes = Vec::new();
    for row in [1, 2, 3, 4] {
        let page = house.post(&format!("{}/wallet", path_of(&rows[&row].1)));
        codes.push(fetched(&house, &page));
    }
    let told = drawn(&mut house, &[award(2), award(1)]);
    assert_eq!(told.len(), 2);
    house.change(award(3), Change::Suspend);
    house.at_work(|office| office.ledger.erase(&[award(4)], "request 17", at(1))).expect("erased");
    for (with, expected) in [(3, "suspended"), (4, "erased"), (5, "no offer")] {
        let none = match draw(&mut house, &[award(1), award(with)]) {
            DrawnCodes::NotValid(one, State::Suspended) if one == award(3) => "suspended",
            DrawnCodes::Erased(one) if one == award(4) => "erased",
            DrawnCodes::NoOffer(one) if one == award(5) => "no offer",
            other => panic!("{other:?}"),
        };
        assert_eq!(none, expected);
    }
    house.change(award(3), Change::Reinstate);
    assert_eq!(drawn(&mut house, &[award(3)]).len(), 1);
    house.change(award(3), Change::Revoke);
    assert!(matches!(draw(&mut house, &[award(3)]), DrawnCodes::NotValid(_, State::Revoked)));
    // What was drawn before is right still.
    assert_eq!(redeem(&house, &codes[1], &told[0]), 200);
    assert_eq!(redeem(&house, &codes[0], &told[1]), 200);
}
