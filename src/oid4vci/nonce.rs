//! Nonces (OpenID4VCI 1.0, section 7): given to whoever asks, so that they are kept nowhere before they are used. Each says
//! until when it holds and has the issuer's mark; which ones were used is for the ledger.

use super::refusal::{Code, Refusal};
use crate::crypto::encoding::{from_base64url, to_base64url};
use crate::crypto::{MacKey, sha256};
use crate::limits;
use crate::model::entropy::{Entropy, draw};
use crate::model::time::Timestamp;

const RANDOM_BYTES: usize = 16;
const MARK_BYTES: usize = 16;

/// Makes and knows nonces.
#[derive(Debug)]
pub struct Nonces(MacKey);

/// A nonce that was given out here and still holds.
#[derive(Debug, PartialEq, Eq)]
pub struct ValidNonce {
    /// Its digest.
    pub digest: [u8; 32],
    /// Until when it holds.
    pub until: Timestamp,
}

impl Nonces {
    /// With the issuer's key for them.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self(MacKey::new(key))
    }

    /// A new one.
    #[must_use]
    pub fn make(&self, now: Timestamp, entropy: &mut dyn Entropy) -> String {
        let until = now.plus_seconds(limits::NONCE_SECONDS).unix();
        let mut bytes = until.to_be_bytes().to_vec();
        bytes.extend(draw::<RANDOM_BYTES>(entropy));
        let mark = self.0.mac(&bytes);
        bytes.extend(&mark[..MARK_BYTES]);
        to_base64url(&bytes)
    }

    /// Knows one again.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidNonce`] when it was not made here or does not hold any more.
    pub fn check(&self, nonce: &str, now: Timestamp) -> Result<ValidNonce, Refusal> {
        let invalid = || Refusal::from(Code::InvalidNonce);
        let bytes = from_base64url(nonce).ok().filter(|bytes| bytes.len() == 8 + RANDOM_BYTES + MARK_BYTES);
        let bytes = bytes.ok_or_else(invalid)?;
        let (marked, mark) = bytes.split_at(8 + RANDOM_BYTES);
        let differs = self.0.mac(marked).iter().zip(mark).fold(0_u8, |differs, (a, b)| differs | (a ^ b));
        let until = marked.first_chunk::<8>().and_then(|until| Timestamp::from_unix(i64::from_be_bytes(*until)));
        match until {
            Some(until) if std::hint::black_box(differs) == 0 && now < until => {
                Ok(ValidNonce { digest: sha256(nonce.as_bytes()), until })
            }
            _ => Err(invalid()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u8);

    impl Entropy for Fixed {
        fn fill(&mut self, bytes: &mut [u8]) {
            self.0 += 1;
            bytes.fill(self.0);
        }
    }

    #[test]
    fn a_nonce_holds_for_its_time_and_only_where_it_was_made() {
        let now = Timestamp::parse("2026-07-01T10:00:00Z").expect("a time");
        let nonces = Nonces::new(&[7; 32]);
        let mut entropy = Fixed(0);
        let (one, other) = (nonces.make(now, &mut entropy), nonces.make(now, &mut entropy));
        assert_ne!(one, other);
        let until = now.plus_seconds(limits::NONCE_SECONDS);
        assert_eq!(nonces.check(&one, now), Ok(ValidNonce { digest: sha256(one.as_bytes()), until }));
        assert!(nonces.check(&one, until.plus_seconds(-1)).is_ok());
        let refused = Err(Refusal::from(Code::InvalidNonce));
        assert_eq!(nonces.check(&one, until), refused);
        assert_eq!(Nonces::new(&[8; 32]).check(&one, now), refused);
        // A later end under the same mark.
        let mut bytes = from_base64url(&one).expect("base64url");
        bytes[7] ^= 0x80;
        for wrong in ["", "abc", &one[1..], &format!("{one}A"), &to_base64url(&bytes)] {
            assert_eq!(nonces.check(wrong, now), refused, "{wrong}");
        }
    }
}
