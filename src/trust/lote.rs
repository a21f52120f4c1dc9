//! The alliance list as JSON of ETSI TS 119 602: strict reading and writing.
//!
//! A member that this reader does not know is refused, since it might limit what the list says. The scheme's own
//! identifiers (list type, kinds of service, statuses) are IRIs below the scheme's base.

use serde_json::{Map, Value, json};
use thiserror::Error;

use super::eu;
use super::list::{
    AllianceList, Entity, Identity, Names, Period, PostalAddress, Profile, Scope, Service, ServiceKind, Standing,
};
use super::shape::{At, ReadError};
use crate::crypto::encoding::{from_base64, to_base64};
use crate::limits;
use crate::model::ids::{Did, Iri};
use crate::model::json::parse_strict;
use crate::pki::Certificate;

/// Why bytes are not an alliance list.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListError {
    /// An identifier stands for two entities.
    #[error("`{id}` is named by two entities")]
    Ambiguous {
        /// The legal identifier, DID or key.
        id: String,
    },
    /// It cannot be read, or is not as TS 119 602 and this scheme want it.
    #[error(transparent)]
    Read(#[from] ReadError),
}

const LIST_TYPE: &str = "/type/microcredential-issuers";
const STATUS_DETERMINATION: &str = "/status-determination";
/// TS 119 602: history is kept for good.
const HISTORICAL_PERIOD: u64 = 65_535;
/// What a service says of its current period, and of each earlier one.
const PERIOD_MEMBERS: [&str; 6] = [
    "ServiceName",
    "ServiceTypeIdentifier",
    "ServiceDigitalIdentity",
    "ServiceStatus",
    "StatusStartingTime",
    "ServiceInformationExtensions",
];

impl AllianceList {
    /// Reads a list.
    ///
    /// # Errors
    ///
    /// [`ListError`] names the place of the first fault.
    pub fn parse(bytes: &[u8]) -> Result<Self, ListError> {
        let value = parse_strict(bytes, limits::TRUST_LIST_BYTES_MAX).map_err(ReadError::from)?;
        let document = At::root(&value);
        document.object(&["LoTE"])?;
        let lote = document.required("LoTE")?;
        lote.object(&["ListAndSchemeInformation", "TrustedEntitiesList"])?;
        let kind = lote.required("ListAndSchemeInformation")?.optional("LoTEType");
        if kind.is_some_and(|kind| kind.raw() == eu::LIST_TYPE) {
            return eu::read_list(&lote)?.checked(&lote);
        }
        let mut list = read_scheme(&lote.required("ListAndSchemeInformation")?)?;
        if let Some(entities) = lote.optional("TrustedEntitiesList") {
            let entities = entities.items()?;
            if entities.len() > limits::TRUST_ENTITIES_MAX {
                return Err(lote.fault("has too many entities").into());
            }
            list.entities = entities.iter().map(|at| read_entity(at, &list.scheme)).collect::<Result<_, _>>()?;
        }
        list.checked(&lote)
    }

    /// The list as compact JSON: the payload that is signed. Only an alliance's list is ever written.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_json().to_string().into_bytes()
    }

    /// The list as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let scheme = &self.scheme;
        let mut information = Map::new();
        information.insert("LoTEVersionIdentifier".into(), json!(1));
        information.insert("LoTESequenceNumber".into(), json!(self.sequence));
        information.insert("LoTEType".into(), json!(format!("{scheme}{LIST_TYPE}")));
        information.insert("SchemeOperatorName".into(), write_names(&self.operator, "value"));
        put_names(&mut information, "SchemeInformationURI", &self.information, "uriValue");
        information.insert("StatusDeterminationApproach".into(), json!(format!("{scheme}{STATUS_DETERMINATION}")));
        if let Some(territory) = &self.territory {
            information.insert("SchemeTerritory".into(), json!(territory));
        }
        information.insert("HistoricalInformationPeriod".into(), json!(HISTORICAL_PERIOD));
        information.insert("ListIssueDateTime".into(), json!(self.issued.to_string()));
        information.insert("NextUpdate".into(), json!(self.next_update.to_string()));
        let entities: Vec<Value> = self.entities.iter().map(|entity| write_entity(entity, scheme)).collect();
        let mut lote = Map::new();
        lote.insert("ListAndSchemeInformation".into(), Value::Object(information));
        if !entities.is_empty() {
            lote.insert("TrustedEntitiesList".into(), Value::Array(entities));
        }
        json!({ "LoTE": lote })
    }
}

fn read_scheme(at: &At<'_>) -> Result<AllianceList, ReadError> {
    at.object(&[
        "LoTEVersionIdentifier",
        "LoTESequenceNumber",
        "LoTEType",
        "SchemeOperatorName",
        "SchemeInformationURI",
        "StatusDeterminationApproach",
        "SchemeTerritory",
        "HistoricalInformationPeriod",
        "ListIssueDateTime",
        "NextUpdate",
    ])?;
    let version = at.required("LoTEVersionIdentifier")?;
    if version.number()? != 1 {
        return Err(version.fault("is not version 1"));
    }
    let kind = at.required("LoTEType")?;
    let scheme = kind.text()?.strip_suffix(LIST_TYPE).and_then(|base| Iri::parse(base).ok());
    let scheme = scheme.ok_or_else(|| kind.fault("is not a list of micro-credential issuers"))?;
    for (name, expected) in [
        ("StatusDeterminationApproach", json!(format!("{scheme}{STATUS_DETERMINATION}"))),
        ("HistoricalInformationPeriod", json!(HISTORICAL_PERIOD)),
    ] {
        if let Some(given) = at.optional(name)
            && *given.raw() != expected
        {
            return Err(given.fault(format!("is not {expected}")));
        }
    }
    let territory = at.optional("SchemeTerritory").map(|at| at.text().map(str::to_owned)).transpose()?;
    Ok(AllianceList {
        profile: Profile::Alliance,
        scheme,
        sequence: at.required("LoTESequenceNumber")?.number()?,
        operator: read_names(&at.required("SchemeOperatorName")?, "value")?,
        information: optional_names(at, "SchemeInformationURI", "uriValue")?,
        territory,
        issued: at.required("ListIssueDateTime")?.time()?,
        next_update: at.required("NextUpdate")?.time()?,
        entities: Vec::new(),
    })
}

pub(super) fn read_names(at: &At<'_>, member: &str) -> Result<Names, ReadError> {
    let items = at.items()?;
    if items.is_empty() {
        return Err(at.fault("is empty"));
    }
    let read = |item: &At<'_>| {
        item.object(&["lang", member])?;
        Ok((item.required("lang")?.text()?.to_owned(), item.required(member)?.text()?.to_owned()))
    };
    items.iter().map(read).collect()
}

pub(super) fn optional_names(at: &At<'_>, name: &str, member: &str) -> Result<Names, ReadError> {
    at.optional(name).map_or(Ok(Vec::new()), |names| read_names(&names, member))
}

fn read_entity(at: &At<'_>, scheme: &Iri) -> Result<Entity, ReadError> {
    at.object(&["TrustedEntityInformation", "TrustedEntityServices"])?;
    let information = at.required("TrustedEntityInformation")?;
    information.object(&["TEName", "TETradeName", "TEAddress", "TEInformationURI", "TEInformationExtensions"])?;
    let trade_names = information.required("TETradeName")?;
    let mut legal_ids = Vec::new();
    for (_, id) in read_names(&trade_names, "value")? {
        if !legal_ids.contains(&id) {
            legal_ids.push(id);
        }
    }
    let (addresses, electronic) = read_contact(&information)?;
    let mut identifiers = Vec::new();
    if let Some(extensions) = information.optional("TEInformationExtensions") {
        for extension in extensions.items()? {
            extension.object(&["identifiers"])?;
            for (name, value) in extension.required("identifiers")?.entries()? {
                identifiers.push((name.to_owned(), value.text()?.to_owned()));
            }
        }
    }
    let services = at.required("TrustedEntityServices")?;
    let read: Vec<Service> =
        services.items()?.iter().map(|service| read_service(service, scheme)).collect::<Result<_, _>>()?;
    let twice = read.iter().enumerate().any(|(index, one)| read[..index].iter().any(|other| other.kind == one.kind));
    if twice {
        return Err(services.fault("has two entries of one kind"));
    }
    Ok(Entity {
        names: read_names(&information.required("TEName")?, "value")?,
        legal_ids,
        addresses,
        electronic,
        information: optional_names(&information, "TEInformationURI", "uriValue")?,
        identifiers,
        services: read,
    })
}

/// Postal and electronic addresses of an entity, of which it may have none.
pub(super) fn read_contact(information: &At<'_>) -> Result<(Vec<PostalAddress>, Names), ReadError> {
    let Some(address) = information.optional("TEAddress") else { return Ok((Vec::new(), Vec::new())) };
    address.object(&["TEPostalAddress", "TEElectronicAddress"])?;
    let postal = match address.optional("TEPostalAddress") {
        Some(postal) => postal.items()?.iter().map(read_address).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    Ok((postal, optional_names(&address, "TEElectronicAddress", "uriValue")?))
}

fn read_address(at: &At<'_>) -> Result<PostalAddress, ReadError> {
    at.object(&["lang", "StreetAddress", "Locality", "StateOrProvince", "PostalCode", "Country"])?;
    let optional = |name| at.optional(name).map(|part| part.text().map(str::to_owned)).transpose();
    Ok(PostalAddress {
        language: at.required("lang")?.text()?.to_owned(),
        street: optional("StreetAddress")?,
        locality: optional("Locality")?,
        region: optional("StateOrProvince")?,
        postal_code: optional("PostalCode")?,
        country: at.required("Country")?.text()?.to_owned(),
    })
}

fn read_service(at: &At<'_>, scheme: &Iri) -> Result<Service, ReadError> {
    at.object(&["ServiceInformation", "ServiceHistory"])?;
    let information = at.required("ServiceInformation")?;
    information.object(&PERIOD_MEMBERS)?;
    let kind_at = information.required("ServiceTypeIdentifier")?;
    let kind_text = kind_at.text()?;
    let kind = ServiceKind::ALL
        .into_iter()
        .find(|kind| kind_text == format!("{scheme}/svc/{}", kind.name()))
        .ok_or_else(|| kind_at.fault("is no kind of service of this scheme"))?;
    let mut moved = Vec::new();
    let current = read_period(&information, scheme, &mut moved)?;
    let mut history = Vec::new();
    if let Some(entries) = at.optional("ServiceHistory") {
        for entry in entries.items()? {
            entry.object(&PERIOD_MEMBERS)?;
            let mut none = Vec::new();
            let period = read_period(&entry, scheme, &mut none)?;
            if period.from > current.from {
                return Err(entry.fault("starts later than the current status"));
            }
            history.push(period);
        }
    }
    Ok(Service { kind, names: read_names(&information.required("ServiceName")?, "value")?, current, history, moved })
}

fn read_period(at: &At<'_>, scheme: &Iri, moved: &mut Vec<(String, String)>) -> Result<Period, ReadError> {
    let status = at.required("ServiceStatus")?;
    let text = status.text()?;
    let standing = Standing::ALL
        .into_iter()
        .find(|standing| text == format!("{scheme}/status/{}", standing.name()))
        .ok_or_else(|| status.fault("is no status of this scheme"))?;
    let (mut scope, mut compromised_since) = (None, None);
    if let Some(extensions) = at.optional("ServiceInformationExtensions") {
        for extension in extensions.items()? {
            extension.object(&["scope", "compromisedSince", "statusListLocations"])?;
            if let Some(given) = extension.optional("scope") {
                if scope.is_some() {
                    return Err(given.fault("is a second scope"));
                }
                scope = Some(read_scope(&given)?);
            }
            if let Some(since) = extension.optional("compromisedSince") {
                compromised_since = Some(since.time()?);
            }
            if let Some(locations) = extension.optional("statusListLocations") {
                for (old, new) in locations.entries()? {
                    moved.push((old.to_owned(), new.text()?.to_owned()));
                }
            }
        }
    }
    let identity_at = at.required("ServiceDigitalIdentity")?;
    let identity = read_identity(&identity_at)?;
    // Without its keys the mark would hold for nothing that they sealed.
    if standing == Standing::Compromised && identity.keys.is_empty() && identity.certificates.is_empty() {
        return Err(identity_at.fault("names none of the keys that came into other hands"));
    }
    Ok(Period { standing, from: at.required("StatusStartingTime")?.time()?, identity, scope, compromised_since })
}

pub(super) fn read_identity(at: &At<'_>) -> Result<Identity, ReadError> {
    at.object(&["X509Certificates", "X509SubjectNames", "X509SKIs", "PublicKeyValues", "OtherIds"])?;
    let mut identity = Identity::default();
    if let Some(certificates) = at.optional("X509Certificates") {
        for certificate in certificates.items()? {
            certificate.object(&["encoding", "specRef", "val"])?;
            let text = certificate.required("val")?.text()?;
            match from_base64(text).ok().and_then(|der| Certificate::from_der(&der).ok()) {
                Some(read) => identity.certificates.push(read),
                None => identity.unreadable.push(text.to_owned()),
            }
        }
    }
    for (name, into) in [("X509SubjectNames", &mut identity.subject_names), ("X509SKIs", &mut identity.key_identifiers)]
    {
        *into = at.optional(name).map(|texts| texts.texts()).transpose()?.unwrap_or_default();
    }
    if let Some(keys) = at.optional("PublicKeyValues") {
        identity.public_keys = keys.items()?.iter().map(|key| key.raw().clone()).collect();
    }
    if let Some(ids) = at.optional("OtherIds") {
        for id in ids.items()? {
            let text = id.text()?;
            match text.strip_prefix("did:key:") {
                Some(key) => {
                    let parsed = crate::crypto::VerifyingKey::from_multikey(key);
                    parsed.map_err(|_| id.fault("is not the did:key of an Ed25519 key"))?;
                    identity.keys.push(key.to_owned());
                }
                None => identity.dids.push(Did::parse(text).map_err(|e| id.fault(e.to_string()))?),
            }
        }
    }
    Ok(identity)
}

fn read_scope(at: &At<'_>) -> Result<Scope, ReadError> {
    at.object(&["credentialProfiles", "types", "eqfLevels", "iscedF", "onBehalfOf"])?;
    let texts = |name| at.optional(name).map(|list| list.texts()).transpose();
    let levels = |list: At<'_>| -> Result<Vec<u8>, ReadError> {
        let level = |item: &At<'_>| {
            let number = item.number()?;
            u8::try_from(number).ok().filter(|n| (1..=8).contains(n)).ok_or_else(|| item.fault("is not an EQF level"))
        };
        list.items()?.iter().map(level).collect()
    };
    Ok(Scope {
        profiles: texts("credentialProfiles")?,
        types: texts("types")?,
        eqf_levels: at.optional("eqfLevels").map(levels).transpose()?,
        isced_f: texts("iscedF")?,
        on_behalf_of: texts("onBehalfOf")?.unwrap_or_default(),
    })
}

fn write_names(names: &Names, member: &str) -> Value {
    names.iter().map(|(language, text)| json!({ "lang": language, member: text })).collect()
}

fn put_names(into: &mut Map<String, Value>, name: &str, names: &Names, member: &str) {
    if !names.is_empty() {
        into.insert(name.to_owned(), write_names(names, member));
    }
}

fn write_entity(entity: &Entity, scheme: &Iri) -> Value {
    let mut information = Map::new();
    information.insert("TEName".into(), write_names(&entity.names, "value"));
    let trade_names: Vec<Value> = entity.legal_ids.iter().map(|id| json!({ "lang": "en", "value": id })).collect();
    information.insert("TETradeName".into(), Value::Array(trade_names));
    let mut address = Map::new();
    if !entity.addresses.is_empty() {
        address.insert("TEPostalAddress".into(), entity.addresses.iter().map(write_address).collect());
    }
    put_names(&mut address, "TEElectronicAddress", &entity.electronic, "uriValue");
    if !address.is_empty() {
        information.insert("TEAddress".into(), Value::Object(address));
    }
    put_names(&mut information, "TEInformationURI", &entity.information, "uriValue");
    if !entity.identifiers.is_empty() {
        let members: Map<String, Value> =
            entity.identifiers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        information.insert("TEInformationExtensions".into(), json!([{ "identifiers": members }]));
    }
    let services: Vec<Value> = entity.services.iter().map(|service| write_service(service, scheme)).collect();
    json!({ "TrustedEntityInformation": information, "TrustedEntityServices": services })
}

fn write_address(address: &PostalAddress) -> Value {
    let mut members = Map::new();
    members.insert("lang".into(), json!(address.language));
    for (name, part) in [
        ("StreetAddress", &address.street),
        ("Locality", &address.locality),
        ("StateOrProvince", &address.region),
        ("PostalCode", &address.postal_code),
    ] {
        if let Some(text) = part {
            members.insert(name.into(), json!(text));
        }
    }
    members.insert("Country".into(), json!(address.country));
    Value::Object(members)
}

fn write_service(service: &Service, scheme: &Iri) -> Value {
    let mut information = Map::new();
    information.insert("ServiceName".into(), write_names(&service.names, "value"));
    information.insert("ServiceTypeIdentifier".into(), json!(format!("{scheme}/svc/{}", service.kind.name())));
    write_period(&mut information, &service.current, scheme, &service.moved);
    let mut out = Map::new();
    out.insert("ServiceInformation".into(), Value::Object(information));
    if !service.history.is_empty() {
        let entry = |period: &Period| {
            let mut members = Map::new();
            members.insert("ServiceName".into(), write_names(&service.names, "value"));
            write_period(&mut members, period, scheme, &[]);
            Value::Object(members)
        };
        out.insert("ServiceHistory".into(), service.history.iter().map(entry).collect());
    }
    Value::Object(out)
}

fn write_period(into: &mut Map<String, Value>, period: &Period, scheme: &Iri, moved: &[(String, String)]) {
    into.insert("ServiceDigitalIdentity".into(), write_identity(&period.identity));
    into.insert("ServiceStatus".into(), json!(format!("{scheme}/status/{}", period.standing.name())));
    into.insert("StatusStartingTime".into(), json!(period.from.to_string()));
    let mut extensions = Vec::new();
    if let Some(scope) = &period.scope {
        extensions.push(json!({ "scope": write_scope(scope) }));
    }
    if let Some(since) = period.compromised_since {
        extensions.push(json!({ "compromisedSince": since.to_string() }));
    }
    if !moved.is_empty() {
        let members: Map<String, Value> = moved.iter().map(|(old, new)| (old.clone(), json!(new))).collect();
        extensions.push(json!({ "statusListLocations": members }));
    }
    if !extensions.is_empty() {
        into.insert("ServiceInformationExtensions".into(), Value::Array(extensions));
    }
}

fn write_identity(identity: &Identity) -> Value {
    let mut members = Map::new();
    let certificates = identity.certificates.iter().map(|certificate| to_base64(certificate.der()));
    let values = certificates.chain(identity.unreadable.iter().cloned()).map(|val| json!({ "val": val }));
    let values: Vec<Value> = values.collect();
    if !values.is_empty() {
        members.insert("X509Certificates".into(), Value::Array(values));
    }
    for (name, texts) in [("X509SubjectNames", &identity.subject_names), ("X509SKIs", &identity.key_identifiers)] {
        if !texts.is_empty() {
            members.insert(name.into(), json!(texts));
        }
    }
    if !identity.public_keys.is_empty() {
        members.insert("PublicKeyValues".into(), Value::Array(identity.public_keys.clone()));
    }
    let dids = identity.dids.iter().map(Did::to_string);
    let keys = identity.keys.iter().map(|key| format!("did:key:{key}"));
    let ids: Vec<String> = dids.chain(keys).collect();
    if !ids.is_empty() {
        members.insert("OtherIds".into(), json!(ids));
    }
    Value::Object(members)
}

fn write_scope(scope: &Scope) -> Value {
    let mut members = Map::new();
    for (name, list) in [("credentialProfiles", &scope.profiles), ("types", &scope.types)] {
        if let Some(list) = list {
            members.insert(name.into(), json!(list));
        }
    }
    if let Some(levels) = &scope.eqf_levels {
        members.insert("eqfLevels".into(), json!(levels));
    }
    if let Some(fields) = &scope.isced_f {
        members.insert("iscedF".into(), json!(fields));
    }
    members.insert("onBehalfOf".into(), json!(scope.on_behalf_of));
    Value::Object(members)
}
