//! The public HTTP service: verifier and published documents. It holds no key that can issue.
