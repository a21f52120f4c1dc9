//! SVG badges: the element that a credential is baked into (Open Badges 3.0, section 5.3).
//!
//! XML without a document type: nothing is defined in it that something else could expand to. Nothing is drawn.

use roxmltree::{Document, Node, ParsingOptions};

use super::ReceiveError;
use crate::limits;

const NAMESPACE: &str = "https://purl.imsglobal.org/ob/v3p0";
const OLD_NAMESPACE: &str = "http://openbadges.org";

/// Whether a text that begins with `<` is a drawing.
pub(super) fn is_svg(text: &str) -> bool {
    text.contains("<svg") || text.contains(":svg")
}

/// The credential in an SVG.
pub(super) fn read(text: &str) -> Result<Vec<u8>, ReceiveError> {
    // The reader refuses a document type with definitions; an empty one is refused as well, so that the rule is simple.
    if text.contains("<!DOCTYPE") {
        return Err(ReceiveError::DocumentType);
    }
    let options = ParsingOptions { nodes_limit: limits::SVG_NODES_MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|fault| match fault {
        roxmltree::Error::NodesLimitReached => damaged("it has too many parts for a badge"),
        roxmltree::Error::DtdDetected => ReceiveError::DocumentType,
        _ => damaged("it is no well-formed XML"),
    })?;
    let named = |node: &Node<'_, '_>, name, space| node.has_tag_name((space, name));
    let mut elements = document.descendants().filter(|node| named(node, "credential", NAMESPACE));
    let Some(element) = elements.next() else {
        let old = document.descendants().any(|node| node.tag_name().namespace() == Some(OLD_NAMESPACE));
        return Err(if old { ReceiveError::OldBadge } else { ReceiveError::NoBadge { what: "drawing" } });
    };
    if elements.next().is_some() {
        return Err(ReceiveError::Several { what: "credentials are in the drawing" });
    }
    if element.children().any(|node| node.is_element()) {
        return Err(damaged("there is more than text in the element of its credential"));
    }
    // A comment has a text too, which is nobody's content.
    let body: String = element.children().filter(Node::is_text).filter_map(|node| node.text()).collect();
    let body = body.trim();
    match (element.attribute("verify").map(str::trim), body) {
        (Some(compact), "") if !compact.is_empty() => Ok(compact.as_bytes().to_vec()),
        (None | Some(""), body) if !body.is_empty() => Ok(body.as_bytes().to_vec()),
        (Some(_), _) => Err(ReceiveError::Several { what: "credentials are in the drawing" }),
        (None, _) => Err(ReceiveError::NoBadge { what: "drawing" }),
    }
}

fn damaged(reason: &'static str) -> ReceiveError {
    ReceiveError::Damaged { what: "SVG drawing", reason }
}
