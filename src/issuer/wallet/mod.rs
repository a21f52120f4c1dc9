//! Credentials for wallets, by OpenID4VCI 1.0: what is asked on the `public` listener, and the offers that lead there.
//!
//! Every step goes through the clerk and leaves its state in the ledger, so that nothing is lost when the service stops. What
//! the messages mean is for the room `oid4vci`; what is sealed is for `issue`.

mod answer;
mod copies;
mod credential;
mod described;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use url::Url;

use super::Shared;
use crate::http::problem::Problem;
use crate::issue::Office;
use crate::ledger::{ClaimNumber, LedgerError, TransactionCode};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::oid4vci::CredentialIssuer;

/// The scheme by which a wallet is called.
const SCHEME: &str = "openid-credential-offer://";

/// An offer, as it is shown to a learner.
#[derive(Debug)]
pub struct Offer {
    /// Where a wallet fetches it: the `credential_offer_uri`.
    pub reference: String,
    /// The link that opens a wallet on this device, and what the QR code holds.
    pub deep_link: String,
    /// The code that the wallet will ask for. It is kept nowhere, and does not go the same way as the link.
    pub tx_code: Option<String>,
    /// Until when it can be fetched.
    pub expires: Timestamp,
}

/// Opens an offer of `award`, behind the link that is named with it if there is one, at the issuer with this identifier (`[claims] base`, without a slash at its end). It may be
/// fetched as often as somebody likes until a credential was handed out; another offer may be opened at any time.
///
/// # Errors
///
/// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
pub fn offer(
    office: &mut Office<'_>,
    issuer: &str,
    award: (AwardId, Option<ClaimNumber>),
    code: TransactionCode,
    (now, expires): (Timestamp, Timestamp),
) -> Result<Offer, LedgerError> {
    let opened = office.ledger.open_offer(award, code, (now, expires), office.entropy)?;
    let reference = format!("{issuer}/offers/{}", opened.id.as_str());
    let encoded: String = url::form_urlencoded::byte_serialize(reference.as_bytes()).collect();
    Ok(Offer {
        deep_link: format!("{SCHEME}?credential_offer_uri={encoded}"),
        reference,
        tx_code: opened.tx_code.map(|code| code.as_str().to_owned()),
        expires,
    })
}

/// The addresses of an issuer. What is well known stands between host and path, as the specification has it, and behind the
/// path, where some wallets look (with a slash at the end, too).
pub(super) fn addresses(issuer: &CredentialIssuer) -> Router<Shared> {
    let path = Url::parse(&issuer.id).map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default();
    let mut router = Router::new();
    let mut wells = vec![path.clone(), format!("{path}/")];
    wells.dedup();
    for name in ["openid-credential-issuer", "oauth-authorization-server"] {
        let document = if name.starts_with("openid") { get(described::issuer) } else { get(described::server) };
        for behind in &wells {
            router = router.route(&format!("/.well-known/{name}{behind}"), document.clone());
        }
        if !path.is_empty() {
            router = router.route(&format!("{path}/.well-known/{name}"), document.clone());
            router = router.route(&format!("{path}/.well-known/{name}/"), document);
        }
    }
    router
        .route(&format!("{path}/offers/{{id}}"), get(described::offer))
        .route(&format!("{path}/oid4vci/token"), post(token::token))
        .route(&format!("{path}/oid4vci/nonce"), post(token::nonce))
        .route(&format!("{path}/oid4vci/credential"), post(credential::credential))
        .route(&format!("{path}/oid4vci/deferred"), post(credential::deferred))
        .route(&format!("{path}/oid4vci/notification"), post(credential::notification))
}

/// The issuer; its addresses are there only where it is.
fn issuer(shared: &Shared) -> Result<Arc<CredentialIssuer>, Problem> {
    shared.service.wallets.clone().ok_or_else(Problem::not_found)
}
