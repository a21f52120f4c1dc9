//! Broken off anywhere, the same wish again completes it, and nothing is issued twice.

use std::ops::ControlFlow;

use elmseal::issue::{
    Commission, Identity, IssueError, LoneError, Novelty, Observer, Quiet, Released, Securing, StatusWish, Step,
    issue_lone,
};
use serde_json::{Map, Value, json};

use super::shop::{Keys, V2, at, at_work, audited};

struct StopAt(Step);

impl Observer for StopAt {
    fn reached(&mut self, step: Step) -> ControlFlow<()> {
        if step == self.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn document(keys: &Keys, name: &str) -> Map<String, Value> {
    let document = json!({
        "@context": [V2], "type": ["VerifiableCredential"], "issuer": keys.did, "id": "urn:example:1",
        "credentialSubject": { "id": format!("did:example:{name}") },
    });
    document.as_object().expect("an object").clone()
}

#[test]
fn broken_off_anywhere_the_same_wish_completes_and_issues_nothing_twice() {
    let keys = Keys::new();
    for securing in Securing::ALL {
        for step in [Step::Recorded, Step::Signed, Step::Checked, Step::Stored, Step::Published, Step::Delivered] {
            let folder = tempfile::tempdir().expect("a folder");
            let issue = |run: u64, document: &Map<String, Value>, observer: &mut dyn Observer| {
                at_work(folder.path(), &keys, run, |office| {
                    let identity = Identity::Id("urn:example:1");
                    let now = at(i64::try_from(run).expect("small"));
                    let commission = Commission { document, securing, identity, status: StatusWish::Stated, now };
                    issue_lone(office, keys.sealing(), commission, observer)
                })
            };
            let ada = document(&keys, "Ada");
            let stopped = issue(1, &ada, &mut StopAt(step));
            assert!(matches!(stopped, Err(LoneError::Issue(IssueError::Interrupted))), "{step:?}");
            let Released { award, bytes, novelty } = issue(2, &ada, &mut Quiet).expect("completed");
            let stored = matches!(step, Step::Stored | Step::Published | Step::Delivered);
            assert_eq!(novelty, if stored { Novelty::Known } else { Novelty::New }, "{step:?}");
            let again = issue(3, &ada, &mut Quiet).expect("known");
            assert_eq!(again, Released { award, bytes, novelty: Novelty::Known });
            let other = issue(4, &document(&keys, "Bob"), &mut Quiet);
            assert!(matches!(other, Err(LoneError::Conflict { award: known }) if known == award), "{step:?}");
            let rows = audited(folder.path(), &keys, 1);
            assert_eq!(rows[0].renditions.len(), 1);
            assert!(rows[0].renditions[0].delivered, "{step:?}");
        }
    }
}

#[test]
fn what_was_recorded_and_never_left_may_still_be_mended() {
    let keys = Keys::new();
    let folder = tempfile::tempdir().expect("a folder");
    let issue = |run: u64, name: &str, observer: &mut dyn Observer| {
        let document = document(&keys, name);
        at_work(folder.path(), &keys, run, |office| {
            let (securing, identity) = (Securing::EddsaRdfc2022, Identity::Id("urn:example:1"));
            let commission =
                Commission { document: &document, securing, identity, status: StatusWish::Stated, now: at(0) };
            issue_lone(office, keys.sealing(), commission, observer)
        })
    };
    assert!(issue(1, "Ada", &mut StopAt(Step::Recorded)).is_err());
    let mended = issue(2, "Bob", &mut Quiet).expect("mended");
    assert!(String::from_utf8(mended.bytes).expect("text").contains("did:example:Bob"));
    assert!(matches!(issue(3, "Ada", &mut Quiet), Err(LoneError::Conflict { .. })));
    assert_eq!(audited(folder.path(), &keys, 1)[0].learner_name.as_deref(), Some("did:example:Bob"));
}
