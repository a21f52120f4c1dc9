//! Credentials as tokens: VC-JWT of VCDM 1.1 and 2.0, enveloped ones, SD-JWT VC, by DIDs and by certificates; and their
//! status on Token Status Lists. Every one that verifies has twins that do not.

use std::collections::HashMap;
use std::sync::Arc;

use elmseal::crypto::SigningKey;
use elmseal::crypto::encoding::{to_base64, to_base64url};
use elmseal::crypto::sha256;
use elmseal::fetch::{Fetch, FetchError, Purpose};
use elmseal::jose::jades::SealTrust;
use elmseal::jose::{Algorithm, SealSigner, SoftwareSealKey};
use elmseal::model::time::Timestamp;
use elmseal::pki::NoServices;
use elmseal::status::Bitstring;
use elmseal::verify::Check::{Integrity, IssuerKey, Proof, Status, StatusList, TrustList, Validity};
use elmseal::verify::Outcome::{Failed, Inconclusive, NotApplicable, Passed};
use elmseal::verify::{Check, Decision, Outcome, Report, Verifier};
use openssl::bn::{BigNum, BigNumContext};
use serde_json::{Value, json};

use crate::support::pki::{Key, TestPki};

const WEB: &str = "did:web:uni.example";
const LIST: &str = "https://uni.example/statuses/1";
const V1: &str = "https://www.w3.org/2018/credentials/v1";
const V2: &str = "https://www.w3.org/ns/credentials/v2";
const OB: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

fn now() -> Timestamp {
    Timestamp::parse("2026-07-01T12:00:00Z").expect("a time")
}

#[derive(Default)]
struct Shelf(HashMap<String, Vec<u8>>);

impl Fetch for Shelf {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        self.0.get(url).cloned().ok_or_else(|| FetchError::NotFound { url: url.to_owned() })
    }
}

/// A key that signs tokens.
enum Signer {
    Ed25519(SigningKey),
    Certified(SoftwareSealKey, Key),
}

impl Signer {
    fn ed25519() -> Self {
        Self::Ed25519(SigningKey::from_seed(&[7; 32]))
    }

    fn certified(key: Key, algorithm: Algorithm) -> Self {
        let pki = TestPki::get();
        let party = pki.seal(key);
        let chain = vec![party.certificate.clone(), pki.ca.certificate.clone()];
        Self::Certified(SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, algorithm).expect("a key"), key)
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::Certified(key, _) => key.algorithm().name(),
        }
    }

    fn jwk(&self) -> Value {
        match self {
            Self::Ed25519(key) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": to_base64url(key.verifying_key().as_bytes())})
            }
            Self::Certified(_, key) => {
                let key = key.private();
                if let Ok(rsa) = key.rsa() {
                    return json!({
                        "kty": "RSA", "n": to_base64url(&rsa.n().to_vec()), "e": to_base64url(&rsa.e().to_vec()),
                    });
                }
                let key = key.ec_key().expect("a key of a curve");
                let (mut x, mut y) = (BigNum::new().expect("a number"), BigNum::new().expect("a number"));
                let mut context = BigNumContext::new().expect("a context");
                key.public_key().affine_coordinates(key.group(), &mut x, &mut y, &mut context).expect("a point");
                let bytes = i32::try_from(key.group().degree().div_ceil(8)).expect("small");
                let part = |number: &BigNum| to_base64url(&number.to_vec_padded(bytes).expect("it fits"));
                let curve = if bytes == 32 { "P-256" } else { "P-384" };
                json!({"kty": "EC", "crv": curve, "x": part(&x), "y": part(&y)})
            }
        }
    }

    fn did_jwk(&self) -> String {
        format!("did:jwk:{}", to_base64url(self.jwk().to_string().as_bytes()))
    }

    fn chain(&self) -> Value {
        let Self::Certified(key, _) = self else { panic!("it has a certificate") };
        key.certificate_chain().iter().map(|certificate| to_base64(certificate.der())).collect()
    }

    /// A compact JWS; `header` without `alg`.
    fn sign(&self, header: &Value, claims: &Value) -> String {
        let mut header = header.clone();
        if header.get("alg").is_none() {
            header["alg"] = json!(self.algorithm());
        }
        let part = |value: &Value| to_base64url(value.to_string().as_bytes());
        let input = format!("{}.{}", part(&header), part(claims));
        let signature = match self {
            Self::Ed25519(key) => key.sign(input.as_bytes()).to_bytes().to_vec(),
            Self::Certified(key, _) => key.sign(&[input.as_bytes()]).expect("a signature"),
        };
        format!("{input}.{}", to_base64url(&signature))
    }
}

fn verify(token: &str) -> Report {
    verify_with(token, Shelf::default())
}

fn verify_with(token: &str, shelf: Shelf) -> Report {
    Verifier::new(Arc::new(shelf), Vec::new()).verify(token.as_bytes(), now())
}

fn row(report: &Report, check: Check) -> (Outcome, &'static str) {
    let row = report.row(check);
    (row.outcome, row.code)
}

/// A token that verifies, of an issuer whom nobody lists.
#[track_caller]
fn check_good(report: &Report) {
    assert_eq!(row(report, Integrity), (Passed, "unchanged"), "{report:#?}");
    assert_eq!(row(report, Proof), (Passed, "proof-verified"));
    assert_eq!(row(report, Validity), (Passed, "in-time"));
    assert_eq!(row(report, TrustList), (Inconclusive, "no-list"));
    assert_eq!(report.decision, Decision::Undecided);
    assert!(report.credential.is_some());
}

#[track_caller]
fn check_bad(report: &Report, check: Check, code: &str) {
    assert_eq!(row(report, check), (Failed, code), "{report:#?}");
    assert_eq!((report.decision, &report.credential), (Decision::Reject, &None));
}

fn badge(context: &str, issuer: &str) -> Value {
    json!({
        "@context": [context, OB],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Uni"},
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:2", "type": ["Achievement"], "name": "Wind energy",
                "criteria": {"narrative": "Pass."}, "description": "A course.",
            },
        },
    })
}

/// The claims of a JWT of VCDM 1.1.
fn of_v1(issuer: &str) -> Value {
    let mut credential = badge(V1, issuer);
    credential["issuanceDate"] = json!("2026-06-01T12:00:00Z");
    json!({"iss": issuer, "sub": "did:example:learner", "jti": "urn:uuid:1", "nbf": 1_780_315_200, "vc": credential})
}

fn of_v2(issuer: &str) -> Value {
    let mut credential = badge(V2, issuer);
    credential["validFrom"] = json!("2026-06-01T12:00:00Z");
    credential["iss"] = json!(issuer);
    credential
}

#[test]
fn a_token_verifies_with_every_algorithm_by_the_key_that_its_did_is() {
    for signer in [
        Signer::ed25519(),
        Signer::certified(Key::P256, Algorithm::Es256),
        Signer::certified(Key::P384, Algorithm::Es384),
        Signer::certified(Key::Rsa2048, Algorithm::Rs256),
        Signer::certified(Key::Rsa2048, Algorithm::Ps256),
    ] {
        let issuer = signer.did_jwk();
        let header = json!({"typ": "vc+jwt", "kid": format!("{issuer}#0")});
        let token = signer.sign(&header, &of_v2(&issuer));
        let report = verify(&token);
        check_good(&report);
        assert_eq!(row(&report, IssuerKey).0, Inconclusive, "no list is configured");
        assert_eq!(report.credential.expect("a badge").titles[0].1, "Wind energy");
        // In an envelope the same.
        let envelope = json!({
            "@context": V2, "type": "EnvelopedVerifiableCredential", "id": format!("data:application/vc+jwt,{token}"),
        });
        check_good(&verify(&envelope.to_string()));
        // Every part is covered.
        let [head, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
        let mut changed = of_v2(&issuer);
        changed["credentialSubject"]["achievement"]["name"] = json!("Physics");
        let forged = to_base64url(changed.to_string().as_bytes());
        check_bad(&verify(&format!("{head}.{forged}.{signature}")), Proof, "signature-mismatch");
        let other = to_base64url(json!({"alg": signer.algorithm(), "typ": "JWT"}).to_string().as_bytes());
        check_bad(&verify(&format!("{other}.{claims}.{signature}")), Proof, "signature-mismatch");
        let zeros = to_base64url(&[0; 64]);
        check_bad(&verify(&format!("{head}.{claims}.{zeros}")), Proof, "signature-mismatch");
        check_bad(&verify(&format!("{head}.{claims}.")), Proof, "signature-mismatch");
    }
}

#[test]
fn the_claims_of_a_jwt_are_the_members_of_the_credential() {
    let signer = Signer::ed25519();
    let SigningKeyDid(issuer) = SigningKeyDid::of(&signer);
    let sign = |claims: &Value| signer.sign(&json!({"typ": "JWT"}), claims);
    let whole = of_v1(&issuer);
    check_good(&verify(&sign(&whole)));
    // What only the claims say is put back.
    let mut bare = whole.clone();
    for member in ["issuer", "id", "issuanceDate"] {
        bare["vc"].as_object_mut().expect("an object").remove(member);
    }
    bare["vc"]["credentialSubject"].as_object_mut().expect("an object").remove("id");
    let report = verify(&sign(&bare));
    check_good(&report);
    assert_eq!(report.credential.expect("a summary").id, "urn:uuid:1");
    // Contradictions.
    for (claim, value) in [
        ("sub", json!("did:example:other")),
        ("jti", json!("urn:uuid:2")),
        ("nbf", json!(1_780_315_201)),
        ("sub", json!(1)),
    ] {
        let mut conflicting = whole.clone();
        conflicting[claim] = value;
        check_bad(&verify(&sign(&conflicting)), Integrity, "claims-conflict");
    }
    let mut other = whole.clone();
    other["vc"]["issuer"]["id"] = json!("did:web:other.example");
    check_bad(&verify(&sign(&other)), Integrity, "claims-conflict");
    let mut late = whole.clone();
    late["exp"] = json!(1_781_000_000);
    assert_eq!(row(&verify(&sign(&late)), Validity), (Failed, "expired"));
    let mut early = whole.clone();
    early["iat"] = json!(1_790_000_000);
    assert_eq!(row(&verify(&sign(&early)), Validity), (Failed, "not-yet-valid"));
    // Broken rules, proofs that nobody looks at, and what is no credential.
    let mut broken = whole.clone();
    broken["vc"]["credentialSubject"] = json!([]);
    check_bad(&verify(&sign(&broken)), Integrity, "data-model-broken");
    let mut proven = whole.clone();
    proven["vc"]["proof"] = json!({"type": "DataIntegrityProof"});
    check_bad(&verify(&sign(&proven)), Proof, "proof-unverified");
    check_bad(&verify(&sign(&json!({"iss": issuer, "vp": {}}))), Integrity, "not-a-credential");
    check_bad(&verify(&signer.sign(&json!({"typ": "statuslist+jwt"}), &whole)), Integrity, "not-a-credential");
    let mut unknown = whole.clone();
    unknown["vc"]["@context"][1] = json!("https://a.example/context");
    let report = verify(&sign(&unknown));
    assert_eq!((report.decision, row(&report, Integrity)), (Decision::Undecided, (Inconclusive, "context-unknown")));
}

/// The did:key of a signer.
struct SigningKeyDid(String);

impl SigningKeyDid {
    fn of(signer: &Signer) -> Self {
        let Signer::Ed25519(key) = signer else { panic!("an Ed25519 key") };
        Self(key.verifying_key().to_did_key())
    }
}

#[test]
fn a_header_chooses_neither_key_nor_algorithm() {
    let (signer, thief) = (Signer::ed25519(), Signer::Ed25519(SigningKey::from_seed(&[8; 32])));
    let SigningKeyDid(issuer) = SigningKeyDid::of(&signer);
    let claims = of_v2(&issuer);
    // A key that the token brings is not used, wherever it says that it lies.
    for header in [
        json!({"jwk": thief.jwk()}),
        json!({"jku": "https://evil.example/keys"}),
        json!({"x5u": "https://evil.example/certificate"}),
        json!({"jwk": thief.jwk(), "kid": "1"}),
    ] {
        let report = verify(&thief.sign(&header, &claims));
        assert_eq!(report.decision, Decision::Reject, "{header}");
        assert!(["signature-mismatch", "method-not-authorized"].contains(&row(&report, Proof).1), "{header}");
    }
    let SigningKeyDid(own) = SigningKeyDid::of(&thief);
    let kid = format!("{own}#{}", own.strip_prefix("did:key:").expect("a did:key"));
    check_bad(&verify(&thief.sign(&json!({"kid": kid}), &claims)), Proof, "method-not-authorized");
    // Another issuer in the credential than in `iss`.
    let mut stolen = claims.clone();
    stolen["iss"] = json!(own);
    check_bad(&verify(&thief.sign(&json!({}), &stolen)), Integrity, "claims-conflict");
    stolen.as_object_mut().expect("an object").remove("iss");
    check_bad(&verify(&thief.sign(&json!({}), &stolen)), Proof, "signature-mismatch");

    for (algorithm, code) in [
        ("none", "token-algorithm"),
        ("HS256", "token-algorithm"),
        ("ES512", "token-algorithm"),
        ("RS256", "token-algorithm-key"),
        ("ES256", "token-algorithm-key"),
    ] {
        check_bad(&verify(&signer.sign(&json!({"alg": algorithm}), &claims)), Proof, code);
    }
    check_bad(&verify(&signer.sign(&json!({"crit": ["exp"], "exp": 1}), &claims)), Proof, "token-critical");
    check_bad(&verify(&signer.sign(&json!({"b64": false}), &claims)), Integrity, "token-malformed");
    check_bad(&verify(&signer.sign(&json!({"kid": 1}), &claims)), Integrity, "token-malformed");
}

#[test]
fn a_did_web_names_the_keys_of_tokens() {
    let signer = Signer::certified(Key::P256, Algorithm::Es256);
    let method = json!({"id": "#a", "type": "JsonWebKey", "controller": WEB, "publicKeyJwk": signer.jwk()});
    let document = json!({"id": WEB, "verificationMethod": [method], "assertionMethod": ["#a"]});
    let shelf = |document: &Value| {
        Shelf(HashMap::from([("https://uni.example/.well-known/did.json".into(), document.to_string().into_bytes())]))
    };
    for header in [json!({"kid": format!("{WEB}#a")}), json!({"kid": "#a"}), json!({"kid": "a"}), json!({})] {
        check_good(&verify_with(&signer.sign(&header, &of_v2(WEB)), shelf(&document)));
    }
    let token = signer.sign(&json!({"kid": "#a"}), &of_v2(WEB));
    let report = verify(&token);
    assert_eq!((report.decision, row(&report, Proof)), (Decision::Undecided, (Inconclusive, "key-unavailable")));
    let mut unlisted = document.clone();
    unlisted["assertionMethod"] = json!([]);
    check_bad(&verify_with(&token, shelf(&unlisted)), Proof, "method-not-authorized");
    let mut revoked = document.clone();
    revoked["verificationMethod"][0]["revoked"] = json!("2026-06-15T00:00:00Z");
    check_bad(&verify_with(&token, shelf(&revoked)), Proof, "method-not-authorized");
    let other = signer.sign(&json!({"kid": "#b"}), &of_v2(WEB));
    check_bad(&verify_with(&other, shelf(&document)), Proof, "method-not-authorized");
    // Keys at an address of the issuer's own are not looked up.
    let report = verify(&signer.sign(&json!({}), &of_v2("https://uni.example")));
    assert_eq!((report.decision, row(&report, Proof)), (Decision::Undecided, (Inconclusive, "key-unavailable")));
}

/// What was not tried may have signed: a genuine token is never told to be forged because its issuer has many keys.
#[test]
fn more_keys_than_are_tried_leave_the_answer_open() {
    let (signer, other) = (Signer::ed25519(), Signer::certified(Key::P256, Algorithm::Es256));
    let document = |own_at: usize, count: usize| {
        let method = |place: usize| {
            let jwk = if place == own_at { signer.jwk() } else { other.jwk() };
            json!({"id": format!("#{place}"), "type": "JsonWebKey", "controller": WEB, "publicKeyJwk": jwk})
        };
        let ids: Vec<String> = (0..count).map(|place| format!("#{place}")).collect();
        let methods: Vec<Value> = (0..count).map(method).collect();
        let document = json!({"id": WEB, "verificationMethod": methods, "assertionMethod": ids});
        Shelf(HashMap::from([("https://uni.example/.well-known/did.json".into(), document.to_string().into_bytes())]))
    };
    let token = signer.sign(&json!({}), &of_v2(WEB));
    check_good(&verify_with(&token, document(63, 65)));
    let report = verify_with(&token, document(64, 65));
    assert_eq!((report.decision, row(&report, Proof)), (Decision::Undecided, (Inconclusive, "key-unavailable")));
    // One that names its key needs no trying.
    check_good(&verify_with(&signer.sign(&json!({"kid": "#64"}), &of_v2(WEB)), document(64, 65)));
    // Where all were tried, none of them signed.
    check_bad(&verify_with(&token, document(64, 64)), Proof, "token-algorithm-key");
}

/// A disclosure and its digest.
fn disclosure(parts: &Value) -> (String, String) {
    let text = to_base64url(parts.to_string().as_bytes());
    let digest = to_base64url(&sha256(text.as_bytes()));
    (text, digest)
}

/// The claims of an SD-JWT VC whose learner's names are disclosed, and the disclosures.
fn sd_jwt(issuer: &str) -> (Value, Vec<String>) {
    let (given, first) = disclosure(&json!(["salt-1", "given_name", "Ada"]));
    let (family, second) = disclosure(&json!(["salt-2", "family_name", "Byron"]));
    let (outcome, third) = disclosure(&json!(["salt-3", "Plan a wind farm"]));
    let claims = json!({
        "iss": issuer, "iat": 1_780_315_200, "exp": 1_790_000_000, "vct": "urn:eu.europa.ec.eudi:learning:credential:1",
        "achievement_title": "Wind energy", "issuing_authority": "Uni",
        "learning_outcomes": [{"...": third}, "Read a wind map"],
        "_sd_alg": "sha-256", "_sd": [first, second, to_base64url(&sha256(b"decoy"))],
    });
    (claims, vec![given, family, outcome])
}

#[test]
fn an_sd_jwt_shows_what_was_disclosed_and_nothing_else() {
    let signer = Signer::ed25519();
    let SigningKeyDid(issuer) = SigningKeyDid::of(&signer);
    let (claims, shown) = sd_jwt(&issuer);
    let header = json!({"typ": "dc+sd-jwt"});
    let join = |token: &str, shown: &[String]| {
        format!("{token}~{}", shown.iter().map(|d| format!("{d}~")).collect::<String>())
    };
    let token = signer.sign(&header, &claims);
    let report = verify(&join(&token, &shown));
    check_good(&report);
    assert_eq!(row(&report, Status), (NotApplicable, "no-status"));
    let summary = report.credential.expect("a summary");
    assert_eq!(summary.learner.as_deref(), Some("Ada Byron"));
    assert_eq!(summary.titles[0].1, "Wind energy");
    let outcomes: Vec<&str> = summary.outcomes.iter().map(|outcome| outcome.titles[0].1.as_str()).collect();
    assert_eq!(outcomes, ["Plan a wind farm", "Read a wind map"]);
    // Withheld, or bound to a holder's key: told.
    let report = verify(&join(&token, &shown[1..]));
    check_good(&report);
    assert!(report.row(Integrity).detail.ends_with("does not show all of it"));
    assert_eq!(report.credential.expect("a summary").learner.as_deref(), Some("Byron"));
    let bound = format!("{}{token}", join(&token, &shown));
    let report = verify(&bound);
    check_good(&report);
    assert!(report.row(Proof).detail.contains("was not checked"));

    // Disclosures that belong to nothing, twice, with reserved names, or for claims that stand there.
    let (foreign, _) = disclosure(&json!(["salt", "given_name", "Eve"]));
    let with = |more: &[String]| [&shown[..], more].concat();
    check_bad(&verify(&join(&token, &with(&[foreign]))), Integrity, "disclosure-unused");
    check_bad(&verify(&join(&token, &with(&shown[..1]))), Integrity, "disclosure-digest-twice");
    check_bad(&verify(&join(&token, &with(&["x".into()]))), Integrity, "disclosure-malformed");
    let disclosing = |parts: Value, change: fn(&mut Value, String)| {
        let (text, digest) = disclosure(&parts);
        let mut changed = claims.clone();
        change(&mut changed, digest);
        verify(&join(&signer.sign(&header, &changed), &with(&[text])))
    };
    let in_sd: fn(&mut Value, String) = |claims, digest| claims["_sd"][2] = json!(digest);
    let in_array: fn(&mut Value, String) = |claims, digest| claims["learning_outcomes"][1] = json!({"...": digest});
    check_good(&disclosing(json!(["s", "x", "y"]), in_sd));
    check_good(&disclosing(json!(["s", "y"]), in_array));
    check_bad(&disclosing(json!(["s", "y"]), in_sd), Integrity, "disclosure-malformed");
    check_bad(&disclosing(json!(["s", "x", "y"]), in_array), Integrity, "disclosure-malformed");
    check_bad(&disclosing(json!(["s", "_sd", []]), in_sd), Integrity, "disclosure-malformed");
    check_bad(&disclosing(json!(["s", "...", "y"]), in_sd), Integrity, "disclosure-malformed");
    check_bad(&disclosing(json!([1, "x", "y"]), in_sd), Integrity, "disclosure-malformed");
    check_bad(&disclosing(json!(["s", "achievement_title", "Physics"]), in_sd), Integrity, "disclosure-claim-twice");
    check_bad(&disclosing(json!(["s", "status", {}]), in_sd), Integrity, "claim-hidden");
    let mut other = claims.clone();
    other["_sd_alg"] = json!("md5");
    check_bad(&verify(&join(&signer.sign(&header, &other), &shown)), Integrity, "disclosure-algorithm");
    let mut twice = claims.clone();
    twice["_sd"][2] = twice["_sd"][0].clone();
    check_bad(&verify(&join(&signer.sign(&header, &twice), &shown)), Integrity, "disclosure-digest-twice");
    let forged = token.replacen(".eyJ", ".eyK", 1);
    assert_eq!(verify(&join(&forged, &shown)).decision, Decision::Reject);
}

#[test]
fn a_token_status_list_says_whether_an_sd_jwt_stands() {
    let signer = Signer::ed25519();
    let SigningKeyDid(issuer) = SigningKeyDid::of(&signer);
    let list = |signer: &Signer| {
        let claims = json!({
            "iss": issuer, "sub": LIST, "iat": 1_782_820_800, "exp": 1_783_000_000,
            "status_list": {"bits": 2, "lst": "eNo76fITAAPfAgc"},
        });
        signer.sign(&json!({"typ": "statuslist+jwt"}), &claims)
    };
    let at = |index: u64, list: Option<String>| {
        let (mut claims, _) = sd_jwt(&issuer);
        claims["status"] = json!({"status_list": {"idx": index, "uri": LIST}});
        let token = format!("{}~", signer.sign(&json!({"typ": "dc+sd-jwt"}), &claims));
        verify_with(&token, Shelf(list.map(|list| (LIST.to_owned(), list.into_bytes())).into_iter().collect()))
    };
    // The statuses are 1, 2, 0, 3, …
    for (index, status, decision) in [
        (0, (Failed, "revoked"), Decision::Reject),
        (1, (Inconclusive, "suspended"), Decision::Undecided),
        (2, (Passed, "not-revoked"), Decision::Undecided),
        (3, (Inconclusive, "status-unknown"), Decision::Undecided),
        (99, (Inconclusive, "status-unknown"), Decision::Undecided),
    ] {
        let report = at(index, Some(list(&signer)));
        assert_eq!((row(&report, Status), report.decision), (status, decision), "{index}");
    }
    let thief = Signer::Ed25519(SigningKey::from_seed(&[8; 32]));
    for (made, code) in [
        (None, "status-list-unavailable"),
        (Some("x".to_owned()), "status-list-not-authentic"),
        (Some(list(&thief)), "status-list-not-authentic"),
        (Some(list(&signer).replace(".eyJ", ".eyK")), "status-list-not-authentic"),
        (Some(signer.sign(&json!({"typ": "JWT"}), &json!({}))), "status-list-malformed"),
    ] {
        let report = at(2, made);
        assert_eq!(row(&report, StatusList), (Inconclusive, code));
        assert_eq!(row(&report, Status), (Inconclusive, "status-unknown"));
    }
    let (mut claims, _) = sd_jwt(&issuer);
    claims["status"] = json!({"other": {}});
    let report = verify(&format!("{}~", signer.sign(&json!({"typ": "dc+sd-jwt"}), &claims)));
    assert_eq!(row(&report, Status), (Inconclusive, "status-type-unknown"));
}

#[test]
fn a_certificate_in_a_token_is_judged_as_that_of_a_seal() {
    let signer = Signer::certified(Key::P256, Algorithm::Es256);
    let (mut claims, shown) = sd_jwt("https://uni.example");
    claims["iat"] = json!(1_782_820_800);
    let token = |header: &Value| format!("{}~{}~{}~{}~", signer.sign(header, &claims), shown[0], shown[1], shown[2]);
    let header = json!({"typ": "dc+sd-jwt", "x5c": signer.chain()});
    let report = verify(&token(&header));
    assert_eq!(row(&report, Proof), (Passed, "seal-verified"));
    assert_eq!(row(&report, IssuerKey).0, Inconclusive, "nobody vouches for the authority");
    assert_eq!(report.decision, Decision::Undecided);
    assert_eq!(report.credential.expect("a summary").learner.as_deref(), Some("Ada Byron"));
    let trusted = |token: &str| {
        let trust = SealTrust { authorities: vec![TestPki::get().root.certificate.clone()], ..SealTrust::default() };
        let verifier = Verifier::new(Arc::new(Shelf::default()), Vec::new()).with_pki(trust, Arc::new(NoServices));
        verifier.verify(token.as_bytes(), now())
    };
    let seal = trusted(&token(&header)).seal.expect("a seal");
    assert!(seal.rows.iter().any(|row| row.check == "certificate_path" && row.outcome == Passed), "{seal:#?}");
    // Another's certificate, and one that is none.
    let other = Signer::certified(Key::P384, Algorithm::Es384);
    let report = verify(&token(&json!({"typ": "dc+sd-jwt", "x5c": other.chain()})));
    assert_eq!((report.decision, row(&report, Proof).0), (Decision::Reject, Failed));
    let report = verify(&token(&json!({"typ": "dc+sd-jwt", "x5c": ["AAAA"]})));
    assert_eq!((report.decision, row(&report, Proof)), (Decision::Reject, (Failed, "certificate-malformed")));
    let whole = token(&header);
    let report = verify(&whole.replacen(".eyJ", ".eyK", 1));
    assert_eq!(report.decision, Decision::Reject);
    // VCDM in a token by certificate.
    let vc = signer.sign(&json!({"typ": "vc+jwt", "x5c": signer.chain()}), &of_v2("https://uni.example"));
    let report = verify(&vc);
    assert_eq!((row(&report, Integrity), row(&report, Proof)), ((Passed, "unchanged"), (Passed, "seal-verified")));
}

#[test]
fn a_bitstring_status_list_may_be_a_token_too() {
    let signer = Signer::ed25519();
    let SigningKeyDid(issuer) = SigningKeyDid::of(&signer);
    let mut bits = Bitstring::new(0);
    bits.set(9).expect("in range");
    let list = json!({
        "@context": [V2], "id": LIST, "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": issuer,
        "validFrom": "2026-06-30T12:00:00Z", "validUntil": "2026-07-05T12:00:00Z",
        "credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": bits.encode()},
    });
    let at = |index: u64, signer: &Signer, list: &Value| {
        let mut credential = of_v2(&issuer);
        credential["credentialStatus"] = json!({
            "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": index.to_string(), "statusListCredential": LIST,
        });
        let token = Signer::ed25519().sign(&json!({"typ": "vc+jwt"}), &credential);
        let list = signer.sign(&json!({"typ": "vc+jwt"}), list);
        let report = verify_with(&token, Shelf(HashMap::from([(LIST.to_owned(), list.into_bytes())])));
        (row(&report, Status), row(&report, StatusList))
    };
    let fresh = (Passed, "status-list-fresh");
    assert_eq!(at(8, &signer, &list), ((Passed, "not-revoked"), fresh));
    assert_eq!(at(9, &signer, &list), ((Failed, "revoked"), fresh));
    let unknown = |code| ((Inconclusive, "status-unknown"), (Inconclusive, code));
    let thief = Signer::Ed25519(SigningKey::from_seed(&[8; 32]));
    assert_eq!(at(8, &thief, &list), unknown("status-list-not-authentic"));
    let mut expired = list.clone();
    expired["validUntil"] = json!("2026-07-01T11:59:59Z");
    assert_eq!(at(8, &signer, &expired), unknown("status-list-expired"));
}
