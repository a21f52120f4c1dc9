//! What may be fetched for which purpose, in one table: how much, from where, as what, and how long it is kept.

use crate::limits;

/// What a document is fetched for; its rule stands in the table below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// Certificates of an issuer, where a certificate says that they are.
    CaIssuers,
    /// A checkpoint of a transparency log.
    Checkpoint,
    /// A credential that somebody asks about.
    Credential,
    /// A revocation list.
    Crl,
    /// A DID document.
    DidDocument,
    /// An answer about one certificate (RFC 6960).
    Ocsp,
    /// A status list credential.
    StatusList,
    /// A time stamp (RFC 3161).
    TimeStamp,
    /// A list of trusted entities.
    TrustList,
}

/// Over which transport a document may come. The port is the transport's own, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// https on port 443.
    Tls,
    /// Also http on port 80: what public-key infrastructures serve is signed itself, and is mostly served so, since TLS
    /// would need the certificates that are asked about (RFC 5280, section 8).
    TlsOrPlain,
}

/// Which media types an answer may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Types {
    /// These alone: peers keep to them.
    Exactly(&'static [&'static str]),
    /// These, and what file servers call a file that they do not know; never a web page.
    OrUnknown(&'static [&'static str]),
}

/// What holds for one purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The most bytes that are read.
    pub bytes_max: usize,
    /// Over which transport.
    pub transport: Transport,
    /// As what.
    pub types: Types,
    /// For how many seconds an answer is used again; 0 for what is nobody else's business.
    pub kept_seconds: i64,
}

/// What servers say of a file that they do not know; nothing is read as what they guess.
const UNKNOWN: [&str; 4] = ["", "application/octet-stream", "binary/octet-stream", "text/plain"];

const CREDENTIALS: &[&str] = &[
    "application/ld+json",
    "application/json",
    "application/vc",
    "application/vp",
    "application/vc+ld+json",
    "application/vp+ld+json",
    "application/vc+jwt",
    "application/vc+sd-jwt",
    "application/dc+sd-jwt",
    "application/vc-ld+json",
    "application/sd-jwt",
    "application/jwt",
    "application/jose",
    "application/jose+json",
    "application/pdf",
    "application/zip",
    "image/png",
    "image/svg+xml",
];
const DIDS: &[&str] = &["application/did+json", "application/did+ld+json", "application/did", "application/json"];
const STATUS_LISTS: &[&str] = &[
    "application/vc",
    "application/ld+json",
    "application/json",
    "application/vc+ld+json",
    "application/vc+jwt",
    "application/jwt",
    "application/statuslist+jwt",
];
const TRUST_LISTS: &[&str] = &["application/jwt", "application/jose", "application/jose+json", "application/json"];
const CERTIFICATES: &[&str] = &[
    "application/pkix-cert",
    "application/x-x509-ca-cert",
    "application/x-x509-user-cert",
    "application/pkcs7-mime",
    "application/x-pkcs7-certificates",
    "application/x-pem-file",
];
const REVOCATION_LISTS: &[&str] =
    &["application/pkix-crl", "application/x-pkcs7-crl", "application/x-x509-crl", "application/x-pem-file"];

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::CaIssuers,
        Self::Checkpoint,
        Self::Credential,
        Self::Crl,
        Self::DidDocument,
        Self::Ocsp,
        Self::StatusList,
        Self::TimeStamp,
        Self::TrustList,
    ];

    /// Its name, as measurements say it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CaIssuers => "ca_issuers",
            Self::Checkpoint => "checkpoint",
            Self::Credential => "credential",
            Self::Crl => "crl",
            Self::DidDocument => "did_document",
            Self::Ocsp => "ocsp",
            Self::StatusList => "status_list",
            Self::TimeStamp => "time_stamp",
            Self::TrustList => "trust_list",
        }
    }

    /// The table.
    #[must_use]
    #[rustfmt::skip]
    pub fn rule(self) -> Rule {
        use Transport::{Tls, TlsOrPlain};
        use Types::{Exactly, OrUnknown};
        let list = limits::ANSWER_KEPT_SECONDS_MAX;
        let pki = limits::SERVICE_CACHE_SECONDS_MAX;
        let (bytes_max, transport, types, kept_seconds) = match self {
            Self::CaIssuers   => (limits::CA_ISSUERS_BYTES_MAX,   TlsOrPlain, OrUnknown(CERTIFICATES),                      pki),
            Self::Checkpoint  => (limits::CHECKPOINT_BYTES_MAX,   Tls,        OrUnknown(&[]),                               list),
            Self::Credential  => (limits::CREDENTIAL_BYTES_MAX,   Tls,        OrUnknown(CREDENTIALS),                       0),
            Self::Crl         => (limits::FETCH_BYTES_MAX,        TlsOrPlain, OrUnknown(REVOCATION_LISTS),                  pki),
            Self::DidDocument => (limits::DID_DOCUMENT_BYTES_MAX, Tls,        OrUnknown(DIDS),                              list),
            Self::Ocsp        => (limits::OCSP_BYTES_MAX,         TlsOrPlain, Exactly(&["application/ocsp-response"]),      pki),
            Self::StatusList  => (limits::FETCH_BYTES_MAX,        Tls,        OrUnknown(STATUS_LISTS),                      list),
            Self::TimeStamp   => (limits::TIME_STAMP_BYTES_MAX,   TlsOrPlain, Exactly(&["application/timestamp-reply"]),    0),
            Self::TrustList   => (limits::TRUST_LIST_BYTES_MAX,   Tls,        OrUnknown(TRUST_LISTS),                       list),
        };
        Rule { bytes_max, transport, types, kept_seconds }
    }
}

impl Rule {
    /// Whether it may come without TLS.
    #[must_use]
    pub fn may_be_plain(&self) -> bool {
        self.transport == Transport::TlsOrPlain
    }

    /// Whether an answer may be of this media type (lower case, without parameters; empty if none was said).
    #[must_use]
    pub fn takes(&self, media_type: &str) -> bool {
        match self.types {
            Types::Exactly(types) => types.contains(&media_type),
            Types::OrUnknown(types) => types.contains(&media_type) || UNKNOWN.contains(&media_type),
        }
    }

    /// What to ask a server for.
    pub(super) fn accept(&self) -> String {
        match self.types {
            Types::Exactly(types) => types.join(", "),
            Types::OrUnknown(types) => types.iter().copied().chain(["*/*;q=0.1"]).collect::<Vec<_>>().join(", "),
        }
    }
}
