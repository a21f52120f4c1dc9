//! The official SHACL shapes in pyshacl: `tests/judges/shacl.py` in two processes, with the Python that `setup.sh`
//! beside it installs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::{Value, json};

/// What is to be judged by which shapes.
pub struct Request {
    pub name: String,
    /// Such as `1.2.0`.
    pub version: &'static str,
    /// Such as `edc-generic-full`.
    pub profile: &'static str,
    /// The default graph.
    pub nquads: String,
}

/// Where something is broken: focus node or node shape, the property's IRI, and the constraint component such as `Or`.
pub type Place = (String, String, String);

/// What the judge said.
#[derive(Default)]
pub struct Verdicts {
    /// The violations of each request, by its name.
    pub violations: BTreeMap<String, BTreeSet<Place>>,
    /// The constraints of `edc-generic-full` 1.2.0 that a request for these shapes broke.
    pub broken: BTreeSet<Place>,
    /// All of its constraints.
    pub constraints: BTreeSet<Place>,
}

/// The Python that has pyshacl, or `None` after saying what is skipped.
///
/// # Panics
///
/// Panics if it is missing although `ELMSEAL_JUDGES=required` is set.
pub fn python(what: &str) -> Option<PathBuf> {
    let installed = super::judges_folder().join("venv/bin/python");
    let python = if installed.exists() { installed } else { "python3".into() };
    let found = Command::new(&python).args(["-c", "import pyshacl"]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    super::skip(what, "there is no Python with pyshacl: run tests/judges/setup.sh");
    None
}

/// Judges `requests` with the shapes below `reference`.
pub fn judge(python: &Path, reference: &Path, requests: &[Request]) -> Verdicts {
    let (even, odd): (Vec<_>, Vec<_>) = requests.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let answers: Vec<(&Request, Value)> = thread::scope(|scope| {
        let halves = [even, odd].map(|half| {
            let half: Vec<&Request> = half.into_iter().map(|(_, request)| request).collect();
            scope.spawn(move || answers(python, reference, &half))
        });
        halves.into_iter().flat_map(|half| half.join().expect("the judge answers")).collect()
    });
    let mut verdicts = Verdicts::default();
    for (request, answer) in answers {
        verdicts.constraints.extend(places(&answer["constraints"]));
        verdicts.violations.insert(request.name.clone(), places(&answer["violations"]));
        if (request.version, request.profile) == ("1.2.0", "edc-generic-full") {
            verdicts.broken.extend(places(&answer["shapes"]));
        }
    }
    assert_eq!(verdicts.violations.len(), requests.len(), "names are unique");
    verdicts
}

/// The answers of one process; the last of them also has what stands in the last line.
fn answers<'a>(python: &Path, reference: &Path, requests: &[&'a Request]) -> Vec<(&'a Request, Value)> {
    let script = super::judges_folder().join("shacl.py");
    let mut command = Command::new(python);
    command.arg(script).arg(reference.join("elm/shapes")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().expect("python runs");
    let mut input = child.stdin.take().expect("a pipe");
    let output = thread::scope(|scope| {
        scope.spawn(move || {
            for Request { name, version, profile, nquads } in requests {
                let line = json!({ "name": name, "version": version, "profile": profile, "nquads": nquads });
                // A judge that has gone says why on its standard error.
                if writeln!(input, "{line}").is_err() {
                    return;
                }
            }
        });
        child.wait_with_output().expect("the judge ends")
    });
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("the judge writes UTF-8");
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut last = lines.pop().expect("a last line");
    assert_eq!(lines.len(), requests.len(), "an answer to each request");
    if let Some(line) = lines.last_mut() {
        line["constraints"] = last["constraints"].take();
    }
    requests.iter().copied().zip(lines).collect()
}

fn places(list: &Value) -> BTreeSet<Place> {
    let place = |item: &Value| -> Place {
        let part = |at: usize| item[at].as_str().expect("a place has three parts").to_owned();
        (part(0), part(1), part(2))
    };
    list.as_array().into_iter().flatten().map(place).collect()
}
