//! Verifies proofs: the order of the checks is here and nowhere else.

use std::collections::HashMap;

use super::document::{UnverifiedCredential, strings};
use super::hashing::{self, Secured};
use super::{AuthenticCredential, Cryptosuite, ProofError, VerifiedProof};
use crate::crypto::{Signature, VerifyingKey};
use crate::jsonld::{Contexts, Dataset, Dropped, Term, TermId};
use crate::model::json::{Json, Members};
use crate::model::time::Timestamp;

/// `VerifiableCredential` in VCDM 1.1 and 2.0.
pub(super) const VERIFIABLE_CREDENTIAL: &str = "https://www.w3.org/2018/credentials#VerifiableCredential";
/// `issuer` in VCDM 1.1 and 2.0.
pub(super) const ISSUER: &str = "https://www.w3.org/2018/credentials#issuer";
/// The type of the proofs that name a cryptosuite.
const DATA_INTEGRITY: &str = "DataIntegrityProof";
/// What a proof may hold (VC Data Integrity 1.0, section 2.1).
const KNOWN_MEMBERS: [&str; 13] = [
    "@context",
    "challenge",
    "created",
    "cryptosuite",
    "domain",
    "expires",
    "id",
    "nonce",
    "previousProof",
    "proofPurpose",
    "proofValue",
    "type",
    "verificationMethod",
];

/// A verification method whose key was resolved, and which its controller names for making claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedMethod {
    /// Its absolute id: a DID and a fragment.
    pub id: String,
    /// Who controls it.
    pub controller: String,
    /// The key.
    pub key: VerifyingKey,
}

/// Verifies every proof on `received` with the keys in `methods`.
///
/// Follows *Verify Proof* and *Verify Proof Sets and Chains* of VC Data Integrity 1.0 (sections 4.4 and 4.5). The
/// numbers below are the order in which this function checks, cheapest first. Every proof has to verify, every previous
/// proof has to be there, and at least one proof has to be the issuer's.
///
/// # Errors
///
/// Each variant of [`ProofError`] is one reason for which the document is not authentic. An error never means "try
/// again": what could not be fetched has failed before this function is called.
pub fn verify_proof(
    received: &UnverifiedCredential,
    methods: &[ResolvedMethod],
    contexts: &Contexts,
) -> Result<AuthenticCredential, ProofError> {
    // 1 and 2. Each proof is a proof for issuing, of a suite that this verifier implements.
    let document = received.unverified_document();
    let claims = read_proofs(document, received.proofs(), Use::Issuing)?;

    // 3. The key is the one that the proof names, and the document's issuer controls one of them.
    let keys = authorized_methods(received.claimed_issuer(), &claims, methods)?;

    // 4. The graph holds all that the document shows, and the signatures cover the proof options and the document.
    let secured = verify_signatures(|| Secured::read(document, contexts), &claims, &keys)?;

    // 5. What is handed on is read from what was hashed.
    let (root, issuer) = credential_node(received, &secured.dataset)?;
    let mut proofs: Vec<VerifiedProof> = claims.iter().zip(&keys).map(|(claim, key)| claim.verified(key)).collect();
    proofs.sort_by_key(|proof| proof.controller != received.claimed_issuer());
    let document_digest = secured.document_digest(claims[0].suite, &[])?;
    Ok(AuthenticCredential {
        dataset: secured.dataset,
        root,
        issuer,
        document_digest,
        proofs,
        seal: None,
        token: None,
        dropped: Dropped::default(),
        unread: Vec::new(),
    })
}

/// Verifies the signatures of all proofs and nothing else: **not** that the keys are the issuer's.
///
/// For the standard's test vectors, whose issuer is no DID. Its success says nothing about who made the claims, so
/// nothing is handed out.
///
/// # Errors
///
/// Those of [`verify_proof`]; [`ProofError::MethodNotAuthorized`] only when a key is not among `methods`.
pub fn danger_verify_signatures(
    received: &UnverifiedCredential,
    methods: &[ResolvedMethod],
    contexts: &Contexts,
) -> Result<(), ProofError> {
    let document = received.unverified_document();
    let claims = read_proofs(document, received.proofs(), Use::Issuing)?;
    let keys = claims.iter().map(|claim| find_method(claim, methods)).collect::<Result<Vec<_>, _>>()?;
    verify_signatures(|| Secured::read(document, contexts), &claims, &keys).map(drop)
}

/// What a proof is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use<'e> {
    /// Making claims.
    Issuing,
    /// Showing them to somebody.
    Showing(Showing<'e>),
}

/// What a proof of a showing was asked to be bound to; what is `None` was not asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Showing<'e> {
    /// The challenge that was given.
    pub challenge: Option<&'e str>,
    /// For whom it is shown.
    pub domain: Option<&'e str>,
}

/// A proof whose members have the right shape; nothing of it is proven.
pub(super) struct Claim<'a> {
    value: Json<'a>,
    suite: Cryptosuite,
    method: &'a str,
    created: Option<Timestamp>,
    expires: Option<Timestamp>,
    previous: Vec<Json<'a>>,
}

impl Claim<'_> {
    pub(super) fn verified(&self, method: &ResolvedMethod) -> VerifiedProof {
        VerifiedProof {
            method: method.id.clone(),
            controller: method.controller.clone(),
            key: method.key,
            cryptosuite: self.suite,
            created: self.created,
            expires: self.expires,
        }
    }
}

/// The proofs of `document`, which has none itself, each of the right shape and for `purpose`.
pub(super) fn read_proofs<'a>(
    document: Json<'_>,
    proofs: impl Iterator<Item = Json<'a>> + Clone,
    purpose: Use<'_>,
) -> Result<Vec<Claim<'a>>, ProofError> {
    let mut by_id = HashMap::new();
    for (index, proof) in proofs.clone().enumerate() {
        if proofs.clone().take(index).any(|before| before == proof) {
            return Err(ProofError::DuplicateProof);
        }
        let Some(id) = proof.get("id") else { continue };
        let id = id.as_str().ok_or(ProofError::MalformedMember { member: "proof.id" })?;
        if by_id.insert(id, (index, proof)).is_some() {
            return Err(ProofError::DuplicateProofId { id: id.to_owned() });
        }
    }
    let context = document.get("@context").expect("what is secured has a context");
    proofs.enumerate().map(|(index, proof)| read_proof((index, proof), context, &by_id, purpose)).collect()
}

fn read_proof<'a>(
    (index, proof): (usize, Json<'a>),
    context: Json<'_>,
    by_id: &HashMap<&str, (usize, Json<'a>)>,
    purpose: Use<'_>,
) -> Result<Claim<'a>, ProofError> {
    let malformed = |member| ProofError::MalformedMember { member };
    let members = proof.as_object().expect("a proof is an object");
    let text = |name: &str| members.get(name).and_then(Json::as_str);
    let time = |name: &str, member| match members.get(name) {
        None => Ok(None),
        Some(time) => {
            let time = time.as_str().and_then(|text| Timestamp::parse(text).ok());
            time.map(Some).ok_or(malformed(member))
        }
    };

    let proof_type = text("type").ok_or(malformed("proof.type"))?;
    if ![DATA_INTEGRITY, Cryptosuite::Ed25519Signature2020.name()].contains(&proof_type) {
        return Err(ProofError::UnsupportedProofType { found: proof_type.to_owned() });
    }
    check_purpose(text("proofPurpose").ok_or(malformed("proof.proofPurpose"))?, purpose)?;
    let suite = if proof_type == DATA_INTEGRITY {
        let found = text("cryptosuite").ok_or(malformed("proof.cryptosuite"))?;
        let suite = Cryptosuite::from_name(found);
        suite.ok_or_else(|| ProofError::UnsupportedCryptosuite { found: found.to_owned() })?
    } else {
        // The type is the suite: with a second name of one it would say two things.
        if members.contains("cryptosuite") {
            return Err(ProofError::UnknownProofMember { member: "cryptosuite".to_owned() });
        }
        Cryptosuite::Ed25519Signature2020
    };
    check_binding(members, purpose)?;
    let mut names = members.map(|(name, _)| name);
    if let Some(member) = names.find(|name| !KNOWN_MEMBERS.contains(name)) {
        return Err(ProofError::UnknownProofMember { member: member.to_owned() });
    }
    // What is hashed as a graph is read with the document's context and would not see another.
    if suite != Cryptosuite::EddsaJcs2022 && members.contains("@context") {
        return Err(ProofError::UnknownProofMember { member: "@context".to_owned() });
    }
    if members.get("@context").is_some_and(|own| own != context) {
        return Err(ProofError::ConflictingContext);
    }
    let mut previous = Vec::new();
    if let Some(ids) = members.get("previousProof") {
        for id in strings(Some(ids)).ok_or(malformed("proof.previousProof"))? {
            let missing = || ProofError::PreviousProofMissing { id: id.to_owned() };
            // A proof that comes before itself is one that is not there.
            let (_, other) = by_id.get(id).filter(|(other, _)| *other != index).ok_or_else(missing)?;
            previous.push(*other);
        }
    }
    Ok(Claim {
        value: proof,
        suite,
        method: text("verificationMethod").ok_or(malformed("proof.verificationMethod"))?,
        created: time("created", "proof.created")?,
        expires: time("expires", "proof.expires")?,
        previous,
    })
}

fn check_purpose(found: &str, purpose: Use<'_>) -> Result<(), ProofError> {
    match (purpose, found) {
        (Use::Issuing, "assertionMethod") | (Use::Showing(_), "authentication") => Ok(()),
        (Use::Issuing, _) => Err(ProofError::WrongPurpose { found: found.to_owned() }),
        (Use::Showing(_), _) => Err(ProofError::WrongPurposeOfShowing { found: found.to_owned() }),
    }
}

/// A credential's proof is bound to no showing; that of a showing to the one that was asked for (VC Data Integrity 1.0,
/// section 4.4, steps on `domain` and `challenge`).
fn check_binding(members: Members<'_>, purpose: Use<'_>) -> Result<(), ProofError> {
    let Use::Showing(asked) = purpose else {
        return match ["domain", "challenge"].into_iter().find(|member| members.contains(member)) {
            Some(member) => Err(ProofError::ProofOfAShowing { member }),
            None => Ok(()),
        };
    };
    for (member, asked) in [("challenge", asked.challenge), ("domain", asked.domain)] {
        let said = match members.get(member) {
            None => Vec::new(),
            Some(said) if member == "domain" => {
                strings(Some(said)).ok_or(ProofError::MalformedMember { member: "proof.domain" })?
            }
            Some(said) => vec![said.as_str().ok_or(ProofError::MalformedMember { member: "proof.challenge" })?],
        };
        if asked.is_some_and(|asked| !said.contains(&asked)) {
            return Err(ProofError::OtherShowing { member });
        }
    }
    Ok(())
}

pub(super) fn find_method<'m>(
    claim: &Claim<'_>,
    methods: &'m [ResolvedMethod],
) -> Result<&'m ResolvedMethod, ProofError> {
    let found = methods.iter().find(|method| method.id == claim.method);
    found.ok_or_else(|| ProofError::MethodNotAuthorized { method: claim.method.to_owned() })
}

/// The method of each proof: its DID controls it, and for at least one proof that DID is the issuer.
fn authorized_methods<'m>(
    issuer: &str,
    claims: &[Claim<'_>],
    methods: &'m [ResolvedMethod],
) -> Result<Vec<&'m ResolvedMethod>, ProofError> {
    let mut found = Vec::new();
    for claim in claims {
        let method = find_method(claim, methods)?;
        if method.id.split_once('#').map(|(did, _)| did) != Some(method.controller.as_str()) {
            return Err(ProofError::MethodNotAuthorized { method: method.id.clone() });
        }
        found.push(method);
    }
    if found.iter().any(|method| method.controller == issuer) {
        return Ok(found);
    }
    Err(ProofError::MethodNotAuthorized { method: claims[0].method.to_owned() })
}

/// Verifies the signatures on what `read` gives, which is not asked before all of them have their form.
pub(super) fn verify_signatures<'a>(
    read: impl FnOnce() -> Result<Secured<'a>, ProofError>,
    claims: &[Claim<'_>],
    keys: &[&ResolvedMethod],
) -> Result<Secured<'a>, ProofError> {
    let value =
        |claim: &Claim<'_>| claim.value.get("proofValue").and_then(Json::as_str).and_then(Signature::from_multibase);
    let signatures = claims.iter().map(|claim| value(claim).ok_or(ProofError::MalformedProofValue));
    let signatures = signatures.collect::<Result<Vec<_>, _>>()?;
    let secured = read()?;
    for ((claim, method), signature) in claims.iter().zip(keys).zip(&signatures) {
        let hash_data = hashing::hash_data(&secured, claim.value, claim.suite, &claim.previous)?;
        method.key.verify_strict(&hash_data, signature).map_err(|_| ProofError::InvalidSignature)?;
    }
    Ok(secured)
}

/// The credential's node in the graph and its issuer, which has to be the one that the JSON shows.
fn credential_node(received: &UnverifiedCredential, dataset: &Dataset) -> Result<(TermId, TermId), ProofError> {
    let root = match received.claimed_id() {
        Some(id) => Term::Iri(id),
        None => {
            let mut credentials = dataset.instances(VERIFIABLE_CREDENTIAL);
            let first = credentials.next().ok_or(ProofError::NotACredential)?;
            let others = credentials.count();
            if others > 0 {
                return Err(ProofError::AmbiguousCredential { found: others + 1 });
            }
            first.term()
        }
    };
    let node = dataset.view(root);
    if !node.has_type(VERIFIABLE_CREDENTIAL) {
        return Err(ProofError::NotACredential);
    }
    let claimed = received.claimed_issuer();
    let issuer = node.one(ISSUER).filter(|issuer| issuer.as_iri() == Some(claimed));
    match (dataset.known(root), issuer.and_then(|issuer| dataset.known(issuer))) {
        (Some(root), Some(issuer)) => Ok((root, issuer)),
        _ => Err(ProofError::IssuerNotInGraph { claimed: claimed.to_owned() }),
    }
}
