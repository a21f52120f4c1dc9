//! `elmseal share`, `unshare`: one credential under a link that cannot be guessed.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::config::now;
use crate::issue::{share as share_award, unshare as unshare_award};
use crate::ledger::Rendition;

use super::Common;
use super::exit::Ending;
use super::formats::Sealed;
use super::office::{Desk, award_id, told};
use super::output::{count, note, print_json, say};

/// Which award to share.
#[derive(Debug, Args)]
pub struct ShareArguments {
    /// The award: its id, or the name of the file that was issued
    pub award: String,
    /// The form [default: that of the file that is named, else elm if there is one]
    #[arg(long, value_enum)]
    pub format: Option<Sealed>,
}

/// Which award's links to withdraw.
#[derive(Debug, Args)]
pub struct UnshareArguments {
    /// The award: its id, or the name of the file that was issued
    pub award: String,
}

/// Shares an award. The link is printed once; only its digest is kept.
pub fn share(arguments: &ShareArguments, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let award = award_id(&arguments.award)?;
    let mut desk = Desk::open(&workspace)?;
    let link = share_award(&mut desk.office(), award, form(arguments), now()).map_err(told)?;
    if common.json {
        print_json(&json!({ "award": award.to_string(), "link": link }));
    } else {
        say!("{link}");
        note!("whoever has this link sees the credential; it is shown this once, and `elmseal unshare` withdraws it");
    }
    Ok(Ending::Done)
}

/// The form that is asked for, or that the name of the file says.
fn form(arguments: &ShareArguments) -> Option<Rendition> {
    let named = |ending: &str| arguments.award.ends_with(&format!(".{ending}.jsonld"));
    let of_name = || [Rendition::Elm, Rendition::Europass].into_iter().find(|one| named(one.as_str()));
    arguments.format.map(Rendition::from).or_else(of_name)
}

/// Withdraws all links of an award.
pub fn unshare(arguments: &UnshareArguments, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let award = award_id(&arguments.award)?;
    let mut desk = Desk::open(&workspace)?;
    let number = unshare_award(&mut desk.ledger, &desk.folder, award).map_err(told)?;
    if common.json {
        print_json(&json!({ "award": award.to_string(), "withdrawn": number }));
    } else {
        say!("{} withdrawn", count(number as u64, "link"));
    }
    Ok(Ending::Done)
}
