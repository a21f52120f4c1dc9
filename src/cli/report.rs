//! `elmseal report`: verification reports that were kept.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::crypto::VerifyingKey;
use crate::fetch::Purpose;
use crate::limits;
use crate::model::ids::Did;
use crate::model::time::Timestamp;
use crate::record::{RecordError, SignedRecord, VerifiedRecord};
use crate::render::visible::Shown;
use crate::trust::did::{DidDocument, VerificationMethod, did_web_url};

use super::Common;
use super::exit::{Ending, hinted};
use super::files;
use super::output::{print_json, say};
use super::verify::{By, Equipped};

/// What to do with reports.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say whether a report that a verifier signed is unchanged, and whose it is
    Check(Arguments),
}

/// What to check, and by which key.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The report, as the page or the API gave it
    pub file: PathBuf,
    /// The signer's public key, as its operator told you (z6Mk…) [default: that of the DID document which the report names]
    #[arg(long, value_name = "MULTIKEY")]
    pub key: Option<String>,
    /// The signer's DID document, if it is not to be fetched
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    pub did_document: Option<PathBuf>,
    #[command(flatten)]
    pub by: By,
}

/// What came of it.
enum Outcome {
    Signed(VerifiedRecord),
    Refused(String),
    /// The key could not be had.
    Unknown(String),
}

/// Runs it.
pub fn run(command: &Command, common: &Common) -> Result<Ending> {
    let Command::Check(arguments) = command;
    let bytes = files::read(&arguments.file, limits::RECORD_BYTES_MAX)?;
    let outcome = match SignedRecord::parse(&bytes) {
        Ok(record) => check(record, arguments, common)?,
        Err(error) => Outcome::Refused(error.to_string()),
    };
    Ok(told(&outcome, common))
}

fn check(record: SignedRecord, arguments: &Arguments, common: &Common) -> Result<Outcome> {
    let (key, until) = match &arguments.key {
        Some(text) => {
            let key = VerifyingKey::from_multikey(text);
            (key.map_err(|error| hinted(error.to_string(), "write the key as z6Mk… , without did:key:"))?, None)
        }
        None => match method(record.claimed_key(), arguments, common)? {
            Ok(method) if method.revoked.is_some() => {
                return Ok(Outcome::Refused(format!("the key {} was revoked", method.id)));
            }
            Ok(method) => (method.key, method.expires),
            Err(reason) => return Ok(Outcome::Unknown(reason)),
        },
    };
    Ok(match record.verify(&key) {
        Ok(verified) => match until.filter(|until| verified.made_at > *until) {
            Some(until) => {
                Outcome::Refused(format!("the key no longer signed at that time: it was retired at {until}"))
            }
            None => Outcome::Signed(verified),
        },
        Err(error) => Outcome::Refused(explained(&error)),
    })
}

fn explained(error: &RecordError) -> String {
    Shown::new(&error.to_string()).to_string()
}

/// The method that the report names, from its DID's document; the inner error says why it could not be had.
fn method(
    named: &str,
    arguments: &Arguments,
    common: &Common,
) -> Result<std::result::Result<VerificationMethod, String>> {
    let did = named.split('#').next().and_then(|did| Did::parse(did).ok()).filter(Did::is_web);
    let Some(did) = did else {
        let named = Shown::new(named);
        return Ok(Err(format!(
            "{named} does not say whose key it is: give the key that its operator told you, --key"
        )));
    };
    let bytes = match &arguments.did_document {
        Some(path) => files::read(path, limits::DID_DOCUMENT_BYTES_MAX)?,
        None => {
            let workspace = common.workspace_if_any()?;
            let equipped = Equipped::new(&arguments.by, workspace.as_ref())?;
            let fetched = did_web_url(&did).map_err(|error| error.to_string()).and_then(|url| {
                equipped.fetch.get(url.as_str(), Purpose::DidDocument).map_err(|error| error.to_string())
            });
            match fetched {
                Ok(bytes) => bytes,
                Err(reason) => return Ok(Err(reason)),
            }
        }
    };
    let document = DidDocument::parse(&bytes, &did).map_err(|error| error.to_string());
    Ok(document.and_then(|it| it.named_method(named).cloned().map_err(|error| error.to_string())))
}

fn told(outcome: &Outcome, common: &Common) -> Ending {
    let (ending, signed_by, made_at, reason) = match outcome {
        Outcome::Signed(verified) => (Ending::Done, Some(&verified.signed_by), Some(verified.made_at), None),
        Outcome::Refused(reason) => (Ending::Rejected, None, None, Some(reason)),
        Outcome::Unknown(reason) => (Ending::Undecided, None, None, Some(reason)),
    };
    if common.json {
        print_json(&json!({
            "signed": matches!(outcome, Outcome::Signed(_)),
            "signed_by": signed_by,
            "made_at": made_at.map(|at: Timestamp| at.to_string()),
            "reason": reason,
        }));
        return ending;
    }
    match outcome {
        Outcome::Signed(verified) => {
            let text = |value: &Value| Shown::new(value.as_str().unwrap_or_default()).to_string();
            let record = &verified.record;
            say!("SIGNED  {}", Shown::new(&verified.signed_by));
            say!("  nothing in the report was changed since the verifier at {} signed it", text(&record["verifier"]));
            say!("  made at   {}", verified.made_at);
            say!("  decision  {}", text(&record["report"]["decision"]));
            say!("  document  sha256 {}", text(&record["document"]["sha256"]));
        }
        Outcome::Refused(reason) => say!("NOT SIGNED AS IT STANDS\n  {reason}"),
        Outcome::Unknown(reason) => say!("NOT KNOWN\n  the signer's key could not be had: {reason}"),
    }
    ending
}
