//! Seal certificates that an institution issues for itself: for trying out, and for alliances that list them.
//!
//! They look like those of an authority, without saying that they are qualified: a small authority whose private key is
//! thrown away at once, and below it the certificate of the seal. Nobody trusts them who was not told to.

use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, MsbOption};
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::extension::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectKeyIdentifier};
use openssl::x509::{X509, X509Builder, X509Name, X509NameBuilder};
use zeroize::Zeroizing;

use super::KeysError;
use super::chain::CertificateChain;
use crate::model::time::Timestamp;
use crate::pki::Certificate;

/// How long the authority's certificate is dated, and how long that of the seal: as long as qualified ones.
const AUTHORITY_DAYS: i64 = 3653;
const SEAL_DAYS: i64 = 1096;
/// Most characters of a common name and an organisation's name (RFC 5280, appendix A.1).
const NAME_CHARACTERS_MAX: usize = 64;

/// Whom a self-issued seal certificate names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealSubject {
    /// The institution's legal name.
    pub organization: String,
    /// Its identifier, such as `VATES-Q3318001I` (ETSI EN 319 412-1, section 5.1.4).
    pub organization_identifier: String,
    /// Its country: two letters.
    pub country: String,
}

/// Makes a P-256 key and its certificate, below an authority that can issue no other.
pub(super) fn issue(
    subject: &SealSubject,
    now: Timestamp,
) -> Result<(Zeroizing<Vec<u8>>, CertificateChain), KeysError> {
    let fault = |reason: &str| KeysError::SelfIssued { reason: reason.to_owned() };
    if !(1..=NAME_CHARACTERS_MAX).contains(&subject.organization.chars().count()) {
        return Err(fault("the institution's legal name has no letter or more than 64"));
    }
    if subject.country.len() != 2 || !subject.country.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(fault("the institution's country is not two capital letters"));
    }
    if subject.organization_identifier.is_empty() {
        return Err(fault("the institution has no legal identifier"));
    }
    make(subject, now).map_err(|error| fault(&error.to_string()))
}

fn make(subject: &SealSubject, now: Timestamp) -> Result<(Zeroizing<Vec<u8>>, CertificateChain), ErrorStack> {
    let authority_key = generate()?;
    let authority_name = name(subject, "Self-issued seal authority")?;
    let mut builder = builder(&authority_name, &authority_name, &authority_key, now, AUTHORITY_DAYS)?;
    builder.append_extension(BasicConstraints::new().critical().ca().pathlen(0).build()?)?;
    builder.append_extension(KeyUsage::new().critical().key_cert_sign().crl_sign().build()?)?;
    builder.sign(&authority_key, MessageDigest::sha256())?;
    let authority = builder.build();

    let key = generate()?;
    let mut builder = self::builder(&name(subject, &subject.organization)?, &authority_name, &key, now, SEAL_DAYS)?;
    builder.append_extension(BasicConstraints::new().critical().build()?)?;
    builder.append_extension(KeyUsage::new().critical().digital_signature().non_repudiation().build()?)?;
    let authority_key_id =
        AuthorityKeyIdentifier::new().keyid(true).build(&builder.x509v3_context(Some(&authority), None))?;
    builder.append_extension(authority_key_id)?;
    builder.sign(&authority_key, MessageDigest::sha256())?;

    let pkcs8 = Zeroizing::new(key.private_key_to_pkcs8()?);
    let read = |made: &X509| -> Result<Certificate, ErrorStack> {
        Ok(Certificate::from_der(&made.to_der()?).expect("a certificate that was just made can be read"))
    };
    Ok((pkcs8, CertificateChain::assemble(read(&builder.build())?, &[read(&authority)?])))
}

fn generate() -> Result<PKey<Private>, ErrorStack> {
    PKey::from_ec_key(EcKey::generate(&*EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?)?)
}

fn name(subject: &SealSubject, common_name: &str) -> Result<X509Name, ErrorStack> {
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_nid(Nid::COUNTRYNAME, &subject.country)?;
    name.append_entry_by_nid(Nid::ORGANIZATIONNAME, &subject.organization)?;
    name.append_entry_by_text("organizationIdentifier", &subject.organization_identifier)?;
    name.append_entry_by_nid(Nid::COMMONNAME, common_name)?;
    Ok(name.build())
}

fn builder(
    subject: &X509Name,
    issuer: &X509Name,
    key: &PKey<Private>,
    now: Timestamp,
    days: i64,
) -> Result<X509Builder, ErrorStack> {
    let mut serial = BigNum::new()?;
    serial.rand(127, MsbOption::MAYBE_ZERO, false)?;
    let mut builder = X509::builder()?;
    builder.set_version(2)?;
    builder.set_serial_number(&*serial.to_asn1_integer()?)?;
    builder.set_subject_name(subject)?;
    builder.set_issuer_name(issuer)?;
    builder.set_not_before(&*Asn1Time::from_unix(now.unix())?)?;
    builder.set_not_after(&*Asn1Time::from_unix(now.plus_seconds(days * 86_400).unix())?)?;
    builder.set_pubkey(key)?;
    let key_id = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None))?;
    builder.append_extension(key_id)?;
    Ok(builder)
}
