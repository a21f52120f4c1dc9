//! The keys that a DID document publishes for making claims, of every kind that tokens are signed with.

use serde_json::Value;

use super::did::DidError;
use crate::crypto::encoding::from_base64url;
use crate::jose::PublicKey;
use crate::limits;
use crate::model::json::parse_strict;
use crate::model::time::Timestamp;

/// A key for making claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionKey {
    /// The method's absolute id.
    pub method: String,
    /// The key.
    pub key: PublicKey,
    /// From when on it must not be used for new claims.
    pub expires: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

/// The keys that the document of `did` names under `assertionMethod` and that it controls itself; those of kinds that are
/// not used are passed over.
///
/// # Errors
///
/// [`DidError`].
pub fn assertion_keys(bytes: &[u8], did: &str) -> Result<Vec<AssertionKey>, DidError> {
    let document = parse_strict(bytes, limits::DID_DOCUMENT_BYTES_MAX)?;
    let found = document.get("id").and_then(Value::as_str).ok_or(DidError::Malformed { member: "id" })?;
    if found != did {
        return Err(DidError::WrongSubject { expected: did.to_owned(), found: found.to_owned() });
    }
    let list = |member: &'static str| match document.get(member) {
        None => Ok(&[][..]),
        Some(Value::Array(values)) if values.len() <= limits::DID_METHODS_MAX => Ok(values.as_slice()),
        Some(_) => Err(DidError::Malformed { member }),
    };
    let (methods, assertions) = (list("verificationMethod")?, list("assertionMethod")?);
    let absolute = |id: &str| if id.starts_with('#') { format!("{did}{id}") } else { id.to_owned() };
    let id_of = |method: &Value| method.get("id").and_then(Value::as_str).map(absolute);
    let mut keys = Vec::new();
    for assertion in assertions {
        let id = assertion.as_str().map(absolute).or_else(|| id_of(assertion));
        let id = id.ok_or(DidError::Malformed { member: "assertionMethod" })?;
        // One id, one method: else it would depend on the order which key is meant.
        let mut meant: Vec<&Value> = methods.iter().filter(|method| id_of(method).as_ref() == Some(&id)).collect();
        meant.extend(Some(assertion).filter(|method| method.is_object() && !methods.contains(method)));
        let [method] = meant[..] else {
            if meant.is_empty() {
                continue;
            }
            return Err(DidError::DuplicateMethod { id });
        };
        let own = method.get("controller").and_then(Value::as_str) == Some(did);
        let below = id.strip_prefix(did).is_some_and(|rest| rest.starts_with('#'));
        let key = match (method.get("publicKeyJwk"), method.get("publicKeyMultibase").and_then(Value::as_str)) {
            (Some(jwk), None) => PublicKey::from_jwk(jwk).ok(),
            (None, Some(multikey)) => PublicKey::from_multikey(multikey).ok(),
            _ => None,
        };
        let time = |name| match method.get(name) {
            None => Ok(None),
            Some(time) => {
                let time = time.as_str().and_then(|text| Timestamp::parse(text).ok());
                time.map(Some).ok_or(DidError::Malformed { member: "verificationMethod" })
            }
        };
        if let Some(key) = key.filter(|_| own && below) {
            keys.push(AssertionKey { method: id, key, expires: time("expires")?, revoked: time("revoked")? });
        }
    }
    Ok(keys)
}

/// The key of a did:key or a did:jwk, which is its own document; `None` of another method.
#[must_use]
pub fn key_of_did(did: &str) -> Option<AssertionKey> {
    let (fragment, key) = if let Some(multikey) = did.strip_prefix("did:key:") {
        (multikey, PublicKey::from_multikey(multikey).ok()?)
    } else {
        let jwk = from_base64url(did.strip_prefix("did:jwk:")?).ok()?;
        ("0", PublicKey::from_jwk(&parse_strict(&jwk, limits::DID_DOCUMENT_BYTES_MAX).ok()?).ok()?)
    };
    Some(AssertionKey { method: format!("{did}#{fragment}"), key, expires: None, revoked: None })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const DID: &str = "did:web:uni.example";

    fn p256() -> Value {
        // The example key of RFC 7515, appendix A.3.
        json!({
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        })
    }

    fn methods(document: &Value) -> Result<Vec<String>, DidError> {
        let keys = assertion_keys(document.to_string().as_bytes(), DID)?;
        Ok(keys.into_iter().map(|key| key.method).collect())
    }

    #[test]
    fn keys_are_those_that_the_document_lets_make_claims() {
        let method = json!({"id": "#a", "type": "JsonWebKey", "controller": DID, "publicKeyJwk": p256()});
        let id = format!("{DID}#a");
        let listed = json!({"id": DID, "verificationMethod": [method], "assertionMethod": ["#a"]});
        assert_eq!(methods(&listed), Ok(vec![id.clone()]));
        assert_eq!(methods(&json!({"id": DID, "assertionMethod": [method]})), Ok(vec![id.clone()]));
        // Not for claims, of another controller, of another DID, or with its private part: not a key of this DID.
        let edited = |edit: fn(&mut Value)| {
            let mut changed = listed.clone();
            edit(&mut changed);
            methods(&changed)
        };
        assert_eq!(edited(|d| d["assertionMethod"] = json!([])), Ok(vec![]));
        assert_eq!(edited(|d| d["verificationMethod"][0]["controller"] = json!("did:web:evil.example")), Ok(vec![]));
        assert_eq!(edited(|d| d["verificationMethod"][0]["publicKeyJwk"]["d"] = json!("AA")), Ok(vec![]));
        assert_eq!(edited(|d| d["verificationMethod"][0]["publicKeyJwk"]["y"] = json!("AA")), Ok(vec![]));
        assert_eq!(
            edited(|d| {
                let mut twin = d["verificationMethod"][0].clone();
                twin["publicKeyJwk"]["x"] = json!("AA");
                d["verificationMethod"].as_array_mut().expect("an array").push(twin);
            }),
            Err(DidError::DuplicateMethod { id })
        );
        let wrong = DidError::WrongSubject { expected: DID.into(), found: "did:web:evil.example".into() };
        assert_eq!(edited(|d| d["id"] = json!("did:web:evil.example")), Err(wrong));
    }

    #[test]
    fn some_dids_are_their_keys() {
        let jwk = crate::crypto::encoding::to_base64url(p256().to_string().as_bytes());
        let key = key_of_did(&format!("did:jwk:{jwk}")).expect("a key");
        assert_eq!(key.method, format!("did:jwk:{jwk}#0"));
        let same = key_of_did("did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv").expect("a P-256 key");
        assert!(same.method.ends_with("#zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv"));
        assert_eq!(key_of_did("did:key:z6Mk"), None);
        assert_eq!(key_of_did("did:web:uni.example"), None);
    }
}
