//! `elmseal mail`: letters with links, sent to learners.

use std::fs::File;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use crate::claim::{Letter, LetterAward, letter};
use crate::config::{ClaimSettings, SystemEntropy, Workspace, mail_password, now};
use crate::elm::AwardView;
use crate::issue::sealed_document;
use crate::ledger::{Ledger, LetterFilter, LetterState, Mailing};
use crate::mail::{MailError, MailServer, Sending, send_waiting};
use crate::model::text::Language;
use crate::render::locale::Locale;
use crate::render::visible::Shown;

use super::Common;
use super::exit::{Ending, hinted};
use super::office::{ledger_told_at, open_ledger};
use super::output::{count, note, print_json, say};

/// What is done with letters.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Send what waits; safe to run again, as from a timer
    Send(SendArguments),
    /// List the letters, and what became of them
    List(ListArguments),
}

/// What is sent.
#[derive(Debug, Args)]
pub struct SendArguments {
    /// Only what waits of this batch
    #[arg(long)]
    pub batch: Option<i64>,
    /// The file with the password of the mail server [else ELMSEAL_MAIL_PASSWORD]
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// What is listed.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// Only those of this batch
    #[arg(long)]
    pub batch: Option<i64>,
    /// Only those in this state
    #[arg(long, value_enum)]
    pub state: Option<State>,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum State {
    /// It waits to be sent
    Waiting,
    /// It was being sent when a run was stopped
    Sending,
    /// The mail server took it
    Sent,
    /// It was given up
    Refused,
}

impl From<State> for LetterState {
    fn from(state: State) -> Self {
        match state {
            State::Waiting => Self::Waiting,
            State::Sending => Self::Sending,
            State::Sent => Self::Sent,
            State::Refused => Self::Refused,
        }
    }
}

/// Runs it.
pub fn run(command: &Command, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    match command {
        Command::Send(arguments) => send(&workspace, arguments, common),
        Command::List(arguments) => list(&workspace, arguments, common),
    }
}

fn send(workspace: &Workspace, arguments: &SendArguments, common: &Common) -> Result<Ending> {
    let (Some(settings), Some(claims)) = (&workspace.mail, &workspace.claims) else {
        return Err(hinted(
            "this workspace sends no mail: there is no `[mail]` or no `[claims]` in elmseal.toml",
            "write `[claims]`, and `[mail]` with `host` and `from`: see `docs/claims.md`",
        ));
    };
    let password = mail_password(arguments.password_file.as_deref()).map_err(|error| {
        hinted(error.to_string(), "name the file with --password-file, or set ELMSEAL_MAIL_PASSWORD")
    })?;
    if settings.user.is_some() && password.is_none() {
        return Err(hinted(
            format!(
                "the mail server {} wants a password for `{}`",
                settings.host,
                settings.user.as_deref().unwrap_or_default()
            ),
            "name its file with --password-file, or set ELMSEAL_MAIL_PASSWORD",
        ));
    }
    let path = workspace.ledger();
    if !path.is_file() {
        open_ledger(workspace)?;
    }
    let _alone = alone(workspace)?;
    let mut server = MailServer::new(settings, password).context("the addresses were checked with the settings")?;
    let write = |ledger: &Ledger, mailing: &Mailing| written(ledger, mailing, workspace, claims);
    let sending =
        Sending { ledger: &path, batch: arguments.batch, write: &write, clock: &now, entropy: &mut SystemEntropy };
    let report = send_waiting(sending, &mut server).map_err(|error| match error {
        MailError::Ledger(error) => ledger_told_at(error, &path),
        MailError::NotTaken { .. } => hinted(
            error.to_string(),
            "mend `from`, `user` or the password; then run it again: nobody is written to twice",
        ),
        MailError::Unreachable { .. } => hinted(
            error.to_string(),
            "see to `host`, `port` and `tls` of [mail], and run it again: what waits still waits",
        ),
    })?;
    if common.json {
        print_json(&json!({
            "sent": report.sent, "later": report.later, "refused": report.refused, "uncertain": report.uncertain,
        }));
        return Ok(Ending::Done);
    }
    if report.uncertain > 0 {
        note!(
            "{} of an earlier run that was stopped may have been sent already: they were sent again",
            count(report.uncertain, "letter")
        );
    }
    say!("sent {}", count(report.sent, "mail"));
    if report.later > 0 {
        say!("{} could not be sent now: run this again later", count(report.later, "mail"));
    }
    if report.refused > 0 {
        say!("{} refused for good: `elmseal mail list --state refused` says why", count(report.refused, "mail"));
    }
    Ok(Ending::Done)
}

/// Keeps a second run out: it would take over what this one is sending.
fn alone(workspace: &Workspace) -> Result<File> {
    let path = workspace.root.join("mail.lock");
    let lock = super::files::lock_file(&path)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(_) => Err(hinted("another `elmseal mail send` is at work here", "wait until it has ended")),
    }
}

/// The letter of a mailing.
fn written(
    ledger: &Ledger,
    mailing: &Mailing,
    workspace: &Workspace,
    claims: &ClaimSettings,
) -> Result<Letter, String> {
    let locale = Locale::from_tag(&mailing.contact.language).unwrap_or_default();
    let mut awards = Vec::with_capacity(mailing.links.len());
    for link in &mailing.links {
        let document = sealed_document(ledger, link.award).map_err(|error| error.to_string())?;
        let document = document.ok_or("it is not sealed")?;
        let view = AwardView::read(&document).map_err(|error| error.to_string())?;
        let title = view.title.best(locale.tag()).unwrap_or_default();
        awards.push(LetterAward {
            title: Shown::new(title),
            link: claims.link(link.token.as_str()),
            until: link.expires,
        });
    }
    let names = &workspace.institution.legal_name;
    let named = Language::parse(locale.tag()).ok().and_then(|language| names.get(&language));
    let name = named.or_else(|| names.iter().next().map(|(_, name)| name)).unwrap_or_default();
    Ok(letter(locale, &Shown::new(name), &Shown::new(&mailing.name), &awards))
}

fn list(workspace: &Workspace, arguments: &ListArguments, common: &Common) -> Result<Ending> {
    let ledger = open_ledger(workspace)?;
    let filter = LetterFilter { batch: arguments.batch, state: arguments.state.map(LetterState::from) };
    let letters = ledger.letters(filter)?;
    if common.json {
        let one = |letter: &crate::ledger::LetterRow| {
            json!({
                "letter": letter.letter.get(), "award": letter.award.to_string(), "batch": letter.batch,
                "address": letter.address, "state": letter.state.as_str(), "queued": letter.queued.to_string(),
                "due": letter.due.to_string(), "attempts": letter.attempts,
                "settled": letter.settled.map(|at| at.to_string()), "reason": letter.reason,
            })
        };
        print_json(&json!(letters.iter().map(one).collect::<Vec<_>>()));
        return Ok(Ending::Done);
    }
    for letter in &letters {
        let reason = letter.reason.as_deref().map(|reason| format!("  {reason}")).unwrap_or_default();
        let address = letter.address.as_deref().unwrap_or("–");
        say!("{}  {}  {address}  {}{reason}", letter.award, letter.state.as_str(), letter.queued);
    }
    note!("{}", count(letters.len() as u64, "letter"));
    Ok(Ending::Done)
}
