//! The European Union's list of providers of public-sector attestations (ETSI TS 119 602, annex H), read only.
//!
//! What is special about it: its own kinds of service and statuses (*notified*, *withdrawn*), legal identifiers among
//! other trade names, starts of statuses that say no more than since when this version says so, and earlier periods that
//! name keys by X509SKI alone, which binds nothing here. Extensions are read past when they say that they are not
//! critical, and refused otherwise. It does not say whether the list is the Union's: the pinned key says that.

use super::binding::is_organization_identifier;
use super::list::{AllianceList, Entity, Period, Profile, Service, ServiceKind, Standing};
use super::lote::{optional_names, read_contact, read_identity, read_names};
use super::shape::{At, ReadError};
use crate::limits;
use crate::model::ids::Iri;

/// The list type.
pub(super) const LIST_TYPE: &str = "http://uri.etsi.org/19602/LoTEType/EUPubEAAProvidersList";
const SERVICE: &str = "http://uri.etsi.org/19602/SvcType/PubEAA/";
const STATUS: &str = "http://uri.etsi.org/19602/PubEAAProvidersList/SvcStatus/";
const PERIOD_MEMBERS: [&str; 9] = [
    "ServiceName",
    "ServiceTypeIdentifier",
    "ServiceDigitalIdentity",
    "ServiceStatus",
    "StatusStartingTime",
    "SchemeServiceDefinitionURI",
    "ServiceSupplyPoints",
    "ServiceDefinitionURI",
    "ServiceInformationExtensions",
];

/// Reads the members of `LoTE`, whose type is [`LIST_TYPE`].
pub(super) fn read_list(lote: &At<'_>) -> Result<AllianceList, ReadError> {
    let at = lote.required("ListAndSchemeInformation")?;
    at.object(&[
        "LoTEVersionIdentifier",
        "LoTESequenceNumber",
        "LoTEType",
        "SchemeOperatorName",
        "SchemeOperatorAddress",
        "SchemeName",
        "SchemeInformationURI",
        "StatusDeterminationApproach",
        "SchemeTypeCommunityRules",
        "SchemeTerritory",
        "PolicyOrLegalNotice",
        "HistoricalInformationPeriod",
        "PointersToOtherLoTE",
        "ListIssueDateTime",
        "NextUpdate",
        "DistributionPoints",
        "SchemeExtensions",
    ])?;
    let version = at.required("LoTEVersionIdentifier")?;
    if version.number()? != 1 {
        return Err(version.fault("is not version 1"));
    }
    refuse_critical(&at, "SchemeExtensions")?;
    let mut entities = Vec::new();
    if let Some(listed) = lote.optional("TrustedEntitiesList") {
        let listed = listed.items()?;
        if listed.len() > limits::TRUST_ENTITIES_MAX {
            return Err(lote.fault("has too many entities"));
        }
        entities = listed.iter().map(read_entity).collect::<Result<_, _>>()?;
    }
    Ok(AllianceList {
        profile: Profile::EuPublicAttestations,
        scheme: Iri::parse(LIST_TYPE).expect("the list type is an IRI"),
        sequence: at.required("LoTESequenceNumber")?.number()?,
        operator: read_names(&at.required("SchemeOperatorName")?, "value")?,
        information: optional_names(&at, "SchemeInformationURI", "uriValue")?,
        territory: at.optional("SchemeTerritory").map(|at| at.text().map(str::to_owned)).transpose()?,
        issued: at.required("ListIssueDateTime")?.time()?,
        next_update: at.required("NextUpdate")?.time()?,
        entities,
    })
}

fn read_entity(at: &At<'_>) -> Result<Entity, ReadError> {
    at.object(&["TrustedEntityInformation", "TrustedEntityServices"])?;
    let information = at.required("TrustedEntityInformation")?;
    information.object(&["TEName", "TETradeName", "TEAddress", "TEInformationURI", "TEInformationExtensions"])?;
    refuse_critical(&information, "TEInformationExtensions")?;
    // Trade names are brands, the act under which the body was set up (`OJ:…`, which several bodies may share), and the
    // identifier that its certificates have.
    let mut legal_ids = Vec::new();
    for (_, name) in optional_names(&information, "TETradeName", "value")? {
        if is_organization_identifier(&name) && !name.starts_with("OJ:") && !legal_ids.contains(&name) {
            legal_ids.push(name);
        }
    }
    let (addresses, electronic) = read_contact(&information)?;
    let services = at.required("TrustedEntityServices")?.items()?;
    Ok(Entity {
        names: read_names(&information.required("TEName")?, "value")?,
        legal_ids,
        addresses,
        electronic,
        information: optional_names(&information, "TEInformationURI", "uriValue")?,
        identifiers: Vec::new(),
        services: services.iter().map(read_service).collect::<Result<_, _>>()?,
    })
}

fn read_service(at: &At<'_>) -> Result<Service, ReadError> {
    at.object(&["ServiceInformation", "ServiceHistory"])?;
    let information = at.required("ServiceInformation")?;
    let kind_at = information.required("ServiceTypeIdentifier")?;
    let kind = match kind_at.text()?.strip_prefix(SERVICE) {
        Some("Issuance") => ServiceKind::Issuance,
        Some("Revocation") => ServiceKind::StatusList,
        _ => return Err(kind_at.fault("is no kind of service of this list")),
    };
    let current = read_period(&information)?;
    let mut history = Vec::new();
    if let Some(entries) = at.optional("ServiceHistory") {
        for entry in entries.items()? {
            let period = read_period(&entry)?;
            if period.from > current.from {
                return Err(entry.fault("starts later than the current status"));
            }
            history.push(period);
        }
    }
    let names = read_names(&information.required("ServiceName")?, "value")?;
    Ok(Service { kind, names, current, history, moved: Vec::new() })
}

fn read_period(at: &At<'_>) -> Result<Period, ReadError> {
    at.object(&PERIOD_MEMBERS)?;
    refuse_critical(at, "ServiceInformationExtensions")?;
    let status = at.required("ServiceStatus")?;
    let standing = match status.text()?.strip_prefix(STATUS) {
        Some("notified") => Standing::Granted,
        Some("withdrawn") => Standing::Withdrawn,
        _ => return Err(status.fault("is no status of this list")),
    };
    Ok(Period {
        standing,
        from: at.required("StatusStartingTime")?.time()?,
        identity: read_identity(&at.required("ServiceDigitalIdentity")?)?,
        scope: None,
        compromised_since: None,
    })
}

/// An extension that is not understood may limit what the list says, unless it says itself that it is not critical (TS
/// 119 602, clauses 6.3.17, 6.5.6 and 6.6.9).
fn refuse_critical(at: &At<'_>, name: &str) -> Result<(), ReadError> {
    let Some(extensions) = at.optional(name) else { return Ok(()) };
    for extension in extensions.items()? {
        if extension.raw().get("Critical") != Some(&serde_json::Value::Bool(false)) {
            return Err(
                extension.fault("is an extension that is not understood and does not say that it is not critical")
            );
        }
    }
    Ok(())
}
