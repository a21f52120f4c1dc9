//! Why a document, a context or a graph is refused.

use thiserror::Error;

/// Why a document cannot be turned into quads.
///
/// Each variant names the place as a JSON pointer (RFC 6901).
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonLdError {
    /// An IRI or type is a compact IRI by accident: its beginning is a prefix of the contexts.
    #[error("{pointer}: `{value}` would be read as a compact IRI, since `{prefix}` is a prefix")]
    CompactIri {
        /// Where.
        pointer: String,
        /// The value.
        value: String,
        /// The prefix that it hits.
        prefix: String,
    },
    /// The contexts contradict each other or themselves.
    #[error("{pointer}: {source}")]
    Context {
        /// Where.
        pointer: String,
        /// What is wrong.
        source: ContextError,
    },
    /// One id stands for two nodes of different content, which the graph would merge.
    #[error("{pointer}: `{id}` was described differently before")]
    DifferentContent {
        /// Where the second description stands.
        pointer: String,
        /// The id.
        id: String,
    },
    /// A value that the graph would not contain.
    #[error("{pointer}: the value would be dropped: {reason}")]
    DroppedValue {
        /// Where.
        pointer: String,
        /// Why.
        reason: String,
    },
    /// An array that holds a value twice; the graph holds it once.
    #[error("{pointer}: the item stands in the array already")]
    DuplicateItem {
        /// Where the second stands.
        pointer: String,
    },
    /// Two members of one node that are the same property.
    #[error("{pointer}: `{property}` is stated by another member of the node already")]
    DuplicateProperty {
        /// Where the second stands.
        pointer: String,
        /// The property's IRI.
        property: String,
    },
    /// An empty array: the graph would not contain the member.
    #[error("{pointer}: the array is empty")]
    EmptyArray {
        /// Where.
        pointer: String,
    },
    /// A context that is written into the document, or stands elsewhere than at its top.
    #[error("{pointer}: a context must be one of the known IRIs at the top of the document")]
    InlineContext {
        /// Where.
        pointer: String,
    },
    /// Not a JSON-LD document (JSON-LD 1.1 API, section 9.4 names the code).
    #[error("{pointer}: {code}: `{value}`")]
    Invalid {
        /// Where.
        pointer: String,
        /// The W3C error code.
        code: &'static str,
        /// What was found.
        value: String,
    },
    /// A scheme but characters that IRIs exclude.
    #[error("{pointer}: `{value}` is not an IRI")]
    InvalidIri {
        /// Where.
        pointer: String,
        /// The value.
        value: String,
    },
    /// A member whose name is a keyword that documents use through an alias only, or not at all.
    #[error("{pointer}: `{keyword}` must not be used as a member name")]
    KeywordInData {
        /// Where.
        pointer: String,
        /// The keyword.
        keyword: String,
    },
    /// A null: the graph would not contain the member.
    #[error("{pointer}: the member is null")]
    NullMember {
        /// Where.
        pointer: String,
    },
    /// An identifier that is no absolute IRI.
    #[error("{pointer}: `{value}` is a relative IRI")]
    RelativeIri {
        /// Where.
        pointer: String,
        /// The value.
        value: String,
    },
    /// More quads or levels than are read.
    #[error("{pointer}: more than {max} {what}")]
    TooLarge {
        /// Where the bound was passed.
        pointer: String,
        /// What was counted.
        what: &'static str,
        /// The bound.
        max: usize,
    },
    /// A property or type written out as an IRI for which the contexts have a term: two spellings of one graph.
    #[error("{pointer}: `{name}` is written out although the contexts call it `{term}`")]
    UncompactedName {
        /// Where.
        pointer: String,
        /// What stands there.
        name: String,
        /// The term.
        term: String,
    },
    /// A member that no context defines.
    #[error("{pointer}: no context defines `{term}`")]
    UndefinedTerm {
        /// Where.
        pointer: String,
        /// The name.
        term: String,
    },
    /// A type that no context defines.
    #[error("{pointer}: no context defines the type `{value}`")]
    UndefinedType {
        /// Where.
        pointer: String,
        /// The type.
        value: String,
    },
    /// A context that is neither embedded nor imported; none is ever fetched.
    #[error("{pointer}: the context `{iri}` is not known")]
    UnknownContext {
        /// Where.
        pointer: String,
        /// Its IRI.
        iri: String,
    },
}

impl JsonLdError {
    /// The W3C code where the standard has one, else a name of the safe mode.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CompactIri { .. } => "compact IRI by accident",
            Self::Context { source, .. } => source.code(),
            Self::DifferentContent { .. } => "one id with different content",
            Self::DroppedValue { .. } => "dropped value",
            Self::DuplicateItem { .. } => "duplicate item",
            Self::DuplicateProperty { .. } => "duplicate property",
            Self::EmptyArray { .. } => "empty array",
            Self::InlineContext { .. } => "inline context",
            Self::Invalid { code, .. } => code,
            Self::InvalidIri { .. } => "invalid IRI",
            Self::KeywordInData { .. } => "keyword in data",
            Self::NullMember { .. } => "null member",
            Self::RelativeIri { .. } => "relative IRI",
            Self::TooLarge { .. } => "too large",
            Self::UncompactedName { .. } => "name written out",
            Self::UndefinedTerm { .. } => "undefined term",
            Self::UndefinedType { .. } => "undefined type",
            Self::UnknownContext { .. } => "loading remote context failed",
        }
    }

    /// Where in the document, as a JSON pointer.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match self {
            Self::CompactIri { pointer, .. }
            | Self::Context { pointer, .. }
            | Self::DifferentContent { pointer, .. }
            | Self::DroppedValue { pointer, .. }
            | Self::DuplicateItem { pointer }
            | Self::DuplicateProperty { pointer, .. }
            | Self::EmptyArray { pointer }
            | Self::InlineContext { pointer }
            | Self::Invalid { pointer, .. }
            | Self::InvalidIri { pointer, .. }
            | Self::KeywordInData { pointer, .. }
            | Self::NullMember { pointer }
            | Self::RelativeIri { pointer, .. }
            | Self::TooLarge { pointer, .. }
            | Self::UncompactedName { pointer, .. }
            | Self::UndefinedTerm { pointer, .. }
            | Self::UndefinedType { pointer, .. }
            | Self::UnknownContext { pointer, .. } => pointer,
        }
    }
}

/// Why a context is refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContextError {
    /// The IRI names another context already.
    #[error("the context `{iri}` is known already, with other content")]
    AlreadyKnown {
        /// Its IRI.
        iri: String,
    },
    /// The bytes are not those that were meant.
    #[error("the context `{iri}` does not have the digest that was given")]
    DigestMismatch {
        /// Its IRI.
        iri: String,
    },
    /// The context breaks a rule of JSON-LD 1.1.
    #[error("{code}: `{value}`")]
    Invalid {
        /// The W3C error code.
        code: &'static str,
        /// What was found.
        value: String,
    },
    /// Not JSON, or no object with `@context`.
    #[error("the context `{iri}` cannot be read: {reason}")]
    Malformed {
        /// Its IRI.
        iri: String,
        /// Why.
        reason: String,
    },
    /// A context refers to one that is not known.
    #[error("the context `{iri}` is not known")]
    Unknown {
        /// Its IRI.
        iri: String,
    },
}

impl ContextError {
    /// The W3C error code (JSON-LD 1.1 API, section 9.4).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid { code, .. } => code,
            Self::Unknown { .. } | Self::DigestMismatch { .. } | Self::AlreadyKnown { .. } => {
                "loading remote context failed"
            }
            Self::Malformed { .. } => "invalid remote context",
        }
    }
}

/// Why a graph is not canonicalized.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RdfcError {
    /// The blank nodes are so alike that naming them would take more work than is allowed.
    #[error("naming the blank nodes takes more work than is allowed")]
    BudgetExhausted,
    /// More blank nodes than are canonicalized.
    #[error("{found} blank nodes, more than the {max} that are canonicalized")]
    TooManyBlankNodes {
        /// How many there are.
        found: usize,
        /// The bound.
        max: usize,
    },
}
