//! Keys as text and as JSON.

use anyhow::Result;
use serde_json::json;

use crate::crypto::encoding::to_hex;
use crate::keys::{Imported, KeyRecord, KeyStore, Place, PublicKey, Role, State};

use super::super::Common;
use super::super::output::{print_json, say};
use super::told;

/// Says that a key was made.
pub fn made(record: &KeyRecord, common: &Common) {
    if common.json {
        print_json(&key_json(record));
        return;
    }
    say!("made the key {} for {}", record.name, record.role);
    if record.role == Role::Seal {
        certificate(record);
        say!("its certificate is self-issued: Europass will not accept its seals; an alliance may list it");
    }
    next(record);
}

/// Says that a key was taken in.
pub fn imported(imported: &Imported, common: &Common) {
    let record = &imported.record;
    if common.json {
        let mut json = key_json(record);
        json["warnings"] = json!(imported.warnings);
        print_json(&json);
        return;
    }
    say!("imported the key {} for {}; it lies in {}", record.name, record.role, place(record));
    certificate(record);
    for warning in &imported.warnings {
        say!("warning: {warning}");
    }
    next(record);
}

fn certificate(record: &KeyRecord) {
    let Some(leaf) = record.certificate() else { return };
    say!("  subject  {}", leaf.subject().text);
    say!("  issuer   {}", leaf.issuer().text);
    say!("  valid    until {}", leaf.not_after());
    if let Some(algorithm) = record.algorithm {
        say!("  signs    with {algorithm}");
    }
}

fn next(record: &KeyRecord) {
    if let Some(method) = record.verification_method() {
        say!("verification method: {method}");
    }
    match record.role {
        Role::Report => say!("next: `elmseal publish`, so that others find the key; then `elmseal serve signer`"),
        Role::Seal => say!("next: tell the alliance office, whose list may name the certificate"),
        _ => say!("next: `elmseal publish`, and tell the alliance office: its list has to name the key"),
    }
}

/// All keys, with what they are and where they lie.
pub fn list(store: &KeyStore, common: &Common) -> Result<()> {
    let records = store.list().map_err(told)?;
    if common.json {
        print_json(&records.iter().map(key_json).collect());
        return Ok(());
    }
    for record in &records {
        let state = match record.state {
            State::Active => "active".to_owned(),
            State::Retired { at } => format!("retired {at}"),
        };
        say!("{:<15} {:<20} {:<28} {}", record.role.name(), record.name, state, public(record));
        if let Some(leaf) = record.certificate().filter(|_| record.role == Role::Seal) {
            say!("    certificate of {}", leaf.subject().text);
            say!("    issued by {}, valid until {}", leaf.issuer().text, leaf.not_after());
        }
        if let Place::Token(_) = &record.place {
            say!("    in {}", place(record));
        }
    }
    if records.is_empty() {
        say!("there are no keys; make them with `elmseal key new ROLE`");
    }
    Ok(())
}

/// Where its private half lies.
fn place(record: &KeyRecord) -> String {
    match &record.place {
        Place::File => format!("keys/{}.pem", record.name),
        Place::Token(address) => format!("the {address}"),
    }
}

fn key_json(record: &KeyRecord) -> serde_json::Value {
    let mut json = json!({
        "role": record.role.name(),
        "name": record.name,
        "active": record.is_active(),
        "retired": match record.state { State::Active => None, State::Retired { at } => Some(at.to_string()) },
        "created": record.created.to_string(),
        "public": public(record),
        "verification_method": record.verification_method(),
        "example": record.is_example(),
        "place": match &record.place { Place::File => "file", Place::Token(_) => "token" },
    });
    if let Place::Token(address) = &record.place {
        json["token"] = json!({
            "module": address.module,
            "label": address.token,
            "serial": address.serial,
            "key": address.key_label,
            "key_id": address.key_id.as_ref().map(|id| to_hex(id)),
        });
    }
    if let Some(leaf) = record.certificate() {
        json["algorithm"] = json!(record.algorithm.map(|algorithm| algorithm.name()));
        json["certificate"] = json!({
            "subject": leaf.subject().text,
            "issuer": leaf.issuer().text,
            "serial": leaf.serial_hex(),
            "sha256": to_hex(&leaf.sha256()),
            "not_before": leaf.not_before().to_string(),
            "not_after": leaf.not_after().to_string(),
            "chain": record.chain().map_or(0, |chain| chain.certificates().len()),
        });
    }
    json
}

fn public(record: &KeyRecord) -> String {
    match &record.public {
        PublicKey::Ed25519(key) => key.to_multikey(),
        PublicKey::Certified(chain) => format!("sha256:{}", to_hex(&chain.leaf().spki_sha256())),
    }
}
