//! `elmseal revoke`, `suspend`, `reinstate`: one award, a list of them, or a batch; all or nothing.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::config::{SystemEntropy, now};
use crate::issue::{Selection, change_status};
use crate::ledger::Change;
use crate::limits::DESCRIPTOR_BYTES_MAX;

use super::Common;
use super::exit::{Ending, hinted};
use super::office::{Desk, award_id, told};
use super::output::{count, print_json, say};
use super::{files, publish};

/// Which awards, and why.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Awards: ids, or names of files that were issued
    #[arg(value_name = "AWARD")]
    pub awards: Vec<String>,
    /// A file with one award a line; a receipt will do
    #[arg(long, value_name = "FILE", conflicts_with = "awards")]
    pub from: Option<PathBuf>,
    /// All awards of this batch (see `elmseal list --batches`)
    #[arg(long, conflicts_with_all = ["awards", "from"])]
    pub batch: Option<i64>,
    /// Why; it stays in the ledger and is not published
    #[arg(long, required = true)]
    pub reason: String,
    /// Change the ledger only; `elmseal publish` tells verifiers later
    #[arg(long)]
    pub no_publish: bool,
}

/// What is done to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Lift a suspension.
    Reinstate,
    /// Revoke for good.
    Revoke,
    /// Suspend for now.
    Suspend,
}

impl Act {
    fn change(self) -> Change {
        match self {
            Self::Reinstate => Change::Reinstate,
            Self::Revoke => Change::Revoke,
            Self::Suspend => Change::Suspend,
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Reinstate => "reinstated",
            Self::Revoke => "revoked",
            Self::Suspend => "suspended",
        }
    }
}

/// Runs it.
pub fn run(act: Act, arguments: &Arguments, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let selection = selection(arguments)?;
    let mut desk = Desk::open(&workspace)?;
    // Unlocked first: a change that cannot be published is no surprise afterwards.
    let unlock = || publish::Keys::unlock(&desk, &common.secrets());
    let keys = (!arguments.no_publish).then(unlock).transpose()?;
    let mut entropy = SystemEntropy;
    let changed = change_status(&mut desk.ledger, &selection, act.change(), &arguments.reason, now(), &mut entropy)
        .map_err(told)?;
    if let Some(keys) = &keys {
        publish::run_with(&mut desk, keys)?;
    }
    if common.json {
        let rows = changed.iter().map(
            |one| json!({ "award": one.award.to_string(), "before": one.before.as_str(), "now": one.now.as_str() }),
        );
        print_json(&rows.collect());
    } else {
        let fresh = changed.iter().filter(|one| one.before != one.now).count() as u64;
        say!("{} {}", count(fresh, "award"), act.done());
        if keys.is_some() {
            say!("published: verifiers see it when they read the list again");
        } else {
            say!("not published yet: run `elmseal publish`");
        }
    }
    Ok(Ending::Done)
}

fn selection(arguments: &Arguments) -> Result<Selection> {
    if let Some(batch) = arguments.batch {
        return Ok(Selection::Batch(batch));
    }
    let Some(file) = &arguments.from else {
        return Ok(Selection::Awards(arguments.awards.iter().map(|text| award_id(text)).collect::<Result<_>>()?));
    };
    let text = files::read_text(file, DESCRIPTOR_BYTES_MAX)?;
    let mut awards = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // A receipt has the award in one of its columns, and a header.
        let found = line.split(',').find_map(|cell| award_id(cell.trim().trim_matches('"')).ok());
        match found {
            Some(award) => awards.push(award),
            None if awards.is_empty() && line.contains(',') => {}
            None => {
                return Err(hinted(
                    format!("{}: `{line}` names no award", file.display()),
                    "write one award id a line; nothing was changed",
                ));
            }
        }
    }
    Ok(Selection::Awards(awards))
}
