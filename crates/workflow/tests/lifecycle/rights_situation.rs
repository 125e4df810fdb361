//! Where an item stands, and who tries something, as the rights table says it.

use huiyin_core::{Role, Status};

/// A state, and where the state alone does not say it, what happened in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Situation {
    In(Status),
    /// Submitted again after a supplement.
    Supplemented,
    /// A decline waits for its second person.
    Declining,
    /// Assigned units have given their opinion.
    SupportGiven,
    Rated,
    RatedDissatisfied,
    /// Sent back, not settled.
    Disputed,
    /// In progress, and the supervisor is asked who should lead.
    RulingAsked,
    /// In progress under a ruling.
    Ruled,
    /// In progress; the lead unit proposes to merge it.
    MergeAsked,
    /// In progress, and another item is merged into it.
    Parent,
    /// In progress; a return, support, an extension and a termination are asked for.
    Asked,
    /// In progress under 督办, not answered.
    Supervised,
    /// In progress with a 批示, not answered.
    Directed,
    /// In progress and urgent.
    Urgent,
    /// Replied and shelved.
    Shelved,
    /// Replied to somebody who can be called.
    Callable,
    /// Replied; the follow-up call found it unsolved.
    Unsolved,
    /// Closed with a commitment that is still to be kept.
    Promised,
    /// Closed, and somebody wants a metric to leave it out.
    ExclusionAsked,
    /// Closed, and the submitter agrees to publication.
    Consented,
    /// Closed and public.
    Public,
    /// Closed and in the archive while it is public.
    Archived,
}

/// Who, as the table says it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who {
    /// Whatever their unit.
    Any(Role),
    Lead(Role),
    Support(Role),
    /// In neither the lead nor a support unit.
    Apart(Role),
    Submitter,
    System,
}
