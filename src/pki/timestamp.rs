//! Time-stamp requests, responses and tokens (RFC 3161).
