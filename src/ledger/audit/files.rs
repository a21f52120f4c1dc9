//! Files: sealed renditions, files for upload, their bytes and their deliveries; and events.

use std::collections::HashSet;

use super::super::events::{State, digest, read};
use super::super::numbers::rendition_of;
use super::super::{LedgerError, frames, renditions, text, time};
use super::{AuditFault, Auditor};
use crate::crypto::log_proof::{LABEL_SEALED, LABEL_STATUS};
use crate::crypto::sha256_of;
use crate::model::ids::AwardId;

const RENDITIONS: &str = "SELECT f.file, a.award, f.digest, b.frame, b.bytes, f.run, d.run, f.leaf, l.hash, s.salt, o.file \
    FROM renditions f JOIN awards a ON a.number = f.file >> 4 LEFT JOIN leaves l ON l.leaf = f.leaf \
    LEFT JOIN salts s ON s.leaf = f.leaf LEFT JOIN sealed b ON b.file = f.file \
    LEFT JOIN recorded o ON o.file = f.file LEFT JOIN deliveries d ON d.file = f.file ORDER BY f.file";
const UPLOADS: &str = "SELECT f.file, a.award, f.digest, b.frame, b.bytes, f.run, d.run FROM uploads f \
    JOIN awards a ON a.number = f.file >> 4 LEFT JOIN upload_files b ON b.file = f.file \
    LEFT JOIN deliveries d ON d.file = f.file ORDER BY f.file";

/// What going over the files needs.
struct Going {
    /// The runs whose outputs were completed.
    delivered: HashSet<i64>,
    frames: frames::Read,
    /// Frames that were changed; they are told once, and not with every file.
    broken: HashSet<i64>,
}

/// A file, and by which runs it was put out.
struct Held {
    award: AwardId,
    form: String,
    runs: [Option<i64>; 2],
}

impl Auditor<'_> {
    pub(super) fn files(&mut self) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare("SELECT run FROM runs WHERE delivered IS NOT NULL")?;
        let delivered = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let broken = self.report.faults.iter().filter_map(|fault| match fault {
            AuditFault::Frame { frame } => Some(*frame),
            _ => None,
        });
        let mut going = Going { delivered, frames: frames::Read::default(), broken: broken.collect() };
        self.renditions(&mut going)?;
        self.uploads(&mut going)?;
        let sql = "SELECT d.file FROM deliveries d LEFT JOIN renditions r USING (file) LEFT JOIN uploads u USING (file) \
                   WHERE r.file IS NULL AND u.file IS NULL ORDER BY d.file";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.report.faults.push(AuditFault::DeliveryUnknown { file: row.get(0)? });
        }
        Ok(())
    }

    fn renditions(&mut self, going: &mut Going) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare(RENDITIONS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.report.sealed += 1;
            let form = rendition_of(row.get(0)?).map_or("unknown", super::super::Rendition::as_str);
            let award = AwardId::from_bytes(row.get(1)?);
            let digest: [u8; 32] = row.get(2)?;
            let bytes: Option<Vec<u8>> = row.get(4)?;
            let agrees = match bytes {
                Some(bytes) => self.agrees(going, row.get(3)?, bytes, &digest)?,
                None => match renditions::bytes_before(self.connection, award, form)? {
                    Some(bytes) => self.agrees(going, None, bytes, &digest)?,
                    None => {
                        self.report.erased += 1;
                        true
                    }
                },
            };
            let (name, rendition) = (|| text(award), || form.to_owned());
            if !agrees {
                self.fault(AuditFault::SealedBytes { award: name(), rendition: rendition() });
            }
            if row.get::<_, Option<i64>>(10)?.is_none() {
                self.fault(AuditFault::NotRecorded { award: name(), rendition: rendition() });
            }
            self.leaf(LABEL_SEALED, row.get(7)?, row.get(8)?, row.get(9)?, &digest)?;
            self.delivery(going, Held { award, form: rendition(), runs: [row.get(5)?, row.get(6)?] });
        }
        Ok(())
    }

    fn uploads(&mut self, going: &mut Going) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare(UPLOADS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.report.uploads += 1;
            let award = AwardId::from_bytes(row.get(1)?);
            let bytes: Option<Vec<u8>> = row.get(4)?;
            if let Some(bytes) = bytes
                && !self.agrees(going, row.get(3)?, bytes, &row.get(2)?)?
            {
                self.fault(AuditFault::UploadBytes { award: text(award) });
            }
            self.delivery(going, Held { award, form: "uploadable".to_owned(), runs: [row.get(5)?, row.get(6)?] });
        }
        Ok(())
    }

    /// Whether stored bytes are those that have `digest`.
    fn agrees(
        &self,
        going: &mut Going,
        frame: Option<i64>,
        bytes: Vec<u8>,
        digest: &[u8; 32],
    ) -> Result<bool, LedgerError> {
        if frame.is_some_and(|frame| going.broken.contains(&frame)) {
            return Ok(true);
        }
        match going.frames.content(self.connection, frame, bytes) {
            Ok(content) => Ok(sha256_of(content.pieces()) == *digest),
            Err(LedgerError::Damaged { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    fn delivery(&mut self, going: &Going, held: Held) {
        let mut runs = held.runs.into_iter().flatten().filter(|run| going.delivered.contains(run));
        match (runs.next(), runs.next()) {
            (None, _) => self.report.undelivered += 1,
            (Some(first), Some(second)) if first != second => {
                self.fault(AuditFault::DeliveredTwice { award: text(held.award), form: held.form });
            }
            _ => {}
        }
    }

    pub(super) fn events(&mut self) -> Result<(), LedgerError> {
        let sql = "SELECT e.event, a.award, e.change, e.at, e.digest, e.leaf, l.hash, s.salt, r.reason FROM events e \
                   JOIN awards a USING (number) LEFT JOIN leaves l ON l.leaf = e.leaf LEFT JOIN salts s ON s.leaf = e.leaf \
                   LEFT JOIN reasons r USING (event) ORDER BY e.number, e.event";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut before: Option<(AwardId, State)> = None;
        while let Some(row) = rows.next()? {
            self.report.events += 1;
            let event: i64 = row.get(0)?;
            let award = AwardId::from_bytes(row.get(1)?);
            let change = read(&row.get::<_, String>(2)?)?;
            let logged: [u8; 32] = row.get(4)?;
            let reason: Option<String> = row.get(8)?;
            if let Some(reason) = reason
                && digest(award, change, time(row.get(3)?)?, &reason) != logged
            {
                self.fault(AuditFault::EventChanged { event });
            }
            let state = before.filter(|(other, _)| *other == award).map(|(_, state)| state).unwrap_or_default();
            before = Some((award, state.after(change).unwrap_or(state)));
            match state.after(change) {
                Some(_) => {}
                None => self.fault(AuditFault::EventImpossible { event, award: text(award) }),
            }
            self.leaf(LABEL_STATUS, row.get(5)?, row.get(6)?, row.get(7)?, &logged)?;
        }
        Ok(())
    }
}
