//! From a certificate to an anchor, at a time (RFC 5280, section 6).
//!
//! Which certificates may issued which is searched here, with a bound; each path that reaches an anchor is judged by
//! OpenSSL's verifier at the time in question, and then by the rules that OpenSSL leaves out. Revocation is for
//! `revocation`; whom an anchor is trusted for is for the caller.

use std::collections::{HashMap, HashSet};
use std::ffi::c_int;

use openssl::error::ErrorStack;
use openssl::stack::Stack;
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::{X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509StoreContext, X509VerifyResult};
use thiserror::Error;

use super::certificate::Certificate;
use super::extensions::{ExtendedKeyUsage, QcType};
use crate::limits;
use crate::model::time::Timestamp;

/// OpenSSL's result for an issuer whose keyUsage lacks keyCertSign.
const KEYUSAGE_NO_CERTSIGN: c_int = 32;

const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
const ANY_PURPOSE: &str = "2.5.29.37.0";

/// Purposes of certificates that sign documents: any, TLS clients and mail (which seal certificates have in practice),
/// documents (RFC 9336), Microsoft's and Adobe's.
const DOCUMENTS: [&str; 6] = [
    ANY_PURPOSE,
    "1.3.6.1.5.5.7.3.2",
    "1.3.6.1.5.5.7.3.4",
    "1.3.6.1.5.5.7.3.36",
    "1.3.6.1.4.1.311.10.3.12",
    "1.2.840.113583.1.1.5",
];

/// Purposes that are none of documents: TLS servers, code, time stamps, OCSP responses.
const NOT_DOCUMENTS: [&str; 4] = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.3", TIME_STAMPING, OCSP_SIGNING];

/// Purposes that a seal certificate has beside others only if it is a qualified one that says that it is for seals or
/// signatures, as some are: whoever runs a web server, a time-stamp authority or a responder does not speak for the
/// institution.
const OF_MACHINES: [&str; 3] = ["1.3.6.1.5.5.7.3.1", TIME_STAMPING, OCSP_SIGNING];

/// What the first certificate of a path is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PathPurpose {
    /// Sealing or signing documents: digitalSignature or nonRepudiation, and no CA.
    Seal,
    /// Time stamps: extendedKeyUsage is critical and timeStamping alone (RFC 3161, section 2.3).
    TimeStamp,
    /// OCSP responses in the name of the CA that issued the certificate (RFC 6960, section 4.2.2.2).
    OcspSigning,
}

/// A path that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct PathRequest<'a> {
    /// The certificate that signed.
    pub leaf: &'a Certificate,
    /// Certificates that may lie between, in any order; nothing is trusted for being here.
    pub candidates: &'a [Certificate],
    /// What is trusted: roots, intermediates, or `leaf` itself.
    pub anchors: &'a [Certificate],
    /// When the path must have been valid.
    pub at: Timestamp,
    /// What for.
    pub purpose: PathPurpose,
}

/// A path that was found valid: from the leaf to the anchor. Only [`build_path`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificatePath {
    certificates: Vec<Certificate>,
}

impl CertificatePath {
    /// The certificate that the path is for.
    #[must_use]
    pub fn leaf(&self) -> &Certificate {
        &self.certificates[0]
    }

    /// All its certificates, from the leaf to the anchor. There is one when the anchor is the leaf.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Where the anchor is the leaf: the leaf with the certificate of whoever issued it, if that is among `candidates`.
    /// It is for asking about revocation alone, since nobody vouches for the issuer.
    #[must_use]
    pub fn with_issuer(&self, candidates: &[Certificate]) -> Option<Self> {
        let [leaf] = self.certificates.as_slice() else { return None };
        let issued = |issuer: &&Certificate| *issuer != leaf && issuer.is_ca() && names_issuer(leaf, issuer);
        let mut issuers = candidates.iter().filter(issued).take(limits::PATH_LENGTH_MAX);
        let issuer = issuers.find(|issuer| signed_by(leaf, issuer))?;
        Some(Self { certificates: vec![leaf.clone(), issuer.clone()] })
    }

    /// The certificates above the leaf, to the anchor.
    #[must_use]
    pub fn issuers(&self) -> &[Certificate] {
        &self.certificates[1..]
    }

    /// The anchor.
    #[must_use]
    pub fn anchor(&self) -> &Certificate {
        &self.certificates[self.certificates.len() - 1]
    }
}

/// Why there is no path. Where several lead to an anchor, the reason is that of the first that was found.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathError {
    /// The certificate of an authority was used to sign a document, a time stamp or a response.
    #[error("`{subject}` is an authority's certificate; a document is not signed with it")]
    CaAsLeaf {
        /// The leaf.
        subject: String,
    },
    /// A certificate had expired.
    #[error("the certificate of `{subject}` expired on {not_after}")]
    Expired {
        /// Whose.
        subject: String,
        /// When.
        not_after: Timestamp,
    },
    /// extendedKeyUsage does not allow the purpose.
    #[error("the certificate of `{subject}` may not be used for this purpose (extended key usage)")]
    ExtendedKeyUsage {
        /// Whose.
        subject: String,
    },
    /// keyUsage does not allow the purpose.
    #[error("the certificate of `{subject}` may not be used for this purpose (key usage)")]
    KeyUsage {
        /// Whose.
        subject: String,
    },
    /// The names are outside of what an authority may issue.
    #[error("the certificate of `{subject}` has a name that its authority may not issue")]
    NameConstraints {
        /// Whose.
        subject: String,
    },
    /// A certificate that may not issue others did.
    #[error("`{subject}` issued a certificate, but is not an authority that may")]
    NotAnAuthority {
        /// The issuer.
        subject: String,
    },
    /// A certificate was not valid yet.
    #[error("the certificate of `{subject}` is valid only from {not_before}")]
    NotYetValid {
        /// Whose.
        subject: String,
        /// From when.
        not_before: Timestamp,
    },
    /// A seal certificate whose status may not be asked.
    #[error("the certificate of `{subject}` excludes that its status is asked, which only a responder's may")]
    OcspNocheck {
        /// Whose.
        subject: String,
    },
    /// There are more authorities between than one of them allows.
    #[error("there are more authorities below `{subject}` than it allows")]
    PathLength {
        /// The authority.
        subject: String,
    },
    /// A certificate names an issuer that did not sign it, or OpenSSL's verifier refuses the path for another reason.
    #[error("the path from `{subject}` is broken: {reason}")]
    PathBroken {
        /// Where.
        subject: String,
        /// What the verifier says.
        reason: &'static str,
    },
    /// Certificate policies forbid the path.
    #[error("the policies of the certificate of `{subject}` do not allow the path")]
    Policy {
        /// Whose.
        subject: String,
    },
    /// There are more certificates than are tried.
    #[error("there are too many certificates to look for a path ({certificates} beside the leaf)")]
    TooMany {
        /// How many.
        certificates: usize,
    },
    /// A qualified certificate that says that it is for web sites or another thing than signatures and seals.
    #[error("the certificate of `{subject}` is a qualified one for another thing than signatures and seals")]
    QualifiedType {
        /// Whose.
        subject: String,
    },
    /// A critical extension that is not understood.
    #[error("the certificate of `{subject}` has a critical extension that is not understood")]
    UnknownCriticalExtension {
        /// Whose.
        subject: String,
    },
    /// No certificate leads to one that is trusted.
    #[error("no path leads from `{subject}` to a certificate that is trusted")]
    Untrusted {
        /// The leaf.
        subject: String,
    },
    /// A key that is too short: RSA below 2048 bits, or as weak.
    #[error("the key of `{subject}` is too weak")]
    WeakKey {
        /// Whose.
        subject: String,
    },
    /// A signature with a broken digest, such as SHA-1.
    #[error("the certificate of `{subject}` is signed with a digest that is too weak")]
    WeakSignature {
        /// Whose.
        subject: String,
    },
}

impl PathError {
    /// A name of the reason that stays the same.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CaAsLeaf { .. } => "certificate-ca-as-leaf",
            Self::Expired { .. } => "certificate-expired",
            Self::ExtendedKeyUsage { .. } => "certificate-extended-key-usage",
            Self::KeyUsage { .. } => "certificate-key-usage",
            Self::NameConstraints { .. } => "certificate-name-constraints",
            Self::NotAnAuthority { .. } => "certificate-issuer-not-ca",
            Self::NotYetValid { .. } => "certificate-not-yet-valid",
            Self::OcspNocheck { .. } => "certificate-ocsp-nocheck",
            Self::PathLength { .. } => "certificate-path-length",
            Self::PathBroken { .. } => "certificate-path-broken",
            Self::Policy { .. } => "certificate-policy",
            Self::QualifiedType { .. } => "certificate-qualified-type",
            Self::TooMany { .. } => "certificate-too-many",
            Self::UnknownCriticalExtension { .. } => "certificate-unknown-critical-extension",
            Self::Untrusted { .. } => "certificate-untrusted",
            Self::WeakKey { .. } => "certificate-weak-key",
            Self::WeakSignature { .. } => "certificate-weak-signature",
        }
    }
}

/// Finds a path from the leaf to an anchor that was valid at the time, for the purpose.
///
/// An anchor is trusted as it is: its own signature is not looked at, but its dates and its key are. When the leaf is an
/// anchor itself, all rules for leaves hold as well.
///
/// # Errors
///
/// [`PathError`], with a stable [`PathError::code`].
pub fn build_path(request: &PathRequest<'_>) -> Result<CertificatePath, PathError> {
    if request.anchors.contains(request.leaf) {
        return judge(vec![request.leaf], request);
    }
    let mut search = Search::new(request)?;
    search.extend(&mut vec![request.leaf])?;
    let untrusted = || PathError::Untrusted { subject: request.leaf.subject().text.clone() };
    search.found.ok_or_else(|| search.failed.or(search.broken).unwrap_or_else(untrusted))
}

/// A search through the certificates that may have issued one another.
struct Search<'a> {
    request: &'a PathRequest<'a>,
    candidates: Vec<&'a Certificate>,
    signatures: HashMap<([u8; 32], [u8; 32]), bool>,
    steps: usize,
    found: Option<CertificatePath>,
    failed: Option<PathError>,
    broken: Option<PathError>,
}

impl<'a> Search<'a> {
    fn new(request: &'a PathRequest<'a>) -> Result<Self, PathError> {
        let mut seen = HashSet::new();
        let mut candidates = Vec::new();
        for candidate in request.candidates {
            let new = candidate != request.leaf && seen.insert(candidate.der());
            if new && !request.anchors.contains(candidate) {
                candidates.push(candidate);
            }
            if candidates.len() > limits::PATH_CANDIDATES_MAX {
                return Err(PathError::TooMany { certificates: request.candidates.len() });
            }
        }
        Ok(Self { request, candidates, signatures: HashMap::new(), steps: 0, found: None, failed: None, broken: None })
    }

    /// Goes on from the last certificate of `path`: to the anchors first, then to the others.
    fn extend(&mut self, path: &mut Vec<&'a Certificate>) -> Result<(), PathError> {
        let request = self.request;
        for anchor in request.anchors {
            if self.found.is_none() && self.issued(anchor, path)? {
                let mut complete = path.clone();
                complete.push(anchor);
                match judge(complete, request) {
                    Ok(valid) => self.found = Some(valid),
                    Err(failure) => _ = self.failed.get_or_insert(failure),
                }
            }
        }
        if path.len() + 1 < limits::PATH_LENGTH_MAX {
            for candidate in self.candidates.clone() {
                if self.found.is_none() && self.issued(candidate, path)? {
                    path.push(candidate);
                    self.extend(path)?;
                    path.pop();
                }
            }
        }
        Ok(())
    }

    /// Whether `issuer` signed the last certificate of `path` and is not in the path already, be it by name and key.
    fn issued(&mut self, issuer: &Certificate, path: &[&Certificate]) -> Result<bool, PathError> {
        let child = path[path.len() - 1];
        if !names_issuer(child, issuer) {
            return Ok(false);
        }
        let same =
            |known: &&Certificate| known.spki_der() == issuer.spki_der() && known.subject_der() == issuer.subject_der();
        if path.iter().any(same) {
            return Ok(false);
        }
        self.steps += 1;
        if self.steps > limits::PATH_STEPS_MAX {
            return Err(PathError::TooMany { certificates: self.candidates.len() });
        }
        let key = (child.sha256(), issuer.sha256());
        if self.signatures.len() >= limits::PATH_SIGNATURES_MAX && !self.signatures.contains_key(&key) {
            return Err(PathError::TooMany { certificates: self.candidates.len() });
        }
        let signed = *self.signatures.entry(key).or_insert_with(|| signed_by(child, issuer));
        if !signed {
            let reason = "the issuer that it names did not sign it";
            self.broken = Some(PathError::PathBroken { subject: child.subject().text.clone(), reason });
        }
        Ok(signed)
    }
}

/// Whether `child` names `issuer` as its issuer, by name and, where it has them, by the identifier of the key.
pub(super) fn names_issuer(child: &Certificate, issuer: &Certificate) -> bool {
    if child.issuer_hash() != issuer.subject_hash() {
        return false;
    }
    let result = issuer.x509().issued(child.x509());
    result == X509VerifyResult::OK || result.as_raw() == KEYUSAGE_NO_CERTSIGN
}

/// Whether the key of `issuer` signed `child`.
pub(super) fn signed_by(child: &Certificate, issuer: &Certificate) -> bool {
    issuer.public_key().is_some_and(|key| child.x509().verify(key).unwrap_or(false))
}

/// Judges a path that reaches an anchor.
fn judge(path: Vec<&Certificate>, request: &PathRequest<'_>) -> Result<CertificatePath, PathError> {
    let (leaf, issuers) = path.split_first().expect("a path has its leaf");
    for issuer in issuers {
        if !issuer.is_ca() || issuer.key_usage().is_some_and(|usage| !usage.key_cert_sign()) {
            return Err(PathError::NotAnAuthority { subject: issuer.subject().text.clone() });
        }
    }
    check_leaf(leaf, request.purpose)?;
    let between = &issuers[..issuers.len().saturating_sub(1)];
    if let Some(unfit) = between.iter().find(|issuer| !authority_may(issuer, request.purpose)) {
        return Err(PathError::ExtendedKeyUsage { subject: unfit.subject().text.clone() });
    }
    verify(&path, request.at)?;
    Ok(CertificatePath { certificates: path.into_iter().cloned().collect() })
}

/// What the leaf must be for the purpose.
fn check_leaf(leaf: &Certificate, purpose: PathPurpose) -> Result<(), PathError> {
    let subject = || leaf.subject().text.clone();
    if leaf.is_ca() {
        return Err(PathError::CaAsLeaf { subject: subject() });
    }
    let usage = leaf.key_usage();
    let signs = usage.is_some_and(|usage| usage.digital_signature() || usage.non_repudiation());
    let usage_fits = match purpose {
        PathPurpose::Seal => signs,
        // The RFCs leave it to the authority whether the extension is there.
        PathPurpose::TimeStamp => usage.is_none_or(|usage| signs && usage.only_signs_data()),
        PathPurpose::OcspSigning => usage.is_none_or(|usage| usage.digital_signature()),
    };
    if !usage_fits {
        return Err(PathError::KeyUsage { subject: subject() });
    }
    let extended = leaf.extended_key_usage();
    let qualified = &leaf.qc_statements().types;
    let for_documents = qualified.iter().any(|stated| matches!(stated, QcType::ESeal | QcType::ESign));
    let machine = |extended: &ExtendedKeyUsage| OF_MACHINES.iter().any(|purpose| extended.has(purpose));
    let extended_fits = match purpose {
        PathPurpose::Seal => {
            extended.is_none_or(|extended| fits_documents(extended) && (for_documents || !machine(extended)))
        }
        PathPurpose::TimeStamp => {
            extended.is_some_and(|extended| extended.critical && extended.oids == [TIME_STAMPING])
        }
        PathPurpose::OcspSigning => extended.is_some_and(|extended| extended.has(OCSP_SIGNING)),
    };
    if !extended_fits {
        return Err(PathError::ExtendedKeyUsage { subject: subject() });
    }
    if purpose == PathPurpose::Seal && leaf.has_ocsp_nocheck() {
        return Err(PathError::OcspNocheck { subject: subject() });
    }
    if purpose == PathPurpose::Seal && !qualified.is_empty() && !for_documents {
        return Err(PathError::QualifiedType { subject: subject() });
    }
    Ok(())
}

/// Whether a purpose for documents is among them. No standard names one for seals: what is known to be for other things
/// alone is refused, what is not known is only refused when the extension is critical.
fn fits_documents(extended: &ExtendedKeyUsage) -> bool {
    extended.oids.iter().any(|oid| DOCUMENTS.contains(&oid.as_str()))
        || !extended.critical && extended.oids.iter().any(|oid| !NOT_DOCUMENTS.contains(&oid.as_str()))
}

/// Whether an authority below the anchor may issue for the purpose, where it limits itself.
fn authority_may(issuer: &Certificate, purpose: PathPurpose) -> bool {
    let purpose_fits = |extended: &ExtendedKeyUsage| match purpose {
        PathPurpose::Seal => fits_documents(extended),
        PathPurpose::TimeStamp => extended.has(TIME_STAMPING) || extended.has(ANY_PURPOSE),
        PathPurpose::OcspSigning => extended.has(OCSP_SIGNING) || extended.has(ANY_PURPOSE),
    };
    issuer.extended_key_usage().is_none_or(purpose_fits)
}

/// Has OpenSSL verify the path as it stands: with its last certificate as the one anchor.
fn verify(path: &[&Certificate], at: Timestamp) -> Result<(), PathError> {
    let failed =
        |_| PathError::PathBroken { subject: path[0].subject().text.clone(), reason: "OpenSSL could not verify it" };
    let (result, depth) = run_openssl(path, at).map_err(failed)?;
    if result == X509VerifyResult::OK {
        return Ok(());
    }
    let at_fault = path[depth.min(path.len() - 1)];
    let subject = at_fault.subject().text.clone();
    Err(match result.as_raw() {
        9 | 13 => PathError::NotYetValid { subject, not_before: at_fault.not_before() },
        10 | 14 => PathError::Expired { subject, not_after: at_fault.not_after() },
        24 | 37 | KEYUSAGE_NO_CERTSIGN | 79 => PathError::NotAnAuthority { subject },
        25 => PathError::PathLength { subject },
        34 => PathError::UnknownCriticalExtension { subject },
        42 | 43 => PathError::Policy { subject },
        47..=49 | 51..=53 => PathError::NameConstraints { subject },
        66 | 67 => PathError::WeakKey { subject },
        68 => PathError::WeakSignature { subject },
        _ => PathError::PathBroken { subject, reason: result.error_string() },
    })
}

fn run_openssl(path: &[&Certificate], at: Timestamp) -> Result<(X509VerifyResult, usize), ErrorStack> {
    let mut parameters = X509VerifyParam::new()?;
    parameters.set_flags(X509VerifyFlags::PARTIAL_CHAIN | X509VerifyFlags::POLICY_CHECK)?;
    parameters.set_time(at.unix());
    parameters.set_depth(c_int::try_from(limits::PATH_LENGTH_MAX).expect("a small number"));
    // 112 bits: RSA of 2048 bits, SHA-224 and above; the anchor's own signature is left out.
    parameters.set_auth_level(2);
    let mut store = X509StoreBuilder::new()?;
    store.add_cert(path[path.len() - 1].x509().clone())?;
    store.set_param(&parameters)?;
    let store = store.build();
    let mut between = Stack::new()?;
    for certificate in path.iter().skip(1).take(path.len().saturating_sub(2)) {
        between.push(certificate.x509().clone())?;
    }
    let mut context = X509StoreContext::new()?;
    context.init(&store, path[0].x509(), &between, |context| {
        let valid = context.verify_cert()?;
        let result = context.error();
        if !valid {
            return Ok((result, usize::try_from(context.error_depth()).unwrap_or(0)));
        }
        let chain = context.chain().map_or(0, |chain| chain.len());
        Ok((if chain == path.len() { result } else { X509VerifyResult::APPLICATION_VERIFICATION }, 0))
    })
}
