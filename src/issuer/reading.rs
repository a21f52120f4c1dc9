//! Requests as they are read: members that are not understood are refused by name, so that nobody relies on one.

use serde_json::{Map, Value};

use crate::http::problem::Problem;
use crate::issue::{Securing, StatusWish};
use crate::ledger::Change;
use crate::limits;
use crate::model::json::Document;

/// A request to issue.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) credential: Map<String, Value>,
    /// What the request says of the status, if it says anything.
    pub(super) status: Option<StatusWish>,
}

/// A request to change a status.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ChangeWish {
    pub(super) id: String,
    pub(super) change: Change,
    pub(super) reason: Option<String>,
}

fn object(body: &Document) -> Result<Map<String, Value>, Problem> {
    match body.root().to_value() {
        Value::Object(members) => Ok(members),
        _ => Err(Problem::unreadable("The body is JSON, but no object.")),
    }
}

/// Refuses members beyond `known`.
fn only(members: &Map<String, Value>, place: &str, known: &[&str]) -> Result<(), Problem> {
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let shown: String = name.chars().take(limits::DROPPED_NAME_BYTES_MAX).collect();
            let known = known.join("`, `");
            Err(Problem::unreadable(format!(
                "{place}/{shown}: it is not understood here. Leave it out; `{known}` are."
            )))
        }
    }
}

/// Reads a request to issue with `securing`.
pub(super) fn wish(body: &Document, securing: Securing, method: &str) -> Result<Wish, Problem> {
    let mut members = object(body)?;
    only(&members, "", &["credential", "options"])?;
    let Some(Value::Object(credential)) = members.remove("credential") else {
        return Err(Problem::unreadable("/credential: give the credential, as an object without a proof."));
    };
    let options = match members.remove("options") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(options)) => options,
        Some(_) => return Err(Problem::unreadable("/options: it has to be an object.")),
    };
    Ok(Wish { credential, status: read_options(&options, securing, method)? })
}

fn read_options(options: &Map<String, Value>, securing: Securing, method: &str) -> Result<Option<StatusWish>, Problem> {
    only(
        options,
        "/options",
        &["type", "cryptosuite", "proofPurpose", "verificationMethod", "mediaType", "credentialStatus"],
    )?;
    // What this address does in any case may be asked for, and nothing else.
    let expected = |name: &str| match name {
        "type" => securing.suite().map(|_| "DataIntegrityProof"),
        "cryptosuite" => securing.suite().map(|suite| suite.name()),
        "proofPurpose" => Some("assertionMethod"),
        "verificationMethod" => Some(method),
        "mediaType" => securing.suite().is_none().then_some("application/vc+jwt"),
        _ => None,
    };
    for (name, value) in options.iter().filter(|(name, _)| *name != "credentialStatus") {
        if expected(name) != value.as_str() || !value.is_string() {
            let does = expected(name).map_or("nothing of it".to_owned(), |does| format!("`{does}`"));
            return Err(Problem::unreadable(format!("/options/{name}: this address does {does} alone. Leave it out.")));
        }
    }
    match options.get("credentialStatus") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(true)) => Ok(Some(StatusWish::Stated)),
        Some(Value::Bool(false)) => Ok(Some(StatusWish::LeftOut)),
        Some(Value::Object(entry)) => {
            only(entry, "/options/credentialStatus", &["type"])?;
            match entry.get("type").and_then(Value::as_str) {
                None | Some("BitstringStatusListEntry") => Ok(Some(StatusWish::Stated)),
                Some(_) => Err(Problem::unreadable(
                    "/options/credentialStatus/type: only `BitstringStatusListEntry` is issued. Write that, or leave it out.",
                )),
            }
        }
        Some(_) => Err(Problem::unreadable(
            "/options/credentialStatus: write true, false, or {\"type\": \"BitstringStatusListEntry\"}.",
        )),
    }
}

/// Reads a request to change a status.
pub(super) fn change(body: &Document) -> Result<ChangeWish, Problem> {
    let members = object(body)?;
    only(&members, "", &["credentialId", "credentialStatus", "status", "reason"])?;
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let id = text("credentialId").filter(|id| id.len() <= limits::STATUS_ID_BYTES_MAX);
    let id = id.ok_or_else(|| Problem::unreadable("/credentialId: give the id of the credential, or of its award."))?;
    let Some(Value::Object(entry)) = members.get("credentialStatus") else {
        return Err(Problem::unreadable(
            "/credentialStatus: give {\"type\": \"BitstringStatusListEntry\", \"statusPurpose\": \"revocation\"}.",
        ));
    };
    only(entry, "/credentialStatus", &["type", "statusPurpose"])?;
    if entry.get("type").is_some_and(|kind| kind != "BitstringStatusListEntry") {
        return Err(Problem::unreadable("/credentialStatus/type: only `BitstringStatusListEntry` is understood."));
    }
    let set = match members.get("status") {
        None | Some(Value::Bool(true)) => true,
        Some(Value::Bool(false)) => false,
        Some(Value::String(text)) if text == "1" => true,
        Some(Value::String(text)) if text == "0" => false,
        Some(_) => return Err(Problem::unreadable("/status: write true to set it, or false to take it back.")),
    };
    let change = match (entry.get("statusPurpose").and_then(Value::as_str), set) {
        (Some("revocation"), true) => Change::Revoke,
        (Some("suspension"), true) => Change::Suspend,
        (Some("suspension"), false) => Change::Reinstate,
        (Some("revocation"), false) => {
            return Err(Problem::unreadable(
                "/status: a revocation is for good. Issue a new credential, or suspend where it may be lifted again.",
            ));
        }
        _ => {
            return Err(Problem::unreadable("/credentialStatus/statusPurpose: write `revocation` or `suspension`."));
        }
    };
    let reason = match members.get("reason") {
        None | Some(Value::Null) => None,
        Some(Value::String(reason)) => Some(reason.clone()),
        Some(_) => return Err(Problem::unreadable("/reason: it has to be a text.")),
    };
    Ok(ChangeWish { id: id.to_owned(), change, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Document {
        Document::parse(text.as_bytes(), 10_000).expect("JSON")
    }

    #[test]
    fn options_are_understood_or_refused_by_name() {
        let options = |securing, options: &str| {
            let body = body(&format!("{{\"credential\":{{}},\"options\":{options}}}"));
            wish(&body, securing, "did:web:a#k").map(|wish| wish.status).map_err(|problem| problem.detail)
        };
        let rdfc = Securing::EddsaRdfc2022;
        assert_eq!(options(rdfc, "{}"), Ok(None));
        assert_eq!(options(rdfc, "null"), Ok(None));
        let all = r#"{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","proofPurpose":"assertionMethod",
                     "verificationMethod":"did:web:a#k","credentialStatus":{"type":"BitstringStatusListEntry"}}"#;
        assert_eq!(options(rdfc, all), Ok(Some(StatusWish::Stated)));
        assert_eq!(options(rdfc, r#"{"credentialStatus":false}"#), Ok(Some(StatusWish::LeftOut)));
        assert_eq!(options(Securing::VcJwt, r#"{"mediaType":"application/vc+jwt"}"#), Ok(None));
        for (securing, given, place) in [
            (rdfc, r#"{"challenge":"c"}"#, "/options/challenge: "),
            (rdfc, r#"{"created":"2020-01-01T00:00:00Z"}"#, "/options/created: "),
            (rdfc, r#"{"cryptosuite":"eddsa-jcs-2022"}"#, "/options/cryptosuite: "),
            (rdfc, r#"{"cryptosuite":null}"#, "/options/cryptosuite: "),
            (rdfc, r#"{"mediaType":"application/vc+jwt"}"#, "/options/mediaType: "),
            (Securing::VcJwt, r#"{"cryptosuite":null}"#, "/options/cryptosuite: "),
            (rdfc, r#"{"proofPurpose":"authentication"}"#, "/options/proofPurpose: "),
            (rdfc, r#"{"verificationMethod":"did:web:b#k"}"#, "/options/verificationMethod: "),
            (rdfc, r#"{"credentialStatus":{"type":"StatusList2021Entry"}}"#, "/options/credentialStatus/type: "),
            (rdfc, r#"{"credentialStatus":{"index":1}}"#, "/options/credentialStatus/index: "),
            (rdfc, r#"{"credentialStatus":1}"#, "/options/credentialStatus: "),
            (rdfc, "[]", "/options: "),
        ] {
            let refused = options(securing, given).expect_err(given);
            assert!(refused.starts_with(place), "{given}: {refused}");
        }
        let beside = wish(&body(r#"{"credential":{},"issuer":"did:web:a"}"#), rdfc, "m").expect_err("refused");
        assert!(beside.detail.starts_with("/issuer: "), "{}", beside.detail);
    }

    #[test]
    fn a_change_of_status_says_which_and_what() {
        let read = |text: &str| change(&body(text)).map_err(|problem| problem.detail);
        let wish = |change| ChangeWish { id: "a:1".into(), change, reason: Some("why".into()) };
        for (purpose, status, expected) in [
            ("revocation", "", Change::Revoke),
            ("revocation", ",\"status\":true", Change::Revoke),
            ("suspension", ",\"status\":\"1\"", Change::Suspend),
            ("suspension", ",\"status\":false", Change::Reinstate),
        ] {
            let text = format!(
                "{{\"credentialId\":\"a:1\",\"reason\":\"why\",\"credentialStatus\":{{\"statusPurpose\":\"{purpose}\"}}{status}}}"
            );
            assert_eq!(read(&text), Ok(wish(expected)), "{text}");
        }
        for (text, place) in [
            (r#"{"credentialStatus":{"statusPurpose":"revocation"}}"#, "/credentialId: "),
            (r#"{"credentialId":"a:1"}"#, "/credentialStatus: "),
            (
                r#"{"credentialId":"a:1","credentialStatus":{"statusPurpose":"refresh"}}"#,
                "/credentialStatus/statusPurpose",
            ),
            (r#"{"credentialId":"a:1","credentialStatus":{"statusPurpose":"revocation"},"status":false}"#, "/status: "),
            (r#"{"credentialId":"a:1","credentialStatus":{"statusPurpose":"revocation"},"status":2}"#, "/status: "),
            (r#"{"credentialId":"a:1","credentialStatus":{"statusPurpose":"revocation"},"reason":1}"#, "/reason: "),
            (
                r#"{"credentialId":"a:1","credentialStatus":{"statusListIndex":"1"}}"#,
                "/credentialStatus/statusListIndex",
            ),
            (r#"{"credentialId":"a:1","award":"x"}"#, "/award: "),
        ] {
            let refused = read(text).expect_err(text);
            assert!(refused.starts_with(place), "{text}: {refused}");
        }
    }
}
