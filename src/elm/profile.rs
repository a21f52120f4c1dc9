//! The application profile `edc-generic-full` 1.2.0 as a table, and the check of a document's graph against it.

/// One departure from the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileFinding {
    /// The node that departs.
    pub node: String,
    /// The class for which the rule holds, such as `elm:Organisation`.
    pub class: &'static str,
    /// The property, such as `elm:location`.
    pub property: &'static str,
    /// Which rule is broken.
    pub rule: Rule,
    /// What is wrong, in words.
    pub message: String,
}

/// The kinds of rule that the profile has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The value is a node of another class.
    Class,
    /// The value is not a literal of the datatype.
    Datatype,
    /// The value is not an IRI, or not a literal.
    Kind,
    /// Too many values.
    MaxCount,
    /// The number is too large.
    MaxInclusive,
    /// Too few values.
    MinCount,
    /// The concept is not in the scheme that the profile asks for.
    Scheme,
    /// Two values in one language.
    UniqueLanguage,
}
