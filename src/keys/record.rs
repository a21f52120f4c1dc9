//! What is known of a key without unlocking it, and the file that says so.

use serde_json::{Map, Value, json};

use super::{CertificateChain, Role, TokenAddress, example};
use crate::crypto::VerifyingKey;
use crate::crypto::encoding::{from_base64, from_hex, to_base64, to_hex};
use crate::jose::Algorithm;
use crate::limits;
use crate::model::ids::Did;
use crate::model::json::parse_strict;
use crate::model::time::Timestamp;
use crate::pki::Certificate;

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
    /// RSA or ECDSA, in its certificate.
    Certified(CertificateChain),
}

/// Where the private half of a key lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In an encrypted file beside the records.
    File,
    /// In a PKCS#11 token.
    Token(TokenAddress),
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
    /// How it signs, if it is a key with a certificate.
    pub algorithm: Option<Algorithm>,
    /// Where its private half lies.
    pub place: Place,
    /// When it was made or imported.
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

    /// The certificate, if it is a key with one: for seals and lists.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        self.chain().map(CertificateChain::leaf)
    }

    /// The certificate with those of its issuers, if it is a key with one.
    #[must_use]
    pub fn chain(&self) -> Option<&CertificateChain> {
        if let PublicKey::Certified(chain) = &self.public { Some(chain) } else { None }
    }

    /// The DID in whose name it signs: that of an institution, or its own did:key. `None` for a key without either.
    #[must_use]
    pub fn controller_did(&self) -> Option<String> {
        match &self.controller {
            Controller::Did(did) => Some(did.to_string()),
            Controller::Itself => self.verifying_key().map(|key| key.to_did_key()),
        }
    }

    /// The verification method of a key that makes proofs or signs reports: its controller and a fragment.
    #[must_use]
    pub fn verification_method(&self) -> Option<String> {
        let proves = matches!(self.role, Role::DataIntegrity | Role::Status | Role::Report);
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
    let json = serde_json::to_string_pretty(&json!({"version": 2, "keys": keys}));
    json.expect("JSON values have a text form") + "\n"
}

/// Reads `keys.json`: version 1 knew one certificate a key, and files alone.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<KeyRecord>, String> {
    let file = parse_strict(bytes, limits::KEY_RECORDS_BYTES_MAX).map_err(|e| e.to_string())?;
    if !file.get("version").is_some_and(|version| [json!(1), json!(2)].contains(version)) {
        return Err("`version` is neither 1 nor 2".to_owned());
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
        PublicKey::Certified(chain) => {
            let chain = chain.certificates().iter().map(|one| to_base64(one.der()));
            json["certificates"] = chain.collect();
        }
    }
    if let Some(algorithm) = record.algorithm {
        json["algorithm"] = json!(algorithm.name());
    }
    if let Place::Token(address) = &record.place {
        json["pkcs11"] = json!({
            "module": address.module,
            "token": address.token,
            "serial": address.serial,
            "key": address.key_label,
            "keyId": address.key_id.as_ref().map(|id| to_hex(id)),
        });
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
    let (public, algorithm) = if role.has_certificate() {
        let chain = read_chain(json)?;
        let algorithm = match json.get("algorithm") {
            Some(name) => Algorithm::from_name(name.as_str()?)?,
            None => Algorithm::usual(chain.leaf())?,
        };
        (PublicKey::Certified(chain), Some(algorithm))
    } else {
        (PublicKey::Ed25519(VerifyingKey::from_multikey(text("publicKeyMultibase")?).ok()?), None)
    };
    let place = match json.get("pkcs11") {
        Some(token) => Place::Token(read_address(token)?),
        None => Place::File,
    };
    let state = if json.contains_key("retired") { State::Retired { at: time("retired")? } } else { State::Active };
    Some(KeyRecord { role, name, controller, public, algorithm, place, created: time("created")?, state })
}

fn read_chain(json: &Map<String, Value>) -> Option<CertificateChain> {
    let read = |text: &Value| Certificate::from_der(&from_base64(text.as_str()?).ok()?).ok();
    let certificates = match json.get("certificates") {
        Some(chain) => chain.as_array()?.iter().map(read).collect::<Option<Vec<_>>>()?,
        None => vec![read(json.get("certificate")?)?],
    };
    CertificateChain::recorded(certificates)
}

fn read_address(json: &Value) -> Option<TokenAddress> {
    let text = |name: &str| json.get(name).and_then(Value::as_str);
    Some(TokenAddress {
        module: text("module")?.into(),
        token: text("token")?.to_owned(),
        serial: text("serial").map(str::to_owned),
        key_label: text("key").map(str::to_owned),
        key_id: text("keyId").map(from_hex).transpose().ok()?,
    })
}

/// Whether `name` can be a file's name and a DID fragment alike.
pub(super) fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && !name.starts_with('-')
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
