//! Which keys a list had already, in at most 32 bytes a row, however long the list is.
//!
//! A key counts as seen when the 128 bits of its hash are there. The hash has a key of its own in each run, so that
//! nobody can make two learners' keys that are taken for one.

use std::hash::{BuildHasher as _, RandomState};

use hashbrown::HashTable;

/// Entries of a chunk: full chunks stay where they are.
const CHUNK: usize = 4096;
/// Tables from hashes to entries: when one grows, only a small part of all is there twice.
const TABLES: usize = 64;

/// Keys that were seen, with their rows.
pub(super) struct Seen {
    hashers: [RandomState; 2],
    /// In the order of their rows.
    chunks: Vec<Vec<Entry>>,
    tables: Vec<HashTable<u32>>,
}

/// A hash and a row in 20 bytes: as numbers of their own size they would take 24.
struct Entry {
    hash: [u8; 16],
    row: [u8; 4],
}

impl Default for Seen {
    fn default() -> Self {
        let tables = (0..TABLES).map(|_| HashTable::new()).collect();
        Self { hashers: [RandomState::new(), RandomState::new()], chunks: Vec::new(), tables }
    }
}

impl Seen {
    /// The row that had `key` before; if there is none, it is `row` from now on.
    pub fn first(&mut self, key: &str, row: u32) -> Option<u32> {
        let [first, second] = self.hashers.each_ref().map(|hasher| hasher.hash_one(key));
        let mut hash = [0; 16];
        hash[..8].copy_from_slice(&first.to_le_bytes());
        hash[8..].copy_from_slice(&second.to_le_bytes());
        self.first_hash(hash, row)
    }

    fn first_hash(&mut self, hash: [u8; 16], row: u32) -> Option<u32> {
        let Self { chunks, tables, .. } = self;
        let table = &mut tables[usize::from(hash[15]) % TABLES];
        if let Some(at) = table.find(word(&hash), |at| entry(chunks, *at).hash == hash) {
            return Some(u32::from_le_bytes(entry(chunks, *at).row));
        }
        if chunks.last().is_none_or(|last| last.len() == CHUNK) {
            chunks.push(Vec::with_capacity(CHUNK));
        }
        let full = (chunks.len() - 1) * CHUNK;
        let last = chunks.last_mut().expect("one was pushed");
        let at = u32::try_from(full + last.len()).expect("rows are counted in 32 bits");
        last.push(Entry { hash, row: row.to_le_bytes() });
        table.insert_unique(word(&hash), at, |at| word(&entry(chunks, *at).hash));
        None
    }

    /// How many bytes are kept.
    #[cfg(test)]
    fn bytes(&self) -> usize {
        let entries = self.chunks.len() * CHUNK * size_of::<Entry>();
        entries + self.tables.iter().map(HashTable::allocation_size).sum::<usize>()
    }
}

fn entry(chunks: &[Vec<Entry>], at: u32) -> &Entry {
    let at = at as usize;
    &chunks[at / CHUNK][at % CHUNK]
}

/// What a table looks for first; which table it is, other bits say.
fn word(hash: &[u8; 16]) -> u64 {
    u64::from_le_bytes(*hash.first_chunk().expect("longer than a word"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_of_a_key_is_told() {
        let mut seen = Seen::default();
        for row in 2..20_000 {
            assert_eq!(seen.first(&format!("s{row}"), row), None);
        }
        assert_eq!(seen.first("s7", 20_000), Some(7));
        assert_eq!(seen.first("s19999", 20_001), Some(19_999));
        assert_eq!(seen.first("s7", 20_002), Some(7), "and not the second one");
        assert_eq!(seen.first("s20000", 20_003), None);
        assert_eq!(seen.first("s20000", 20_004), Some(20_003));
    }

    #[test]
    fn all_bits_of_a_hash_count() {
        let mut seen = Seen::default();
        let mut hash = [0; 16];
        assert_eq!(seen.first_hash(hash, 2), None);
        for byte in 0..16_u8 {
            hash[usize::from(byte)] = 1;
            assert_eq!(seen.first_hash(hash, 3 + u32::from(byte)), None, "{byte}");
            assert_eq!(seen.first_hash(hash, 30), Some(3 + u32::from(byte)), "{byte}");
        }
    }

    #[test]
    fn each_run_has_hashes_of_its_own() {
        let (one, other) = (Seen::default(), Seen::default());
        assert_ne!(one.hashers[0].hash_one("key"), one.hashers[1].hash_one("key"));
        assert_ne!(one.hashers[0].hash_one("key"), other.hashers[0].hash_one("key"));
    }

    #[test]
    fn a_row_takes_at_most_32_bytes() {
        let mut seen = Seen::default();
        let mut largest_table = 0;
        for row in 1..=300_000_u32 {
            seen.first(&row.to_string(), row);
            if row >= 100_000 && row % 1_000 == 0 {
                // Besides what is kept, the table that grows is there once more while it does.
                largest_table =
                    seen.tables.iter().map(HashTable::allocation_size).max().unwrap_or(0).max(largest_table);
                assert!(seen.bytes() + largest_table / 2 <= 32 * row as usize, "{row}: {}", seen.bytes());
            }
        }
    }
}
