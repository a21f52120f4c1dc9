//! Presentations: who shows the credentials inside, and a report on each of them.
//!
//! A presentation is no credential, so it gets no decision: what it says is that somebody with a key showed these credentials
//! for this challenge and this domain.

use super::check_proof;
use super::{Asked, Report, Verifier};
use crate::fetch::{Fetch, Purpose};
use crate::limits;
use crate::model::ids::Did;
use crate::model::json::{Document, Json};
use crate::model::time::Timestamp;
use crate::proof::{ProofError, ResolvedMethod, Showing, UnverifiedPresentation, verify_presentation};
use crate::trust::did::{DidDocument, did_web_url, method_did};

/// Why nobody is known to have shown a presentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotShown {
    /// A stable code, such as `proof-missing`.
    pub code: &'static str,
    /// One sentence in plain words.
    pub detail: String,
}

/// What came of verifying a presentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentationReport {
    /// Who showed it, if its proofs verify.
    pub shown_by: Result<Vec<String>, NotShown>,
    /// A report on each credential inside, in their order.
    pub credentials: Vec<Report>,
}

impl Verifier {
    /// Verifies a presentation as it was received, and each credential inside, with what `fetch` has.
    ///
    /// Its proofs are bound to what was `asked`. Credentials are reported on even if nobody is known to have shown them.
    #[must_use]
    pub fn verify_presentation_through(
        &self,
        fetch: &dyn Fetch,
        bytes: &[u8],
        asked: Showing<'_>,
        now: Timestamp,
    ) -> PresentationReport {
        let inside = match credentials(bytes) {
            Ok(inside) => inside,
            Err(too_many) => return PresentationReport { shown_by: Err(too_many), credentials: Vec::new() },
        };
        let verify = |credential: &Vec<u8>| self.verify_through(fetch, credential, Asked::default(), now);
        PresentationReport {
            shown_by: self.shown_by(fetch, bytes, asked, now),
            credentials: inside.iter().map(verify).collect(),
        }
    }

    fn shown_by(
        &self,
        fetch: &dyn Fetch,
        bytes: &[u8],
        asked: Showing<'_>,
        now: Timestamp,
    ) -> Result<Vec<String>, NotShown> {
        let broken = |error: ProofError| NotShown { code: check_proof::code(&error), detail: error.to_string() };
        let received = UnverifiedPresentation::parse(bytes).map_err(broken)?;
        let contexts = self.contexts;
        // Without keys, everything that is wrong with the proofs themselves shows before anything is asked from the net.
        match verify_presentation(&received, &[], asked, contexts) {
            Err(ProofError::MethodNotAuthorized { .. }) => {}
            Err(error) => return Err(broken(error)),
            Ok(_) => unreachable!("a proof needs a key"),
        }
        let methods = received.claimed_methods().into_iter().map(|method| published(method, fetch, now));
        let methods = methods.collect::<Result<Vec<_>, _>>()?;
        let verified = verify_presentation(&received, &methods, asked, contexts).map_err(broken)?;
        if verified.expires.is_some_and(|expires| expires <= now) {
            let detail = "the proof of the presentation is over".to_owned();
            return Err(NotShown { code: "proof-expired", detail });
        }
        Ok(verified.shown_by)
    }
}

/// The key of a method, which its DID's own document names for showing credentials.
fn published(method: &str, fetch: &dyn Fetch, now: Timestamp) -> Result<ResolvedMethod, NotShown> {
    let unknown = |detail: String| NotShown { code: "key-unavailable", detail };
    let not_understood = || unknown(format!("`{method}` is not a method that is understood"));
    let did = method_did(method).and_then(|text| Did::parse(text).ok()).ok_or_else(not_understood)?;
    let document = if did.is_web() {
        let url = did_web_url(&did).map_err(|e| unknown(e.to_string()))?;
        let bytes = fetch.get(url.as_str(), Purpose::DidDocument).map_err(|e| unknown(e.to_string()))?;
        DidDocument::parse(&bytes, &did)
    } else {
        DidDocument::of_did_key(&did)
    };
    let document = document.map_err(|e| unknown(e.to_string()))?;
    let not_for_it = |detail: String| NotShown { code: "method-not-authorized", detail };
    let found = document.authentication_method(method).map_err(|e| not_for_it(e.to_string()))?;
    if [found.revoked, found.expires].into_iter().flatten().any(|over| over <= now) {
        return Err(not_for_it(format!("`{method}` was revoked, or is over")));
    }
    Ok(ResolvedMethod { id: found.id.clone(), controller: found.controller.clone(), key: found.key })
}

/// The credentials inside, each as its own text; none if the document cannot be read.
fn credentials(bytes: &[u8]) -> Result<Vec<Vec<u8>>, NotShown> {
    let Ok(document) = Document::parse(bytes, limits::REQUEST_BYTES_MAX) else { return Ok(Vec::new()) };
    let Some(inside) = document.root().get("verifiableCredential") else { return Ok(Vec::new()) };
    let (found, most) = (inside.items().count(), limits::PRESENTED_CREDENTIALS_MAX);
    if found > most {
        let detail =
            format!("the presentation has {found} credentials, more than the {most} that are checked at a time");
        return Err(NotShown { code: "credentials-many", detail });
    }
    let text = |one: Json<'_>| one.as_str().map_or_else(|| one.to_value().to_string(), str::to_owned).into_bytes();
    Ok(inside.items().map(text).collect())
}
