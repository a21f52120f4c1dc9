//! Private keys in PKCS#8 and PEM, encrypted or not, with the certificates in another file.

use zeroize::Zeroizing;

use super::{ImportFault, Material, PrivateHalf, SoftwareHalf};
use crate::crypto::encoding::from_base64;
use crate::crypto::private_key_file::{self, PrivateKeyFileError};
use crate::keys::{KeysError, Passphrase};
use crate::limits;
use crate::pki::Certificate;

const PLAIN: &str = "PRIVATE KEY";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";

impl Material {
    /// Reads a private key in PKCS#8 and PEM, and the PEM text of its certificates. `password` is asked when the key is
    /// encrypted.
    ///
    /// # Errors
    ///
    /// [`KeysError::Import`] with `TooLong`, `NotPkcs8`, `WrongPassword`, `MalformedKey` or `MalformedCertificates`, and
    /// what `password` answers.
    pub fn from_pkcs8(
        place: &str,
        pem: &[u8],
        password: &dyn Fn() -> Result<Passphrase, KeysError>,
        certificates: Option<&[u8]>,
    ) -> Result<Self, KeysError> {
        let bytes_max = limits::KEY_FILE_BYTES_MAX;
        if pem.len() > bytes_max {
            return Err(ImportFault::TooLong { bytes: pem.len(), bytes_max }.at(place).into());
        }
        let not = |found: &str| KeysError::from(ImportFault::NotPkcs8 { found: found.to_owned() }.at(place));
        let text = str::from_utf8(pem).map_err(|_| not("something that is no text"))?;
        let der = match label(text) {
            Some(PLAIN) => Zeroizing::new(body(text, PLAIN).ok_or_else(|| not("a broken PEM"))?),
            Some(ENCRYPTED) => {
                let block = block(text, ENCRYPTED).ok_or_else(|| not("a broken PEM"))?;
                private_key_file::decrypt(block, password()?.expose()).map_err(|fault| match fault {
                    PrivateKeyFileError::WrongPassphrase => KeysError::from(ImportFault::WrongPassword.at(place)),
                    _ => not("an encrypted key with a cipher that is not read here"),
                })?
            }
            Some(other) => return Err(not(&format!("`{other}`"))),
            None => return Err(not("a file without a private key")),
        };
        let half = SoftwareHalf::from_pkcs8(der).map_err(|fault| fault.at(place))?;
        let certificates = read_certificates(place, certificates)?;
        Ok(Self { place: place.to_owned(), private: PrivateHalf::Software(half), certificates })
    }
}

/// The certificates of a PEM text; none of no text.
pub(super) fn read_certificates(place: &str, pem: Option<&[u8]>) -> Result<Vec<Certificate>, KeysError> {
    let Some(pem) = pem else { return Ok(Vec::new()) };
    let fault = |reason: String| ImportFault::MalformedCertificates { reason }.at(place);
    if pem.len() > limits::KEY_IMPORT_BYTES_MAX {
        return Err(fault("the file is too long".to_owned()).into());
    }
    Ok(Certificate::from_pem_bundle(pem).map_err(|error| fault(error.to_string()))?)
}

/// The label of the private key in the text, or of what else it begins with.
fn label(text: &str) -> Option<&str> {
    let labels: Vec<&str> = text.lines().filter_map(begin).collect();
    labels.iter().find(|label| label.ends_with(PLAIN)).or(labels.first()).copied()
}

fn begin(line: &str) -> Option<&str> {
    line.trim_end().strip_prefix("-----BEGIN ")?.strip_suffix("-----")
}

/// The block with `label`, with its first and last line: other tools put attributes or certificates around it.
fn block<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let start = text.find(&format!("-----BEGIN {label}-----"))?;
    let end = format!("-----END {label}-----");
    let length = text[start..].find(&end)? + end.len();
    Some(&text[start..start + length])
}

fn body(text: &str, label: &str) -> Option<Vec<u8>> {
    let block = block(text, label)?;
    let inner =
        block.strip_prefix(&format!("-----BEGIN {label}-----"))?.strip_suffix(&format!("-----END {label}-----"))?;
    let base64 = Zeroizing::new(inner.split_ascii_whitespace().collect::<String>());
    from_base64(&base64).ok()
}
