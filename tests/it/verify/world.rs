//! A small world to verify in: an alliance, a university, its publications, and a credential that it sealed.

use std::collections::HashMap;
use std::sync::Arc;

use elmseal::crypto::checkpoint::Checkpoint;
use elmseal::crypto::log_proof::{LABEL_SEALED, LogProof, leaf_data};
use elmseal::crypto::{SigningKey, merkle, sha256};
use elmseal::fetch::{Fetch, FetchError, Purpose};
use elmseal::jose::{Es256Key, sign_compact};
use elmseal::jsonld::Contexts;
use elmseal::model::ids::{Did, Iri};
use elmseal::model::time::Timestamp;
use elmseal::proof::{Cryptosuite, ProofOptions, prepare};
use elmseal::status::{Bitstring, Purpose as StatusPurpose, list_credential};
use elmseal::trust::did::{DidDocument, VerificationMethod};
use elmseal::trust::{AllianceList, EditError, Member, Scope, TrustRoot};
use elmseal::verify::{ListAnchor, ListSource, Report, Verifier};
use serde_json::{Value, json};

pub const DID: &str = "did:web:atlantic.example";
pub const LEGAL_ID: &str = "VATIE-1234567T";
const MONTH: &str = "2026-06-01T00:00:00Z";

pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

pub fn multikey(seed: u8) -> String {
    key(seed).verifying_key().to_multikey()
}

/// A signed list in the verifier's configuration.
pub struct List {
    pub list: AllianceList,
    pub root: TrustRoot,
    pub url: Option<String>,
    key: Es256Key,
}

impl List {
    pub fn new(id: &str, list: AllianceList) -> Self {
        let key = Es256Key::generate("list key", at(MONTH)).expect("a key");
        let root = TrustRoot {
            list: id.into(),
            version: 1,
            keys: vec![key.certificate().spki_sha256()],
            threshold: 1,
            expires: at("2030-01-01T00:00:00Z"),
            authoritative_for: vec![],
        };
        Self { list, root, url: None, key }
    }

    fn signed(&self) -> Vec<u8> {
        sign_compact(&self.key, &self.list.to_bytes(), self.list.issued).expect("a signature").into_bytes()
    }

    fn anchor(&self) -> ListAnchor {
        let source = self.url.clone().map_or_else(|| ListSource::Bytes(self.signed()), ListSource::Url);
        ListAnchor { root: self.root.clone(), source }
    }
}

#[derive(Clone, Default)]
struct Shelf(HashMap<String, Vec<u8>>);

impl Fetch for Shelf {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        self.0.get(url).cloned().ok_or_else(|| FetchError::NotFound { url: url.to_owned() })
    }
}

pub struct World {
    pub lists: Vec<List>,
    pub now: Timestamp,
    /// The award's index on its status lists.
    pub index: u64,
    shelf: Shelf,
}

impl World {
    pub fn new() -> Self {
        let scheme = Iri::parse("https://alliance.example/lote").expect("an IRI");
        let names = vec![("en".into(), "Example Alliance".into())];
        let list = AllianceList::new(scheme, names, Some("EU".into()), at(MONTH))
            .with_member(&atlantic(), at("2026-01-01T00:00:00Z"))
            .and_then(|list| list.reissued(at(MONTH), 14))
            .expect("a list");
        let mut world = Self {
            lists: vec![List::new("example", list)],
            now: at("2026-06-10T00:00:00Z"),
            index: 7,
            shelf: Shelf::default(),
        };
        world.publish_did(&[("key-1", 1), (&multikey(2), 2)]);
        for purpose in ["revocation", "suspension"] {
            world.publish_status(purpose, &[], "2026-06-08T00:00:00Z", 2);
        }
        world
    }

    /// Changes the first list and issues it again at the same time.
    pub fn edit(&mut self, edit: impl FnOnce(&AllianceList) -> Result<AllianceList, EditError>) {
        let list = edit(&self.lists[0].list).and_then(|list| list.reissued(at(MONTH), 14));
        self.lists[0].list = list.expect("a change");
    }

    /// Changes a list without a new number.
    pub fn replace_list(&mut self, index: usize, change: impl FnOnce(&mut AllianceList)) {
        change(&mut self.lists[index].list);
    }

    pub fn publish_list(&mut self, index: usize) {
        let url = self.lists[index].url.clone().expect("a list with a URL");
        let signed = self.lists[index].signed();
        self.put(&url, &signed);
    }

    pub fn put(&mut self, url: &str, bytes: &[u8]) {
        self.shelf.0.insert(url.to_owned(), bytes.to_vec());
    }

    pub fn remove(&mut self, url: &str) {
        self.shelf.0.remove(url).expect("it was there");
    }

    pub fn copy(&mut self, from: &str, to: &str) {
        let bytes = self.shelf.0[from].clone();
        self.put(to, &bytes);
    }

    pub fn tamper(&mut self, url: &str, from: &str, to: &str) {
        let text = String::from_utf8(self.shelf.0[url].clone()).expect("text");
        assert!(text.contains(from));
        self.put(url, text.replace(from, to).as_bytes());
    }

    pub fn publish_did(&mut self, keys: &[(&str, u8)]) {
        let method = |(fragment, seed): &(&str, u8)| VerificationMethod {
            id: format!("{DID}#{fragment}"),
            controller: DID.into(),
            key: key(*seed).verifying_key(),
            expires: None,
            revoked: None,
        };
        let did = Did::parse(DID).expect("a DID");
        let document = DidDocument::new(did, keys.iter().map(method).collect()).expect("a document");
        self.put("https://atlantic.example/.well-known/did.json", document.to_json().to_string().as_bytes());
    }

    /// Publishes the DID document with one more key, `#dated`, that has dates.
    pub fn publish_dated(&mut self, seed: u8, expires: Option<&str>, revoked: Option<&str>) {
        let method = |fragment: &str, seed: u8| {
            json!({
                "id": format!("{DID}#{fragment}"),
                "type": "Multikey",
                "controller": DID,
                "publicKeyMultibase": multikey(seed),
            })
        };
        let mut dated = method("dated", seed);
        for (name, time) in [("expires", expires), ("revoked", revoked)] {
            if let Some(time) = time {
                dated[name] = json!(time);
            }
        }
        let document = json!({
            "id": DID,
            "verificationMethod": [method("key-1", 1), dated],
            "assertionMethod": [format!("{DID}#key-1"), format!("{DID}#dated")],
        });
        self.put("https://atlantic.example/.well-known/did.json", document.to_string().as_bytes());
    }

    /// Publishes the status list of a purpose, good for a week from `from`, sealed with the key of `seed`.
    pub fn publish_status(&mut self, purpose: &str, set: &[u64], from: &str, seed: u8) {
        let method = format!("{DID}#{}", multikey(seed));
        if seed != 2 {
            self.publish_did(&[("key-1", 1), (&multikey(seed), seed)]);
        }
        self.publish(purpose, (purpose, DID, set), (from, 7), (seed, &method));
    }

    /// Publishes another purpose's list at the address of `purpose`.
    pub fn publish_status_as(&mut self, purpose: &str, other: &str) {
        let method = format!("{DID}#{}", multikey(2));
        self.publish(purpose, (other, DID, &[]), ("2026-06-08T00:00:00Z", 7), (2, &method));
    }

    pub fn publish_status_for(&mut self, purpose: &str, days: i64) {
        let method = format!("{DID}#{}", multikey(2));
        self.publish(purpose, (purpose, DID, &[]), ("2026-06-08T00:00:00Z", days), (2, &method));
    }

    /// Publishes a list that a stranger sealed at the address of the university's.
    pub fn publish_foreign_status(&mut self, purpose: &str) {
        let did = format!("did:key:{}", multikey(66));
        let method = format!("{did}#{}", multikey(66));
        self.publish(purpose, (purpose, &did, &[]), ("2026-06-08T00:00:00Z", 7), (66, &method));
    }

    /// Publishes the document over both lists, or over whatever `lists` says, sealed with the key of the status lists.
    pub fn publish_standing(&mut self, lists: &[(&str, &[u64])]) {
        let method = format!("{DID}#{}", multikey(2));
        self.publish_lists("standing", DID, lists, ("2026-06-08T00:00:00Z", 7), (2, &method));
    }

    /// Publishes it as a stranger's.
    pub fn publish_foreign_standing(&mut self) {
        let did = format!("did:key:{}", multikey(66));
        let method = format!("{did}#{}", multikey(66));
        let lists: [(&str, &[u64]); 2] = [("revocation", &[]), ("suspension", &[])];
        self.publish_lists("standing", &did, &lists, ("2026-06-08T00:00:00Z", 7), (66, &method));
    }

    fn publish(
        &mut self,
        address: &str,
        (purpose, issuer, set): (&str, &str, &[u64]),
        time: (&str, i64),
        signer: (u8, &str),
    ) {
        self.publish_lists(address, issuer, &[(purpose, set)], time, signer);
    }

    fn publish_lists(
        &mut self,
        address: &str,
        issuer: &str,
        lists: &[(&str, &[u64])],
        (from, days): (&str, i64),
        (seed, method): (u8, &str),
    ) {
        let url = format!("https://atlantic.example/status/{address}.json");
        let lists = lists.iter().map(|(purpose, set)| {
            let mut bits = Bitstring::new(131_072);
            for index in *set {
                bits.set(*index).expect("an index");
            }
            (StatusPurpose::parse(purpose).expect("a purpose"), bits)
        });
        let until = at(from).plus_seconds(days * 86_400);
        let document = list_credential(&url, issuer, &lists.collect::<Vec<_>>(), at(from), until);
        let sealed = self.seal(document, seed, method, from);
        self.put(&url, sealed.to_string().as_bytes());
    }

    /// The credential with its status as one URL with an index, sealed by the university.
    pub fn sealed_with_reference(&self, reference: &str) -> Value {
        let mut document = self.credential();
        document["credentialStatus"] = json!({"id": reference, "type": "CredentialStatus"});
        self.seal(document, 1, &format!("{DID}#key-1"), "2026-06-02T12:00:00Z")
    }

    /// The unsecured credential.
    pub fn credential(&self) -> Value {
        let entry = |purpose: &str| {
            json!({
                "id": format!("https://atlantic.example/status/{purpose}.json#{}", self.index),
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose,
                "statusListIndex": self.index.to_string(),
                "statusListCredential": format!("https://atlantic.example/status/{purpose}.json"),
            })
        };
        let issuer = organisation(DID, "The Best University", LEGAL_ID);
        let awarded = json!({"id": "urn:epass:awardingProcess:1", "type": "AwardingProcess", "awardingBody": issuer});
        json!({
            "@context": [
                "https://www.w3.org/2018/credentials/v1",
                "http://data.europa.eu/snb/model/context/edc-ap",
                "https://w3id.org/security/data-integrity/v2",
                "https://www.w3.org/ns/credentials/status/v1",
            ],
            "id": "urn:credential:9f3c2b1a-0000-4000-8000-000000000001",
            "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
            "credentialProfiles": concept("http://data.europa.eu/snb/credential/e34929035b"),
            "issuer": issuer,
            "issued": "2026-06-02T12:00:00Z",
            "issuanceDate": "2026-06-02T12:00:00Z",
            "validFrom": "2026-06-02T12:00:00Z",
            "expirationDate": "2031-06-02T12:00:00Z",
            "credentialStatus": [entry("revocation"), entry("suspension")],
            "credentialSubject": {
                "id": "urn:epass:person:1",
                "type": "Person",
                "givenName": {"en": "Aoife"},
                "familyName": {"en": "Ní Bhriain"},
                "hasClaim": {
                    "id": "urn:epass:learningAchievement:1",
                    "type": "LearningAchievement",
                    "title": {"en": "Marine data"},
                    "awardedBy": awarded,
                    "creditReceived": {"id": "urn:epass:creditPoint:1", "type": "CreditPoint", "point": "3",
                        "framework": concept("http://data.europa.eu/snb/education-credit/6fcec5c5af")},
                    "provenBy": {
                        "id": "urn:epass:learningAssessment:1",
                        "type": "LearningAssessment",
                        "title": {"en": "Exam"},
                        "awardedBy": awarded,
                        "grade": {"id": "urn:epass:note:1", "type": "Note", "noteLiteral": {"en": "A"}},
                    },
                    "specifiedBy": {
                        "id": "urn:epass:qualification:1",
                        "type": "Qualification",
                        "title": {"en": "Marine data"},
                        "eqfLevel": concept("http://data.europa.eu/snb/eqf/6"),
                        "thematicArea": concept("http://data.europa.eu/snb/isced-f/0532"),
                        "learningOutcome": {
                            "id": "urn:epass:learningOutcome:1",
                            "type": "LearningOutcome",
                            "title": {"en": "reads tide tables"},
                        },
                    },
                },
            },
        })
    }

    /// The credential with another awarding body, throughout.
    pub fn awarded_by(&self, body: &Value) -> Value {
        let mut document = self.credential();
        for pointer in ["/credentialSubject/hasClaim/awardedBy", "/credentialSubject/hasClaim/provenBy/awardedBy"] {
            document.pointer_mut(pointer).expect("an awarding process")["awardingBody"] = body.clone();
        }
        document
    }

    /// The credential, sealed by the university.
    pub fn sealed(&self) -> Value {
        self.seal(self.credential(), 1, &format!("{DID}#key-1"), "2026-06-02T12:00:00Z")
    }

    pub fn seal(&self, document: Value, seed: u8, method: &str, created: &str) -> Value {
        let options = ProofOptions {
            suite: Cryptosuite::EddsaRdfc2022,
            verification_method: method.into(),
            created: at(created),
        };
        let draft = prepare(document, &options, Contexts::embedded()).expect("a sound document");
        serde_json::from_slice(&draft.seal(&key(seed)).to_vec()).expect("JSON")
    }

    pub fn bytes(&self, document: &Value) -> Vec<u8> {
        document.to_string().into_bytes()
    }

    pub fn verifier(&self) -> Verifier {
        Verifier::new(Arc::new(self.shelf.clone()), self.lists.iter().map(List::anchor).collect())
    }

    /// What is published now, as a source for a verifier that was made before.
    pub fn published(&self) -> impl Fetch + use<> {
        self.shelf.clone()
    }

    pub fn report(&self, document: &Value) -> Report {
        self.verifier().verify(&self.bytes(document), self.now)
    }

    /// A proof of inclusion for `sealed`, in a log of the key of `seed`.
    pub fn inclusion(&self, sealed: &[u8], seed: u8) -> Vec<u8> {
        let (salt, digest) = ([5; 32], sha256(sealed));
        let leaf = merkle::leaf_hash(&leaf_data(LABEL_SEALED, &salt, &digest));
        let leaves = [merkle::leaf_hash(b"another"), leaf];
        let checkpoint = Checkpoint { origin: "atlantic.example/log".into(), size: 2, root: merkle::root(&leaves) };
        let signer = key(seed);
        let note = checkpoint.sign(signer.verifying_key().as_bytes(), |text| signer.sign(text).to_bytes());
        let path = merkle::inclusion_path(&leaves, 1).expect("a path");
        LogProof { digest, salt, index: 1, path, checkpoint: note }.to_json().into_bytes()
    }
}

fn concept(iri: &str) -> Value {
    json!({"id": iri, "type": "Concept"})
}

pub fn organisation(id: &str, name: &str, legal_id: &str) -> Value {
    json!({
        "id": id,
        "type": "Organisation",
        "legalName": {"en": name},
        "eIDASIdentifier": {"id": format!("urn:epass:legalIdentifier:{legal_id}"), "type": "LegalIdentifier", "notation": legal_id},
    })
}

pub fn scope() -> Scope {
    Scope { eqf_levels: Some(vec![5, 6]), ..Scope::default() }
}

fn atlantic() -> Member {
    Member {
        names: vec![("en".into(), "Atlantic University".into())],
        legal_ids: vec![LEGAL_ID.into()],
        country: "IE".into(),
        homepage: None,
        dids: vec![Did::parse(DID).expect("a DID")],
        issuing_keys: vec![multikey(1)],
        certificates: vec![],
        status_keys: vec![multikey(2)],
        log_keys: vec![multikey(3)],
        scope: scope(),
    }
}

pub fn lapland() -> Member {
    Member {
        names: vec![("en".into(), "University of Lapland".into())],
        legal_ids: vec!["VATFI-01090445".into()],
        country: "FI".into(),
        homepage: None,
        dids: vec![Did::parse("did:web:lapland.example").expect("a DID")],
        issuing_keys: vec![multikey(21)],
        certificates: vec![],
        status_keys: vec![multikey(22)],
        log_keys: vec![],
        scope: scope(),
    }
}
