//! Networks of IP addresses, as settings write them (RFC 4632, RFC 4291). Addresses are values here: nothing is opened.

use core::fmt;
use core::net::{IpAddr, Ipv6Addr};

use thiserror::Error;

/// Not a network.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is no address, and no network such as 10.0.0.0/8")]
pub struct NetworkError {
    /// What was given.
    pub text: String,
}

/// An address, or all that begin with the same bits. IPv4 addresses are held as IPv6 knows them (`::ffff:a.b.c.d`), so that
/// both ways of writing one mean the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    first: u128,
    bits: u32,
}

impl Network {
    /// Reads `10.0.0.0/8`, `fd00::/8`, or one address.
    ///
    /// # Errors
    ///
    /// [`NetworkError`], also when bits are set behind the network's own.
    pub fn parse(text: &str) -> Result<Self, NetworkError> {
        let wrong = || NetworkError { text: text.to_owned() };
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let (most, before) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let plain = |length: &str| length.bytes().all(|byte| byte.is_ascii_digit());
        let length: u32 = match length {
            None => most,
            Some(length) if plain(length) => length.parse().map_err(|_| wrong())?,
            Some(_) => return Err(wrong()),
        };
        if length > most {
            return Err(wrong());
        }
        let network = Self { first: number(address), bits: before + length };
        if network.first & !mask(network.bits) != 0 {
            return Err(wrong());
        }
        Ok(network)
    }

    /// This machine: `127.0.0.0/8` and `::1`.
    #[must_use]
    pub fn loopback() -> [Self; 2] {
        ["127.0.0.0/8", "::1"].map(|text| Self::parse(text).expect("these are networks"))
    }

    /// Whether `address` lies in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        number(address) & mask(self.bits) == self.first
    }
}

/// The address as a number, IPv4 as IPv6 knows it.
#[must_use]
pub fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn mask(bits: u32) -> u128 {
    u128::MAX.checked_shl(128 - bits).unwrap_or(0)
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = Ipv6Addr::from_bits(self.first);
        match first.to_ipv4_mapped() {
            Some(v4) if self.bits >= 96 => write!(f, "{v4}/{}", self.bits - 96),
            _ => write!(f, "{first}/{}", self.bits),
        }
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_and_hold_their_addresses() {
        for (text, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "::10.1.2.3"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
            ("0.0.0.0/0", "8.8.8.8", "2001:db8::1"),
            ("::/0", "8.8.8.8", "none"),
            ("fd00::/8", "fdff::1", "fe80::1"),
            ("2001:db8::1/128", "2001:db8::1", "2001:db8::2"),
            ("127.0.0.0/8", "127.0.0.53", "::1"),
        ] {
            let network = Network::parse(text).expect(text);
            assert!(network.contains(inside.parse().expect("an address")), "{text} {inside}");
            if let Ok(outside) = outside.parse() {
                assert!(!network.contains(outside), "{text} {outside}");
            }
            assert_eq!(Network::parse(&network.to_string()), Ok(network));
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in
            ["", "proxy", "10.0.0.0/33", "10.0.0.1/8", "fd00::1/8", "10.0.0.0/", "10.0.0.0/+8", "10/8", "::/129"]
        {
            assert_eq!(Network::parse(text), Err(NetworkError { text: text.to_owned() }), "{text}");
        }
    }
}
