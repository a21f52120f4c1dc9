//! Creates proofs: hash first, sign later, so that what is recorded is exactly what is signed.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::document::check_unsecured;
use super::hashing::{self, Secured};
use super::{Cryptosuite, ProofError};
use crate::crypto::{Ed25519Signer, Signature, SigningError, SigningKey};
use crate::jsonld::Contexts;
use crate::model::json;
use crate::model::slotted::{Content, Filling, Frame};
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
    pub(super) text: DraftText,
    pub(super) hash_data: [u8; 64],
}

/// The secured document without the proof's value, which is the last that varies in it.
pub(super) enum DraftText {
    /// Up to the quotation mark that opens the value.
    Whole(Vec<u8>),
    /// With a slot for the value, the last one.
    Framed { frame: Arc<Frame>, filling: Filling },
}

/// They are a learner's data.
impl fmt::Debug for DraftText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DraftText([redacted])")
    }
}

/// What closes the proof's value, the proof and the document.
pub(super) const CLOSING: &str = "\"}}";

/// Checks that `unsecured` is a credential whose graph holds all that it shows, and fixes what will be signed.
///
/// # Errors
///
/// [`ProofError::ProofPresent`], [`ProofError::NotACredential`], [`ProofError::MalformedMember`],
/// [`ProofError::Graph`], [`ProofError::Canonicalization`], and [`ProofError::UnsupportedCryptosuite`] for a suite that
/// is verified and never made.
pub fn prepare(unsecured: Value, options: &ProofOptions, contexts: &Contexts) -> Result<Draft, ProofError> {
    let Value::Object(document) = unsecured else { return Err(ProofError::NotACredential) };
    if document.contains_key("proof") {
        return Err(ProofError::ProofPresent);
    }
    if options.suite == Cryptosuite::Ed25519Signature2020 {
        return Err(ProofError::UnsupportedCryptosuite { found: options.suite.name().to_owned() });
    }
    let read = json::Document::of_members(&document);
    check_unsecured(read.root().as_object().expect("an object"))?;
    let proof = proof_configuration(&document["@context"], options);
    let secured = Secured::read(read.root(), contexts)?;
    let configuration = json::Document::of_members(&proof);
    let hash_data = hashing::hash_data(&secured, configuration.root(), options.suite, &[])?;
    let mut text = serde_json::to_vec(&document).expect("JSON values have a text form");
    open_proof(&mut text, &proof);
    Ok(Draft { text: DraftText::Whole(text), hash_data })
}

/// The proof of a document with this `@context`, without its value.
pub(super) fn proof_configuration(context: &Value, options: &ProofOptions) -> Map<String, Value> {
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
        proof.insert("@context".to_owned(), context.clone());
    }
    proof
}

/// Makes `proof` the last member of the object that `text` is, up to where its value begins; [`CLOSING`] ends it.
pub(super) fn open_proof(text: &mut Vec<u8>, proof: &Map<String, Value>) {
    let proof = serde_json::to_vec(proof).expect("JSON values have a text form");
    text.pop();
    text.extend_from_slice(b",\"proof\":");
    text.extend_from_slice(&proof[..proof.len() - 1]);
    text.extend_from_slice(b",\"proofValue\":\"");
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

    /// Signs the draft and hands out the secured document.
    #[must_use]
    pub fn seal(self, key: &SigningKey) -> Content {
        let signature = key.sign(&self.hash_data);
        self.with_signature(signature)
    }

    /// Has the draft signed by a key that may lie in a device, and hands out the secured document.
    ///
    /// # Errors
    ///
    /// [`SigningError`]; the draft is used up, since nobody can say whether the device has signed it.
    pub fn seal_with(self, signer: &dyn Ed25519Signer) -> Result<Content, SigningError> {
        let signature = signer.sign(&self.hash_data)?;
        Ok(self.with_signature(signature))
    }

    fn with_signature(self, signature: Signature) -> Content {
        self.with_value(&signature.to_multibase())
    }

    pub(super) fn with_value(self, value: &str) -> Content {
        match self.text {
            DraftText::Whole(mut text) => {
                text.extend_from_slice(value.as_bytes());
                text.extend_from_slice(CLOSING.as_bytes());
                Content::Whole(text)
            }
            DraftText::Framed { frame, mut filling } => {
                filling.push(value);
                Content::Framed { frame, filling }
            }
        }
    }
}
