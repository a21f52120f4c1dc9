//! The receipt of a batch: one line a file, with row, award id, rendition, level, digest, status indices; no learner's
//! data.

use std::io::{self, Write};

use serde_json::json;

use super::Format;
use crate::crypto::encoding::to_hex;
use crate::jose::jades::Level;
use crate::ledger::{AwardRow, Ledger, StatusPlace};
use crate::model::ids::AwardId;
use crate::status::Purpose;

/// What was put into the output.
pub(super) struct Line {
    /// The row of this run's list.
    pub(super) row: u64,
    /// The award.
    pub(super) award: AwardId,
    /// The form.
    pub(super) format: Format,
}

/// What a receipt says of a file.
struct Told {
    digest: String,
    level: Option<String>,
    note: String,
}

/// Writes the receipt as CSV; `wish` is the level that seals were to have.
pub(super) fn csv(to: &mut dyn Write, ledger: &Ledger, lines: &[Line], wish: Option<Level>) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    let lists = ["revocation_list", "revocation_index", "suspension_list", "suspension_index"];
    csv.write_record(["row", "award", "rendition", "file", "sha256", "level", "note"].iter().chain(&lists))?;
    for Line { row, award, format } in lines {
        let known = ledger.award(*award).map_err(io::Error::other)?;
        let Told { digest, level, note } = told(&known, *format, wish)?;
        let (rendition, file) = (format.as_str().to_owned(), format.file_name(*award));
        let level = level.unwrap_or_default();
        let mut record = vec![row.to_string(), award.to_string(), rendition, file, digest, level, note];
        for purpose in Purpose::ALL {
            let place = place(&known, purpose)?;
            record.extend([place.list.clone(), place.index.to_string()]);
        }
        csv.write_record(record)?;
    }
    csv.flush()
}

/// Writes the receipt as a JSON array, one line a file.
pub(super) fn json(to: &mut dyn Write, ledger: &Ledger, lines: &[Line], wish: Option<Level>) -> io::Result<()> {
    to.write_all(b"[")?;
    for (at, Line { row, award, format }) in lines.iter().enumerate() {
        let known = ledger.award(*award).map_err(io::Error::other)?;
        let Told { digest, level, note } = told(&known, *format, wish)?;
        let mut status = Vec::new();
        for purpose in Purpose::ALL {
            let place = place(&known, purpose)?;
            status.push(json!({"purpose": purpose.as_str(), "list": place.list, "index": place.index}));
        }
        let entry = json!({
            "row": row,
            "award": award.to_string(),
            "rendition": format.as_str(),
            "file": format.file_name(*award),
            "sha256": digest,
            "sealed": format.rendition().is_some(),
            "level": level,
            "note": note,
            "status": status,
        });
        write!(to, "{}\n{entry}", if at == 0 { "" } else { "," })?;
    }
    to.write_all(b"\n]\n")
}

fn told(known: &AwardRow, format: Format, wish: Option<Level>) -> io::Result<Told> {
    let missing = || io::Error::other("a file in the output is not in the ledger");
    let Some(rendition) = format.rendition() else {
        let file = known.upload.as_ref().ok_or_else(missing)?;
        let note = "not sealed: have it sealed on Europass; it does not count as issued here".to_owned();
        return Ok(Told { digest: to_hex(&file.digest), level: None, note });
    };
    let sealed = known.renditions.iter().find(|one| one.rendition == rendition).ok_or_else(missing)?;
    let level = sealed.level.as_deref().and_then(Level::from_short_name);
    let short = level.zip(wish).filter(|(level, wish)| level < wish);
    let note = short.map(|(_, wish)| format!("below the wished level {}", letters(wish))).unwrap_or_default();
    Ok(Told { digest: to_hex(&sealed.digest), level: level.map(letters), note })
}

/// A level as people write it.
fn letters(level: Level) -> String {
    level.short_name().to_ascii_uppercase()
}

fn place(known: &AwardRow, purpose: Purpose) -> io::Result<&StatusPlace> {
    let found = known.status.iter().find(|place| place.purpose == purpose);
    found.ok_or_else(|| io::Error::other("an award in the output has no place on a status list"))
}
