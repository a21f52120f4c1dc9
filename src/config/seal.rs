//! `[seal]` of `elmseal.toml`: how Europass credentials are sealed, and whose certificates count.
#![expect(clippy::disallowed_methods, reason = "the certificates of authorities enter here")]

use std::path::{Path, PathBuf};

use super::FILE;
use super::workspace::ConfigError;
use crate::descriptor::tree::{Node, Value};
use crate::jose::Algorithm;
use crate::jose::jades::{Level, SealTrust, SigningTime};
use crate::limits::CERTIFICATES_FILE_BYTES_MAX;
use crate::model::fault::Faults;
use crate::pki::Certificate;

/// The forms in which awards may leave, as they are named in the settings and on the command line.
pub const FORMATS: [&str; 5] = ["elm", "europass", "badge", "badge-jwt", "uploadable"];

/// How Europass credentials are sealed.
#[derive(Debug, Clone)]
pub struct SealSettings {
    /// The level that is wished.
    pub level: Level,
    /// The algorithm that the key must sign with, if it is to be a certain one.
    pub algorithm: Option<Algorithm>,
    /// Where time stamps are had.
    pub time_stamp_authority: Option<String>,
    /// How the time of sealing is said.
    pub signing_time: SigningTime,
    /// Whether credentials say where their status is published.
    pub status: StatusStated,
    /// The forms that are issued where the command names none.
    pub formats: Vec<String>,
    /// Whose seals and time stamps count, for the own ones and for those that are verified here.
    pub trust: SealTrust,
}

/// Whether credentials say where their status is published.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StatusStated {
    /// They do not.
    No,
    /// They do.
    #[default]
    Yes,
}

impl Default for SealSettings {
    fn default() -> Self {
        Self {
            level: Level::B,
            algorithm: None,
            time_stamp_authority: None,
            signing_time: SigningTime::Iat,
            status: StatusStated::Yes,
            formats: vec!["elm".to_owned()],
            trust: SealTrust::default(),
        }
    }
}

/// Keys of `[seal]`, for suggestions.
pub(super) const KEYS: &[&str] = &[
    "algorithm",
    "authorities",
    "formats",
    "level",
    "signing_time",
    "status",
    "time_stamp_authorities",
    "time_stamp_authority",
];

/// Reads the table; what is wrong with it is among `faults`.
pub(super) fn read(root: &Path, table: &Node, faults: &mut Faults) -> Result<SealSettings, ConfigError> {
    let mut settings = SealSettings::default();
    let mut fault = |node: &Node, code, what: String, fix: &str| {
        faults.fault(code, node.at.place(FILE), what, fix);
    };
    if let Some(node) = table.get("level") {
        match node.scalar().and_then(Level::from_short_name) {
            Some(level) => settings.level = level,
            None => fault(node, "bad-level", shown("level", node), "write \"b\", \"t\", \"lt\" or \"lta\""),
        }
    }
    if let Some(node) = table.get("algorithm") {
        settings.algorithm = node.scalar().and_then(Algorithm::from_name);
        if settings.algorithm.is_none() {
            let fix = "write \"RS256\", \"PS256\", \"ES256\" or \"ES384\", or leave it out: the key knows its own";
            fault(node, "bad-algorithm", shown("algorithm", node), fix);
        }
    }
    if let Some(node) = table.get("signing_time") {
        match node.scalar() {
            Some("iat") => settings.signing_time = SigningTime::Iat,
            Some("sigT") => settings.signing_time = SigningTime::SigT,
            _ => {
                let fix = "write \"iat\", as the standard asks since July 2025, or \"sigT\" for readers that are older";
                fault(node, "bad-signing-time", shown("signing_time", node), fix);
            }
        }
    }
    if let Some(node) = table.get("status") {
        match node.value {
            Value::Bool(true) => settings.status = StatusStated::Yes,
            Value::Bool(false) => settings.status = StatusStated::No,
            _ => fault(node, "bad-status", shown("status", node), "write true or false, without quotation marks"),
        }
    }
    if let Some(node) = table.get("formats") {
        settings.formats.clear();
        for item in node.items() {
            match item.scalar().filter(|name| FORMATS.contains(name)) {
                Some(name) if !settings.formats.iter().any(|known| known == name) => {
                    settings.formats.push(name.to_owned());
                }
                Some(_) => {}
                None => fault(
                    item,
                    "bad-format",
                    shown("formats", item),
                    "name some of elm, europass, badge, badge-jwt, uploadable",
                ),
            }
        }
        if settings.formats.is_empty() {
            let fix = "write formats = [\"elm\", \"europass\"], or leave it out";
            fault(node, "bad-format", "`formats` names none".to_owned(), fix);
        }
    }
    if let Some(node) = table.get("time_stamp_authority") {
        let url = node.scalar().unwrap_or_default();
        let fine = url::Url::parse(url)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty());
        if fine {
            settings.time_stamp_authority = Some(url.to_owned());
        } else {
            let fix = "write the address of the authority's RFC 3161 service, such as \"http://tsa.example/tsr\"";
            fault(node, "bad-time-stamp-authority", shown("time_stamp_authority", node), fix);
        }
    } else if settings.level > Level::B {
        let node = table.get("level").unwrap_or(table);
        let what = format!("level \"{}\" needs time stamps, and no authority is named", settings.level.short_name());
        let fix = "add time_stamp_authority = \"http://…\", or write level = \"b\"";
        fault(node, "no-time-stamp-authority", what, fix);
    }
    settings.trust.authorities = certificates(root, table.get("authorities"), faults)?;
    settings.trust.time_stamp_authorities = certificates(root, table.get("time_stamp_authorities"), faults)?;
    Ok(settings)
}

/// The certificates of a file or folder that was named outside of a workspace.
///
/// # Errors
///
/// [`ConfigError::Unreadable`], [`ConfigError::NoCertificate`].
pub fn authorities(path: &Path) -> Result<Vec<Certificate>, ConfigError> {
    let none = |path: &Path| ConfigError::NoCertificate { path: path.to_owned() };
    let files = files(path)?;
    if files.is_empty() {
        return Err(none(path));
    }
    let mut found = Vec::new();
    for file in files {
        found.extend(read_certificates(&file)?.ok_or_else(|| none(&file))?);
    }
    Ok(found)
}

fn shown(key: &str, node: &Node) -> String {
    match node.scalar() {
        Some(text) => format!("`{key}` is \"{text}\""),
        None => format!("`{key}` has not the form that it must have"),
    }
}

/// The certificates of the files and folders that a key names: PEM, or one in DER.
fn certificates(root: &Path, node: Option<&Node>, faults: &mut Faults) -> Result<Vec<Certificate>, ConfigError> {
    let mut found: Vec<Certificate> = Vec::new();
    let Some(node) = node else { return Ok(found) };
    let items: Vec<&Node> = if node.scalar().is_some() { vec![node] } else { node.items().iter().collect() };
    for item in items {
        let path = root.join(item.scalar().unwrap_or_default());
        let mut fault = |what: String| {
            let fix = "name a PEM file with certificates of authorities, or a folder of such files";
            faults.fault("bad-authorities", item.at.place(FILE), what, fix);
        };
        let files = files(&path)?;
        if files.is_empty() {
            fault(format!("there is no certificate at {}", path.display()));
        }
        for file in files {
            match read_certificates(&file)? {
                Some(certificates) => {
                    for certificate in certificates {
                        if !found.contains(&certificate) {
                            found.push(certificate);
                        }
                    }
                }
                None => fault(format!("{} has no certificate that can be read", file.display())),
            }
        }
    }
    Ok(found)
}

/// The file itself, or the files of a folder that look like certificates, by name.
fn files(path: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if file.is_file() && matches!(ending, "pem" | "crt" | "cer" | "der") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

fn read_certificates(path: &Path) -> Result<Option<Vec<Certificate>>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    if std::fs::metadata(path).map_err(unreadable)?.len() > CERTIFICATES_FILE_BYTES_MAX as u64 {
        return Ok(None);
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    if let Ok(certificate) = Certificate::from_der(&bytes) {
        return Ok(Some(vec![certificate]));
    }
    Ok(Certificate::from_pem_bundle(&bytes).ok().filter(|certificates| !certificates.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Workspace;

    const BEFORE: &str = "base = \"https://mc.uni.example\"\n[institution]\nslug = \"uniovi\"\nlegal_name = \"Example\"\n\
                          organization_id = \"VATES-EXAMPLE1\"\ncountry = \"ESP\"\ntime_zone = \"Europe/Madrid\"\n[seal]\n";

    fn open(seal: &str) -> Result<SealSettings, Vec<(&'static str, String)>> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE), format!("{BEFORE}{seal}")).expect("a file");
        std::fs::create_dir(folder.path().join("empty")).expect("a folder");
        std::fs::write(folder.path().join("text.pem"), "nothing").expect("a file");
        match Workspace::open(folder.path()) {
            Ok(workspace) => Ok(workspace.seal),
            Err(ConfigError::Faults { faults, .. }) => {
                Err(faults.iter().map(|fault| (fault.code, fault.place.to_string())).collect())
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn settings_are_read_or_refused_with_their_place() {
        let plain = open("").expect("settings");
        assert_eq!((plain.level, plain.signing_time, plain.status), (Level::B, SigningTime::Iat, StatusStated::Yes));
        assert_eq!(plain.formats, ["elm"]);
        let all = open(
            "level = \"lta\"\nalgorithm = \"PS256\"\ntime_stamp_authority = \"http://tsa.example/tsr\"\n\
             signing_time = \"sigT\"\nstatus = false\nformats = [\"elm\", \"europass\", \"elm\"]\n",
        )
        .expect("settings");
        assert_eq!(
            (all.level, all.algorithm, all.signing_time),
            (Level::Lta, Some(Algorithm::Ps256), SigningTime::SigT)
        );
        assert_eq!(all.time_stamp_authority.as_deref(), Some("http://tsa.example/tsr"));
        assert_eq!((all.status, all.formats), (StatusStated::No, vec!["elm".to_owned(), "europass".to_owned()]));
        for (text, code) in [
            ("level = \"x\"", "bad-level"),
            ("level = \"t\"", "no-time-stamp-authority"),
            ("algorithm = \"none\"", "bad-algorithm"),
            ("signing_time = \"now\"", "bad-signing-time"),
            ("status = \"false\"", "bad-status"),
            ("formats = [\"pdf\"]", "bad-format"),
            ("formats = []", "bad-format"),
            ("time_stamp_authority = \"ftp://tsa.example\"", "bad-time-stamp-authority"),
            ("time_stamp_authority = \"http://user@tsa.example\"", "bad-time-stamp-authority"),
            ("authorities = \"missing.pem\"", "bad-authorities"),
            ("authorities = [\"empty\"]", "bad-authorities"),
            ("time_stamp_authorities = \"text.pem\"", "bad-authorities"),
            ("levle = \"b\"", "unknown-key"),
        ] {
            let found = open(text).expect_err(text);
            assert_eq!(found[0].0, code, "{text}");
            assert!(found[0].1.starts_with("elmseal.toml:9:"), "{text}: {}", found[0].1);
        }
    }
}
