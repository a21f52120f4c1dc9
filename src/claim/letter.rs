//! The letter that brings a learner the links: subject, plain text and simple HTML, in the learner's language.
//!
//! It holds no transaction code: that is shown on the page alone.

use askama::Template;

use crate::model::time::Timestamp;
use crate::render::locale::Locale;
use crate::render::visible::Shown;
use crate::render::words::Words;

/// An award in a letter.
#[derive(Debug, Clone)]
pub struct LetterAward {
    /// Its title.
    pub title: Shown,
    /// The link to its page.
    pub link: String,
    /// Until when the link holds.
    pub until: Timestamp,
}

/// A letter to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same in HTML.
    pub html: String,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    tag: &'static str,
    subject: &'a str,
    greeting: &'a str,
    lead: &'a str,
    awards: Vec<(&'a LetterAward, String)>,
    open: String,
    rest: [String; 2],
    institution: &'a str,
}

#[derive(Template)]
#[template(path = "letter.txt", escape = "none")]
struct Plain<'a> {
    greeting: &'a str,
    lead: &'a str,
    awards: Vec<(&'a LetterAward, String)>,
    open: String,
    rest: [String; 2],
    institution: &'a str,
}

/// The letter of `institution` to the learner called `name`.
#[must_use]
pub fn letter(locale: Locale, institution: &Shown, name: &Shown, awards: &[LetterAward]) -> Letter {
    let words = Words::new(locale);
    let institution = institution.as_str();
    let subject = words.with("letter-subject", "institution", institution);
    let greeting = words.with("letter-greeting", "name", name.as_str());
    let lead = words.with("letter-lead", "institution", institution);
    let until = |award: &LetterAward| words.with("letter-until", "date", &words.date(award.until));
    let listed = || awards.iter().map(|award| (award, until(award))).collect();
    let rest = || [words.text("letter-keep"), words.text("letter-unexpected")];
    let open = || words.text("letter-open");
    let html = Html {
        tag: locale.tag(),
        subject: &subject,
        greeting: &greeting,
        lead: &lead,
        awards: listed(),
        open: open(),
        rest: rest(),
        institution,
    };
    let html = html.render().expect("templates write to a string and call nothing that fails");
    let plain = Plain { greeting: &greeting, lead: &lead, awards: listed(), open: open(), rest: rest(), institution };
    let text = plain.render().expect("templates write to a string and call nothing that fails");
    Letter { subject, text, html }
}
