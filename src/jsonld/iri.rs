//! What JSON-LD asks of IRIs: their form, keywords, and resolving relative ones.

/// A keyword of JSON-LD 1.1 (section 1.7) that is met in contexts and documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Keyword {
    Base,
    Container,
    Context,
    Direction,
    Graph,
    Id,
    Import,
    Included,
    Index,
    Json,
    Language,
    List,
    Nest,
    None,
    Prefix,
    Propagate,
    Protected,
    Reverse,
    Set,
    Type,
    Value,
    Version,
    Vocab,
}

impl Keyword {
    const ALL: [(&'static str, Self); 23] = [
        ("@base", Self::Base),
        ("@container", Self::Container),
        ("@context", Self::Context),
        ("@direction", Self::Direction),
        ("@graph", Self::Graph),
        ("@id", Self::Id),
        ("@import", Self::Import),
        ("@included", Self::Included),
        ("@index", Self::Index),
        ("@json", Self::Json),
        ("@language", Self::Language),
        ("@list", Self::List),
        ("@nest", Self::Nest),
        ("@none", Self::None),
        ("@prefix", Self::Prefix),
        ("@propagate", Self::Propagate),
        ("@protected", Self::Protected),
        ("@reverse", Self::Reverse),
        ("@set", Self::Set),
        ("@type", Self::Type),
        ("@value", Self::Value),
        ("@version", Self::Version),
        ("@vocab", Self::Vocab),
    ];

    pub(super) fn parse(text: &str) -> Option<Self> {
        if !text.starts_with('@') {
            return None;
        }
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, keyword)| *keyword)
    }
}

/// Whether `text` looks like a keyword, known or not: `@` and letters.
pub(super) fn has_keyword_form(text: &str) -> bool {
    text.strip_prefix('@').is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Whether `text` begins with a scheme.
pub(super) fn has_scheme(text: &str) -> bool {
    scheme(text).is_some()
}

/// Whether `text` is one of the general delimiters of RFC 3986 at its end, as a prefix's IRI must be.
pub(super) fn ends_in_delimiter(text: &str) -> bool {
    text.ends_with([':', '/', '?', '#', '[', ']', '@'])
}

/// The scheme that `text` begins with.
pub(super) fn scheme(text: &str) -> Option<&str> {
    let end = text.bytes().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')))?;
    let (scheme, rest) = text.split_at(end);
    (rest.starts_with(':') && scheme.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(scheme)
}

struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

fn split(text: &str) -> Parts<'_> {
    let scheme = scheme(text);
    let rest = scheme.map_or(text, |scheme| &text[scheme.len() + 1..]);
    let (rest, fragment) = rest.split_once('#').map_or((rest, None), |(rest, fragment)| (rest, Some(fragment)));
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let (authority, path) = match rest.strip_prefix("//") {
        Some(after) => {
            let end = after.find('/').unwrap_or(after.len());
            (Some(&after[..end]), &after[end..])
        }
        None => (None, rest),
    };
    Parts { scheme, authority, path, query, fragment }
}

/// Resolves `reference` against the absolute `base` (RFC 3986, section 5.2), without normalizing anything else.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let b = split(base);
    let r = split(reference);
    let (authority, path, query) = if r.scheme.is_some() || r.authority.is_some() {
        (r.authority, remove_dot_segments(r.path), r.query)
    } else if r.path.is_empty() {
        (b.authority, b.path.to_owned(), r.query.or(b.query))
    } else if r.path.starts_with('/') {
        (b.authority, remove_dot_segments(r.path), r.query)
    } else {
        let merged = if b.authority.is_some() && b.path.is_empty() {
            format!("/{}", r.path)
        } else {
            let folder = b.path.rfind('/').map_or("", |at| &b.path[..=at]);
            format!("{folder}{}", r.path)
        };
        (b.authority, remove_dot_segments(&merged), r.query)
    };
    let mut out = String::new();
    if let Some(scheme) = r.scheme.or(b.scheme) {
        out.push_str(scheme);
        out.push(':');
    }
    if let Some(authority) = authority {
        out.push_str("//");
        out.push_str(authority);
    }
    out.push_str(&path);
    if let Some(query) = query {
        out.push('?');
        out.push_str(query);
    }
    if let Some(fragment) = r.fragment {
        out.push('#');
        out.push_str(fragment);
    }
    out
}

fn remove_dot_segments(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let segments: Vec<&str> = path.split('/').collect();
    let last = segments.len() - 1;
    for (index, segment) in segments.into_iter().enumerate() {
        match segment {
            "." | ".." => {
                if segment == ".." && (kept.len() > 1 || kept.first().is_some_and(|first| !first.is_empty())) {
                    kept.pop();
                }
                if index == last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    if path.starts_with('/') && kept.first().is_none_or(|first| !first.is_empty()) {
        kept.insert(0, "");
    }
    kept.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_3986() {
        let base = "http://a/b/c/d;p?q";
        for (reference, expected) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
        ] {
            assert_eq!(resolve(base, reference), expected, "{reference}");
        }
    }
}
