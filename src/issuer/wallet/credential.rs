//! What a wallet does with its token: it asks for credentials, fetches those that took longer, and says what became of them.
//!
//! Each request is a transaction in the ledger before anything is made, and ends right before it is answered: whoever is
//! stopped in between goes on where it was, and nothing is made twice.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::super::{Shared, refusal};
use super::answer::{Failed, Shown, body, json as answer, said};
use super::copies::{self, Made};
use crate::http::problem::Problem;
use crate::ledger::{Access, Transaction, WalletEvent};
use crate::limits;
use crate::model::time::Timestamp;
use crate::oid4vci::{Code, Configuration, Format, Refusal, notification_request, transaction_request};

const JSON: &str = "application/json";

/// Whether an answer may carry an id for notifications: some wallets refuse it in that of a deferred request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notified {
    No,
    Yes,
}

/// A transaction that is under way, and who asked for it.
struct UnderWay {
    access: Access,
    id: String,
    transaction: Transaction,
}

/// `POST /oid4vci/credential`.
pub(super) async fn credential(State(shared): State<Shared>, request: Request) -> Result<Response, Failed> {
    let issuer = super::issuer(&shared)?;
    let now = (shared.service.clock)();
    let shown = Shown::of(request.headers(), &issuer.endpoint("credential"), now)?;
    let body = body(&shared, request, JSON, Code::InvalidCredentialRequest).await?;
    let begun = shared.service.clerk.ask(move |opened| {
        let (office, _) = opened?;
        Ok(shown.current_access(office.ledger, now).and_then(|access| {
            let (id, transaction) = copies::begin(office, &access, &body, (&issuer.id, &issuer.offered), now)?;
            Ok(UnderWay { access, id, transaction })
        }))
    });
    complete(&shared, begun.await??, Notified::Yes, now).await
}

/// `POST /oid4vci/deferred`.
pub(super) async fn deferred(State(shared): State<Shared>, request: Request) -> Result<Response, Failed> {
    let issuer = super::issuer(&shared)?;
    let now = (shared.service.clock)();
    let shown = Shown::of(request.headers(), &issuer.endpoint("deferred"), now)?;
    let body = body(&shared, request, JSON, Code::InvalidCredentialRequest).await?;
    let found = shared.service.clerk.ask(move |opened| {
        let (office, _) = opened?;
        Ok(shown.access(office.ledger, now).and_then(|access| {
            let id = transaction_request(&body)?;
            let found = office.ledger.wallet_transaction(&access, &id, now)?;
            let transaction = found.ok_or(Failed::from(Code::InvalidTransactionId))?;
            Ok(UnderWay { access, id, transaction })
        }))
    });
    complete(&shared, found.await??, Notified::No, now).await
}

/// Has a transaction done and answers, or says when to ask again.
async fn complete(
    shared: &Shared,
    under_way: UnderWay,
    notified: Notified,
    now: Timestamp,
) -> Result<Response, Failed> {
    let UnderWay { access, id, transaction } = under_way;
    let configuration = transaction.configuration.clone();
    let (whose, which) = (access.clone(), id.clone());
    let making = shared.service.clerk.ask(move |opened| {
        let (office, keys) = opened?;
        let made = copies::make(office, keys, &whose, &transaction, now);
        if let Err(Failed::Refused(_)) = &made {
            office.ledger.drop_transaction(&whose, &which).map_err(|error| refusal::of_ledger(&error))?;
        }
        Ok(made)
    });
    let patience = Duration::from_secs(limits::WALLET_PATIENCE_SECONDS).min(shared.service.patience.answer / 2);
    let copies = match tokio::time::timeout(patience, making).await {
        // What was begun is finished, and is there when it is asked for again.
        Err(_) => return Ok(later(&id)),
        Ok(Err(problem)) if problem.status == StatusCode::SERVICE_UNAVAILABLE => return Ok(later(&id)),
        Ok(made) => match made?? {
            Made::Copies(copies) => copies,
            Made::Later => return Ok(later(&id)),
        },
    };
    let ended = shared.service.clerk.ask(move |opened| {
        let (office, _) = opened?;
        let ended = office.ledger.end_transaction(&access, &id, now, office.entropy);
        ended.map_err(|error| refusal::of_ledger(&error))
    });
    // Another wallet came with the same offer meanwhile.
    let notification = ended.await?.ok_or(Failed::from(Code::CredentialRequestDenied))?;
    let notification = (notified == Notified::Yes).then(|| notification.as_str().to_owned());
    handed_out(&configuration, copies, notification)
}

fn later(id: &str) -> Response {
    let body = json!({ "transaction_id": id, "interval": limits::WALLET_INTERVAL_SECONDS });
    answer(StatusCode::ACCEPTED, &body)
}

/// Credentials as they are stored, so that nobody gets other bytes than were signed.
fn handed_out(configuration: &str, copies: Vec<Vec<u8>>, notification: Option<String>) -> Result<Response, Failed> {
    let format = Configuration::from_id(configuration, &Configuration::ALL).map(Configuration::format);
    let mut all = Vec::with_capacity(copies.len());
    for copy in copies {
        let text = String::from_utf8(copy).map_err(|_| Problem::internal())?;
        let text = match format {
            Some(Format::LdpVc) => text,
            _ => Value::from(text).to_string(),
        };
        all.push(format!("{{\"credential\":{text}}}"));
    }
    let notification = notification.map(|id| format!(",\"notification_id\":{}", Value::from(id))).unwrap_or_default();
    Ok(said(StatusCode::OK, format!("{{\"credentials\":[{}]{notification}}}\n", all.join(","))))
}

/// `POST /oid4vci/notification`: as often as the wallet likes; the last one counts.
pub(super) async fn notification(State(shared): State<Shared>, request: Request) -> Result<Response, Failed> {
    let issuer = super::issuer(&shared)?;
    let now = (shared.service.clock)();
    let shown = Shown::of(request.headers(), &issuer.endpoint("notification"), now)?;
    let body = body(&shared, request, JSON, Code::InvalidNotificationRequest).await?;
    let noted = shared.service.clerk.ask(move |opened| {
        let (office, _) = opened?;
        Ok(shown.access(office.ledger, now).and_then(|access| {
            let (id, event) = notification_request(&body)?;
            let event = WalletEvent::from_name(&event).ok_or_else(Refusal::unknown_event)?;
            match office.ledger.note_wallet_event(&access, &id, event, now)? {
                true => Ok(()),
                false => Err(Code::InvalidNotificationId.into()),
            }
        }))
    });
    noted.await??;
    Ok(StatusCode::NO_CONTENT.into_response())
}
