//! Checkpoints of a transparency log: C2SP tlog-checkpoint inside a C2SP signed note, with an Ed25519 key of the log.
//!
//! A checkpoint proves order and append-only to whoever holds an earlier one. It says nothing about time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::encoding::to_hex;
use super::merkle::Hash;
use crate::limits;

/// The signature type of Ed25519 in a signed note.
const ED25519: u8 = 1;

/// Why a note is not a checkpoint of the log.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckpointError {
    /// A signature with the log's name and key id does not verify.
    #[error("the checkpoint's signature does not match its text")]
    InvalidSignature,
    /// Not a signed note with origin, size and root hash.
    #[error("not a checkpoint: {reason}")]
    Malformed {
        /// What is wrong.
        reason: &'static str,
    },
    /// None of the signatures is by the log's key.
    #[error("the checkpoint is not signed by the key of log `{origin}`")]
    NotSignedByLog {
        /// The log that was expected.
        origin: String,
    },
    /// The checkpoint is another log's.
    #[error("the checkpoint is of log `{found}`, expected `{expected}`")]
    OtherLog {
        /// The log that was expected.
        expected: String,
        /// The log that the checkpoint names.
        found: String,
    },
}

/// The state of a log: how many leaves, and the root of the tree over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name: a URL without its scheme.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed: three lines.
    #[must_use]
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// The signed note; `sign` makes an Ed25519 signature with the key whose public half is `public_key`.
    #[must_use]
    pub fn sign(&self, public_key: &[u8; 32], sign: impl FnOnce(&[u8]) -> [u8; 64]) -> String {
        let body = self.body();
        let mut line = key_id(&self.origin, public_key).to_vec();
        line.extend(sign(body.as_bytes()));
        format!("{body}\n\u{2014} {} {}\n", self.origin, STANDARD.encode(line))
    }

    /// Reads a note and verifies that the log `origin` signed it with `public_key`. Signatures of others, such as
    /// witnesses, are passed over.
    ///
    /// # Errors
    ///
    /// [`CheckpointError`], one variant a reason.
    pub fn verify(note: &str, origin: &str, public_key: &[u8; 32]) -> Result<Self, CheckpointError> {
        let (checkpoint, body, signatures) = parse(note)?;
        if checkpoint.origin != origin {
            return Err(CheckpointError::OtherLog { expected: origin.to_owned(), found: checkpoint.origin });
        }
        let id = key_id(origin, public_key);
        let mut signed = false;
        for line in signatures.split_terminator('\n') {
            let (name, bytes) = signature_line(line)?;
            if name != origin || bytes[..4] != id {
                continue;
            }
            let signature = bytes[4..].try_into().map_err(|_| CheckpointError::InvalidSignature)?;
            let key = VerifyingKey::from_bytes(public_key).map_err(|_| CheckpointError::InvalidSignature)?;
            key.verify_strict(body.as_bytes(), &Signature::from_bytes(&signature))
                .map_err(|_| CheckpointError::InvalidSignature)?;
            signed = true;
        }
        if signed { Ok(checkpoint) } else { Err(CheckpointError::NotSignedByLog { origin: origin.to_owned() }) }
    }

    /// Reads a note without verifying its signatures: what it claims, for messages and for choosing a key.
    ///
    /// # Errors
    ///
    /// [`CheckpointError::Malformed`].
    pub fn unverified(note: &str) -> Result<Self, CheckpointError> {
        parse(note).map(|(checkpoint, _, _)| checkpoint)
    }
}

/// The log's public key as operators of witnesses and monitors write it: `<name>+<key id>+<key>`.
#[must_use]
pub fn verifier_key(origin: &str, public_key: &[u8; 32]) -> String {
    let id = to_hex(&key_id(origin, public_key));
    let mut key = vec![ED25519];
    key.extend(public_key);
    format!("{origin}+{id}+{}", STANDARD.encode(key))
}

/// The first four bytes of SHA-256(name || 0x0A || type || key).
fn key_id(name: &str, public_key: &[u8; 32]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', ED25519]).chain_update(public_key).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn malformed(reason: &'static str) -> CheckpointError {
    CheckpointError::Malformed { reason }
}

/// The checkpoint, the text that is signed, and the signature lines.
fn parse(note: &str) -> Result<(Checkpoint, &str, &str), CheckpointError> {
    if note.len() > limits::CHECKPOINT_BYTES_MAX {
        return Err(malformed("it is too long"));
    }
    if note.chars().any(|c| c.is_control() && c != '\n') {
        return Err(malformed("it has control characters"));
    }
    // The last blank line ends the text: lines after the root hash may be empty in principle.
    let end = note.rfind("\n\n").ok_or_else(|| malformed("there is no blank line before the signatures"))?;
    let (body, signatures) = (&note[..=end], &note[end + 2..]);
    if signatures.is_empty() || !signatures.ends_with('\n') {
        return Err(malformed("there is no signature line"));
    }
    let mut lines = body.split_terminator('\n');
    let origin = lines.next().filter(|line| !line.is_empty()).ok_or_else(|| malformed("there is no origin"))?;
    let digits = lines.next().ok_or_else(|| malformed("there is no size"))?;
    let size = digits.parse::<u64>().ok().filter(|size| size.to_string() == digits);
    let size = size.ok_or_else(|| malformed("the size is not a decimal number"))?;
    let root = lines.next().and_then(|line| STANDARD.decode(line).ok()).and_then(|root| root.try_into().ok());
    let root = root.ok_or_else(|| malformed("the root hash is not 32 bytes in base64"))?;
    Ok((Checkpoint { origin: origin.to_owned(), size, root }, body, signatures))
}

/// Name and bytes (key id and signature) of a signature line.
fn signature_line(line: &str) -> Result<(&str, Vec<u8>), CheckpointError> {
    let rest = line.strip_prefix("\u{2014} ").ok_or_else(|| malformed("a signature line has no dash"))?;
    let (name, text) = rest.split_once(' ').ok_or_else(|| malformed("a signature line has no name"))?;
    let bytes = STANDARD.decode(text).ok().filter(|bytes| bytes.len() > 4);
    Ok((name, bytes.ok_or_else(|| malformed("a signature is not base64"))?))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer as _, SigningKey};

    use super::*;

    const ORIGIN: &str = "mc.uni.example/log";

    fn signed() -> (String, [u8; 32]) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let public = key.verifying_key().to_bytes();
        let checkpoint = Checkpoint { origin: ORIGIN.into(), size: 5, root: [9; 32] };
        (checkpoint.sign(&public, |text| key.sign(text).to_bytes()), public)
    }

    #[test]
    fn a_signed_note_is_read_back() {
        let (note, public) = signed();
        let read = Checkpoint::verify(&note, ORIGIN, &public).expect("a checkpoint");
        assert_eq!(read, Checkpoint { origin: ORIGIN.into(), size: 5, root: [9; 32] });
        let witnessed = format!("{note}\u{2014} witness.example AAAAAAE=\n");
        assert_eq!(Checkpoint::verify(&witnessed, ORIGIN, &public), Ok(read));
    }

    #[test]
    fn a_changed_note_is_refused_for_its_reason() {
        use CheckpointError as E;
        let (note, public) = signed();
        let other = SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes();
        let rows = [
            (note.replacen("\n5\n", "\n6\n", 1), public, E::InvalidSignature),
            (note.replacen("\n5\n", "\n05\n", 1), public, E::Malformed { reason: "the size is not a decimal number" }),
            (
                note.replace("\n\n", "\n"),
                public,
                E::Malformed { reason: "there is no blank line before the signatures" },
            ),
            (note.clone(), other, E::NotSignedByLog { origin: ORIGIN.into() }),
            (
                note.replacen(ORIGIN, "else.example/log", 1),
                public,
                E::OtherLog { expected: ORIGIN.into(), found: "else.example/log".into() },
            ),
            (
                note.split_inclusive('\n').take(4).collect(),
                public,
                E::Malformed { reason: "there is no signature line" },
            ),
            ("x".repeat(limits::CHECKPOINT_BYTES_MAX + 1), public, E::Malformed { reason: "it is too long" }),
        ];
        for (note, key, expected) in rows {
            assert_eq!(Checkpoint::verify(&note, ORIGIN, &key), Err(expected), "{note:.80}");
        }
    }

    #[test]
    fn the_verifier_key_is_written_as_notes_do() {
        // The example key of golang.org/x/mod/sumdb/note.
        let vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let bytes = STANDARD.decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").expect("base64");
        let key: [u8; 32] = bytes[1..].try_into().expect("a key");
        assert_eq!(verifier_key("PeterNeumann", &key), vkey);
    }
}
