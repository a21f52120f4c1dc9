//! The lines of a dataset in canonical order, the order of their code points.

use super::dataset::{Dataset, Numbers};
use super::nquads::write_quad;
use super::rdf_term::Id;

/// The canonical N-Quads of `dataset`, whose blank nodes `label` names.
pub(super) fn write_sorted(dataset: &Dataset, label: &dyn Fn(Id, &mut String)) -> String {
    let mut written = String::with_capacity(dataset.len() * 144);
    for_sorted(dataset, label, &mut |lines| written.push_str(lines));
    written
}

/// Hands out the canonical N-Quads of `dataset`, whose blank nodes `label` names, some lines at a time.
///
/// Lines are not compared as a whole: subjects and predicates, which are few and long, are ranked once, and only lines that
/// have both in common are compared.
pub(super) fn for_sorted(dataset: &Dataset, label: &dyn Fn(Id, &mut String), take: &mut dyn FnMut(&str)) {
    /// From here on, what was written is handed out.
    const ENOUGH: usize = 2048;
    let mut written = String::with_capacity(2 * ENOUGH);
    let mut lines = Vec::new();
    for group in ranked(dataset, label).chunk_by(|a, b| a.0 == b.0) {
        if written.len() >= ENOUGH {
            take(&written);
            written.clear();
        }
        let first = written.len();
        lines.clear();
        for (_, index) in group {
            let start = written.len();
            write_quad(dataset.terms(), dataset.numbers()[*index], label, &mut written);
            if group.len() > 1 {
                lines.push(start..written.len());
            }
        }
        if !lines.is_sorted_by(|a, b| written[a.clone()] <= written[b.clone()]) {
            lines.sort_unstable_by(|a, b| written[a.clone()].cmp(&written[b.clone()]));
            let sorted: String = lines.iter().map(|line| &written[line.clone()]).collect();
            written.truncate(first);
            written.push_str(&sorted);
        }
    }
    take(&written);
}

/// The quads by the ranks of their subjects and predicates.
fn ranked(dataset: &Dataset, label: &dyn Fn(Id, &mut String)) -> Vec<(u64, usize)> {
    let quads = dataset.numbers().iter().enumerate();
    // An IRI that has in itself what ends one can only be compared as a part of its line.
    if dataset.terms().has_odd_iris() {
        return quads.map(|(index, _)| (0, index)).collect();
    }
    let subjects = ranks(dataset, label, dataset.numbers().iter().map(|quad| quad.0));
    let predicates = ranks(dataset, label, dataset.numbers().iter().map(|quad| quad.1));
    let rank = |quad: &Numbers| u64::from(subjects[quad.0.at()]) << 32 | u64::from(predicates[quad.1.at()]);
    let mut ranked: Vec<(u64, usize)> = quads.map(|(index, quad)| (rank(quad), index)).collect();
    // Lines of one rank are compared when they are written.
    ranked.sort_unstable_by_key(|(rank, _)| *rank);
    ranked
}

/// By the number of a term its place in the order of `terms`, which are IRIs and blank nodes.
fn ranks(dataset: &Dataset, label: &dyn Fn(Id, &mut String), terms: impl Iterator<Item = Id>) -> Vec<u32> {
    const UNRANKED: u32 = u32::MAX;
    let mut ranks = vec![UNRANKED; dataset.terms_len()];
    let (mut iris, mut blanks) = (Vec::new(), Vec::new());
    for id in terms {
        if std::mem::replace(&mut ranks[id.at()], 0) != UNRANKED {
            continue;
        }
        // With the `>` that follows, since it counts where one IRI is the beginning of another.
        match dataset.terms().written(id) {
            Some(iri) => iris.push((iri.as_bytes(), id)),
            None => {
                let mut name = String::new();
                label(id, &mut name);
                blanks.push((name, id));
            }
        }
    }
    iris.sort_unstable();
    blanks.sort_unstable();
    // `<` comes before `_`.
    let sorted = iris.iter().map(|(_, id)| id).chain(blanks.iter().map(|(_, id)| id));
    for (rank, id) in sorted.enumerate() {
        ranks[id.at()] = u32::try_from(rank).expect("the number of terms is bounded");
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::super::rdf_term::Term;
    use super::*;

    fn check(lines: &[&str]) {
        let mut expected = lines.to_vec();
        expected.sort_unstable();
        let dataset = Dataset::from_nquads(&lines.concat()).expect("N-Quads");
        let label = |id: Id, out: &mut String| {
            let Term::Blank(label) = dataset.term(id) else { unreachable!("blank nodes have labels") };
            out.push_str(label);
        };
        assert_eq!(write_sorted(&dataset, &label), expected.concat());
    }

    #[test]
    fn lines_stand_in_the_order_of_their_code_points() {
        check(&[
            "<urn:ab> <urn:p> \"x\" .\n",
            "<urn:a> <urn:p> \"x\" .\n",
            "<urn:a0> <urn:p> \"x\" .\n",
            "<urn:a/> <urn:p> \"x\" .\n",
            "<urn:a#> <urn:p> \"x\" .\n",
            "<urn:aä> <urn:p> \"x\" .\n",
            "_:c14n10 <urn:p> \"x\" .\n",
            "_:c14n1 <urn:p> \"x\" .\n",
            "<urn:a> <urn:pp> \"x\" .\n",
            "<urn:a> <urn:p-> \"x\" .\n",
            "<urn:a> <urn:p> \"b\" .\n",
            "<urn:a> <urn:p> \"a\\n\" .\n",
            "<urn:a> <urn:p> \"a!\" .\n",
            "<urn:a> <urn:p> \"a\"@en .\n",
            "<urn:a> <urn:p> \"a\" _:g .\n",
            "<urn:a> <urn:p> <urn:o> <urn:g> .\n",
            "<urn:a> <urn:p> _:c14n1 .\n",
            "<urn:a> <urn:p> \"\u{1f600}\" .\n",
            "<urn:a> <urn:p> \"\u{fb33}\" .\n",
        ]);
    }

    /// The escape puts the end of an IRI into an IRI; the line has it as it is.
    #[test]
    fn an_iri_with_its_own_end_is_compared_within_its_line() {
        let text = "<urn:a\\u003E\\u0020x> <urn:p> \"x\" .\n<urn:a> <urn:p> \"x\" .\n<urn:a> <zzz:p> \"x\" .\n";
        let dataset = Dataset::from_nquads(text).expect("N-Quads");
        let written = write_sorted(&dataset, &|_, _| {});
        assert!(written.lines().is_sorted(), "{written}");
    }
}
