//! Who may do what on the tracks of 信访 and 合理化建议, whole: every situation of them × every
//! action of them × every role in every place. Outside of these situations they are refused to
//! everybody, as [`super::rights_table`] shows.

use huiyin_core::{ReviewResult, Role};
use huiyin_workflow::award_register::MatterFacts;
use huiyin_workflow::{Action, ActionKind, Refusal, available};

use super::improvements::{self, assess, effect, propose};
use super::petitions::{self, ask};
use super::rights_situation::Who;
use super::rights_table::{everybody, is_chinese, is_meant};
use super::world::{ELSEWHERE, Item, at};

/// An action of the tracks as somebody who knows the form would fill it in.
///
/// # Panics
/// For any other action.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the compiler asks for new actions in rights_table, which calls this by name"
)]
pub(super) fn track_action(kind: ActionKind) -> Action {
    let text = || "理由充分".to_owned();
    match kind {
        ActionKind::TellAcceptance => Action::TellAcceptance { way: text() },
        ActionKind::AskReview => ask(),
        ActionKind::LapseReviewWindow => Action::LapseReviewWindow,
        ActionKind::AssignReview => Action::AssignReview {
            unit: huiyin_core::UnitId(9),
        },
        ActionKind::ConcludeReview => Action::ConcludeReview {
            result: ReviewResult::Upheld,
            text: text(),
        },
        ActionKind::MarkMajor => Action::MarkMajor { reason: text() },
        ActionKind::Assess => assess(),
        ActionKind::ReportEffect => Action::ReportEffect(effect()),
        ActionKind::ProposeAward => propose(),
        ActionKind::ApproveAward => Action::ApproveAward(MatterFacts::default()),
        ActionKind::RefuseAward => Action::RefuseAward { reason: text() },
        other => panic!("{other:?} belongs to another table"),
    }
}

const TRACK_ACTIONS: [ActionKind; 11] = [
    ActionKind::TellAcceptance,
    ActionKind::AskReview,
    ActionKind::LapseReviewWindow,
    ActionKind::AssignReview,
    ActionKind::ConcludeReview,
    ActionKind::MarkMajor,
    ActionKind::Assess,
    ActionKind::ReportEffect,
    ActionKind::ProposeAward,
    ActionKind::ApproveAward,
    ActionKind::RefuseAward,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum On {
    PetitionAccepted,
    PetitionReplied,
    ReviewAsked,
    UnderReview,
    ImprovementAccepted,
    ImprovementInProgress,
    Adopted,
    AwardProposed,
}

const SITUATIONS: [On; 8] = [
    On::PetitionAccepted,
    On::PetitionReplied,
    On::ReviewAsked,
    On::UnderReview,
    On::ImprovementAccepted,
    On::ImprovementInProgress,
    On::Adopted,
    On::AwardProposed,
];

fn item_on(situation: On) -> Item {
    match situation {
        On::PetitionAccepted => petitions::accepted(),
        On::PetitionReplied => petitions::replied(),
        On::ReviewAsked => petitions::asked(),
        On::UnderReview => petitions::under_review(),
        On::ImprovementAccepted => improvements::accepted(),
        On::ImprovementInProgress => improvements::in_progress(),
        On::Adopted => improvements::adopted(),
        On::AwardProposed => improvements::award_proposed(),
    }
}

/// The reviewing unit is ELSEWHERE: `Apart` there, which the table narrows by place.
const TABLE: &[(ActionKind, &[On], &[Who])] = &[
    (
        ActionKind::TellAcceptance,
        &[On::PetitionAccepted],
        &[Who::Any(Role::Clerk)],
    ),
    (
        ActionKind::AskReview,
        &[On::PetitionReplied],
        &[Who::Submitter],
    ),
    (
        ActionKind::LapseReviewWindow,
        &[On::PetitionReplied],
        &[Who::System],
    ),
    (
        ActionKind::AssignReview,
        &[On::ReviewAsked, On::UnderReview],
        &[Who::Apart(Role::Supervisor), Who::Apart(Role::Leader)],
    ),
    (
        ActionKind::ConcludeReview,
        &[On::UnderReview],
        &[
            Who::Apart(Role::Head),
            Who::Apart(Role::Supervisor),
            Who::Apart(Role::Leader),
        ],
    ),
    (
        ActionKind::MarkMajor,
        &[On::ImprovementAccepted, On::ImprovementInProgress],
        &[Who::Any(Role::Clerk)],
    ),
    (
        ActionKind::Assess,
        &[On::ImprovementInProgress],
        &[
            Who::Lead(Role::Handler),
            Who::Lead(Role::Liaison),
            Who::Lead(Role::Head),
            Who::Support(Role::Handler),
            Who::Support(Role::Liaison),
            Who::Support(Role::Head),
        ],
    ),
    (
        ActionKind::ReportEffect,
        &[On::Adopted, On::AwardProposed],
        &[
            Who::Lead(Role::Handler),
            Who::Lead(Role::Liaison),
            Who::Lead(Role::Head),
        ],
    ),
    (
        ActionKind::ProposeAward,
        &[On::Adopted],
        &[Who::Lead(Role::Head)],
    ),
    (
        ActionKind::ApproveAward,
        &[On::AwardProposed],
        &[Who::Any(Role::Leader)],
    ),
    (
        ActionKind::RefuseAward,
        &[On::AwardProposed],
        &[Who::Any(Role::Leader)],
    ),
];

#[test]
fn every_triple_of_the_tracks_is_allowed_or_refused_with_a_reason() {
    let (mut allowed, mut refused) = (0, 0);
    for situation in SITUATIONS {
        let item = item_on(situation);
        let units_named = item.state.lead().is_some();
        for kind in TRACK_ACTIONS {
            let action = track_action(kind);
            assert_eq!(action.kind(), kind);
            for person in everybody() {
                let reviews = person.office.is_none_or(|(_, unit)| unit == ELSEWHERE);
                let expect = TABLE.iter().any(|(action, when, who)| {
                    *action == kind
                        && when.contains(&situation)
                        && who.iter().any(|w| is_meant(*w, &person, units_named))
                        && (kind != ActionKind::ConcludeReview || reviews)
                });
                // asking is for a time; everything else is done after every time is over
                let now = if kind == ActionKind::AskReview {
                    at("10-20 09:00")
                } else {
                    at("12-01 09:00")
                };
                let ctx = huiyin_core::Ctx {
                    actor: person.actor.clone(),
                    now,
                };
                let decided = huiyin_workflow::decide(&item.state, &action, &ctx, &item.policy);
                let triple = format!("{situation:?} {kind:?} {:?}", person.actor);
                assert_eq!(decided.is_ok(), expect, "{triple}: {decided:?}");
                assert_eq!(
                    available(&item.state, &person.actor).contains(&kind),
                    expect,
                    "{triple}"
                );
                match decided {
                    Ok(_) => allowed += 1,
                    Err(refusal) => {
                        let by_right_or_state = matches!(
                            refusal,
                            Refusal::NotEntitled { .. } | Refusal::WrongStatus { .. }
                        );
                        let text = refusal.to_string();
                        assert!(by_right_or_state && is_chinese(&text), "{triple}: {text}");
                        refused += 1;
                    }
                }
            }
        }
    }
    assert_eq!(allowed + refused, 8 * 11 * (14 * 4 + 3));
    assert!(allowed > 30, "{allowed}");
}
