//! A time-stamp authority for tests: tokens and responses for any time, and with any flaw on demand.
//!
//! Everything is written by hand, byte by byte, so that it shares no code with what reads it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};

use elmseal::model::time::Timestamp;
use elmseal::pki::{Certificate, PkiServices, ServiceError};
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::{MessageDigest, hash};
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer};
use openssl::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier};
use openssl::x509::{X509, X509NameBuilder};

/// What is wrong with a token or a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// A signed attribute stands twice.
    AttributeTwice,
    /// The lengths are indefinite (BER).
    Ber,
    /// The signature has a changed byte.
    BrokenSignature,
    /// The TSTInfo was changed after its digest was signed.
    ChangedContent,
    /// The signed attribute says that the content is of another type.
    ContentTypeAttribute,
    /// The TSTInfo has a critical extension.
    CriticalExtension,
    /// The authority's certificate has expired at the stamped time.
    ExpiredCertificate,
    /// A fraction of a second with a zero at its end.
    FractionWithZero,
    /// The stamped time lies a year ahead.
    FutureTime,
    /// The certificate may also be used for TLS.
    KeyUsageOfOthers,
    /// The extended key usage is not critical.
    KeyUsageNotCritical,
    /// The certificate has no extended key usage.
    KeyUsageMissing,
    /// The token has no certificates.
    NoCertificates,
    /// There is no message digest among the signed attributes.
    NoMessageDigest,
    /// The answer does not repeat the random number.
    NoNonce,
    /// Neither ESSCertID nor ESSCertIDv2.
    NoReference,
    /// There are no signed attributes.
    NoSignedAttributes,
    /// Nobody signed.
    NoSigner,
    /// A granted response without a token.
    NoToken,
    /// The response is no DER at all.
    Nonsense,
    /// The token is a sequence of nothing.
    NonsenseToken,
    /// The reference names another certificate.
    OtherReference,
    /// ESSCertID is right and ESSCertIDv2 names another certificate.
    OtherSecondReference,
    /// Signed with another key than the certificate's.
    OtherKey,
    /// The authority is issued by nobody that is trusted.
    OwnAuthority,
    /// Status 2, with words.
    Rejected,
    /// The imprint is SHA-1.
    Sha1Imprint,
    /// The signature is over SHA-1.
    Sha1Signature,
    /// A certificate of the same issuer, number and key in the place of the signer's.
    SubstitutedCertificate,
    /// Bytes after the token.
    TrailingBytes,
    /// Two signers.
    TwoSigners,
    /// TSTInfo of version 2.
    Version,
    /// The content is of another type.
    WrongContentType,
    /// The stamp is over other data.
    WrongImprint,
    /// Another random number.
    WrongNonce,
}

impl Flaw {
    /// All of them.
    pub const ALL: [Self; 35] = [
        Self::AttributeTwice,
        Self::Ber,
        Self::BrokenSignature,
        Self::ChangedContent,
        Self::ContentTypeAttribute,
        Self::CriticalExtension,
        Self::ExpiredCertificate,
        Self::FractionWithZero,
        Self::FutureTime,
        Self::KeyUsageMissing,
        Self::KeyUsageNotCritical,
        Self::KeyUsageOfOthers,
        Self::NoCertificates,
        Self::NoMessageDigest,
        Self::NoNonce,
        Self::NoReference,
        Self::NoSignedAttributes,
        Self::NoSigner,
        Self::NoToken,
        Self::Nonsense,
        Self::NonsenseToken,
        Self::OtherKey,
        Self::OtherReference,
        Self::OtherSecondReference,
        Self::OwnAuthority,
        Self::Rejected,
        Self::Sha1Imprint,
        Self::Sha1Signature,
        Self::SubstitutedCertificate,
        Self::TrailingBytes,
        Self::TwoSigners,
        Self::Version,
        Self::WrongContentType,
        Self::WrongImprint,
        Self::WrongNonce,
    ];
}

/// The authority's hash, for imprint and signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TsaDigest {
    /// SHA-256.
    #[default]
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// How the authority signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TsaKey {
    /// ECDSA with P-256.
    #[default]
    P256,
    /// RSA PKCS#1 v1.5, 2048 bits.
    Rsa,
    /// RSASSA-PSS, 2048 bits.
    RsaPss,
}

/// How the signer's certificate is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TsaReference {
    /// ESSCertIDv2 alone.
    #[default]
    Two,
    /// ESSCertIDv2 with issuer and serial number.
    TwoWithIssuer,
    /// ESSCertID alone, as old authorities write it.
    One,
    /// Both.
    Both,
}

/// What a token is like.
#[derive(Debug, Clone)]
pub struct TsaOptions {
    /// The stamped time.
    pub time: Timestamp,
    /// Its digits after the decimal point.
    pub fraction: String,
    /// The hash.
    pub digest: TsaDigest,
    /// The key.
    pub key: TsaKey,
    /// The reference to the certificate.
    pub reference: TsaReference,
    /// The signer is named by its subject key identifier instead of issuer and serial number.
    pub signer_by_key: bool,
    /// What is wrong.
    pub flaw: Option<Flaw>,
}

impl TsaOptions {
    /// A right token of `time`.
    pub fn at(time: Timestamp) -> Self {
        Self {
            time,
            fraction: String::new(),
            digest: TsaDigest::default(),
            key: TsaKey::default(),
            reference: TsaReference::default(),
            signer_by_key: false,
            flaw: None,
        }
    }

    /// With a flaw.
    pub fn flawed(time: Timestamp, flaw: Flaw) -> Self {
        Self { flaw: Some(flaw), ..Self::at(time) }
    }
}

/// The authority, with a root of its own. Its certificates are valid from 2020 to 2040 unless a flaw says otherwise.
pub struct TestTsa {
    root: Issued,
    own: Issued,
    ec: PKey<Private>,
    other: PKey<Private>,
    /// What was issued: the same unit has the same certificate each time.
    issued: Mutex<Vec<(Unit, X509)>>,
}

/// Which of the authority's certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unit {
    rsa: bool,
    trusted: bool,
    profile: Profile,
}

struct Issued {
    key: PKey<Private>,
    certificate: X509,
}

/// Made once for all tests of a binary: it takes a moment.
static RSA: LazyLock<PKey<Private>> =
    LazyLock::new(|| PKey::from_rsa(Rsa::generate(2048).expect("a key")).expect("a key"));

impl TestTsa {
    /// Makes it.
    pub fn new() -> Self {
        let authority = |name: &str| {
            let key = p256();
            let certificate = certificate(name, &key, None, &Profile { ca: true, ..Profile::default() });
            Issued { key, certificate }
        };
        Self {
            root: authority("Test Time-Stamp Root"),
            own: authority("Somebody's Root"),
            ec: p256(),
            other: p256(),
            issued: Mutex::default(),
        }
    }

    /// The anchor that verifiers trust for time stamps.
    pub fn root(&self) -> Certificate {
        read(&self.root.certificate)
    }

    /// The certificate and the key with which tokens of these options are signed, in DER and PKCS#8.
    pub fn signer(&self, options: &TsaOptions) -> (Certificate, PKey<Private>) {
        let key = self.key(options);
        (read(&self.certificate(options, &key)), key)
    }

    fn key(&self, options: &TsaOptions) -> PKey<Private> {
        if options.key == TsaKey::P256 { self.ec.clone() } else { RSA.clone() }
    }

    fn certificate(&self, options: &TsaOptions, key: &PKey<Private>) -> X509 {
        let flaw = options.flaw;
        let profile = Profile {
            ca: false,
            not_after: if flaw == Some(Flaw::ExpiredCertificate) {
                options.time.plus_seconds(-86_400).unix()
            } else {
                Profile::default().not_after
            },
            usage: match flaw {
                Some(Flaw::KeyUsageMissing) => Usage::Missing,
                Some(Flaw::KeyUsageNotCritical) => Usage::NotCritical,
                Some(Flaw::KeyUsageOfOthers) => Usage::Others,
                _ => Usage::TimeStamping,
            },
        };
        let unit = Unit { rsa: options.key != TsaKey::P256, trusted: flaw != Some(Flaw::OwnAuthority), profile };
        let mut issued = self.issued.lock().expect("no test has panicked here");
        if let Some((_, known)) = issued.iter().find(|(known, _)| *known == unit) {
            return known.clone();
        }
        let issuer = if unit.trusted { &self.root } else { &self.own };
        let made = certificate("Test Time-Stamp Unit", key, Some(issuer), &unit.profile);
        issued.push((unit, made.clone()));
        made
    }

    /// A token over `data`, in DER.
    pub fn token(&self, data: &[u8], options: &TsaOptions) -> Vec<u8> {
        let digest = message_digest(options);
        let imprint = match options.flaw {
            Some(Flaw::Sha1Imprint) => hash(MessageDigest::sha1(), data),
            _ => hash(digest, data),
        };
        self.token_over(&imprint.expect("a digest"), None, options)
    }

    /// The response to a request in DER.
    pub fn response(&self, request: &[u8], options: &TsaOptions) -> Vec<u8> {
        let (imprint, nonce) = read_request(request);
        let nonce = match options.flaw {
            Some(Flaw::NoNonce) => None,
            Some(Flaw::WrongNonce) => Some(vec![0x11; 8]),
            _ => nonce,
        };
        let granted = der(0x30, &[&der(0x02, &[&[0]])]);
        match options.flaw {
            Some(Flaw::Nonsense) => b"the authority is out for lunch".to_vec(),
            Some(Flaw::Rejected) => {
                let text = der(0x30, &[&der(0x0c, &[b"the policy is\nnot supported"])]);
                let bad_request = der(0x03, &[&[5, 0x20]]);
                der(0x30, &[&der(0x30, &[&der(0x02, &[&[2]]), &text, &bad_request])])
            }
            Some(Flaw::NoToken) => der(0x30, &[&granted]),
            Some(Flaw::Sha1Imprint) => {
                let token = self.token_over(&[7; 20], nonce, options);
                der(0x30, &[&granted, &token])
            }
            _ => der(0x30, &[&granted, &self.token_over(&imprint, nonce, options)]),
        }
    }

    /// Services that stamp with these options and reach nothing else.
    pub fn services<'a>(&'a self, options: &TsaOptions) -> TsaServices<'a> {
        TsaServices { tsa: self, options: options.clone(), asked: AtomicUsize::new(0) }
    }

    fn token_over(&self, imprint: &[u8], nonce: Option<Vec<u8>>, options: &TsaOptions) -> Vec<u8> {
        let flaw = options.flaw;
        if flaw == Some(Flaw::NonsenseToken) {
            return der(0x30, &[]);
        }
        let key = self.key(options);
        let certificate = self.certificate(options, &key);
        let info = tst_info(imprint, nonce, options);
        let content_type = oid(if flaw == Some(Flaw::WrongContentType) { "1.2.840.113549.1.7.1" } else { TST_INFO });
        let digest_algorithm = digest_algorithm(options);
        let signing_key = if flaw == Some(Flaw::OtherKey) { &self.other } else { &key };
        let signer = self.signer_info(&certificate, signing_key, &info, options);

        let mut stated = info;
        if flaw == Some(Flaw::ChangedContent) {
            // The last digit of the serial number.
            let at = stated.windows(3).position(|part| part == [0x02, 0x01, 0x2a]).expect("the serial number");
            stated[at + 2] = 0x2b;
        }
        let encapsulated = der(0x30, &[&content_type, &der(0xa0, &[&der(0x04, &[&stated])])]);
        let enclosed = if flaw == Some(Flaw::SubstitutedCertificate) {
            // Same issuer, serial number and key; other contents.
            let profile = Profile { ca: false, not_after: 2_500_000_000, usage: Usage::TimeStamping };
            self::certificate("Test Time-Stamp Unit", &key, Some(&self.root), &profile)
        } else {
            certificate
        };
        let certificates = if flaw == Some(Flaw::NoCertificates) {
            Vec::new()
        } else {
            der(0xa0, &[&enclosed.to_der().expect("DER"), &self.root.certificate.to_der().expect("DER")])
        };
        let signers = match flaw {
            Some(Flaw::NoSigner) => Vec::new(),
            Some(Flaw::TwoSigners) => [signer.clone(), signer].concat(),
            _ => signer,
        };
        let signed_data =
            [der(0x02, &[&[3]]), der(0x31, &[&digest_algorithm]), encapsulated, certificates, der(0x31, &[&signers])];
        let signed_data = if flaw == Some(Flaw::Ber) {
            [&[0x30, 0x80], signed_data.concat().as_slice(), &[0, 0]].concat()
        } else {
            der(0x30, &[&signed_data.concat()])
        };
        let mut token = der(0x30, &[&oid("1.2.840.113549.1.7.2"), &der(0xa0, &[&signed_data])]);
        if flaw == Some(Flaw::TrailingBytes) {
            token.extend_from_slice(&[0x05, 0x00]);
        }
        token
    }

    fn signer_info(&self, certificate: &X509, key: &PKey<Private>, info: &[u8], options: &TsaOptions) -> Vec<u8> {
        let flaw = options.flaw;
        let parsed = read(certificate);
        let id = if options.signer_by_key {
            let key_id = certificate.subject_key_id().expect("it has one").as_slice().to_vec();
            der(0x80, &[&key_id])
        } else {
            der(0x30, &[parsed.issuer_der(), &der(0x02, &[parsed.serial()])])
        };
        let digest = signature_digest(options);
        let attributes = self.attributes(certificate, info, options);
        let mut message = der(0x31, &[&attributes.concat()]);
        if flaw == Some(Flaw::NoSignedAttributes) {
            message = info.to_vec();
        }
        let mut signer = Signer::new(digest, key).expect("a signer");
        if options.key == TsaKey::RsaPss && flaw != Some(Flaw::OtherKey) {
            signer.set_rsa_padding(Padding::PKCS1_PSS).expect("a padding");
            signer.set_rsa_mgf1_md(digest).expect("a mask");
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).expect("a salt");
        }
        signer.update(&message).expect("an update");
        let mut signature = signer.sign_to_vec().expect("a signature");
        if flaw == Some(Flaw::BrokenSignature) {
            let last = signature.len() - 1;
            signature[last] ^= 1;
        }
        let signed = if flaw == Some(Flaw::NoSignedAttributes) { Vec::new() } else { retagged(&message, 0xa0) };
        der(
            0x30,
            &[
                &der(0x02, &[&[if options.signer_by_key { 3 } else { 1 }]]),
                &id,
                &digest_algorithm(options),
                &signed,
                &signature_algorithm(options),
                &der(0x04, &[&signature]),
            ],
        )
    }

    /// The signed attributes, in DER's order of a SET OF.
    fn attributes(&self, certificate: &X509, info: &[u8], options: &TsaOptions) -> Vec<Vec<u8>> {
        let flaw = options.flaw;
        let attribute = |name: &str, value: &[u8]| der(0x30, &[&oid(name), &der(0x31, &[value])]);
        let mut all = Vec::new();
        let content_type = match flaw {
            Some(Flaw::ContentTypeAttribute | Flaw::WrongContentType) => "1.2.840.113549.1.7.1",
            _ => TST_INFO,
        };
        all.push(attribute("1.2.840.113549.1.9.3", &oid(content_type)));
        let info_digest = hash(signature_digest(options), info).expect("a digest");
        if flaw != Some(Flaw::NoMessageDigest) {
            all.push(attribute("1.2.840.113549.1.9.4", &der(0x04, &[&info_digest])));
        }
        if flaw == Some(Flaw::AttributeTwice) {
            all.push(attribute("1.2.840.113549.1.9.4", &der(0x04, &[&info_digest])));
        }
        let own = certificate.to_der().expect("DER");
        let other = self.root.certificate.to_der().expect("DER");
        let one = || {
            let value = hash(MessageDigest::sha1(), &own).expect("a digest");
            let id = der(0x30, &[&der(0x04, &[&value])]);
            attribute("1.2.840.113549.1.9.16.2.12", &der(0x30, &[&der(0x30, &[&id])]))
        };
        let two = |named: &[u8]| {
            let issuer_serial = if options.reference == TsaReference::TwoWithIssuer {
                read(certificate).issuer_serial_der()
            } else {
                Vec::new()
            };
            // SHA-256 is the default, and DER does not write a default.
            let (algorithm, value) = match options.digest {
                TsaDigest::Sha256 => (Vec::new(), hash(MessageDigest::sha256(), named)),
                _ => (digest_algorithm_of(options.digest), hash(digest_of(options.digest), named)),
            };
            let id = der(0x30, &[&algorithm, &der(0x04, &[&value.expect("a digest")]), &issuer_serial]);
            attribute("1.2.840.113549.1.9.16.2.47", &der(0x30, &[&der(0x30, &[&id])]))
        };
        match (flaw, options.reference) {
            (Some(Flaw::NoReference), _) => {}
            (Some(Flaw::OtherReference), _) => all.push(two(&other)),
            (Some(Flaw::OtherSecondReference), _) => all.extend([one(), two(&other)]),
            (_, TsaReference::One) => all.push(one()),
            (_, TsaReference::Both) => all.extend([one(), two(&own)]),
            (_, TsaReference::Two | TsaReference::TwoWithIssuer) => all.push(two(&own)),
        }
        all.sort();
        all
    }
}

/// Services that stamp and reach nothing else; they count how often they were asked.
pub struct TsaServices<'a> {
    tsa: &'a TestTsa,
    options: TsaOptions,
    asked: AtomicUsize,
}

impl TsaServices<'_> {
    /// How many time stamps were asked for.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl PkiServices for TsaServices<'_> {
    fn time_stamp(&self, request: &[u8]) -> Result<Vec<u8>, ServiceError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(self.tsa.response(request, &self.options))
    }

    fn ocsp(&self, url: &str, _: &[u8]) -> Result<Vec<u8>, ServiceError> {
        Err(ServiceError::Status { url: url.to_owned(), status: 404 })
    }

    fn crl(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        Err(ServiceError::Status { url: url.to_owned(), status: 404 })
    }

    fn ca_issuer(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        Err(ServiceError::Status { url: url.to_owned(), status: 404 })
    }
}

const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";

fn tst_info(imprint: &[u8], nonce: Option<Vec<u8>>, options: &TsaOptions) -> Vec<u8> {
    let flaw = options.flaw;
    let mut imprint = imprint.to_vec();
    if flaw == Some(Flaw::WrongImprint) {
        imprint[0] ^= 1;
    }
    let algorithm = if flaw == Some(Flaw::Sha1Imprint) {
        der(0x30, &[&oid("1.3.14.3.2.26"), &[5, 0]])
    } else {
        digest_algorithm_of(options.digest)
    };
    let time = if flaw == Some(Flaw::FutureTime) { options.time.plus_seconds(366 * 86_400) } else { options.time };
    let mut text = time.to_string().replace(['-', ':', 'T', 'Z'], "");
    match (flaw, options.fraction.as_str()) {
        (Some(Flaw::FractionWithZero), _) => text.push_str(".50"),
        (_, "") => {}
        (_, fraction) => text.push_str(&format!(".{fraction}")),
    }
    text.push('Z');
    let nonce = nonce.map(|nonce| der(0x02, &[&nonce])).unwrap_or_default();
    let extensions = if flaw == Some(Flaw::CriticalExtension) {
        let extension = der(0x30, &[&oid("1.2.3.4"), &[1, 1, 0xff], &der(0x04, &[&[5, 0]])]);
        der(0xa1, &[&extension])
    } else {
        Vec::new()
    };
    // Half a second and a hundred microseconds.
    let accuracy = der(0x30, &[&der(0x80, &[&[0x01, 0xf4]]), &der(0x81, &[&[100]])]);
    der(
        0x30,
        &[
            &der(0x02, &[&[if flaw == Some(Flaw::Version) { 2 } else { 1 }]]),
            &oid("1.3.6.1.4.1.99999.1"),
            &der(0x30, &[&algorithm, &der(0x04, &[&imprint])]),
            &der(0x02, &[&[0x2a]]),
            &der(0x18, &[text.as_bytes()]),
            &accuracy,
            &nonce,
            &extensions,
        ],
    )
}

fn message_digest(options: &TsaOptions) -> MessageDigest {
    digest_of(options.digest)
}

fn signature_digest(options: &TsaOptions) -> MessageDigest {
    if options.flaw == Some(Flaw::Sha1Signature) { MessageDigest::sha1() } else { digest_of(options.digest) }
}

fn digest_of(digest: TsaDigest) -> MessageDigest {
    match digest {
        TsaDigest::Sha256 => MessageDigest::sha256(),
        TsaDigest::Sha384 => MessageDigest::sha384(),
        TsaDigest::Sha512 => MessageDigest::sha512(),
    }
}

fn digest_algorithm(options: &TsaOptions) -> Vec<u8> {
    if options.flaw == Some(Flaw::Sha1Signature) {
        der(0x30, &[&oid("1.3.14.3.2.26"), &[5, 0]])
    } else {
        digest_algorithm_of(options.digest)
    }
}

fn digest_algorithm_of(digest: TsaDigest) -> Vec<u8> {
    let name = match digest {
        TsaDigest::Sha256 => "2.16.840.1.101.3.4.2.1",
        TsaDigest::Sha384 => "2.16.840.1.101.3.4.2.2",
        TsaDigest::Sha512 => "2.16.840.1.101.3.4.2.3",
    };
    der(0x30, &[&oid(name), &[5, 0]])
}

fn signature_algorithm(options: &TsaOptions) -> Vec<u8> {
    let sha1 = options.flaw == Some(Flaw::Sha1Signature);
    match options.key {
        TsaKey::P256 if sha1 => der(0x30, &[&oid("1.2.840.10045.4.1")]),
        TsaKey::P256 => {
            let last = match options.digest {
                TsaDigest::Sha256 => 2,
                TsaDigest::Sha384 => 3,
                TsaDigest::Sha512 => 4,
            };
            der(0x30, &[&oid(&format!("1.2.840.10045.4.3.{last}"))])
        }
        TsaKey::Rsa => der(0x30, &[&oid("1.2.840.113549.1.1.1"), &[5, 0]]),
        TsaKey::RsaPss => {
            let digest = digest_algorithm_of(options.digest);
            let mask = der(0x30, &[&oid("1.2.840.113549.1.1.8"), &digest]);
            let salt = u8::try_from(digest_of(options.digest).size()).expect("it is below 128");
            let parameters =
                der(0x30, &[&der(0xa0, &[&digest]), &der(0xa1, &[&mask]), &der(0xa2, &[&der(0x02, &[&[salt]])])]);
            der(0x30, &[&oid("1.2.840.113549.1.1.10"), &parameters])
        }
    }
}

/// The imprint and the random number of a request.
fn read_request(request: &[u8]) -> (Vec<u8>, Option<Vec<u8>>) {
    let outer = parts(&parts(request)[0].1);
    assert_eq!(outer[0], (0x02, vec![1]), "version 1");
    let imprint = parts(&outer[1].1)[1].1.clone();
    let nonce = outer[2..].iter().find(|(tag, _)| *tag == 0x02).map(|(_, value)| value.clone());
    (imprint, nonce)
}

/// Tags and contents of the values in `bytes`.
pub fn parts(mut bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut found = Vec::new();
    while let [tag, first, rest @ ..] = bytes {
        let count = if *first < 0x80 { 0 } else { usize::from(first & 0x7f) };
        let length = if count == 0 {
            usize::from(*first)
        } else {
            rest[..count].iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
        };
        found.push((*tag, rest[count..count + length].to_vec()));
        bytes = &rest[count + length..];
    }
    found
}

fn p256() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("a curve");
    PKey::from_ec_key(EcKey::generate(&group).expect("a key")).expect("a key")
}

fn read(certificate: &X509) -> Certificate {
    Certificate::from_der(&certificate.to_der().expect("DER")).expect("a certificate")
}

/// How a certificate's extended key usage is wrong, or right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Usage {
    TimeStamping,
    NotCritical,
    Others,
    Missing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Profile {
    ca: bool,
    not_after: i64,
    usage: Usage,
}

impl Default for Profile {
    fn default() -> Self {
        // 2040-01-01
        Self { ca: false, not_after: 2_208_988_800, usage: Usage::TimeStamping }
    }
}

fn certificate(name: &str, key: &PKey<Private>, issuer: Option<&Issued>, profile: &Profile) -> X509 {
    let named = |text: &str| {
        let mut name = X509NameBuilder::new().expect("a name");
        name.append_entry_by_nid(Nid::COUNTRYNAME, "ES").expect("a country");
        name.append_entry_by_nid(Nid::COMMONNAME, text).expect("a name");
        name.build()
    };
    let mut builder = X509::builder().expect("a builder");
    builder.set_version(2).expect("version 3");
    let serial = BigNum::from_u32(if profile.ca { 0x0100_0001 } else { 0x1234_5678 })
        .expect("a number")
        .to_asn1_integer()
        .expect("an integer");
    builder.set_serial_number(&serial).expect("a serial number");
    let subject = named(name);
    builder.set_subject_name(&subject).expect("a subject");
    builder.set_issuer_name(issuer.map_or(&*subject, |issuer| issuer.certificate.subject_name())).expect("an issuer");
    // 2020-01-01
    builder.set_not_before(&Asn1Time::from_unix(1_577_836_800).expect("a time")).expect("a start");
    builder.set_not_after(&Asn1Time::from_unix(profile.not_after).expect("a time")).expect("an end");
    builder.set_pubkey(key).expect("a key");
    let mut constraints = BasicConstraints::new();
    constraints.critical();
    let mut usage = KeyUsage::new();
    usage.critical();
    if profile.ca {
        constraints.ca();
        usage.key_cert_sign().crl_sign();
    } else {
        usage.digital_signature();
    }
    builder.append_extension(constraints.build().expect("an extension")).expect("an extension");
    builder.append_extension(usage.build().expect("an extension")).expect("an extension");
    let mut extended = ExtendedKeyUsage::new();
    let extended = match profile.usage {
        _ if profile.ca => None,
        Usage::Missing => None,
        Usage::TimeStamping => Some(extended.critical().time_stamping()),
        Usage::NotCritical => Some(extended.time_stamping()),
        Usage::Others => Some(extended.critical().time_stamping().server_auth()),
    };
    if let Some(extended) = extended {
        builder.append_extension(extended.build().expect("an extension")).expect("an extension");
    }
    let key_id = {
        let context = builder.x509v3_context(issuer.map(|issuer| &*issuer.certificate), None);
        SubjectKeyIdentifier::new().build(&context).expect("an extension")
    };
    builder.append_extension(key_id).expect("an extension");
    builder.sign(issuer.map_or(key, |issuer| &issuer.key), MessageDigest::sha256()).expect("a signature");
    builder.build()
}

/// One DER value.
pub fn der(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let contents = contents.concat();
    let mut bytes = vec![tag];
    match contents.len() {
        short @ 0..128 => bytes.push(u8::try_from(short).expect("below 128")),
        long => {
            let digits: Vec<u8> = long.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            bytes.push(0x80 | u8::try_from(digits.len()).expect("at most eight"));
            bytes.extend(digits);
        }
    }
    bytes.extend(contents);
    bytes
}

/// The same value under another tag.
fn retagged(value: &[u8], tag: u8) -> Vec<u8> {
    let mut value = value.to_vec();
    value[0] = tag;
    value
}

/// An OBJECT IDENTIFIER.
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().expect("a number")).collect();
    let mut body = Vec::new();
    for arc in [&[arcs[0] * 40 + arcs[1]], &arcs[2..]].concat() {
        let mut digits = vec![arc & 0x7f];
        let mut rest = arc >> 7;
        while rest > 0 {
            digits.push(rest & 0x7f | 0x80);
            rest >>= 7;
        }
        body.extend(digits.into_iter().rev().map(|digit| u8::try_from(digit).expect("a byte")));
    }
    der(0x06, &[&body])
}
