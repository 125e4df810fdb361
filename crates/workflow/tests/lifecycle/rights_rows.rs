//! Who may do what when, written by hand from DOMAIN 5. What is not here is refused.

use huiyin_core::{Role, Status};
use huiyin_workflow::ActionKind;

use Situation::In;
use Status::{Accepted, Assigned, InProgress, InReview, Merged, Replied, Submitted, Supplementing};

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

pub(super) type Row = (ActionKind, &'static [Situation], &'static [Who]);

/// The whole truth; what is not here is refused.
pub(super) const TABLE: &[Row] = &[
    (
        ActionKind::Accept,
        &[In(Submitted), Situation::Supplemented],
        &[Who::Any(Role::Clerk)],
    ),
    (
        ActionKind::AskSupplement,
        &[In(Submitted)],
        &[Who::Any(Role::Clerk)],
    ),
    (
        ActionKind::Supplement,
        &[
            In(Submitted),
            In(Supplementing),
            In(Accepted),
            In(Assigned),
            In(InProgress),
            In(InReview),
            In(Replied),
            Situation::Supplemented,
            Situation::Declining,
            Situation::SupportGiven,
            Situation::Rated,
            Situation::RatedDissatisfied,
        ],
        &[Who::Submitter],
    ),
    (
        ActionKind::LapseSupplement,
        &[In(Supplementing)],
        &[Who::System],
    ),
    (
        ActionKind::ProposeDecline,
        &[In(Submitted), Situation::Supplemented],
        &[Who::Any(Role::Clerk)],
    ),
    (
        ActionKind::ConfirmDecline,
        &[Situation::Declining],
        &[
            Who::Any(Role::Clerk),
            Who::Any(Role::Supervisor),
            Who::Any(Role::Leader),
        ],
    ),
    (
        ActionKind::RejectDecline,
        &[Situation::Declining],
        &[
            Who::Any(Role::Clerk),
            Who::Any(Role::Supervisor),
            Who::Any(Role::Leader),
        ],
    ),
    (
        ActionKind::Assign,
        &[In(Accepted)],
        &[Who::Any(Role::Clerk)],
    ),
    (
        ActionKind::Acknowledge,
        &[In(Assigned)],
        &[Who::Lead(Role::Liaison), Who::Lead(Role::Head)],
    ),
    (
        ActionKind::GiveSupport,
        &[In(Assigned), In(InProgress), In(InReview)],
        &[
            Who::Support(Role::Liaison),
            Who::Support(Role::Handler),
            Who::Support(Role::Head),
        ],
    ),
    (
        ActionKind::DraftReply,
        &[In(InProgress), Situation::SupportGiven],
        &[
            Who::Lead(Role::Handler),
            Who::Lead(Role::Liaison),
            Who::Lead(Role::Head),
        ],
    ),
    (
        ActionKind::ReturnDraft,
        &[In(InReview)],
        &[Who::Lead(Role::Head), Who::Any(Role::Leader)],
    ),
    (
        ActionKind::SignOff,
        &[In(InReview)],
        &[Who::Lead(Role::Head), Who::Any(Role::Leader)],
    ),
    (
        ActionKind::Rate,
        &[In(Replied)],
        &[Who::Submitter, Who::Apart(Role::Caller)],
    ),
    (ActionKind::LapseRating, &[In(Replied)], &[Who::System]),
    (
        ActionKind::Close,
        &[Situation::Rated],
        &[Who::System, Who::Apart(Role::Supervisor)],
    ),
    (
        ActionKind::Close,
        &[Situation::RatedDissatisfied],
        &[Who::Apart(Role::Supervisor)],
    ),
    (
        ActionKind::Withdraw,
        &[
            In(Submitted),
            In(Supplementing),
            In(Accepted),
            In(Assigned),
            In(InProgress),
            In(InReview),
            Situation::Supplemented,
            Situation::Declining,
            Situation::SupportGiven,
        ],
        &[Who::Submitter],
    ),
    (
        ActionKind::Note,
        &[
            In(Submitted),
            In(Supplementing),
            In(Accepted),
            In(Assigned),
            In(InProgress),
            In(InReview),
            In(Replied),
            In(Merged),
            Situation::Supplemented,
            Situation::Declining,
            Situation::SupportGiven,
            Situation::Rated,
            Situation::RatedDissatisfied,
        ],
        &[
            Who::Any(Role::Clerk),
            Who::Any(Role::Supervisor),
            Who::Any(Role::Leader),
            Who::Lead(Role::Handler),
            Who::Lead(Role::Liaison),
            Who::Lead(Role::Head),
        ],
    ),
    (
        ActionKind::MoveDue,
        &[
            In(Submitted),
            In(Supplementing),
            In(Accepted),
            In(Assigned),
            In(InProgress),
            In(InReview),
            In(Replied),
            In(Merged),
            Situation::Supplemented,
            Situation::Declining,
            Situation::SupportGiven,
            Situation::Rated,
            Situation::RatedDissatisfied,
        ],
        &[Who::System, Who::Any(Role::SystemAdmin)],
    ),
];
