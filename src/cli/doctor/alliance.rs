//! The lists of trusted entities: whether they hold, and whether they name this institution with the keys it has.

use crate::config::Workspace;
use crate::fetch::{Fetch, Purpose};
use crate::keys::{KeyRecord, Role};
use crate::limits;
use crate::model::time::Timestamp;
use crate::pki::CertificatePath;
use crate::trust::{AllianceList, KeyStanding, ListState, ServiceKind, Standing, TrustStore, open_list, state_of};
use crate::verify::{ListAnchor, ListSource};

use super::finding::Findings;
use crate::cli::files;

const CHECK: &str = "alliance_list";
const ASK: &str = "ask whoever keeps the list to enter it";

/// Looks at every list that the workspace trusts.
pub fn examine(
    workspace: &Workspace,
    records: &[KeyRecord],
    path: Option<&CertificatePath>,
    fetch: Option<&dyn Fetch>,
    now: Timestamp,
    findings: &mut Findings,
) {
    if workspace.trust.is_empty() {
        let what = "no list of trusted issuers is configured, so that nothing can be accepted here";
        findings.warn(CHECK, "no-list", what, "add `[[trust]]` with the alliance's root file to elmseal.toml");
    }
    for files in &workspace.trust {
        match files.anchor() {
            Ok(anchor) => list(workspace, &anchor, records, path, fetch, now, findings),
            Err(error) => {
                let advice = "put root file and signed list where `[[trust]]` of elmseal.toml says";
                findings.fault(CHECK, "list-unreadable", error.to_string(), advice);
            }
        }
    }
}

fn list(
    workspace: &Workspace,
    anchor: &ListAnchor,
    records: &[KeyRecord],
    path: Option<&CertificatePath>,
    fetch: Option<&dyn Fetch>,
    now: Timestamp,
    findings: &mut Findings,
) {
    let name = &anchor.root.list;
    let fetched;
    let bytes = match (&anchor.source, fetch) {
        (ListSource::Bytes(bytes), _) => bytes,
        (ListSource::Url(url), None) => {
            findings.skip(CHECK, "offline", format!("{url} was not fetched"), "run it without --offline");
            return;
        }
        (ListSource::Url(url), Some(fetch)) => match fetch.get(url, Purpose::TrustList) {
            Ok(bytes) => {
                fetched = bytes;
                &fetched
            }
            Err(error) => {
                let advice = "see whether the address in `[[trust]]` of elmseal.toml is right; nothing can be accepted until it answers";
                findings.fault(CHECK, "list-unavailable", error.to_string(), advice);
                return;
            }
        },
    };
    let verified = match open_list(&anchor.root, bytes) {
        Ok(verified) => verified,
        Err(error) => {
            let advice = "get the list again, or the root file if the alliance has changed its key";
            findings.fault(CHECK, "list-unverified", format!("`{name}`: {error}"), advice);
            return;
        }
    };
    let state = state_of(&anchor.root, &verified, &mut seen(workspace), now);
    if state == ListState::Fresh {
        findings.ok(
            CHECK,
            format!("`{name}` number {} holds until {}", verified.list().sequence, verified.list().next_update),
        );
    } else {
        let advice = "get the newest list; if you keep it yourself, `elmseal trust sign`";
        findings.fault(CHECK, state.code(), format!("`{name}` {}", state.explanation()), advice);
    }
    listed(workspace, name, verified.list(), records, path, now, findings);
}

/// What was seen of lists here; a damaged record counts as none, and verifying says so.
fn seen(workspace: &Workspace) -> TrustStore {
    let path = workspace.root.join("trust").join("seen.json");
    let bytes = files::read(&path, limits::TRUST_STORE_BYTES_MAX).ok();
    bytes.and_then(|bytes| TrustStore::parse(&bytes).ok()).unwrap_or_default()
}

fn listed(
    workspace: &Workspace,
    name: &str,
    list: &AllianceList,
    records: &[KeyRecord],
    path: Option<&CertificatePath>,
    now: Timestamp,
    findings: &mut Findings,
) {
    const CHECK: &str = "listing";
    let institution = &workspace.institution;
    let by_did = institution.did.as_ref().and_then(|did| list.entity_by_did(did.as_str()));
    let Some(entity) = list.entity_by_legal_id(&institution.organization_id).or(by_did) else {
        let what =
            format!("`{name}` does not name {}: verifiers do not accept what it issues", institution.organization_id);
        findings.fault(CHECK, "not-listed", what, ASK);
        return;
    };
    let mut wrong = false;
    let mut fault = |code, what: String, advice: &str| {
        wrong = true;
        findings.fault(CHECK, code, what, advice);
    };
    let standing = entity.service(ServiceKind::Issuance).map(|service| service.current.standing);
    if standing != Some(Standing::Granted) {
        let how = standing.map_or("has no right to issue", Standing::name);
        fault("listing-not-granted", format!("`{name}` says of it: {how}"), "ask whoever keeps the list");
    }
    let active = |role: Role| records.iter().rev().find(|record| record.role == role && record.is_active());
    for (role, kind) in [
        (Role::DataIntegrity, ServiceKind::Issuance),
        (Role::Status, ServiceKind::StatusList),
        (Role::Log, ServiceKind::Log),
    ] {
        let Some(key) = active(role).and_then(KeyRecord::verifying_key) else { continue };
        let service = entity.service(kind);
        // A list without that service is not asked about it; issuing needs one.
        if service.is_none() && kind != ServiceKind::Issuance {
            continue;
        }
        let standing = service.map_or(KeyStanding::NotListed, |service| service.key_standing(&key.to_multikey(), now));
        if let Some((code, how)) = unlisted(standing) {
            fault(code, format!("`{name}` {how} the {role} key {}", key.to_multikey()), ASK);
        }
    }
    let mut unknown = None;
    if let Some(leaf) = active(Role::Seal).and_then(KeyRecord::certificate) {
        let certificates = path.map(CertificatePath::certificates).unwrap_or_default();
        let which = format!("the seal certificate {} {}", leaf.serial_hex(), leaf.subject().text);
        match entity.seal_standing(leaf, certificates, now) {
            KeyStanding::Listed => {}
            KeyStanding::Compromised { .. } => {
                fault("seal-compromised", format!("`{name}` says that others have the key of {which}"), ASK);
            }
            // The list may name its authority, which is known by a path alone.
            _ if path.is_none() => unknown = Some(format!("whether `{name}` binds {which} by its authority")),
            _ => fault("seal-not-listed", format!("`{name}` does not name {which}"), ASK),
        }
    }
    if !wrong {
        findings.ok(CHECK, format!("`{name}` names {} with the keys of this workspace", institution.organization_id));
    }
    if let Some(what) = unknown {
        findings.skip(CHECK, "seal-chain-missing", what, "correct the certificate's chain first");
    }
}

fn unlisted(standing: KeyStanding) -> Option<(&'static str, &'static str)> {
    match standing {
        KeyStanding::Listed => None,
        KeyStanding::Compromised { .. } => Some(("key-compromised", "says that others have")),
        KeyStanding::ListedAtOtherTimes | KeyStanding::NotListed => Some(("key-not-listed", "does not name")),
    }
}
