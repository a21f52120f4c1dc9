//! Open Badges 3.0: an award as an `AchievementCredential` in VCDM 2.0, its drawing, and images that carry it.
//!
//! [`document`] makes the unsecured badge of an [`AwardView`](crate::elm::AwardView): the same credential id and the same
//! places on status lists as the award's other renditions. [`Face`] and [`Drawing`] make its picture of what the badge
//! itself says, so that a stored badge is enough to make it again. [`bake_png`] and [`bake_svg`] put a sealed badge into
//! it. What goes where is told member by member in `docs/badge-mapping.md`. Nothing here signs.

mod achievement;
mod bake;
mod document;
mod drawing;
mod profile;

use thiserror::Error;

pub use bake::{as_character_data, bake_png, bake_svg};
pub use document::{BadgeSettings, document};
pub use drawing::{Drawing, Face};

/// The contexts of a badge, in their order.
pub const CONTEXTS: [&str; 2] =
    ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];
/// The type of an identifier that the law gives an organisation, such as `VATES-Q3318001I`.
pub const LEGAL_IDENTIFIER: &str = "ext:LegalIdentifier";

/// Why a badge or its picture cannot be made.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadgeError {
    /// The credits are no number.
    #[error("the credits `{points}` are no number")]
    Credits {
        /// As the award states them.
        points: String,
    },
    /// The picture cannot be drawn: a fault of this program.
    #[error("the badge cannot be drawn: {reason}")]
    Drawing {
        /// What the renderer says.
        reason: String,
    },
    /// The holder of the key has no part in the award.
    #[error("`{did}` neither issued nor awarded {credential}, so its key cannot seal a badge of it")]
    ForeignIssuer {
        /// The holder of the key.
        did: String,
        /// The credential.
        credential: String,
    },
    /// What should be baked into is not such a picture.
    #[error("a badge cannot be put into this picture: {reason}")]
    Picture {
        /// What is wrong with it.
        reason: &'static str,
    },
}
