//! From bytes to a report: one path, one row a check, one decision.
