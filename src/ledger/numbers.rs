//! The fourth migration: awards are known by number, so that rows are appended where they were spread at random, and
//! what is constant in the files of a batch is stored once.
//!
//! Sealed bytes of older ledgers stay where they are, in `sealed_before`: there may be gigabytes of them.

use super::Rendition;

/// By how many bits an award's number is shifted in the number of a file; what is below is the file's form.
const FORM_BITS: u32 = 4;
/// The form of a file for upload, beyond those of renditions.
const UPLOAD_FORM: i64 = 15;

/// The number of a file: that of its award, and its form. `None` stands for the file for upload.
pub(super) fn file(number: i64, rendition: Option<Rendition>) -> i64 {
    number << FORM_BITS | rendition.map_or(UPLOAD_FORM, form)
}

/// The rendition that a file is; `None` of a file for upload, or of a form that this program does not know.
pub(super) fn rendition_of(file: i64) -> Option<Rendition> {
    Rendition::ALL.into_iter().find(|rendition| form(*rendition) == file & UPLOAD_FORM)
}

fn form(rendition: Rendition) -> i64 {
    match rendition {
        Rendition::Elm => 0,
        Rendition::Europass => 1,
        Rendition::Badge => 2,
        Rendition::BadgeJwt => 3,
        // Up to 7 are kept for forms that are made here of an award.
        Rendition::VcRdfc => 8,
        Rendition::VcJcs => 9,
        Rendition::VcJwt => 10,
    }
}

/// Runs with foreign keys off, since tables are replaced by others of the same name; what they say is checked afterwards.
pub(super) const NUMBERS: &str = "
DROP TRIGGER IF EXISTS awards_keep;
DROP TRIGGER IF EXISTS awards_keep_sealed;
DROP TRIGGER IF EXISTS awards_stay;
DROP TRIGGER IF EXISTS recorded_keep;
DROP TRIGGER IF EXISTS recorded_stay;
DROP TRIGGER IF EXISTS renditions_keep;
DROP TRIGGER IF EXISTS renditions_stay;
DROP TRIGGER IF EXISTS renditions_recorded;
DROP TRIGGER IF EXISTS uploads_keep;
DROP TRIGGER IF EXISTS uploads_stay;
DROP TRIGGER IF EXISTS status_entries_keep;
DROP TRIGGER IF EXISTS status_entries_stay;
DROP TRIGGER IF EXISTS events_keep;
DROP TRIGGER IF EXISTS events_stay;
DROP INDEX awards_by_batch;
DROP INDEX shares_by_award;
ALTER TABLE awards RENAME TO names_before;
ALTER TABLE sealed RENAME TO sealed_before;
ALTER TABLE recorded RENAME TO recorded_before;
ALTER TABLE renditions RENAME TO renditions_before;
ALTER TABLE uploads RENAME TO uploads_before;
ALTER TABLE upload_files RENAME TO upload_files_before;
ALTER TABLE deliveries RENAME TO deliveries_before;
ALTER TABLE learners RENAME TO learners_before;
ALTER TABLE shares RENAME TO shares_before;

-- One row an award, in the order in which they came. `key` is the first half of an HMAC of institution, descriptor,
-- edition and learner key, `content` an HMAC of what is certified. `pair` and `position` are its place on two status lists.
-- What stands for a key is the award that no other supersedes.
CREATE TABLE awards (
    number INTEGER PRIMARY KEY,
    award BLOB NOT NULL CHECK (length(award) = 16),
    key BLOB NOT NULL CHECK (length(key) = 16),
    content BLOB NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches,
    row INTEGER NOT NULL,
    issued INTEGER NOT NULL,
    created INTEGER NOT NULL,
    supersedes INTEGER REFERENCES awards,
    pair INTEGER REFERENCES list_pairs,
    position INTEGER CHECK ((position IS NULL) = (pair IS NULL))
) STRICT;
INSERT INTO awards
    SELECT a.rowid, unhex(replace(a.award, '-', '')), substr(a.key, 1, 16), a.content, a.batch, a.row, a.issued, a.created,
           o.rowid, p.pair, p.position
    FROM names_before a LEFT JOIN names_before o ON o.award = a.supersedes
    LEFT JOIN (SELECT r.award, p.pair, r.position FROM list_pairs p JOIN status_entries r ON r.list = p.revocation
               JOIN status_entries s ON s.list = p.suspension AND s.position = r.position AND s.award = r.award) p
    ON p.award = a.award ORDER BY a.rowid;
CREATE UNIQUE INDEX awards_by_award ON awards (award);
CREATE UNIQUE INDEX awards_by_key ON awards (key) WHERE supersedes IS NULL;
CREATE UNIQUE INDEX awards_by_superseded ON awards (supersedes) WHERE supersedes IS NOT NULL;
CREATE UNIQUE INDEX awards_by_place ON awards (pair, position) WHERE pair IS NOT NULL;
CREATE INDEX awards_by_batch ON awards (batch, row);

-- Places on lists that were opened before there were pairs.
CREATE TABLE lone_places (
    list INTEGER NOT NULL REFERENCES status_lists,
    position INTEGER NOT NULL,
    number INTEGER NOT NULL REFERENCES awards,
    purpose TEXT NOT NULL,
    PRIMARY KEY (list, position),
    UNIQUE (number, purpose)
) STRICT, WITHOUT ROWID;
INSERT INTO lone_places
    SELECT e.list, e.position, b.rowid, e.purpose FROM status_entries e JOIN names_before b ON b.award = e.award
    WHERE NOT EXISTS (SELECT 1 FROM awards a JOIN list_pairs p USING (pair) WHERE a.number = b.rowid
                      AND a.position = e.position AND e.list IN (p.revocation, p.suspension));
DROP TABLE status_entries;
DROP TABLE identities;
ALTER TABLE status_lists DROP COLUMN allotted;

-- A file is one form of an award: its number is the award's, four bits up, and the form's.
CREATE TABLE recorded (
    file INTEGER PRIMARY KEY,
    number INTEGER GENERATED ALWAYS AS (file >> 4) VIRTUAL REFERENCES awards,
    digest BLOB NOT NULL
) STRICT;
INSERT INTO recorded (file, digest)
    SELECT b.rowid << 4 | (r.rendition = 'europass'), r.digest FROM recorded_before r JOIN names_before b USING (award)
    ORDER BY 1;
DROP TABLE recorded_before;

-- A run puts files into one output; `delivered` is when that was complete.
CREATE TABLE runs (run INTEGER PRIMARY KEY, began INTEGER NOT NULL, delivered INTEGER) STRICT;
INSERT INTO runs (began, delivered) SELECT DISTINCT at, at FROM deliveries_before ORDER BY at;

CREATE TABLE renditions (
    file INTEGER PRIMARY KEY REFERENCES recorded,
    digest BLOB NOT NULL,
    leaf INTEGER NOT NULL REFERENCES leaves,
    sealed INTEGER NOT NULL,
    level TEXT,
    run INTEGER REFERENCES runs
) STRICT;
INSERT INTO renditions
    SELECT b.rowid << 4 | (r.rendition = 'europass'), r.digest, r.leaf, r.sealed, r.level, n.run
    FROM renditions_before r JOIN names_before b USING (award)
    LEFT JOIN deliveries_before d ON d.award = r.award AND d.rendition = r.rendition AND d.copy = r.copy
    LEFT JOIN runs n ON n.delivered = d.at ORDER BY 1;
CREATE UNIQUE INDEX renditions_by_leaf ON renditions (leaf);
DROP TABLE renditions_before;

CREATE TABLE uploads (
    file INTEGER PRIMARY KEY,
    number INTEGER GENERATED ALWAYS AS (file >> 4) VIRTUAL REFERENCES awards,
    digest BLOB NOT NULL,
    at INTEGER NOT NULL,
    run INTEGER REFERENCES runs
) STRICT;
INSERT INTO uploads (file, digest, at, run)
    SELECT b.rowid << 4 | 15, u.digest, u.at, n.run FROM uploads_before u JOIN names_before b USING (award)
    LEFT JOIN deliveries_before d ON d.award = u.award AND d.rendition = 'uploadable'
    LEFT JOIN runs n ON n.delivered = d.at ORDER BY 1;
DROP TABLE uploads_before;
DROP TABLE deliveries_before;

-- Files that a later run puts out than the one that stored them.
CREATE TABLE deliveries (file INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs) STRICT;

CREATE TABLE events_numbered (
    event INTEGER PRIMARY KEY,
    number INTEGER NOT NULL REFERENCES awards,
    change TEXT NOT NULL CHECK (change IN ('revoke', 'suspend', 'reinstate', 'supersede')),
    at INTEGER NOT NULL,
    digest BLOB NOT NULL,
    leaf INTEGER NOT NULL UNIQUE REFERENCES leaves
) STRICT;
INSERT INTO events_numbered SELECT e.event, b.rowid, e.change, e.at, e.digest, e.leaf
    FROM events e JOIN names_before b USING (award) ORDER BY 1;
DROP TABLE events;
ALTER TABLE events_numbered RENAME TO events;
CREATE INDEX events_by_award ON events (number);

-- The roots of the full subtrees below a checkpoint, so that the log need not be read from its beginning.
ALTER TABLE checkpoints ADD COLUMN subtrees BLOB;

-- What can be traced to a person; erasing deletes from these tables, and from `salts` and `reasons`, alone.
CREATE TABLE learners (number INTEGER PRIMARY KEY REFERENCES awards, key TEXT NOT NULL, name TEXT NOT NULL, seed BLOB) STRICT;
INSERT INTO learners SELECT b.rowid, l.key, l.name, s.seed
    FROM learners_before l JOIN names_before b USING (award) LEFT JOIN seeds s USING (award) ORDER BY 1;
DROP TABLE learners_before;
DROP TABLE seeds;
-- The constant parts of files, each text once; a number is never given again.
CREATE TABLE frames (frame INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL) STRICT;
-- With a frame `bytes` is what stands in its slots, without one all of the file.
CREATE TABLE sealed (
    file INTEGER PRIMARY KEY REFERENCES renditions,
    frame INTEGER REFERENCES frames,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX sealed_by_frame ON sealed (frame);
CREATE TABLE upload_files (
    file INTEGER PRIMARY KEY REFERENCES uploads,
    frame INTEGER REFERENCES frames,
    bytes BLOB NOT NULL
) STRICT;
INSERT INTO upload_files (file, bytes)
    SELECT b.rowid << 4 | 15, f.bytes FROM upload_files_before f JOIN names_before b USING (award) ORDER BY 1;
CREATE INDEX upload_files_by_frame ON upload_files (frame);
DROP TABLE upload_files_before;
CREATE TABLE shares (token_hash BLOB PRIMARY KEY, number INTEGER NOT NULL REFERENCES awards, at INTEGER NOT NULL) STRICT;
INSERT INTO shares SELECT s.token_hash, b.rowid, s.at FROM shares_before s JOIN names_before b USING (award);
CREATE INDEX shares_by_award ON shares (number);
DROP TABLE shares_before;
-- Sealed bytes of older ledgers, by the names that awards had in them.
DROP TABLE names_before;
CREATE TABLE names_before (award TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO names_before SELECT DISTINCT award FROM sealed_before;

CREATE TRIGGER awards_keep BEFORE UPDATE
OF number, award, key, batch, row, issued, created, supersedes, pair, position ON awards
BEGIN SELECT RAISE(ABORT, 'awards are append-only'); END;
CREATE TRIGGER awards_keep_sealed BEFORE UPDATE ON awards
WHEN EXISTS (SELECT 1 FROM renditions r WHERE r.file BETWEEN OLD.number << 4 AND OLD.number << 4 | 15)
OR EXISTS (SELECT 1 FROM uploads u WHERE u.file = OLD.number << 4 | 15)
BEGIN SELECT RAISE(ABORT, 'a sealed award does not change'); END;
CREATE TRIGGER awards_stay BEFORE DELETE ON awards BEGIN SELECT RAISE(ABORT, 'awards are append-only'); END;
CREATE TRIGGER lone_places_keep BEFORE UPDATE ON lone_places
BEGIN SELECT RAISE(ABORT, 'status entries are append-only'); END;
CREATE TRIGGER lone_places_stay BEFORE DELETE ON lone_places
BEGIN SELECT RAISE(ABORT, 'status entries are append-only'); END;
CREATE TRIGGER recorded_keep BEFORE UPDATE ON recorded
WHEN EXISTS (SELECT 1 FROM renditions r WHERE r.file = OLD.file)
BEGIN SELECT RAISE(ABORT, 'a sealed rendition does not change'); END;
CREATE TRIGGER recorded_stay BEFORE DELETE ON recorded BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
CREATE TRIGGER renditions_keep BEFORE UPDATE ON renditions
BEGIN SELECT RAISE(ABORT, 'renditions are append-only'); END;
CREATE TRIGGER renditions_stay BEFORE DELETE ON renditions
BEGIN SELECT RAISE(ABORT, 'renditions are append-only'); END;
CREATE TRIGGER uploads_keep BEFORE UPDATE ON uploads BEGIN SELECT RAISE(ABORT, 'uploads are append-only'); END;
CREATE TRIGGER uploads_stay BEFORE DELETE ON uploads BEGIN SELECT RAISE(ABORT, 'uploads are append-only'); END;
CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER runs_keep BEFORE UPDATE ON runs
WHEN OLD.delivered IS NOT NULL OR NEW.run IS NOT OLD.run OR NEW.began IS NOT OLD.began
BEGIN SELECT RAISE(ABORT, 'a delivered run does not change'); END;
CREATE TRIGGER runs_stay BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'runs are append-only'); END;
CREATE TRIGGER deliveries_keep BEFORE UPDATE ON deliveries
WHEN EXISTS (SELECT 1 FROM runs WHERE run = OLD.run AND delivered IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'what was delivered does not change'); END;
CREATE TRIGGER deliveries_stay BEFORE DELETE ON deliveries
BEGIN SELECT RAISE(ABORT, 'deliveries are append-only'); END;
";
