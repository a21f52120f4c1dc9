//! `elmseal export --holder`: copies bound to a key; and what a batch would lack for them.

use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Result;

use crate::config::{Workspace, now};
use crate::crypto::sha256;
use crate::issue::{
    BoundFormat, BoundWish, Compression, Holder, IssueError, Preview, SealingKeys, check_published, issue_bound,
    lacking_for_copies, output_for,
};
use crate::jose::Algorithm;
use crate::keys::{KeysError, Role};
use crate::learners::{FaultSummary, Row};
use crate::ledger::{FileKind, Filter};
use crate::limits::DESCRIPTOR_BYTES_MAX;
use crate::model::fault::{Fault, Faults, Place};
use crate::model::slotted::Content;

use super::Common;
use super::exit::{Ending, hinted};
use super::formats::Format;
use super::lists::Source;
use super::office::{Desk, stopped, told};
use super::output::{count, note, say};
use super::{erase, files, key, publish};

/// The forms that are bound to a key, of those that were named.
///
/// # Errors
///
/// When one of them cannot be bound, or none is named.
fn bound(named: &[Format]) -> Result<Vec<BoundFormat>> {
    let mut formats = Vec::new();
    for format in named {
        formats.push(match format {
            Format::SdJwt => BoundFormat::SdJwt,
            Format::Badge => BoundFormat::Badge,
            Format::BadgeJwt => BoundFormat::BadgeJwt,
            Format::Elm | Format::Europass | Format::Pdf | Format::Uploadable => {
                return Err(hinted(
                    "only sd-jwt, badge and badge-jwt are bound to a key",
                    "leave out the other forms, or leave out --holder",
                ));
            }
        });
    }
    if formats.is_empty() {
        return Err(hinted("--holder needs a form", "name one: `--format sd-jwt`"));
    }
    formats.sort_unstable();
    formats.dedup();
    Ok(formats)
}

/// The holder that is named: by a file with a public JWK or a DID in it, or by the DID itself.
fn holder(named: &str) -> Result<Holder> {
    let hint = "name a file with a public JWK, or a did:key or did:jwk; the wallet's owner has it";
    if named.starts_with("did:") {
        return Holder::of_did(named).map_err(|error| hinted(error.to_string(), hint));
    }
    let text = files::read_text(Path::new(named), DESCRIPTOR_BYTES_MAX)?;
    let text = text.trim();
    let found = match serde_json::from_str(text) {
        Ok(jwk) => Holder::of_jwk(&jwk),
        Err(_) => Holder::of_did(text),
    };
    found.map_err(|error| hinted(format!("{named}: {error}"), hint))
}

/// Writes copies bound to a holder's key; the same again writes the same copies.
pub fn export(
    workspace: &Workspace,
    filter: &Filter,
    (named, formats): (&str, &[Format]),
    out: &Path,
    common: &Common,
) -> Result<Ending> {
    let (formats, holder) = (bound(formats)?, holder(named)?);
    let wish = [BoundWish { holder: &holder, request: sha256(b"elmseal export") }];
    let secrets = common.secrets();
    let mut desk = Desk::open(workspace)?;
    let mut awards = Vec::new();
    desk.ledger.list(filter, &mut |row| awards.push(row.award)).map_err(super::office::ledger_told)?;
    let publishing = publish::Keys::unlock_with_seal(&desk, &secrets)?;
    let data_integrity = desk.store.unlock_data_integrity(&secrets).map_err(key::told)?;
    let keys = SealingKeys { data_integrity: &data_integrity, seal: None, publishing: publishing.borrow() };
    let stop = |error| stopped(error, workspace, out);
    check_published(&desk.office(), publishing.borrow()).map_err(stop)?;
    erase::note_written(&mut desk.ledger, FileKind::Output, out)?;
    let mut output = output_for(out, Compression::default());
    let mut made = 0_u64;
    for award in awards {
        for format in &formats {
            let copies = match issue_bound(&mut desk.office(), keys, award, *format, &wish, now()) {
                Err(
                    error @ (IssueError::NotStanding { .. }
                    | IssueError::Erased { .. }
                    | IssueError::NotSealed { .. }
                    | IssueError::Rendition { .. }),
                ) => {
                    note!("no `{}` copy is made: {error}", format.as_str());
                    continue;
                }
                copies => copies.map_err(stop)?,
            };
            for copy in copies {
                output
                    .add(&file_name(award, *format), &Content::Whole(copy))
                    .map_err(IssueError::Output)
                    .map_err(told)?;
                made += 1;
            }
        }
    }
    if made == 0 {
        return Err(hinted(
            "there is nothing to export",
            "what is named above says why; `elmseal list` shows the awards",
        ));
    }
    output.finish().map_err(IssueError::Output).map_err(told)?;
    note!("only whoever has the private key can show such a copy as theirs");
    say!("{} bound to the key, written to {}", count(made, "credential"), out.display());
    Ok(Ending::Done)
}

fn file_name(award: crate::model::ids::AwardId, format: BoundFormat) -> String {
    let ending = match format {
        BoundFormat::SdJwt => "sd-jwt",
        BoundFormat::BadgeJwt => "bound.badge-jwt.jwt",
        BoundFormat::Badge => "bound.badge.json",
    };
    format!("{}.{ending}", award.uuid().hyphenated())
}

/// What a batch lacks so that wallets can have `sd-jwt` copies of it: asked of the first learner, since what the type
/// demands is said by the descriptor, and names every list has. Copies are made later, for a key each.
pub fn check(
    workspace: &Workspace,
    preview: &Preview<'_>,
    source: &Source<'_>,
    descriptor: &Path,
    faults: &mut FaultSummary,
) -> Result<()> {
    let mut found = Faults::new();
    judge_key(workspace, &mut found)?;
    let mut first = None;
    source.read(&mut |row| match row {
        Row::Passed { learner, .. } => {
            first = preview.document(&learner).ok();
            if first.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
        _ => ControlFlow::Continue(()),
    })?;
    let place = Place::File { file: descriptor.to_string_lossy().into_owned() };
    for fault in first.map(|document| lacking_for_copies(&document)).unwrap_or_default() {
        found.push(Fault { place: place.clone(), fix: fault.fix.replace(", and issue a replacement", ""), ..fault });
    }
    faults.extend(found);
    Ok(())
}

/// The key that signs `sd-jwt`: without it, nobody gets one.
fn judge_key(workspace: &Workspace, found: &mut Faults) -> Result<()> {
    let place = Place::File { file: "keys/keys.json".to_owned() };
    match key::store(workspace)?.active(Role::Seal) {
        Ok(record) if record.algorithm == Some(Algorithm::Es256) => {}
        Ok(record) => found.fault(
            "seal-key-kind",
            place,
            format!(
                "the seal key signs with {}, and wallets take ES256",
                record.algorithm.map_or("nothing", Algorithm::name)
            ),
            "import an e-seal with a P-256 key, or leave out the format sd-jwt",
        ),
        Err(KeysError::NoActiveKey { .. }) => found.fault(
            "no-seal-key",
            place,
            "learning credentials for wallets are wanted, and there is no key to seal them with",
            "import the institution's e-seal with `elmseal key import seal`, or leave out the format sd-jwt",
        ),
        Err(error) => return Err(key::told(error)),
    }
    Ok(())
}
