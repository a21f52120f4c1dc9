//! `elmseal trust import`: taking in the signed list of somebody else.
//!
//! Nothing is trusted because it was seen first. Without a pin, the command shows which certificate signed the list and
//! stops: whoever runs it compares the digest with what the list's operator says in another way.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::json;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::cli::Common;
use crate::cli::exit::{Ending, hinted};
use crate::cli::files;
use crate::cli::output::{note, print_json, say};
use crate::config::{Workspace, now};
use crate::fetch::{Danger, Fetch as _, GuardedClient, Purpose};
use crate::jose::CompactJws;
use crate::limits;
use crate::model::time::Timestamp;
use crate::pki::Certificate;
use crate::trust::{ListState, TrustRoot, TrustStore, VerifiedList, fingerprint, open_list, state_of};

use super::{certificates, root_file, show, signed_file};

/// Which list, and by what it is known to be genuine.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The signed list: a file, or an https address
    #[arg(value_name = "FILE|URL")]
    pub list: String,
    /// The root file that the list's operator gave out
    #[arg(long, value_name = "ROOT.json", group = "pin")]
    pub root: Option<PathBuf>,
    /// The certificate that signs the list, as the list's operator gave it out
    #[arg(long, value_name = "CERT.pem", group = "pin")]
    pub certificate: Option<PathBuf>,
    /// The list's name in this workspace, such as `eu-pubeaa` [default: that of the root file, or of the file]
    #[arg(long)]
    pub name: Option<String>,
    /// Countries, two letters each, for which this list has the last word [default: those of the root file, or none]
    #[arg(long, value_delimiter = ',')]
    pub authoritative_for: Vec<String>,
    /// Let loopback addresses be fetched: for tests on one machine
    #[arg(long)]
    pub danger_allow_loopback: bool,
}

/// Runs it.
pub fn run(workspace: &Workspace, arguments: &Arguments, common: &Common) -> Result<Ending> {
    let bytes = fetch(arguments)?;
    let parsed = CompactJws::parse(&bytes).map_err(|error| {
        hinted(
            format!("{} is not a signed list: {error}", arguments.list),
            "a list is one line of three parts with dots between them (a compact JWS, often *.jwt)",
        )
    })?;
    let at = now();
    let Some(mut root) = root(arguments, parsed.claimed_certificate(), at)? else {
        return Ok(unpinned(arguments, parsed.claimed_certificate(), common));
    };
    let verified = match open_list(&root, &bytes) {
        Ok(verified) => verified,
        Err(error) => {
            note!("error: {}: {error}", arguments.list);
            note!("\nhint: ask the list's operator; a list that is not signed as agreed is not taken in");
            return Ok(Ending::Rejected);
        }
    };
    let known = known(workspace, &root)?;
    if let Some(known) = &known {
        if arguments.certificate.is_some() {
            // Who names a certificate has compared it; another one than before makes the next version of the root file.
            let same = TrustRoot { version: known.root.version, ..root.clone() } == known.root;
            root.version = if same { known.root.version } else { known.root.version + 1 };
        }
        if known.root != root && root.version <= known.root.version {
            return Err(hinted(
                format!("{} is there already, and says something else", root_file(workspace, &root.list).display()),
                "give the list another name with --name, or take a root file with a higher version",
            ));
        }
    }
    let mut store = known.map(|known| known.store).unwrap_or_default();
    let state = state_of(&root, &verified, &mut store, at);
    if state != ListState::Fresh {
        note!("error: the list {} {}", root.list, state.explanation());
        note!("\nhint: nothing was taken in; ask the list's operator for the current list");
        return Ok(Ending::Rejected);
    }
    keep(workspace, arguments, &root, &bytes)?;
    tell(&root, &verified, common);
    Ok(Ending::Done)
}

fn fetch(arguments: &Arguments) -> Result<Vec<u8>> {
    if !is_address(&arguments.list) {
        return files::read(Path::new(&arguments.list), limits::TRUST_LIST_BYTES_MAX);
    }
    let danger = if arguments.danger_allow_loopback { Danger::AllowLoopback } else { Danger::Nothing };
    let client = GuardedClient::new(danger).context("the HTTP client cannot be made")?;
    client.get(&arguments.list, Purpose::TrustList).map_err(|error| {
        hinted(
            format!("the list could not be had: {error}"),
            "check the address, or save the list to a file and name that",
        )
    })
}

fn is_address(list: &str) -> bool {
    list.starts_with("https:") || list.starts_with("http:")
}

/// The root under which the list is to be read; none without a pin.
fn root(arguments: &Arguments, signer: &Certificate, at: Timestamp) -> Result<Option<TrustRoot>> {
    let countries = |given: Vec<String>| {
        if arguments.authoritative_for.is_empty() { given } else { arguments.authoritative_for.clone() }
    };
    if let Some(path) = &arguments.root {
        let mut root = TrustRoot::parse(&files::read(path, limits::TRUST_ROOT_BYTES_MAX)?)
            .map_err(|error| hinted(format!("{}: {error}", path.display()), "name the list's root file"))?;
        root.list = arguments.name.clone().unwrap_or(root.list);
        root.authoritative_for = countries(root.authoritative_for);
        return Ok(Some(checked(root)?));
    }
    let Some(path) = &arguments.certificate else { return Ok(None) };
    let pinned = certificates::read(path)?;
    if pinned.not_after() <= at {
        return Err(hinted(
            format!("the certificate {} expired at {}", pinned.subject().text, pinned.not_after()),
            "ask the list's operator for the certificate that signs the list now",
        ));
    }
    if pinned.spki_sha256() != signer.spki_sha256() {
        return Err(hinted(
            format!(
                "the list is signed by {} ({}), not by the key of {}",
                signer.subject().text,
                fingerprint(signer),
                path.display()
            ),
            "name the certificate that signs the list itself, not that of its authority",
        ));
    }
    let named =
        arguments.name.clone().or_else(|| Some(Path::new(&arguments.list).file_stem()?.to_str()?.to_lowercase()));
    let root = TrustRoot {
        list: named.unwrap_or_default(),
        version: 1,
        keys: vec![pinned.spki_sha256()],
        threshold: 1,
        // The pin holds no longer than the certificate that was compared.
        expires: pinned.not_after(),
        authoritative_for: countries(Vec::new()),
    };
    Ok(Some(checked(root)?))
}

/// Read back: a root file that verifiers would refuse is not written.
fn checked(root: TrustRoot) -> Result<TrustRoot> {
    TrustRoot::parse(root.to_json().to_string().as_bytes()).map_err(|error| {
        hinted(error.to_string(), "name the list with --name, in lower-case letters, digits and hyphens")
    })
}

/// Says who signed the list, and what to do before it is trusted.
fn unpinned(arguments: &Arguments, signer: &Certificate, common: &Common) -> Ending {
    let validity = (signer.not_before().to_string(), signer.not_after().to_string());
    if common.json {
        print_json(&json!({
            "trusted": false,
            "certificate": {
                "subject": signer.subject().text, "issuer": signer.issuer().text, "sha256": fingerprint(signer),
                "notBefore": validity.0, "notAfter": validity.1,
            },
        }));
    } else {
        say!("the list says that it is signed by this certificate; nothing shows yet that it is the operator's:");
        say!("  subject  {}", signer.subject().text);
        say!("  issuer   {}", signer.issuer().text);
        say!("  valid    from {} to {}", validity.0, validity.1);
        say!("  digest   {}", fingerprint(signer));
    }
    note!("error: the list is not trusted, since nothing pins its key");
    note!(
        "\nhint: get the certificate or the root file from the list's operator in another way than the list, compare the \
         digest, and run `elmseal trust import {} --certificate CERT.pem` or `--root ROOT.json`",
        arguments.list
    );
    Ending::Rejected
}

/// What the workspace has of a list of this name.
struct Known {
    root: TrustRoot,
    store: TrustStore,
}

fn known(workspace: &Workspace, root: &TrustRoot) -> Result<Option<Known>> {
    let (root_path, list_path) = (root_file(workspace, &root.list), signed_file(workspace, &root.list));
    if !root_path.exists() {
        return Ok(None);
    }
    let old = TrustRoot::parse(&files::read(&root_path, limits::TRUST_ROOT_BYTES_MAX)?)
        .with_context(|| format!("{} is damaged", root_path.display()))?;
    let seen = workspace.root.join("trust").join("seen.json");
    let mut store = TrustStore::new();
    if seen.exists() {
        store = TrustStore::parse(&files::read(&seen, limits::TRUST_STORE_BYTES_MAX)?)
            .with_context(|| format!("{} is damaged", seen.display()))?;
    }
    if list_path.exists()
        && let Ok(verified) = open_list(&old, &files::read(&list_path, limits::TRUST_LIST_BYTES_MAX)?)
    {
        // Judged at its own time, only so that it counts as seen.
        let issued = verified.list().issued;
        state_of(&old, &verified, &mut store, issued);
    }
    Ok(Some(Known { root: old, store }))
}

/// Writes the root file and a copy of the list, and names them in the settings.
fn keep(workspace: &Workspace, arguments: &Arguments, root: &TrustRoot, bytes: &[u8]) -> Result<()> {
    let settings = workspace.root.join(crate::config::FILE);
    let text = files::read_text(&settings, limits::DESCRIPTOR_BYTES_MAX)?;
    let address = is_address(&arguments.list).then_some(arguments.list.as_str());
    let changed = with_list(&text, &root.list, address)?;
    files::write(&signed_file(workspace, &root.list), bytes)?;
    files::write(&root_file(workspace, &root.list), format!("{:#}\n", root.to_json()).as_bytes())?;
    if changed != text {
        files::write(&settings, changed.as_bytes())?;
    }
    Ok(())
}

/// The settings with the list under `[[trust]]`; everything else in them stays as it is, comments too.
fn with_list(settings: &str, list: &str, address: Option<&str>) -> Result<String> {
    let mut document: DocumentMut = settings.parse().context("elmseal.toml cannot be read")?;
    let root = format!("trust/{list}.root.json");
    let tables = document.entry("trust").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let tables = tables.as_array_of_tables_mut().ok_or_else(|| {
        hinted(
            "`trust` in elmseal.toml is not written as [[trust]]",
            "write one [[trust]] with `root = …` for each list",
        )
    })?;
    let is_it = |table: &&mut Table| table.get("root").and_then(Item::as_str) == Some(root.as_str());
    let found = tables.iter_mut().find(is_it);
    match (found, address) {
        (Some(table), Some(address)) if table.get("list").and_then(Item::as_str) != Some(address) => {
            table["list"] = value(address);
        }
        (Some(table), None) => drop(table.remove("list")),
        (Some(_), Some(_)) => {}
        (None, address) => {
            let mut table = Table::new();
            table["root"] = value(root);
            if let Some(address) = address {
                table["list"] = value(address);
            }
            tables.push(table);
        }
    }
    Ok(document.to_string())
}

fn tell(root: &TrustRoot, verified: &VerifiedList, common: &Common) {
    let list = verified.list();
    if common.json {
        print_json(&json!({
            "trusted": true, "list": root.list, "sequence": list.sequence, "issued": list.issued.to_string(),
            "nextUpdate": list.next_update.to_string(), "members": list.entities.len(),
        }));
        return;
    }
    show::text(list);
    say!("took in the list {}: this workspace trusts it until {}", root.list, root.expires);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_keep_their_comments_and_name_a_list_once() {
        let before = "# ours\nbase = \"https://a.example\"   # the address\n\n[[trust]]\nroot = \"trust/a.root.json\"\n\n\
                      [institution]\nslug = \"a\"\n";
        let once = with_list(before, "b", None).expect("settings");
        assert!(once.starts_with("# ours\nbase = \"https://a.example\"   # the address\n"), "{once}");
        assert_eq!(once.matches("[[trust]]").count(), 2, "{once}");
        assert!(
            once.contains("root = \"trust/b.root.json\"") && once.contains("[institution]\nslug = \"a\"\n"),
            "{once}"
        );
        assert_eq!(with_list(&once, "b", None).expect("settings"), once);
        let address = with_list(&once, "b", Some("https://b.example/list.jwt")).expect("settings");
        assert!(address.contains("list = \"https://b.example/list.jwt\""), "{address}");
        assert_eq!(with_list(&address, "b", Some("https://b.example/list.jwt")).expect("settings"), address);
        assert_eq!(with_list(&address, "b", None).expect("settings"), once);
        assert!(with_list("trust = 1\n", "b", None).is_err());
        let first = with_list("base = \"https://a.example\"\n", "b", None).expect("settings");
        assert_eq!(first, "base = \"https://a.example\"\n\n[[trust]]\nroot = \"trust/b.root.json\"\n");
    }
}
