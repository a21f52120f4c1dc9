//! From rows to the answer: a table, and nothing else.
//!
//! It knows no document, no list and no time. Whatever a row is about, no setting turns `inconclusive` into `accept`.

use super::report::{Check, Decision, Finding, Outcome, Reason};

/// What one row does to the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It stops nothing.
    Nothing,
    /// The credential must not be relied on.
    Rejects,
    /// The answer cannot be yes.
    Undecides,
}

/// The table: what `outcome` of `check` does to the decision.
#[must_use]
pub fn weight(check: Check, outcome: Outcome) -> Weight {
    use Weight::{Nothing, Rejects, Undecides};
    match (check, outcome) {
        (Check::Log | Check::Profile | Check::Vocabularies, _) | (_, Outcome::Passed) => Nothing,

        (
            Check::Integrity
            | Check::Proof
            | Check::IssuerKey
            | Check::AwardingBodies
            | Check::Status
            | Check::Validity,
            Outcome::Failed,
        ) => Rejects,
        (
            Check::TrustList | Check::Scope | Check::TrustAtSealing | Check::TrustNow | Check::StatusList,
            Outcome::Failed,
        ) => Undecides,

        // Without proof of existence nobody can know; that the issuer is granted now suffices.
        (Check::TrustAtSealing, Outcome::Inconclusive) => Nothing,
        (_, Outcome::Inconclusive) => Undecides,

        // A credential without status entries, or without awarding bodies, has nothing to check there.
        (Check::AwardingBodies | Check::Status | Check::StatusList, Outcome::NotApplicable) => Nothing,
        (_, Outcome::NotApplicable) => Undecides,
    }
}

/// The decision and the rows that led to it.
///
/// A check without a row counts as one that could not be made.
#[must_use]
pub fn decide(rows: &[Finding]) -> (Decision, Vec<Reason>) {
    let reason = |row: &Finding| Reason { code: row.code, text: row.detail.clone() };
    let weighing = |wanted: Weight| -> Vec<Reason> {
        rows.iter().filter(|row| weight(row.check, row.outcome) == wanted).map(reason).collect()
    };
    let rejecting = weighing(Weight::Rejects);
    if !rejecting.is_empty() {
        return (Decision::Reject, rejecting);
    }
    let mut undeciding = weighing(Weight::Undecides);
    for check in Check::ALL {
        if !rows.iter().any(|row| row.check == check) {
            let text = format!("the check `{check}` was not made");
            undeciding.push(Reason { code: "check-missing", text });
        }
    }
    if !undeciding.is_empty() {
        return (Decision::Undecided, undeciding);
    }
    let accepted = "every check that decides came out well".to_owned();
    (Decision::Accept, vec![Reason { code: "accepted", text: accepted }])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every combination, written out: passed, failed, inconclusive, not applicable.
    const TABLE: [(Check, [&str; 4]); 14] = [
        (Check::Integrity, ["accept", "reject", "undecided", "undecided"]),
        (Check::Proof, ["accept", "reject", "undecided", "undecided"]),
        (Check::IssuerKey, ["accept", "reject", "undecided", "undecided"]),
        (Check::TrustList, ["accept", "undecided", "undecided", "undecided"]),
        (Check::Scope, ["accept", "undecided", "undecided", "undecided"]),
        (Check::AwardingBodies, ["accept", "reject", "undecided", "accept"]),
        (Check::TrustAtSealing, ["accept", "undecided", "accept", "undecided"]),
        (Check::TrustNow, ["accept", "undecided", "undecided", "undecided"]),
        (Check::Status, ["accept", "reject", "undecided", "accept"]),
        (Check::StatusList, ["accept", "undecided", "undecided", "accept"]),
        (Check::Validity, ["accept", "reject", "undecided", "undecided"]),
        (Check::Log, ["accept", "accept", "accept", "accept"]),
        (Check::Profile, ["accept", "accept", "accept", "accept"]),
        (Check::Vocabularies, ["accept", "accept", "accept", "accept"]),
    ];

    fn rows(changed: &[(Check, Outcome)]) -> Vec<Finding> {
        let outcome = |check| changed.iter().find(|(c, _)| *c == check).map_or(Outcome::Passed, |(_, o)| *o);
        let row = |check| Finding { check, outcome: outcome(check), code: "row", detail: String::new(), about: None };
        Check::ALL.into_iter().map(row).collect()
    }

    #[test]
    fn one_row_at_a_time_decides_as_the_table_says() {
        assert_eq!(TABLE.map(|(check, _)| check), Check::ALL);
        for (check, expected) in TABLE {
            for (outcome, expected) in Outcome::ALL.into_iter().zip(expected) {
                let (decision, reasons) = decide(&rows(&[(check, outcome)]));
                assert_eq!(decision.name(), expected, "{check} {outcome}");
                let code = if decision == Decision::Accept { "accepted" } else { "row" };
                assert_eq!(reasons.iter().map(|r| r.code).collect::<Vec<_>>(), [code]);
            }
        }
    }

    #[test]
    fn of_two_rows_the_worse_decides() {
        for first in TABLE.iter().flat_map(|(c, _)| Outcome::ALL.map(|o| (*c, o))) {
            for second in TABLE.iter().flat_map(|(c, _)| Outcome::ALL.map(|o| (*c, o))) {
                if first.0 == second.0 {
                    continue;
                }
                let alone = [first, second].map(|row| decide(&rows(&[row])).0);
                let expected = [Decision::Reject, Decision::Undecided, Decision::Accept]
                    .into_iter()
                    .find(|d| alone.contains(d))
                    .expect("a decision");
                assert_eq!(decide(&rows(&[first, second])).0, expected, "{first:?} {second:?}");
            }
        }
    }

    #[test]
    fn a_missing_row_never_accepts() {
        for check in Check::ALL {
            let mut some = rows(&[]);
            some.retain(|row| row.check != check);
            let (decision, reasons) = decide(&some);
            assert_eq!((decision, reasons[0].code), (Decision::Undecided, "check-missing"));
        }
    }
}
