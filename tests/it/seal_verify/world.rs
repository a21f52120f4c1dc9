//! A small world of seals: an alliance list that binds a university to the authority of its seal certificates, and
//! credentials that the university sealed.

use std::sync::Arc;
use std::sync::Mutex;

use elmseal::fetch::{Fetch, FetchError, Purpose};
use elmseal::jose::jades::{self, Level, SealOptions, SealTrust};
use elmseal::jose::{Algorithm, Es256Key, SoftwareSealKey, sign_compact};
use elmseal::model::entropy::Entropy;
use elmseal::model::ids::Iri;
use elmseal::model::time::Timestamp;
use elmseal::pki::{Certificate, PkiServices, ServiceError};
use elmseal::trust::{AllianceList, Member, ServiceKind, TrustRoot};
use elmseal::verify::{ListAnchor, ListSource, Report, Verifier};
use serde_json::{Value, json};

use crate::support::pki::status::{Crl, Ocsp};
use crate::support::pki::{Key, Party, TestPki};
use crate::tsa::{TestTsa, TsaOptions};

/// The legal identifier in the seal's certificate.
pub const LEGAL_ID: &str = "VATES-EXAMPLE1";
/// When the list was made.
const MONTH: &str = "2026-06-01T00:00:00Z";
/// When credentials are sealed.
pub const SEALED: &str = "2026-06-02T12:00:00Z";
/// When they are looked at.
pub const NOW: &str = "2026-06-10T00:00:00Z";

pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// A net in which nothing is reachable.
struct Nowhere;

impl Fetch for Nowhere {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        Err(FetchError::NotFound { url: url.to_owned() })
    }
}

/// What the authorities say when they are asked, and what they were asked.
pub struct Authorities {
    /// The response on the seal's certificate.
    pub ocsp: Option<Vec<u8>>,
    /// The list of the seals' authority.
    pub crl: Option<Vec<u8>>,
    /// The list of the root.
    pub root_crl: Option<Vec<u8>>,
    /// What a time stamp is like.
    pub stamp: TsaOptions,
    asked: Mutex<Vec<String>>,
    tsa: Arc<TestTsa>,
}

impl Authorities {
    /// Everything good at `when`.
    pub fn good(tsa: &Arc<TestTsa>, leaf: &Certificate, when: &str) -> Self {
        let pki = TestPki::get();
        Self {
            ocsp: Some(Ocsp::good(leaf, &pki.ca.certificate, when).sign(&pki.responder)),
            crl: Some(Crl::at(when).issue(&pki.ca)),
            root_crl: Some(Crl::at(when).issue(&pki.root)),
            stamp: TsaOptions::at(at(when)),
            asked: Mutex::default(),
            tsa: Arc::clone(tsa),
        }
    }

    /// The addresses that were asked.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }

    fn answer(&self, url: &str, answer: Option<&Vec<u8>>) -> Result<Vec<u8>, ServiceError> {
        self.asked.lock().expect("no panic").push(url.to_owned());
        answer.cloned().ok_or_else(|| ServiceError::Status { url: url.to_owned(), status: 503 })
    }
}

impl PkiServices for Authorities {
    fn time_stamp(&self, request: &[u8]) -> Result<Vec<u8>, ServiceError> {
        Ok(self.tsa.response(request, &self.stamp))
    }

    fn ocsp(&self, url: &str, _: &[u8]) -> Result<Vec<u8>, ServiceError> {
        self.answer(url, self.ocsp.as_ref())
    }

    fn crl(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        let list = if url.ends_with("/root.crl") { &self.root_crl } else { &self.crl };
        self.answer(url, list.as_ref())
    }

    fn ca_issuer(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        self.answer(url, None)
    }
}

/// The world.
pub struct World {
    pub list: AllianceList,
    pub now: Timestamp,
    pub leaf: Party,
    pub tsa: Arc<TestTsa>,
    /// What the verifier trusts beside the list.
    pub trust: SealTrust,
    /// What the authorities say while it verifies.
    pub authorities: Arc<Authorities>,
    key: Es256Key,
}

impl World {
    pub fn new() -> Self {
        let pki = TestPki::get();
        let leaf = pki.seal(Key::P256);
        let scheme = Iri::parse("https://alliance.example/lote").expect("an IRI");
        let member = Member {
            names: vec![("en".into(), "University on the List".into())],
            legal_ids: vec![LEGAL_ID.into()],
            country: "ES".into(),
            ..Member::default()
        };
        let mut list = AllianceList::new(scheme, vec![("en".into(), "Alliance".into())], Some("EU".into()), at(MONTH))
            .with_member(&member, at("2026-01-01T00:00:00Z"))
            .and_then(|list| list.reissued(at(MONTH), 14))
            .expect("a list");
        bind(&mut list, vec![pki.ca.certificate.clone()]);
        let tsa = Arc::new(TestTsa::new());
        let trust = SealTrust { authorities: Vec::new(), time_stamp_authorities: vec![tsa.root()] };
        let authorities = Arc::new(Authorities::good(&tsa, &leaf.certificate, "2026-06-09T00:00:00Z"));
        let key = Es256Key::generate("list key", at(MONTH)).expect("a key");
        Self { list, now: at(NOW), leaf, tsa, trust, authorities, key }
    }

    /// What the authorities say while it verifies, with changes.
    pub fn say(&mut self, change: impl FnOnce(&mut Authorities)) {
        let mut authorities = Authorities::good(&self.tsa, &self.leaf.certificate, "2026-06-09T00:00:00Z");
        change(&mut authorities);
        self.authorities = Arc::new(authorities);
    }

    /// The payload that Europass files have, of this university.
    pub fn payload(&self) -> Value {
        let spain = concept("http://publications.europa.eu/resource/authority/country", "ESP");
        let issuer = json!({
            "id": "urn:epass:org:1",
            "type": "Organisation",
            "legalName": {"en": "Example University"},
            "altLabel": {"en": "Example University Seal"},
            "eIDASIdentifier": {
                "id": "urn:epass:legalIdentifier:1", "type": "LegalIdentifier", "notation": LEGAL_ID, "spatial": spain,
            },
            "homepage": {"id": "urn:epass:webResource:1", "type": "WebResource", "contentURL": "https://uni.example"},
        });
        let mut body = issuer.clone();
        body["id"] = json!("urn:epass:org:2");
        body["eIDASIdentifier"]["id"] = json!("urn:epass:legalIdentifier:2");
        json!({
            "id": "urn:credential:9f3c2b1a-0000-4000-8000-000000000002",
            "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
            "credentialSubject": {
                "id": "urn:epass:person:1",
                "type": "Person",
                "givenName": {"en": "Aoife"},
                "hasClaim": {
                    "id": "urn:epass:learningAchievement:1",
                    "type": "LearningAchievement",
                    "title": {"en": "Marine data"},
                    "awardedBy": {
                        "id": "urn:epass:awardingProcess:1", "type": "AwardingProcess", "awardingBody": body,
                    },
                    "provenBy": {
                        "id": "urn:epass:learningAssessment:1",
                        "type": "LearningAssessment",
                        "title": {"en": "Exam"},
                        "grade": {"id": "urn:epass:note:1", "type": "Note", "noteLiteral": {"en": "5"}},
                    },
                },
            },
            "issuanceDate": SEALED,
            "issued": SEALED,
            "issuer": issuer,
            "validFrom": SEALED,
            "@context": [
                "https://www.w3.org/2018/credentials/v1",
                "http://data.europa.eu/snb/model/context/edc-ap",
            ],
        })
    }

    /// The payload, sealed by the university.
    pub fn sealed(&self) -> Vec<u8> {
        self.seal(&self.payload())
    }

    pub fn seal(&self, payload: &Value) -> Vec<u8> {
        self.seal_text(&payload.to_string())
    }

    pub fn seal_text(&self, payload: &str) -> Vec<u8> {
        seal_by(&self.leaf, payload, SEALED)
    }

    /// A sealed file at a level, of a good authority that said so at `when`.
    pub fn raised(&self, file: &[u8], level: Level, when: &str) -> Vec<u8> {
        let authorities = Authorities::good(&self.tsa, &self.leaf.certificate, when);
        self.raised_by(file, level, when, &authorities)
    }

    pub fn raised_by(&self, file: &[u8], level: Level, when: &str, authorities: &Authorities) -> Vec<u8> {
        let trust = SealTrust {
            authorities: vec![TestPki::get().root.certificate.clone()],
            // The unit itself, since its certificate says nowhere whether it was revoked.
            time_stamp_authorities: vec![self.tsa.signer(&TsaOptions::at(at(when))).0],
        };
        let raised =
            jades::augment(file, level, authorities, &mut Counting(7), &trust, at(when)).expect("a time stamp");
        assert_eq!((raised.level, raised.short_of), (level, None));
        raised.file
    }

    pub fn verifier(&self) -> Verifier {
        let list = sign_compact(&self.key, &self.list.to_bytes(), self.list.issued).expect("a signature");
        let root = TrustRoot {
            list: "example".into(),
            version: 1,
            keys: vec![self.key.certificate().spki_sha256()],
            threshold: 1,
            expires: at("2030-01-01T00:00:00Z"),
            authoritative_for: vec![],
        };
        let anchor = ListAnchor { root, source: ListSource::Bytes(list.into_bytes()) };
        let services: Arc<dyn PkiServices> = Arc::clone(&self.authorities) as Arc<dyn PkiServices>;
        Verifier::new(Arc::new(Nowhere), vec![anchor]).with_pki(self.trust.clone(), services)
    }

    pub fn report(&self, file: &[u8]) -> Report {
        self.verifier().verify(file, self.now)
    }
}

/// Lets the list's issuing service be recognised by these certificates alone.
pub fn bind(list: &mut AllianceList, certificates: Vec<Certificate>) {
    let services = &mut list.entities[0].services;
    let service = services.iter_mut().find(|service| service.kind == ServiceKind::Issuance).expect("a service");
    service.current.identity.certificates = certificates;
}

/// A text sealed by `party`, of the test authority.
pub fn seal_by(party: &Party, payload: &str, when: &str) -> Vec<u8> {
    seal_with_chain(party, vec![party.certificate.clone(), TestPki::get().ca.certificate.clone()], payload, when)
}

pub fn seal_with_chain(party: &Party, chain: Vec<Certificate>, payload: &str, when: &str) -> Vec<u8> {
    let algorithm = Algorithm::usual(&party.certificate).expect("an algorithm");
    let key = SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, algorithm).expect("a key");
    jades::seal(payload, &key, &SealOptions::new(at(when))).expect("a seal")
}

/// A verifier that trusts `trust` and no list.
pub fn without_list(trust: SealTrust) -> Verifier {
    Verifier::new(Arc::new(Nowhere), Vec::new()).with_pki(trust, Arc::new(elmseal::pki::NoServices))
}

fn concept(scheme: &str, code: &str) -> Value {
    json!({
        "id": format!("{scheme}/{code}"),
        "type": "Concept",
        "inScheme": {"id": scheme, "type": "ConceptScheme"},
        "prefLabel": {"en": code},
    })
}

/// Random numbers that are none.
pub struct Counting(pub u8);

impl Entropy for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
    }
}
