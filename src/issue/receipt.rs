//! The receipt of a batch: one line a file, with row, award id, rendition, level, digest, status indices, and the link by
//! which the learner comes to the award; no learner's data. Whoever has a receipt with links can open the awards. It is written while the batch goes on, and put into the output at its end.

use std::io::{self, Seek as _, SeekFrom, Write as _};

use serde_json::json;

use super::archive::Output;
use super::{Format, IssueError};
use crate::crypto::encoding::to_hex;
use crate::jose::jades::Level;
use crate::ledger::{ClaimToken, Standing, StatusPlace};
use crate::publish::durable::Nameless;
use crate::status::Purpose;

/// What a receipt says of a file.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    /// The row of this run's list.
    pub(super) row: u64,
    /// The award, with its places on the status lists.
    pub(super) standing: &'a Standing,
    /// The token of its new link, by which its learner comes to it.
    pub(super) claim: Option<&'a ClaimToken>,
    /// The form; `None` of a certificate, which carries one.
    pub(super) format: Option<Format>,
    /// The name of the file.
    pub(super) file: &'a str,
    /// SHA-256 of the file.
    pub(super) digest: &'a [u8; 32],
    /// The level of its seal.
    pub(super) level: Option<Level>,
}

/// The receipts of a batch under way, as CSV and as a JSON array of one line a file.
///
/// They wait in files that have no name, so that memory does not grow with the batch.
pub(super) struct Receipts {
    open: Option<Open>,
    /// What stands before the token in a link, where links are made.
    links: Option<String>,
    /// The level that seals were to have.
    wish: Option<Level>,
}

struct Open {
    csv: csv::Writer<Nameless>,
    json: Nameless,
}

impl Open {
    /// Empty receipts, on the disk of `output`.
    fn new(output: &dyn Output, links: Option<&str>) -> io::Result<Self> {
        let mut csv = csv::Writer::from_writer(output.spool()?);
        let lists = ["revocation_list", "revocation_index", "suspension_list", "suspension_index"];
        let first = ["row", "award", "rendition", "file", "sha256", "level", "note"];
        let link = links.map(|_| "claim");
        csv.write_record(first.iter().chain(&lists).copied().chain(link))?;
        Ok(Self { csv, json: output.spool()? })
    }
}

impl Receipts {
    pub(super) fn new(wish: Option<Level>, links: Option<String>) -> Self {
        Self { open: None, links, wish }
    }

    /// Adds a line for a file of `output`.
    pub(super) fn add(&mut self, output: &dyn Output, line: &Line<'_>) -> io::Result<()> {
        let Line { row, standing, claim, format, file, digest, level } = *line;
        let award = standing.award.to_string();
        let sealed = format.is_some_and(|format| format.rendition().is_some());
        let form = format.map_or("pdf", Format::as_str);
        let note = match format.map(Format::rendition) {
            None => "a certificate, with the sealed file inside: made anew whenever it leaves".to_owned(),
            Some(None) => "not sealed: have it sealed on Europass; it does not count as issued here".to_owned(),
            Some(Some(_)) => {
                let short = level.zip(self.wish).filter(|(level, wish)| level < wish);
                short.map(|(_, wish)| format!("below the wished level {}", letters(wish))).unwrap_or_default()
            }
        };
        let (digest, level) = (to_hex(digest), level.map(letters));
        let mut status = Vec::new();
        let mut record = vec![row.to_string(), award.clone(), form.to_owned(), file.to_owned(), digest.clone()];
        record.extend([level.clone().unwrap_or_default(), note.clone()]);
        for purpose in Purpose::ALL {
            let place = place(standing, purpose)?;
            status.push(json!({"purpose": purpose.as_str(), "list": place.list, "index": place.index}));
            record.extend([place.list.clone(), place.index.to_string()]);
        }
        let claim = self.links.as_ref().map(|prefix| claim.map(|token| format!("{prefix}{}", token.as_str())));
        record.extend(claim.clone().map(Option::unwrap_or_default));
        let mut entry = json!({
            "row": row,
            "award": award,
            "rendition": form,
            "file": file,
            "sha256": digest,
            "sealed": sealed,
            "level": level,
            "note": note,
            "status": status,
        });
        if let Some(claim) = claim {
            entry["claim"] = json!(claim);
        }
        let before = if self.open.is_none() { "[" } else { "," };
        let open = match &mut self.open {
            Some(open) => open,
            none => none.insert(Open::new(output, self.links.as_deref())?),
        };
        open.csv.write_record(record)?;
        write!(open.json, "{before}\n{entry}")
    }

    /// Puts the receipts into the output.
    pub(super) fn put(self, output: &mut dyn Output) -> Result<(), IssueError> {
        self.put_all(output).map_err(IssueError::Output)
    }

    fn put_all(self, output: &mut dyn Output) -> io::Result<()> {
        let Open { csv, mut json } = match self.open {
            Some(open) => open,
            None => Open::new(output, self.links.as_deref())?,
        };
        let csv = csv.into_inner().map_err(csv::IntoInnerError::into_error)?;
        json.write_all(b"\n]\n")?;
        for (name, mut file) in [("receipt.csv", csv), ("receipt.json", json)] {
            let len = file.seek(SeekFrom::End(0))?;
            file.seek(SeekFrom::Start(0))?;
            output.add_long(name, len, &mut file)?;
        }
        Ok(())
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
