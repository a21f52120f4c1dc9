//! `elmseal descriptor`: a new descriptor, the form as a workbook, the JSON Schema.

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use crate::descriptor;
use crate::model::text::Language;
use crate::vocabulary::language_concept;

use super::Common;
use super::exit::{Ending, hinted};
use super::files;
use super::output::{print_json, say};

/// What to write.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a commented descriptor to start from, to the file or to standard output
    New {
        /// The file to write; it must not be there yet
        file: Option<PathBuf>,
        /// Write the form as an Excel workbook with drop-down lists
        #[arg(long)]
        xlsx: bool,
        /// The descriptor's language
        #[arg(long, default_value = "en")]
        language: String,
        /// Slug of the awarding institution [default: the workspace's]
        #[arg(long)]
        institution: Option<String>,
    },
    /// Print the JSON Schema of descriptors, for editors
    Schema,
}

/// Runs it.
pub fn run(command: &Command, common: &Common) -> Result<Ending> {
    match command {
        Command::Schema => print_json(&descriptor::schema()),
        Command::New { file, xlsx: true, .. } => {
            let Some(file) = file else {
                return Err(hinted(
                    "a workbook does not go to standard output",
                    "name a file: `elmseal descriptor new --xlsx course.xlsx`",
                ));
            };
            files::write_new(file, &descriptor::xlsx_form())?;
            say!("wrote {}: fill in the form, then run `elmseal check {}`", file.display(), file.display());
        }
        Command::New { file, language, institution, .. } => {
            let language = Language::parse(language)
                .map_err(|error| hinted(error.to_string(), "write a tag such as `en`, `es` or `el`"))?;
            if language_concept(&language).is_none() {
                return Err(hinted(
                    format!("`{language}` is no known language"),
                    "write a tag of ISO 639-1, such as `en`, `es` or `el`",
                ));
            }
            let workspace = if institution.is_some() { None } else { common.workspace_if_any()? };
            let own = workspace.map(|workspace| workspace.institution.slug);
            let slug = institution.clone().or(own).unwrap_or_else(|| "uniovi".to_owned());
            let text = descriptor::template(&language, &slug);
            match file {
                Some(file) => {
                    files::write_new(file, text.as_bytes())?;
                    say!("wrote {}: fill it in, then run `elmseal check {}`", file.display(), file.display());
                }
                None => say!("{}", text.trim_end()),
            }
        }
    }
    Ok(Ending::Done)
}
