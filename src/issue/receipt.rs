//! The receipt of a batch: row, award id, file, digest, status indices; no learner's data.

use std::io::{self, Write};

use serde_json::json;

use crate::crypto::encoding::to_hex;
use crate::ledger::{AwardRow, Ledger, Rendition, StatusPlace};
use crate::model::ids::AwardId;
use crate::status::Purpose;

/// What was put into the output: the row of this run's list and the award.
pub(super) type Line = (u64, AwardId);

/// The name of an award's file in the output.
pub(super) fn file_name(award: AwardId) -> String {
    format!("{}.elm.jsonld", award.uuid().hyphenated())
}

/// Writes the receipt as CSV.
pub(super) fn csv(to: &mut dyn Write, ledger: &Ledger, lines: &[Line]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    let lists = ["revocation_list", "revocation_index", "suspension_list", "suspension_index"];
    csv.write_record(["row", "award", "file", "sha256"].iter().chain(&lists))?;
    for (row, award) in lines {
        let known = ledger.award(*award).map_err(io::Error::other)?;
        let mut record = vec![row.to_string(), award.to_string(), file_name(*award), digest(&known)?];
        for purpose in Purpose::ALL {
            let place = place(&known, purpose)?;
            record.extend([place.list.clone(), place.index.to_string()]);
        }
        csv.write_record(record)?;
    }
    csv.flush()
}

/// Writes the receipt as a JSON array, one line an award.
pub(super) fn json(to: &mut dyn Write, ledger: &Ledger, lines: &[Line]) -> io::Result<()> {
    to.write_all(b"[")?;
    for (at, (row, award)) in lines.iter().enumerate() {
        let known = ledger.award(*award).map_err(io::Error::other)?;
        let mut status = Vec::new();
        for purpose in Purpose::ALL {
            let place = place(&known, purpose)?;
            status.push(json!({"purpose": purpose.as_str(), "list": place.list, "index": place.index}));
        }
        let entry = json!({
            "row": row,
            "award": award.to_string(),
            "file": file_name(*award),
            "sha256": digest(&known)?,
            "status": status,
        });
        write!(to, "{}\n{entry}", if at == 0 { "" } else { "," })?;
    }
    to.write_all(b"\n]\n")
}

fn digest(known: &AwardRow) -> io::Result<String> {
    let elm = known.renditions.iter().find(|one| one.rendition == Rendition::Elm);
    elm.map(|one| to_hex(&one.digest)).ok_or_else(|| io::Error::other("an award in the output was not sealed"))
}

fn place(known: &AwardRow, purpose: Purpose) -> io::Result<&StatusPlace> {
    let found = known.status.iter().find(|place| place.purpose == purpose);
    found.ok_or_else(|| io::Error::other("an award in the output has no place on a status list"))
}
