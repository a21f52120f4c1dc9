//! Descriptor and learner list as `check` and `issue` read them: twice if need be, never as a whole in memory.

use std::fs::File;
use std::io::BufReader;
use std::mem;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::config::{Workspace, now};
use crate::descriptor::{self, Descriptor, Sources};
use crate::learners::{Context, FaultSummary, Learner, Mapping, Reading, Row, read};
use crate::limits::DESCRIPTOR_BYTES_MAX;
use crate::model::time::Timestamp;

use super::esco::read_index;
use super::exit::hinted;
use super::files;

/// A learner list and how it is read.
#[derive(Debug, Clone, Default, Args)]
pub struct ListArguments {
    /// What the list's columns mean, where their names do not say it (TOML)
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Day of the award where the list has none, such as 2026-06-30 [default: today]
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
}

/// Reads a descriptor against the workspace.
pub fn read_descriptor(workspace: &Workspace, path: &Path, faults: &mut FaultSummary) -> Result<Option<Descriptor>> {
    let bytes = files::read(path, DESCRIPTOR_BYTES_MAX)?;
    let esco = read_index(&workspace.esco_index())?;
    let sources =
        Sources { institutions: &workspace.institutions, rule_sets: &workspace.rule_sets, esco: esco.as_ref() };
    let (descriptor, found) = descriptor::read(&path.to_string_lossy(), &bytes, &sources);
    faults.extend(found);
    Ok(descriptor)
}

/// A learner list that can be read again and again.
pub struct Source<'a> {
    path: &'a Path,
    name: String,
    descriptor: &'a Descriptor,
    mapping: Option<Mapping>,
    time_zone: &'a str,
    today: jiff::civil::Date,
}

impl<'a> Source<'a> {
    /// The list at `path`; a faulty mapping is among the faults.
    pub fn new(
        workspace: &'a Workspace,
        descriptor: &'a Descriptor,
        path: &'a Path,
        arguments: &ListArguments,
        faults: &mut FaultSummary,
    ) -> Result<Self> {
        let mapping = match &arguments.mapping {
            None => None,
            Some(file) => {
                let text = files::read_text(file, DESCRIPTOR_BYTES_MAX)?;
                let (mapping, found) = Mapping::read(&file.to_string_lossy(), &text);
                faults.extend(found);
                mapping
            }
        };
        let time_zone = workspace.institution.time_zone.as_str();
        let zone = descriptor::time_zone(time_zone).context("the institution's time zone was checked")?;
        let today = now().to_jiff().to_zoned(zone).date();
        Ok(Self { path, name: path.to_string_lossy().into_owned(), descriptor, mapping, time_zone, today })
    }

    /// The list's name as it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the list once, row by row.
    pub fn read(&self, each: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<Reading> {
        let file = self.open()?;
        Ok(self.read_from(file, each))
    }

    /// Opens the list, to be [read](Self::read_from) on another thread.
    pub fn open(&self) -> Result<File> {
        files::open(self.path)
    }

    /// Reads the opened list, row by row.
    pub fn read_from(&self, file: File, each: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Reading {
        let context = Context {
            file_name: &self.name,
            descriptor: self.descriptor,
            mapping: self.mapping.as_ref(),
            time_zone: self.time_zone,
            today: self.today,
        };
        read(BufReader::new(file), &context, each)
    }

    /// Reads the list once more on a thread of its own and hands `work` the learners who passed, in order.
    ///
    /// A few wait in between, so that memory does not grow with the list; they are handed over several at a time, since
    /// each time costs more than reading a row.
    pub fn with_learners<T>(&self, work: impl FnOnce(&mut (dyn Iterator<Item = Learner> + Send)) -> T) -> Result<T> {
        const AT_A_TIME: usize = 64;
        const WAITING_MAX: usize = 4;
        let file = self.open()?;
        Ok(std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(WAITING_MAX);
            scope.spawn(move || {
                let mut some = Vec::with_capacity(AT_A_TIME);
                self.read_from(file, &mut |row| {
                    let Row::Passed { learner, .. } = row else { return ControlFlow::Continue(()) };
                    some.push(*learner);
                    if some.len() < AT_A_TIME {
                        return ControlFlow::Continue(());
                    }
                    match sender.send(mem::replace(&mut some, Vec::with_capacity(AT_A_TIME))) {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(_) => ControlFlow::Break(()),
                    }
                });
                // Nobody may be there any more who wants them.
                let _ = sender.send(some);
            });
            let mut learners = receiver.into_iter().flatten();
            work(&mut learners)
        }))
    }
}

/// The time of the award for rows that have none: now, or the beginning of the day that was given.
pub fn issued(workspace: &Workspace, date: Option<&str>) -> Result<Timestamp> {
    let Some(text) = date else { return Ok(now()) };
    let fault =
        |why: &str| hinted(format!("the date `{text}` {why}"), "write it as year-month-day, such as 2026-06-30");
    if let Ok(at) = Timestamp::parse(text) {
        return if at <= now() { Ok(at) } else { Err(fault("lies in the future")) };
    }
    let day: jiff::civil::Date = text.parse().map_err(|_| fault("is not a day"))?;
    let zone =
        descriptor::time_zone(&workspace.institution.time_zone).context("the institution's time zone was checked")?;
    let at = Timestamp::from_jiff(day.to_zoned(zone).context("the day has a beginning")?.timestamp());
    if at <= now() { Ok(at) } else { Err(fault("lies in the future")) }
}
