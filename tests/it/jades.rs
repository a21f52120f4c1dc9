//! JAdES seals: made, brought to every level, read, judged; and refused, each for its own reason.

mod broken;
mod draft;
pub mod levels;
mod samples;
mod stamps;
