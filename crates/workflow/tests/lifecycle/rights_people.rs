//! Who may name the accused and hand items over, written by hand from DOMAIN 2.

use huiyin_core::{Role, Status};
use huiyin_workflow::ActionKind;

use super::rights_rows::Row;
use super::rights_situation::{Situation, Who};
use Situation::In;
use Status::{Accepted, Assigned, InProgress, InReview, Merged, Replied, Submitted, Supplementing};

pub(super) const PEOPLE: &[Row] = &[
    (
        ActionKind::NameAccused,
        &[
            Situation::Public,
            Situation::ExclusionAsked,
            Situation::Consented,
            In(Submitted),
            In(Supplementing),
            In(Accepted),
            In(Status::Closed),
            In(Status::Declined),
            In(Status::Withdrawn),
            In(Status::Terminated),
            In(Merged),
            Situation::Supplemented,
            Situation::Declining,
            In(Assigned),
            In(InProgress),
            In(InReview),
            In(Replied),
            Situation::SupportGiven,
            Situation::Rated,
            Situation::RatedDissatisfied,
            Situation::Disputed,
            Situation::RulingAsked,
            Situation::Ruled,
            Situation::MergeAsked,
            Situation::Parent,
            Situation::Asked,
            Situation::Supervised,
            Situation::Directed,
            Situation::Urgent,
            Situation::Shelved,
            Situation::Unsolved,
            Situation::Callable,
            Situation::Promised,
        ],
        &[
            Who::Any(Role::Clerk),
            Who::Any(Role::Supervisor),
            Who::Any(Role::Leader),
            Who::System,
        ],
    ),
    (
        ActionKind::HandOver,
        &[
            In(Assigned),
            In(InProgress),
            In(InReview),
            In(Replied),
            In(Merged),
            Situation::SupportGiven,
            Situation::Rated,
            Situation::RatedDissatisfied,
            Situation::Disputed,
            Situation::RulingAsked,
            Situation::Ruled,
            Situation::MergeAsked,
            Situation::Parent,
            Situation::Asked,
            Situation::Supervised,
            Situation::Directed,
            Situation::Urgent,
            Situation::Shelved,
            Situation::Unsolved,
            Situation::Callable,
            Situation::Promised,
        ],
        &[Who::Any(Role::SystemAdmin), Who::System],
    ),
];
