//! What people hand over, taken apart: bytes of any kind come in, documents and links come out.
//!
//! A badge, a PDF, an archive or a picture of a QR code only carries a credential; what it carries goes on byte for byte to
//! the one path that verifies. Nothing is verified here, and nothing fetched. Every length, count and number of pixels is
//! bounded before memory is taken for it, and where a carrier could mean two things it is refused.

mod error;
mod text;

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

/// What is in a file, one thing at a time: what an archive holds is unpacked only when it is asked for.
pub struct Items<'a> {
    ready: std::vec::IntoIter<Item<'a>>,
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

impl<'a> Items<'a> {
    fn new(bytes: &'a [u8], name: Option<&str>, links: Links) -> Self {
        Self { ready: single(bytes, name).into_iter(), links }
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let mut item = self.ready.next()?;
        if self.links == Links::Refused && matches!(item.content, ItemContent::Link(_)) {
            item.content = ItemContent::Nothing(ReceiveError::LinkBehindLink);
        }
        Some(item)
    }
}

/// What is in a file that is no archive.
fn single<'a>(bytes: &'a [u8], name: Option<&str>) -> Vec<Item<'a>> {
    let one = |carrier, content| vec![Item { name: name.map(str::to_owned), carrier, content }];
    if bytes.len() > limits::CREDENTIAL_BYTES_MAX {
        let bytes_max = limits::CREDENTIAL_BYTES_MAX;
        return one(Carrier::Plain, ItemContent::Nothing(ReceiveError::TooLong { bytes_max }));
    }
    let (carrier, content) = text::read(bytes);
    one(carrier, content)
}
