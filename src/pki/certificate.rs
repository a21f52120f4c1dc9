//! An X.509 certificate as it is read here: its fields, and no judgement.
//!
//! Reading is strict DER, with each extension at most once. Whether a certificate is valid, for what, and whom it is
//! trusted for is decided elsewhere: `path`, `revocation` and their callers.

use std::fmt;
use std::sync::Arc;

use openssl::ec::Asn1Flag;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, PKeyRef, Public};
use openssl::x509::X509;
use thiserror::Error;

use super::der::{self, NotDer, Reader};
use super::extensions::Extensions;
use super::subject::Name;
use crate::crypto::encoding::{from_base64, to_hex};
use crate::crypto::sha256;
use crate::limits;
use crate::model::time::Timestamp;

pub use super::extensions::{ExtendedKeyUsage, KeyUsage, QcStatements, QcType};

/// Why bytes are not a certificate.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateError {
    /// Not an X.509 certificate in DER.
    #[error("not an X.509 certificate: {reason}")]
    Malformed {
        /// What is wrong.
        reason: &'static str,
    },
    /// The text has no certificate in PEM.
    #[error("there is no certificate in PEM form")]
    NoCertificate,
    /// The longest certificate that is read is shorter.
    #[error("the certificate has {bytes} bytes, more than the {bytes_max} that are read")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The bound.
        bytes_max: usize,
    },
}

/// What kind of public key a certificate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// RSA, for signatures of PKCS#1 v1.5 and PSS alike.
    Rsa {
        /// Length of the modulus.
        bits: u32,
    },
    /// An elliptic curve key on P-256.
    P256,
    /// An elliptic curve key on P-384.
    P384,
    /// An elliptic curve key on P-521.
    P521,
    /// Ed25519.
    Ed25519,
    /// Any other, also one that OpenSSL cannot read, or whose size would make verifying slow.
    Other,
}

/// An X.509 certificate. Cloning is cheap; two are equal when their DER is.
#[derive(Clone)]
pub struct Certificate(Arc<Inner>);

/// The names of a certificate's subject on the web.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebNames {
    /// URIs, as they stand there.
    pub uris: Vec<String>,
    /// Names of hosts.
    pub hosts: Vec<String>,
}

struct Inner {
    der: Vec<u8>,
    x509: X509,
    public_key: Option<PKey<Public>>,
    key: KeyKind,
    spki: Vec<u8>,
    key_bits: Vec<u8>,
    serial: Vec<u8>,
    issuer: Name,
    issuer_der: Vec<u8>,
    issuer_hash: u32,
    subject: Name,
    subject_der: Vec<u8>,
    subject_hash: u32,
    not_before: Timestamp,
    not_after: Timestamp,
    signature_algorithm: String,
    extensions: Extensions,
}

impl Certificate {
    /// Reads DER.
    ///
    /// # Errors
    ///
    /// [`CertificateError::Malformed`] or [`CertificateError::TooLong`].
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let bytes_max = limits::CERTIFICATE_BYTES_MAX;
        if der.len() > bytes_max {
            return Err(CertificateError::TooLong { bytes: der.len(), bytes_max });
        }
        let malformed = |reason| CertificateError::Malformed { reason };
        // A certificate of two spellings would have two digests.
        if !der::is_der(der) {
            return Err(malformed("not DER"));
        }
        let x509 = X509::from_der(der).map_err(|_| malformed("OpenSSL cannot read it"))?;
        if !x509.to_der().is_ok_and(|written| written == der) {
            return Err(malformed("not DER"));
        }
        let inner =
            Inner::read(der, x509).map_err(|_| malformed("a field or extension is malformed or there twice"))?;
        Ok(Self(Arc::new(inner)))
    }

    /// Reads every certificate of a text in PEM; what lies between them is passed over.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] when one of them is malformed, or there is none.
    pub fn from_pem_bundle(text: &[u8]) -> Result<Vec<Self>, CertificateError> {
        const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
        const END: &str = "-----END CERTIFICATE-----";
        let malformed = || CertificateError::Malformed { reason: "not PEM" };
        let text = String::from_utf8_lossy(text);
        let mut found = Vec::new();
        for part in text.split(BEGIN).skip(1) {
            let (body, _) = part.split_once(END).ok_or_else(malformed)?;
            let base64: String = body.split_ascii_whitespace().collect();
            found.push(Self::from_der(&from_base64(&base64).map_err(|_| malformed())?)?);
        }
        if found.is_empty() { Err(CertificateError::NoCertificate) } else { Ok(found) }
    }

    /// The certificate in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The SHA-256 digest of the certificate, which `x5t#S256` holds.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        sha256(&self.0.der)
    }

    /// Its SubjectPublicKeyInfo in DER.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.0.spki
    }

    /// The SHA-256 digest of its SubjectPublicKeyInfo, which stays the same when the certificate is made anew.
    #[must_use]
    pub fn spki_sha256(&self) -> [u8; 32] {
        sha256(&self.0.spki)
    }

    /// Who it is for.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }

    /// The Name of the subject in DER.
    #[must_use]
    pub fn subject_der(&self) -> &[u8] {
        &self.0.subject_der
    }

    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// The Name of the issuer in DER.
    #[must_use]
    pub fn issuer_der(&self) -> &[u8] {
        &self.0.issuer_der
    }

    /// IssuerSerial in DER (RFC 5035, section 5): `SEQUENCE { GeneralNames { directoryName }, INTEGER }`, which `kid` of a
    /// JAdES seal holds in base64 (ETSI TS 119 182-1, section 5.1.4).
    #[must_use]
    pub fn issuer_serial_der(&self) -> Vec<u8> {
        let names = der::encode(der::SEQUENCE, &[&der::encode(der::context(4), &[&self.0.issuer_der])]);
        der::encode(der::SEQUENCE, &[&names, &der::encode(der::INTEGER, &[&self.0.serial])])
    }

    /// The contents of the serial number's INTEGER.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.0.serial
    }

    /// The serial number in lower-case hexadecimal, as certificate viewers show it.
    #[must_use]
    pub fn serial_hex(&self) -> String {
        let digits = if let [0, rest @ ..] = &*self.0.serial
            && !rest.is_empty()
        {
            rest
        } else {
            &self.0.serial
        };
        to_hex(digits)
    }

    /// The first moment of its validity.
    #[must_use]
    pub fn not_before(&self) -> Timestamp {
        self.0.not_before
    }

    /// The last moment of its validity.
    #[must_use]
    pub fn not_after(&self) -> Timestamp {
        self.0.not_after
    }

    /// What kind of key it holds.
    #[must_use]
    pub fn key(&self) -> KeyKind {
        self.0.key
    }

    /// The other names of its subject that are addresses of web sites or hosts (RFC 5280, section 4.2.1.6).
    #[must_use]
    pub fn web_names(&self) -> WebNames {
        let names = self.0.x509.subject_alt_names();
        let (mut uris, mut hosts) = (Vec::new(), Vec::new());
        for name in names.iter().flatten() {
            uris.extend(name.uri().map(str::to_owned));
            hosts.extend(name.dnsname().map(str::to_owned));
        }
        WebNames { uris, hosts }
    }

    /// Whether basicConstraints says that it may issue certificates.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.0.extensions.ca
    }

    /// Whether subject and issuer are the same name. It says nothing about who signed it.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.0.subject_der == self.0.issuer_der
    }

    /// What its key may do, if it says so.
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.0.extensions.key_usage
    }

    /// For which purposes its key may be used, if it says so.
    #[must_use]
    pub fn extended_key_usage(&self) -> Option<&ExtendedKeyUsage> {
        self.0.extensions.extended_key_usage.as_ref()
    }

    /// What it states of itself as a qualified certificate. Whether that is true is for a trusted list.
    #[must_use]
    pub fn qc_statements(&self) -> &QcStatements {
        &self.0.extensions.qc_statements
    }

    /// Object identifiers of its certificate policies.
    #[must_use]
    pub fn policies(&self) -> &[String] {
        &self.0.extensions.policies
    }

    /// Where it says that its status can be asked.
    #[must_use]
    pub fn ocsp_urls(&self) -> &[String] {
        &self.0.extensions.ocsp_urls
    }

    /// Where it says that its issuer's certificate lies.
    #[must_use]
    pub fn ca_issuer_urls(&self) -> &[String] {
        &self.0.extensions.ca_issuer_urls
    }

    /// Where it says that revocation lists lie.
    #[must_use]
    pub fn crl_urls(&self) -> &[String] {
        &self.0.extensions.crl_urls
    }

    /// Whether its issuer says that its status need not be asked (RFC 6960, section 4.2.2.2.1): for OCSP responders.
    #[must_use]
    pub fn has_ocsp_nocheck(&self) -> bool {
        self.0.extensions.ocsp_nocheck
    }

    /// The object identifier of the algorithm by which its issuer signed it.
    #[must_use]
    pub fn signature_algorithm(&self) -> &str {
        &self.0.signature_algorithm
    }

    /// The bits of subjectPublicKey, whose hash OCSP names.
    pub(super) fn key_bits(&self) -> &[u8] {
        &self.0.key_bits
    }

    /// OpenSSL's hash of the subject's name: equal for names that differ only in case, spaces or the kind of text.
    pub(super) fn subject_hash(&self) -> u32 {
        self.0.subject_hash
    }

    /// The same of the issuer's name.
    pub(super) fn issuer_hash(&self) -> u32 {
        self.0.issuer_hash
    }

    /// As OpenSSL's type.
    pub(super) fn x509(&self) -> &X509 {
        &self.0.x509
    }

    /// Its key as OpenSSL's type, if OpenSSL can read it.
    pub(crate) fn public_key(&self) -> Option<&PKeyRef<Public>> {
        self.0.public_key.as_deref()
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate(sha256 {})", to_hex(&self.sha256()))
    }
}

impl Inner {
    fn read(der: &[u8], x509: X509) -> Result<Self, NotDer> {
        let mut certificate = Reader::of(der, der::SEQUENCE)?;
        let mut tbs = certificate.expect(der::SEQUENCE)?.reader();
        let outer_algorithm = certificate.expect(der::SEQUENCE)?;
        der::whole_bits(certificate.expect(der::BIT_STRING)?.body)?;
        certificate.finish()?;

        tbs.optional(der::context(0))?;
        let serial = tbs.integer()?.to_vec();
        let algorithm = tbs.expect(der::SEQUENCE)?;
        if algorithm.raw != outer_algorithm.raw {
            return Err(NotDer);
        }
        let issuer_der = tbs.expect(der::SEQUENCE)?.raw.to_vec();
        let mut validity = tbs.expect(der::SEQUENCE)?.reader();
        let (not_before, not_after) = (validity.time()?, validity.time()?);
        validity.finish()?;
        let subject_der = tbs.expect(der::SEQUENCE)?.raw.to_vec();
        let spki = tbs.expect(der::SEQUENCE)?;
        let mut spki_fields = spki.reader();
        spki_fields.expect(der::SEQUENCE)?;
        let key_bits = der::whole_bits(spki_fields.expect(der::BIT_STRING)?.body)?.to_vec();
        tbs.optional(der::context_primitive(1))?;
        tbs.optional(der::context_primitive(2))?;
        let extensions = match tbs.optional(der::context(3))? {
            Some(extensions) => Extensions::read(extensions.body)?,
            None => Extensions::default(),
        };
        tbs.finish()?;

        let public_key = x509.public_key().ok().filter(|key| is_usable(key));
        Ok(Self {
            der: der.to_vec(),
            key: public_key.as_deref().map_or(KeyKind::Other, kind),
            issuer_hash: x509.issuer_name_hash(),
            subject_hash: x509.subject_name_hash(),
            public_key,
            x509,
            spki: spki.raw.to_vec(),
            key_bits,
            serial,
            issuer: Name::from_der(&issuer_der)?,
            issuer_der,
            subject: Name::from_der(&subject_der)?,
            subject_der,
            not_before,
            not_after,
            signature_algorithm: algorithm.reader().oid()?,
            extensions,
        })
    }
}

/// Whether verifying with the key takes a bounded time: a stranger's certificate must not choose how long.
fn is_usable(key: &PKeyRef<Public>) -> bool {
    match key.id() {
        Id::RSA | Id::RSA_PSS => key.rsa().is_ok_and(|rsa| {
            let exponent = rsa.e().num_bits();
            key.bits() <= limits::RSA_BITS_MAX && (2..=limits::RSA_EXPONENT_BITS_MAX).contains(&exponent)
        }),
        // Named curves over prime fields: parameters of one's own can be as slow as one likes.
        Id::EC => key.ec_key().is_ok_and(|key| {
            let group = key.group();
            group.curve_name().is_some() && group.asn1_flag() == Asn1Flag::NAMED_CURVE && group.degree() <= 521
        }),
        Id::ED25519 | Id::ED448 => true,
        _ => false,
    }
}

fn kind(key: &PKeyRef<Public>) -> KeyKind {
    match key.id() {
        Id::RSA => KeyKind::Rsa { bits: key.bits() },
        Id::ED25519 => KeyKind::Ed25519,
        Id::EC => match key.ec_key().ok().and_then(|key| key.group().curve_name()) {
            Some(Nid::X9_62_PRIME256V1) => KeyKind::P256,
            Some(Nid::SECP384R1) => KeyKind::P384,
            Some(Nid::SECP521R1) => KeyKind::P521,
            _ => KeyKind::Other,
        },
        _ => KeyKind::Other,
    }
}
