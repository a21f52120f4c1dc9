//! `[claims]`: the links by which learners come to their awards.

use std::net::IpAddr;

use url::{Host, Url};

use super::workspace::FILE;
use crate::descriptor::tree::Node;
use crate::limits::{CLAIM_DAYS, CLAIM_DAYS_MAX};
use crate::model::fault::Faults;
use crate::model::time::Timestamp;

/// How links are made. A workspace without `[claims]` makes none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimSettings {
    /// Where the issuer's public service is reached, without a slash at its end: links are below it, and it is how the issuer
    /// is called towards wallets, compared as a text.
    pub base: String,
    /// Days for which a link holds.
    pub valid_days: u16,
    /// Who tells learners the codes that their wallets ask for.
    pub code: ClaimCode,
}

/// Who tells a learner the code that the wallet asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ClaimCode {
    /// The page that shows the offer.
    #[default]
    Page,
    /// The registrar, who has it from `elmseal claim code`: the link alone brings no offer into a wallet.
    Registrar,
}

impl ClaimCode {
    /// What is written in the settings.
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "page" => Some(Self::Page),
            "registrar" => Some(Self::Registrar),
            _ => None,
        }
    }
}

impl ClaimSettings {
    /// The link of a token.
    #[must_use]
    pub fn link(&self, token: &str) -> String {
        format!("{}/claim/{token}", self.base)
    }

    /// From when on a link that is made at `now` opens nothing any more.
    #[must_use]
    pub fn expires(&self, now: Timestamp) -> Timestamp {
        now.plus_seconds(i64::from(self.valid_days) * 86_400)
    }

    /// Whether links lead to this machine in clear, which is for tests alone.
    #[must_use]
    pub fn is_in_clear(&self) -> bool {
        !self.base.starts_with("https:")
    }
}

/// Keys of `[claims]`, for suggestions.
pub(super) const KEYS: &[&str] = &["base", "code", "valid_days"];

/// Reads the table of a workspace that publishes below `publications`; what is wrong with it is among `faults`.
pub(super) fn read(table: &Node, publications: &str, faults: &mut Faults) -> ClaimSettings {
    let mut settings =
        ClaimSettings { base: publications.to_owned(), valid_days: CLAIM_DAYS, code: ClaimCode::default() };
    if let Some(node) = table.get("base") {
        let text = node.scalar().unwrap_or_default();
        match is_base(text) {
            true => text.clone_into(&mut settings.base),
            false => {
                let what =
                    format!("`base` of [claims] is `{text}`, which is no https address without a slash at its end");
                let fix = "write where learners reach `elmseal serve issuer`, such as `https://mc.uni.example`";
                faults.fault("bad-base", node.at.place(FILE), what, fix);
            }
        }
    }
    if let Some(node) = table.get("valid_days") {
        match node.scalar().and_then(|text| text.parse().ok()).filter(|days| (1..=CLAIM_DAYS_MAX).contains(days)) {
            Some(days) => settings.valid_days = days,
            None => {
                let what = format!("`valid_days` of [claims] is no number from 1 to {CLAIM_DAYS_MAX}");
                faults.fault("bad-validity", node.at.place(FILE), what, format!("write {CLAIM_DAYS}, or leave it out"));
            }
        }
    }
    if let Some(node) = table.get("code") {
        match node.scalar().and_then(ClaimCode::from_name) {
            Some(code) => settings.code = code,
            None => {
                let what = format!(
                    "`code` of [claims] is `{}`, which names nobody who tells learners the codes of their wallets",
                    node.scalar().unwrap_or_default()
                );
                let fix = "write `page`, `registrar` (who has codes from `elmseal claim code`), or leave it out";
                faults.fault("bad-code", node.at.place(FILE), what, fix);
            }
        }
    }
    settings
}

/// An https address as texts compare it; http is for services on this machine.
fn is_base(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let here = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return false,
    };
    let plain =
        url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    let same = url.as_str().trim_end_matches('/') == text;
    plain && same && (url.scheme() == "https" || (url.scheme() == "http" && here))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests write files")]
mod tests {
    use super::*;
    use crate::config::{ConfigError, Workspace};

    const BEFORE: &str = "base = \"https://mc.uni.example\"\n[institution]\nslug = \"uniovi\"\nlegal_name = \"Example\"\n\
                          organization_id = \"VATES-EXAMPLE1\"\ncountry = \"ESP\"\ntime_zone = \"Europe/Madrid\"\n";

    fn open(claims: &str) -> Result<Option<ClaimSettings>, Vec<(&'static str, String)>> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE), format!("{BEFORE}{claims}")).expect("a file");
        match Workspace::open(folder.path()) {
            Ok(workspace) => Ok(workspace.claims),
            Err(ConfigError::Faults { faults, .. }) => {
                Err(faults.iter().map(|fault| (fault.code, fault.place.to_string())).collect())
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn settings_are_read_or_refused_with_their_place() {
        assert_eq!(open("").expect("settings"), None);
        let usual =
            ClaimSettings { base: "https://mc.uni.example".into(), valid_days: CLAIM_DAYS, code: ClaimCode::Page };
        assert_eq!(open("[claims]\n").expect("settings"), Some(usual));
        for base in ["https://c.uni.example", "https://uni.example/mc", "http://127.0.0.1:9107", "http://[::1]:80/x"] {
            let read = open(&format!("[claims]\nbase = \"{base}\"\nvalid_days = 30\n"));
            let Some(settings) = read.unwrap_or_default() else { continue };
            assert_eq!((settings.base.as_str(), settings.valid_days), (base, 30));
            assert_eq!(settings.link("t"), format!("{base}/claim/t"));
            assert_eq!(settings.is_in_clear(), base.starts_with("http:"));
        }
        for (name, code) in [("page", ClaimCode::Page), ("registrar", ClaimCode::Registrar)] {
            let settings = open(&format!("[claims]\ncode = \"{name}\"\n")).expect(name);
            assert_eq!(settings.map(|settings| settings.code), Some(code), "{name}");
        }
        for (text, code) in [
            ("base = \"https://mc.uni.example/\"", "bad-base"),
            ("base = \"http://mc.uni.example\"", "bad-base"),
            ("base = \"https://MC.uni.example\"", "bad-base"),
            ("base = \"https://a@mc.uni.example\"", "bad-base"),
            ("base = \"https://mc.uni.example?a\"", "bad-base"),
            ("base = 1", "bad-base"),
            ("valid_days = 0", "bad-validity"),
            ("valid_days = 3651", "bad-validity"),
            ("code = \"Registrar\"", "bad-code"),
            ("code = \"\"", "bad-code"),
            ("code = true", "bad-code"),
            ("code = [\"page\"]", "bad-code"),
            ("days = 3", "unknown-key"),
        ] {
            let found = open(&format!("[claims]\n{text}\n")).expect_err(text);
            assert_eq!(found[0].0, code, "{text}");
            assert!(found[0].1.starts_with("elmseal.toml:9:"), "{text}: {}", found[0].1);
        }
    }
}
