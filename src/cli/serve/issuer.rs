//! `elmseal serve issuer`: the interface by which other systems issue credentials.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

use super::{Secured, bind, log, token};
use crate::claim::{Asking, Telling};
use crate::cli::Common;
use crate::cli::exit::{Ending, hinted};
use crate::cli::key;
use crate::cli::output::{note, say};
use crate::config::{ClaimCode, ClaimSettings, SystemEntropy, Workspace, now};
use crate::crypto::SigningKey;
use crate::descriptor::types::Institution;
use crate::http::{Door, Measured, Operations, Patience};
use crate::issue::StatusWish;
use crate::issuer::{Admission, Claims, Clerk, IssuerService, Listeners, Premises, Profile, serve_until_signal};
use crate::jose::{Algorithm, SealSigner};
use crate::jsonld::Contexts;
use crate::keys::{DataIntegrityKey, KeyStore, KeysError, LogKey, Role, Secrets, StatusKey};
use crate::limits;
use crate::model::entropy::draw;
use crate::model::ids::{Did, random_uuid};
use crate::oid4vci::{Configuration, CredentialIssuer};
use crate::publish::PublicationFolder;

/// Where to listen, and what to serve.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Address and port for the systems that issue
    #[arg(long, default_value = "127.0.0.1:8081")]
    pub admin: SocketAddr,
    /// Address and port for everybody: what is published
    #[arg(long, default_value = "127.0.0.1:8082")]
    pub public: SocketAddr,
    /// Also serve measurements for Prometheus, at /metrics of this address and port; let the public not reach it
    #[arg(long, value_name = "ADDRESS")]
    pub metrics: Option<SocketAddr>,
    #[command(flatten)]
    pub secured: Secured,
    /// State that a proxy in front speaks TLS: without it, tokens are taken in clear on this machine alone
    #[arg(long)]
    pub behind_tls_proxy: bool,
    /// Which credentials get an entry on the status lists, where the request does not say
    #[arg(long, value_enum, default_value_t)]
    pub status: Status,
    /// For conformance suites on this machine: keys and a ledger of its own that are thrown away, issuer did:key, no token, the
    /// context of examples
    #[arg(long)]
    pub conformance: bool,
}

/// Which credentials get a status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Status {
    /// All
    #[default]
    Always,
    /// Those whose request asks for it
    Asked,
}

/// Runs it.
pub fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    refuse_danger(arguments)?;
    let workspace = common.open_workspace()?;
    if workspace.claims.as_ref().is_some_and(ClaimSettings::is_in_clear) && !arguments.public.ip().is_loopback() {
        return Err(hinted(
            "`base` of [claims] is an http address of this machine, and others can reach the service",
            "write the https address of the service, or listen on 127.0.0.1 to try it out",
        ));
    }
    let tls = arguments.secured.read()?;
    let (premises, admission, profile) = match arguments.conformance {
        true => (for_suites(&workspace)?, Admission::Anybody, Profile::Conformance),
        false => (premises(&workspace, common)?, Admission::Tokens(token::file(&workspace)), Profile::Strict),
    };
    let _thrown_away = arguments.conformance.then(|| ThrownAway(premises.ledger.with_file_name("")));
    if let Admission::Tokens(file) = &admission
        && !file.exists()
    {
        note!("nobody has a token yet: make one with `elmseal serve token new NAME`");
    }
    let issuer = premises.institution.did.as_ref().map(ToString::to_string).unwrap_or_default();
    let publications = premises.folder.dir().to_owned();
    let admin = Door { listener: bind(arguments.admin)?, tls: tls.clone() };
    let public = Door { listener: bind(arguments.public)?, tls: tls.clone() };
    let metrics = arguments.metrics.map(bind).transpose()?;
    log();
    let scheme = if tls.is_some() { "https" } else { "http" };
    say!("issuing as {issuer} on {scheme}://{}/ (stop with Ctrl-C)", admin.listener.local_addr()?);
    say!("serving what is published on {scheme}://{}/", public.listener.local_addr()?);
    if arguments.conformance {
        say!(
            "for conformance suites alone: nothing of it is the institution's; what is published lies in {}",
            publications.display()
        );
    }
    if let Some(metrics) = &metrics {
        say!("measurements on http://{}/metrics", metrics.local_addr()?);
    }
    let wallets = if arguments.conformance { None } else { wallets(&workspace, &premises) };
    if let Some(wallets) = &wallets {
        say!("wallets know the issuer as {}", wallets.id);
    }
    let claims = if arguments.conformance { None } else { claims(&workspace, &premises) };
    let service = IssuerService {
        base: url::Url::parse(&premises.base).context("the base was checked when the workspace was read")?,
        clerk: Arc::new(Clerk::begin(premises, Box::new(SystemEntropy))?),
        admission,
        profile,
        status: match arguments.status {
            Status::Always => StatusWish::Stated,
            Status::Asked => StatusWish::LeftOut,
        },
        publications,
        claims,
        wallets,
        clock: Arc::new(now),
        patience: Patience::default(),
    };
    let operations = Operations {
        trusted_proxies: workspace.serve.trusted_proxies.clone(),
        checks_per_minute: limits::ISSUES_PER_MINUTE,
        report_signer: None,
        measured: Arc::new(Measured::default()),
    };
    serve_until_signal(Listeners { admin, public, metrics }, service, operations)?;
    Ok(Ending::Done)
}

/// Tokens are not taken in clear from afar, and nobody from afar issues without one.
fn refuse_danger(arguments: &Arguments) -> Result<()> {
    let Arguments { admin, public, secured, behind_tls_proxy, conformance, .. } = arguments;
    let here = admin.ip().is_loopback();
    if *conformance && !(here && public.ip().is_loopback()) {
        return Err(hinted(
            "--conformance is refused for a service that others can reach: it issues for whoever asks",
            "listen on 127.0.0.1, or leave it out",
        ));
    }
    if !here && !secured.is_wished() && !behind_tls_proxy {
        return Err(hinted(
            format!("tokens would be sent to {admin} in clear"),
            "name --tls-cert and --tls-key, or state with --behind-tls-proxy that a proxy in front speaks TLS",
        ));
    }
    Ok(())
}

/// Ledger, publications and unlocked keys of the workspace.
fn premises(workspace: &Workspace, common: &Common) -> Result<Premises> {
    if workspace.institution.did.is_none() {
        let slug = &workspace.institution.slug;
        return Err(hinted(
            format!("the institution `{slug}` has no DID, and so cannot issue"),
            "write `did = \"did:web:…\"` in `[institution]` of elmseal.toml",
        ));
    }
    let store = key::store(workspace)?;
    let secrets = common.secrets();
    Ok(Premises {
        institution: workspace.institution.clone(),
        institutions: workspace.institutions.clone(),
        mandate: workspace.mandate.clone(),
        base: workspace.base.clone(),
        contexts: Contexts::without_examples().clone(),
        ledger: workspace.ledger(),
        list_entries: workspace.lists.entries,
        folder: PublicationFolder::new(workspace.public()),
        records: store.list().map_err(key::told)?,
        valid_days: workspace.lists.valid_days,
        data_integrity: store.unlock_data_integrity(&secrets).map_err(key::told)?,
        status: store.unlock_status(&secrets).map_err(key::told)?,
        log: store.unlock_log(&secrets).map_err(key::told)?,
        seal: seal_for_wallets(workspace, &store, &secrets)?,
    })
}

/// The e-seal, if learners come with wallets and it is of the kind that they read: ES256.
fn seal_for_wallets(
    workspace: &Workspace,
    store: &KeyStore,
    secrets: &dyn Secrets,
) -> Result<Option<Box<dyn SealSigner>>> {
    if workspace.claims.is_none() {
        return Ok(None);
    }
    match store.active(Role::Seal) {
        Ok(record) if record.algorithm == Some(Algorithm::Es256) => {
            Ok(Some(Box::new(store.unlock_seal(secrets).map_err(key::told)?)))
        }
        Ok(_) => {
            note!("the e-seal does not sign with ES256, so that wallets get badges alone");
            Ok(None)
        }
        Err(KeysError::NoActiveKey { .. }) => {
            note!("there is no e-seal, so that wallets get badges alone: `elmseal key import seal`");
            Ok(None)
        }
        Err(error) => Err(key::told(error)),
    }
}

/// The pages behind claim links, if the workspace makes any.
fn claims(workspace: &Workspace, premises: &Premises) -> Option<Arc<Claims>> {
    let settings = workspace.claims.as_ref()?;
    let asking = if workspace.mail.is_some() { Asking::ByMail } else { Asking::Elsewhere };
    let telling = match settings.code {
        ClaimCode::Page => Telling::Page,
        ClaimCode::Registrar => Telling::Registrar,
    };
    let terms = (settings.base.as_str(), settings.valid_days);
    let ledger = premises.ledger.clone();
    Some(Arc::new(Claims::new(&premises.institution, ledger, &premises.base, terms, (asking, telling))))
}

/// How wallets know the issuer, if the workspace makes links for learners.
fn wallets(workspace: &Workspace, premises: &Premises) -> Option<Arc<CredentialIssuer>> {
    let claims = workspace.claims.as_ref()?;
    let names = premises.institution.legal_name.iter();
    let sealed = |one: &Configuration| premises.seal.is_some() || *one != Configuration::LearningCredential;
    Some(Arc::new(CredentialIssuer {
        id: claims.base.clone(),
        names: names.map(|(language, name)| (language.to_string(), name.to_owned())).collect(),
        offered: Configuration::ALL.into_iter().filter(sealed).collect(),
    }))
}

/// What conformance suites write into: a new folder below the workspace, and keys that live as long as the process. What is
/// issued there is not by the institution, and never stands in its ledger.
fn for_suites(workspace: &Workspace) -> Result<Premises> {
    let mut entropy = SystemEntropy;
    let folder = workspace.root.join("conformance").join(random_uuid(&mut entropy).to_string());
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let seed: [u8; 32] = draw(&mut entropy);
    let key = || Box::new(SigningKey::from_seed(&seed));
    let public = key().verifying_key();
    let did = public.to_did_key();
    let method = format!("{did}#{}", public.to_multikey());
    let did = Did::parse(&did).context("a did:key is a DID")?;
    let institution = Institution { did: Some(did), ..workspace.institution.clone() };
    Ok(Premises {
        institutions: vec![institution.clone()],
        institution,
        mandate: None,
        base: workspace.base.clone(),
        contexts: Contexts::embedded().clone(),
        ledger: folder.join("ledger.db"),
        list_entries: workspace.lists.entries,
        folder: PublicationFolder::new(folder.join("public")),
        records: Vec::new(),
        valid_days: workspace.lists.valid_days,
        data_integrity: DataIntegrityKey::new(key(), method.clone()),
        status: StatusKey::new(key(), method),
        log: LogKey::new(Box::new(SigningKey::generate(&mut entropy))),
        seal: None,
    })
}

/// A folder that goes when the service has ended; that of the suites goes with the last of them.
struct ThrownAway(PathBuf);

impl Drop for ThrownAway {
    fn drop(&mut self) {
        if let Err(fault) = std::fs::remove_dir_all(&self.0) {
            note!("{} was not removed: {fault}", self.0.display());
        }
        // Stays where another service is at work in it.
        drop(self.0.parent().map(std::fs::remove_dir));
    }
}
