//! Online certificate status (RFC 6960): requests, and what a response says of a certificate.
