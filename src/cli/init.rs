//! `elmseal init`: a workspace that works as it is.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::config::{FILE, Workspace};
use crate::descriptor::examples;
use crate::keys::{self, Controller, Passphrase, Role};
use crate::model::ids::Did;
use crate::trust::did::did_web_of;

use super::exit::{Ending, hinted};
use super::output::say;
use super::trust::{self, AddArguments, Start};
use super::{Common, files, key, open_workspace};

/// Where to make it, and for whom.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder; it must be empty, or not there yet
    pub folder: PathBuf,
    /// The address below which documents will be published
    #[arg(long, default_value = "https://credentials.uniovi.example", value_name = "URL")]
    pub base: String,
    /// Which of the example institutions to start from
    #[arg(long, default_value = "uniovi", value_name = "SLUG")]
    pub institution: String,
}

/// The example learner lists: name below `learners/`, and text.
const LISTS: &[(&str, &str)] = &[
    ("ingenium-framework.csv", include_str!("../../examples/learners/ingenium-framework.csv")),
    ("student-leadership.csv", include_str!("../../examples/learners/student-leadership.csv")),
    ("healthy-ageing.csv", include_str!("../../examples/learners/healthy-ageing.csv")),
];

/// Whose keys a new workspace has.
pub enum NewKeys<'a> {
    /// Fresh ones under this passphrase.
    Fresh(&'a Passphrase),
    /// The demonstration keys, which are refused outside a demonstration.
    Example(&'a Passphrase),
}

/// The name of the example list.
pub const LIST: &str = "ingenium";

/// Runs it.
pub fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    check_empty(&arguments.folder)?;
    let passphrase = common.new_passphrase()?;
    let made = make(&arguments.folder, arguments, &NewKeys::Fresh(&passphrase))?;
    say!("made a workspace in {}", made.root.display());
    say!("  {FILE:<22} the institution (an example: put yours), its address, whom it trusts");
    say!("  institutions/          profiles of partners");
    say!("  descriptors/, learners/  three courses and their lists");
    say!("  keys/                  four keys, encrypted with your passphrase: keep a copy of both, apart");
    say!("  trust/                 the alliance list `{LIST}` and the root file that verifiers are given");
    say!();
    say!("next:");
    say!("  cd {}", made.root.display());
    say!("  elmseal issue descriptors/ingenium-framework.toml learners/ingenium-framework.csv");
    say!("for skills by their label, import ESCO once: elmseal esco import skills_en.csv");
    Ok(Ending::Done)
}

/// A folder that has anything in it is left alone.
pub fn check_empty(folder: &Path) -> Result<()> {
    let used = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => return Err(hinted(format!("{}: {error}", folder.display()), "name a folder")),
    };
    if used {
        return Err(hinted(format!("{} is not empty", folder.display()), "name another folder; nothing was changed"));
    }
    Ok(())
}

/// Makes the workspace and opens it.
pub fn make(folder: &Path, arguments: &Arguments, keys: &NewKeys<'_>) -> Result<Workspace> {
    let base = arguments.base.trim_end_matches('/');
    let url = url::Url::parse(base)
        .map_err(|error| hinted(format!("`{base}`: {error}"), "write https://credentials.uni.example"))?;
    let did = did_web_of(&url)
        .map_err(|error| hinted(format!("`{base}`: {error}"), "write https://credentials.uni.example"))?;
    let file = format!("{}.toml", arguments.institution);
    let profile = examples::INSTITUTIONS.iter().find(|example| example.file == file).ok_or_else(|| {
        let known: Vec<&str> = examples::INSTITUTIONS.iter().map(|one| one.file.trim_end_matches(".toml")).collect();
        hinted(
            format!("there is no example institution `{}`", arguments.institution),
            format!("choose one of {}", known.join(", ")),
        )
    })?;

    let settings = settings(base, &arguments.institution, &did, profile.text, keys)?;
    files::write_new(&folder.join(FILE), settings.as_bytes())?;
    files::write(
        &folder.join(".gitignore"),
        b"# Secrets and personal data stay here.\nkeys/\nledger.db*\nledger.lock\nissued/\n",
    )?;
    for example in examples::INSTITUTIONS.iter().filter(|example| example.file != file) {
        files::write(&folder.join("institutions").join(example.file), example.text.as_bytes())?;
    }
    for example in examples::DESCRIPTORS {
        files::write(&folder.join("descriptors").join(example.file), example.text.as_bytes())?;
    }
    for (name, text) in LISTS {
        files::write(&folder.join("learners").join(name), text.as_bytes())?;
    }
    let workspace = open_workspace(folder)?;
    make_keys(&workspace, did, keys)?;
    make_list(&workspace, keys)?;
    open_workspace(folder)
}

fn settings(base: &str, slug: &str, did: &Did, profile: &str, keys: &NewKeys<'_>) -> Result<String> {
    let profile: toml_edit::DocumentMut = profile.parse().context("the example profiles are TOML")?;
    let mut institution = profile.into_table();
    institution.insert("did", toml_edit::value(did.as_str()));
    institution.insert("slug", toml_edit::value(slug));
    let mut document = toml_edit::DocumentMut::new();
    document.insert("institution", toml_edit::Item::Table(institution));
    let demonstration = match keys {
        NewKeys::Example(_) => "# A demonstration: its keys are known to everybody.\ndemonstration = true\n\n",
        NewKeys::Fresh(_) => "",
    };
    // A demonstration has a seal key; other workspaces get theirs from an authority.
    let unsealed = match keys {
        NewKeys::Example(_) => "",
        NewKeys::Fresh(_) => "# ",
    };
    // The two courses of several institutions need a mandate; neither is of the institution that `demo` shows.
    let mark = if slug == "uniovi" { "# " } else { "" };
    let others = examples::INSTITUTIONS.iter().map(|one| one.file.trim_end_matches(".toml")).filter(|one| *one != slug);
    let bodies = others.map(|slug| format!("\"{slug}\"")).collect::<Vec<_>>().join(", ");
    Ok(format!(
        "# A workspace of elmseal. `elmseal check` says what is wrong in here, too.\n\n\
         # The address below which status lists, the DID document and shared credentials are published: what stands in\n\
         # credentials for good. Publish the folder public/ there.\n\
         base = \"{base}\"\n\n\
         {demonstration}\
         # Lists of issuers that this workspace trusts: a root file, which pins the list's key; the signed list lies beside it.\n\
         [[trust]]\n\
         root = \"trust/{LIST}.root.json\"\n\n\
         # To issue European Digital Credentials with an X.509 e-seal as well (`elmseal key import seal` first):\n\
         {unsealed}[seal]\n\
         {unsealed}formats = [\"elm\", \"europass\"]    # or \"uploadable\": files that are sealed on Europass\n\
         # level = \"t\"                        # b, t, lt or lta; above b with a time-stamp authority\n\
         # time_stamp_authority = \"http://tsa.example/tsr\"\n\
         # authorities = \"authorities\"        # folder or PEM files: who issues seal certificates that count here\n\
         # time_stamp_authorities = \"time-stamp-authorities\"\n\n\
         # To give each learner a link to the award, for wallets, downloads and sharing (`elmseal serve issuer` answers there):\n\
         # [claims]\n\
         # base = \"{base}\"\n\
         # To send the links, too (`elmseal mail send`):\n\
         # [mail]\n\
         # host = \"mail.uni.example\"\n\
         # from = \"Registrar <registrar@uni.example>\"\n\n\
         # To seal for other awarding bodies too, say by which mandate:\n\
         {mark}[mandate]\n\
         {mark}bodies = [{bodies}]\n\
         {mark}document = \"Agreement of 12 January 2026 on joint micro-credentials (an example)\"\n\
         {mark}from = 2026-01-12\n\n\
         # The institution that seals. An example: put your own.\n\
         {document}"
    ))
}

fn make_keys(workspace: &Workspace, did: Did, keys: &NewKeys<'_>) -> Result<()> {
    match keys {
        NewKeys::Example(_) => Ok(keys::example::install(&workspace.keys(), &Controller::Did(did)).map_err(key::told)?),
        NewKeys::Fresh(passphrase) => {
            let store = key::store(workspace)?;
            // A seal key needs a certificate; that of an authority is imported. Few have a signer of reports.
            for role in Role::ALL.into_iter().filter(|role| !matches!(role, Role::Seal | Role::Report)) {
                key::create(&store, role, None, workspace, passphrase)?;
            }
            Ok(())
        }
    }
}

fn make_list(workspace: &Workspace, keys: &NewKeys<'_>) -> Result<()> {
    let (NewKeys::Fresh(passphrase) | NewKeys::Example(passphrase)) = keys;
    let start = Start {
        id: LIST,
        operator: "INGENIUM European University (an example list)",
        scheme: "https://ingenium.example/lote",
        territory: "EU",
        root_years: 5,
    };
    trust::new(workspace, &start, passphrase)?;
    let own = workspace.institution.slug.as_str();
    let others: Vec<String> =
        workspace.institutions.iter().filter(|one| one.slug != own).map(|one| one.slug.clone()).collect();
    for slug in std::iter::once(own.to_owned()).chain(others.iter().cloned()) {
        let on_behalf_of = if slug == own { others.clone() } else { Vec::new() };
        trust::add(workspace, LIST, &AddArguments { institution: slug, on_behalf_of, ..AddArguments::default() })?;
    }
    trust::sign(workspace, LIST, 7, *passphrase)?;
    Ok(())
}
