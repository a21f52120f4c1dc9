//! Many files in one request: each is checked when it has arrived, and dropped.
//!
//! A client may have one bulk at a time, in whichever form it comes, so that a personnel office's hundreds do not take the places of others.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{ConnectInfo, Request};

use crate::limits;
use crate::receive;

use super::Shared;
use super::check::Named;
use super::checking::{Checking, Wish};
use super::intake::{Intake, Parts, Shape, Subject};
use super::limit::{self, Client};
use super::listen::Peer;
use super::problem::Problem;

/// Who has a bulk under way.
#[derive(Debug, Clone, Default)]
pub struct Bulks(Arc<Mutex<HashSet<Client>>>);

/// The turn of one client, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    bulks: Bulks,
    client: Client,
}

impl Bulks {
    /// A turn for `client`; `None` while it has another one.
    fn begin(&self, client: Client) -> Option<Turn> {
        let new = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(client);
        new.then(|| Turn { bulks: self.clone(), client })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.bulks.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.client);
    }
}

/// Who asks, if that is to be counted.
pub fn client(shared: &Shared, request: &Request) -> Option<Client> {
    let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|info| info.0.0.ip());
    peer.and_then(|peer| limit::client(peer, request.headers(), &shared.operations.trusted_proxies))
}

/// The turn that a client needs for `intake`, if that is a bulk.
///
/// # Errors
///
/// A [`Problem`] when the client has another one.
pub fn turn(shared: &Shared, client: Option<Client>, intake: &Intake) -> Result<Option<Turn>, Problem> {
    let is_bulk = intake.subjects.len() >= limits::BULK_SUBJECTS_MIN || intake.subjects.iter().any(is_archive);
    match client.filter(|_| is_bulk) {
        Some(client) => begin(shared, client).map(Some),
        None => Ok(None),
    }
}

fn begin(shared: &Shared, client: Client) -> Result<Turn, Problem> {
    shared.bulks.begin(client).ok_or_else(|| Problem::too_many_requests(limits::BULK_AGAIN_SECONDS))
}

/// The reports on all parts of a request.
///
/// # Errors
///
/// A [`Problem`] when the form is malformed or too large, there is nothing in it, or its client has another bulk.
pub async fn reports(shared: &Shared, request: Request, wish: Wish) -> Result<Vec<Named>, Problem> {
    let client = client(shared, &request);
    let patience = shared.service.patience.body;
    let mut checking = Checking::new(shared, wish);
    let mut turn = None;
    let mut waiting = None;
    let mut parts = Parts::of(shared, request).await?;
    loop {
        let next = tokio::time::timeout(patience, parts.next());
        let Some(subject) = next.await.map_err(|_| Problem::too_slow())?? else { break };
        let is_bulk = is_archive(&subject) || checking.reports.len() + 1 >= limits::BULK_SUBJECTS_MIN;
        if let Some(client) = client.filter(|_| is_bulk && turn.is_none()) {
            turn = Some(begin(shared, client)?);
        }
        // The first is kept until it is known whether it is the only one: a link that cannot be read is a problem then.
        match waiting.replace(subject) {
            Some(before) => checking.check(before, Shape::Many).await?,
            None => continue,
        }
    }
    let shape = if checking.reports.is_empty() { Shape::One } else { Shape::Many };
    checking.check(waiting.ok_or_else(Problem::nothing_to_check)?, shape).await?;
    Ok(checking.reports)
}

fn is_archive(subject: &Subject) -> bool {
    matches!(subject, Subject::Document { bytes, .. } if receive::is_archive(bytes))
}
