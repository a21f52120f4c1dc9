//! Signed notes (C2SP signed-note) with Ed25519, the form in which a log signs its checkpoints.
//!
//! It does not read the text of a note; that is for the room that knows what the text means.

use thiserror::Error;

use super::encoding::{from_base64, to_base64};
use super::{Signature, SigningKey, VerifyingKey, sha256};

/// Longest note that is read; a checkpoint with a few witnesses has a few hundred bytes.
const NOTE_BYTES_MAX: usize = 64 * 1024;
/// The signature type of Ed25519 in signed notes.
const ED25519: u8 = 0x01;

/// Why a note is not one that the key signed.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoteError {
    /// The key's name is empty, or has a blank or a plus sign.
    #[error("`{name}` is not a name for a note's key")]
    BadName {
        /// The name.
        name: String,
    },
    /// The text to sign does not end in a line feed, or has another control character.
    #[error("the text of a note ends in a line feed and has no other control character")]
    BadText,
    /// A line by the key is there, and its signature does not match.
    #[error("the signature of `{name}` does not match the note")]
    InvalidSignature {
        /// The key's name.
        name: String,
    },
    /// Not text, a blank line and signature lines.
    #[error("the note is malformed: {reason}")]
    Malformed {
        /// What is wrong.
        reason: &'static str,
    },
    /// No signature line is by the key.
    #[error("the note has no signature of `{name}`")]
    NotSigned {
        /// The key's name.
        name: String,
    },
}

/// Signs `text`, which ends in a line feed, as the key called `name`; the answer is the whole note.
///
/// # Errors
///
/// [`NoteError::BadName`] or [`NoteError::BadText`].
pub fn sign(key: &SigningKey, name: &str, text: &str) -> Result<String, NoteError> {
    check_name(name)?;
    if !is_text(text) {
        return Err(NoteError::BadText);
    }
    let mut line = key_id(name, &key.verifying_key()).to_vec();
    line.extend(key.sign(text.as_bytes()).to_bytes());
    Ok(format!("{text}\n\u{2014} {name} {}\n", to_base64(&line)))
}

/// Verifies that the key called `name` signed `note`; the answer is the note's text with its last line feed.
///
/// Signature lines of other keys are passed over.
///
/// # Errors
///
/// Each variant of [`NoteError`] is one reason.
pub fn verify<'n>(note: &'n str, name: &str, key: &VerifyingKey) -> Result<&'n str, NoteError> {
    check_name(name)?;
    let malformed = |reason| NoteError::Malformed { reason };
    if note.len() > NOTE_BYTES_MAX {
        return Err(malformed("longer than any note that is read"));
    }
    let split = note.rfind("\n\n").ok_or(malformed("no blank line before the signatures"))?;
    let (text, signatures) = (&note[..=split], &note[split + 2..]);
    if !is_text(text) {
        return Err(malformed("a control character in the text"));
    }
    if signatures.is_empty() || !signatures.ends_with('\n') {
        return Err(malformed("the signatures do not end in a line feed"));
    }
    let own_id = key_id(name, key);
    let mut signed = false;
    for line in signatures.lines() {
        let rest = line.strip_prefix("\u{2014} ").ok_or(malformed("a signature line without its dash"))?;
        let (signer, encoded) = rest.split_once(' ').ok_or(malformed("a signature line without a signature"))?;
        let bytes = from_base64(encoded).map_err(|_| malformed("a signature that is not base64"))?;
        let (id, signature) = bytes.split_first_chunk::<4>().ok_or(malformed("a signature without a key id"))?;
        if signer != name || *id != own_id {
            continue;
        }
        let fault = || NoteError::InvalidSignature { name: name.to_owned() };
        let signature = Signature::from_bytes(signature.try_into().map_err(|_| fault())?);
        key.verify_strict(text.as_bytes(), &signature).map_err(|_| fault())?;
        signed = true;
    }
    if signed { Ok(text) } else { Err(NoteError::NotSigned { name: name.to_owned() }) }
}

/// The key as witnesses and other tools configure it: `name+hash+base64(type and key)` (C2SP signed-note, "vkey").
///
/// # Errors
///
/// [`NoteError::BadName`].
pub fn verifier_key(name: &str, key: &VerifyingKey) -> Result<String, NoteError> {
    check_name(name)?;
    let id = super::encoding::to_hex(&key_id(name, key));
    let mut bytes = vec![ED25519];
    bytes.extend(key.as_bytes());
    Ok(format!("{name}+{id}+{}", to_base64(&bytes)))
}

fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let mut input = name.as_bytes().to_vec();
    input.extend([b'\n', ED25519]);
    input.extend(key.as_bytes());
    *sha256(&input).first_chunk().expect("a digest is longer than four bytes")
}

fn check_name(name: &str) -> Result<(), NoteError> {
    let fine = !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+');
    if fine { Ok(()) } else { Err(NoteError::BadName { name: name.to_owned() }) }
}

fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.contains(|c: char| c < ' ' && c != '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "uni.example/log";
    const TEXT: &str = "uni.example/log\n2\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";

    fn note() -> (SigningKey, String) {
        let key = SigningKey::from_seed(&[7; 32]);
        let note = sign(&key, NAME, TEXT).expect("a note");
        (key, note)
    }

    #[test]
    fn a_signed_note_verifies_and_its_twins_do_not() {
        let (key, note) = note();
        let public = key.verifying_key();
        assert_eq!(verify(&note, NAME, &public), Ok(TEXT));
        let invalid = Err(NoteError::InvalidSignature { name: NAME.into() });
        assert_eq!(verify(&note.replace("\n2\n", "\n3\n"), NAME, &public), invalid);
        let unsigned = Err(NoteError::NotSigned { name: NAME.into() });
        let other = SigningKey::from_seed(&[8; 32]).verifying_key();
        assert_eq!(verify(&note, NAME, &other), unsigned);
        assert_eq!(
            verify(&note, "other.example/log", &public),
            Err(NoteError::NotSigned { name: "other.example/log".into() })
        );
        for (bad, reason) in [
            (TEXT.to_owned(), "no blank line before the signatures"),
            (note.trim_end().to_owned(), "the signatures do not end in a line feed"),
            (note.replace('\u{2014}', "-"), "a signature line without its dash"),
            (format!("{note}\u{2014} x AA\n"), "a signature that is not base64"),
            (note.replace("\n2\n", "\n2\r\n"), "a control character in the text"),
        ] {
            assert_eq!(verify(&bad, NAME, &public), Err(NoteError::Malformed { reason }), "{bad}");
        }
    }

    #[test]
    fn a_cosigned_note_verifies_for_each_of_its_keys() {
        let (key, note) = note();
        let witness = SigningKey::from_seed(&[9; 32]);
        let line = sign(&witness, "witness.example", TEXT).expect("a note")[TEXT.len() + 1..].to_owned();
        let both = format!("{note}{line}");
        assert_eq!(verify(&both, NAME, &key.verifying_key()), Ok(TEXT));
        assert_eq!(verify(&both, "witness.example", &witness.verifying_key()), Ok(TEXT));
    }

    #[test]
    fn names_and_texts_that_cannot_be_signed_are_refused() {
        let key = SigningKey::from_seed(&[7; 32]);
        for name in ["", "a b", "a+b", "a\n"] {
            assert_eq!(sign(&key, name, TEXT), Err(NoteError::BadName { name: name.into() }));
        }
        for text in ["", "no line feed", "a\tb\n"] {
            assert_eq!(sign(&key, NAME, text), Err(NoteError::BadText));
        }
    }

    #[test]
    fn the_example_of_the_go_library_verifies() {
        // golang.org/x/mod/sumdb/note, package documentation.
        let vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let bytes = from_base64(vkey.rsplit('+').next().expect("a key")).expect("base64");
        let key = VerifyingKey::from_bytes(bytes[1..].try_into().expect("32 bytes")).expect("a key");
        assert_eq!(verifier_key("PeterNeumann", &key).as_deref(), Ok(vkey));
        let text = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n";
        let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        assert_eq!(verify(&format!("{text}\n{line}"), "PeterNeumann", &key), Ok(text));
    }
}
