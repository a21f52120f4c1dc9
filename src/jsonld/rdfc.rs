//! RDFC-1.0 (RDF Dataset Canonicalization), with a bound on its work.
//!
//! Without blank nodes the canonical form is the sorted lines. With them, *Hash N-Degree Quads* tries permutations, so
//! a small graph can be made to take for ever: every step is paid from a [`Budget`].

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sha2::{Digest, Sha256, Sha384};

use super::dataset::{Dataset, Statement, Term};
use super::error::RdfcError;
use super::nquads::write_quad;
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
    let mut state = State::new(dataset, budget, algorithm);
    if state.quads.len() > budget.blank_nodes_max {
        return Err(RdfcError::TooManyBlankNodes { found: state.quads.len(), max: budget.blank_nodes_max });
    }
    if !state.quads.is_empty() {
        state.issue_all()?;
    }
    let names = &state.canonical.names;
    let mut written = String::with_capacity(dataset.len() * 128);
    let mut lines = Vec::with_capacity(dataset.len());
    for quad in dataset.iter() {
        let start = written.len();
        write_quad(quad, &mut |label, out| out.push_str(&names[label]), &mut written);
        lines.push(start..written.len());
    }
    lines.sort_unstable_by(|a, b| written[a.clone()].cmp(&written[b.clone()]));
    let mut nquads = String::with_capacity(written.len());
    lines.into_iter().for_each(|line| nquads.push_str(&written[line]));
    let labels = names.iter().map(|(label, name)| (label.to_string(), name.clone())).collect();
    Ok(Canonical { nquads, labels })
}

/// Names blank nodes in the order in which they are met (RDFC-1.0, section 4.5).
#[derive(Debug, Clone)]
struct Issuer<'a> {
    prefix: &'static str,
    names: HashMap<&'a Arc<str>, String>,
    order: Vec<&'a Arc<str>>,
}

impl<'a> Issuer<'a> {
    fn new(prefix: &'static str) -> Self {
        Self { prefix, names: HashMap::new(), order: Vec::new() }
    }

    fn issue(&mut self, label: &'a Arc<str>) -> &str {
        let count = self.order.len();
        self.names.entry(label).or_insert_with(|| {
            self.order.push(label);
            format!("{}{count}", self.prefix)
        })
    }
}

struct State<'a> {
    algorithm: HashAlgorithm,
    /// The quads of each blank node, in the order of the dataset.
    quads: HashMap<&'a Arc<str>, Vec<(usize, Statement<'a>)>>,
    first_degree: HashMap<&'a Arc<str>, String>,
    canonical: Issuer<'a>,
    steps_left: usize,
}

fn blanks(quad: Statement<'_>) -> impl Iterator<Item = (&'static str, &Arc<str>)> {
    let parts = [("s", Some(quad.subject)), ("o", Some(quad.object)), ("g", quad.graph)];
    parts.into_iter().filter_map(|(position, term)| match term {
        Some(Term::Blank(label)) => Some((position, label)),
        _ => None,
    })
}

impl<'a> State<'a> {
    fn new(dataset: &'a Dataset, budget: Budget, algorithm: HashAlgorithm) -> Self {
        let mut quads: HashMap<&'a Arc<str>, Vec<(usize, Statement<'a>)>> = HashMap::new();
        for (index, quad) in dataset.iter().enumerate() {
            for (_, label) in blanks(quad) {
                let of_label = quads.entry(label).or_default();
                if of_label.last().is_none_or(|(last, _)| *last != index) {
                    of_label.push((index, quad));
                }
            }
        }
        Self {
            algorithm,
            quads,
            first_degree: HashMap::new(),
            canonical: Issuer::new("c14n"),
            steps_left: budget.steps_max,
        }
    }

    fn step(&mut self) -> Result<(), RdfcError> {
        self.steps_left = self.steps_left.checked_sub(1).ok_or(RdfcError::BudgetExhausted)?;
        Ok(())
    }

    fn hash(&self, text: &str) -> String {
        fn hex(bytes: &[u8]) -> String {
            bytes.iter().map(|byte| format!("{byte:02x}")).collect()
        }
        match self.algorithm {
            HashAlgorithm::Sha256 => hex(&Sha256::digest(text)),
            HashAlgorithm::Sha384 => hex(&Sha384::digest(text)),
        }
    }

    /// Section 4.4.3, steps 3 to 5.
    fn issue_all(&mut self) -> Result<(), RdfcError> {
        let mut by_hash: BTreeMap<String, Vec<&'a Arc<str>>> = BTreeMap::new();
        let mut labels: Vec<_> = self.quads.keys().copied().collect();
        labels.sort_unstable();
        for label in labels {
            let hash = self.hash_first_degree(label);
            self.first_degree.insert(label, hash.clone());
            by_hash.entry(hash).or_default().push(label);
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
            for label in alike {
                if self.canonical.names.contains_key(label) {
                    continue;
                }
                let mut issuer = Issuer::new("b");
                issuer.issue(label);
                paths.push(self.hash_n_degree(label, issuer)?);
            }
            paths.sort_by(|(a, _), (b, _)| a.cmp(b));
            for (_, issuer) in paths {
                for label in issuer.order {
                    self.canonical.issue(label);
                }
            }
        }
        Ok(())
    }

    /// Section 4.6.3.
    fn hash_first_degree(&self, reference: &'a Arc<str>) -> String {
        let mut lines: Vec<String> = Vec::new();
        for (_, quad) in &self.quads[reference] {
            let mut line = String::new();
            let mut label = |found: &Arc<str>, out: &mut String| out.push(if found == reference { 'a' } else { 'z' });
            write_quad(*quad, &mut label, &mut line);
            lines.push(line);
        }
        lines.sort_unstable();
        self.hash(&lines.concat())
    }

    /// Section 4.7.3.
    fn hash_related(&self, related: &'a Arc<str>, quad: Statement<'_>, issuer: &Issuer<'a>, position: &str) -> String {
        let mut input = position.to_owned();
        if position != "g" {
            input.push('<');
            input.push_str(quad.predicate);
            input.push('>');
        }
        match self.canonical.names.get(related).or_else(|| issuer.names.get(related)) {
            Some(name) => {
                input.push_str("_:");
                input.push_str(name);
            }
            None => input.push_str(&self.first_degree[related]),
        }
        self.hash(&input)
    }

    /// Section 4.8.3.
    fn hash_n_degree(
        &mut self,
        reference: &'a Arc<str>,
        mut issuer: Issuer<'a>,
    ) -> Result<(String, Issuer<'a>), RdfcError> {
        let mut by_hash: BTreeMap<String, Vec<&'a Arc<str>>> = BTreeMap::new();
        for (_, quad) in self.quads[reference].clone() {
            for (position, related) in blanks(quad) {
                if related != reference {
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
            let mut chosen: Option<(String, Issuer<'a>)> = None;
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
        order: &[&'a Arc<str>],
        issuer: &Issuer<'a>,
        chosen: Option<&(String, Issuer<'a>)>,
    ) -> Result<Option<(String, Issuer<'a>)>, RdfcError> {
        let chosen = chosen.map(|(path, _)| path.as_str());
        let worse = |path: &str| chosen.is_some_and(|chosen| path.len() >= chosen.len() && path > chosen);
        let mut issuer = issuer.clone();
        let mut path = String::new();
        let mut open = Vec::new();
        for related in order {
            path.push_str("_:");
            if let Some(name) = self.canonical.names.get(*related) {
                path.push_str(name);
            } else {
                if !issuer.names.contains_key(*related) {
                    open.push(*related);
                }
                path.push_str(issuer.issue(related));
            }
            if worse(&path) {
                return Ok(None);
            }
        }
        for related in open {
            let (hash, deeper) = self.hash_n_degree(related, issuer.clone())?;
            path.push_str("_:");
            path.push_str(issuer.issue(related));
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
