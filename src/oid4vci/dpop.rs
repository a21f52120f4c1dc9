//! Proofs that whoever shows a token has the key that it is bound to (RFC 9449). They are taken where they are offered.

use serde_json::Value;
use url::Url;

use super::proof::{ALGORITHMS, is_of_now, public_key};
use super::refusal::{Code, Refusal};
use crate::crypto::encoding::to_base64url;
use crate::crypto::sha256;
use crate::jose::UnverifiedToken;
use crate::limits;
use crate::model::time::Timestamp;

/// What names such a proof.
const KIND: &str = "dpop+jwt";

/// What a proof has to be of.
#[derive(Debug, Clone, Copy)]
pub struct DpopExpected<'a> {
    /// The request's address; it is a POST.
    pub address: &'a str,
    /// The token that is shown with it; none where one is asked for.
    pub token: Option<&'a str>,
    /// Now.
    pub now: Timestamp,
}

/// A proof that holds. That it is shown for the first time is not known yet.
#[derive(Debug, PartialEq, Eq)]
pub struct DpopProof {
    /// The thumbprint of its key.
    pub key: [u8; 32],
    /// What it may be used once by.
    pub once: [u8; 32],
    /// Until when it would hold.
    pub until: Timestamp,
}

/// Verifies a proof (RFC 9449, section 4.3).
///
/// # Errors
///
/// [`Code::InvalidDpopProof`].
pub fn verify_dpop(proof: &str, expected: DpopExpected<'_>) -> Result<DpopProof, Refusal> {
    let DpopExpected { address, token: shown, now } = expected;
    if proof.len() > limits::WALLET_PROOF_BYTES_MAX {
        return Err(invalid("the DPoP proof is longer than what is read"));
    }
    let token = UnverifiedToken::parse(proof);
    let token = token.map_err(|_| invalid("the DPoP proof is no compact JWS with an asymmetric algorithm"))?;
    let header = token.claimed_header();
    if header.get("typ").and_then(Value::as_str) != Some(KIND) {
        return Err(invalid("typ of a DPoP proof has to be dpop+jwt"));
    }
    if !header.get("alg").and_then(Value::as_str).is_some_and(|name| ALGORITHMS.contains(&name)) {
        return Err(invalid("alg of the DPoP proof is none of dpop_signing_alg_values_supported"));
    }
    let jwk = header.get("jwk").ok_or_else(|| invalid("the header of a DPoP proof has to have jwk"))?;
    let key = public_key(jwk).map_err(invalid)?;
    let verified = token.verify("", "", &key);
    let verified = verified.map_err(|_| invalid("the signature of the DPoP proof is not one of its key"))?;
    let claims = verified.claims();
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let jti = text("jti").filter(|jti| !jti.is_empty()).ok_or_else(|| invalid("the DPoP proof has no jti"))?;
    if text("htm") != Some("POST") {
        return Err(invalid("htm of the DPoP proof is not the method of the request"));
    }
    if !text("htu").is_some_and(|htu| is_address(htu, address)) {
        return Err(invalid("htu of the DPoP proof is not the address of the request"));
    }
    is_of_now(claims, now).map_err(invalid)?;
    let digest = shown.map(|token| to_base64url(&sha256(token.as_bytes())));
    if digest.is_some_and(|digest| text("ath") != Some(&digest)) {
        return Err(invalid("ath of the DPoP proof is not the digest of the token"));
    }
    let key = key.thumbprint();
    let mut named = b"dpop".to_vec();
    named.extend(key);
    named.extend(jti.as_bytes());
    Ok(DpopProof { key, once: sha256(&named), until: now.plus_seconds(2 * limits::CLOCK_SKEW_SECONDS_MAX) })
}

/// Whether two addresses are the same without query and fragment (RFC 9449, section 4.3, step 9).
fn is_address(named: &str, address: &str) -> bool {
    let plain = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url)
    };
    plain(named).is_some_and(|named| plain(address) == Some(named))
}

fn invalid(description: &'static str) -> Refusal {
    Refusal::new(Code::InvalidDpopProof, description)
}
