//! PDF with the credential attached: the files that the document itself names as embedded or associated.
//!
//! Nothing is drawn, run or decrypted, and no text of a page is read: what is printed proves nothing. The reader is one of our
//! own, which reads no more of the file than what leads to an attachment, under bounds of its own.

mod file;
mod syntax;

use std::collections::HashSet;

use self::file::{File, damaged};
use self::syntax::{Dictionary, Object};
use super::{ReceiveError, text};
use crate::limits;

/// Whether `bytes` begin as a PDF does.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// An attached file that looks like a credential.
pub(super) struct Attachment {
    pub(super) file: String,
    pub(super) content: Vec<u8>,
}

/// All attached files that look like credentials; at least one.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Attachment>, ReceiveError> {
    let file = File::open(bytes)?;
    let root = file.trailer().get(b"Root").ok_or_else(|| damaged("it has no beginning"))?;
    let Object::Dictionary(catalog) = file.resolve(root)? else { return Err(damaged("it has no beginning")) };
    let mut specifications = Vec::new();
    if let Some(associated) = catalog.get(b"AF")
        && let Object::Array(items) = file.resolve(associated)?
    {
        specifications.extend(items);
    }
    if let Some(Object::Dictionary(names)) = member(&file, &catalog, b"Names")?
        && let Some(tree) = member(&file, &names, b"EmbeddedFiles")?
    {
        collect(&file, &tree, &mut specifications)?;
    }
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for specification in &specifications {
        let Object::Dictionary(specification) = file.resolve(specification)? else { continue };
        let Some((name, stream)) = embedded(&file, &specification)? else { continue };
        if !seen.insert(stream) {
            continue;
        }
        if seen.len() > limits::PDF_ATTACHMENTS_MAX {
            return Err(damaged("it has too many attachments"));
        }
        let (_, content) = file.stream(stream)?;
        if looks_like_credential(&content) {
            found.push(Attachment { file: name, content });
        }
    }
    if found.is_empty() { Err(ReceiveError::NoAttachment) } else { Ok(found) }
}

fn member(file: &File<'_>, dictionary: &Dictionary, key: &[u8]) -> Result<Option<Object>, ReceiveError> {
    dictionary.get(key).map(|object| file.resolve(object)).transpose()
}

/// All values of a name tree (section 7.9.6).
fn collect(file: &File<'_>, root: &Object, into: &mut Vec<Object>) -> Result<(), ReceiveError> {
    let mut open = vec![root.clone()];
    let mut nodes = 0;
    while let Some(node) = open.pop() {
        nodes += 1;
        if nodes > limits::PDF_ATTACHMENTS_MAX {
            return Err(damaged("it has too many attachments"));
        }
        let Object::Dictionary(node) = file.resolve(&node)? else { continue };
        if let Some(Object::Array(kids)) = member(file, &node, b"Kids")? {
            open.extend(kids);
        }
        if let Some(Object::Array(pairs)) = member(file, &node, b"Names")? {
            into.extend(pairs.into_iter().skip(1).step_by(2));
        }
    }
    Ok(())
}

/// The name of an embedded file and the number of its stream (section 7.11.3).
fn embedded(file: &File<'_>, specification: &Dictionary) -> Result<Option<(String, u32)>, ReceiveError> {
    let Some(Object::Dictionary(files)) = member(file, specification, b"EF")? else { return Ok(None) };
    let stream = [&b"UF"[..], b"F"].into_iter().find_map(|key| match files.get(key) {
        Some(Object::Reference(number)) => Some(*number),
        _ => None,
    });
    let name = [&b"UF"[..], b"F"].into_iter().find_map(|key| match file.resolve(specification.get(key)?).ok()? {
        Object::Text(text) => Some(text_of(&text)),
        _ => None,
    });
    let name: String = name.unwrap_or_default().chars().take(limits::FILE_NAME_CHARS_MAX).collect();
    Ok(stream.map(|stream| (name, stream)))
}

/// A text string: UTF-16 or UTF-8 with a mark, or bytes of which those of ASCII count.
fn text_of(bytes: &[u8]) -> String {
    if let Some(units) = bytes.strip_prefix(b"\xfe\xff") {
        let units: Vec<u16> = units.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
        return String::from_utf16_lossy(&units);
    }
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).into_owned()
}

/// Other files may be attached as well, such as an invoice or a style sheet; what this lets pass, the verifier judges.
fn looks_like_credential(content: &[u8]) -> bool {
    let trimmed = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content).trim_ascii();
    let names = |name: &[u8]| trimmed.windows(name.len()).any(|window| window == name);
    let members = [&b"\"@context\""[..], b"\"payload\"", b"\"credentialSubject\"", b"\"verifiableCredential\""];
    text::is_compact(trimmed) || trimmed.starts_with(b"{") && members.into_iter().any(names)
}
