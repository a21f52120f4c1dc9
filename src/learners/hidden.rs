//! Rows that a workbook hides: filtered away, they are forgotten by whoever looks at the sheet.
//!
//! The reader of cells does not say which rows are hidden, so the tags of the sheet are looked at here. Only the tags'
//! names and attributes are read; what they mean otherwise is the other reader's business.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Seek};

use crate::limits;

/// Numbers of the hidden rows of the sheet `name`, from 1; none when the workbook's parts are not where they should be,
/// which the other reader reports.
///
/// `None` when there are more than a sheet can have: not a workbook that a spreadsheet wrote.
pub(super) fn rows<S: Read + Seek>(source: &mut S, name: &str) -> Option<BTreeSet<u64>> {
    let mut hidden = BTreeSet::new();
    let Ok(mut archive) = zip::ZipArchive::new(source) else { return Some(hidden) };
    let mut id = None;
    tags(&mut archive, "xl/workbook.xml", &mut |tag| {
        if local_name(tag) == "sheet" && attribute(tag, "name").is_some_and(|own| unescaped(own) == name) {
            id = attribute(tag, "r:id").map(str::to_owned);
        }
    });
    let mut target = None;
    tags(&mut archive, "xl/_rels/workbook.xml.rels", &mut |tag| {
        if id.is_some() && attribute(tag, "Id") == id.as_deref() {
            target = attribute(tag, "Target").map(str::to_owned);
        }
    });
    let Some(target) = target else { return Some(hidden) };
    let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
    let mut number = 0_u64;
    tags(&mut archive, &path, &mut |tag| {
        if local_name(tag) == "row" && !tag.starts_with('/') {
            number = attribute(tag, "r").and_then(|text| text.parse().ok()).unwrap_or(number + 1);
            let is_hidden = matches!(attribute(tag, "hidden"), Some("1" | "true"));
            if is_hidden && hidden.len() <= limits::SHEET_ROWS_MAX {
                hidden.insert(number);
            }
        }
    });
    (hidden.len() <= limits::SHEET_ROWS_MAX).then_some(hidden)
}

/// Hands every tag of a part, without its brackets, to `each`.
fn tags<S: Read + Seek>(archive: &mut zip::ZipArchive<S>, part: &str, each: &mut dyn FnMut(&str)) {
    let Ok(file) = archive.by_name(part) else { return };
    let mut reader = BufReader::new(file);
    let mut tag = Vec::new();
    loop {
        if !matches!(reader.skip_until(b'<'), Ok(1..)) {
            return;
        }
        tag.clear();
        match reader.by_ref().take(limits::WORKBOOK_TAG_BYTES_MAX).read_until(b'>', &mut tag) {
            Ok(1..) => each(&String::from_utf8_lossy(&tag)),
            _ => return,
        }
    }
}

fn local_name(tag: &str) -> &str {
    let name = tag.split([' ', '\t', '\n', '\r', '/', '>']).next().unwrap_or_default();
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = tag[from..].find(name).map(|at| at + from) {
        from = at + name.len();
        let alone = tag[..at].ends_with([' ', '\t', '\n', '\r']);
        let Some(value) = tag[from..].trim_start().strip_prefix('=').map(str::trim_start) else { continue };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        if let (true, Some(quote)) = (alone, quote) {
            return value[1..].split(quote).next();
        }
    }
    None
}

fn unescaped(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    plain.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_by_their_whole_name() {
        let tag = "row r=\"7\" spans='1:3' xhidden=\"0\" hidden = \"1\">";
        assert_eq!(local_name(tag), "row");
        assert_eq!(attribute(tag, "r"), Some("7"));
        assert_eq!(attribute(tag, "spans"), Some("1:3"));
        assert_eq!(attribute(tag, "hidden"), Some("1"));
        assert_eq!(attribute(tag, "height"), None);
        assert_eq!(unescaped("A &amp; B"), "A & B");
    }
}
