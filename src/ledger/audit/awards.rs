//! Awards, their places on the status lists, and what was published of these.

use std::collections::HashMap;

use super::super::lists::{self, AllBits, Shown};
use super::super::{LedgerError, text};
use super::{AuditFault, Auditor};
use crate::model::ids::AwardId;
use crate::status::{Bitstring, Purpose};

const AWARDS: &str = "SELECT a.award, a.pair, a.position, a.supersedes IS NOT NULL AND a.key IS NOT o.key, \
    (SELECT count(*) FROM lone_places e WHERE e.number = a.number), \
    EXISTS (SELECT 1 FROM renditions r WHERE r.file BETWEEN a.number << 4 AND a.number << 4 | 15) \
    OR EXISTS (SELECT 1 FROM uploads u WHERE u.file = a.number << 4 | 15) \
    FROM awards a LEFT JOIN awards o ON o.number = a.supersedes ORDER BY a.number";
const AWARDS_TWICE: &str = "SELECT award FROM awards WHERE supersedes IS NULL AND key IN \
    (SELECT key FROM awards WHERE supersedes IS NULL GROUP BY key HAVING count(*) > 1) ORDER BY number";
/// What was sealed of each list and of each pair; the last column is 1 of a pair.
const VERSIONS: &str = "SELECT v.list, l.slug, v.version, v.valid_from, v.event, 0 FROM list_versions v \
    JOIN status_lists l USING (list) \
    UNION ALL SELECT v.pair, p.slug, v.version, v.valid_from, v.event, 1 FROM pair_versions v \
    JOIN list_pairs p USING (pair) ORDER BY 6, 1, 3";

/// A version of a list; the bits that it shows are read when it is its turn.
struct Version {
    list: i64,
    slug: String,
    version: i64,
    event: i64,
    shows: Shown,
}

impl Auditor<'_> {
    pub(super) fn awards(&mut self) -> Result<(), LedgerError> {
        let mut taken = self.pairs()?;
        let mut statement = self.connection.prepare(AWARDS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.report.awards += 1;
            let name = || Ok::<_, LedgerError>(text(AwardId::from_bytes(row.get(0)?)));
            let place: Option<(i64, i64)> = row.get::<_, Option<i64>>(1)?.zip(row.get(2)?);
            if row.get(3)? {
                self.fault(AuditFault::ReplacesOther { award: name()? });
            }
            if !row.get::<_, bool>(5)? {
                self.report.unfinished += 1;
            }
            let mut places: usize = usize::from(row.get::<_, u16>(4)?);
            if let Some((pair, position)) = place {
                places += Purpose::ALL.len();
                let list = taken.get_mut(&pair);
                if !list.as_ref().is_some_and(|(_, bits)| is_free(bits, position)) {
                    let list = list.map_or_else(String::new, |(slug, _)| slug.clone());
                    self.fault(AuditFault::StatusPlaceTaken { award: name()?, list, position });
                } else if let Some((_, bits)) = list {
                    let _ = u64::try_from(position).map(|index| bits.set(index));
                }
            }
            let expected = Purpose::ALL.len();
            if places != expected {
                self.fault(AuditFault::StatusPlaces { award: name()?, places, expected });
            }
        }
        let mut statement = self.connection.prepare(AWARDS_TWICE)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.report.faults.push(AuditFault::AwardTwice { award: text(AwardId::from_bytes(row.get(0)?)) });
        }
        Ok(())
    }

    /// The pairs of lists: id, and bits for the places that are taken.
    fn pairs(&mut self) -> Result<HashMap<i64, (String, Bitstring)>, LedgerError> {
        let sql = "SELECT p.pair, p.slug, l.entries, \
                   EXISTS (SELECT 1 FROM lone_places e WHERE e.list IN (p.revocation, p.suspension)) \
                   FROM list_pairs p JOIN status_lists l ON l.list = p.revocation ORDER BY p.pair";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut pairs = HashMap::new();
        while let Some(row) = rows.next()? {
            let slug: String = row.get(1)?;
            // One index on both lists of a pair: what is published under it is about one award.
            if row.get(3)? {
                self.report.faults.push(AuditFault::PairBroken { list: slug.clone() });
            }
            pairs.insert(row.get(0)?, (slug, Bitstring::new(row.get::<_, u32>(2)? as usize)));
        }
        Ok(pairs)
    }

    /// Compares every version of every list with what the events up to its last one make.
    pub(super) fn lists(&mut self) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare(VERSIONS)?;
        let mut rows = statement.query([])?;
        let mut versions: Vec<Version> = Vec::new();
        let mut before = 0;
        while let Some(row) = rows.next()? {
            self.report.list_versions += 1;
            let (list, slug, version, event) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(4)?);
            // Of a list, which purpose it has makes no difference here.
            let shows = if row.get(5)? { Shown::Standing } else { Shown::Purpose(Purpose::Revocation) };
            let next = Version { list, slug, version, event, shows };
            let from: i64 = row.get(3)?;
            let last = versions.last().filter(|last| (last.list, last.shows) == (next.list, next.shows));
            if last.is_some() && before >= from {
                self.report.faults.push(AuditFault::ListOrder { list: next.slug.clone(), version: next.version });
            }
            before = from;
            versions.push(next);
        }
        // The sort is stable: versions of one event stay in the order of their lists.
        versions.sort_by_key(|version| version.event);
        let mut all = AllBits::new(self.connection)?;
        for Version { list, slug, version, event, shows } in versions {
            all.advance(self.connection, event)?;
            let sql = match shows {
                Shown::Standing => "SELECT encoded FROM pair_versions WHERE pair = ?1 AND version = ?2",
                Shown::Purpose(_) => "SELECT encoded FROM list_versions WHERE list = ?1 AND version = ?2",
            };
            let encoded: String = self.connection.prepare_cached(sql)?.query_row([list, version], |row| row.get(0))?;
            if lists::encode(&all.of(list, shows)?) != encoded {
                self.fault(AuditFault::ListBits { list: slug, version });
            }
        }
        Ok(())
    }
}

fn is_free(taken: &Bitstring, position: i64) -> bool {
    u64::try_from(position).is_ok_and(|index| taken.get(index) == Ok(false))
}
