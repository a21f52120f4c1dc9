//! Badges as a stranger verifies them: from each carrier, with a trust list.

use std::sync::Arc;

use elmseal::fetch::{Layered, LocalPublications};
use elmseal::model::ids::Did;
use elmseal::model::time::Timestamp;
use elmseal::trust::{Member, Scope};
use elmseal::verify::{Check, Decision, Outcome, Report, Verifier};

use super::*;
use crate::support::alliance;
use crate::support::course::BASE;
use crate::world::Nowhere;

/// Nothing is reachable but the trust list's member.
fn verifier(desk: &Desk, scope: Option<Scope>) -> Verifier {
    let keys = Keys::shared();
    let member = Member {
        names: vec![("en".to_owned(), "University of Examples".to_owned())],
        legal_ids: vec!["VATES-Q3318001I".to_owned()],
        country: "ES".to_owned(),
        dids: vec![Did::parse(ISSUER).expect("a DID")],
        issuing_keys: vec![keys.data_integrity.signer().verifying_key().to_multikey()],
        status_keys: vec![keys.status.signer().verifying_key().to_multikey()],
        scope: scope.unwrap_or_default(),
        ..Member::default()
    };
    let local = LocalPublications::new(BASE, desk.folder.dir());
    let fetch = Layered::new(vec![local], Box::new(Nowhere));
    Verifier::new(Arc::new(fetch), vec![alliance::anchor(&[member], at(0))])
}

fn verify(verifier: &Verifier, bytes: &[u8], now: Timestamp) -> Report {
    verifier.verify(&carried(bytes).1, now)
}

fn row(report: &Report, check: Check) -> (Outcome, &'static str) {
    let row = report.row(check);
    (row.outcome, row.code)
}

/// The files of one award in each form.
fn forms(files: &HashMap<String, Vec<u8>>, award: AwardId) -> Vec<(String, Vec<u8>)> {
    let start = award.uuid().hyphenated().to_string();
    let mut forms: Vec<_> = files
        .iter()
        .filter(|(name, _)| name.starts_with(&start))
        .map(|(name, bytes)| (name.clone(), bytes.clone()))
        .collect();
    forms.sort();
    forms
}

const ALL: [Format; 2] = [Format::Badge, Format::BadgeJwt];

#[test]
fn every_carrier_is_accepted_and_its_changed_twin_rejected() {
    let mut desk = Desk::new();
    issue(&mut desk, &ALL, &learners(2..3), 0, &mut Quiet).expect("issued");
    let files = unzip(&desk.path("out/out.zip"));
    let award = by_row(&files)[&2];
    let verifier = verifier(&desk, None);
    let forms = forms(&files, award);
    let endings: Vec<_> = forms.iter().map(|(name, _)| &name[36..]).collect();
    assert_eq!(endings, [".badge-jwt.jwt", ".badge.json", ".badge.png", ".badge.svg"]);
    for (name, bytes) in forms {
        let report = verify(&verifier, &bytes, at(1));
        assert_eq!(report.decision, Decision::Accept, "{name}: {report:#?}");
        let shown = report.credential.expect("a summary");
        assert_eq!(shown.learner.as_deref(), Some("Zoë 2 Núñez"), "{name}");
        assert_eq!(shown.badge.expect("a badge").achievement_type.as_deref(), Some("MicroCredential"), "{name}");
        assert_eq!(shown.credits.as_deref(), Some("1"), "{name}");
        // One letter of the learner's name is another, wherever it lies; checksums are right again.
        let document = carried(&bytes).1;
        let twin = if document.starts_with(b"{") {
            String::from_utf8(document).expect("text").replacen("Zoë 2", "Zoé 2", 1).into_bytes()
        } else {
            let mut parts: Vec<String> =
                String::from_utf8(document).expect("text").split('.').map(str::to_owned).collect();
            let claims = elmseal::crypto::encoding::from_base64url(&parts[1]).expect("base64url");
            let claims = String::from_utf8(claims).expect("text").replacen("Zoë 2", "Zoé 2", 1);
            parts[1] = elmseal::crypto::encoding::to_base64url(claims.as_bytes());
            parts.join(".").into_bytes()
        };
        let report = verifier.verify(&twin, at(1));
        let proof = (Outcome::Failed, "signature-mismatch");
        assert_eq!((report.decision, row(&report, Check::Proof)), (Decision::Reject, proof), "{name}");
    }
}

#[test]
fn a_scope_of_levels_and_fields_is_judged_by_the_alignments() {
    let mut desk = Desk::new();
    desk.descriptor.fields =
        vec![elmseal::vocabulary::find(elmseal::vocabulary::List::IscedF, "0688").expect("a field")];
    issue(&mut desk, &ALL, &learners(2..3), 0, &mut Quiet).expect("issued");
    let files = unzip(&desk.path("out/out.zip"));
    let bytes = files.iter().find(|(name, _)| name.ends_with(".badge.png")).expect("a badge").1;
    let scope = |levels: &[u8], fields: &[&str]| {
        Some(Scope {
            eqf_levels: Some(levels.to_vec()),
            isced_f: Some(fields.iter().map(|it| (*it).to_owned()).collect()),
            ..Scope::default()
        })
    };
    for (scope, decision, expected) in [
        (scope(&[6, 7], &["06"]), Decision::Accept, (Outcome::Passed, "in-scope")),
        (scope(&[7], &["06"]), Decision::Undecided, (Outcome::Failed, "out-of-scope")),
        (scope(&[6], &["01"]), Decision::Undecided, (Outcome::Failed, "out-of-scope")),
    ] {
        let report = verify(&verifier(&desk, scope), bytes, at(1));
        assert_eq!((report.decision, row(&report, Check::Scope)), (decision, expected));
    }
}
