//! The verifier's pages. Texts are escaped by the templates; there is no inline script and no inline style.

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::limits;
use crate::picture::Picture;
use crate::record::{Unsigned, key_of};
use crate::verify::{Decision, Report};

use super::locale::Locale;
use super::view::{Extra, View};
use super::visible::Shown;
use super::words::{Filling, Piece, Text, Words};

/// What every page shows of the service.
#[derive(Debug, Clone)]
pub struct Site {
    /// The service's own name, such as `verify.example.org`: from its configuration, never from a request.
    pub host: String,
    /// The path below which its pages lie: `/`, or such as `/mc/`.
    pub root: String,
}

/// How the language of a page came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// By the parameter `lang`: the page's links keep it.
    Asked,
    /// By what the browser prefers, or by default.
    #[default]
    Preferred,
}

/// Where a page can be had again, as in another language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Address {
    /// At this path and query below the root, without `lang` and `view`.
    At(String),
    /// Nowhere: it answers what was sent, and that was not kept.
    #[default]
    Nowhere,
}

/// What a page needs beside its content.
#[derive(Debug, Clone)]
pub struct Page {
    /// The service.
    pub site: Site,
    /// The language.
    pub locale: Locale,
    /// How that came about.
    pub choice: Choice,
    /// Where the page is.
    pub address: Address,
}

/// A language to switch to.
#[derive(Debug)]
pub struct Switch {
    /// Its tag.
    pub tag: &'static str,
    /// What it calls itself.
    pub name: &'static str,
    /// The page in it.
    pub href: String,
    /// Whether it is the page's own.
    pub is_current: bool,
}

impl Page {
    /// A page in English that is nowhere else.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        Self { site: site.clone(), locale: Locale::En, choice: Choice::Preferred, address: Address::Nowhere }
    }

    /// The same in another language.
    #[must_use]
    pub fn in_language(self, locale: Locale, choice: Choice) -> Self {
        Self { locale, choice, ..self }
    }

    /// The same at an address.
    #[must_use]
    pub fn at(self, address: Address) -> Self {
        Self { address, ..self }
    }

    /// A message without variables.
    #[must_use]
    pub fn t(&self, id: &str) -> String {
        Words::new(self.locale).text(id)
    }

    fn count(&self, id: &str, count: usize) -> String {
        Words::new(self.locale).count(id, count)
    }

    fn kinds(&self) -> String {
        // Names of formats are the same in every language.
        Words::new(self.locale).with("file-hint", "kinds", "JSON-LD, JSON, JWT, SD-JWT, PNG, SVG, PDF")
    }

    /// A message with the service's host in it.
    #[must_use]
    pub fn with_host(&self, id: &str) -> Vec<Piece> {
        let host = [Text::unknown(&self.site.host)];
        Words::new(self.locale).pieces(id, &[("host", Filling::Foreign(&host))])
    }

    /// What a picture is called for whoever does not see it.
    fn picture_alt(&self, number: &usize) -> String {
        Words::new(self.locale).with("picture-alt", "number", &number.to_string())
    }

    /// A message with one text of others in it.
    fn with(&self, id: &str, name: &'static str, text: &str) -> Vec<Piece> {
        Words::new(self.locale).pieces(id, &[(name, Filling::Foreign(&[Text::unknown(text)]))])
    }

    /// An address of the service that keeps a language that was asked for.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        match self.choice {
            Choice::Asked => self.link_in(path, self.locale),
            Choice::Preferred => format!("{}{path}", self.site.root),
        }
    }

    fn link_in(&self, path: &str, locale: Locale) -> String {
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{}{path}{sign}lang={}", self.site.root, locale.tag())
    }

    /// The page's own address, and with another view.
    fn own(&self, view: &str) -> Option<String> {
        let Address::At(path) = &self.address else { return None };
        let sign = if path.contains('?') { '&' } else { '?' };
        let path = if view.is_empty() { path.clone() } else { format!("{path}{sign}view={view}") };
        Some(self.link(&path))
    }

    /// Whether the page is not to be had again.
    #[must_use]
    pub fn is_nowhere(&self) -> bool {
        self.address == Address::Nowhere
    }

    /// The languages to switch to.
    #[must_use]
    pub fn switches(&self) -> Vec<Switch> {
        let path = match &self.address {
            Address::At(path) => path.as_str(),
            Address::Nowhere => "",
        };
        let switch = |locale: Locale| Switch {
            tag: locale.tag(),
            name: locale.own_name(),
            href: self.link_in(path, locale),
            is_current: locale == self.locale,
        };
        Locale::ALL.into_iter().map(switch).collect()
    }
}

#[derive(Template)]
#[template(path = "first.html")]
struct First<'a> {
    page: &'a Page,
}

/// The first page: give a link, a file, a picture or text.
#[must_use]
pub fn first(page: &Page) -> String {
    rendered(&First { page })
}

#[derive(Template)]
#[template(path = "statement.html")]
struct Statement<'a> {
    page: &'a Page,
}

/// What the service does for everybody to be able to use it, and with what it is given.
#[must_use]
pub fn statement(page: &Page) -> String {
    rendered(&Statement { page })
}

#[derive(Template)]
#[template(path = "answer.html")]
struct Answer<'a> {
    page: &'a Page,
    view: View,
    record: String,
    is_signed: bool,
    signature: Vec<Piece>,
    is_record: bool,
}

/// What stands on the page of an answer beside the report.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// What was asked for.
    pub extra: Extra,
    /// The record to keep, with its signature or the reason why there is none.
    pub record: &'a Value,
    /// The credential's pictures, drawn anew.
    pub pictures: &'a [Picture],
    /// How many of its pictures are not shown.
    pub withheld: usize,
}

/// The answer for one document.
#[must_use]
pub fn report(page: &Page, name: Option<&str>, report: &Report, beside: Beside<'_>) -> String {
    let signer = beside.record["signature"].as_str().and_then(|signature| key_of(signature).ok());
    let words = Words::new(page.locale);
    rendered(&Answer {
        page,
        view: View::new(page.locale, name, report)
            .with(beside.extra, report)
            .with_pictures(beside.pictures, beside.withheld),
        record: STANDARD.encode(beside.record.to_string()),
        is_signed: signer.is_some(),
        signature: match signer {
            Some(signer) => words.pieces("report-signed", &[("signer", Filling::Foreign(&[Text::unknown(&signer)]))]),
            None if beside.record["unsigned"] == Unsigned::NoSigner.name() => {
                vec![Piece::Own(words.text("report-unsigned"))]
            }
            None => vec![Piece::Own(words.text("report-unsigned-away"))],
        },
        is_record: beside.extra == Extra::Record,
    })
}

#[derive(Template)]
#[template(path = "answers.html")]
struct Answers<'a> {
    page: &'a Page,
    views: Vec<View>,
    accepted: usize,
    rejected: usize,
    undecided: usize,
    /// The table in base64; nothing if it is too long for a link.
    table: Option<String>,
    is_record: bool,
}

/// The answers for several documents, each with its name; `table` is what they come to for a spreadsheet.
#[must_use]
pub fn reports(page: &Page, reports: &[(String, &Report)], extra: Extra, table: &str) -> String {
    let count = |decision: Decision| reports.iter().filter(|(_, report)| report.decision == decision).count();
    rendered(&Answers {
        page,
        views: reports
            .iter()
            .map(|(name, report)| View::new(page.locale, Some(name), report).with(extra, report).among_others())
            .collect(),
        accepted: count(Decision::Accept),
        rejected: count(Decision::Reject),
        undecided: count(Decision::Undecided),
        table: (table.len() <= limits::TABLE_IN_PAGE_BYTES_MAX).then(|| STANDARD.encode(table)),
        is_record: extra == Extra::Record,
    })
}

/// What a document without a name is called.
#[must_use]
pub fn document_number(page: &Page, number: usize) -> String {
    Words::new(page.locale).with("document-number", "number", &number.to_string())
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Problem<'a> {
    page: &'a Page,
    title: Text,
    todo: Option<String>,
    detail: Option<Shown>,
    instance: &'a str,
}

/// A request that could not be answered; `code` is the problem's, `title` and `detail` its English words.
#[must_use]
pub fn problem(page: &Page, code: &str, title: &str, detail: &str, instance: &str) -> String {
    let words = Words::new(page.locale);
    let known = problem_words(code);
    let own = |id: &str| Text { language: page.locale.tag().to_owned(), text: Shown::new(&words.text(id)) };
    let todo = known.and_then(|(_, todo)| todo).map(|id| words.text(id));
    rendered(&Problem {
        page,
        title: known
            .map_or_else(|| Text { language: Locale::En.tag().to_owned(), text: Shown::new(title) }, |(id, _)| own(id)),
        detail: todo.is_none().then(|| Shown::new(detail)),
        todo,
        instance,
    })
}

/// Messages for the problems that people meet: the title, and what to do unless that depends on the case.
fn problem_words(code: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match code {
        "unreadable-request" => ("problem-unreadable-request", None),
        "nothing-to-check" => ("problem-nothing-to-check", Some("problem-nothing-to-check-do")),
        "not-found" => ("problem-not-found", Some("problem-not-found-do")),
        "too-large" => ("problem-too-large", None),
        "link-not-readable" => ("problem-link-not-readable", Some("problem-link-not-readable-do")),
        "busy" | "too-many-requests" => ("problem-busy", Some("problem-busy-do")),
        "too-slow" => ("problem-too-slow", Some("problem-too-slow-do")),
        "took-too-long" => ("problem-took-too-long", Some("problem-took-too-long-do")),
        "internal" => ("problem-internal", Some("problem-internal-do")),
        _ => return None,
    })
}

fn rendered(template: &impl Template) -> String {
    template.render().expect("templates write to a string and call nothing that fails")
}
