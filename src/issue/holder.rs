//! The holder of a wallet, as far as an issuer knows one: a public key, and a name that is made of it.

use serde_json::Value;
use thiserror::Error;

use crate::crypto::encoding::to_base64url;
use crate::jose::{PublicKey, PublicKeyError};
use crate::trust::did_keys::key_of_did;

/// Why something names no holder's key.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum HolderError {
    /// The JWK is none that is used.
    #[error("the JWK is not usable: {0}")]
    Jwk(#[from] PublicKeyError),
    /// The DID is not one that is its key.
    #[error("`{did}` is not a did:key or a did:jwk of a key that is used: Ed25519, P-256, P-384, RSA")]
    NotItsKey {
        /// The DID.
        did: String,
    },
}

/// The key that an award is bound to. That whoever asked has the private key is for whoever asks to prove, elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    key: PublicKey,
    id: Option<String>,
}

impl Holder {
    /// From a public JWK.
    ///
    /// # Errors
    ///
    /// [`HolderError::Jwk`], also when its private part stands in it.
    pub fn of_jwk(jwk: &Value) -> Result<Self, HolderError> {
        Ok(Self { key: PublicKey::from_jwk(jwk)?, id: None })
    }

    /// From a did:key or a did:jwk, which are their keys; a DID URL names the one key that such a DID has.
    ///
    /// # Errors
    ///
    /// [`HolderError::NotItsKey`].
    pub fn of_did(did: &str) -> Result<Self, HolderError> {
        let (did, fragment) = did.split_once('#').map_or((did, None), |(did, fragment)| (did, Some(fragment)));
        let own = key_of_did(did).filter(|own| fragment.is_none_or(|name| own.method.ends_with(&format!("#{name}"))));
        let own = own.ok_or_else(|| HolderError::NotItsKey { did: did.chars().take(SHOWN_CHARS).collect() })?;
        Ok(Self { key: own.key, id: Some(did.to_owned()) })
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The DID by which the holder was named, if it was one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The DID of the key: the one by which it was named, else its did:jwk.
    #[must_use]
    pub fn did(&self) -> String {
        let of_key = || format!("did:jwk:{}", to_base64url(self.key.to_jwk().to_string().as_bytes()));
        self.id.clone().unwrap_or_else(of_key)
    }
}

/// How much of a text is shown that should be a DID.
const SHOWN_CHARS: usize = 80;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_holder_has_one_key_however_it_is_named() {
        let jwk = json!({
            "kty": "EC", "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        });
        let bare = Holder::of_jwk(&jwk).expect("a holder");
        assert_eq!(bare.id(), None);
        let named = Holder::of_did(&bare.did()).expect("a holder");
        assert_eq!((named.key(), named.did()), (bare.key(), bare.did()));
        assert_eq!(Holder::of_did(&format!("{}#0", bare.did())), Ok(named));
        let key = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
        let fragment = key.strip_prefix("did:key:").expect("a prefix");
        assert_eq!(Holder::of_did(key).expect("a holder").did(), key);
        assert!(Holder::of_did(&format!("{key}#{fragment}")).is_ok());
    }

    #[test]
    fn what_names_no_key_or_another_is_refused() {
        let key = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
        let not_its_key = |did: &str| Err(HolderError::NotItsKey { did: did.to_owned() });
        assert_eq!(Holder::of_did("did:web:uni.example"), not_its_key("did:web:uni.example"));
        assert_eq!(Holder::of_did(&format!("{key}#other")), not_its_key(key));
        let private = json!({
            "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        });
        assert_eq!(Holder::of_jwk(&private), Err(HolderError::Jwk(PublicKeyError::Private)));
    }
}
