//! Which URLs and which addresses may be asked at all: by text before anything is looked up, and address by address after
//! the look-up.

use std::error::Error as StdError;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;
use url::{Host, Url};

use super::Purpose;
use crate::limits;

/// What is let through beyond the rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Danger {
    /// Nothing.
    #[default]
    Nothing,
    /// Loopback addresses and `localhost`, on any port and without TLS: for tests and demonstrations on one machine.
    AllowLoopback,
}

/// Which rule forbids a URL.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UrlRefusal {
    /// The host is written as an address, in whatever notation.
    #[error("the host is an address, not a name")]
    AddressAsHost,
    /// The host is a name that only this machine or this network knows.
    #[error("`{host}` is not a public host name")]
    LocalName {
        /// The host.
        host: String,
    },
    /// The host's addresses are all private, loopback, link-local or otherwise not public.
    #[error("`{host}` has no public address")]
    NoPublicAddress {
        /// The host.
        host: String,
    },
    /// Not a URL.
    #[error("it is not a URL")]
    NotAUrl,
    /// Another scheme than https (or http, for what may be plain).
    #[error("only https is fetched")]
    NotHttps,
    /// Another port than the scheme's.
    #[error("only the usual port is asked")]
    OtherPort,
    /// A URL longer than any that is followed.
    #[error("the URL is longer than {bytes_max} bytes")]
    TooLong {
        /// The bound.
        bytes_max: usize,
    },
    /// The URL has a user name or a password.
    #[error("the URL has a user name or password")]
    UserInfo,
}

/// Judges `url` by its text alone, before anything is looked up. `purpose` says whether it may be plain http.
///
/// # Errors
///
/// [`UrlRefusal`] names the first rule that forbids it.
pub fn judge_url(url: &str, purpose: Purpose, danger: Danger) -> Result<Url, UrlRefusal> {
    if url.len() > limits::LINK_BYTES_MAX {
        return Err(UrlRefusal::TooLong { bytes_max: limits::LINK_BYTES_MAX });
    }
    let mut parsed = Url::parse(url).map_err(|_| UrlRefusal::NotAUrl)?;
    parsed.set_fragment(None);
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(UrlRefusal::UserInfo);
    }
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(UrlRefusal::NotHttps);
    }
    let host = parsed.host().ok_or(UrlRefusal::NotAUrl)?;
    if danger == Danger::AllowLoopback && is_loopback(&host) {
        return Ok(parsed);
    }
    if parsed.scheme() != "https" && !purpose.rule().may_be_plain() {
        return Err(UrlRefusal::NotHttps);
    }
    match host {
        Host::Ipv4(_) | Host::Ipv6(_) => return Err(UrlRefusal::AddressAsHost),
        Host::Domain(name) if !is_public_name(name) => {
            return Err(UrlRefusal::LocalName { host: name.to_owned() });
        }
        Host::Domain(_) => {}
    }
    if parsed.port().is_some() {
        return Err(UrlRefusal::OtherPort);
    }
    Ok(parsed)
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

/// Endings that are never public (RFC 6761, RFC 6762, RFC 8375, RFC 7686, ICANN's `internal`).
const LOCAL_ENDINGS: [&str; 8] =
    ["localhost", "local", "localdomain", "internal", "intranet", "home.arpa", "onion", "test"];

fn is_public_name(name: &str) -> bool {
    let bare = name.trim_end_matches('.').to_ascii_lowercase();
    let ends_locally = |ending: &str| bare == ending || bare.ends_with(&format!(".{ending}"));
    bare.contains('.') && !LOCAL_ENDINGS.into_iter().any(ends_locally)
}

/// Whether `address` is one that anybody on the internet may be asked at.
#[must_use]
pub fn judge_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// IANA's special-purpose registry of IPv4: network and prefix length.
const SPECIAL_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let inside = |(network, length): (Ipv4Addr, u32)| {
        let shift = 32 - length;
        u32::from(address) >> shift == u32::from(network) >> shift
    };
    !SPECIAL_V4.into_iter().any(inside)
}

/// Only global unicast (2000::/3), without what tunnels into IPv4 or is for protocols and documentation. Mapped, NAT64,
/// unique local, link-local and multicast addresses all lie outside 2000::/3.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn is_public_v6(address: Ipv6Addr) -> bool {
    let inside = |(network, length): (Ipv6Addr, u32)| {
        let shift = 128 - length;
        u128::from(address) >> shift == u128::from(network) >> shift
    };
    inside((Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)) && !SPECIAL_V6.into_iter().any(inside)
}

/// Where host names are looked up; tests have their own.
pub trait Lookup: Send + Sync + 'static {
    /// All addresses of `host`.
    ///
    /// # Errors
    ///
    /// When there is no such host, or nobody to ask.
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The operating system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok((host, 443).to_socket_addrs()?.map(|address| address.ip()).collect())
    }
}

/// Hands to the connection only addresses that were judged, so that a second look-up cannot bring others.
pub(super) struct JudgingResolver {
    pub(super) lookup: Arc<dyn Lookup>,
    pub(super) danger: Danger,
}

#[derive(Debug, Error)]
#[error("`{host}` has no public address")]
pub(super) struct NoPublicAddress {
    pub(super) host: String,
}

impl Resolve for JudgingResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = Arc::clone(&self.lookup);
        let danger = self.danger;
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let asked = host.clone();
            let found = tokio::task::spawn_blocking(move || lookup.addresses(&asked)).await??;
            let may = |address: &IpAddr| {
                if danger == Danger::AllowLoopback && host == "localhost" {
                    address.is_loopback()
                } else {
                    judge_address(*address)
                }
            };
            let judged: Vec<SocketAddr> =
                found.into_iter().filter(may).map(|address| SocketAddr::new(address, 0)).collect();
            if judged.is_empty() {
                return Err(Box::new(NoPublicAddress { host }) as Box<dyn StdError + Send + Sync>);
            }
            Ok(Box::new(judged.into_iter()) as Addrs)
        })
    }
}
