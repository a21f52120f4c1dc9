//! What is offered: one configuration for each form in which an award goes into a wallet.

/// A format of credentials (OpenID4VCI 1.0, appendix A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A JWT whose payload is the credential.
    JwtVcJson,
    /// JSON with a Data Integrity proof.
    LdpVc,
    /// SD-JWT VC.
    SdJwt,
}

/// A form in which this program issues to wallets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Configuration {
    /// Open Badges 3.0 with a Data Integrity proof.
    Badge,
    /// Open Badges 3.0 as a JWT.
    BadgeJwt,
    /// The learning credential of the European wallet.
    LearningCredential,
}

impl Configuration {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::LearningCredential, Self::BadgeJwt, Self::Badge];

    /// Its id, which is its scope and its credential identifier as well.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Badge => "open_badge_ldp",
            Self::BadgeJwt => "open_badge_jwt",
            Self::LearningCredential => "learning_credential_sd_jwt",
        }
    }

    /// The configuration of an id, if it is among `offered`.
    #[must_use]
    pub fn from_id(id: &str, offered: &[Self]) -> Option<Self> {
        offered.iter().copied().find(|one| one.id() == id)
    }

    /// The format.
    #[must_use]
    pub fn format(self) -> Format {
        match self {
            Self::Badge => Format::LdpVc,
            Self::BadgeJwt => Format::JwtVcJson,
            Self::LearningCredential => Format::SdJwt,
        }
    }
}
