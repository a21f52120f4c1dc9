//! Claim links: made by a batch, opened by a learner, withdrawn, renewed, and asked for again.

mod browser;
mod codes;
mod europass;
mod exchanged;
mod house;
mod made;
mod posted;
mod served;
mod told;
