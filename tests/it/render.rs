//! Reports as they are shown: what a page and a terminal say, and what hostile text cannot do to them.

use elmseal::jose::jades::Level;
use elmseal::model::time::Timestamp;
use elmseal::record::Unsigned;
use elmseal::render::html::{self, Beside, Choice, Page, Site};
use elmseal::render::locale::Locale;
use elmseal::render::record::record;
use elmseal::render::text::{self, Style};
use elmseal::render::view::Extra;
use elmseal::verify::{
    About, Alignment, Assessment, BadgeSummary, CertificateSummary, Check, Coded, Component, CredentialSummary,
    Decision, Finding, Graded, IssuerField, LearningOutcome, ListUsed, Names, Organisation, Outcome, ProvenTime,
    QualifiedStatements, Quality, Reason, Report, SealFinding, SealSummary, StatedEvidence,
};

/// Text that tries to leave the place where it is shown.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</bdi></dd></main></body></html><h1>Accepted</h1>",
    "<!--",
    "{{ 7 * 7 }}",
    "&lt;b&gt;",
    "javascript:alert(1)",
    "https://evil.example/",
    "\u{202e}detpeccA",
    "\u{1b}]0;title\u{7}\u{1b}[2J",
    "\u{0}\u{8}\u{200b}\u{feff}",
    "line\nACCEPTED\nline",
];

/// The page of one report, with all that may stand beside it.
fn page_of(name: Option<&str>, report: &Report) -> String {
    let record = record("verify.example", name, report).unsigned(Unsigned::NoSigner);
    html::report(
        &english(),
        name,
        report,
        Beside { extra: Extra::Europass, record: &record, pictures: &[], withheld: 1 },
    )
}

fn english() -> Page {
    Page::new(&Site { host: "verify.example".to_owned(), root: "/".to_owned() })
}

/// A report in which every text of unknown origin is `text`.
fn report(decision: Decision, text: &str) -> Report {
    let names = || -> Names { vec![(text.to_owned(), text.to_owned())] };
    let organisation = |listed: bool| Organisation {
        names: if listed { names() } else { Vec::new() },
        claimed_names: names(),
        legal_id: listed.then(|| text.to_owned()),
        id: text.to_owned(),
    };
    let coded = || Coded { id: text.to_owned(), labels: names() };
    let outcome = || LearningOutcome { titles: names(), skills: vec![coded()] };
    let assessment =
        |level| Assessment { level, titles: names(), grade: names(), kind: Some(coded()), supervision: Some(coded()) };
    let outcome_of = |index: usize| Outcome::ALL[index % Outcome::ALL.len()];
    let rows = Check::ALL.iter().enumerate();
    Report {
        decision,
        reasons: vec![Reason { code: "some-code", text: text.to_owned() }],
        checks: rows
            .map(|(index, check)| Finding {
                check: *check,
                outcome: outcome_of(index),
                code: "some-code",
                detail: text.to_owned(),
                about: Some(Box::new(About::Lists(vec![text.to_owned()]))),
            })
            .collect(),
        credential: Some(CredentialSummary {
            id: text.to_owned(),
            titles: names(),
            descriptions: names(),
            learner: Some(text.to_owned()),
            issuer: Some(organisation(true)),
            awarding_bodies: vec![organisation(true), organisation(false)],
            issued: Some(text.to_owned()),
            valid_from: Some(text.to_owned()),
            valid_until: Some(text.to_owned()),
            outcomes: vec![outcome()],
            credits: Some(text.to_owned()),
            credit_framework: Some(text.to_owned()),
            eqf_level: Some(text.to_owned()),
            workload: Some(text.to_owned()),
            grades: vec![Graded { titles: names(), grade: names() }],
            sealed: Some(text.to_owned()),
            national_level: Some(coded()),
            assessments: vec![assessment(0), assessment(1)],
            components: vec![Component {
                level: 1,
                titles: names(),
                awarding_bodies: vec![organisation(true), organisation(false)],
                credits: Some(text.to_owned()),
                credit_framework: Some(text.to_owned()),
                outcomes: vec![outcome()],
                assessments: vec![assessment(0)],
            }],
            languages: vec![coded()],
            modes: vec![coded()],
            quality: vec![Quality {
                titles: names(),
                agent: Some(organisation(false)),
                decided: Some(text.to_owned()),
            }],
            badge: Some(BadgeSummary {
                criteria: names(),
                criteria_url: Some(text.to_owned()),
                achievement_type: Some(text.to_owned()),
                field_of_study: names(),
                alignments: vec![Alignment { names: names(), framework: names(), url: Some(text.to_owned()) }],
                creator: Some(organisation(false)),
                evidence: vec![StatedEvidence { names: names(), narrative: names(), url: Some(text.to_owned()) }],
            }),
            requirements: vec![names()],
            stackability: names(),
            learner_id: Some(text.to_owned()),
            country: Some(text.to_owned()),
            pictures: Vec::new(),
        }),
        seal: Some(seal(text)),
        evaluated_at: at("2026-07-01T12:00:00Z"),
        lists: vec![ListUsed {
            id: text.to_owned(),
            sequence: Some(7),
            digest: Some("0123456789abcdef0123".to_owned()),
            state: "fresh",
        }],
        document: [7; 32],
    }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// A seal whose certificate was made by somebody who writes `text` wherever that is possible.
fn seal(text: &str) -> SealSummary {
    let some = || Some(text.to_owned());
    SealSummary {
        level: Level::Lta,
        usable_level: Level::B,
        not_baseline: vec!["signing-time-deprecated"],
        algorithm: "RS256",
        claimed_time: at("2026-06-29T12:00:00Z"),
        proven_time: Some(ProvenTime { time: at("2026-06-29T12:00:01Z"), authority: text.to_owned() }),
        certificate: CertificateSummary {
            subject: text.to_owned(),
            organization: some(),
            organization_identifier: some(),
            common_name: some(),
            country: some(),
            issuer: text.to_owned(),
            issuer_short: text.to_owned(),
            serial: "0123".to_owned(),
            sha256: "0123456789abcdef".to_owned(),
            not_before: at("2025-01-01T00:00:00Z"),
            not_after: at("2028-01-01T00:00:00Z"),
            qualified: QualifiedStatements { compliance: true, types: vec![text.to_owned()], device: true },
            trusted: false,
        },
        issuer_fields: vec![
            IssuerField { field: "legalName", certificate: some(), stated: vec![text.to_owned()], confirmed: true },
            IssuerField { field: "country", certificate: some(), stated: vec![], confirmed: false },
        ],
        self_asserted: vec![text.to_owned()],
        rows: vec![SealFinding { check: "signature", outcome: Outcome::Passed, code: "ok", detail: text.to_owned() }],
    }
}

/// The page with every tag as it stands and every text as a dot: what a browser takes for structure.
fn structure(page: &str) -> String {
    let mut structure = String::new();
    for part in page.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        // The report to download is in Base64.
        let tag = tag.split_once("base64,").map_or(tag, |(before, _)| before);
        structure.push_str(&format!("<{tag}>"));
        structure.push_str(if text.trim().is_empty() { "" } else { "." });
    }
    structure
}

#[test]
fn no_text_of_a_credential_becomes_part_of_a_page() {
    for decision in [Decision::Accept, Decision::Reject, Decision::Undecided] {
        let harmless = report(decision, "harmless");
        let one = structure(&page_of(Some("harmless"), &harmless));
        let many = structure(&html::reports(
            &english(),
            &[("harmless".into(), &harmless), ("b".into(), &harmless)],
            Extra::Europass,
            "table",
        ));
        let problem = structure(&html::problem(&english(), "other", "harmless", "harmless", "urn:uuid:1"));
        for text in HOSTILE {
            let hostile = report(decision, text);
            assert_eq!(structure(&page_of(Some(text), &hostile)), one, "{text:?}");
            let pair = [((*text).to_owned(), &hostile), ("b".to_owned(), &hostile)];
            let page = html::reports(&english(), &pair, Extra::Europass, "table");
            assert_eq!(structure(&page), many, "{text:?}");
            assert_eq!(structure(&html::problem(&english(), "other", text, text, "urn:uuid:1")), problem, "{text:?}");
            for hidden in ['\u{202e}', '\u{1b}', '\u{0}', '\u{200b}', '\u{feff}'] {
                assert!(!page.contains(hidden), "{hidden:?}");
            }
            // A link of the credential is never one of the page.
            assert!(!page.contains("href=\"https://evil"), "{text:?}");
        }
    }
}

#[test]
fn only_a_passed_check_has_a_tick() {
    let page = page_of(None, &report(Decision::Undecided, "text"));
    for row in page.split("<tr data-check=").skip(1) {
        let row = row.split("</tr>").next().expect("a row");
        assert_eq!(row.contains("data-outcome=\"passed\""), row.contains('✓'), "{row}");
    }
    assert_eq!(page.matches('✓').count(), 5, "rows that passed, one of them the seal's");
    assert!(page.contains("data-decision=\"undecided\">Could not be decided</h1>"));
    assert!(page.contains("What the credential claims"));
    assert!(!page.contains("What was awarded"));
    assert!(page.contains("claimed; on no trust list"));
    assert!(
        page.contains(
            "<time datetime=\"2026-07-01T12:00:00Z\">Checked on <bdi lang=\"\">1 July 2026, 12:00:00 UTC</bdi>"
        )
    );
    assert!(page.contains("sequence 7, <bdi lang=\"en\">fresh</bdi>"));
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
}

#[test]
fn a_page_says_what_was_decided_in_the_first_heading() {
    for (decision, word, heading) in [
        (Decision::Accept, "Accepted", "What was awarded"),
        (Decision::Reject, "Rejected", "What the rejected credential claims"),
        (Decision::Undecided, "Could not be decided", "What the credential claims"),
    ] {
        let page = page_of(None, &report(decision, "text"));
        let first = page.split("<h1").nth(1).and_then(|rest| rest.split("</h1>").next()).expect("a heading");
        assert!(first.ends_with(&format!(">{word}")), "{first}");
        assert!(page.contains(&format!("<title>{word}: text</title>")));
        assert!(page.contains(&format!("<h2 class=\"kicker\">{heading}</h2>")));
        assert_eq!(page.matches("<h1").count(), 1);
    }
    let reports =
        [("a".to_owned(), &report(Decision::Accept, "text")), ("b".to_owned(), &report(Decision::Reject, "t"))];
    let page = html::reports(&english(), &reports, Extra::Europass, "table");
    assert_eq!(page.matches("<h1").count(), 1);
    assert!(page.contains("<h1>2 credentials checked</h1>"));
    assert!(page.contains("1 accepted</span> <span class=\"pill reject\">1 rejected"));
}

#[test]
fn exact_findings_are_worded_in_the_readers_language() {
    let mut report = report(Decision::Reject, "text");
    let expired = "the credential was valid until 2026-06-30T12:00:00Z";
    let row = Finding::failed(Check::Validity, "expired", expired).about(About::Time(at("2026-06-30T12:00:00Z")));
    report.checks[10] = row;
    let listed = Finding::passed(Check::TrustList, "issuer-listed", "the issuer is on the list `<b>`");
    report.checks[3] = listed.about(About::Lists(vec!["<b>".to_owned()]));
    report.checks[8] = Finding::failed(Check::Status, "revoked", "the issuer has revoked this award");
    report.checks[9] = Finding::inconclusive(Check::StatusList, "status-list-other", "something that has no words yet");
    let record = record("verify.example", None, &report).unsigned(Unsigned::NoSigner);
    let page = |locale| {
        let page = english().in_language(locale, Choice::Asked);
        html::report(
            &page,
            None,
            &report,
            Beside { extra: Extra::Nothing, record: &record, pictures: &[], withheld: 0 },
        )
    };
    let german = page(Locale::De);
    assert!(
        german.contains("Der Nachweis galt bis <bdi lang=\"de\">30. Juni 2026, 12:00:00 Uhr (UTC)</bdi>."),
        "{german}"
    );
    assert!(german.contains("Vertrauensliste <bdi lang=\"\">&#60;b&#62;</bdi>."));
    // What the translation says as well is not said in English too; what it does not say stands beside it.
    assert!(!german.contains("The issuer has revoked this award") && !german.contains("was valid until"));
    assert!(german.contains("<bdi lang=\"en\">Something that has no words yet.</bdi>"));
    let english = page(Locale::En);
    assert!(english.contains("The credential was valid until <bdi lang=\"en\">30 June 2026, 12:00:00 UTC</bdi>."));
    assert!(english.contains("The issuer has revoked this award."));
}

#[test]
fn a_terminal_gets_the_decision_first() {
    let mut sample = report(Decision::Undecided, "text");
    sample.seal = None;
    let shown = sample.credential.as_mut().expect("a summary");
    (shown.badge, shown.learner_id, shown.country) = (None, None, None);
    shown.stackability = Names::new();
    sample.reasons[0].text = "no list names did:web:uni.example".to_owned();
    sample.checks[0].detail = "unchanged\u{1b}[2J since it was sealed".to_owned();
    if let Some(credential) = &mut sample.credential {
        credential.learner = Some("Zoë \u{202e}Ångström".to_owned());
        credential.issued = Some("2026-06-30T12:00:00Z".to_owned());
        credential.workload = Some("PT25H".to_owned());
    }
    insta::assert_snapshot!(text::report(&sample, Style::Plain), @r"
    COULD NOT BE DECIDED
      no list names did:web:uni.example

    What the credential claims
      Title                    text
      Awarded to               Zoë [U+202E]Ångström
      Issued by                text (text; name from the trust list)
      Awarding body            text (text; name from the trust list)
      Awarding body            text (text; name as claimed, not on a trust list)
      Issued                   30 June 2026
      Valid from               text
      Valid until              text
      Credits                  text text
      EQF level                text
      National level           text
      Workload                 25 hours
      Language of instruction  text
      Form of participation    text
      Credential               text
      Result                   text: text
      Outcome                  text

    Checks: 4 passed, 4 failed, 3 not established, 3 not applicable
      integrity         passed          unchanged[U+001B][2J since it was sealed
      proof             failed          text
      issuer_key        inconclusive    text
      trust_list        not_applicable  text
      scope             passed          text
      awarding_bodies   failed          text
      trust_at_sealing  inconclusive    text
      trust_now         not_applicable  text
      status            passed          text
      status_list       failed          text
      validity          inconclusive    text
      log               not_applicable  text
      profile           passed          text
      vocabularies      failed          text

    Evaluated at 2026-07-01T12:00:00Z
    Trust list text, sequence 7, fresh, sha256 0123456789abcdef
    ");
    let coloured = text::report(&sample, Style::Coloured);
    assert!(coloured.starts_with("\u{1b}[1;33mCOULD NOT BE DECIDED\u{1b}[0m\n"), "{coloured}");
    let colours = coloured.replace("\u{1b}[0m", "");
    let plain = ["1;33", "32", "31", "33", "2"].iter().fold(colours, |t, c| t.replace(&format!("\u{1b}[{c}m"), ""));
    assert_eq!(plain, text::report(&sample, Style::Plain), "colour adds nothing but colour");
    assert_eq!(
        text::line("a\u{1b}.jsonld", &sample, Style::Plain),
        "undecided  a[U+001B].jsonld  no list names did:web:uni.example\n"
    );
}

#[test]
fn a_terminal_shows_hostile_text_on_one_line() {
    let lines = |text: &str| text::named(Some(text), &report(Decision::Accept, text), Style::Plain).lines().count();
    let expected = lines("harmless");
    for text in HOSTILE {
        assert_eq!(lines(text), expected, "{text:?}");
        let shown = text::report(&report(Decision::Accept, text), Style::Plain);
        assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    }
}

#[test]
fn a_terminal_tells_of_the_seal() {
    let mut sample = report(Decision::Undecided, "text");
    let mut sealed = seal("Uni\u{202e}ytisrev");
    sealed.not_baseline = vec!["sigT-after-2025-07-15"];
    sealed.proven_time = None;
    sealed.issuer_fields[0].confirmed = false;
    sealed.issuer_fields[0].stated = vec!["University".to_owned()];
    sample.seal = Some(sealed);
    let shown = text::report(&sample, Style::Plain);
    let section = shown.split("Electronic seal\n").nth(1).and_then(|rest| rest.split("\n\n").next());
    insta::assert_snapshot!(section.expect("a section"), @r"
      Sealed by                   Uni[U+202E]ytisrev (Uni[U+202E]ytisrev)
      Certificate of              Uni[U+202E]ytisrev (not trusted here)
      Sealed, by its own word     29 June 2026, 12:00:00 UTC
      Proven to exist             no trusted time stamp proves when
      Level                       JAdES LTA by its parts, of which B can be relied on here; not as the standard wants it: its time is written in the form that ended in July 2025
      Signature                   RS256
      Certificate valid           1 January 2025 to 1 January 2028
      Certificate says of itself  EU qualified for Uni[U+202E]ytisrev; only a trusted list of the Union confirms that; its key is in a qualified device
      Serial number               0123
      SHA-256 of the certificate  0123456789abcdef
      Legal name                  Uni[U+202E]ytisrev (the credential says University: not what the certificate says)
      Country                     Uni[U+202E]ytisrev (not stated in the credential)
      Only its own word           Uni[U+202E]ytisrev
      signature  passed  Uni[U+202E]ytisrev
    ");
    assert!(!shown.contains('\u{202e}'));
}
