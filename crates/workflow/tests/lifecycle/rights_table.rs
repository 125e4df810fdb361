//! Who may do what when, whole: every situation × every action × every role in every place is
//! decided, and agrees with a table written by hand from DOMAIN 5.

use huiyin_core::{Actor, ResultClass, Role, Satisfaction, Status, SuggestionId, UnitId};
use huiyin_workflow::{Action, ActionKind, Refusal, available};

use super::paths::{
    accept, acknowledge, ask_supplement, assign, draft, give_support, move_due, note,
    propose_decline, rate, reject_decline, return_draft, supplement, withdraw,
};
use super::publication::{archived, closed_with_consent, public_after_closing};
use super::rights_people::PEOPLE;
use super::rights_rows::TABLE;
use super::rights_situation::{Situation, Who};
use super::rights_tracks::track_action;
use super::special::{promise, special_action, unsolved};
use super::world::{
    DESK, ELSEWHERE, Item, LEAD, SUPPORT, assistant, at, caller, clerk, handler, head, leader,
    liaison, outcome, reporter, second_clerk, submitter, supervisor, system,
};

use Situation::In;
use Status::{
    Accepted, Assigned, Closed, Declined, InProgress, InReview, Merged, Replied, Submitted,
    Supplementing, Terminated, Withdrawn,
};

const MORE: [Situation; 22] = [
    Situation::Supplemented,
    Situation::Declining,
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
    Situation::Callable,
    Situation::Unsolved,
    Situation::Promised,
    Situation::ExclusionAsked,
    Situation::Consented,
    Situation::Public,
    Situation::Archived,
];

/// An actor whom the table can be asked about.
pub(super) struct Person {
    pub(super) actor: Actor,
    /// Role and unit; `None` for submitters and the system.
    pub(super) office: Option<(Role, UnitId)>,
    is_submitter: bool,
    is_system: bool,
}

pub(super) fn everybody() -> Vec<Person> {
    let mut people = Vec::new();
    for (i, role) in (1000..).zip(Role::ALL) {
        for (place, unit) in [DESK, LEAD, SUPPORT, ELSEWHERE].into_iter().enumerate() {
            let account = i * 10 + i64::try_from(place).unwrap();
            people.push(Person {
                actor: super::world::staff(account, unit, &[*role]),
                office: Some((*role, unit)),
                is_submitter: false,
                is_system: false,
            });
        }
    }
    for (actor, is_submitter, is_system) in [
        (submitter(), true, false),
        (Actor::Submitter(SuggestionId(8)), false, false),
        (system(), false, true),
    ] {
        people.push(Person {
            actor,
            office: None,
            is_submitter,
            is_system,
        });
    }
    people
}

pub(super) fn is_meant(who: Who, person: &Person, units_named: bool) -> bool {
    let office = |role| {
        person
            .office
            .filter(|(held, _)| *held == role)
            .map(|(_, unit)| unit)
    };
    match who {
        Who::Any(role) => office(role).is_some(),
        Who::Lead(role) => units_named && office(role) == Some(LEAD),
        Who::Support(role) => units_named && office(role) == Some(SUPPORT),
        Who::Apart(role) => {
            office(role).is_some_and(|unit| !units_named || (unit != LEAD && unit != SUPPORT))
        }
        Who::Submitter => person.is_submitter,
        Who::System => person.is_system,
    }
}

fn situations() -> Vec<Situation> {
    Status::ALL.iter().copied().map(In).chain(MORE).collect()
}

fn item_in(situation: Situation) -> Item {
    match situation {
        In(Submitted) => Item::submitted(),
        In(Supplementing) => {
            let mut item = Item::submitted();
            item.act(&clerk(), "09-17 11:00", ask_supplement());
            item
        }
        In(Accepted) => Item::accepted(),
        In(Assigned) => Item::assigned(),
        In(InProgress) => Item::in_progress(),
        In(InReview) => Item::in_review(),
        In(Replied) => Item::replied(),
        In(Closed) => {
            let mut item = Item::rated(Satisfaction::Satisfied);
            item.act(&system(), "10-08 09:00", Action::Close);
            item
        }
        In(Declined) => {
            let mut item = item_in(Situation::Declining);
            item.act(&second_clerk(), "09-17 12:00", Action::ConfirmDecline);
            item
        }
        In(Withdrawn) => {
            let mut item = Item::in_progress();
            item.act(&submitter(), "09-22 12:00", withdraw());
            item
        }
        In(Terminated) => {
            let mut item = item_in(Situation::Asked);
            item.act(&clerk(), "09-21 14:00", Action::ApproveTermination);
            item
        }
        In(Merged) => {
            let mut item = Item::accepted();
            let action = special_action(ActionKind::Merge, None);
            item.act(&clerk(), "09-20 15:00", action);
            item
        }
        Situation::MergeAsked => {
            in_progress_after(&[(head(), special_action(ActionKind::ProposeMerge, None))])
        }
        Situation::Parent => in_progress_after(&[(system(), super::merging::take(8, "10-30"))]),
        Situation::Disputed => {
            let mut item = Item::assigned();
            item.act(
                &head(),
                "09-21 10:00",
                special_action(ActionKind::SendBack, None),
            );
            item
        }
        Situation::RulingAsked => {
            in_progress_after(&[(head(), special_action(ActionKind::AskRuling, None))])
        }
        Situation::Ruled => in_progress_after(&[
            (head(), special_action(ActionKind::AskRuling, None)),
            (supervisor(), special_action(ActionKind::Rule, None)),
        ]),
        Situation::Asked => in_progress_after(&[
            (liaison(), special_action(ActionKind::RequestSendBack, None)),
            (handler(), special_action(ActionKind::AskSupport, None)),
            (head(), special_action(ActionKind::AskExtension, None)),
            (head(), special_action(ActionKind::ProposeTermination, None)),
        ]),
        Situation::Supervised => {
            in_progress_after(&[(supervisor(), special_action(ActionKind::Supervise, None))])
        }
        Situation::Directed => {
            in_progress_after(&[(leader(), special_action(ActionKind::Direct, None))])
        }
        Situation::Urgent => {
            in_progress_after(&[(clerk(), special_action(ActionKind::MarkUrgent, None))])
        }
        Situation::Shelved => {
            let mut item = Item::replied();
            let action = special_action(ActionKind::Shelve, None);
            item.act(&leader(), "09-28 09:00", action);
            item
        }
        Situation::Callable => Item::replied_to_a_named_person(),
        Situation::Unsolved => {
            let mut item = item_in(Situation::Callable);
            item.act(&caller(), "09-28 09:00", unsolved());
            item
        }
        Situation::Promised => promised(),
        Situation::ExclusionAsked => {
            let mut item = item_in(In(Closed));
            let action = special_action(ActionKind::ProposeExclusion, None);
            item.act(&reporter(), "10-09 09:00", action);
            item
        }
        Situation::Consented => closed_with_consent(),
        Situation::Public => public_after_closing(),
        Situation::Archived => archived(),
        Situation::Supplemented => {
            let mut item = item_in(In(Supplementing));
            item.act(&submitter(), "09-18 12:00", supplement());
            item
        }
        Situation::Declining => {
            let mut item = Item::submitted();
            item.act(&clerk(), "09-17 11:00", propose_decline());
            item
        }
        Situation::SupportGiven => {
            let mut item = Item::in_progress();
            item.act(&assistant(), "09-22 09:00", give_support());
            item
        }
        Situation::Rated => Item::rated(Satisfaction::MostlySatisfied),
        Situation::RatedDissatisfied => Item::rated(Satisfaction::Dissatisfied),
    }
}

fn in_progress_after(steps: &[(Actor, Action)]) -> Item {
    let mut item = Item::in_progress();
    for (actor, action) in steps {
        item.act(actor, "09-21 10:00", action.clone());
    }
    item
}

/// Closed as B: the promise is still to be kept.
pub(super) fn promised() -> Item {
    let mut item = Item::in_progress();
    item.act(&handler(), "09-24 16:00", draft(promise()));
    item.act(&head(), "09-24 17:00", Action::sign_off());
    item.act(&submitter(), "09-28 09:00", rate(Satisfaction::Satisfied));
    item.act(&system(), "10-08 09:00", Action::Close);
    item
}

/// The action, complete, so that only right and state can refuse it.
fn action_of(kind: ActionKind, item: &Item) -> Action {
    match kind {
        ActionKind::Accept => accept(),
        ActionKind::AskSupplement => ask_supplement(),
        ActionKind::Supplement => supplement(),
        ActionKind::LapseSupplement => Action::LapseSupplement,
        ActionKind::ProposeDecline => propose_decline(),
        ActionKind::ConfirmDecline => Action::ConfirmDecline,
        ActionKind::RejectDecline => reject_decline(),
        ActionKind::Assign => assign(),
        ActionKind::Acknowledge => acknowledge(),
        ActionKind::GiveSupport => give_support(),
        ActionKind::DraftReply => draft(outcome(ResultClass::A)),
        ActionKind::ReturnDraft => return_draft(),
        ActionKind::SignOff => Action::sign_off(),
        ActionKind::Rate => rate(Satisfaction::Satisfied),
        ActionKind::LapseRating => Action::LapseRating,
        ActionKind::Close => Action::Close,
        ActionKind::Withdraw => withdraw(),
        ActionKind::Note => note(),
        ActionKind::MoveDue => move_due(item),
        ActionKind::ProposeExclusion
        | ActionKind::ApproveExclusion
        | ActionKind::RefuseExclusion
        | ActionKind::MarkRepeat
        | ActionKind::RequestSendBack
        | ActionKind::SendBack
        | ActionKind::AskRuling
        | ActionKind::Rule
        | ActionKind::Reassign
        | ActionKind::ProposeMerge
        | ActionKind::RefuseMerge
        | ActionKind::Merge
        | ActionKind::TakeChild
        | ActionKind::AnswerChild
        | ActionKind::ReleaseChild
        | ActionKind::FollowParent
        | ActionKind::Unmerge
        | ActionKind::SplitPoints
        | ActionKind::Split
        | ActionKind::AskSupport
        | ActionKind::AddSupport
        | ActionKind::RefuseSupport
        | ActionKind::AskExtension
        | ActionKind::GrantExtension
        | ActionKind::RefuseExtension
        | ActionKind::ChangeHandler
        | ActionKind::Recuse
        | ActionKind::NameAccused
        | ActionKind::HandOver
        | ActionKind::ReleaseHandler
        | ActionKind::Redo
        | ActionKind::FollowUp
        | ActionKind::FulfilCommitment
        | ActionKind::GiveConsent
        | ActionKind::WithdrawConsent
        | ActionKind::Publish
        | ActionKind::Unpublish
        | ActionKind::Archive
        | ActionKind::Supervise
        | ActionKind::AnswerSupervision
        | ActionKind::LiftSupervision
        | ActionKind::Direct
        | ActionKind::AnswerDirective
        | ActionKind::Shelve
        | ActionKind::Unshelve
        | ActionKind::ProposeTermination
        | ActionKind::ApproveTermination
        | ActionKind::RefuseTermination
        | ActionKind::MarkUrgent
        | ActionKind::UnmarkUrgent
        | ActionKind::ExplainOverdue => special_action(kind, Some(&item.state)),
        ActionKind::TellAcceptance
        | ActionKind::AskReview
        | ActionKind::LapseReviewWindow
        | ActionKind::AssignReview
        | ActionKind::ConcludeReview
        | ActionKind::MarkMajor
        | ActionKind::Assess
        | ActionKind::ReportEffect
        | ActionKind::ProposeAward
        | ActionKind::ApproveAward
        | ActionKind::RefuseAward => track_action(kind),
    }
}

/// What may be asked only for a time is asked within it; everything else after every window has
/// passed, so that the clock refuses nothing.
fn hour_of(kind: ActionKind) -> &'static str {
    let is_in_time = matches!(
        kind,
        ActionKind::RequestSendBack | ActionKind::SendBack | ActionKind::AskExtension
    );
    if is_in_time {
        "09-21 12:00"
    } else {
        "12-01 09:00"
    }
}

pub(super) fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_triple_is_allowed_or_refused_with_a_reason() {
    let people = everybody();
    let (mut allowed, mut refused) = (0, 0);
    let mut wrong = Vec::new();
    for situation in situations() {
        let item = item_in(situation);
        let units_named = item.state.lead().is_some();
        for kind in ActionKind::ALL {
            let action = action_of(*kind, &item);
            assert_eq!(action.kind(), *kind);
            for person in &people {
                let expect = TABLE.iter().chain(PEOPLE).any(|(action, when, who)| {
                    action == kind
                        && when.contains(&situation)
                        && who.iter().any(|who| is_meant(*who, person, units_named))
                });
                let ctx = huiyin_core::Ctx {
                    actor: person.actor.clone(),
                    now: at(hour_of(*kind)),
                };
                let decided = huiyin_workflow::decide(&item.state, &action, &ctx, &item.policy);
                let triple = format!("{situation:?} {kind:?} {:?}", person.actor);
                if decided.is_ok() != expect {
                    wrong.push(format!("{triple}: expected {expect}"));
                    continue;
                }
                assert_eq!(
                    available(&item.state, &person.actor).contains(kind),
                    expect,
                    "{triple}"
                );
                match decided {
                    Ok(changes) => {
                        assert!(!changes.is_empty(), "{triple}");
                        allowed += 1;
                    }
                    Err(refusal) => {
                        let by_right_or_state = matches!(
                            refusal,
                            Refusal::NotEntitled { .. } | Refusal::WrongStatus { .. }
                        );
                        let text = refusal.to_string();
                        assert!(by_right_or_state && is_chinese(&text), "{triple}: {text}");
                        assert!(text.contains(kind.label()), "{triple}: {text}");
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // 12 states and 22 situations within them, each action, 14 roles in 4 places and 3 without one
    assert_eq!(allowed + refused, 34 * ActionKind::ALL.len() * (14 * 4 + 3));
    assert!(allowed > 100, "{allowed}");
}

/// A button has a code for its URL and a word for its face, and both lead back to it.
#[test]
fn every_action_has_a_code_and_a_label_of_its_own() {
    for kind in ActionKind::ALL {
        assert_eq!(ActionKind::from_code(kind.code()), Some(*kind));
        assert!(is_chinese(kind.label()));
        let alike =
            |other: &&ActionKind| other.label() == kind.label() || other.code() == kind.code();
        assert_eq!(ActionKind::ALL.iter().filter(alike).count(), 1);
    }
    assert_eq!(ActionKind::from_code("受理"), None);
}
