//! `elmseal esco`: the ESCO classification that the user downloaded, as an index.

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use crate::config;
use crate::limits;
use crate::vocabulary::esco::Index;

use super::Common;
use super::exit::{Ending, hinted};
use super::files;
use super::output::{count, print_json, say};

/// What to do with ESCO.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read ESCO's own download (skills_en.csv) into the workspace
    Import {
        /// The file `skills_en.csv` of ESCO's download
        file: PathBuf,
    },
    /// Search the imported skills by label
    Find {
        /// Words of the label
        text: Vec<String>,
        /// How many to show at most
        #[arg(long, default_value_t = 10)]
        limit: usize,
    },
}

/// Runs it.
pub fn run(command: &Command, common: &Common) -> Result<Ending> {
    let root = common.workspace_folder()?;
    let place = root.join(config::ESCO_INDEX);
    match command {
        Command::Import { file } => {
            let bytes = files::read(file, limits::ESCO_BYTES_MAX)?;
            let index = Index::import(&bytes).map_err(|error| {
                hinted(
                    format!("{}: {error}", file.display()),
                    "take skills_en.csv from the CSV download at esco.ec.europa.eu",
                )
            })?;
            files::write(&place, &index.to_bytes())?;
            say!("{} imported into {}", count(index.len() as u64, "skill"), place.display());
        }
        Command::Find { text, limit } => {
            let Some(index) = read_index(&place)? else {
                return Err(hinted(
                    "no ESCO classification is imported here",
                    "run `elmseal esco import skills_en.csv` with the file of ESCO's CSV download",
                ));
            };
            let hits = index.find(&text.join(" "), *limit);
            if common.json {
                let rows = hits
                    .iter()
                    .map(|hit| json!({"iri": hit.skill.iri, "label": hit.skill.label, "matched": hit.label}));
                print_json(&rows.collect());
            } else {
                for hit in &hits {
                    let also =
                        if hit.label == hit.skill.label { String::new() } else { format!(" (also: {})", hit.label) };
                    say!("{}  {}{also}", hit.skill.iri, hit.skill.label);
                }
                if hits.is_empty() {
                    say!("nothing is like that");
                }
            }
        }
    }
    Ok(Ending::Done)
}

/// The workspace's ESCO index, if one was imported.
pub fn read_index(place: &std::path::Path) -> Result<Option<Index>> {
    if !place.exists() {
        return Ok(None);
    }
    let bytes = files::read(place, limits::ESCO_BYTES_MAX)?;
    let index = Index::from_bytes(&bytes)
        .map_err(|error| hinted(format!("{}: {error}", place.display()), "import ESCO's download again"))?;
    Ok(Some(index))
}
