//! A small world to verify in: an institution on an alliance list, its status lists, and credentials that it sealed.
//!
//! Everything is made from fixed seeds, published below one base and read from the publication folder.
#![expect(clippy::disallowed_methods, reason = "what is published lies in files")]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use elmseal::crypto::{self, SigningKey};
use elmseal::fetch::{Fetch, FetchError, Layered, LocalPublications, Purpose};
use elmseal::jose::jades::{self, SealOptions};
use elmseal::jose::{Algorithm, Es256Key, SoftwareSealKey, sign_compact};
use elmseal::jsonld::Contexts;
use elmseal::model::ids::{Did, Iri};
use elmseal::model::time::Timestamp;
use elmseal::proof::{self, Cryptosuite, ProofOptions};
use elmseal::status::{self, Bitstring};
use elmseal::trust::did::{DidDocument, VerificationMethod};
use elmseal::trust::{AllianceList, Member, ServiceKind, TrustRoot};
use elmseal::verify::{ListAnchor, ListSource, Verifier};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::pki::{Key, Party, Spec, TestPki, ext};

/// The time at which the world is looked at.
pub const NOW: &str = "2026-07-01T12:00:00Z";
/// Its publication base.
pub const BASE: &str = "https://credentials.uni.example";
/// The institution's DID.
pub const DID: &str = "did:web:credentials.uni.example";
/// Its legal identifier.
pub const LEGAL_ID: &str = "VATES-Q3318001I";
/// Index of an award that was revoked.
pub const REVOKED: u64 = 7;
/// Index of an award that was suspended.
pub const SUSPENDED: u64 = 11;

/// A net in which nothing is reachable.
pub struct Nowhere;

impl Fetch for Nowhere {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        Err(FetchError::NotFound { url: url.to_owned() })
    }
}

/// The world.
pub struct World {
    folder: TempDir,
    list: Vec<u8>,
    root: TrustRoot,
    key: SigningKey,
}

impl World {
    /// Makes it.
    pub fn new() -> Self {
        let key = SigningKey::from_seed(&[1; 32]);
        let status_key = SigningKey::from_seed(&[2; 32]);
        let list_key = Es256Key::generate("Alliance office", days(-400)).expect("a key");
        let member = Member {
            names: vec![("en".to_owned(), "University of the Example".to_owned())],
            legal_ids: vec![LEGAL_ID.to_owned()],
            country: "ES".to_owned(),
            dids: vec![Did::parse(DID).expect("a DID")],
            issuing_keys: vec![key.verifying_key().to_multikey()],
            certificates: vec![],
            status_keys: vec![status_key.verifying_key().to_multikey()],
            ..Member::default()
        };
        let scheme = Iri::parse("https://alliance.example/list").expect("an IRI");
        let list = AllianceList::new(scheme, vec![("en".to_owned(), "Alliance".to_owned())], None, days(-400))
            .with_member(&member, days(-300))
            .and_then(|list| list.reissued(days(-1), 7))
            .expect("a list");
        let mut list = list;
        let issuing = list.entities[0].services.iter_mut().find(|service| service.kind == ServiceKind::Issuance);
        issuing.expect("a service").current.identity.certificates = vec![TestPki::get().ca.certificate.clone()];
        let signed = sign_compact(&list_key, &list.to_bytes(), days(-1)).expect("a signed list");
        let root = TrustRoot {
            list: "alliance".to_owned(),
            version: 1,
            keys: vec![list_key.certificate().spki_sha256()],
            threshold: 1,
            expires: days(300),
            authoritative_for: vec!["*".to_owned()],
        };
        let world = Self { folder: TempDir::new().expect("a folder"), list: signed.into_bytes(), root, key };
        world.publish_did_document(&status_key);
        world.publish_status(status::Purpose::Revocation, REVOKED, &status_key);
        world.publish_status(status::Purpose::Suspension, SUSPENDED, &status_key);
        world
    }

    /// The publication folder.
    pub fn publications(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// A verifier that trusts the alliance list and reaches nothing but the publication folder.
    pub fn verifier(&self) -> Arc<Verifier> {
        let local = LocalPublications::new(BASE, self.folder.path());
        self.verifier_through(Arc::new(Layered::new(vec![local], Box::new(Nowhere))))
    }

    /// A verifier that trusts the alliance list and has its documents from `fetch`.
    pub fn verifier_through(&self, fetch: Arc<dyn Fetch>) -> Arc<Verifier> {
        let anchor = ListAnchor { root: self.root.clone(), source: ListSource::Bytes(self.list.clone()) };
        Arc::new(Verifier::new(fetch, vec![anchor]))
    }

    /// A credential with a status index, changed by `edit` before it is sealed.
    pub fn credential(&self, index: u64, edit: impl FnOnce(&mut Value)) -> Value {
        let mut document = document(DID, index);
        edit(&mut document);
        seal(document, &format!("{DID}#key-1"), &self.key)
    }

    /// An Open Badge with a picture, changed by `edit` before it is sealed.
    pub fn badge(&self, picture: &str, edit: impl FnOnce(&mut Value)) -> Value {
        let mut document = badge_document(picture);
        edit(&mut document);
        seal(document, &format!("{DID}#key-1"), &self.key)
    }

    /// A credential sealed by somebody who is on no list.
    pub fn strangers_credential(&self, edit: impl FnOnce(&mut Value)) -> Value {
        let key = SigningKey::from_seed(&[9; 32]);
        let did = key.verifying_key().to_did_key();
        let method = format!("{did}#{}", key.verifying_key().to_multikey());
        let mut document = document(&did, 3);
        edit(&mut document);
        seal(document, &method, &key)
    }

    /// A file as Europass has it, changed by `edit` and then sealed by the holder of `certificate`.
    pub fn sealed_file(&self, certificate: &Party, edit: impl FnOnce(&mut Value)) -> Value {
        let mut document = document(DID, 3);
        document.as_object_mut().expect("an object").remove("credentialStatus");
        document["@context"].as_array_mut().expect("contexts").truncate(2);
        edit(&mut document);
        let chain = vec![certificate.certificate.clone(), TestPki::get().ca.certificate.clone()];
        let key = SoftwareSealKey::from_pkcs8(&certificate.key_pkcs8(), chain, Algorithm::Es256).expect("a key");
        let file = jades::seal(&document.to_string(), &key, &SealOptions::new(days(-2))).expect("a seal");
        serde_json::from_slice(&file).expect("JSON")
    }

    /// Shares a credential under `token`.
    pub fn share(&self, token: &str, credential: &Value) {
        let digest = crypto::encoding::to_hex(&crypto::sha256(token.as_bytes()));
        self.write(&format!("c/{digest}.jsonld"), &credential.to_string());
    }

    fn publish_did_document(&self, status_key: &SigningKey) {
        let method = |name: &str, key: &SigningKey| VerificationMethod {
            id: format!("{DID}#{name}"),
            controller: DID.to_owned(),
            key: key.verifying_key(),
            expires: None,
            revoked: None,
        };
        let methods = vec![method("key-1", &self.key), method("status-1", status_key)];
        let document = DidDocument::new(Did::parse(DID).expect("a DID"), methods).expect("a DID document");
        self.write(".well-known/did.json", &document.to_json().to_string());
    }

    fn publish_status(&self, purpose: status::Purpose, set: u64, key: &SigningKey) {
        let mut bits = Bitstring::new(elmseal::limits::STATUS_LIST_ENTRIES_MIN);
        bits.set(set).expect("an index");
        let url = format!("{BASE}/status/{}.json", purpose.as_str());
        let list = status::list_credential(&url, DID, &[(purpose, bits)], days(-1), days(6));
        let sealed = seal(list, &format!("{DID}#status-1"), key);
        self.write(&format!("status/{}.json", purpose.as_str()), &sealed.to_string());
    }

    fn write(&self, name: &str, content: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
}

/// The institution's seal certificate; it names nobody who could be asked about it.
pub fn seal_certificate() -> Spec {
    Spec::seal(Key::P256)
        .attribute("2.5.4.97", Some(LEGAL_ID))
        .attribute("2.5.4.10", Some("University of the Example"))
        .without(ext::INFORMATION_ACCESS)
        .without(ext::CRL_POINTS)
}

/// The time at which the world is looked at.
pub fn now() -> Timestamp {
    Timestamp::parse(NOW).expect("a time")
}

fn days(days: i64) -> Timestamp {
    now().plus_seconds(days * 86_400)
}

fn seal(document: Value, method: &str, key: &SigningKey) -> Value {
    let options =
        ProofOptions { suite: Cryptosuite::EddsaRdfc2022, verification_method: method.to_owned(), created: days(-2) };
    let draft = proof::prepare(document, &options, Contexts::embedded()).expect("a sound document");
    serde_json::from_slice(&draft.seal(key).to_vec()).expect("JSON")
}

fn badge_document(picture: &str) -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:00000000-0000-4000-8000-00000000000b",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": DID, "type": ["Profile"], "name": "Self-styled University"},
        "validFrom": "2026-06-29T12:00:00Z",
        "name": "Wind energy badge",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [{
                "type": "IdentityObject", "hashed": false, "identityHash": "Zoë Ångström", "identityType": "name",
            }],
            "result": [{"type": ["Result"], "value": "92 of 100"}],
            "achievement": {
                "id": "https://uni.example/achievements/wind",
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": "Wind energy",
                "description": "Planning of small wind farms.",
                "fieldOfStudy": "Energy engineering",
                "criteria": {"id": "https://uni.example/criteria/wind", "narrative": "Plan a wind farm and defend the plan."},
                "creator": {"id": "https://guild.example/", "type": ["Profile"], "name": "Guild of the Wind"},
                "alignment": [{
                    "type": ["Alignment"],
                    "targetName": "design wind farms",
                    "targetFramework": "ESCO",
                    "targetUrl": "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000001",
                }],
                "image": {"id": picture, "type": "Image"},
            },
        },
        "evidence": [{
            "id": "https://uni.example/evidence/7",
            "type": ["Evidence"],
            "name": "The plan",
            "narrative": "A plan for three turbines.",
        }],
    })
}

fn document(issuer: &str, index: u64) -> Value {
    let organisation = json!({
        "id": issuer,
        "type": "Organisation",
        "legalName": {"en": "Self-styled University"},
        "eIDASIdentifier": {"id": "urn:epass:identifier:1", "type": "LegalIdentifier", "notation": LEGAL_ID},
    });
    let status = |purpose: &str| {
        json!({
            "id": format!("{BASE}/status/{purpose}.json#{index}"),
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": index.to_string(),
            "statusListCredential": format!("{BASE}/status/{purpose}.json"),
        })
    };
    json!({
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "http://data.europa.eu/snb/model/context/edc-ap",
            "https://w3id.org/security/data-integrity/v2",
            "https://www.w3.org/ns/credentials/status/v1",
        ],
        "id": "urn:credential:00000000-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": organisation,
        "issuanceDate": "2026-06-29T12:00:00Z",
        "issued": "2026-06-29T12:00:00Z",
        "validFrom": "2026-06-29T12:00:00Z",
        "credentialSubject": {
            "id": "urn:epass:person:1",
            "type": "Person",
            "fullName": {"en": "Zoë Ångström"},
            "hasClaim": {
                "id": "urn:epass:learningAchievement:1",
                "type": "LearningAchievement",
                "title": {"en": "Data literacy"},
                "awardedBy": {
                    "id": "urn:epass:awardingProcess:1",
                    "type": "AwardingProcess",
                    "awardingBody": organisation,
                },
                "provenBy": {
                    "id": "urn:epass:learningAssessment:1",
                    "type": "LearningAssessment",
                    "title": {"en": "Portfolio"},
                    "grade": {"id": "urn:epass:note:1", "type": "Note", "noteLiteral": {"en": "Passed"}},
                },
                "specifiedBy": {
                    "id": "urn:epass:qualification:1",
                    "type": "Qualification",
                    "title": {"en": "Data literacy"},
                    "learningOutcome": {
                        "id": "urn:epass:learningOutcome:1",
                        "type": "LearningOutcome",
                        "title": {"en": "Explains data"},
                    },
                },
            },
        },
        "credentialStatus": [status("revocation"), status("suspension")],
    })
}
