//! A folder with one file each.

use std::io::{self, Read, Write};
use std::mem;
use std::path::PathBuf;

use super::Output;
use crate::model::slotted::Content;
use crate::publish::durable::{self, Nameless};

/// A folder with one file each; each is there whole or not at all.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    added: bool,
}

impl Folder {
    /// The folder at `dir`; it is made when the first file is added.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), added: false }
    }

    fn write(&mut self, name: &str, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let path = self.dir.join(name);
        // A receipt of an earlier batch stays; a credential of this name has the same bytes.
        let path = if name.starts_with("receipt.") { durable::free_name(&path) } else { path };
        // The same batch writes the same names again, and so over what a killed one left.
        durable::write_alone(&path, fill)?;
        self.added = true;
        Ok(())
    }
}

impl Output for Folder {
    fn add(&mut self, name: &str, content: &Content) -> io::Result<()> {
        self.write(name, |to| content.write_to(to))
    }

    fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()> {
        self.write(name, |to| super::copy(len, from, to))
    }

    fn finish(&mut self) -> io::Result<Option<PathBuf>> {
        let added = mem::take(&mut self.added);
        Ok(added.then(|| self.dir.clone()))
    }

    fn spool(&self) -> io::Result<Nameless> {
        Nameless::beside(&self.dir.join("receipt"))
    }
}
