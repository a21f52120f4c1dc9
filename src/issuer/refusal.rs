//! Why something was not issued or changed, as a problem: the place, the reason, and what to do.
//!
//! The text may name members of the document to whoever sent it. What goes into the log names none.

use axum::http::StatusCode;

use crate::http::problem::Problem;
use crate::issue::{IssueError, LoneError};
use crate::jsonld::JsonLdError;
use crate::ledger::{LedgerError, is_disk_full};
use crate::proof::ProofError;

const NOT_ISSUED: &str = "The credential was not issued";

fn bad(code: &'static str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, code, NOT_ISSUED, detail)
}

fn conflict(code: &'static str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, NOT_ISSUED, detail)
}

/// Why a document was not issued.
pub(super) fn of_document(error: &LoneError) -> Problem {
    match error {
        LoneError::Conflict { award } => conflict(
            "other-content",
            format!(
                "Another document was issued under this id, as award {award}. Give this one an id of its own, or revoke \
                 the other and issue a new one under a new id."
            ),
        ),
        LoneError::Document(error) => of_proof(error),
        LoneError::Erased { award } => conflict(
            "erased",
            format!("Award {award} was issued for this and erased, so that it is not issued again. Give it a new id."),
        ),
        LoneError::Issue(error) => of_issue(error),
        LoneError::NotForTokens => bad(
            "not-for-tokens",
            "/@context: an enveloped credential is one of VCDM 2.0. Begin its contexts with \
             https://www.w3.org/ns/credentials/v2, or issue it with a proof.",
        ),
        LoneError::OtherIssuer { expected } => bad(
            "other-issuer",
            format!(
                "/issuer: this service issues as `{expected}` alone. Write that, or an object with it as its `id`."
            ),
        ),
        LoneError::ReservedId => bad(
            "reserved-id",
            "/id: ids that begin with `urn:credential:` are given by the ledger. Leave it out, or give one of your own.",
        ),
        LoneError::Revoked { award, state } => conflict(
            "not-valid",
            format!("Award {award} is {state}, so that no other form of it is made. Issue a new one under a new id."),
        ),
    }
}

fn of_proof(error: &ProofError) -> Problem {
    match error {
        ProofError::DataModel(rule) => bad("data-model-broken", format!("{rule}. Correct what stands there.")),
        ProofError::Graph(fault) => of_graph(fault),
        ProofError::Canonicalization(_) => {
            bad("graph-unsound", "Its blank nodes cannot be told apart in time. Give its objects ids.")
        }
        ProofError::ProofPresent => {
            bad("proof-present", "/proof: it has a proof already. Send the credential without one.")
        }
        ProofError::NotACredential => bad(
            "not-a-credential",
            "It is no verifiable credential: `@context` begins with the base context of VCDM 1.1 or 2.0, and `type` has \
             `VerifiableCredential`.",
        ),
        other => bad("not-securable", format!("It cannot be secured: {other}.")),
    }
}

fn of_graph(fault: &JsonLdError) -> Problem {
    let remedy = match fault {
        JsonLdError::UndefinedTerm { .. } | JsonLdError::UndefinedType { .. } => {
            "Leave it out, or name a context that defines it"
        }
        JsonLdError::UnknownContext { .. } => "Only contexts that are known here may be named; none is fetched",
        JsonLdError::InlineContext { .. } => "Name contexts by their IRIs, at the top alone",
        JsonLdError::EmptyArray { .. } | JsonLdError::NullMember { .. } => "Leave the member out",
        JsonLdError::RelativeIri { .. } | JsonLdError::InvalidIri { .. } => "Write an absolute IRI",
        _ => "What the document shows has to be in its graph, or it would not be secured",
    };
    bad("graph-unsound", format!("{fault}. {remedy}."))
}

/// Why the ledger cannot be worked with.
pub(super) fn of_ledger(error: &LedgerError) -> Problem {
    match error {
        LedgerError::InUse { .. } => {
            let detail = "Another elmseal is writing the ledger. Send the same request again in a while.";
            busy("ledger-in-use", detail)
        }
        LedgerError::Refused { refusals } => {
            let why: Vec<String> = refusals.iter().map(ToString::to_string).collect();
            let title = "The status was not changed";
            Problem::new(StatusCode::CONFLICT, "status-refused", title, format!("{}.", why.join("; ")))
        }
        LedgerError::UnknownAward { .. } => unknown_credential(),
        other => {
            tracing::error!(fault = %other, "the ledger cannot be worked with");
            if is_disk_full(other) { full() } else { Problem::internal() }
        }
    }
}

/// Why something could not be issued, changed or published that has no fault of its own.
pub(super) fn of_issue(error: &IssueError) -> Problem {
    match error {
        IssueError::Ledger(error) => of_ledger(error),
        IssueError::NoReason { bytes_max } => {
            let title = "The status was not changed";
            let detail = format!("`reason` is missing: say why, in at most {bytes_max} bytes. It stays in the ledger.");
            Problem::new(StatusCode::BAD_REQUEST, "no-reason", title, detail)
        }
        IssueError::ListBehind { .. } | IssueError::LogBehind { .. } => {
            tracing::error!(fault = %error, "the ledger is older than what is published");
            let title = "The ledger is older than what is published";
            let detail = "Nothing was published. Have the ledger put in its place with `elmseal ledger restore`.";
            Problem::new(StatusCode::CONFLICT, "ledger-behind", title, detail)
        }
        IssueError::Publish(fault) => {
            tracing::error!(%fault, "a document could not be published");
            if fault_is_full(fault) { full() } else { Problem::internal() }
        }
        IssueError::Signing(fault) => {
            tracing::error!(%fault, "a key does not sign");
            let detail = "The key does not answer. Send the same request again when it does: nothing is issued twice.";
            busy("key-not-answering", detail)
        }
        // Its text may show what is in the document.
        IssueError::OwnDocument { source } => {
            tracing::error!(code = source.code(), "what was signed does not verify and was not stored");
            Problem::internal()
        }
        IssueError::Interrupted => busy("interrupted", "It was broken off. Send the same request again."),
        _ => {
            tracing::error!("something that was to be issued or published could not be");
            Problem::internal()
        }
    }
}

fn fault_is_full(fault: &(dyn std::error::Error + 'static)) -> bool {
    is_disk_full(fault) || fault.source().is_some_and(fault_is_full)
}

fn busy(code: &'static str, detail: &str) -> Problem {
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, "The service is busy", detail);
    Problem { retry_after: Some(5), ..problem }
}

fn full() -> Problem {
    let detail = "There is no room left on the disk. When there is, send the same request again: nothing is lost.";
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, "disk-full", "There is no room", detail)
}

/// There is no credential of that id.
pub(super) fn unknown_credential() -> Problem {
    let title = "There is no such credential";
    let detail = "`credentialId` names no credential that was issued here. `elmseal list` shows the awards.";
    Problem::new(StatusCode::NOT_FOUND, "unknown-credential", title, detail)
}
