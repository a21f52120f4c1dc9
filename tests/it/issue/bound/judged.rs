//! Learning credentials before independent judges: @sd-jwt/sd-jwt-vc with the type's metadata, jose, and the reference
//! implementation of SD-JWT.
#![expect(clippy::disallowed_methods, reason = "judges are handed files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::*;
use crate::judges::{answer, judges};
use crate::support::pki::der;

/// The key of a wallet: the example of RFC 7515, appendix A.3.
fn wallet() -> Value {
    json!({
        "kty": "EC", "crv": "P-256", "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}

/// A folder with copies that were kept, revoked, suspended and changed, by a seal whose certificate names the issuer.
fn judged() -> (Scene, PathBuf) {
    let mut public = wallet();
    public.as_object_mut().expect("an object").remove("d");
    let holder = Holder::of_jwk(&public).expect("a holder");
    let mut scene = Scene::new();
    let name = der::seq(&[&der::context_primitive(6, BASE.as_bytes())]);
    let party = Spec::seal(Key::P256).with("2.5.29.17", false, name).issue(&TestPki::get().ca);
    scene.seal = Some(seal_of(&party, Algorithm::Es256));
    let folder = scene.desk.path("judged");
    fs::create_dir_all(folder.join("copies")).expect("a folder");
    let rows = by_row(&unzip(&scene.desk.path("out/out.zip")));
    for (name, row, change) in
        [("Kept", 2, None), ("Revoked", 3, Some(Change::Revoke)), ("Suspended", 4, Some(Change::Suspend))]
    {
        scene.award = rows[&row];
        let wish = [BoundWish { holder: &holder, request: [1; 32] }];
        let copy = scene.issue(BoundFormat::SdJwt, &wish, 0, &mut Quiet).expect("issued").remove(0);
        fs::write(folder.join(format!("copies/{name}.sd-jwt")), &copy).expect("a file");
        if let Some(change) = change {
            scene.change(change, 1);
        }
        if name == "Kept" {
            let copy = String::from_utf8(copy).expect("text");
            let parts: Vec<&str> = copy.split('~').collect();
            let mut disclosure: Value =
                serde_json::from_slice(&from_base64url(parts[1]).expect("base64url")).expect("JSON");
            disclosure[2] = json!("Other");
            let other = copy.replace(parts[1], &to_base64url(disclosure.to_string().as_bytes()));
            fs::write(folder.join("copies/Renamed.sd-jwt"), other).expect("a file");
            let [header, mut claims] = opened(parts[0]);
            claims["achievement_title"] = json!("A large course");
            let encoded = |value: Map<String, Value>| to_base64url(Value::Object(value).to_string().as_bytes());
            let signature = parts[0].rsplit('.').next().expect("a signature");
            let other = copy.replace(parts[0], &format!("{}.{}.{signature}", encoded(header), encoded(claims)));
            fs::write(folder.join("copies/Retitled.sd-jwt"), other).expect("a file");
        }
    }
    fs::write(folder.join("holder.json"), wallet().to_string()).expect("a file");
    fs::create_dir_all(folder.join("status")).expect("a folder");
    for entry in fs::read_dir(scene.desk.folder.dir().join("status")).expect("a folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), folder.join("status").join(entry.file_name())).expect("a copy");
    }
    (scene, folder)
}

#[test]
fn a_library_of_wallets_reads_the_copies_and_shows_a_part_of_them() {
    let Some((judges, reference)) = judges("@sd-jwt/sd-jwt-vc", "node_modules/@sd-jwt/sd-jwt-vc") else { return };
    let (_scene, folder) = judged();
    let metadata = reference.join("eudi/learning_credential.vct.json");
    let mut node = Command::new("node");
    let node = node.arg("sdjwt.mjs").args([&folder, &metadata]).arg(at(2).to_string()).current_dir(judges);
    let found: BTreeMap<String, Value> = answer(node);
    assert_eq!(found.len(), 5);
    for (name, status) in [("Kept", 0), ("Revoked", 1), ("Suspended", 2)] {
        let one = &found[name];
        assert_eq!(one.get("error"), None, "{name}: {one:#}");
        assert_eq!((&one["jose"], &one["status"]), (&json!("verified"), &json!(status)), "{name}: {one:#}");
        assert_eq!((&one["type"], &one["shown"], &one["bound"]), (&json!([]), &json!(["family_name"]), &json!(true)));
    }
    assert_eq!(found["Renamed"]["jose"], "verified", "the token is the same");
    assert!(found["Renamed"]["claims"].as_array().is_none_or(|claims| !claims.contains(&json!("family_name"))));
    assert_eq!(found["Retitled"]["jose"], "ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
    assert!(found["Retitled"]["error"].is_string());
}

#[test]
fn the_reference_implementation_reads_what_we_read() {
    let Some((judges, _)) = judges("sd-jwt of PyPI", "venv/bin/python") else { return };
    let (_scene, folder) = judged();
    let python = judges.join("venv/bin/python");
    let found: BTreeMap<String, Value> = answer(Command::new(python).arg("sdjwt.py").arg(&folder).current_dir(judges));
    for name in ["Kept", "Revoked", "Suspended"] {
        let copy = fs::read_to_string(folder.join(format!("copies/{name}.sd-jwt"))).expect("a copy");
        let [_, mut expected] = opened(copy.split('~').next().expect("a token"));
        expected.extend(disclosed(&copy));
        expected.retain(|claim, _| !claim.starts_with("_sd"));
        assert_eq!(found[name]["claims"], Value::Object(expected), "{name}");
    }
    assert!(found["Retitled"]["error"].is_string(), "{:#}", found["Retitled"]);
    assert!(found["Renamed"]["claims"].get("family_name").is_none(), "{:#}", found["Renamed"]);
}
