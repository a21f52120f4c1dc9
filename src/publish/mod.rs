//! Where published documents go: the publication folder.
