//! Base58btc of what is no longer than an Ed25519 signature.
//!
//! Long division takes a quarter of the time of the signature itself, and that of a key as much as looking at a whole status
//! list. Here the powers of 2^32 are written down in base
//! 58^5 once, and a number is a sum of their multiples.

/// The alphabet of base58btc.
const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// Five digits.
const BASE: u64 = 58u64.pow(5);
/// 64 bytes have at most 88 digits.
const LIMBS: usize = 18;
const WORDS: usize = 16;

/// 2^32 to the power of 15, 14, … 0 in base 58^5, the most significant limb first.
const POWERS: [[u64; LIMBS]; WORDS] = powers();

const fn powers() -> [[u64; LIMBS]; WORDS] {
    let mut powers = [[0; LIMBS]; WORDS];
    powers[WORDS - 1][LIMBS - 1] = 1;
    let mut word = WORDS - 1;
    while word > 0 {
        let mut carry = 0;
        let mut limb = LIMBS;
        while limb > 0 {
            limb -= 1;
            let sum = (powers[word][limb] << 32) + carry;
            powers[word - 1][limb] = sum % BASE;
            carry = sum / BASE;
        }
        word -= 1;
    }
    powers
}

/// How many bytes it is made for.
pub(super) const BYTES_MAX: usize = WORDS * 4;

/// `z` and the digits of at most [`BYTES_MAX`] bytes.
///
/// # Panics
///
/// When there are more.
pub(super) fn to_multibase(bytes: &[u8]) -> String {
    let mut number = [0; BYTES_MAX];
    number[BYTES_MAX - bytes.len()..].copy_from_slice(bytes);
    let (words, _) = number.as_chunks::<4>();
    let mut limbs = [0; LIMBS];
    // A product has fewer than 62 bits, so four of them and a reduced limb fit.
    let parts = words.chunks(4).zip(POWERS.chunks(4));
    for (words, powers) in parts.skip_while(|(words, _)| words.iter().all(|word| *word == [0; 4])) {
        for (word, power) in words.iter().zip(powers) {
            let word = u64::from(u32::from_be_bytes(*word));
            limbs.iter_mut().zip(power).for_each(|(limb, power)| *limb += word * power);
        }
        for at in (1..LIMBS).rev() {
            limbs[at - 1] += limbs[at] / BASE;
            limbs[at] %= BASE;
        }
    }
    let mut digits = [0; LIMBS * 5];
    for (limb, digits) in limbs.iter().zip(digits.as_chunks_mut::<5>().0) {
        let mut rest = u32::try_from(*limb).expect("a reduced limb has 30 bits");
        for digit in digits.iter_mut().rev() {
            *digit = ALPHABET[(rest % 58) as usize];
            rest /= 58;
        }
    }
    // Each zero byte at the start is a `1`, and there are no other leading ones.
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let leading = digits.iter().take_while(|digit| **digit == b'1').count();
    let mut text = String::with_capacity(1 + zeros + digits.len() - leading);
    text.push('z');
    (0..zeros).for_each(|_| text.push('1'));
    text.push_str(str::from_utf8(&digits[leading..]).expect("the alphabet is ASCII"));
    text
}

/// The value of each digit, and 58 for what is none.
const VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let mut values = [58; 256];
    let mut digit = 0;
    while digit < 58 {
        values[ALPHABET[digit as usize] as usize] = digit;
        digit += 1;
    }
    values
}

/// The 64 bytes that `z` and digits stand for; `None` if the text is anything else.
pub(super) fn from_multibase(text: &str) -> Option<[u8; 64]> {
    let digits = text.strip_prefix('z')?.as_bytes();
    if digits.len() > LIMBS * 5 {
        return None;
    }
    // The least significant limb first.
    let mut limbs = [0_u64; 8];
    // Ten digits are below 2^64.
    for digits in digits.chunks(10) {
        let (mut carry, mut power) = (0, 1);
        for digit in digits {
            let value = VALUES[usize::from(*digit)];
            if value >= 58 {
                return None;
            }
            (carry, power) = (carry * 58 + u64::from(value), power * 58);
        }
        for limb in &mut limbs {
            (*limb, carry) = limb.carrying_mul(power, carry);
        }
        if carry > 0 {
            return None;
        }
    }
    let mut bytes = [0; 64];
    for (bytes, limb) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(limbs.iter().rev()) {
        *bytes = limb.to_be_bytes();
    }
    // Each leading one is a zero byte, and there are no others at the start: else there are fewer bytes, or more.
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let ones = digits.iter().take_while(|digit| **digit == b'1').count();
    (zeros == ones).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::sha256;

    #[test]
    fn it_is_what_long_division_makes() {
        let check = |bytes: [u8; 64]| {
            for length in [0, 1, 4, 31, 32, 34, 48, 49, 63, 64] {
                let part = &bytes[..length];
                assert_eq!(to_multibase(part), format!("z{}", bs58::encode(part).into_string()), "{part:?}");
            }
        };
        check([0; 64]);
        check([255; 64]);
        for zeros in 0..64 {
            let mut bytes = [0; 64];
            bytes[zeros] = 1;
            check(bytes);
            bytes[zeros..].fill(255);
            check(bytes);
        }
        let mut seed = [0; 32];
        for _ in 0..300 {
            let next = sha256(&seed);
            let mut bytes = [0; 64];
            bytes[..32].copy_from_slice(&seed);
            bytes[32..].copy_from_slice(&next);
            check(bytes);
            seed = next;
        }
    }
}
