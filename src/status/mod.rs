//! Bitstring Status List: allocate, set, encode, read.
