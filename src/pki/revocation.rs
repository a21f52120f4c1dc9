//! Whether the certificates of a path were revoked at a time.
