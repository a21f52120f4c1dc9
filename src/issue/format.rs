//! The forms in which an award leaves.

use crate::ledger::{Rendition, Standing};
use crate::model::ids::AwardId;

/// A form in which an award leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// European Learning Model with a Data Integrity proof.
    Elm,
    /// European Digital Credential with a JAdES seal.
    Europass,
    /// Open Badges 3.0 with a Data Integrity proof, also inside a PNG and an SVG.
    Badge,
    /// Open Badges 3.0 as the claims of a token.
    BadgeJwt,
    /// For upload to Europass, to be sealed there: it is not sealed here, and never counts as issued.
    Uploadable,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Elm, Self::Europass, Self::Badge, Self::BadgeJwt, Self::Uploadable];

    /// The sealed rendition that it is; `None` for what is not sealed here.
    #[must_use]
    pub fn rendition(self) -> Option<Rendition> {
        match self {
            Self::Elm => Some(Rendition::Elm),
            Self::Europass => Some(Rendition::Europass),
            Self::Badge => Some(Rendition::Badge),
            Self::BadgeJwt => Some(Rendition::BadgeJwt),
            Self::Uploadable => None,
        }
    }

    /// The form that a rendition is; none of a document that somebody else wrote.
    pub(super) fn of(rendition: Rendition) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.rendition() == Some(rendition))
    }

    /// Whether it is made of what the award's own document says: then it can be made at any time.
    #[must_use]
    pub fn is_of_view(self) -> bool {
        matches!(self, Self::Badge | Self::BadgeJwt)
    }

    /// Whether it is signed with the institution's Data Integrity key.
    pub(super) fn is_signed(self) -> bool {
        self == Self::Elm || self.is_of_view()
    }

    /// Whether certificates carry it: as PDF they have the sealed file inside.
    #[must_use]
    pub fn is_carried_by_certificates(self) -> bool {
        matches!(self, Self::Elm | Self::Europass)
    }

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.rendition().map_or("uploadable", Rendition::as_str)
    }

    /// The name of an award's file of this form: of a badge that of the sealed one, beside which its pictures leave.
    #[must_use]
    pub fn file_name(self, award: AwardId) -> String {
        match self.rendition() {
            Some(rendition) => rendition.file_name(award),
            None => format!("{}.{}.json", award.uuid().hyphenated(), self.as_str()),
        }
    }

    /// How far the ledger has it.
    pub(super) fn held(self, standing: &Standing) -> Held {
        let delivered = match self.rendition() {
            Some(rendition) => standing.sealed(rendition).map(|one| one.delivered),
            None => standing.upload.as_ref().map(|file| file.delivered),
        };
        match delivered {
            None => Held::Not,
            Some(false) => Held::Stored,
            Some(true) => Held::Delivered,
        }
    }

    /// Whether all of `formats` have left of the award that `standing` is about.
    #[must_use]
    pub fn all_delivered(formats: &[Self], standing: &Standing) -> bool {
        formats.iter().all(|format| format.held(standing) == Held::Delivered)
    }
}

/// How far the ledger has a form of an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// Not at all.
    Not,
    /// Its bytes are stored, and no output that has them was completed.
    Stored,
    /// It has left.
    Delivered,
}
