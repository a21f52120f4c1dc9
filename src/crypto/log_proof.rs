//! The proof file of a sealed credential: that its digest stands in a leaf of the issuer's transparency log.
//!
//! The file travels with the credential and is never fetched. It is evidence of order, not of time: a checkpoint
//! without a witness is the issuer's own word.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::checkpoint::{Checkpoint, CheckpointError};
use super::merkle::{Hash, leaf_hash, verify_inclusion};
use crate::limits;
use crate::model::json::{JsonError, parse_strict};

/// What stands in a leaf for a sealed rendition.
pub const LABEL_SEALED: &str = "elmseal/log/v1/sealed";
/// What stands in a leaf for a change of status.
pub const LABEL_STATUS: &str = "elmseal/log/v1/status";
/// The version of the file's form.
const VERSION: &str = "elmseal-log-proof/1";

/// The data of a leaf: SHA-256(label || 0x0A || salt || digest). Without the salt nobody can tell what it is about.
#[must_use]
pub fn leaf_data(label: &str, salt: &[u8; 32], digest: &Hash) -> Hash {
    Sha256::new().chain_update(label).chain_update([b'\n']).chain_update(salt).chain_update(digest).finalize().into()
}

/// Why a proof file does not prove that a credential stands in the log.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogProofError {
    /// The checkpoint is not one of the log.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A member is missing or has another form.
    #[error("not a log proof: {reason}")]
    Malformed {
        /// What is wrong.
        reason: String,
    },
    /// The path does not lead to the checkpoint's root.
    #[error("leaf {index} is not in the tree of the checkpoint")]
    NotIncluded {
        /// The leaf's index.
        index: u64,
    },
    /// Not strict JSON.
    #[error(transparent)]
    NotJson(#[from] JsonError),
    /// The proof is about other bytes.
    #[error("the proof is about another document")]
    OtherDocument,
}

/// A proof file, read and not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogProof {
    /// SHA-256 of the sealed bytes.
    pub digest: Hash,
    /// The leaf's salt; whoever knows it can tell that the leaf is about this credential.
    pub salt: [u8; 32],
    /// The leaf's index, from 0.
    pub index: u64,
    /// Siblings from the bottom up.
    pub path: Vec<Hash>,
    /// The checkpoint as a signed note.
    pub checkpoint: String,
}

impl LogProof {
    /// Reads a proof file.
    ///
    /// # Errors
    ///
    /// [`LogProofError::NotJson`] or [`LogProofError::Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, LogProofError> {
        let value = parse_strict(bytes, limits::LOG_PROOF_BYTES_MAX)?;
        let malformed = |reason: &str| LogProofError::Malformed { reason: reason.to_owned() };
        let text = |name: &str| {
            let found = value.get(name).and_then(Value::as_str);
            found.ok_or_else(|| malformed(&format!("`{name}` is missing or not a text")))
        };
        let hash = |text: &str| STANDARD.decode(text).ok().and_then(|bytes| Hash::try_from(bytes).ok());
        if text("version")? != VERSION {
            return Err(malformed("`version` is not one that is understood"));
        }
        if text("label")? != LABEL_SEALED {
            return Err(malformed("`label` is not that of a sealed credential"));
        }
        let digest = hash(text("digest")?).ok_or_else(|| malformed("`digest` is not 32 bytes in base64"))?;
        let salt = hash(text("salt")?).ok_or_else(|| malformed("`salt` is not 32 bytes in base64"))?;
        let index = value.get("index").and_then(Value::as_u64).ok_or_else(|| malformed("`index` is not a number"))?;
        let siblings = value.get("path").and_then(Value::as_array).filter(|path| path.len() <= 64);
        let siblings = siblings.ok_or_else(|| malformed("`path` is not a list of at most 64 hashes"))?;
        let path: Option<Vec<Hash>> = siblings.iter().map(|sibling| sibling.as_str().and_then(hash)).collect();
        let path = path.ok_or_else(|| malformed("`path` has an item that is not 32 bytes in base64"))?;
        Ok(Self { digest, salt, index, path, checkpoint: text("checkpoint")?.to_owned() })
    }

    /// The file's text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let path: Vec<String> = self.path.iter().map(|hash| STANDARD.encode(hash)).collect();
        let value = json!({
            "version": VERSION,
            "label": LABEL_SEALED,
            "digest": STANDARD.encode(self.digest),
            "salt": STANDARD.encode(self.salt),
            "index": self.index,
            "path": path,
            "checkpoint": self.checkpoint,
        });
        format!("{value:#}\n")
    }

    /// Verifies that `sealed`, byte for byte, stands in the log `origin` whose key is `public_key`, and returns the
    /// checkpoint under which it does.
    ///
    /// # Errors
    ///
    /// [`LogProofError`], one variant a reason.
    pub fn verify(&self, sealed: &[u8], origin: &str, public_key: &[u8; 32]) -> Result<Checkpoint, LogProofError> {
        if self.digest != Hash::from(Sha256::digest(sealed)) {
            return Err(LogProofError::OtherDocument);
        }
        let checkpoint = Checkpoint::verify(&self.checkpoint, origin, public_key)?;
        let leaf = leaf_hash(&leaf_data(LABEL_SEALED, &self.salt, &self.digest));
        if verify_inclusion(&leaf, self.index, checkpoint.size, &self.path, &checkpoint.root) {
            Ok(checkpoint)
        } else {
            Err(LogProofError::NotIncluded { index: self.index })
        }
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer as _, SigningKey};

    use super::super::merkle::{inclusion_path, root};
    use super::*;

    const ORIGIN: &str = "mc.uni.example/log";

    fn proof() -> (LogProof, [u8; 32]) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let public = key.verifying_key().to_bytes();
        let digest = Hash::from(Sha256::digest(b"sealed"));
        let leaves: Vec<Hash> = (0..5_u8).map(|n| leaf_hash(&leaf_data(LABEL_SEALED, &[n; 32], &digest))).collect();
        let checkpoint = Checkpoint { origin: ORIGIN.into(), size: 5, root: root(&leaves) };
        let note = checkpoint.sign(&public, |text| key.sign(text).to_bytes());
        let path = inclusion_path(&leaves, 3).expect("a leaf");
        (LogProof { digest, salt: [3; 32], index: 3, path, checkpoint: note }, public)
    }

    #[test]
    fn a_proof_file_is_read_back_and_verifies() {
        let (proof, public) = proof();
        let read = LogProof::parse(proof.to_json().as_bytes()).expect("a proof");
        assert_eq!(read, proof);
        assert_eq!(read.verify(b"sealed", ORIGIN, &public).expect("included").size, 5);
    }

    #[test]
    fn a_changed_proof_is_refused_for_its_reason() {
        let (proof, public) = proof();
        assert_eq!(proof.verify(b"Sealed", ORIGIN, &public), Err(LogProofError::OtherDocument));
        let not_included = |index| Err(LogProofError::NotIncluded { index });
        let salted = LogProof { salt: [4; 32], ..proof.clone() };
        assert_eq!(salted.verify(b"sealed", ORIGIN, &public), not_included(3));
        let moved = LogProof { index: 2, ..proof.clone() };
        assert_eq!(moved.verify(b"sealed", ORIGIN, &public), not_included(2));
        let short = LogProof { path: proof.path[1..].to_vec(), ..proof.clone() };
        assert_eq!(short.verify(b"sealed", ORIGIN, &public), not_included(3));
        let other = proof.checkpoint.replacen("\n5\n", "\n4\n", 1);
        let other = LogProof { checkpoint: other, ..proof.clone() };
        let unsigned = Err(LogProofError::Checkpoint(CheckpointError::InvalidSignature));
        assert_eq!(other.verify(b"sealed", ORIGIN, &public), unsigned);
        let text = proof.to_json().replace("\"index\": 3", "\"index\": -3");
        let expected = LogProofError::Malformed { reason: "`index` is not a number".into() };
        assert_eq!(LogProof::parse(text.as_bytes()), Err(expected));
    }
}
