//! `elmseal show`, `list`, `export`: what was issued.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use crate::config::{Workspace, now};
use crate::crypto::encoding::to_hex;
use crate::issue::{
    Certified, Compression, Format, Output, Quiet, SealingKeys, Wanted, add_certificates, check_published,
    export as export_awards, export_making, is_lacking, output_for,
};
use crate::ledger::{AwardRow, CopyRow, FileKind, Filter};
use crate::model::time::Timestamp;

use super::Common;
use super::exit::{Ending, hinted};
use super::office::{Desk, award_id, ledger_told, open_ledger, stopped, told};
use super::output::{count, note, print_json, say};
use super::{bound, erase, formats, key, publish};

/// Which award to show.
#[derive(Debug, Args)]
pub struct ShowArguments {
    /// The award: its id, or the name of the file that was issued
    pub award: String,
}

/// Which awards to list.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// Of this batch
    #[arg(long)]
    pub batch: Option<i64>,
    /// Of this descriptor
    #[arg(long)]
    pub descriptor: Option<String>,
    /// Of this edition
    #[arg(long)]
    pub edition: Option<String>,
    /// List batches instead
    #[arg(long)]
    pub batches: bool,
}

/// Which credentials to write out again.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// One award: its id, or the name of the file that was issued
    #[arg(required_unless_present_any = ["batch", "descriptor"])]
    pub award: Option<String>,
    /// All of this batch
    #[arg(long)]
    pub batch: Option<i64>,
    /// All of this descriptor
    #[arg(long)]
    pub descriptor: Option<String>,
    /// Only these forms, several with commas [default: all that there are]
    #[arg(long, value_enum, value_delimiter = ',')]
    pub format: Vec<formats::Format>,
    /// Bind what is exported to this key: a file with a public JWK, or a did:key or did:jwk; of sd-jwt, badge, badge-jwt
    #[arg(long, value_name = "FILE|DID")]
    pub holder: Option<String>,
    /// A folder, or an archive whose name ends in .zip
    #[arg(long, default_value = "export")]
    pub out: PathBuf,
}

/// Shows one award with its events.
pub fn show(arguments: &ShowArguments, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let ledger = open_ledger(&workspace)?;
    let award = award_id(&arguments.award)?;
    let row = ledger.award(award).map_err(ledger_told)?;
    let events = ledger.events(award).map_err(ledger_told)?;
    let shares = ledger.shares(award).map_err(ledger_told)?;
    let copies = ledger.copies(award).map_err(ledger_told)?;
    if common.json {
        let mut answer = row_json(&row);
        answer["events"] = events
            .iter()
            .map(|event| json!({ "change": event.change.as_str(), "at": event.at.to_string(), "reason": event.reason }))
            .collect();
        answer["shared"] = json!(shares.len());
        answer["copies"] = copies.iter().map(copy_json).collect();
        print_json(&answer);
        return Ok(Ending::Done);
    }
    say!("{}", row.award);
    say!(
        "  {} ({}), edition {}",
        row.learner_name.as_deref().unwrap_or("(erased)"),
        row.learner_key.as_deref().unwrap_or("erased"),
        row.edition
    );
    say!("  {} of batch {}, row {}", row.descriptor, row.batch, row.row);
    say!("  issued {}, {}", row.issued, row.state.as_str());
    for one in &row.renditions {
        let level = one
            .level
            .as_ref()
            .map(|level| format!(", sealed at level {}", level.to_ascii_uppercase()))
            .unwrap_or_default();
        say!("  {}{level}", one.rendition.as_str());
    }
    if let Some(file) = &row.upload {
        say!("  for upload to Europass, made {}: not sealed here, and not counted as issued", file.at);
    }
    for copy in &copies {
        let made = if copy.sealed.is_some() { "made" } else { "begun" };
        say!("  {} bound to a holder's key, {made} {}", copy.format.as_str(), copy.created);
        if let Some(place) = &copy.place {
            say!("    entry {} of {}", place.index, place.list);
        }
    }
    for place in &row.status {
        say!("  {}: entry {} of {}", place.purpose, place.index, place.list);
    }
    if let Some(old) = &row.supersedes {
        say!("  replaces {old}");
    }
    if let Some(new) = &row.superseded_by {
        say!("  replaced by {new}");
    }
    for event in &events {
        say!("  {} {}: {}", event.at, event.change.as_str(), event.reason.as_deref().unwrap_or("(erased)"));
    }
    if !shares.is_empty() {
        say!("  shared under {}", count(shares.len() as u64, "link"));
    }
    Ok(Ending::Done)
}

/// Lists awards or batches.
pub fn list(arguments: &ListArguments, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let ledger = open_ledger(&workspace)?;
    if arguments.batches {
        let batches = ledger.batches().map_err(ledger_told)?;
        if common.json {
            let rows = batches.iter().map(|one| {
                json!({ "batch": one.batch, "descriptor": one.descriptor, "edition": one.edition, "title": one.title,
                        "opened": one.opened.to_string(), "awards": one.awards })
            });
            print_json(&rows.collect());
        } else {
            for one in &batches {
                say!(
                    "{:>4}  {}  {:>8}  {} {}  {}",
                    one.batch,
                    one.opened,
                    count(one.awards, "award"),
                    one.descriptor,
                    one.edition,
                    one.title
                );
            }
        }
        return Ok(Ending::Done);
    }
    let filter = Filter {
        award: None,
        batch: arguments.batch,
        descriptor: arguments.descriptor.clone(),
        edition: arguments.edition.clone(),
    };
    let mut number = 0_u64;
    let mut rows = Vec::new();
    ledger
        .list(&filter, &mut |row| {
            number += 1;
            if common.json {
                rows.push(row_json(&row));
            } else {
                let name = row.learner_name.as_deref().unwrap_or("(erased)");
                let (award, state, forms) = (row.award, row.state.as_str(), forms(&row));
                say!("{award}  {state:<10}  {forms:<12}  {:>4}:{:<5}  {name}", row.batch, row.row);
            }
        })
        .map_err(ledger_told)?;
    if common.json {
        print_json(&Value::Array(rows));
    } else {
        say!("{}", count(number, "award"));
    }
    Ok(Ending::Done)
}

/// Writes credentials out again, byte for byte as they left; badges that are asked for are made where there are none yet,
/// and certificates anew, always the same.
pub fn export(arguments: &ExportArguments, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let ledger = open_ledger(&workspace)?;
    let award = arguments.award.as_deref().map(award_id).transpose()?;
    if let Some(award) = award {
        ledger.award(award).map_err(ledger_told)?;
    }
    let filter = Filter { award, batch: arguments.batch, descriptor: arguments.descriptor.clone(), edition: None };
    if let Some(holder) = &arguments.holder {
        drop(ledger);
        return bound::export(&workspace, &filter, (holder, &arguments.format), &arguments.out, common);
    }
    if arguments.format.contains(&formats::Format::SdJwt) {
        return Err(hinted(
            "an sd-jwt is bound to the key of a learner's wallet, and none is named",
            "name it with --holder: a file with the wallet's public JWK, or its did:key or did:jwk",
        ));
    }
    let formats: Vec<Format> = arguments.format.iter().filter_map(|format| format.recorded()).collect();
    let wanted = if arguments.format.is_empty() { Wanted::All } else { Wanted::Only(&formats) };
    erase::note_beside(&workspace.ledger(), FileKind::Output, &arguments.out, None)?;
    let mut output = output_for(&arguments.out, Compression::default());
    let certified = match formats::certificates(&arguments.format, &workspace) {
        Some(certificates) => add_certificates(&ledger, &filter, &certificates, &mut *output).map_err(told)?,
        None => Certified::default(),
    };
    for (award, state) in &certified.withheld {
        note!("{award} is {}: no certificate of it is made", state.as_str());
    }
    for award in &certified.without_source {
        note!("{award} was issued neither as europass nor as elm, so there is nothing that a certificate could carry");
    }
    let files = if is_lacking(&ledger, &filter, &formats).map_err(told)? {
        drop(ledger);
        make(&workspace, &filter, &formats, &mut *output, &arguments.out, common)?
    } else {
        export_awards(&ledger, &filter, wanted, &mut *output).map_err(told)?
    };
    let number = certified.made + files;
    if number == 0 {
        return Err(hinted("there is nothing to export", "`elmseal list` shows the awards; erased ones are gone"));
    }
    say!("{} written to {}", count(number, "credential"), arguments.out.display());
    Ok(Ending::Done)
}

/// Makes the forms that are missing of what was issued, records them, and writes them out.
fn make(
    workspace: &Workspace,
    filter: &Filter,
    formats: &[Format],
    output: &mut dyn Output,
    out: &Path,
    common: &Common,
) -> Result<u64> {
    let secrets = common.secrets();
    let mut desk = Desk::open(workspace)?;
    let publishing = publish::Keys::unlock(&desk, &secrets)?;
    let data_integrity = desk.store.unlock_data_integrity(&secrets).map_err(key::told)?;
    let keys = SealingKeys { data_integrity: &data_integrity, seal: None, publishing: publishing.borrow() };
    let stop = |error| stopped(error, workspace, out);
    check_published(&desk.office(), publishing.borrow()).map_err(stop)?;
    let report = export_making(&mut desk.office(), keys, filter, formats, output, now(), &mut Quiet).map_err(stop)?;
    if report.made > 0 {
        note!("{} made now, and recorded", count(report.made, "rendition"));
    }
    for (award, state) in &report.withheld {
        note!("{award} is {}: no further form of it is made", state.as_str());
    }
    for award in &report.without_source {
        note!("{award} was issued neither as elm nor as europass, so no other form can be made of it");
    }
    Ok(report.files)
}

/// The forms that there are of an award, such as `elm europass:T`; a file for upload in brackets, since it is not issued.
fn forms(row: &AwardRow) -> String {
    let sealed = row.renditions.iter().map(|one| match &one.level {
        Some(level) => format!("{}:{}", one.rendition.as_str(), level.to_ascii_uppercase()),
        None => one.rendition.as_str().to_owned(),
    });
    let forms: Vec<String> = sealed.chain(row.upload.as_ref().map(|_| "(upload)".to_owned())).collect();
    if forms.is_empty() { "unfinished".to_owned() } else { forms.join(" ") }
}

fn copy_json(copy: &CopyRow) -> Value {
    let moment = |at: Option<Timestamp>| at.map(|at| at.to_string());
    json!({
        "format": copy.format.as_str(), "created": copy.created.to_string(), "sealed": moment(copy.sealed),
        "released": moment(copy.released),
        "status": copy.place.as_ref().map(|place| json!({ "list": place.list, "index": place.index })),
    })
}

fn row_json(row: &AwardRow) -> Value {
    let status = row
        .status
        .iter()
        .map(|place| json!({ "purpose": place.purpose.as_str(), "list": place.list, "index": place.index }));
    let renditions = row.renditions.iter().map(|one| {
        json!({
            "rendition": one.rendition.as_str(), "level": one.level, "digest": to_hex(&one.digest),
            "sealed": one.sealed.to_string(), "delivered": one.delivered,
        })
    });
    json!({
        "award": row.award.to_string(),
        "batch": row.batch,
        "descriptor": row.descriptor,
        "edition": row.edition,
        "row": row.row,
        "learner_key": row.learner_key,
        "learner_name": row.learner_name,
        "issued": row.issued.to_string(),
        "state": row.state.as_str(),
        "sealed": !row.renditions.is_empty(),
        "renditions": renditions.collect::<Vec<_>>(),
        "upload": row.upload.as_ref().map(|file| json!({
            "digest": to_hex(&file.digest), "at": file.at.to_string(), "delivered": file.delivered, "sealed": false,
        })),
        "supersedes": row.supersedes.as_ref().map(ToString::to_string),
        "superseded_by": row.superseded_by.as_ref().map(ToString::to_string),
        "status": status.collect::<Vec<_>>(),
    })
}
