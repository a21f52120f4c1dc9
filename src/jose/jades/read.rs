//! Reading a sealed file and verifying its signature.

use super::envelope;
use super::error::{Flaw, JadesError};
use super::examine::{self, SealView};
use super::header::{self, Header};
use super::types::{ClaimedTime, Level, SealExamination, SealTrust};
use super::unsigned::{Content, Form, Unsigned};
use crate::crypto::encoding::from_base64url;
use crate::jose::{Algorithm, TokenAlgorithm, UnverifiedToken};
use crate::limits;
use crate::model::time::Timestamp;
use crate::pki::{Certificate, RevocationData, TimeStampToken};

/// A sealed file that keeps the rules, and whose signature has not been verified.
pub struct UnverifiedSeal {
    seal: Seal,
}

/// A sealed file: its signature was verified over exactly this payload, with the key of the certificate that the signed
/// header names by its digest. It says nothing about who that is.
pub struct VerifiedSeal {
    seal: Seal,
}

/// What a sealed file holds.
pub(super) struct Seal {
    pub payload: String,
    /// The payload as it stands in the file where it is base64url.
    payload_encoded: Option<String>,
    pub protected: String,
    pub header: Header,
    pub signature_text: String,
    signature: Vec<u8>,
    pub unsigned: Unsigned,
    pub certificate: Certificate,
}

impl UnverifiedSeal {
    /// Reads a file: JWS in JSON with one signature, a protected header by the rules of JAdES, `etsiU`.
    ///
    /// # Errors
    ///
    /// [`JadesError::Refused`] says which rule is broken.
    pub fn parse(bytes: &[u8]) -> Result<Self, JadesError> {
        let envelope = envelope::read(bytes)?;
        let present = if envelope.unsigned.is_empty() { header::Unsigned::Absent } else { header::Unsigned::Present };
        let header = header::read(&envelope.protected, present)?;
        let signature = from_base64url(&envelope.signature)
            .map_err(|_| JadesError::refused(Flaw::SignatureEncoding, "the signature is not base64url"))?;
        let (payload, payload_encoded) = if header.payload_encoded {
            let decoded = from_base64url(&envelope.payload).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let decoded = decoded.ok_or_else(|| {
                JadesError::refused(Flaw::PayloadType, "the payload is not base64url of a text, and `b64` is not false")
            })?;
            (decoded, Some(envelope.payload))
        } else {
            (envelope.payload, None)
        };
        let unsigned = Unsigned::read(envelope.unsigned);
        let certificate = signing_certificate(&header, &unsigned)?;
        if !header.algorithm.suits(&certificate) {
            let detail = format!("the key of the certificate is not one for {}", header.algorithm);
            return Err(JadesError::refused(Flaw::AlgorithmKey, detail));
        }
        Ok(Self {
            seal: Seal {
                payload,
                payload_encoded,
                protected: envelope.protected,
                header,
                signature_text: envelope.signature,
                signature,
                unsigned,
                certificate,
            },
        })
    }

    /// A token whose key has a certificate in its header, to be judged as a seal is.
    ///
    /// # Errors
    ///
    /// [`JadesError::Refused`] says which rule is broken.
    pub fn of_token(token: &UnverifiedToken) -> Result<Self, JadesError> {
        let TokenAlgorithm::Jws(algorithm) = token.algorithm() else {
            return Err(JadesError::refused(Flaw::Algorithm, "the algorithm is not accepted with a certificate"));
        };
        let issued = token.claimed().get("iat").and_then(serde_json::Value::as_i64).and_then(Timestamp::from_unix);
        let header = header::of_token(token.header(), algorithm, issued)?;
        let [protected, payload_encoded, signature_text] = token.parts().map(str::to_owned);
        let payload = from_base64url(&payload_encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let payload =
            payload.ok_or_else(|| JadesError::refused(Flaw::PayloadType, "the payload is not base64url of a text"))?;
        let signature = from_base64url(&signature_text)
            .map_err(|_| JadesError::refused(Flaw::SignatureEncoding, "the signature is not base64url"))?;
        let unsigned = Unsigned::read(Vec::new());
        let certificate = signing_certificate(&header, &unsigned)?;
        if !algorithm.suits(&certificate) {
            let detail = format!("the key of the certificate is not one for {algorithm}");
            return Err(JadesError::refused(Flaw::AlgorithmKey, detail));
        }
        let payload_encoded = Some(payload_encoded);
        let seal =
            Seal { payload, payload_encoded, protected, header, signature_text, signature, unsigned, certificate };
        Ok(Self { seal })
    }

    /// Verifies the signature over the protected header and the payload.
    ///
    /// # Errors
    ///
    /// [`JadesError::Refused`] with [`Flaw::SignatureInvalid`].
    pub fn verify_signature(self) -> Result<VerifiedSeal, JadesError> {
        let seal = self.seal;
        let parts = [seal.protected.as_bytes(), b".", seal.signed_payload()];
        let verified = seal.header.algorithm.verify(&seal.certificate, &parts, &seal.signature);
        match verified {
            Ok(()) => Ok(VerifiedSeal { seal }),
            Err(_) => Err(JadesError::refused(Flaw::SignatureInvalid, "the signature does not match what was sealed")),
        }
    }
}

/// The certificate that every reference of the header names: the first of `x5c`, or else one among the values.
fn signing_certificate(header: &Header, unsigned: &Unsigned) -> Result<Certificate, JadesError> {
    let fits = |certificate: &Certificate| header.references.iter().all(|reference| reference.names(certificate));
    if let Some(first) = &header.leaf {
        let wrong = header.references.iter().find(|reference| !reference.names(first));
        return match wrong {
            None => Ok(first.clone()),
            Some(wrong) => {
                let detail = format!("`{}` is not the digest of the first certificate in `x5c`", wrong.member());
                Err(JadesError::refused(Flaw::CertificateReferenceMismatch, detail))
            }
        };
    }
    let named = unsigned.certificates().take(limits::SEAL_CERTIFICATES_MAX);
    named.filter_map(|der| Certificate::from_der(der).ok()).find(fits).ok_or_else(|| {
        JadesError::refused(Flaw::CertificateMissing, "the certificate that the header names is not in the file")
    })
}

/// Names the certificate alone: what is sealed is personal, and long.
impl std::fmt::Debug for VerifiedSeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifiedSeal").field("certificate", &self.certificate().subject().text).finish_non_exhaustive()
    }
}

impl VerifiedSeal {
    /// What was sealed, byte for byte.
    #[must_use]
    pub fn payload(&self) -> &str {
        &self.seal.payload
    }

    /// The certificate of the key that sealed.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.seal.certificate
    }

    /// Every certificate in the file, that of the key first: of the header, of the values, of the time stamps. What is
    /// no certificate is passed over.
    #[must_use]
    pub fn certificates(&self) -> Vec<Certificate> {
        self.seal.certificates()
    }

    /// When it was sealed, as the signed header says.
    #[must_use]
    pub fn claimed_time(&self) -> ClaimedTime {
        self.seal.header.claimed
    }

    /// The signature's algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.seal.header.algorithm
    }

    /// The level by the parts that are there, whether or not they hold.
    #[must_use]
    pub fn level(&self) -> Level {
        self.seal.structure().0
    }

    /// What keeps the seal from being baseline at its level; usually nothing.
    #[must_use]
    pub fn not_baseline(&self) -> Vec<&'static str> {
        self.seal.structure().1
    }

    /// The revocation data in the file.
    #[must_use]
    pub fn revocation_data(&self) -> RevocationData {
        self.seal.unsigned.revocation_data()
    }

    /// Judges the seal: its certificate, its time stamps and what they prove, at `now` and by what `trust` names. `extra`
    /// is revocation data from elsewhere.
    #[must_use]
    pub fn examine(&self, trust: &SealTrust, extra: &RevocationData, now: Timestamp) -> SealExamination {
        examine::examine(&SealView { seal: &self.seal, trust, extra, now })
    }

    pub(super) fn seal(&self) -> &Seal {
        &self.seal
    }
}

impl Seal {
    /// The payload as it was signed.
    pub fn signed_payload(&self) -> &[u8] {
        self.payload_encoded.as_deref().unwrap_or(&self.payload).as_bytes()
    }

    /// The value of the member `payload`.
    pub fn payload_member(&self) -> &str {
        self.payload_encoded.as_deref().unwrap_or(&self.payload)
    }

    /// What an archive time stamp at `index` of `etsiU` covers: payload, protected header, signature and every item before
    /// it (ETSI TS 119 182-1, section 5.3.6.3).
    pub fn archived(&self, index: usize) -> Vec<u8> {
        let before = self.unsigned.texts_before(index);
        let parts: [&[u8]; 7] = [
            self.signed_payload(),
            b".",
            self.protected.as_bytes(),
            b".",
            self.signature_text.as_bytes(),
            b".",
            before.as_bytes(),
        ];
        parts.concat()
    }

    pub fn certificates(&self) -> Vec<Certificate> {
        let mut all = vec![self.certificate.clone()];
        let mut seen = vec![self.certificate.sha256()];
        let mut add = |certificate: Certificate| {
            let digest = certificate.sha256();
            if !seen.contains(&digest) && all.len() < limits::SEAL_CERTIFICATES_MAX {
                seen.push(digest);
                all.push(certificate);
            }
        };
        self.header.issuers.iter().filter_map(|der| Certificate::from_der(der).ok()).for_each(&mut add);
        let values = self.unsigned.certificates().take(limits::SEAL_CERTIFICATES_MAX);
        values.filter_map(|der| Certificate::from_der(der).ok()).for_each(&mut add);
        for token in self.tokens().filter_map(|der| TimeStampToken::parse(der).ok()) {
            token.certificates().iter().cloned().for_each(&mut add);
        }
        all
    }

    /// Every time-stamp token, in DER.
    fn tokens(&self) -> impl Iterator<Item = &[u8]> {
        let unsigned = self.unsigned.items.iter().filter_map(|item| match &item.content {
            Content::SignatureTimeStamp(stamp) | Content::ArchiveTimeStamp(stamp) => Some(stamp),
            _ => None,
        });
        let all = self.header.content_time_stamp.iter().chain(unsigned);
        all.filter_map(|stamp| stamp.tokens.as_deref().ok()).flatten().map(Vec::as_slice)
    }

    /// The level by the parts that are there, and what is against its being baseline (table 1 of the standard).
    pub fn structure(&self) -> (Level, Vec<&'static str>) {
        let mut against = self.header.not_baseline.clone();
        let mut note = |reason: &'static str| {
            if !against.contains(&reason) {
                against.push(reason);
            }
        };
        let (mut stamped, mut certificates, mut revocation, mut archived) = (false, false, false, false);
        let mut references = false;
        for item in &self.unsigned.items {
            match &item.content {
                Content::SignatureTimeStamp(stamp) => match stamp.tokens.as_deref() {
                    Ok([_]) => stamped = true,
                    Ok(_) => note("several-tokens-in-sigTst"),
                    Err(_) => {}
                },
                Content::ArchiveTimeStamp(stamp) => archived |= stamp.tokens.is_ok(),
                Content::Certificates(found) => certificates |= found.is_ok(),
                Content::Revocation(found) => revocation |= found.is_ok(),
                Content::Values(found) => {
                    certificates |= found.is_ok();
                    revocation |= found.is_ok();
                }
                Content::Reference => references = true,
                Content::Unreadable(_) => note("etsiu-item-unreadable"),
                Content::Other => {}
            }
        }
        // References have no place beside the values, and the bytes of clear objects cannot be archived.
        if references && stamped && (certificates || revocation) {
            note("references-beside-values");
        }
        if self.unsigned.form == Form::Clear && archived {
            note("archive-of-clear-etsiu");
        }
        let level = match (stamped, revocation && (certificates || self.header.leaf.is_some()) && !references) {
            (false, _) => Level::B,
            (true, false) => Level::T,
            (true, true) if archived && self.unsigned.form == Form::Encoded => Level::Lta,
            (true, true) => Level::Lt,
        };
        (level, against)
    }
}
