//! `elmseal trust`: an alliance's list of who may issue what.
//!
//! The list that is being edited lies in the workspace as `trust/<id>.json`, what was signed last as `trust/<id>.jwt`,
//! and the root file that verifiers are given as `trust/<id>.root.json`.

mod certificates;
mod import;
mod show;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};

use crate::config::{Workspace, now};
use crate::descriptor::types::Institution;
use crate::keys::{CertificateChain, KeyRecord, KeyStore, Passphrase, Role, Secrets};
use crate::limits;
use crate::model::ids::Iri;
use crate::model::time::Timestamp;
use crate::pki::Certificate;
use crate::publish::{Document, PublicationFolder};
use crate::trust::{
    AllianceList, EditError, Entity, Member, Scope, Selector, ServiceKind, Standing, TrustRoot, open_list,
};

use super::Common;
use super::exit::{Ending, hinted};
use super::files;
use super::key;
use super::output::say;

/// What to do with a list.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a list: its root file, and a key to sign it if there is none
    New {
        /// The list's name, such as `ingenium`
        id: String,
        /// Who keeps it
        #[arg(long)]
        operator: String,
        /// Base of its identifiers, such as https://alliance.example/lote
        #[arg(long)]
        scheme: String,
        /// Territory, two letters
        #[arg(long, default_value = "EU")]
        territory: String,
        /// Years for which the root file holds
        #[arg(long, default_value_t = 5)]
        root_years: u8,
    },
    /// Add a member by the slug of its institution profile, or give a member new keys or certificates
    Add(AddArguments),
    /// Withdraw or suspend a member, grant it again, or mark a key as compromised
    Withdraw(WithdrawArguments),
    /// Trust the signed list of another alliance, or of the European Union: verify it, show it, and keep it
    Import(import::Arguments),
    /// Number, date and sign the list, and publish it
    Sign {
        /// The list [default: the only one]
        id: Option<String>,
        /// Days for which it holds
        #[arg(long, default_value_t = 7)]
        days: i64,
    },
    /// Show a list: the signed one, or any signed list with its root file
    Show {
        /// The list, or a signed file [default: the only one]
        what: Option<String>,
        /// The root file of a signed file
        #[arg(long)]
        root: Option<PathBuf>,
    },
}

/// Which member, its keys, and what it may issue.
#[derive(Debug, Default, Args)]
pub struct AddArguments {
    /// Slug of the institution's profile
    pub institution: String,
    /// The list [default: the only one]
    #[arg(long)]
    pub list: Option<String>,
    /// Keys that seal its credentials (z6Mk… or did:key:…) [default for the own institution: the workspace's]
    #[arg(long = "key")]
    pub keys: Vec<String>,
    /// Keys that seal its status lists [default for the own institution: the workspace's]
    #[arg(long = "status-key")]
    pub status_keys: Vec<String>,
    /// Keys that sign the checkpoints of its ledger [default for the own institution: the workspace's]
    #[arg(long = "log-key")]
    pub log_keys: Vec<String>,
    /// Certificate of its seals, or of the authority that issues them; several files at a change of certificates [default
    /// for the own institution: that of the workspace's seal key]
    #[arg(long = "certificate", value_name = "FILE")]
    pub certificates: Vec<PathBuf>,
    /// EQF levels that it may certify [default: all]
    #[arg(long, value_delimiter = ',')]
    pub eqf: Vec<u8>,
    /// ISCED-F fields that it may certify [default: all]
    #[arg(long, value_delimiter = ',')]
    pub field: Vec<String>,
    /// Slugs or legal identifiers of bodies on whose behalf it may issue
    #[arg(long, value_delimiter = ',')]
    pub on_behalf_of: Vec<String>,
    /// From when it holds, as 2026-06-30T12:00:00Z [default: now; for new keys and certificates of this workspace: when it got them]
    #[arg(long)]
    pub from: Option<String>,
}

/// Which member, and how it stands from now on.
#[derive(Debug, Args)]
pub struct WithdrawArguments {
    /// Slug, legal identifier or DID
    pub member: String,
    /// The list [default: the only one]
    #[arg(long)]
    pub list: Option<String>,
    /// Suspend it instead
    #[arg(long, group = "how")]
    pub suspend: bool,
    /// Grant it again
    #[arg(long, group = "how")]
    pub grant: bool,
    /// Mark this key as in other hands
    #[arg(long, group = "how", value_name = "KEY")]
    pub compromised_key: Option<String>,
    /// Mark the key of this certificate as in other hands
    #[arg(long, group = "how", value_name = "FILE")]
    pub compromised_certificate: Option<PathBuf>,
    /// Since when it may have been in other hands, as 2026-06-30T12:00:00Z [default: always]
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
}

/// Runs it.
pub fn run(command: &Command, common: &Common) -> Result<Ending> {
    if let Command::Show { what: Some(file), root: Some(root) } = command {
        return show::file(Path::new(file), root, common);
    }
    let workspace = common.open_workspace()?;
    match command {
        Command::New { id, operator, scheme, territory, root_years } => {
            let passphrase = common.new_passphrase()?;
            let start = Start { id, operator, scheme, territory, root_years: *root_years };
            new(&workspace, &start, &passphrase)?;
            say!("started the list {id}: add members with `elmseal trust add SLUG`, then `elmseal trust sign`");
            say!("give verifiers the root file {}", root_file(&workspace, id).display());
        }
        Command::Add(arguments) => {
            let id = list_id(&workspace, arguments.list.as_deref())?;
            let done = add(&workspace, &id, arguments)?;
            say!("{done} in the list {id}; sign it with `elmseal trust sign`");
        }
        Command::Withdraw(arguments) => {
            let id = list_id(&workspace, arguments.list.as_deref())?;
            let done = withdraw(&workspace, &id, arguments)?;
            say!("{done} in the list {id}; sign it with `elmseal trust sign`");
        }
        Command::Import(arguments) => return import::run(&workspace, arguments, common),
        Command::Sign { id, days } => {
            let id = list_id(&workspace, id.as_deref())?;
            let signed = sign(&workspace, &id, *days, &common.secrets())?;
            say!(
                "signed {id} number {}, good until {}; published as /trust/{id}.jwt",
                signed.sequence,
                signed.next_update
            );
        }
        Command::Show { what, root } => match (what, root) {
            (Some(file), Some(root)) => return show::file(Path::new(file), root, common),
            _ => {
                let id = list_id(&workspace, what.as_deref())?;
                let signed = signed_file(&workspace, &id);
                if signed.exists() {
                    return show::file(&signed, &root_file(&workspace, &id), common);
                }
                show::draft(&read_draft(&workspace, &id)?, common);
            }
        },
    }
    Ok(Ending::Done)
}

/// What a list starts with.
pub struct Start<'a> {
    pub id: &'a str,
    pub operator: &'a str,
    pub scheme: &'a str,
    pub territory: &'a str,
    pub root_years: u8,
}

/// Starts a list: root file, draft, and a list key if there is none.
pub fn new(workspace: &Workspace, start: &Start<'_>, passphrase: &Passphrase) -> Result<()> {
    let scheme =
        Iri::parse(start.scheme).map_err(|error| hinted(error.to_string(), "write https://alliance.example/lote"))?;
    let store = key::store(workspace)?;
    let record = match store.active(Role::List) {
        Ok(record) => record,
        Err(_) => key::create(&store, Role::List, None, workspace, passphrase)?,
    };
    let certificate = record.certificate().context("the list key has a certificate")?;
    let at = now();
    let root = TrustRoot {
        list: start.id.to_owned(),
        version: 1,
        keys: vec![certificate.spki_sha256()],
        threshold: 1,
        expires: at.plus_seconds(i64::from(start.root_years) * 366 * 86_400),
        authoritative_for: vec!["*".to_owned()],
    };
    // Read back: a root file that verifiers would refuse is not written.
    let text = format!("{:#}\n", root.to_json());
    TrustRoot::parse(text.as_bytes())
        .map_err(|error| hinted(error.to_string(), "a list's name has lower-case letters, digits and hyphens"))?;
    let operator = vec![("en".to_owned(), start.operator.to_owned())];
    let list = AllianceList::new(scheme, operator, Some(start.territory.to_owned()), at);
    files::write_new(&root_file(workspace, start.id), text.as_bytes())?;
    files::write_new(&draft_file(workspace, start.id), &list.to_bytes())
}

/// Adds a member, or gives a member new keys.
pub fn add(workspace: &Workspace, id: &str, arguments: &AddArguments) -> Result<String> {
    let list = read_draft(workspace, id)?;
    let institution = workspace.institution(&arguments.institution).ok_or_else(|| {
        hinted(
            format!("there is no institution `{}` in this workspace", arguments.institution),
            format!("write its profile to institutions/{}.toml", arguments.institution),
        )
    })?;
    let own = institution.slug == workspace.institution.slug;
    let store = key::store(workspace)?;
    let keys = keys_of(&arguments.keys, &store, Role::DataIntegrity, own)?;
    let status_keys = keys_of(&arguments.status_keys, &store, Role::Status, own)?;
    let log_keys = keys_of(&arguments.log_keys, &store, Role::Log, own)?;
    let certificates = if arguments.certificates.is_empty() {
        let active = if own { store.active(Role::Seal).ok() } else { None };
        active.and_then(|record| record.certificate().cloned()).into_iter().collect()
    } else {
        certificates::read_all(&arguments.certificates, &institution.organization_id)?
    };
    let from = time(arguments.from.as_deref())?;
    let at = from.unwrap_or_else(now);
    // A seal key of the workspace seals from the moment it is taken in, before the list can name its certificate.
    let sealing = store.active(Role::Seal).ok().filter(|record| {
        let chain = record.chain().map(CertificateChain::certificates).unwrap_or_default();
        own && from.is_none() && certificates.iter().all(|certificate| chain.contains(certificate))
    });
    let who = Selector::new(&institution.organization_id);
    let Some(entity) = list.entity_by_legal_id(&institution.organization_id) else {
        let told_of = member(workspace, institution, arguments)?;
        let member = Member { issuing_keys: keys, status_keys, log_keys, certificates, ..told_of };
        let changed = list.with_member(&member, at).map_err(told)?;
        files::write(&draft_file(workspace, id), &changed.to_bytes())?;
        return Ok(format!("{} is a member", institution.slug));
    };
    let mut changed = list.clone();
    let mut done = Vec::new();
    // One period follows the other: what holds from earlier comes first.
    let of_workspace = own && from.is_none() && arguments.certificates.is_empty();
    let mut binds: Vec<(Timestamp, Vec<Certificate>)> = if of_workspace {
        let unlisted = unlisted(&store, entity)?.into_iter();
        unlisted.map(|record| (record.created, record.certificate().cloned().into_iter().collect())).collect()
    } else if certificates.is_empty() {
        Vec::new()
    } else {
        vec![(sealing.map_or(at, |record| record.created), certificates)]
    };
    let made = store.active(Role::DataIntegrity).ok().filter(|_| own).map(|record| record.created);
    let later = binds.split_off(binds.partition_point(|(created, _)| made.is_some_and(|made| *created < made)));
    changed = certified(changed, &institution.organization_id, binds, &mut done)?;
    let roles = [
        (ServiceKind::Issuance, Role::DataIntegrity, keys, arguments.keys.is_empty()),
        (ServiceKind::StatusList, Role::Status, status_keys, arguments.status_keys.is_empty()),
        (ServiceKind::Log, Role::Log, log_keys, arguments.log_keys.is_empty()),
    ];
    for (kind, role, keys, of_workspace) in roles {
        let entity = changed.entity_by_legal_id(&institution.organization_id);
        let current = entity.and_then(|entity| entity.service(kind)).map(|service| &service.current);
        if keys.is_empty() || current.is_some_and(|period| period.identity.keys == keys) {
            continue;
        }
        // A key of the workspace seals from the moment it is made, before the list can name it.
        let made = if own && of_workspace { store.active(role).ok().map(|record| record.created) } else { None };
        let since = match (from, made, current) {
            (Some(from), _, _) => from,
            (None, Some(made), Some(period)) => made.max(period.from),
            _ => at,
        };
        changed = changed.with_keys(&who, kind, &keys, since).map_err(told)?;
        done.push("has its new keys");
    }
    changed = certified(changed, &institution.organization_id, later, &mut done)?;
    if !(arguments.eqf.is_empty() && arguments.field.is_empty() && arguments.on_behalf_of.is_empty()) {
        let current = entity.service(ServiceKind::Issuance).and_then(|service| service.current.scope.clone());
        let mut scope = current.unwrap_or_default();
        let given = member(workspace, institution, arguments)?.scope;
        scope.eqf_levels = given.eqf_levels.or(scope.eqf_levels);
        scope.isced_f = given.isced_f.or(scope.isced_f);
        if !given.on_behalf_of.is_empty() {
            scope.on_behalf_of = given.on_behalf_of;
        }
        changed = changed.with_scope(&who, &scope, at).map_err(told)?;
        done.push("has its new scope");
    }
    files::write(&draft_file(workspace, id), &changed.to_bytes())?;
    done.dedup();
    let done = if done.is_empty() { "is as it was".to_owned() } else { done.join(" and ") };
    Ok(format!("{} {done}", institution.slug))
}

/// The list with these certificates of the member, one after the other, each from its time on.
fn certified(
    mut list: AllianceList,
    legal_id: &str,
    binds: Vec<(Timestamp, Vec<Certificate>)>,
    done: &mut Vec<&str>,
) -> Result<AllianceList> {
    for (from, certificates) in binds {
        let entity = list.entity_by_legal_id(legal_id);
        let current = entity.and_then(|entity| entity.service(ServiceKind::Issuance)).map(|service| &service.current);
        if current.is_some_and(|period| period.identity.certificates == certificates) {
            continue;
        }
        let since = current.map_or(from, |period| from.max(period.from));
        list = list.with_certificates(&Selector::new(legal_id), &certificates, since).map_err(told)?;
        done.push("has its new certificates");
    }
    Ok(list)
}

/// The seal keys of the workspace that the list does not know, the earliest first: those that were replaced before it
/// came to name them sealed credentials, too. One that an authority on the list vouches for is known.
fn unlisted(store: &KeyStore, entity: &Entity) -> Result<Vec<KeyRecord>> {
    let current = entity.service(ServiceKind::Issuance).map(|service| service.current.identity.certificates.as_slice());
    let mut records = store.list().map_err(key::told)?;
    records.retain(|record| {
        let chain = record.chain().map(CertificateChain::certificates).unwrap_or_default();
        let known = match chain.first() {
            Some(_) if record.is_active() => chain.iter().any(|one| current.unwrap_or_default().contains(one)),
            Some(leaf) => entity.seal_binding(leaf, chain).is_some(),
            None => true,
        };
        record.role == Role::Seal && !known
    });
    records.sort_by_key(|record| record.created);
    Ok(records)
}

fn member(workspace: &Workspace, institution: &Institution, arguments: &AddArguments) -> Result<Member> {
    let some = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
    let on_behalf_of = arguments
        .on_behalf_of
        .iter()
        .map(|body| workspace.institution(body).map_or_else(|| body.clone(), |known| known.organization_id.clone()));
    let country = crate::vocabulary::country_alpha2(institution.country)
        .with_context(|| format!("the country of {} has no code of two letters", institution.slug))?;
    Ok(Member {
        names: institution.legal_name.iter().map(|(language, name)| (language.to_string(), name.to_owned())).collect(),
        legal_ids: vec![institution.organization_id.clone()],
        country: country.to_owned(),
        homepage: institution.homepage.as_ref().map(ToString::to_string),
        dids: institution.did.iter().filter(|did| did.is_web()).cloned().collect(),
        scope: Scope {
            profiles: None,
            types: None,
            eqf_levels: (!arguments.eqf.is_empty()).then(|| arguments.eqf.clone()),
            isced_f: some(&arguments.field),
            on_behalf_of: on_behalf_of.collect(),
        },
        ..Member::default()
    })
}

/// The keys that were given; for the own institution else those of the workspace that are active.
fn keys_of(given: &[String], store: &KeyStore, role: Role, own: bool) -> Result<Vec<String>> {
    if !given.is_empty() || !own {
        return Ok(given.to_vec());
    }
    let record = store.active(role).map_err(key::told)?;
    Ok(record.verifying_key().iter().map(crate::crypto::VerifyingKey::to_multikey).collect())
}

fn withdraw(workspace: &Workspace, id: &str, arguments: &WithdrawArguments) -> Result<String> {
    let list = read_draft(workspace, id)?;
    let known = workspace.institution(&arguments.member);
    let who =
        Selector::new(known.map_or(arguments.member.as_str(), |institution| institution.organization_id.as_str()));
    let at = now();
    let standing = match (arguments.suspend, arguments.grant) {
        (true, _) => Standing::Suspended,
        (_, true) => Standing::Granted,
        _ => Standing::Withdrawn,
    };
    let since = time(arguments.since.as_deref())?;
    let (changed, done) = match (&arguments.compromised_key, &arguments.compromised_certificate) {
        (Some(key), _) => (list.with_compromised_key(&who, key, since, at), "compromised key"),
        (None, Some(file)) => {
            let certificate = certificates::read(file)?;
            (list.with_compromised_certificate(&who, &certificate, since, at), "compromised certificate")
        }
        (None, None) => (list.with_standing(&who, standing, at), standing.name()),
    };
    files::write(&draft_file(workspace, id), &changed.map_err(told)?.to_bytes())?;
    Ok(format!("{}: {done}", arguments.member))
}

fn time(text: Option<&str>) -> Result<Option<Timestamp>> {
    let time = text.map(Timestamp::parse).transpose();
    time.map_err(|error| hinted(error.to_string(), "write it in UTC, such as 2026-06-30T12:00:00Z"))
}

/// Numbers, dates, signs and publishes the list.
pub fn sign(workspace: &Workspace, id: &str, days: i64, secrets: &dyn Secrets) -> Result<AllianceList> {
    let list = read_draft(workspace, id)?;
    let at = now();
    let list = list.reissued(at, days).map_err(told)?;
    let key = key::store(workspace)?.unlock_list(secrets).map_err(key::told)?;
    let signed = key.sign_list(&list.to_bytes(), at)?;
    let root = TrustRoot::parse(&files::read(&root_file(workspace, id), limits::DESCRIPTOR_BYTES_MAX)?)?;
    open_list(&root, signed.as_bytes()).map_err(|error| {
        hinted(
            format!("the signed list would not be accepted: {error}"),
            format!("the root file {} has to pin the list key", root_file(workspace, id).display()),
        )
    })?;
    files::write(&draft_file(workspace, id), &list.to_bytes())?;
    files::write(&signed_file(workspace, id), signed.as_bytes())?;
    PublicationFolder::new(workspace.public()).write(&Document::TrustList(id.to_owned()), signed.as_bytes())?;
    Ok(list)
}

fn told(error: EditError) -> anyhow::Error {
    let hint = match &error {
        EditError::NoSuchMember { .. } => "`elmseal trust show` names the members",
        EditError::NoSuchCertificate { .. } => "`elmseal trust show` tells which certificates bind it",
        EditError::NotAKey { .. } => "`elmseal key list` shows keys in this form",
        _ => return error.into(),
    };
    hinted(error.to_string(), hint)
}

/// The list that is meant: the one that was named, or the only one.
fn list_id(workspace: &Workspace, named: Option<&str>) -> Result<String> {
    let folder = workspace.root.join("trust");
    let mut ids = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(&folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            ids.extend(name.strip_suffix(".root.json").map(str::to_owned));
        }
    }
    ids.sort();
    if let Some(id) = named {
        return match ids.iter().any(|known| known == id) {
            true => Ok(id.to_owned()),
            false => Err(hinted(
                format!("there is no list `{id}` in this workspace"),
                format!("name one of: {}; or start it with `elmseal trust new`", ids.join(", ")),
            )),
        };
    }
    match ids.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(hinted("there is no list in this workspace", "start one with `elmseal trust new ID`")),
        several => Err(hinted("there are several lists", format!("name one: {}", several.join(", ")))),
    }
}

fn read_draft(workspace: &Workspace, id: &str) -> Result<AllianceList> {
    let path = draft_file(workspace, id);
    let bytes = files::read(&path, limits::TRUST_LIST_BYTES_MAX)?;
    AllianceList::parse(&bytes).with_context(|| format!("{} is not a list", path.display()))
}

fn root_file(workspace: &Workspace, id: &str) -> PathBuf {
    workspace.root.join("trust").join(format!("{id}.root.json"))
}

fn draft_file(workspace: &Workspace, id: &str) -> PathBuf {
    workspace.root.join("trust").join(format!("{id}.json"))
}

fn signed_file(workspace: &Workspace, id: &str) -> PathBuf {
    workspace.root.join("trust").join(format!("{id}.jwt"))
}
