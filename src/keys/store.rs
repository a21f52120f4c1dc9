//! The folder of keys: `keys.json` with the records and one encrypted file a key, mode 0600.
#![expect(clippy::disallowed_methods, reason = "this is where key files are read and written")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::record::{self, Controller, KeyRecord, PublicKey, State};
use super::signer::{DataIntegrityKey, ListKey, LogKey, SealKey, StatusKey};
use super::{KeysError, Passphrase, Role, Secrets};
use crate::crypto::private_key_file::{self, PrivateKeyFileError};
use crate::crypto::{Ed25519Signer, SigningKey};
use crate::jose::Es256Key;
use crate::limits;
use crate::model::entropy::{Entropy, draw};
use crate::model::time::Timestamp;

/// What happens when a demonstration key is to be unlocked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Examples {
    /// It is refused.
    #[default]
    Refused,
    /// It is unlocked: for the demonstration and for tests.
    Permitted,
}

/// A folder of keys.
#[derive(Debug)]
pub struct KeyStore {
    folder: PathBuf,
    examples: Examples,
}

impl KeyStore {
    /// Opens the folder, which need not exist before the first key is made. Demonstration keys are refused.
    ///
    /// # Errors
    ///
    /// [`KeysError::Read`] or [`KeysError::MalformedRecords`].
    pub fn open(folder: &Path) -> Result<Self, KeysError> {
        Self::open_with(folder, Examples::Refused)
    }

    /// Opens the folder and says what happens with demonstration keys.
    ///
    /// # Errors
    ///
    /// [`KeysError::Read`] or [`KeysError::MalformedRecords`].
    pub fn open_with(folder: &Path, examples: Examples) -> Result<Self, KeysError> {
        let store = Self { folder: folder.to_owned(), examples };
        store.list()?;
        Ok(store)
    }

    /// All keys, the retired ones too, in the order in which they were made.
    ///
    /// # Errors
    ///
    /// [`KeysError::Read`] or [`KeysError::MalformedRecords`].
    pub fn list(&self) -> Result<Vec<KeyRecord>, KeysError> {
        let path = self.records_path();
        match fs::read(&path) {
            Ok(bytes) => record::read(&bytes).map_err(|reason| KeysError::MalformedRecords { path, reason }),
            Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(source) => Err(KeysError::Read { path, source }),
        }
    }

    /// The key that signs for `role`.
    ///
    /// # Errors
    ///
    /// [`KeysError::NoActiveKey`], [`KeysError::Read`] or [`KeysError::MalformedRecords`].
    pub fn active(&self, role: Role) -> Result<KeyRecord, KeysError> {
        let found = self.list()?.into_iter().rev().find(|record| record.role == role && record.is_active());
        found.ok_or(KeysError::NoActiveKey { role })
    }

    /// Makes the first key of `role`, called `name`.
    ///
    /// # Errors
    ///
    /// [`KeysError::AlreadyActive`] when the role has one, [`KeysError::BadName`], [`KeysError::NameTaken`],
    /// [`KeysError::Write`].
    pub fn create(
        &self,
        role: Role,
        name: &str,
        controller: &Controller,
        passphrase: &Passphrase,
        entropy: &mut dyn Entropy,
        now: Timestamp,
    ) -> Result<KeyRecord, KeysError> {
        let _lock = self.lock()?;
        let mut records = self.list()?;
        if records.iter().any(|record| record.role == role && record.is_active()) {
            return Err(KeysError::AlreadyActive { role });
        }
        self.add(&mut records, role, name, controller, passphrase, entropy, now)
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
        let _lock = self.lock()?;
        let mut records = self.list()?;
        let mut controller = None;
        for old in records.iter_mut().filter(|record| record.role == role && record.is_active()) {
            old.state = State::Retired { at: now };
            controller = Some(old.controller.clone());
        }
        let controller = controller.ok_or(KeysError::NoActiveKey { role })?;
        self.add(&mut records, role, name, &controller, passphrase, entropy, now)
    }

    /// Unlocks the key that seals credentials.
    ///
    /// # Errors
    ///
    /// [`KeysError::NoActiveKey`], [`KeysError::ExampleKey`], [`KeysError::TooOpen`], [`KeysError::WrongPassphrase`],
    /// [`KeysError::KeyMismatch`], [`KeysError::MalformedKeyFile`], [`KeysError::Read`].
    pub fn unlock_data_integrity(&self, secrets: &dyn Secrets) -> Result<DataIntegrityKey, KeysError> {
        let (record, key) = self.unlock_ed25519(Role::DataIntegrity, secrets)?;
        let method = record.verification_method().expect("a data integrity key has a verification method");
        Ok(DataIntegrityKey { key, verification_method: method })
    }

    /// Unlocks the key that seals status list credentials.
    ///
    /// # Errors
    ///
    /// Those of [`unlock_data_integrity`](Self::unlock_data_integrity).
    pub fn unlock_status(&self, secrets: &dyn Secrets) -> Result<StatusKey, KeysError> {
        let (record, key) = self.unlock_ed25519(Role::Status, secrets)?;
        let method = record.verification_method().expect("a status key has a verification method");
        Ok(StatusKey { key, verification_method: method })
    }

    /// Unlocks the key that signs checkpoints.
    ///
    /// # Errors
    ///
    /// Those of [`unlock_data_integrity`](Self::unlock_data_integrity).
    pub fn unlock_log(&self, secrets: &dyn Secrets) -> Result<LogKey, KeysError> {
        let (_, key) = self.unlock_ed25519(Role::Log, secrets)?;
        Ok(LogKey { key })
    }

    /// Unlocks the key that signs the alliance list.
    ///
    /// # Errors
    ///
    /// Those of [`unlock_data_integrity`](Self::unlock_data_integrity).
    pub fn unlock_list(&self, secrets: &dyn Secrets) -> Result<ListKey, KeysError> {
        let record = self.active(Role::List)?;
        let der = self.decrypt(&record, secrets)?;
        let certificate = record.certificate().expect("a list key's record has a certificate").clone();
        let key = Es256Key::from_pkcs8(&der, certificate);
        Ok(ListKey { key: key.map_err(|_| KeysError::KeyMismatch { name: record.name })? })
    }

    /// Unlocks the key that seals credentials with a JAdES signature.
    ///
    /// # Errors
    ///
    /// Those of [`unlock_data_integrity`](Self::unlock_data_integrity).
    #[expect(clippy::unimplemented, reason = "lands with the keys' import")]
    pub fn unlock_seal(&self, secrets: &dyn Secrets) -> Result<SealKey, KeysError> {
        let record = self.active(Role::Seal)?;
        let _der = self.decrypt(&record, secrets)?;
        unimplemented!("sealing keys")
    }

    fn unlock_ed25519(
        &self,
        role: Role,
        secrets: &dyn Secrets,
    ) -> Result<(KeyRecord, Box<dyn Ed25519Signer>), KeysError> {
        let record = self.active(role)?;
        let der = self.decrypt(&record, secrets)?;
        let key = SigningKey::from_pkcs8(&der).ok().filter(|key| Some(key.verifying_key()) == record.verifying_key());
        match key {
            Some(key) => Ok((record, Box::new(key))),
            None => Err(KeysError::KeyMismatch { name: record.name }),
        }
    }

    fn decrypt(&self, record: &KeyRecord, secrets: &dyn Secrets) -> Result<Zeroizing<Vec<u8>>, KeysError> {
        if record.is_example() && self.examples == Examples::Refused {
            return Err(KeysError::ExampleKey { name: record.name.clone() });
        }
        let passphrase = secrets.passphrase()?;
        let path = self.key_path(&record.name);
        let read = |source| KeysError::Read { path: path.clone(), source };
        let metadata = fs::metadata(&path).map_err(read)?;
        if !record.is_example() {
            refuse_readable_by_others(&path, &metadata)?;
        }
        if metadata.len() > limits::KEY_FILE_BYTES_MAX as u64 {
            return Err(KeysError::MalformedKeyFile { path });
        }
        let pem = fs::read_to_string(&path).map_err(read)?;
        private_key_file::decrypt(&pem, passphrase.expose()).map_err(|fault| match fault {
            PrivateKeyFileError::WrongPassphrase => KeysError::WrongPassphrase { name: record.name.clone() },
            _ => KeysError::MalformedKeyFile { path },
        })
    }

    /// Writes the private key first: a file without a record is harmless, a record without a file is not.
    #[expect(clippy::too_many_arguments, reason = "the one place where a key comes into being")]
    fn add(
        &self,
        records: &mut Vec<KeyRecord>,
        role: Role,
        name: &str,
        controller: &Controller,
        passphrase: &Passphrase,
        entropy: &mut dyn Entropy,
        now: Timestamp,
    ) -> Result<KeyRecord, KeysError> {
        if !record::is_name(name) {
            return Err(KeysError::BadName { name: name.to_owned() });
        }
        if records.iter().any(|record| record.name == name) {
            return Err(KeysError::NameTaken { name: name.to_owned() });
        }
        let (public, der) = if role == Role::List {
            let key = Es256Key::generate(name, now)?;
            (PublicKey::Es256(key.certificate().clone()), key.to_pkcs8()?)
        } else {
            let key = SigningKey::generate(entropy);
            (PublicKey::Ed25519(key.verifying_key()), key.to_pkcs8())
        };
        let pem = private_key_file::encrypt(&der, passphrase.expose(), &draw(entropy), draw(entropy));
        let path = self.key_path(name);
        write_private(&path, pem.as_bytes()).map_err(|source| KeysError::Write { path, source })?;
        let controller = controller.clone();
        let record = KeyRecord { role, name: name.to_owned(), controller, public, created: now, state: State::Active };
        records.push(record.clone());
        self.write_records(records)?;
        Ok(record)
    }

    /// Writes keys that exist already: their files, then their records.
    pub(super) fn write_all(&self, records: &[KeyRecord], files: &[(&str, &str)]) -> Result<(), KeysError> {
        let _lock = self.lock()?;
        for (name, pem) in files {
            let path = self.folder.join(name);
            write_private(&path, pem.as_bytes()).map_err(|source| KeysError::Write { path, source })?;
        }
        self.write_records(records)
    }

    fn write_records(&self, records: &[KeyRecord]) -> Result<(), KeysError> {
        let path = self.records_path();
        let write = || -> io::Result<()> {
            let temporary = self.folder.join("keys.json.new");
            let mut file = File::create(&temporary)?;
            file.write_all(record::write(records).as_bytes())?;
            file.sync_all()?;
            fs::rename(&temporary, &path)?;
            sync_folder(&self.folder)
        };
        write().map_err(|source| KeysError::Write { path: path.clone(), source })
    }

    /// One process at a time makes or rotates keys.
    fn lock(&self) -> Result<File, KeysError> {
        let path = self.folder.join(".lock");
        let lock = || -> io::Result<File> {
            create_private_folder(&self.folder)?;
            let file = File::create(&path)?;
            file.lock()?;
            Ok(file)
        };
        lock().map_err(|source| KeysError::Write { path: path.clone(), source })
    }

    fn records_path(&self) -> PathBuf {
        self.folder.join("keys.json")
    }

    fn key_path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.pem"))
    }
}

/// Writes a new file that its owner alone may read. A file of that name, which no record knows, is put aside: it may be
/// from an attempt that broke off, or somebody's key.
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.exists() {
        fs::rename(path, path.with_extension("pem.unrecorded"))?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A rename is durable once the folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(unix)]
fn refuse_readable_by_others(path: &Path, metadata: &fs::Metadata) -> Result<(), KeysError> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeysError::TooOpen { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn refuse_readable_by_others(_path: &Path, _metadata: &fs::Metadata) -> Result<(), KeysError> {
    Ok(())
}
