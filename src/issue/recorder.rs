//! Learners of a batch in the ledger: what stands for an award already, and what is to be made now.
//!
//! It holds no key, writes no document and signs nothing.

use std::sync::Arc;

use super::batch::{BatchReport, Check, Conflict, Existing, Plan};
use super::drawn::Drawn;
use super::format::Held;
use super::preview::Preview;
use super::stages::{Allotted, Drafted, DraftedPart, Judged, Part, Vouching, Work};
use super::{Format, IssueError, Prepared, PreparedSeal};
use crate::learners::Learner;
use crate::ledger::{AwardNumber, Chunk, Contact, Digests, Letter, NewAward, Rendition, RunNumber, Standing, State};
use crate::limits::CHECKED_ONE_OF;
use crate::model::entropy::{Entropy, draw};
use crate::model::ids::AwardId;
use crate::proof::DraftTemplate;

/// What allotting awards to one learner after the other needs.
pub(super) struct Recorder<'r> {
    pub(super) chunk: &'r Chunk<'r>,
    pub(super) entropy: &'r mut dyn Entropy,
    pub(super) plan: &'r Plan<'r>,
    pub(super) preview: &'r Preview<'r>,
    pub(super) digests: &'r Digests,
    /// The awards of the learners before.
    pub(super) seen: &'r mut Awards,
    pub(super) report: &'r mut BatchReport,
}

impl Recorder<'_> {
    /// The award of a learner; `None` when there is nothing to be made.
    pub(super) fn learner(&mut self, judged: Judged) -> Result<Option<Allotted>, IssueError> {
        let Judged { learner, key, content } = judged;
        let formats = self.plan.formats;
        let Some(found) = self.chunk.find(&key)? else {
            let new = self.allot(&learner, key, content, None)?;
            return Ok(Some(self.made(learner, new)));
        };
        let award = found.award;
        if self.seen.insert(found.number) == Seen::Before {
            self.report.repeated.push(learner.row);
            return Ok(None);
        }
        let named = matches!(self.plan.existing, Existing::ReplaceNamed(named) if named.contains(&award));
        if found.seed.is_none() && !named {
            // What was erased is not made again because a list still has the row.
            self.report.already += 1;
            self.report.already_erased += 1;
            return Ok(None);
        }
        let revoked = matches!(found.state, State::Revoked | State::Superseded);
        if !found.is_fixed() && !revoked && found.seed.is_some() {
            // Nothing of it has left, so its content may still be mended.
            if found.content != content {
                self.chunk.amend(award, &content, &name(&learner))?;
            }
            self.report.completed += 1;
            return Ok(Some(Allotted { learner, standing: found, wanted: formats.to_vec(), stored: Vec::new() }));
        }
        // Only where it differs is it compared as an older ledger has it: that takes longer.
        let same = || found.content == content || found.content == self.preview.content_of_json(self.digests, &learner);
        if found.seed.is_some() && same() {
            let state = found.state;
            let outstanding = self.outstanding(learner, found, revoked);
            if outstanding.is_none() {
                self.report.already += 1;
                self.report.already_not_valid += u64::from(state != State::Valid);
            }
            return Ok(outstanding);
        }
        let replace = match self.plan.existing {
            Existing::Refuse => false,
            Existing::Replace => !revoked,
            Existing::ReplaceNamed(named) => named.contains(&award),
        };
        if !replace {
            self.report.conflicts.push(Conflict { row: learner.row, award, state: found.state });
            return Ok(None);
        }
        self.report.replaced += 1;
        let new = self.allot(&learner, key, content, Some(award))?;
        Ok(Some(self.made(learner, new)))
    }

    /// Notes where the learner is written to, if letters are wished.
    pub(super) fn contact(&self, allotted: &Allotted) -> Result<(), IssueError> {
        let wished = self.plan.claims.is_some_and(|claims| claims.letter != Letter::None);
        let Some(address) = allotted.learner.email.clone().filter(|_| wished) else { return Ok(()) };
        let language = allotted.learner.language.as_ref().unwrap_or(&self.plan.descriptor.language);
        let contact = Contact { address, language: language.to_string() };
        Ok(self.chunk.set_contact(allotted.standing.number, &contact)?)
    }

    fn made(&mut self, learner: Learner, new: Standing) -> Allotted {
        let formats = self.plan.formats;
        if formats.iter().any(|format| format.rendition().is_some()) {
            self.report.issued += 1;
        }
        self.seen.insert(new.number);
        Allotted { learner, standing: new, wanted: formats.to_vec(), stored: Vec::new() }
    }

    /// What an award that was made before lacks of what is wanted now. Nothing is added to one that was revoked or erased.
    fn outstanding(&mut self, learner: Learner, found: Standing, revoked: bool) -> Option<Allotted> {
        found.seed?;
        let held = |held| self.plan.formats.iter().copied().filter(|format| format.held(&found) == held).collect();
        let wanted: Vec<Format> = if revoked { Vec::new() } else { held(Held::Not) };
        let stored: Vec<Format> = held(Held::Stored);
        if wanted.is_empty() && stored.is_empty() {
            return None;
        }
        if !stored.is_empty() {
            self.report.completed += 1;
        } else if wanted.iter().any(|format| format.rendition().is_some()) {
            self.report.added += 1;
        }
        Some(Allotted { learner, standing: found, wanted, stored })
    }

    fn allot(
        &mut self,
        learner: &Learner,
        key: [u8; 32],
        content: [u8; 32],
        supersedes: Option<AwardId>,
    ) -> Result<Standing, IssueError> {
        let Plan { descriptor, issued, now, .. } = *self.plan;
        let batch = match self.report.batch {
            Some(batch) => batch,
            None => {
                let title = descriptor.title.get_or_first(&descriptor.language);
                self.chunk.open_batch(&descriptor.id, &descriptor.edition, title, now)?
            }
        };
        self.report.batch = Some(batch);
        let new = NewAward {
            key,
            content,
            batch,
            row: learner.row,
            issued,
            created: now,
            supersedes,
            learner_key: &learner.key,
            learner_name: &name(learner),
        };
        Ok(self.chunk.allot(&new, self.entropy)?)
    }
}

/// Records what is about to be signed of the awards of a chunk.
pub(super) struct Records<'r> {
    pub(super) chunk: &'r Chunk<'r>,
    /// What puts out what an earlier run stored.
    pub(super) run: RunNumber,
    pub(super) check: Check,
    /// The templates of which one credential of the chunk is verified.
    pub(super) vouched: Vec<Arc<DraftTemplate>>,
    pub(super) entropy: &'r mut dyn Entropy,
}

impl Records<'_> {
    pub(super) fn award(&mut self, drafted: Drafted) -> Result<Work, IssueError> {
        let Drafted { row, standing, parts: drafted } = drafted;
        let Standing { number, award, .. } = standing;
        let mut parts = Vec::with_capacity(drafted.len());
        for part in drafted {
            parts.push(match part {
                DraftedPart::Elm(draft, template) => {
                    let recorded = self.chunk.record(number, award, Rendition::Elm, draft.hash_data())?;
                    let vouching = self.vouching(template.as_ref());
                    Part::Elm(Box::new(Prepared::new(*draft, &recorded)), template, vouching)
                }
                DraftedPart::Europass(payload) => {
                    let recorded = self.chunk.record(number, award, Rendition::Europass, payload.digest())?;
                    Part::Europass(PreparedSeal::new(payload, &recorded))
                }
                DraftedPart::OfView(format, draft) => {
                    let rendition = format.rendition().expect("what is made of a view is sealed");
                    let recorded = self.chunk.record(number, award, rendition, draft.digest())?;
                    Part::OfView(format, Box::new(draft.recorded(&recorded)))
                }
                DraftedPart::Stored(format) => {
                    self.chunk.put_out(self.run, number, format.rendition())?;
                    Part::Stored(format)
                }
                DraftedPart::Upload(content) => Part::Upload(content),
            });
        }
        Ok(Work { row, standing, parts, drawn: Drawn::new(self.entropy) })
    }

    fn vouching(&mut self, template: Option<&Arc<DraftTemplate>>) -> Vouching {
        // Drawn in any case, so that the choice does not change what is drawn later.
        let chosen = u64::from_be_bytes(draw(self.entropy)) % CHECKED_ONE_OF == 0;
        let Some(template) = template.filter(|_| self.check == Check::Sample) else { return Vouching::Itself };
        let first = !self.vouched.iter().any(|known| Arc::ptr_eq(known, template));
        if first {
            self.vouched.push(Arc::clone(template));
        }
        if first || chosen { Vouching::Itself } else { Vouching::Others }
    }
}

/// How the learner is called in the ledger.
fn name(learner: &Learner) -> String {
    learner.full_name.clone().unwrap_or_else(|| format!("{} {}", learner.given_name, learner.family_name))
}

/// Awards by their numbers, which are given out one after the other: a bit for each.
#[derive(Default)]
pub(super) struct Awards {
    words: Vec<u64>,
}

/// Whether an award was there already.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Before,
    First,
}

impl Awards {
    /// Adds an award.
    pub(super) fn insert(&mut self, number: AwardNumber) -> Seen {
        let number = usize::try_from(number.get()).expect("awards are numbered from one");
        let (word, bit) = (number / 64, 1 << (number % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        let seen = if self.words[word] & bit == 0 { Seen::First } else { Seen::Before };
        self.words[word] |= bit;
        seen
    }
}
