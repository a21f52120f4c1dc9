//! Where `issue` puts a batch, as it stands on the command line.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::config::Workspace;
use crate::descriptor::Descriptor;
use crate::issue::{Compression, Null, Output, output_for};

use super::exit::hinted;

/// Where to, and how it is kept.
#[derive(Debug, Clone, Args)]
pub struct OutputArguments {
    /// A folder, an archive whose name ends in .zip or .tar, or `null` to keep no more than a sample
    /// [default: issued/<course>-<edition>.zip in the workspace]
    #[arg(long, value_name = "DIR|FILE.zip|FILE.tar|null")]
    pub out: Option<PathBuf>,
    /// How files are kept in a .zip archive [default: deflate]
    #[arg(long, value_enum)]
    pub compress: Option<Compress>,
}

/// How files are kept in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Compress {
    /// As they are
    Store,
    /// Compressed
    Deflate,
}

impl OutputArguments {
    /// Where it will be, for messages.
    pub fn place(&self, workspace: &Workspace, descriptor: &Descriptor) -> PathBuf {
        match &self.out {
            Some(out) if out != Path::new("null") => out.clone(),
            _ => workspace.root.join("issued").join(format!("{}-{}.zip", descriptor.id, descriptor.edition)),
        }
    }

    /// The output that is meant; nothing is written yet.
    pub fn open(&self, workspace: &Workspace, descriptor: &Descriptor) -> Result<Box<dyn Output>> {
        let own = |ending: &str| {
            let name = format!("{}-{}{ending}.zip", descriptor.id, descriptor.edition);
            workspace.root.join("issued").join(name)
        };
        let compression = match self.compress {
            Some(Compress::Store) => Compression::Store,
            Some(Compress::Deflate) | None => Compression::Deflate,
        };
        let out = match &self.out {
            None => own(""),
            Some(out) if out == Path::new("null") => return Ok(Box::new(Null::new(own("-sample"), compression))),
            Some(out) => out.clone(),
        };
        let is_zip = out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
        if self.compress == Some(Compress::Deflate) && !is_zip {
            return Err(hinted(
                format!("nothing is compressed in {}", out.display()),
                "name an archive that ends in .zip, or leave --compress out",
            ));
        }
        Ok(output_for(&out, compression))
    }
}
