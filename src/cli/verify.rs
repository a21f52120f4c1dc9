//! `elmseal verify`: one credential or many; the same answer as the web page.

use std::io::{IsTerminal as _, Read as _};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::{Value, json};

use crate::config::{TrustFiles, Workspace, authorities, now};
use crate::fetch::{
    AskedOnce, Cached, Counts, Danger, Fetch, GuardedClient, Layered, LocalPublications, Purpose, SealServices,
    system_clock,
};
use crate::jose::jades::SealTrust;
use crate::limits;
use crate::receive::{self, Item, ItemContent};
use crate::render::text;
use crate::trust::TrustStore;
use crate::verify::{
    ApVersion, Asked, Check, Decision, Finding, ListAnchor, Report, Verifier, report_without_document,
};

use super::Common;
use super::exit::{Ending, hinted};
use super::files;
use super::formats;
use super::output::{note, print_json, say};

/// What to verify, and by what.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files or folders of them, https addresses, or - for standard input. A file may be the credential, a badge (PNG, SVG),
    /// a PDF with it attached, a ZIP archive of many, or a picture of a QR code
    #[arg(required = true, value_name = "FILE|DIR|URL|-")]
    pub what: Vec<String>,
    #[command(flatten)]
    pub by: By,
    /// The inclusion proof that came with the credential (of `elmseal ledger prove`)
    #[arg(long, value_name = "FILE")]
    pub inclusion: Option<PathBuf>,
    /// Also say how the Europass viewer would word it; the decision stays ours
    #[arg(long)]
    pub europass: bool,
    /// Compare with this version of Europass' application profile
    #[arg(long, value_parser = formats::profile_version, value_name = "VERSION", default_value_t)]
    pub profile_version: ApVersion,
}

/// Whom to trust, and where documents are.
#[derive(Debug, Clone, Default, Args)]
pub struct By {
    /// Trust the list of this root file; the list lies beside it as <id>.jwt [default: those of the workspace]
    #[arg(long, value_name = "ROOT.json")]
    pub trust: Vec<PathBuf>,
    /// Read what lies below an address from a folder: BASE=DIR, or DIR of a workspace's publications
    #[arg(long, value_name = "[BASE=]DIR")]
    pub publications: Vec<String>,
    /// Count seals with certificates of these authorities: a PEM file or a folder of them [default: those of the workspace]
    #[arg(long, value_name = "FILE|DIR")]
    pub authorities: Vec<PathBuf>,
    /// Count time stamps of these authorities: a PEM file or a folder of them [default: those of the workspace]
    #[arg(long, value_name = "FILE|DIR")]
    pub time_stamp_authorities: Vec<PathBuf>,
    /// Let loopback addresses be fetched: for tests on one machine
    #[arg(long)]
    pub danger_allow_loopback: bool,
    /// Know the contexts of the specification's examples, under which any term is defined: for conformance suites
    #[arg(long, hide = true)]
    pub conformance: bool,
}

/// A verifier, what it fetches with, and where it keeps what it has seen of lists.
pub struct Equipped {
    pub verifier: Arc<Verifier>,
    pub fetch: Arc<dyn Fetch>,
    /// How often what came of fetching.
    pub fetched: Arc<Counts>,
    seen_file: Option<PathBuf>,
}

impl Equipped {
    /// Made of the arguments and the workspace, if there is one.
    pub fn new(by: &By, workspace: Option<&Workspace>) -> Result<Self> {
        let danger = if by.danger_allow_loopback { Danger::AllowLoopback } else { Danger::Nothing };
        let fetched: Arc<Counts> = Arc::default();
        let told = "the HTTP client cannot be made";
        let beyond = GuardedClient::new(danger).context(told)?.counted(Arc::clone(&fetched));
        let beyond = Cached::new(beyond, system_clock(), Arc::clone(&fetched));
        let mut folders: Vec<LocalPublications> = Vec::new();
        for named in &by.publications {
            folders.push(publications(named)?);
        }
        if let Some(workspace) = workspace {
            folders.push(LocalPublications::new(&workspace.base, &workspace.public()));
        }
        let fetch: Arc<dyn Fetch> = Arc::new(Layered::new(folders, Box::new(beyond)));
        let anchors = anchors(by, workspace)?;
        let seen_file = workspace.map(|workspace| workspace.root.join("trust").join("seen.json"));
        let seal_trust = seal_trust(by, workspace)?;
        let services = SealServices::new(danger, None).context(told)?.counted(Arc::clone(&fetched));
        let mut verifier = Verifier::new(Arc::clone(&fetch), anchors).with_pki(seal_trust, Arc::new(services));
        if by.conformance {
            verifier = verifier.with_examples();
        }
        if let Some(path) = seen_file.as_deref().filter(|path| path.exists()) {
            let seen = TrustStore::parse(&files::read(path, limits::TRUST_STORE_BYTES_MAX)?)
                .with_context(|| format!("{} is damaged", path.display()))?;
            verifier = verifier.with_seen(seen);
        }
        Ok(Self { verifier: Arc::new(verifier), fetch, fetched, seen_file })
    }

    /// Keeps what was seen of lists, so that an older one is noticed next time.
    pub fn remember(&self) -> Result<()> {
        let Some(path) = &self.seen_file else { return Ok(()) };
        files::write(path, format!("{:#}\n", self.verifier.seen().to_json()).as_bytes())
    }
}

/// The authorities that were named; else those of the workspace, which count where its lists do.
fn seal_trust(by: &By, workspace: Option<&Workspace>) -> Result<SealTrust> {
    let own = workspace.filter(|_| by.trust.is_empty());
    let mut trust = own.map(|workspace| workspace.seal.trust.clone()).unwrap_or_default();
    for (named, kept) in
        [(&by.authorities, &mut trust.authorities), (&by.time_stamp_authorities, &mut trust.time_stamp_authorities)]
    {
        if named.is_empty() {
            continue;
        }
        kept.clear();
        for path in named {
            kept.extend(authorities(path).map_err(|error| {
                hinted(error.to_string(), "name a PEM file with certificates of authorities, or a folder of such files")
            })?);
        }
    }
    Ok(trust)
}

fn anchors(by: &By, workspace: Option<&Workspace>) -> Result<Vec<ListAnchor>> {
    let named = by.trust.iter().map(|root| TrustFiles { root: root.clone(), list: None });
    let own = workspace.filter(|_| by.trust.is_empty()).map(|workspace| workspace.trust.clone());
    let files = named.chain(own.into_iter().flatten());
    files
        .map(|files| {
            files.anchor().map_err(|error| {
                hinted(
                    error.to_string(),
                    "the signed list lies beside its root file as <id>.jwt; sign it with `elmseal trust sign`",
                )
            })
        })
        .collect()
}

/// `BASE=DIR`, or the folder of a workspace's publications, whose base its workspace says.
fn publications(named: &str) -> Result<LocalPublications> {
    if let Some((base, dir)) = named.split_once('=').filter(|(base, _)| base.starts_with("https:")) {
        return Ok(LocalPublications::new(base, Path::new(dir)));
    }
    let dir = std::path::absolute(named)?;
    let base = Workspace::find(&dir).map(|folder| super::open_workspace(&folder)).transpose()?;
    match base {
        Some(workspace) => Ok(LocalPublications::new(&workspace.base, &dir)),
        None => Err(hinted(
            format!("what is published in {named} is not known"),
            "write --publications https://base.example=DIR with the address that the folder stands for",
        )),
    }
}

/// Runs it.
pub fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    let workspace = common.workspace_if_any()?;
    let equipped = Equipped::new(&arguments.by, workspace.as_ref())?;
    let inclusion = match &arguments.inclusion {
        Some(path) => Some(files::read(path, limits::CREDENTIAL_BYTES_MAX)?),
        None => None,
    };
    let asked =
        Asked { inclusion: inclusion.as_deref(), profile_version: arguments.profile_version, ..Asked::default() };
    let mut ending = Ending::Done;
    let mut answers = Vec::new();
    // What many credentials name is asked once for all of them.
    let fetch = AskedOnce::new(&*equipped.fetch);
    let verify = |what: &String| {
        let given = read(what, &fetch)?;
        let verify = |bytes: &[u8]| equipped.verifier.verify_through(&fetch, bytes, asked, now());
        Ok(verified_all(&given, &fetch, &verify))
    };
    let what = files::named(&arguments.what)?;
    on_all_cores(&what, verify, |one, verified| match verified {
        Ok(reports) => {
            for (name, report) in reports {
                ending = ending.worse(ending_of(&report));
                if common.json {
                    let written = if arguments.europass { report.to_json_with_europass() } else { report.to_json() };
                    answers.push(json!({ "input": name, "report": written }));
                    continue;
                }
                print(&name, &report, what.len() > 1 || name != *one);
                if arguments.europass {
                    say!();
                    say!("{}", text::europass(&report).trim_end());
                }
            }
        }
        Err((worst, error)) => {
            let error: anyhow::Error = error;
            ending = ending.worse(worst);
            if common.json {
                answers.push(json!({ "input": one, "error": error.to_string() }));
            } else {
                note!("error: {one}: {error}");
            }
        }
    });
    if common.json {
        match answers.as_slice() {
            [only] if what.len() == 1 && arguments.what == what => print_json(only.get("report").unwrap_or(only)),
            _ => print_json(&Value::Array(answers)),
        }
    }
    equipped.remember()?;
    Ok(ending)
}

/// Does `work` for each item on all cores, and hands what came of it to `each` in the order of the items.
///
/// Each core works a few items ahead and then waits, so that memory does not grow with their number.
fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync, mut each: impl FnMut(&T, R)) {
    const AHEAD_MAX: usize = 8;
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    if cores < 2 {
        return items.iter().for_each(|item| each(item, work(item)));
    }
    thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = (0..cores)
            .map(|first| {
                let (sender, receiver) = sync_channel(AHEAD_MAX);
                scope.spawn(move || {
                    let own = items.iter().skip(first).step_by(cores);
                    // Nobody listens any more only when the other side has panicked.
                    own.map(work).try_for_each(|done| sender.send(done))
                });
                receiver
            })
            .collect();
        for (item, worker) in items.iter().zip(workers.iter().cycle()) {
            each(item, worker.recv().expect("a worker sends something for each of its items"));
        }
    });
}

/// What was named on the command line, read.
struct Given {
    name: String,
    bytes: Vec<u8>,
    by_link: bool,
}

/// Reads it; an address that cannot be reached is undecided, a file that cannot be read is a fault.
fn read(what: &str, fetch: &dyn Fetch) -> std::result::Result<Given, (Ending, anyhow::Error)> {
    let given = |bytes, by_link| Given { name: what.to_owned(), bytes, by_link };
    if what == "-" {
        let mut bytes = Vec::new();
        let bound = limits::CREDENTIAL_BYTES_MAX as u64 + 1;
        let read = std::io::stdin().take(bound).read_to_end(&mut bytes);
        return match read {
            Ok(count) if count as u64 == bound => {
                Err((Ending::Fault, hinted("standard input is too long for a credential", "give one credential")))
            }
            Ok(_) => Ok(given(bytes, false)),
            Err(error) => Err((Ending::Fault, error.into())),
        };
    }
    if what.starts_with("https:") || what.starts_with("http:") {
        let bytes = fetch.get(what, Purpose::Credential).map_err(|error| (Ending::Undecided, error.into()))?;
        return Ok(given(bytes, true));
    }
    let bytes = files::read(Path::new(what), limits::ARCHIVE_BYTES_MAX).map_err(|error| (Ending::Fault, error))?;
    Ok(given(bytes, false))
}

/// The report on each document that is in what was given, with its name.
fn verified_all(given: &Given, fetch: &dyn Fetch, verify: &dyn Fn(&[u8]) -> Report) -> Vec<(String, Report)> {
    let name = Some(given.name.as_str());
    let items = match given.by_link {
        true => receive::items_behind_link(&given.bytes, name),
        false => receive::items(&given.bytes, name),
    };
    items.flat_map(|item| verified(item, &given.bytes, fetch, verify)).collect()
}

/// The reports on one item: a link, which is followed once, may lead to many documents.
fn verified(
    item: Item<'_>,
    given: &[u8],
    fetch: &dyn Fetch,
    verify: &dyn Fn(&[u8]) -> Report,
) -> Vec<(String, Report)> {
    let name = item.name.unwrap_or_default();
    match item.content {
        ItemContent::Document(bytes) => vec![(name, verify(&bytes))],
        ItemContent::Nothing(reason) => {
            let row = Finding::failed(Check::Integrity, reason.code(), reason.to_string());
            vec![(name, report_without_document(row, given, now()))]
        }
        ItemContent::Link(url) => {
            let name = format!("{name}: link to {url}");
            match fetch.get(&url, Purpose::Credential) {
                Ok(bytes) => verified_all(&Given { name, bytes, by_link: true }, fetch, verify),
                Err(error) => {
                    let row = Finding::inconclusive(Check::Integrity, "link-not-readable", error.to_string());
                    vec![(name, report_without_document(row, url.as_bytes(), now()))]
                }
            }
        }
    }
}

/// Prints a report for people.
pub fn print(name: &str, report: &Report, among_others: bool) {
    let style = if std::io::stdout().is_terminal() { text::Style::Coloured } else { text::Style::Plain };
    if among_others {
        say!("{}", text::named(Some(name), report, style).trim_end());
        say!();
    } else {
        say!("{}", text::report(report, style).trim_end());
    }
}

/// The exit code of one report.
pub fn ending_of(report: &Report) -> Ending {
    match report.decision {
        Decision::Accept => Ending::Done,
        Decision::Reject => Ending::Rejected,
        Decision::Undecided => Ending::Undecided,
    }
}
