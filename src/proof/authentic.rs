//! The credential whose proof or seal has been verified, as a value that every later check needs.

use serde_json::{Map, Value};

use crate::crypto::VerifyingKey;
use crate::jose::jades::VerifiedSeal;
use crate::jose::{PublicKey, VerifiedToken};
use crate::jsonld::{Dataset, Dropped, Node, TermId};
use crate::model::time::Timestamp;

use super::Cryptosuite;

/// A credential whose proof or seal was made over exactly these claims.
///
/// *Authentic* is all it says. A proof is its issuer's, since the issuer is the DID that controls the key; a seal is that
/// of whoever holds the certificate's key, and who that is are separate findings, as is whether the credential is current.
/// Claims are read from the quads that were hashed, or that the sealed bytes hold.
///
/// No other functions than [`verify_proof`](super::verify_proof), [`authenticate_seal`](super::authenticate_seal) and
/// [`authenticate_token`](super::authenticate_token) make one:
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
    pub(super) root: TermId,
    pub(super) issuer: TermId,
    pub(super) document_digest: [u8; 32],
    /// Those of the issuer come first. Empty where only a seal secures the credential.
    pub(super) proofs: Vec<VerifiedProof>,
    pub(super) seal: Option<Box<VerifiedSeal>>,
    /// What a token says about itself, if it is one that secures the credential.
    pub(super) token: Option<Box<TokenFacts>>,
    pub(super) dropped: Dropped,
    pub(super) unread: Vec<&'static str>,
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

/// What a token says about itself, beside the credential in it.
#[derive(Debug, PartialEq, Eq)]
pub struct TokenFacts {
    pub(super) key: Option<VerifiedToken>,
    pub(super) created: Option<Timestamp>,
    pub(super) not_before: Option<Timestamp>,
    pub(super) expires: Option<Timestamp>,
    pub(super) claims: Option<Map<String, Value>>,
    pub(super) withheld: usize,
    pub(super) key_binding: bool,
}

impl TokenFacts {
    /// From when it is to be accepted.
    #[must_use]
    pub fn not_before(&self) -> Option<Timestamp> {
        self.not_before
    }

    /// The claims of an SD-JWT VC, with those that were disclosed; none where the token holds a credential with a graph.
    #[must_use]
    pub fn claims(&self) -> Option<&Map<String, Value>> {
        self.claims.as_ref()
    }

    /// How many claims or decoys are not shown.
    #[must_use]
    pub fn withheld(&self) -> usize {
        self.withheld
    }

    /// Whether a token is there that binds the showing to the holder's key. It is for one showing, and nobody here asked
    /// for it, so that it was not checked.
    #[must_use]
    pub fn has_key_binding(&self) -> bool {
        self.key_binding
    }
}

/// The key by which the issuer secured a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerKey<'a> {
    /// The DID that controls it, which is the issuer.
    pub controller: &'a str,
    key: ProvenBy<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProvenBy<'a> {
    Proof(&'a VerifyingKey),
    Token(&'a PublicKey),
}

impl IssuerKey<'_> {
    /// The key as lists of trusted entities name it; none for kinds of keys that they do not name.
    #[must_use]
    pub fn multikey(&self) -> Option<String> {
        match self.key {
            ProvenBy::Proof(key) => Some(key.to_multikey()),
            ProvenBy::Token(key) => key.to_multikey(),
        }
    }
}

impl AuthenticCredential {
    /// The issuer's key, of its proof or of its token; none where only a certificate says whose it is.
    #[must_use]
    pub fn issuer_key(&self) -> Option<IssuerKey<'_>> {
        if let Some(proof) = self.issuer_proof() {
            return Some(IssuerKey { controller: &proof.controller, key: ProvenBy::Proof(&proof.key) });
        }
        let token = self.token()?.key.as_ref()?;
        Some(IssuerKey { controller: token.controller(), key: ProvenBy::Token(token.key()) })
    }

    /// What a token says about itself, if one secures the credential.
    #[must_use]
    pub fn token(&self) -> Option<&TokenFacts> {
        self.token.as_deref()
    }

    /// The quads that were hashed.
    #[must_use]
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// The credential's own node.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        self.dataset.numbered(self.root)
    }

    /// The credential's id, if it has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.dataset.term(self.root).as_iri()
    }

    /// The issuer: the DID that controls the key of [`issuer_proof`](Self::issuer_proof). Where only a seal secures the
    /// credential, it is what the credential calls its issuer, and says nothing about who that is.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.dataset.term(self.issuer).text()
    }

    /// The issuer's own node.
    #[must_use]
    pub fn issuer_node(&self) -> Node<'_> {
        self.dataset.numbered(self.issuer)
    }

    /// The proof that the issuer made, the first if there are several; none where only a seal secures the credential.
    #[must_use]
    pub fn issuer_proof(&self) -> Option<&VerifiedProof> {
        self.proofs.first()
    }

    /// The seal, if there is one.
    #[must_use]
    pub fn seal(&self) -> Option<&VerifiedSeal> {
        self.seal.as_deref()
    }

    /// What of the sealed document its graph does not hold, and so nothing here reads.
    #[must_use]
    pub fn dropped(&self) -> &Dropped {
        &self.dropped
    }

    /// Those of the dropped members that decide whether the credential stands: its status and its dates. Whoever looks
    /// for one of them in the graph must not take it for absent.
    #[must_use]
    pub fn unread(&self) -> &[&'static str] {
        &self.unread
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

    /// When the issuer says that its proof was made, or the sealer its seal.
    #[must_use]
    pub fn created(&self) -> Option<Timestamp> {
        match (self.seal(), self.token()) {
            (Some(seal), _) => Some(seal.claimed_time().time),
            (None, Some(token)) => token.created.or(token.not_before),
            (None, None) => self.issuer_proof()?.created,
        }
    }

    /// The earliest time at which one of the proofs ceases to hold.
    #[must_use]
    pub fn expires(&self) -> Option<Timestamp> {
        let of_token = self.token().and_then(|token| token.expires);
        self.proofs.iter().filter_map(|proof| proof.expires).chain(of_token).min()
    }

    /// The SHA-256 digest of the document's canonical form without its proofs, or of the sealed bytes.
    #[must_use]
    pub fn document_digest(&self) -> &[u8; 32] {
        &self.document_digest
    }
}
