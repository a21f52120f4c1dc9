//! Keys come into being: made here, made elsewhere and imported, or as successors of others.

use zeroize::Zeroizing;

use super::import::Accepted;
use super::record::{self, Controller, KeyRecord, Place, PublicKey, State};
use super::self_issued::{self, SealSubject};
use super::store::KeyStore;
use super::{CertificateChain, KeysError, Material, Passphrase, Role, Secrets};
use crate::crypto::SigningKey;
use crate::crypto::private_key_file;
use crate::jose::{Algorithm, Es256Key};
use crate::model::entropy::{Entropy, draw};
use crate::model::time::Timestamp;

/// What becomes of the key that signs for the role now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Succession {
    /// There is none; the new one is the first.
    First,
    /// It is retired and stays on record.
    Rotation,
}

/// A key that was imported.
#[derive(Debug)]
pub struct Imported {
    /// Its record.
    pub record: KeyRecord,
    /// What should be known of it, in sentences.
    pub warnings: Vec<String>,
}

/// What a key is made with, wherever it comes from.
struct New {
    public: PublicKey,
    algorithm: Option<Algorithm>,
    place: Place,
    pkcs8: Option<Zeroizing<Vec<u8>>>,
}

impl KeyStore {
    /// Makes the first key of `role`, called `name`. A seal key is made by [`create_seal`](Self::create_seal).
    ///
    /// # Errors
    ///
    /// [`KeysError::AlreadyActive`] when the role has one, [`KeysError::BadName`], [`KeysError::NameTaken`],
    /// [`KeysError::SelfIssued`] for a seal key, [`KeysError::Write`].
    pub fn create(
        &self,
        role: Role,
        name: &str,
        controller: &Controller,
        passphrase: &Passphrase,
        entropy: &mut dyn Entropy,
        now: Timestamp,
    ) -> Result<KeyRecord, KeysError> {
        let new = generate(role, name, entropy, now)?;
        self.add(new, role, name, controller, Succession::First, passphrase, entropy, now)
    }

    /// Makes the first seal key, called `name`, with a certificate that the institution issues for itself.
    ///
    /// # Errors
    ///
    /// [`KeysError::SelfIssued`] when no certificate can be made for `subject`, and those of [`create`](Self::create).
    pub fn create_seal(
        &self,
        name: &str,
        controller: &Controller,
        subject: &SealSubject,
        passphrase: &Passphrase,
        entropy: &mut dyn Entropy,
        now: Timestamp,
    ) -> Result<KeyRecord, KeysError> {
        let new = generate_seal(subject, now)?;
        self.add(new, Role::Seal, name, controller, Succession::First, passphrase, entropy, now)
    }

    /// Makes a new key for `role`, called `name`, and retires the one that signed until now. The file of the old one
    /// stays: what it signed is verified with its public half, which stays in the records.
    ///
    /// # Errors
    ///
    /// [`KeysError::NoActiveKey`] and those of [`create`](Self::create).
    pub fn rotate(
        &self,
        role: Role,
        name: &str,
        passphrase: &Passphrase,
        entropy: &mut dyn Entropy,
        now: Timestamp,
    ) -> Result<KeyRecord, KeysError> {
        let new = generate(role, name, entropy, now)?;
        self.add(new, role, name, &Controller::Itself, Succession::Rotation, passphrase, entropy, now)
    }

    /// Makes a new seal key with a self-issued certificate and retires the one that sealed until now.
    ///
    /// # Errors
    ///
    /// [`KeysError::NoActiveKey`] and those of [`create_seal`](Self::create_seal).
    pub fn rotate_seal(
        &self,
        name: &str,
        subject: &SealSubject,
        passphrase: &Passphrase,
        entropy: &mut dyn Entropy,
        now: Timestamp,
    ) -> Result<KeyRecord, KeysError> {
        let new = generate_seal(subject, now)?;
        self.add(new, Role::Seal, name, &Controller::Itself, Succession::Rotation, passphrase, entropy, now)
    }

    /// Takes in a key that was made elsewhere, if it is one for `role` now. One from a file is written again under the
    /// workspace's passphrase, for which `secrets` are asked; one in a token stays there.
    ///
    /// `algorithm` is for RSA keys, which have two; the others have one each.
    ///
    /// # Errors
    ///
    /// [`KeysError::Import`] when it is not one for the role, [`KeysError::Token`] when the token does not sign, what
    /// `secrets` answer, and those of [`create`](Self::create) or [`rotate`](Self::rotate).
    #[expect(clippy::too_many_arguments, reason = "a key, its place among the others, and what writing it takes")]
    pub fn import(
        &self,
        material: Material,
        role: Role,
        name: &str,
        controller: &Controller,
        algorithm: Option<Algorithm>,
        succession: Succession,
        secrets: &dyn Secrets,
        entropy: &mut dyn Entropy,
        now: Timestamp,
    ) -> Result<Imported, KeysError> {
        let Accepted { public, algorithm, place, pkcs8, warnings } = material.check(role, algorithm, now)?;
        let new = New { public, algorithm, place, pkcs8 };
        let record = self.add(new, role, name, controller, succession, secrets, entropy, now)?;
        Ok(Imported { record, warnings })
    }

    /// Writes the private key first: a file without a record is harmless, a record without a file is not.
    #[expect(clippy::too_many_arguments, reason = "the one place where a key comes into being")]
    fn add(
        &self,
        new: New,
        role: Role,
        name: &str,
        controller: &Controller,
        succession: Succession,
        secrets: &dyn Secrets,
        entropy: &mut dyn Entropy,
        now: Timestamp,
    ) -> Result<KeyRecord, KeysError> {
        let _lock = self.lock()?;
        let mut records = self.list()?;
        let mut controller = controller.clone();
        let mut active = records.iter_mut().filter(|record| record.role == role && record.is_active()).peekable();
        match succession {
            Succession::First if active.peek().is_some() => return Err(KeysError::AlreadyActive { role }),
            Succession::Rotation if active.peek().is_none() => return Err(KeysError::NoActiveKey { role }),
            Succession::First => {}
            Succession::Rotation => {
                for old in active {
                    old.state = State::Retired { at: now };
                    controller = old.controller.clone();
                }
            }
        }
        if !record::is_name(name) {
            return Err(KeysError::BadName { name: name.to_owned() });
        }
        if records.iter().any(|record| record.name == name) {
            return Err(KeysError::NameTaken { name: name.to_owned() });
        }
        if let Some(pkcs8) = &new.pkcs8 {
            let passphrase = secrets.passphrase()?.expose();
            let pem = private_key_file::encrypt(pkcs8, passphrase, &draw(entropy), draw(entropy));
            self.write_key(name, &pem)?;
        }
        let New { public, algorithm, place, .. } = new;
        let name = name.to_owned();
        let record = KeyRecord { role, name, controller, public, algorithm, place, created: now, state: State::Active };
        records.push(record.clone());
        self.write_records(&records)?;
        Ok(record)
    }
}

fn generate(role: Role, name: &str, entropy: &mut dyn Entropy, now: Timestamp) -> Result<New, KeysError> {
    let place = Place::File;
    match role {
        Role::Seal => Err(KeysError::SelfIssued { reason: "it is not said whom it names".to_owned() }),
        Role::List => {
            let key = Es256Key::generate(name, now)?;
            let public = PublicKey::Certified(CertificateChain::single(key.certificate().clone()));
            Ok(New { public, algorithm: Some(Algorithm::Es256), place, pkcs8: Some(key.to_pkcs8()?) })
        }
        Role::DataIntegrity | Role::Status | Role::Log | Role::Report => {
            let key = SigningKey::generate(entropy);
            let public = PublicKey::Ed25519(key.verifying_key());
            Ok(New { public, algorithm: None, place, pkcs8: Some(key.to_pkcs8()) })
        }
    }
}

fn generate_seal(subject: &SealSubject, now: Timestamp) -> Result<New, KeysError> {
    let (pkcs8, chain) = self_issued::issue(subject, now)?;
    let public = PublicKey::Certified(chain);
    Ok(New { public, algorithm: Some(Algorithm::Es256), place: Place::File, pkcs8: Some(pkcs8) })
}
