//! Object identifiers and bits that certificates of the tests are made of.

/// Extensions by their object identifiers.
pub mod ext {
    /// subjectKeyIdentifier.
    pub const SUBJECT_KEY: &str = "2.5.29.14";
    /// keyUsage.
    pub const KEY_USAGE: &str = "2.5.29.15";
    /// basicConstraints.
    pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
    /// nameConstraints.
    pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
    /// cRLDistributionPoints.
    pub const CRL_POINTS: &str = "2.5.29.31";
    /// certificatePolicies.
    pub const POLICIES: &str = "2.5.29.32";
    /// authorityKeyIdentifier.
    pub const AUTHORITY_KEY: &str = "2.5.29.35";
    /// extendedKeyUsage.
    pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
    /// authorityInfoAccess.
    pub const INFORMATION_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
    /// qcStatements.
    pub const QC_STATEMENTS: &str = "1.3.6.1.5.5.7.1.3";
    /// id-pkix-ocsp-nocheck.
    pub const OCSP_NOCHECK: &str = "1.3.6.1.5.5.7.48.1.5";
}

/// Purposes of extendedKeyUsage.
pub mod purpose {
    /// TLS servers.
    pub const SERVER: &str = "1.3.6.1.5.5.7.3.1";
    /// TLS clients.
    pub const CLIENT: &str = "1.3.6.1.5.5.7.3.2";
    /// Mail.
    pub const EMAIL: &str = "1.3.6.1.5.5.7.3.4";
    /// Time stamps.
    pub const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
    /// OCSP responses.
    pub const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
}

/// Bits of keyUsage.
pub mod usage {
    /// digitalSignature.
    pub const DIGITAL_SIGNATURE: u8 = 0;
    /// nonRepudiation.
    pub const NON_REPUDIATION: u8 = 1;
    /// keyEncipherment.
    pub const KEY_ENCIPHERMENT: u8 = 2;
    /// keyCertSign.
    pub const KEY_CERT_SIGN: u8 = 5;
    /// cRLSign.
    pub const CRL_SIGN: u8 = 6;
}
