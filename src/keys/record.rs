//! What is known of a key without unlocking it, and the file that says so.

use serde_json::{Map, Value, json};

use super::{Role, example};
use crate::crypto::VerifyingKey;
use crate::crypto::encoding::{from_base64, to_base64};
use crate::jose::{Certificate, es256_certificate};
use crate::limits;
use crate::model::ids::Did;
use crate::model::json::parse_strict;
use crate::model::time::Timestamp;

/// In whose name a key signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Controller {
    /// A DID whose document names the key.
    Did(Did),
    /// The key's own did:key.
    Itself,
}

/// The public half of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// Ed25519.
    Ed25519(VerifyingKey),
    /// ECDSA with P-256, in its self-issued certificate.
    Es256(Certificate),
}

/// Whether a key still signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It signs.
    Active,
    /// It no longer signs; what it signed stays verifiable.
    Retired {
        /// Since when.
        at: Timestamp,
    },
}

/// A key as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// What it is for.
    pub role: Role,
    /// Its name: of its file, and the fragment of its verification method.
    pub name: String,
    /// In whose name it signs.
    pub controller: Controller,
    /// Its public half.
    pub public: PublicKey,
    /// When it was made.
    pub created: Timestamp,
    /// Whether it still signs.
    pub state: State,
}

impl KeyRecord {
    /// The public key, if it is an Ed25519 key.
    #[must_use]
    pub fn verifying_key(&self) -> Option<VerifyingKey> {
        if let PublicKey::Ed25519(key) = &self.public { Some(*key) } else { None }
    }

    /// The certificate, if it is a list key.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        if let PublicKey::Es256(certificate) = &self.public { Some(certificate) } else { None }
    }

    /// The DID in whose name it signs: that of an institution, or its own did:key. `None` for a key without either.
    #[must_use]
    pub fn controller_did(&self) -> Option<String> {
        match &self.controller {
            Controller::Did(did) => Some(did.to_string()),
            Controller::Itself => self.verifying_key().map(|key| key.to_did_key()),
        }
    }

    /// The verification method of a key that makes proofs: its controller and a fragment.
    #[must_use]
    pub fn verification_method(&self) -> Option<String> {
        let proves = matches!(self.role, Role::DataIntegrity | Role::Status);
        let key = self.verifying_key().filter(|_| proves)?;
        Some(match &self.controller {
            Controller::Did(did) => format!("{did}#{}", self.name),
            Controller::Itself => format!("{}#{}", key.to_did_key(), key.to_multikey()),
        })
    }

    /// Whether it signs.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == State::Active
    }

    /// Whether it is one of the demonstration keys, whose secrets everybody has.
    #[must_use]
    pub fn is_example(&self) -> bool {
        example::is_example(&self.public)
    }
}

/// Writes `keys.json`.
pub(super) fn write(records: &[KeyRecord]) -> String {
    let keys: Vec<Value> = records.iter().map(to_json).collect();
    let json = serde_json::to_string_pretty(&json!({"version": 1, "keys": keys}));
    json.expect("JSON values have a text form") + "\n"
}

/// Reads `keys.json`.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<KeyRecord>, String> {
    let file = parse_strict(bytes, limits::KEY_RECORDS_BYTES_MAX).map_err(|e| e.to_string())?;
    if file.get("version") != Some(&json!(1)) {
        return Err("`version` is not 1".to_owned());
    }
    let keys = file.get("keys").and_then(Value::as_array).ok_or("`keys` is not an array")?;
    let mut records: Vec<KeyRecord> = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        let record = key.as_object().and_then(from_json).ok_or_else(|| format!("key {} is malformed", index + 1))?;
        if records.iter().any(|known| known.name == record.name) {
            return Err(format!("`{}` is there twice", record.name));
        }
        records.push(record);
    }
    Ok(records)
}

fn to_json(record: &KeyRecord) -> Value {
    let controller = match &record.controller {
        Controller::Did(did) => did.as_str(),
        Controller::Itself => "self",
    };
    let mut json = json!({
        "role": record.role.name(),
        "name": record.name,
        "controller": controller,
        "created": record.created.to_string(),
    });
    if let State::Retired { at } = record.state {
        json["retired"] = json!(at.to_string());
    }
    match &record.public {
        PublicKey::Ed25519(key) => json["publicKeyMultibase"] = json!(key.to_multikey()),
        PublicKey::Es256(certificate) => json["certificate"] = json!(to_base64(certificate.der())),
    }
    json
}

fn from_json(json: &Map<String, Value>) -> Option<KeyRecord> {
    let text = |name: &str| json.get(name).and_then(Value::as_str);
    let time = |name: &str| text(name).and_then(|text| Timestamp::parse(text).ok());
    let role = Role::from_name(text("role")?)?;
    let name = text("name").filter(|name| is_name(name))?.to_owned();
    let controller = match text("controller")? {
        "self" => Controller::Itself,
        did => Controller::Did(Did::parse(did).ok()?),
    };
    let public = if role == Role::List {
        PublicKey::Es256(es256_certificate(&from_base64(text("certificate")?).ok()?).ok()?)
    } else {
        PublicKey::Ed25519(VerifyingKey::from_multikey(text("publicKeyMultibase")?).ok()?)
    };
    let state = if json.contains_key("retired") { State::Retired { at: time("retired")? } } else { State::Active };
    Some(KeyRecord { role, name, controller, public, created: time("created")?, state })
}

/// Whether `name` can be a file's name and a DID fragment alike.
pub(super) fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && !name.starts_with('-')
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
