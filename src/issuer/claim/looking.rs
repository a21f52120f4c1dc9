//! Looking: the page of a link, and how far a wallet is.

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{Claims, Shared, claims, exchange, html, query};
use crate::claim::{self, AskedCode, Closed, Done, File, Offered, Open, Preview, Progress, Wallet, profile_link};
use crate::elm::AwardView;
use crate::http::accept::{self, Form};
use crate::http::problem::Problem;
use crate::http::published::{NO_INDEX, ROBOTS};
use crate::issue::sealed_document;
use crate::issuer::refusal;
use crate::ledger::{
    AwardRow, Claim, ClaimState, ClaimToken, Exchange, Ledger, OfferProgress, Rendition, Share, ShareToken,
    State as Standing, WalletEvent,
};
use crate::model::time::Timestamp;
use crate::render::words::{Text, Words};

/// What an open link leads to.
pub(super) struct Found {
    pub(super) token: ClaimToken,
    pub(super) claim: Claim,
    pub(super) row: AwardRow,
    pub(super) view: AwardView,
    pub(super) shares: Vec<Share>,
    pub(super) offers: Vec<OfferProgress>,
    pub(super) exchange: Option<Exchange>,
}

/// What there is behind a link.
pub(super) enum Looked {
    Open(Box<Found>),
    Closed(Closed),
}

impl Looked {
    /// Reads it from the ledger.
    pub(super) fn at(ledger: &Ledger, token: &str, now: Timestamp) -> Result<Self, Problem> {
        let told = |error| refusal::of_ledger(&error);
        let Some(token) = ClaimToken::parse(token) else { return Ok(Self::Closed(Closed::Unknown)) };
        let Some(claim) = ledger.claim_by_token(&token).map_err(told)? else {
            return Ok(Self::Closed(Closed::Unknown));
        };
        let row = ledger.award(claim.award).map_err(told)?;
        let closed = match (claim.state(now), row.state) {
            (ClaimState::Withdrawn, _) => Some(Closed::Withdrawn),
            (_, Standing::Revoked) => Some(Closed::Revoked),
            (_, Standing::Superseded) => Some(Closed::Replaced),
            (ClaimState::Expired, _) => Some(Closed::Expired),
            (ClaimState::Open, _) => None,
        };
        if let Some(closed) = closed {
            return Ok(Self::Closed(closed));
        }
        let document = sealed_document(ledger, claim.award).map_err(|error| refusal::of_issue(&error))?;
        // Recorded and not sealed yet, or sealed for another system.
        let Some(view) = document.and_then(|document| AwardView::read(&document).ok()) else {
            return Ok(Self::Closed(Closed::Unknown));
        };
        let shares = ledger.shares(claim.award).map_err(told)?;
        let offers = ledger.wallet_offers(claim.award).map_err(told)?;
        let exchange = ledger.exchange(claim.number).map_err(told)?;
        Ok(Self::Open(Box::new(Found { token, claim, row, view, shares, offers, exchange })))
    }
}

impl Claims {
    /// Reads what is behind a link, beside whoever writes the ledger.
    pub(super) async fn look(self: &std::sync::Arc<Self>, token: &str, now: Timestamp) -> Result<Looked, Problem> {
        let (claims, token) = (std::sync::Arc::clone(self), token.to_owned());
        let read = tokio::task::spawn_blocking(move || {
            match Ledger::open_existing(&claims.ledger).map_err(|error| refusal::of_ledger(&error))? {
                Some(ledger) => Looked::at(&ledger, &token, now),
                None => Ok(Looked::Closed(Closed::Unknown)),
            }
        });
        read.await.map_err(|_| Problem::internal())?
    }

    /// The page of a link that opens nothing.
    pub(super) fn closed(&self, headers: &HeaderMap, query: Option<&str>, token: &str, why: Closed) -> Response {
        // What is no token is not said again.
        let path = ClaimToken::parse(token).map_or_else(|| "claim/unknown".to_owned(), |_| format!("claim/{token}"));
        let page = self.page(headers, query, path.clone());
        let status = match why {
            Closed::Expired | Closed::Withdrawn => StatusCode::GONE,
            Closed::Replaced | Closed::Revoked => StatusCode::OK,
            Closed::Unknown => StatusCode::NOT_FOUND,
        };
        let body = claim::closed(&page, &self.house(page.locale), why, self.asking, &path);
        html(status, &page, body)
    }
}

impl Found {
    /// The forms that there are, or that can be made.
    pub(super) fn files(&self) -> Vec<File> {
        let has = |form: Rendition| self.row.renditions.iter().any(|one| one.rendition == form);
        let badge = has(Rendition::Badge) || self.row.state == Standing::Valid;
        let there = |file: &File| match file {
            File::Europass => has(Rendition::Europass),
            File::Elm => has(Rendition::Elm),
            File::Pdf => true,
            File::BadgeJson | File::BadgePng | File::BadgeSvg => badge,
        };
        File::ALL.into_iter().filter(there).collect()
    }

    /// How far the newest offer of this link came.
    pub(super) fn progress(&self) -> Option<Progress> {
        self.own_offers().last().map(progress_of)
    }

    /// The offers that were opened behind this link.
    fn own_offers(&self) -> impl Iterator<Item = &OfferProgress> {
        self.offers.iter().filter(|offer| offer.claim == Some(self.claim.number))
    }

    /// When this link was used for a wallet that kept what it got, as far as is known.
    pub(super) fn used(&self) -> Option<Timestamp> {
        self.used_by_offer().or(self.exchange.and_then(|exchange| exchange.handed))
    }

    /// The same of a wallet that came by an offer.
    pub(super) fn used_by_offer(&self) -> Option<Timestamp> {
        let kept = |offer: &&OfferProgress| !matches!(progress_of(offer), Progress::Failed);
        self.own_offers().filter(kept).find_map(|offer| offer.issued)
    }

    /// The token of a share that was opened by this link.
    pub(super) fn share_token(&self, share: &Share) -> Option<ShareToken> {
        Some(ShareToken::of_claim(&self.token, share.at)).filter(|token| token.hash() == share.token_hash)
    }
}

fn progress_of(offer: &OfferProgress) -> Progress {
    match (offer.event, offer.issued, offer.fetched) {
        (Some(WalletEvent::Accepted), _, _) => Progress::Added,
        (Some(WalletEvent::Deleted | WalletEvent::Failure), _, _) => Progress::Failed,
        (None, Some(_), _) => Progress::Issued,
        (None, None, Some(_)) => Progress::Contacted,
        (None, None, None) => Progress::Waiting,
    }
}

/// `GET /claim/<token>`.
pub(super) async fn page(
    State(shared): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    asked: RawQuery,
) -> Result<Response, Problem> {
    let claims = claims(&shared)?;
    let looked = claims.look(&token, (shared.service.clock)()).await?;
    if is_of_a_wallet(&headers, query(&asked)) {
        let issuer = shared.service.wallets.as_ref().ok_or_else(Problem::not_found)?;
        let found = exchange::open(looked)?;
        return Ok(exchange::interaction(&issuer.id, &found));
    }
    let found = match looked {
        Looked::Open(found) => found,
        Looked::Closed(why) => return Ok(claims.closed(&headers, query(&asked), &token, why)),
    };
    let done = match query(&asked).map(|query| query.split('&').next().unwrap_or_default()) {
        Some("done=shared") if !found.shares.is_empty() => Done::Shared,
        Some("done=unshared") if found.shares.is_empty() => Done::Unshared,
        _ => Done::Nothing,
    };
    let path = format!("claim/{}", found.token.as_str());
    let page = claims.page(&headers, query(&asked), path.clone());
    let house = claims.house(page.locale);
    let preview = Preview::new(Words::new(page.locale), &found.view);
    let share = |share: &Share| {
        let link = found.share_token(share).map(|token| format!("{}/c/{}", claims.publications, token.as_str()));
        let links = link.map(|link| {
            let linkedin = profile_link(&preview, house.name.text.as_str(), &link);
            (link, linkedin)
        });
        claim::Share { since: share.at, links }
    };
    let wallet = shared.service.wallets.as_ref().map(|_| match (found.row.state, found.used()) {
        (Standing::Suspended, _) => Wallet::Withheld,
        (_, Some(at)) => Wallet::Done(at),
        (_, None) => Wallet::Ready(found.progress().filter(|progress| *progress != Progress::Waiting)),
    });
    let interaction = shared.service.wallets.as_ref().map(|issuer| format!("{}/{path}?iuv=1", issuer.id));
    let body = claim::open(&Open {
        page: &page,
        house: &house,
        path: &path,
        until: found.claim.expires,
        wallet,
        interaction: interaction.as_deref(),
        asking: claims.asking,
        files: found.files(),
        shares: found.shares.iter().map(share).collect(),
        done,
        preview,
    });
    Ok(html(StatusCode::OK, &page, body))
}

/// Whether a wallet asks how it comes to the credential: by an interaction URL (VCALM), which says so of itself.
fn is_of_a_wallet(headers: &HeaderMap, query: Option<&str>) -> bool {
    let says = query.is_some_and(|query| query.split('&').any(|one| one == "iuv=1"));
    says && accept::form(headers) == Some(Form::Json)
}

/// `GET /claim/<token>/progress`: a page, or for scripts one word.
pub(super) async fn progress(
    State(shared): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    asked: RawQuery,
) -> Result<Response, Problem> {
    let claims = claims(&shared)?;
    let found = match claims.look(&token, (shared.service.clock)()).await? {
        Looked::Open(found) => found,
        Looked::Closed(why) => return Ok(claims.closed(&headers, query(&asked), &token, why)),
    };
    let progress = found.progress().unwrap_or(Progress::Waiting);
    if accept::form(&headers) == Some(Form::Json) {
        let body = format!("{}\n", json!({ "state": progress.as_str() }));
        let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
        return Ok((headers, [(ROBOTS, NO_INDEX)], body).into_response());
    }
    let path = format!("claim/{}", found.token.as_str());
    let page = claims.page(&headers, query(&asked), format!("{path}/progress"));
    let body = claim::offered(&Offered {
        page: &page,
        title: title(&found, &page),
        path: &path,
        link: None,
        code: AskedCode::None,
        until: found.claim.expires,
        progress,
    });
    Ok(html(StatusCode::OK, &page, body))
}

/// What the award is called on a page.
pub(super) fn title(found: &Found, page: &crate::render::html::Page) -> Text {
    Preview::new(Words::new(page.locale), &found.view).title
}
