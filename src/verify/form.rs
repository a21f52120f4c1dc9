//! In which form a credential comes: the one place where a form plugs in.
//!
//! A form leads to rows and, if all is well, to an authentic credential; what comes after is the same for all of them.

use std::borrow::Cow;

use super::evidence::ListSnapshot;
use super::report::{Check, Finding};
use super::{Received, Verifier, check_proof};
use crate::fetch::Fetch;
use crate::jose::{SdJwt, jades};
use crate::limits;
use crate::model::json::{Document, Given, Json};
use crate::model::time::Timestamp;
use crate::proof::check_enveloped_rules;

/// The form of a document, by how it begins; whether it is one shows when it is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Form<'a> {
    /// A seal's envelope (JAdES).
    Seal,
    /// JSON with proofs of its own.
    Proofs,
    /// A token, compact or with disclosures; in the text or in an `EnvelopedVerifiableCredential`.
    Token(Cow<'a, str>),
    /// An envelope around what is not read here: rows that say so.
    Unread(Box<[Finding; 2]>),
}

/// Media types of what an envelope may hold (VC-JOSE-COSE, section 6).
const ENVELOPED: [&str; 3] = ["application/vc+jwt", "application/vc+sd-jwt", "application/dc+sd-jwt"];

/// The form of `bytes`.
pub(super) fn form_of(bytes: &[u8]) -> Form<'_> {
    if jades::is_envelope(bytes) {
        return Form::Seal;
    }
    match bytes.trim_ascii().first() {
        Some(b'{') => Form::Proofs,
        _ => match str::from_utf8(bytes.trim_ascii()).ok().filter(|text| is_token(text)) {
            Some(text) => Form::Token(Cow::Borrowed(text)),
            None => Form::Proofs,
        },
    }
}

/// Whether JSON that begins so is verified by what it says itself, and not by what a seal's envelope holds.
#[must_use]
pub fn begins_unsealed(text: &str) -> bool {
    text.starts_with('{') && form_of(text.as_bytes()) == Form::Proofs
}

/// Whether a text looks like a token: base64url in three parts, with disclosures or not.
fn is_token(text: &str) -> bool {
    let letters = |c: u8| c.is_ascii_alphanumeric() || b"-_.~".contains(&c);
    let dots = text.split('~').next().unwrap_or_default().matches('.').count();
    text.starts_with("ey") && text.bytes().all(letters) && (SdJwt::is_one(text) || dots == 2)
}

/// The token in an `EnvelopedVerifiableCredential`; `None` of another document.
fn enveloped(bytes: &[u8]) -> Option<Form<'static>> {
    let document = Document::parse(bytes, limits::CREDENTIAL_BYTES_MAX).ok()?;
    let document = document.root();
    let named = |kind: Json<'_>| kind.as_str() == Some("EnvelopedVerifiableCredential");
    document.get("type").filter(|types| types.items().any(named))?;
    let unread = |integrity, proof| Some(Form::Unread(Box::new([integrity, proof])));
    if let Err(broken) = check_enveloped_rules(document) {
        let failed = Finding::failed(Check::Integrity, "data-model-broken", broken.to_string());
        return unread(failed, check_proof::unchecked(Check::Proof));
    }
    let content = document.get("id").and_then(Json::as_str).and_then(|id| id.strip_prefix("data:"));
    let (media, token) = content.and_then(|content| content.split_once(',')).expect("the rules were checked");
    if !ENVELOPED.contains(&media) {
        let detail = format!("the envelope holds {media}, which is not read here");
        return unread(
            check_proof::unchecked(Check::Integrity),
            Finding::inconclusive(Check::Proof, "envelope-unknown", detail),
        );
    }
    Some(Form::Token(Cow::Owned(token.to_owned())))
}

/// The token that a status list credential is.
pub(super) fn token_in(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match form_of(bytes) {
        Form::Token(text) => Some(text),
        _ => None,
    }
}

impl Verifier {
    /// Opens a document of any form.
    pub(super) fn open(&self, given: Given<'_>, fetch: &dyn Fetch, lists: &[ListSnapshot], now: Timestamp) -> Received {
        let bytes = given.bytes();
        let form = match form_of(bytes) {
            Form::Proofs => {
                let received = self.open_proven(given, fetch, lists, now);
                // Only what turned out to be no credential with proofs is read once more.
                let none = received.rows.iter().any(|row| ["not-a-credential", "proof-missing"].contains(&row.code));
                match none.then(|| enveloped(bytes)).flatten() {
                    Some(form) => form,
                    None => return received,
                }
            }
            form => form,
        };
        match form {
            // Authorities are asked about certificates by other ways than through `fetch`.
            Form::Seal if !fetch.may_wait() => {
                let unchecked = [Check::Integrity, Check::Proof].map(check_proof::unchecked);
                Received { rows: unchecked.into(), credential: None, seal: None }
            }
            Form::Seal => self.open_sealed(bytes, fetch, lists, now),
            Form::Proofs => self.open_proven(Given::unread(bytes), fetch, lists, now),
            Form::Token(text) => self.open_token(&text, fetch, lists, now),
            Form::Unread(rows) => Received { rows: (*rows).into(), credential: None, seal: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_how_it_begins() {
        let token = |text: &'static str| Form::Token(Cow::Borrowed(text));
        assert_eq!(form_of(br#" {"payload": "{}"}"#), Form::Seal);
        assert_eq!(form_of(br#"{"@context": []}"#), Form::Proofs);
        assert!(begins_unsealed(r#"{"@context": []}"#) && !begins_unsealed(r#"{ "payload": "{}"}"#));
        assert!(!begins_unsealed("\"eyJ.eyJ.c2ln\""));
        assert_eq!(form_of(b"eyJ.eyJ.c2ln"), token("eyJ.eyJ.c2ln"));
        assert_eq!(form_of(b"\n eyJ.eyJ.c2ln\n"), token("eyJ.eyJ.c2ln"));
        assert_eq!(form_of(b"eyJ.eyJ.c2ln~WyJ~"), token("eyJ.eyJ.c2ln~WyJ~"));
        assert_eq!(form_of(b"eyJ.eyJ.c2ln~WyJ~eyJ.eyJ.c2ln"), token("eyJ.eyJ.c2ln~WyJ~eyJ.eyJ.c2ln"));
        for neither in [&b""[..], b"eyJ.eyJ", b"eyJ.eyJ.c2ln.c2ln", b"ey J.eyJ.c2ln", b"[1]"] {
            assert_eq!(form_of(neither), Form::Proofs);
        }
        let envelope = |media: &str| {
            format!(
                r#"{{"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential",
                    "id": "data:{media},eyJ.eyJ.c2ln"}}"#
            )
        };
        let jwt = envelope("application/vc+jwt");
        assert_eq!(form_of(jwt.as_bytes()), Form::Proofs);
        assert_eq!(enveloped(jwt.as_bytes()), Some(token("eyJ.eyJ.c2ln")));
        assert_eq!(enveloped(br#"{"type": "VerifiableCredential"}"#), None);
        let other = envelope("text/plain");
        let Some(Form::Unread(rows)) = enveloped(other.as_bytes()) else { panic!("not read") };
        assert_eq!(rows[1].code, "envelope-unknown");
    }
}
