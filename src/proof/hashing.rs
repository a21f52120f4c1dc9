//! What the suites hash: the document and the proof options, each in canonical form.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::data_model::check_credential_rules;
use super::document::contexts_of;
use super::{Cryptosuite, ProofError};
use crate::crypto::sha256;
use crate::jsonld::{self, Budget, Contexts, Dataset, presentation_to_dataset, received_to_dataset};
use crate::model::json::{Document, Json};

/// A document whose graph holds all that it shows, and the contexts against which it was read.
pub(super) struct Secured<'a> {
    document: Json<'a>,
    contexts: Cow<'a, Contexts>,
    pub(super) dataset: Dataset,
    /// The digest of the dataset's canonical form.
    digest: OnceCell<[u8; 32]>,
}

impl<'a> Secured<'a> {
    /// Reads the graph of `document`, which has no proof and keeps the rules of the data model.
    pub(super) fn read(document: Json<'a>, contexts: &'a Contexts) -> Result<Self, ProofError> {
        let contexts = contexts_of(document, contexts).map_or(Cow::Borrowed(contexts), Cow::Owned);
        let dataset = received_to_dataset(document, &contexts)?;
        // Here, since whatever is issued and whatever is verified by its own proofs comes through here.
        check_credential_rules(document, &contexts)?;
        Ok(Self { document, contexts, dataset, digest: OnceCell::new() })
    }

    /// Reads the graph of a presentation, which has no proof.
    pub(super) fn read_presentation(document: Json<'a>, contexts: &'a Contexts) -> Result<Self, ProofError> {
        let dataset = presentation_to_dataset(document, contexts)?;
        Ok(Self { document, contexts: Cow::Borrowed(contexts), dataset, digest: OnceCell::new() })
    }

    /// The digest of the document's canonical form under `suite`, with the proofs that come before in a chain.
    pub(super) fn document_digest(&self, suite: Cryptosuite, previous: &[Json<'_>]) -> Result<[u8; 32], ProofError> {
        match (suite, previous) {
            (Cryptosuite::EddsaRdfc2022 | Cryptosuite::Ed25519Signature2020, []) => match self.digest.get() {
                Some(digest) => Ok(*digest),
                None => {
                    let digest = canonical_digest(&self.dataset)?;
                    Ok(*self.digest.get_or_init(|| digest))
                }
            },
            (Cryptosuite::EddsaRdfc2022 | Cryptosuite::Ed25519Signature2020, _) => {
                canonical_digest(&received_to_dataset(self.with_proofs(previous).root(), &self.contexts)?)
            }
            (Cryptosuite::EddsaJcs2022, []) => Ok(sha256(self.document.to_canonical().as_bytes())),
            (Cryptosuite::EddsaJcs2022, _) => Ok(sha256(self.with_proofs(previous).root().to_canonical().as_bytes())),
        }
    }

    fn with_proofs(&self, proofs: &[Json<'_>]) -> Document {
        let proofs = Document::array(proofs.iter().copied());
        let members = self.document.as_object().expect("a credential is an object");
        Document::object(members.chain([("proof", proofs.root())]))
    }
}

/// What is signed: the digest of the proof options, then that of the document.
pub(super) fn hash_data(
    secured: &Secured<'_>,
    proof: Json<'_>,
    suite: Cryptosuite,
    previous: &[Json<'_>],
) -> Result<[u8; 64], ProofError> {
    let mut hash_data = [0; 64];
    let context = secured.document.get("@context").expect("a credential has a context");
    hash_data[..32].copy_from_slice(&options_digest(suite, proof, context, &secured.contexts)?);
    hash_data[32..].copy_from_slice(&secured.document_digest(suite, previous)?);
    Ok(hash_data)
}

/// The digest of the proof options' canonical form: the proof without its value (VC Data Integrity EdDSA, sections 3.2.5
/// and 3.3.5). `context` is that of the document.
pub(super) fn options_digest(
    suite: Cryptosuite,
    proof: Json<'_>,
    context: Json<'_>,
    contexts: &Contexts,
) -> Result<[u8; 32], ProofError> {
    let members = proof.as_object().expect("a proof is an object");
    let options = members.filter(|(name, _)| *name != "proofValue");
    match suite {
        Cryptosuite::EddsaRdfc2022 | Cryptosuite::Ed25519Signature2020 => {
            let options = options.filter(|(name, _)| *name != "@context").chain([("@context", context)]);
            canonical_digest(&received_to_dataset(Document::object(options).root(), contexts)?)
        }
        Cryptosuite::EddsaJcs2022 => Ok(sha256(Document::object(options).root().to_canonical().as_bytes())),
    }
}

fn canonical_digest(dataset: &Dataset) -> Result<[u8; 32], ProofError> {
    Ok(jsonld::canonical_digest(dataset, Budget::default())?)
}
