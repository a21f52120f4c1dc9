//! RFC 3161: tokens of real files, tokens of our own authority, and every way in which one can be wrong.
#![expect(clippy::disallowed_methods, reason = "tests read files")]

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use elmseal::pki::{TimeStampError, TimeStampToken};
use serde_json::Value;

use crate::support;

/// What a token of a sealed file was made over, and the token.
struct Stamped {
    what: &'static str,
    data: Vec<u8>,
    token: Vec<u8>,
}

fn tokens_of(value: &Value) -> Vec<Vec<u8>> {
    let tokens = value["tstTokens"].as_array().expect("tokens");
    tokens.iter().map(|token| STANDARD.decode(token["val"].as_str().expect("a value")).expect("base64")).collect()
}

/// The time stamps of a sealed file and the exact bytes that they are over (`b64` is false in all samples).
fn stamps(file: &[u8]) -> Vec<Stamped> {
    let file: Value = serde_json::from_slice(file).expect("JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let payload = text(&file["payload"]);
    let signature = &file["signatures"][0];
    let (protected, value) = (text(&signature["protected"]), text(&signature["signature"]));
    let header: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&protected).expect("base64url")).expect("a header");
    assert_eq!(header["b64"], false);
    let mut found = Vec::new();
    if header.get("adoTst").is_some() {
        for token in tokens_of(&header["adoTst"]) {
            found.push(Stamped { what: "adoTst", data: payload.clone().into_bytes(), token });
        }
    }
    let mut before = String::new();
    for element in signature["header"]["etsiU"].as_array().into_iter().flatten() {
        let element = text(element);
        let object: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&element).expect("base64url")).expect("an element");
        for (name, over) in [("sigTst", value.clone()), ("arcTst", format!("{payload}.{protected}.{value}.{before}"))] {
            let Some(stamp) = object.get(name) else { continue };
            for token in tokens_of(stamp) {
                let what = if name == "sigTst" { "sigTst" } else { "arcTst" };
                found.push(Stamped { what, data: over.clone().into_bytes(), token });
            }
        }
        before.push_str(&element);
    }
    found
}

#[test]
fn the_time_stamps_of_real_files_verify() {
    let Some(reference) = support::reference("time stamps of real files") else { return };
    let mut seen = Vec::new();
    for entry in fs::read_dir(reference.join("elm/samples")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if !name.ends_with("-signed.jsonld") {
            continue;
        }
        for Stamped { what, mut data, token } in stamps(&fs::read(&path).expect("a file")) {
            let read = TimeStampToken::parse(&token).unwrap_or_else(|e| panic!("{name} {what}: {e}"));
            let verified = read.verify(&data).unwrap_or_else(|e| panic!("{name} {what}: {e}"));
            assert_eq!(verified.time(), read.gen_time());
            let tsa = verified.tsa().subject().common_name.clone().unwrap_or_default();
            seen.push(format!("{name} {what} {} {tsa}", verified.time()));
            data[0] ^= 1;
            assert_eq!(read.verify(&data).expect_err("other data"), TimeStampError::Imprint);
            // A changed signature.
            let mut broken = token.clone();
            let last = broken.len() - 1;
            broken[last] ^= 1;
            data[0] ^= 1;
            let broken = TimeStampToken::parse(&broken).expect("a token");
            assert_eq!(broken.verify(&data).expect_err("another signature").code(), "time-stamp-signature");
        }
    }
    seen.sort();
    let qualified = "ZetesConfidens EC Qualified TSU17";
    let expected = [
        format!("2024-AA-Annex1-MC-signed.jsonld adoTst 2024-05-28T09:51:19Z {qualified}"),
        format!("2024-AA-Annex1-MC-signed.jsonld sigTst 2024-05-28T09:51:22Z {qualified}"),
        format!("2025-Sample-CertOfPart-signed.jsonld adoTst 2025-02-12T12:09:45Z {qualified}"),
        format!("2025-Sample-CertOfPart-signed.jsonld arcTst 2025-02-12T12:09:48Z {qualified}"),
        format!("2025-Sample-CertOfPart-signed.jsonld sigTst 2025-02-12T12:09:48Z {qualified}"),
        "2026-vendor-mc-signed.jsonld arcTst 2026-01-12T07:12:24Z self-signed-tsa".to_owned(),
        "2026-vendor-mc-signed.jsonld sigTst 2026-01-12T07:12:24Z self-signed-tsa".to_owned(),
        "Sample-CertOfPart-signed.jsonld adoTst 2023-09-27T12:07:01Z good-tsa".to_owned(),
        "Sample-CertOfPart-signed.jsonld arcTst 2023-09-27T12:07:04Z good-tsa".to_owned(),
        "Sample-CertOfPart-signed.jsonld sigTst 2023-09-27T12:07:04Z good-tsa".to_owned(),
        "Sample-MC-Annex1-signed.jsonld adoTst 2023-09-27T11:54:17Z good-tsa".to_owned(),
        "Sample-MC-Annex1-signed.jsonld arcTst 2023-09-27T11:54:20Z good-tsa".to_owned(),
        "Sample-MC-Annex1-signed.jsonld sigTst 2023-09-27T11:54:20Z good-tsa".to_owned(),
    ];
    assert_eq!(seen, expected);
}
