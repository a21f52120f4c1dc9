//! The extensions of a certificate that are looked at (RFC 5280, section 4.2; RFC 3739; ETSI EN 319 412-5).
//!
//! An extension that is not known here is passed over; a critical one that nobody handles is refused by `path`.

use super::der::{self, NotDer, Reader};

/// What a key may do (RFC 5280, section 4.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// It signs data.
    #[must_use]
    pub fn digital_signature(self) -> bool {
        self.0 & 0x8000 != 0
    }

    /// It commits to contents: nonRepudiation, also called contentCommitment.
    #[must_use]
    pub fn non_repudiation(self) -> bool {
        self.0 & 0x4000 != 0
    }

    /// It signs certificates.
    #[must_use]
    pub fn key_cert_sign(self) -> bool {
        self.0 & 0x0400 != 0
    }

    /// It signs revocation lists.
    #[must_use]
    pub fn crl_sign(self) -> bool {
        self.0 & 0x0200 != 0
    }

    /// Whether it does nothing but sign data or commit to contents.
    #[must_use]
    pub fn only_signs_data(self) -> bool {
        self.0 & !0xc000 == 0
    }
}

/// For which purposes a key may be used (RFC 5280, section 4.2.1.12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtendedKeyUsage {
    /// The purposes as object identifiers.
    pub oids: Vec<String>,
    /// Whether the extension is critical.
    pub critical: bool,
}

impl ExtendedKeyUsage {
    /// Whether `oid` is among the purposes.
    #[must_use]
    pub fn has(&self, oid: &str) -> bool {
        self.oids.iter().any(|known| known == oid)
    }
}

/// The purpose that a qualified certificate states (ETSI EN 319 412-5, section 4.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum QcType {
    /// Electronic signatures of persons.
    ESign,
    /// Electronic seals of organisations.
    ESeal,
    /// Web sites.
    Web,
    /// Another one, as object identifier.
    Other(String),
}

/// What a certificate states of itself (ETSI EN 319 412-5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QcStatements {
    /// It is an EU qualified certificate (QcCompliance).
    pub compliance: bool,
    /// For what (QcType).
    pub types: Vec<QcType>,
    /// Its key lies in a qualified signature or seal creation device (QcSSCD).
    pub sscd: bool,
}

/// The extensions of a certificate.
#[derive(Default)]
pub(super) struct Extensions {
    pub ca: bool,
    pub key_usage: Option<KeyUsage>,
    pub extended_key_usage: Option<ExtendedKeyUsage>,
    pub qc_statements: QcStatements,
    pub policies: Vec<String>,
    pub ocsp_urls: Vec<String>,
    pub ca_issuer_urls: Vec<String>,
    pub crl_urls: Vec<String>,
    pub ocsp_nocheck: bool,
}

/// One extension: its object identifier, whether it is critical, and the contents of its OCTET STRING.
pub(super) struct Extension<'a> {
    pub oid: String,
    pub critical: bool,
    pub value: &'a [u8],
}

/// Reads Extensions: each at most once. None at all is against the standard, and what a responder in use writes.
pub(super) fn extensions(der: &[u8]) -> Result<Vec<Extension<'_>>, NotDer> {
    let mut found: Vec<Extension<'_>> = Vec::new();
    let mut list = Reader::of(der, der::SEQUENCE)?;
    while !list.is_empty() {
        let mut extension = list.expect(der::SEQUENCE)?.reader();
        let oid = extension.oid()?;
        let critical = extension.flag()?;
        let value = extension.expect(der::OCTET_STRING)?.body;
        extension.finish()?;
        if found.iter().any(|known| known.oid == oid) {
            return Err(NotDer);
        }
        found.push(Extension { oid, critical, value });
    }
    Ok(found)
}

impl Extensions {
    /// Reads Extensions.
    pub fn read(der: &[u8]) -> Result<Self, NotDer> {
        let mut read = Self::default();
        for extension in extensions(der)? {
            let value = extension.value;
            match extension.oid.as_str() {
                "2.5.29.15" => read.key_usage = Some(key_usage(value)?),
                "2.5.29.19" => read.ca = Reader::of(value, der::SEQUENCE)?.flag()?,
                "2.5.29.31" => read.crl_urls = distribution_points(value)?,
                "2.5.29.32" => read.policies = policies(value)?,
                "2.5.29.37" => {
                    let oids = object_identifiers(value)?;
                    read.extended_key_usage = Some(ExtendedKeyUsage { oids, critical: extension.critical });
                }
                "1.3.6.1.5.5.7.1.1" => (read.ocsp_urls, read.ca_issuer_urls) = information_access(value)?,
                "1.3.6.1.5.5.7.1.3" => read.qc_statements = qc_statements(value)?,
                "1.3.6.1.5.5.7.48.1.5" => read.ocsp_nocheck = true,
                _ => {}
            }
        }
        Ok(read)
    }
}

fn key_usage(value: &[u8]) -> Result<KeyUsage, NotDer> {
    let mut reader = Reader::new(value);
    let bits = reader.expect(der::BIT_STRING)?.body;
    reader.finish()?;
    der::named_bits(bits).map(KeyUsage)
}

fn object_identifiers(value: &[u8]) -> Result<Vec<String>, NotDer> {
    let mut list = Reader::of(value, der::SEQUENCE)?;
    let mut oids = Vec::new();
    while !list.is_empty() || oids.is_empty() {
        oids.push(list.oid()?);
    }
    Ok(oids)
}

fn policies(value: &[u8]) -> Result<Vec<String>, NotDer> {
    let mut list = Reader::of(value, der::SEQUENCE)?;
    let mut oids = Vec::new();
    while !list.is_empty() {
        oids.push(list.expect(der::SEQUENCE)?.reader().oid()?);
    }
    Ok(oids)
}

/// AuthorityInfoAccess: URLs of OCSP responders, and of issuers' certificates.
fn information_access(value: &[u8]) -> Result<(Vec<String>, Vec<String>), NotDer> {
    let mut list = Reader::of(value, der::SEQUENCE)?;
    let (mut ocsp, mut issuers) = (Vec::new(), Vec::new());
    while !list.is_empty() {
        let mut access = list.expect(der::SEQUENCE)?.reader();
        let method = access.oid()?;
        let location = access.next()?;
        access.finish()?;
        let Some(url) = url(location) else { continue };
        match method.as_str() {
            "1.3.6.1.5.5.7.48.1" => ocsp.push(url),
            "1.3.6.1.5.5.7.48.2" => issuers.push(url),
            _ => {}
        }
    }
    Ok((ocsp, issuers))
}

/// CRLDistributionPoints: the URLs of their full names.
fn distribution_points(value: &[u8]) -> Result<Vec<String>, NotDer> {
    let mut list = Reader::of(value, der::SEQUENCE)?;
    let mut urls = Vec::new();
    while !list.is_empty() {
        let mut point = list.expect(der::SEQUENCE)?.reader();
        if let Some(name) = point.optional(der::context(0))? {
            urls.extend(full_name(name)?);
        }
    }
    Ok(urls)
}

/// The URLs of a DistributionPointName that is a fullName.
pub(super) fn full_name(name: der::Value<'_>) -> Result<Vec<String>, NotDer> {
    let mut urls = Vec::new();
    if let Some(names) = name.reader().optional(der::context(0))? {
        let mut names = names.reader();
        while !names.is_empty() {
            urls.extend(url(names.next()?));
        }
    }
    Ok(urls)
}

/// A GeneralName that is a uniformResourceIdentifier.
fn url(name: der::Value<'_>) -> Option<String> {
    let text = str::from_utf8(name.body).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()));
    text.filter(|_| name.tag == der::context_primitive(6)).map(str::to_owned)
}

fn qc_statements(value: &[u8]) -> Result<QcStatements, NotDer> {
    let mut list = Reader::of(value, der::SEQUENCE)?;
    let mut read = QcStatements::default();
    while !list.is_empty() {
        let mut statement = list.expect(der::SEQUENCE)?.reader();
        match statement.oid()?.as_str() {
            "0.4.0.1862.1.1" => read.compliance = true,
            "0.4.0.1862.1.4" => read.sscd = true,
            "0.4.0.1862.1.6" => {
                let mut types = statement.expect(der::SEQUENCE)?.reader();
                while !types.is_empty() {
                    read.types.push(qc_type(types.oid()?));
                }
            }
            _ => {}
        }
    }
    Ok(read)
}

fn qc_type(oid: String) -> QcType {
    match oid.as_str() {
        "0.4.0.1862.1.6.1" => QcType::ESign,
        "0.4.0.1862.1.6.2" => QcType::ESeal,
        "0.4.0.1862.1.6.3" => QcType::Web,
        _ => QcType::Other(oid),
    }
}
