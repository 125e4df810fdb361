//! 调整时限.

use huiyin_core::{AssignmentRole, ObligationKind};

use crate::event::Recorded;
use crate::suggestion::Suggestion;

/// What an assignment says about its time follows the obligation.
pub(super) fn moved(s: &mut Suggestion, recorded: &Recorded) {
    for open in &recorded.change.opens {
        let role = match open.kind {
            ObligationKind::Reply => AssignmentRole::Lead,
            ObligationKind::SupportOpinion => AssignmentRole::Support,
            ObligationKind::Accept
            | ObligationKind::Supplement
            | ObligationKind::TellDecline
            | ObligationKind::Assign
            | ObligationKind::Acknowledge
            | ObligationKind::Rule
            | ObligationKind::SignOff
            | ObligationKind::Rate
            | ObligationKind::FollowUp
            | ObligationKind::Close
            | ObligationKind::Commitment
            | ObligationKind::ConfirmSupport
            | ObligationKind::DecideMerge
            | ObligationKind::DecideExtension
            | ObligationKind::DecideTermination
            | ObligationKind::DecideExclusion
            | ObligationKind::Supervision
            | ObligationKind::Directive
            | ObligationKind::ShelveReview
            | ObligationKind::TellAcceptance
            | ObligationKind::ReviewWindow
            | ObligationKind::AssignReview
            | ObligationKind::DecideReview
            | ObligationKind::EffectReport
            | ObligationKind::DecideAward => continue,
        };
        for assignment in &mut s.assignments {
            if assignment.is_current && assignment.role == role && assignment.unit == open.unit {
                assignment.due_at = open.due_at;
            }
        }
    }
}

/// Same day, no longer 暂定.
pub(super) fn confirmed(s: &mut Suggestion, no: i64, calendar_version: &str) {
    for obligation in &mut s.obligations {
        if obligation.no == no {
            obligation.basis.provisional = false;
            calendar_version.clone_into(&mut obligation.basis.calendar_version);
        }
    }
}
