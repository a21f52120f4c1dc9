//! `elmseal key import` and `elmseal key rotate --pkcs12 …`: keys that were made elsewhere.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::config::{SystemEntropy, Workspace, import_password, now};
use crate::crypto::encoding::from_hex;
use crate::jose::Algorithm;
use crate::keys::{KeyStore, KeysError, Material, Passphrase, Role, Secrets, Succession, TokenAddress};
use crate::limits;

use super::super::exit::hinted;
use super::super::{Common, files};
use super::{controller, free_name, show, told};

/// Where the key lies.
#[derive(Debug, Clone, Default, Args)]
pub struct Source {
    /// A PKCS#12 file (.p12, .pfx) with the key and its certificates
    #[arg(long, value_name = "FILE", group = "from")]
    pub pkcs12: Option<PathBuf>,
    /// A private key in PKCS#8 and PEM, encrypted or not
    #[arg(long, value_name = "FILE", group = "from")]
    pub pkcs8: Option<PathBuf>,
    /// The PKCS#11 module (the vendor's library) of a token that holds the key and keeps it
    #[arg(long, value_name = "MODULE", group = "from", requires = "token")]
    pub pkcs11: Option<PathBuf>,
    /// The certificates in PEM, that of the key and those of its issuers
    #[arg(long, value_name = "FILE", requires = "from", conflicts_with = "pkcs12")]
    pub certificates: Option<PathBuf>,
    /// Which key of the PKCS#12 file
    #[arg(long, value_name = "NAME", requires = "pkcs12")]
    pub alias: Option<String>,
    /// Read the password of the file with the key from this file [else: ELMSEAL_IMPORT_PASSWORD, else a prompt]
    #[arg(long, value_name = "FILE", requires = "from", conflicts_with = "pkcs11")]
    pub password_file: Option<PathBuf>,
    /// The token's label
    #[arg(long, value_name = "LABEL", requires = "pkcs11")]
    pub token: Option<String>,
    /// The token's serial number, where several have the label
    #[arg(long, value_name = "NUMBER", requires = "pkcs11")]
    pub serial: Option<String>,
    /// The key's label in the token
    #[arg(long, value_name = "LABEL", requires = "pkcs11")]
    pub key: Option<String>,
    /// The key's id in the token, in hexadecimal
    #[arg(long, value_name = "HEX", requires = "pkcs11")]
    pub key_id: Option<String>,
    /// How an RSA key signs [default: rs256, which Europass uses]
    #[arg(long, requires = "from")]
    pub algorithm: Option<AlgorithmName>,
}

/// An algorithm as it is written on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AlgorithmName {
    /// RSA with PKCS#1 v1.5
    Rs256,
    /// RSA with PSS
    Ps256,
    /// P-256
    Es256,
    /// P-384
    Es384,
}

impl From<AlgorithmName> for Algorithm {
    fn from(name: AlgorithmName) -> Self {
        match name {
            AlgorithmName::Rs256 => Self::Rs256,
            AlgorithmName::Ps256 => Self::Ps256,
            AlgorithmName::Es256 => Self::Es256,
            AlgorithmName::Es384 => Self::Es384,
        }
    }
}

/// What the key is to become.
pub struct Asked<'a> {
    pub role: Role,
    pub name: Option<&'a str>,
    pub succession: Succession,
}

impl Source {
    /// Whether a source was named at all.
    pub fn is_given(&self) -> bool {
        self.pkcs12.is_some() || self.pkcs8.is_some() || self.pkcs11.is_some()
    }

    fn read(&self, secrets: &dyn Secrets) -> Result<Material> {
        let certificates = match &self.certificates {
            Some(path) => Some(files::read(path, limits::KEY_IMPORT_BYTES_MAX)?),
            None => None,
        };
        let certificates = certificates.as_deref();
        let material = if let Some(path) = &self.pkcs12 {
            let bytes = files::read(path, limits::KEY_IMPORT_BYTES_MAX)?;
            let password = self.password(path).map_err(told)?;
            let place = path.display().to_string();
            Material::from_pkcs12(&place, &bytes, &password, self.alias.as_deref()).map_err(KeysError::from)
        } else if let Some(path) = &self.pkcs8 {
            let bytes = files::read(path, limits::KEY_IMPORT_BYTES_MAX)?;
            Material::from_pkcs8(&path.display().to_string(), &bytes, &|| self.password(path), certificates)
        } else if let (Some(module), Some(token)) = (&self.pkcs11, &self.token) {
            let key_id = self.key_id.as_deref().map(from_hex).transpose();
            let address = TokenAddress {
                module: absolute(module)?,
                token: token.clone(),
                serial: self.serial.clone(),
                key_label: self.key.clone(),
                key_id: key_id.map_err(|error| hinted(error.to_string(), "write --key-id in hexadecimal"))?,
            };
            Material::from_token(&address, secrets, certificates)
        } else {
            return Err(hinted(
                "it is not said where the key is",
                "name a file with --pkcs12 or --pkcs8, or a token with --pkcs11",
            ));
        };
        material.map_err(told)
    }

    fn password(&self, of: &Path) -> Result<Passphrase, KeysError> {
        import_password(self.password_file.as_deref(), &of.display().to_string())
            .map_err(|error| KeysError::NoSecret(Box::new(error)))
    }
}

/// What is on record has to be found from another folder too. A bare name is looked for where the system keeps libraries.
fn absolute(module: &Path) -> Result<PathBuf> {
    let bare = module.components().count() == 1;
    Ok(if bare { module.to_owned() } else { std::path::absolute(module)? })
}

/// Takes the key in.
pub fn run(asked: &Asked<'_>, source: &Source, workspace: &Workspace, store: &KeyStore, common: &Common) -> Result<()> {
    let role = asked.role;
    match (store.active(role), asked.succession) {
        (Ok(_), Succession::First) => return Err(told(KeysError::AlreadyActive { role })),
        (Err(error), Succession::Rotation) => return Err(told(error)),
        _ => {}
    }
    let secrets = common.secrets();
    let material = source.read(&secrets)?;
    let fresh;
    let secrets: &dyn Secrets = if !material.needs_passphrase() {
        &secrets
    } else if store.has_files().map_err(told)? {
        store.check_passphrase(role, &secrets).map_err(told)?;
        &secrets
    } else {
        fresh = common.new_passphrase()?;
        &fresh
    };
    let name = asked.name.map_or_else(|| free_name(store, role), |name| Ok(name.to_owned()))?;
    let algorithm = source.algorithm.map(Algorithm::from);
    let imported = store
        .import(
            material,
            role,
            &name,
            &controller(workspace),
            algorithm,
            asked.succession,
            secrets,
            &mut SystemEntropy,
            now(),
        )
        .map_err(told)?;
    show::imported(&imported, common);
    Ok(())
}
