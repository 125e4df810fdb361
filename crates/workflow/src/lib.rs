//! The engine: what may happen to a suggestion, who owes what by when, and why. Pure: no IO, no
//! clock, no randomness. See `crates/README.md`, "The way data flows".
//!
//! [`register`] makes the first event of a suggestion, [`decide`] turns an action into the next
//! ones or into a refusal that names the rule, [`apply`] carries an event into the state, and
//! [`invariants`] holds the three promises (条条有回音、件件有着落、事事有结果) against it.

pub mod action;
mod apply;
pub mod award_register;
pub mod calendar;
mod decide;
pub mod event;
pub mod gate;
pub mod invariant;
mod leaving;
pub mod merge;
pub mod metric;
pub mod obligation;
pub mod overlay;
pub mod policy;
pub mod publication;
pub mod recount;
pub mod refusal;
mod register;
pub mod reminder;
mod rights;
pub mod routing;
pub mod split;
pub mod staffing;
pub mod suggestion;
pub mod time_limit;
pub mod time_rule;

pub use action::{Action, ActionKind};
pub use apply::{apply, replay};
pub use decide::decide;
pub use event::{Author, Change, Event, EventKind, Recorded};
pub use gate::{GateFinding, GateMaterial, IssuedFinding, check_reply};
pub use invariant::{Violation, invariants};
pub use obligation::{DueBasis, Obligation, ObligationEnd, OpenObligation};
pub use policy::Policy;
pub use publication::PublicText;
pub use refusal::Refusal;
pub use register::{Seals, expected_reply, import_closed, register};
pub use rights::{available, may};
pub use suggestion::Suggestion;
