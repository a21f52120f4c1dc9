//! What people hand over, taken apart: bytes of any kind come in, documents and links come out.
//!
//! A badge, a PDF, an archive or a picture of a QR code only carries a credential; what it carries goes on byte for byte to
//! the one path that verifies. Nothing is verified here, and nothing fetched. Every length, count and number of pixels is
//! bounded before memory is taken for it, and where a carrier could mean two things it is refused.

mod bytes;
mod error;
mod pdf;
mod picture;
mod png_badge;
mod qr;
mod svg_badge;
mod text;
mod zip;

use std::borrow::Cow;

pub use error::ReceiveError;

use crate::limits;

/// What a credential came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carrier {
    /// The attachment of a PDF.
    PdfAttachment {
        /// The attachment's name.
        file: String,
    },
    /// Nothing but itself.
    Plain,
    /// The text chunk of a PNG badge (Open Badges 3.0, section 5.3).
    PngBadge,
    /// A picture of a QR code.
    QrPicture,
    /// An element of an SVG badge.
    SvgBadge,
    /// A line of text: a compact form or a link.
    Text,
    /// A member of an archive, as it is; what a badge in an archive carries has that badge as its carrier.
    Zip {
        /// The member's name. It is shown, and never used as a path.
        path: String,
    },
}

/// One thing to verify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// What it is called: the name of the file and, after a colon, where in it it was found.
    pub name: Option<String>,
    /// What it came in.
    pub carrier: Carrier,
    /// What it is.
    pub content: ItemContent<'a>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemContent<'a> {
    /// A document in any form, byte for byte.
    Document(Cow<'a, [u8]>),
    /// A link, which the caller may follow once.
    Link(String),
    /// No credential, and why.
    Nothing(ReceiveError),
}

/// Whether links count, or what is read came from a link already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Links {
    Count,
    Refused,
}

/// Where a file lies: by itself, or in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Alone,
    InArchive,
}

/// What is in a file, one thing at a time: what an archive holds is unpacked only when it is asked for.
pub struct Items<'a> {
    name: Option<String>,
    ready: std::vec::IntoIter<Item<'a>>,
    archive: Option<zip::Members<'a>>,
    links: Links,
}

/// What is in `bytes`, which the asker calls `name`. There is at least one item, and what cannot be read is an item that
/// says so.
#[must_use]
pub fn items<'a>(bytes: &'a [u8], name: Option<&str>) -> Items<'a> {
    Items::new(bytes, name, Links::Count)
}

/// The same of what a link led to: no link and no QR code in it counts, so that nobody is led on and on.
#[must_use]
pub fn items_behind_link<'a>(bytes: &'a [u8], name: Option<&str>) -> Items<'a> {
    Items::new(bytes, name, Links::Refused)
}

/// Whether a file may be as long as an archive, by its first bytes.
#[must_use]
pub fn is_archive(bytes: &[u8]) -> bool {
    zip::is_zip(bytes)
}

/// Whether reading `bytes` may take much memory: a picture's points, or what is in an archive.
#[must_use]
pub fn is_heavy(bytes: &[u8]) -> bool {
    zip::is_zip(bytes) || png_badge::is_png(bytes) || picture::is_jpeg(bytes)
}

impl<'a> Items<'a> {
    fn new(bytes: &'a [u8], name: Option<&str>, links: Links) -> Self {
        let name = name.map(str::to_owned);
        let (ready, archive) = match zip::is_zip(bytes).then(|| zip::open(bytes)) {
            None => (single(bytes, name.as_deref(), Place::Alone, links), None),
            Some(Ok(members)) => (Vec::new(), Some(members)),
            Some(Err(fault)) => {
                let content = ItemContent::Nothing(fault);
                (vec![Item { name: name.clone(), carrier: Carrier::Plain, content }], None)
            }
        };
        Self { name, ready: ready.into_iter(), archive, links }
    }

    /// Whether the file is an archive, so that the answer is a list even if there is one thing in it.
    #[must_use]
    pub fn is_archive(&self) -> bool {
        self.archive.is_some()
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        if let Some(item) = self.ready.next() {
            return Some(item);
        }
        let (path, content) = self.archive.as_mut()?.next_member()?;
        let name = match &self.name {
            Some(archive) => format!("{archive}: {path}"),
            None => path.clone(),
        };
        let items = match content {
            Ok(bytes) => {
                single(&bytes, Some(&name), Place::InArchive, self.links).into_iter().map(Item::into_owned).collect()
            }
            Err(fault) => {
                vec![Item { name: Some(name), carrier: Carrier::Plain, content: ItemContent::Nothing(fault) }]
            }
        };
        let in_archive = |mut item: Item<'a>| {
            if item.carrier == Carrier::Plain {
                item.carrier = Carrier::Zip { path: path.clone() };
            }
            item
        };
        self.ready = items.into_iter().map(in_archive).collect::<Vec<_>>().into_iter();
        self.ready.next()
    }
}

impl Item<'_> {
    /// The same where links do not count: neither one in whatever carrier, nor what a QR code holds.
    fn without_links(mut self) -> Self {
        let leads_on = match self.content {
            ItemContent::Link(_) => true,
            ItemContent::Document(_) => self.carrier == Carrier::QrPicture,
            ItemContent::Nothing(_) => false,
        };
        if leads_on {
            self.content = ItemContent::Nothing(ReceiveError::LinkBehindLink);
        }
        self
    }

    fn into_owned<'b>(self) -> Item<'b> {
        let content = match self.content {
            ItemContent::Document(bytes) => ItemContent::Document(Cow::Owned(bytes.into_owned())),
            ItemContent::Link(url) => ItemContent::Link(url),
            ItemContent::Nothing(reason) => ItemContent::Nothing(reason),
        };
        Item { name: self.name, carrier: self.carrier, content }
    }
}

/// What is in a file that is no archive; at least one item.
fn single<'a>(bytes: &'a [u8], name: Option<&str>, place: Place, links: Links) -> Vec<Item<'a>> {
    let items = if pdf::is_pdf(bytes) && bytes.len() <= limits::CREDENTIAL_BYTES_MAX {
        attached(bytes, name)
    } else {
        let (carrier, content) = match of_kind(bytes, place) {
            Ok(found) => found,
            Err(fault) => (Carrier::Plain, ItemContent::Nothing(fault)),
        };
        vec![Item { name: name.map(str::to_owned), carrier, content }]
    };
    match links {
        Links::Count => items,
        Links::Refused => items.into_iter().map(Item::without_links).collect(),
    }
}

/// What is attached to a PDF; at least one item.
fn attached<'a>(bytes: &'a [u8], name: Option<&str>) -> Vec<Item<'a>> {
    let item = |attachment: pdf::Attachment| {
        let name = name.map_or_else(|| attachment.file.clone(), |pdf| format!("{pdf}: {}", attachment.file));
        let content = match text::read(Cow::Owned(attachment.content), text::Unknown::Refuse) {
            Ok((_, content)) => content,
            Err(fault) => ItemContent::Nothing(fault),
        };
        Item { name: Some(name), carrier: Carrier::PdfAttachment { file: attachment.file }, content }
    };
    match pdf::read(bytes) {
        Ok(attachments) => attachments.into_iter().map(item).collect(),
        Err(fault) => {
            vec![Item { name: name.map(str::to_owned), carrier: Carrier::Plain, content: ItemContent::Nothing(fault) }]
        }
    }
}

/// What a file is, by its first bytes; never by its name.
fn of_kind(bytes: &[u8], place: Place) -> Result<(Carrier, ItemContent<'_>), ReceiveError> {
    if bytes.len() > limits::CREDENTIAL_BYTES_MAX {
        return Err(ReceiveError::TooLong { bytes_max: limits::CREDENTIAL_BYTES_MAX });
    }
    if zip::is_zip(bytes) {
        return Err(ReceiveError::Nested);
    }
    if png_badge::is_png(bytes) {
        return match png_badge::read(bytes)? {
            Some(baked) => Ok((Carrier::PngBadge, text::read(baked, text::Unknown::Refuse)?.1)),
            None => in_picture(&picture::from_png(bytes)?),
        };
    }
    if picture::is_jpeg(bytes) {
        return in_picture(&picture::from_jpeg(bytes)?);
    }
    if let Some(kind) = picture::other_kind(bytes) {
        return Err(ReceiveError::PictureKind { kind });
    }
    let drawing = std::str::from_utf8(bytes).ok().map(|text| text.trim_start_matches('\u{feff}').trim_start());
    if let Some(drawing) = drawing.filter(|text| text.starts_with('<') && svg_badge::is_svg(text)) {
        let baked = Cow::Owned(svg_badge::read(drawing)?);
        return Ok((Carrier::SvgBadge, text::read(baked, text::Unknown::Refuse)?.1));
    }
    let unknown = if place == Place::InArchive { text::Unknown::Refuse } else { text::Unknown::PassOn };
    text::read(Cow::Borrowed(bytes), unknown)
}

/// What the QR code in a picture holds.
fn in_picture<'a>(grey: &picture::Grey) -> Result<(Carrier, ItemContent<'a>), ReceiveError> {
    let content = qr::read(grey)?;
    Ok((Carrier::QrPicture, text::read(Cow::Owned(content), text::Unknown::Refuse)?.1))
}
