//! `[serve]`: how the public service is run.

use std::path::PathBuf;

use super::workspace::FILE;
use crate::descriptor::tree::{Node, Value};
use crate::limits;
use crate::model::fault::Faults;
use crate::model::network::Network;

/// The settings of the public service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeSettings {
    /// The proxies whose word counts on where a request comes from.
    pub trusted_proxies: Vec<Network>,
    /// How many checks one address may ask for in a minute.
    pub checks_per_minute: u32,
    /// The socket of the signer of reports, as it was written: from the workspace's folder, if it is not absolute.
    pub report_signer: Option<PathBuf>,
}

impl Default for ServeSettings {
    fn default() -> Self {
        Self {
            trusted_proxies: Network::loopback().to_vec(),
            checks_per_minute: limits::CHECKS_PER_MINUTE,
            report_signer: None,
        }
    }
}

/// Keys of `[serve]`, for suggestions.
pub(super) const KEYS: &[&str] = &["checks_per_minute", "report_signer", "trusted_proxies"];

/// Reads the table; what is wrong with it is among `faults`.
pub(super) fn read(table: &Node, faults: &mut Faults) -> ServeSettings {
    let mut settings = ServeSettings::default();
    if let Some(node) = table.get("trusted_proxies") {
        settings.trusted_proxies.clear();
        let list = matches!(node.value, Value::List(_));
        for item in node.items() {
            match item.scalar().map(Network::parse) {
                Some(Ok(network)) => settings.trusted_proxies.push(network),
                wrong => {
                    let why = wrong.and_then(Result::err).map_or("it is no text".to_owned(), |error| error.to_string());
                    let fix = "write addresses or networks, such as [\"127.0.0.1\", \"10.0.0.0/8\"]";
                    faults.fault("bad-proxy", item.at.place(FILE), format!("`trusted_proxies`: {why}"), fix);
                }
            }
        }
        if !list {
            let fix = "write trusted_proxies = [\"10.0.0.0/8\"], or [] for none";
            faults.fault("bad-proxy", node.at.place(FILE), "`trusted_proxies` is no list".to_owned(), fix);
        }
    }
    if let Some(node) = table.get("checks_per_minute") {
        match node.scalar().and_then(|text| text.parse().ok()).filter(|count| (1..=1_000_000).contains(count)) {
            Some(count) => settings.checks_per_minute = count,
            None => {
                let what = "`checks_per_minute` is no number from 1 to 1000000".to_owned();
                faults.fault("bad-limit", node.at.place(FILE), what, "write a whole number, such as 120");
            }
        }
    }
    if let Some(node) = table.get("report_signer") {
        match node.scalar().filter(|text| !text.is_empty()) {
            Some(path) => settings.report_signer = Some(PathBuf::from(path)),
            None => {
                let fix = "write the path of a socket, such as report_signer = \"signer.sock\"";
                faults.fault("bad-socket", node.at.place(FILE), "`report_signer` is no path".to_owned(), fix);
            }
        }
    }
    settings
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests write files")]
mod tests {
    use super::*;
    use crate::config::{ConfigError, Workspace};

    const BEFORE: &str = "base = \"https://mc.uni.example\"\n[institution]\nslug = \"uniovi\"\nlegal_name = \"Example\"\n\
                          organization_id = \"VATES-EXAMPLE1\"\ncountry = \"ESP\"\ntime_zone = \"Europe/Madrid\"\n";

    fn open(serve: &str) -> Result<ServeSettings, Vec<(&'static str, String)>> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE), format!("{BEFORE}{serve}")).expect("a file");
        match Workspace::open(folder.path()) {
            Ok(workspace) => Ok(workspace.serve),
            Err(ConfigError::Faults { faults, .. }) => {
                Err(faults.iter().map(|fault| (fault.code, fault.place.to_string())).collect())
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn settings_are_read_or_refused_with_their_place() {
        assert_eq!(open("").expect("settings"), ServeSettings::default());
        assert_eq!(open("[serve]\n").expect("settings"), ServeSettings::default());
        let all =
            "[serve]\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\nchecks_per_minute = 7\nreport_signer = \"s\"\n";
        let networks = ["10.0.0.0/8", "::1"].map(|text| Network::parse(text).expect("a network"));
        let expected =
            ServeSettings { trusted_proxies: networks.to_vec(), checks_per_minute: 7, report_signer: Some("s".into()) };
        assert_eq!(open(all).expect("settings"), expected);
        assert_eq!(open("[serve]\ntrusted_proxies = []\n").expect("settings").trusted_proxies, []);
        for (text, code) in [
            ("trusted_proxies = [\"proxy\"]", "bad-proxy"),
            ("trusted_proxies = [\"10.0.0.1/8\"]", "bad-proxy"),
            ("trusted_proxies = [true]", "bad-proxy"),
            ("trusted_proxies = \"10.0.0.1\"", "bad-proxy"),
            ("checks_per_minute = 0", "bad-limit"),
            ("checks_per_minute = \"many\"", "bad-limit"),
            ("report_signer = []", "bad-socket"),
            ("trusted = []", "unknown-key"),
        ] {
            let found = open(&format!("[serve]\n{text}\n")).expect_err(text);
            assert_eq!(found[0].0, code, "{text}");
            assert!(found[0].1.starts_with("elmseal.toml:9:"), "{text}: {}", found[0].1);
        }
    }
}
