//! The receipt of a batch: one line a file, with row, award id, rendition, level, digest, status indices; no learner's
//! data. It is written while the batch goes on, and put into the output at its end.

use std::io::{self, Write as _};

use serde_json::json;

use super::archive::Output;
use super::{Format, IssueError};
use crate::crypto::encoding::to_hex;
use crate::jose::jades::Level;
use crate::ledger::{Standing, StatusPlace};
use crate::model::slotted::Content;
use crate::status::Purpose;

/// What a receipt says of a file.
pub(super) struct Line<'a> {
    /// The row of this run's list.
    pub(super) row: u64,
    /// The award, with its places on the status lists.
    pub(super) standing: &'a Standing,
    /// The form.
    pub(super) format: Format,
    /// SHA-256 of the file.
    pub(super) digest: &'a [u8; 32],
    /// The level of its seal.
    pub(super) level: Option<Level>,
}

/// The receipts of a batch under way, as CSV and as a JSON array of one line a file.
pub(super) struct Receipts {
    csv: csv::Writer<Vec<u8>>,
    json: Vec<u8>,
    /// The level that seals were to have.
    wish: Option<Level>,
    files: u64,
}

impl Receipts {
    pub(super) fn new(wish: Option<Level>) -> Self {
        Self { csv: csv::Writer::from_writer(Vec::new()), json: Vec::new(), wish, files: 0 }
    }

    /// Adds a line.
    pub(super) fn add(&mut self, line: &Line<'_>) -> io::Result<()> {
        let Line { row, standing, format, digest, level } = *line;
        let (award, file) = (standing.award.to_string(), format.file_name(standing.award));
        let note = match format.rendition() {
            None => "not sealed: have it sealed on Europass; it does not count as issued here".to_owned(),
            Some(_) => {
                let short = level.zip(self.wish).filter(|(level, wish)| level < wish);
                short.map(|(_, wish)| format!("below the wished level {}", letters(wish))).unwrap_or_default()
            }
        };
        let (digest, level) = (to_hex(digest), level.map(letters));
        let mut status = Vec::new();
        let mut record = vec![row.to_string(), award.clone(), format.as_str().to_owned(), file.clone(), digest.clone()];
        record.extend([level.clone().unwrap_or_default(), note.clone()]);
        for purpose in Purpose::ALL {
            let place = place(standing, purpose)?;
            status.push(json!({"purpose": purpose.as_str(), "list": place.list, "index": place.index}));
            record.extend([place.list.clone(), place.index.to_string()]);
        }
        if self.files == 0 {
            let lists = ["revocation_list", "revocation_index", "suspension_list", "suspension_index"];
            let first = ["row", "award", "rendition", "file", "sha256", "level", "note"];
            self.csv.write_record(first.iter().chain(&lists))?;
        }
        self.csv.write_record(record)?;
        let entry = json!({
            "row": row,
            "award": award,
            "rendition": format.as_str(),
            "file": file,
            "sha256": digest,
            "sealed": format.rendition().is_some(),
            "level": level,
            "note": note,
            "status": status,
        });
        write!(self.json, "{}\n{entry}", if self.files == 0 { "[" } else { "," })?;
        self.files += 1;
        Ok(())
    }

    /// Puts the receipts into the output.
    pub(super) fn put(self, output: &mut dyn Output) -> Result<(), IssueError> {
        let Self { csv, mut json, .. } = self;
        let csv = csv.into_inner().map_err(|e| IssueError::Output(e.into_error()))?;
        json.extend(b"\n]\n");
        output.add("receipt.csv", &Content::Whole(csv)).map_err(IssueError::Output)?;
        output.add("receipt.json", &Content::Whole(json)).map_err(IssueError::Output)
    }
}

/// A level as people write it.
fn letters(level: Level) -> String {
    level.short_name().to_ascii_uppercase()
}

fn place(standing: &Standing, purpose: Purpose) -> io::Result<&StatusPlace> {
    let found = standing.status.iter().find(|place| place.purpose == purpose);
    found.ok_or_else(|| io::Error::other("an award in the output has no place on a status list"))
}
