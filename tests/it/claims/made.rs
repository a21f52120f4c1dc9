//! Links as a batch and the ledger make them.
#![expect(clippy::disallowed_methods, reason = "tests look into the files that were written")]

use std::collections::HashSet;
use std::ops::ControlFlow;

use elmseal::issue::{Existing, IssueError, Observer, Quiet, Step};
use elmseal::ledger::{ClaimState, ClaimTerms, ClaimToken, Contact, Letter, LetterFilter, LetterState};
use elmseal::model::time::Timestamp;

use super::house::{House, reachable, token_of};
use crate::issuer::shop::at;
use crate::support::course::learner;

fn terms(letter: Letter) -> ClaimTerms {
    ClaimTerms { created: at(0), expires: at(10), letter }
}

#[test]
fn each_award_gets_a_link_that_the_receipt_lists_and_the_ledger_does_not_have() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1), learner(2), reachable(3)]);
    let links: HashSet<&String> = rows.values().map(|(_, link)| link).collect();
    assert_eq!(links.len(), 3);
    for (award, link) in rows.values() {
        let token = token_of(link);
        let (claim, all) = house.at_work(|office| {
            (office.ledger.claim_by_token(&token).expect("readable"), office.ledger.claims(*award).expect("readable"))
        });
        let claim = claim.expect("a claim");
        assert_eq!((claim.award, claim.state(at(1)), &all), (*award, ClaimState::Open, &vec![claim]));
        assert_eq!(claim.state(claim.expires), ClaimState::Expired);
    }
    // Of those without an address there is no token at all; the others wait with theirs.
    let waiting = house.at_work(|office| office.ledger.letters(LetterFilter::default()).expect("readable"));
    let addresses: Vec<_> = waiting.iter().map(|letter| (letter.address.as_deref(), letter.state)).collect();
    assert_eq!(
        addresses,
        [(Some("learner1@uni.example"), LetterState::Waiting), (Some("learner3@uni.example"), LetterState::Waiting)]
    );
    let file = [std::fs::read(house.path("ledger.db")), std::fs::read(house.path("ledger.db-wal"))];
    let bytes: Vec<u8> = file.into_iter().flat_map(Result::unwrap_or_default).collect();
    let holds = |row: u64| {
        let token = token_of(&rows[&row].1);
        bytes.windows(40).any(|window| window == token.as_str().as_bytes())
    };
    assert_eq!((holds(1), holds(2), holds(3)), (true, false, true));
}

#[test]
fn running_a_batch_again_keeps_the_links() {
    let mut house = House::new();
    let learners = [reachable(1), reachable(2)];
    let rows = house.issue(&learners);
    let again = house.batch(&learners, &Existing::Refuse, &mut Quiet).expect("nothing to do");
    assert!(again.nothing_done() && again.links == 0);
    for (award, link) in rows.values() {
        let claims = house.at_work(|office| office.ledger.claims(*award)).expect("readable");
        assert_eq!(claims.len(), 1);
        let found = house.at_work(|office| office.ledger.claim_by_token(&token_of(link))).expect("readable");
        assert_eq!(found, Some(claims[0]));
    }
    let letters = house.at_work(|office| office.ledger.letters(LetterFilter::default())).expect("readable");
    assert_eq!(letters.len(), 2, "nobody is written to twice");
}

/// Stops after a step.
struct Stop(Step);

impl Observer for Stop {
    fn reached(&mut self, step: Step) -> ControlFlow<()> {
        if step == self.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[test]
fn stopped_anywhere_every_learner_has_a_link_on_a_receipt_and_one_letter() {
    for step in [Step::Recorded, Step::Signed, Step::Stored, Step::Written, Step::Published] {
        let mut house = House::new();
        let learners = [reachable(1), reachable(2)];
        let stopped = house.batch(&learners, &Existing::Refuse, &mut Stop(step));
        assert!(matches!(stopped, Err(IssueError::Interrupted)), "{step:?}");
        let rows = house.issue(&learners);
        assert_eq!(rows.len(), 2, "{step:?}");
        for (award, link) in rows.values() {
            let found = house.at_work(|office| office.ledger.claim_by_token(&token_of(link))).expect("readable");
            assert_eq!(found.expect("a claim").award, *award, "{step:?}");
        }
        let letters = house.at_work(|office| office.ledger.letters(LetterFilter::default())).expect("readable");
        assert_eq!(letters.len(), 2, "{step:?}");
    }
}

#[test]
fn links_are_opened_renewed_withdrawn_and_erased() {
    let mut house = House::new();
    let award = house.issue(&[reachable(1)])[&1].0;
    house.at_work(|office| {
        let ledger = &mut *office.ledger;
        let token = ledger.open_claim(award, terms(Letter::None), office.entropy).expect("opened");
        let state = |ledger: &elmseal::ledger::Ledger, token: &ClaimToken, now: Timestamp| {
            ledger.claim_by_token(token).expect("readable").map(|claim| claim.state(now))
        };
        assert_eq!(state(ledger, &token, at(9)), Some(ClaimState::Open));
        assert_eq!(state(ledger, &token, at(10)), Some(ClaimState::Expired));
        // Never sooner: the batch's own link holds for longer.
        assert_eq!(ledger.renew_claims(award, at(20)).expect("renewed"), 2);
        assert_eq!(state(ledger, &token, at(19)), Some(ClaimState::Open));
        let longest = ledger.claims(award).expect("readable")[0].expires;
        assert_eq!(longest, at(0).plus_seconds(180 * 86_400));
        let stranger = ClaimToken::parse(&"0".repeat(40)).expect("a token");
        assert_eq!(state(ledger, &stranger, at(1)), None);
        assert_eq!(ledger.withdraw_claims(award, at(1)).expect("withdrawn"), 2);
        assert_eq!(ledger.withdraw_claims(award, at(1)).expect("withdrawn"), 0);
        assert_eq!(state(ledger, &token, at(1)), Some(ClaimState::Withdrawn));
        assert_eq!(ledger.renew_claims(award, at(30)).expect("none"), 0, "what was withdrawn stays so");
        let letters = ledger.letters(LetterFilter::default()).expect("readable");
        let told: Vec<_> = letters.iter().map(|letter| (letter.state, letter.reason.as_deref())).collect();
        assert_eq!(told, [(LetterState::Refused, Some("the link was withdrawn"))]);
        ledger.set_contact(award, &Contact { address: "a@b.example".into(), language: "de".into() }).expect("noted");
        assert_eq!(ledger.contact(award).expect("readable").map(|it| it.language).as_deref(), Some("de"));
        ledger.open_claim(award, terms(Letter::Once), office.entropy).expect("opened");
        assert_eq!(ledger.letters(LetterFilter::default()).expect("readable").len(), 1, "one was put in before");
        ledger.open_claim(award, terms(Letter::Always), office.entropy).expect("opened");
        assert_eq!(ledger.letters(LetterFilter::default()).expect("readable").len(), 2);
        ledger.erase(&[award], "request 17", at(1)).expect("erased");
        assert_eq!(state(ledger, &token, at(1)), None);
        assert_eq!(ledger.letters(LetterFilter::default()).expect("readable").len(), 0);
        assert!(ledger.contact(award).expect("readable").is_none());
    });
    let bytes = std::fs::read(house.path("ledger.db")).expect("the file");
    assert!(!bytes.windows(11).any(|window| window == b"a@b.example"));
}
