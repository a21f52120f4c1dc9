//! Renditions of an award: stored sealed, proved, handed out; and files for upload, which are neither.
//!
//! All renditions of an award share its id and its status. A file for upload to Europass is not a rendition: it is not
//! sealed by us, has no leaf in the log, and never makes its award count as issued. The ledger keeps it so that nobody
//! is prepared twice.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::events::{self, Change};
use super::{AwardNumber, Ledger, LedgerError, RunNumber, award, damaged, hash, log, text, time};
use crate::crypto::log_proof::LABEL_SEALED;
use crate::crypto::{sha256, sha256_of};
use crate::model::entropy::Entropy;
use crate::model::ids::AwardId;
use crate::model::slotted::Content;
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

/// A sealed rendition to be stored, with the digest of what it says.
#[derive(Debug)]
pub struct Sealed {
    number: AwardNumber,
    award: AwardId,
    rendition: Rendition,
    level: Option<&'static str>,
    content: Content,
    digest: [u8; 32],
}

impl Sealed {
    /// The sealed `content`, as it leaves, of a rendition. `level` is that of its seal, such as `B-T`; a Data Integrity
    /// proof has none. The digest is computed here, so that whoever stores it need not.
    #[must_use]
    pub fn new(
        number: AwardNumber,
        award: AwardId,
        rendition: Rendition,
        level: Option<&'static str>,
        content: Content,
    ) -> Self {
        let digest = sha256_of(content.pieces());
        Self { number, award, rendition, level, content, digest }
    }

    /// The same for whoever knows the content's SHA-256 digest already. With another one it is never handed out.
    #[must_use]
    pub fn with_digest(
        number: AwardNumber,
        award: AwardId,
        rendition: Rendition,
        level: Option<&'static str>,
        content: Content,
        digest: [u8; 32],
    ) -> Self {
        Self { number, award, rendition, level, content, digest }
    }

    /// SHA-256 of the content.
    #[must_use]
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// What is stored, as it leaves.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.content
    }
}

/// A file for upload to be kept, with its digest.
#[derive(Debug)]
pub struct Upload {
    number: AwardNumber,
    award: AwardId,
    content: Content,
    digest: [u8; 32],
}

impl Upload {
    /// The file of an award.
    #[must_use]
    pub fn new(number: AwardNumber, award: AwardId, content: Content) -> Self {
        let digest = sha256_of(content.pieces());
        Self { number, award, content, digest }
    }

    /// SHA-256 of the content.
    #[must_use]
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// What is stored, as it leaves.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.content
    }
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
    /// is drawn. They are what `run` puts out. An award that replaces another supersedes it here.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`], also when one of them is stored already, or was not recorded; then nothing is stored.
    pub fn store(
        &mut self,
        _run: RunNumber,
        mut sealed: Vec<Sealed>,
        uploads: Vec<Upload>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(), LedgerError> {
        log::shuffle(&mut sealed, entropy);
        let mut outputs: Vec<_> = sealed.iter().map(|one| (one.number.0, one.rendition.as_str())).collect();
        outputs.extend(uploads.iter().map(|one| (one.number.0, UPLOAD)));
        self.outputs.borrow_mut().extend(outputs);
        let transaction = self.begin()?;
        for one in sealed {
            let digest = one.digest;
            let leaf = log::append(&transaction, LABEL_SEALED, &digest, entropy)?;
            let (name, rendition) = (text(one.award), one.rendition.as_str());
            let sql = "INSERT INTO renditions (award, rendition, copy, digest, leaf, sealed, level) \
                       VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6)";
            let row = params![name, rendition, digest.as_slice(), leaf, at.unix(), one.level];
            transaction.prepare_cached(sql)?.execute(row)?;
            let sql = "INSERT INTO sealed (award, rendition, copy, bytes) VALUES (?1, ?2, 0, ?3)";
            transaction.prepare_cached(sql)?.execute(params![name, rendition, one.content.to_vec()])?;
            supersede(&transaction, one.award, at, entropy)?;
        }
        for one in uploads {
            let name = text(one.award);
            let sql = "INSERT INTO uploads (award, digest, at) VALUES (?1, ?2, ?3)";
            let digest = one.digest;
            transaction.prepare_cached(sql)?.execute(params![name, digest.as_slice(), at.unix()])?;
            let sql = "INSERT INTO upload_files (award, bytes) VALUES (?1, ?2)";
            transaction.prepare_cached(sql)?.execute(params![name, one.content.to_vec()])?;
            supersede(&transaction, one.award, at, entropy)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// A sealed rendition, as it left: with its constant parts shared where it was stored so.
    ///
    /// # Errors
    ///
    /// As [`sealed_bytes`](Self::sealed_bytes).
    pub fn sealed_content(&self, award: AwardId, rendition: Rendition) -> Result<Content, LedgerError> {
        self.sealed_bytes(award, rendition).map(Content::Whole)
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

    /// The file for upload of an award, with its constant parts shared where it was stored so.
    ///
    /// # Errors
    ///
    /// As [`upload_bytes`](Self::upload_bytes).
    pub fn upload_content(&self, award: AwardId) -> Result<Option<Content>, LedgerError> {
        Ok(self.upload_bytes(award)?.map(Content::Whole))
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

    /// Notes that the output of a run was completed: all that the run stored, and all that it [put
    /// out](super::Chunk::put_out) again.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn mark_delivered(&mut self, _run: RunNumber, at: Timestamp) -> Result<(), LedgerError> {
        let files = self.outputs.take();
        let transaction = self.begin()?;
        for (number, rendition) in files {
            let sql = "INSERT OR IGNORE INTO deliveries (award, rendition, copy, at) \
                       SELECT award, ?2, 0, ?3 FROM awards WHERE rowid = ?1";
            transaction.prepare_cached(sql)?.execute(params![number, rendition, at.unix()])?;
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
