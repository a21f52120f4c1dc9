//! Every rendition of one award, as a stranger verifies it: what becomes of the award shows in all of them alike.

use std::collections::BTreeMap;

use elmseal::crypto::SigningKey;
use elmseal::issue::{
    Batch, Bound, BoundFormat, BoundWish, Certificates, Existing, Format, Holder, Plan, PublishingKeys, Quiet, Seal,
    SealingKeys, Selection, ZipArchive, change_status, issue_bound_observed, publish,
};
use elmseal::jose::jades::{Level, SealTrust, SigningTime};
use elmseal::jose::{Algorithm, SoftwareSealKey};
use elmseal::ledger::{Change, Rendition};
use elmseal::model::ids::AwardId;
use elmseal::pki::NoServices;
use elmseal::receive::{Carrier, ItemContent, items};
use elmseal::verify::{Check, Decision, Outcome};

use super::desk::{Desk, Keys, at, by_row, learners, plan, unzip};
use super::europass::standing::{REVOKED, STANDS, SUSPENDED, Seen, onlooker, seen, unknown};
use crate::support::course::{BASE, course_for_wallets};
use crate::support::pki::{Key, TestPki};

/// The sealed forms of a batch; a badge leaves in three files.
const SEALED: [Format; 4] = [Format::Elm, Format::Europass, Format::Badge, Format::BadgeJwt];

/// Each file, by its award and what it is.
type Files = BTreeMap<(AwardId, String), Vec<u8>>;

/// An office with an e-seal, whose awards have left in every form there is.
struct Scene {
    desk: Desk,
    signer: SoftwareSealKey,
    trust: SealTrust,
}

impl Scene {
    fn new() -> Self {
        let mut desk = Desk::new();
        desk.institutions[0].organization_id = "VATES-EXAMPLE1".into();
        desk.descriptor = course_for_wallets();
        let party = TestPki::get().seal(Key::P256);
        let chain = vec![party.certificate.clone(), TestPki::get().ca.certificate.clone()];
        let signer = SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, Algorithm::Es256).expect("a key");
        let authorities = vec![TestPki::get().root.certificate.clone()];
        Self { desk, signer, trust: SealTrust { authorities, time_stamp_authorities: Vec::new() } }
    }

    fn keys<'a>(signer: &'a SoftwareSealKey, trust: &'a SealTrust) -> SealingKeys<'a> {
        let seal = Seal { signer, services: &NoServices, trust, level: Level::B, signing_time: SigningTime::Iat };
        let publishing = PublishingKeys { seal: Some(signer), ..Keys::shared().publishing() };
        SealingKeys { seal: Some(seal), publishing, ..Keys::shared().sealing() }
    }

    /// The awards of a batch, and each file by its award and the rest of its name.
    fn issue(&mut self) -> ([AwardId; 2], Files) {
        let mut output = ZipArchive::new(self.desk.path("out/out.zip"));
        let (signer, trust) = (&self.signer, &self.trust);
        self.desk.at_work(|office, descriptor| {
            let plan = Plan { formats: &SEALED, ..plan(descriptor, &Existing::Refuse, 0) };
            let mut observer = Quiet;
            let keys = Self::keys(signer, trust);
            let batch = Batch::begin(office, keys, plan, &mut output, &mut observer).expect("begun");
            batch.issue(learners(2..4)).expect("issued");
        });
        let files = unzip(&self.desk.path("out/out.zip"));
        let rows = by_row(&files);
        let credentials = files.into_iter().filter(|(name, _)| !name.starts_with("receipt."));
        let by_award = credentials.map(|(name, bytes)| {
            let (award, rest) = name.split_at(36);
            ((AwardId::parse(award).expect("an award"), rest.to_owned()), bytes)
        });
        ([rows[&2], rows[&3]], by_award.collect())
    }

    /// A copy bound to the key of a wallet.
    fn copy(&mut self, award: AwardId, format: BoundFormat) -> Vec<u8> {
        let key = SigningKey::from_seed(&[1; 32]).verifying_key();
        let holder = Holder::of_did(&key.to_did_key()).expect("a holder");
        let wishes = [BoundWish { holder: &holder, request: [1; 32] }];
        let bound = Bound { award, format, wishes: &wishes, now: at(0) };
        let (signer, trust) = (&self.signer, &self.trust);
        let copies = self
            .desk
            .at_work(|office, _| issue_bound_observed(office, Self::keys(signer, trust), bound, &mut Quiet))
            .unwrap_or_else(|error| panic!("{error}"));
        let [copy] = <[Vec<u8>; 1]>::try_from(copies).expect("one copy");
        copy
    }

    /// Every rendition of two awards: those of the batch, certificates over each form that they carry, and copies.
    fn renditions(&mut self) -> ([AwardId; 2], Files) {
        let (awards, mut all) = self.issue();
        let certificates = Certificates::new(&self.desk.institutions[0], BASE);
        for award in awards {
            for form in [Rendition::Elm, Rendition::Europass] {
                let file = form.file_name(award);
                let sealed = all[&(award, file[36..].to_owned())].clone();
                let pdf = certificates.pdf(form, &file, &sealed).expect("a certificate");
                assert_eq!(document(&pdf), (Carrier::PdfAttachment { file: file.clone() }, sealed), "byte for byte");
                all.insert((award, format!("pdf of {}", form.as_str())), pdf);
            }
            for format in BoundFormat::ALL {
                let copy = self.copy(award, format);
                all.insert((award, format!("copy as {}", format.as_str())), copy);
            }
        }
        (awards, all)
    }

    fn change(&mut self, award: AwardId, change: Change, day: i64) {
        let (signer, trust) = (&self.signer, &self.trust);
        self.desk.at_work(|office, _| {
            let one = Selection::Awards(vec![award]);
            change_status(office.ledger, &one, change, "a reason", at(day), office.entropy).expect("changed");
            publish(office, Self::keys(signer, trust).publishing, at(day)).expect("published");
        });
    }

    /// What a verifier finds in a file who never looked before.
    fn seen(&self, file: &[u8], day: i64) -> Seen {
        seen(&onlooker(&self.desk.path("public")).verify(&document(file).1, at(day)))
    }
}

/// The one document that a file carries, and how.
fn document(file: &[u8]) -> (Carrier, Vec<u8>) {
    let found: Vec<_> = items(file, None).collect();
    let [item] = &found[..] else { panic!("{} items", found.len()) };
    let ItemContent::Document(document) = &item.content else { panic!("{:?}", item.content) };
    (item.carrier.clone(), document.to_vec())
}

#[test]
fn what_becomes_of_an_award_shows_in_all_its_renditions_and_in_no_others() {
    let mut scene = Scene::new();
    let ([award, _], renditions) = scene.renditions();
    let names: Vec<_> = renditions.keys().filter(|(of, _)| *of == award).map(|(_, name)| name.as_str()).collect();
    let expected = [
        ".badge-jwt.jwt",
        ".badge.json",
        ".badge.png",
        ".badge.svg",
        ".elm.jsonld",
        ".europass.jsonld",
        "copy as badge",
        "copy as badge-jwt",
        "copy as sd-jwt",
        "pdf of elm",
        "pdf of europass",
    ];
    assert_eq!(names, expected);
    assert_eq!(renditions.len(), 2 * expected.len(), "another award has the same");
    let look = |scene: &Scene, day: i64, when: &str, of_award: Seen, of_other: Seen| {
        for ((of, name), file) in &renditions {
            let expected = if *of == award { of_award } else { of_other };
            assert_eq!(scene.seen(file, day), expected, "{name}, {when}");
        }
    };
    look(&scene, 0, "issued", STANDS, STANDS);
    for (day, change, expected) in [
        (1, Change::Suspend, SUSPENDED),
        (2, Change::Reinstate, STANDS),
        (3, Change::Suspend, SUSPENDED),
        (4, Change::Revoke, REVOKED),
    ] {
        scene.change(award, change, day);
        look(&scene, day, &format!("{change:?}"), expected, STANDS);
    }
    scene.desk.assert_sound();

    // Without its list nothing is known of an award, whatever became of it.
    let lists = crate::support::files_in(&scene.desk.path("public/status"));
    lists.iter().for_each(|list| std::fs::remove_file(list).expect("it was there"));
    let unavailable = unknown("status-list-unavailable");
    look(&scene, 4, "unreachable", unavailable, unavailable);
}

/// The same document with a letter changed: of the learner's name, or of a token's signature.
fn twin(document: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(document).expect("text");
    let changed = if text.starts_with('{') {
        text.replacen("Zoë 2", "Zoé 2", 1)
    } else {
        let (signed, signature) = text.rsplit_once('.').expect("a token");
        let other = if signature.starts_with('A') { 'B' } else { 'A' };
        format!("{signed}.{other}{}", &signature[1..])
    };
    assert_ne!(changed, text);
    changed.into_bytes()
}

#[test]
fn a_changed_twin_of_any_rendition_is_rejected() {
    let mut scene = Scene::new();
    let ([award, _], renditions) = scene.renditions();
    let verifier = onlooker(&scene.desk.path("public"));
    let sealed = [".europass.jsonld", "copy as sd-jwt", "pdf of europass"];
    let mut looked = 0;
    for ((_, name), file) in renditions.iter().filter(|((of, _), _)| *of == award) {
        let report = verifier.verify(&twin(&document(file).1), at(0));
        let proof = report.row(Check::Proof);
        let code = if sealed.contains(&&**name) { "seal-signature-invalid" } else { "signature-mismatch" };
        let expected = (Decision::Reject, Outcome::Failed, code);
        assert_eq!((report.decision, proof.outcome, proof.code), expected, "{name}");
        looked += 1;
    }
    assert_eq!(looked, 11);
}
