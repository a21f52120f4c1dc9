//! `elmseal serve token`: the tokens that let other systems issue.

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use crate::cli::Common;
use crate::cli::exit::{Ending, hinted};
use crate::cli::files;
use crate::cli::output::{note, print_json, say};
use crate::config::{SystemEntropy, Workspace, now};
use crate::issuer::tokens::{Tokens, TokensError};
use crate::limits;

/// What is done with tokens.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a token and show it, this once
    New {
        /// What it is called in the log: the system that gets it
        name: String,
    },
    /// List the names of the tokens
    List,
    /// Make a token void, at once
    Remove {
        /// Its name
        name: String,
    },
}

/// Where the digests of a workspace's tokens lie.
pub fn file(workspace: &Workspace) -> PathBuf {
    workspace.keys().join("tokens.json")
}

/// Runs it.
pub fn run(command: &Command, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let path = file(&workspace);
    let mut tokens = match path.exists() {
        true => Tokens::parse(&files::read(&path, limits::TOKENS_FILE_BYTES_MAX)?).map_err(|error| {
            hinted(format!("{}: {error}", path.display()), "restore it, or delete it and make new tokens")
        })?,
        false => Tokens::default(),
    };
    match command {
        Command::New { name } => {
            let token = tokens.add(name, now(), &mut SystemEntropy).map_err(told)?;
            files::write(&path, format!("{:#}\n", tokens.to_json()).as_bytes())?;
            if common.json {
                print_json(&json!({ "name": name, "token": token }));
            } else {
                say!("{token}");
                note!(
                    "it is not shown again: give it to the system that issues, which sends it as `Authorization: Bearer`"
                );
            }
        }
        Command::List if common.json => print_json(&tokens.to_json()),
        Command::List => {
            for kept in tokens.kept() {
                say!("{}  {}", kept.created, kept.name);
            }
        }
        Command::Remove { name } => {
            tokens.remove(name).map_err(told)?;
            files::write(&path, format!("{:#}\n", tokens.to_json()).as_bytes())?;
            say!("{name} lets nobody in any more");
        }
    }
    Ok(Ending::Done)
}

fn told(error: TokensError) -> anyhow::Error {
    let hint = match &error {
        TokensError::Absent { .. } | TokensError::NameTaken { .. } => {
            "`elmseal serve token list` shows those that there are"
        }
        TokensError::NotAName { .. } => "write letters, digits, `-`, `_` and `.`, such as moodle-1",
        _ => "remove those that nobody uses with `elmseal serve token remove NAME`",
    };
    hinted(error.to_string(), hint)
}
