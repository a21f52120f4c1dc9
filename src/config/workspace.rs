//! A workspace: the folder with `elmseal.toml`, and what is in it.
#![expect(clippy::disallowed_methods, reason = "the workspace's files enter here")]

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::claims::{self, ClaimSettings};
use super::mail::{self, MailSettings};
use super::seal::{self, SealSettings};
use super::serve::{self, ServeSettings};
use crate::descriptor::tree::{self, Node};
use crate::descriptor::types::{Institution, Mandate};
use crate::descriptor::{self, RuleSets};
use crate::limits::{DESCRIPTOR_BYTES_MAX, STATUS_LIST_BYTES_MAX, STATUS_LIST_ENTRIES_MIN, TRUST_LIST_BYTES_MAX};
use crate::model::fault::{Faults, Place};
use crate::trust::{ReadError, TrustRoot};
use crate::verify::{ListAnchor, ListSource};

/// The file that makes a folder a workspace.
pub const FILE: &str = "elmseal.toml";

/// Why a workspace cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// What stands in its files is not right.
    #[error("the workspace {} has faults", root.display())]
    Faults {
        /// The folder.
        root: PathBuf,
        /// What is wrong.
        faults: Faults,
    },
    /// There is none here.
    #[error("there is no workspace at {}", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// There is no certificate where those of authorities were to be.
    #[error("{} has no certificate that can be read", path.display())]
    NoCertificate {
        /// The file or folder.
        path: PathBuf,
    },
    /// A root file is not one.
    #[error("{}: {error}", path.display())]
    Root {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: ReadError,
    },
    /// A file of it cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// A list that this workspace trusts: `[[trust]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustFiles {
    /// The root file, which pins the keys of the list.
    pub root: PathBuf,
    /// The signed list: a file, or an `https:` address. Unless it is named, it lies beside the root file as `<id>.jwt`.
    pub list: Option<String>,
}

impl TrustFiles {
    /// Reads root and list for a verifier; a list that is an address is fetched when it is needed.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Unreadable`] or [`ConfigError::Root`].
    pub fn anchor(&self) -> Result<ListAnchor, ConfigError> {
        let root = TrustRoot::parse(&read_file(&self.root)?)
            .map_err(|error| ConfigError::Root { path: self.root.clone(), error })?;
        let source = match &self.list {
            Some(address) if address.starts_with("https:") => ListSource::Url(address.clone()),
            Some(file) => ListSource::Bytes(read_bounded(Path::new(file), TRUST_LIST_BYTES_MAX)?),
            None => {
                let beside = self.root.with_file_name(format!("{}.jwt", root.list));
                ListSource::Bytes(read_bounded(&beside, TRUST_LIST_BYTES_MAX)?)
            }
        };
        Ok(ListAnchor { root, source })
    }
}

/// How status lists and the documents beside them are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lists {
    /// Entries of a status list.
    pub entries: usize,
    /// Days for which a status list or checkpoint holds.
    pub valid_days: u16,
}

/// A workspace whose files have been read and checked.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Its folder.
    pub root: PathBuf,
    /// The publication base, without a slash at its end.
    pub base: String,
    /// The institution that seals.
    pub institution: Institution,
    /// All institutions that descriptors may name, the sealing one first.
    pub institutions: Vec<Institution>,
    /// The alliance's rule sets: those of the program and those of `rules/`.
    pub rule_sets: RuleSets,
    /// The mandate to seal for others, if there is one.
    pub mandate: Option<Mandate>,
    /// The lists that it trusts.
    pub trust: Vec<TrustFiles>,
    /// How it makes lists.
    pub lists: Lists,
    /// Days after which copies of the ledger are to be deleted.
    pub backup_days: u16,
    /// How it seals Europass credentials.
    pub seal: SealSettings,
    /// How links to awards are made, if they are.
    pub claims: Option<ClaimSettings>,
    /// How letters leave, if they do.
    pub mail: Option<MailSettings>,
    /// How its public service is run.
    pub serve: ServeSettings,
    /// Whether it was made by `elmseal demo`: only then demonstration keys are taken.
    pub demonstration: bool,
}

impl Workspace {
    /// Opens the workspace in `root`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`], with all faults of all its files at once.
    pub fn open(root: &Path) -> Result<Self, ConfigError> {
        let path = root.join(FILE);
        if !path.is_file() {
            return Err(ConfigError::Missing { path: root.to_owned() });
        }
        let mut faults = Faults::new();
        let workspace = Reader { root, faults: &mut faults }.read(&path)?;
        match workspace {
            Some(workspace) if !faults.stop() => Ok(workspace),
            _ => Err(ConfigError::Faults { root: root.to_owned(), faults }),
        }
    }

    /// The workspace around `start`: its own folder or one above it.
    #[must_use]
    pub fn find(start: &Path) -> Option<PathBuf> {
        start.ancestors().find(|folder| folder.join(FILE).is_file()).map(Path::to_owned)
    }

    /// The ledger's file.
    #[must_use]
    pub fn ledger(&self) -> PathBuf {
        self.root.join("ledger.db")
    }

    /// The folder of encrypted keys.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// The publication folder.
    #[must_use]
    pub fn public(&self) -> PathBuf {
        self.root.join("public")
    }

    /// The ESCO index, if one was imported.
    #[must_use]
    pub fn esco_index(&self) -> PathBuf {
        self.root.join(super::ESCO_INDEX)
    }

    /// The institution of this slug.
    #[must_use]
    pub fn institution(&self, slug: &str) -> Option<&Institution> {
        self.institutions.iter().find(|institution| institution.slug == slug)
    }
}

struct Reader<'a> {
    root: &'a Path,
    faults: &'a mut Faults,
}

/// Keys of `elmseal.toml`, for suggestions.
const KEYS: &[&str] =
    &["base", "claims", "demonstration", "institution", "ledger", "lists", "mail", "mandate", "seal", "serve", "trust"];

impl Reader<'_> {
    fn read(&mut self, path: &Path) -> Result<Option<Workspace>, ConfigError> {
        let bytes = read_file(path)?;
        let mut tree = match tree::parse(FILE, &bytes) {
            Ok(tree) => tree,
            Err(faults) => {
                self.faults.extend(faults);
                return Ok(None);
            }
        };
        let institution = match tree.take("institution") {
            Some(mut node) => {
                let slug = node.take("slug");
                let slug = slug.as_ref().and_then(Node::scalar).unwrap_or("institution");
                let (institution, faults) = descriptor::read_institution_table(FILE, slug, &node);
                self.faults.extend(faults);
                institution.map(|institution| with_logo(institution, self.root)).transpose()?
            }
            None => {
                self.fault(
                    "missing-key",
                    "there is no `[institution]`",
                    "add the profile of the institution that seals",
                );
                None
            }
        };
        let base = self.base(&tree);
        let mut institutions: Vec<Institution> = institution.iter().cloned().collect();
        for (slug, path) in self.files("institutions")? {
            if institutions.iter().any(|known| known.slug == slug) {
                continue;
            }
            let (partner, faults) = descriptor::read_institution(&name_of(&path), &read_file(&path)?);
            self.faults.extend(faults);
            let folder = path.parent().unwrap_or(self.root);
            institutions.extend(partner.map(|partner| with_logo(partner, folder)).transpose()?);
        }
        let mut rule_sets = RuleSets::embedded();
        for (_, path) in self.files("rules")? {
            if let Err(faults) = rule_sets.add(&name_of(&path), &read_file(&path)?) {
                self.faults.extend(faults);
            }
        }
        let zone = institution.as_ref().map_or("UTC", |institution| institution.time_zone.as_str());
        let mandate = tree.take("mandate").and_then(|node| {
            let (mandate, faults) = descriptor::read_mandate_table(FILE, zone, &node);
            self.faults.extend(faults);
            mandate
        });
        let trust = tree.take("trust").map(|node| self.trust(&node)).unwrap_or_default();
        let lists = self.lists(tree.take("lists").as_ref());
        let backup_days = self.backup_days(tree.take("ledger").as_ref());
        let seal = match tree.take("seal") {
            Some(node) => {
                self.unknown(&node, seal::KEYS);
                seal::read(self.root, &node, self.faults)?
            }
            None => SealSettings::default(),
        };
        let claims = tree.take("claims").map(|node| {
            self.unknown(&node, claims::KEYS);
            claims::read(&node, base.as_deref().unwrap_or_default(), self.faults)
        });
        let mail = tree.take("mail").and_then(|node| {
            self.unknown(&node, mail::KEYS);
            mail::read(&node, self.faults)
        });
        let serve = match tree.take("serve") {
            Some(node) => {
                self.unknown(&node, serve::KEYS);
                serve::read(&node, self.faults)
            }
            None => ServeSettings::default(),
        };
        let demonstration = tree.get("demonstration").is_some_and(|node| node.value == tree::Value::Bool(true));
        self.unknown(&tree, KEYS);
        let (Some(institution), Some(base)) = (institution, base) else { return Ok(None) };
        let root = self.root.to_owned();
        Ok(Some(Workspace {
            root,
            base,
            institution,
            institutions,
            rule_sets,
            mandate,
            trust,
            lists,
            backup_days,
            seal,
            claims,
            mail,
            serve,
            demonstration,
        }))
    }

    fn base(&mut self, tree: &Node) -> Option<String> {
        const FIX: &str = "write the address below which documents are published, such as `https://mc.uni.example`";
        let Some(node) = tree.get("base") else {
            self.fault("missing-key", "there is no `base`", FIX);
            return None;
        };
        let text = node.scalar().unwrap_or_default().trim_end_matches('/');
        let fine = url::Url::parse(text).is_ok_and(|url| {
            url.scheme() == "https" && url.has_host() && url.query().is_none() && url.fragment().is_none()
        });
        if !fine {
            self.fault_at(node, "bad-base", format!("`base` is `{text}`, which is no https address"), FIX);
            return None;
        }
        Some(text.to_owned())
    }

    fn trust(&mut self, node: &Node) -> Vec<TrustFiles> {
        let mut files = Vec::new();
        for item in node.items() {
            self.unknown(item, &["root", "list"]);
            let Some(root) = item.get("root").and_then(Node::scalar) else {
                self.fault_at(
                    item,
                    "missing-key",
                    "`[[trust]]` has no `root`",
                    "name the root file, which pins the list's keys",
                );
                continue;
            };
            let list = item.get("list").and_then(Node::scalar).map(|list| {
                let address = list.starts_with("https:");
                if address { list.to_owned() } else { self.root.join(list).to_string_lossy().into_owned() }
            });
            files.push(TrustFiles { root: self.root.join(root), list });
        }
        files
    }

    fn lists(&mut self, node: Option<&Node>) -> Lists {
        let mut lists = Lists { entries: STATUS_LIST_ENTRIES_MIN, valid_days: 7 };
        let Some(node) = node else { return lists };
        self.unknown(node, &["entries", "valid_days"]);
        if let Some(at) = node.get("entries") {
            match at.scalar().and_then(|text| text.parse::<usize>().ok()) {
                Some(entries)
                    if (STATUS_LIST_ENTRIES_MIN..=STATUS_LIST_BYTES_MAX * 8).contains(&entries) && entries % 8 == 0 =>
                {
                    lists.entries = entries;
                }
                _ => {
                    let fix = format!("write a multiple of 8 of at least {STATUS_LIST_ENTRIES_MIN}, or leave it out");
                    let what = "`entries` is too small for the learners' privacy, or longer than verifiers read";
                    self.fault_at(at, "bad-list-size", what, fix);
                }
            }
        }
        if let Some(at) = node.get("valid_days") {
            match at.scalar().and_then(|text| text.parse::<u16>().ok()) {
                Some(days @ 1..=31) => lists.valid_days = days,
                _ => self.fault_at(at, "bad-validity", "`valid_days` is not from 1 to 31", "write 7, or leave it out"),
            }
        }
        lists
    }

    fn backup_days(&mut self, node: Option<&Node>) -> u16 {
        const DEFAULT: u16 = 90;
        let Some(node) = node else { return DEFAULT };
        self.unknown(node, &["backup_days"]);
        let Some(at) = node.get("backup_days") else { return DEFAULT };
        match at.scalar().and_then(|text| text.parse::<u16>().ok()) {
            Some(days @ 1..=3660) => days,
            _ => {
                let fix = "write after how many days copies of the ledger are deleted, such as 90, or leave it out";
                self.fault_at(at, "bad-retention", "`backup_days` is not from 1 to 3660", fix);
                DEFAULT
            }
        }
    }

    /// Files of a subfolder that have one of the endings of descriptors, by name.
    fn files(&self, folder: &str) -> Result<Vec<(String, PathBuf)>, ConfigError> {
        let folder = self.root.join(folder);
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let unreadable = |source| ConfigError::Unreadable { path: folder.clone(), source };
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            if matches!(ending, "toml" | "yaml" | "yml" | "json")
                && let Some(stem) = path.file_stem().and_then(|stem| stem.to_str())
            {
                found.push((stem.to_owned(), path.clone()));
            }
        }
        found.sort();
        Ok(found)
    }

    fn unknown(&mut self, node: &Node, known: &[&str]) {
        for entry in node.entries().iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let nearest = known.iter().min_by_key(|key| strsim::damerau_levenshtein(&entry.key, key));
            let fix = nearest.map_or_else(String::new, |nearest| format!("did you mean `{nearest}`?"));
            let what = format!("`{}` is not a key here", entry.key);
            self.faults.fault("unknown-key", entry.at.place(FILE), what, fix);
        }
    }

    fn fault(&mut self, code: &'static str, what: &str, fix: &str) {
        self.faults.fault(code, Place::File { file: FILE.to_owned() }, what, fix);
    }

    fn fault_at(&mut self, node: &Node, code: &'static str, what: impl Into<String>, fix: impl Into<String>) {
        self.faults.fault(code, node.at.place(FILE), what, fix);
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The institution with the logo that its profile names.
fn with_logo(mut institution: Institution, folder: &Path) -> Result<Institution, ConfigError> {
    if let Some(name) = &institution.logo_path {
        institution.logo = Some(read_file(&folder.join(name))?.into());
    }
    Ok(institution)
}

fn read_file(path: &Path) -> Result<Vec<u8>, ConfigError> {
    read_bounded(path, DESCRIPTOR_BYTES_MAX)
}

fn read_bounded(path: &Path, bytes_max: usize) -> Result<Vec<u8>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > bytes_max as u64 {
        return Err(unreadable(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "it is too long")));
    }
    std::fs::read(path).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of the faults of a workspace with this `elmseal.toml`.
    fn check(settings: &str, expected: &[&str]) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE), settings).expect("a file");
        let found: Vec<_> = match Workspace::open(folder.path()) {
            Ok(_) => Vec::new(),
            Err(ConfigError::Faults { faults, .. }) => faults.iter().map(|fault| fault.code).collect(),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(found, expected, "{settings}");
    }

    const INSTITUTION: &str = "[institution]\nslug = \"uniovi\"\nlegal_name = \"Example\"\n\
                               organization_id = \"VATES-EXAMPLE1\"\ncountry = \"ESP\"\ntime_zone = \"Europe/Madrid\"\n";
    const BASE: &str = "base = \"https://mc.uni.example\"\n";

    #[test]
    fn settings_are_right_or_their_faults_are_named() {
        check(&format!("{BASE}{INSTITUTION}"), &[]);
        check(INSTITUTION, &["missing-key"]);
        check(BASE, &["missing-key"]);
        check(&format!("base = \"http://mc.uni.example\"\n{INSTITUTION}"), &["bad-base"]);
        check(&format!("bsae = 1\n{BASE}{INSTITUTION}"), &["unknown-key"]);
        check(
            &format!("{BASE}{INSTITUTION}[lists]\nentries = 8\nvalid_days = 60\n"),
            &["bad-list-size", "bad-validity"],
        );
        check(&format!("{BASE}{INSTITUTION}[lists]\nentries = 134217728\n"), &[]);
        check(&format!("{BASE}{INSTITUTION}[lists]\nentries = 134217736\n"), &["bad-list-size"]);
        check(&format!("{BASE}{INSTITUTION}[[trust]]\nlist = \"a.jwt\"\n"), &["missing-key"]);
        check(&format!("{BASE}{BASE}{INSTITUTION}"), &["duplicate-key"]);
    }

    #[test]
    fn a_folder_without_settings_is_no_workspace() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(Workspace::open(folder.path()), Err(ConfigError::Missing { .. })));
        assert_eq!(Workspace::find(folder.path()), None);
    }
}
