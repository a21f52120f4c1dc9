//! The root file: which keys may sign a list, pinned in the verifier's configuration.
//!
//! A list cannot bring its own keys; whoever configures the verifier hands it a root file. It does not say what is on
//! the list.

use serde_json::{Value, json};

use super::shape::{At, ReadError};
use crate::crypto::encoding::{from_hex, to_hex};
use crate::jose::PinnedKey;
use crate::limits;
use crate::model::json::parse_strict;
use crate::model::time::Timestamp;

/// What a verifier is told about a list before it has seen it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustRoot {
    /// The list's name: the `<id>` of `/trust/<id>.jwt` and of reports.
    pub list: String,
    /// Version of this file; a new one has a higher number.
    pub version: u64,
    /// SHA-256 digests of the SubjectPublicKeyInfo of the keys that may sign the list.
    pub keys: Vec<[u8; 32]>,
    /// How many of them have to sign. A list in compact form has one signature, so it is 1 until lists have several.
    pub threshold: u64,
    /// Until when this file may be relied on.
    pub expires: Timestamp,
    /// Countries (two letters) of the legal identifiers for which this list has the last word where lists disagree; `*`
    /// for all.
    pub authoritative_for: Vec<String>,
}

impl TrustRoot {
    /// Reads a root file.
    ///
    /// # Errors
    ///
    /// [`ReadError`] names the place of the first fault.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReadError> {
        let value = parse_strict(bytes, limits::TRUST_ROOT_BYTES_MAX)?;
        let at = At::root(&value);
        at.object(&["list", "version", "keys", "threshold", "expires", "authoritativeFor"])?;
        let list_at = at.required("list")?;
        let list = list_at.text()?;
        if !is_list_name(list) {
            return Err(list_at.fault("is not a name of lower-case letters, digits and hyphens"));
        }
        let keys_at = at.required("keys")?;
        let mut keys = Vec::new();
        for key in keys_at.items()? {
            let digest = key.text()?.strip_prefix("sha256:").and_then(|hex| from_hex(hex).ok());
            let digest: Option<[u8; 32]> = digest.and_then(|bytes| bytes.try_into().ok());
            keys.push(digest.ok_or_else(|| key.fault("is not `sha256:` and a digest in hex"))?);
        }
        let threshold_at = at.required("threshold")?;
        let threshold = threshold_at.number()?;
        if threshold == 0 || threshold > keys.len() as u64 {
            return Err(threshold_at.fault("is not between 1 and the number of keys"));
        }
        Ok(Self {
            list: list.to_owned(),
            version: at.required("version")?.number()?,
            keys,
            threshold,
            expires: at.required("expires")?.time()?,
            authoritative_for: at.optional("authoritativeFor").map_or(Ok(Vec::new()), |list| list.texts())?,
        })
    }

    /// The root file as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let keys: Vec<String> = self.keys.iter().map(|key| format!("sha256:{}", to_hex(key))).collect();
        json!({
            "list": self.list,
            "version": self.version,
            "keys": keys,
            "threshold": self.threshold,
            "expires": self.expires.to_string(),
            "authoritativeFor": self.authoritative_for,
        })
    }

    /// The keys as jose wants them.
    #[must_use]
    pub fn pins(&self) -> Vec<PinnedKey> {
        self.keys.iter().map(|key| PinnedKey::Spki(*key)).collect()
    }

    /// Whether this list has the last word on an entity with this legal identifier, such as `VATFI-…`.
    #[must_use]
    pub fn is_authoritative_for(&self, legal_id: &str) -> bool {
        let country = legal_id.get(3..5).unwrap_or_default();
        self.authoritative_for.iter().any(|own| own == "*" || own == country)
    }
}

/// Whether `name` may name a list: it becomes part of a path.
fn is_list_name(name: &str) -> bool {
    let letters = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    letters && !name.starts_with('-') && name.len() <= 64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> TrustRoot {
        TrustRoot {
            list: "ingenium".into(),
            version: 1,
            keys: vec![[7; 32]],
            threshold: 1,
            expires: Timestamp::from_unix(1_800_000_000).expect("a time"),
            authoritative_for: vec!["FI".into()],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let written = root().to_json().to_string();
        assert_eq!(TrustRoot::parse(written.as_bytes()), Ok(root()));
    }

    #[test]
    fn faults_are_named_by_place() {
        for (name, value, place) in [
            ("list", json!("../x"), "/list"),
            ("keys", json!(["sha256:00"]), "/keys/0"),
            ("threshold", json!(2), "/threshold"),
            ("threshold", json!(0), "/threshold"),
            ("expires", json!("tomorrow"), "/expires"),
            ("surplus", json!(1), "/"),
        ] {
            let mut changed = root().to_json();
            changed[name] = value;
            match TrustRoot::parse(changed.to_string().as_bytes()) {
                Err(ReadError::Shape { place: found, .. }) => assert_eq!(found, place, "{name}"),
                other => panic!("{name}: {other:?}"),
            }
        }
    }

    #[test]
    fn authority_goes_by_the_country_of_the_legal_identifier() {
        assert!(root().is_authoritative_for("VATFI-01090445"));
        assert!(!root().is_authoritative_for("VATES-Q3318001I"));
        assert!(!root().is_authoritative_for("x"));
    }
}
