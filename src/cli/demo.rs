//! `elmseal demo`: the whole story on one machine.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::{Args, Parser as _};

use crate::config::{SystemEntropy, Workspace, now};
use crate::http::{Door, Listeners, Operations, Running, serve_until_signal};
use crate::issue::{Selection, change_status, share};
use crate::keys::{Passphrase, example};
use crate::ledger::{Change, Filter};
use crate::limits::CREDENTIAL_BYTES_MAX;
use crate::model::ids::AwardId;
use crate::verify::{Check, Decision};

use super::exit::{Ending, hinted};
use super::init::{self, NewKeys};
use super::office::{Desk, ledger_told, told};
use super::output::say;
use super::progress::Audience;
use super::verify::{By, Equipped};
use super::{Common, files, issue, publish, serve};

/// Where to show it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder; it must be empty, or not there yet [default: elmseal-demo]
    #[arg(default_value = "elmseal-demo")]
    pub folder: PathBuf,
    /// Do all of it, print the verification results, and end: 0 when they are as the story says
    #[arg(long)]
    pub once: bool,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// The forms in which each credential is issued, as the settings of a demonstration say.
const FORMS: [&str; 2] = ["elm", "europass"];

const BASE: &str = "https://credentials.uniovi.example";

/// Runs it.
pub fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    if !arguments.listen.ip().is_loopback() {
        return Err(hinted(
            "a demonstration is served on loopback alone: everybody has its keys",
            "leave out --listen, or give 127.0.0.1 and a port",
        ));
    }
    init::check_empty(&arguments.folder)?;
    let story = Story::tell(&arguments.folder)?;
    let results = story.verify_all()?;
    if arguments.once {
        return story.once(&results, common);
    }
    story.serve(arguments)
}

/// What was done.
struct Story {
    workspace: Workspace,
    issued: PathBuf,
    shared: AwardId,
    link: String,
    revoked: AwardId,
    suspended: AwardId,
}

/// One credential and what came of verifying it.
struct Verified {
    file: String,
    learner: String,
    decision: Decision,
    why: String,
}

impl Verified {
    /// The form that the name of its file says.
    fn form(&self) -> &str {
        self.file.split('.').nth(1).unwrap_or_default()
    }
}

impl Story {
    /// Makes the workspace, issues, revokes one, suspends one, shares one.
    fn tell(folder: &Path) -> Result<Self> {
        let secret = Passphrase::new(example::PASSPHRASE.to_owned())?;
        let arguments =
            init::Arguments { folder: folder.to_owned(), base: BASE.to_owned(), institution: "uniovi".to_owned() };
        let workspace = init::make(folder, &arguments, &NewKeys::Example(&secret))?;
        say!("made a workspace in {}: an example institution, demonstration keys, an alliance list", folder.display());

        let issued = folder.join("issued");
        let list = folder.join("learners").join("ingenium-framework.csv");
        let course = folder.join("descriptors").join("ingenium-framework.toml");
        let done = issue::issue(&workspace, &batch(&course, &list, &issued)?, &secret, Audience::Nobody)?;
        let number = done.report.as_ref().map_or(0, |report| report.issued);
        if number == 0 {
            super::output::print_faults(&done.faults);
            return Err(hinted("the demonstration issued nothing", "this is a fault of the program: please report it"));
        }
        say!("issued {number} credentials to {}, each for W3C verifiers (elm) and for Europass", issued.display());

        let mut desk = Desk::open(&workspace)?;
        let mut awards = Vec::new();
        desk.ledger.list(&Filter::default(), &mut |row| awards.push((row.row, row.award))).map_err(ledger_told)?;
        awards.sort_unstable_by_key(|(row, _)| *row);
        let [(_, shared), .., (_, suspended), (_, revoked)] = awards.as_slice() else {
            return Err(hinted(
                "the demonstration needs three learners",
                "this is a fault of the program: please report it",
            ));
        };
        let (shared, suspended, revoked) = (*shared, *suspended, *revoked);
        let mut entropy = SystemEntropy;
        let changes = [(revoked, Change::Revoke, "awarded by mistake"), (suspended, Change::Suspend, "under review")];
        for (award, change, reason) in changes {
            change_status(&mut desk.ledger, &Selection::Awards(vec![award]), change, reason, now(), &mut entropy)
                .map_err(told)?;
        }
        let publishing = publish::Keys::unlock(&desk, &secret)?;
        publish::run_with(&mut desk, &publishing)?;
        let link = share(&mut desk.office(), shared, None, now()).map_err(told)?;
        say!("revoked one, suspended one, shared one, and published the status lists");
        say!();
        drop(desk);
        Ok(Self { workspace, issued, shared, link, revoked, suspended })
    }

    fn file(&self, award: AwardId, form: &str) -> PathBuf {
        self.issued.join(format!("{}.{form}.jsonld", award.uuid().hyphenated()))
    }

    /// Verifies every file that was issued, as anybody would.
    fn verify_all(&self) -> Result<Vec<Verified>> {
        let equipped = Equipped::new(&By::default(), Some(&self.workspace))?;
        let mut paths: Vec<PathBuf> = std::fs::read_dir(&self.issued)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<std::io::Result<_>>()?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "jsonld"));
        let mut results = Vec::new();
        for path in paths {
            let report = equipped.verifier.verify(&files::read(&path, CREDENTIAL_BYTES_MAX)?, now());
            let summary = report.credential.as_ref();
            results.push(Verified {
                file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                learner: summary.and_then(|summary| summary.learner.clone()).unwrap_or_default(),
                decision: report.decision,
                why: if report.decision == Decision::Accept {
                    String::new()
                } else {
                    report
                        .reasons
                        .first()
                        .map_or_else(|| report.row(Check::Status).detail.clone(), |reason| reason.text.clone())
                },
            });
        }
        results.sort_by(|a, b| (&a.learner, a.form()).cmp(&(&b.learner, b.form())));
        equipped.remember()?;
        Ok(results)
    }

    /// Prints the results, asks the service once, and says whether all is as it should be.
    fn once(&self, results: &[Verified], common: &Common) -> Result<Ending> {
        let equipped = Equipped::new(&By::default(), Some(&self.workspace))?;
        let service = serve::service(&equipped, Some(&self.workspace), None)?;
        let running = Running::start(TcpListener::bind("127.0.0.1:0")?, service)?;
        let served = ask(running.address(), &self.link)?;
        running.stop()?;

        if common.json {
            let rows = results.iter().map(|one| {
                serde_json::json!({ "file": one.file, "form": one.form(), "learner": one.learner, "decision": one.decision.name(), "why": one.why })
            });
            super::output::print_json(&serde_json::json!({ "verified": rows.collect::<Vec<_>>(), "served": served }));
        } else {
            for one in results {
                say!("{:<10} {:<9} {:<26} {}", one.decision.name(), one.form(), one.learner, one.why);
            }
            say!("{:<10} the shared one, by the service on this machine", served);
        }
        let all = |award: AwardId, decision| {
            FORMS.iter().all(|form| {
                let name = self.file(award, form);
                let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
                results.iter().find(|one| one.file == name).map(|one| one.decision) == Some(decision)
            })
        };
        let accepted = results.iter().filter(|one| one.decision == Decision::Accept).count();
        let as_told = accepted + 2 * FORMS.len() == results.len()
            && all(self.revoked, Decision::Reject)
            && all(self.suspended, Decision::Undecided)
            && all(self.shared, Decision::Accept)
            && served == Decision::Accept.name();
        Ok(if as_told { Ending::Done } else { Ending::Fault })
    }

    /// Says what to open and what to try, and serves until it is stopped.
    fn serve(&self, arguments: &Arguments) -> Result<Ending> {
        let equipped = Equipped::new(&By::default(), Some(&self.workspace))?;
        let listener = TcpListener::bind(arguments.listen)
            .or_else(|_| TcpListener::bind("127.0.0.1:0"))
            .with_context(|| format!("cannot listen on {}", arguments.listen))?;
        let address = listener.local_addr()?;
        // The pages say where they are; on this machine that is not the example's base.
        let service = serve::service(&equipped, Some(&self.workspace), Some(&format!("http://{address}")))?;
        let program = std::env::current_exe().map_or_else(|_| "elmseal".to_owned(), |path| path.display().to_string());
        let folder = std::path::absolute(&arguments.folder)?;
        say!("open http://{address}/                    the verifier: drop a file of issued/ there");
        let page = self.link.trim_start_matches(BASE).trim_end_matches(".jsonld");
        say!("open http://{address}{page}    what it says of the shared credential");
        say!();
        say!("try, in another terminal:");
        say!("  cd {}", folder.display());
        let name = |award, form| {
            let path = self.file(award, form);
            format!("issued/{}", path.file_name().unwrap_or_default().to_string_lossy())
        };
        say!("  {program} verify {}    # accept", name(self.shared, "elm"));
        say!("  {program} verify {}    # reject: revoked", name(self.revoked, "elm"));
        say!("  {program} verify {}    # undecided: suspended", name(self.suspended, "elm"));
        say!(
            "  {program} verify --europass {}    # the same award with an electronic seal",
            name(self.shared, "europass")
        );
        say!("  change a letter in one of them, and verify it again");
        say!("  export ELMSEAL_PASSPHRASE='{}'    # of the demonstration keys", example::PASSPHRASE);
        say!(
            "  {program} issue descriptors/ingenium-framework.toml learners/ingenium-framework.csv    # nothing is issued twice"
        );
        say!("  {program} list; {program} ledger audit");
        say!();
        say!("serving until Ctrl-C; to end for good, delete {}", folder.display());
        serve_until_signal(
            Listeners { public: Door { listener, tls: None }, metrics: None },
            service,
            Operations::default(),
        )?;
        equipped.remember()?;
        Ok(Ending::Done)
    }
}

/// The arguments of `elmseal issue`, as its own parser reads them.
fn batch(course: &Path, list: &Path, out: &Path) -> Result<issue::Arguments> {
    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        arguments: issue::Arguments,
    }
    let words = [Path::new("issue"), course, list, Path::new("--out"), out];
    Ok(Line::try_parse_from(words)?.arguments)
}

/// Asks the service about a link, and gives the decision that it answers.
fn ask(address: SocketAddr, link: &str) -> Result<String> {
    const ANSWER_BYTES_MAX: u64 = 1024 * 1024;
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let query: String = url::form_urlencoded::byte_serialize(link.as_bytes()).collect();
    let host = url::Url::parse(BASE)?.host_str().unwrap_or_default().to_owned();
    write!(
        stream,
        "GET /verify?url={query} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.take(ANSWER_BYTES_MAX).read_to_string(&mut answer)?;
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let start = body.find('{').context("the service answered without JSON")?;
    let end = body.rfind('}').context("the service answered without JSON")?;
    let report: serde_json::Value = serde_json::from_str(&body[start..=end]).context("the service's answer")?;
    Ok(report["decision"].as_str().unwrap_or_default().to_owned())
}
