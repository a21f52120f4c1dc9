//! The vectors of the Token Status List: JSON lists of 1, 2, 4 and 8 bits.
#![expect(clippy::disallowed_methods, reason = "vectors are files")]

use std::fs;

use elmseal::status::TokenStatuses;
use serde_json::Value;

use crate::support;

#[test]
fn every_json_list_is_read() {
    let Some(reference) = support::reference("the lists of the Token Status List") else { return };
    let mut run = 0;
    for entry in fs::read_dir(reference.join("vectors/token-status-list")).expect("the vectors") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if !name.ends_with("json.md") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a vector");
        // The list is broken into lines within its text.
        let json: String = text[text.find('{').expect("an object")..].split_whitespace().collect();
        let list: Value = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{name}: {e}"));
        let bits = list["bits"].as_u64().expect("bits");
        let statuses = TokenStatuses::decode(bits, list["lst"].as_str().expect("a list"));
        let statuses = statuses.unwrap_or_else(|e| panic!("{name}: {e}"));
        let all: Vec<u8> = (0..).map_while(|index| statuses.get(index).ok()).collect();
        assert!(!all.is_empty() && all.iter().all(|status| u64::from(*status) < 1 << bits), "{name}");
        // Some say what bytes they are of.
        if let Some((_, bytes)) = text.split_once("byte_array = [") {
            let bytes = bytes.split(']').next().expect("an end").split(", ");
            let bytes: Vec<u8> = bytes
                .map(|byte| u8::from_str_radix(byte.trim().trim_start_matches("0x"), 16).expect("a byte"))
                .collect();
            let per_byte = 8 / usize::try_from(bits).expect("small");
            let expected = bytes.iter().flat_map(|byte| (0..per_byte).map(move |place| (byte, place)));
            let mask = u8::MAX >> (8 - bits);
            let expected: Vec<u8> = expected.map(|(byte, place)| (byte >> (place * (8 / per_byte))) & mask).collect();
            assert_eq!(all, expected, "{name}");
        } else {
            // The long ones have 2^20 statuses, of which few are set.
            let set = all.iter().filter(|status| **status != 0).count();
            eprintln!("{name}: {} statuses of {bits} bits, {set} set", all.len());
        }
        run += 1;
    }
    eprintln!("token status lists: {run} run, {run} passed");
    assert_eq!(run, 6);
}
