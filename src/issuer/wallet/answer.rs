//! How wallets are answered and what they show: bodies, tokens, refusals.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::super::Shared;
use super::super::guard::Guessed;
use crate::http::problem::Problem;
use crate::ledger::{Access, Ledger, LedgerError};
use crate::limits;
use crate::model::time::Timestamp;
use crate::oid4vci::{Code, DpopExpected, DpopProof, Refusal, TokenType, verify_dpop};

/// The header with a proof that the token's key is there.
const DPOP: HeaderName = HeaderName::from_static("dpop");

/// Why a wallet does not get what it asks for.
#[derive(Debug)]
pub(super) enum Failed {
    /// For a reason that is the service's own.
    Problem(Problem),
    /// For one that the specifications have a code for.
    Refused(Refusal),
    /// For its token, which was shown in this way.
    Unauthorized(Refusal, TokenType),
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Code> for Failed {
    fn from(code: Code) -> Self {
        Self::Refused(code.into())
    }
}

impl From<LedgerError> for Failed {
    fn from(error: LedgerError) -> Self {
        Self::Problem(super::super::refusal::of_ledger(&error))
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let (refusal, status) = match self {
            // A wallet knows what to make of it in its own words alone.
            Self::Problem(problem) if problem.status == StatusCode::SERVICE_UNAVAILABLE => {
                let mut response = json(problem.status, &Refusal::from(Code::TemporarilyUnavailable).to_json());
                let seconds = problem.retry_after.unwrap_or(limits::WALLET_INTERVAL_SECONDS);
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
                return response;
            }
            Self::Problem(problem) => return problem.into_response(),
            Self::Refused(refusal) => (refusal, StatusCode::BAD_REQUEST),
            Self::Unauthorized(refusal, kind) => {
                let mut response = json(StatusCode::UNAUTHORIZED, &refusal.to_json());
                let kind = match kind {
                    TokenType::Bearer => format!("Bearer error=\"{}\"", refusal.code.as_str()),
                    TokenType::Dpop => format!("DPoP error=\"{}\", algs=\"ES256 EdDSA\"", refusal.code.as_str()),
                };
                let challenge = HeaderValue::from_str(&kind).expect("codes are header values");
                response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
                return response;
            }
        };
        let mut response = json(status, &refusal.to_json());
        if refusal.code == Code::InvalidGrant {
            response.extensions_mut().insert(Guessed);
        }
        response
    }
}

/// An answer that nobody keeps.
pub(super) fn json(status: StatusCode, body: &Value) -> Response {
    said(status, format!("{body}\n"))
}

/// The same with a text that is JSON.
pub(super) fn said(status: StatusCode, body: String) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (status, headers, body).into_response()
}

/// The body of a request of this media type, whose length is bounded; `malformed` if it is of another.
pub(super) async fn body(shared: &Shared, mut request: Request, kind: &str, malformed: Code) -> Result<Bytes, Failed> {
    let given = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !given.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(kind) {
        return Err(malformed.into());
    }
    DefaultBodyLimit::max(limits::WALLET_REQUEST_BYTES_MAX).apply(&mut request);
    let body = tokio::time::timeout(shared.service.patience.body, Bytes::from_request(request, &())).await;
    body.map_err(|_| Problem::too_slow())?.map_err(|_| malformed.into())
}

/// A token as it was shown, with the proof of its key if there is one.
#[derive(Debug)]
pub(super) struct Shown {
    token: String,
    kind: TokenType,
    proof: Option<DpopProof>,
}

impl Shown {
    /// What `headers` show to the address `address`.
    pub(super) fn of(headers: &HeaderMap, address: &str, now: Timestamp) -> Result<Self, Failed> {
        let missing = || Failed::Unauthorized(Code::InvalidToken.into(), TokenType::Bearer);
        let mut all = headers.get_all(AUTHORIZATION).iter();
        let (Some(one), None) = (all.next(), all.next()) else { return Err(missing()) };
        let (scheme, token) = one.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(missing)?;
        let token = token.trim();
        let kind = match scheme {
            _ if scheme.eq_ignore_ascii_case("bearer") => TokenType::Bearer,
            _ if scheme.eq_ignore_ascii_case("dpop") => TokenType::Dpop,
            _ => return Err(missing()),
        };
        let proof = match kind {
            TokenType::Bearer => None,
            TokenType::Dpop => {
                let proof = dpop(headers, DpopExpected { address, token: Some(token), now });
                let proof = proof.map_err(|refusal| Failed::Unauthorized(refusal, kind))?;
                Some(proof.ok_or(Failed::Unauthorized(Code::InvalidDpopProof.into(), kind))?)
            }
        };
        Ok(Self { token: token.to_owned(), kind, proof })
    }

    /// What it lets the wallet do: a token that is bound to a key only with a proof of that key, each proof once.
    pub(super) fn access(&self, ledger: &mut Ledger, now: Timestamp) -> Result<Access, Failed> {
        let refused = |code: Code| Failed::Unauthorized(code.into(), self.kind);
        let access = ledger.wallet_access(&self.token)?.ok_or_else(|| refused(Code::InvalidToken))?;
        match (&access.key, &self.proof) {
            (None, None) => {}
            (Some(key), Some(proof)) if *key == proof.key => {
                if !ledger.use_once(&proof.once, proof.until, now)? {
                    return Err(refused(Code::InvalidDpopProof));
                }
            }
            (Some(_), Some(_)) => return Err(refused(Code::InvalidDpopProof)),
            (Some(_), None) | (None, Some(_)) => return Err(refused(Code::InvalidToken)),
        }
        Ok(access)
    }

    /// The same of a token with which something new may be asked for.
    pub(super) fn current_access(&self, ledger: &mut Ledger, now: Timestamp) -> Result<Access, Failed> {
        let access = self.access(ledger, now)?;
        if access.expires <= now {
            return Err(Failed::Unauthorized(Code::InvalidToken.into(), self.kind));
        }
        Ok(access)
    }
}

/// The proof of a key among `headers`, if there is one.
pub(super) fn dpop(headers: &HeaderMap, expected: DpopExpected<'_>) -> Result<Option<DpopProof>, Refusal> {
    let mut all = headers.get_all(DPOP).iter();
    match (all.next(), all.next()) {
        (None, _) => Ok(None),
        (Some(one), None) => verify_dpop(one.to_str().unwrap_or_default(), expected).map(Some),
        (Some(_), Some(_)) => Err(Code::InvalidDpopProof.into()),
    }
}
