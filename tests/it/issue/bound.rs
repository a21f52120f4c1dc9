//! Copies bound to a holder's key: what they say, what becomes of them, stopped at every step.

mod judged;
mod restored;

use std::net::TcpListener;
use std::sync::Arc;

use elmseal::attestation::VCT;
use elmseal::crypto::SigningKey;
use elmseal::crypto::encoding::{from_base64url, to_base64url};
use elmseal::http::{Patience, PublicService, Running};
use elmseal::issue::{
    Bound, BoundFormat, BoundWish, Holder, IssueError, Observer, PublishingKeys, Quiet, RenditionError, SealingKeys,
    Selection, Step, change_status, issue_bound_observed, publish,
};
use elmseal::jose::{Algorithm, SoftwareSealKey};
use elmseal::ledger::{Change, CopyRow, State};
use elmseal::model::ids::AwardId;
use elmseal::publish::Document;
use elmseal::verify::Decision;
use serde_json::{Map, Value, json};

use super::desk::{Desk, Keys, at, by_row, learners, unzip};
use super::europass::standing::{REVOKED, STANDS, SUSPENDED, Seen, onlooker, seen, unknown};
use super::stopped::Stop;
use crate::support::course::{BASE, ISSUER, course_for_wallets};
use crate::support::pki::{Key, Party, Spec, TestPki};
use crate::wire::{get, post};

fn seal_of(party: &Party, algorithm: Algorithm) -> SoftwareSealKey {
    let chain = [party, &TestPki::get().ca, &TestPki::get().root].map(|party| party.certificate.clone());
    SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain.to_vec(), algorithm).expect("a key")
}

fn holder(seed: u8) -> Holder {
    let key = SigningKey::from_seed(&[seed; 32]).verifying_key();
    Holder::of_did(&key.to_did_key()).expect("a holder")
}

/// An award that was issued as `elm`, an office with an e-seal, and wallets that ask.
struct Scene {
    desk: Desk,
    award: AwardId,
    seal: Option<SoftwareSealKey>,
}

impl Scene {
    fn new() -> Self {
        Self::of(|_| {})
    }

    fn of(edit: impl FnOnce(&mut Desk)) -> Self {
        let mut desk = Desk::new();
        desk.descriptor = course_for_wallets();
        edit(&mut desk);
        desk.run(&learners(2..5), &elmseal::issue::Existing::Refuse, 0);
        let award = by_row(&unzip(&desk.path("out/out.zip")))[&2];
        Self { desk, award, seal: Some(seal_of(&TestPki::get().seal(Key::P256), Algorithm::Es256)) }
    }

    fn keys(seal: Option<&SoftwareSealKey>) -> SealingKeys<'_> {
        let seal = seal.map(|key| key as &dyn elmseal::jose::SealSigner);
        let publishing = PublishingKeys { seal, ..Keys::shared().publishing() };
        SealingKeys { publishing, ..Keys::shared().sealing() }
    }

    fn issue(
        &mut self,
        format: BoundFormat,
        wishes: &[BoundWish<'_>],
        day: i64,
        observer: &mut dyn Observer,
    ) -> Result<Vec<Vec<u8>>, IssueError> {
        let (award, seal) = (self.award, self.seal.as_ref());
        let bound = Bound { award, format, wishes, now: at(day) };
        self.desk.at_work(|office, _| issue_bound_observed(office, Self::keys(seal), bound, observer))
    }

    /// A copy for each of the holders of these seeds.
    fn copies(&mut self, format: BoundFormat, seeds: &[u8]) -> Vec<String> {
        let holders: Vec<Holder> = seeds.iter().map(|seed| holder(*seed)).collect();
        let wishes: Vec<_> = holders.iter().map(|holder| BoundWish { holder, request: [1; 32] }).collect();
        let copies = self.issue(format, &wishes, 0, &mut Quiet).unwrap_or_else(|error| panic!("{error}"));
        copies.into_iter().map(|bytes| String::from_utf8(bytes).expect("text")).collect()
    }

    fn change(&mut self, change: Change, day: i64) {
        let selection = Selection::Awards(vec![self.award]);
        let seal = self.seal.as_ref();
        self.desk.at_work(|office, _| {
            let entropy = &mut *office.entropy;
            change_status(office.ledger, &selection, change, "a reason", at(day), entropy).expect("changed");
            publish(office, Self::keys(seal).publishing, at(day)).expect("published");
        });
    }

    fn rows(&mut self) -> Vec<CopyRow> {
        let award = self.award;
        self.desk.at_work(|office, _| office.ledger.copies(award).expect("readable"))
    }

    fn seen(&self, copy: &str, day: i64) -> Seen {
        let report = onlooker(&self.desk.path("public")).verify(copy.as_bytes(), at(day));
        // Shown where a test fails.
        let unsound = report.checks.iter().filter(|row| row.outcome != elmseal::verify::Outcome::Passed);
        unsound.for_each(|row| eprintln!("{}: {}", row.code, row.detail));
        seen(&report)
    }

    /// The published token list, by its address.
    fn list(&self, url: &str) -> (Document, Vec<u8>) {
        let slug = url.strip_prefix(&format!("{BASE}/status/")).and_then(|rest| rest.strip_suffix(".jwt"));
        let document = Document::TokenList(slug.expect("below the base").to_owned());
        let bytes = self.desk.folder.read(&document).expect("readable").expect("published");
        (document, bytes)
    }
}

fn decoded(part: &str) -> Map<String, Value> {
    serde_json::from_slice(&from_base64url(part).expect("base64url")).expect("an object")
}

/// Header and claims of a token, without looking at its signature.
fn opened(token: &str) -> [Map<String, Value>; 2] {
    let mut parts = token.split('.');
    [(); 2].map(|()| decoded(parts.next().expect("a part")))
}

/// The disclosed claims by name.
fn disclosed(copy: &str) -> Map<String, Value> {
    let parts: Vec<&str> = copy.split('~').collect();
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    assert!(last.is_empty() && !first.is_empty(), "a copy ends in `~`");
    let mut claims = Map::new();
    for part in &parts[1..parts.len() - 1] {
        let found: Value = serde_json::from_slice(&from_base64url(part).expect("base64url")).expect("JSON");
        let [salt, name, value] = found.as_array().expect("an array").as_slice() else { panic!("three items") };
        assert_eq!(from_base64url(salt.as_str().expect("a salt")).expect("base64url").len(), 16);
        claims.insert(name.as_str().expect("a name").to_owned(), value.clone());
    }
    claims
}

#[test]
fn a_copy_says_what_the_type_asks_for_and_nothing_that_joins_it_to_another() {
    let mut scene = Scene::new();
    let copies = scene.copies(BoundFormat::SdJwt, &[1, 2]);
    let award = scene.award.to_string();
    let uuid = award.rsplit(':').next().expect("a UUID").to_owned();
    let mut seen = Vec::new();
    for (copy, seed) in copies.iter().zip([1, 2]) {
        assert!(!copy.contains(&uuid));
        let [header, claims] = opened(copy.split('~').next().expect("a token"));
        assert!(!Value::Object(claims.clone()).to_string().contains(&uuid));
        assert_eq!((header["alg"].as_str(), header["typ"].as_str()), (Some("ES256"), Some("dc+sd-jwt")));
        assert_eq!(header["x5c"].as_array().expect("certificates").len(), 2, "leaf and authority, no anchor");
        let names: Vec<&str> = claims.keys().map(String::as_str).collect();
        let expected = [
            "iat",
            "exp",
            "jti",
            "vct",
            "cnf",
            "status",
            "issuing_authority",
            "issuing_country",
            "date_of_issuance",
            "achievement_title",
            "achievement_description",
            "language_of_classes",
            "_sd",
            "_sd_alg",
        ];
        assert_eq!(names, expected);
        assert_eq!(claims["vct"], VCT);
        assert_eq!(claims["cnf"], json!({ "jwk": holder(seed).key().to_jwk() }));
        assert_eq!(claims["issuing_authority"], "University of Examples");
        assert_eq!(claims["issuing_country"], "ES");
        assert_eq!(claims["date_of_issuance"], "2026-07-01");
        assert_eq!(claims["language_of_classes"], json!(["en"]));
        assert_eq!(claims["iat"], at(0).unix());
        assert_eq!(claims["exp"], at(3653).unix());
        assert_eq!(claims["_sd"].as_array().expect("digests").len(), 10, "decoys hide what there is not");
        let mut hidden = disclosed(copy);
        let pseudonym = hidden.remove("learner_identification").expect("an identification");
        let expected = json!({
            "family_name": "Núñez", "given_name": "Zoë 2",
            "learning_outcomes": ["Do small things"], "assessment_grade": "Passed",
            "expected_study_time": "25 hours, 1 ECTS", "level_of_learning_experience": "EQF level 6",
            "types_of_quality_assurance": ["Internal evaluation"],
        });
        assert_eq!(Value::Object(hidden), expected);
        seen.push((claims, pseudonym, copy));
    }
    let [(one, first, copy), (other, second, twin)] = &seen[..] else { panic!("two copies") };
    assert_eq!(first, second, "one learner, one pseudonym");
    assert!(!first.as_str().expect("text").contains("S00002"));
    assert_ne!(one["jti"], other["jti"]);
    assert_eq!(one["status"]["status_list"]["uri"], other["status"]["status_list"]["uri"]);
    assert_ne!(one["status"]["status_list"]["idx"], other["status"]["status_list"]["idx"]);
    let digests = |claims: &Map<String, Value>| claims["_sd"].as_array().expect("digests").clone();
    assert!(digests(one).iter().all(|digest| !digests(other).contains(digest)), "salts of its own");
    assert_eq!([scene.seen(copy, 1), scene.seen(twin, 1)], [STANDS, STANDS]);
    scene.desk.assert_sound();
}

#[test]
fn a_copy_with_less_disclosed_holds_and_a_changed_one_does_not() {
    let mut scene = Scene::new();
    let copy = scene.copies(BoundFormat::SdJwt, &[1]).remove(0);
    let parts: Vec<&str> = copy.split('~').collect();
    let bare = format!("{}~", parts[0]);
    assert_eq!(scene.seen(&bare, 1), STANDS);
    let report = |copy: &str| onlooker(&scene.desk.path("public")).verify(copy.as_bytes(), at(1));
    // A disclosure that was changed belongs to nothing; claims that were changed are signed by nobody.
    let mut disclosure: Value = serde_json::from_slice(&from_base64url(parts[1]).expect("base64url")).expect("JSON");
    disclosure[2] = json!("Other");
    let forged = to_base64url(disclosure.to_string().as_bytes());
    let renamed = copy.replace(parts[1], &forged);
    let [header, mut claims] = opened(parts[0]);
    claims["achievement_title"] = json!("A large course");
    let signature = parts[0].rsplit('.').next().expect("a signature");
    let encoded = |value: &Map<String, Value>| to_base64url(Value::Object(value.clone()).to_string().as_bytes());
    let retold = format!("{}.{}.{signature}~", encoded(&header), encoded(&claims));
    for (changed, code) in [(renamed, "disclosure-unused"), (retold, "seal-signature-invalid")] {
        let report = report(&changed);
        assert_eq!(report.decision, Decision::Reject);
        assert!(report.checks.iter().any(|row| row.code == code), "{code}: {:?}", report.checks);
    }
}

#[test]
fn what_becomes_of_the_award_shows_in_every_copy_once_it_is_published() {
    let mut scene = Scene::new();
    let copies = scene.copies(BoundFormat::SdJwt, &[1, 2, 3]);
    let badges = scene.copies(BoundFormat::Badge, &[1]);
    for (day, change, expected) in
        [(2, Change::Suspend, SUSPENDED), (3, Change::Reinstate, STANDS), (4, Change::Revoke, REVOKED)]
    {
        scene.change(change, day);
        for copy in copies.iter().chain(&badges) {
            assert_eq!(scene.seen(copy, day), expected, "{change:?}");
        }
    }
    scene.desk.assert_sound();
    let award = scene.award;
    assert_eq!(scene.desk.state(award), State::Revoked);
    // No further copy, and none that was made before is handed out again.
    let first = holder(1);
    let wish = [BoundWish { holder: &first, request: [1; 32] }];
    let refused = scene.issue(BoundFormat::SdJwt, &wish, 5, &mut Quiet);
    assert!(matches!(refused, Err(IssueError::NotStanding { award: named, state: State::Revoked }) if named == award));
}

#[test]
fn without_its_list_or_with_another_nothing_is_known() {
    let mut scene = Scene::new();
    let copy = scene.copies(BoundFormat::SdJwt, &[1]).remove(0);
    let [_, claims] = opened(copy.split('~').next().expect("a token"));
    let url = claims["status"]["status_list"]["uri"].as_str().expect("a URL");
    let (document, published) = scene.list(url);
    let text = String::from_utf8(published.clone()).expect("text");
    let [header, claims] = opened(&text);
    assert_eq!((header["typ"].as_str(), claims["sub"].as_str()), (Some("statuslist+jwt"), Some(url)));
    assert_eq!((claims["ttl"].as_i64(), claims["status_list"]["bits"].as_u64()), (Some(3600), Some(2)));
    scene.desk.folder.remove(&document).expect("removed");
    assert_eq!(scene.seen(&copy, 1), unknown("status-list-unavailable"));
    let forged = text.replacen('.', ".e", 1);
    scene.desk.folder.write(&document, forged.as_bytes()).expect("written");
    assert_eq!(scene.seen(&copy, 1), unknown("status-list-not-authentic"));
    scene.desk.folder.write(&document, &published).expect("written");
    assert_eq!(scene.seen(&copy, 1), STANDS);
    assert_eq!(scene.seen(&copy, 7), unknown("status-list-expired"));
    // Publishing mends what was changed, and renews what grows old.
    scene.desk.folder.write(&document, forged.as_bytes()).expect("written");
    let seal = scene.seal.as_ref();
    let publish_on = |desk: &mut Desk, seal: Option<&SoftwareSealKey>, day| {
        desk.at_work(|office, _| publish(office, Scene::keys(seal).publishing, at(day)))
    };
    let report = publish_on(&mut scene.desk, seal, 1).expect("published");
    assert_eq!(report.lists.len(), 1);
    assert_eq!(scene.seen(&copy, 1), STANDS);
    // Without the e-seal all else is published, and what is not is named.
    let refused = publish_on(&mut scene.desk, None, 5);
    assert!(matches!(&refused, Err(IssueError::NoSealForLists { lists }) if lists.len() == 1), "{refused:?}");
}

#[test]
fn stopped_anywhere_the_same_wish_completes_and_hands_out_one_copy() {
    let all = [Step::Recorded, Step::Signed, Step::Checked, Step::Stored, Step::Published, Step::Delivered];
    let badges = [(BoundFormat::BadgeJwt, Step::Stored), (BoundFormat::Badge, Step::Signed)];
    let mut scene = Scene::new();
    let holders = [holder(1), holder(2)];
    for (request, (format, step)) in (0..).zip(all.map(|step| (BoundFormat::SdJwt, step)).into_iter().chain(badges)) {
        let wishes = holders.each_ref().map(|holder| BoundWish { holder, request: [request; 32] });
        let known = scene.rows().len();
        let stopped = scene.issue(format, &wishes, 0, &mut Stop { step, n: 1 });
        assert!(matches!(stopped, Err(IssueError::Interrupted)), "{step:?}");
        let before = scene.rows().split_off(known);
        assert_eq!(before.len(), 2, "{step:?}: recorded before it is signed");
        let copies = scene.issue(format, &wishes, 1, &mut Quiet).expect("completed");
        let again = scene.issue(format, &wishes, 2, &mut Quiet).expect("handed out again");
        assert_eq!(copies, again, "{step:?}: the same bytes");
        let after = scene.rows().split_off(known);
        let places = |rows: &[CopyRow]| rows.iter().map(|row| (row.created, row.place.clone())).collect::<Vec<_>>();
        assert_eq!(places(&before), places(&after), "{step:?}: one place each");
        assert!(after.iter().all(|row| row.sealed.is_some() && row.released.is_some()));
        for copy in &copies {
            assert_eq!(scene.seen(std::str::from_utf8(copy).expect("text"), 2), STANDS, "{format:?} {step:?}");
        }
    }
    scene.desk.assert_sound();
}

#[test]
fn one_wish_is_one_copy_and_another_request_or_key_is_another() {
    let mut scene = Scene::new();
    let holders = [holder(1), holder(2)];
    let wish = |at: usize, request: u8| BoundWish { holder: &holders[at], request: [request; 32] };
    let wishes = [wish(0, 1), wish(0, 1), wish(0, 2), wish(1, 1)];
    let copies = scene.issue(BoundFormat::SdJwt, &wishes, 0, &mut Quiet).expect("issued");
    assert_eq!(copies[0], copies[1]);
    assert_eq!(scene.rows().len(), 3);
    let mut distinct = copies.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 3);
    let again = scene.issue(BoundFormat::SdJwt, &[wish(1, 1)], 3, &mut Quiet).expect("handed out again");
    assert_eq!(again, copies[3..]);
}

#[test]
fn badges_are_about_the_holder_and_keep_id_and_status() {
    let mut scene = Scene::new();
    let ec = json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let bare = Holder::of_jwk(&ec).expect("a holder");
    let stranger = holder(9);
    for holder in [holder(1), bare] {
        let wish = [BoundWish { holder: &holder, request: [1; 32] }];
        for format in [BoundFormat::Badge, BoundFormat::BadgeJwt] {
            let copy = scene.issue(format, &wish, 0, &mut Quiet).expect("issued").remove(0);
            let copy = String::from_utf8(copy).expect("text");
            let badge: Value = match format {
                BoundFormat::Badge => serde_json::from_str(&copy).expect("JSON"),
                _ => Value::Object(opened(&copy)[1].clone()),
            };
            assert_eq!(badge["id"], scene.award.to_string());
            assert_eq!(badge["issuer"]["id"], ISSUER);
            assert_eq!(badge["credentialSubject"]["id"], holder.did());
            assert_eq!(badge["credentialStatus"].as_array().expect("entries").len(), 2);
            if format == BoundFormat::BadgeJwt {
                assert_eq!(badge["sub"], holder.did());
            }
            assert_eq!(scene.seen(&copy, 1), STANDS);
            // For another holder, nobody signed it.
            let other =
                badge["credentialSubject"]["id"].as_str().expect("a DID").replace(&holder.did(), &stranger.did());
            let changed = match format {
                BoundFormat::Badge => copy.replacen(&holder.did(), &other, 1),
                _ => {
                    let mut claims = badge.clone();
                    claims["credentialSubject"]["id"] = json!(other);
                    let claims = to_base64url(claims.to_string().as_bytes());
                    let parts: Vec<&str> = copy.split('.').collect();
                    [parts[0], &claims, parts[2]].join(".")
                }
            };
            assert_ne!(changed, copy);
            assert_eq!(scene.seen(&changed, 1).0, Decision::Reject);
        }
    }
    scene.desk.assert_sound();
}

#[test]
fn erasing_takes_what_is_the_learners_and_leaves_the_status() {
    let mut scene = Scene::new();
    let copy = scene.copies(BoundFormat::SdJwt, &[1]).remove(0);
    let award = scene.award;
    scene.desk.erase(&[award]).expect("erased");
    let first = holder(1);
    let wish = [BoundWish { holder: &first, request: [1; 32] }];
    let refused = scene.issue(BoundFormat::SdJwt, &wish, 1, &mut Quiet);
    assert!(matches!(refused, Err(IssueError::Erased { award: named }) if named == award));
    let database = std::fs::read(scene.desk.path("ledger.db")).expect("readable");
    let holds = |needle: &[u8]| database.windows(needle.len()).any(|window| window == needle);
    assert!(!holds(copy.split('~').nth(1).expect("a disclosure").as_bytes()));
    assert!(!holds(&first.key().thumbprint()));
    scene.desk.assert_sound();
    scene.change(Change::Revoke, 2);
    assert_eq!(scene.seen(&copy, 2), REVOKED);
    scene.desk.assert_sound();
}

#[test]
fn what_cannot_be_made_is_named_and_nothing_is_recorded() {
    let first = holder(1);
    let wish = [BoundWish { holder: &first, request: [1; 32] }];
    let mut without = Scene::new();
    without.seal = None;
    assert!(matches!(without.issue(BoundFormat::SdJwt, &wish, 0, &mut Quiet), Err(IssueError::NoSealKey)));
    without.seal = Some(seal_of(&TestPki::get().seal(Key::Rsa2048), Algorithm::Rs256));
    let refused = without.issue(BoundFormat::SdJwt, &wish, 0, &mut Quiet);
    assert!(matches!(refused, Err(IssueError::SealKeyKind { found: "RS256", format: "sd-jwt", wanted: "ES256" })));
    let mut bare = Scene::of(|desk| {
        desk.descriptor.teaching_languages.clear();
        desk.descriptor.quality = None;
    });
    let refused = bare.issue(BoundFormat::SdJwt, &wish, 0, &mut Quiet);
    let Err(IssueError::Rendition { source: RenditionError::Attestation(lacking), .. }) = refused else {
        panic!("{refused:?}")
    };
    let told = lacking.to_string();
    for named in ["language_of_classes", "types_of_quality_assurance", "specifiedBy.language", "issue a replacement"] {
        assert!(told.contains(named), "{named}: {told}");
    }
    assert_eq!((without.rows(), bare.rows()), (Vec::new(), Vec::new()));
}

#[test]
fn the_issuer_is_named_where_the_certificate_names_it() {
    use crate::support::pki::der;
    let name = |tag: u8, text: &str| der::seq(&[&der::context_primitive(tag, text.as_bytes())]);
    let host = BASE.strip_prefix("https://").expect("a scheme");
    let cases = [
        (name(6, BASE), Some(BASE)),
        (name(2, host), Some(BASE)),
        (name(6, "https://other.example"), None),
        (name(2, "other.example"), None),
    ];
    let mut scene = Scene::new();
    for (seed, (names, expected)) in (1..).zip(cases) {
        let party = Spec::seal(Key::P256).with("2.5.29.17", false, names).issue(&TestPki::get().ca);
        scene.seal = Some(seal_of(&party, Algorithm::Es256));
        let copy = scene.copies(BoundFormat::SdJwt, &[seed]).remove(0);
        let [_, claims] = opened(copy.split('~').next().expect("a token"));
        assert_eq!(claims.get("iss").and_then(Value::as_str), expected);
    }
}

#[test]
fn the_service_gives_the_list_as_what_it_is() {
    let mut scene = Scene::new();
    let copy = scene.copies(BoundFormat::SdJwt, &[1]).remove(0);
    let [_, claims] = opened(copy.split('~').next().expect("a token"));
    let url = claims["status"]["status_list"]["uri"].as_str().expect("a URL").to_owned();
    let service = PublicService {
        verifier: Arc::new(onlooker(&scene.desk.path("public"))),
        publications: scene.desk.path("public"),
        base: BASE.parse().expect("a URL"),
        clock: Arc::new(|| at(1)),
        patience: Patience::default(),
    };
    let running = Running::start(TcpListener::bind("127.0.0.1:0").expect("a free port"), service).expect("a server");
    let path = url.strip_prefix(BASE).expect("below the base");
    let answer = get(running.address(), path, &[("Accept", "application/statuslist+jwt")]);
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/statuslist+jwt"));
    assert_eq!(answer.body.as_bytes(), scene.list(&url).1);
    assert_eq!(get(running.address(), "/status/tokens-0000000000000000.jwt", &[]).status, 404);
    assert_eq!(get(running.address(), "/status/..%2F..%2Fledger.db.jwt", &[]).status, 404);
    // A copy is taken by its own media types, and gets the answer that it gets as text.
    let asked = |kind: &str, body: &str| {
        let answer = post(running.address(), "/verify", kind, "application/json", body.as_bytes());
        assert_eq!(answer.status, 200, "{kind}: {}", answer.body);
        answer.json()
    };
    let as_text = |copy: &str| asked("application/x-www-form-urlencoded", &format!("text={copy}"));
    let changed = copy.replacen("eyJ", "eyK", 1);
    for (copy, decision) in [(&copy, "accept"), (&changed, "reject")] {
        for kind in ["application/dc+sd-jwt", "application/vc+sd-jwt", "application/jwt", "Application/VC+JWT; a=b"] {
            let answer = asked(kind, copy);
            assert_eq!(answer["decision"], decision, "{kind}");
            assert_eq!(answer, as_text(copy), "{kind}");
        }
    }
    running.stop().expect("a clean end");
}

#[test]
fn a_list_that_is_half_given_out_is_followed_by_another() {
    let mut scene = Scene::new();
    let first = scene.copies(BoundFormat::SdJwt, &[1]).remove(0);
    let database = rusqlite::Connection::open(scene.desk.path("ledger.db")).expect("a database");
    database.execute("UPDATE token_lists SET given = entries / 2", []).expect("filled");
    drop(database);
    let second = scene.copies(BoundFormat::SdJwt, &[2]).remove(0);
    let list = |copy: &str| opened(copy.split('~').next().expect("a token"))[1]["status"]["status_list"]["uri"].clone();
    assert_ne!(list(&first), list(&second));
    scene.change(Change::Revoke, 1);
    assert_eq!([scene.seen(&first, 1), scene.seen(&second, 1)], [REVOKED, REVOKED]);
    scene.desk.assert_sound();
}
