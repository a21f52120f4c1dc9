//! The ledger's thread: several chunks of a batch in flight, each brought from stage to stage, with one writer for all.
//!
//! A chunk is judged by the workers, allotted here, drafted by the workers, recorded here and durable, sealed by the
//! workers, stored here and durable, and handed to the output's thread. The chunks pass each stage in their order, and
//! each has randomness of its own: what comes of a batch does not depend on which thread was faster.

use std::collections::VecDeque;
use std::mem;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender};

use super::batch::{BatchReport, Plan, Step};
use super::crew::{At, Crew, Event, Job, Queue, locked};
use super::delivery::{Delivery, Stored, StoredFile};
use super::drawn::Drawn;
use super::preview::Preview;
use super::recorder::{Awards, Recorder, Records};
use super::stages::{Allotted, Drafted, Judged, Made, MadeFile, NewFile, Vouching, Work};
use super::workshop::Watch;
use super::{Format, IssueError, Office};
use crate::jose::jades::{Level, Shortfall};
use crate::learners::Learner;
use crate::ledger::{ClaimTerms, Digests, Opened, Opening, Renewal, RunNumber, Sealed, Standing, Upload};
use crate::model::fault::Faults;

/// The ends of the channels that the ledger's thread holds.
pub(super) struct Channels {
    pub(super) events: Receiver<Event>,
    /// Each lets the reader begin one more chunk.
    pub(super) permits: Sender<()>,
    pub(super) deliveries: Sender<Delivery>,
}

/// The one writer of the ledger.
pub(super) struct Writer<'p, 'w, 'o> {
    office: &'p mut Office<'o>,
    plan: &'p Plan<'p>,
    preview: &'p Preview<'p>,
    digests: &'p Digests,
    watch: &'p Mutex<Watch<'w>>,
    queue: &'p Queue,
    /// How many awards one thread seals at a time.
    seal_part: usize,
    pub(super) report: BatchReport,
    /// What this run puts out, once it puts out something.
    pub(super) run: Option<RunNumber>,
    seen: Awards,
    flights: VecDeque<Flight>,
    /// The number of the first chunk in flight.
    first: u64,
    /// Chunks that are on their way into the output.
    writing: usize,
    dealt_with: u64,
    list: List,
}

/// Whether more learners may come.
#[derive(PartialEq)]
enum List {
    Open,
    AtItsEnd,
}

/// A chunk between reading and storing.
struct Flight {
    learners: u64,
    drawn: Drawn,
    stage: Stage,
}

/// What is being done with a chunk, and what has come of it so far.
enum Stage {
    Judging(Parts<Result<Vec<Judged>, Faults>>),
    Drafting(Parts<Vec<Drafted>>),
    Sealing(Parts<Vec<Made>>),
}

impl Stage {
    fn is_complete(&self) -> bool {
        match self {
            Self::Judging(parts) => parts.missing == 0,
            Self::Drafting(parts) => parts.missing == 0,
            Self::Sealing(parts) => parts.missing == 0,
        }
    }
}

/// The results of the parts of a chunk, in their order.
struct Parts<T> {
    results: Vec<Option<T>>,
    missing: usize,
}

impl<T> Parts<T> {
    fn new(parts: usize) -> Self {
        Self { results: (0..parts).map(|_| None).collect(), missing: parts }
    }

    fn put(&mut self, part: usize, result: T) {
        self.results[part] = Some(result);
        self.missing -= 1;
    }

    /// What has come, in order.
    fn take(&mut self) -> impl Iterator<Item = T> + use<T> {
        mem::take(&mut self.results).into_iter().flatten()
    }
}

impl<'p, 'w, 'o> Writer<'p, 'w, 'o> {
    pub(super) fn new(office: &'p mut Office<'o>, crew: &'p Crew<'w>, queue: &'p Queue) -> Self {
        let plan = &crew.drafting.plan;
        let waits = plan.formats.contains(&Format::Europass);
        Self {
            office,
            plan,
            preview: crew.drafting.preview,
            digests: &crew.drafting.digests,
            watch: crew.workshop.watch,
            queue,
            // One by one where each may wait for a device or a time stamp.
            seal_part: if waits { 1 } else { PART },
            report: BatchReport::default(),
            run: None,
            seen: Awards::default(),
            flights: VecDeque::new(),
            first: 0,
            writing: 0,
            dealt_with: 0,
            list: List::Open,
        }
    }

    /// Issues for all learners who are read, until everything is in the output.
    ///
    /// # Errors
    ///
    /// The first of what failed anywhere; what was sealed before is stored all the same, so that nothing is sealed or
    /// stamped twice.
    pub(super) fn run(&mut self, channels: Channels) -> Result<(), IssueError> {
        let done = self.bring_on(&channels);
        self.queue.stop();
        let Channels { events, permits, deliveries } = channels;
        drop((permits, deliveries));
        let Err(mut error) = done else { return Ok(()) };
        // The channel closes when the last thread has ended.
        for event in events {
            match event {
                Event::Sealed(at, made, also) => {
                    self.sealed(at, made);
                    // A stop by the observer is as though the power had failed: nothing counts that came beside it.
                    if let Some(interrupted @ IssueError::Interrupted) = also {
                        error = interrupted;
                    }
                }
                Event::Failed(interrupted @ IssueError::Interrupted) => error = interrupted,
                _ => {}
            }
        }
        if !matches!(error, IssueError::Interrupted) {
            self.store_what_is_whole();
        }
        Err(error)
    }

    fn bring_on(&mut self, channels: &Channels) -> Result<(), IssueError> {
        loop {
            while self.advance(&channels.deliveries)? {}
            if self.list == List::AtItsEnd && self.flights.is_empty() && self.writing == 0 {
                return Ok(());
            }
            let Ok(event) = channels.events.recv() else { return Err(IssueError::Interrupted) };
            match event {
                Event::Read(learners) => self.read(learners),
                Event::End => self.list = List::AtItsEnd,
                Event::Judged(at, found) => match self.stage(at) {
                    Some(Stage::Judging(parts)) => parts.put(at.part, found),
                    _ => unreachable!("a part is judged once"),
                },
                Event::Drafted(at, drafted) => match self.stage(at) {
                    Some(Stage::Drafting(parts)) => parts.put(at.part, drafted?),
                    _ => unreachable!("a part is drafted once"),
                },
                Event::Sealed(at, made, error) => {
                    self.sealed(at, made);
                    if let Some(error) = error {
                        return Err(error);
                    }
                }
                Event::Written => {
                    self.writing -= 1;
                    // The reader may have ended, and needs no permit any more.
                    let _ = channels.permits.send(());
                }
                Event::Failed(error) => return Err(error),
            }
        }
    }

    /// Does the next thing that can be done, what is furthest first, since that makes room.
    fn advance(&mut self, deliveries: &Sender<Delivery>) -> Result<bool, IssueError> {
        // Of the chunks at a stage only the first goes on: they keep their order.
        let find = |of: fn(&Stage) -> bool| self.flights.iter().position(move |flight| of(&flight.stage));
        let stages: [fn(&Stage) -> bool; 3] = [
            |stage| matches!(stage, Stage::Sealing(_)),
            |stage| matches!(stage, Stage::Drafting(_)),
            |stage| matches!(stage, Stage::Judging(_)),
        ];
        let next = stages.into_iter().filter_map(find).find(|index| self.flights[*index].stage.is_complete());
        let Some(index) = next else { return Ok(false) };
        match &mut self.flights[index].stage {
            Stage::Sealing(parts) => {
                let made: Vec<Made> = parts.take().flatten().collect();
                let Flight { learners, mut drawn, .. } = self.flights.pop_front().expect("it was found");
                self.first += 1;
                let mut opened = self.store(&made, &mut drawn)?;
                locked(self.watch).reached(Step::Stored)?;
                let awards = made.into_iter().map(|made| self.stored(made, &mut opened)).collect::<Result<_, _>>()?;
                self.dealt_with += learners;
                // The output's thread has ended only when it failed, and has said so.
                self.writing += 1;
                let _ = deliveries.send(Delivery { dealt_with: self.dealt_with, awards });
            }
            Stage::Drafting(parts) => {
                let drafted = parts.take().flatten().collect();
                let work = self.record(drafted, index)?;
                locked(self.watch).reached(Step::Recorded)?;
                let size = self.seal_part;
                let parts = self.hand_out(index, work, size, Job::Seal);
                self.flights[index].stage = Stage::Sealing(Parts::new(parts));
            }
            Stage::Judging(parts) => {
                let judged = Self::without_faults(parts.take())?;
                let allotted = self.allot(judged, index)?;
                let parts = self.hand_out(index, allotted, PART, Job::Draft);
                self.flights[index].stage = Stage::Drafting(Parts::new(parts));
            }
        }
        Ok(true)
    }

    fn read(&mut self, learners: Vec<Learner>) {
        let flight = Flight {
            learners: learners.len() as u64,
            drawn: Drawn::new(self.office.entropy),
            stage: Stage::Judging(Parts::new(0)),
        };
        self.flights.push_back(flight);
        let index = self.flights.len() - 1;
        let parts = self.hand_out(index, learners, PART, Job::Judge);
        self.flights[index].stage = Stage::Judging(Parts::new(parts));
    }

    /// Gives the workers parts of `size`, and says how many.
    fn hand_out<T>(&self, index: usize, items: Vec<T>, size: usize, job: fn(Vec<T>) -> Job) -> usize {
        let chunk = self.first + index as u64;
        let mut items = items.into_iter();
        let mut part = 0;
        loop {
            let some: Vec<T> = items.by_ref().take(size).collect();
            if some.is_empty() {
                return part;
            }
            self.queue.push(At { chunk, part }, job(some));
            part += 1;
        }
    }

    fn stage(&mut self, at: At) -> Option<&mut Stage> {
        let index = usize::try_from(at.chunk.checked_sub(self.first)?).ok()?;
        Some(&mut self.flights.get_mut(index)?.stage)
    }

    fn sealed(&mut self, at: At, made: Vec<Made>) {
        match self.stage(at) {
            Some(Stage::Sealing(parts)) => parts.put(at.part, made),
            _ => unreachable!("a part is sealed once"),
        }
    }

    /// All faults of a chunk: then nothing of it is recorded.
    fn without_faults(parts: impl Iterator<Item = Result<Vec<Judged>, Faults>>) -> Result<Vec<Judged>, IssueError> {
        let (mut judged, mut faults) = (Vec::new(), Faults::new());
        for part in parts {
            match part {
                Ok(part) => judged.extend(part),
                Err(found) => faults.extend(found),
            }
        }
        if faults.stop() { Err(IssueError::Faults { faults }) } else { Ok(judged) }
    }

    /// Allots awards in one transaction: who has one already, and what is to be made for the others. Nobody acts on it before
    /// it is recorded what is made, which makes both durable.
    fn allot(&mut self, judged: Vec<Judged>, index: usize) -> Result<Vec<Allotted>, IssueError> {
        // Counted apart and added when the transaction holds.
        let mut report = BatchReport { batch: self.report.batch, ..BatchReport::default() };
        let mut allotted = Vec::with_capacity(judged.len());
        let chunk = self.office.ledger.provisional_chunk()?;
        let mut recorder = Recorder {
            chunk: &chunk,
            entropy: &mut self.flights[index].drawn,
            plan: self.plan,
            preview: self.preview,
            digests: self.digests,
            seen: &mut self.seen,
            report: &mut report,
        };
        for one in judged {
            if let Some(one) = recorder.learner(one)? {
                recorder.contact(&one)?;
                allotted.push(one);
            }
        }
        chunk.commit()?;
        self.report.batch = report.batch;
        self.report.issued += report.issued;
        self.report.added += report.added;
        self.report.replaced += report.replaced;
        self.report.completed += report.completed;
        self.report.already += report.already;
        self.report.already_not_valid += report.already_not_valid;
        self.report.already_erased += report.already_erased;
        self.report.conflicts.extend(report.conflicts);
        self.report.repeated.extend(report.repeated);
        Ok(allotted)
    }

    /// Records a chunk in one transaction: what is about to be signed.
    fn record(&mut self, drafted: Vec<Drafted>, index: usize) -> Result<Vec<Work>, IssueError> {
        if drafted.is_empty() {
            return Ok(Vec::new());
        }
        let chunk = self.office.ledger.chunk()?;
        let run = self.run.map_or_else(|| chunk.begin_run(self.plan.now), Ok)?;
        let entropy = &mut self.flights[index].drawn;
        let mut records = Records { chunk: &chunk, run, check: self.plan.check, vouched: Vec::new(), entropy };
        let work = drafted.into_iter().map(|one| records.award(one)).collect::<Result<_, _>>()?;
        chunk.commit()?;
        self.run = Some(run);
        Ok(work)
    }

    /// Where the batch fails, what is whole and was verified itself is stored all the same: a seal or a time stamp may have
    /// cost something. Who was to vouch for the others may not have been signed any more; Ed25519 signs them again alike.
    /// When storing fails too, the first error counts.
    fn store_what_is_whole(&mut self) {
        while let Some(Flight { mut drawn, stage: Stage::Sealing(mut parts), .. }) = self.flights.pop_front() {
            let mut made: Vec<Made> = parts.take().flatten().collect();
            for one in &mut made {
                one.files.retain(|file| matches!(file, MadeFile::New(file) if file.vouching == Vouching::Itself));
            }
            if self.store(&made, &mut drawn).is_err() {
                return;
            }
        }
    }

    /// Stores what was sealed in one transaction.
    fn store(&mut self, made: &[Made], drawn: &mut Drawn) -> Result<Opened, IssueError> {
        let (mut sealed, mut uploads, mut claimed) = (Vec::new(), Vec::new(), Vec::new());
        for Made { standing, files, .. } in made {
            // What an earlier run stored got a link that stands on no receipt.
            let kept = files.iter().any(|file| matches!(file, MadeFile::Kept(_)));
            claimed.push((standing.number, if kept { Renewal::Anew } else { Renewal::IfNone }));
            let Standing { number, award, .. } = *standing;
            for file in files {
                let MadeFile::New(NewFile { format, content, digest, level, short_of, .. }) = file else { continue };
                if let Some(level) = level {
                    *self.report.levels.entry(*level).or_default() += 1;
                }
                if let Some(Shortfall { code, detail }) = short_of {
                    self.report.short_of.entry(code).or_insert_with(|| (detail.clone(), 0)).1 += 1;
                }
                match format.rendition() {
                    Some(rendition) => {
                        let level = level.map(Level::short_name);
                        let content = content.clone();
                        sealed.push(Sealed::with_digest(number, award, rendition, level, content, *digest));
                    }
                    None => uploads.push(Upload::new(number, award, content.clone())),
                }
            }
        }
        self.report.uploads += uploads.len() as u64;
        let now = self.plan.now;
        let opening = self.plan.claims.map(|claims| {
            let terms = ClaimTerms { created: now, expires: claims.expires, letter: claims.letter };
            Opening { terms, awards: &claimed }
        });
        let wanted = !sealed.is_empty() || !uploads.is_empty() || (opening.is_some() && !claimed.is_empty());
        let Some(run) = self.run.filter(|_| wanted) else { return Ok(Opened::default()) };
        let opened = self.office.ledger.store_opening(run, sealed, uploads, opening, now, drawn)?;
        self.report.links += opened.len() as u64;
        Ok(opened)
    }

    /// The files of an award as they go into the output: those made now, and those that an earlier run had stored.
    fn stored(&self, made: Made, opened: &mut Opened) -> Result<Stored, IssueError> {
        let Made { row, standing, files: made } = made;
        let (ledger, award) = (&*self.office.ledger, standing.award);
        let mut files = Vec::with_capacity(made.len());
        for file in made {
            files.push(match file {
                MadeFile::New(NewFile { format, content, digest, level, .. }) => {
                    StoredFile { format, content, digest, level }
                }
                MadeFile::Kept(format) => match format.rendition() {
                    Some(rendition) => {
                        let kept = standing.sealed(rendition).expect("what is kept is known");
                        let level = kept.level.as_deref().and_then(Level::from_short_name);
                        let content = ledger.sealed_content(award, rendition)?;
                        StoredFile { format, content, digest: kept.digest, level }
                    }
                    None => {
                        let kept = standing.upload.as_ref().expect("what is kept is known");
                        let content = ledger.upload_content(award)?.unwrap_or_else(|| Vec::new().into());
                        StoredFile { format, content, digest: kept.digest, level: None }
                    }
                },
            });
        }
        let claim = opened.remove(&standing.number);
        Ok(Stored { row, standing, claim, files })
    }
}

/// How many learners one thread maps at a time.
const PART: usize = 64;
