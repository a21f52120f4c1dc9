//! Renditions of an award: stored sealed, proved, handed out; and files for upload, which are neither.
//!
//! All renditions of an award share its id and its status. A file for upload to Europass is not a rendition: it is not
//! sealed by us, has no leaf in the log, and never makes its award count as issued. The ledger keeps it so that nobody
//! is prepared twice.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::events::{self, Change};
use super::{Ledger, LedgerError, award, damaged, hash, log, text, time};
use crate::crypto::log_proof::LABEL_SEALED;
use crate::crypto::sha256;
use crate::model::entropy::Entropy;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// The name under which files for upload stand among the deliveries.
const UPLOAD: &str = "uploadable";

/// A sealed form of an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rendition {
    /// European Learning Model with a Data Integrity proof.
    Elm,
    /// European Digital Credential with a JAdES seal.
    Europass,
}

impl Rendition {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Elm, Self::Europass];

    /// The word that stands in the ledger, in file names and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Elm => "elm",
            Self::Europass => "europass",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, LedgerError> {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == text);
        found.ok_or_else(|| damaged(format!("`{text}` is not a rendition")))
    }
}

/// A sealed rendition to be stored.
#[derive(Debug)]
pub struct Sealed {
    /// The award.
    pub award: AwardId,
    /// Which of its renditions.
    pub rendition: Rendition,
    /// The level of its seal, such as `B-T`; a Data Integrity proof has none.
    pub level: Option<&'static str>,
    /// Its sealed bytes, as they leave.
    pub bytes: Vec<u8>,
}

/// A file for upload to be kept.
#[derive(Debug)]
pub struct Upload {
    /// The award.
    pub award: AwardId,
    /// The file's bytes.
    pub bytes: Vec<u8>,
}

/// A rendition that was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRendition {
    /// Which.
    pub rendition: Rendition,
    /// SHA-256 of the sealed bytes.
    pub digest: [u8; 32],
    /// The level of its seal; a Data Integrity proof has none.
    pub level: Option<String>,
    /// When it was stored.
    pub sealed: Timestamp,
    /// Whether an output that has it was completed.
    pub delivered: bool,
}

/// A file for upload that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadFile {
    /// SHA-256 of its bytes.
    pub digest: [u8; 32],
    /// When it was stored.
    pub at: Timestamp,
    /// Whether an output that has it was completed.
    pub delivered: bool,
}

impl Ledger {
    /// Stores sealed renditions and files for upload durably, each rendition with its leaf in the log, in an order that
    /// is drawn. An award that replaces another supersedes it here.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`], also when one of them is stored already, or was not recorded; then nothing is stored.
    pub fn store(
        &mut self,
        mut sealed: Vec<Sealed>,
        uploads: Vec<Upload>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(), LedgerError> {
        log::shuffle(&mut sealed, entropy);
        let transaction = self.begin()?;
        for one in sealed {
            let digest = sha256(&one.bytes);
            let leaf = log::append(&transaction, LABEL_SEALED, &digest, entropy)?;
            let (name, rendition) = (text(one.award), one.rendition.as_str());
            let sql = "INSERT INTO renditions (award, rendition, copy, digest, leaf, sealed, level) \
                       VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6)";
            let row = params![name, rendition, digest.as_slice(), leaf, at.unix(), one.level];
            transaction.prepare_cached(sql)?.execute(row)?;
            let sql = "INSERT INTO sealed (award, rendition, copy, bytes) VALUES (?1, ?2, 0, ?3)";
            transaction.prepare_cached(sql)?.execute(params![name, rendition, one.bytes])?;
            supersede(&transaction, one.award, at, entropy)?;
        }
        for one in uploads {
            let name = text(one.award);
            let sql = "INSERT INTO uploads (award, digest, at) VALUES (?1, ?2, ?3)";
            let digest = sha256(&one.bytes);
            transaction.prepare_cached(sql)?.execute(params![name, digest.as_slice(), at.unix()])?;
            let sql = "INSERT INTO upload_files (award, bytes) VALUES (?1, ?2)";
            transaction.prepare_cached(sql)?.execute(params![name, one.bytes])?;
            supersede(&transaction, one.award, at, entropy)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// The sealed bytes of a rendition, as they left.
    ///
    /// # Errors
    ///
    /// [`LedgerError::NotSealed`] when there are none; [`LedgerError::Damaged`] when they are not those that were sealed.
    pub fn sealed_bytes(&self, award: AwardId, rendition: Rendition) -> Result<Vec<u8>, LedgerError> {
        let sql = "SELECT bytes, digest FROM sealed JOIN renditions USING (award, rendition, copy) \
                   WHERE award = ?1 AND rendition = ?2 AND copy = 0";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found: Option<(Vec<u8>, Vec<u8>)> = statement
            .query_row(params![text(award), rendition.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        unchanged(award, found)?.ok_or(LedgerError::NotSealed { award, rendition })
    }

    /// The file for upload of an award; `None` when none was made or it was erased.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Damaged`] when the bytes are not those that were stored; [`LedgerError::Sqlite`].
    pub fn upload_bytes(&self, award: AwardId) -> Result<Option<Vec<u8>>, LedgerError> {
        let sql = "SELECT bytes, digest FROM upload_files JOIN uploads USING (award) WHERE award = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([text(award)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        unchanged(award, found)
    }

    /// Notes that an output with these was completed; `None` stands for the file for upload.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn mark_delivered(&mut self, files: &[(AwardId, Option<Rendition>)], at: Timestamp) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        for (award, rendition) in files {
            let rendition = rendition.map_or(UPLOAD, Rendition::as_str);
            let sql = "INSERT OR IGNORE INTO deliveries (award, rendition, copy, at) VALUES (?1, ?2, 0, ?3)";
            transaction.prepare_cached(sql)?.execute(params![text(*award), rendition, at.unix()])?;
        }
        transaction.commit()?;
        Ok(())
    }
}

fn unchanged(award: AwardId, found: Option<(Vec<u8>, Vec<u8>)>) -> Result<Option<Vec<u8>>, LedgerError> {
    let Some((bytes, digest)) = found else { return Ok(None) };
    if sha256(&bytes).as_slice() == digest {
        Ok(Some(bytes))
    } else {
        Err(damaged(format!("the sealed bytes of award {award} have another digest")))
    }
}

/// The award that a stored one replaces is superseded, once.
fn supersede(
    connection: &Connection,
    new: AwardId,
    at: Timestamp,
    entropy: &mut dyn Entropy,
) -> Result<(), LedgerError> {
    let sql = "SELECT supersedes FROM awards WHERE award = ?1";
    let old: Option<String> = connection.prepare_cached(sql)?.query_row([text(new)], |row| row.get(0))?;
    match old {
        Some(old) => {
            events::append(connection, award(&old)?, Change::Supersede, &format!("replaced by {new}"), at, entropy)
        }
        None => Ok(()),
    }
}

/// The sealed renditions of an award.
pub(super) fn of(connection: &Connection, name: &str) -> Result<Vec<SealedRendition>, LedgerError> {
    let sql = "SELECT r.rendition, r.digest, r.level, r.sealed, \
               EXISTS (SELECT 1 FROM deliveries d WHERE d.award = r.award AND d.rendition = r.rendition) \
               FROM renditions r WHERE r.award = ?1 AND r.copy = 0 ORDER BY r.rendition";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([name])?;
    let mut renditions = Vec::new();
    while let Some(row) = rows.next()? {
        renditions.push(SealedRendition {
            rendition: Rendition::parse(&row.get::<_, String>(0)?)?,
            digest: hash(row.get(1)?)?,
            level: row.get(2)?,
            sealed: time(row.get(3)?)?,
            delivered: row.get(4)?,
        });
    }
    Ok(renditions)
}

/// The file for upload of an award.
pub(super) fn upload_of(connection: &Connection, name: &str) -> Result<Option<UploadFile>, LedgerError> {
    let sql = "SELECT u.digest, u.at, \
               EXISTS (SELECT 1 FROM deliveries d WHERE d.award = u.award AND d.rendition = ?2) \
               FROM uploads u WHERE u.award = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([name, UPLOAD])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(UploadFile { digest: hash(row.get(0)?)?, at: time(row.get(1)?)?, delivered: row.get(2)? }))
}
