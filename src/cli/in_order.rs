//! Work on what is read, on all cores, with what comes of it in the order of reading.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::panic;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many items one thread takes at a time.
const PART: usize = 128;
/// Parts for each thread that were read and are not dealt with yet.
const PARTS_WAITING: usize = 3;

/// Does `work` to everything that `read` hands out, on all cores, and hands what comes of it to `each` in the order of
/// reading, on this thread. A few parts wait in between, so that memory does not grow with what is read.
pub fn in_order<T: Send, U: Send, R: Send>(
    read: impl FnOnce(&mut dyn FnMut(T) -> ControlFlow<()>) -> R + Send,
    work: impl Fn(T) -> U + Sync,
    mut each: impl FnMut(U) -> ControlFlow<()>,
) -> R {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (permits, permitted) = channel();
    let (parts, to_workers) = channel::<(usize, Vec<T>)>();
    let (to_merge, merged) = channel();
    let to_workers = Mutex::new(to_workers);
    (0..threads * PARTS_WAITING).for_each(|_| permits.send(()).expect("the receiver is here"));
    thread::scope(|scope| {
        let reading = scope.spawn(move || read_in_parts(read, &permitted, &parts));
        for _ in 0..threads {
            let (to_workers, to_merge, work) = (&to_workers, to_merge.clone(), &work);
            scope.spawn(move || {
                let to_merge = Alarm(to_merge);
                while let Ok((number, part)) = next(to_workers) {
                    let done: Vec<U> = part.into_iter().map(work).collect();
                    if to_merge.0.send(Some((number, done))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(to_merge);
        merge(&merged, &permits, &mut each);
        drop((merged, permits));
        reading.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked))
    })
}

/// Says when its thread dies, lest the others wait for it.
struct Alarm<U>(Sender<Option<U>>);

impl<U> Drop for Alarm<U> {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(None);
        }
    }
}

fn read_in_parts<T, R>(
    read: impl FnOnce(&mut dyn FnMut(T) -> ControlFlow<()>) -> R,
    permitted: &Receiver<()>,
    parts: &Sender<(usize, Vec<T>)>,
) -> R {
    let (mut part, mut number) = (Vec::with_capacity(PART), 0);
    let mut send = |part: Vec<T>| {
        let sent = permitted.recv().is_ok() && parts.send((number, part)).is_ok();
        number += 1;
        if sent { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let done = read(&mut |item| {
        part.push(item);
        if part.len() < PART {
            return ControlFlow::Continue(());
        }
        send(std::mem::replace(&mut part, Vec::with_capacity(PART)))
    });
    // When nobody wants it any more, it is not missed.
    let _ = send(part);
    done
}

fn next<T>(parts: &Mutex<Receiver<T>>) -> Result<T, std::sync::mpsc::RecvError> {
    parts.lock().unwrap_or_else(PoisonError::into_inner).recv()
}

/// Hands out parts in order until there are no more or `each` has had enough.
fn merge<U>(
    merged: &Receiver<Option<(usize, Vec<U>)>>,
    permits: &Sender<()>,
    each: &mut impl FnMut(U) -> ControlFlow<()>,
) {
    let (mut early, mut wanted) = (BTreeMap::new(), 0);
    for part in merged {
        let Some((number, done)) = part else { return };
        early.insert(number, done);
        while let Some(done) = early.remove(&wanted) {
            wanted += 1;
            // Whoever reads may have come to the end.
            let _ = permits.send(());
            for one in done {
                if each(one).is_break() {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(count: usize, stop_at: usize) -> (Vec<usize>, usize) {
        let mut seen = Vec::new();
        let read = in_order(
            |each| (0..count).take_while(|item| each(*item).is_continue()).count(),
            |item| item * 2,
            |item| {
                seen.push(item);
                if item == stop_at * 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        (seen, read)
    }

    #[test]
    fn what_comes_of_it_is_in_the_order_of_reading() {
        for count in [0, 1, PART, PART + 1, 20 * PART + 7] {
            let expected: Vec<usize> = (0..count).map(|item| item * 2).collect();
            assert_eq!(run(count, usize::MAX / 2), (expected, count), "{count}");
        }
    }

    #[test]
    fn it_stops_reading_when_enough_was_seen() {
        let (seen, read) = run(1_000_000, 300);
        assert_eq!(seen.len(), 301);
        assert!(read < 1_000_000, "{read}");
    }
}
