//! Credentials for wallets, by OpenID4VCI 1.0: what is asked on the `public` listener, and the offers that lead there.
//!
//! Every step goes through the clerk and leaves its state in the ledger, so that nothing is lost when the service stops. What
//! the messages mean is for the room `oid4vci`; what is sealed is for `issue`.

use crate::issue::Office;
use crate::ledger::{LedgerError, TransactionCode};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

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

/// Opens an offer of `award` at the issuer with this identifier (`[claims] base`, without a slash at its end). It may be
/// fetched as often as somebody likes until a credential was handed out; another offer may be opened at any time.
///
/// # Errors
///
/// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
pub fn offer(
    office: &mut Office<'_>,
    issuer: &str,
    award: AwardId,
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
