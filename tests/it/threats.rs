//! Threats to whoever verifies, from the document to the page, where no test of a single room shows it whole: each with its
//! exact outcome. `SECURITY.md` says which test stands for which threat.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use elmseal::fetch::{Fetch, FetchError, Purpose};
use elmseal::http::{Patience, PublicService, Running};
use elmseal::limits;
use elmseal::status::{Bitstring, StatusError};
use elmseal::verify::{Check, Decision, Outcome, Report, Verifier};
use serde_json::{Value, json};

use crate::carriers::{Picture, svg};
use crate::wire::{Answer, get, post, send};
use crate::world::{self, BASE, Nowhere, World};

fn verify(bytes: &[u8]) -> Report {
    World::new().verifier().verify(bytes, world::now())
}

/// What is refused for `code` before any signature is looked at.
#[track_caller]
fn refused(bytes: &[u8], code: &str) {
    refused_by(Check::Integrity, bytes, code);
}

#[track_caller]
fn refused_by(check: Check, bytes: &[u8], code: &str) {
    let report = verify(bytes);
    let row = report.row(check);
    assert_eq!((report.decision, row.outcome, row.code), (Decision::Reject, Outcome::Failed, code), "{}", row.detail);
    assert_eq!(report.credential, None, "nothing of it is shown");
}

/// The sealed credential with a change that was not sealed.
fn changed(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut document = World::new().credential(0, |_| {});
    change(&mut document);
    document.to_string().into_bytes()
}

/// T2: what a term means is no business of the document's.
#[test]
fn t2_a_document_brings_no_meanings_of_its_own() {
    assert_eq!(verify(&changed(|_| {})).decision, Decision::Accept);
    let context = |added: Value| changed(|document| document["@context"].as_array_mut().expect("contexts").push(added));
    for added in [
        json!({"grade": "http://data.europa.eu/snb/model/elm/noteLiteral"}),
        json!({"@vocab": "urn:any:"}),
        json!({"@base": "https://evil.example/"}),
        json!({"@import": "https://evil.example/context.jsonld"}),
        json!({"@propagate": false}),
        json!({}),
    ] {
        refused(&context(added), "context-inline");
    }
    for scoped in ["/issuer", "/credentialSubject", "/credentialSubject/hasClaim", "/proof"] {
        let bytes = changed(|document| {
            let object = document.pointer_mut(scoped).and_then(Value::as_object_mut).expect("an object");
            object.insert("@context".to_owned(), json!({"title": null}));
        });
        if scoped == "/proof" {
            refused_by(Check::Proof, &bytes, "proof-member-unknown");
        } else {
            refused(&bytes, "context-inline");
        }
    }
    // An address of a context is a name, which is known or not: it is never asked for.
    for iri in ["https://evil.example/context.jsonld", "https://www.w3.org/2018/credentials/v1/", "http://127.0.0.1/c"]
    {
        let report = verify(&context(json!(iri)));
        let row = report.row(Check::Integrity);
        assert_eq!((report.decision, row.code), (Decision::Undecided, "context-unknown"), "{iri}");
    }
    // The order of contexts is that of the sealed document, and keywords stay out of data.
    refused(&changed(|document| document["@context"].as_array_mut().expect("contexts").swap(0, 1)), "not-a-credential");
    for keyword in ["@graph", "@included", "@reverse", "@nest", "@index", "@value"] {
        refused(&changed(|document| document["credentialSubject"][keyword] = json!({})), "graph-unsound");
    }
}

/// T3: what no context defines is not quietly left unsealed.
#[test]
fn t3_a_member_that_nothing_defines_is_not_passed_over() {
    for place in ["", "/issuer", "/credentialSubject", "/credentialSubject/hasClaim/provenBy/grade"] {
        let bytes = changed(|document| {
            let object = document.pointer_mut(place).and_then(Value::as_object_mut).expect("an object");
            object.insert("honours".to_owned(), json!("summa cum laude"));
        });
        refused(&bytes, "graph-unsound");
    }
}

/// The sealed credential with other achievements.
fn claiming(achievements: Vec<Value>) -> Vec<u8> {
    changed(|document| document["credentialSubject"]["hasClaim"] = json!(achievements))
}

/// T4: nodes without names that are all alike.
#[test]
fn t4_a_poisoned_graph_is_given_up() {
    let clique = |size: usize| {
        let node = |at: usize| {
            let others: Vec<Value> =
                (0..size).filter(|to| *to != at).map(|to| json!({"id": format!("_:b{to}")})).collect();
            json!({"id": format!("_:b{at}"), "type": "LearningAchievement", "hasPart": others})
        };
        (0..size).map(node).collect::<Vec<_>>()
    };
    // Six take some seconds to name, twelve more than there are.
    for size in [6, 12] {
        refused(&claiming(clique(size)), "graph-not-canonicalizable");
    }
    // A few are named; that they were not sealed is then a matter of the signature.
    refused_by(Check::Proof, &claiming(clique(3)), "signature-mismatch");
}

/// T4: nodes without names, each of which would be hashed.
#[test]
fn t4_a_crowd_of_blank_nodes_is_given_up() {
    let crowd = |size: usize| {
        let node = |at: usize| json!({"type": "LearningAchievement", "title": {"en": at.to_string()}});
        claiming((0..size).map(node).collect())
    };
    refused(&crowd(limits::BLANK_NODES_MAX + 1), "graph-not-canonicalizable");
    refused_by(Check::Proof, &crowd(limits::BLANK_NODES_MAX), "signature-mismatch");
}

/// T5: a name that stands twice is read by some as the first and by others as the last.
#[test]
fn t5_a_name_stands_once_in_a_document() {
    let good = String::from_utf8(changed(|_| {})).expect("text");
    for (from, to) in [
        ("\"issuer\":", "\"issuer\":{\"id\":\"did:web:evil.example\"},\"issuer\":"),
        ("\"fullName\":", "\"fullName\":{\"en\":\"Eve\"},\"fullName\":"),
        ("\"fullName\":", "\"full\\u004eame\":{\"en\":\"Eve\"},\"fullName\":"),
        ("\"proofValue\":", "\"proofValue\":\"z\",\"proofValue\":"),
        ("{\"en\":\"Data literacy\"}", "{\"en\":\"Data literacy\",\"en\":\"Medicine\"}"),
    ] {
        assert!(good.contains(from), "{from}");
        refused(good.replacen(from, to, 1).as_bytes(), "not-json");
    }
    for bad in ["\"\\ud800\"", "1e999", "18446744073709551616", "NaN", "01"] {
        refused(good.replacen("\"Zoë Ångström\"", bad, 1).as_bytes(), "not-json");
    }
}

/// T12: a list that is small on the way and large when it is unpacked.
#[test]
fn t12_a_status_list_is_unpacked_up_to_its_bound() {
    let packed = |bytes: usize| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![0; bytes]).expect("memory");
        let packed = packer.finish().expect("memory");
        assert!(packed.len() < bytes / 900, "{}", packed.len());
        format!("u{}", elmseal::crypto::encoding::to_base64url(&packed))
    };
    let bytes_max = limits::STATUS_LIST_BYTES_MAX;
    assert!(Bitstring::decode(&packed(bytes_max)).is_ok());
    assert_eq!(Bitstring::decode(&packed(bytes_max + 1)), Err(StatusError::TooLong { bytes_max }));
    assert_eq!(Bitstring::decode(&packed(4 * bytes_max)), Err(StatusError::TooLong { bytes_max }));
}

/// T13: deep, wide, long, and many of what may be several.
#[test]
fn t13_what_a_document_holds_is_counted() {
    let nested = |levels: usize| {
        changed(|document| {
            let mut value = json!("x");
            for _ in 0..levels {
                value = json!([value]);
            }
            document["credentialSubject"]["hasClaim"]["title"] = value;
        })
    };
    refused(&nested(limits::JSON_DEPTH_MAX), "not-json");
    refused(format!("{{\"a\":{}", "[".repeat(1_000_000)).as_bytes(), "not-json");
    refused(format!("[{}1]", "1,".repeat(limits::JSON_VALUES_MAX)).as_bytes(), "not-json");
    refused(&vec![b' '; limits::CREDENTIAL_BYTES_MAX + 1], "not-json");
    let several = |count: usize| {
        changed(|document| {
            let proof = |at: usize| {
                let mut proof = document["proof"].clone();
                proof["id"] = json!(format!("urn:proof:{at}"));
                proof
            };
            document["proof"] = (0..count).map(proof).collect();
        })
    };
    refused_by(Check::Proof, &several(limits::PROOFS_MAX + 1), "proofs-many");
    let contexts = changed(|document| {
        let known = document["@context"][1].clone();
        document["@context"].as_array_mut().expect("contexts").extend(vec![known; limits::CONTEXTS_MAX]);
    });
    let report = verify(&contexts);
    assert_eq!(report.decision, Decision::Reject, "{:?}", report.row(Check::Integrity));
}

/// T15: a drawing is read without what its document type could define, and a web page is no drawing.
#[test]
fn t15_neither_entities_nor_web_pages_are_read() {
    let service = Service::new(Arc::new(Nowhere));
    let document = World::new().credential(0, |_| {}).to_string();
    let code = |file: Vec<u8>| {
        let answer = service.upload("award.svg", &file).json();
        (answer["decision"].clone(), answer["reasons"][0]["code"].clone())
    };
    let inside = format!("<openbadges:credential><![CDATA[{document}]]></openbadges:credential>");
    let drawing = String::from_utf8(svg(&inside)).expect("text");
    let accepted = service.upload("award.svg", drawing.as_bytes()).json();
    assert_eq!(accepted["decision"], "accept");
    let root = drawing.find("<svg").expect("a drawing");
    for definitions in [
        "<!DOCTYPE svg>".to_owned(),
        "<!DOCTYPE svg [<!ENTITY a \"x\">]>".to_owned(),
        "<!DOCTYPE svg SYSTEM \"http://127.0.0.1/svg.dtd\">".to_owned(),
        "<!DOCTYPE svg [<!ENTITY % a SYSTEM \"file:///etc/passwd\"> %a;]>".to_owned(),
        format!("<!DOCTYPE svg [<!ENTITY a \"{}\"><!ENTITY b \"{}\">]>", "x".repeat(1000), "&a;".repeat(1000)),
    ] {
        let file = format!("{}{definitions}{}", &drawing[..root], &drawing[root..]);
        assert_eq!(code(file.into_bytes()), (json!("reject"), json!("document-type")), "{definitions}");
    }
    // Comments and processing instructions neither end nor split what is read.
    let split = drawing.replacen("<![CDATA[", "<!-- ]]> --><![CDATA[", 1);
    assert_eq!(service.upload("award.svg", split.as_bytes()).json()["decision"], "accept");
    let hidden =
        drawing.replacen(&inside, &format!("<openbadges:credential><!--{document}--></openbadges:credential>"), 1);
    assert_eq!(code(hidden.into_bytes()), (json!("reject"), json!("badge-missing")));
    let nested = drawing.replacen("<![CDATA[", "<title>{</title><![CDATA[", 1);
    assert_eq!(code(nested.into_bytes()).0, json!("reject"));
    let twice = drawing.replacen(&inside, &inside.repeat(2), 1);
    assert_eq!(code(twice.into_bytes()).0, json!("reject"));
    let page =
        format!("<!doctype html><html><body><script type=\"application/ld+json\">{document}</script></body></html>");
    assert_eq!(code(page.into_bytes()).0, json!("reject"));
}

/// Texts that try to leave the place where they are shown, or to become an address.
const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</bdi></p></main></body></html><h1>Accepted</h1>",
    "<svg onload=alert(1)><foreignObject>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "[click](https://evil.example/)",
];

/// The page with each text as a dot and each tag as it stands.
fn structure(page: &str) -> String {
    let tag = |part: &str| {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let tag = tag.split_once("base64,").map_or(tag, |(before, _)| before);
        format!("<{tag}>{}", if text.trim().is_empty() { "" } else { "." })
    };
    page.split('<').skip(1).map(tag).collect()
}

/// T16: whatever stands in a sealed credential is text on the page, and none of its links is one.
#[test]
fn t16_texts_and_links_of_a_sealed_credential_stay_texts() {
    let service = Service::new(Arc::new(Nowhere));
    let page = |text: &str| {
        let sealed = World::new().strangers_credential(|document| {
            fill(document, text);
            for organisation in ["/issuer", "/credentialSubject/hasClaim/awardedBy/awardingBody"] {
                document.pointer_mut(organisation).expect("an organisation")["homepage"] = json!({
                    "id": "urn:epass:webResource:1",
                    "type": "WebResource",
                    "contentURL": "javascript:alert(1)",
                    "title": {"en": text},
                });
            }
        });
        let answer = service.check("text/html", sealed.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(!answer.body.contains("href=\"javascript"), "{text}");
        assert!(!answer.body.contains("evil.example\""), "{text}");
        answer.body
    };
    let harmless = page("harmless");
    assert!(harmless.matches("harmless").count() > 5, "{harmless}");
    for text in HOSTILE {
        assert_eq!(structure(&page(text)), structure(&harmless), "{text}");
    }
}

/// Puts `text` into every text that has a language.
fn fill(value: &mut Value, text: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, text)),
        Value::Object(members) => {
            for (name, member) in members {
                if name == "en" { *member = json!(text) } else { fill(member, text) }
            }
        }
        _ => {}
    }
}

/// T17: a name that passes for another's.
#[test]
fn t17_a_name_that_passes_for_another_is_written_out() {
    let service = Service::new(Arc::new(Nowhere));
    let named = |name: &str| {
        let name = json!({"en": name});
        World::new().strangers_credential(|document| {
            document["issuer"]["legalName"] = name.clone();
            document["credentialSubject"]["hasClaim"]["awardedBy"]["awardingBody"]["legalName"] = name;
        })
    };
    for (name, shown) in [
        ("Un\u{456}versity of the Example", "Un[U+0456]versity of the Example"),
        ("University of the Ex\u{430}mple", "University of the Ex[U+0430]mple"),
        ("\u{202e}elpmaxE eht fo ytisrevinU", "[U+202E]elpmaxE eht fo ytisrevinU"),
        ("University\u{200b} of the Example", "University[U+200B] of the Example"),
        ("University of the Example\u{2066}", "University of the Example[U+2066]"),
        ("Universit\u{ff59} of the Example", "Universit[U+FF59] of the Example"),
        (
            "U\u{336}\u{337}\u{338}\u{321}\u{322}\u{327}niversity",
            "U\u{336}\u{337}\u{338}\u{321}[U+0322][U+0327]niversity",
        ),
    ] {
        let page = service.check("text/html", named(name).to_string().as_bytes()).body;
        assert!(page.contains(shown), "{shown}\n{page}");
        let record = page.split("base64,").nth(1).and_then(|rest| rest.split('"').next()).expect("the report");
        assert!(!page.replace(record, "").contains(name), "{name:?}");
        assert!(page.contains("claimed; on no trust list"), "{page}");
    }
    // The very name of a member does not make a member either; who is on the list is called by the list's name.
    let page = service.check("text/html", named("University of the Example").to_string().as_bytes()).body;
    assert!(page.contains("claimed; on no trust list") && page.contains("data-decision=\"undecided\""));
    let listed = World::new().credential(0, |_| {}).to_string();
    let page = service.check("text/html", listed.as_bytes()).body;
    assert!(page.contains("University of the Example") && !page.contains("Self-styled"), "{page}");
}

/// A net in which every address has a page that looks like this service, and leads on.
struct LookAlike;

impl Fetch for LookAlike {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        let host = url.split('/').nth(2).unwrap_or_default();
        Ok(format!("<!doctype html><title>Accepted</title><a href=\"https://{host}/next\">Accepted</a>").into_bytes())
    }
}

/// T18: no answer of the service leads anywhere but to the service.
#[test]
fn t18_the_service_sends_nobody_elsewhere() {
    let evil = "https://evil.example/v#1";
    for service in [Service::new(Arc::new(Nowhere)), Service::new(Arc::new(LookAlike))] {
        let mut answers = Vec::new();
        for target in [
            "/",
            "/verify",
            "/accessibility",
            "/nowhere",
            "//evil.example",
            "//evil.example/%2f..",
            "/\\evil.example",
            "/c/%0d%0aLocation:%20https:%2f%2fevil.example",
        ] {
            for query in ["", "url", "next", "to", "redirect", "return_to", "lang", "view"] {
                for value in
                    ["https:%2f%2fevil.example%2fv%231", "%2f%2fevil.example", "javascript:alert(1)", "%0d%0aRefresh:0"]
                {
                    let target = if query.is_empty() { target.to_owned() } else { format!("{target}?{query}={value}") };
                    answers.push((target.clone(), get(service.address(), &target, &[("Accept", "text/html")])));
                }
            }
        }
        let code = Picture::qr(evil.as_bytes(), 4).png();
        answers.push(("a code".to_owned(), service.upload_page("code.png", &code)));
        answers.push(("a link".to_owned(), service.upload_page("link.txt", evil.as_bytes())));
        for (asked, answer) in answers {
            // `GET /verify` without a link leads to the first page, and nothing leads anywhere else.
            assert!(["", "/"].contains(&answer.header("location")), "{asked}: {}", answer.header("location"));
            for header in ["refresh", "link"] {
                assert_eq!(answer.header(header), "", "{asked}");
            }
            assert!(!answer.body.contains("http-equiv"), "{asked}");
            for attribute in ["href=\"", "action=\"", "src=\"", "content=\"0"] {
                for address in answer.body.split(attribute).skip(1) {
                    let address = address.split('"').next().unwrap_or_default();
                    let own = address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
                    let own = own || address.starts_with('#') || address.starts_with("data:application/json;base64,");
                    assert!(own, "{asked}: {attribute}{address}");
                }
            }
            assert!(!answer.body.contains("data-decision=\"accept\""), "{asked}");
        }
    }
    // What a code may hold: a credential or a link to one. What a browser would run is neither.
    let service = Service::new(Arc::new(Nowhere));
    for text in ["javascript:alert(1)", "data:text/html,hello", "WIFI:T:WPA;S:x;P:y;;", "mailto:a@evil.example"] {
        let answer = service.upload("code.png", &Picture::qr(text.as_bytes(), 4).png()).json();
        let told = (&answer["decision"], &answer["reasons"][0]["code"]);
        assert_eq!(told, (&json!("reject"), &json!("qr-code-other")), "{text}");
    }
}

/// The public service on a free port.
struct Service {
    running: Running,
    _world: World,
}

impl Service {
    /// `elsewhere` is asked for what is not published by the institution.
    fn new(elsewhere: Arc<dyn Fetch>) -> Self {
        let world = World::new();
        let plain = world.verifier();
        // The list comes from the world, links from elsewhere.
        let verifier = if elsewhere.get(BASE, Purpose::Credential).is_ok() {
            Arc::new(Verifier::new(elsewhere, Vec::new()))
        } else {
            plain
        };
        let service = PublicService {
            verifier,
            publications: world.publications(),
            base: BASE.parse().expect("a URL"),
            clock: Arc::new(world::now),
            patience: Patience::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        Self { running: Running::start(listener, service).expect("a server"), _world: world }
    }

    fn address(&self) -> SocketAddr {
        self.running.address()
    }

    fn check(&self, accept: &str, bytes: &[u8]) -> Answer {
        post(self.address(), "/verify", "application/json", accept, bytes)
    }

    fn upload(&self, name: &str, content: &[u8]) -> Answer {
        self.send_file(name, content, "application/json")
    }

    fn upload_page(&self, name: &str, content: &[u8]) -> Answer {
        self.send_file(name, content, "text/html")
    }

    fn send_file(&self, name: &str, content: &[u8], accept: &str) -> Answer {
        let head = format!("--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        let body = [head.as_bytes(), content, b"\r\n--xyz--\r\n"].concat();
        let headers = [("Content-Type", "multipart/form-data; boundary=xyz"), ("Accept", accept)];
        send(self.address(), "POST", "/verify", &headers, &body)
    }
}
