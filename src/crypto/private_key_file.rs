//! Encrypted private keys as text: PKCS#8 under PBES2 with scrypt and AES-256-CBC (RFC 8018, RFC 7914), in PEM.
//!
//! OpenSSL reads what is written here (`openssl pkey -in FILE`). It knows bytes alone; files are for `keys`.

use pkcs8::der::asn1::{AnyRef, OctetString};
use pkcs8::der::pem::PemLabel as _;
use pkcs8::der::{Decode as _, SecretDocument, Tag, Tagged as _};
use pkcs8::pkcs5::{EncryptionScheme, pbes2, scrypt};
use pkcs8::{EncryptedPrivateKeyInfoOwned, LineEnding};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::limits;

/// scrypt with N = 2^14, r = 8, p = 5 (OWASP Password Storage): 16 MiB, within what OpenSSL allows itself to read.
const SCRYPT_LOG_N: u8 = 14;
const SCRYPT_R: u32 = 8;
const SCRYPT_P: u32 = 5;

/// Why a text is not an encrypted private key that the passphrase opens.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrivateKeyFileError {
    /// Not an encrypted PKCS#8 key in PEM, or one that would take too much work to open.
    #[error("not an encrypted PKCS#8 private key that can be read here")]
    Malformed,
    /// The passphrase does not open it.
    #[error("the passphrase does not open the private key")]
    WrongPassphrase,
}

/// Encrypts the PKCS#8 key `der` under `passphrase`; `salt` and `iv` are fresh random bytes.
#[must_use]
pub fn encrypt(der: &[u8], passphrase: &str, salt: &[u8; 16], iv: [u8; 16]) -> String {
    let cost =
        scrypt::Params::new(SCRYPT_LOG_N, SCRYPT_R, SCRYPT_P).expect("the parameters are within scrypt's bounds");
    let scheme = pbes2::Parameters::generate_scrypt_aes256cbc(cost, salt, iv).expect("the salt has an allowed length");
    let encrypted = scheme.encrypt(passphrase, der).expect("AES-CBC encrypts any length");
    let info = EncryptedPrivateKeyInfoOwned {
        encryption_algorithm: scheme.into(),
        encrypted_data: OctetString::new(encrypted).expect("a key is shorter than DER's bound"),
    };
    let document = SecretDocument::try_from(&info).expect("the structure has a DER form");
    let pem = document.to_pem(EncryptedPrivateKeyInfoOwned::PEM_LABEL, LineEnding::LF);
    pem.expect("DER has a PEM form").to_string()
}

/// Opens what [`encrypt`] made, or what other tools make with PBES2.
///
/// # Errors
///
/// [`PrivateKeyFileError`].
pub fn decrypt(pem: &str, passphrase: &str) -> Result<Zeroizing<Vec<u8>>, PrivateKeyFileError> {
    let malformed = || PrivateKeyFileError::Malformed;
    if pem.len() > limits::KEY_FILE_BYTES_MAX {
        return Err(malformed());
    }
    let (label, document) = SecretDocument::from_pem(pem).map_err(|_| malformed())?;
    if label != EncryptedPrivateKeyInfoOwned::PEM_LABEL {
        return Err(malformed());
    }
    let info = EncryptedPrivateKeyInfoOwned::from_der(document.as_bytes()).map_err(|_| malformed())?;
    let EncryptionScheme::Pbes2(scheme) = &info.encryption_algorithm else { return Err(malformed()) };
    let bearable = match (scheme.kdf.scrypt(), scheme.kdf.pbkdf2()) {
        (Some(cost), _) => {
            let bytes = cost.cost_parameter.saturating_mul(128).saturating_mul(u64::from(cost.block_size));
            bytes <= limits::KEY_SCRYPT_BYTES_MAX && cost.parallelization <= limits::KEY_SCRYPT_P_MAX
        }
        (None, Some(cost)) => cost.iteration_count <= limits::KEY_PBKDF2_ROUNDS_MAX,
        (None, None) => false,
    };
    if !bearable {
        return Err(malformed());
    }
    let opened = scheme.decrypt(passphrase, info.encrypted_data.as_bytes()).map(Zeroizing::new);
    // Of wrong passphrases one in 256 gives bytes that end as they should, and are none of a key.
    let is_key = |der: &Zeroizing<Vec<u8>>| AnyRef::from_der(der).is_ok_and(|key| key.tag() == Tag::Sequence);
    opened.ok().filter(is_key).ok_or(PrivateKeyFileError::WrongPassphrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The beginning of a key, which is one by its form.
    const KEY: &[u8] = b"\x30\x03\x02\x01\x00";

    #[test]
    fn a_key_is_opened_by_its_passphrase_alone() {
        let pem = encrypt(KEY, "correct horse", &[1; 16], [2; 16]);
        assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), "{pem}");
        assert_eq!(decrypt(&pem, "correct horse").expect("opened").as_slice(), KEY);
        assert_eq!(decrypt(&pem, "wrong horse"), Err(PrivateKeyFileError::WrongPassphrase));
    }

    /// What a wrong passphrase opens to when its last bytes happen to be those of a padding.
    #[test]
    fn bytes_that_are_no_key_were_opened_by_another_passphrase() {
        for bytes in [&b""[..], b"no key", b"\x30\x03\x02\x01", b"\x30\x03\x02\x01\x00\x00", b"\x02\x01\x00"] {
            let pem = encrypt(bytes, "p", &[1; 16], [2; 16]);
            assert_eq!(decrypt(&pem, "p"), Err(PrivateKeyFileError::WrongPassphrase), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_encrypted_key_is_refused() {
        let pem = encrypt(KEY, "p", &[1; 16], [2; 16]);
        let open = pem.replace("ENCRYPTED PRIVATE", "PRIVATE");
        let long = format!("{pem}{}", "\n".repeat(limits::KEY_FILE_BYTES_MAX));
        for bad in ["", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", &open, &pem[..pem.len() / 2], &long] {
            assert_eq!(decrypt(bad, "p"), Err(PrivateKeyFileError::Malformed), "{bad:.40}");
        }
    }

    #[test]
    fn a_key_that_would_take_gigabytes_to_open_is_refused() {
        let cost = scrypt::Params::new(22, 8, 1).expect("parameters");
        let scheme = pbes2::Parameters::generate_scrypt_aes256cbc(cost, &[1; 16], [2; 16]).expect("a scheme");
        let info = EncryptedPrivateKeyInfoOwned {
            encryption_algorithm: scheme.into(),
            encrypted_data: OctetString::new([0; 16]).expect("16 bytes"),
        };
        let document = SecretDocument::try_from(&info).expect("DER");
        let pem = document.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF).expect("PEM");
        assert_eq!(decrypt(&pem, "p"), Err(PrivateKeyFileError::Malformed));
    }
}
