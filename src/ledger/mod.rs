//! What was issued: SQLite, append-only, with a transparency log.
