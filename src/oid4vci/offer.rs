//! Credential offers (OpenID4VCI 1.0, section 4.1).

use serde_json::{Value, json};

use super::configuration::Configuration;
use super::token::PRE_AUTHORIZED_CODE;
use super::words;

/// Whether the wallet has to ask its user for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeAsked<'a> {
    /// For none.
    None,
    /// For six digits; the description is in the user's language.
    SixDigits {
        /// A tag of one of the pages' languages.
        language: &'a str,
    },
}

/// An offer of all that `offered` names, for one code.
#[must_use]
pub fn credential_offer(issuer: &str, offered: &[Configuration], code: &str, asked: CodeAsked<'_>) -> Value {
    let mut grant = json!({ "pre-authorized_code": code });
    if let CodeAsked::SixDigits { language } = asked {
        let description = words::word("tx-code", language);
        grant["tx_code"] = json!({ "input_mode": "numeric", "length": 6, "description": description });
    }
    json!({
        "credential_issuer": issuer,
        "credential_configuration_ids": offered.iter().map(|one| one.id()).collect::<Vec<_>>(),
        "grants": { PRE_AUTHORIZED_CODE: grant },
    })
}
