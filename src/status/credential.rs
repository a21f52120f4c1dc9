//! The status list credential: VCDM 2.0, one list a purpose, valid for some days.

use serde_json::{Value, json};

use super::{Bitstring, Purpose};
use crate::model::time::Timestamp;

/// An unsecured `BitstringStatusListCredential` (Bitstring Status List 1.0, section 2.2).
///
/// `valid_from` orders the versions of a list: a later one has a later time, and none is published twice.
#[must_use]
pub fn list_credential(
    url: &str,
    issuer: &str,
    purpose: Purpose,
    bits: &Bitstring,
    valid_from: Timestamp,
    valid_until: Timestamp,
) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": valid_from.to_string(),
        "validUntil": valid_until.to_string(),
        "credentialSubject": {
            "id": format!("{url}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": purpose.as_str(),
            "encodedList": bits.encode(),
        }
    })
}
