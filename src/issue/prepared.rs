//! The two values between recording and releasing: what may be signed, once, and what was signed.

use std::borrow::Cow;

use crate::crypto::{SigningError, VerifyingKey};
use crate::jsonld::Contexts;
use crate::keys::DataIntegrityKey;
use crate::ledger::Recorded;
use crate::model::ids::AwardId;
use crate::model::slotted::Content;
use crate::proof::{Draft, ProofError, ResolvedMethod, UnverifiedCredential, verify_proof};

/// A credential that may be signed, once.
///
/// Having one means that the ledger has recorded what is about to be signed. If the power fails between the two, the
/// ledger still knows what to finish or to revoke.
///
/// [`sign`](Self::sign) takes it by value, so the compiler refuses a second signature:
///
/// ```compile_fail,E0382
/// use elmseal::issue::Prepared;
/// fn twice(prepared: Prepared, key: &elmseal::keys::DataIntegrityKey) {
///     let first = prepared.sign(key);
///     let second = prepared.sign(key);
/// }
/// ```
#[derive(Debug)]
#[must_use = "a prepared credential holds its status indices until it is signed"]
pub struct Prepared {
    award: AwardId,
    draft: Draft,
}

impl Prepared {
    /// Binds `draft` to the ledger's receipt for it.
    ///
    /// # Panics
    ///
    /// Panics if `recorded` is the receipt for another draft: a fault of this program, not of its input.
    pub fn new(draft: Draft, recorded: &Recorded) -> Self {
        assert_eq!(recorded.digest(), draft.hash_data(), "the receipt is for another draft");
        Self { award: recorded.award(), draft }
    }

    /// Signs the credential and uses up the permission to do so.
    ///
    /// # Errors
    ///
    /// [`SigningError`] when the key lies in a device that does not answer; the ledger knows what is to be finished.
    pub fn sign(self, key: &DataIntegrityKey) -> Result<Issued, SigningError> {
        let content = self.draft.seal_with(key.signer())?;
        let method = key.verification_method().to_owned();
        Ok(Issued { award: self.award, content, method, key: key.signer().verifying_key() })
    }
}

/// A credential that was signed and has not left yet.
#[derive(Debug)]
pub struct Issued {
    award: AwardId,
    content: Content,
    method: String,
    key: VerifyingKey,
}

impl Issued {
    /// The award.
    #[must_use]
    pub fn award(&self) -> AwardId {
        self.award
    }

    /// Verifies the bytes as a stranger would who knows the public key, and hands them out if they are authentic.
    ///
    /// # Errors
    ///
    /// The reason for which a verifier would refuse them; then they must not leave.
    pub fn checked(self, contexts: &Contexts) -> Result<Content, ProofError> {
        let bytes = match &self.content {
            Content::Whole(bytes) => Cow::Borrowed(bytes),
            framed => Cow::Owned(framed.to_vec()),
        };
        let received = UnverifiedCredential::parse(&bytes)?;
        let controller = self.method.split('#').next().unwrap_or_default().to_owned();
        let method = ResolvedMethod { id: self.method, controller, key: self.key };
        let authentic = verify_proof(&received, &[method], contexts)?;
        if authentic.id() == Some(self.award.to_string().as_str()) {
            drop(bytes);
            Ok(self.content)
        } else {
            Err(ProofError::MalformedMember { member: "id" })
        }
    }

    /// Hands out the bytes unverified: others of the same template and chunk are verified in their place, and none of them
    /// leaves when one is not authentic.
    pub(super) fn vouched_for(self) -> Content {
        self.content
    }
}
