//! What is done on the `admin` listener: credentials are issued, their status is set, and what changed is published.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::reading::{self, ChangeWish, Wish};
use super::{Profile, Shared, refusal};
use crate::http::problem::Problem;
use crate::http::{json_body, not_json};
use crate::issue::{
    self, Commission, Identity, Novelty, Quiet, Released, Securing, Selection, award_of_id, change_status, issue_lone,
};
use crate::limits;
use crate::model::json::Document;

/// The header that names a wish whose credential has no id.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The context of an enveloped credential.
const V2: &str = "https://www.w3.org/ns/credentials/v2";
/// What stands in the ledger where a test suite gives no reason.
const NO_REASON: &str = "no reason was given";

/// `POST /vc-api/<securing>/credentials/issue`.
pub(super) async fn issue(
    State(shared): State<Shared>,
    Path(securing): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let securing = Securing::from_name(&securing).ok_or_else(Problem::not_found)?;
    let key = idempotency_key(&request)?;
    let body = body(&shared, request).await?;
    let (profile, usual) = (shared.service.profile, shared.service.status);
    let now = (shared.service.clock)();
    let released = shared.service.clerk.ask(move |opened| {
        let (office, keys) = opened?;
        let method = keys.data_integrity.verification_method();
        let Wish { credential, status } = reading::wish(&body, securing, method)?;
        let id = credential.get("id").and_then(Value::as_str);
        let identity = match (id, &key, profile) {
            (Some(id), _, Profile::Strict) => Identity::Id(id),
            (Some(id), _, Profile::Conformance) => Identity::IdAndContent(id),
            (None, Some(key), _) => Identity::Key(key),
            (None, None, _) => Identity::Nothing,
        };
        let status = status.unwrap_or(usual);
        let commission = Commission { document: &credential, securing, identity, status, now };
        issue_lone(office, keys, commission, &mut Quiet).map_err(|error| refusal::of_document(&error))
    });
    answer(securing, released.await?)
}

/// 201 with what was issued now, 200 with what was issued before.
fn answer(securing: Securing, released: Released) -> Result<Response, Problem> {
    let text = String::from_utf8(released.bytes).map_err(|_| Problem::internal())?;
    let credential = match securing.suite() {
        // As it is stored, so that nobody gets other bytes than were signed.
        Some(_) => text,
        None => json!({
            "@context": V2,
            "id": format!("data:application/vc+jwt,{text}"),
            "type": "EnvelopedVerifiableCredential",
        })
        .to_string(),
    };
    let status = match released.novelty {
        Novelty::New => StatusCode::CREATED,
        Novelty::Known => StatusCode::OK,
    };
    let body = format!("{{\"verifiableCredential\":{credential}}}\n");
    Ok((status, [(CONTENT_TYPE, "application/json")], body).into_response())
}

fn idempotency_key(request: &Request) -> Result<Option<String>, Problem> {
    let mut all = request.headers().get_all(IDEMPOTENCY_KEY).iter();
    let (first, None) = (all.next(), all.next()) else {
        return Err(Problem::unreadable("The header Idempotency-Key stands there twice. Send it once."));
    };
    let Some(value) = first else { return Ok(None) };
    let fine = |text: &&str| (1..=limits::IDEMPOTENCY_KEY_BYTES_MAX).contains(&text.len());
    match value.to_str().ok().filter(fine) {
        Some(text) => Ok(Some(text.to_owned())),
        None => {
            let most = limits::IDEMPOTENCY_KEY_BYTES_MAX;
            Err(Problem::unreadable(format!("The header Idempotency-Key has to be a text of 1 to {most} bytes.")))
        }
    }
}

/// `POST /vc-api/<securing>/credentials/status`: verifiers see it when it is published.
pub(super) async fn status(
    State(shared): State<Shared>,
    Path(securing): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    Securing::from_name(&securing).ok_or_else(Problem::not_found)?;
    let ChangeWish { id, change, reason } = reading::change(&body(&shared, request).await?)?;
    let reason = match (reason, shared.service.profile) {
        (None, Profile::Conformance) => NO_REASON.to_owned(),
        (reason, _) => reason.unwrap_or_default(),
    };
    let now = (shared.service.clock)();
    let changed = shared.service.clerk.ask(move |opened| {
        let (office, _) = opened?;
        let award = award_of_id(office, &id).map_err(|error| refusal::of_ledger(&error))?;
        let award = award.ok_or_else(refusal::unknown_credential)?;
        let one = Selection::Awards(vec![award]);
        let changed = change_status(office.ledger, &one, change, &reason, now, office.entropy);
        changed.map_err(|error| refusal::of_issue(&error))
    });
    let changed = changed.await?;
    let one = changed.first().ok_or_else(Problem::internal)?;
    Ok(json_answer(&json!({ "award": one.award.to_string(), "before": one.before.as_str(), "now": one.now.as_str() })))
}

/// `POST /vc-api/<securing>/credentials/status/publish`: status lists and the log's checkpoint.
pub(super) async fn publish(
    State(shared): State<Shared>,
    Path(securing): Path<String>,
    _: Request,
) -> Result<Response, Problem> {
    Securing::from_name(&securing).ok_or_else(Problem::not_found)?;
    let now = (shared.service.clock)();
    let report = shared.service.clerk.ask(move |opened| {
        let (office, keys) = opened?;
        issue::publish(office, keys.publishing, now).map_err(|error| refusal::of_issue(&error))
    });
    let report = report.await?;
    let mut members = Map::new();
    members.insert("status_lists".to_owned(), json!(report.lists));
    members.insert("checkpoint".to_owned(), json!(report.checkpoint));
    Ok(json_answer(&Value::Object(members)))
}

fn json_answer(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], format!("{value}\n")).into_response()
}

async fn body(shared: &Shared, request: Request) -> Result<Document, Problem> {
    let body = tokio::time::timeout(shared.service.patience.body, json_body(request)).await;
    let body = body.map_err(|_| Problem::too_slow())??;
    Document::parse(&body, body.len()).map_err(|fault| not_json(&fault))
}
