//! The status list credential: VCDM 2.0, one list a purpose or both of a pair, valid for some days.

use serde_json::{Value, json};

use super::{Bitstring, Purpose};
use crate::model::time::Timestamp;

/// An unsecured `BitstringStatusListCredential` (Bitstring Status List 1.0, section 2.2).
///
/// With one list it has one subject, as the specification wants it. With several, each purpose has a subject of its own
/// over the same places: that is the document for credentials whose status is one URL with an index.
///
/// `valid_from` orders the versions of a list: a later one has a later time, and none is published twice.
#[must_use]
pub fn list_credential(
    url: &str,
    issuer: &str,
    lists: &[(Purpose, Bitstring)],
    valid_from: Timestamp,
    valid_until: Timestamp,
) -> Value {
    let subject = |fragment: &str, purpose: Purpose, bits: &Bitstring| {
        json!({
            "id": format!("{url}#{fragment}"),
            "type": "BitstringStatusList",
            "statusPurpose": purpose.as_str(),
            "encodedList": bits.encode(),
        })
    };
    let subjects = match lists {
        [(purpose, bits)] => subject("list", *purpose, bits),
        several => several.iter().map(|(purpose, bits)| subject(purpose.as_str(), *purpose, bits)).collect(),
    };
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": valid_from.to_string(),
        "validUntil": valid_until.to_string(),
        "credentialSubject": subjects,
    })
}
