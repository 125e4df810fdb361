//! 答复质检: what the gate sees in replies, on own cases for everybody and on real ones where they
//! are at hand.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may fail loudly"
)]

#[path = "gate/cases.rs"]
mod cases;
#[path = "gate/counts.rs"]
mod counts;
#[path = "gate/real_replies.rs"]
mod real_replies;
