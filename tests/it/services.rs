//! Time stamps, OCSP, revocation lists and issuers' certificates over the guarded client.

use std::net::{IpAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use elmseal::crypto::{encoding, sha256};
use elmseal::fetch::{Danger, GuardedClient, Lookup, Purpose, SealServices, UrlRefusal, judge_url};
use elmseal::model::time::Timestamp;
use elmseal::pki::{
    NoServices, PkiServices, ServiceError, TimeStampToken, read_time_stamp_response, time_stamp_request,
};

use crate::responder::{Reply, Request, Responder, bare, ok};
use crate::tsa::{TestTsa, TsaOptions};

const NONCE: [u8; 16] = [7; 16];

/// Every name leads here.
struct Here(Vec<IpAddr>);

impl Lookup for Here {
    fn addresses(&self, _: &str) -> std::io::Result<Vec<IpAddr>> {
        Ok(self.0.clone())
    }
}

fn services(danger: Danger, budget: Duration, tsa: Option<&str>) -> SealServices {
    let here = Here(["127.0.0.1", "::1", "10.0.0.1"].iter().map(|text| text.parse().expect("an address")).collect());
    SealServices::with_client(GuardedClient::with_lookup(danger, Arc::new(here), budget).expect("a client"), tsa)
}

fn patient(tsa: Option<&str>) -> SealServices {
    services(Danger::AllowLoopback, Duration::from_secs(20), tsa)
}

#[test]
fn what_is_signed_itself_may_be_plain_and_nothing_else() {
    use Purpose::*;
    for purpose in [CaIssuers, Checkpoint, Credential, Crl, DidDocument, Ocsp, StatusList, TimeStamp, TrustList] {
        let plain = matches!(purpose, CaIssuers | Crl | Ocsp | TimeStamp);
        assert_eq!(purpose.rule().may_be_plain(), plain, "{purpose:?}");
        let local = UrlRefusal::LocalName { host: "ocsp.local".into() };
        for (url, expected) in [
            ("http://ocsp.example/x", if plain { Ok(()) } else { Err(UrlRefusal::NotHttps) }),
            ("http://ocsp.example:80/x", if plain { Ok(()) } else { Err(UrlRefusal::NotHttps) }),
            ("https://ocsp.example/x", Ok(())),
            ("http://ocsp.example:8080/x", Err(if plain { UrlRefusal::OtherPort } else { UrlRefusal::NotHttps })),
            ("https://ocsp.example:80/x", Err(UrlRefusal::OtherPort)),
            ("http://ocsp.example:443/x", Err(if plain { UrlRefusal::OtherPort } else { UrlRefusal::NotHttps })),
            ("http://10.0.0.1/x", Err(if plain { UrlRefusal::AddressAsHost } else { UrlRefusal::NotHttps })),
            ("http://2130706433/x", Err(if plain { UrlRefusal::AddressAsHost } else { UrlRefusal::NotHttps })),
            ("http://ocsp.local/x", Err(if plain { local } else { UrlRefusal::NotHttps })),
            ("http://user@ocsp.example/x", Err(UrlRefusal::UserInfo)),
            ("ldap://ocsp.example/cn=x", Err(UrlRefusal::NotHttps)),
            ("ftp://ocsp.example/x.crl", Err(UrlRefusal::NotHttps)),
            ("file:///etc/passwd", Err(UrlRefusal::NotHttps)),
        ] {
            assert_eq!(judge_url(url, purpose, Danger::Nothing).map(drop), expected, "{url} {purpose:?}");
        }
    }
}

#[test]
fn a_time_stamp_comes_over_http() {
    let time = Timestamp::parse("2026-07-01T12:00:00Z").expect("a time");
    let tsa = TestTsa::new();
    let root = tsa.root();
    let server = Responder::start(move |request: &Request| {
        ok("application/timestamp-reply; charset=binary", &tsa.response(&request.body, &TsaOptions::at(time)))
    });
    let services = patient(Some(&server.url("/tsa")));
    let imprint = sha256(b"data");
    let request = time_stamp_request(&imprint, &NONCE);
    for _ in 0..2 {
        let response = services.time_stamp(&request).expect("an answer");
        let token = read_time_stamp_response(&response, &imprint, &NONCE).expect("a token");
        let verified = TimeStampToken::parse(&token).and_then(|token| token.verify(b"data")).expect("a stamp");
        assert_eq!(verified.time(), time);
        assert!(verified.certificates().contains(&root));
    }
    // Stamps are never answered from what was kept.
    assert_eq!(server.connections(), 2);
    let seen = &server.requests()[0];
    assert_eq!((seen.method.as_str(), seen.target.as_str()), ("POST", "/tsa"));
    assert_eq!((seen.kind.as_str(), &seen.body), ("application/timestamp-query", &request));
}

fn wrong(request: &Request) -> Reply {
    match request.target.as_str() {
        "/html" => ok("text/html", b"<p>"),
        "/octets" => ok("application/octet-stream", b"x"),
        "/query" => ok("application/timestamp-query", b"x"),
        "/huge" => ok("application/timestamp-reply", &vec![0; 256 * 1024 + 1]),
        "/huge-ocsp" => ok("application/ocsp-response", &vec![0; 64 * 1024 + 1]),
        "/huge-list" => ok("application/pkix-crl", &vec![0; 8 * 1024 * 1024 + 1]),
        "/huge-bundle" => ok("application/pkix-cert", &vec![0; 256 * 1024 + 1]),
        "/404" => bare("404 Not Found", ""),
        "/503" => bare("503 Later", ""),
        "/to-private" => bare("307 There", "Location: http://10.0.0.1/\r\n"),
        "/to-metadata" => bare("308 There", "Location: http://169.254.169.254/latest\r\n"),
        "/to-name" => bare("307 There", "Location: http://rebind.example/\r\n"),
        "/to-get" => bare("302 There", "Location: /octets\r\n"),
        "/loop" => bare("307 There", "Location: /loop\r\n"),
        "/hang-up" => Reply::HangUp,
        _ => Reply::Silence,
    }
}

#[test]
fn answers_of_a_time_stamp_authority_are_refused_by_rule() {
    let server = Responder::start(wrong);
    let ask = |path: &str| patient(Some(&server.url(path))).time_stamp(b"request");
    let url = |path: &str| server.url(path);
    let content = |path: &str, found: &str| ServiceError::Content {
        url: url(path),
        expected: "application/timestamp-reply",
        found: found.into(),
    };
    let address = UrlRefusal::AddressAsHost.to_string();
    let no_address = UrlRefusal::NoPublicAddress { host: "rebind.example".into() }.to_string();
    for (path, expected) in [
        ("/html", content("/html", "text/html")),
        ("/octets", content("/octets", "application/octet-stream")),
        ("/query", content("/query", "application/timestamp-query")),
        ("/huge", ServiceError::TooLong { url: url("/huge"), bytes_max: 256 * 1024 }),
        ("/404", ServiceError::Status { url: url("/404"), status: 404 }),
        ("/503", ServiceError::Status { url: url("/503"), status: 503 }),
        ("/to-private", ServiceError::Refused { url: "http://10.0.0.1/".into(), reason: address.clone() }),
        ("/to-metadata", ServiceError::Refused { url: "http://169.254.169.254/latest".into(), reason: address }),
        ("/to-name", ServiceError::Refused { url: "http://rebind.example/".into(), reason: no_address }),
        ("/to-get", ServiceError::Status { url: url("/to-get"), status: 302 }),
        ("/loop", ServiceError::TooManyRedirects { url: url("/loop"), redirects_max: 3 }),
    ] {
        assert_eq!(ask(path), Err(expected), "{path}");
    }
    // A connection that breaks is tried once more.
    let before = server.connections();
    assert_eq!(ask("/hang-up").expect_err("no answer").code(), "service-unreachable");
    assert_eq!(server.connections(), before + 2);
}

#[test]
fn a_time_stamp_authority_that_is_slow_or_away_is_left() {
    let server = Responder::start(wrong);
    let slow = server.url("/silence");
    let services = services(Danger::AllowLoopback, Duration::from_millis(400), Some(&slow));
    assert_eq!(services.time_stamp(b"request"), Err(ServiceError::TimedOut { url: slow }));
    assert_eq!(server.connections(), 1, "a slow authority is not asked again");

    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let away = patient(Some(&format!("http://127.0.0.1:{port}/")));
    assert_eq!(away.time_stamp(b"request").expect_err("nobody there").code(), "service-unreachable");
    let none = Err(ServiceError::NotConfigured { service: "time-stamp authority" });
    assert_eq!(patient(None).time_stamp(b"request"), none);
    assert_eq!(NoServices.time_stamp(b"request"), none);
}

#[test]
fn ocsp_is_asked_by_post_and_by_get_where_post_is_not_known() {
    let server = Responder::start(|request: &Request| match (request.method.as_str(), request.target.as_str()) {
        ("POST", "/ocsp") => ok("application/ocsp-response", &request.body),
        ("POST", "/old") => bare("405 No", ""),
        ("GET", target) if target.starts_with("/old/") => ok("application/ocsp-response", target.as_bytes()),
        _ => bare("404 No", ""),
    });
    let services = patient(None);
    let request = [0xfb, 0xff, 0xfe, 1];
    for _ in 0..2 {
        assert_eq!(services.ocsp(&server.url("/ocsp"), &request), Ok(request.to_vec()));
    }
    assert_eq!(server.requests()[0].kind, "application/ocsp-request");
    assert_eq!(server.connections(), 1, "an answer about the same certificate is used again");
    assert_eq!(services.ocsp(&server.url("/ocsp"), b"another"), Ok(b"another".to_vec()));
    assert_eq!(encoding::to_base64(&request), "+//+AQ==");
    let expected = Ok(b"/old/%2B%2F%2F%2BAQ%3D%3D".to_vec());
    assert_eq!(services.ocsp(&server.url("/old"), &request), expected);
    let refused = ServiceError::Status { url: server.url("/old"), status: 405 };
    assert_eq!(services.ocsp(&server.url("/old"), &[0; 256]), Err(refused), "too long for a URL");
    let missing = ServiceError::Status { url: server.url("/missing"), status: 404 };
    assert_eq!(services.ocsp(&server.url("/missing"), &request), Err(missing));
}

#[test]
fn lists_and_certificates_are_fetched_within_their_bounds() {
    let list = vec![0x30; 3 * 1024 * 1024];
    let body = list.clone();
    let server = Responder::start(move |request: &Request| match request.target.as_str() {
        "/ca.crl" => ok("application/pkix-crl", &body),
        "/ca.cer" => ok("application/x-x509-ca-cert", b"certificate"),
        "/moved.cer" => bare("301 There", "Location: /ca.cer\r\n"),
        _ => wrong(request),
    });
    let services = patient(None);
    assert_eq!(services.crl(&server.url("/ca.crl")), Ok(list.clone()));
    assert_eq!(services.crl(&server.url("/ca.crl")), Ok(list));
    assert_eq!(server.connections(), 1);
    assert_eq!(services.ca_issuer(&server.url("/moved.cer")), Ok(b"certificate".to_vec()));
    let url = |path: &str| server.url(path);
    for (answer, expected) in [
        (
            services.crl(&url("/html")),
            ServiceError::Content { url: url("/html"), expected: "application/pkix-crl", found: "text/html".into() },
        ),
        (
            services.crl(&url("/huge-list")),
            ServiceError::TooLong { url: url("/huge-list"), bytes_max: 8 * 1024 * 1024 },
        ),
        (
            services.ca_issuer(&url("/huge-bundle")),
            ServiceError::TooLong { url: url("/huge-bundle"), bytes_max: 256 * 1024 },
        ),
        (
            services.ocsp(&url("/huge-ocsp"), b"x"),
            ServiceError::TooLong { url: url("/huge-ocsp"), bytes_max: 64 * 1024 },
        ),
        (
            services.ocsp(&url("/octets"), b"x"),
            ServiceError::Content {
                url: url("/octets"),
                expected: "application/ocsp-response",
                found: "application/octet-stream".into(),
            },
        ),
        (
            services.ca_issuer(&url("/to-private")),
            ServiceError::Refused { url: "http://10.0.0.1/".into(), reason: UrlRefusal::AddressAsHost.to_string() },
        ),
    ] {
        assert_eq!(answer, Err(expected));
    }
}

#[test]
fn what_is_refused_is_never_connected_to() {
    let server = Responder::start(wrong);
    let port = server.url("").rsplit(':').next().expect("a port").to_owned();
    let wide = Duration::from_secs(20);
    for url in [
        format!("http://127.0.0.1:{port}/octets"),
        format!("http://localhost:{port}/octets"),
        format!("http://2130706433:{port}/octets"),
        format!("http://[::1]:{port}/octets"),
        format!("http://rebind.example:{port}/octets"),
        format!("http://user@rebind.example:{port}/octets"),
        "http://rebind.example/octets".to_owned(),
        "ldap://rebind.example/cn=x".to_owned(),
    ] {
        let services = services(Danger::Nothing, wide, Some(&url));
        let answers =
            [services.time_stamp(b"x"), services.ocsp(&url, b"x"), services.crl(&url), services.ca_issuer(&url)];
        for answer in answers {
            assert_eq!(answer.expect_err("a refusal").code(), "service-refused", "{url}");
        }
    }
    assert_eq!(server.connections(), 0);
}
