//! Revocation lists and OCSP responses for any time, of any status, with any flaw.

use elmseal::model::time::Timestamp;
use elmseal::pki::Certificate;
use openssl::hash::{MessageDigest, hash};

use super::{Digest, Extension, Party, der, extensions, key_bits, sha1, signed};

/// `days` after `at`.
pub fn later(at: &str, days: i64) -> String {
    Timestamp::parse(at).expect("a time").plus_seconds(days * 86_400).to_string()
}

/// One line of a list.
#[derive(Debug, Clone)]
pub struct Revoked {
    /// Digits of the serial number.
    pub serial: Vec<u8>,
    /// Since when.
    pub at: String,
    /// CRLReason: 1 keyCompromise, 6 certificateHold, 8 removeFromCRL.
    pub reason: Option<u8>,
    /// invalidityDate.
    pub invalid_since: Option<String>,
    /// Others.
    pub extensions: Vec<Extension>,
}

/// A revocation list to be.
#[derive(Debug, Clone)]
pub struct Crl {
    /// When it is made.
    pub this_update: String,
    /// When the next one is due.
    pub next_update: Option<String>,
    /// Its lines.
    pub revoked: Vec<Revoked>,
    /// Its extensions.
    pub extensions: Vec<Extension>,
    /// The digest of its signature.
    pub digest: Digest,
}

/// Extensions of lists.
pub mod crl_ext {
    /// deltaCRLIndicator.
    pub const DELTA: &str = "2.5.29.27";
    /// issuingDistributionPoint.
    pub const DISTRIBUTION_POINT: &str = "2.5.29.28";
    /// certificateIssuer, of a line.
    pub const CERTIFICATE_ISSUER: &str = "2.5.29.29";
    /// expiredCertsOnCRL.
    pub const EXPIRED_CERTIFICATES: &str = "2.5.29.60";
}

impl Crl {
    /// A list made at `at`, without lines, good for a week.
    pub fn at(at: &str) -> Self {
        Self {
            this_update: at.to_owned(),
            next_update: Some(later(at, 7)),
            revoked: Vec::new(),
            extensions: vec![Extension::new("2.5.29.20", false, der::number(1))],
            digest: Digest::Sha256,
        }
    }

    /// Good until then.
    pub fn until(mut self, next_update: Option<&str>) -> Self {
        self.next_update = next_update.map(str::to_owned);
        self
    }

    /// With a line for `certificate`.
    pub fn revoke(self, certificate: &Certificate, at: &str, reason: Option<u8>) -> Self {
        self.line(Revoked {
            serial: certificate.serial().to_vec(),
            at: at.to_owned(),
            reason,
            invalid_since: None,
            extensions: Vec::new(),
        })
    }

    /// With this line.
    pub fn line(mut self, line: Revoked) -> Self {
        self.revoked.push(line);
        self
    }

    /// With this extension.
    pub fn with(mut self, oid: &str, critical: bool, value: Vec<u8>) -> Self {
        self.extensions.push(Extension::new(oid, critical, value));
        self
    }

    /// The list in DER, issued by `issuer`.
    pub fn issue(&self, issuer: &Party) -> Vec<u8> {
        self.signed(issuer.certificate.subject_der(), issuer)
    }

    /// The list in DER, in the name `issuer`, signed by `signer`.
    pub fn signed(&self, issuer: &[u8], signer: &Party) -> Vec<u8> {
        let (algorithm, _) = signer.sign(self.digest, b"");
        let lines: Vec<u8> = self.revoked.iter().flat_map(Revoked::to_der).collect();
        let parts = [
            der::number(1),
            algorithm,
            issuer.to_vec(),
            der::time(&self.this_update),
            self.next_update.as_deref().map(der::time).unwrap_or_default(),
            if lines.is_empty() { lines } else { der::tlv(0x30, &lines) },
            der::context(0, &[&extensions(&self.extensions)]),
        ];
        signed(&der::tlv(0x30, &parts.concat()), &signer.key, self.digest)
    }
}

impl Revoked {
    fn to_der(&self) -> Vec<u8> {
        let mut list = self.extensions.clone();
        list.extend(self.reason.map(|reason| Extension::new("2.5.29.21", false, der::enumerated(reason))));
        let since = self.invalid_since.as_deref().map(der::generalized_time);
        list.extend(since.map(|since| Extension::new("2.5.29.24", false, since)));
        let list = if list.is_empty() { Vec::new() } else { extensions(&list) };
        der::seq(&[&der::integer(&self.serial), &der::time(&self.at), &list])
    }
}

/// What an OCSP response says.
#[derive(Debug, Clone)]
pub enum Status {
    /// Not revoked.
    Good,
    /// Revoked.
    Revoked {
        /// Since when.
        at: String,
        /// CRLReason.
        reason: Option<u8>,
    },
    /// Not known to the responder.
    Unknown,
}

/// How a response names its responder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponderId {
    /// By the digest of its key.
    Key,
    /// By its name.
    Name,
}

/// An OCSP response to be.
#[derive(Debug, Clone)]
pub struct Ocsp {
    /// Digits of the serial number that it is about.
    pub serial: Vec<u8>,
    /// The Name of the issuer, of which a digest is in the response.
    pub issuer_name: Vec<u8>,
    /// The bits of the issuer's key, likewise.
    pub issuer_key: Vec<u8>,
    /// The digest by which the response names the issuer: SHA-1 or another.
    pub id_digest: Digest,
    /// What it says.
    pub status: Status,
    /// thisUpdate.
    pub this_update: String,
    /// nextUpdate.
    pub next_update: Option<String>,
    /// producedAt.
    pub produced_at: String,
    /// How it names the responder.
    pub responder_id: ResponderId,
    /// Certificates in the response; `None` is that of the responder.
    pub certificates: Option<Vec<Certificate>>,
    /// Extensions of the single response.
    pub single_extensions: Vec<Extension>,
    /// Extensions of the whole response.
    pub extensions: Vec<Extension>,
    /// The digest of its signature.
    pub digest: Digest,
}

impl Ocsp {
    /// A response made at `at` that `certificate`, issued by `issuer`, is good; itself good for a week.
    pub fn good(certificate: &Certificate, issuer: &Certificate, at: &str) -> Self {
        Self {
            serial: certificate.serial().to_vec(),
            issuer_name: issuer.subject_der().to_vec(),
            issuer_key: key_bits(issuer.spki_der()),
            id_digest: Digest::Sha1,
            status: Status::Good,
            this_update: at.to_owned(),
            next_update: Some(later(at, 7)),
            produced_at: at.to_owned(),
            responder_id: ResponderId::Key,
            certificates: None,
            single_extensions: Vec::new(),
            extensions: Vec::new(),
            digest: Digest::Sha256,
        }
    }

    /// A response made at `at` that `certificate` has been revoked since `since`.
    pub fn revoked(certificate: &Certificate, issuer: &Certificate, at: &str, since: &str, reason: Option<u8>) -> Self {
        let status = Status::Revoked { at: since.to_owned(), reason };
        Self { status, ..Self::good(certificate, issuer, at) }
    }

    /// The OCSPResponse in DER.
    pub fn sign(&self, responder: &Party) -> Vec<u8> {
        response(&self.sign_basic(responder))
    }

    /// The BasicOCSPResponse in DER.
    pub fn sign_basic(&self, responder: &Party) -> Vec<u8> {
        let subject = responder.certificate.subject_der();
        let responder_id = match self.responder_id {
            ResponderId::Name => der::context(1, &[subject]),
            ResponderId::Key => der::context(2, &[&der::octets(&sha1(&key_bits(responder.certificate.spki_der())))]),
        };
        let list =
            |list: &[Extension]| if list.is_empty() { Vec::new() } else { der::context(1, &[&extensions(list)]) };
        let data = der::seq(&[
            &responder_id,
            &der::generalized_time(&self.produced_at),
            &der::seq(&[&self.single(&list(&self.single_extensions))]),
            &list(&self.extensions),
        ]);
        let own = [responder.certificate.clone()];
        let certificates = self.certificates.as_deref().unwrap_or(&own);
        let certificates: Vec<u8> = certificates.iter().flat_map(|one| one.der().to_vec()).collect();
        let (algorithm, signature) = responder.sign(self.digest, &data);
        let certificates =
            if certificates.is_empty() { certificates } else { der::context(0, &[&der::tlv(0x30, &certificates)]) };
        der::seq(&[&data, &algorithm, &der::bits(&signature), &certificates])
    }

    fn single(&self, extensions: &[u8]) -> Vec<u8> {
        let (oid, digest) = match self.id_digest {
            Digest::Sha1 => ("1.3.14.3.2.26", MessageDigest::sha1()),
            Digest::Sha256 => ("2.16.840.1.101.3.4.2.1", MessageDigest::sha256()),
            Digest::Sha384 => ("2.16.840.1.101.3.4.2.2", MessageDigest::sha384()),
            Digest::Sha512 => ("2.16.840.1.101.3.4.2.3", MessageDigest::sha512()),
            Digest::Md5 => ("1.2.840.113549.2.5", MessageDigest::md5()),
        };
        let digest = |bytes: &[u8]| der::octets(&hash(digest, bytes).expect("a digest"));
        let id = der::seq(&[
            &der::seq(&[&der::oid(oid), &der::null()]),
            &digest(&self.issuer_name),
            &digest(&self.issuer_key),
            &der::integer(&self.serial),
        ]);
        let status = match &self.status {
            Status::Good => der::context_primitive(0, &[]),
            Status::Revoked { at, reason } => {
                let reason = reason.map(|reason| der::context(0, &[&der::enumerated(reason)])).unwrap_or_default();
                der::context(1, &[&der::generalized_time(at), &reason])
            }
            Status::Unknown => der::context_primitive(2, &[]),
        };
        let next = self.next_update.as_deref().map(|next| der::context(0, &[&der::generalized_time(next)]));
        der::seq(&[&id, &status, &der::generalized_time(&self.this_update), &next.unwrap_or_default(), extensions])
    }
}

/// A successful OCSPResponse around a BasicOCSPResponse.
pub fn response(basic: &[u8]) -> Vec<u8> {
    let bytes = der::seq(&[&der::oid("1.3.6.1.5.5.7.48.1.1"), &der::octets(basic)]);
    der::seq(&[&der::enumerated(0), &der::context(0, &[&bytes])])
}

/// An OCSPResponse that says why there is no answer: 1 malformedRequest, 2 internalError, 3 tryLater, 6 unauthorized.
pub fn failure(status: u8) -> Vec<u8> {
    der::seq(&[&der::enumerated(status)])
}
