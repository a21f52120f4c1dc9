//! Wallets at the issuer's public listener: OpenID4VCI 1.0 from the offer to what they keep.
#![expect(clippy::disallowed_methods, reason = "tests look into the ledger's files")]

mod copies;
mod desk;
mod guarded;
mod malformed;
mod offers;
mod served;

use crate::issuer::shop::Answer;

/// That `answer` is a refusal with this status and code, which nobody keeps.
fn refused(what: &str, answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    assert_eq!(answer.header("content-type"), "application/json", "{what}");
    assert_eq!(answer.header("cache-control"), "no-store", "{what}");
    let body = answer.json();
    assert_eq!(body["error"], code, "{what}: {body}");
    let description = body["error_description"].as_str().expect("a description");
    assert!(description.bytes().all(|b| matches!(b, 0x20..=0x7e) && b != b'"' && b != b'\\'), "{what}: {description}");
}
