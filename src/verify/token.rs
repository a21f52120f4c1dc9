//! Credentials as tokens: whose key made one, and what comes of it.
//!
//! The key is the issuer's by its DID, listed or published, or that of a certificate, which is judged as a seal's. A key that
//! the token brings itself is never used.

use serde_json::Value;

use super::evidence::ListSnapshot;
use super::report::{Check, Finding};
use super::resolve::Sources;
use super::sealed::ExaminedSeal;
use super::{Received, Verifier, check_proof};
use crate::fetch::{Fetch, Purpose};
use crate::jose::jades::UnverifiedSeal;
use crate::jose::{PublicKey, SdJwt, TokenError, UnverifiedToken, VerifiedToken};
use crate::limits;
use crate::model::ids::Did;
use crate::model::time::Timestamp;
use crate::proof::{AuthenticCredential, ProofError, authenticate_sealed_token, authenticate_token};
use crate::trust::did::{did_web_url, method_did};
use crate::trust::did_keys::{AssertionKey, assertion_keys, key_of_did};
use crate::trust::{Service, ServiceKind};

/// What a token of a credential may say that it is (`typ`); nothing is usual in VCDM 1.1.
const TYPES: [&str; 7] = ["JWT", "dc+sd-jwt", "vc+jwt", "vc+sd-jwt", "vc-ld+jwt", "vc+ld+jwt", "vc+ld+json+jwt"];

/// Why there is no token of the issuer.
#[derive(Debug)]
pub(super) enum NoToken {
    /// It is not the issuer's.
    Broken(TokenError),
    /// The method is not one of the issuer's.
    NotAuthorized(String),
    /// The key could not be had.
    Unavailable(String),
}

impl Verifier {
    /// A credential that is a token, with disclosures or without.
    pub(super) fn open_token(&self, text: &str, fetch: &dyn Fetch, lists: &[ListSnapshot], now: Timestamp) -> Received {
        let stopped = |rows: [Finding; 2]| Received { rows: rows.into(), credential: None, seal: None };
        let with_disclosures = match text.contains('~').then(|| SdJwt::split(text)).transpose() {
            Ok(found) => found,
            Err(error) => return stopped(check_proof::broken(&error.into())),
        };
        let token = with_disclosures.as_ref().map_or(text, |sd_jwt| sd_jwt.token);
        let token = match UnverifiedToken::parse(token) {
            Ok(token) => token,
            Err(error) => return stopped(check_proof::broken_token(&error)),
        };
        if let Some(found) = token.claimed_type().filter(|t| !TYPES.iter().any(|known| known.eq_ignore_ascii_case(t))) {
            let detail = format!("the token says that it is `{found}`, which is no credential");
            let failed = Finding::failed(Check::Integrity, "not-a-credential", detail);
            return stopped([failed, check_proof::unchecked(Check::Proof)]);
        }
        let by_did = token.claimed_key().is_some_and(|key| key.starts_with("did:"));
        if token.has_certificate() && !by_did {
            return self.open_certified(&token, with_disclosures.as_ref(), lists, now);
        }
        let sources = self.sources(fetch, lists, ServiceKind::Issuance, now);
        let verified = match verify_token(&token, &claimed_issuer(&token), &sources) {
            Ok(verified) => verified,
            Err(NoToken::Broken(error)) => return stopped(check_proof::broken_token(&error)),
            Err(NoToken::NotAuthorized(method)) => {
                return stopped(check_proof::broken(&ProofError::MethodNotAuthorized { method }));
            }
            Err(NoToken::Unavailable(reason)) => return stopped(check_proof::unavailable(&reason)),
        };
        match authenticate_token(verified, with_disclosures.as_ref(), sources.contexts) {
            Ok(credential) => Received { rows: rows_of(&credential).into(), credential: Some(credential), seal: None },
            Err(error) => stopped(check_proof::broken(&error)),
        }
    }

    /// A token whose key has a certificate: what is known of that is what is known of a seal.
    fn open_certified(
        &self,
        token: &UnverifiedToken,
        disclosed: Option<&SdJwt<'_>>,
        lists: &[ListSnapshot],
        now: Timestamp,
    ) -> Received {
        let seal = match UnverifiedSeal::of_token(token).and_then(UnverifiedSeal::verify_signature) {
            Ok(seal) => seal,
            Err(error) => {
                return Received { rows: check_proof::broken_seal(&error).into(), credential: None, seal: None };
            }
        };
        let examined = ExaminedSeal::new(&seal, self.examine(&seal, lists, now));
        let contexts = self.contexts;
        let (rows, credential) = match authenticate_sealed_token(seal, disclosed, contexts) {
            Ok(credential) => (rows_of(&credential), Some(credential)),
            Err(error) => (check_proof::broken_payload(&error), None),
        };
        Received { rows: rows.into(), credential, seal: Some(examined) }
    }
}

/// The rows of an authentic token, which say what was withheld and what was not looked at.
fn rows_of(credential: &AuthenticCredential) -> [Finding; 2] {
    let [mut integrity, mut proof] = check_proof::sealed();
    if credential.seal().is_none() {
        proof = Finding::passed(Check::Proof, "proof-verified", "the token was signed with the key that it names");
    }
    if let Some(token) = credential.token() {
        if token.withheld() > 0 {
            integrity.detail += "; its holder does not show all of it";
        }
        if token.has_key_binding() {
            proof.detail += "; that whoever shows it holds its key was not checked, since nobody here asked for that";
        }
    }
    [integrity, proof]
}

/// The issuer that the claims name, in any of the forms.
pub(super) fn claimed_issuer(token: &UnverifiedToken) -> String {
    let claims = token.claimed();
    let id_of = |value: &Value| value.as_str().or_else(|| value.get("id")?.as_str()).map(str::to_owned);
    let of_credential = || claims.get("vc").unwrap_or(&Value::Null).get("issuer").or_else(|| claims.get("issuer"));
    let found = claims.get("iss").or_else(of_credential).and_then(id_of);
    found.unwrap_or_default()
}

/// Verifies a token with a key of `issuer`: one that a list names, the DID's own, or one that its document names for
/// making claims.
pub(super) fn verify_token(
    token: &UnverifiedToken,
    issuer: &str,
    sources: &Sources<'_>,
) -> Result<VerifiedToken, NoToken> {
    let method = token.claimed_key().map(|key| match key.strip_prefix('#') {
        _ if key.starts_with("did:") => key.to_owned(),
        Some(fragment) => format!("{issuer}#{fragment}"),
        None => format!("{issuer}#{key}"),
    });
    if let Some(method) = method.as_ref().filter(|method| method_did(method) != Some(issuer)) {
        return Err(NoToken::NotAuthorized(method.clone()));
    }
    if !issuer.starts_with("did:") {
        let detail = "the issuer is no DID, and the token has no certificate; keys that an issuer publishes at an address \
                      of its own are not looked up here";
        return Err(NoToken::Unavailable(detail.to_owned()));
    }
    let meant = |key: &AssertionKey| method.as_ref().is_none_or(|method| *method == key.method);
    if let Some(own) = key_of_did(issuer) {
        if !meant(&own) {
            return Err(NoToken::NotAuthorized(method.unwrap_or_default()));
        }
        return token.verify(&own.method, issuer, &own.key).map_err(NoToken::Broken);
    }
    let did = Did::parse(issuer).ok().filter(Did::is_web);
    let did = did.ok_or_else(|| NoToken::Unavailable(format!("`{issuer}` is not a DID that is understood")))?;

    // Listed keys serve when the did:web has vanished.
    let lists = sources.lists.iter().filter_map(ListSnapshot::signed);
    let services = lists.filter_map(|list| list.entity_by_did(issuer)?.service(sources.kind));
    let mut listed = services.flat_map(Service::keys);
    for multikey in listed.by_ref().take(limits::ISSUER_KEYS_TRIED_MAX) {
        let Ok(key) = PublicKey::from_multikey(multikey) else { continue };
        let name = method.clone().unwrap_or_else(|| format!("{issuer}#{multikey}"));
        if let Ok(verified) = token.verify(&name, issuer, &key) {
            return Ok(verified);
        }
    }
    let mut untried = listed.next().is_some();

    let unknown = |reason: String| NoToken::Unavailable(reason);
    let url = did_web_url(&did).map_err(|e| unknown(e.to_string()))?;
    let bytes = sources.fetch.get(url.as_str(), Purpose::DidDocument).map_err(|e| unknown(e.to_string()))?;
    let published = assertion_keys(&bytes, issuer).map_err(|e| unknown(e.to_string()))?;
    let signed = token.claimed().get("iat").and_then(Value::as_i64).and_then(Timestamp::from_unix);
    let usable = |key: &&AssertionKey| {
        key.revoked.is_none_or(|revoked| revoked > sources.now)
            && key.expires.is_none_or(|expires| expires > signed.unwrap_or(sources.now))
    };
    let mut candidates = published.iter().filter(|key| meant(key)).filter(usable);
    let mut broken = None;
    for key in candidates.by_ref().take(limits::ISSUER_KEYS_TRIED_MAX) {
        match token.verify(&key.method, issuer, &key.key) {
            Ok(verified) => return Ok(verified),
            Err(error) => broken = Some(error),
        }
    }
    untried |= candidates.next().is_some();
    match broken {
        // What was not tried may have signed, so that nothing that failed shows a forgery.
        _ if untried => {
            let keys_max = limits::ISSUER_KEYS_TRIED_MAX;
            Err(unknown(format!("more than {keys_max} keys could have signed the token, and it names none of them")))
        }
        Some(error) => Err(NoToken::Broken(error)),
        None => Err(NoToken::NotAuthorized(method.unwrap_or_else(|| issuer.to_owned()))),
    }
}
