//! A ledger that was restored from an older copy, and token lists that show more than it knows.

use std::fs;

use elmseal::issue::{check_published, take_over};
use elmseal::keys::{KeyRecord, KeyStore, Material, Passphrase, Role, Succession};

use super::*;
use crate::support::seeded::Seeded;

/// The record of the e-seal, by whose certificate lists are known as the institution's own.
fn record_of(party: &Party) -> KeyRecord {
    let folder = tempfile::tempdir().expect("a folder");
    let store = KeyStore::open(folder.path()).expect("a store");
    let secret = || Passphrase::new("p".to_owned());
    let chain = [party.pem(), TestPki::get().ca.pem()].concat();
    let material = Material::from_pkcs8("key.pem", party.key_pem().as_bytes(), &secret, Some(chain.as_bytes()));
    let did = elmseal::keys::Controller::Did(super::super::desk::did());
    let secrets = secret().expect("a passphrase");
    let (material, mut entropy) = (material.expect("material"), Seeded::new(3));
    let algorithm = Some(Algorithm::Es256);
    store
        .import(material, Role::Seal, "seal", &did, algorithm, Succession::First, &secrets, &mut entropy, at(-1))
        .expect("imported");
    store.list().expect("records").remove(0)
}

#[test]
fn a_restored_ledger_takes_no_status_back_and_gives_no_place_away() {
    let mut scene = Scene::new();
    let party = TestPki::get().seal(Key::P256);
    let records: &[KeyRecord] =
        Box::leak([&Keys::shared().records[..], &[record_of(&party)]].concat().into_boxed_slice());
    let [before, suspended] = <[String; 2]>::try_from(scene.copies(BoundFormat::SdJwt, &[1, 2])).expect("two");
    let (database, older) = (scene.desk.path("ledger.db"), scene.desk.path("older.db"));
    fs::copy(&database, &older).expect("a copy");
    // Afterwards: a copy of another award, which is revoked, and the first award is suspended.
    let first = scene.award;
    let rows = by_row(&unzip(&scene.desk.path("out/out.zip")));
    scene.award = rows[&3];
    let later = scene.copies(BoundFormat::SdJwt, &[3]).remove(0);
    scene.change(Change::Revoke, 1);
    scene.award = first;
    scene.change(Change::Suspend, 1);
    assert_eq!([scene.seen(&later, 1), scene.seen(&before, 1)], [REVOKED, SUSPENDED]);

    fs::copy(&older, &database).expect("put back");
    let seal = scene.seal.as_ref().expect("a seal");
    let list_behind = scene.desk.at_work(|office, _| {
        office.keys = records;
        // What is published of the log and of other lists is put aside here: they are judged by tests of their own.
        for id in office.folder.status_lists().expect("readable") {
            office.folder.remove(&Document::StatusList(id)).expect("removed");
        }
        office.folder.remove(&Document::Checkpoint).expect("removed");
        check_published(office, Scene::keys(Some(seal)).publishing)
    });
    assert!(
        matches!(&list_behind, Err(IssueError::ListBehind { list }) if list.starts_with("tokens-")),
        "{list_behind:?}"
    );
    let beyond = scene.desk.at_work(|office, _| {
        office.keys = records;
        let beyond = take_over(office, &[], &mut |_| Ok(()), at(2)).expect("taken over");
        publish(office, Scene::keys(Some(seal)).publishing, at(2)).expect("published");
        beyond
    });
    assert_eq!(beyond.changed, [(first, Change::Suspend)], "of all copies of an award, once");
    assert_eq!(beyond.places, 1, "the copy that nobody knows");
    assert_eq!(
        [scene.seen(&later, 2), scene.seen(&before, 2), scene.seen(&suspended, 2)],
        [REVOKED, SUSPENDED, SUSPENDED]
    );
    let list = |copy: &str| opened(copy.split('~').next().expect("a token"))[1]["status"]["status_list"]["uri"].clone();
    let another = scene.copies(BoundFormat::SdJwt, &[4]).remove(0);
    assert_ne!(list(&another), list(&before), "no place of a list that others may have");
    scene.desk.assert_sound();
}
