//! Renditions of an award: stored sealed, proved, handed out; and files for upload, which are neither.
//!
//! All renditions of an award share its id and its status. A file for upload to Europass is not a rendition: it is not
//! sealed by us, has no leaf in the log, and never makes its award count as issued. The ledger keeps it so that nobody
//! is prepared twice.

use std::mem;

use rusqlite::{Connection, OptionalExtension as _, ToSql, params};

use super::claims::{self, Opened, Opening};
use super::events::{self, Change};
use super::numbers::{file, rendition_of};
use super::{AwardNumber, Ledger, LedgerError, RunNumber, damaged, frames, known_number, log, text, time};
use crate::crypto::log_proof::LABEL_SEALED;
use crate::crypto::sha256_of;
use crate::model::entropy::Entropy;
use crate::model::ids::AwardId;
use crate::model::slotted::Content;
use crate::model::time::Timestamp;

/// A sealed form of an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rendition {
    /// European Learning Model with a Data Integrity proof.
    Elm,
    /// European Digital Credential with a JAdES seal.
    Europass,
    /// Open Badges 3.0 with a Data Integrity proof.
    Badge,
    /// Open Badges 3.0 as the claims of a token.
    BadgeJwt,
    /// A document that somebody else wrote, with a proof `eddsa-jcs-2022`.
    VcJcs,
    /// A document that somebody else wrote, as the claims of a token.
    VcJwt,
    /// A document that somebody else wrote, with a proof `eddsa-rdfc-2022`.
    VcRdfc,
}

impl Rendition {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Elm, Self::Europass, Self::Badge, Self::BadgeJwt, Self::VcJcs, Self::VcJwt, Self::VcRdfc];

    /// The word that stands in the ledger, in file names and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Elm => "elm",
            Self::Europass => "europass",
            Self::Badge => "badge",
            Self::BadgeJwt => "badge-jwt",
            Self::VcJcs => "vc-jcs",
            Self::VcJwt => "vc-jwt",
            Self::VcRdfc => "vc-rdfc",
        }
    }

    /// The name of an award's file of this form. Only what is written here as European Learning Model ends in `.jsonld`.
    #[must_use]
    pub fn file_name(self, award: AwardId) -> String {
        let ending = match self {
            Self::Elm | Self::Europass => "jsonld",
            Self::Badge | Self::VcJcs | Self::VcRdfc => "json",
            Self::BadgeJwt | Self::VcJwt => "jwt",
        };
        format!("{}.{}.{ending}", award.uuid().hyphenated(), self.as_str())
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
        run: RunNumber,
        sealed: Vec<Sealed>,
        uploads: Vec<Upload>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(), LedgerError> {
        self.store_opening(run, sealed, uploads, None, at, entropy).map(drop)
    }

    /// The same, with links to awards in the same transaction; their tokens are handed out.
    ///
    /// # Errors
    ///
    /// As [`store`](Self::store).
    pub fn store_opening(
        &mut self,
        run: RunNumber,
        mut sealed: Vec<Sealed>,
        uploads: Vec<Upload>,
        opening: Option<Opening<'_>>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Opened, LedgerError> {
        log::shuffle(&mut sealed, entropy);
        let mut frames = mem::take(&mut self.known.stored);
        let transaction = self.begin()?;
        let mut writing = Writing {
            log: log::Tail::find(&transaction)?,
            replacing: replacing(&transaction)?,
            connection: &transaction,
            frames: &mut frames,
            scratch: Vec::new(),
            run,
            at,
        };
        let mut leaves = Vec::with_capacity(sealed.len());
        for one in sealed {
            let leaf = writing.log.append(LABEL_SEALED, &one.digest, entropy)?;
            leaves.push((leaf, one));
        }
        // In the order of the table, so that its rows are appended.
        leaves.sort_unstable_by_key(|(_, one)| (one.number, one.rendition));
        for (leaf, one) in leaves {
            writing.rendition(&one, leaf)?;
            writing.supersede(one.number, one.award, entropy)?;
        }
        for one in uploads {
            writing.upload(&one)?;
            writing.supersede(one.number, one.award, entropy)?;
        }
        let opened = opening.map(|opening| claims::open_all(&transaction, opening, entropy)).transpose()?;
        transaction.commit()?;
        self.known.stored = frames;
        Ok(opened.unwrap_or_default())
    }

    /// A sealed rendition, as it left: with its constant parts shared where it was stored so.
    ///
    /// # Errors
    ///
    /// As [`sealed_bytes`](Self::sealed_bytes).
    pub fn sealed_content(&self, award: AwardId, rendition: Rendition) -> Result<Content, LedgerError> {
        let number = known_number(&self.connection, award)?;
        let sql = "SELECT s.frame, s.bytes, r.digest FROM renditions r JOIN sealed s USING (file) WHERE r.file = ?1";
        let found = self.content(sql, &[&file(number, Some(rendition))], award)?;
        if let Some(content) = found {
            return Ok(content);
        }
        let sql = "SELECT NULL, s.bytes, r.digest FROM renditions r, sealed_before s \
                   WHERE r.file = ?1 AND s.award = ?2 AND s.rendition = ?3 AND s.copy = 0";
        let before: [&dyn ToSql; 3] = [&file(number, Some(rendition)), &text(award), &rendition.as_str()];
        self.content(sql, &before, award)?.ok_or(LedgerError::NotSealed { award, rendition })
    }

    /// The sealed bytes of a rendition, as they left.
    ///
    /// # Errors
    ///
    /// [`LedgerError::NotSealed`] when there are none; [`LedgerError::Damaged`] when they are not those that were sealed;
    /// [`LedgerError::UnknownAward`].
    pub fn sealed_bytes(&self, award: AwardId, rendition: Rendition) -> Result<Vec<u8>, LedgerError> {
        Ok(whole(self.sealed_content(award, rendition)?))
    }

    /// The file for upload of an award, with its constant parts shared where it was stored so; `None` when none was made
    /// or it was erased.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Damaged`] when the bytes are not those that were stored; [`LedgerError::UnknownAward`];
    /// [`LedgerError::Sqlite`].
    pub fn upload_content(&self, award: AwardId) -> Result<Option<Content>, LedgerError> {
        let number = known_number(&self.connection, award)?;
        let sql = "SELECT f.frame, f.bytes, u.digest FROM uploads u JOIN upload_files f USING (file) WHERE u.file = ?1";
        self.content(sql, &[&file(number, None)], award)
    }

    /// The bytes of the file for upload of an award.
    ///
    /// # Errors
    ///
    /// As [`upload_content`](Self::upload_content).
    pub fn upload_bytes(&self, award: AwardId) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(self.upload_content(award)?.map(whole))
    }

    /// The content that `sql` finds, with its frame, bytes and digest.
    fn content(&self, sql: &str, values: &[&dyn ToSql], award: AwardId) -> Result<Option<Content>, LedgerError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let mut frames = self.known.read.borrow_mut();
        let content = frames.content(&self.connection, row.get(0)?, row.get(1)?)?;
        if sha256_of(content.pieces()) == row.get::<_, [u8; 32]>(2)? {
            Ok(Some(content))
        } else {
            Err(damaged(format!("the stored bytes of award {award} have another digest")))
        }
    }

    /// Notes that the output of a run was completed: all that the run stored, and all that it [put
    /// out](super::Chunk::put_out) again.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn mark_delivered(&mut self, run: RunNumber, at: Timestamp) -> Result<(), LedgerError> {
        let sql = "UPDATE runs SET delivered = ?2 WHERE run = ?1 AND delivered IS NULL";
        self.connection.execute(sql, params![run.0, at.unix()])?;
        Ok(())
    }
}

fn whole(content: Content) -> Vec<u8> {
    match content {
        Content::Whole(bytes) => bytes,
        framed @ Content::Framed { .. } => framed.to_vec(),
    }
}

/// Sealed bytes as ledgers before version 4 kept them.
pub(super) fn bytes_before(
    connection: &Connection,
    award: AwardId,
    rendition: &str,
) -> Result<Option<Vec<u8>>, LedgerError> {
    let sql = "SELECT bytes FROM sealed_before WHERE award = ?1 AND rendition = ?2 AND copy = 0";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![text(award), rendition], |row| row.get(0)).optional()?)
}

/// Whether any award replaces another: where none does, nobody has to look for each.
fn replacing(connection: &Connection) -> Result<Replacing, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM awards WHERE supersedes IS NOT NULL LIMIT 1")?;
    Ok(if statement.exists([])? { Replacing::Some } else { Replacing::None })
}

#[derive(PartialEq)]
enum Replacing {
    None,
    Some,
}

/// What storing one file after the other needs.
struct Writing<'w> {
    connection: &'w Connection,
    log: log::Tail<'w>,
    frames: &'w mut frames::Stored,
    scratch: Vec<u8>,
    replacing: Replacing,
    run: RunNumber,
    at: Timestamp,
}

impl Writing<'_> {
    fn rendition(&mut self, one: &Sealed, leaf: i64) -> Result<(), LedgerError> {
        let file = file(one.number.0, Some(one.rendition));
        let sql = "INSERT INTO renditions (file, digest, leaf, sealed, level, run) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let row = params![file, one.digest.as_slice(), leaf, self.at.unix(), one.level, self.run.0];
        self.connection.prepare_cached(sql)?.execute(row)?;
        let (frame, bytes) = frames::encode(&one.content, self.frames, self.connection, &mut self.scratch)?;
        let sql = "INSERT INTO sealed (file, frame, bytes) VALUES (?1, ?2, ?3)";
        self.connection.prepare_cached(sql)?.execute(params![file, frame, bytes])?;
        Ok(())
    }

    fn upload(&mut self, one: &Upload) -> Result<(), LedgerError> {
        let file = file(one.number.0, None);
        let sql = "INSERT INTO uploads (file, digest, at, run) VALUES (?1, ?2, ?3, ?4)";
        let row = params![file, one.digest.as_slice(), self.at.unix(), self.run.0];
        self.connection.prepare_cached(sql)?.execute(row)?;
        let (frame, bytes) = frames::encode(&one.content, self.frames, self.connection, &mut self.scratch)?;
        let sql = "INSERT INTO upload_files (file, frame, bytes) VALUES (?1, ?2, ?3)";
        self.connection.prepare_cached(sql)?.execute(params![file, frame, bytes])?;
        Ok(())
    }

    /// The award that a stored one replaces is superseded, once.
    fn supersede(&mut self, new: AwardNumber, name: AwardId, entropy: &mut dyn Entropy) -> Result<(), LedgerError> {
        if self.replacing == Replacing::None {
            return Ok(());
        }
        let sql = "SELECT o.number, o.award FROM awards n JOIN awards o ON o.number = n.supersedes WHERE n.number = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let old = statement.query_row([new.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((number, old)) = old else { return Ok(()) };
        let (change, at) = (Change::Supersede, self.at);
        let before = events::state(self.connection, number)?;
        if before.after(change).is_none_or(|now| now == before) {
            return Ok(());
        }
        let reason = format!("replaced by {name}");
        let event = events::Event { number, award: AwardId::from_bytes(old), change, reason: &reason, at };
        event.append(self.connection, &mut self.log, entropy)
    }
}

/// Whether an output that has a file was completed: by the run that stored it, or by a later one.
const DELIVERED: &str = "EXISTS (SELECT 1 FROM runs n WHERE n.run = f.run AND n.delivered IS NOT NULL) \
    OR EXISTS (SELECT 1 FROM deliveries d JOIN runs n USING (run) WHERE d.file = f.file AND n.delivered IS NOT NULL)";

/// The sealed renditions of an award.
pub(super) fn of(connection: &Connection, number: i64) -> Result<Vec<SealedRendition>, LedgerError> {
    let sql = format!(
        "SELECT f.file, f.digest, f.level, f.sealed, {DELIVERED} FROM renditions f \
         WHERE f.file BETWEEN ?1 << 4 AND ?1 << 4 | 14 ORDER BY f.file"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([number])?;
    let mut renditions = Vec::new();
    while let Some(row) = rows.next()? {
        let file = row.get(0)?;
        renditions.push(SealedRendition {
            rendition: rendition_of(file)
                .ok_or_else(|| damaged(format!("file {file} has a form that is not known")))?,
            digest: row.get(1)?,
            level: row.get(2)?,
            sealed: time(row.get(3)?)?,
            delivered: row.get(4)?,
        });
    }
    Ok(renditions)
}

/// The file for upload of an award.
pub(super) fn upload_of(connection: &Connection, number: i64) -> Result<Option<UploadFile>, LedgerError> {
    let sql = format!("SELECT f.digest, f.at, {DELIVERED} FROM uploads f WHERE f.file = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([file(number, None)])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(UploadFile { digest: row.get(0)?, at: time(row.get(1)?)?, delivered: row.get(2)? }))
}
