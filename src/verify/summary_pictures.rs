//! The pictures that an authentic credential brings with it: what it is to look like (European Learning Model) and a badge's
//! own (Open Badges). Only what lies in the credential is read, never what an address leads to.

use super::awarded::StatedPicture;
use super::terms;
use crate::jsonld::Node;
use crate::limits;
use crate::vocabulary::{self, List, Membership};

/// Where the codes of file types stand.
const FILE_TYPE: &str = "http://publications.europa.eu/resource/authority/file-type/";

/// The pictures of the credential for a reader of `language`, in the order of their pages; of those beyond as many as are
/// shown, that they are there.
pub(super) fn pictures(root: &Node<'_>, language: &str) -> Vec<StatedPicture> {
    let mut found = badge_pictures(root);
    found.extend(pages(root, language));
    for beyond in found.iter_mut().skip(limits::SHOWN_PICTURES_MAX) {
        *beyond = StatedPicture::TooMany;
    }
    found
}

/// The pages of the display in the reader's language, else in English, else in the language in which it was written first.
fn pages(root: &Node<'_>, language: &str) -> Vec<StatedPicture> {
    let Some(parameter) = root.follow(terms::DISPLAY_PARAMETER) else { return Vec::new() };
    let displays: Vec<Node<'_>> = parameter.follow_all(terms::INDIVIDUAL_DISPLAY).take(limits::LANGUAGES_MAX).collect();
    let tag = |node: &Node<'_>| node.one(terms::LANGUAGE).and_then(|term| tag_of(term.as_iri()?));
    let of = |wanted: &str| displays.iter().find(|node| tag(node) == Some(wanted));
    let primary = parameter.one(terms::PRIMARY_LANGUAGE).and_then(|term| tag_of(term.as_iri()?));
    let chosen = of(language).or_else(|| of("en")).or_else(|| primary.and_then(of)).or(displays.first());
    let Some(display) = chosen else { return Vec::new() };
    let details = display.follow_all(terms::DISPLAY_DETAIL).take(limits::SUMMARY_PARTS_MAX);
    let mut pages: Vec<(u32, Node<'_>)> = details
        .filter_map(|detail| {
            let number = detail.text(terms::PAGE).and_then(|text| text.parse().ok()).unwrap_or(u32::MAX);
            Some((number, detail.follow(terms::IMAGE)?))
        })
        .collect();
    pages.sort_by_key(|(number, _)| *number);
    pages.iter().filter_map(|(_, media)| media_object(media)).collect()
}

fn tag_of(iri: &str) -> Option<&'static str> {
    match vocabulary::member(List::Language, iri) {
        Membership::Listed(concept) => vocabulary::language_alpha2(concept),
        Membership::Absent | Membership::Inconclusive => None,
    }
}

/// A picture in base64 with its type; one that lies elsewhere has no content.
fn media_object(media: &Node<'_>) -> Option<StatedPicture> {
    let Some(content) = media.text(terms::CONTENT) else { return Some(StatedPicture::Elsewhere) };
    if content.len() > longest() {
        return Some(StatedPicture::TooLong);
    }
    let stated = media.one(terms::CONTENT_TYPE).and_then(|term| term.as_iri()?.strip_prefix(FILE_TYPE));
    let media_type = stated.map(|code| match code {
        "JPEG" => "image/jpeg".to_owned(),
        "PNG" => "image/png".to_owned(),
        "SVG" => "image/svg+xml".to_owned(),
        other => format!("file-type/{other}"),
    });
    Some(StatedPicture::Embedded { media_type, base64: content.to_owned() })
}

/// A badge's picture, if it lies in the badge as a `data:` URL (RFC 2397).
fn badge_pictures(root: &Node<'_>) -> Vec<StatedPicture> {
    if !root.has_type(terms::OPEN_BADGE_CREDENTIAL) {
        return Vec::new();
    }
    let subjects: Vec<Node<'_>> = root.follow_all(terms::CREDENTIAL_SUBJECT).collect();
    let achievements = subjects.iter().flat_map(|subject| {
        terms::OB_ACHIEVEMENTS.into_iter().flat_map(|predicate| subject.follow_all(predicate).collect::<Vec<_>>())
    });
    let images = achievements.filter_map(|achievement| achievement.one(terms::OB_IMAGE)?.as_iri().map(of_url));
    images.collect()
}

fn of_url(url: &str) -> StatedPicture {
    let embedded = url.strip_prefix("data:").and_then(|rest| rest.split_once(','));
    match embedded.and_then(|(head, content)| Some((head.strip_suffix(";base64")?, content))) {
        Some((_, content)) if content.len() > longest() => StatedPicture::TooLong,
        Some((head, content)) => {
            let media_type = head.split(';').next().unwrap_or_default().to_ascii_lowercase();
            StatedPicture::Embedded { media_type: Some(media_type), base64: content.to_owned() }
        }
        None => StatedPicture::Elsewhere,
    }
}

/// The longest base64 text of a picture that is read.
fn longest() -> usize {
    limits::SHOWN_PICTURE_BYTES_MAX.div_ceil(3) * 4
}
