//! PKCS#12 files (RFC 7292), as authorities deliver keys, with the new ciphers and those that OpenSSL calls legacy.

use p12_keystore::{Pkcs12Archive, PrivateKeyBag, error::Error};
use zeroize::Zeroizing;

use super::{ImportError, ImportFault, Material, PrivateHalf, SoftwareHalf};
use crate::crypto::encoding::to_hex;
use crate::keys::Passphrase;
use crate::limits;
use crate::pki::Certificate;

impl Material {
    /// Reads a PKCS#12 file. With several keys in it, `alias` says which: by the name that the file gives it, by the
    /// common name of its certificate, or by the key's local id.
    ///
    /// # Errors
    ///
    /// [`ImportError`]: `TooLong`, `MalformedPkcs12`, `WrongPassword`, `NoKey`, `SeveralKeys`, `MalformedKey`,
    /// `MalformedCertificates`.
    pub fn from_pkcs12(
        place: &str,
        bytes: &[u8],
        password: &Passphrase,
        alias: Option<&str>,
    ) -> Result<Self, ImportError> {
        let bytes_max = limits::KEY_IMPORT_BYTES_MAX;
        if bytes.len() > bytes_max {
            return Err(ImportFault::TooLong { bytes: bytes.len(), bytes_max }.at(place));
        }
        let archive =
            Pkcs12Archive::from_pkcs12(bytes, password.expose()).map_err(|error| read_fault(&error).at(place))?;
        let certificates = archive
            .certs
            .iter()
            .map(|bag| Certificate::from_der(bag.cert.as_der()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| ImportFault::MalformedCertificates { reason: error.to_string() }.at(place))?;
        let mut named = Vec::new();
        for bag in &archive.keys {
            let half = SoftwareHalf::from_pkcs8(Zeroizing::new(bag.key.as_der().to_vec())).map_err(|f| f.at(place))?;
            let name = name(bag, &half, &certificates);
            named.push((name, half));
        }
        let aliases: Vec<String> = named.iter().map(|(name, _)| name.clone()).collect();
        let chosen = match alias {
            None if named.len() > 1 => None,
            None => named.into_iter().next(),
            Some(alias) => named.into_iter().find(|(name, _)| name == alias),
        };
        match chosen {
            Some((_, half)) => Ok(Self { place: place.to_owned(), private: PrivateHalf::Software(half), certificates }),
            None if aliases.is_empty() => Err(ImportFault::NoKey { certificates: certificates.len() }.at(place)),
            None => Err(ImportFault::SeveralKeys { aliases, wanted: alias.map(str::to_owned) }.at(place)),
        }
    }
}

fn name(bag: &PrivateKeyBag, half: &SoftwareHalf, certificates: &[Certificate]) -> String {
    let common_name = || {
        let certificate = certificates.iter().find(|certificate| half.is_key_of(certificate))?;
        certificate.subject().common_name.clone()
    };
    let id = || bag.local_key_id.as_ref().map(|id| to_hex(id.as_ref()));
    bag.friendly_name.clone().filter(|name| !name.is_empty()).or_else(common_name).or_else(id).unwrap_or_default()
}

/// A wrong password shows in the file's MAC, or, in a file without one, in what comes out of the decryption.
fn read_fault(error: &Error) -> ImportFault {
    match error {
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => ImportFault::WrongPassword,
        other => ImportFault::MalformedPkcs12 { reason: other.to_string() },
    }
}
