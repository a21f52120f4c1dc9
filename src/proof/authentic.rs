//! The credential whose proof has been verified, as a value that every later check needs.

use crate::crypto::VerifyingKey;
use crate::jsonld::{Dataset, Node, Term};
use crate::model::time::Timestamp;

use super::Cryptosuite;

/// A credential whose proof was made by its issuer over exactly these claims.
///
/// *Authentic* is all it says. Whether the credential is current, and whether the issuer is one the verifier accepts,
/// are separate findings. Its claims are read from the quads that were hashed.
///
/// No other function than [`verify_proof`](super::verify_proof) makes one:
///
/// ```compile_fail,E0451
/// use elmseal::proof::AuthenticCredential;
/// fn forge(dataset: elmseal::jsonld::Dataset) -> AuthenticCredential {
///     AuthenticCredential { dataset, ..panic!() }
/// }
/// ```
///
/// and it cannot be copied:
///
/// ```compile_fail,E0599
/// fn twice(credential: &elmseal::proof::AuthenticCredential) {
///     let _copy: elmseal::proof::AuthenticCredential = credential.clone();
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct AuthenticCredential {
    pub(super) dataset: Dataset,
    pub(super) root: Term,
    pub(super) issuer: String,
    pub(super) document_digest: [u8; 32],
    /// Those of the issuer come first.
    pub(super) proofs: Vec<VerifiedProof>,
}

/// A proof that has been verified.
#[derive(Debug, PartialEq, Eq)]
pub struct VerifiedProof {
    /// The verification method that made it.
    pub method: String,
    /// Who controls the method.
    pub controller: String,
    /// The method's key.
    pub key: VerifyingKey,
    /// The suite.
    pub cryptosuite: Cryptosuite,
    /// When it says that it was made; the signer's own word.
    pub created: Option<Timestamp>,
    /// Until when it holds; to be compared with the time of verifying.
    pub expires: Option<Timestamp>,
}

impl AuthenticCredential {
    /// The quads that were hashed.
    #[must_use]
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// The credential's own node.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        self.dataset.view(&self.root)
    }

    /// The credential's id, if it has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.root.as_iri()
    }

    /// The issuer: the DID that controls the key of [`issuer_proof`](Self::issuer_proof).
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The issuer's own node.
    #[must_use]
    pub fn issuer_node(&self) -> Node<'_> {
        self.dataset.node(&self.issuer)
    }

    /// The proof that the issuer made; the first if there are several.
    #[must_use]
    pub fn issuer_proof(&self) -> &VerifiedProof {
        self.proofs.first().expect("an authentic credential has a proof of its issuer")
    }

    /// All proofs, each of them verified, the issuer's first.
    #[must_use]
    pub fn proofs(&self) -> &[VerifiedProof] {
        &self.proofs
    }

    /// The verification methods of all proofs.
    pub fn methods(&self) -> impl Iterator<Item = &str> {
        self.proofs.iter().map(|proof| proof.method.as_str())
    }

    /// When the issuer says that its proof was made.
    #[must_use]
    pub fn created(&self) -> Option<Timestamp> {
        self.issuer_proof().created
    }

    /// The earliest time at which one of the proofs ceases to hold.
    #[must_use]
    pub fn expires(&self) -> Option<Timestamp> {
        self.proofs.iter().filter_map(|proof| proof.expires).min()
    }

    /// The SHA-256 digest of the document's canonical form, without its proofs.
    #[must_use]
    pub fn document_digest(&self) -> &[u8; 32] {
        &self.document_digest
    }
}
