//! Templates by the shape of what they make, compiled when several learners of a shape have come.
//!
//! The first learners of a shape go the generic path in full, and so does everybody whose shape cannot be compiled. What a
//! template makes is byte for byte what the generic path would make: compiling compares them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::elm::Shape;
use crate::learners::Learner;
use crate::limits::{SHAPES_MAX, TEMPLATES_MAX};

/// Templates of one mapper, by shape.
pub(super) struct Templates<T> {
    known: RwLock<HashMap<Shape, Arc<Known<T>>>>,
    compiled: AtomicUsize,
    /// Learners of a shape before a template is compiled for it.
    after: u32,
}

/// What is known of a shape.
struct Known<T> {
    /// How many learners of this shape were found to be without a fault on the generic path.
    passed: AtomicU32,
    /// `None` within when it could not be compiled.
    template: OnceLock<Option<Arc<T>>>,
}

impl<T> Templates<T> {
    pub(super) fn new(after: u32) -> Self {
        Self { known: RwLock::default(), compiled: AtomicUsize::new(0), after }
    }

    /// The template of a shape, if there is one.
    pub(super) fn get(&self, shape: &Shape) -> Option<Arc<T>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(shape)?.template.get()?.clone()
    }

    /// Whether a learner of this shape was found to be without a fault.
    pub(super) fn has_passed(&self, shape: &Shape) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(shape).is_some_and(|known| known.passed.load(Ordering::Relaxed) > 0)
    }

    /// Notes that a learner of this shape was found to be without a fault on the generic path. After several, `compile` is
    /// called, once.
    pub(super) fn passed(&self, shape: Shape, compile: impl FnOnce() -> Option<T>) {
        let Some(known) = self.known(shape) else { return };
        if known.passed.fetch_add(1, Ordering::Relaxed) + 1 != self.after {
            return;
        }
        let room = self.compiled.fetch_add(1, Ordering::Relaxed) < TEMPLATES_MAX;
        let template = if room { compile() } else { None };
        // Only the thread that counted to the bound gets here.
        let _ = known.template.set(template.map(Arc::new));
    }

    fn known(&self, shape: Shape) -> Option<Arc<Known<T>>> {
        let read = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(&shape) {
            return Some(Arc::clone(known));
        }
        drop(read);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= SHAPES_MAX && !known.contains_key(&shape) {
            return None;
        }
        let new = || Arc::new(Known { passed: AtomicU32::new(0), template: OnceLock::new() });
        Some(Arc::clone(known.entry(shape).or_insert_with(new)))
    }
}

/// Whether nothing that `learner` has can be written, sorted or judged differently from what others of the same shape have:
/// no control character, no text whose letters sort differently in UTF-8 and in UTF-16 (which is worth a warning), no year
/// that is not written with four digits.
pub(super) fn is_plain(learner: &Learner) -> bool {
    let Learner {
        given_name,
        family_name,
        full_name,
        grade,
        assessment_grades,
        component_grades,
        date_of_birth,
        national_id,
        other_identifier,
        email,
        wallet,
        ..
    } = learner;
    let texts = [given_name, family_name];
    let options = [full_name, grade, other_identifier, email, wallet];
    let mut all = texts
        .into_iter()
        .chain(options.into_iter().flatten())
        .chain(assessment_grades.values())
        .chain(component_grades.values().flatten())
        .chain(national_id.as_ref().map(|(notation, _)| notation));
    all.all(|text| is_plain_text(text)) && date_of_birth.is_none_or(|date| date.year() > 0)
}

fn is_plain_text(text: &str) -> bool {
    if text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
        return true;
    }
    let is_late = |letter| ('\u{e000}'..='\u{ffff}').contains(&letter);
    let mixes = || text.chars().any(is_late) && text.chars().any(|letter| letter > '\u{ffff}');
    !text.chars().any(char::is_control) && !mixes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_what_sorts_differently_are_not_plain() {
        for plain in ["", "Zoë O'Hara \"\\", "李小龙", "\u{d7ff}", "\u{202e}", "\u{fb33}", "a\u{1f600}"] {
            assert!(is_plain_text(plain), "{plain:?}");
        }
        for other in ["a\tb", "a\n", "\u{7f}", "\u{85}", "\u{e000}\u{1f600}", "\u{1f600} \u{fb33}"] {
            assert!(!is_plain_text(other), "{other:?}");
        }
    }
}
