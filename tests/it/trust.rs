//! Alliance lists: reading, writing, signing, changing, and what a verifier remembers of them.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

mod certificates;
pub mod european;
mod import;

use elmseal::crypto::{SigningKey, sha256};
use elmseal::jose::{Es256Key, sign_compact};
use elmseal::model::ids::{Did, Iri};
use elmseal::model::time::Timestamp;
use elmseal::trust::{
    AllianceList, EditError, KeyStanding, ListError, ListState, Member, ReadError, Scope, Selector, ServiceKind,
    Standing, TrustRoot, TrustStore, open_list, state_of,
};
use serde_json::{Value, json};

use crate::support;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn key(seed: u8) -> String {
    SigningKey::from_seed(&[seed; 32]).verifying_key().to_multikey()
}

fn member(name: &str, legal_id: &str, did: &str, seed: u8) -> Member {
    Member {
        names: vec![("en".into(), name.into())],
        legal_ids: vec![legal_id.into()],
        country: legal_id[3..5].into(),
        homepage: Some(format!("https://{}", did.trim_start_matches("did:web:"))),
        dids: vec![Did::parse(did).expect("a DID")],
        issuing_keys: vec![key(seed)],
        certificates: vec![],
        status_keys: vec![key(seed + 1)],
        log_keys: vec![key(seed + 2)],
        scope: Scope {
            eqf_levels: Some(vec![5, 6, 7, 8]),
            on_behalf_of: vec!["VATFI-01090445".into()],
            ..Scope::default()
        },
    }
}

const START: &str = "2026-01-01T00:00:00Z";
const UNI: &str = "VATIE-1234567T";

fn empty() -> AllianceList {
    let scheme = Iri::parse("https://alliance.example/lote").expect("an IRI");
    AllianceList::new(scheme, vec![("en".into(), "Example Alliance".into())], Some("EU".into()), at(START))
}

fn list() -> AllianceList {
    let uni = member("Atlantic University", UNI, "did:web:atlantic.example", 1);
    empty().with_member(&uni, at(START)).and_then(|list| list.reissued(at(START), 7)).expect("a list")
}

fn who() -> Selector {
    Selector::new(UNI)
}

#[test]
fn what_is_written_is_read_again() {
    let one = list();
    let day = at("2026-02-01T00:00:00Z");
    let changed = one
        .with_keys(&who(), ServiceKind::Issuance, &[key(9)], day)
        .and_then(|l| l.with_standing(&who(), Standing::Suspended, day.plus_seconds(60)))
        .and_then(|l| {
            l.with_standing(&Selector::new("did:web:atlantic.example"), Standing::Granted, day.plus_seconds(90))
        })
        .and_then(|l| l.with_compromised_key(&who(), &key(1), Some(at(START)), day.plus_seconds(120)))
        .and_then(|l| l.with_moved_status_list(&who(), "https://old.example/s/1.json", "https://new.example/s/1.json"))
        .and_then(|l| l.with_member(&member("Lapland", "VATFI-01090445", "did:web:lapland.example", 20), day))
        .and_then(|l| l.reissued(day, 14))
        .expect("changes");
    for list in [empty(), one, changed] {
        let written = list.to_bytes();
        let read = AllianceList::parse(&written).expect("a list");
        assert_eq!(read, list);
        assert_eq!(read.to_bytes(), written);
    }
}

#[test]
fn the_worked_example_of_the_field_is_read() {
    let Some(folder) = support::reference("the alliance list example") else { return };
    let bytes = std::fs::read(folder.join("alliance-lote-example.json")).expect("the example");
    let list = AllianceList::parse(&bytes).expect("a list");
    assert_eq!(list.sequence, 17);
    let entity = list.entity_by_did("did:web:old.exemple.example").expect("known by its old DID");
    assert_eq!(entity.legal_ids, ["VATBE-0419052173"]);
    let service = entity.service(ServiceKind::Issuance).expect("a service");
    let standing = |time| service.at(at(time)).map(|period| period.standing);
    assert_eq!(standing("2025-07-01T00:00:00Z"), Some(Standing::Withdrawn));
    assert_eq!(standing("2026-06-01T00:00:00Z"), Some(Standing::Granted));
    assert_eq!(service.current.scope.as_ref().and_then(|s| s.eqf_levels.clone()), Some(vec![6, 7]));
    let given: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(list.to_json(), given);
}

#[test]
fn lists_that_mislead_are_refused() {
    let base = list().to_json();
    let entity = "/LoTE/TrustedEntitiesList/0";
    let service = format!("{entity}/TrustedEntityServices/0/ServiceInformation");
    let cases = [
        ("/LoTE/ListAndSchemeInformation/LoTEVersionIdentifier".to_owned(), json!(2)),
        ("/LoTE/ListAndSchemeInformation/LoTESequenceNumber".to_owned(), json!(-1)),
        ("/LoTE/ListAndSchemeInformation/LoTEType".to_owned(), json!("https://x.example/other")),
        ("/LoTE/ListAndSchemeInformation/HistoricalInformationPeriod".to_owned(), json!(1)),
        ("/LoTE/ListAndSchemeInformation/NextUpdate".to_owned(), json!("2026-01-08T00:00:00.5Z")),
        ("/LoTE/ListAndSchemeInformation/ListIssueDateTime".to_owned(), json!("2026-01-01")),
        (format!("{entity}/TrustedEntityInformation/TEName"), json!([])),
        (format!("{service}/ServiceTypeIdentifier"), json!("https://alliance.example/lote/svc/other")),
        (format!("{service}/ServiceStatus"), json!("https://evil.example/status/granted")),
        (format!("{service}/ServiceDigitalIdentity/OtherIds/1"), json!("did:key:z6MkNotAKey")),
        (format!("{service}/ServiceDigitalIdentity/OtherIds/0"), json!("did:ion:x")),
        (format!("{service}/ServiceInformationExtensions/0/scope/eqfLevels/0"), json!(9)),
    ];
    for (pointer, value) in cases {
        let mut changed = base.clone();
        *changed.pointer_mut(&pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        match AllianceList::parse(changed.to_string().as_bytes()) {
            Err(ListError::Read(ReadError::Shape { place, .. })) => assert_eq!(place, pointer),
            other => panic!("{pointer}: {other:?}"),
        }
    }
    let mut keyless = base.clone();
    let information = keyless.pointer_mut(&service).expect("a service");
    information["ServiceStatus"] = json!("https://alliance.example/lote/status/compromised");
    information["ServiceDigitalIdentity"]["OtherIds"].as_array_mut().expect("ids").truncate(1);
    match AllianceList::parse(keyless.to_string().as_bytes()) {
        Err(ListError::Read(ReadError::Shape { place, .. })) => {
            assert_eq!(place, format!("{service}/ServiceDigitalIdentity"));
        }
        other => panic!("compromised without keys: {other:?}"),
    }
    let mut surplus = base.clone();
    surplus["LoTE"]["ListAndSchemeInformation"]["Surplus"] = json!(1);
    let refused = AllianceList::parse(surplus.to_string().as_bytes());
    assert!(matches!(refused, Err(ListError::Read(ReadError::Shape { reason, .. })) if reason.contains("`Surplus`")));
    let twice =
        base.to_string().replacen("\"LoTESequenceNumber\":1", "\"LoTESequenceNumber\":1,\"LoTESequenceNumber\":2", 1);
    assert!(matches!(AllianceList::parse(twice.as_bytes()), Err(ListError::Read(ReadError::Json { .. }))));
}

#[test]
fn an_identifier_stands_for_one_member_only() {
    let taken = |error| Err(EditError::Ambiguous(ListError::Ambiguous { id: error }));
    let add = |other: &Member| list().with_member(other, at(START)).map(drop);
    assert_eq!(add(&member("Other", UNI, "did:web:other.example", 40)), taken(UNI.to_owned()));
    let same_did = member("Other", "VATFI-01090445", "did:web:atlantic.example", 40);
    assert_eq!(add(&same_did), taken("did:web:atlantic.example".to_owned()));
    assert_eq!(add(&member("Other", "VATFI-01090445", "did:web:other.example", 1)), taken(key(1)));
    let mut both_roles = member("Other", "VATFI-01090445", "did:web:other.example", 40);
    both_roles.status_keys = both_roles.issuing_keys.clone();
    assert!(matches!(add(&both_roles), Err(EditError::Ambiguous(_))));
    assert_eq!(add(&member("Other", "VATFI-01090445", "did:web:other.example", 40)), Ok(()));
}

#[test]
fn changes_keep_the_history() {
    let day = at("2026-02-01T00:00:00Z");
    let rotated =
        list().with_keys(&who(), ServiceKind::Issuance, &[format!("did:key:{}", key(9))], day).expect("a change");
    let service = rotated.entities[0].service(ServiceKind::Issuance).expect("a service");
    assert_eq!(service.key_standing(&key(1), day.plus_seconds(-1)), KeyStanding::Listed);
    assert_eq!(service.key_standing(&key(1), day.plus_seconds(1)), KeyStanding::ListedAtOtherTimes);
    assert_eq!(service.key_standing(&key(9), day), KeyStanding::Listed);

    let withdrawn = rotated.with_standing(&who(), Standing::Withdrawn, day.plus_seconds(1)).expect("a change");
    for service in &withdrawn.entities[0].services {
        assert_eq!(service.current.standing, Standing::Withdrawn);
        assert_eq!(service.at(day).map(|p| p.standing), Some(Standing::Granted));
    }

    let stolen = list().with_compromised_key(&who(), &key(1), None, day).expect("a change");
    let service = stolen.entities[0].service(ServiceKind::Issuance).expect("a service");
    assert_eq!(service.current.standing, Standing::Compromised);
    assert_eq!(service.key_standing(&key(1), at(START)), KeyStanding::Compromised { since: None });

    let again = stolen.with_standing(&who(), Standing::Granted, day.plus_seconds(1));
    assert_eq!(again, Err(EditError::CompromisedKey { key: key(1) }));
    let back = stolen.with_keys(&who(), ServiceKind::Issuance, &[key(1)], day.plus_seconds(1));
    assert_eq!(back, Err(EditError::CompromisedKey { key: key(1) }));
    let renewed = stolen.with_keys(&who(), ServiceKind::Issuance, &[key(9)], day.plus_seconds(1)).expect("a change");
    assert_eq!(renewed.entities[0].services[0].current.standing, Standing::Granted);

    let unknown = Selector::new("VATXX-0");
    let wrong = |edit: Result<AllianceList, EditError>| edit.expect_err("an error").to_string();
    assert_eq!(
        wrong(list().with_standing(&unknown, Standing::Withdrawn, day)),
        "no member has the identifier `VATXX-0`"
    );
    assert_eq!(wrong(list().with_standing(&who(), Standing::Granted, day)), "the member is `granted` already");
    let before = at(START).plus_seconds(-1);
    assert_eq!(
        wrong(list().with_standing(&who(), Standing::Withdrawn, before)),
        "the current status began at 2026-01-01T00:00:00Z, after 2025-12-31T23:59:59Z"
    );
    assert_eq!(
        wrong(list().with_compromised_key(&who(), &key(99), None, day)),
        format!("`{}` is not a key of this member", key(99))
    );
    assert_eq!(
        wrong(list().with_keys(&who(), ServiceKind::Issuance, &["z6Mkx".into()], day)),
        "`z6Mkx` is not an Ed25519 key (z6Mk… or did:key:z6Mk…)"
    );
    assert_eq!(wrong(list().reissued(day, 15)), "a list may be good for at most 14 days");
}

struct Signer {
    key: Es256Key,
    root: TrustRoot,
}

impl Signer {
    fn new() -> Self {
        let key = Es256Key::generate("Example Alliance list key", at(START)).expect("a key");
        let root = TrustRoot {
            list: "example".into(),
            version: 1,
            keys: vec![key.certificate().spki_sha256()],
            threshold: 1,
            expires: at("2030-01-01T00:00:00Z"),
            authoritative_for: vec![],
        };
        Self { key, root }
    }

    fn sign(&self, list: &AllianceList) -> Vec<u8> {
        sign_compact(&self.key, &list.to_bytes(), list.issued).expect("a signature").into_bytes()
    }

    fn state(&self, list: &AllianceList, store: &mut TrustStore, now: Timestamp) -> ListState {
        let verified = open_list(&self.root, &self.sign(list)).expect("a signed list");
        state_of(&self.root, &verified, store, now)
    }
}

#[test]
fn a_signed_list_opens_under_its_root_only() {
    let signer = Signer::new();
    let signed = signer.sign(&list());
    let opened = open_list(&signer.root, &signed).expect("a list");
    assert_eq!(opened.list(), &list());
    assert_eq!(opened.digest(), sha256(&list().to_bytes()));

    let fault = |root: &TrustRoot, bytes: &[u8]| open_list(root, bytes).expect_err("an error").to_string();
    assert_eq!(fault(&Signer::new().root, &signed), "the signing certificate is not one that is pinned");
    let other = TrustRoot { threshold: 2, keys: vec![[0; 32], signer.root.keys[0]], ..signer.root.clone() };
    assert_eq!(fault(&other, &signed), "the root file wants 2 signatures; a list in compact form has one");
    let text = String::from_utf8(signed).expect("text");
    let parts: Vec<&str> = text.split('.').collect();
    let forged = elmseal::crypto::encoding::to_base64url(&list().reissued(at(START), 7).expect("a list").to_bytes());
    let tampered = format!("{}.{forged}.{}", parts[0], parts[2]);
    assert_eq!(fault(&signer.root, tampered.as_bytes()), "the signature does not match the list");
    let no_list = sign_compact(&signer.key, b"{}", at(START)).expect("a signature");
    assert_eq!(fault(&signer.root, no_list.as_bytes()), "the signed payload is not a list: /: has no member `LoTE`");
}

/// A retired key claims a time at which its certificate was valid, for a list of today.
#[test]
fn a_list_is_not_older_signed_than_it_is() {
    let signer = Signer::new();
    let issued = at(START).plus_seconds(5 * 86_400);
    let list = list().reissued(issued, 7).expect("a list");
    for (hours, fresh) in [(0, true), (24, true), (25, false), (24 * 5, false)] {
        let signed = sign_compact(&signer.key, &list.to_bytes(), issued.plus_seconds(-hours * 3_600));
        let verified = open_list(&signer.root, signed.expect("a signature").as_bytes()).expect("a signed list");
        let mut store = TrustStore::new();
        let state = state_of(&signer.root, &verified, &mut store, issued);
        assert_eq!(state == ListState::Fresh, fresh, "{hours}: {state:?}");
        assert_eq!(matches!(state, ListState::Unverified { .. }), !fresh, "{hours}: {state:?}");
        assert_eq!(store.list("example").is_some(), fresh, "what does not count is not remembered");
    }
}

#[test]
fn a_list_is_fresh_or_says_why_not() {
    let signer = Signer::new();
    let mut store = TrustStore::new();
    let day = |n: i64| at(START).plus_seconds(n * 86_400);
    let one = list();
    let two = one.reissued(day(1), 7).expect("a list");
    assert_eq!(signer.state(&one, &mut store, day(0)), ListState::Fresh);
    assert_eq!(signer.state(&two, &mut store, day(1)), ListState::Fresh);
    assert_eq!(signer.state(&two, &mut store, day(2)), ListState::Fresh, "seen again");
    assert_eq!(signer.state(&one, &mut store, day(2)), ListState::RolledBack { seen: 2 });
    let mut other_two = two.clone();
    other_two.entities.clear();
    assert_eq!(signer.state(&other_two, &mut store, day(2)), ListState::Equivocated);
    assert_eq!(signer.state(&two, &mut store, day(8)), ListState::Expired);
    let mut backdated = two.reissued(day(3), 7).expect("a list");
    backdated.issued = day(0);
    assert_eq!(signer.state(&backdated, &mut store, day(3)), ListState::RolledBack { seen: 2 });
    let future = two.reissued(day(5), 7).expect("a list");
    assert_eq!(signer.state(&future, &mut store, day(4)), ListState::IssuedInFuture);
    let mut long = two.reissued(day(3), 7).expect("a list");
    long.next_update = day(30);
    assert_eq!(signer.state(&long, &mut store, day(3)), ListState::ValidTooLong);
    for (what, change) in [
        ("operator", (|l| l.operator = vec![("en".into(), "Other".into())]) as fn(&mut AllianceList)),
        ("territory", |l| l.territory = Some("US".into())),
        ("scheme", |l| l.scheme = Iri::parse("https://other.example/lote").expect("an IRI")),
    ] {
        let mut changed = two.reissued(day(3), 7).expect("a list");
        change(&mut changed);
        assert_eq!(signer.state(&changed, &mut store, day(3)), ListState::Changed { what });
    }
    let expired_root = TrustRoot { expires: day(2), ..signer.root.clone() };
    let verified = open_list(&expired_root, &signer.sign(&two)).expect("a list");
    assert_eq!(state_of(&expired_root, &verified, &mut store, day(2)), ListState::RootExpired);
    assert_eq!(store.list("example").map(|seen| seen.sequence), Some(2));
}
