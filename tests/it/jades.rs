//! JAdES seals: made, brought to every level, read, judged; and refused, each for its own reason.

mod broken;
pub mod draft;
pub mod levels;
mod samples;
mod stamps;
