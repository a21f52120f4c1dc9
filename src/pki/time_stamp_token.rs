//! Time-stamp tokens: CMS SignedData over a TSTInfo (RFC 3161, section 2.4.2; RFC 5652; RFC 5816).
//!
//! [`TimeStampToken::verify`] says that this very data was stamped with the key of a certificate at a time. Whether that
//! certificate is one of a trusted authority is for the caller: a path for [`PathPurpose::TimeStamp`] at that time.
//!
//! [`PathPurpose::TimeStamp`]: super::PathPurpose::TimeStamp

use openssl::hash::MessageDigest;

use super::Certificate;
use super::cms_signature::{self, SignatureAlgorithm};
use super::der::{self, NotDer, Reader, Value};
use super::timestamp::{DigestAlgorithm, TimeStampError};
use super::tst_info::{Accuracy, TstInfo, plain_algorithm};
use crate::limits;
use crate::model::time::Timestamp;

const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
/// id-ct-TSTInfo
const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
/// With ESSCertID (SHA-1).
const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
/// With ESSCertIDv2.
const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";

/// A token that is well-formed; nothing in it is proven.
#[derive(Debug, Clone)]
pub struct TimeStampToken {
    der: Vec<u8>,
    content: Vec<u8>,
    info: TstInfo,
    certificates: Vec<Certificate>,
    signers: Vec<Signer>,
}

/// A SignerInfo (RFC 5652, section 5.3).
#[derive(Debug, Clone)]
struct Signer {
    id: SignerId,
    /// How the content was hashed, in dotted form.
    digest_algorithm: String,
    /// The signed attributes as they are hashed, as a SET; empty when there are none.
    signed: Vec<u8>,
    algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum SignerId {
    /// The issuer's name in DER, and the contents of the serial number.
    IssuerAndSerial { issuer: Vec<u8>, serial: Vec<u8> },
    /// A subject key identifier.
    Key(Vec<u8>),
}

/// A time stamp whose signature was verified over the data. Who the authority is remains to be asked.
#[derive(Debug)]
pub struct VerifiedTimeStamp {
    tsa: Certificate,
    certificates: Vec<Certificate>,
    time: Timestamp,
    fraction: String,
    accuracy: Option<Accuracy>,
}

impl VerifiedTimeStamp {
    /// The certificate whose key signed.
    #[must_use]
    pub fn tsa(&self) -> &Certificate {
        &self.tsa
    }

    /// The certificates of the token: candidates for the path.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The time, without its fraction of a second.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.time
    }

    /// The digits after the decimal point; may be empty.
    #[must_use]
    pub fn fraction(&self) -> &str {
        &self.fraction
    }

    /// How far the time may be from the true one, where the authority says so.
    #[must_use]
    pub fn accuracy(&self) -> Option<Accuracy> {
        self.accuracy
    }
}

impl TimeStampToken {
    /// Reads a token in DER.
    ///
    /// # Errors
    ///
    /// [`TimeStampError`]: it is no CMS message, holds something else than a time stamp, or is too long.
    pub fn parse(der: &[u8]) -> Result<Self, TimeStampError> {
        if der.len() > limits::TIME_STAMP_BYTES_MAX {
            return Err(TimeStampError::TooLong);
        }
        let mut content_info = Reader::of(der, der::SEQUENCE)?;
        expect_type(&mut content_info, SIGNED_DATA)?;
        let mut signed_data = Reader::of(content_info.expect(der::context(0))?.body, der::SEQUENCE)?;
        content_info.finish()?;

        signed_data.integer()?;
        signed_data.expect(der::SET)?;
        let mut encapsulated = signed_data.expect(der::SEQUENCE)?.reader();
        expect_type(&mut encapsulated, TST_INFO)?;
        let mut explicit = encapsulated.expect(der::context(0))?.reader();
        encapsulated.finish()?;
        let content = explicit.expect(der::OCTET_STRING)?.body.to_vec();
        explicit.finish()?;
        let certificates = match signed_data.optional(der::context(0))? {
            Some(set) => read_certificates(set.reader())?,
            None => Vec::new(),
        };
        signed_data.optional(der::context(1))?;
        let mut infos = signed_data.expect(der::SET)?.reader();
        signed_data.finish()?;
        let mut signers = Vec::new();
        while !infos.is_empty() {
            if signers.len() == limits::TIME_STAMP_CERTIFICATES_MAX {
                return Err(TimeStampError::TooLong);
            }
            signers.push(Signer::parse(infos.expect(der::SEQUENCE)?.reader())?);
        }
        let info = TstInfo::parse(&content).map_err(|_| TimeStampError::Malformed { what: "TSTInfo" })?;
        Ok(Self { der: der.to_vec(), content, info, certificates, signers })
    }

    /// The token in DER, as it was read.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// How the stamped data was hashed.
    ///
    /// # Errors
    ///
    /// [`TimeStampError::ImprintAlgorithm`] for SHA-1 and whatever else is not accepted.
    pub fn imprint_algorithm(&self) -> Result<DigestAlgorithm, TimeStampError> {
        let oid = &self.info.imprint_algorithm;
        DigestAlgorithm::from_oid(oid).ok_or_else(|| TimeStampError::ImprintAlgorithm { oid: oid.clone() })
    }

    /// The digest of the stamped data.
    #[must_use]
    pub fn imprint(&self) -> &[u8] {
        &self.info.imprint
    }

    /// The stamped time as it is claimed, without its fraction of a second.
    #[must_use]
    pub fn gen_time(&self) -> Timestamp {
        self.info.time
    }

    /// The digits of the stamped time after the decimal point; may be empty.
    #[must_use]
    pub fn fraction(&self) -> &str {
        &self.info.fraction
    }

    /// How far the time may be from the true one, where the token says so.
    #[must_use]
    pub fn accuracy(&self) -> Option<Accuracy> {
        self.info.accuracy
    }

    /// Whether the authority says that its stamps can be put in order by their times alone.
    #[must_use]
    pub fn ordering(&self) -> bool {
        self.info.ordering
    }

    /// The authority's policy, in dotted form.
    #[must_use]
    pub fn policy(&self) -> &str {
        &self.info.policy
    }

    /// The serial number of the stamp, as the content of an INTEGER.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.info.serial
    }

    /// The request's random number, as the content of an INTEGER.
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.info.nonce.as_deref()
    }

    /// The certificates in the token that can be read.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Verifies that `data` was stamped, with the certificate from the token.
    ///
    /// # Errors
    ///
    /// [`TimeStampError`] names the first thing that is wrong.
    pub fn verify(&self, data: &[u8]) -> Result<VerifiedTimeStamp, TimeStampError> {
        self.verify_with(data, &[])
    }

    /// Verifies that `data` was stamped, with a certificate from the token or from `candidates`.
    ///
    /// # Errors
    ///
    /// [`TimeStampError`] names the first thing that is wrong.
    pub fn verify_with(&self, data: &[u8], candidates: &[Certificate]) -> Result<VerifiedTimeStamp, TimeStampError> {
        if self.imprint_algorithm()?.digest(data) != self.info.imprint {
            return Err(TimeStampError::Imprint);
        }
        let [signer] = self.signers.as_slice() else {
            return Err(TimeStampError::Signers { count: self.signers.len() });
        };
        let attributes = signer.attributes()?;
        if attributes.content_type != TST_INFO {
            return Err(TimeStampError::Attribute { name: "content-type" });
        }
        let refused = || TimeStampError::SignatureAlgorithm { oid: signer.digest_algorithm.clone() };
        let digest = DigestAlgorithm::from_oid(&signer.digest_algorithm).ok_or_else(refused)?;
        if digest.digest(&self.content) != attributes.message_digest {
            return Err(TimeStampError::Digest);
        }
        let known: Vec<&Certificate> = self.certificates.iter().chain(candidates).collect();
        let mut named = known.into_iter().filter(|certificate| signer.id.names(certificate)).peekable();
        named.peek().ok_or(TimeStampError::SignerUnknown)?;
        // Certificates with the same issuer, serial number and key can be made; the signed digest tells them apart.
        let tsa = named
            .find(|certificate| attributes.references.iter().all(|reference| reference.names(certificate)))
            .ok_or(TimeStampError::CertificateReference)?;
        cms_signature::verify(tsa, &signer.algorithm, digest, &signer.signed, &signer.signature)?;
        Ok(VerifiedTimeStamp {
            tsa: tsa.clone(),
            certificates: self.certificates.clone(),
            time: self.info.time,
            fraction: self.info.fraction.clone(),
            accuracy: self.info.accuracy,
        })
    }
}

/// The next value must be the object identifier of this content type.
fn expect_type(reader: &mut Reader<'_>, content_type: &str) -> Result<(), TimeStampError> {
    let oid = reader.oid()?;
    if oid == content_type { Ok(()) } else { Err(TimeStampError::NotATimeStamp { oid }) }
}

/// Attribute certificates and such are passed over, as are certificates that cannot be read: none of them can sign here.
fn read_certificates(mut set: Reader<'_>) -> Result<Vec<Certificate>, TimeStampError> {
    let mut certificates = Vec::new();
    let mut count = 0;
    while !set.is_empty() {
        let value = set.next()?;
        count += 1;
        if count > limits::TIME_STAMP_CERTIFICATES_MAX {
            return Err(TimeStampError::TooLong);
        }
        if value.tag == der::SEQUENCE {
            certificates.extend(Certificate::from_der(value.raw).ok());
        }
    }
    Ok(certificates)
}

/// What the signed attributes say.
struct Attributes<'a> {
    content_type: String,
    message_digest: &'a [u8],
    /// All of them must name the signer's certificate.
    references: Vec<Reference<'a>>,
}

impl Signer {
    fn parse(mut info: Reader<'_>) -> Result<Self, NotDer> {
        info.integer()?;
        let id = match info.optional(der::context_primitive(0))? {
            Some(key) => SignerId::Key(key.body.to_vec()),
            None => {
                let mut name = info.expect(der::SEQUENCE)?.reader();
                let issuer = name.expect(der::SEQUENCE)?.raw.to_vec();
                let serial = name.integer()?.to_vec();
                name.finish()?;
                SignerId::IssuerAndSerial { issuer, serial }
            }
        };
        let digest_algorithm = plain_algorithm(&mut info)?;
        let mut signed = Vec::new();
        if let Some(attributes) = info.optional(der::context(0))? {
            // Hashed is the SET, not the tagged value in its place (RFC 5652, section 5.4).
            signed = attributes.raw.to_vec();
            signed[0] = der::SET;
        }
        let algorithm = SignatureAlgorithm::read(&mut info)?;
        let signature = info.expect(der::OCTET_STRING)?.body.to_vec();
        info.optional(der::context(1))?;
        info.finish()?;
        Ok(Self { id, digest_algorithm, signed, algorithm, signature })
    }

    fn attributes(&self) -> Result<Attributes<'_>, TimeStampError> {
        let mut found: Vec<(String, Reader<'_>)> = Vec::new();
        if !self.signed.is_empty() {
            let mut attributes = Reader::of(&self.signed, der::SET)?;
            while !attributes.is_empty() {
                let mut attribute = attributes.expect(der::SEQUENCE)?.reader();
                found.push((attribute.oid()?, attribute.expect(der::SET)?.reader()));
                attribute.finish()?;
            }
        }
        let fault = |name| TimeStampError::Attribute { name };
        // An attribute stands once, with one value.
        let single = |oid: &str, name: &'static str| {
            let mut matching = found.iter().filter(|(known, _)| known == oid);
            let Some((_, values)) = matching.next() else { return Ok(None) };
            let mut values = *values;
            match (values.next(), matching.next()) {
                (Ok(value), None) if values.is_empty() => Ok(Some(value)),
                _ => Err(fault(name)),
            }
        };
        let content_type = single(CONTENT_TYPE, "content-type")?
            .and_then(|value| Reader::new(value.raw).oid().ok())
            .ok_or(fault("content-type"))?;
        let message_digest = single(MESSAGE_DIGEST, "message-digest")?
            .filter(|value| value.tag == der::OCTET_STRING)
            .ok_or(fault("message-digest"))?
            .body;
        let mut references = Vec::new();
        if let Some(value) = single(SIGNING_CERTIFICATE, "signing-certificate")? {
            references.push(Reference::parse(value, Version::One).map_err(|_| fault("signing-certificate"))?);
        }
        if let Some(value) = single(SIGNING_CERTIFICATE_V2, "signing-certificate-v2")? {
            references.push(Reference::parse(value, Version::Two).map_err(|_| fault("signing-certificate-v2"))?);
        }
        if references.is_empty() {
            return Err(fault("signing-certificate-v2"));
        }
        Ok(Attributes { content_type, message_digest, references })
    }
}

impl SignerId {
    fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerAndSerial { issuer, serial } => {
                certificate.issuer_der() == issuer && certificate.serial() == serial
            }
            Self::Key(key) => cms_signature::subject_key_id(certificate).is_some_and(|its| its == *key),
        }
    }
}

/// Which of the two attributes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    /// ESSCertID, with SHA-1 (RFC 2634).
    One,
    /// ESSCertIDv2 (RFC 5035).
    Two,
}

/// The signed reference to the signer's certificate.
///
/// RFC 5816 has either form. The first is accepted by itself, as old tokens have it: to put another certificate in the
/// place of the named one takes a second preimage of SHA-1. Where both stand, both must name the certificate.
struct Reference<'a> {
    digest: MessageDigest,
    value: &'a [u8],
    /// The issuer's name in DER and the contents of the serial number, where they are said.
    issuer_and_serial: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> Reference<'a> {
    /// The first certificate that is named is the signer's.
    fn parse(value: Value<'a>, version: Version) -> Result<Self, NotDer> {
        let mut ids = Reader::of(value.raw, der::SEQUENCE)?.expect(der::SEQUENCE)?.reader();
        let mut id = ids.expect(der::SEQUENCE)?.reader();
        let digest = match version {
            Version::One => MessageDigest::sha1(),
            Version::Two if id.peek() == Some(der::SEQUENCE) => {
                DigestAlgorithm::from_oid(&plain_algorithm(&mut id)?).ok_or(NotDer)?.message_digest()
            }
            Version::Two => MessageDigest::sha256(),
        };
        let value = id.expect(der::OCTET_STRING)?.body;
        let mut issuer_and_serial = None;
        if !id.is_empty() {
            let mut issuer_serial = id.expect(der::SEQUENCE)?.reader();
            let mut names = issuer_serial.expect(der::SEQUENCE)?.reader();
            let issuer = names.expect(der::context(4))?.body;
            issuer_and_serial = Some((issuer, issuer_serial.integer()?));
        }
        id.finish()?;
        Ok(Self { digest, value, issuer_and_serial })
    }

    fn names(&self, certificate: &Certificate) -> bool {
        let digest = openssl::hash::hash(self.digest, certificate.der()).expect("the hash is always there");
        let its = (certificate.issuer_der(), certificate.serial());
        *digest == *self.value && self.issuer_and_serial.is_none_or(|named| its == named)
    }
}
