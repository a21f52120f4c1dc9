//! The controlled lists that the project ships, one variant a file of `vocabularies/`.

/// A controlled list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum List {
    /// Decisions of an accreditation.
    AccreditationDecision,
    /// Kinds of accreditation.
    Accreditation,
    /// Kinds of assessment.
    Assessment,
    /// Countries and territories.
    Country,
    /// Profiles of European Digital Credentials.
    Credential,
    /// Credit frameworks.
    Credit,
    /// Encodings of embedded content.
    Encoding,
    /// Whether an entitlement holds already.
    EntitlementStatus,
    /// Kinds of entitlement.
    Entitlement,
    /// Levels of the European Qualifications Framework.
    Eqf,
    /// Kinds of evidence.
    Evidence,
    /// File types.
    FileType,
    /// Sex as stated in civil registers.
    HumanSex,
    /// Fields of education and training (ISCED-F 2013).
    IscedF,
    /// Languages.
    Language,
    /// Kinds of learning activity.
    LearningActivity,
    /// Kinds of learning opportunity.
    LearningOpportunity,
    /// How full a schedule is.
    LearningSchedule,
    /// Formal and non-formal learning.
    LearningSetting,
    /// Forms of participation.
    Mode,
    /// Levels of national qualification frameworks.
    Nqf,
    /// How widely a skill can be used.
    SkillReuseLevel,
    /// Knowledge or skill.
    SkillType,
    /// Supervision and identity verification.
    Supervision,
    /// Groups that learning is meant for.
    TargetGroup,
}

impl List {
    /// Every list, by name.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        &[
            Self::AccreditationDecision,
            Self::Accreditation,
            Self::Assessment,
            Self::Country,
            Self::Credential,
            Self::Credit,
            Self::Encoding,
            Self::EntitlementStatus,
            Self::Entitlement,
            Self::Eqf,
            Self::Evidence,
            Self::FileType,
            Self::HumanSex,
            Self::IscedF,
            Self::Language,
            Self::LearningActivity,
            Self::LearningOpportunity,
            Self::LearningSchedule,
            Self::LearningSetting,
            Self::Mode,
            Self::Nqf,
            Self::SkillReuseLevel,
            Self::SkillType,
            Self::Supervision,
            Self::TargetGroup,
        ]
    }

    /// The list's name here, such as `eqf`: the stem of its file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccreditationDecision => "accreditation-decision",
            Self::Accreditation => "accreditation",
            Self::Assessment => "assessment",
            Self::Country => "country",
            Self::Credential => "credential",
            Self::Credit => "credit",
            Self::Encoding => "encoding",
            Self::EntitlementStatus => "entitlement-status",
            Self::Entitlement => "entitlement",
            Self::Eqf => "eqf",
            Self::Evidence => "evidence",
            Self::FileType => "file-type",
            Self::HumanSex => "human-sex",
            Self::IscedF => "isced-f",
            Self::Language => "language",
            Self::LearningActivity => "learning-activity",
            Self::LearningOpportunity => "learning-opportunity",
            Self::LearningSchedule => "learning-schedule",
            Self::LearningSetting => "learning-setting",
            Self::Mode => "mode",
            Self::Nqf => "nqf",
            Self::SkillReuseLevel => "skill-reuse-level",
            Self::SkillType => "skill-type",
            Self::Supervision => "supervision",
            Self::TargetGroup => "target-group",
        }
    }

    /// The text of its file.
    pub(super) const fn file(self) -> &'static str {
        match self {
            Self::AccreditationDecision => include_str!("../../vocabularies/accreditation-decision.tsv"),
            Self::Accreditation => include_str!("../../vocabularies/accreditation.tsv"),
            Self::Assessment => include_str!("../../vocabularies/assessment.tsv"),
            Self::Country => include_str!("../../vocabularies/country.tsv"),
            Self::Credential => include_str!("../../vocabularies/credential.tsv"),
            Self::Credit => include_str!("../../vocabularies/credit.tsv"),
            Self::Encoding => include_str!("../../vocabularies/encoding.tsv"),
            Self::EntitlementStatus => include_str!("../../vocabularies/entitlement-status.tsv"),
            Self::Entitlement => include_str!("../../vocabularies/entitlement.tsv"),
            Self::Eqf => include_str!("../../vocabularies/eqf.tsv"),
            Self::Evidence => include_str!("../../vocabularies/evidence.tsv"),
            Self::FileType => include_str!("../../vocabularies/file-type.tsv"),
            Self::HumanSex => include_str!("../../vocabularies/human-sex.tsv"),
            Self::IscedF => include_str!("../../vocabularies/isced-f.tsv"),
            Self::Language => include_str!("../../vocabularies/language.tsv"),
            Self::LearningActivity => include_str!("../../vocabularies/learning-activity.tsv"),
            Self::LearningOpportunity => include_str!("../../vocabularies/learning-opportunity.tsv"),
            Self::LearningSchedule => include_str!("../../vocabularies/learning-schedule.tsv"),
            Self::LearningSetting => include_str!("../../vocabularies/learning-setting.tsv"),
            Self::Mode => include_str!("../../vocabularies/mode.tsv"),
            Self::Nqf => include_str!("../../vocabularies/nqf.tsv"),
            Self::SkillReuseLevel => include_str!("../../vocabularies/skill-reuse-level.tsv"),
            Self::SkillType => include_str!("../../vocabularies/skill-type.tsv"),
            Self::Supervision => include_str!("../../vocabularies/supervision.tsv"),
            Self::TargetGroup => include_str!("../../vocabularies/target-group.tsv"),
        }
    }
}
