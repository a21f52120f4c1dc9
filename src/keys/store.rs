//! The folder of keys: `keys.json` with the records and one encrypted file a key, mode 0600.
#![expect(clippy::disallowed_methods, reason = "this is where key files are read and written")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread;

use zeroize::Zeroizing;

use super::record::{self, KeyRecord, Place};
use super::signer::{CertifiedKey, DataIntegrityKey, ListKey, LogKey, ReportKey, SealKey, StatusKey};
use super::token::{TokenEd25519, TokenKey, TokenSealKey};
use super::{KeysError, Passphrase, Role, Secrets};
use crate::crypto::private_key_file::{self, PrivateKeyFileError};
use crate::crypto::{Ed25519Signer, SigningKey};
use crate::jose::SoftwareSealKey;
use crate::limits;

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

    /// Whether there are key files, and so a passphrase that new ones have to have too.
    ///
    /// # Errors
    ///
    /// [`KeysError::Read`] or [`KeysError::MalformedRecords`].
    pub fn has_files(&self) -> Result<bool, KeysError> {
        Ok(self.list()?.iter().any(|record| record.is_active() && record.place == Place::File))
    }

    /// Opens a key file that is in use, that of `role` if it has one: key files under another passphrase than the others
    /// would leave keys that no one passphrase opens.
    ///
    /// # Errors
    ///
    /// [`KeysError::WrongPassphrase`] and the others of unlocking.
    pub fn check_passphrase(&self, role: Role, secrets: &dyn Secrets) -> Result<(), KeysError> {
        let records = self.list()?;
        let files = records.iter().filter(|record| record.is_active() && record.place == Place::File);
        match files.max_by_key(|record| record.role == role) {
            Some(record) => self.decrypt(record, secrets).map(drop),
            None => Ok(()),
        }
    }

    /// Unlocks the key that seals credentials.
    ///
    /// # Errors
    ///
    /// [`KeysError::NoActiveKey`], [`KeysError::ExampleKey`], [`KeysError::TooOpen`], [`KeysError::WrongPassphrase`],
    /// [`KeysError::KeyMismatch`], [`KeysError::MalformedKeyFile`], [`KeysError::Read`].
    pub fn unlock_data_integrity(&self, secrets: &dyn Secrets) -> Result<DataIntegrityKey, KeysError> {
        self.unlock_ed25519(Role::DataIntegrity, secrets).map(data_integrity_key)
    }

    /// Unlocks the key that seals status list credentials.
    ///
    /// # Errors
    ///
    /// Those of [`unlock_data_integrity`](Self::unlock_data_integrity).
    pub fn unlock_status(&self, secrets: &dyn Secrets) -> Result<StatusKey, KeysError> {
        self.unlock_ed25519(Role::Status, secrets).map(status_key)
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

    /// Unlocks the key that signs verification reports.
    ///
    /// # Errors
    ///
    /// Those of [`unlock_data_integrity`](Self::unlock_data_integrity).
    pub fn unlock_report(&self, secrets: &dyn Secrets) -> Result<ReportKey, KeysError> {
        let (record, key) = self.unlock_ed25519(Role::Report, secrets)?;
        let method = record.verification_method().expect("a report key has a verification method");
        Ok(ReportKey { key, verification_method: method })
    }

    /// Unlocks the keys that issue and publish; of those in files each is opened on a core of its own.
    ///
    /// # Errors
    ///
    /// Those of [`unlock_data_integrity`](Self::unlock_data_integrity), of the first key that has one.
    pub fn unlock_issuing(&self, secrets: &dyn Secrets) -> Result<IssuingKeys, KeysError> {
        let locked = |role| self.usable(role).and_then(|record| self.locked(record, secrets));
        // People are asked, and tokens opened, here and one after the other.
        let (status, log) = (locked(Role::Status)?, locked(Role::Log)?);
        let data_integrity = locked(Role::DataIntegrity)?;
        thread::scope(|scope| {
            let [status, log] = [status, log].map(|locked| scope.spawn(move || locked.open_ed25519()));
            let data_integrity = data_integrity.open_ed25519();
            let [status, log] = [status, log].map(|thread| thread.join().expect("opening a key does not panic"));
            Ok(IssuingKeys {
                status: status_key(status?),
                log: LogKey { key: log?.1 },
                data_integrity: data_integrity_key(data_integrity?),
            })
        })
    }

    /// Unlocks the key that signs the alliance list.
    ///
    /// # Errors
    ///
    /// Those of [`unlock_seal`](Self::unlock_seal).
    pub fn unlock_list(&self, secrets: &dyn Secrets) -> Result<ListKey, KeysError> {
        self.unlock_certified(Role::List, secrets).map(|key| ListKey { key })
    }

    /// Unlocks the key that seals credentials with a JAdES signature.
    ///
    /// # Errors
    ///
    /// Those of [`unlock_data_integrity`](Self::unlock_data_integrity).
    pub fn unlock_seal(&self, secrets: &dyn Secrets) -> Result<SealKey, KeysError> {
        self.unlock_certified(Role::Seal, secrets).map(|key| SealKey { key })
    }

    fn unlock_certified(&self, role: Role, secrets: &dyn Secrets) -> Result<CertifiedKey, KeysError> {
        let record = self.usable(role)?;
        let chain = record.chain().expect("the record of a key for seals and lists has certificates").clone();
        let algorithm = record.algorithm.expect("the record of a key for seals and lists has an algorithm");
        let mismatch = || KeysError::KeyMismatch { name: record.name.clone() };
        match &record.place {
            Place::File => {
                let der = self.decrypt(&record, secrets)?;
                let key = SoftwareSealKey::from_pkcs8(&der, chain.certificates().to_vec(), algorithm);
                key.map(CertifiedKey::Software).map_err(|_| mismatch())
            }
            Place::Token(address) => {
                let key = TokenKey::open(address, secrets)?;
                if !key.is_key_of(chain.leaf())? {
                    return Err(mismatch());
                }
                Ok(CertifiedKey::Token(Box::new(TokenSealKey { key, chain, algorithm })))
            }
        }
    }

    fn unlock_ed25519(&self, role: Role, secrets: &dyn Secrets) -> Result<Unlocked, KeysError> {
        self.locked(self.usable(role)?, secrets)?.open_ed25519()
    }

    /// The key that signs for `role`, unless it is one that everybody has.
    fn usable(&self, role: Role) -> Result<KeyRecord, KeysError> {
        let record = self.active(role)?;
        if record.is_example() && self.examples == Examples::Refused {
            return Err(KeysError::ExampleKey { name: record.name });
        }
        Ok(record)
    }

    fn decrypt(&self, record: &KeyRecord, secrets: &dyn Secrets) -> Result<Zeroizing<Vec<u8>>, KeysError> {
        self.read_locked(record, secrets)?.decrypt(record)
    }

    /// What is needed to open the key of `record`.
    fn locked<'s>(&self, record: KeyRecord, secrets: &'s dyn Secrets) -> Result<Locked<'s>, KeysError> {
        let place = match &record.place {
            Place::File => LockedPlace::File(self.read_locked(&record, secrets)?),
            Place::Token(address) => LockedPlace::Token(Box::new(TokenKey::open(address, secrets)?)),
        };
        Ok(Locked { record, place })
    }

    fn read_locked<'s>(&self, record: &KeyRecord, secrets: &'s dyn Secrets) -> Result<LockedFile<'s>, KeysError> {
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
        Ok(LockedFile { path, pem, passphrase })
    }

    /// Writes the file of a private key.
    pub(super) fn write_key(&self, name: &str, pem: &str) -> Result<(), KeysError> {
        let path = self.key_path(name);
        write_private(&path, pem.as_bytes()).map_err(|source| KeysError::Write { path, source })
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

    pub(super) fn write_records(&self, records: &[KeyRecord]) -> Result<(), KeysError> {
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
    pub(super) fn lock(&self) -> Result<File, KeysError> {
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

/// The keys that issue credentials and publish their status.
#[derive(Debug)]
pub struct IssuingKeys {
    /// Seals credentials.
    pub data_integrity: DataIntegrityKey,
    /// Seals status lists.
    pub status: StatusKey,
    /// Signs checkpoints.
    pub log: LogKey,
}

type Unlocked = (KeyRecord, Box<dyn Ed25519Signer>);

/// A key that is ready to be opened, by any thread.
struct Locked<'s> {
    record: KeyRecord,
    place: LockedPlace<'s>,
}

enum LockedPlace<'s> {
    File(LockedFile<'s>),
    Token(Box<TokenKey>),
}

/// A key file with what opens it, which takes a core a sixth of a second.
struct LockedFile<'s> {
    path: PathBuf,
    pem: String,
    passphrase: &'s Passphrase,
}

impl LockedFile<'_> {
    fn decrypt(self, record: &KeyRecord) -> Result<Zeroizing<Vec<u8>>, KeysError> {
        let Self { path, pem, passphrase } = self;
        private_key_file::decrypt(&pem, passphrase.expose()).map_err(|fault| match fault {
            PrivateKeyFileError::WrongPassphrase => KeysError::WrongPassphrase { name: record.name.clone() },
            _ => KeysError::MalformedKeyFile { path },
        })
    }
}

impl Locked<'_> {
    fn open_ed25519(self) -> Result<Unlocked, KeysError> {
        let Self { record, place } = self;
        let public = record.verifying_key();
        let key: Option<Box<dyn Ed25519Signer>> = match place {
            LockedPlace::File(file) => {
                let key = SigningKey::from_pkcs8(&file.decrypt(&record)?).ok();
                key.filter(|key| Some(key.verifying_key()) == public).map(|key| Box::new(key) as _)
            }
            LockedPlace::Token(key) => {
                let public = key.verifying_key().filter(|found| Some(*found) == public);
                public.map(|public| Box::new(TokenEd25519 { key: *key, public }) as _)
            }
        };
        match key {
            Some(key) => Ok((record, key)),
            None => Err(KeysError::KeyMismatch { name: record.name }),
        }
    }
}

fn data_integrity_key((record, key): Unlocked) -> DataIntegrityKey {
    let method = record.verification_method().expect("a data integrity key has a verification method");
    DataIntegrityKey { key, verification_method: method }
}

fn status_key((record, key): Unlocked) -> StatusKey {
    let method = record.verification_method().expect("a status key has a verification method");
    StatusKey { key, verification_method: method }
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
