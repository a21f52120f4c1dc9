//! The command line: one file a subcommand.
//!
//! It reads arguments, opens the workspace, hands bytes, time and randomness to the rooms that do the work, and prints
//! what they say. It decides nothing about credentials.

mod archives;
mod backup;
mod bench;
mod bound;
mod check;
mod claim;
mod demo;
mod descriptor;
mod destination;
pub mod doctor;
mod erase;
mod erase_mentions;
mod esco;
mod exit;
mod files;
mod formats;
mod in_order;
mod init;
mod issue;
mod key;
mod ledger;
mod lists;
mod mail;
mod office;
mod output;
mod progress;
mod publish;
mod report;
mod sealing;
mod serve;
mod share;
mod show;
mod standing;
mod trust;
mod verify;

pub use exit::Ending;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::config::{AskedSecrets, ConfigError, PassphraseError, PassphraseSource, Workspace};
use crate::keys::Passphrase;
use exit::{hinted, print_error, print_failed};
use progress::Audience;

/// Issues micro-credentials as sealed European Learning Model credentials, and verifies them.
#[derive(Debug, Parser)]
#[command(name = "elmseal", version, propagate_version = true)]
struct Program {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Debug, Clone, Default, Args)]
pub struct Common {
    /// The workspace [default: the folder with elmseal.toml here or above]
    #[arg(long, short = 'w', global = true, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// Print JSON for machines
    #[arg(long, global = true)]
    pub json: bool,
    /// Read the keys' passphrase from this file [else: ELMSEAL_PASSPHRASE, else a prompt]
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Read the PIN of the token with the keys from this file [else: ELMSEAL_PIN, else a prompt]
    #[arg(long, global = true, value_name = "FILE")]
    pub pin_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a workspace: elmseal.toml, keys, trust list, example descriptors and learner lists
    Init(init::Arguments),
    /// Measure what issuing a large batch takes on this machine
    Bench(bench::Arguments),
    /// Show the whole story on this machine: issue, serve, verify
    Demo(demo::Arguments),
    /// Say what would be wrong with a descriptor and a learner list, before any key is touched
    Check(check::Arguments),
    /// Check, then issue; safe to run again
    Issue(issue::Arguments),
    /// Verify one credential or many: files, https addresses, or - for standard input
    Verify(verify::Arguments),
    /// Check verification reports that were kept
    #[command(subcommand)]
    Report(report::Command),
    /// Revoke awards for good
    Revoke(standing::Arguments),
    /// Suspend awards for now
    Suspend(standing::Arguments),
    /// Lift the suspension of awards
    Reinstate(standing::Arguments),
    /// Remove what the ledger, its archives and its links have of a learner
    Erase(erase::Arguments),
    /// Show one award
    Show(show::ShowArguments),
    /// List what was issued
    List(show::ListArguments),
    /// Write a sealed credential out again
    Export(show::ExportArguments),
    /// Publish one credential under an unguessable link
    Share(share::ShareArguments),
    /// Links by which learners come to their awards
    #[command(subcommand)]
    Claim(claim::Command),
    /// Letters with these links
    #[command(subcommand)]
    Mail(mail::Command),
    /// Withdraw the links of one credential
    Unshare(share::UnshareArguments),
    /// Sign again what is due and publish it: status lists, checkpoint, DID document (for cron)
    Publish,
    /// Make, list and rotate keys
    #[command(subcommand)]
    Key(key::Command),
    /// Keep and sign an alliance's list of who may issue what
    #[command(subcommand)]
    Trust(trust::Command),
    /// Import and search the ESCO classification
    #[command(subcommand)]
    Esco(esco::Command),
    /// Write a new descriptor, the Excel form, or the JSON Schema
    #[command(subcommand)]
    Descriptor(descriptor::Command),
    /// Audit the ledger, copy it and put a copy back, or write the proof that it contains an award
    #[command(subcommand)]
    Ledger(ledger::Command),
    /// Say whether the workspace is in order: settings, keys, certificate, time stamps, what is published, lists
    Doctor(doctor::Arguments),
    /// Serve over HTTP: the public page that verifies, and what is published
    Serve(Box<serve::Arguments>),
}

/// Runs the program with its arguments; the first is its own name.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let program = match Program::try_parse_from(arguments) {
        Ok(program) => program,
        Err(error) => {
            // A closed standard output is no reason to fail twice.
            let _ = error.print();
            let asked_for =
                matches!(error.kind(), clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion);
            return if asked_for { Ending::Done } else { Ending::Fault }.code();
        }
    };
    let common = &program.common;
    let result = match &program.command {
        Command::Init(arguments) => init::run(arguments, common),
        Command::Bench(arguments) => bench::run(arguments, common),
        Command::Demo(arguments) => demo::run(arguments, common),
        Command::Check(arguments) => check::run(arguments, common),
        Command::Issue(arguments) => issue::run(arguments, common),
        Command::Verify(arguments) => verify::run(arguments, common),
        Command::Report(command) => report::run(command, common),
        Command::Revoke(arguments) => standing::run(standing::Act::Revoke, arguments, common),
        Command::Suspend(arguments) => standing::run(standing::Act::Suspend, arguments, common),
        Command::Reinstate(arguments) => standing::run(standing::Act::Reinstate, arguments, common),
        Command::Erase(arguments) => erase::run(arguments, common),
        Command::Show(arguments) => show::show(arguments, common),
        Command::List(arguments) => show::list(arguments, common),
        Command::Export(arguments) => show::export(arguments, common),
        Command::Claim(command) => claim::run(command, common),
        Command::Mail(command) => mail::run(command, common),
        Command::Share(arguments) => share::share(arguments, common),
        Command::Unshare(arguments) => share::unshare(arguments, common),
        Command::Publish => publish::run(common),
        Command::Key(command) => key::run(command, common),
        Command::Trust(command) => trust::run(command, common),
        Command::Esco(command) => esco::run(command, common),
        Command::Descriptor(command) => descriptor::run(command, common),
        Command::Ledger(command) => ledger::run(command, common),
        Command::Doctor(arguments) => doctor::run(arguments, common),
        Command::Serve(arguments) => serve::run(arguments, common),
    };
    match result {
        Ok(ending) => ending.code(),
        Err(error) => {
            if common.json && matches!(program.command, Command::Check(_) | Command::Issue(_)) {
                print_failed(&error);
            }
            print_error(&error);
            Ending::Fault.code()
        }
    }
}

impl Common {
    /// The workspace's folder: the one that was named, or the one around where we stand.
    fn workspace_folder(&self) -> Result<PathBuf> {
        if let Some(folder) = &self.workspace {
            return Ok(folder.clone());
        }
        let here = std::env::current_dir()?;
        Workspace::find(&here).ok_or_else(|| {
            hinted(
                "there is no workspace here",
                "go into one, name one with --workspace DIR, or make one with `elmseal init DIR`",
            )
        })
    }

    /// Opens the workspace, with all its faults as one error.
    fn open_workspace(&self) -> Result<Workspace> {
        open_workspace(&self.workspace_folder()?)
    }

    /// The workspace around where we stand, if there is one.
    fn workspace_if_any(&self) -> Result<Option<Workspace>> {
        match (&self.workspace, std::env::current_dir()) {
            (Some(folder), _) => open_workspace(folder).map(Some),
            (None, Ok(here)) => Workspace::find(&here).map(|folder| open_workspace(&folder)).transpose(),
            (None, Err(_)) => Ok(None),
        }
    }

    /// The secrets of keys that exist, each asked for when a key needs it.
    fn secrets(&self) -> AskedSecrets {
        AskedSecrets::new(self.passphrase_file.as_deref(), self.pin_file.as_deref())
    }

    /// Who looks on while the command works.
    fn audience(&self) -> Audience {
        if self.json { Audience::Machines } else { Audience::People }
    }

    /// A passphrase for new keys.
    fn new_passphrase(&self) -> Result<Passphrase> {
        PassphraseSource::new(self.passphrase_file.as_deref()).read_new().map_err(no_passphrase)
    }
}

fn no_passphrase(error: PassphraseError) -> anyhow::Error {
    let hint = match &error {
        PassphraseError::Different => "run it again",
        PassphraseError::Empty => "keys are never written without one; choose one that is long",
        PassphraseError::NobodyToAskForPassword { .. } => {
            "put it into a file that only you can read and name that with --password-file, or set ELMSEAL_IMPORT_PASSWORD"
        }
        PassphraseError::NobodyToAskForPin { .. } => {
            "put it into a file that only you can read and name that with --pin-file, or set ELMSEAL_PIN"
        }
        _ => {
            "put it into a file that only you can read and name that with --passphrase-file, or set ELMSEAL_PASSPHRASE"
        }
    };
    hinted(error.to_string(), hint)
}

fn open_workspace(folder: &Path) -> Result<Workspace> {
    Workspace::open(folder).map_err(|error| match error {
        ConfigError::Faults { faults, root } => {
            let mut summary = crate::learners::FaultSummary::default();
            summary.extend(faults);
            output::print_faults(&summary);
            hinted(format!("the workspace {} has faults", root.display()), "mend what is named above")
        }
        ConfigError::Missing { path } => hinted(
            format!("there is no elmseal.toml in {}", path.display()),
            "make a workspace with `elmseal init DIR`",
        ),
        other => other.into(),
    })
}
