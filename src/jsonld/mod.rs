//! Closed-world JSON-LD to canonical N-Quads: compiled contexts, RDFC-1.0 with a work budget.
