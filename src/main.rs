//! The program: everything it does is in `elmseal::cli`.

fn main() {}
