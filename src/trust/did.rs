//! DID documents: read strictly, written for did:web, derived for did:key (DID 1.0; Controlled Identifiers 1.0).
//!
//! It says which keys a document names for making claims, and the dates that the document gives them. It fetches
//! nothing, and what a listed or unlisted key means is for the trust decision.

use serde_json::{Map, Value, json};
use thiserror::Error;
use url::Url;

use crate::crypto::VerifyingKey;
use crate::limits;
use crate::model::ids::Did;
use crate::model::json::{JsonError, parse_strict};
use crate::model::time::Timestamp;
use crate::proof::ResolvedMethod;

/// The terms that our DID documents use.
const CONTEXTS: [&str; 2] = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"];

/// Why a DID or its document does not lead to a key.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DidError {
    /// Two verification methods of one id.
    #[error("the DID document has `{id}` twice")]
    DuplicateMethod {
        /// The id.
        id: String,
    },
    /// A member of the document is missing or malformed.
    #[error("`{member}` of the DID document is missing or malformed")]
    Malformed {
        /// The member.
        member: &'static str,
    },
    /// The method is there, but its controller is another DID.
    #[error("`{id}` is controlled by `{controller}`, not by the DID that names it")]
    MethodControlledByAnother {
        /// The method.
        id: String,
        /// Its controller.
        controller: String,
    },
    /// The method is not in the document, or is of a kind that is not read here.
    #[error("the DID document has no Ed25519 multikey `{id}`")]
    MethodNotFound {
        /// The method.
        id: String,
    },
    /// The method is there, but not for showing credentials.
    #[error("`{id}` may not show credentials: it is not under `authentication`")]
    NotForAuthentication {
        /// The method.
        id: String,
    },
    /// The method is there, but not for making claims.
    #[error("`{id}` may not make claims: it is not under `assertionMethod`")]
    NotForAssertion {
        /// The method.
        id: String,
    },
    /// Not a did:web that stands for an https URL.
    #[error("`{did}` does not stand for a web address")]
    NotAWebAddress {
        /// The DID.
        did: String,
    },
    /// Not strict JSON.
    #[error(transparent)]
    NotJson(#[from] JsonError),
    /// The document is that of another DID.
    #[error("the DID document is that of `{found}`, not of `{expected}`")]
    WrongSubject {
        /// The DID that was asked for.
        expected: String,
        /// The document's id.
        found: String,
    },
}

/// An Ed25519 key of a DID document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationMethod {
    /// Its absolute id: the DID and a fragment.
    pub id: String,
    /// Who controls it.
    pub controller: String,
    /// The key.
    pub key: VerifyingKey,
    /// From when on it must not be used for new claims (Controlled Identifiers 1.0, section 2.2).
    pub expires: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

/// A DID document, as far as it concerns making claims with Ed25519 keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DidDocument {
    id: Did,
    methods: Vec<VerificationMethod>,
    /// The methods under `assertionMethod`, those of kinds that are not read here too.
    assertion_methods: Vec<String>,
    /// The same of `authentication`.
    authentication_methods: Vec<String>,
}

impl DidDocument {
    /// Makes the document of `id` with `methods`, all of them for making claims but the revoked ones.
    ///
    /// # Errors
    ///
    /// [`DidError::DuplicateMethod`], or [`DidError::Malformed`] when a method is not `id` and a fragment.
    pub fn new(id: Did, methods: Vec<VerificationMethod>) -> Result<Self, DidError> {
        let usable = methods.iter().filter(|method| method.revoked.is_none());
        let assertion_methods = usable.map(|method| method.id.clone()).collect();
        if methods.iter().any(|method| method_did(&method.id) != Some(id.as_str())) {
            return Err(DidError::Malformed { member: "verificationMethod" });
        }
        refuse_duplicates(methods.iter().map(|method| method.id.as_str()))?;
        Ok(Self { id, methods, assertion_methods, authentication_methods: Vec::new() })
    }

    /// The same with `methods` that it names for nothing: they sign what is no credential.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new).
    pub fn naming(self, methods: Vec<VerificationMethod>) -> Result<Self, DidError> {
        let assertion_methods = self.assertion_methods;
        let all = Self::new(self.id, self.methods.into_iter().chain(methods).collect())?;
        Ok(Self { assertion_methods, ..all })
    }

    /// The document of a did:key with an Ed25519 key, which follows from the DID itself.
    ///
    /// # Errors
    ///
    /// [`DidError::MethodNotFound`] when it is a did:key of another kind of key, or no did:key.
    pub fn of_did_key(did: &Did) -> Result<Self, DidError> {
        let not_found = || DidError::MethodNotFound { id: did.to_string() };
        let multikey = did.as_str().strip_prefix("did:key:").ok_or_else(not_found)?;
        let key = VerifyingKey::from_multikey(multikey).map_err(|_| not_found())?;
        let id = format!("{did}#{multikey}");
        let authentication_methods = vec![id.clone()];
        let method = VerificationMethod { id, controller: did.to_string(), key, expires: None, revoked: None };
        Ok(Self { authentication_methods, ..Self::new(did.clone(), vec![method])? })
    }

    /// Reads the document that was found for `expected`.
    ///
    /// # Errors
    ///
    /// Each variant of [`DidError`] but those of [`resolve`](Self::resolve) is one reason.
    pub fn parse(bytes: &[u8], expected: &Did) -> Result<Self, DidError> {
        let malformed = |member| DidError::Malformed { member };
        let document = parse_strict(bytes, limits::DID_DOCUMENT_BYTES_MAX)?;
        let document = document.as_object().ok_or(malformed("document"))?;
        let found = document.get("id").and_then(Value::as_str).ok_or(malformed("id"))?;
        if found != expected.as_str() {
            return Err(DidError::WrongSubject { expected: expected.to_string(), found: found.to_owned() });
        }
        let mut ids = Vec::new();
        let mut methods = Vec::new();
        for value in array(document, "verificationMethod")? {
            let (id, method) = read_method(value, expected)?;
            ids.push(id);
            methods.extend(method);
        }
        let mut named = [("assertionMethod", Vec::new()), ("authentication", Vec::new())];
        let mut in_full: Vec<&Value> = array(document, "verificationMethod")?.iter().collect();
        for (relation, methods_of_it) in &mut named {
            let values = match (array(document, relation), *relation) {
                (Err(_), "authentication") => &[],
                (values, _) => values?,
            };
            for value in values {
                if let Some(reference) = value.as_str() {
                    methods_of_it.push(absolute(reference, expected));
                    continue;
                }
                let (id, method) = match (read_method(value, expected), *relation) {
                    // What is only for showing is no reason to doubt the keys that make claims.
                    (Err(_), "authentication") => continue,
                    (read, _) => read?,
                };
                methods_of_it.push(id.clone());
                // Some write a method in full in several places; one that says the same is no other one.
                if !in_full.contains(&value) {
                    in_full.push(value);
                    ids.push(id);
                    methods.extend(method);
                }
            }
        }
        refuse_duplicates(ids.iter().map(String::as_str))?;
        let [(_, assertion_methods), (_, authentication_methods)] = named;
        Ok(Self { id: expected.clone(), methods, assertion_methods, authentication_methods })
    }

    /// The document as JSON, for publishing.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let methods = self.methods.iter().map(|method| {
            let mut json = json!({
                "id": method.id,
                "type": "Multikey",
                "controller": method.controller,
                "publicKeyMultibase": method.key.to_multikey(),
            });
            for (name, time) in [("expires", method.expires), ("revoked", method.revoked)] {
                if let Some(time) = time {
                    json[name] = json!(time.to_string());
                }
            }
            json
        });
        json!({
            "@context": CONTEXTS,
            "id": self.id.as_str(),
            "verificationMethod": methods.collect::<Vec<Value>>(),
            "assertionMethod": self.assertion_methods,
        })
    }

    /// The DID that it is the document of.
    #[must_use]
    pub fn id(&self) -> &Did {
        &self.id
    }

    /// The Ed25519 keys that it names, for whatever purpose.
    #[must_use]
    pub fn methods(&self) -> &[VerificationMethod] {
        &self.methods
    }

    /// The method `id`, if the document's own DID controls it, for whatever purpose.
    ///
    /// Its dates are the caller's to judge.
    ///
    /// # Errors
    ///
    /// [`DidError::MethodNotFound`], [`DidError::MethodControlledByAnother`].
    pub fn named_method(&self, id: &str) -> Result<&VerificationMethod, DidError> {
        let named: Vec<String> = vec![id.to_owned()];
        self.own_method(id, &named, || DidError::MethodNotFound { id: id.to_owned() })
    }

    /// The method `id`, if the document names it for making claims and the document's own DID controls it.
    ///
    /// Its dates are the caller's to judge.
    ///
    /// # Errors
    ///
    /// [`DidError::MethodNotFound`], [`DidError::NotForAssertion`], [`DidError::MethodControlledByAnother`].
    pub fn assertion_method(&self, id: &str) -> Result<&VerificationMethod, DidError> {
        self.own_method(id, &self.assertion_methods, || DidError::NotForAssertion { id: id.to_owned() })
    }

    /// The method `id`, if the document names it for showing credentials and the document's own DID controls it.
    ///
    /// Its dates are the caller's to judge.
    ///
    /// # Errors
    ///
    /// [`DidError::MethodNotFound`], [`DidError::NotForAuthentication`], [`DidError::MethodControlledByAnother`].
    pub fn authentication_method(&self, id: &str) -> Result<&VerificationMethod, DidError> {
        self.own_method(id, &self.authentication_methods, || DidError::NotForAuthentication { id: id.to_owned() })
    }

    fn own_method(
        &self,
        id: &str,
        named: &[String],
        not_named: impl FnOnce() -> DidError,
    ) -> Result<&VerificationMethod, DidError> {
        let found = self.methods.iter().find(|method| method.id == id);
        let method = found.ok_or_else(|| DidError::MethodNotFound { id: id.to_owned() })?;
        if !named.iter().any(|listed| listed == id) {
            return Err(not_named());
        }
        if method.controller != self.id.as_str() {
            let controller = method.controller.clone();
            return Err(DidError::MethodControlledByAnother { id: id.to_owned(), controller });
        }
        Ok(method)
    }

    /// The key for verifying a proof that names the method `id`.
    ///
    /// # Errors
    ///
    /// See [`assertion_method`](Self::assertion_method).
    pub fn resolve(&self, id: &str) -> Result<ResolvedMethod, DidError> {
        let method = self.assertion_method(id)?;
        Ok(ResolvedMethod { id: method.id.clone(), controller: method.controller.clone(), key: method.key })
    }
}

/// The DID of a verification method's id: what stands before the fragment. `None` without a fragment.
#[must_use]
pub fn method_did(id: &str) -> Option<&str> {
    id.split_once('#').filter(|(did, fragment)| !did.is_empty() && !fragment.is_empty()).map(|(did, _)| did)
}

/// Where the document of a did:web lies (did:web method, section 2.5.2).
///
/// # Errors
///
/// [`DidError::NotAWebAddress`].
pub fn did_web_url(did: &Did) -> Result<Url, DidError> {
    let fault = || DidError::NotAWebAddress { did: did.to_string() };
    let rest = did.as_str().strip_prefix("did:web:").ok_or_else(fault)?;
    let mut parts = rest.split(':');
    let host = parts.next().unwrap_or_default();
    // The only escape that a host may have is the colon before its port.
    let host = host.replacen("%3A", ":", 1).replacen("%3a", ":", usize::from(!host.contains("%3A")));
    if host.contains('%') {
        return Err(fault());
    }
    let path: Vec<&str> = parts.collect();
    // A dot segment, spelt out or escaped, would leave the path that the DID names.
    if path.iter().any(|part| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")) {
        return Err(fault());
    }
    let path = if path.is_empty() { ".well-known".to_owned() } else { path.join("/") };
    let url = Url::parse(&format!("https://{host}/{path}/did.json")).map_err(|_| fault())?;
    let same = url.path() == format!("/{path}/did.json");
    if same && url.host_str().is_some() { Ok(url) } else { Err(fault()) }
}

/// The did:web whose document lies below `base`: the inverse of [`did_web_url`] for an origin with an optional path.
///
/// # Errors
///
/// [`DidError::NotAWebAddress`] when the base has no host, a query, or a path that a DID cannot hold.
pub fn did_web_of(base: &Url) -> Result<Did, DidError> {
    let fault = || DidError::NotAWebAddress { did: base.to_string() };
    let host = base.host_str().ok_or_else(fault)?;
    let port = base.port().map(|port| format!("%3A{port}")).unwrap_or_default();
    let path: String = base.path().split('/').filter(|part| !part.is_empty()).map(|part| format!(":{part}")).collect();
    Did::parse(&format!("did:web:{host}{port}{path}")).map_err(|_| fault())
}

fn array<'a>(document: &'a Map<String, Value>, member: &'static str) -> Result<&'a [Value], DidError> {
    match document.get(member) {
        None => Ok(&[]),
        Some(Value::Array(values)) if values.len() <= limits::DID_METHODS_MAX => Ok(values),
        Some(_) => Err(DidError::Malformed { member }),
    }
}

/// A method's id, and the method if it is an Ed25519 key: a document may name other kinds beside it.
fn read_method(value: &Value, did: &Did) -> Result<(String, Option<VerificationMethod>), DidError> {
    let malformed = || DidError::Malformed { member: "verificationMethod" };
    let text = |name| value.get(name).and_then(Value::as_str);
    let id = absolute(text("id").ok_or_else(malformed)?, did);
    let multikey = match text("type").ok_or_else(malformed)? {
        "Multikey" | "Ed25519VerificationKey2020" => text("publicKeyMultibase").ok_or_else(malformed)?,
        _ => return Ok((id, None)),
    };
    let Ok(key) = VerifyingKey::from_multikey(multikey) else { return Ok((id, None)) };
    let time = |name| match value.get(name) {
        None => Ok(None),
        Some(time) => {
            let time = time.as_str().and_then(|text| Timestamp::parse(text).ok());
            time.map(Some).ok_or_else(malformed)
        }
    };
    let controller = text("controller").ok_or_else(malformed)?.to_owned();
    let (expires, revoked) = (time("expires")?, time("revoked")?);
    Ok((id.clone(), Some(VerificationMethod { id, controller, key, expires, revoked })))
}

/// DID documents may write `#key` for their own methods (DID 1.0, section 3.2.2).
fn absolute(reference: &str, did: &Did) -> String {
    if reference.starts_with('#') { format!("{did}{reference}") } else { reference.to_owned() }
}

fn refuse_duplicates<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), DidError> {
    let mut seen = std::collections::HashSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(DidError::DuplicateMethod { id: id.to_owned() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SigningKey;

    const UNI: &str = "did:web:uni.example";

    fn did(text: &str) -> Did {
        Did::parse(text).expect("a DID")
    }

    fn method(fragment: &str, seed: u8) -> VerificationMethod {
        let key = SigningKey::from_seed(&[seed; 32]).verifying_key();
        let id = format!("{UNI}#{fragment}");
        VerificationMethod { id, controller: UNI.into(), key, expires: None, revoked: None }
    }

    fn parse(json: &Value) -> Result<DidDocument, DidError> {
        DidDocument::parse(json.to_string().as_bytes(), &did(UNI))
    }

    #[test]
    fn a_document_is_read_as_it_was_written() {
        let revoked = Some(Timestamp::parse("2026-06-30T12:00:00Z").expect("a time"));
        let old = VerificationMethod { revoked, expires: revoked, ..method("old", 1) };
        let document = DidDocument::new(did(UNI), vec![old, method("new", 2)]).expect("a document");
        assert_eq!(parse(&document.to_json()), Ok(document.clone()));
        assert_eq!(document.resolve("did:web:uni.example#new").expect("a method").key, method("new", 2).key);
        let gone = "did:web:uni.example#old".to_owned();
        assert_eq!(document.resolve(&gone), Err(DidError::NotForAssertion { id: gone }));
        let none = "did:web:uni.example#none".to_owned();
        assert_eq!(document.resolve(&none), Err(DidError::MethodNotFound { id: none }));
    }

    #[test]
    fn documents_that_mislead_are_refused() {
        let good = DidDocument::new(did(UNI), vec![method("a", 1)]).expect("a document").to_json();
        let edited = |edit: fn(&mut Value)| {
            let mut json = good.clone();
            edit(&mut json);
            parse(&json)
        };
        assert_eq!(
            edited(|json| json["id"] = json!("did:web:evil.example")),
            Err(DidError::WrongSubject { expected: UNI.into(), found: "did:web:evil.example".into() })
        );
        assert_eq!(
            edited(|json| {
                let twin = json["verificationMethod"][0].clone();
                json["verificationMethod"].as_array_mut().expect("an array").push(twin);
            }),
            Err(DidError::DuplicateMethod { id: format!("{UNI}#a") })
        );
        assert_eq!(
            edited(|json| json["assertionMethod"] = json!("x")),
            Err(DidError::Malformed { member: "assertionMethod" })
        );
        assert_eq!(
            edited(|json| json["verificationMethod"][0]["revoked"] = json!("yesterday")),
            Err(DidError::Malformed { member: "verificationMethod" })
        );
        let foreign = edited(|json| json["verificationMethod"][0]["controller"] = json!("did:web:evil.example"));
        assert_eq!(
            foreign.expect("a document").resolve(&format!("{UNI}#a")),
            Err(DidError::MethodControlledByAnother {
                id: format!("{UNI}#a"),
                controller: "did:web:evil.example".into()
            })
        );
        assert!(matches!(
            DidDocument::parse(br#"{"id":"did:web:uni.example","id":"x"}"#, &did(UNI)),
            Err(DidError::NotJson(_))
        ));
    }

    #[test]
    fn relative_and_embedded_methods_are_read() {
        let key = method("a", 1).key.to_multikey();
        let own = json!({"id": "#a", "type": "Multikey", "controller": UNI, "publicKeyMultibase": key});
        let other = json!({"id": "#p256", "type": "JsonWebKey", "controller": UNI, "publicKeyJwk": {}});
        let listed = json!({"id": UNI, "verificationMethod": [own, other], "assertionMethod": ["#a", "#p256"]});
        let embedded = json!({"id": UNI, "assertionMethod": [own]});
        let both = json!({"id": UNI, "verificationMethod": [own], "assertionMethod": [own]});
        let mut changed = both.clone();
        changed["assertionMethod"][0]["publicKeyMultibase"] = json!(method("a", 2).key.to_multikey());
        assert_eq!(parse(&changed), Err(DidError::DuplicateMethod { id: format!("{UNI}#a") }));
        assert_eq!(
            parse(&both).expect("a document").resolve(&format!("{UNI}#a")).expect("a method").key,
            method("a", 1).key
        );
        for document in [listed, embedded] {
            let document = parse(&document).expect("a document");
            assert_eq!(document.resolve(&format!("{UNI}#a")).expect("a method").key, method("a", 1).key);
            let other = format!("{UNI}#p256");
            assert_eq!(document.resolve(&other), Err(DidError::MethodNotFound { id: other }));
        }
    }

    #[test]
    fn a_did_key_is_its_own_document() {
        let key = method("a", 1).key;
        let text = key.to_did_key();
        let document = DidDocument::of_did_key(&did(&text)).expect("a document");
        let id = format!("{text}#{}", key.to_multikey());
        assert_eq!(document.resolve(&id), Ok(ResolvedMethod { id, controller: text, key }));
        let p256 = did("did:key:zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP");
        assert_eq!(DidDocument::of_did_key(&p256), Err(DidError::MethodNotFound { id: p256.to_string() }));
    }

    #[test]
    fn did_web_addresses_are_https_and_stay_on_their_path() {
        for (text, url) in [
            ("did:web:uni.example", "https://uni.example/.well-known/did.json"),
            ("did:web:uni.example%3A8443", "https://uni.example:8443/.well-known/did.json"),
            ("did:web:uni.example:a:b", "https://uni.example/a/b/did.json"),
        ] {
            assert_eq!(did_web_url(&did(text)).expect("an address").as_str(), url);
            let base = url.replace("/.well-known", "").replace("/did.json", "/");
            assert_eq!(did_web_of(&Url::parse(&base).expect("a URL")).expect("a DID").as_str(), text);
        }
        for text in
            ["did:web:uni.example:..:x", "did:web:uni.example:%2e%2E", "did:web:a%2Fb", "did:web:a%3Ax", "did:key:z6Mk"]
        {
            let did = did(text);
            assert_eq!(did_web_url(&did), Err(DidError::NotAWebAddress { did: did.to_string() }), "{text}");
        }
    }
}
