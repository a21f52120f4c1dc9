//! Creates proofs: hash first, sign later, so that what is recorded is exactly what is signed.

use serde_json::{Map, Value, json};

use super::document::check_unsecured;
use super::hashing::{self, Secured};
use super::{Cryptosuite, ProofError};
use crate::crypto::{Ed25519Signer, Signature, SigningError, SigningKey};
use crate::jsonld::Contexts;
use crate::model::time::Timestamp;

/// What a proof says about itself (VC Data Integrity 1.0, section 2.1); its purpose is always `assertionMethod`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofOptions {
    /// The suite.
    pub suite: Cryptosuite,
    /// The key's id: the issuer's DID and a fragment.
    pub verification_method: String,
    /// When the proof is made.
    pub created: Timestamp,
}

/// A document that is ready to be sealed: its graph is sound and its hashes are fixed.
///
/// Sealing uses it up, since a draft is sealed once:
///
/// ```compile_fail,E0382
/// fn twice(draft: elmseal::proof::Draft, key: &elmseal::crypto::SigningKey) {
///     let first = draft.seal(key);
///     let second = draft.seal(key);
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct Draft {
    document: Map<String, Value>,
    proof: Map<String, Value>,
    hash_data: [u8; 64],
}

/// Checks that `unsecured` is a credential whose graph holds all that it shows, and fixes what will be signed.
///
/// # Errors
///
/// [`ProofError::ProofPresent`], [`ProofError::NotACredential`], [`ProofError::MalformedMember`],
/// [`ProofError::Graph`], [`ProofError::Canonicalization`].
pub fn prepare(unsecured: Value, options: &ProofOptions, contexts: &Contexts) -> Result<Draft, ProofError> {
    let Value::Object(document) = unsecured else { return Err(ProofError::NotACredential) };
    if document.contains_key("proof") {
        return Err(ProofError::ProofPresent);
    }
    check_unsecured(&document)?;
    let proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": options.suite.name(),
        "created": options.created.to_string(),
        "verificationMethod": options.verification_method,
        "proofPurpose": "assertionMethod",
    });
    let Value::Object(mut proof) = proof else { unreachable!("written as an object above") };
    if options.suite == Cryptosuite::EddsaJcs2022 {
        // eddsa-jcs-2022, section 3.3.1, step 2: the proof carries the document's context.
        proof.insert("@context".to_owned(), document["@context"].clone());
    }
    let secured = Secured::read(&document, contexts)?;
    let hash_data = hashing::hash_data(&secured, &proof, options.suite, &[])?;
    Ok(Draft { document, proof, hash_data })
}

impl Draft {
    /// What is signed: the digest of the proof options and the digest of the document, each of its canonical form.
    #[must_use]
    pub fn hash_data(&self) -> &[u8; 64] {
        &self.hash_data
    }

    /// The SHA-256 digest of the document's canonical form.
    #[must_use]
    pub fn document_digest(&self) -> [u8; 32] {
        *self.hash_data.last_chunk().expect("64 bytes end in 32")
    }

    /// The document that will be sealed.
    #[must_use]
    pub fn document(&self) -> &Map<String, Value> {
        &self.document
    }

    /// Signs the draft and hands out the secured document.
    #[must_use]
    pub fn seal(self, key: &SigningKey) -> Value {
        let signature = key.sign(&self.hash_data);
        self.with_signature(signature)
    }

    /// Has the draft signed by a key that may lie in a device, and hands out the secured document.
    ///
    /// # Errors
    ///
    /// [`SigningError`]; the draft is used up, since nobody can say whether the device has signed it.
    pub fn seal_with(self, signer: &dyn Ed25519Signer) -> Result<Value, SigningError> {
        let signature = signer.sign(&self.hash_data)?;
        Ok(self.with_signature(signature))
    }

    fn with_signature(self, signature: Signature) -> Value {
        let Self { mut document, mut proof, .. } = self;
        proof.insert("proofValue".to_owned(), Value::String(signature.to_multibase()));
        document.insert("proof".to_owned(), Value::Object(proof));
        Value::Object(document)
    }
}
