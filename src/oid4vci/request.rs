//! Requests with a token (OpenID4VCI 1.0, sections 8, 9 and 11): for credentials, for what was deferred, and notifications.
//! Members that are not known are ignored, as the specification demands; members that stand there twice are not.

use serde_json::{Map, Value};

use super::configuration::Configuration;
use super::refusal::{Code, Refusal};
use crate::limits;
use crate::model::json::parse_strict;

/// How a wallet names what it wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked<'a> {
    /// By configuration.
    ByConfiguration,
    /// By the identifiers that came with its token.
    ByIdentifier(&'a [String]),
}

/// A request for credentials.
#[derive(Debug, PartialEq, Eq)]
pub struct CredentialRequest {
    /// What is wanted.
    pub configuration: Configuration,
    /// The proofs, of the type `jwt`.
    pub proofs: Vec<String>,
}

impl CredentialRequest {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidCredentialRequest`], [`Code::InvalidEncryptionParameters`],
    /// [`Code::UnknownCredentialConfiguration`], [`Code::UnknownCredentialIdentifier`] or [`Code::InvalidProof`].
    pub fn parse(body: &[u8], asked: Asked<'_>, offered: &[Configuration]) -> Result<Self, Refusal> {
        let malformed = |description| Refusal::new(Code::InvalidCredentialRequest, description);
        let members = object(body).ok_or_else(|| malformed("the body is no JSON object, or has a member twice"))?;
        let text = |name: &str| match members.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(malformed("credential_configuration_id and credential_identifier have to be texts")),
        };
        let (configuration, identifier) = (text("credential_configuration_id")?, text("credential_identifier")?);
        let configuration = match (configuration, identifier, asked) {
            (Some(_), Some(_), _) => {
                return Err(malformed(
                    "only one of credential_configuration_id and credential_identifier may be given",
                ));
            }
            (None, None, _) => return Err(malformed("credential_configuration_id is missing")),
            (Some(_), None, Asked::ByIdentifier(_)) => {
                return Err(malformed("the token came with credential_identifiers: ask by credential_identifier"));
            }
            (Some(id), None, Asked::ByConfiguration) => Configuration::from_id(id, offered).ok_or_else(|| {
                let description = "credential_configuration_id names nothing that is offered";
                Refusal::new(Code::UnknownCredentialConfiguration, description)
            })?,
            (None, Some(id), asked) => {
                let known = match asked {
                    Asked::ByIdentifier(all) => all.iter().any(|known| known == id),
                    Asked::ByConfiguration => false,
                };
                let found = Configuration::from_id(id, offered).filter(|_| known);
                found.ok_or_else(|| {
                    let description = "credential_identifier is none that came with the token";
                    Refusal::new(Code::UnknownCredentialIdentifier, description)
                })?
            }
        };
        check_not_encrypted(&members)?;
        Ok(Self { configuration, proofs: proofs(&members)? })
    }
}

/// Answers are encrypted nowhere here, and could not be for a request that is not (section 10).
fn check_not_encrypted(members: &Map<String, Value>) -> Result<(), Refusal> {
    match members.get("credential_response_encryption") {
        None | Some(Value::Null) => Ok(()),
        Some(_) => {
            let description = "answers are not encrypted here: leave credential_response_encryption out";
            Err(Refusal::new(Code::InvalidEncryptionParameters, description))
        }
    }
}

/// The proofs: `proofs`, or `proof` as earlier drafts had it.
fn proofs(members: &Map<String, Value>) -> Result<Vec<String>, Refusal> {
    let invalid = |description| Refusal::new(Code::InvalidProof, description);
    let of_type_jwt = || invalid("proofs has to have the one member jwt, an array of proofs");
    match (members.get("proofs"), members.get("proof")) {
        (Some(_), Some(_)) => {
            Err(Refusal::new(Code::InvalidCredentialRequest, "only one of proofs and proof may be given"))
        }
        (None, None) => Err(invalid("proofs is missing")),
        (Some(proofs), None) => {
            let all = proofs.as_object().filter(|all| all.len() == 1).and_then(|all| all.get("jwt"));
            let all = all.and_then(Value::as_array).filter(|all| !all.is_empty()).ok_or_else(of_type_jwt)?;
            let texts: Option<Vec<String>> = all.iter().map(|one| one.as_str().map(str::to_owned)).collect();
            texts.ok_or_else(of_type_jwt)
        }
        (None, Some(proof)) => {
            let kind = proof.get("proof_type").and_then(Value::as_str);
            let jwt = proof.get("jwt").and_then(Value::as_str).filter(|_| kind == Some("jwt"));
            jwt.map(|jwt| vec![jwt.to_owned()]).ok_or_else(|| invalid("proof has to be of the proof_type jwt"))
        }
    }
}

/// The transaction that a deferred request names (section 9.1).
///
/// # Errors
///
/// [`Code::InvalidCredentialRequest`] or [`Code::InvalidEncryptionParameters`].
pub fn transaction_request(body: &[u8]) -> Result<String, Refusal> {
    let malformed = |description| Refusal::new(Code::InvalidCredentialRequest, description);
    let members = object(body).ok_or_else(|| malformed("the body is no JSON object, or has a member twice"))?;
    check_not_encrypted(&members)?;
    let id = members.get("transaction_id").and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| malformed("transaction_id is missing, or no text"))
}

/// The notification that is meant, and the event by its name (section 11.1).
///
/// # Errors
///
/// [`Code::InvalidNotificationRequest`].
pub fn notification_request(body: &[u8]) -> Result<(String, String), Refusal> {
    let malformed = |description| Refusal::new(Code::InvalidNotificationRequest, description);
    let members = object(body).ok_or_else(|| malformed("the body is no JSON object, or has a member twice"))?;
    let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
    let id = text("notification_id").ok_or_else(|| malformed("notification_id is missing, or no text"))?;
    let event = text("event").ok_or_else(|| malformed("event is missing, or no text"))?;
    Ok((id, event))
}

impl Refusal {
    /// The event is none that the specification has.
    #[must_use]
    pub fn unknown_event() -> Self {
        let description = "event has to be credential_accepted, credential_deleted or credential_failure";
        Self::new(Code::InvalidNotificationRequest, description)
    }
}

fn object(body: &[u8]) -> Option<Map<String, Value>> {
    match parse_strict(body, limits::WALLET_REQUEST_BYTES_MAX) {
        Ok(Value::Object(members)) => Some(members),
        _ => None,
    }
}
