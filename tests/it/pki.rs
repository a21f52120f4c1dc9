//! Certificates, paths, revocation lists and OCSP responses.
#![expect(clippy::disallowed_methods, reason = "tests read files")]

mod certificates;
mod paths;
mod real;
mod revocation;
mod tamper;
