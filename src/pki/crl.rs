//! Certificate revocation lists (RFC 5280, section 5).
//!
//! A list counts when the authority that issued the certificate signed it, and when it covers that certificate. Partial
//! lists are read as far as they say what they cover; indirect lists and deltas say nothing here.

use std::cell::RefCell;

use openssl::x509::X509Crl;

use super::certificate::Certificate;
use super::der::{self, NotDer, Reader, Value};
use super::extensions::{Extension, extensions, full_name};
use super::revocation::{Finding, Revocation, Window, unusable};
use super::signature;
use crate::limits;
use crate::model::time::Timestamp;

/// A revocation list whose signature has not been verified.
pub(super) struct Crl<'a> {
    der: &'a [u8],
    algorithm: Value<'a>,
    issuer_der: &'a [u8],
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    lines: &'a [u8],
    extensions: Vec<Extension<'a>>,
    /// Whose certificates, by their digests, were found to have signed it or not: verifying takes time by its length.
    signers: RefCell<Vec<([u8; 32], bool)>>,
}

/// What a list says that it covers (RFC 5280, section 5.2.5).
#[derive(Default)]
struct Scope {
    urls: Option<Vec<String>>,
    only_users: bool,
    only_authorities: bool,
    only_some_reasons: bool,
    only_attributes: bool,
    indirect: bool,
}

impl<'a> Crl<'a> {
    /// Reads DER.
    pub fn parse(der: &'a [u8]) -> Result<Self, NotDer> {
        if der.len() > limits::REVOCATION_BYTES_MAX {
            return Err(NotDer);
        }
        let mut list = Reader::of(der, der::SEQUENCE)?;
        let mut tbs = list.expect(der::SEQUENCE)?.reader();
        let algorithm = list.expect(der::SEQUENCE)?;
        der::whole_bits(list.expect(der::BIT_STRING)?.body)?;
        list.finish()?;
        if tbs.peek() == Some(der::INTEGER) {
            tbs.integer()?;
        }
        if tbs.expect(der::SEQUENCE)?.raw != algorithm.raw {
            return Err(NotDer);
        }
        let issuer_der = tbs.expect(der::SEQUENCE)?.raw;
        let this_update = tbs.time()?;
        let timed = matches!(tbs.peek(), Some(der::UTC_TIME | der::GENERALIZED_TIME));
        let next_update = if timed { Some(tbs.time()?) } else { None };
        let lines = tbs.optional(der::SEQUENCE)?.map_or(&b""[..], |lines| lines.body);
        let extensions = match tbs.optional(der::context(0))? {
            Some(list) => extensions(list.body)?,
            None => Vec::new(),
        };
        tbs.finish()?;
        Ok(Self {
            der,
            algorithm,
            issuer_der,
            this_update,
            next_update,
            lines,
            extensions,
            signers: RefCell::default(),
        })
    }

    /// What the list says of `certificate`, which `issuer` issued.
    pub fn find(&self, certificate: &Certificate, issuer: &Certificate, window: Window) -> Finding {
        let of_issuer = self.issuer_der == certificate.issuer_der() || self.issuer_der == issuer.subject_der();
        let Ok(scope) = self.scope() else {
            return if of_issuer {
                unusable("crl-malformed", "what the list covers cannot be read")
            } else {
                Finding::Other
            };
        };
        if !of_issuer {
            return Finding::Other;
        }
        if let Err(finding) = self.check_scope(&scope, certificate).and_then(|()| self.check_signature(issuer)) {
            return finding;
        }
        if window.is_future(self.this_update) {
            return unusable("crl-not-yet-valid", format!("the list is dated {}", self.this_update));
        }
        match self.line(certificate.serial()) {
            Err(NotDer) => unusable("crl-malformed", "a line of the list cannot be read"),
            Ok(Some(line)) if line.is_removal() => {
                unusable("crl-remove-from-crl", "the list takes the certificate off another list")
            }
            Ok(Some(line)) => Finding::Revoked { revocation: line, this_update: self.this_update },
            Ok(None) => self.absent(certificate, window),
        }
    }

    /// Whether not being on the list counts at the time in question.
    fn absent(&self, certificate: &Certificate, window: Window) -> Finding {
        if !window.is_current(self.this_update, self.next_update) {
            let until = self.next_update.map_or("no further list".to_owned(), |next| format!("the next of {next}"));
            return unusable("crl-stale", format!("the list of {}, with {until}, is too old", self.this_update));
        }
        // Lists may drop certificates that have expired, unless they say how far back they keep them.
        let kept = || self.extension("2.5.29.60").and_then(|value| Reader::new(value).time().ok());
        if self.this_update > certificate.not_after() && kept().is_none_or(|since| since > certificate.not_after()) {
            return unusable("crl-after-expiry", "the list was made after the certificate had expired");
        }
        Finding::Good { produced: self.this_update, this_update: self.this_update }
    }

    fn check_scope(&self, scope: &Scope, certificate: &Certificate) -> Result<(), Finding> {
        if self.extension("2.5.29.27").is_some() {
            return Err(unusable("crl-delta", "the list has only changes of another list"));
        }
        if scope.indirect {
            return Err(unusable("crl-indirect", "the list has certificates of several authorities"));
        }
        // Besides: authorityKeyIdentifier, cRLNumber, freshestCRL, authorityInfoAccess, expiredCertsOnCRL.
        const KNOWN: [&str; 6] = ["2.5.29.20", "2.5.29.28", "2.5.29.35", "2.5.29.46", "1.3.6.1.5.5.7.1.1", "2.5.29.60"];
        let unknown = |extension: &&Extension<'_>| extension.critical && !KNOWN.contains(&extension.oid.as_str());
        if let Some(unknown) = self.extensions.iter().find(unknown) {
            let detail = format!("the list has the critical extension {}", unknown.oid);
            return Err(unusable("crl-unknown-critical-extension", detail));
        }
        let elsewhere = |urls: &Vec<String>| !urls.iter().any(|url| certificate.crl_urls().contains(url));
        let limited = scope.only_some_reasons
            || scope.only_attributes
            || scope.only_users && certificate.is_ca()
            || scope.only_authorities && !certificate.is_ca()
            || scope.urls.as_ref().is_some_and(elsewhere);
        if limited { Err(unusable("crl-limited", "the list does not cover this certificate")) } else { Ok(()) }
    }

    fn check_signature(&self, issuer: &Certificate) -> Result<(), Finding> {
        if issuer.key_usage().is_some_and(|usage| !usage.crl_sign()) {
            return Err(unusable("crl-issuer-key-usage", "the authority may not sign lists"));
        }
        if signature::is_weak(self.algorithm) {
            return Err(unusable("crl-weak-signature", "the list is signed with a digest that is too weak"));
        }
        let key = issuer.public_key().ok_or_else(|| unusable("crl-signature", "the authority's key cannot be read"))?;
        let digest = issuer.sha256();
        let known = self.signers.borrow().iter().find(|(known, _)| *known == digest).map(|(_, signed)| *signed);
        let signed = if let Some(signed) = known {
            signed
        } else {
            let list =
                X509Crl::from_der(self.der).map_err(|_| unusable("crl-malformed", "OpenSSL cannot read the list"))?;
            let signed = list.verify(key).unwrap_or(false);
            self.signers.borrow_mut().push((digest, signed));
            signed
        };
        if signed { Ok(()) } else { Err(unusable("crl-signature", "the authority did not sign the list")) }
    }

    /// The line of a serial number. All lines are read, so that a list that is broken further down says nothing.
    fn line(&self, serial: &[u8]) -> Result<Option<Revocation>, NotDer> {
        let mut lines = Reader::new(self.lines);
        let mut found: Option<Revocation> = None;
        while !lines.is_empty() {
            let mut line = lines.expect(der::SEQUENCE)?.reader();
            if line.integer()? != serial {
                continue;
            }
            let mut revocation = Revocation { at: line.time()?, reason: None, invalid_since: None };
            if !line.is_empty() {
                for extension in extensions(line.next()?.raw)? {
                    let mut value = Reader::new(extension.value);
                    match extension.oid.as_str() {
                        "2.5.29.21" => revocation.reason = value.expect(der::ENUMERATED)?.body.first().copied(),
                        "2.5.29.24" => revocation.invalid_since = Some(value.time()?),
                        _ => {}
                    }
                }
            }
            line.finish()?;
            if found.is_none_or(|earlier| revocation.at < earlier.at) {
                found = Some(revocation);
            }
        }
        Ok(found)
    }

    fn scope(&self) -> Result<Scope, NotDer> {
        let mut scope = Scope::default();
        let Some(value) = self.extension("2.5.29.28") else { return Ok(scope) };
        let mut fields = Reader::of(value, der::SEQUENCE)?;
        if let Some(point) = fields.optional(der::context(0))? {
            scope.urls = Some(full_name(point)?);
        }
        let mut flag = |n| fields.optional(der::context_primitive(n)).map(|value| value.map(|value| value.body));
        let set = |body: Option<&[u8]>| body.map_or(Ok(false), der::boolean);
        scope.only_users = set(flag(1)?)?;
        scope.only_authorities = set(flag(2)?)?;
        scope.only_some_reasons = flag(3)?.is_some();
        scope.indirect = set(flag(4)?)?;
        scope.only_attributes = set(flag(5)?)?;
        fields.finish()?;
        Ok(scope)
    }

    fn extension(&self, oid: &str) -> Option<&'a [u8]> {
        self.extensions.iter().find(|extension| extension.oid == oid).map(|extension| extension.value)
    }
}
