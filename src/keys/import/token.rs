//! Keys that stay in a PKCS#11 token: what is recorded is where they are.

use super::pkcs8::read_certificates;
use super::{Material, PrivateHalf};
use crate::keys::token::TokenKey;
use crate::keys::{KeysError, Secrets, TokenAddress};

impl Material {
    /// Finds a key in a token, and its certificates there unless the PEM text `certificates` is given.
    ///
    /// # Errors
    ///
    /// [`KeysError::Token`] when the token or the key is not there or does not open, [`KeysError::Import`] with
    /// `MalformedCertificates`, and what `secrets` answer.
    pub fn from_token(
        address: &TokenAddress,
        secrets: &dyn Secrets,
        certificates: Option<&[u8]>,
    ) -> Result<Self, KeysError> {
        let place = address.to_string();
        let key = TokenKey::open(address, secrets)?;
        let address = key.address().clone();
        let mut certificates = read_certificates(&place, certificates)?;
        if certificates.is_empty() {
            certificates = key.certificates()?;
        }
        Ok(Self { place, private: PrivateHalf::Token { key: Box::new(key), address }, certificates })
    }
}
