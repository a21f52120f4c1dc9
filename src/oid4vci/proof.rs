//! Proofs of possession of the type `jwt` (OpenID4VCI 1.0, appendix F.1), all of one request together.

use serde_json::{Map, Value};

use super::refusal::{Code, Refusal};
use crate::jose::{PublicKey, UnverifiedToken};
use crate::limits;
use crate::model::time::Timestamp;
use crate::trust::did_keys::key_of_did;

/// The algorithms of proofs, as the metadata name them.
pub(super) const ALGORITHMS: [&str; 2] = ["ES256", "EdDSA"];
/// What names a proof.
const KIND: &str = "openid4vci-proof+jwt";
/// Members of a JWK that only whoever owns the key may know (RFC 7518, section 6; RFC 8037).
const PRIVATE: [&str; 8] = ["d", "dp", "dq", "k", "oth", "p", "q", "qi"];

/// A key whose owner has asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenKey {
    /// The key.
    pub key: PublicKey,
    /// The DID URL by which it was named, if it was one.
    pub did: Option<String>,
}

/// What the proofs of a request say together.
#[derive(Debug, PartialEq, Eq)]
pub struct Proven {
    /// The keys, in the order of the proofs; no two are the same.
    pub keys: Vec<ProvenKey>,
    /// The nonce that all proofs have. That it was given out is not known yet.
    pub nonce: String,
}

/// Verifies the proofs of one request to `issuer`.
///
/// # Errors
///
/// [`Code::InvalidProof`] for the first that does not hold; [`Code::InvalidNonce`] when they have several nonces.
pub fn verify_proofs(proofs: &[String], issuer: &str, now: Timestamp) -> Result<Proven, Refusal> {
    if proofs.len() > limits::WALLET_BATCH_MAX {
        return Err(invalid("there are more proofs than batch_size of the metadata"));
    }
    let mut proven: Option<Proven> = None;
    for proof in proofs {
        let (key, nonce) = verify_proof(proof, issuer, now)?;
        match &mut proven {
            None => proven = Some(Proven { keys: vec![key], nonce }),
            Some(all) if all.nonce != nonce => {
                return Err(Refusal::new(Code::InvalidNonce, "all proofs of a request have to have the same nonce"));
            }
            Some(all) if all.keys.iter().any(|other| other.key == key.key) => {
                return Err(invalid("two proofs are of the same key"));
            }
            Some(all) => all.keys.push(key),
        }
    }
    proven.ok_or_else(|| invalid("a proof of the type jwt is needed"))
}

fn verify_proof(proof: &str, issuer: &str, now: Timestamp) -> Result<(ProvenKey, String), Refusal> {
    if proof.len() > limits::WALLET_PROOF_BYTES_MAX {
        return Err(invalid("a proof is longer than what is read"));
    }
    let token = UnverifiedToken::parse(proof).map_err(|_| {
        invalid("a proof is no compact JWS with an asymmetric algorithm, or its header names crit or b64")
    })?;
    let header = token.claimed_header();
    if header.get("typ").and_then(Value::as_str) != Some(KIND) {
        return Err(invalid("typ of a proof has to be openid4vci-proof+jwt"));
    }
    let named = header.get("alg").and_then(Value::as_str);
    if !named.is_some_and(|name| ALGORITHMS.contains(&name)) {
        return Err(invalid("alg of a proof is none of proof_signing_alg_values_supported"));
    }
    let key = key_of(header)?;
    let verified = token.verify("", "", &key.key);
    let verified = verified.map_err(|_| invalid("the signature of a proof is not one of the key in its header"))?;
    let claims = verified.claims();
    if claims.get("aud").and_then(Value::as_str) != Some(issuer) {
        return Err(invalid("aud of a proof has to be the credential_issuer of the metadata"));
    }
    check_times(claims, now)?;
    let nonce = claims.get("nonce").ok_or_else(|| invalid("a proof has no nonce: get one from the nonce endpoint"))?;
    let nonce = nonce.as_str().ok_or_else(|| invalid("nonce of a proof has to be a text"))?;
    Ok((key, nonce.to_owned()))
}

/// The key that the header names, in exactly one way.
fn key_of(header: &Map<String, Value>) -> Result<ProvenKey, Refusal> {
    if header.contains_key("x5c") {
        return Err(invalid("keys are named by jwk or kid here, not by x5c"));
    }
    match (header.get("jwk"), header.get("kid")) {
        (Some(jwk), None) => Ok(ProvenKey { key: public_key(jwk).map_err(invalid)?, did: None }),
        (None, Some(kid)) => {
            let unknown = || invalid("kid of a proof has to be a DID URL of did:key or did:jwk");
            let url = kid.as_str().ok_or_else(unknown)?;
            let (did, fragment) = url.split_once('#').map_or((url, None), |(did, name)| (did, Some(name)));
            let own = key_of_did(did).ok_or_else(unknown)?;
            if fragment.is_some_and(|name| own.method.split_once('#').is_none_or(|(_, own)| own != name)) {
                return Err(unknown());
            }
            Ok(ProvenKey { key: own.key, did: Some(url.to_owned()) })
        }
        _ => Err(invalid("the header of a proof has to have one of jwk and kid")),
    }
}

/// A public key from a header, which must not give its private part away.
pub(super) fn public_key(jwk: &Value) -> Result<PublicKey, &'static str> {
    let members = jwk.as_object().ok_or("jwk has to be an object")?;
    if PRIVATE.iter().any(|name| members.contains_key(*name)) {
        return Err("jwk has a private member: the key is lost, make another");
    }
    PublicKey::from_jwk(jwk).map_err(|_| "jwk is no public key for one of the algorithms of the metadata")
}

/// `iat` has to be now, and what else is said of time must not contradict it.
pub(super) fn is_of_now(claims: &Map<String, Value>, now: Timestamp) -> Result<(), &'static str> {
    // A number of RFC 7519 may have a fraction.
    let seconds = |name: &str| claims.get(name).map(Value::as_f64);
    #[expect(clippy::cast_precision_loss, reason = "times of this age of the world are exact as doubles")]
    let (now, skew) = (now.unix() as f64, limits::CLOCK_SKEW_SECONDS_MAX as f64);
    match seconds("iat") {
        Some(Some(at)) if (at - now).abs() <= skew => {}
        Some(Some(_)) => return Err("iat is not of now: set the clock, and make the proof when it is needed"),
        _ => return Err("iat is missing or no number"),
    }
    if seconds("exp").is_some_and(|until| until.is_none_or(|until| until + skew < now)) {
        return Err("exp is past or no number");
    }
    if seconds("nbf").is_some_and(|from| from.is_none_or(|from| now + skew < from)) {
        return Err("nbf is to come or no number");
    }
    Ok(())
}

fn check_times(claims: &Map<String, Value>, now: Timestamp) -> Result<(), Refusal> {
    is_of_now(claims, now).map_err(invalid)
}

fn invalid(description: &'static str) -> Refusal {
    Refusal::new(Code::InvalidProof, description)
}
