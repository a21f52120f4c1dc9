//! How much one address may ask: a bucket of tokens for checks, and a larger one for everything.
//!
//! Whoever asks is known by the address of the connection, or by what a proxy that the settings trust says of it. A proxy
//! that names nobody speaks for all its clients: it is not limited, or one of them would lock out the others. Nothing of an
//! address is kept but the state of its buckets, and that not beyond a bounded table.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::HeaderMap;

use crate::limits;
use crate::model::network::{Network, number};
use crate::model::time::Timestamp;

/// What a request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Something is verified, or a link is followed.
    Check,
    /// Something small is read.
    Look,
}

/// Who asks, as far as it is told apart: one IPv4 address, or one network of IPv6 (`/64`), which is one house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(u128);

impl Client {
    /// The client at this address.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        let number = number(address);
        let is_v4 = number >> 32 == 0xffff;
        Self(if is_v4 { number } else { number >> 64 << 64 })
    }
}

/// The client behind a connection from `peer`; `None` for a trusted proxy that names none.
#[must_use]
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> Option<Client> {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return Some(Client::at(peer));
    }
    let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = said.flat_map(|value| value.split(',')).map(str::trim).collect();
    // Each proxy adds at the end: what stands before the first address that is not trusted is hearsay.
    let mut last = peer;
    for hop in hops.iter().rev() {
        match address(hop) {
            Some(address) if is_trusted(address) => last = address,
            Some(address) => return Some(Client::at(address)),
            None => return Some(Client::at(last)),
        }
    }
    None
}

/// An address as proxies write it: alone, or with a port.
fn address(hop: &str) -> Option<IpAddr> {
    if let Ok(address) = hop.parse() {
        return Some(address);
    }
    if let Some(rest) = hop.strip_prefix('[') {
        return rest.split_once(']')?.0.parse().ok();
    }
    hop.rsplit_once(':').and_then(|(address, _)| address.parse().ok())
}

/// The buckets of all clients.
#[derive(Debug)]
pub struct Limiter {
    checks_per_minute: u32,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    clients: HashMap<Client, Buckets>,
    /// Those who come when the table is full share these.
    others: Option<Buckets>,
    swept: i64,
}

#[derive(Debug, Clone, Copy)]
struct Buckets {
    check: f64,
    look: f64,
    /// Until when they are filled, in milliseconds.
    filled: i64,
}

/// The largest and the speed (per millisecond) of a bucket.
#[derive(Debug, Clone, Copy)]
struct Size {
    most: f64,
    per_millisecond: f64,
}

impl Limiter {
    /// So many checks a minute, half of them at once; and ten times as many other requests.
    #[must_use]
    pub fn new(checks_per_minute: u32) -> Self {
        Self { checks_per_minute, table: Mutex::default() }
    }

    fn size(&self, cost: Cost) -> Size {
        let factor = match cost {
            Cost::Check => 1.0,
            Cost::Look => 10.0,
        };
        let per_minute = f64::from(self.checks_per_minute) * factor;
        Size { most: (per_minute / 2.0).max(1.0), per_millisecond: per_minute / 60_000.0 }
    }

    /// Takes a token of `client`.
    ///
    /// # Errors
    ///
    /// After how many seconds there is one again.
    pub fn admit(&self, client: Client, cost: Cost, now: Timestamp) -> Result<(), u64> {
        let now = now.to_jiff().as_millisecond();
        let (check, look) = (self.size(Cost::Check), self.size(Cost::Look));
        let full = Buckets { check: check.most, look: look.most, filled: now };
        // A panic elsewhere leaves the table as it was.
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let Table { clients, others, swept } = &mut *table;
        if clients.len() >= limits::CLIENTS_KNOWN_MAX && !clients.contains_key(&client) && *swept / 1000 != now / 1000 {
            *swept = now;
            // Who has a full bucket is as somebody who was never here.
            clients.retain(|_, buckets| buckets.refill(check, look, now).check < check.most);
        }
        let known = clients.len();
        let buckets = match clients.get_mut(&client) {
            Some(buckets) => buckets,
            None if known < limits::CLIENTS_KNOWN_MAX => clients.entry(client).or_insert(full),
            None => others.get_or_insert(full),
        };
        buckets.refill(check, look, now);
        let (tokens, size) = match cost {
            Cost::Check => (&mut buckets.check, check),
            Cost::Look => (&mut buckets.look, look),
        };
        if *tokens >= 1.0 {
            *tokens -= 1.0;
            return Ok(());
        }
        let milliseconds = (1.0 - *tokens) / size.per_millisecond;
        let seconds = (milliseconds / 1000.0).ceil().clamp(1.0, 3600.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 1 and 3600")]
        Err(seconds as u64)
    }
}

impl Buckets {
    fn refill(&mut self, check: Size, look: Size, now: i64) -> Self {
        // A clock that was set back gives nothing and takes nothing.
        let since = now.saturating_sub(self.filled).max(0);
        #[expect(clippy::cast_precision_loss, reason = "times between requests are short")]
        let since = since as f64;
        self.check = (self.check + since * check.per_millisecond).min(check.most);
        self.look = (self.look + since * look.per_millisecond).min(look.most);
        self.filled = now;
        *self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millisecond: i64) -> Timestamp {
        let at = jiff::Timestamp::from_millisecond(1_800_000_000_000 + millisecond).expect("a time");
        Timestamp::from_jiff(at)
    }

    fn who(text: &str) -> Client {
        Client::at(text.parse().expect("an address"))
    }

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let limiter = Limiter::new(60);
        let admit = |client: &str, millisecond| limiter.admit(who(client), Cost::Check, at(millisecond));
        for _ in 0..30 {
            assert_eq!(admit("192.0.2.1", 0), Ok(()));
        }
        assert_eq!(admit("192.0.2.1", 0), Err(1));
        assert_eq!(admit("192.0.2.1", 999), Err(1));
        assert_eq!(admit("192.0.2.2", 999), Ok(()), "somebody else");
        assert_eq!(limiter.admit(who("192.0.2.1"), Cost::Look, at(999)), Ok(()), "looking is not checking");
        assert_eq!(admit("192.0.2.1", 1000), Ok(()));
        assert_eq!(admit("192.0.2.1", 1000), Err(1));
        assert_eq!(admit("192.0.2.1", -60_000), Err(1), "a clock set back");
        let slow = Limiter::new(2);
        assert_eq!(slow.admit(who("192.0.2.1"), Cost::Check, at(0)), Ok(()));
        assert_eq!(slow.admit(who("192.0.2.1"), Cost::Check, at(0)), Err(30));
    }

    #[test]
    fn a_house_of_ipv6_is_one_client() {
        assert_eq!(who("2001:db8::1"), who("2001:db8::ffff:1"));
        assert_ne!(who("2001:db8::1"), who("2001:db8:0:1::1"));
        assert_ne!(who("192.0.2.1"), who("192.0.2.2"));
        assert_eq!(who("192.0.2.1"), who("::ffff:192.0.2.1"));
    }

    #[test]
    fn proxies_name_clients_only_if_they_are_trusted() {
        let trusted: Vec<Network> =
            ["10.0.0.0/8", "::1"].iter().map(|text| Network::parse(text).expect("a network")).collect();
        let check = |peer: &str, said: &[&str], expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            for value in said {
                headers.append("x-forwarded-for", value.parse().expect("a value"));
            }
            let found = client(peer.parse().expect("an address"), &headers, &trusted);
            assert_eq!(found, expected.map(who), "{peer} {said:?}");
        };
        check("192.0.2.1", &[], Some("192.0.2.1"));
        check("192.0.2.1", &["8.8.8.8"], Some("192.0.2.1"));
        check("10.0.0.1", &[], None);
        check("10.0.0.1", &["8.8.8.8"], Some("8.8.8.8"));
        check("::1", &["8.8.8.8:4711"], Some("8.8.8.8"));
        check("10.0.0.1", &["[2001:db8::1]:80"], Some("2001:db8::1"));
        check("10.0.0.1", &["127.0.0.1, 8.8.8.8"], Some("8.8.8.8"));
        check("10.0.0.1", &["1.1.1.1, 8.8.8.8, 10.2.3.4"], Some("8.8.8.8"));
        check("10.0.0.1", &["1.1.1.1", "8.8.8.8"], Some("8.8.8.8"));
        check("10.0.0.1", &["8.8.8.8, nonsense"], Some("10.0.0.1"));
        check("10.0.0.1", &["nonsense, 10.9.9.9"], Some("10.9.9.9"));
        check("10.0.0.1", &["10.9.9.9"], None);
    }

    #[test]
    fn the_table_is_bounded() {
        let limiter = Limiter::new(2);
        let most = u32::try_from(limits::CLIENTS_KNOWN_MAX).expect("small");
        let client = |number: u32| Client::at(IpAddr::V4(number.into()));
        for number in 0..most + 10 {
            let expected = if number <= most { Ok(()) } else { Err(30) };
            assert_eq!(limiter.admit(client(number), Cost::Check, at(0)), expected, "{number}");
        }
        let known = || limiter.table.lock().expect("no panic").clients.len();
        assert_eq!(known(), limits::CLIENTS_KNOWN_MAX);
        assert_eq!(limiter.admit(client(most + 99), Cost::Check, at(30_000)), Ok(()), "all others have full buckets");
        assert_eq!(known(), 1);
    }
}
