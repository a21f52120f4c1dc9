//! Why something that was handed over holds no credential that could be verified.

use thiserror::Error;

/// Why there is no credential to verify, and what to do.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiveError {
    /// There is nothing in it.
    #[error("the file is empty: ask for it again")]
    Empty,
    /// What a link led to is a link once more.
    #[error("the link leads to another link or QR code, which is not followed: open it yourself and give the file")]
    LinkBehindLink,
    /// Longer than what is read.
    #[error("the file has more than the {} MiB that a credential may have", bytes_max >> 20)]
    TooLong {
        /// The bound.
        bytes_max: usize,
    },
}

impl ReceiveError {
    /// A stable code in kebab case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file-empty",
            Self::LinkBehindLink => "link-behind-link",
            Self::TooLong { .. } => "file-too-long",
        }
    }
}
