//! The file for Europass behind a claim link.

use std::sync::Arc;

use elmseal::fetch::{Layered, LocalPublications};
use elmseal::issue::Format;
use elmseal::jose::jades::SealTrust;
use elmseal::ledger::Rendition;
use elmseal::model::ids::Did;
use elmseal::pki::NoServices;
use elmseal::receive::{ItemContent, items};
use elmseal::trust::Member;
use elmseal::verify::{Check, Decision, Outcome, Verifier};

use super::house::{House, path_of, reachable};
use crate::issuer::shop::{at, by_key};
use crate::support::alliance;
use crate::support::course::BASE;
use crate::support::pki::TestPki;
use crate::world::Nowhere;

/// Who has the alliance's list, with the house on it, and reads what it publishes.
fn verifier(house: &House) -> Verifier {
    let keys = house.keys();
    let institution = by_key(&keys);
    let member = Member {
        names: vec![("en".to_owned(), "University of Examples".to_owned())],
        legal_ids: vec![institution.organization_id],
        country: "ES".to_owned(),
        dids: vec![Did::parse(&keys.did).expect("a DID")],
        certificates: vec![TestPki::get().ca.certificate.clone()],
        status_keys: vec![keys.status.signer().verifying_key().to_multikey()],
        ..Member::default()
    };
    let local = LocalPublications::new(BASE, &house.path("public"));
    let fetch = Layered::new(vec![local], Box::new(Nowhere));
    Verifier::new(Arc::new(fetch), vec![alliance::anchor(&[member], at(0))])
        .with_pki(SealTrust::default(), Arc::new(NoServices))
}

#[test]
fn the_page_offers_what_was_sealed_and_it_verifies() {
    for (formats, has_elm) in [(&[Format::Europass][..], false), (&[Format::Elm, Format::Europass], true)] {
        let mut house = House::sealing();
        house.formats = formats;
        let (award, link) = house.issue(&[reachable(1)])[&1].clone();
        let path = path_of(&link);
        let page = house.get(path);
        assert_eq!(page.status, 200, "{}", page.body);
        let offered = |file: &str| page.body.matches(&format!("href=\"{path}/files/{file}\" download")).count();
        assert_eq!(offered("credential.europass.jsonld"), 1, "{}", page.body);
        assert_eq!(offered("credential.elm.jsonld"), usize::from(has_elm), "{}", page.body);
        assert!(page.body.contains("Sign in at europa.eu/europass"), "{}", page.body);

        let load = |file: &str| house.send("GET", &format!("{path}/files/{file}"), &[("accept", "*/*")]);
        let (answer, file) = load("credential.europass.jsonld");
        let name = format!("attachment; filename=\"{}.europass.jsonld\"", award.uuid().hyphenated());
        assert_eq!((answer.status, answer.header("content-disposition")), (200, &*name));
        let (_, pdf) = load("certificate.pdf");
        let verifier = verifier(&house);
        let report = verifier.verify(&file, at(1));
        assert_eq!(report.decision, Decision::Accept, "{report:#?}");
        let mut twin = String::from_utf8(file.clone()).expect("text");
        twin = twin.replacen("Zoë 1", "Zoé 1", 1);
        let report = verifier.verify(twin.as_bytes(), at(1));
        let proof = report.row(Check::Proof);
        assert_eq!(
            (report.decision, proof.outcome, proof.code),
            (Decision::Reject, Outcome::Failed, "seal-signature-invalid")
        );

        let inside: Vec<_> = items(&pdf, None).collect();
        let [one] = &inside[..] else { panic!("{} items", inside.len()) };
        let ItemContent::Document(inside) = &one.content else { panic!("{:?}", one.content) };
        assert_eq!(inside[..], file[..], "the certificate carries the same");
        let sealed = house.at_work(|office| office.ledger.sealed_bytes(award, Rendition::Europass)).expect("sealed");
        assert_eq!(file, sealed, "byte for byte");
    }
}
