//! IRIs of the properties that checks and summaries read.

/// Declares the terms of a vocabulary.
macro_rules! terms {
    ($base:literal: $($name:ident = $local:literal),+ $(,)?) => {
        $(pub(super) const $name: &str = concat!($base, $local);)+
    };
}

terms!("https://www.w3.org/2018/credentials#":
    CREDENTIAL_STATUS = "credentialStatus",
    CREDENTIAL_SUBJECT = "credentialSubject",
    EVIDENCE = "evidence",
    EXPIRATION_DATE = "expirationDate",
    ISSUANCE_DATE = "issuanceDate",
    ISSUED = "issued",
    VALID_FROM = "validFrom",
    VALID_UNTIL = "validUntil",
);
terms!("https://www.w3.org/ns/credentials/status#":
    BITSTRING_STATUS_LIST = "BitstringStatusList",
    BITSTRING_STATUS_LIST_CREDENTIAL = "BitstringStatusListCredential",
    BITSTRING_STATUS_LIST_ENTRY = "BitstringStatusListEntry",
    ENCODED_LIST = "encodedList",
    STATUS_LIST_CREDENTIAL = "statusListCredential",
    STATUS_LIST_INDEX = "statusListIndex",
    STATUS_PURPOSE = "statusPurpose",
    STATUS_SIZE = "statusSize",
);
// Status List 2021, which became Bitstring Status List.
terms!("https://w3id.org/vc/status-list#":
    OLD_ENCODED_LIST = "encodedList",
    OLD_STATUS_LIST = "StatusList2021",
    OLD_STATUS_LIST_CREDENTIAL = "StatusList2021Credential",
    OLD_STATUS_LIST_CREDENTIAL_OF = "statusListCredential",
    OLD_STATUS_LIST_ENTRY = "StatusList2021Entry",
    OLD_STATUS_LIST_INDEX = "statusListIndex",
    OLD_STATUS_PURPOSE = "statusPurpose",
);
terms!("http://data.europa.eu/snb/model/elm/":
    ACCREDITATION = "accreditation",
    ACCREDITING_AGENT = "accreditingAgent",
    AWARDED_BY = "awardedBy",
    AWARDING_BODY = "awardingBody",
    CREDENTIAL_PROFILES = "credentialProfiles",
    CONTENT = "content",
    CONTENT_TYPE = "contentType",
    CREDIT_POINT = "creditPoint",
    CREDIT_RECEIVED = "creditReceived",
    ELM_CREDENTIAL_STATUS = "CredentialStatus",
    ELM_STATUS = "status",
    DISPLAY_DETAIL = "displayDetail",
    DISPLAY_PARAMETER = "displayParameter",
    EIDAS_LEGAL_IDENTIFIER = "eidasLegalIdentifier",
    EQF_LEVEL = "EQFLevel",
    FRAMEWORK = "framework",
    GRADE = "grade",
    HAS_CLAIM = "hasClaim",
    HAS_PART = "hasPart",
    ID_VERIFICATION = "idVerification",
    IMAGE = "image",
    INDIVIDUAL_DISPLAY = "individualDisplay",
    ISCED_F = "ISCEDFCode",
    LEARNING_ACHIEVEMENT = "LearningAchievement",
    LEARNING_ACTIVITY = "LearningActivity",
    LEARNING_ASSESSMENT = "LearningAssessment",
    LEARNING_ENTITLEMENT = "LearningEntitlement",
    LEARNING_OUTCOME = "learningOutcome",
    MODE = "mode",
    NATIONAL_LEVEL = "NQFLevel",
    NOTE_LITERAL = "noteLiteral",
    PAGE = "page",
    POINT = "point",
    PRIMARY_LANGUAGE = "primaryLanguage",
    PROVEN_BY = "provenBy",
    RELATED_ESCO_SKILL = "relatedESCOSkill",
    SPECIFIED_BY = "specifiedBy",
    VOLUME_OF_LEARNING = "volumeOfLearning",
);
terms!("http://purl.org/dc/terms/":
    DCT_ISSUED = "issued",
    DESCRIPTION = "description",
    LANGUAGE = "language",
    SPATIAL = "spatial",
    TITLE = "title",
    TYPE = "type",
);
terms!("http://www.w3.org/2004/02/skos/core#":
    ALT_LABEL = "altLabel",
    NOTATION = "notation",
    PREF_LABEL = "prefLabel",
);
terms!("http://xmlns.com/foaf/0.1/":
    FAMILY_NAME = "familyName",
    GIVEN_NAME = "givenName",
);
terms!("http://www.w3.org/ns/regorg#": LEGAL_NAME = "legalName");
/// The ELM context's `fullName`.
pub(super) const FULL_NAME: &str = "http://xmlns.com/foaf/0.1/fullName";
terms!("https://purl.imsglobal.org/spec/vc/ob/vocab.html#":
    OB_ACHIEVEMENT_TYPE = "achievementType",
    OB_ALIGNMENT = "alignment",
    OB_AWARDED_DATE = "awardedDate",
    OB_CREATOR = "creator",
    OB_CREDITS_EARNED = "creditsEarned",
    OB_CRITERIA = "Criteria",
    OB_FIELD_OF_STUDY = "fieldOfStudy",
    OB_HASHED = "hashed",
    OB_IDENTIFIER = "identifier",
    OB_IDENTIFIER_TYPE = "identifierType",
    OB_IDENTITY_HASH = "identityHash",
    OB_IMAGE = "image",
    OB_NARRATIVE = "narrative",
    OB_OTHER_IDENTIFIER = "otherIdentifier",
    OB_RESULT = "result",
    OB_RESULT_DESCRIPTION = "resultDescription",
    OPEN_BADGE_CREDENTIAL = "OpenBadgeCredential",
);
/// The type of an identifier that the law gives an organisation, among those of a badge's profiles.
pub(super) const OB_LEGAL_IDENTIFIER: &str = "ext:LegalIdentifier";
/// What an Open Badge was awarded for: the versions of its context differ in the IRI.
pub(super) const OB_ACHIEVEMENTS: [&str; 3] = [
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement-0",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement",
];
terms!("https://schema.org/":
    SCHEMA_DESCRIPTION = "description",
    SCHEMA_NAME = "name",
    SCHEMA_TARGET_FRAMEWORK = "targetFramework",
    SCHEMA_TARGET_NAME = "targetName",
    SCHEMA_TARGET_URL = "targetUrl",
    SCHEMA_VALUE = "value",
);
