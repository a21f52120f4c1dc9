//! Key folders: making, rotating and unlocking keys; what is refused, and that nothing secret is shown or left readable.
#![expect(clippy::disallowed_methods, reason = "tests write key folders")]

mod import;

use std::fs;
use std::path::Path;

use elmseal::crypto::checkpoint::Checkpoint;
use elmseal::jose::{CompactJws, PinnedKey};
use elmseal::keys::{Controller, Examples, KeyStore, KeysError, Passphrase, PublicKey, Role, State, example};
use elmseal::model::entropy::Entropy;
use elmseal::model::ids::Did;
use elmseal::model::time::Timestamp;
use tempfile::TempDir;

/// The roles whose keys are made out of nothing.
const WITHOUT_CERTIFICATES: [Role; 4] = [Role::DataIntegrity, Role::Status, Role::List, Role::Log];

const UNI: &str = "did:web:uni.example";

/// Bytes that repeat from run to run.
struct Seeded(u8);

impl Entropy for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(13).wrapping_add(7);
            *byte = self.0;
        }
    }
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.into()).expect("a passphrase")
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn uni() -> Controller {
    Controller::Did(Did::parse(UNI).expect("a DID"))
}

/// A folder with one key a role.
fn folder() -> (TempDir, KeyStore) {
    let folder = TempDir::new().expect("a folder");
    let store = KeyStore::open(&folder.path().join("keys")).expect("a store");
    for (seed, role) in (0u8..).zip(WITHOUT_CERTIFICATES) {
        let name = format!("{role}-1");
        store
            .create(role, &name, &uni(), &passphrase("p"), &mut Seeded(seed), at("2026-06-30T12:00:00Z"))
            .expect("a key");
    }
    (folder, store)
}

fn unlock(store: &KeyStore, role: Role, secret: &str) -> Result<(), KeysError> {
    let secret = passphrase(secret);
    match role {
        Role::DataIntegrity => store.unlock_data_integrity(&secret).map(drop),
        Role::Status => store.unlock_status(&secret).map(drop),
        Role::List => store.unlock_list(&secret).map(drop),
        Role::Log => store.unlock_log(&secret).map(drop),
        Role::Seal => store.unlock_seal(&secret).map(drop),
        Role::Report => store.unlock_report(&secret).map(drop),
    }
}

fn path(folder: &TempDir, name: &str) -> std::path::PathBuf {
    folder.path().join("keys").join(name)
}

#[test]
fn each_role_unlocks_its_own_key_and_signs() {
    let (_folder, store) = folder();
    let secret = passphrase("p");
    let key = store.unlock_data_integrity(&secret).expect("unlocked");
    assert_eq!(key.verification_method(), "did:web:uni.example#data-integrity-1");
    let record = store.active(Role::DataIntegrity).expect("a record");
    assert_eq!(record.verifying_key(), Some(key.signer().verifying_key()));
    assert_eq!(record.verification_method().as_deref(), Some(key.verification_method()));

    let status = store.unlock_status(&secret).expect("unlocked");
    assert_eq!(status.verification_method(), "did:web:uni.example#status-1");
    assert_ne!(status.signer().verifying_key(), key.signer().verifying_key());

    let list = store.unlock_list(&secret).expect("unlocked");
    let jws = list.sign_list(b"{}", at("2026-07-01T00:00:00Z")).expect("a list");
    let pin = PinnedKey::Certificate(list.certificate().sha256());
    assert_eq!(CompactJws::parse(jws.as_bytes()).expect("a JWS").verify(&pin).expect("verified").payload, b"{}");
    assert_eq!(store.active(Role::List).expect("a record").verification_method(), None);

    let log = store.unlock_log(&secret).expect("unlocked");
    let checkpoint = Checkpoint { origin: "uni.example/log".into(), size: 1, root: [1; 32] };
    let note = log.sign_checkpoint(&checkpoint).expect("a note");
    let read = Checkpoint::verify(&note, "uni.example/log", log.verifying_key().as_bytes());
    assert_eq!(read, Ok(checkpoint));
}

#[test]
fn a_key_of_its_own_did_names_itself() {
    let folder = TempDir::new().expect("a folder");
    let store = KeyStore::open(folder.path()).expect("a store");
    let now = at("2026-06-30T12:00:00Z");
    let record = store
        .create(Role::DataIntegrity, "k1", &Controller::Itself, &passphrase("p"), &mut Seeded(3), now)
        .expect("a key");
    let key = record.verifying_key().expect("an Ed25519 key");
    assert_eq!(record.controller_did(), Some(key.to_did_key()));
    assert_eq!(record.verification_method(), Some(format!("{}#{}", key.to_did_key(), key.to_multikey())));
}

#[test]
fn rotating_keeps_the_old_key_on_record() {
    let (_folder, store) = folder();
    let old = store.active(Role::DataIntegrity).expect("a record");
    let later = at("2027-01-01T00:00:00Z");
    let new = store.rotate(Role::DataIntegrity, "key-2", &passphrase("q"), &mut Seeded(9), later).expect("rotated");
    assert_ne!(new.public, old.public);
    assert_eq!((new.controller.clone(), new.state), (uni(), State::Active));
    let records = store.list().expect("records");
    assert_eq!(records.len(), 5);
    assert_eq!(records[0].public, old.public);
    assert_eq!(records[0].state, State::Retired { at: later });
    assert_eq!(unlock(&store, Role::DataIntegrity, "q").map_err(|e| e.to_string()), Ok(()));
    let wrong = unlock(&store, Role::DataIntegrity, "p");
    assert!(matches!(wrong, Err(KeysError::WrongPassphrase { name }) if name == "key-2"));
}

#[test]
fn keys_are_not_made_twice_or_under_names_that_escape() {
    let (folder, store) = folder();
    let (secret, now) = (passphrase("p"), at("2026-06-30T12:00:00Z"));
    let again = store.create(Role::Log, "log-2", &uni(), &secret, &mut Seeded(0), now);
    assert!(matches!(again, Err(KeysError::AlreadyActive { role: Role::Log })));
    let taken = store.rotate(Role::Log, "status-1", &secret, &mut Seeded(0), now);
    assert!(matches!(taken, Err(KeysError::NameTaken { name }) if name == "status-1"));
    for name in ["", "../x", "a b", "A", "-a", "a.b", &"a".repeat(65)] {
        let bad = store.rotate(Role::Log, name, &secret, &mut Seeded(0), now);
        assert!(matches!(bad, Err(KeysError::BadName { .. })), "{name}");
    }
    // A failed rotation retires nothing.
    assert_eq!(store.active(Role::Log).expect("a record").name, "log-1");
    let empty = KeyStore::open(&folder.path().join("none")).expect("a store");
    let none = empty.rotate(Role::Log, "x", &secret, &mut Seeded(0), now);
    assert!(matches!(none, Err(KeysError::NoActiveKey { role: Role::Log })));
    assert!(matches!(unlock(&empty, Role::Status, "p"), Err(KeysError::NoActiveKey { role: Role::Status })));
}

#[test]
fn a_wrong_passphrase_opens_no_role() {
    let (_folder, store) = folder();
    for role in WITHOUT_CERTIFICATES {
        let wrong = unlock(&store, role, "wrong");
        assert!(matches!(wrong, Err(KeysError::WrongPassphrase { .. })), "{role}: {wrong:?}");
    }
}

#[test]
fn a_swapped_or_broken_key_file_is_named() {
    let (folder, store) = folder();
    fs::copy(path(&folder, "status-1.pem"), path(&folder, "data-integrity-1.pem")).expect("copied");
    let swapped = unlock(&store, Role::DataIntegrity, "p");
    assert!(matches!(swapped, Err(KeysError::KeyMismatch { name }) if name == "data-integrity-1"));
    fs::copy(path(&folder, "status-1.pem"), path(&folder, "list-1.pem")).expect("copied");
    assert!(matches!(unlock(&store, Role::List, "p"), Err(KeysError::KeyMismatch { name }) if name == "list-1"));

    fs::write(path(&folder, "status-1.pem"), "-----BEGIN").expect("written");
    let broken = unlock(&store, Role::Status, "p");
    assert!(matches!(broken, Err(KeysError::MalformedKeyFile { path }) if path.ends_with("status-1.pem")));
    fs::remove_file(path(&folder, "log-1.pem")).expect("removed");
    assert!(matches!(unlock(&store, Role::Log, "p"), Err(KeysError::Read { .. })));
}

#[test]
fn records_that_do_not_say_what_they_should_are_refused() {
    let (folder, store) = folder();
    let good = fs::read_to_string(path(&folder, "keys.json")).expect("records");
    for (bad, reason) in [
        ("{}".to_owned(), "`version` is neither 1 nor 2"),
        (r#"{"version":1}"#.to_owned(), "`keys` is not an array"),
        (good.replace("status-1", "log-1"), "`log-1` is there twice"),
        (good.replace("log-1", "../log"), "key 4 is malformed"),
        (good.replace("did:web:uni.example", "did:web:"), "key 1 is malformed"),
        (good.replace("\"z6Mk", "\"z6Mm"), "key 1 is malformed"),
    ] {
        fs::write(path(&folder, "keys.json"), &bad).expect("written");
        let fault = store.list().expect_err("refused");
        assert!(matches!(&fault, KeysError::MalformedRecords { reason: found, .. } if found == reason), "{fault}");
    }
}

#[cfg(unix)]
#[test]
fn private_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, store) = folder();
    let mode = |name: &str| fs::metadata(path(&folder, name)).expect("a file").permissions().mode() & 0o777;
    for role in WITHOUT_CERTIFICATES {
        assert_eq!(mode(&format!("{role}-1.pem")), 0o600);
    }
    fs::set_permissions(path(&folder, "log-1.pem"), fs::Permissions::from_mode(0o640)).expect("set");
    assert!(matches!(unlock(&store, Role::Log, "p"), Err(KeysError::TooOpen { mode: 0o640, .. })));
}

#[test]
fn nothing_secret_is_in_the_records_or_in_debug() {
    let (folder, store) = folder();
    let secret = passphrase("p");
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        store.unlock_data_integrity(&secret).expect("unlocked"),
        store.unlock_status(&secret).expect("unlocked"),
        store.unlock_list(&secret).expect("unlocked"),
        store.unlock_log(&secret).expect("unlocked"),
    );
    assert_eq!(shown.matches("[redacted]").count(), 4, "{shown}");
    assert!(shown.len() < 800, "{shown}");
    let records = fs::read_to_string(path(&folder, "keys.json")).expect("records");
    assert!(!records.contains("PRIVATE") && !records.contains("passphrase"));
}

#[test]
fn an_orphaned_key_file_is_put_aside() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("k1.pem"), "somebody's key").expect("written");
    let store = KeyStore::open(folder.path()).expect("a store");
    let now = at("2026-06-30T12:00:00Z");
    store.create(Role::Log, "k1", &uni(), &passphrase("p"), &mut Seeded(1), now).expect("a key");
    let aside = fs::read_to_string(folder.path().join("k1.pem.unrecorded"));
    assert_eq!(aside.expect("kept"), "somebody's key");
}

#[test]
fn demonstration_keys_are_refused_wherever_they_lie() {
    let folder = TempDir::new().expect("a folder");
    example::install(folder.path(), &uni()).expect("installed");
    let again = example::install(folder.path(), &uni());
    assert!(matches!(again, Err(KeysError::NameTaken { .. })));

    let store = KeyStore::open(folder.path()).expect("a store");
    for role in WITHOUT_CERTIFICATES {
        assert!(store.active(role).expect("a record").is_example());
        let refused = unlock(&store, role, example::PASSPHRASE);
        assert!(matches!(refused, Err(KeysError::ExampleKey { .. })), "{role}: {refused:?}");
    }
    let permitted = KeyStore::open_with(folder.path(), Examples::Permitted).expect("a store");
    for role in WITHOUT_CERTIFICATES {
        assert_eq!(unlock(&permitted, role, example::PASSPHRASE).map_err(|e| e.to_string()), Ok(()));
    }
    let key = permitted.unlock_data_integrity(&passphrase(example::PASSPHRASE)).expect("unlocked");
    assert_eq!(key.verification_method(), "did:web:uni.example#example-data-integrity");

    // Another name does not make one usable.
    let renamed = fs::read_to_string(folder.path().join("keys.json")).expect("records").replace("example-", "own-");
    fs::write(folder.path().join("keys.json"), renamed).expect("written");
    let refused = unlock(&store, Role::DataIntegrity, example::PASSPHRASE);
    assert!(matches!(refused, Err(KeysError::ExampleKey { name }) if name == "own-data-integrity"));
}

#[test]
fn the_folder_of_demonstration_keys_holds_what_is_embedded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("keys-example");
    let store = KeyStore::open_with(&folder, Examples::Permitted).expect("a store");
    let records = store.list().expect("records");
    assert_eq!(records.len(), 5);
    for record in &records {
        assert!(record.is_example(), "{}", record.name);
        assert_eq!(matches!(record.public, PublicKey::Certified(_)), record.role.has_certificate());
        assert_eq!(unlock(&store, record.role, example::PASSPHRASE).map_err(|e| e.to_string()), Ok(()));
    }
}
