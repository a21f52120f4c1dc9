//! The guarded HTTP client: public hosts over https, and nothing else; over http where what is served is signed itself.
//!
//! A URL may come from a stranger's credential. It is judged before any name is looked up, each address is judged after
//! the look-up and only judged addresses are connected to, and every redirect starts from the beginning. What it does
//! not say: whether what was fetched is true.

use std::error::Error as StdError;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header;
use thiserror::Error;
use url::{Host, Url};

use super::{Fetch, FetchError, Purpose};
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
    if parsed.scheme() != "https" && !purpose.may_be_plain() {
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
struct JudgingResolver {
    lookup: Arc<dyn Lookup>,
    danger: Danger,
}

#[derive(Debug, Error)]
#[error("`{host}` has no public address")]
struct NoPublicAddress {
    host: String,
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

/// The client. It may be called from any thread, also from one that runs an asynchronous runtime (it blocks there).
pub struct GuardedClient {
    client: reqwest::Client,
    danger: Danger,
    budget: Duration,
    runtime: Option<tokio::runtime::Runtime>,
}

impl GuardedClient {
    /// A client that asks the operating system for addresses.
    ///
    /// # Errors
    ///
    /// When TLS or a thread cannot be set up.
    pub fn new(danger: Danger) -> io::Result<Self> {
        Self::with_lookup(danger, Arc::new(SystemLookup), Duration::from_secs(limits::FETCH_SECONDS_MAX))
    }

    /// A client with another resolver and another time limit.
    ///
    /// # Errors
    ///
    /// When TLS or a thread cannot be set up.
    pub fn with_lookup(danger: Danger, lookup: Arc<dyn Lookup>, budget: Duration) -> io::Result<Self> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).thread_name("fetch").enable_all().build()?;
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .dns_resolver(Arc::new(JudgingResolver { lookup, danger }))
            .pool_max_idle_per_host(0)
            .connect_timeout(budget)
            .user_agent(concat!("elmseal/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(io::Error::other)?;
        Ok(Self { client, danger, budget, runtime: Some(runtime) })
    }
}

impl Fetch for GuardedClient {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        self.ask(url, purpose, None)
    }
}

/// What is sent along: its media type, and the bytes.
type Body = (&'static str, Vec<u8>);

impl GuardedClient {
    /// Sends `body` and reads the answer, under the same rules as [`Fetch::get`]. Only a redirect that keeps the method is
    /// followed.
    pub(super) fn post(&self, url: &str, purpose: Purpose, body: Body) -> Result<Vec<u8>, FetchError> {
        self.ask(url, purpose, Some(body))
    }

    fn ask(&self, url: &str, purpose: Purpose, body: Option<Body>) -> Result<Vec<u8>, FetchError> {
        // Judged here once more than needed: what is refused never reaches another thread.
        judge_url(url, purpose, self.danger).map_err(|reason| FetchError::Refused { url: url.to_owned(), reason })?;
        let runtime = self.runtime.as_ref().expect("the runtime lives as long as the client");
        let (sender, receiver) = mpsc::channel();
        let (client, danger, budget, asked) = (self.client.clone(), self.danger, self.budget, url.to_owned());
        runtime.spawn(async move {
            let follow = follow(&client, danger, &asked, purpose, body.as_ref());
            let answer = match tokio::time::timeout(budget, follow).await {
                Ok(answer) => answer,
                Err(_) => Err(FetchError::TimedOut { url: asked }),
            };
            // Nobody listens any more only when the caller gave up.
            drop(sender.send(answer));
        });
        receiver.recv().unwrap_or_else(|_| Err(FetchError::TimedOut { url: url.to_owned() }))
    }
}

impl Drop for GuardedClient {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn follow(
    client: &reqwest::Client,
    danger: Danger,
    first: &str,
    purpose: Purpose,
    body: Option<&Body>,
) -> Result<Vec<u8>, FetchError> {
    let mut url = first.to_owned();
    for _ in 0..=limits::FETCH_REDIRECTS_MAX {
        let judged =
            judge_url(&url, purpose, danger).map_err(|reason| FetchError::Refused { url: url.clone(), reason })?;
        let request = match body {
            None => client.get(judged.clone()),
            Some((kind, bytes)) => client.post(judged.clone()).header(header::CONTENT_TYPE, *kind).body(bytes.clone()),
        };
        let request = request.header(header::ACCEPT_ENCODING, "identity");
        let response = request.send().await.map_err(|e| transport_fault(&url, &e))?;
        let status = response.status();
        if status.is_redirection() && (body.is_none() || matches!(status.as_u16(), 307 | 308)) {
            let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            let target = location.and_then(|text| judged.join(text).ok());
            url = target.ok_or(FetchError::Status { url, status: status.as_u16() })?.to_string();
            continue;
        }
        return match status.as_u16() {
            200 => read(response, &url, purpose).await,
            404 | 410 => Err(FetchError::NotFound { url }),
            status => Err(FetchError::Status { url, status }),
        };
    }
    Err(FetchError::TooManyRedirects { url: first.to_owned(), redirects_max: limits::FETCH_REDIRECTS_MAX })
}

async fn read(mut response: reqwest::Response, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
    let said = |name: header::HeaderName| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_ascii_lowercase()
    };
    let content = |found: String| FetchError::Content { url: url.to_owned(), found };
    let encoding = said(header::CONTENT_ENCODING);
    if !matches!(encoding.as_str(), "" | "identity") {
        return Err(content(encoding));
    }
    let kind = said(header::CONTENT_TYPE);
    let media_type = kind.split(';').next().unwrap_or_default().trim();
    let due = purpose.answer_type().is_none_or(|due| due == media_type);
    if !due || media_type == "text/html" || media_type.starts_with("application/xhtml") {
        return Err(content(kind));
    }
    let bytes_max = purpose.bytes_max();
    let too_long = || FetchError::TooLong { url: url.to_owned(), bytes_max };
    if response.content_length().is_some_and(|length| length > bytes_max as u64) {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| transport_fault(url, &e))? {
        if bytes.len() + chunk.len() > bytes_max {
            return Err(too_long());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The innermost cause is what a person can act on.
fn transport_fault(url: &str, error: &reqwest::Error) -> FetchError {
    let mut cause: &(dyn StdError + 'static) = error;
    loop {
        if let Some(NoPublicAddress { host }) = cause.downcast_ref::<NoPublicAddress>() {
            let reason = UrlRefusal::NoPublicAddress { host: host.clone() };
            return FetchError::Refused { url: url.to_owned(), reason };
        }
        match cause.source() {
            Some(inner) => cause = inner,
            None => break,
        }
    }
    if error.is_timeout() {
        return FetchError::TimedOut { url: url.to_owned() };
    }
    FetchError::Unreachable { url: url.to_owned(), reason: cause.to_string() }
}
