//! Acting: an offer to a wallet, public links, and another link. Each goes through the clerk, which looks once more.

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::looking::{Looked, title};
use super::{Claims, Shared, claims, html, query};
use crate::claim::{self, AskedCode, Closed, Offered, Progress, Telling};
use crate::http::problem::Problem;
use crate::issue::{share_as, unshare as unshare_award};
use crate::issuer::{refusal, wallet as wallets};
use crate::ledger::{ClaimTerms, ClaimToken, Ledger, Letter, ShareToken, State as Standing, TransactionCode};
use crate::limits::CLAIM_ASK_SECONDS;
use crate::model::time::Timestamp;

/// `POST /claim/<token>/wallet`: opens an offer, and shows it this once.
pub(super) async fn wallet(
    State(shared): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    asked: RawQuery,
) -> Result<Response, Problem> {
    let claims = claims(&shared)?;
    let issuer = shared.service.wallets.clone().ok_or_else(Problem::not_found)?;
    let now = (shared.service.clock)();
    let again = token.clone();
    let made = shared.service.clerk.ask(move |opened| {
        let (office, _) = opened?;
        let found = match Looked::at(office.ledger, &again, now)? {
            Looked::Open(found) => found,
            Looked::Closed(why) => return Ok(Err(why)),
        };
        if found.row.state == Standing::Suspended || found.used().is_some() {
            return Ok(Ok((found, None)));
        }
        let (behind, times) = ((found.claim.award, Some(found.claim.number)), (now, found.claim.expires));
        let offer = wallets::offer(office, &issuer.id, behind, TransactionCode::Asked, times);
        Ok(Ok((found, Some(offer.map_err(|error| refusal::of_ledger(&error))?))))
    });
    let (found, offer) = match made.await? {
        Ok(made) => made,
        Err(why) => return Ok(claims.closed(&headers, query(&asked), &token, why)),
    };
    let path = format!("claim/{}", found.token.as_str());
    // The page says why there is none.
    let Some(offer) = offer else { return Ok(back(&claims.page(&headers, query(&asked), path.clone()).link(&path))) };
    let page = claims.page(&headers, query(&asked), format!("{path}/progress"));
    let house = claims.house(page.locale);
    let code = match (claims.telling, offer.tx_code.as_deref()) {
        (_, None) => AskedCode::None,
        (Telling::Page, Some(code)) => AskedCode::Shown(code),
        // Nobody has seen this one: the registrar draws another.
        (Telling::Registrar, Some(_)) => AskedCode::ToldBy(&house),
    };
    let body = claim::offered(&Offered {
        page: &page,
        title: title(&found, &page),
        path: &path,
        link: Some(&offer.deep_link),
        code,
        until: offer.expires,
        progress: Progress::Waiting,
    });
    Ok(html(StatusCode::OK, &page, body))
}

/// `POST /claim/<token>/share`: opens a public link, unless there is one.
pub(super) async fn share(
    State(shared): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    asked: RawQuery,
) -> Result<Response, Problem> {
    let claims = claims(&shared)?;
    let now = (shared.service.clock)();
    let again = token.clone();
    let done = shared.service.clerk.ask(move |opened| {
        let (office, _) = opened?;
        let found = match Looked::at(office.ledger, &again, now)? {
            Looked::Open(found) => found,
            Looked::Closed(why) => return Ok(Err(why)),
        };
        if found.shares.is_empty() {
            let public = ShareToken::of_claim(&found.token, now);
            share_as(office, found.claim.award, None, &public, now).map_err(|error| refusal::of_issue(&error))?;
        }
        Ok(Ok(()))
    });
    Ok(claims.told(&headers, query(&asked), &token, "shared", done.await?))
}

/// `POST /claim/<token>/unshare`: withdraws all public links of the award.
pub(super) async fn unshare(
    State(shared): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    asked: RawQuery,
) -> Result<Response, Problem> {
    let claims = claims(&shared)?;
    let now = (shared.service.clock)();
    let again = token.clone();
    let done = shared.service.clerk.ask(move |opened| {
        let (office, _) = opened?;
        let found = match Looked::at(office.ledger, &again, now)? {
            Looked::Open(found) => found,
            Looked::Closed(why) => return Ok(Err(why)),
        };
        unshare_award(office.ledger, office.folder, found.claim.award).map_err(|error| refusal::of_issue(&error))?;
        Ok(Ok(()))
    });
    Ok(claims.told(&headers, query(&asked), &token, "unshared", done.await?))
}

/// `POST /claim/<token>/ask`: another link, to the address on file. The answer is the same whether there is one or not.
pub(super) async fn ask(
    State(shared): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    asked: RawQuery,
) -> Result<Response, Problem> {
    let claims = claims(&shared)?;
    if claims.asking == claim::Asking::Elsewhere {
        return Ok(claims.closed(&headers, query(&asked), &token, Closed::Unknown));
    }
    let now = (shared.service.clock)();
    let expires = claims.expires(now);
    let again = token.clone();
    let done = shared.service.clerk.ask(move |opened| {
        let (office, _) = opened?;
        let Some(token) = ClaimToken::parse(&again) else { return Ok(()) };
        let Some(award) = may_have_another(office.ledger, &token, now).map_err(|error| refusal::of_ledger(&error))?
        else {
            return Ok(());
        };
        let terms = ClaimTerms { created: now, expires, letter: Letter::Always };
        let opened = office.ledger.open_claim(award, terms, office.entropy);
        opened.map(drop).map_err(|error| refusal::of_ledger(&error))
    });
    done.await?;
    let page = claims.page(&headers, query(&asked), format!("claim/{token}"));
    Ok(html(StatusCode::OK, &page, claim::asked(&page, &claims.house(page.locale))))
}

/// The award to which another link may be sent: the newest in its place, if there is an address, it was not revoked, and none
/// was sent lately.
fn may_have_another(
    ledger: &Ledger,
    token: &ClaimToken,
    now: Timestamp,
) -> Result<Option<crate::model::ids::AwardId>, crate::ledger::LedgerError> {
    let Some(claim) = ledger.claim_by_token(token)? else { return Ok(None) };
    let mut row = ledger.award(claim.award)?;
    while let Some(newer) = row.superseded_by {
        row = ledger.award(newer)?;
    }
    let award = row.award;
    if row.state == Standing::Revoked || row.renditions.is_empty() || ledger.contact(award)?.is_none() {
        return Ok(None);
    }
    let lately = ledger.last_letter(award)?.is_some_and(|last| now < last.plus_seconds(CLAIM_ASK_SECONDS));
    Ok((!lately).then_some(award))
}

impl Claims {
    /// The way back to the page, which says what was done to its public links, or why the link opens nothing.
    fn told(
        &self,
        headers: &HeaderMap,
        query: Option<&str>,
        token: &str,
        done: &str,
        outcome: Result<(), Closed>,
    ) -> Response {
        if let Err(why) = outcome {
            return self.closed(headers, query, token, why);
        }
        let path = format!("claim/{token}?done={done}");
        let page = self.page(headers, query, path.clone());
        back(&format!("{}#share", page.link(&path)))
    }
}

/// To be seen with a GET: so that nothing is done twice when a page is loaded again.
fn back(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, address), (CACHE_CONTROL, "no-store")]).into_response()
}
