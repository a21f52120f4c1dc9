//! Tokens for codes, and nonces for whoever asks.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::super::Shared;
use super::answer::{Failed, body, dpop, json as answer};
use super::copies::nonces;
use crate::http::problem::Problem;
use crate::ledger::{Grant, Redeemed};
use crate::oid4vci::{Code, DpopExpected, Refusal, TokenRequest, TokenType, token_response};

/// `POST /oid4vci/token`: a code is taken once, whatever comes at the same time.
pub(super) async fn token(State(shared): State<Shared>, request: Request) -> Result<Response, Failed> {
    let issuer = super::issuer(&shared)?;
    let now = (shared.service.clock)();
    let address = issuer.endpoint("token");
    let proof = dpop(request.headers(), DpopExpected { address: &address, token: None, now })?;
    let form = body(&shared, request, "application/x-www-form-urlencoded", Code::InvalidRequest).await?;
    let TokenRequest { code, tx_code, details } = TokenRequest::parse(&form, &issuer.offered)?;
    let kind = if proof.is_some() { TokenType::Dpop } else { TokenType::Bearer };
    let identifiers = details.as_ref().map(|all| all.iter().map(|one| one.id().to_owned()).collect());
    let redeemed = shared.service.clerk.ask(move |opened| {
        let (office, _) = opened?;
        let told = |error| super::super::refusal::of_ledger(&error);
        if let Some(proof) = &proof
            && !office.ledger.use_once(&proof.once, proof.until, now).map_err(told)?
        {
            return Ok(None);
        }
        let grant = Grant { key: proof.map(|proof| proof.key), identifiers };
        office.ledger.redeem_code(&code, tx_code.as_deref(), &grant, now, office.entropy).map(Some).map_err(told)
    });
    match redeemed.await? {
        Some(Redeemed::Token(token)) => {
            Ok(answer(StatusCode::OK, &token_response(token.as_str(), kind, details.as_deref())))
        }
        Some(Redeemed::Refused) => Err(Code::InvalidGrant.into()),
        Some(Redeemed::CodeMissing) => Err(Refusal::code_missing().into()),
        Some(Redeemed::CodeUnexpected) => Err(Refusal::code_unexpected().into()),
        Some(Redeemed::CodeWrong) => Err(Refusal::code_wrong().into()),
        None => Err(Code::InvalidDpopProof.into()),
    }
}

/// `POST /oid4vci/nonce`: nothing is kept of it until it is used.
pub(super) async fn nonce(State(shared): State<Shared>) -> Result<Response, Problem> {
    let now = (shared.service.clock)();
    let nonce = shared.service.clerk.ask(move |opened| {
        let (office, _) = opened?;
        Ok(nonces(office).make(now, office.entropy))
    });
    Ok(answer(StatusCode::OK, &json!({ "c_nonce": nonce.await? })))
}
