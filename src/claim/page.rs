//! The pages behind a claim link. Texts are escaped by the templates; there is no inline script and no inline style.

use askama::Template;

use super::preview::{File, Preview};
use super::qr::{self, Code};
use crate::model::time::Timestamp;
use crate::render::html::Page;
use crate::render::words::{Filling, Piece, Text, Words};

/// The institution, as the pages name it.
#[derive(Debug, Clone)]
pub struct House {
    /// Its name.
    pub name: Text,
    /// Its e-mail address or its page, as a link and as it is shown.
    pub contact: Option<(String, String)>,
}

/// Whether somebody who has a link that opens nothing can ask for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// By a button: a mail goes to the address on file.
    ByMail,
    /// Only by asking the institution.
    Elsewhere,
}

/// Who tells a learner the code that the wallet asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// The page that shows the offer.
    Page,
    /// The institution, by another way.
    Registrar,
}

/// How far an offer to a wallet came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The wallet said that it has it.
    Added,
    /// The wallet said that it failed, or that its user deleted it.
    Failed,
    /// A wallet fetched the offer.
    Contacted,
    /// A credential was handed out.
    Issued,
    /// Nothing happened yet.
    Waiting,
}

impl Progress {
    /// The word for scripts.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Failed => "failed",
            Self::Contacted => "contacted",
            Self::Issued => "issued",
            Self::Waiting => "waiting",
        }
    }

    /// The message for people.
    fn message(self) -> &'static str {
        match self {
            Self::Added => "claim-progress-added",
            Self::Failed => "claim-progress-failed",
            Self::Contacted => "claim-progress-contacted",
            Self::Issued => "claim-progress-issued",
            Self::Waiting => "claim-progress-waiting",
        }
    }

    /// The words for it.
    #[must_use]
    pub fn words(self, words: Words) -> String {
        words.text(self.message())
    }
}

/// What can be done about a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wallet {
    /// It was handed out by this link: another device needs another link.
    Done(Timestamp),
    /// An offer can be made; how far the last one came.
    Ready(Option<Progress>),
    /// Not while the credential is suspended.
    Withheld,
}

/// A public link that the learner opened.
#[derive(Debug, Clone)]
pub struct Share {
    /// Since when.
    pub since: Timestamp,
    /// The link and LinkedIn's, if they can be shown here.
    pub links: Option<(String, String)>,
}

/// What was just done, said at the top of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Nothing.
    Nothing,
    /// A public link was opened.
    Shared,
    /// All public links were withdrawn.
    Unshared,
}

/// What the page of an open link shows.
#[derive(Debug)]
pub struct Open<'a> {
    /// The page.
    pub page: &'a Page,
    /// The institution.
    pub house: &'a House,
    /// What was awarded.
    pub preview: Preview,
    /// The address of the claim below the root, such as `claim/<token>`.
    pub path: &'a str,
    /// Until when the link holds.
    pub until: Timestamp,
    /// What can be done about a wallet; nothing where the issuer serves none.
    pub wallet: Option<Wallet>,
    /// The link that tells wallets of the VC API where they get it (an interaction URL); nothing where the issuer serves none.
    pub interaction: Option<&'a str>,
    /// Whether another link can be asked for.
    pub asking: Asking,
    /// The forms in which it can be had.
    pub files: Vec<File>,
    /// The public links.
    pub shares: Vec<Share>,
    /// What was just done.
    pub done: Done,
}

#[derive(Template)]
#[template(path = "claim.html")]
struct OpenPage<'a> {
    page: &'a Page,
    it: &'a Open<'a>,
    drawn: Option<Code>,
    words: Words,
}

impl OpenPage<'_> {
    fn lead(&self) -> Vec<Piece> {
        let until = self.words.date(self.it.until);
        let name = [self.it.house.name.clone()];
        let fillings = [("institution", Filling::Foreign(&name)), ("date", Filling::Own(&until))];
        self.words.pieces("claim-lead", &fillings)
    }

    fn on(&self, id: &str, at: &Timestamp) -> String {
        self.words.with(id, "date", &self.words.date(*at))
    }

    fn has(&self, file: &str) -> bool {
        self.it.files.iter().any(|one| one.name() == file)
    }

    /// The address of something below the claim.
    fn at(&self, below: &str) -> String {
        self.page.link(&format!("{}{below}", self.it.path))
    }
}

/// The page of an open link.
#[must_use]
pub fn open(it: &Open<'_>) -> String {
    rendered(&OpenPage {
        page: it.page,
        drawn: it.interaction.and_then(qr::code),
        words: Words::new(it.page.locale),
        it,
    })
}

/// What the page of an offer says of the code that the wallet asks for.
#[derive(Debug, Clone, Copy)]
pub enum AskedCode<'a> {
    /// Nothing.
    None,
    /// The code itself.
    Shown(&'a str),
    /// Who tells it.
    ToldBy(&'a House),
}

/// An offer to a wallet, as it is shown.
#[derive(Debug)]
pub struct Offered<'a> {
    /// The page.
    pub page: &'a Page,
    /// The title of what is offered.
    pub title: Text,
    /// The address of the claim below the root.
    pub path: &'a str,
    /// The link that opens a wallet, which is in the code as well; none on a page that only says how far it came.
    pub link: Option<&'a str>,
    /// What the wallet asks for.
    pub code: AskedCode<'a>,
    /// Until when the offer holds.
    pub until: Timestamp,
    /// How far it came.
    pub progress: Progress,
}

#[derive(Template)]
#[template(path = "claim-offer.html")]
struct OfferPage<'a> {
    page: &'a Page,
    it: &'a Offered<'a>,
    drawn: Option<Code>,
    words: Words,
}

impl OfferPage<'_> {
    fn until(&self) -> String {
        self.words.with("claim-offer-until", "date", &self.words.date(self.it.until))
    }

    fn at(&self, below: &str) -> String {
        self.page.link(&format!("{}{below}", self.it.path))
    }

    fn told_by(&self, house: &House) -> Vec<Piece> {
        let name = [house.name.clone()];
        self.words.pieces("claim-told", &[("institution", Filling::Foreign(&name))])
    }

    fn progress(&self) -> String {
        self.it.progress.words(self.words)
    }

    /// The words for each state, for the script.
    fn said(&self, state: Progress) -> String {
        state.words(self.words)
    }
}

/// The page of an offer, and that of its progress.
#[must_use]
pub fn offered(it: &Offered<'_>) -> String {
    rendered(&OfferPage { page: it.page, drawn: it.link.and_then(qr::code), words: Words::new(it.page.locale), it })
}

/// Why a link opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Its time is over.
    Expired,
    /// The award was replaced.
    Replaced,
    /// The award was revoked.
    Revoked,
    /// Nobody knows it, or its award was erased.
    Unknown,
    /// The institution withdrew it.
    Withdrawn,
}

impl Closed {
    fn messages(self) -> (&'static str, &'static str) {
        match self {
            Self::Expired => ("claim-expired-title", "claim-expired"),
            Self::Replaced => ("claim-replaced-title", "claim-replaced"),
            Self::Revoked => ("claim-revoked-title", "claim-revoked"),
            Self::Unknown => ("claim-unknown-title", "claim-unknown"),
            Self::Withdrawn => ("claim-withdrawn-title", "claim-withdrawn"),
        }
    }
}

#[derive(Template)]
#[template(path = "claim-closed.html")]
struct ClosedPage<'a> {
    page: &'a Page,
    house: &'a House,
    title: &'static str,
    text: &'static str,
    /// Where another link is asked for.
    ask: Option<String>,
    words: Words,
}

impl ClosedPage<'_> {
    fn elsewhere(&self) -> Vec<Piece> {
        let name = [self.house.name.clone()];
        self.words.pieces("claim-ask-institution", &[("institution", Filling::Foreign(&name))])
    }
}

/// The page of a link at `path` that opens nothing.
#[must_use]
pub fn closed(page: &Page, house: &House, why: Closed, asking: Asking, path: &str) -> String {
    let (title, text) = why.messages();
    // Another link would lead to the same.
    let by_mail = asking == Asking::ByMail && why != Closed::Revoked;
    let ask = by_mail.then(|| page.link(&format!("{path}/ask")));
    rendered(&ClosedPage { page, house, title, text, ask, words: Words::new(page.locale) })
}

/// The page that answers whoever asked for another link: the same whatever comes of it.
#[must_use]
pub fn asked(page: &Page, house: &House) -> String {
    let words = Words::new(page.locale);
    rendered(&ClosedPage { page, house, title: "claim-asked-title", text: "claim-asked", ask: None, words })
}

/// The page of a problem with this code: what to do, and whom to ask.
#[must_use]
pub fn problem(page: &Page, house: &House, code: &str) -> String {
    let (title, text) = match code {
        "busy" | "ledger-in-use" | "too-many-requests" | "took-too-long" => ("problem-busy", "problem-busy-do"),
        "not-found" => ("problem-not-found", "claim-unknown"),
        _ => ("problem-internal", "problem-internal-do"),
    };
    rendered(&ClosedPage { page, house, title, text, ask: None, words: Words::new(page.locale) })
}

fn rendered(template: &impl Template) -> String {
    template.render().expect("templates write to a string and call nothing that fails")
}
