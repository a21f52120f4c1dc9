//! The verifier's pages. Texts are escaped by the templates; there is no inline script and no inline style.

use askama::Template;

use crate::verify::{Decision, Report};

use super::view::{Extra, View};
use super::visible::Shown;

/// What every page shows of the service.
#[derive(Debug, Clone)]
pub struct Site {
    /// The service's own name, such as `verify.example.org`: from its configuration, never from a request.
    pub host: String,
    /// The path below which its pages lie: `/`, or such as `/mc/`.
    pub root: String,
}

#[derive(Template)]
#[template(path = "first.html")]
struct First<'a> {
    site: &'a Site,
}

/// The first page: give a file, a link or text.
#[must_use]
pub fn first(site: &Site) -> String {
    rendered(&First { site })
}

#[derive(Template)]
#[template(path = "answer.html")]
struct Answer<'a> {
    site: &'a Site,
    view: View,
}

/// The answer for one document.
#[must_use]
pub fn report(site: &Site, name: Option<&str>, report: &Report, extra: Extra) -> String {
    rendered(&Answer { site, view: View::new(name, report).with(extra, report) })
}

#[derive(Template)]
#[template(path = "answers.html")]
struct Answers<'a> {
    site: &'a Site,
    views: Vec<View>,
    accepted: usize,
    rejected: usize,
    undecided: usize,
}

/// The answers for several documents, each with its name.
#[must_use]
pub fn reports(site: &Site, reports: &[(String, &Report)], extra: Extra) -> String {
    let count = |decision: Decision| reports.iter().filter(|(_, report)| report.decision == decision).count();
    rendered(&Answers {
        site,
        views: reports
            .iter()
            .map(|(name, report)| View::new(Some(name), report).with(extra, report).among_others())
            .collect(),
        accepted: count(Decision::Accept),
        rejected: count(Decision::Reject),
        undecided: count(Decision::Undecided),
    })
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Problem<'a> {
    site: &'a Site,
    title: Shown,
    detail: Shown,
    instance: &'a str,
}

/// A request that could not be answered.
#[must_use]
pub fn problem(site: &Site, title: &str, detail: &str, instance: &str) -> String {
    rendered(&Problem { site, title: Shown::new(title), detail: Shown::new(detail), instance })
}

fn rendered(template: &impl Template) -> String {
    template.render().expect("templates write to a string and call nothing that fails")
}
