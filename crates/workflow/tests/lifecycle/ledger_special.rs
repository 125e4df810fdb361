//! The events of the special procedures, each with the JSON it will always have.

use huiyin_core::{
    AccountId, Byline, Digest, FollowUpResult, ObligationKind, PointNo, SuggestionId,
    SupervisionLevel, SupervisionTrigger, TicketNo, UnitId,
};
use huiyin_workflow::Event;
use huiyin_workflow::merge::{
    ChildFacts, LedFacts, MergeProposal, MergedFacts, TakenFacts, UnmergedFacts,
};
use huiyin_workflow::metric::Metric;
use huiyin_workflow::split::SplitOff;
use huiyin_workflow::suggestion::Point;
use huiyin_workflow::time_limit::TimeLimit;

use super::special::new_years_eve as day;
use super::world::at;

fn r() -> String {
    "理由".to_owned()
}

/// In the order of the enum.
pub(super) fn table() -> Vec<(Event, String)> {
    let plain = |event, json: &str| (event, json.to_owned());
    vec![
        plain(
            Event::ExclusionProposed {
                metric: Metric::AnsweredInTime,
                reason: r(),
            },
            r#"{"event":"exclusion_proposed","metric":"answered_in_time","reason":"理由"}"#,
        ),
        plain(
            Event::Excluded {
                metric: Metric::AnsweredInTime,
                reason: r(),
            },
            r#"{"event":"excluded","metric":"answered_in_time","reason":"理由"}"#,
        ),
        plain(
            Event::ExclusionRefused {
                metric: Metric::AtLeastMostlySatisfied,
                reason: r(),
            },
            r#"{"event":"exclusion_refused","metric":"at_least_mostly_satisfied","reason":"理由"}"#,
        ),
        plain(
            Event::RepeatMarked {
                of: SuggestionId(3),
                reason: r(),
            },
            r#"{"event":"repeat_marked","of":3,"reason":"理由"}"#,
        ),
        plain(
            Event::SendBackRequested {
                reason: r(),
                proposed: Some(UnitId(4)),
            },
            r#"{"event":"send_back_requested","reason":"理由","proposed":4}"#,
        ),
        plain(
            Event::SentBack {
                unit: UnitId(2),
                reason: r(),
                proposed: Some(UnitId(4)),
            },
            r#"{"event":"sent_back","unit":2,"reason":"理由","proposed":4}"#,
        ),
        plain(
            Event::RulingAsked {
                unit: UnitId(2),
                reason: r(),
            },
            r#"{"event":"ruling_asked","unit":2,"reason":"理由"}"#,
        ),
        plain(
            Event::Ruled {
                lead: UnitId(2),
                reason: r(),
            },
            r#"{"event":"ruled","lead":2,"reason":"理由"}"#,
        ),
        plain(
            Event::Reassigned {
                from: Some(UnitId(2)),
                lead: UnitId(4),
                reason: r(),
            },
            r#"{"event":"reassigned","from":2,"lead":4,"reason":"理由"}"#,
        ),
        plain(
            Event::MergeProposed(MergeProposal {
                parent: SuggestionId(8),
                reason: r(),
            }),
            r#"{"event":"merge_proposed","parent":8,"reason":"理由"}"#,
        ),
        plain(
            Event::MergeRefused { reason: r() },
            r#"{"event":"merge_refused","reason":"理由"}"#,
        ),
        plain(
            Event::Merged(MergedFacts {
                parent: SuggestionId(8),
                lead: UnitId(2),
                handler: Some(AccountId(22)),
                reason: r(),
            }),
            r#"{"event":"merged","parent":8,"lead":2,"handler":22,"reason":"理由"}"#,
        ),
        plain(
            Event::ChildTaken(TakenFacts {
                child: SuggestionId(9),
                due_at: at("09-25 00:00"),
            }),
            r#"{"event":"child_taken","child":9,"due_at":"2026-09-24T16:00:00Z"}"#,
        ),
        plain(
            Event::ChildAnswered(ChildFacts {
                child: SuggestionId(9),
            }),
            r#"{"event":"child_answered","child":9}"#,
        ),
        plain(
            Event::ChildReleased(ChildFacts {
                child: SuggestionId(9),
            }),
            r#"{"event":"child_released","child":9}"#,
        ),
        plain(
            Event::ParentFollowed(LedFacts {
                lead: UnitId(4),
                handler: None,
            }),
            r#"{"event":"parent_followed","lead":4,"handler":null}"#,
        ),
        plain(
            Event::Unmerged(UnmergedFacts {
                parent: SuggestionId(8),
                lead: UnitId(2),
                reason: r(),
            }),
            r#"{"event":"unmerged","parent":8,"lead":2,"reason":"理由"}"#,
        ),
        plain(
            Event::PointsSplit {
                points: vec![Point {
                    no: PointNo(2),
                    summary: r(),
                }],
            },
            r#"{"event":"points_split","points":[{"no":2,"summary":"理由"}]}"#,
        ),
        plain(
            Event::Split {
                parts: vec![SplitOff {
                    part: SuggestionId(9),
                    part_no: TicketNo {
                        series: "GH".into(),
                        year: 2026,
                        seq: 124,
                    },
                }],
            },
            r#"{"event":"split","parts":[{"part":9,"part_no":"GH2026-000124"}]}"#,
        ),
        plain(
            Event::SupportAsked {
                units: vec![UnitId(3)],
                reason: r(),
            },
            r#"{"event":"support_asked","units":[3],"reason":"理由"}"#,
        ),
        plain(
            Event::SupportAdded {
                units: vec![UnitId(3)],
                note: String::new(),
            },
            r#"{"event":"support_added","units":[3],"note":""}"#,
        ),
        plain(
            Event::SupportRefused { reason: r() },
            r#"{"event":"support_refused","reason":"理由"}"#,
        ),
        plain(
            Event::ExtensionAsked {
                limit: TimeLimit::working_days(5),
                reason: r(),
            },
            r#"{"event":"extension_asked","limit":{"amount":5,"unit":"working_day"},"reason":"理由"}"#,
        ),
        plain(
            Event::ExtensionGranted {
                limit: TimeLimit::working_days(5),
                from: at("09-25 00:00"),
                to: at("09-26 00:00"),
                reason: r(),
            },
            r#"{"event":"extension_granted","limit":{"amount":5,"unit":"working_day"},"from":"2026-09-24T16:00:00Z","to":"2026-09-25T16:00:00Z","reason":"理由"}"#,
        ),
        plain(
            Event::ExtensionRefused { reason: r() },
            r#"{"event":"extension_refused","reason":"理由"}"#,
        ),
        plain(
            Event::HandlerChanged {
                handler: AccountId(22),
                reason: r(),
            },
            r#"{"event":"handler_changed","handler":22,"reason":"理由"}"#,
        ),
        plain(
            Event::Recused {
                account: AccountId(22),
                was_handler: true,
                reason: r(),
            },
            r#"{"event":"recused","account":22,"was_handler":true,"reason":"理由"}"#,
        ),
        plain(
            Event::AccusedNamed {
                accounts: vec![AccountId(31)],
                units: vec![UnitId(2)],
                reason: r(),
                new_lead: None,
            },
            r#"{"event":"accused_named","accounts":[31],"units":[2],"reason":"理由"}"#,
        ),
        plain(
            Event::HandedOver {
                from: UnitId(2),
                to: UnitId(4),
                reason: r(),
                new_lead: Some(UnitId(4)),
            },
            r#"{"event":"handed_over","from":2,"to":4,"reason":"理由","new_lead":4}"#,
        ),
        plain(
            Event::HandlerReleased {
                handler: AccountId(22),
                reason: r(),
            },
            r#"{"event":"handler_released","handler":22,"reason":"理由"}"#,
        ),
        plain(
            Event::Redone {
                round: 2,
                lead: UnitId(2),
                reason: r(),
            },
            r#"{"event":"redone","round":2,"lead":2,"reason":"理由"}"#,
        ),
        plain(
            Event::FollowedUp {
                result: FollowUpResult::Unsolved,
                note: r(),
            },
            r#"{"event":"followed_up","result":"unsolved","note":"理由"}"#,
        ),
        plain(
            Event::CommitmentFulfilled { no: 7, text: r() },
            r#"{"event":"commitment_fulfilled","no":7,"text":"理由"}"#,
        ),
        plain(
            Event::ConsentGiven {
                byline: Byline::Unnamed,
            },
            r#"{"event":"consent_given","byline":"unnamed"}"#,
        ),
        plain(Event::ConsentWithdrawn, r#"{"event":"consent_withdrawn"}"#),
        (
            Event::Published {
                year: 2026,
                seq: 3,
                byline: Byline::Named,
                seal: Digest::ZERO,
                attachments: vec![Digest::ZERO],
            },
            format!(
                r#"{{"event":"published","year":2026,"seq":3,"byline":"named","seal":"{0}","attachments":["{0}"]}}"#,
                Digest::ZERO
            ),
        ),
        plain(
            Event::Unpublished { reason: r() },
            r#"{"event":"unpublished","reason":"理由"}"#,
        ),
        (
            Event::Archived {
                digest: Digest::ZERO,
                bytes: 7,
            },
            format!(
                r#"{{"event":"archived","digest":"{}","bytes":7}}"#,
                Digest::ZERO
            ),
        ),
        plain(
            Event::Supervised {
                level: SupervisionLevel::Listed,
                trigger: SupervisionTrigger::Overdue,
                requirement: r(),
                due_on: day(),
                year: 2026,
                seq: 3,
            },
            r#"{"event":"supervised","level":"listed","trigger":"overdue","requirement":"理由","due_on":"2026-12-31","year":2026,"seq":3}"#,
        ),
        plain(
            Event::SupervisionAnswered { text: r() },
            r#"{"event":"supervision_answered","text":"理由"}"#,
        ),
        plain(
            Event::SupervisionLifted { result: r() },
            r#"{"event":"supervision_lifted","result":"理由"}"#,
        ),
        plain(
            Event::Directed {
                text: r(),
                due_on: day(),
            },
            r#"{"event":"directed","text":"理由","due_on":"2026-12-31"}"#,
        ),
        plain(
            Event::DirectiveAnswered { text: r() },
            r#"{"event":"directive_answered","text":"理由"}"#,
        ),
        plain(
            Event::Shelved {
                reason: r(),
                review_on: day(),
            },
            r#"{"event":"shelved","reason":"理由","review_on":"2026-12-31"}"#,
        ),
        plain(
            Event::Unshelved { reason: r() },
            r#"{"event":"unshelved","reason":"理由"}"#,
        ),
        plain(
            Event::TerminationProposed {
                reason: r(),
                explanation: r(),
            },
            r#"{"event":"termination_proposed","reason":"理由","explanation":"理由"}"#,
        ),
        plain(
            Event::TerminationRefused { reason: r() },
            r#"{"event":"termination_refused","reason":"理由"}"#,
        ),
        plain(
            Event::Terminated {
                reason: r(),
                explanation: r(),
            },
            r#"{"event":"terminated","reason":"理由","explanation":"理由"}"#,
        ),
        plain(
            Event::UrgencyChanged {
                is_urgent: true,
                reason: r(),
            },
            r#"{"event":"urgency_changed","is_urgent":true,"reason":"理由"}"#,
        ),
        plain(
            Event::OverdueExplained {
                unit: UnitId(2),
                text: r(),
            },
            r#"{"event":"overdue_explained","unit":2,"text":"理由"}"#,
        ),
        plain(
            Event::DueMoved {
                no: 4,
                kind: ObligationKind::Reply,
                from: at("09-25 00:00"),
                to: at("09-26 00:00"),
                reason: r(),
            },
            r#"{"event":"due_moved","no":4,"kind":"reply","from":"2026-09-24T16:00:00Z","to":"2026-09-25T16:00:00Z","reason":"理由"}"#,
        ),
        plain(
            Event::DueConfirmed {
                no: 4,
                kind: ObligationKind::Reply,
                calendar_version: "2027-1".into(),
            },
            r#"{"event":"due_confirmed","no":4,"kind":"reply","calendar_version":"2027-1"}"#,
        ),
    ]
}
