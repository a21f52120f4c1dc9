//! What is signed of a document that is secured by itself, with a proof or as a token, before and after it was: each step
//! uses up the one before.

use crate::crypto::VerifyingKey;
use crate::issue::IssueError;
use crate::jose::{PublicKey, TokenDraft, UnverifiedToken};
use crate::jsonld::Contexts;
use crate::keys::DataIntegrityKey;
use crate::ledger::{Recorded, RecordedCopy};
use crate::proof::{
    self, AuthenticCredential, ProofError, ResolvedMethod, UnverifiedCredential, authenticate_token, verify_proof,
};

/// A document that can be secured, not recorded yet.
pub(in crate::issue) enum Draft {
    /// With a proof.
    Proof { draft: proof::Draft, id: String },
    /// As a token.
    Token { draft: TokenDraft, digest: [u8; 32], id: String },
}

/// A document that the ledger has recorded, and that may be signed once.
pub(in crate::issue) struct Ready(Draft);

/// A document that was signed, and not verified yet.
pub(in crate::issue) struct Unchecked {
    bytes: Vec<u8>,
    id: String,
    method: String,
    key: VerifyingKey,
    form: Form,
}

#[derive(Clone, Copy)]
enum Form {
    Proof,
    Token,
}

impl Draft {
    pub(in crate::issue) fn token(draft: TokenDraft, id: String) -> Self {
        Self::Token { digest: draft.digest(), draft, id }
    }

    /// The digest of what is signed, which the ledger records.
    pub(in crate::issue) fn digest(&self) -> &[u8] {
        match self {
            Self::Proof { draft, .. } => draft.hash_data(),
            Self::Token { digest, .. } => digest,
        }
    }

    /// Binds the draft to the ledger's receipt for it.
    ///
    /// # Panics
    ///
    /// Panics if `recorded` is the receipt for another draft: a fault of this program, not of its input.
    pub(in crate::issue) fn recorded(self, recorded: &Recorded) -> Ready {
        self.with_receipt(recorded.digest())
    }

    /// The same of a copy that is bound to a holder's key.
    ///
    /// # Panics
    ///
    /// As [`recorded`](Self::recorded).
    pub(in crate::issue) fn recorded_copy(self, recorded: &RecordedCopy) -> Ready {
        self.with_receipt(recorded.digest())
    }

    fn with_receipt(self, digest: &[u8]) -> Ready {
        assert_eq!(digest, self.digest(), "the receipt is for another draft");
        Ready(self)
    }
}

impl Ready {
    /// Signs it.
    ///
    /// # Errors
    ///
    /// [`IssueError::Signing`]; the ledger knows what is to be finished.
    pub(in crate::issue) fn sign(self, key: &DataIntegrityKey) -> Result<Unchecked, IssueError> {
        let (bytes, id, form) = match self.0 {
            Draft::Proof { draft, id } => (draft.seal_with(key.signer())?.to_vec(), id, Form::Proof),
            Draft::Token { draft, id, .. } => (draft.sign_with(key.signer())?.into_bytes(), id, Form::Token),
        };
        let method = key.verification_method().to_owned();
        Ok(Unchecked { bytes, id, method, key: key.signer().verifying_key(), form })
    }
}

impl Unchecked {
    /// Verifies the bytes as a stranger would who knows the public key, and hands them out if they are authentic.
    ///
    /// # Errors
    ///
    /// [`IssueError::OwnDocument`]; then they must not leave.
    pub(in crate::issue) fn checked(self, contexts: &Contexts) -> Result<Vec<u8>, IssueError> {
        let authentic = match self.form {
            Form::Proof => self.by_proof(contexts),
            Form::Token => self.by_token(contexts),
        };
        let authentic = authentic.map_err(|source| IssueError::OwnDocument { source })?;
        if authentic.id() == Some(self.id.as_str()) {
            Ok(self.bytes)
        } else {
            Err(IssueError::OwnDocument { source: ProofError::MalformedMember { member: "id" } })
        }
    }

    fn controller(&self) -> &str {
        self.method.split('#').next().unwrap_or_default()
    }

    fn by_proof(&self, contexts: &Contexts) -> Result<AuthenticCredential, ProofError> {
        let received = UnverifiedCredential::parse(&self.bytes)?;
        let controller = self.controller().to_owned();
        let method = ResolvedMethod { id: self.method.clone(), controller, key: self.key };
        verify_proof(&received, &[method], contexts)
    }

    fn by_token(&self, contexts: &Contexts) -> Result<AuthenticCredential, ProofError> {
        let text = std::str::from_utf8(&self.bytes).map_err(|_| ProofError::NotACredential)?;
        let token = UnverifiedToken::parse(text).map_err(|_| ProofError::NotACredential)?;
        let verified = token.verify(&self.method, self.controller(), &PublicKey::from(self.key));
        authenticate_token(verified.map_err(|_| ProofError::InvalidSignature)?, None, contexts)
    }
}
