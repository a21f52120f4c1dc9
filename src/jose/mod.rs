//! JSON Web Signatures in compact form (RFC 7515), with the rules of a JAdES baseline B list signature.
