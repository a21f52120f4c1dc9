//! What a time-stamp token says: TSTInfo, read with fractional seconds.
