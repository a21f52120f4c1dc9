//! The learning credential of the European wallet (`urn:eu.europa.ec.eudi:learning:credential:1`): an award as the claims of
//! an SD-JWT VC.
//!
//! [`attestation`] makes the claims and their disclosures of an [`AwardView`]: what is of the person or the result can be
//! withheld by whoever holds it, what is of the offer and the issuer stands open, as the type's metadata has it. What goes
//! where is told claim by claim in `docs/sd-jwt-mapping.md`. Nothing here signs, and nothing of it is the award's id: two
//! copies of one award have nothing in common but what they say.

mod claims;
mod disclosure;

use serde_json::{Map, Value};
use thiserror::Error;

use crate::elm::AwardView;
use crate::model::entropy::Entropy;
use crate::model::fault::{Fault, Faults};
use crate::model::ids::random_uuid;
use crate::model::time::Timestamp;

/// The type of the credential.
pub const VCT: &str = "urn:eu.europa.ec.eudi:learning:credential:1";
/// What the header of the token says that it is.
pub const TYP: &str = "dc+sd-jwt";

/// Why an award cannot be such a credential.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttestationError {
    /// Its time is over.
    #[error("it was valid until {until}")]
    Ended {
        /// Until when.
        until: Timestamp,
    },
    /// It lacks what the type demands.
    #[error("{}", summary(faults))]
    Lacking {
        /// What.
        faults: Faults,
    },
}

fn summary(faults: &Faults) -> String {
    let told = faults.iter().map(|Fault { place, what, fix, .. }| format!("{place}: {what} ({fix})"));
    told.collect::<Vec<_>>().join("; ")
}

/// What a copy says beside what its award says.
#[derive(Debug, Clone, Copy)]
pub struct AttestationSettings<'a> {
    /// The issuer's address, if the certificate of the key names it.
    pub issuer: Option<&'a str>,
    /// When it says that it was made.
    pub issued: Timestamp,
    /// When it is made indeed.
    pub now: Timestamp,
    /// Until when it is good at the longest.
    pub expires: Timestamp,
    /// The holder's public key, as a JWK.
    pub holder: &'a Value,
    /// The address of the token list that has its status.
    pub status_list: &'a str,
    /// Its place there.
    pub status_index: u64,
    /// How the learner is named where the award states no identifier of the institution's.
    pub pseudonym: &'a str,
}

/// The claims of a copy, and what discloses those that are withheld.
#[derive(Clone, PartialEq, Eq)]
pub struct Attestation {
    /// The claims that are signed.
    pub claims: Map<String, Value>,
    /// The disclosures, in the order of the type's metadata.
    pub disclosures: Vec<String>,
}

/// The claims of a copy of an award. Salts, decoys and `jti` are drawn from `entropy`: equal randomness makes equal claims.
///
/// # Errors
///
/// [`AttestationError`].
pub fn attestation(
    view: &AwardView,
    settings: &AttestationSettings<'_>,
    entropy: &mut dyn Entropy,
) -> Result<Attestation, AttestationError> {
    let AttestationSettings { issuer, issued, now, expires, holder, status_list, status_index, pseudonym } = *settings;
    let stated = claims::of(view, pseudonym)?;
    if let Some(until) = view.valid_until.filter(|until| *until <= now) {
        return Err(AttestationError::Ended { until });
    }
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    if let Some(issuer) = issuer {
        add("iss", issuer.into());
    }
    add("iat", issued.unix().into());
    if view.valid_from > now {
        add("nbf", view.valid_from.unix().into());
    }
    add("exp", view.valid_until.unwrap_or(expires).unix().into());
    add("jti", random_uuid(entropy).urn().to_string().into());
    add("vct", VCT.into());
    add("cnf", serde_json::json!({ "jwk": holder }));
    add("status", serde_json::json!({ "status_list": { "idx": status_index, "uri": status_list } }));
    claims.extend(stated.open);
    let disclosures = disclosure::conceal(&mut claims, stated.withheld, claims::WITHHELD_MAX, entropy);
    Ok(Attestation { claims, disclosures })
}

/// What an award lacks that the type demands: none of an award that can be such a credential.
#[must_use]
pub fn lacking(view: &AwardView) -> Faults {
    match claims::of(view, "") {
        Err(AttestationError::Lacking { faults }) => faults,
        _ => Faults::new(),
    }
}

/// A learner's data.
impl std::fmt::Debug for Attestation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Attestation([redacted])")
    }
}
