//! Why something that was handed over holds no credential that could be verified.

use thiserror::Error;

use crate::limits;

/// Why there is no credential to verify, and what to do.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiveError {
    /// The archive is longer than what is read.
    #[error("the archive has more than the {} MiB that are read: send it in parts", limits::ARCHIVE_BYTES_MAX >> 20)]
    ArchiveTooLong,
    /// It would unpack to more than what is read.
    #[error("something in the {what} unpacks to more than {} MiB, as no credential does: it is not read", bytes_max >> 20)]
    Bomb {
        /// The carrier.
        what: &'static str,
        /// The bound.
        bytes_max: u64,
    },
    /// Not what it begins as, or changed on the way.
    #[error("the {what} is damaged: {reason}; ask for it again")]
    Damaged {
        /// The carrier.
        what: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// XML that defines what it may expand to.
    #[error(
        "the drawing has a document type (DOCTYPE), which no badge needs and which is not read: ask for the badge as PNG"
    )]
    DocumentType,
    /// There is nothing in it.
    #[error("the file is empty: ask for it again")]
    Empty,
    /// It takes a password.
    #[error("the {what} is locked with a password: open it yourself and give the credential in it")]
    Encrypted {
        /// The carrier.
        what: &'static str,
    },
    /// What a link led to is a link once more.
    #[error("the link leads to another link or QR code, which is not followed: open it yourself and give the file")]
    LinkBehindLink,
    /// An archive within an archive.
    #[error("this is an archive within an archive, which is not opened: unpack the outer one and give what is in it")]
    Nested,
    /// A picture or drawing without a credential.
    #[error("there is no credential in the {what}: ask for the file that belongs to it")]
    NoBadge {
        /// What it is.
        what: &'static str,
    },
    /// A PDF without a file in it that could be a credential.
    #[error(
        "no credential is attached to the PDF, and what is printed in it proves nothing: ask for the credential's file, or \
         give a picture of the QR code if it shows one"
    )]
    NoAttachment,
    /// There is no file in the archive.
    #[error("there is no file in the archive")]
    NoMembers,
    /// A picture without badge and without a QR code that can be read.
    #[error(
        "the picture has neither a badge's credential in it nor a QR code that can be read: take a sharp photo of the code \
         alone, straight from the front, or ask for the file"
    )]
    NoQrCode,
    /// A QR code of something else.
    #[error("the QR code holds neither a link nor a credential")]
    NotInQrCode,
    /// A document of an office program.
    #[error("this is a document of an office program, which proves nothing: ask for the credential's file")]
    OfficeDocument,
    /// A badge of Open Badges 1 or 2.
    #[error(
        "this is a badge of an old kind (Open Badges 2.0 or earlier), which carries no seal of its own: ask the issuer for an \
         Open Badges 3.0 badge"
    )]
    OldBadge,
    /// A picture of a format that is not read.
    #[error("a picture of the kind {kind} is not read: save it as PNG or JPEG, or take a screenshot")]
    PictureKind {
        /// Its format.
        kind: &'static str,
    },
    /// More pixels than are looked at.
    #[error(
        "the picture has {width} by {height} points, more than are read: make it smaller, or take a photo of the QR code alone"
    )]
    Pixels {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// It could mean one thing or another.
    #[error("several {what}, and nothing says which one is meant: give one of them alone")]
    Several {
        /// What there are several of, and where.
        what: &'static str,
    },
    /// Longer than what is read.
    #[error("the file has more than the {} MiB that a credential may have", bytes_max >> 20)]
    TooLong {
        /// The bound.
        bytes_max: usize,
    },
    /// More files than are looked at.
    #[error(
        "the archive has {count} files, more than the {} that are checked at a time: send it in parts",
        limits::SUBJECTS_MAX
    )]
    TooManyMembers {
        /// How many.
        count: usize,
    },
    /// Nothing that is known here.
    #[error(
        "this is neither a credential nor something that one can be taken out of: give its file (JSON), a badge (PNG, SVG), a \
         PDF with the credential attached, or a picture of a QR code"
    )]
    Unknown,
}

impl ReceiveError {
    /// A stable code in kebab case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ArchiveTooLong => "archive-too-long",
            Self::Bomb { .. } => "unpacks-too-large",
            Self::Damaged { .. } => "file-damaged",
            Self::DocumentType => "document-type",
            Self::Empty => "file-empty",
            Self::Encrypted { .. } => "file-locked",
            Self::LinkBehindLink => "link-behind-link",
            Self::Nested => "archive-nested",
            Self::NoAttachment => "attachment-missing",
            Self::NoBadge { .. } => "badge-missing",
            Self::NoMembers => "archive-empty",
            Self::NoQrCode => "qr-code-missing",
            Self::NotInQrCode => "qr-code-other",
            Self::OfficeDocument => "office-document",
            Self::OldBadge => "badge-old",
            Self::PictureKind { .. } => "picture-kind",
            Self::Pixels { .. } => "picture-too-large",
            Self::Several { .. } => "several-credentials",
            Self::TooLong { .. } => "file-too-long",
            Self::TooManyMembers { .. } => "archive-many",
            Self::Unknown => "file-unknown",
        }
    }
}
