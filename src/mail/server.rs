//! One mail server, command by command (RFC 5321): at which a refusal comes says what it means.

use std::time::{Duration, SystemTime};

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use zeroize::Zeroizing;

use crate::claim::Letter;
use crate::config::{MailSettings, MailTls};
use crate::limits::{MAIL_REASON_CHARS_MAX, MAIL_SECONDS_MAX};
use crate::model::time::Timestamp;

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undelivered {
    /// It may be taken later.
    Later {
        /// What the server said.
        reason: String,
    },
    /// No mail of ours is taken: the sender or the password is refused.
    NotTaken {
        /// What the server said.
        reason: String,
    },
    /// This one is not taken, now or later.
    Refused {
        /// What the server said.
        reason: String,
    },
    /// There is no connection to be had.
    Unreachable {
        /// Why.
        reason: String,
    },
}

/// A mail to be sent.
#[derive(Debug)]
pub struct Mail<'a> {
    /// Where to.
    pub to: &'a str,
    /// The learner's name.
    pub name: &'a str,
    /// What names it, before the `@`.
    pub id: String,
    /// What it says.
    pub letter: Letter,
    /// Its date.
    pub at: Timestamp,
}

/// A server, with a connection that serves for many mails.
pub struct MailServer {
    settings: MailSettings,
    password: Option<Zeroizing<String>>,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    connection: Option<SmtpConnection>,
}

impl MailServer {
    /// The server of `settings`; nothing is connected yet. `None` when an address in them is none.
    #[must_use]
    pub fn new(settings: &MailSettings, password: Option<Zeroizing<String>>) -> Option<Self> {
        Some(Self {
            from: settings.from.parse().ok()?,
            reply_to: settings.reply_to.as_deref().map(str::parse).transpose().ok()?,
            settings: settings.clone(),
            password,
            connection: None,
        })
    }

    /// Hands a mail over; returns when the server has taken it.
    ///
    /// # Errors
    ///
    /// [`Undelivered`].
    pub fn send(&mut self, mail: &Mail<'_>) -> Result<(), Undelivered> {
        let Ok(to) = mail.to.parse::<Address>() else {
            return Err(Undelivered::Refused { reason: "the address has no form that mail can be sent to".to_owned() });
        };
        let message = self.message(mail, &to)?;
        let connection = self.begun()?;
        if let Err(error) = connection.command(Rcpt::new(to, Vec::new())) {
            return Err(self.failed(&error));
        }
        if let Err(error) = connection.command(Data) {
            return Err(self.failed(&error));
        }
        match connection.message(&message) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// A connection on which the sender was accepted. One that the server has closed meanwhile is opened anew: nothing of the
    /// mail has left.
    fn begun(&mut self) -> Result<&mut SmtpConnection, Undelivered> {
        let sender = || MailFrom::new(Some(self.from.email.clone()), Vec::new());
        let kept = self.connection.take().and_then(|mut kept| kept.command(sender()).is_ok().then_some(kept));
        let connection = match kept {
            Some(kept) => kept,
            None => {
                let mut new = self.connect()?;
                match new.command(sender()) {
                    Ok(_) => new,
                    Err(error) if error.is_permanent() => return Err(Undelivered::NotTaken { reason: said(&error) }),
                    Err(error) => return Err(Undelivered::Unreachable { reason: said(&error) }),
                }
            }
        };
        Ok(self.connection.insert(connection))
    }

    fn connect(&self) -> Result<SmtpConnection, Undelivered> {
        let MailSettings { host, port, tls, user, .. } = &self.settings;
        let unreachable = |error: SmtpError| Undelivered::Unreachable { reason: said(&error) };
        let parameters = || TlsParameters::new(host.clone()).map_err(unreachable);
        let name = ClientId::default();
        let from_the_start = (*tls == MailTls::Tls).then(parameters).transpose()?;
        let patience = Some(Duration::from_secs(MAIL_SECONDS_MAX));
        let address = (host.as_str(), *port);
        let mut connection = SmtpConnection::connect(address, patience, &name, from_the_start.as_ref(), None);
        if let Ok(connection) = &mut connection
            && *tls == MailTls::StartTls
        {
            connection.starttls(&parameters()?, &name).map_err(unreachable)?;
        }
        let mut connection = connection.map_err(unreachable)?;
        if let (Some(user), Some(password)) = (user, &self.password) {
            let credentials = Credentials::new(user.clone(), password.to_string());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).map_err(|error| {
                let reason = said(&error);
                if error.is_permanent() || error.is_client() {
                    Undelivered::NotTaken { reason }
                } else {
                    Undelivered::Unreachable { reason }
                }
            })?;
        }
        Ok(connection)
    }

    /// What an error after the sender means. The connection goes on only where the server answered.
    fn failed(&mut self, error: &SmtpError) -> Undelivered {
        let answered = error.is_permanent() || error.is_transient();
        self.connection =
            self.connection.take().filter(|_| answered).and_then(|mut kept| kept.command(Rset).is_ok().then_some(kept));
        let reason = said(error);
        if error.is_permanent() { Undelivered::Refused { reason } } else { Undelivered::Later { reason } }
    }

    /// The mail as it is sent: plain text, and the same in HTML.
    fn message(&self, mail: &Mail<'_>, to: &Address) -> Result<Vec<u8>, Undelivered> {
        let Letter { subject, text, html } = &mail.letter;
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(mail.at.unix().try_into().unwrap_or_default());
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(mail.name.to_owned()), to.clone()))
            .subject(subject.clone())
            .date(at)
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())));
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.clone());
        }
        let part = |kind: ContentType, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
        let parts = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, text))
            .singlepart(part(ContentType::TEXT_HTML, html));
        let refused = |error: lettre::error::Error| Undelivered::Refused { reason: error.to_string() };
        Ok(message.multipart(parts).map_err(refused)?.formatted())
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // It is over anyway.
            drop(connection.quit());
        }
    }
}

/// What went wrong, on one line and not too long: it is kept in the ledger.
fn said(error: &SmtpError) -> String {
    let mut whole = error.to_string();
    if let Some(cause) = std::error::Error::source(error)
        && !whole.contains(&cause.to_string())
    {
        whole = format!("{whole}: {cause}");
    }
    let mut said: String =
        whole.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAIL_REASON_CHARS_MAX).collect();
    if whole.chars().nth(MAIL_REASON_CHARS_MAX).is_some() {
        said.push('…');
    }
    said
}
