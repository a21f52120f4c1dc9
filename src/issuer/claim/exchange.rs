//! Exchanges of VC-API behind a claim link: a wallet shows that a DID is its own, and gets the badge bound to it.
//!
//! `{}` is answered with a request for a presentation, the presentation with the badge. A link gives one copy, to the wallet
//! that came first; the same wallet is handed the same copy again, should an answer be lost. Challenges are kept nowhere
//! before they are used. *Invariant:* nothing is signed for a DID that was not shown, here and now. Test:
//! `claims::exchanged::what_is_not_shown_here_and_now_gets_nothing`.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::looking::{Found, Looked};
use super::{Shared, claims};
use crate::claim::Closed;
use crate::http::problem::Problem;
use crate::http::published::{NO_INDEX, ROBOTS};
use crate::http::{json_body, not_json};
use crate::issue::{BoundFormat, BoundWish, Holder, Office, SealingKeys, issue_bound};
use crate::issuer::refusal;
use crate::jsonld::Contexts;
use crate::ledger::{ClaimNumber, State as Standing, Taken};
use crate::limits;
use crate::model::ids::Did;
use crate::model::json::{Document, Json};
use crate::model::time::Timestamp;
use crate::oid4vci::Nonces;
use crate::proof::{ProofError, ResolvedMethod, Showing, UnverifiedPresentation, verify_presentation};
use crate::trust::did::{DidDocument, method_did};

const V2: &str = "https://www.w3.org/ns/credentials/v2";
const NOT_SHOWN: &str = "The presentation does not show whose wallet it is";

/// What a wallet sends.
enum Message {
    /// It begins.
    Empty,
    /// It shows its DID.
    Presentation(Vec<u8>),
}

impl Message {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::Empty);
        }
        let document = Document::parse(body, limits::WALLET_REQUEST_BYTES_MAX).map_err(|fault| not_json(&fault))?;
        let members = document.root().as_object().ok_or_else(|| Problem::unreadable("The body is no JSON object."))?;
        // Other members are of other exchanges: this one asks for nothing else.
        match members.get("verifiablePresentation") {
            None if members.len() == 0 => Ok(Self::Empty),
            None => Err(Problem::unreadable(
                "Send {} to begin, or {\"verifiablePresentation\": …} with what was asked for.",
            )),
            Some(shown) if shown.as_object().is_some() => {
                Ok(Self::Presentation(shown.to_value().to_string().into_bytes()))
            }
            Some(_) => Err(Problem::unreadable("/verifiablePresentation: it has to be an object.")),
        }
    }
}

/// What a wallet is told that opens a link: where its exchange is.
pub(super) fn interaction(base: &str, found: &Found) -> Response {
    let exchange = format!("{base}/claim/{}/exchange", found.token.as_str());
    answer(&json!({ "protocols": { "vcapi": exchange } }).to_string())
}

/// `POST /claim/<token>/exchange`.
pub(super) async fn exchange(
    State(shared): State<Shared>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let claims = claims(&shared)?;
    let issuer = shared.service.wallets.clone().ok_or_else(Problem::not_found)?;
    let now = (shared.service.clock)();
    let body = match request.headers().contains_key(CONTENT_TYPE) {
        true => {
            let body = tokio::time::timeout(shared.service.patience.body, json_body(request)).await;
            body.map_err(|_| Problem::too_slow())??
        }
        // Who sends nothing names no type of it.
        false => Default::default(),
    };
    let message = Message::read(&body)?;
    let found = open(claims.look(&token, now).await?)?;
    match message {
        Message::Empty => {
            let claim = found.claim.number;
            let challenge = shared.service.clerk.ask(move |opened| {
                let (office, _) = opened?;
                Ok(challenges(office, claim).make(now, office.entropy))
            });
            let challenge = challenge.await?;
            Ok(answer(&json!({ "verifiablePresentationRequest": {
                "query": [{ "type": "DIDAuthentication", "acceptedMethods": [{ "method": "key" }],
                            "acceptedCryptosuites": [{ "cryptosuite": "eddsa-rdfc-2022" }, { "cryptosuite": "Ed25519Signature2020" }] }],
                "challenge": challenge,
                "domain": issuer.id,
            }})
            .to_string()))
        }
        Message::Presentation(bytes) => {
            let domain = issuer.id.clone();
            let shown = tokio::task::spawn_blocking(move || Shown::verify(&bytes, &domain, now)).await;
            let shown = shown.map_err(|_| Problem::internal())??;
            let badge = shared.service.clerk.ask(move |opened| {
                let (office, keys) = opened?;
                let found = open(Looked::at(office.ledger, &token, now)?)?;
                hand_out(office, keys, &found, &shown, now)
            });
            let badge = String::from_utf8(badge.await?).map_err(|_| Problem::internal())?;
            // As it was signed, so that nobody gets other bytes.
            Ok(answer(&format!(
                "{{\"verifiablePresentation\":{{\"@context\":[\"{V2}\"],\"type\":[\"VerifiablePresentation\"],\
                 \"verifiableCredential\":[{}]}}}}",
                badge.trim_end()
            )))
        }
    }
}

/// What is behind a link that gives something.
pub(super) fn open(looked: Looked) -> Result<Box<Found>, Problem> {
    let gone = |title, detail| Problem::new(StatusCode::GONE, "link-closed", title, detail);
    let found = match looked {
        Looked::Open(found) => found,
        Looked::Closed(Closed::Unknown) => return Err(Problem::not_found()),
        Looked::Closed(Closed::Expired | Closed::Withdrawn) => {
            return Err(gone("The link opens nothing any more", "Open it in a browser and ask for another."));
        }
        Looked::Closed(Closed::Replaced | Closed::Revoked) => {
            return Err(gone("The credential does not stand any more", "It was revoked or replaced. Ask its issuer."));
        }
    };
    if found.row.state == Standing::Suspended {
        let detail = "It is suspended. Come again when that was lifted, or ask its issuer.";
        return Err(Problem::new(StatusCode::CONFLICT, "suspended", "The credential does not stand for now", detail));
    }
    Ok(found)
}

/// The challenges of one link: those of another are unknown to it.
fn challenges(office: &Office<'_>, claim: ClaimNumber) -> Nonces {
    Nonces::new(&office.ledger.digests().key_for(&format!("challenges of the exchange {}", claim.get())))
}

/// Who has shown a DID, and for which challenge.
struct Shown {
    holder: Holder,
    challenge: String,
}

impl Shown {
    /// Verifies a presentation. That the challenge was given here is not known yet.
    fn verify(bytes: &[u8], domain: &str, now: Timestamp) -> Result<Self, Problem> {
        let received = UnverifiedPresentation::parse(bytes).map_err(|error| not_shown(&error))?;
        let document = Document::parse(bytes, limits::WALLET_REQUEST_BYTES_MAX).map_err(|fault| not_json(&fault))?;
        let mut proofs = document.root().get("proof").into_iter().flat_map(Json::items);
        let challenge = proofs.find_map(|proof| proof.get("challenge")?.as_str().map(str::to_owned));
        let challenge = challenge.ok_or_else(challenge_unknown)?;
        let named = received.claimed_holder().ok_or_else(|| {
            let detail = "/verifiablePresentation/holder: name the DID that is shown.";
            Problem::new(StatusCode::BAD_REQUEST, "holder-missing", NOT_SHOWN, detail)
        })?;
        let methods: Vec<ResolvedMethod> = received.claimed_methods().into_iter().filter_map(own_key).collect();
        if methods.is_empty() {
            let detail = "Sign with a did:key of Ed25519: keys of other DIDs are looked up nowhere.";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "key-unavailable", NOT_SHOWN, detail));
        }
        let asked = Showing { challenge: Some(&challenge), domain: Some(domain) };
        let verified = verify_presentation(&received, &methods, asked, Contexts::embedded());
        let verified = verified.map_err(|error| not_shown(&error))?;
        if verified.expires.is_some_and(|expires| expires <= now) {
            let detail = "/verifiablePresentation/proof/expires: the proof is over. Sign anew.";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "proof-expired", NOT_SHOWN, detail));
        }
        let holder = Holder::of_did(named).map_err(|_| Problem::internal())?;
        Ok(Self { holder, challenge })
    }
}

/// The key of a did:key, for showing.
fn own_key(method: &str) -> Option<ResolvedMethod> {
    let did = Did::parse(method_did(method)?).ok()?;
    let document = DidDocument::of_did_key(&did).ok()?;
    let found = document.authentication_method(method).ok()?;
    Some(ResolvedMethod { id: found.id.clone(), controller: found.controller.clone(), key: found.key })
}

/// Makes the badge for the wallet, or hands out the one that was made for it.
fn hand_out(
    office: &mut Office<'_>,
    keys: SealingKeys<'_>,
    found: &Found,
    shown: &Shown,
    now: Timestamp,
) -> Result<Vec<u8>, Problem> {
    let claim = found.claim.number;
    let told = |error| refusal::of_ledger(&error);
    let valid = challenges(office, claim).check(&shown.challenge, now).map_err(|_| challenge_unknown())?;
    let did = shown.holder.did();
    let taken = match found.used_by_offer() {
        Some(_) => Taken::OfAnother,
        None => office.ledger.take_exchange(claim, &did, (&valid.digest, valid.until), now).map_err(told)?,
    };
    match taken {
        Taken::Here => {}
        Taken::ChallengeUsed => return Err(challenge_unknown()),
        Taken::OfAnother => {
            let title = "A wallet has this credential already";
            let detail = "Each link gives one copy. Open it in a browser and ask for another link for this wallet.";
            return Err(Problem::new(StatusCode::GONE, "link-used", title, detail));
        }
    }
    let request = crate::crypto::sha256_of([&b"exchange-1"[..], &found.token.hash()]);
    let wish = BoundWish { holder: &shown.holder, request };
    let copies = issue_bound(office, keys, found.claim.award, BoundFormat::Badge, &[wish], now);
    let mut copies = copies.map_err(|error| refusal::of_issue(&error))?;
    office.ledger.hand_over(claim, now).map_err(told)?;
    copies.pop().ok_or_else(Problem::internal)
}

fn challenge_unknown() -> Problem {
    let detail = "/verifiablePresentation/proof/challenge: send {} again, and sign for the challenge that is answered.";
    Problem::new(StatusCode::BAD_REQUEST, "challenge-unknown", NOT_SHOWN, detail)
}

/// Why a presentation shows nothing, without saying anything of it again.
fn not_shown(error: &ProofError) -> Problem {
    let (code, detail) = match error {
        ProofError::OtherShowing { member: "domain" } => {
            ("domain-other", "/verifiablePresentation/proof/domain: sign for the domain that was asked for.")
        }
        ProofError::OtherShowing { .. } => return challenge_unknown(),
        ProofError::HolderNotProven { .. } => {
            ("holder-not-shown", "/verifiablePresentation/holder: the proof has to be made with the key of this DID.")
        }
        ProofError::MethodNotAuthorized { .. } => {
            ("key-unavailable", "Sign with a did:key of Ed25519: keys of other DIDs are looked up nowhere.")
        }
        ProofError::InvalidSignature => ("signature-wrong", "The signature is not one of this presentation."),
        ProofError::MissingProof => ("proof-missing", "/verifiablePresentation/proof: it is missing."),
        ProofError::WrongPurposeOfShowing { .. } => {
            ("purpose-wrong", "/verifiablePresentation/proof/proofPurpose: it has to be `authentication`.")
        }
        ProofError::UnsupportedCryptosuite { .. } | ProofError::UnsupportedProofType { .. } => {
            ("proof-unknown", "Sign with eddsa-rdfc-2022 or Ed25519Signature2020.")
        }
        _ => ("presentation-malformed", "/verifiablePresentation: it is no presentation that can be verified."),
    };
    Problem::new(StatusCode::BAD_REQUEST, code, NOT_SHOWN, detail)
}

/// JSON that nobody keeps.
fn answer(body: &str) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (headers, [(ROBOTS, NO_INDEX)], format!("{body}\n")).into_response()
}
