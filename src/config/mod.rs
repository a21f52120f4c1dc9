//! `elmseal.toml` and the environment, read once and turned into checked types.
