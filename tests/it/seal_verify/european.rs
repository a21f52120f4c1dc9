//! A seal under the Union's list of providers of public-sector attestations.

use std::sync::Arc;

use elmseal::fetch::Offline;
use elmseal::jose::{Es256Key, sign_compact};
use elmseal::trust::TrustRoot;
use elmseal::verify::{ListAnchor, ListSource, Verifier};
use serde_json::Value;

use super::world::at;
use super::*;

const SERVICE: &str = "/LoTE/TrustedEntitiesList/0/TrustedEntityServices/0";

fn report(change: impl FnOnce(&mut Value)) -> Report {
    let world = World::new();
    let mut list = crate::trust::european::list();
    change(&mut list);
    let issued = at("2026-05-01T00:00:00Z");
    let key = Es256Key::generate("list key", issued).expect("a key");
    let root = TrustRoot {
        list: "eu".into(),
        version: 1,
        keys: vec![key.certificate().spki_sha256()],
        threshold: 1,
        expires: at("2030-01-01T00:00:00Z"),
        authoritative_for: vec![],
    };
    let signed = sign_compact(&key, list.to_string().as_bytes(), issued).expect("a signature");
    let anchor = ListAnchor { root, source: ListSource::Bytes(signed.into_bytes()) };
    let verifier =
        Verifier::new(Arc::new(Offline), vec![anchor]).with_pki(world.trust.clone(), world.authorities.clone());
    verifier.verify(&world.sealed(), world.now)
}

#[test]
fn a_notified_provider_is_recognised_and_a_withdrawn_one_is_not() {
    check(&report(|_| {}), Decision::Accept, &[]);
    let withdrawn = report(|list| {
        let status = list.pointer_mut(&format!("{SERVICE}/ServiceInformation/ServiceStatus")).expect("a status");
        *status = json!("http://uri.etsi.org/19602/PubEAAProvidersList/SvcStatus/withdrawn");
    });
    let rows = [(TrustAtSealing, Failed, "not-granted-then"), (TrustNow, Failed, "issuer-withdrawn")];
    check(&withdrawn, Decision::Undecided, &rows);
    let other = report(|list| {
        let names =
            list.pointer_mut("/LoTE/TrustedEntitiesList/0/TrustedEntityInformation/TETradeName").expect("names");
        *names = json!([{"lang": "en", "value": "VATES-EXAMPLE9"}]);
    });
    let row = other.checks.iter().find(|row| row.check == TrustList).expect("a row");
    assert_eq!((row.outcome, row.code), (Failed, "issuer-not-listed"));
    assert_ne!(other.decision, Decision::Accept);
}

#[test]
fn what_such_a_list_does_not_say_of_the_past_counts_against_nobody() {
    let restated = report(|list| {
        let service = list.pointer_mut(SERVICE).expect("a service");
        service.as_object_mut().expect("an object").remove("ServiceHistory");
        service["ServiceInformation"]["StatusStartingTime"] = json!("2026-06-05T00:00:00Z");
    });
    let row = |check| restated.checks.iter().find(|row| row.check == check).expect("a row");
    assert_eq!((row(TrustAtSealing).outcome, row(TrustAtSealing).code), (Inconclusive, "no-history"));
    assert_eq!((row(TrustNow).outcome, row(TrustNow).code), (Passed, "issuer-granted"));
    assert_eq!(restated.decision, Decision::Undecided);
}
