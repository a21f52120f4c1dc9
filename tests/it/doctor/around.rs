//! What is around the workspace: the time-stamp authority, what is published, the ledger, the alliance list.

use super::*;

#[test]
fn the_time_stamp_authority_answers_for_somebody_who_is_trusted() {
    let flawed = |flaw| move |patient: &mut Patient| patient.stamp = Some(TsaOptions::flawed(now(), flaw));
    let no_time = (NotChecked, "clock", "no-time-to-compare");
    check(|patient| patient.stamp = None, &[(Fault, "time_stamps", "service-timed-out"), no_time]);
    for (flaw, code) in [
        (Flaw::Rejected, "time-stamp-refused"),
        (Flaw::Nonsense, "time-stamp-malformed"),
        (Flaw::WrongImprint, "time-stamp-imprint"),
        (Flaw::WrongNonce, "time-stamp-nonce"),
        (Flaw::BrokenSignature, "time-stamp-signature"),
    ] {
        check(flawed(flaw), &[(Fault, "time_stamps", code), no_time]);
    }
    check(flawed(Flaw::OwnAuthority), &[(Fault, "time_stamps", "time-stamp-authority-untrusted")]);
    check(flawed(Flaw::KeyUsageMissing), &[(Fault, "time_stamps", "certificate-extended-key-usage")]);
    check(
        |patient| patient.settings("time_stamp_authorities = \"ca/tsa-root.pem\"\n", ""),
        &[(Warning, "time_stamps", "no-time-stamp-authorities")],
    );
    check(
        |patient| {
            patient.settings("level = \"t\"\ntime_stamp_authority = \"http://tsa.example/tsr\"\n", "level = \"b\"\n");
        },
        &[no_time],
    );
}

#[test]
fn the_clock_is_compared_with_the_authority() {
    for (seconds, expected) in [
        (5, None),
        (-5, None),
        (6, Some((Warning, "clock", "clock-off"))),
        (-6, Some((Warning, "clock", "clock-off"))),
        (300, Some((Warning, "clock", "clock-off"))),
        (301, Some((Fault, "clock", "clock-wrong"))),
        (-301, Some((Fault, "clock", "clock-wrong"))),
    ] {
        check(|patient| patient.stamp = Some(TsaOptions::at(now().plus_seconds(seconds))), &Vec::from_iter(expected));
    }
    // While the authority is asked, time goes on: that is not a wrong clock.
    let patient = Patient::healthy();
    let ticks = Cell::new(0);
    let clock = || {
        ticks.set(ticks.get() + 1);
        now().plus_seconds(if ticks.get() <= 2 { -20 } else { 20 })
    };
    let stamping = tsa().services(&TsaOptions::at(now()));
    let findings = examine(
        patient.dir.path(),
        Around {
            fetch: None,
            services: Some(&stamping),
            secrets: &Nobody,
            clock: &clock,
            entropy: &mut Seeded::new(7),
        },
    );
    assert!(findings.iter().any(|finding| (finding.check, finding.code) == ("clock", "ok")), "{findings:#?}");
}

#[test]
fn what_is_published_is_what_was_signed() {
    let lists = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder.join("status")).expect("a folder");
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths
    };
    check(
        |patient| fs::remove_file(patient.served.join(".well-known/did.json")).expect("removed"),
        &[(Fault, "did_document", "did-document-missing")],
    );
    check(
        |patient| fs::write(patient.served.join(".well-known/did.json"), "{}").expect("written"),
        &[(Fault, "did_document", "did-document-malformed")],
    );
    check(
        |patient| {
            let path = patient.served.join(".well-known/did.json");
            let mut document: Value = serde_json::from_slice(&fs::read(&path).expect("read")).expect("JSON");
            let method = &mut document["verificationMethod"][0]["publicKeyMultibase"];
            *method = elmseal::crypto::SigningKey::from_seed(&[9; 32]).verifying_key().to_multikey().into();
            fs::write(&path, document.to_string()).expect("written");
        },
        &[(Fault, "did_document", "did-document-differs")],
    );
    check(
        |patient| patient.web = Web::Down,
        &[
            (Fault, "did_document", "did-document-unreachable"),
            (NotChecked, "status_lists", "unreachable"),
            (NotChecked, "checkpoint", "unreachable"),
        ],
    );
    check(
        |patient| fs::remove_file(&lists(&patient.served)[0]).expect("removed"),
        &[(Fault, "status_lists", "status-list-missing")],
    );
    check(
        |patient| {
            let lists = lists(&patient.served);
            fs::copy(&lists[1], &lists[0]).expect("copied");
        },
        &[(Fault, "status_lists", "status-list-differs")],
    );
    check(
        |patient| fs::write(patient.served.join("log/checkpoint"), "x").expect("written"),
        &[(Fault, "checkpoint", "checkpoint-differs")],
    );
    check(
        |patient| fs::remove_file(patient.served.join("log/checkpoint")).expect("removed"),
        &[(Fault, "checkpoint", "checkpoint-missing")],
    );
    check(
        |patient| fs::remove_file(&lists(&patient.path("public"))[0]).expect("removed"),
        &[(Fault, "publication_folder", "publication-folder-differs")],
    );
}

#[test]
fn what_is_due_is_said() {
    check(
        |patient| {
            at_work(patient.dir.path(), |office, _| {
                let award = office.ledger.standing_of_batch(1).expect("a batch")[0];
                let selection = Selection::Awards(vec![award]);
                change_status(office.ledger, &selection, Change::Revoke, "an error", now(), office.entropy)
                    .expect("revoked");
            });
        },
        &[(Warning, "status_lists_due", "status-lists-due"), (Warning, "checkpoint", "checkpoint-due")],
    );
    // Half of the lists' week is over, and with it that of the alliance list.
    check(
        |patient| {
            patient.now = days(4);
            patient.stamp = Some(TsaOptions::at(days(4)));
        },
        &[(Warning, "status_lists_due", "status-lists-due")],
    );
    check(
        |patient| {
            patient.now = days(7);
            patient.stamp = Some(TsaOptions::at(days(7)));
        },
        &[(Fault, "status_lists_due", "status-list-expired"), (Fault, "alliance_list", "list-expired")],
    );
}

#[test]
fn the_ledger_agrees_with_itself() {
    check(
        |patient| fs::write(patient.path("ledger.db"), "nothing").expect("written"),
        &[(Fault, "ledger", "ledger-unreadable")],
    );
    check(|patient| fs::remove_file(patient.path("ledger.db")).expect("removed"), &[]);
    check(
        |patient| {
            let ledger = rusqlite::Connection::open(patient.path("ledger.db")).expect("a ledger");
            // Its guards would refuse that.
            let guards =
                "SELECT group_concat('DROP TRIGGER ' || name || ';', '') FROM sqlite_master WHERE type = 'trigger'";
            let drop: String = ledger.query_row(guards, [], |row| row.get(0)).expect("its guards");
            ledger.execute_batch(&format!("PRAGMA foreign_keys = OFF; {drop}")).expect("dropped");
            ledger.execute("DELETE FROM leaves WHERE leaf = (SELECT max(leaf) FROM leaves)", []).expect("deleted");
        },
        &[(Fault, "ledger", "ledger-damaged")],
    );
}

#[test]
fn the_alliance_list_names_the_institution_with_its_keys() {
    let listed = |edit: fn(Member) -> Member| {
        move |patient: &mut Patient| list(patient.dir.path(), |member, _| edit(member), |list| list)
    };
    let stranger = || elmseal::crypto::SigningKey::from_seed(&[9; 32]).verifying_key().to_multikey();
    check(
        |patient| patient.settings("[[trust]]\nroot = \"trust/alliance.root.json\"\n", ""),
        &[(Warning, "alliance_list", "no-list")],
    );
    check(
        |patient| fs::remove_file(patient.path("trust/alliance.jwt")).expect("removed"),
        &[(Fault, "alliance_list", "list-unreadable")],
    );
    check(
        |patient| {
            let path = patient.path("trust/alliance.jwt");
            let text = fs::read_to_string(&path).expect("a list");
            fs::write(&path, &text[..text.len() - 4]).expect("written");
        },
        &[(Fault, "alliance_list", "list-unverified")],
    );
    check(
        |patient| {
            let path = "[[trust]]\nroot = \"trust/alliance.root.json\"\nlist = \"https://alliance.example/list.jwt\"\n";
            patient.settings("[[trust]]\nroot = \"trust/alliance.root.json\"\n", path);
        },
        &[(Fault, "alliance_list", "list-unavailable")],
    );
    check(
        listed(|member| Member { legal_ids: vec!["VATES-OTHER".into()], dids: vec![], ..member }),
        &[(Fault, "listing", "not-listed")],
    );
    let other = stranger();
    check(
        move |patient: &mut Patient| {
            list(patient.dir.path(), |member, _| Member { issuing_keys: vec![other], ..member }, |list| list);
        },
        &[(Fault, "listing", "key-not-listed")],
    );
    check(
        |patient| {
            list(patient.dir.path(), |member, _| Member { status_keys: vec![stranger()], ..member }, |list| list);
        },
        &[(Fault, "listing", "key-not-listed")],
    );
    check(listed(|member| Member { certificates: vec![], ..member }), &[(Fault, "listing", "seal-not-listed")]);
    check(
        |patient| {
            let withdrawn = |list: AllianceList| {
                list.with_standing(&Selector::new(LEGAL_ID), Standing::Withdrawn, days(-2)).expect("a list")
            };
            list(patient.dir.path(), |member, _| member, withdrawn);
        },
        &[(Fault, "listing", "listing-not-granted")],
    );
}
