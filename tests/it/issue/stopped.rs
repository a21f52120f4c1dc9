//! Stopped at any step, or with a full disk: the same command completes the batch.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;

use elmseal::issue::{Existing, IssueError, Observer, Output, Quiet, Step, ZipArchive};
use elmseal::ledger::{Filter, Rendition};
use elmseal::model::ids::AwardId;
use elmseal::model::slotted::Content;
use elmseal::publish::durable::Nameless;
use serde_json::Value;

use super::desk::{Desk, by_row, credentials, learners, unzip};

/// Stops when a step is reached for the `n`th time.
pub struct Stop {
    pub step: Step,
    pub n: usize,
}

impl Observer for Stop {
    fn reached(&mut self, step: Step) -> ControlFlow<()> {
        if step == self.step {
            self.n -= 1;
            if self.n == 0 {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }
}

#[test]
fn stopped_anywhere_the_same_command_completes_the_batch() {
    stop_anywhere(None);
}

#[test]
fn stopped_anywhere_among_templates_the_same_command_completes_the_batch() {
    stop_anywhere(Some(1));
}

fn stop_anywhere(template_after: Option<u32>) {
    let all = learners(2..7);
    // Five learners in chunks of two: three chunks, five signatures.
    let rows: [(Step, &[usize]); 8] = [
        (Step::Recorded, &[1, 3]),
        (Step::Signed, &[1, 4]),
        (Step::Checked, &[2, 5]),
        (Step::Stored, &[1, 3]),
        (Step::Written, &[2]),
        (Step::Published, &[1]),
        (Step::Released, &[1]),
        (Step::Delivered, &[1]),
    ];
    for (step, times) in rows {
        for n in times {
            let n = *n;
            let mut desk = Desk::new();
            desk.template_after = template_after;
            let mut output = ZipArchive::new(desk.path("out/out.zip"));
            let stopped = desk.issue(&all, &Existing::Refuse, 0, &mut output, &mut Stop { step, n });
            assert!(matches!(stopped, Err(IssueError::Interrupted)), "{step:?} {n}");
            drop(output);
            let seen = desk.path("out/out.zip").exists();
            assert_eq!(seen, matches!(step, Step::Released | Step::Delivered), "{step:?}: whole or not at all");
            let stored: HashMap<AwardId, Vec<u8>> = sealed(&mut desk);
            let report = desk.run(&all, &Existing::Refuse, 1);
            let archive = if step == Step::Delivered {
                assert!(report.nothing_done());
                desk.path("out/out.zip")
            } else {
                assert_eq!(report.issued + report.completed, 5, "{step:?} {n}: {report:?}");
                report.output.clone().expect("an output")
            };
            let files = unzip(&archive);
            let credentials = credentials(&files);
            assert_eq!((credentials.len(), by_row(&files).len()), (5, 5), "{step:?} {n}");
            for (award, bytes) in &stored {
                assert_eq!(credentials.get(award), Some(bytes), "{step:?} {n}: what was sealed stays as it was");
            }
            for (award, bytes) in &credentials {
                assert_eq!(desk.verify(bytes).id(), Some(award.to_string().as_str()));
                assert!(!desk.published_bit(bytes, "revocation"));
            }
            let awards = desk.at_work(|office, _| {
                let mut count = 0;
                office.ledger.list(&Filter::default(), &mut |_| count += 1).expect("listed");
                count
            });
            assert_eq!(awards, 5, "{step:?} {n}: one award a learner");
            desk.assert_sound();
            assert!(desk.run(&all, &Existing::Refuse, 2).nothing_done(), "{step:?} {n}");
        }
    }
}

fn sealed(desk: &mut Desk) -> HashMap<AwardId, Vec<u8>> {
    desk.at_work(|office, _| {
        let mut awards = Vec::new();
        office
            .ledger
            .list(&Filter::default(), &mut |row| awards.push((row.award, !row.renditions.is_empty())))
            .expect("listed");
        let kept = awards.into_iter().filter(|(_, sealed)| *sealed);
        kept.map(|(award, _)| (award, office.ledger.sealed_bytes(award, Rendition::Elm).expect("bytes"))).collect()
    })
}

/// A disk that is full after so many bytes.
struct FullDisk<O> {
    inner: O,
    left: u64,
}

/// What comes of writing to a full disk.
struct Full;

impl Read for Full {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::new(io::ErrorKind::StorageFull, "no space left on device"))
    }
}

impl<O: Output> Output for FullDisk<O> {
    fn add(&mut self, name: &str, content: &Content) -> io::Result<()> {
        self.add_long(name, content.len() as u64, &mut content.to_vec().as_slice())
    }

    fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()> {
        let room = self.left.min(len);
        self.left -= room;
        if room == len {
            self.inner.add_long(name, len, from)
        } else {
            self.inner.add_long(name, len, &mut from.take(room).chain(Full))
        }
    }

    fn finish(&mut self) -> io::Result<Option<PathBuf>> {
        self.inner.finish()
    }

    fn spool(&self) -> io::Result<Nameless> {
        self.inner.spool()
    }
}

#[test]
fn a_full_disk_is_said_and_the_next_run_completes() {
    let all = learners(2..7);
    for left in [0, 30_000, 60_000] {
        let mut desk = Desk::new();
        let mut output = FullDisk { inner: ZipArchive::new(desk.path("out/out.zip")), left };
        let full = desk.issue(&all, &Existing::Refuse, 0, &mut output, &mut Quiet);
        let Err(e @ IssueError::Output(_)) = full else { panic!("{full:?}") };
        assert_eq!(e.to_string(), "the output could not be written: no space left on device");
        drop(output);
        let left = fs::read_dir(desk.path("out")).map_or(0, Iterator::count);
        assert_eq!(left, 0, "nothing half-written is left");
        let report = desk.run(&all, &Existing::Refuse, 0);
        assert_eq!(report.issued + report.completed, 5);
        assert_eq!(credentials(&unzip(&desk.path("out/out.zip"))).len(), 5);
        desk.assert_sound();
    }
}

#[test]
fn what_was_never_sealed_may_still_be_mended() {
    let mut desk = Desk::new();
    let mut all = learners(2..4);
    let mut output = ZipArchive::new(desk.path("out/out.zip"));
    let stop = desk.issue(&all, &Existing::Refuse, 0, &mut output, &mut Stop { step: Step::Recorded, n: 1 });
    assert!(matches!(stop, Err(IssueError::Interrupted)));
    all[0].given_name = "Mended".into();
    let report = desk.run(&all, &Existing::Refuse, 1);
    assert_eq!((report.completed, report.issued, report.conflicts), (2, 0, vec![]));
    let files = unzip(&desk.path("out/out.zip"));
    let mended = &credentials(&files)[&by_row(&files)[&2]];
    let document: Value = serde_json::from_slice(mended).expect("JSON");
    assert!(document.to_string().contains("Mended"));
    // Times were fixed when the award was recorded, a day before it was sealed.
    assert_eq!(document["proof"]["created"], "2026-07-01T10:00:00Z");
    assert_eq!(document["issuanceDate"], "2026-07-01T10:00:00Z");
    desk.assert_sound();
}
