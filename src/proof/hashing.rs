//! What the suites hash: the document and the proof options, each in canonical form.

use std::borrow::Cow;
use std::cell::OnceCell;

use serde_json::{Map, Value};

use super::document::contexts_of;
use super::{Cryptosuite, ProofError};
use crate::crypto::sha256;
use crate::jsonld::{Budget, Contexts, Dataset, canonicalize, members_to_dataset, to_dataset};
use crate::model::json;

/// A document whose graph holds all that it shows, and the contexts against which it was read.
pub(super) struct Secured<'a> {
    document: &'a Map<String, Value>,
    contexts: Cow<'a, Contexts>,
    pub(super) dataset: Dataset,
    /// The digest of the dataset's canonical form.
    digest: OnceCell<[u8; 32]>,
}

impl<'a> Secured<'a> {
    /// Reads the graph of `document`, which has no proof.
    pub(super) fn read(document: &'a Map<String, Value>, contexts: &'a Contexts) -> Result<Self, ProofError> {
        let contexts = contexts_of(document, contexts).map_or(Cow::Borrowed(contexts), Cow::Owned);
        let dataset = members_to_dataset(document, &contexts)?;
        Ok(Self { document, contexts, dataset, digest: OnceCell::new() })
    }

    /// The digest of the document's canonical form under `suite`, with the proofs that come before in a chain.
    pub(super) fn document_digest(
        &self,
        suite: Cryptosuite,
        previous: &[&Map<String, Value>],
    ) -> Result<[u8; 32], ProofError> {
        match (suite, previous) {
            (Cryptosuite::EddsaRdfc2022, []) => match self.digest.get() {
                Some(digest) => Ok(*digest),
                None => {
                    let digest = canonical_digest(&self.dataset)?;
                    Ok(*self.digest.get_or_init(|| digest))
                }
            },
            (Cryptosuite::EddsaRdfc2022, _) => {
                canonical_digest(&to_dataset(&self.with_proofs(previous), &self.contexts)?)
            }
            (Cryptosuite::EddsaJcs2022, []) => {
                Ok(sha256(json::canonicalize(&Value::Object(self.document.clone())).as_bytes()))
            }
            (Cryptosuite::EddsaJcs2022, _) => Ok(sha256(json::canonicalize(&self.with_proofs(previous)).as_bytes())),
        }
    }

    fn with_proofs(&self, proofs: &[&Map<String, Value>]) -> Value {
        let mut document = self.document.clone();
        let proofs = proofs.iter().map(|proof| Value::Object((*proof).clone())).collect();
        document.insert("proof".to_owned(), Value::Array(proofs));
        Value::Object(document)
    }
}

/// What is signed: the digest of the proof options, then that of the document.
pub(super) fn hash_data(
    secured: &Secured<'_>,
    proof: &Map<String, Value>,
    suite: Cryptosuite,
    previous: &[&Map<String, Value>],
) -> Result<[u8; 64], ProofError> {
    let mut hash_data = [0; 64];
    hash_data[..32].copy_from_slice(&options_digest(suite, proof, &secured.document["@context"], &secured.contexts)?);
    hash_data[32..].copy_from_slice(&secured.document_digest(suite, previous)?);
    Ok(hash_data)
}

/// The digest of the proof options' canonical form: the proof without its value (VC Data Integrity EdDSA, sections 3.2.5
/// and 3.3.5). `context` is that of the document.
pub(super) fn options_digest(
    suite: Cryptosuite,
    proof: &Map<String, Value>,
    context: &Value,
    contexts: &Contexts,
) -> Result<[u8; 32], ProofError> {
    let mut options = proof.clone();
    options.shift_remove("proofValue");
    match suite {
        Cryptosuite::EddsaRdfc2022 => {
            options.insert("@context".to_owned(), context.clone());
            canonical_digest(&members_to_dataset(&options, contexts)?)
        }
        Cryptosuite::EddsaJcs2022 => Ok(sha256(json::canonicalize(&Value::Object(options)).as_bytes())),
    }
}

fn canonical_digest(dataset: &Dataset) -> Result<[u8; 32], ProofError> {
    Ok(sha256(canonicalize(dataset, Budget::default())?.nquads.as_bytes()))
}
