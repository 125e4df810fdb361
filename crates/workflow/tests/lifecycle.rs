//! The path of a suggestion from submission to closing: who may do what when, what is owed by
//! when, and what the ledger keeps. Every step of every test also checks the three promises and
//! that the ledger alone gives the same state.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

#[path = "lifecycle/clocks.rs"]
mod clocks;
#[path = "lifecycle/disputes.rs"]
mod disputes;
#[path = "lifecycle/exclusions.rs"]
mod exclusions;
#[path = "lifecycle/explanation.rs"]
mod explanation;
#[path = "lifecycle/gate.rs"]
mod gate;
#[path = "lifecycle/history.rs"]
mod history;
#[path = "lifecycle/improvements.rs"]
mod improvements;
#[path = "lifecycle/incomplete.rs"]
mod incomplete;
#[path = "lifecycle/ledger_format.rs"]
mod ledger_format;
#[path = "lifecycle/ledger_special.rs"]
mod ledger_special;
#[path = "lifecycle/ledger_tracks.rs"]
mod ledger_tracks;
#[path = "lifecycle/merging.rs"]
mod merging;
#[path = "lifecycle/metric_facts.rs"]
mod metric_facts;
#[path = "lifecycle/move_due.rs"]
mod move_due;
#[path = "lifecycle/oversight.rs"]
mod oversight;
#[path = "lifecycle/paths.rs"]
mod paths;
#[path = "lifecycle/people.rs"]
mod people;
#[path = "lifecycle/petitions.rs"]
mod petitions;
#[path = "lifecycle/publication.rs"]
mod publication;
#[path = "lifecycle/refusals.rs"]
mod refusals;
#[path = "lifecycle/restricted.rs"]
mod restricted;
#[path = "lifecycle/rights_people.rs"]
mod rights_people;
#[path = "lifecycle/rights_rows.rs"]
mod rights_rows;
#[path = "lifecycle/rights_situation.rs"]
mod rights_situation;
#[path = "lifecycle/rights_table.rs"]
mod rights_table;
#[path = "lifecycle/rights_tracks.rs"]
mod rights_tracks;
#[path = "lifecycle/special.rs"]
mod special;
#[path = "lifecycle/split.rs"]
mod split;
#[path = "lifecycle/splitting.rs"]
mod splitting;
#[path = "lifecycle/transitions.rs"]
mod transitions;
#[path = "lifecycle/triage.rs"]
mod triage;
#[path = "lifecycle/violations.rs"]
mod violations;
#[path = "lifecycle/world.rs"]
mod world;
