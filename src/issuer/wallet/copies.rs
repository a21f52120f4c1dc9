//! What is made for wallets: which forms an award can have, and copies of it for keys.

use serde_json::{Value, json};

use super::answer::Failed;
use crate::crypto::sha256_of;
use crate::http::problem::Problem;
use crate::issue::{BoundFormat, BoundWish, Holder, IssueError, Office, SealingKeys, check_bound, issue_bound};
use crate::ledger::{Access, Begun, Copies, Transaction};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::oid4vci::{Asked, Code, Configuration, CredentialRequest, Format, Nonces, Proven, ProvenKey, verify_proofs};

/// What came of trying to make copies.
#[derive(Debug)]
pub(super) enum Made {
    /// They are there.
    Copies(Vec<Vec<u8>>),
    /// They cannot be made now.
    Later,
}

/// The nonces of this ledger.
pub(super) fn nonces(office: &Office<'_>) -> Nonces {
    Nonces::new(&office.ledger.digests().key_for("nonces of wallets"))
}

/// The configurations in which this award can be issued, of those that this issuer can seal.
pub(super) fn offered(
    office: &Office<'_>,
    keys: SealingKeys<'_>,
    award: AwardId,
    offered: &[Configuration],
    now: Timestamp,
) -> Vec<Configuration> {
    let can = |one: &Configuration| check_bound(office, keys, award, bound(*one), now).is_ok();
    offered.iter().copied().filter(can).collect()
}

fn bound(configuration: Configuration) -> BoundFormat {
    match configuration.format() {
        Format::JwtVcJson => BoundFormat::BadgeJwt,
        Format::LdpVc => BoundFormat::Badge,
        Format::SdJwt => BoundFormat::SdJwt,
    }
}

/// Reads and verifies a request for copies, and notes it as a transaction: gives its id.
pub(super) fn begin(
    office: &mut Office<'_>,
    access: &Access,
    body: &[u8],
    (issuer, known): (&str, &[Configuration]),
    now: Timestamp,
) -> Result<(String, Transaction), Failed> {
    let asked = access.identifiers.as_deref().map_or(Asked::ByConfiguration, Asked::ByIdentifier);
    let CredentialRequest { configuration, proofs } = CredentialRequest::parse(body, asked, known)?;
    let Proven { keys, nonce } = verify_proofs(&proofs, issuer, now)?;
    let nonce = nonces(office).check(&nonce, now)?;
    let requests: Vec<[u8; 32]> = keys.iter().map(|key| request(access, configuration, key)).collect();
    let holders = Value::from(keys.iter().map(written).collect::<Vec<_>>()).to_string();
    let copies = Copies {
        configuration: configuration.id(),
        nonce: (nonce.digest, nonce.until),
        requests: &requests,
        holders: &holders,
    };
    match office.ledger.begin_transaction(access, &copies, now, office.entropy)? {
        Begun::Transaction(id) => {
            let transaction = Transaction { configuration: configuration.id().to_owned(), holders };
            Ok((id.as_str().to_owned(), transaction))
        }
        Begun::NonceUsed => Err(Code::InvalidNonce.into()),
        Begun::Issued | Begun::TooMany => Err(Code::CredentialRequestDenied.into()),
    }
}

/// What makes two requests one: the same offer, form and key, whatever the nonce, so that whoever lost an answer gets the
/// same again.
fn request(access: &Access, configuration: Configuration, key: &ProvenKey) -> [u8; 32] {
    let parts = [&b"wallet-1"[..], access.offer(), configuration.id().as_bytes(), &key.key.thumbprint()];
    sha256_of(parts)
}

fn written(key: &ProvenKey) -> Value {
    match &key.did {
        Some(did) => json!({ "did": did }),
        None => json!({ "jwk": key.key.to_jwk() }),
    }
}

fn read(holders: &str) -> Option<Vec<Holder>> {
    let all: Value = serde_json::from_str(holders).ok()?;
    let one = |value: &Value| match (value.get("did").and_then(Value::as_str), value.get("jwk")) {
        (Some(did), _) => Holder::of_did(did).ok(),
        (None, Some(jwk)) => Holder::of_jwk(jwk).ok(),
        (None, None) => None,
    };
    all.as_array()?.iter().map(one).collect()
}

/// Makes what a transaction asks for, or hands out what was made for it before.
pub(super) fn make(
    office: &mut Office<'_>,
    keys: SealingKeys<'_>,
    access: &Access,
    transaction: &Transaction,
    now: Timestamp,
) -> Result<Made, Failed> {
    let configuration = Configuration::from_id(&transaction.configuration, &Configuration::ALL);
    let holders = read(&transaction.holders);
    let (Some(configuration), Some(holders)) = (configuration, holders) else {
        tracing::error!("a transaction in the ledger has a form that is never written");
        return Err(Problem::internal().into());
    };
    let wish = |holder| {
        let named = ProvenKey { key: Holder::key(holder).clone(), did: None };
        BoundWish { holder, request: request(access, configuration, &named) }
    };
    let wishes: Vec<BoundWish<'_>> = holders.iter().map(wish).collect();
    match issue_bound(office, keys, access.award, bound(configuration), &wishes, now) {
        Ok(copies) => Ok(Made::Copies(copies)),
        Err(
            IssueError::Erased { .. }
            | IssueError::KeyOfAnother { .. }
            | IssueError::NoSealKey
            | IssueError::NotSealed { .. }
            | IssueError::NotStanding { .. }
            | IssueError::Rendition { .. }
            | IssueError::SealKeyKind { .. },
        ) => Err(Code::CredentialRequestDenied.into()),
        Err(error) => {
            let problem = super::super::refusal::of_issue(&error);
            match problem.status.as_u16() {
                503 | 507 => Ok(Made::Later),
                _ => Err(problem.into()),
            }
        }
    }
}
