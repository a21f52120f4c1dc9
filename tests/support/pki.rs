//! The public key infrastructure of the tests: authorities, seal certificates, a time-stamp authority, an OCSP responder,
//! revocation lists and OCSP responses, right ones and broken ones.
//!
//! [`TestPki::get`] gives the usual parties. A broken certificate is made from a [`Spec`], of which every part can be
//! changed before [`Spec::issue`]; lists and responses are made in [`status`]. Everything is written by own DER writers
//! ([`der`]) and signed with keys that lie beside this file, so that a certificate of the usual parties is the same in
//! each run (RSA signatures of PKCS#1 v1.5 are).
//!
//! ```text
//! root ── ca ── seal(Key::Rsa2048 | Rsa3072 | P256 | P384)     tsa_root ── tsa
//!           └── responder
//! ```
//!
//! | | valid |
//! | --- | --- |
//! | `root`, `tsa_root` | 2020 to 2045 |
//! | `ca` | 2021 to 2040 |
//! | `seal` | 2024 to 2029 |
//! | `tsa`, `responder` | 2022 to 2035 |

pub mod der;
mod oids;
pub mod status;

use std::sync::OnceLock;

use elmseal::pki::{Certificate, RevocationData};
use openssl::hash::{MessageDigest, hash};
use openssl::pkey::{Id, PKey, Private};
use openssl::sign::Signer;

pub use self::oids::{ext, purpose, usage};
use self::status::{Crl, Ocsp};

/// The private keys, each after a line with its name.
const KEYS: &str = include_str!("pki/keys.pem");

/// One of the keys that lie beside this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Of the root, RSA-2048.
    Root,
    /// Of the seal CA, RSA-2048.
    Ca,
    /// Of the root for time stamps, RSA-2048.
    TsaRoot,
    /// Of the time-stamp authority, RSA-2048.
    Tsa,
    /// Of the OCSP responder, RSA-2048.
    Responder,
    /// Of a seal.
    Rsa2048,
    /// Of a seal.
    Rsa3072,
    /// Too weak.
    Rsa1024,
    /// Of a seal.
    P256,
    /// Of a seal.
    P384,
    /// Another curve.
    P521,
    /// Not for seals.
    Ed25519,
    /// Of a stranger, RSA-2048.
    Other,
}

impl Key {
    const ALL: [(Key, &str); 13] = [
        (Key::Root, "root"),
        (Key::Ca, "ca"),
        (Key::TsaRoot, "tsa-root"),
        (Key::Tsa, "tsa"),
        (Key::Responder, "responder"),
        (Key::Rsa2048, "rsa2048"),
        (Key::Rsa3072, "rsa3072"),
        (Key::Rsa1024, "rsa1024"),
        (Key::P256, "p256"),
        (Key::P384, "p384"),
        (Key::P521, "p521"),
        (Key::Ed25519, "ed25519"),
        (Key::Other, "other"),
    ];

    /// The private key.
    pub fn private(self) -> PKey<Private> {
        static READ: OnceLock<Vec<(Key, PKey<Private>)>> = OnceLock::new();
        let read = READ.get_or_init(|| {
            let pem = |name: &str| {
                let (_, rest) = KEYS.split_once(&format!("# {name}\n")).expect("the key is there");
                PKey::private_key_from_pem(rest.split('#').next().expect("a part").as_bytes()).expect("a key")
            };
            Self::ALL.iter().map(|(key, name)| (*key, pem(name))).collect()
        });
        read.iter().find(|(key, _)| *key == self).expect("every key is listed").1.clone()
    }
}

/// The digest of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    /// Broken.
    Md5,
    /// Broken.
    Sha1,
    /// Usual.
    Sha256,
    /// Longer.
    Sha384,
    /// Longest.
    Sha512,
}

/// A certificate and its private key.
#[derive(Debug, Clone)]
pub struct Party {
    /// The certificate.
    pub certificate: Certificate,
    /// Its key.
    pub key: PKey<Private>,
}

impl Party {
    /// The certificate in PEM.
    pub fn pem(&self) -> String {
        pem(&self.certificate)
    }

    /// The private key as PKCS#8 in PEM, unencrypted.
    pub fn key_pem(&self) -> String {
        String::from_utf8(self.key.private_key_to_pem_pkcs8().expect("PKCS#8")).expect("text")
    }

    /// The private key as PKCS#8 in DER, unencrypted.
    pub fn key_pkcs8(&self) -> Vec<u8> {
        self.key.private_key_to_pkcs8().expect("PKCS#8")
    }

    /// The AlgorithmIdentifier of its signatures, and one over `message` (ECDSA in DER, as X.509 and CMS have it).
    pub fn sign(&self, digest: Digest, message: &[u8]) -> (Vec<u8>, Vec<u8>) {
        sign(&self.key, digest, message)
    }
}

/// A certificate in PEM.
pub fn pem(certificate: &Certificate) -> String {
    let base64 = elmseal::crypto::encoding::to_base64(certificate.der());
    let lines: Vec<&str> =
        base64.as_bytes().chunks(64).map(|line| str::from_utf8(line).expect("base64 is ASCII")).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

fn sign(key: &PKey<Private>, digest: Digest, message: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (rsa, ecdsa, hash) = match digest {
        Digest::Md5 => ("1.2.840.113549.1.1.4", "1.2.840.10045.4.1", MessageDigest::md5()),
        Digest::Sha1 => ("1.2.840.113549.1.1.5", "1.2.840.10045.4.1", MessageDigest::sha1()),
        Digest::Sha256 => ("1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2", MessageDigest::sha256()),
        Digest::Sha384 => ("1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3", MessageDigest::sha384()),
        Digest::Sha512 => ("1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4", MessageDigest::sha512()),
    };
    match key.id() {
        Id::RSA => {
            let mut signer = Signer::new(hash, key).expect("a signer");
            let signature = signer.sign_oneshot_to_vec(message).expect("a signature");
            (der::seq(&[&der::oid(rsa), &der::null()]), signature)
        }
        Id::EC => {
            let mut signer = Signer::new(hash, key).expect("a signer");
            (der::seq(&[&der::oid(ecdsa)]), signer.sign_oneshot_to_vec(message).expect("a signature"))
        }
        _ => {
            let mut signer = Signer::new_without_digest(key).expect("a signer");
            (der::seq(&[&der::oid("1.3.101.112")]), signer.sign_oneshot_to_vec(message).expect("a signature"))
        }
    }
}

/// `SEQUENCE { contents, AlgorithmIdentifier, BIT STRING }`: how certificates and lists are signed.
pub fn signed(contents: &[u8], key: &PKey<Private>, digest: Digest) -> Vec<u8> {
    let (algorithm, signature) = sign(key, digest, contents);
    der::seq(&[contents, &algorithm, &der::bits(&signature)])
}

/// The SHA-1 digest, as key identifiers are made.
pub fn sha1(bytes: &[u8]) -> Vec<u8> {
    hash(MessageDigest::sha1(), bytes).expect("a digest").to_vec()
}

/// A Name of these attributes, in order: `C` (2.5.4.6) as PrintableString, others as UTF8String.
pub fn name(attributes: &[(String, String)]) -> Vec<u8> {
    let sets: Vec<Vec<u8>> = attributes
        .iter()
        .map(|(oid, value)| {
            let value = if oid == "2.5.4.6" { der::printable(value) } else { der::utf8(value) };
            der::set(&[&der::seq(&[&der::oid(oid), &value])])
        })
        .collect();
    der::tlv(0x30, &sets.concat())
}

/// An extension: object identifier, criticality, the DER in its OCTET STRING.
#[derive(Debug, Clone)]
pub struct Extension {
    /// The object identifier.
    pub oid: String,
    /// Whether it is critical.
    pub critical: bool,
    /// What it holds.
    pub value: Vec<u8>,
}

impl Extension {
    /// An extension.
    pub fn new(oid: &str, critical: bool, value: Vec<u8>) -> Self {
        Self { oid: oid.to_owned(), critical, value }
    }

    /// In DER.
    pub fn to_der(&self) -> Vec<u8> {
        let critical = if self.critical { der::boolean(true) } else { Vec::new() };
        der::seq(&[&der::oid(&self.oid), &critical, &der::octets(&self.value)])
    }
}

/// Extensions in DER: the SEQUENCE of them.
pub fn extensions(list: &[Extension]) -> Vec<u8> {
    der::tlv(0x30, &list.iter().flat_map(Extension::to_der).collect::<Vec<u8>>())
}

/// What a certificate is to hold. Each method changes one part; [`Spec::issue`] makes the certificate.
#[derive(Debug, Clone)]
pub struct Spec {
    /// The subject's attributes: object identifier and value.
    pub subject: Vec<(String, String)>,
    /// The subject's key.
    pub key: Key,
    /// Digits of the serial number.
    pub serial: Vec<u8>,
    /// The first moment of validity, `2026-06-30T12:00:00Z`.
    pub not_before: String,
    /// The last moment of validity.
    pub not_after: String,
    /// The digest by which the issuer signs.
    pub digest: Digest,
    /// Extensions; identifiers of the keys are added to them unless [`Spec::without`] named them.
    pub extensions: Vec<Extension>,
    omitted: Vec<String>,
}

impl Spec {
    /// A certificate without extensions, valid from 2024 to 2029. Its serial number is made of its name and key.
    pub fn new(common_name: &str, key: Key) -> Self {
        let digest = elmseal::crypto::sha256(format!("{common_name} {key:?}").as_bytes());
        let mut serial = digest[..8].to_vec();
        serial[0] = serial[0] & 0x3f | 0x40;
        let subject = [("2.5.4.6", "BE"), ("2.5.4.10", "Example Trust Services"), ("2.5.4.3", common_name)];
        Self {
            subject: subject.map(|(oid, value)| (oid.to_owned(), value.to_owned())).to_vec(),
            key,
            serial,
            not_before: "2024-01-01T00:00:00Z".to_owned(),
            not_after: "2029-01-01T00:00:00Z".to_owned(),
            digest: Digest::Sha256,
            extensions: Vec::new(),
            omitted: Vec::new(),
        }
    }

    /// A root or intermediate authority.
    pub fn authority(common_name: &str, key: Key) -> Self {
        Self::new(common_name, key)
            .valid("2020-01-01T00:00:00Z", "2045-01-01T00:00:00Z")
            .with(ext::BASIC_CONSTRAINTS, true, der::seq(&[&der::boolean(true)]))
            .usage(&[usage::KEY_CERT_SIGN, usage::CRL_SIGN])
    }

    /// The certificate of a seal that looks qualified: `O` "Example University", organizationIdentifier `VATES-EXAMPLE1`,
    /// `CN` "Example University Seal", `C` ES; digitalSignature and nonRepudiation; QcCompliance, QcType eseal and QcSSCD;
    /// policy QCP-l-qscd; addresses of the responder, the issuer's certificate and the list.
    pub fn seal(key: Key) -> Self {
        let subject = [
            ("2.5.4.6", "ES"),
            ("2.5.4.10", "Example University"),
            ("2.5.4.97", "VATES-EXAMPLE1"),
            ("2.5.4.3", "Example University Seal"),
        ];
        let access =
            |method: &str, url: &str| der::seq(&[&der::oid(method), &der::context_primitive(6, url.as_bytes())]);
        let mut spec = Self::new("Example University Seal", key);
        spec.subject = subject.map(|(oid, value)| (oid.to_owned(), value.to_owned())).to_vec();
        spec.usage(&[usage::DIGITAL_SIGNATURE, usage::NON_REPUDIATION])
            .with(ext::POLICIES, false, der::seq(&[&der::seq(&[&der::oid("0.4.0.194112.1.3")])]))
            .with(ext::CRL_POINTS, false, crl_points("http://pki.example/ca.crl"))
            .with(
                ext::INFORMATION_ACCESS,
                false,
                der::seq(&[
                    &access("1.3.6.1.5.5.7.48.1", "http://pki.example/ocsp"),
                    &access("1.3.6.1.5.5.7.48.2", "http://pki.example/ca.cer"),
                ]),
            )
            .with(ext::QC_STATEMENTS, false, qc_statements(&["0.4.0.1862.1.6.2"]))
    }

    /// The certificate of a time-stamp authority: timeStamping alone, critical.
    pub fn tsa() -> Self {
        Self::new("Example Time-Stamp Authority", Key::Tsa)
            .valid("2022-01-01T00:00:00Z", "2035-01-01T00:00:00Z")
            .usage(&[usage::DIGITAL_SIGNATURE])
            .purposes(true, &[purpose::TIME_STAMPING])
    }

    /// The certificate of an OCSP responder, which needs no status of its own.
    pub fn responder() -> Self {
        Self::new("Example OCSP Responder", Key::Responder)
            .valid("2022-01-01T00:00:00Z", "2035-01-01T00:00:00Z")
            .usage(&[usage::DIGITAL_SIGNATURE])
            .purposes(false, &[purpose::OCSP_SIGNING])
            .with(ext::OCSP_NOCHECK, false, der::null())
    }

    /// With another validity.
    pub fn valid(mut self, not_before: &str, not_after: &str) -> Self {
        self.not_before = not_before.to_owned();
        self.not_after = not_after.to_owned();
        self
    }

    /// With another key.
    pub fn key(mut self, key: Key) -> Self {
        self.key = key;
        self
    }

    /// With another serial number.
    pub fn serial(mut self, digits: &[u8]) -> Self {
        self.serial = digits.to_vec();
        self
    }

    /// Signed with another digest.
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digest = digest;
        self
    }

    /// With this value of a subject's attribute, in place of what was there; `None` leaves it out.
    pub fn attribute(mut self, oid: &str, value: Option<&str>) -> Self {
        self.subject.retain(|(known, _)| known != oid);
        self.subject.extend(value.map(|value| (oid.to_owned(), value.to_owned())));
        self
    }

    /// With this extension, in place of one of the same identifier.
    pub fn with(mut self, oid: &str, critical: bool, value: Vec<u8>) -> Self {
        self.extensions.retain(|known| known.oid != oid);
        self.extensions.push(Extension::new(oid, critical, value));
        self
    }

    /// Without this extension.
    pub fn without(mut self, oid: &str) -> Self {
        self.extensions.retain(|known| known.oid != oid);
        self.omitted.push(oid.to_owned());
        self
    }

    /// With these bits of [`usage`].
    pub fn usage(self, bits: &[u8]) -> Self {
        self.with(ext::KEY_USAGE, true, der::named_bits(bits))
    }

    /// With these purposes of [`purpose`].
    pub fn purposes(self, critical: bool, oids: &[&str]) -> Self {
        let oids: Vec<u8> = oids.iter().flat_map(|purpose| der::oid(purpose)).collect();
        self.with(ext::EXTENDED_KEY_USAGE, critical, der::tlv(0x30, &oids))
    }

    /// As an authority, with a longest path below it if there is one.
    pub fn ca(self, path_length: Option<u64>) -> Self {
        let length = path_length.map(der::number).unwrap_or_default();
        self.with(ext::BASIC_CONSTRAINTS, true, der::seq(&[&der::boolean(true), &length]))
    }

    /// The certificate, issued by `issuer`.
    ///
    /// # Panics
    ///
    /// Panics if the program cannot read what was specified; see [`Spec::to_der`].
    pub fn issue(&self, issuer: &Party) -> Party {
        self.party(&self.to_der(issuer.certificate.subject_der(), &issuer.key))
    }

    /// The certificate, issued by itself.
    pub fn self_signed(&self) -> Party {
        self.party(&self.to_der(&name(&self.subject), &self.key.private()))
    }

    /// The certificate in DER, in the name `issuer`, signed with `issuer_key`.
    pub fn to_der(&self, issuer: &[u8], issuer_key: &PKey<Private>) -> Vec<u8> {
        let key = self.key.private();
        let spki = key.public_key_to_der().expect("a public key");
        let mut list = self.extensions.clone();
        let authority = der::seq(&[&der::context_primitive(0, &key_id(issuer_key))]);
        for (oid, value) in [(ext::SUBJECT_KEY, der::octets(&key_id(&key))), (ext::AUTHORITY_KEY, authority)] {
            if !self.omitted.iter().any(|known| known == oid) && !list.iter().any(|known| known.oid == oid) {
                list.push(Extension::new(oid, false, value));
            }
        }
        let list = if list.is_empty() { Vec::new() } else { der::context(3, &[&extensions(&list)]) };
        let (algorithm, _) = sign(issuer_key, self.digest, b"");
        let validity = der::seq(&[&der::time(&self.not_before), &der::time(&self.not_after)]);
        let parts = [
            der::context(0, &[&der::number(2)]),
            der::integer(&self.serial),
            algorithm,
            issuer.to_vec(),
            validity,
            name(&self.subject),
            spki,
            list,
        ];
        signed(&der::tlv(0x30, &parts.concat()), issuer_key, self.digest)
    }

    fn party(&self, der: &[u8]) -> Party {
        Party { certificate: Certificate::from_der(der).expect("a certificate"), key: self.key.private() }
    }
}

/// QCStatements: QcCompliance, QcType of these types, QcSSCD.
pub fn qc_statements(types: &[&str]) -> Vec<u8> {
    let types: Vec<u8> = types.iter().flat_map(|qc_type| der::oid(qc_type)).collect();
    der::seq(&[
        &der::seq(&[&der::oid("0.4.0.1862.1.1")]),
        &der::seq(&[&der::oid("0.4.0.1862.1.4")]),
        &der::seq(&[&der::oid("0.4.0.1862.1.6"), &der::tlv(0x30, &types)]),
    ])
}

/// CRLDistributionPoints with one address.
pub fn crl_points(url: &str) -> Vec<u8> {
    der::seq(&[&der::seq(&[&der::context(0, &[&der::context(0, &[&der::context_primitive(6, url.as_bytes())])])])])
}

/// The contents of subjectPublicKey, whose SHA-1 digest names a key.
pub fn key_bits(spki: &[u8]) -> Vec<u8> {
    // SEQUENCE { AlgorithmIdentifier, BIT STRING }: the bit string is the last part, found from the front.
    let header = |bytes: &[u8]| match bytes[1] {
        short @ 0..0x80 => (2, usize::from(short)),
        long => {
            let count = usize::from(long & 0x7f);
            (2 + count, bytes[2..2 + count].iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)))
        }
    };
    let inner = &spki[header(spki).0..];
    let (skip, length) = header(inner);
    let bits = &inner[skip + length..];
    bits[header(bits).0 + 1..].to_vec()
}

fn key_id(key: &PKey<Private>) -> Vec<u8> {
    sha1(&key_bits(&key.public_key_to_der().expect("a public key")))
}

/// The usual parties.
#[derive(Debug)]
pub struct TestPki {
    /// The root for seals.
    pub root: Party,
    /// The authority that issues seal certificates.
    pub ca: Party,
    /// The responder of that authority.
    pub responder: Party,
    /// The root for time stamps.
    pub tsa_root: Party,
    /// The time-stamp authority.
    pub tsa: Party,
}

impl TestPki {
    /// The usual parties, made once.
    pub fn get() -> &'static Self {
        static MADE: OnceLock<TestPki> = OnceLock::new();
        MADE.get_or_init(|| {
            let root = Spec::authority("Example Root CA", Key::Root).self_signed();
            let ca = Spec::authority("Example Seal CA", Key::Ca)
                .ca(Some(0))
                .valid("2021-01-01T00:00:00Z", "2040-01-01T00:00:00Z")
                .with(ext::CRL_POINTS, false, crl_points("http://pki.example/root.crl"))
                .issue(&root);
            let responder = Spec::responder().issue(&ca);
            let tsa_root = Spec::authority("Example Time Root CA", Key::TsaRoot).self_signed();
            let tsa = Spec::tsa().issue(&tsa_root);
            TestPki { root, ca, responder, tsa_root, tsa }
        })
    }

    /// The usual seal with that key.
    pub fn seal(&self, key: Key) -> Party {
        Spec::seal(key).issue(&self.ca)
    }

    /// What says at `at` that neither `leaf` nor its authority is revoked: an OCSP response and the root's list, both good
    /// for a week.
    pub fn good_revocation(&self, leaf: &Certificate, at: &str) -> RevocationData {
        RevocationData {
            crls: vec![Crl::at(at).issue(&self.root)],
            ocsp_responses: vec![Ocsp::good(leaf, &self.ca.certificate, at).sign(&self.responder)],
        }
    }
}
