//! RDFC-1.0 (RDF Dataset Canonicalization), with a bound on its work.
//!
//! Without blank nodes the canonical form is the sorted lines. With them, *Hash N-Degree Quads* tries permutations, so
//! a small graph can be made to take for ever: every step is paid from a [`Budget`].

use std::collections::BTreeMap;

use hashbrown::HashMap;
use sha2::{Digest, Sha256, Sha384};

use super::dataset::{Dataset, Numbers};
use super::error::RdfcError;
use super::nquads::write_quad;
use super::rdf_term::Id;
use super::sorted::{for_sorted, write_sorted};
use crate::limits;

/// The most work that naming the blank nodes may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Most blank nodes.
    pub blank_nodes_max: usize,
    /// Most hashes and permutations in *Hash N-Degree Quads*, over all calls.
    pub steps_max: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { blank_nodes_max: limits::BLANK_NODES_MAX, steps_max: limits::RDFC_STEPS_MAX }
    }
}

/// The hash algorithm inside RDFC-1.0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HashAlgorithm {
    /// The default.
    #[default]
    Sha256,
    /// For P-384 suites.
    Sha384,
}

/// The canonical form of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// The canonical N-Quads: sorted lines, each ending in a line feed.
    pub nquads: String,
    /// The canonical label of each blank node, by its label in the dataset; both without `_:`.
    pub labels: BTreeMap<String, String>,
}

/// The canonical form with SHA-256.
///
/// # Errors
///
/// [`RdfcError`] when the blank nodes need more than the budget.
pub fn canonicalize(dataset: &Dataset, budget: Budget) -> Result<Canonical, RdfcError> {
    canonicalize_with(dataset, budget, HashAlgorithm::Sha256)
}

/// The canonical form with the given algorithm.
///
/// # Errors
///
/// [`RdfcError`] when the blank nodes need more than the budget.
pub fn canonicalize_with(dataset: &Dataset, budget: Budget, algorithm: HashAlgorithm) -> Result<Canonical, RdfcError> {
    let state = State::named(dataset, budget, algorithm)?;
    let nquads = write_sorted(dataset, &|id, out| state.canonical.write(state.places[&id], out));
    let labels = state.blanks.iter().enumerate().map(|(blank, (label, _))| {
        let mut name = String::new();
        state.canonical.write(blank, &mut name);
        (label.to_string(), name)
    });
    Ok(Canonical { nquads, labels: labels.collect() })
}

/// The SHA-256 digest of the canonical N-Quads of [`canonicalize`], which are not kept.
///
/// # Errors
///
/// [`RdfcError`] when the blank nodes need more than the budget.
pub fn canonical_digest(dataset: &Dataset, budget: Budget) -> Result<[u8; 32], RdfcError> {
    let state = State::named(dataset, budget, HashAlgorithm::Sha256)?;
    let mut digest = Sha256::new();
    let label = |id, out: &mut String| state.canonical.write(state.places[&id], out);
    for_sorted(dataset, &label, &mut |lines| digest.update(lines));
    Ok(digest.finalize().into())
}

/// A blank node, by its place in the order of the dataset's labels.
type Blank = usize;

/// Names blank nodes in the order in which they are met (RDFC-1.0, section 4.5).
#[derive(Debug, Clone)]
struct Issuer {
    prefix: &'static str,
    numbers: Vec<Option<usize>>,
    order: Vec<Blank>,
}

impl Issuer {
    fn new(prefix: &'static str, blanks: usize) -> Self {
        Self { prefix, numbers: vec![None; blanks], order: Vec::new() }
    }

    fn has(&self, blank: Blank) -> bool {
        self.numbers[blank].is_some()
    }

    fn issue(&mut self, blank: Blank) {
        if !self.has(blank) {
            self.numbers[blank] = Some(self.order.len());
            self.order.push(blank);
        }
    }

    /// Appends the name of a node that has one, without `_:`.
    fn write(&self, blank: Blank, out: &mut String) {
        let number = self.numbers[blank].expect("the node was named");
        out.push_str(self.prefix);
        out.push_str(&number.to_string());
    }
}

struct State<'a> {
    dataset: &'a Dataset,
    algorithm: HashAlgorithm,
    /// Labels and numbers of the blank nodes, sorted.
    blanks: Vec<(&'a str, Id)>,
    places: HashMap<Id, Blank>,
    /// The quads of each blank node, in the order of the dataset.
    quads: Vec<Vec<Numbers>>,
    first_degree: Vec<String>,
    canonical: Issuer,
    steps_left: usize,
}

fn parts(quad: Numbers) -> impl Iterator<Item = (&'static str, Id)> {
    [("s", Some(quad.0)), ("o", Some(quad.2)), ("g", quad.3)].into_iter().filter_map(|(at, id)| Some((at, id?)))
}

impl<'a> State<'a> {
    /// With a name for each blank node.
    fn named(dataset: &'a Dataset, budget: Budget, algorithm: HashAlgorithm) -> Result<Self, RdfcError> {
        let mut state = Self::new(dataset, budget, algorithm);
        let found = state.blanks.len();
        if found > budget.blank_nodes_max {
            return Err(RdfcError::TooManyBlankNodes { found, max: budget.blank_nodes_max });
        }
        if found > 0 {
            state.issue_all()?;
        }
        Ok(state)
    }

    fn new(dataset: &'a Dataset, budget: Budget, algorithm: HashAlgorithm) -> Self {
        let mut blanks: Vec<_> = dataset.blanks().collect();
        blanks.sort_unstable();
        let places: HashMap<_, _> = blanks.iter().enumerate().map(|(blank, (_, id))| (*id, blank)).collect();
        let mut quads: Vec<Vec<Numbers>> = vec![Vec::new(); blanks.len()];
        for quad in dataset.numbers().iter().filter(|_| !blanks.is_empty()) {
            for blank in parts(*quad).filter_map(|(_, id)| places.get(&id)) {
                let of_blank = &mut quads[*blank];
                if of_blank.last().is_none_or(|last| last != quad) {
                    of_blank.push(*quad);
                }
            }
        }
        let canonical = Issuer::new("c14n", blanks.len());
        Self {
            dataset,
            algorithm,
            blanks,
            places,
            quads,
            first_degree: Vec::new(),
            canonical,
            steps_left: budget.steps_max,
        }
    }

    fn step(&mut self) -> Result<(), RdfcError> {
        self.steps_left = self.steps_left.checked_sub(1).ok_or(RdfcError::BudgetExhausted)?;
        Ok(())
    }

    fn hash(&self, text: &str) -> String {
        fn hex(bytes: &[u8]) -> String {
            const DIGITS: &[u8; 16] = b"0123456789abcdef";
            let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
            bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
        }
        match self.algorithm {
            HashAlgorithm::Sha256 => hex(&Sha256::digest(text)),
            HashAlgorithm::Sha384 => hex(&Sha384::digest(text)),
        }
    }

    /// Section 4.4.3, steps 3 to 5.
    fn issue_all(&mut self) -> Result<(), RdfcError> {
        // One alone has the first name, whatever its hash: so it is with the options of every proof.
        if self.blanks.len() == 1 {
            self.canonical.issue(0);
            return Ok(());
        }
        let mut by_hash: BTreeMap<String, Vec<Blank>> = BTreeMap::new();
        for blank in 0..self.blanks.len() {
            let hash = self.hash_first_degree(blank);
            self.first_degree.push(hash.clone());
            by_hash.entry(hash).or_default().push(blank);
        }
        by_hash.retain(|_, alike| {
            let unique = alike.len() == 1;
            if unique {
                self.canonical.issue(alike[0]);
            }
            !unique
        });
        for alike in by_hash.into_values() {
            let mut paths = Vec::new();
            for blank in alike {
                if self.canonical.has(blank) {
                    continue;
                }
                let mut issuer = Issuer::new("b", self.blanks.len());
                issuer.issue(blank);
                paths.push(self.hash_n_degree(blank, issuer)?);
            }
            paths.sort_by(|(a, _), (b, _)| a.cmp(b));
            for (_, issuer) in paths {
                for blank in issuer.order {
                    self.canonical.issue(blank);
                }
            }
        }
        Ok(())
    }

    /// Section 4.6.3.
    fn hash_first_degree(&self, reference: Blank) -> String {
        let own = self.blanks[reference].1;
        let label = |id: Id, out: &mut String| out.push(if id == own { 'a' } else { 'z' });
        let lines = self.quads[reference].iter().map(|quad| {
            let mut line = String::new();
            write_quad(self.dataset.terms(), *quad, &label, &mut line);
            line
        });
        let mut lines: Vec<String> = lines.collect();
        lines.sort_unstable();
        self.hash(&lines.concat())
    }

    /// Section 4.7.3.
    fn hash_related(&self, related: Blank, quad: Numbers, issuer: &Issuer, position: &str) -> String {
        let mut input = position.to_owned();
        if position != "g" {
            self.dataset.terms().write(quad.1, &|_, _| {}, &mut input);
        }
        match [&self.canonical, issuer].into_iter().find(|issuer| issuer.has(related)) {
            Some(issuer) => {
                input.push_str("_:");
                issuer.write(related, &mut input);
            }
            None => input.push_str(&self.first_degree[related]),
        }
        self.hash(&input)
    }

    /// Section 4.8.3.
    fn hash_n_degree(&mut self, reference: Blank, mut issuer: Issuer) -> Result<(String, Issuer), RdfcError> {
        let mut by_hash: BTreeMap<String, Vec<Blank>> = BTreeMap::new();
        for quad in self.quads[reference].clone() {
            for (position, id) in parts(quad) {
                if let Some(related) = self.places.get(&id).copied().filter(|related| *related != reference) {
                    self.step()?;
                    let hash = self.hash_related(related, quad, &issuer, position);
                    by_hash.entry(hash).or_default().push(related);
                }
            }
        }
        let mut data = String::new();
        for (hash, mut alike) in by_hash {
            data.push_str(&hash);
            alike.sort_unstable();
            let mut chosen: Option<(String, Issuer)> = None;
            loop {
                self.step()?;
                if let Some(better) = self.try_order(&alike, &issuer, chosen.as_ref())? {
                    chosen = Some(better);
                }
                if !next_permutation(&mut alike) {
                    break;
                }
            }
            let (path, chosen_issuer) = chosen.expect("the first permutation is always chosen");
            data.push_str(&path);
            issuer = chosen_issuer;
        }
        Ok((self.hash(&data), issuer))
    }

    /// One permutation of section 4.8.3, step 5.4; `None` when its path is not below the chosen one.
    fn try_order(
        &mut self,
        order: &[Blank],
        issuer: &Issuer,
        chosen: Option<&(String, Issuer)>,
    ) -> Result<Option<(String, Issuer)>, RdfcError> {
        let chosen = chosen.map(|(path, _)| path.as_str());
        let worse = |path: &str| chosen.is_some_and(|chosen| path.len() >= chosen.len() && path > chosen);
        let mut issuer = issuer.clone();
        let mut path = String::new();
        let mut open = Vec::new();
        for related in order {
            path.push_str("_:");
            if self.canonical.has(*related) {
                self.canonical.write(*related, &mut path);
            } else {
                if !issuer.has(*related) {
                    open.push(*related);
                }
                issuer.issue(*related);
                issuer.write(*related, &mut path);
            }
            if worse(&path) {
                return Ok(None);
            }
        }
        for related in open {
            let (hash, deeper) = self.hash_n_degree(related, issuer.clone())?;
            path.push_str("_:");
            issuer.issue(related);
            issuer.write(related, &mut path);
            path.push('<');
            path.push_str(&hash);
            path.push('>');
            issuer = deeper;
            if worse(&path) {
                return Ok(None);
            }
        }
        Ok(chosen.is_none_or(|chosen| path.as_str() < chosen).then_some((path, issuer)))
    }
}

/// Puts `items` into their next order; `false` after the last.
fn next_permutation<T: Ord>(items: &mut [T]) -> bool {
    let Some(pivot) = items.windows(2).rposition(|pair| pair[0] < pair[1]) else { return false };
    let last = items.iter().rposition(|item| *item > items[pivot]).expect("the pivot's right neighbour is greater");
    items.swap(pivot, last);
    items[pivot + 1..].reverse();
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Result<Canonical, RdfcError> {
        canonicalize(&Dataset::from_nquads(text).expect("N-Quads"), Budget::default())
    }

    #[test]
    fn without_blank_nodes_lines_are_sorted_by_their_bytes() {
        let text = "<urn:b> <urn:p> \"\u{1F600}\" .\n<urn:b> <urn:p> \"\u{FB33}\" .\n<urn:a> <urn:p> \"x\" .\n";
        let expected = "<urn:a> <urn:p> \"x\" .\n<urn:b> <urn:p> \"\u{FB33}\" .\n<urn:b> <urn:p> \"\u{1F600}\" .\n";
        assert_eq!(canonical(text).expect("no blank nodes").nquads, expected);
    }

    #[test]
    fn the_digest_is_that_of_the_lines() {
        for count in [0, 1, 30, 200] {
            let line = |number: usize| {
                let (predicate, blank) = (number % 7, number % 9);
                format!("_:b <urn:p{predicate}> _:a{blank} .\n<urn:s{number}> <urn:p> \"x\" .\n")
            };
            let dataset = Dataset::from_nquads(&(0..count).map(line).collect::<String>()).expect("N-Quads");
            let nquads = canonicalize(&dataset, Budget::default()).expect("few blank nodes").nquads;
            let digest = canonical_digest(&dataset, Budget::default());
            assert_eq!(digest, Ok(Sha256::digest(nquads).into()), "{count}");
        }
    }

    #[test]
    fn names_do_not_depend_on_labels_or_order() {
        let one = "_:a <urn:p> _:b .\n_:b <urn:p> _:c .\n_:c <urn:q> \"x\" .\n";
        let other = "_:y <urn:q> \"x\" .\n_:z <urn:p> _:y .\n_:a <urn:p> _:z .\n";
        assert_eq!(canonical(one).expect("a chain").nquads, canonical(other).expect("a chain").nquads);
    }

    #[test]
    fn a_clique_exhausts_the_budget() {
        let mut text = String::new();
        for from in 0..9 {
            for to in (0..9).filter(|to| *to != from) {
                text.push_str(&format!("_:b{from} <urn:p> _:b{to} .\n"));
            }
        }
        assert_eq!(canonical(&text), Err(RdfcError::BudgetExhausted));
    }

    #[test]
    fn many_blank_nodes_are_refused() {
        let text: String = (0..501).map(|n| format!("_:b{n} <urn:p> \"{n}\" .\n")).collect();
        assert_eq!(canonical(&text), Err(RdfcError::TooManyBlankNodes { found: 501, max: 500 }));
    }

    #[test]
    fn every_order_is_tried_once() {
        let mut items = [1, 2, 3];
        let mut count = 1;
        while next_permutation(&mut items) {
            count += 1;
        }
        assert_eq!((items, count), ([3, 2, 1], 6));
    }
}
