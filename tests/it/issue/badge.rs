//! Awards as `badge`: in a batch by itself and beside others, on demand, stopped at every step; verified from each carrier.

mod judged;
mod verified;

use std::collections::HashMap;
use std::ops::ControlFlow;

use elmseal::badge;
use elmseal::issue::{
    Batch, BatchReport, EachFile, Existing, ExportReport, Folder, Format, IssueError, Observer, Plan, Quiet, Selection,
    Step, Wanted, ZipArchive, export, export_making, is_credential, is_lacking, take_over,
};
use elmseal::learners::Learner;
use elmseal::ledger::{Change, Filter, Rendition, State};
use elmseal::model::ids::AwardId;
use elmseal::receive::{Carrier, ItemContent, items};
use serde_json::{Value, json};

use super::desk::{Desk, Keys, at, by_row, learners, plan, unzip};
use super::stopped::Stop;
use crate::support::course::ISSUER;

fn issue(
    desk: &mut Desk,
    formats: &[Format],
    learners: &[Learner],
    day: i64,
    observer: &mut dyn Observer,
) -> Result<BatchReport, IssueError> {
    let mut output = ZipArchive::new(desk.path("out/out.zip"));
    desk.at_work(|office, descriptor| {
        let plan = Plan { formats, ..plan(descriptor, &Existing::Refuse, day) };
        let mut batch = Batch::begin(office, Keys::shared().sealing(), plan, &mut output, observer)?;
        batch.set_chunk(2);
        batch.issue(learners.to_vec())
    })
}

fn on_demand(
    desk: &mut Desk,
    out: &str,
    formats: &[Format],
    day: i64,
    observer: &mut dyn Observer,
) -> Result<ExportReport, IssueError> {
    let mut output = Folder::new(desk.path(out));
    desk.at_work(|office, _| {
        let keys = Keys::shared().sealing();
        export_making(office, keys, &Filter::default(), formats, &mut output, at(day), observer)
    })
}

/// The files of a folder.
#[expect(clippy::disallowed_methods, reason = "tests look into the files that were written")]
fn folder(path: &std::path::Path) -> HashMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .map(|path| {
            (path.file_name().expect("a name").to_string_lossy().into_owned(), std::fs::read(path).expect("a file"))
        })
        .collect()
}

fn badges(files: &HashMap<String, Vec<u8>>) -> HashMap<AwardId, Vec<u8>> {
    let named = files.iter().filter(|(name, _)| name.ends_with(".badge.json"));
    named.map(|(name, bytes)| (AwardId::parse(&name[..36]).expect("an award"), bytes.clone())).collect()
}

/// The sealed document that a carrier holds.
fn carried(bytes: &[u8]) -> (Carrier, Vec<u8>) {
    let found: Vec<_> = items(bytes, None).collect();
    let [item] = &found[..] else { panic!("one item") };
    let ItemContent::Document(document) = &item.content else { panic!("{:?}", item.content) };
    (item.carrier.clone(), document.to_vec())
}

#[test]
fn a_batch_of_badges_leaves_with_its_pictures_and_needs_no_other_form() {
    let mut desk = Desk::new();
    let report = issue(&mut desk, &[Format::Badge], &learners(2..7), 0, &mut Quiet).expect("issued");
    assert_eq!((report.issued, report.added), (5, 0));
    let files = unzip(&desk.path("out/out.zip"));
    assert_eq!(files.len(), 17, "three files each, and two receipts: {:?}", files.keys());
    let receipt: Value = serde_json::from_slice(&files["receipt.json"]).expect("JSON");
    let mut digests = 0;
    for line in receipt.as_array().expect("lines") {
        let file = &files[line["file"].as_str().expect("a name")];
        let digest = elmseal::crypto::encoding::to_hex(&elmseal::crypto::sha256(file));
        assert_eq!((line["rendition"].as_str(), line["sha256"].as_str()), (Some("badge"), Some(digest.as_str())));
        digests += 1;
    }
    assert_eq!(digests, 15);
    for (award, sealed) in badges(&files) {
        let authentic = desk.verify(&sealed);
        assert_eq!(authentic.id(), Some(award.to_string().as_str()));
        assert!(!desk.published_bit(&sealed, "revocation") && !desk.published_bit(&sealed, "suspension"));
        let (png, svg) = (format!("{}.badge.png", award.uuid()), format!("{}.badge.svg", award.uuid()));
        assert_eq!(carried(&files[&png]), (Carrier::PngBadge, sealed.clone()), "byte for byte");
        assert_eq!(carried(&files[&svg]), (Carrier::SvgBadge, sealed.clone()), "byte for byte");
    }
    desk.assert_sound();
    assert!(issue(&mut desk, &[Format::Badge], &learners(2..7), 1, &mut Quiet).expect("issued").nothing_done());
}

#[test]
fn a_badge_says_what_the_award_says() {
    let mut desk = Desk::new();
    issue(&mut desk, &[Format::Elm, Format::Badge], &learners(2..3), 0, &mut Quiet).expect("issued");
    let files = unzip(&desk.path("out/out.zip"));
    let (award, sealed) = badges(&files).into_iter().next().expect("a badge");
    let badge: Value = serde_json::from_slice(&sealed).expect("JSON");
    let elm: Value = serde_json::from_slice(&files[&Format::Elm.file_name(award)]).expect("JSON");
    assert_eq!(badge["@context"], json!(badge::CONTEXTS));
    assert_eq!(badge["type"], json!(["VerifiableCredential", "OpenBadgeCredential"]));
    for same in ["id", "validFrom", "credentialStatus"] {
        assert_eq!(badge[same], elm[same], "{same}");
    }
    assert_eq!(badge["issuer"]["id"], ISSUER);
    let identifier = json!([{
        "type": "IdentifierEntry", "identifier": "VATES-Q3318001I", "identifierType": "ext:LegalIdentifier",
    }]);
    assert_eq!(badge["issuer"]["otherIdentifier"], identifier);
    let subject = &badge["credentialSubject"];
    assert_eq!(subject["id"], elm["credentialSubject"]["id"]);
    let name = json!([{
        "type": "IdentityObject", "hashed": false, "identityHash": "Zoë 2 Núñez", "identityType": "name",
    }]);
    assert_eq!(subject["identifier"], name);
    assert_eq!(subject["creditsEarned"], 1);
    let achievement = &subject["achievement"];
    assert_eq!(achievement["id"], elm["credentialSubject"]["hasClaim"]["specifiedBy"]["id"]);
    assert_eq!(achievement["achievementType"], "MicroCredential");
    assert_eq!(
        (&achievement["name"], &achievement["description"]),
        (&json!("A small course"), &json!("Small, for tests."))
    );
    assert_eq!(achievement["creator"]["id"], ISSUER);
    assert_eq!(achievement["inLanguage"], "en");
    assert!(achievement["criteria"]["narrative"].as_str().is_some_and(|text| text.contains("Workload: 25 hours")));
    let level = achievement["alignment"].as_array().expect("alignments").iter();
    let mut level = level.filter(|one| one["targetFramework"] == "European Qualifications Framework");
    assert_eq!(level.next().map(|one| one["targetUrl"].clone()), Some(json!("http://data.europa.eu/snb/eqf/6")));
    let image = achievement["image"]["id"].as_str().expect("an image");
    assert!(image.starts_with("data:image/png;base64,"));
    let grade = &elm["credentialSubject"]["hasClaim"]["provenBy"][0];
    let grade = if grade.is_null() { &elm["credentialSubject"]["hasClaim"]["provenBy"] } else { grade };
    assert_eq!(subject["result"][0]["value"], grade["grade"]["noteLiteral"]["en"]);
    assert_eq!(subject["result"][0]["resultDescription"], achievement["resultDescription"][0]["id"]);
    assert_eq!(badge["proof"]["cryptosuite"], "eddsa-rdfc-2022");
}

#[test]
fn stopped_anywhere_the_same_command_completes_the_badges_and_keeps_what_was_sealed() {
    let formats = [Format::Elm, Format::Badge, Format::BadgeJwt];
    let rows = [
        (Step::Recorded, 2),
        (Step::Signed, 4),
        (Step::Checked, 3),
        (Step::Stored, 1),
        (Step::Written, 1),
        (Step::Published, 1),
        (Step::Released, 1),
        (Step::Delivered, 1),
    ];
    for (step, n) in rows {
        let mut desk = Desk::new();
        let stopped = issue(&mut desk, &formats, &learners(2..5), 0, &mut Stop { step, n });
        assert!(matches!(stopped, Err(IssueError::Interrupted)), "{step:?}");
        let before = stored(&mut desk);
        let report = issue(&mut desk, &formats, &learners(2..5), 1, &mut Quiet).expect("completed");
        assert_eq!(report.nothing_done(), step == Step::Delivered, "{step:?}");
        let after = stored(&mut desk);
        assert_eq!(after.len(), 9, "{step:?}: three forms of three awards");
        for (file, bytes) in before {
            assert_eq!(after.get(&file), Some(&bytes), "{step:?}: what was sealed stays as it was");
        }
        desk.assert_sound();
    }
}

/// Every sealed form in the ledger.
fn stored(desk: &mut Desk) -> HashMap<(AwardId, Rendition), Vec<u8>> {
    desk.at_work(|office, _| {
        let mut sealed = Vec::new();
        office
            .ledger
            .list(&Filter::default(), &mut |row| {
                sealed.extend(row.renditions.iter().map(|one| (row.award, one.rendition)));
            })
            .expect("listed");
        sealed.into_iter().map(|key| (key, office.ledger.sealed_bytes(key.0, key.1).expect("bytes"))).collect()
    })
}

/// What left after a copy of the ledger was made is known again by its files, tokens too.
#[test]
fn a_restored_ledger_knows_badges_and_tokens_that_left() {
    let mut desk = Desk::new();
    issue(&mut desk, &[Format::BadgeJwt], &learners(2..5), 0, &mut Quiet).expect("issued");
    let files = unzip(&desk.path("out/out.zip"));
    let rows = by_row(&files);
    let mut restored = Desk::new();
    restored.folder = desk.folder.clone();
    let mut tampered = files.clone();
    for (name, bytes) in &mut tampered {
        if name.ends_with(".jwt") && name.starts_with(&rows[&3].uuid().hyphenated().to_string()) {
            let middle = bytes.len() / 2;
            bytes[middle] = if bytes[middle] == b'A' { b'B' } else { b'A' };
        }
    }
    let keys = [*Keys::shared().log.verifying_key().as_bytes()];
    let beyond = restored.at_work(|office, _| {
        let mut archives = |each: &mut EachFile<'_>| -> Result<(), IssueError> {
            let named = tampered.iter().filter(|(name, _)| is_credential(name));
            named.into_iter().try_for_each(|(name, bytes)| each(name.clone(), bytes.clone()))
        };
        take_over(office, &keys, &mut archives, at(1))
    });
    let beyond = beyond.expect("taken over");
    let mut strays: Vec<_> = beyond.strays.iter().map(|stray| stray.award).collect();
    strays.sort_unstable();
    let mut left = vec![rows[&2], rows[&4]];
    left.sort_unstable();
    assert_eq!(strays, left);
    assert_eq!(beyond.foreign, [Rendition::BadgeJwt.file_name(rows[&3])]);
    restored.at_work(|office, _| {
        let row = office.ledger.award(rows[&2]).expect("an award");
        assert_eq!(row.renditions[0].rendition, Rendition::BadgeJwt);
        let bytes = office.ledger.sealed_bytes(rows[&2], Rendition::BadgeJwt).expect("bytes");
        assert_eq!(bytes, files[&Rendition::BadgeJwt.file_name(rows[&2])]);
    });
}

#[test]
fn a_badge_of_an_award_that_was_issued_before_is_made_once_and_recorded() {
    let mut desk = Desk::new();
    issue(&mut desk, &[Format::Elm], &learners(2..6), 0, &mut Quiet).expect("issued");
    let rows = by_row(&unzip(&desk.path("out/out.zip")));
    desk.change(&Selection::Awards(vec![rows[&2]]), Change::Revoke).expect("revoked");
    desk.change(&Selection::Awards(vec![rows[&3]]), Change::Suspend).expect("suspended");
    desk.erase(&[rows[&5]]).expect("erased");
    let report = on_demand(&mut desk, "first", &[Format::Badge], 2, &mut Quiet).expect("made");
    let expected =
        ExportReport { made: 2, files: 6, withheld: vec![(rows[&2], State::Revoked)], without_source: vec![] };
    assert_eq!(report, expected);
    let files = folder(&desk.path("first"));
    let made = badges(&files);
    assert_eq!(made.len(), 2);
    for (award, sealed) in &made {
        assert_eq!(desk.verify(sealed).id(), Some(award.to_string().as_str()));
        assert!(desk.published_bit(sealed, "suspension") == (*award == rows[&3]), "one status for all forms");
    }
    let again = on_demand(&mut desk, "again", &[Format::Badge], 3, &mut Quiet).expect("handed out");
    assert_eq!((again.made, again.files), (0, 6));
    assert_eq!(folder(&desk.path("again")), files, "stored bytes are handed out again, pictures too");
    desk.at_work(|office, _| {
        assert!(!is_lacking(office.ledger, &Filter::default(), &[Format::Elm]).expect("readable"));
        let everything = export(
            office.ledger,
            &Filter::default(),
            Wanted::All,
            &mut Folder::new(office.folder.dir().join("../all")),
        );
        assert_eq!(everything.expect("exported"), 3 + 6);
        let proof = office.ledger.prove(rows[&4], Rendition::Badge).expect("it has a leaf");
        let key = *Keys::shared().log.verifying_key().as_bytes();
        let origin = elmseal::issue::log_origin(crate::support::course::BASE);
        proof.verify(&made[&rows[&4]], &origin, &key).expect("included under the published checkpoint");
    });
    desk.assert_sound();
}

#[test]
fn on_demand_stopped_anywhere_the_same_completes_it() {
    for step in
        [Step::Recorded, Step::Signed, Step::Checked, Step::Stored, Step::Published, Step::Released, Step::Delivered]
    {
        let mut desk = Desk::new();
        issue(&mut desk, &[Format::Elm], &learners(2..4), 0, &mut Quiet).expect("issued");
        let stopped = on_demand(&mut desk, "first", &[Format::Badge], 1, &mut Stop { step, n: 1 });
        assert!(matches!(stopped, Err(IssueError::Interrupted)), "{step:?}");
        let before = stored(&mut desk);
        let report = on_demand(&mut desk, "second", &[Format::Badge], 2, &mut Quiet).expect("completed");
        assert_eq!(report.files, 6, "{step:?}");
        let after = stored(&mut desk);
        assert_eq!(after.len(), 4, "{step:?}");
        before.iter().for_each(|(file, bytes)| assert_eq!(after.get(file), Some(bytes), "{step:?}"));
        desk.assert_sound();
    }
}

#[test]
fn the_key_of_another_seals_no_badge() {
    struct Never;
    impl Observer for Never {
        fn reached(&mut self, step: Step) -> ControlFlow<()> {
            panic!("{step:?} was reached")
        }
    }
    let mut desk = Desk::new();
    issue(&mut desk, &[Format::Elm], &learners(2..3), 0, &mut Quiet).expect("issued");
    desk.institutions[0].did = Some(elmseal::model::ids::Did::parse("did:web:other.example").expect("a DID"));
    for refused in [
        on_demand(&mut desk, "out", &[Format::Badge], 1, &mut Never).map(|_| ()),
        issue(&mut desk, &[Format::Badge], &learners(2..3), 1, &mut Never).map(|_| ()),
    ] {
        assert!(matches!(refused, Err(IssueError::KeyOfAnother { .. })), "{refused:?}");
    }
}
