//! The one thread that has the keys and writes the ledger: wishes wait in a queue, and are done one after the other.
//!
//! The ledger is held only while there is something to do, so that the command line may write it in between. Whoever stops
//! waiting for an answer stops nothing: what was begun is finished, and the same wish again gets what came of it.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use super::refusal;
use crate::descriptor::types::{Institution, Mandate};
use crate::http::problem::Problem;
use crate::issue::{House, Office, PublishingKeys, SealingKeys};
use crate::jose::SealSigner;
use crate::jsonld::Contexts;
use crate::keys::{DataIntegrityKey, KeyRecord, LogKey, StatusKey};
use crate::ledger::Ledger;
use crate::limits;
use crate::model::entropy::Entropy;
use crate::publish::PublicationFolder;

/// Where the clerk works: ledger, publication folder, unlocked keys.
pub struct Premises {
    /// The institution that seals; its DID is that of the key.
    pub institution: Institution,
    /// All institutions of the workspace.
    pub institutions: Vec<Institution>,
    /// The mandate to seal for others.
    pub mandate: Option<Mandate>,
    /// The publication base URL, without a slash at its end.
    pub base: String,
    /// The contexts that documents may name.
    pub contexts: Contexts,
    /// The ledger's file.
    pub ledger: PathBuf,
    /// Entries of a new status list.
    pub list_entries: usize,
    /// Where documents are published.
    pub folder: PublicationFolder,
    /// All keys, locked: the DID document names them.
    pub records: Vec<KeyRecord>,
    /// Days for which a status list holds.
    pub valid_days: u16,
    /// Secures credentials.
    pub data_integrity: DataIntegrityKey,
    /// Seals status lists.
    pub status: StatusKey,
    /// Signs checkpoints.
    pub log: LogKey,
    /// The e-seal, if there is one for wallets: it signs what they get as SD-JWT, and the lists with its status.
    pub seal: Option<Box<dyn SealSigner>>,
}

/// What a wish is handed: where it works, or why it cannot.
pub(super) type Opened<'a, 'o> = Result<(&'a mut Office<'o>, SealingKeys<'a>), Problem>;
type Work = Box<dyn for<'a, 'o> FnOnce(Opened<'a, 'o>) + Send>;

/// Takes wishes and has them done.
pub struct Clerk {
    queue: Mutex<Option<mpsc::Sender<Work>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Clerk {
    /// Begins to work, with randomness from `entropy`.
    ///
    /// # Errors
    ///
    /// An IO error when there is no thread to be had.
    pub fn begin(premises: Premises, entropy: Box<dyn Entropy + Send>) -> std::io::Result<Self> {
        let (queue, wishes) = mpsc::channel(limits::ISSUE_QUEUE_MAX);
        let thread =
            std::thread::Builder::new().name("clerk".to_owned()).spawn(move || work(&premises, entropy, wishes))?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)) })
    }

    /// Has `wish` done and waits for what comes of it.
    ///
    /// # Errors
    ///
    /// 503 when too many wait or the service stops, or the wish's own [`Problem`].
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        wish: impl for<'a, 'o> FnOnce(Opened<'a, 'o>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (answer, hears) = oneshot::channel();
        let work: Work = Box::new(move |opened| {
            // Nobody may be waiting any more.
            drop(answer.send(wish(opened)));
        });
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        queue.ok_or_else(Problem::busy)?.try_send(work).map_err(|_| Problem::busy())?;
        hears.await.map_err(|_| Problem::internal())?
    }

    /// Takes no more wishes, and waits until those that wait are done.
    pub fn finish(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread that issues panicked");
        }
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        self.finish();
    }
}

fn work(premises: &Premises, mut entropy: Box<dyn Entropy + Send>, mut wishes: mpsc::Receiver<Work>) {
    let entropy = &mut *entropy;
    while let Some(first) = wishes.blocking_recv() {
        let ledger = Ledger::open(&premises.ledger, entropy);
        let Premises { institution, institutions, mandate, base, contexts, folder, records, valid_days, .. } = premises;
        let house = House { issuer: institution, institutions, mandate: mandate.as_ref(), base, contexts };
        let publishing =
            PublishingKeys { status: &premises.status, log: &premises.log, seal: premises.seal.as_deref() };
        let keys = SealingKeys { data_integrity: &premises.data_integrity, seal: None, publishing };
        let mut ledger = match ledger {
            Ok(mut ledger) => {
                ledger.set_list_entries(premises.list_entries);
                ledger
            }
            Err(error) => {
                first(Err(refusal::of_ledger(&error)));
                continue;
            }
        };
        let valid_days = *valid_days;
        let mut office = Office { house, ledger: &mut ledger, folder, keys: records, valid_days, entropy };
        let mut next = Some(first);
        while let Some(wish) = next {
            // A fault of the program in one wish is no reason to leave the others waiting; the ledger is whole, since
            // transactions that are not committed are none.
            if std::panic::catch_unwind(AssertUnwindSafe(|| wish(Ok((&mut office, keys))))).is_err() {
                tracing::error!("a wish was broken off by a fault of the program");
                break;
            }
            next = wishes.try_recv().ok();
        }
    }
}
