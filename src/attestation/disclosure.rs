//! Disclosures (RFC 9901, section 4.2): each claim that can be withheld stands in the token as a digest of its salt, name
//! and value.

use serde_json::{Map, Value, json};

use crate::crypto::encoding::to_base64url;
use crate::crypto::sha256;
use crate::model::entropy::{Entropy, draw};

/// Puts digests of `withheld` into `claims` and gives what discloses them. Decoys fill the digests up to `digests`, so that
/// their number does not tell which claims there are, and their order is that of the digests.
pub(super) fn conceal(
    claims: &mut Map<String, Value>,
    withheld: Vec<(&'static str, Value)>,
    digests: usize,
    entropy: &mut dyn Entropy,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::with_capacity(digests);
    let mut disclosures = Vec::with_capacity(withheld.len());
    for (name, value) in withheld {
        // 128 bits (RFC 9901, section 9.3).
        let salt = to_base64url(&draw::<16>(entropy));
        let disclosure = to_base64url(json!([salt, name, value]).to_string().as_bytes());
        found.push(digest(&disclosure));
        disclosures.push(disclosure);
    }
    while found.len() < digests {
        found.push(digest(&to_base64url(&draw::<32>(entropy))));
    }
    found.sort_unstable();
    claims.insert("_sd".to_owned(), json!(found));
    claims.insert("_sd_alg".to_owned(), "sha-256".into());
    disclosures
}

fn digest(disclosure: &str) -> String {
    to_base64url(&sha256(disclosure.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_the_standard() {
        // RFC 9901, section 4.2.3.
        let disclosure = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        assert_eq!(digest(disclosure), "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0");
    }

    #[test]
    fn decoys_hide_how_many_claims_there_are() {
        struct Counting(u8);
        impl Entropy for Counting {
            fn fill(&mut self, bytes: &mut [u8]) {
                self.0 += 1;
                bytes.fill(self.0);
            }
        }
        let mut claims = Map::new();
        let withheld = vec![("given_name", json!("Ana"))];
        let disclosures = conceal(&mut claims, withheld, 4, &mut Counting(0));
        assert_eq!(disclosures.len(), 1);
        let digests = claims["_sd"].as_array().expect("digests");
        assert_eq!(digests.len(), 4);
        assert!(digests.contains(&json!(digest(&disclosures[0]))));
        assert!(digests.is_sorted_by_key(|digest| digest.as_str()));
        assert_eq!(claims["_sd_alg"], "sha-256");
    }
}
