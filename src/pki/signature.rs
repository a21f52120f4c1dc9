//! Which signature algorithms are too weak for statements about others.

use super::der::{self, Reader, Value};

/// MD5 and SHA-1.
const BROKEN_DIGESTS: [&str; 2] = ["1.2.840.113549.2.5", "1.3.14.3.2.26"];

/// Whether an AlgorithmIdentifier names a digest that is broken: MD2, MD4, MD5 or SHA-1. What cannot be read is weak.
pub(super) fn is_weak(algorithm: Value<'_>) -> bool {
    let mut fields = algorithm.reader();
    let Ok(oid) = fields.oid() else { return true };
    match oid.as_str() {
        // RSA with MD2, MD4, MD5, SHA-1; the older names of the last; DSA and ECDSA with SHA-1.
        "1.2.840.113549.1.1.2"
        | "1.2.840.113549.1.1.3"
        | "1.2.840.113549.1.1.4"
        | "1.2.840.113549.1.1.5"
        | "1.3.14.3.2.3"
        | "1.3.14.3.2.15"
        | "1.3.14.3.2.29"
        | "1.2.840.10040.4.3"
        | "1.2.840.10045.4.1" => true,
        // RSASSA-PSS: the digest is a parameter, and SHA-1 where there is none (RFC 4055, section 3.1).
        "1.2.840.113549.1.1.10" => {
            pss_digest(&mut fields).is_none_or(|digest| BROKEN_DIGESTS.contains(&digest.as_str()))
        }
        // The others have no parameters, or NULL, which a signature over an OCSP response does not cover.
        _ => !matches!(fields.optional(der::NULL), Ok(None | Some(Value { body: [], .. }))) || !fields.is_empty(),
    }
}

fn pss_digest(fields: &mut Reader<'_>) -> Option<String> {
    let mut parameters = fields.optional(der::SEQUENCE).ok()??.reader();
    let digest = parameters.optional(der::context(0)).ok()??;
    digest.reader().expect(der::SEQUENCE).ok()?.reader().oid().ok()
}
