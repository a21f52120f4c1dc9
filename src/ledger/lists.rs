//! Status lists: places drawn at random, rolled over when a list fills, and the versions that were published.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::awards::StatusPlace;
use super::events::{Change, read};
use super::{Ledger, LedgerError, below, damaged, restored, time};
use crate::crypto::encoding::to_hex;
use crate::crypto::sha256;
use crate::model::entropy::{Entropy, draw};
use crate::model::time::Timestamp;
use crate::status::{Bitstring, Purpose, StatusError};

/// What the ids of documents over both lists of a pair begin with.
const STANDING: &str = "standing-";

/// What a published status list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The bits of one purpose.
    Purpose(Purpose),
    /// The bits of both lists of a pair, in one document: for credentials whose status is one URL with an index.
    Standing,
}

/// A list of which a new version is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueList {
    /// Its number in the ledger, among the lists or among the pairs.
    list: i64,
    /// Its id: what stands between `/status/` and `.json`.
    pub slug: String,
    /// What its bits mean.
    pub shows: Shown,
    /// Since when the next version holds: now, and later than the version before.
    pub valid_from: Timestamp,
}

/// A version of a list that was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListVersion {
    /// The list's id.
    pub slug: String,
    /// Since when it holds.
    pub valid_from: Timestamp,
    /// Until when it holds.
    pub valid_until: Timestamp,
    /// SHA-256 of the sealed document.
    pub digest: [u8; 32],
}

/// The pair of lists on which places are given out, the same index on both; which are taken is read once.
///
/// Lists without a pair are those of ledgers before there were pairs: nothing is added to them.
#[derive(Debug)]
pub(super) struct OpenPair {
    pair: i64,
    /// What the ids of the pair's lists end in.
    drawn: String,
    taken: Bitstring,
    /// How many places are still given out.
    left: u64,
}

/// A place on both lists of a pair.
pub(super) struct Place {
    pub(super) pair: i64,
    pub(super) position: i64,
    pub(super) places: Vec<StatusPlace>,
}

impl OpenPair {
    /// The newest pair, unless it is closed; those before it are full.
    pub(super) fn read(connection: &Connection) -> Result<Option<Self>, LedgerError> {
        let sql = "SELECT p.pair, p.slug, l.entries FROM list_pairs p JOIN status_lists l ON l.list = p.revocation \
                   WHERE p.pair > ?1 ORDER BY p.pair DESC LIMIT 1";
        let closed = restored::closed(connection)?;
        let found: Option<(i64, String, u32)> =
            connection.query_row(sql, [closed], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        let Some((pair, slug, entries)) = found else { return Ok(None) };
        let drawn = slug.strip_prefix(STANDING).ok_or_else(|| damaged(format!("`{slug}` is not the id of a pair")))?;
        let mut open = Self { pair, drawn: drawn.to_owned(), ..Self::of_length(entries as usize) };
        let mut statement = connection.prepare_cached("SELECT position FROM awards WHERE pair = ?1")?;
        let mut rows = statement.query([pair])?;
        while let Some(row) = rows.next()? {
            open.taken.set(u64::from(row.get::<_, u32>(0)?)).map_err(|e| damaged(e.to_string()))?;
            open.left = open.left.saturating_sub(1);
        }
        Ok(Some(open))
    }

    /// Opens a new pair. The number of lists tells how much was issued, so their ids are drawn too.
    pub(super) fn new(connection: &Connection, entries: usize, entropy: &mut dyn Entropy) -> Result<Self, LedgerError> {
        let drawn = to_hex(&draw::<8>(entropy));
        Self::named(connection, drawn, entries)
    }

    /// Opens a pair whose lists' ids end in `drawn`.
    pub(super) fn named(connection: &Connection, drawn: String, entries: usize) -> Result<Self, LedgerError> {
        let new = Self::of_length(entries);
        let stored = i64::try_from(new.taken.entries()).map_err(|_| damaged("a status list is too long"))?;
        let open = |purpose: Purpose| -> Result<i64, LedgerError> {
            let sql = "INSERT INTO status_lists (slug, purpose, entries) VALUES (?1, ?2, ?3)";
            connection.execute(sql, params![format!("{purpose}-{drawn}"), purpose.as_str(), stored])?;
            Ok(connection.last_insert_rowid())
        };
        let (revocation, suspension) = (open(Purpose::Revocation)?, open(Purpose::Suspension)?);
        let sql = "INSERT INTO list_pairs (slug, revocation, suspension) VALUES (?1, ?2, ?3)";
        connection.execute(sql, params![format!("{STANDING}{drawn}"), revocation, suspension])?;
        Ok(Self { pair: connection.last_insert_rowid(), drawn, ..new })
    }

    /// A pair of which no place is taken: whole bytes, and never fewer entries than herd privacy demands. Seven eighths are
    /// given out: beyond that, drawing a free place takes many tries.
    fn of_length(entries: usize) -> Self {
        let taken = Bitstring::new(entries);
        let left = taken.entries() as u64 / 8 * 7;
        Self { pair: 0, drawn: String::new(), taken, left }
    }

    pub(super) fn is_full(&self) -> bool {
        self.left == 0
    }

    /// Draws a free place.
    pub(super) fn draw(&mut self, entropy: &mut dyn Entropy) -> Result<Place, LedgerError> {
        let beyond = |e: StatusError| damaged(e.to_string());
        let mut index = below(self.taken.entries() as u64, entropy);
        while self.taken.get(index).map_err(beyond)? {
            index = below(self.taken.entries() as u64, entropy);
        }
        self.taken.set(index).map_err(beyond)?;
        self.left -= 1;
        let position = i64::try_from(index).map_err(|_| damaged("a status list is too long"))?;
        let list = |purpose: Purpose| format!("{purpose}-{}", self.drawn);
        let places = Purpose::ALL.map(|purpose| StatusPlace { purpose, list: list(purpose), index });
        Ok(Place { pair: self.pair, position, places: places.into() })
    }
}

/// The id of the document over both lists of a pair.
pub(super) fn standing(name: &str) -> String {
    format!("{STANDING}{name}")
}

/// The place of an award in the document over both lists of its pair: the document's id and the index. `None` for an
/// award of a ledger before there were pairs, whose places have different indices.
#[must_use]
pub fn standing_place(places: &[StatusPlace]) -> Option<(String, u64)> {
    let of = |purpose: Purpose| {
        let place = places.iter().find(|place| place.purpose == purpose)?;
        Some((place.list.strip_prefix(purpose.as_str())?.strip_prefix('-')?, place.index))
    };
    let (revocation, suspension) = (of(Purpose::Revocation)?, of(Purpose::Suspension)?);
    (revocation == suspension).then(|| (format!("{STANDING}{}", revocation.0), revocation.1))
}

/// The places of an award, revocation first. `pair` is its place on a pair of lists, with the id of that pair.
pub(super) fn places(
    connection: &Connection,
    number: i64,
    pair: Option<(String, i64)>,
) -> Result<Vec<StatusPlace>, LedgerError> {
    let mut places = Vec::with_capacity(Purpose::ALL.len());
    let index = |position: i64| u64::try_from(position).map_err(|_| damaged("a place on a list is negative"));
    if let Some((slug, position)) = pair {
        let index = index(position)?;
        let drawn = slug.strip_prefix(STANDING).unwrap_or_default();
        let place = |purpose: Purpose| StatusPlace { purpose, list: format!("{purpose}-{drawn}"), index };
        places.extend(Purpose::ALL.map(place));
        return Ok(places);
    }
    let sql = "SELECT e.purpose, l.slug, e.position FROM lone_places e JOIN status_lists l USING (list) \
               WHERE e.number = ?1 ORDER BY e.purpose";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        let purpose = purpose(&row.get::<_, String>(0)?)?;
        places.push(StatusPlace { purpose, list: row.get(1)?, index: index(row.get(2)?)? });
    }
    Ok(places)
}

pub(super) fn purpose(text: &str) -> Result<Purpose, LedgerError> {
    Purpose::parse(text).ok_or_else(|| damaged(format!("`{text}` is not a purpose")))
}

/// The bits of all lists after some event, made of the events in their order, in one go.
#[derive(Debug, Clone)]
pub(super) struct AllBits {
    lists: BTreeMap<i64, (Purpose, Bitstring)>,
    /// The lists of each pair, revocation first.
    pairs: BTreeMap<i64, [i64; 2]>,
    /// The last event that they show.
    event: i64,
}

impl AllBits {
    /// All lists before the first event.
    pub(super) fn new(connection: &Connection) -> Result<Self, LedgerError> {
        let mut all = Self { lists: BTreeMap::new(), pairs: BTreeMap::new(), event: 0 };
        let mut statement = connection.prepare_cached("SELECT list, purpose, entries FROM status_lists")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let bits = Bitstring::new(row.get::<_, u32>(2)? as usize);
            all.lists.insert(row.get(0)?, (purpose(&row.get::<_, String>(1)?)?, bits));
        }
        let mut statement = connection.prepare_cached("SELECT pair, revocation, suspension FROM list_pairs")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            all.pairs.insert(row.get(0)?, [row.get(1)?, row.get(2)?]);
        }
        Ok(all)
    }

    /// Goes on to the events up to and with `event`.
    pub(super) fn advance(&mut self, connection: &Connection, event: i64) -> Result<(), LedgerError> {
        each_event(connection, self.event, event, &mut |one| self.apply(&one))?;
        self.event = self.event.max(event);
        Ok(())
    }

    fn apply(&mut self, event: &PlacedEvent) -> Result<(), LedgerError> {
        let places = event.places.iter().flat_map(|(at, position)| match at {
            At::List(list) => [Some((*list, *position)), None],
            At::Pair(pair) => match self.pairs.get(pair) {
                Some(lists) => lists.map(|list| Some((list, *position))),
                None => [None, None],
            },
        });
        for (list, position) in places.flatten() {
            let Some((purpose, bits)) = self.lists.get_mut(&list) else { continue };
            let index = u64::try_from(position).map_err(|_| damaged("a place on a list is negative"))?;
            match (*purpose, event.change) {
                // A revocation leaves the suspension's bit as it was: the purposes do not touch each other.
                (Purpose::Revocation, Change::Revoke | Change::Supersede) | (Purpose::Suspension, Change::Suspend) => {
                    bits.set(index).map_err(|e| damaged(e.to_string()))?;
                }
                (Purpose::Suspension, Change::Reinstate) => bits.clear(index).map_err(|e| damaged(e.to_string()))?,
                _ => {}
            }
        }
        Ok(())
    }

    fn has(&self, due: &DueList) -> bool {
        match due.shows {
            Shown::Purpose(_) => self.lists.contains_key(&due.list),
            Shown::Standing => self.pairs.contains_key(&due.list),
        }
    }

    /// The bits that a list, or a document over a pair, shows.
    pub(super) fn of(&self, list: i64, shows: Shown) -> Result<Vec<(Purpose, Bitstring)>, LedgerError> {
        let missing = || damaged("a status list is missing");
        let lists = match shows {
            Shown::Purpose(_) => vec![list],
            Shown::Standing => self.pairs.get(&list).ok_or_else(missing)?.to_vec(),
        };
        lists.iter().map(|list| self.lists.get(list).cloned().ok_or_else(missing)).collect()
    }
}

/// An event, with the places of its award.
struct PlacedEvent {
    event: i64,
    change: Change,
    places: Vec<(At, i64)>,
}

/// What a place is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum At {
    List(i64),
    Pair(i64),
}

/// Calls `each` for every event after `after` up to and with `last`, in order.
fn each_event(
    connection: &Connection,
    after: i64,
    last: i64,
    each: &mut dyn FnMut(PlacedEvent) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let sql = "SELECT e.event, e.number, e.change, a.pair, a.position FROM events e CROSS JOIN awards a USING (number) \
               WHERE e.event > ?1 AND e.event <= ?2 ORDER BY e.event";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([after, last])?;
    let sql = "SELECT list, position FROM lone_places WHERE number = ?1";
    let mut lone = connection.prepare_cached(sql)?;
    while let Some(row) = rows.next()? {
        let change = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
        let change = read(change)?;
        let pair: Option<(i64, i64)> = row.get::<_, Option<i64>>(3)?.zip(row.get(4)?);
        let places = match pair {
            Some((pair, position)) => vec![(At::Pair(pair), position)],
            None => {
                let number: i64 = row.get(1)?;
                let found = lone.query_map([number], |row| Ok((At::List(row.get(0)?), row.get(1)?)))?;
                found.collect::<Result<_, _>>()?
            }
        };
        each(PlacedEvent { event: row.get(0)?, change, places })?;
    }
    Ok(())
}

/// Lists and pairs alike: number, id, purpose (of a pair none), and the newest version with the last event that it shows.
const NEWEST: &str = "SELECT l.list, l.slug, l.purpose, v.valid_from, v.valid_until, v.digest, v.event \
    FROM status_lists l LEFT JOIN list_versions v ON v.list = l.list \
    AND v.version = (SELECT max(version) FROM list_versions w WHERE w.list = l.list) \
    UNION ALL \
    SELECT p.pair, p.slug, NULL, v.valid_from, v.valid_until, v.digest, v.event \
    FROM list_pairs p LEFT JOIN pair_versions v ON v.pair = p.pair \
    AND v.version = (SELECT max(version) FROM pair_versions w WHERE w.pair = p.pair)";

/// A row of [`NEWEST`].
struct Newest {
    list: i64,
    slug: String,
    shows: Shown,
    version: Option<NewestVersion>,
}

/// The newest version of a list.
struct NewestVersion {
    from: i64,
    until: i64,
    digest: [u8; 32],
    event: i64,
}

impl Newest {
    fn read(row: &Row<'_>) -> Result<Self, LedgerError> {
        let named: Option<String> = row.get(2)?;
        let shows = named.map_or(Ok(Shown::Standing), |text| purpose(&text).map(Shown::Purpose))?;
        let from: Option<i64> = row.get(3)?;
        let read = |from| -> Result<_, rusqlite::Error> {
            Ok(NewestVersion { from, until: row.get(4)?, digest: row.get(5)?, event: row.get(6)? })
        };
        let version = from.map(read).transpose()?;
        Ok(Self { list: row.get(0)?, slug: row.get(1)?, shows, version })
    }

    /// Never published, changed since, or past half of its validity. `last` are the last events of lists and pairs.
    fn is_due(&self, now: Timestamp, last: &HashMap<At, i64>) -> bool {
        let at = match self.shows {
            Shown::Purpose(_) => At::List(self.list),
            Shown::Standing => At::Pair(self.list),
        };
        let last = last.get(&at).copied().unwrap_or(0);
        self.version.as_ref().is_none_or(|it| last > it.event || now.unix() >= it.from + (it.until - it.from) / 2)
    }

    fn next(self, now: Timestamp) -> Result<DueList, LedgerError> {
        let valid_from = self.version.map_or(Ok(now), |it| time(now.unix().max(it.from + 1)))?;
        Ok(DueList { list: self.list, slug: self.slug, shows: self.shows, valid_from })
    }
}

impl Ledger {
    fn newest(&self) -> Result<Vec<Newest>, LedgerError> {
        let mut statement = self.connection.prepare_cached(NEWEST)?;
        let mut rows = statement.query([])?;
        let mut newest = Vec::new();
        while let Some(row) = rows.next()? {
            newest.push(Newest::read(row)?);
        }
        Ok(newest)
    }

    /// The lists of which a new version is due: never published, changed since, or past half of their validity. The two
    /// lists of a pair and the document over them change together.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn due_lists(&self, now: Timestamp) -> Result<Vec<DueList>, LedgerError> {
        let newest = self.newest()?;
        let shown = newest.iter().filter_map(|list| list.version.as_ref().map(|version| version.event)).min();
        let last = self.last_events(shown.unwrap_or(i64::MAX))?;
        newest.into_iter().filter(|list| list.is_due(now, &last)).map(|list| list.next(now)).collect()
    }

    /// The last of the events after `after` of each list and pair that has one.
    fn last_events(&self, after: i64) -> Result<HashMap<At, i64>, LedgerError> {
        let connection = &self.connection;
        let pairs = AllBits::new(connection)?.pairs;
        let mut last = HashMap::new();
        each_event(connection, after, i64::MAX, &mut |one| {
            for (at, _) in one.places {
                last.insert(at, one.event);
                if let At::Pair(pair) = at {
                    last.extend(pairs.get(&pair).into_iter().flatten().map(|list| (At::List(*list), one.event)));
                }
            }
            Ok(())
        })?;
        Ok(last)
    }

    /// The next version of a list, whether or not it is due; `None` when there is no such list.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn next_version(&self, slug: &str, now: Timestamp) -> Result<Option<DueList>, LedgerError> {
        self.newest()?.into_iter().find(|list| list.slug == slug).map(|list| list.next(now)).transpose()
    }

    /// The present bits that a list shows, and the last event that they show.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn list_bits(&self, due: &DueList) -> Result<(Vec<(Purpose, Bitstring)>, i64), LedgerError> {
        let event: i64 =
            self.connection.query_row("SELECT coalesce(max(event), 0) FROM events", [], |row| row.get(0))?;
        let mut known = self.known.bits.borrow_mut();
        // Of lists that were opened since, what is known says nothing.
        let all = match known.take().filter(|all| all.event <= event && all.has(due)) {
            Some(all) => known.insert(all),
            None => known.insert(AllBits::new(&self.connection)?),
        };
        all.advance(&self.connection, event)?;
        Ok((all.of(due.list, due.shows)?, event))
    }

    /// Keeps a sealed version of a list, before it is published.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn keep_list_version(
        &mut self,
        due: &DueList,
        valid_until: Timestamp,
        event: i64,
        bits: &[(Purpose, Bitstring)],
        sealed: &[u8],
    ) -> Result<(), LedgerError> {
        let sql = match due.shows {
            Shown::Purpose(_) => {
                "INSERT INTO list_versions (list, version, valid_from, valid_until, event, encoded, digest) \
                 SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM list_versions WHERE list = ?1"
            }
            Shown::Standing => {
                "INSERT INTO pair_versions (pair, version, valid_from, valid_until, event, encoded, digest) \
                 SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM pair_versions WHERE pair = ?1"
            }
        };
        let digest = sha256(sealed);
        let (from, until) = (due.valid_from.unix(), valid_until.unix());
        self.connection.execute(sql, params![due.list, from, until, event, encode(bits), digest.as_slice()])?;
        Ok(())
    }

    /// The newest version of every list that has one.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn list_versions(&self) -> Result<Vec<ListVersion>, LedgerError> {
        let kept = self.newest()?.into_iter().filter_map(|list| Some((list.slug, list.version?)));
        kept.map(|(slug, NewestVersion { from, until, digest, .. })| {
            Ok(ListVersion { slug, valid_from: time(from)?, valid_until: time(until)?, digest })
        })
        .collect()
    }
}

/// The bits of a version as the ledger keeps them: the encoded lists, with spaces between them.
pub(super) fn encode(bits: &[(Purpose, Bitstring)]) -> String {
    bits.iter().map(|(_, bits)| bits.encode()).collect::<Vec<_>>().join(" ")
}
