//! Actions of the special procedures, complete.

use huiyin_core::{
    AccountId, Adoption, Byline, Digest, FollowUpResult, Identity, IdentityLevel, ObligationKind,
    Personal, ResultClass, Status, SuggestionId, SuggestionKind, SupervisionLevel,
    SupervisionTrigger,
};
use huiyin_workflow::merge::{ChildFacts, LedFacts, MergeProposal};
use huiyin_workflow::metric::Metric;
use huiyin_workflow::suggestion::{CommitmentPromise, Outcome};
use huiyin_workflow::{Action, ActionKind, Suggestion};

use super::merging::{OTHER, merge, parent, take};
use super::paths::{accept, acknowledge, assign, draft};
use super::publication::publish;
use super::split::split;
use super::world::{
    DESK, ELSEWHERE, Item, LEAD, at, clerk, handler, head, letter, liaison, new_part, outcome,
};

impl Item {
    /// Answered, and the submitter left a telephone number.
    pub(crate) fn replied_to_a_named_person() -> Self {
        let now = at("09-17 10:00");
        let identity = Identity {
            phone: Some(Personal::new("13800000000".to_owned())),
            ..Identity::default()
        };
        let submission =
            letter(SuggestionKind::Proposal, now).from_submitter(IdentityLevel::Named, identity);
        let mut item = Self::registered(&submission, false, now);
        item.act(&clerk(), "09-18 09:00", accept());
        item.act(&clerk(), "09-20 15:00", assign());
        item.act(&liaison(), "09-21 09:00", acknowledge());
        item.act(&handler(), "09-24 16:00", draft(outcome(ResultClass::A)));
        item.act(&head(), "09-24 17:00", Action::sign_off());
        item
    }
}

/// The end of the year, as a day that is later than everything else in these tests.
pub(crate) fn new_years_eve() -> chrono::NaiveDate {
    "2026-12-31".parse().unwrap()
}

/// Class B: a ramp by the end of the year.
pub(crate) fn promise() -> Outcome {
    Outcome {
        result_class: ResultClass::B,
        adoption: Adoption::Adopted,
        reason: None,
        commitment: Some(CommitmentPromise {
            text: "修建坡道".into(),
            due_on: new_years_eve(),
        }),
    }
}

pub(crate) fn unsolved() -> Action {
    Action::FollowUp {
        result: FollowUpResult::Unsolved,
        note: "坡道仍不能用".into(),
    }
}

/// An action of that kind as somebody who knows the form would fill it in.
///
/// # Panics
/// For the actions of the main path.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the compiler asks for new actions in rights_table, which calls this by name"
)]
pub(crate) fn special_action(kind: ActionKind, state: Option<&Suggestion>) -> Action {
    let text = || "理由充分".to_owned();
    match kind {
        ActionKind::ProposeExclusion => Action::ProposeExclusion {
            metric: Metric::AnsweredInTime,
            reason: text(),
        },
        ActionKind::ApproveExclusion => Action::ApproveExclusion,
        ActionKind::RefuseExclusion => Action::RefuseExclusion { reason: text() },
        ActionKind::MarkRepeat => Action::MarkRepeat {
            of: SuggestionId(3),
            reason: text(),
        },
        ActionKind::RequestSendBack => Action::RequestSendBack {
            reason: text(),
            proposed: Some(ELSEWHERE),
        },
        ActionKind::SendBack => Action::SendBack {
            reason: text(),
            proposed: Some(ELSEWHERE),
        },
        ActionKind::AskRuling => Action::AskRuling { reason: text() },
        ActionKind::Rule => Action::Rule {
            lead: LEAD,
            reason: text(),
        },
        ActionKind::Reassign => Action::Reassign {
            lead: ELSEWHERE,
            reason: text(),
        },
        ActionKind::ProposeMerge => Action::ProposeMerge(MergeProposal {
            parent: OTHER,
            reason: text(),
        }),
        ActionKind::RefuseMerge => Action::RefuseMerge { reason: text() },
        ActionKind::Merge => merge(parent(LEAD)),
        ActionKind::TakeChild => take(9, "11-30"),
        ActionKind::AnswerChild => Action::AnswerChild(ChildFacts { child: OTHER }),
        ActionKind::ReleaseChild => Action::ReleaseChild(ChildFacts { child: OTHER }),
        ActionKind::FollowParent => Action::FollowParent(LedFacts {
            lead: ELSEWHERE,
            handler: None,
        }),
        ActionKind::Unmerge => Action::Unmerge { reason: text() },
        ActionKind::SplitPoints => split(&["坡道", "更衣柜"]),
        ActionKind::Split => Action::Split {
            parts: vec![new_part(30, "更衣柜太少")],
        },
        ActionKind::AskSupport => Action::AskSupport {
            units: vec![ELSEWHERE],
            reason: text(),
        },
        ActionKind::AddSupport => Action::AddSupport {
            units: vec![ELSEWHERE],
            note: text(),
        },
        ActionKind::RefuseSupport => Action::RefuseSupport { reason: text() },
        ActionKind::AskExtension => Action::AskExtension {
            amount: 5,
            reason: text(),
        },
        ActionKind::GrantExtension => Action::GrantExtension { reason: text() },
        ActionKind::RefuseExtension => Action::RefuseExtension { reason: text() },
        ActionKind::ChangeHandler => Action::ChangeHandler {
            handler: AccountId(99),
            reason: text(),
        },
        ActionKind::Recuse => Action::Recuse { reason: text() },
        ActionKind::NameAccused => Action::NameAccused {
            accounts: vec![AccountId(98)],
            units: Vec::new(),
            reason: text(),
        },
        ActionKind::HandOver => Action::HandOver {
            from: LEAD,
            // what is merged follows its parent to a successor, and goes alone only to the desk
            to: match state.map(|s| s.status) {
                Some(Status::Merged) => DESK,
                Some(_) | None => ELSEWHERE,
            },
            reason: text(),
        },
        ActionKind::ReleaseHandler => Action::ReleaseHandler { reason: text() },
        ActionKind::Redo => Action::Redo { reason: text() },
        ActionKind::FollowUp => Action::FollowUp {
            result: FollowUpResult::Solved,
            note: String::new(),
        },
        ActionKind::FulfilCommitment => Action::FulfilCommitment {
            no: state
                .and_then(|s| s.open_obligation(ObligationKind::Commitment))
                .map_or(0, |o| o.no),
            text: text(),
        },
        ActionKind::GiveConsent => Action::GiveConsent {
            byline: Byline::Unnamed,
        },
        ActionKind::WithdrawConsent => Action::WithdrawConsent,
        ActionKind::Publish => publish(),
        ActionKind::Unpublish => Action::Unpublish { reason: text() },
        ActionKind::Archive => Action::Archive {
            digest: Digest::of(b"package"),
            bytes: 7,
        },
        ActionKind::Supervise => Action::Supervise {
            level: match state.and_then(|s| s.overlays.open_supervision()) {
                Some(_) => SupervisionLevel::Interview,
                None => SupervisionLevel::Listed,
            },
            trigger: SupervisionTrigger::Overdue,
            requirement: text(),
            due_on: new_years_eve(),
            seq: 3,
        },
        ActionKind::AnswerSupervision => Action::AnswerSupervision { text: text() },
        ActionKind::LiftSupervision => Action::LiftSupervision { result: text() },
        ActionKind::Direct => Action::Direct {
            text: text(),
            due_on: new_years_eve(),
        },
        ActionKind::AnswerDirective => Action::AnswerDirective { text: text() },
        ActionKind::Shelve => Action::Shelve {
            reason: text(),
            review_on: "2026-12-20".parse().unwrap(),
        },
        ActionKind::Unshelve => Action::Unshelve { reason: text() },
        ActionKind::ProposeTermination => Action::ProposeTermination {
            reason: text(),
            explanation: text(),
        },
        ActionKind::ApproveTermination => Action::ApproveTermination,
        ActionKind::RefuseTermination => Action::RefuseTermination { reason: text() },
        ActionKind::MarkUrgent => Action::MarkUrgent { reason: text() },
        ActionKind::UnmarkUrgent => Action::UnmarkUrgent { reason: text() },
        ActionKind::ExplainOverdue => Action::ExplainOverdue { text: text() },
        other => panic!("{other:?} belongs to the main path"),
    }
}
