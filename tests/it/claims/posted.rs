//! Letters with links, handed to a mail server that answers as it is told.

use std::collections::HashMap;

use elmseal::claim::{Letter, LetterAward, letter};
use elmseal::config::{MailSettings, MailTls};
use elmseal::learners::Learner;
use elmseal::ledger::{Ledger, LetterFilter, LetterState, Mailing};
use elmseal::mail::{MailError, MailServer, SendReport, Sending, send_waiting};
use elmseal::model::time::Timestamp;
use elmseal::render::locale::Locale;
use elmseal::render::visible::Shown;
use zeroize::Zeroizing;

use super::house::{CLAIMS, House, reachable, token_of};
use crate::issuer::shop::at;
use crate::smtp::{Manners, SmtpServer, Turn};
use crate::support::seeded::Seeded;

fn settings(server: &SmtpServer) -> MailSettings {
    MailSettings {
        host: "127.0.0.1".to_owned(),
        port: server.address.port(),
        tls: MailTls::None,
        from: "Registrar <registrar@uni.example>".to_owned(),
        reply_to: Some("help@uni.example".to_owned()),
        user: None,
    }
}

fn written(_: &Ledger, mailing: &Mailing) -> Result<Letter, String> {
    let award = |link: &elmseal::ledger::LetterLink| LetterAward {
        title: Shown::new("A small course"),
        link: format!("{CLAIMS}/claim/{}", link.token.as_str()),
        until: link.expires,
    };
    let awards: Vec<_> = mailing.links.iter().map(award).collect();
    let locale = Locale::from_tag(&mailing.contact.language).unwrap_or_default();
    Ok(letter(locale, &Shown::new("University of Examples"), &Shown::new(&mailing.name), &awards))
}

/// Sends what is due at `now`.
fn send_with(
    house: &House,
    settings: &MailSettings,
    password: Option<&str>,
    now: Timestamp,
) -> Result<SendReport, MailError> {
    let password = password.map(|password| Zeroizing::new(password.to_owned()));
    let mut server = MailServer::new(settings, password).expect("addresses");
    let path = house.path("ledger.db");
    let mut entropy = Seeded::new(77);
    let sending = Sending { ledger: &path, batch: None, write: &written, clock: &|| now, entropy: &mut entropy };
    send_waiting(sending, &mut server)
}

fn send(house: &House, server: &SmtpServer, now: Timestamp) -> Result<SendReport, MailError> {
    send_with(house, &settings(server), None, now)
}

fn letters(house: &mut House) -> Vec<(String, LetterState, Option<String>)> {
    let rows = house.at_work(|office| office.ledger.letters(LetterFilter::default())).expect("readable");
    rows.into_iter().map(|row| (row.address.unwrap_or_default(), row.state, row.reason)).collect()
}

/// How many tokens the ledger's tables have.
fn tokens(house: &House) -> i64 {
    let tables = rusqlite::Connection::open(house.path("ledger.db")).expect("the ledger");
    let sql = "SELECT count(*) FROM outbox WHERE token IS NOT NULL";
    tables.query_row(sql, [], |row| row.get(0)).expect("a number")
}

fn turns(to: &str, turn: Turn) -> Manners {
    Manners { turns: HashMap::from([(to.to_owned(), turn)]), ..Manners::default() }
}

#[test]
fn each_learner_gets_one_mail_in_plain_text_and_html_and_no_token_stays() {
    let mut house = House::new();
    let server = SmtpServer::start(Manners::default());
    let german = Learner { language: Some("de".parse_language()), ..reachable(2) };
    let rows = house.issue(&[reachable(1), german]);
    let report = send(&house, &server, at(1)).expect("sent");
    assert_eq!(report, SendReport { sent: 2, ..SendReport::default() });
    let taken = server.taken();
    assert_eq!(
        taken.iter().map(|one| one.to.as_str()).collect::<Vec<_>>(),
        ["learner1@uni.example", "learner2@uni.example"]
    );
    let first = &taken[0];
    assert_eq!(first.header("Subject"), "Your micro-credential from University of Examples");
    assert_eq!(first.header("From"), "Registrar <registrar@uni.example>");
    assert_eq!(first.header("Reply-To"), "help@uni.example");
    assert!(first.header("Content-Type").starts_with("multipart/alternative"));
    assert!(first.header("Message-ID").ends_with("@uni.example>"), "{}", first.header("Message-ID"));
    let link = &rows[&1].1;
    for kind in ["text/plain", "text/html"] {
        let part = first.part(kind);
        for text in [link.as_str(), "Dear Zoë 1 Núñez", "A small course", "until 28 December 2026"] {
            assert!(part.contains(text), "{kind}: {text} in {part}");
        }
    }
    assert!(taken[1].part("text/plain").contains("Guten Tag Zoë 2 Núñez"), "{}", taken[1].message);
    assert!(!first.header("Message-ID").contains(token_of(link).as_str()));
    assert_eq!(tokens(&house), 0);
    let again = send(&house, &server, at(2)).expect("nothing to do");
    assert_eq!((again, server.taken().len()), (SendReport::default(), 2));
    assert!(letters(&mut house).iter().all(|(_, state, reason)| *state == LetterState::Sent && reason.is_none()));
}

/// A tag as a language.
trait ParseLanguage {
    fn parse_language(&self) -> elmseal::model::text::Language;
}

impl ParseLanguage for str {
    fn parse_language(&self) -> elmseal::model::text::Language {
        elmseal::model::text::Language::parse(self).expect("a language")
    }
}

#[test]
fn several_awards_of_one_learner_leave_in_one_mail() {
    let mut house = House::new();
    let server = SmtpServer::start(Manners::default());
    let same = |row: u64| Learner { given_name: "Ada".into(), email: Some("ada@uni.example".into()), ..reachable(row) };
    let rows = house.issue(&[same(1), reachable(2), same(3)]);
    assert_eq!(send(&house, &server, at(1)).expect("sent").sent, 2);
    let taken = server.taken();
    let ada = taken[0].part("text/plain");
    assert!(ada.contains(&rows[&1].1) && ada.contains(&rows[&3].1) && !ada.contains(&rows[&2].1), "{ada}");
}

#[test]
fn what_is_refused_for_good_is_kept_with_its_reason_and_the_others_are_sent() {
    for (turn, said) in [(Turn::Refuse, "5.1.1 no such mailbox"), (Turn::RefuseContent, "5.6.0 not such a message")] {
        let mut house = House::new();
        let server = SmtpServer::start(turns("learner1@uni.example", turn));
        house.issue(&[reachable(1), reachable(2)]);
        let report = send(&house, &server, at(1)).expect("sent");
        assert_eq!((report.sent, report.refused, report.later), (1, 1, 0));
        let found = letters(&mut house);
        assert_eq!((found[0].1, found[1].1), (LetterState::Refused, LetterState::Sent));
        assert!(found[0].2.as_deref().is_some_and(|reason| reason.contains(said)), "{found:?}");
        assert_eq!(tokens(&house), 0);
        assert_eq!(send(&house, &server, at(30)).expect("nothing to do"), SendReport::default());
    }
}

#[test]
fn what_is_put_off_or_cut_is_tried_later_with_the_same_message_id() {
    for turn in [Turn::Later, Turn::CutBefore, Turn::CutAfter] {
        let mut house = House::new();
        let server = SmtpServer::start(turns("learner1@uni.example", turn));
        let rows = house.issue(&[reachable(1), reachable(2)]);
        let report = send(&house, &server, at(1)).expect("sent");
        assert_eq!((report.sent, report.refused, report.later), (1, 0, 1), "{turn:?}");
        let found = letters(&mut house);
        assert_eq!(found[0].1, LetterState::Waiting, "{turn:?}");
        assert!(found[0].2.is_some(), "{turn:?}");
        assert_eq!(tokens(&house), 1);
        server.behave(Manners::default());
        assert_eq!(send(&house, &server, at(1).plus_seconds(60)).expect("too soon"), SendReport::default(), "{turn:?}");
        let later = send(&house, &server, at(1).plus_seconds(900)).expect("sent");
        assert_eq!(later, SendReport { sent: 1, ..SendReport::default() }, "{turn:?}");
        let mails: Vec<_> = server.taken().into_iter().filter(|one| one.to == "learner1@uni.example").collect();
        assert_eq!(mails.len(), if turn == Turn::CutAfter { 2 } else { 1 }, "{turn:?}");
        let ids: std::collections::HashSet<_> = mails.iter().map(|one| one.header("Message-ID")).collect();
        assert_eq!(ids.len(), 1, "one mail, twice: {turn:?}");
        assert!(mails.iter().all(|one| one.part("text/plain").contains(&rows[&1].1)));
        assert_eq!(tokens(&house), 0);
    }
}

#[test]
fn a_run_that_was_killed_is_gone_on_with_and_what_is_uncertain_is_said() {
    let mut house = House::new();
    let server = SmtpServer::start(Manners::default());
    house.issue(&[reachable(1), reachable(2)]);
    let taken = house.at_work(|office| office.ledger.take_mailing(None, at(1))).expect("taken");
    assert!(taken.is_some(), "killed here");
    assert_eq!(letters(&mut house)[0].1, LetterState::Sending);
    let report = send(&house, &server, at(1)).expect("sent");
    assert_eq!(report, SendReport { sent: 2, uncertain: 1, ..SendReport::default() });
    assert_eq!(tokens(&house), 0);
}

#[test]
fn where_no_mail_of_ours_is_taken_the_run_stops_and_all_waits() {
    let mut house = House::new();
    house.issue(&[reachable(1), reachable(2)]);
    let refusing = Manners { refused_sender: Some("registrar@uni.example".to_owned()), ..Manners::default() };
    let server = SmtpServer::start(refusing);
    let stopped = send(&house, &server, at(1)).expect_err("refused");
    assert!(matches!(&stopped, MailError::NotTaken { reason } if reason.contains("not your address")), "{stopped}");

    server.behave(Manners { password: Some("AHVzZXIAcmlnaHQ=".to_owned()), ..Manners::default() });
    let known = MailSettings { user: Some("user".to_owned()), ..settings(&server) };
    let stopped = send_with(&house, &known, Some("wrong"), at(1)).expect_err("refused");
    assert!(matches!(&stopped, MailError::NotTaken { reason } if reason.contains("wrong password")), "{stopped}");

    // Without TLS where it is wished, not a word of a mail is said.
    let secured = MailSettings { tls: MailTls::StartTls, ..settings(&server) };
    let before = server.commands().len();
    let stopped = send_with(&house, &secured, None, at(1)).expect_err("no TLS");
    assert!(matches!(stopped, MailError::Unreachable { .. }), "{stopped}");
    assert!(!server.commands()[before..].iter().any(|line| line.starts_with("MAIL") || line.starts_with("AUTH")));

    let nobody = std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port");
    let gone = MailSettings { port: nobody.port(), ..settings(&server) };
    let stopped = send_with(&house, &gone, None, at(1)).expect_err("nobody there");
    assert!(matches!(stopped, MailError::Unreachable { .. }), "{stopped}");

    assert!(letters(&mut house).iter().all(|(_, state, _)| *state == LetterState::Waiting));
    let report = send_with(&house, &known, Some("right"), at(1)).expect("sent");
    assert_eq!(report, SendReport { sent: 2, ..SendReport::default() });
}

#[test]
fn a_letter_whose_link_holds_no_more_is_given_up() {
    let mut house = House::new();
    let server = SmtpServer::start(Manners::default());
    let rows = house.issue(&[reachable(1), reachable(2)]);
    house.at_work(|office| office.ledger.withdraw_claims(rows[&1].0, at(0))).expect("withdrawn");
    assert_eq!(send(&house, &server, at(200)).expect("nothing to send"), SendReport::default());
    assert_eq!(server.taken().len(), 0);
    let found = letters(&mut house);
    assert!(found.iter().all(|(_, state, _)| *state == LetterState::Refused), "{found:?}");
    assert_eq!(tokens(&house), 0);
}

#[test]
fn a_letter_that_cannot_be_written_stands_in_nobodys_way() {
    let mut house = House::new();
    let server = SmtpServer::start(Manners::default());
    house.issue(&[reachable(1), reachable(2)]);
    let but_the_first = |ledger: &Ledger, mailing: &Mailing| match mailing.contact.address.as_str() {
        "learner1@uni.example" => Err("it is not sealed".to_owned()),
        _ => written(ledger, mailing),
    };
    let mut to = MailServer::new(&settings(&server), None).expect("addresses");
    let (path, mut entropy) = (house.path("ledger.db"), Seeded::new(78));
    let sending =
        Sending { ledger: &path, batch: None, write: &but_the_first, clock: &|| at(1), entropy: &mut entropy };
    let report = send_waiting(sending, &mut to).expect("the other is sent");
    assert_eq!(report, SendReport { sent: 1, refused: 1, ..SendReport::default() });
    let found = letters(&mut house);
    assert_eq!(found[0].2.as_deref(), Some("the letter cannot be written: it is not sealed"));
    assert_eq!((found[1].1, tokens(&house)), (LetterState::Sent, 0));
}
