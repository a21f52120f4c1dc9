//! Claim pages in a real browser: `tests/browser/claim.mjs` does what a learner would do.
#![expect(clippy::disallowed_methods, reason = "the test hands files to the browser")]

use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use elmseal::claim::{Asking, Telling};
use elmseal::http::{Door, Patience, runtime, serve_router};
use elmseal::issue::Format;
use elmseal::ledger::{Change, TransactionCode};
use serde_json::json;
use tokio::sync::oneshot::{Sender, channel};

use super::house::{House, path_of, reachable, token_of};
use crate::browser::Browser;
use crate::issuer::shop::at;

/// A house's service on a port of this machine.
struct Serving {
    address: SocketAddr,
    stop: Sender<()>,
    thread: JoinHandle<std::io::Result<()>>,
}

impl Serving {
    fn of(house: &House) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = channel::<()>();
        let router = house.router.clone();
        let thread = std::thread::spawn(move || {
            let door = Door { listener, tls: None };
            let stopped = async move { drop(stopped.await) };
            runtime().expect("a runtime").block_on(serve_router(door, router, Patience::default(), stopped))
        });
        Self { address, stop, thread }
    }

    fn end(self) {
        self.stop.send(()).expect("it serves");
        self.thread.join().expect("no panic").expect("a clean end");
    }
}

#[test]
fn a_learner_finds_the_way_in_a_browser() {
    let Some(browser) = Browser::find("the browser test of claim pages") else { return };
    let mut house = House::sealing();
    let sealed = house.issue(&[reachable(7)])[&7].1.clone();
    house.formats = &[Format::Elm];
    let rows = house.issue(&(1..=6).map(reachable).collect::<Vec<_>>());
    house.change(rows[&2].0, Change::Revoke);
    house.change(rows[&3].0, Change::Suspend);
    house.at_work(|office| office.ledger.withdraw_claims(rows[&4].0, at(1))).expect("withdrawn");
    // A wallet has got the fifth.
    house.at_work(|office| {
        let times = (at(0), at(30));
        let claim = office.ledger.claim_by_token(&token_of(&rows[&5].1)).expect("readable").expect("a claim");
        let behind = (rows[&5].0, Some(claim.number));
        office.ledger.open_offer(behind, TransactionCode::None, times, office.entropy).expect("opened");
    });
    let tables = rusqlite::Connection::open(house.path("ledger.db")).expect("the ledger");
    tables.execute("UPDATE wallet_offers SET issued = created", []).expect("handed out");
    drop(tables);
    let mut silent = House::with(Asking::Elsewhere, Telling::Registrar);
    let told = path_of(&silent.issue(&[reachable(1)])[&1].1).to_owned();
    let (service, other) = (Serving::of(&house), Serving::of(&silent));
    let path = |row: u64| path_of(&rows[&row].1).to_owned();
    let links = json!({
        "open": path(1), "revoked": path(2), "suspended": path(3), "withdrawn": path(4), "used": path(5), "fresh": path(6),
        "europass": path_of(&sealed), "unknown": format!("/claim/{}", "0".repeat(40)),
        "told": format!("http://{}{told}", other.address),
    });
    std::fs::write(house.path("claims.json"), links.to_string()).expect("a file");

    browser.walk("claim", service.address, &house.path(""));
    service.end();
    other.end();
}
