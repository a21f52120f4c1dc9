//! The certificates of a key: that of the key first, then that of its issuer, and so on.
//!
//! Putting them in order says that each was signed by the next. Whether anybody trusts the last one is for verifiers.

use openssl::pkey::PKey;
use openssl::x509::X509;

use crate::limits;
use crate::pki::Certificate;

/// The certificate of a key and those of its issuers, as far as they are known. There is always the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateChain(Vec<Certificate>);

impl CertificateChain {
    /// A certificate without those of its issuers.
    #[must_use]
    pub fn single(leaf: Certificate) -> Self {
        Self(vec![leaf])
    }

    /// Certificates in their order, as they were recorded; `None` without any or with more than anybody needs.
    #[must_use]
    pub fn recorded(certificates: Vec<Certificate>) -> Option<Self> {
        (1..=limits::CERTIFICATE_CHAIN_MAX).contains(&certificates.len()).then_some(Self(certificates))
    }

    /// Puts the certificate of a key and those `others` that issued it, each other's issuer, in order. What does not
    /// belong to it is left out.
    #[must_use]
    pub fn assemble(leaf: Certificate, others: &[Certificate]) -> Self {
        let mut chain = vec![leaf];
        while chain.len() < limits::CERTIFICATE_CHAIN_MAX {
            let last = chain.last().expect("a chain starts with a certificate");
            if last.is_self_issued() {
                break;
            }
            let issuer = others.iter().find(|other| !chain.contains(other) && issued(other, last));
            let Some(issuer) = issuer else { break };
            chain.push(issuer.clone());
        }
        Self(chain)
    }

    /// The certificate of the key.
    #[must_use]
    pub fn leaf(&self) -> &Certificate {
        &self.0[0]
    }

    /// All of them, that of the key first.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.0
    }

    /// Whether the certificate that issued the key's is known, or the key's needs none.
    #[must_use]
    pub fn has_issuer(&self) -> bool {
        self.0.len() > 1 || self.leaf().is_self_issued()
    }
}

/// Whether `issuer` signed `certificate`, and is called as it says.
fn issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    let signed = || -> Option<bool> {
        let key = PKey::public_key_from_der(issuer.spki_der()).ok()?;
        X509::from_der(certificate.der()).ok()?.verify(&key).ok()
    };
    issuer.subject_der() == certificate.issuer_der() && signed() == Some(true)
}
