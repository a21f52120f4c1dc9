//! An X.509 certificate as it is read here: its fields, and no judgement.
