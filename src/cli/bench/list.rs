//! A learner list that nobody is on: names of many scripts, with what trips programs up.

use std::path::Path;

use anyhow::{Context as _, Result};

/// Given names and family names: plain, quoted, right-to-left, beyond the basic plane, combining, with line separators,
/// with what other syntaxes escape, and long.
const NAMES: [(&str, &str); 14] = [
    ("Ana", "García"),
    ("Anne \"Nan\"", "O'Neill"),
    ("Jo\tAnn", "von\tder  Heide"),
    ("עֲדִינָה", "בן־דוד"),
    ("لَيْلى", "الْحُسَيْنِي"),
    ("𠮷子", "𩸽田"),
    ("𝒜da 👩🏽‍🔬", "Lovelace 𐍈"),
    ("Zoe\u{308}", "N\u{303}u\u{301}n\u{303}ez"),
    ("Mary\u{2028}Ann", "Line\u{2029}Break"),
    ("A\\u0041 \\", "O\\'Brien <b>&amp; Söhne</b>"),
    ("Jean, Paul; Marc", "D'Ambrosio | Rossi"),
    ("Ελένη", "Жуковська"),
    ("Nguyễn Thị", "Trần\u{a0}Lê"),
    ("Maximiliana Aurelia Konstantina Theophila Wilhelmine", "zu Hohenberg-Wolkenstein-Trostburg und Rodenegg"),
];
const COLUMNS: [&str; 6] = ["Student number", "First name", "Last name", "Email address", "Result", "Final grade"];
const GRADES: [&str; 5] = ["5.0", "6.5", "7.5", "9.0", "10"];

/// Writes a list of `learners` who all passed the course that it is for.
pub fn write(path: &Path, learners: u64) -> Result<()> {
    let told = || format!("cannot write {}", path.display());
    let mut list = csv::Writer::from_path(path).with_context(told)?;
    list.write_record(COLUMNS).with_context(told)?;
    for (number, ((given, family), grade)) in (1..=learners).zip(NAMES.iter().cycle().zip(GRADES.iter().cycle())) {
        let record = [
            format!("B-{number:07}"),
            (*given).to_owned(),
            format!("{family} {number}"),
            format!("learner{number}@learners.example"),
            "passed".to_owned(),
            (*grade).to_owned(),
        ];
        list.write_record(record).with_context(told)?;
    }
    list.flush().with_context(told)
}
