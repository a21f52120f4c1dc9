//! Signatures as CMS writes them (RFC 5652, 5754, 4056): RSA PKCS#1 v1.5, RSASSA-PSS and ECDSA, with SHA-2.

use openssl::pkey::Id;
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Verifier};
use openssl::x509::X509;

use super::Certificate;
use super::der::{self, NotDer, Reader, Value};
use super::timestamp::{DigestAlgorithm, TimeStampError};
use super::tst_info::{plain_algorithm, small_number};

const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
const MGF1: &str = "1.2.840.113549.1.1.8";

/// How a signer says that it signed.
#[derive(Debug, Clone)]
pub(super) struct SignatureAlgorithm {
    oid: String,
    kind: Option<Kind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `None`: with whatever the message was hashed.
    Rsa(Option<DigestAlgorithm>),
    Pss(DigestAlgorithm, i32),
    Ecdsa(DigestAlgorithm),
}

impl SignatureAlgorithm {
    /// Any algorithm; whether it is accepted is said when it is used.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, NotDer> {
        let mut algorithm = reader.expect(der::SEQUENCE)?.reader();
        let oid = algorithm.oid()?;
        let parameters = if algorithm.is_empty() { None } else { Some(algorithm.next()?) };
        algorithm.finish()?;
        let plain = parameters.is_none_or(|value| value.tag == der::NULL);
        let kind = match oid.as_str() {
            RSASSA_PSS => parameters.and_then(|value| read_pss(value).ok()),
            "1.2.840.113549.1.1.1" if plain => Some(Kind::Rsa(None)),
            "1.2.840.113549.1.1.11" if plain => Some(Kind::Rsa(Some(DigestAlgorithm::Sha256))),
            "1.2.840.113549.1.1.12" if plain => Some(Kind::Rsa(Some(DigestAlgorithm::Sha384))),
            "1.2.840.113549.1.1.13" if plain => Some(Kind::Rsa(Some(DigestAlgorithm::Sha512))),
            "1.2.840.10045.4.3.2" if parameters.is_none() => Some(Kind::Ecdsa(DigestAlgorithm::Sha256)),
            "1.2.840.10045.4.3.3" if parameters.is_none() => Some(Kind::Ecdsa(DigestAlgorithm::Sha384)),
            "1.2.840.10045.4.3.4" if parameters.is_none() => Some(Kind::Ecdsa(DigestAlgorithm::Sha512)),
            _ => None,
        };
        Ok(Self { oid, kind })
    }
}

/// RSASSA-PSS-params (RFC 4055): one SHA-2 for both hash and mask; the defaults, which are SHA-1, are refused.
fn read_pss(parameters: Value<'_>) -> Result<Kind, NotDer> {
    let mut fields = Reader::of(parameters.raw, der::SEQUENCE)?;
    let hash = sha2(fields.expect(der::context(0))?.reader())?;
    let mut mask = Reader::of(fields.expect(der::context(1))?.body, der::SEQUENCE)?;
    let is_mgf1 = mask.oid()? == MGF1;
    let mask_hash = sha2(mask)?;
    let salt_bytes = match fields.optional(der::context(2))? {
        Some(salt) => small_number(salt.reader().integer()?).ok_or(NotDer)?,
        None => 20,
    };
    // trailerField: 1 is the default and the only value.
    fields.finish()?;
    let salt_bytes = i32::try_from(salt_bytes).map_err(|_| NotDer)?;
    if is_mgf1 && mask_hash == hash { Ok(Kind::Pss(hash, salt_bytes)) } else { Err(NotDer) }
}

fn sha2(mut reader: Reader<'_>) -> Result<DigestAlgorithm, NotDer> {
    let algorithm = DigestAlgorithm::from_oid(&plain_algorithm(&mut reader)?).ok_or(NotDer)?;
    reader.finish()?;
    Ok(algorithm)
}

/// Verifies `signature` over `message` with the key of `certificate`. The signature's hash must be `digest`, which the
/// signer named for the content.
pub(super) fn verify(
    certificate: &Certificate,
    algorithm: &SignatureAlgorithm,
    digest: DigestAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), TimeStampError> {
    let refused = || TimeStampError::SignatureAlgorithm { oid: algorithm.oid.clone() };
    let kind = algorithm.kind.ok_or_else(refused)?;
    let key = certificate.public_key().ok_or_else(refused)?;
    let (fits, hash) = match kind {
        Kind::Rsa(hash) => (key.id() == Id::RSA, hash.unwrap_or(digest)),
        Kind::Pss(hash, _) => (matches!(key.id(), Id::RSA | Id::RSA_PSS), hash),
        Kind::Ecdsa(hash) => (key.id() == Id::EC, hash),
    };
    if !fits || hash != digest {
        return Err(refused());
    }
    let matches = || {
        let mut verifier = Verifier::new(digest.message_digest(), key)?;
        if let Kind::Pss(_, salt_bytes) = kind {
            verifier.set_rsa_padding(Padding::PKCS1_PSS)?;
            verifier.set_rsa_mgf1_md(digest.message_digest())?;
            verifier.set_rsa_pss_saltlen(RsaPssSaltlen::custom(salt_bytes))?;
        }
        verifier.verify_oneshot(signature, message)
    };
    // OpenSSL's own errors, for instance of a signature that is not even DER, mean the same as `false`.
    if matches().unwrap_or(false) { Ok(()) } else { Err(TimeStampError::Signature) }
}

/// The subject key identifier that a certificate states.
pub(super) fn subject_key_id(certificate: &Certificate) -> Option<Vec<u8>> {
    let certificate = X509::from_der(certificate.der()).ok()?;
    certificate.subject_key_id().map(|id| id.as_slice().to_vec())
}
