//! Online certificate status (RFC 6960): requests, and what a response says of a certificate.
//!
//! A response counts when the authority that issued the certificate signed it, or a responder to whom that authority gave
//! a certificate for it. Nonces are not used: responses are kept with the seal that they belong to, and their age is
//! judged by `revocation`.

use openssl::hash::{MessageDigest, hash};
use openssl::ocsp::{OcspFlag, OcspResponse};
use openssl::stack::Stack;
use openssl::x509::store::X509StoreBuilder;

use super::certificate::Certificate;
use super::crl::Crl;
use super::der::{self, NotDer, Reader, Value};
use super::extensions::{Extension, extensions};
use super::path::{PathError, PathPurpose, PathRequest, build_path};
use super::revocation::{Finding, Revocation, Window, unusable};
use super::signature;
use crate::limits;
use crate::model::time::Timestamp;

const BASIC_RESPONSE: &str = "1.3.6.1.5.5.7.48.1.1";
const ARCHIVE_CUTOFF: &str = "1.3.6.1.5.5.7.48.1.6";
const SHA_1: &str = "1.3.14.3.2.26";

/// Most certificates of a response that are tried as the responder's; responses have one to three.
const CERTIFICATES_MAX: usize = 10;

/// Most of them that may have the responder's name or key: a certificate and the one that follows it.
const RESPONDERS_MAX: usize = 2;

/// An OCSP request in DER for `certificate`, which `issuer` issued: without nonce and signature, and with SHA-1 naming the
/// issuer, which all responders know (it protects nothing).
#[must_use]
pub fn ocsp_request(certificate: &Certificate, issuer: &Certificate) -> Vec<u8> {
    let digest = |bytes: &[u8]| {
        let digest = hash(MessageDigest::sha1(), bytes).expect("OpenSSL has SHA-1");
        der::encode(der::OCTET_STRING, &[&digest])
    };
    let algorithm = der::encode(der::SEQUENCE, &[&der::encode_oid(SHA_1), &der::encode(der::NULL, &[])]);
    let serial = der::encode(der::INTEGER, &[certificate.serial()]);
    let names = [digest(certificate.issuer_der()), digest(issuer.key_bits())];
    let id = der::encode(der::SEQUENCE, &[&algorithm, &names[0], &names[1], &serial]);
    // OCSPRequest { TBSRequest { requestList { Request { CertID } } } }.
    (0..4).fold(id, |inner, _| der::encode(der::SEQUENCE, &[&inner]))
}

/// An OCSP response whose signature has not been verified.
pub(super) struct Response<'a> {
    basic: Vec<u8>,
    algorithm: Value<'a>,
    responder: Value<'a>,
    produced_at: Timestamp,
    singles: Vec<Single<'a>>,
    extensions: Vec<Extension<'a>>,
    certificates: Vec<Certificate>,
}

/// What a response says of one certificate.
struct Single<'a> {
    digest: String,
    issuer_name: &'a [u8],
    issuer_key: &'a [u8],
    serial: &'a [u8],
    status: Status,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    extensions: Vec<Extension<'a>>,
}

#[derive(Clone, Copy)]
enum Status {
    Good,
    Revoked(Revocation),
    Unknown,
}

/// Why bytes are no response that says anything.
pub(super) enum NoResponse {
    /// Not an OCSPResponse or BasicOCSPResponse.
    Malformed,
    /// The responder says that it has no answer.
    NotSuccessful(u8),
}

impl From<NotDer> for NoResponse {
    fn from(_: NotDer) -> Self {
        Self::Malformed
    }
}

impl<'a> Response<'a> {
    /// Reads the DER of an OCSPResponse or of a BasicOCSPResponse: seals embed both.
    pub fn parse(der: &'a [u8]) -> Result<Self, NoResponse> {
        if der.len() > limits::REVOCATION_BYTES_MAX {
            return Err(NoResponse::Malformed);
        }
        let mut outer = Reader::of(der, der::SEQUENCE)?;
        let Some(status) = outer.optional(der::ENUMERATED)? else {
            return Ok(Self::parse_basic(der)?);
        };
        if status.body != [0] {
            return Err(NoResponse::NotSuccessful(status.body.first().copied().unwrap_or(0xff)));
        }
        let bytes = outer.expect(der::context(0))?;
        outer.finish()?;
        let mut bytes = Reader::of(bytes.body, der::SEQUENCE)?;
        if bytes.oid()? != BASIC_RESPONSE {
            return Err(NoResponse::Malformed);
        }
        let basic = bytes.expect(der::OCTET_STRING)?.body;
        bytes.finish()?;
        Ok(Self::parse_basic(basic)?)
    }

    fn parse_basic(der: &'a [u8]) -> Result<Self, NotDer> {
        let mut basic = Reader::of(der, der::SEQUENCE)?;
        let mut data = basic.expect(der::SEQUENCE)?.reader();
        let algorithm = basic.expect(der::SEQUENCE)?;
        der::whole_bits(basic.expect(der::BIT_STRING)?.body)?;
        let mut certificates = Vec::new();
        if let Some(list) = basic.optional(der::context(0))? {
            let mut list = Reader::of(list.body, der::SEQUENCE)?;
            while !list.is_empty() && certificates.len() < CERTIFICATES_MAX {
                // One that cannot be read is not the responder's; the others are tried.
                certificates.extend(Certificate::from_der(list.expect(der::SEQUENCE)?.raw));
            }
        }
        basic.finish()?;
        data.optional(der::context(0))?;
        let responder = data.next()?;
        let produced_at = data.time()?;
        let mut list = data.expect(der::SEQUENCE)?.reader();
        let mut singles = Vec::new();
        while !list.is_empty() {
            singles.push(Single::read(&mut list.expect(der::SEQUENCE)?.reader())?);
        }
        let extensions = read_extensions(&mut data)?;
        data.finish()?;
        Ok(Self { basic: der.to_vec(), algorithm, responder, produced_at, singles, extensions, certificates })
    }

    /// What the response says of `certificate`, which `issuer` issued. `crls` say whether a responder's certificate was
    /// revoked.
    pub fn find(&self, certificate: &Certificate, issuer: &Certificate, crls: &[Crl<'_>], window: Window) -> Finding {
        let mut finding = Finding::Other;
        for single in &self.singles {
            let of_issuer = single.names(certificate, issuer);
            if single.serial != certificate.serial() {
                if of_issuer && matches!(finding, Finding::Other) {
                    finding = unusable("ocsp-other-certificate", "the response is about another certificate");
                }
                continue;
            }
            if !of_issuer {
                finding = unusable("ocsp-wrong-issuer", "the response is about a certificate of another authority");
                continue;
            }
            if let Err(unsigned) = self.check_signer(issuer, crls, window) {
                return unsigned;
            }
            return self.judge(single, certificate, window);
        }
        finding
    }

    fn judge(&self, single: &Single<'_>, certificate: &Certificate, window: Window) -> Finding {
        let this_update = single.this_update;
        let critical = |extension: &&Extension<'_>| extension.critical && extension.oid != ARCHIVE_CUTOFF;
        if let Some(unknown) = self.extensions.iter().chain(&single.extensions).find(critical) {
            let detail = format!("the response has the critical extension {}", unknown.oid);
            return unusable("ocsp-unknown-critical-extension", detail);
        }
        if window.is_future(this_update) || window.is_future(self.produced_at) {
            return unusable(
                "ocsp-not-yet-valid",
                format!("the response is dated {}", this_update.max(self.produced_at)),
            );
        }
        match single.status {
            Status::Unknown => unusable("ocsp-unknown", "the responder does not know the certificate"),
            Status::Revoked(revocation) if revocation.is_removal() => {
                unusable("ocsp-remove-from-crl", "the response says that the certificate is taken off a list")
            }
            Status::Revoked(revocation) => Finding::Revoked { revocation, this_update },
            Status::Good if !window.is_current(this_update, single.next_update) => {
                unusable("ocsp-stale", format!("the response of {this_update} is too old"))
            }
            Status::Good if this_update > certificate.not_after() && !single.reaches_back(certificate) => {
                unusable("ocsp-after-expiry", "the response was made after the certificate had expired")
            }
            Status::Good => Finding::Good { produced: self.produced_at, this_update },
        }
    }

    /// Whether the issuer, or a responder in its name, signed the response.
    fn check_signer(&self, issuer: &Certificate, crls: &[Crl<'_>], window: Window) -> Result<(), Finding> {
        if signature::is_weak(self.algorithm) {
            return Err(unusable("ocsp-weak-signature", "the response is signed with a digest that is too weak"));
        }
        if self.is_responder(issuer) {
            return self.verify(issuer);
        }
        let mut failure = unusable("ocsp-responder-unknown", "the certificate of the responder is not in the response");
        let named = self.certificates.iter().filter(|certificate| self.is_responder(certificate));
        for responder in named.take(RESPONDERS_MAX) {
            match self.check_delegation(responder, issuer, crls, window).and_then(|()| self.verify(responder)) {
                Ok(()) => return Ok(()),
                Err(reason) => failure = reason,
            }
        }
        Err(failure)
    }

    /// Whether `issuer` gave `responder` a certificate for this, which was good when the response was made.
    fn check_delegation(
        &self,
        responder: &Certificate,
        issuer: &Certificate,
        crls: &[Crl<'_>],
        window: Window,
    ) -> Result<(), Finding> {
        let path = build_path(&PathRequest {
            leaf: responder,
            candidates: &[],
            anchors: std::slice::from_ref(issuer),
            at: self.produced_at,
            purpose: PathPurpose::OcspSigning,
        });
        path.map_err(|error| match error {
            PathError::Expired { .. } | PathError::NotYetValid { .. } => {
                unusable("ocsp-responder-expired", error.to_string())
            }
            other => unusable("ocsp-responder-not-delegated", other.to_string()),
        })?;
        if responder.has_ocsp_nocheck() {
            return Ok(());
        }
        // Without that mark the responder may be revoked as any other; where no list says so, it counts (RFC 6960,
        // section 4.2.2.2.1, leaves it to local policy).
        let revoked = crls.iter().any(|list| match list.find(responder, issuer, window) {
            Finding::Revoked { revocation, .. } => revocation.counts_at(self.produced_at),
            _ => false,
        });
        if revoked {
            return Err(unusable("ocsp-responder-revoked", "the certificate of the responder was revoked"));
        }
        Ok(())
    }

    /// Whether the response names `certificate` as its responder's, by name or by the digest of its key.
    fn is_responder(&self, certificate: &Certificate) -> bool {
        const BY_NAME: u8 = der::context(1);
        const BY_KEY: u8 = der::context(2);
        match self.responder.tag {
            BY_NAME => self.responder.body == certificate.subject_der(),
            BY_KEY => {
                let named = Reader::of(self.responder.raw, BY_KEY).and_then(|mut key| key.expect(der::OCTET_STRING));
                named.is_ok_and(|named| digest_is(SHA_1, certificate.key_bits(), named.body))
            }
            _ => false,
        }
    }

    /// Verifies the signature with the key of `signer`, which [`Self::check_signer`] found to be allowed.
    fn verify(&self, signer: &Certificate) -> Result<(), Finding> {
        let wrapped = [der::encode_oid(BASIC_RESPONSE), der::encode(der::OCTET_STRING, &[&self.basic])];
        let bytes = der::encode(der::context(0), &[&der::encode(der::SEQUENCE, &[&wrapped[0], &wrapped[1]])]);
        let response = der::encode(der::SEQUENCE, &[&der::encode(der::ENUMERATED, &[&[0]]), &bytes]);
        let verified = || {
            let basic = OcspResponse::from_der(&response)?.basic()?;
            let mut signers = Stack::new()?;
            signers.push(signer.x509().clone())?;
            // The signature alone: no certificate of the response itself, and no path, which is judged above.
            let flags = OcspFlag::NO_INTERN | OcspFlag::NO_VERIFY;
            basic.verify(&signers, &X509StoreBuilder::new()?.build(), flags)
        };
        verified().map_err(|_: openssl::error::ErrorStack| {
            unusable("ocsp-signature", "the responder did not sign the response")
        })
    }
}

impl<'a> Single<'a> {
    fn read(fields: &mut Reader<'a>) -> Result<Self, NotDer> {
        let mut id = fields.expect(der::SEQUENCE)?.reader();
        let digest = id.expect(der::SEQUENCE)?.reader().oid()?;
        let issuer_name = id.expect(der::OCTET_STRING)?.body;
        let issuer_key = id.expect(der::OCTET_STRING)?.body;
        let serial = id.integer()?;
        id.finish()?;
        let status = read_status(fields.next()?)?;
        let this_update = fields.time()?;
        let next_update = match fields.optional(der::context(0))? {
            Some(next) => Some(next.reader().time()?),
            None => None,
        };
        let extensions = read_extensions(fields)?;
        fields.finish()?;
        Ok(Self { digest, issuer_name, issuer_key, serial, status, this_update, next_update, extensions })
    }

    /// Whether it names the issuer of `certificate`, by name and key.
    fn names(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        digest_is(&self.digest, certificate.issuer_der(), self.issuer_name)
            && digest_is(&self.digest, issuer.key_bits(), self.issuer_key)
    }

    /// Whether the responder keeps the status of certificates that expired as long ago as this one (RFC 6960, section
    /// 4.4.4).
    fn reaches_back(&self, certificate: &Certificate) -> bool {
        let cutoff = self.extensions.iter().find(|extension| extension.oid == ARCHIVE_CUTOFF);
        let cutoff = cutoff.and_then(|extension| Reader::new(extension.value).time().ok());
        cutoff.is_some_and(|cutoff| cutoff <= certificate.not_after())
    }
}

fn read_status(value: Value<'_>) -> Result<Status, NotDer> {
    const GOOD: u8 = der::context_primitive(0);
    const REVOKED: u8 = der::context(1);
    const UNKNOWN: u8 = der::context_primitive(2);
    match value.tag {
        GOOD => Ok(Status::Good),
        UNKNOWN => Ok(Status::Unknown),
        REVOKED => {
            let mut fields = value.reader();
            let at = fields.time()?;
            let reason = match fields.optional(der::context(0))? {
                Some(reason) => reason.reader().expect(der::ENUMERATED)?.body.first().copied(),
                None => None,
            };
            fields.finish()?;
            Ok(Status::Revoked(Revocation { at, reason, invalid_since: None }))
        }
        _ => Err(NotDer),
    }
}

fn read_extensions<'a>(fields: &mut Reader<'a>) -> Result<Vec<Extension<'a>>, NotDer> {
    fields.optional(der::context(1))?.map_or(Ok(Vec::new()), |list| extensions(list.body))
}

/// Whether `digest` is that of `bytes` by the algorithm with this object identifier.
fn digest_is(algorithm: &str, bytes: &[u8], digest: &[u8]) -> bool {
    let algorithm = match algorithm {
        SHA_1 => MessageDigest::sha1(),
        "2.16.840.1.101.3.4.2.1" => MessageDigest::sha256(),
        "2.16.840.1.101.3.4.2.2" => MessageDigest::sha384(),
        "2.16.840.1.101.3.4.2.3" => MessageDigest::sha512(),
        _ => return false,
    };
    hash(algorithm, bytes).is_ok_and(|made| *made == *digest)
}
