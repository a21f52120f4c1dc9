//! Copies of awards that are bound to a holder's key: recorded, sealed, handed out.
//!
//! An award may have many: one for each wish of a wallet. All share the award's status; those on a token list have a place of
//! their own there, so that two of them cannot be told to be of one award. What is sealed has its leaf in the log.

use rusqlite::{Transaction, params};

use super::renditions::Rendition;
use super::{AwardNumber, Digests, Ledger, LedgerError, damaged, known_number, log, time, token_lists};
use crate::crypto::log_proof::LABEL_SEALED;
use crate::crypto::{hmac_sha256, sha256};
use crate::model::entropy::{Entropy, draw};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// A form in which an award is bound to a holder's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BoundFormat {
    /// The learning credential of the European wallet, as an SD-JWT VC (`dc+sd-jwt`).
    SdJwt,
    /// Open Badges 3.0 as the claims of a token (`jwt_vc_json`), whose subject is the holder's DID.
    BadgeJwt,
    /// Open Badges 3.0 with a Data Integrity proof (`ldp_vc`), whose subject is the holder's DID.
    Badge,
}

impl BoundFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::SdJwt, Self::BadgeJwt, Self::Badge];

    /// The word that stands in the ledger, in file names and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SdJwt => "sd-jwt",
            Self::BadgeJwt => Rendition::BadgeJwt.as_str(),
            Self::Badge => Rendition::Badge.as_str(),
        }
    }

    fn parse(text: &str) -> Result<Self, LedgerError> {
        let found = Self::ALL.into_iter().find(|format| format.as_str() == text);
        found.ok_or_else(|| damaged(format!("`{text}` is not a form of copies")))
    }
}

/// The number of a copy: its place in the order in which copies were recorded. It never leaves the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CopyNumber(pub(super) i64);

/// A place on a token list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenPlace {
    /// The list's id: what stands between `/status/` and `.jwt`.
    pub list: String,
    /// The index.
    pub index: u64,
}

/// What a copy is wished by.
#[derive(Debug, Clone, Copy)]
pub struct CopyWish<'a> {
    /// The award's number.
    pub number: AwardNumber,
    /// The award.
    pub award: AwardId,
    /// Its form.
    pub format: BoundFormat,
    /// The thumbprint of the holder's key: personal data, erasable.
    pub holder: &'a [u8; 32],
    /// What makes two wishes of one holder, form and award one.
    pub request: &'a [u8; 32],
}

/// What the ledger has of a copy.
#[derive(Clone)]
pub struct BoundCopy {
    /// Its number.
    pub copy: CopyNumber,
    /// When it was first recorded, which is when it says that it was made.
    pub created: Timestamp,
    /// Of what its random parts are made, so that they stay the same until it is sealed.
    pub seed: [u8; 32],
    /// Its place on a token list, of the form that has one.
    pub place: Option<TokenPlace>,
    /// Its sealed bytes, once they are stored.
    pub sealed: Option<Vec<u8>>,
}

/// The ledger's receipt for a copy: it knows what is about to be signed. Only [`CopyChunk::record`] makes one.
#[derive(Debug)]
pub struct RecordedCopy {
    copy: CopyNumber,
    digest: Vec<u8>,
}

impl RecordedCopy {
    /// The copy.
    #[must_use]
    pub fn copy(&self) -> CopyNumber {
        self.copy
    }

    /// The digest of what is to be signed.
    #[must_use]
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }
}

/// A copy as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyRow {
    /// Its form.
    pub format: BoundFormat,
    /// When it was recorded.
    pub created: Timestamp,
    /// Its place on a token list.
    pub place: Option<TokenPlace>,
    /// When it was sealed, if it was.
    pub sealed: Option<Timestamp>,
    /// When it was handed out first, if it was.
    pub released: Option<Timestamp>,
}

/// A transaction in which copies are recorded: all of them or none.
pub struct CopyChunk<'a> {
    transaction: Transaction<'a>,
    digests: Digests,
}

impl Digests {
    /// The identity of a copy: an HMAC, so that it shows no key once that was erased.
    fn copy_wish(&self, wish: &CopyWish<'_>) -> [u8; 32] {
        let mut message = b"copy wish".to_vec();
        message.extend(wish.award.uuid().as_bytes());
        message.extend(wish.holder);
        message.extend(wish.request);
        message.extend(wish.format.as_str().as_bytes());
        hmac_sha256(&self.0.0, &message)
    }

    /// A name for a learner that shows neither the learner's key nor who it is: the same in all that an institution awards
    /// to one learner, and another at another institution.
    #[must_use]
    pub fn learner_pseudonym(&self, institution: &str, learner: &str) -> [u8; 32] {
        let mut message = b"learner pseudonym".to_vec();
        for part in [institution, learner] {
            message.extend((part.len() as u64).to_be_bytes());
            message.extend(part.as_bytes());
        }
        hmac_sha256(&self.0.0, &message)
    }
}

impl CopyChunk<'_> {
    /// The copy that a wish means; a new one, with a seed and, of `sd-jwt`, a place that nobody has, where there is none.
    ///
    /// # Errors
    ///
    /// [`LedgerError::NotSealed`] when it was erased; [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn find_or_allot(
        &self,
        wish: &CopyWish<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<BoundCopy, LedgerError> {
        let key = self.digests.copy_wish(wish);
        let sql = "SELECT c.copy, c.created, s.seed, l.slug, c.position, s.bytes, b.digest FROM copies c \
                   LEFT JOIN copy_secrets s USING (copy) LEFT JOIN token_lists l USING (list) \
                   LEFT JOIN sealed_copies b USING (copy) WHERE c.wish = ?1";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let mut rows = statement.query([key.as_slice()])?;
        let Some(row) = rows.next()? else { return self.allot(wish, &key, at, entropy) };
        let erased = || LedgerError::NotSealed { award: wish.award, rendition: Rendition::Elm };
        let sealed: Option<Vec<u8>> = row.get(5)?;
        let digest: Option<[u8; 32]> = row.get(6)?;
        let seed: Option<[u8; 32]> = row.get(2)?;
        if sealed.as_ref().is_some_and(|bytes| digest != Some(sha256(bytes))) {
            return Err(damaged(format!("the stored bytes of a copy of award {} have another digest", wish.award)));
        }
        Ok(BoundCopy {
            copy: CopyNumber(row.get(0)?),
            created: time(row.get(1)?)?,
            seed: seed.ok_or_else(erased)?,
            place: place(row.get(3)?, row.get(4)?)?,
            sealed,
        })
    }

    fn allot(
        &self,
        wish: &CopyWish<'_>,
        key: &[u8; 32],
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<BoundCopy, LedgerError> {
        let seed: [u8; 32] = draw(entropy);
        let drawn = match wish.format {
            BoundFormat::SdJwt => Some(token_lists::draw_place(&self.transaction, entropy)?),
            BoundFormat::Badge | BoundFormat::BadgeJwt => None,
        };
        let sql = "INSERT INTO copies (number, form, wish, created, recorded, list, position) \
                   VALUES (?1, ?2, ?3, ?4, x'', ?5, ?6)";
        let (list, position) = (drawn.as_ref().map(|one| one.list), drawn.as_ref().map(|one| one.position));
        let row = params![wish.number.0, wish.format.as_str(), key.as_slice(), at.unix(), list, position];
        self.transaction.prepare_cached(sql)?.execute(row)?;
        let copy = self.transaction.last_insert_rowid();
        let sql = "INSERT INTO copy_secrets (copy, holder, seed) VALUES (?1, ?2, ?3)";
        self.transaction.prepare_cached(sql)?.execute(params![copy, wish.holder.as_slice(), seed.as_slice()])?;
        let place = drawn.map(|one| place(Some(one.slug), Some(one.position))).transpose()?.flatten();
        Ok(BoundCopy { copy: CopyNumber(copy), created: at, seed, place, sealed: None })
    }

    /// Records what is about to be signed.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`], also when the copy was sealed.
    pub fn record(&self, copy: CopyNumber, digest: &[u8]) -> Result<RecordedCopy, LedgerError> {
        let sql = "UPDATE copies SET recorded = ?2 WHERE copy = ?1";
        self.transaction.prepare_cached(sql)?.execute(params![copy.0, digest])?;
        Ok(RecordedCopy { copy, digest: digest.to_vec() })
    }

    /// Keeps what was recorded; it is durable then.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`]; then nothing of it is kept.
    pub fn commit(self) -> Result<(), LedgerError> {
        Ok(self.transaction.commit()?)
    }
}

impl Ledger {
    /// Begins to record copies.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn copy_chunk(&mut self) -> Result<CopyChunk<'_>, LedgerError> {
        let digests = self.digests();
        Ok(CopyChunk { transaction: self.begin()?, digests })
    }

    /// Stores sealed copies durably, each with its leaf in the log, in an order that is drawn.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`], also when one of them is stored already, or was not recorded; then nothing is stored.
    pub fn store_copies(
        &mut self,
        mut sealed: Vec<(CopyNumber, &[u8])>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(), LedgerError> {
        log::shuffle(&mut sealed, entropy);
        let transaction = self.begin()?;
        let mut log = log::Tail::find(&transaction)?;
        for (copy, bytes) in sealed {
            let digest = sha256(bytes);
            let leaf = log.append(LABEL_SEALED, &digest, entropy)?;
            let sql = "INSERT INTO sealed_copies (copy, digest, leaf, sealed) VALUES (?1, ?2, ?3, ?4)";
            transaction.prepare_cached(sql)?.execute(params![copy.0, digest.as_slice(), leaf, at.unix()])?;
            let sql = "UPDATE copy_secrets SET bytes = ?2 WHERE copy = ?1";
            if transaction.prepare_cached(sql)?.execute(params![copy.0, bytes])? != 1 {
                return Err(damaged("a copy that is to be stored was not recorded"));
            }
        }
        Ok(transaction.commit()?)
    }

    /// Notes that copies are handed out; of those that were before, nothing changes.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn mark_copies_released(&mut self, copies: &[CopyNumber], at: Timestamp) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        for copy in copies {
            let sql = "UPDATE sealed_copies SET released = ?2 WHERE copy = ?1 AND released IS NULL";
            transaction.prepare_cached(sql)?.execute(params![copy.0, at.unix()])?;
        }
        Ok(transaction.commit()?)
    }

    /// The copies of an award, oldest first.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`], [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn copies(&self, award: AwardId) -> Result<Vec<CopyRow>, LedgerError> {
        let sql = "SELECT c.form, c.created, l.slug, c.position, b.sealed, b.released FROM copies c \
                   LEFT JOIN token_lists l USING (list) LEFT JOIN sealed_copies b USING (copy) \
                   WHERE c.number = ?1 ORDER BY c.copy";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([known_number(&self.connection, award)?])?;
        let mut copies = Vec::new();
        while let Some(row) = rows.next()? {
            let moment = |at: Option<i64>| at.map(time).transpose();
            copies.push(CopyRow {
                format: BoundFormat::parse(&row.get::<_, String>(0)?)?,
                created: time(row.get(1)?)?,
                place: place(row.get(2)?, row.get(3)?)?,
                sealed: moment(row.get(4)?)?,
                released: moment(row.get(5)?)?,
            });
        }
        Ok(copies)
    }
}

fn place(list: Option<String>, position: Option<i64>) -> Result<Option<TokenPlace>, LedgerError> {
    let Some((list, position)) = list.zip(position) else { return Ok(None) };
    let index = u64::try_from(position).map_err(|_| damaged("a place on a list is negative"))?;
    Ok(Some(TokenPlace { list, index }))
}

/// The tables of copies and of the token lists that they are on.
pub(super) const COPIES: &str = "
-- Lists of statuses of two bits. `given` counts the places that were given out.
CREATE TABLE token_lists (
    list INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    entries INTEGER NOT NULL,
    given INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Every version that was signed: `event` is the last event, and `copy` the last copy, that it shows.
CREATE TABLE token_versions (
    list INTEGER NOT NULL REFERENCES token_lists,
    version INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    event INTEGER NOT NULL,
    copy INTEGER NOT NULL,
    encoded TEXT NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (list, version)
) STRICT, WITHOUT ROWID;

-- Statuses of copies that left after the ledger was copied from which this one was restored: no award here is theirs.
CREATE TABLE token_strays (
    list INTEGER NOT NULL REFERENCES token_lists,
    position INTEGER NOT NULL,
    status INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (list, position)
) STRICT, WITHOUT ROWID;

-- One row a copy of an award that is bound to a holder's key. `wish` is an HMAC of award, form, key and request, `recorded`
-- the digest of what was to be signed.
CREATE TABLE copies (
    copy INTEGER PRIMARY KEY,
    number INTEGER NOT NULL REFERENCES awards,
    form TEXT NOT NULL CHECK (form IN ('sd-jwt', 'badge-jwt', 'badge')),
    wish BLOB NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    recorded BLOB NOT NULL,
    list INTEGER REFERENCES token_lists,
    position INTEGER CHECK ((position IS NULL) = (list IS NULL))
) STRICT;
CREATE INDEX copies_by_award ON copies (number);
CREATE UNIQUE INDEX copies_by_place ON copies (list, position) WHERE list IS NOT NULL;

CREATE TABLE sealed_copies (
    copy INTEGER PRIMARY KEY REFERENCES copies,
    digest BLOB NOT NULL,
    leaf INTEGER NOT NULL UNIQUE REFERENCES leaves,
    sealed INTEGER NOT NULL,
    released INTEGER
) STRICT;

-- Can be traced to a person: the thumbprint of the holder's key, what salts are made of, the sealed bytes.
CREATE TABLE copy_secrets (
    copy INTEGER PRIMARY KEY REFERENCES copies,
    holder BLOB NOT NULL,
    seed BLOB NOT NULL,
    bytes BLOB
) STRICT;

CREATE TRIGGER copies_keep BEFORE UPDATE ON copies
WHEN EXISTS (SELECT 1 FROM sealed_copies s WHERE s.copy = OLD.copy)
OR NEW.copy IS NOT OLD.copy OR NEW.number IS NOT OLD.number OR NEW.form IS NOT OLD.form OR NEW.wish IS NOT OLD.wish
OR NEW.created IS NOT OLD.created OR NEW.list IS NOT OLD.list OR NEW.position IS NOT OLD.position
BEGIN SELECT RAISE(ABORT, 'copies are append-only'); END;
CREATE TRIGGER copies_stay BEFORE DELETE ON copies BEGIN SELECT RAISE(ABORT, 'copies are append-only'); END;
CREATE TRIGGER sealed_copies_recorded BEFORE INSERT ON sealed_copies
WHEN NOT EXISTS (SELECT 1 FROM copies c WHERE c.copy = NEW.copy AND length(c.recorded) > 0)
BEGIN SELECT RAISE(ABORT, 'a copy is recorded before it is sealed'); END;
CREATE TRIGGER sealed_copies_keep BEFORE UPDATE ON sealed_copies
WHEN OLD.released IS NOT NULL OR NEW.copy IS NOT OLD.copy OR NEW.digest IS NOT OLD.digest OR NEW.leaf IS NOT OLD.leaf
OR NEW.sealed IS NOT OLD.sealed
BEGIN SELECT RAISE(ABORT, 'a sealed copy does not change'); END;
CREATE TRIGGER sealed_copies_stay BEFORE DELETE ON sealed_copies
BEGIN SELECT RAISE(ABORT, 'sealed copies are append-only'); END;
CREATE TRIGGER token_lists_stay BEFORE DELETE ON token_lists
BEGIN SELECT RAISE(ABORT, 'token lists are append-only'); END;
CREATE TRIGGER token_versions_keep BEFORE UPDATE ON token_versions
BEGIN SELECT RAISE(ABORT, 'versions of lists are append-only'); END;
CREATE TRIGGER token_versions_stay BEFORE DELETE ON token_versions
BEGIN SELECT RAISE(ABORT, 'versions of lists are append-only'); END;
";

/// Whose wish a row is for stays out of what is printed.
impl std::fmt::Debug for BoundCopy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BoundCopy({:?}, [redacted])", self.copy)
    }
}
