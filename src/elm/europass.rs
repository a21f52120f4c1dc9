//! The same graph as Europass writes it: VCDM 1.1 with two contexts, ready to be sealed with an X.509 certificate.
//!
//! A JAdES seal is made by the holder of a certificate, so the issuer of this rendition is who the certificate names,
//! and the institution stands where it always stands: as awarding body. Issuer and awarding body share a node only when
//! they have the same content, since nodes of one id merge. Where the certificate is another organisation's, each body
//! that it seals for must have given a mandate, which is then stated as evidence.

use serde_json::{Map, Value, json};

use crate::descriptor::types::{Descriptor, Institution, Mandate};
use crate::elm::batch::{Sealing, awarding_bodies, evidence};
use crate::elm::classes::{Address, Evidence, LegalIdentifier, Location, Organisation};
use crate::elm::mapper::{LearnerIds, Mapper, PROFILE, one_or_array};
use crate::elm::node::{Node, concept_value};
use crate::elm::organisations::{Organisations, listed};
use crate::learners::Learner;
use crate::model::fault::{Faults, Place};
use crate::model::text::{LocalisedText, clean};
use crate::model::time::Timestamp;
use crate::vocabulary::{List, country_from_alpha2, country_of_legal_identifier};

/// The contexts that Europass expects, in this order and in no other spelling.
const CONTEXTS: [&str; 2] =
    ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"];

/// Who a seal certificate names: what of its subject a credential states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealIdentity {
    /// The organisation (`O`).
    pub organization: String,
    /// The common name (`CN`).
    pub common_name: String,
    /// The organisation identifier (2.5.4.97), such as `VATES-Q3318001I`.
    pub organization_identifier: String,
    /// The country (`C`), as an ISO 3166-1 alpha-2 code.
    pub country: String,
}

/// The holder of a seal certificate, as a credential states it: the issuer's node, and the mandates under which it seals.
pub struct Sealer {
    issuer: Node<Organisation<'static>>,
    evidence: Vec<Node<Evidence<'static>>>,
}

impl Sealer {
    /// Who seals for `issuer`, the institution that runs the batch.
    ///
    /// # Errors
    ///
    /// A fault where the certificate's subject cannot be stated or contradicts itself, and where it is not the
    /// institution's own and a body that it would seal for has given no mandate.
    pub fn new(
        descriptor: &Descriptor,
        issuer: &Institution,
        institutions: &[Institution],
        mandate: Option<&Mandate>,
        base: &str,
        issued: Timestamp,
        identity: &SealIdentity,
    ) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let place = Place::File { file: "the seal certificate".to_owned() };
        let base = base.trim_end_matches('/');
        let node = issuer_node(base, descriptor, identity, &place, &mut faults);
        let profiles = || std::iter::once(issuer).chain(institutions);
        let first = descriptor.awarding_bodies.first().map(String::as_str);
        let coordinator = first.zip(descriptor.contact.as_ref());
        let mut organisations = Organisations::new(base, &descriptor.language, profiles(), coordinator, place.clone());
        let own = identity.organization_identifier == issuer.organization_id;
        let name =
            if own { issuer.legal_name.get_or_first(&descriptor.language) } else { identity.organization.as_str() };
        let called = if own {
            format!("`{}`", issuer.slug)
        } else {
            format!("the certificate of \"{}\" ({})", identity.organization, identity.organization_identifier)
        };
        let sealing = Sealing { name, organization_id: &identity.organization_identifier, called: &called };
        let bodies = awarding_bodies(descriptor);
        if !own && !bodies.contains(&issuer.slug.as_str()) {
            covers(issuer, mandate, issued, &called, &place, &mut faults);
        }
        let evidence = evidence(base, descriptor, &sealing, &bodies, mandate, issued, &mut organisations, &mut faults);
        match node {
            Some(issuer) if !faults.stop() => Ok(Self { issuer, evidence }),
            _ => Err(faults),
        }
    }

    /// The id of the issuer's node.
    #[must_use]
    pub fn issuer_id(&self) -> &str {
        self.issuer.value()["id"].as_str().expect("a node has an id")
    }
}

/// The institution that runs a batch awards nothing of it: it too must have given the holder of the certificate a mandate.
fn covers(
    issuer: &Institution,
    mandate: Option<&Mandate>,
    issued: Timestamp,
    called: &str,
    place: &Place,
    faults: &mut Faults,
) {
    let given = mandate.filter(|mandate| mandate.bodies.contains(&issuer.slug));
    let in_force = given.is_some_and(|it| it.from <= issued && it.until.is_none_or(|until| issued <= until));
    if !in_force {
        faults.fault(
            "certificate-of-another",
            place.clone(),
            format!("{called} is not that of `{}` ({})", issuer.slug, issuer.organization_id),
            format!("seal with the institution's own certificate, or name `{}` in a [mandate] in force", issuer.slug),
        );
    }
}

/// The issuer as the certificate names it, and nothing that the certificate does not say.
fn issuer_node(
    base: &str,
    descriptor: &Descriptor,
    identity: &SealIdentity,
    place: &Place,
    faults: &mut Faults,
) -> Option<Node<Organisation<'static>>> {
    const FIX: &str = "ask the authority that issued the certificate for one that names the organisation completely";
    let mut fault = |code, what: String| faults.fault(code, place.clone(), what, FIX);
    let text = |words: &str| LocalisedText::new(descriptor.language.clone(), words).ok();
    let (legal_name, other_name) = (text(&identity.organization), text(&identity.common_name));
    if legal_name.is_none() {
        fault("certificate-name", "its organisation (O) is empty, or cannot be written".to_owned());
    }
    if other_name.is_none() {
        fault("certificate-name", "its common name (CN) is empty, or cannot be written".to_owned());
    }
    let notation = identity.organization_identifier.as_str();
    if notation.is_empty() || notation.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        fault("certificate-identifier", format!("its organisation identifier is `{notation}`"));
        return None;
    }
    let country = country_from_alpha2(&identity.country);
    let Some(country) = country.filter(|_| identity.country.len() == 2) else {
        fault("certificate-country", format!("its country is `{}`, which is not on the list", identity.country));
        return None;
    };
    if country_of_legal_identifier(notation).is_some_and(|of_identifier| of_identifier != country) {
        let what = format!("its organisation identifier {notation} is not one of its country {}", country.label);
        fault("certificate-country", what);
        return None;
    }
    let identifier = LegalIdentifier { notation, country, scheme: None };
    let address = Node::constant(base, &Address { country, full: None });
    let organisation = Organisation {
        legal_name: legal_name.as_ref()?,
        other_name: Some(other_name.as_ref()?),
        identifier: Node::constant(base, &identifier),
        location: Node::constant(base, &Location { address, region: None }),
        contact: None,
        homepage: None,
        logo: None,
        accreditation: None,
    };
    Some(Node::constant(base, &organisation))
}

/// The member in which a sealed document and the certificate disagree about who the issuer is, if there is one.
///
/// What is sealed must not name another than who seals: a reader takes the certificate's word for the issuer.
#[must_use]
pub fn issuer_differs(document: &Value, identity: &SealIdentity) -> Option<&'static str> {
    let issuer = &document["issuer"];
    let says = |map: &Value, text: &str| {
        let texts = map.as_object().filter(|map| map.len() == 1).and_then(|map| map.values().next());
        clean(text).is_ok_and(|text| texts.and_then(Value::as_str) == Some(text.as_str()))
    };
    let country = country_from_alpha2(&identity.country).map(|country| country.iri.as_str());
    let of = |node: &Value| country.is_some() && node["id"].as_str() == country;
    let identifier = &issuer["eIDASIdentifier"];
    if identifier["notation"].as_str() != Some(identity.organization_identifier.as_str()) {
        Some("issuer.eIDASIdentifier.notation")
    } else if !of(&identifier["spatial"]) {
        Some("issuer.eIDASIdentifier.spatial")
    } else if !says(&issuer["legalName"], &identity.organization) {
        Some("issuer.legalName")
    } else if !says(&issuer["altLabel"], &identity.common_name) {
        Some("issuer.altLabel")
    } else if !of(&issuer["location"]["address"]["countryCode"]) {
        Some("issuer.location")
    } else {
        None
    }
}

impl Mapper {
    /// The `europass` rendition of an award, to be sealed by `sealer`. `status` is `<list URL>#<index>`.
    ///
    /// # Panics
    ///
    /// Panics if [`check_learner`](Self::check_learner) finds a fault in `learner`.
    #[must_use]
    pub fn europass(&self, learner: &Learner, ids: &LearnerIds, status: Option<&str>, sealer: &Sealer) -> Value {
        self.in_europass_form(learner, ids, status, Some(sealer))
    }

    /// What a university uploads to Europass to have it sealed there: the same credential without issuer, since who
    /// seals is written then, and where it is to be delivered, if the learner list says that.
    ///
    /// # Panics
    ///
    /// Panics if [`check_learner`](Self::check_learner) finds a fault in `learner`.
    #[must_use]
    pub fn uploadable(&self, learner: &Learner, ids: &LearnerIds, status: Option<&str>) -> Value {
        let mut file = json!({ "credential": self.in_europass_form(learner, ids, status, None) });
        // One address: with two, the learner would get the credential twice.
        if let Some(address) = learner.wallet.as_ref().or(learner.email.as_ref()) {
            file["deliveryDetails"] = json!({ "deliveryAddress": [address] });
        }
        file
    }

    /// The members in the order of the Commission's tools, which sort them by IRI and put the context last.
    fn in_europass_form(
        &self,
        learner: &Learner,
        ids: &LearnerIds,
        status: Option<&str>,
        sealer: Option<&Sealer>,
    ) -> Value {
        let date = self.date(learner).to_string();
        let end = self.end(learner).map(|end| end.to_string());
        let mut document = Map::new();
        let mut add = |name: &str, value: Value| {
            document.insert(name.into(), value);
        };
        add("id", json!(ids.award.to_string()));
        add("type", json!(["VerifiableCredential", "EuropeanDigitalCredential"]));
        add("credentialProfiles", concept_value(listed(List::Credential, "e34929035b")));
        add("displayParameter", self.display.value().clone());
        add("credentialSchema", json!({ "id": PROFILE, "type": "ShaclValidator2017" }));
        if let Some(place) = status {
            add("credentialStatus", json!({ "id": place, "type": "CredentialStatus" }));
        }
        add("credentialSubject", self.person(learner, ids).value().clone());
        if let Some(evidence) = one_or_array(sealer.map_or(&self.evidence, |sealer| &sealer.evidence)) {
            add("evidence", evidence);
        }
        if let Some(end) = &end {
            add("expirationDate", json!(end));
        }
        add("issuanceDate", json!(date));
        add("issued", json!(date));
        if let Some(sealer) = sealer {
            add("issuer", sealer.issuer.value().clone());
        }
        add("validFrom", json!(date));
        if let Some(end) = &end {
            add("validUntil", json!(end));
        }
        add("@context", json!(CONTEXTS));
        let mut document = Value::Object(document);
        collapse(&mut document);
        document
    }
}

/// Makes every array of one item that item, as JSON-LD compaction does.
fn collapse(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(collapse);
            if items.len() == 1 {
                *value = items.remove(0);
            }
        }
        Value::Object(members) => members.values_mut().for_each(collapse),
        _ => {}
    }
}
