//! Copies that are bound to a holder's key, their bytes and leaves, and what was published of their status.

use super::super::{LedgerError, damaged, text, token_lists};
use super::{AuditFault, Auditor};
use crate::crypto::log_proof::LABEL_SEALED;
use crate::crypto::sha256;
use crate::model::ids::AwardId;
use crate::status::TokenStatuses;

const COPIES: &str = "SELECT a.award, c.form, s.digest, s.leaf, s.released IS NOT NULL, l.hash, n.salt, b.bytes, \
    t.slug, c.position, t.entries FROM copies c JOIN awards a USING (number) LEFT JOIN sealed_copies s USING (copy) \
    LEFT JOIN leaves l ON l.leaf = s.leaf LEFT JOIN salts n ON n.leaf = s.leaf LEFT JOIN copy_secrets b USING (copy) \
    LEFT JOIN token_lists t USING (list) ORDER BY c.copy";
const VERSIONS: &str = "SELECT v.list, l.slug, v.version, v.valid_from, v.event, v.copy, v.encoded \
    FROM token_versions v JOIN token_lists l USING (list) ORDER BY v.list, v.version";

impl Auditor<'_> {
    /// Compares copies with their digests and leaves. That no two have one place is an index of the table.
    pub(super) fn copies(&mut self) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare(COPIES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.report.copies += 1;
            let award = || Ok::<_, LedgerError>(text(AwardId::from_bytes(row.get(0)?)));
            let place: Option<(i64, i64)> = row.get::<_, Option<i64>>(9)?.zip(row.get(10)?);
            if let Some((position, _)) = place.filter(|(position, entries)| !(0..*entries).contains(position)) {
                self.fault(AuditFault::StatusPlaceTaken { award: award()?, list: row.get(8)?, position });
            }
            let Some(digest) = row.get::<_, Option<[u8; 32]>>(2)? else { continue };
            let bytes: Option<Vec<u8>> = row.get(7)?;
            match bytes {
                None => self.report.erased += 1,
                Some(bytes) if sha256(&bytes) != digest => {
                    self.fault(AuditFault::SealedBytes { award: award()?, rendition: row.get(1)? });
                }
                Some(_) => {}
            }
            if !row.get::<_, bool>(4)? {
                self.report.undelivered += 1;
            }
            self.leaf(LABEL_SEALED, row.get(3)?, row.get(5)?, row.get(6)?, &digest)?;
        }
        Ok(())
    }

    /// Compares every version of every token list with what the events up to its last one make.
    pub(super) fn token_lists(&mut self) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare(VERSIONS)?;
        let mut rows = statement.query([])?;
        let mut before: Option<(i64, i64)> = None;
        while let Some(row) = rows.next()? {
            self.report.list_versions += 1;
            let (list, version, from): (i64, i64, i64) = (row.get(0)?, row.get(2)?, row.get(3)?);
            let slug: String = row.get(1)?;
            if before.is_some_and(|(other, earlier)| other == list && earlier >= from) {
                self.fault(AuditFault::ListOrder { list: slug.clone(), version });
            }
            before = Some((list, from));
            let made = token_lists::statuses(self.connection, list, row.get(4)?, row.get(5)?, version)?;
            let kept = TokenStatuses::decode(u64::from(made.bits()), &row.get::<_, String>(6)?);
            if kept.map_err(|error| damaged(error.to_string()))? != made {
                self.fault(AuditFault::ListBits { list: slug, version });
            }
        }
        Ok(())
    }
}
