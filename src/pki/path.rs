//! From a certificate to an anchor, at a time (RFC 5280, section 6).
