//! Token Status Lists: the status of an SD-JWT VC, on a list that is itself a token.

use std::str;

use serde_json::{Map, Value};

use super::Verifier;
use super::check_status::{Asks, Bits, Entry, Looked, Reason};
use super::evidence::Evidence;
use super::resolve::Sources;
use super::token::{NoToken, claimed_issuer, verify_token};
use crate::fetch::{Fetch, Purpose as FetchPurpose};
use crate::jose::UnverifiedToken;
use crate::jose::jades::{UnverifiedSeal, VerifiedSeal};
use crate::limits;
use crate::model::json::parse_strict;
use crate::model::time::Timestamp;
use crate::pki::RevocationState;
use crate::proof::{AuthenticCredential, authenticate_token};
use crate::status::{Purpose, TokenStatuses};
use crate::trust::{KeyStanding, ServiceKind};

/// The entry in the claims of an SD-JWT VC, if it has a status.
///
/// # Errors
///
/// Code and detail of the reason for which it cannot be looked up.
pub(super) fn entry_of(claims: &Map<String, Value>) -> Result<Option<Entry>, Reason> {
    let Some(status) = claims.get("status") else { return Ok(None) };
    let Some(list) = status.get("status_list") else {
        let detail = "the credential's status is of a kind that is not understood here: whether it was revoked is not \
                      known, so ask the issuer";
        return Err(("status-type-unknown", detail.to_owned()));
    };
    let url = list.get("uri").and_then(Value::as_str).filter(|url| url.len() <= limits::LINK_BYTES_MAX);
    match (url, list.get("idx").and_then(Value::as_u64)) {
        (Some(url), Some(index)) => Ok(Some(Entry { list_url: url.to_owned(), index, asks: Asks::Token })),
        _ => Err(("status-entry-malformed", "the status entry has no usable `uri` and `idx`".to_owned())),
    }
}

impl Verifier {
    /// The status of an entry on a Token Status List: fetched, verified, dated, and read.
    pub(super) fn look_up_token(&self, entry: &Entry, fetch: &dyn Fetch, evidence: &Evidence<'_>) -> Looked {
        let url = &entry.list_url;
        let bytes = fetch
            .get(url, FetchPurpose::StatusList)
            .map_err(|e| ("status-list-unavailable", format!("the status list could not be had: {e}")))?;
        let bad =
            |reason: String| ("status-list-not-authentic", format!("the status list {url} is not authentic: {reason}"));
        let text = str::from_utf8(&bytes).map_err(|_| bad("it is no text".to_owned()))?.trim_ascii();
        let token = UnverifiedToken::parse(text).map_err(|e| bad(e.to_string()))?;
        if !token.claimed_type().is_some_and(|found| found.eq_ignore_ascii_case("statuslist+jwt")) {
            return Err(("status-list-malformed", format!("{url} is not a status list")));
        }
        let claims = if token.has_certificate() && token.claimed_key().is_none_or(|key| !key.starts_with("did:")) {
            self.claims_by_certificate(&token, url, evidence)?
        } else {
            self.claims_by_did(&token, url, fetch, evidence)?
        };
        read(&claims, entry, evidence.now)
    }

    /// The claims of a list that the credential's issuer signed with a key of its DID.
    fn claims_by_did(
        &self,
        token: &UnverifiedToken,
        url: &str,
        fetch: &dyn Fetch,
        evidence: &Evidence<'_>,
    ) -> Result<Map<String, Value>, Reason> {
        let other = || ("status-list-other-issuer", format!("the status list {url} is not the issuer's"));
        let issuer = evidence.credential.issuer_key().ok_or_else(other)?.controller;
        let sources = self.sources(fetch, evidence.lists, ServiceKind::StatusList, evidence.now);
        let verified = verify_token(token, issuer, &sources).map_err(|error| match error {
            NoToken::Unavailable(reason) => {
                ("status-key-unavailable", format!("the key of the status list {url} could not be had: {reason}"))
            }
            NoToken::NotAuthorized(_) => other(),
            NoToken::Broken(error) => {
                ("status-list-not-authentic", format!("the status list {url} is not authentic: {error}"))
            }
        })?;
        // As for other lists: of a listed issuer, the key has to be one that is listed for this.
        let multikey = verified.key().to_multikey().unwrap_or_default();
        for listing in &evidence.listings {
            let service = listing.entity.service(ServiceKind::StatusList).unwrap_or(listing.service);
            let code = match service.key_standing(&multikey, evidence.now) {
                KeyStanding::Listed => continue,
                KeyStanding::Compromised { .. } => "status-key-compromised",
                KeyStanding::ListedAtOtherTimes | KeyStanding::NotListed => "status-key-not-listed",
            };
            return Err((code, format!("the status list {url} is not signed with a key that is listed for that")));
        }
        Ok(verified.claims().clone())
    }

    /// The claims of a list that the body signed that signed the credential, by certificates of one trusted authority.
    fn claims_by_certificate(
        &self,
        token: &UnverifiedToken,
        url: &str,
        evidence: &Evidence<'_>,
    ) -> Result<Map<String, Value>, Reason> {
        let bad =
            |reason: String| ("status-list-not-authentic", format!("the status list {url} is not authentic: {reason}"));
        let seal = UnverifiedSeal::of_token(token).and_then(UnverifiedSeal::verify_signature);
        let seal = seal.map_err(|error| bad(error.to_string()))?;
        let same = evidence.credential.seal().is_some_and(|own| same_body(own, &seal));
        if !same {
            return Err(("status-list-other-issuer", format!("the status list {url} is not the issuer's")));
        }
        let examination = self.examine(&seal, evidence.lists, evidence.now);
        examination.path.as_ref().map_err(|error| bad(error.to_string()))?;
        if examination.revocation.iter().any(|state| matches!(state, RevocationState::Revoked { .. })) {
            return Err(bad("its certificate was revoked".to_owned()));
        }
        let payload = parse_strict(seal.payload().as_bytes(), limits::CREDENTIAL_BYTES_MAX);
        match payload.map_err(|error| bad(error.to_string()))? {
            Value::Object(claims) => Ok(claims),
            _ => Err(bad("it holds no claims".to_owned())),
        }
    }
}

/// A status list credential (Bitstring Status List) that is a token by a key of its issuer's DID.
///
/// # Errors
///
/// Code and detail of the reason for which it is not authentic.
pub(super) fn open_list(text: &str, url: &str, sources: &Sources<'_>) -> Result<AuthenticCredential, Reason> {
    let bad =
        |reason: String| ("status-list-not-authentic", format!("the status list {url} is not authentic: {reason}"));
    let token = UnverifiedToken::parse(text).map_err(|error| bad(error.to_string()))?;
    let verified = verify_token(&token, &claimed_issuer(&token), sources).map_err(|error| match error {
        NoToken::Unavailable(reason) => {
            ("status-key-unavailable", format!("the key of the status list {url} could not be had: {reason}"))
        }
        NoToken::NotAuthorized(method) => bad(format!("`{method}` is not a method of its issuer")),
        NoToken::Broken(error) => bad(error.to_string()),
    })?;
    authenticate_token(verified, None, sources.contexts).map_err(|error| bad(error.to_string()))
}

/// Whether two certificates are of one body: the same one, or of one organisation by its identifier, which the trusted path
/// of each vouches for.
fn same_body(one: &VerifiedSeal, other: &VerifiedSeal) -> bool {
    let id = |seal: &VerifiedSeal| seal.certificate().subject().organization_identifier.clone();
    one.certificate().sha256() == other.certificate().sha256() || id(one).is_some() && id(one) == id(other)
}

/// Reads the status from the verified claims of a list (Token Status List, section 8.3).
fn read(claims: &Map<String, Value>, entry: &Entry, now: Timestamp) -> Looked {
    let url = &entry.list_url;
    let malformed = |reason: &str| ("status-list-malformed", format!("the status list {url} cannot be read: {reason}"));
    if claims.get("sub").and_then(Value::as_str) != Some(url) {
        return Err(("status-list-other", format!("{url} holds the status list of another address")));
    }
    let time = |name: &str| claims.get(name).and_then(Value::as_i64).and_then(Timestamp::from_unix);
    let issued = time("iat").ok_or_else(|| malformed("it does not say when it was made"))?;
    if issued > now.plus_seconds(limits::CLOCK_SKEW_SECONDS_MAX) {
        return Err(("status-list-from-the-future", format!("the status list {url} is good only from {issued} on")));
    }
    let lives = match claims.get("ttl") {
        None => None,
        Some(ttl) => {
            let seconds = ttl.as_i64().filter(|seconds| *seconds > 0).ok_or_else(|| malformed("its `ttl` is none"))?;
            Some(issued.plus_seconds(seconds))
        }
    };
    let expires = match claims.get("exp") {
        None => None,
        Some(_) => Some(time("exp").ok_or_else(|| malformed("its `exp` is no time"))?),
    };
    let undated = || ("status-list-undated", format!("the status list {url} does not say for how long it is good"));
    // `ttl` is how long a copy may be kept, which was fetched now; it dates a list that has no end.
    let until = expires.or(lives).ok_or_else(undated)?;
    if until <= now {
        return Err(("status-list-expired", format!("the status list {url} was good until {until}")));
    }
    if issued.plus_seconds(limits::STATUS_LIST_SECONDS_MAX) < until {
        let detail = format!("the status list {url} claims to be good for longer than a status list may be");
        return Err(("status-list-valid-too-long", detail));
    }
    let list = claims.get("status_list").ok_or_else(|| malformed("no list"))?;
    let bits = list.get("bits").and_then(Value::as_u64).ok_or_else(|| malformed("no number of bits"))?;
    let packed = list.get("lst").and_then(Value::as_str).ok_or_else(|| malformed("no statuses"))?;
    let statuses = TokenStatuses::decode(bits, packed).map_err(|error| malformed(&error.to_string()))?;
    let status = statuses.get(entry.index).map_err(|error| ("status-index-out-of-range", error.to_string()))?;
    let (revoked, suspended) = match status {
        0 => (false, false),
        1 => (true, false),
        2 => (false, true),
        other => {
            let detail = format!("the status list gives the award the status {other}, which is the issuer's own");
            return Err(("status-value-unknown", detail));
        }
    };
    let bits = vec![(Purpose::Revocation, revoked), (Purpose::Suspension, suspended)];
    Ok(Bits { bits, reservation: None })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_says_something_only_if_all_is_right_with_it() {
        let at = |text: &str| Timestamp::parse(text).expect("a time");
        let now = at("2026-07-01T12:00:00Z");
        let entry = |index| Entry { list_url: "https://a.example/1".into(), index, asks: Asks::Token };
        let (yesterday, tomorrow) = (now.unix() - 86_400, now.unix() + 86_400);
        let claims = json!({
            "sub": "https://a.example/1", "iat": yesterday, "exp": tomorrow,
            "status_list": {"bits": 2, "lst": "eNo76fITAAPfAgc"},
        });
        let code = |claims: &Value, index| {
            let claims = claims.as_object().expect("an object");
            read(claims, &entry(index), now).map(|bits| bits.bits.iter().map(|(_, set)| *set).collect::<Vec<_>>())
        };
        assert_eq!(code(&claims, 2), Ok(vec![false, false]));
        assert_eq!(code(&claims, 0), Ok(vec![true, false]));
        assert_eq!(code(&claims, 1), Ok(vec![false, true]));
        assert_eq!(code(&claims, 3).map_err(|e| e.0), Err("status-value-unknown"));
        assert_eq!(code(&claims, 12).map_err(|e| e.0), Err("status-index-out-of-range"));
        for (member, value, expected) in [
            ("sub", json!("https://a.example/2"), "status-list-other"),
            ("sub", json!(null), "status-list-other"),
            ("iat", json!(tomorrow), "status-list-from-the-future"),
            ("iat", json!("x"), "status-list-malformed"),
            ("exp", json!(yesterday), "status-list-expired"),
            ("exp", json!(now.unix()), "status-list-expired"),
            ("exp", json!("x"), "status-list-malformed"),
            ("exp", json!(now.unix() + 86_400 * 400), "status-list-valid-too-long"),
            ("ttl", json!(0), "status-list-malformed"),
            ("status_list", json!(null), "status-list-malformed"),
            ("status_list", json!({"bits": 3, "lst": "eNo76fITAAPfAgc"}), "status-list-malformed"),
            ("status_list", json!({"bits": 2, "lst": "x"}), "status-list-malformed"),
        ] {
            let mut changed = claims.clone();
            changed[member] = value;
            assert_eq!(code(&changed, 2).map_err(|e| e.0), Err(expected), "{member}");
        }
        let mut endless = claims.clone();
        endless.as_object_mut().expect("an object").remove("exp");
        assert_eq!(code(&endless, 2).map_err(|e| e.0), Err("status-list-undated"));
        endless["ttl"] = json!(86_400 * 2);
        assert_eq!(code(&endless, 2), Ok(vec![false, false]));
    }
}
