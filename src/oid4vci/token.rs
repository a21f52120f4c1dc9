//! Token requests (OpenID4VCI 1.0, section 6): a pre-authorized code for an access token.

use serde_json::{Value, json};

use super::configuration::Configuration;
use super::refusal::{Code, Refusal};
use crate::limits;
use crate::model::json::parse_strict;

/// The grant that is served.
pub const PRE_AUTHORIZED_CODE: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
/// The type of authorization details that is served.
const DETAILS: &str = "openid_credential";

/// A token request.
#[derive(PartialEq, Eq)]
pub struct TokenRequest {
    /// The code.
    pub code: String,
    /// The transaction code, if one is shown.
    pub tx_code: Option<String>,
    /// What the authorization details ask for, where there are any.
    pub details: Option<Vec<Configuration>>,
}

/// Codes let somebody in.
impl std::fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenRequest").field("details", &self.details).finish_non_exhaustive()
    }
}

/// How a token is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenType {
    /// By itself (RFC 6750).
    Bearer,
    /// With a proof that its owner has the key (RFC 9449).
    Dpop,
}

impl TokenType {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
            Self::Dpop => "DPoP",
        }
    }
}

impl TokenRequest {
    /// Reads a form. Unknown members are ignored; a member without a value is none (RFC 6749, section 3.2).
    ///
    /// # Errors
    ///
    /// [`Code::InvalidRequest`], [`Code::UnsupportedGrantType`] or [`Code::InvalidAuthorizationDetails`].
    pub fn parse(form: &[u8], offered: &[Configuration]) -> Result<Self, Refusal> {
        let malformed = |description| Refusal::new(Code::InvalidRequest, description);
        let pairs: Vec<_> = url::form_urlencoded::parse(form).filter(|(_, value)| !value.is_empty()).collect();
        let one = |name: &str| {
            let mut all = pairs.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_ref());
            match (all.next(), all.next()) {
                (_, Some(_)) => Err(malformed("a parameter stands there twice")),
                (found, None) => Ok(found),
            }
        };
        match one("grant_type")? {
            None => return Err(malformed("grant_type is missing")),
            Some(PRE_AUTHORIZED_CODE) => {}
            Some(_) => {
                let description = "only the grant urn:ietf:params:oauth:grant-type:pre-authorized_code is served";
                return Err(Refusal::new(Code::UnsupportedGrantType, description));
            }
        }
        let code = one("pre-authorized_code")?.ok_or_else(|| malformed("pre-authorized_code is missing"))?;
        let details = one("authorization_details")?.map(|text| read_details(text, offered)).transpose()?;
        Ok(Self { code: code.to_owned(), tx_code: one("tx_code")?.map(str::to_owned), details })
    }
}

/// The refusals of transaction codes, which only the ledger knows (section 6.3).
impl Refusal {
    /// A transaction code is needed and was not shown.
    #[must_use]
    pub fn code_missing() -> Self {
        Self::new(Code::InvalidRequest, "tx_code is missing: the offer asks for one")
    }

    /// None is needed and one was shown.
    #[must_use]
    pub fn code_unexpected() -> Self {
        Self::new(Code::InvalidRequest, "tx_code is given, and the offer asks for none")
    }

    /// It is wrong.
    #[must_use]
    pub fn code_wrong() -> Self {
        Self::new(Code::InvalidGrant, "tx_code is wrong; after some wrong ones the offer has to be shown again")
    }
}

fn read_details(text: &str, offered: &[Configuration]) -> Result<Vec<Configuration>, Refusal> {
    let invalid = |description| Refusal::new(Code::InvalidAuthorizationDetails, description);
    let details = parse_strict(text.as_bytes(), limits::WALLET_REQUEST_BYTES_MAX)
        .map_err(|_| invalid("authorization_details is no JSON"))?;
    let details = details.as_array().filter(|all| !all.is_empty());
    let mut wanted = Vec::new();
    for one in details.ok_or_else(|| invalid("authorization_details is no array with something in it"))? {
        if one.get("type").and_then(Value::as_str) != Some(DETAILS) {
            return Err(invalid("authorization_details of this type are not served"));
        }
        let id = one.get("credential_configuration_id").and_then(Value::as_str).unwrap_or_default();
        let found = Configuration::from_id(id, offered);
        let found = found.ok_or_else(|| invalid("credential_configuration_id names nothing that is offered"))?;
        if !wanted.contains(&found) {
            wanted.push(found);
        }
    }
    Ok(wanted)
}

/// The answer to a token request; credential identifiers only where they were asked for.
#[must_use]
pub fn token_response(token: &str, kind: TokenType, details: Option<&[Configuration]>) -> Value {
    let mut answer = json!({
        "access_token": token,
        "token_type": kind.as_str(),
        "expires_in": limits::WALLET_TOKEN_SECONDS,
    });
    if let Some(details) = details {
        let one = |wanted: &Configuration| {
            json!({
                "type": DETAILS,
                "credential_configuration_id": wanted.id(),
                "credential_identifiers": [wanted.id()],
            })
        };
        answer["authorization_details"] = details.iter().map(one).collect();
    }
    answer
}
