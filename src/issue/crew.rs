//! The threads of a batch, and the queues between them.
//!
//! All workers take from one queue, what is furthest first, so that every core has work at whatever stage there is some.
//! What waits is bounded by the chunks in flight: the reader begins a chunk only on a permit, and there are a few of them.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::batch::BatchReport;
use super::delivery::Shelf;
use super::draft::Drafting;
use super::pipeline::{Channels, Writer};
use super::receipt::Receipts;
use super::stages::{Allotted, Drafted, Judged, Made, Work};
use super::workshop::Workshop;
use super::{IssueError, Office};
use crate::learners::Learner;
use crate::ledger::RunNumber;
use crate::limits::{CHUNKS_IN_FLIGHT, SEALING_THREADS_MIN};
use crate::model::fault::Faults;

/// The place of a piece of work: the chunk, and which part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    pub(super) chunk: u64,
    pub(super) part: usize,
}

/// Work for one thread.
pub(super) enum Job {
    Judge(Vec<Learner>),
    Draft(Vec<Allotted>),
    Seal(Vec<Work>),
}

/// What the ledger's thread is told.
pub(super) enum Event {
    /// A chunk was read.
    Read(Vec<Learner>),
    /// There are no more learners.
    End,
    /// Learners were mapped and judged.
    Judged(At, Result<Vec<Judged>, Faults>),
    /// Documents are ready to be recorded.
    Drafted(At, Result<Vec<Drafted>, IssueError>),
    /// Awards are sealed; with an error, only those are there that were whole before it.
    Sealed(At, Vec<Made>, Option<IssueError>),
    /// A chunk is in the output.
    Written,
    /// The output failed, or a thread died.
    Failed(IssueError),
}

/// Where work waits for a thread.
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    ready: Condvar,
}

struct Waiting {
    seal: VecDeque<(At, Job)>,
    draft: VecDeque<(At, Job)>,
    judge: VecDeque<(At, Job)>,
    stopped: Stopped,
}

#[derive(PartialEq)]
enum Stopped {
    No,
    Yes,
}

impl Queue {
    pub(super) fn new() -> Self {
        let (seal, draft, judge) = Default::default();
        Self { waiting: Mutex::new(Waiting { seal, draft, judge, stopped: Stopped::No }), ready: Condvar::new() }
    }

    pub(super) fn push(&self, at: At, job: Job) {
        let mut waiting = locked(&self.waiting);
        let queue = match job {
            Job::Judge(_) => &mut waiting.judge,
            Job::Draft(_) => &mut waiting.draft,
            Job::Seal(_) => &mut waiting.seal,
        };
        queue.push_back((at, job));
        drop(waiting);
        self.ready.notify_one();
    }

    /// Nothing that waits is begun any more; what is under way is finished.
    pub(super) fn stop(&self) {
        let mut waiting = locked(&self.waiting);
        waiting.stopped = Stopped::Yes;
        waiting.seal.clear();
        waiting.draft.clear();
        waiting.judge.clear();
        drop(waiting);
        self.ready.notify_all();
    }

    pub(super) fn is_stopped(&self) -> bool {
        locked(&self.waiting).stopped == Stopped::Yes
    }

    /// The next piece of work, what is furthest first; `None` when there will be none.
    fn take(&self) -> Option<(At, Job)> {
        let mut waiting = locked(&self.waiting);
        loop {
            if waiting.stopped == Stopped::Yes {
                return None;
            }
            let Waiting { seal, draft, judge, .. } = &mut *waiting;
            if let Some(job) = seal.pop_front().or_else(|| draft.pop_front()).or_else(|| judge.pop_front()) {
                return Some(job);
            }
            waiting = self.ready.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The threads of a batch and what they share.
pub(super) struct Crew<'w> {
    pub(super) drafting: &'w Drafting<'w>,
    pub(super) workshop: &'w Workshop<'w>,
    pub(super) chunk_learners: usize,
}

/// What came of a batch when all is in the output.
pub(super) struct Issued {
    pub(super) report: BatchReport,
    /// What was put out; `None` when there was nothing to do.
    pub(super) run: Option<RunNumber>,
    pub(super) receipts: Receipts,
}

impl Crew<'_> {
    /// Issues for all `learners` and puts everything into the output, on all cores. This thread writes the ledger.
    ///
    /// # Errors
    ///
    /// The first of what failed on any thread.
    pub(super) fn issue(
        &self,
        office: &mut Office<'_>,
        learners: impl Iterator<Item = Learner> + Send,
        shelf: Shelf<'_, '_>,
    ) -> Result<Issued, IssueError> {
        let queue = Queue::new();
        let queue = &queue;
        let (to_writer, events) = channel();
        let (permits, permitted) = channel();
        let (deliveries, to_shelf) = channel();
        (0..CHUNKS_IN_FLIGHT).for_each(|_| permits.send(()).expect("the receiver is here"));
        thread::scope(|scope| {
            for _ in 0..threads() {
                let events = to_writer.clone();
                scope.spawn(move || self.work(queue, events));
            }
            let events_of_reader = to_writer.clone();
            scope.spawn(move || self.read(learners, &permitted, events_of_reader));
            let shelf = scope.spawn(move || shelf.take_in(to_shelf, queue, to_writer));
            let mut writer = Writer::new(office, self, queue);
            let done = writer.run(Channels { events, permits, deliveries });
            let Writer { report, run, .. } = writer;
            let receipts = shelf.join();
            done?;
            Ok(Issued { report, run, receipts: receipts.map_err(|_| IssueError::Interrupted)? })
        })
    }

    /// Reads chunk after chunk, as they are permitted.
    fn read(&self, mut learners: impl Iterator<Item = Learner>, permitted: &Receiver<()>, events: Sender<Event>) {
        let events = Alarm(events);
        while permitted.recv().is_ok() {
            let chunk: Vec<Learner> = learners.by_ref().take(self.chunk_learners).collect();
            let event = if chunk.is_empty() { Event::End } else { Event::Read(chunk) };
            let over = matches!(event, Event::End);
            if events.0.send(event).is_err() || over {
                return;
            }
        }
    }

    /// Works until the queue is stopped.
    fn work(&self, queue: &Queue, events: Sender<Event>) {
        let events = Alarm(events);
        while let Some((at, job)) = queue.take() {
            let event = match job {
                Job::Judge(learners) => Event::Judged(at, self.drafting.judge(learners)),
                Job::Draft(allotted) => Event::Drafted(at, self.drafting.draft(allotted)),
                Job::Seal(work) => {
                    let (made, error) = self.workshop.make(work, queue);
                    Event::Sealed(at, made, error)
                }
            };
            if events.0.send(event).is_err() {
                return;
            }
        }
    }
}

/// Tells the others when its thread dies, lest they wait for it.
pub(super) struct Alarm(pub(super) Sender<Event>);

impl Drop for Alarm {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Event::Failed(IssueError::Interrupted));
        }
    }
}

/// As many as there are cores, and some more: a thread that waits for a token or a time stamp keeps no core busy.
pub(super) fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).max(SEALING_THREADS_MIN)
}

pub(super) fn locked<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
