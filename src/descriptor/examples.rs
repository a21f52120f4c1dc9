//! The examples that the project ships, for `init`, `demo` and tests. Their identifiers are examples, too.

/// A file: the name that it has below a workspace, and its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// Its name, such as `ingenium-framework.toml`.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// The INGENIUM course, realigned: one awarding body.
pub const INGENIUM_FRAMEWORK: Example =
    Example { file: "ingenium-framework.toml", text: include_str!("../../examples/ingenium-framework.toml") };

/// A jointly developed course: two awarding bodies.
pub const STUDENT_LEADERSHIP: Example =
    Example { file: "student-leadership.toml", text: include_str!("../../examples/student-leadership.toml") };

/// A decentralised course: three components of three institutions.
pub const HEALTHY_AGEING: Example =
    Example { file: "healthy-ageing.toml", text: include_str!("../../examples/healthy-ageing.toml") };

/// Every descriptor.
pub const DESCRIPTORS: [Example; 3] = [INGENIUM_FRAMEWORK, STUDENT_LEADERSHIP, HEALTHY_AGEING];

/// The profiles of the institutions that the descriptors name.
pub const INSTITUTIONS: [Example; 5] = [
    Example { file: "mtu.toml", text: include_str!("../../examples/institutions/mtu.toml") },
    Example { file: "mus.toml", text: include_str!("../../examples/institutions/mus.toml") },
    Example { file: "uniovi.toml", text: include_str!("../../examples/institutions/uniovi.toml") },
    Example { file: "urn.toml", text: include_str!("../../examples/institutions/urn.toml") },
    Example { file: "xamk.toml", text: include_str!("../../examples/institutions/xamk.toml") },
];
