//! `[mail]`: the server that takes letters with links.

use super::workspace::FILE;
use crate::descriptor::tree::Node;
use crate::model::fault::Faults;

/// How letters leave. The password is never here: it comes from a file or from `ELMSEAL_MAIL_PASSWORD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub tls: MailTls,
    /// Whom letters come from, such as `Registrar <registrar@uni.example>`.
    pub from: String,
    /// Who gets the answers, if somebody else.
    pub reply_to: Option<String>,
    /// By which name the server knows us, if it wants to.
    pub user: Option<String>,
}

/// How a connection to a mail server is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// Not at all: a server on this machine.
    None,
    /// By STARTTLS, without which nothing is sent.
    StartTls,
    /// From the first byte on.
    Tls,
}

impl MailTls {
    const ALL: [(&'static str, Self, u16); 3] =
        [("starttls", Self::StartTls, 587), ("tls", Self::Tls, 465), ("none", Self::None, 25)];
}

/// Keys of `[mail]`, for suggestions.
pub(super) const KEYS: &[&str] = &["from", "host", "port", "reply_to", "tls", "user"];

/// Reads the table; what is wrong with it is among `faults`.
pub(super) fn read(table: &Node, faults: &mut Faults) -> Option<MailSettings> {
    let mut fault = |node: &Node, code, what: String, fix: &str| faults.fault(code, node.at.place(FILE), what, fix);
    let text = |key: &str| table.get(key).and_then(Node::scalar).filter(|text| !text.is_empty()).map(str::to_owned);
    let mailbox = |text: &str| text.parse::<lettre::message::Mailbox>().is_ok();
    const FROM: &str = "write an address, such as from = \"Registrar <registrar@uni.example>\"";
    let mut sound = true;
    for (key, code, fix) in [
        ("host", "bad-host", "name the server that takes mail, such as host = \"mail.uni.example\""),
        ("from", "bad-address", FROM),
    ] {
        if text(key).is_none() {
            fault(table, code, format!("`[mail]` has no `{key}`"), fix);
            sound = false;
        }
    }
    for key in ["from", "reply_to"] {
        if let Some(node) = table.get(key).filter(|node| !node.scalar().is_some_and(mailbox)) {
            fault(node, "bad-address", format!("`{key}` is no mail address"), FROM);
            sound = false;
        }
    }
    let (tls, usual) = match table.get("tls") {
        None => (MailTls::StartTls, 587),
        Some(node) => match MailTls::ALL.iter().find(|(word, ..)| node.scalar() == Some(word)) {
            Some((_, tls, port)) => (*tls, *port),
            None => {
                let fix = "write \"starttls\" or \"tls\", or \"none\" for a server on this machine";
                fault(node, "bad-tls", "`tls` is none of these".to_owned(), fix);
                return None;
            }
        },
    };
    let host = text("host").unwrap_or_default();
    let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if tls == MailTls::None && !here {
        let what = format!("letters would be sent to {host} in clear, with their links");
        fault(
            table.get("tls").unwrap_or(table),
            "bad-tls",
            what,
            "leave out `tls`, or send by a server on this machine",
        );
        sound = false;
    }
    let port = match table.get("port") {
        None => usual,
        Some(node) => match node.scalar().and_then(|text| text.parse().ok()).filter(|port| *port > 0) {
            Some(port) => port,
            None => {
                fault(node, "bad-port", "`port` is no port".to_owned(), "write a number, such as 587, or leave it out");
                return None;
            }
        },
    };
    let from = text("from").unwrap_or_default();
    sound.then(|| MailSettings { host, port, tls, from, reply_to: text("reply_to"), user: text("user") })
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests write files")]
mod tests {
    use super::*;
    use crate::config::{ConfigError, Workspace};

    const BEFORE: &str = "base = \"https://mc.uni.example\"\n[institution]\nslug = \"uniovi\"\nlegal_name = \"Example\"\n\
                          organization_id = \"VATES-EXAMPLE1\"\ncountry = \"ESP\"\ntime_zone = \"Europe/Madrid\"\n";

    fn open(mail: &str) -> Result<Option<MailSettings>, Vec<&'static str>> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE), format!("{BEFORE}{mail}")).expect("a file");
        match Workspace::open(folder.path()) {
            Ok(workspace) => Ok(workspace.mail),
            Err(ConfigError::Faults { faults, .. }) => Err(faults.iter().map(|fault| fault.code).collect()),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn settings_are_read_or_refused() {
        assert_eq!(open("").expect("settings"), None);
        let least = "[mail]\nhost = \"mail.uni.example\"\nfrom = \"Registrar <registrar@uni.example>\"\n";
        let read = open(least).expect("settings").expect("mail");
        assert_eq!((read.port, read.tls, read.user, read.reply_to), (587, MailTls::StartTls, None, None));
        assert_eq!(open(&format!("{least}tls = \"tls\"\n")).expect("settings").map(|it| it.port), Some(465));
        let here = "[mail]\nhost = \"127.0.0.1\"\nfrom = \"a@b.example\"\ntls = \"none\"\nport = 2525\n";
        assert_eq!(open(here).expect("settings").map(|it| (it.port, it.tls)), Some((2525, MailTls::None)));
        for (text, codes) in [
            ("[mail]\n", vec!["bad-host", "bad-address"]),
            (&*format!("{least}tls = \"none\"\n"), vec!["bad-tls"]),
            (&*format!("{least}tls = \"ssl\"\n"), vec!["bad-tls"]),
            (&*format!("{least}port = 0\n"), vec!["bad-port"]),
            (&*format!("{least}reply_to = \"nobody\"\n"), vec!["bad-address"]),
            (&*format!("{least}password = \"x\"\n"), vec!["unknown-key"]),
        ] {
            assert_eq!(open(text).expect_err(text), codes, "{text}");
        }
    }
}
