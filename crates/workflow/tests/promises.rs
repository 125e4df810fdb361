//! Random people do random things to random suggestions, and the three promises hold after every
//! one of them: 条条有回音、件件有着落、事事有结果.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

#[path = "promises/chance.rs"]
mod chance;
#[path = "promises/gate.rs"]
mod gate;
#[path = "promises/merging.rs"]
mod merging;
#[path = "lifecycle/world.rs"]
mod world;

use std::cell::RefCell;
use std::collections::BTreeMap;

use chance::{Start, Step, action_of, crew, starts, steps};
use chrono::Duration;
use huiyin_core::{Actor, ObligationKind, ReplyKind, Status, SuggestionKind};
use huiyin_workflow::metric::MetricFacts;
use huiyin_workflow::suggestion::Closure;
use huiyin_workflow::{
    ActionKind, Change, ObligationEnd, Refusal, Suggestion, available, invariants, replay,
};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use world::{ITEM, Item};

/// More than the thousand that the promise is held against, so that a hundred thousand attempts
/// are made and the dice reach every action.
const SUGGESTIONS: u32 = 2_500;
const STEPS: usize = 120;
/// Attempts on a suggestion that has ended: a few prove that the end is one.
const AFTER_THE_END: usize = 6;

/// What became of all the attempts, to be sure that the dice reach everything.
#[derive(Default)]
struct Tally {
    attempts: usize,
    accepted: BTreeMap<ActionKind, usize>,
    refused: usize,
    ends: BTreeMap<Status, usize>,
    seen: BTreeMap<Status, usize>,
    with_promise: usize,
}

#[test]
fn random_actions_never_break_the_three_promises() {
    let tally = RefCell::new(Tally::default());
    let config = Config {
        cases: SUGGESTIONS,
        failure_persistence: None,
        ..Config::default()
    };
    // the same lives every time: a violation can be looked at again, and none comes by chance
    let dice = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, dice)
        .run(&(starts(), steps(STEPS)), |(start, steps)| {
            live(&start, &steps, &mut tally.borrow_mut());
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));

    let tally = tally.into_inner();
    assert!(tally.attempts >= 100_000, "{}", tally.attempts);
    assert!(tally.refused >= 5_000, "{}", tally.refused);
    let accepted: usize = tally.accepted.values().sum();
    assert!(accepted >= 5_000, "{accepted}");
    let never = ActionKind::ALL.iter();
    let never: Vec<_> = never.filter(|k| !tally.accepted.contains_key(k)).collect();
    assert!(never.is_empty(), "never {never:?}");
    println!("{} attempts, {accepted} done", tally.attempts);
    for status in Status::ALL {
        assert!(tally.seen.contains_key(status), "{status:?}");
    }
    for end in [
        Status::Closed,
        Status::Declined,
        Status::Withdrawn,
        Status::Terminated,
    ] {
        assert!(tally.ends.get(&end) > Some(&10), "{end:?}");
    }
    assert!(tally.with_promise > 0, "no commitment survived a closing");
}

/// One suggestion's life.
fn live(start: &Start, steps: &[Step], tally: &mut Tally) {
    let mut now = start.registered_at;
    let mut item = Item::registered(&start.submission(), start.is_urgent, now);
    let crew = crew();
    *tally.seen.entry(item.state.status).or_default() += 1;
    let mut after_the_end = 0;
    for step in steps {
        if item.state.status.is_final() {
            after_the_end += 1;
            if after_the_end > AFTER_THE_END {
                break;
            }
        }
        now += Duration::minutes(step.minutes);
        let (actor, kind) = choose(&item.state, &crew, step);
        let action = action_of(kind, &item.state, now, step);
        let before = item.state.clone();
        let length = item.ledger.len();
        let may = available(&before, actor).contains(&kind);
        let result = item.attempt(actor, now, &action);
        tally.attempts += 1;
        match result {
            Ok(changes) => {
                assert!(may, "{kind:?} was not offered");
                // a promise is kept or changes hands, what was shelved is looked at again, the accused
                // are named whenever they are known, an improvement shows its effect and is
                // awarded, figures are put right, it is published and archived; nothing else
                let may_follow = matches!(
                    kind,
                    ActionKind::FulfilCommitment
                        | ActionKind::Unshelve
                        | ActionKind::NameAccused
                        | ActionKind::HandOver
                        | ActionKind::ReportEffect
                        | ActionKind::ProposeAward
                        | ActionKind::ApproveAward
                        | ActionKind::RefuseAward
                        | ActionKind::ProposeExclusion
                        | ActionKind::ApproveExclusion
                        | ActionKind::RefuseExclusion
                        | ActionKind::MarkRepeat
                        | ActionKind::GiveConsent
                        | ActionKind::WithdrawConsent
                        | ActionKind::Publish
                        | ActionKind::Unpublish
                        | ActionKind::Archive
                );
                assert!(
                    !before.status.is_final() || may_follow,
                    "{kind:?} after the end"
                );
                assert_eq!(item.ledger.len(), length + changes.len());
                *tally.accepted.entry(kind).or_default() += 1;
                let closes = !before.status.is_final() && item.state.status == Status::Closed;
                let promise = item.state.open_obligation(ObligationKind::Commitment);
                if closes && promise.is_some() {
                    tally.with_promise += 1;
                }
                assert_promises(&item.state);
                assert_nothing_moved(&before, &item.state);
                assert_written_as_read(&changes);
            }
            Err(refusal) => {
                assert_eq!((&item.state, item.ledger.len()), (&before, length));
                assert_agrees(&refusal, may);
                tally.refused += 1;
            }
        }
        *tally.seen.entry(item.state.status).or_default() += 1;
    }
    assert_eq!(replay(ITEM, &item.ledger).as_ref(), Some(&item.state));
    assert_facts_agree(&item);
    let state = &item.state;
    *tally.ends.entry(state.status).or_default() += 1;
}

/// What the metrics read in the ledger is what the item says of itself.
fn assert_facts_agree(item: &Item) {
    let facts = MetricFacts::from_ledger(ITEM, &item.ledger).unwrap();
    let state = &item.state;
    assert_eq!(facts.kind(), Some(state.kind));
    assert_eq!(facts.lead_unit(), state.lead_unit());
    // the first answer counts, also when a redo brought another
    let replied_at = state
        .issued_replies()
        .find(|reply| reply.content.kind == ReplyKind::Final)
        .and_then(|reply| reply.issued_at);
    assert_eq!(facts.first_final_reply_at(), replied_at);
    let rating = state.ratings.last().map(|rating| rating.result);
    assert_eq!(
        facts.redone.len(),
        usize::try_from(state.round - 1).unwrap()
    );
    assert_eq!(facts.ratings.last().copied(), rating);
    assert_eq!(
        facts.closed.first_at(),
        state.closed_at.filter(|_| state.status == Status::Closed)
    );
    assert_eq!(
        !facts.withdrawn.is_empty(),
        state.status == Status::Withdrawn
    );
    let excluded: Vec<_> = facts.exclusions.iter().map(|(_, x)| x.metric).collect();
    let approved: Vec<_> = state.overlays.exclusions.iter().map(|x| x.metric).collect();
    assert_eq!(excluded, approved);
    assert_eq!(facts.repeats.last().copied(), state.overlays.repeat_of);
    let open_reply = state.open_obligation(ObligationKind::Reply);
    if let Some(reply) = open_reply.filter(|_| state.round == 1) {
        assert_eq!(facts.reply_due(), Some(reply.due_at));
    }
}

/// Mostly somebody who may do something, so that lives get long; sometimes anybody and anything.
fn choose<'a>(state: &Suggestion, crew: &'a [Actor], step: &Step) -> (&'a Actor, ActionKind) {
    let may: Vec<(&Actor, ActionKind)> = crew
        .iter()
        .flat_map(|actor| available(state, actor).into_iter().map(move |k| (actor, k)))
        .filter(|(_, kind)| {
            // these do not lead on; a life of nothing else would be a short one
            let is_idle = matches!(
                kind,
                ActionKind::Note
                    | ActionKind::ProposeExclusion
                    | ActionKind::MarkRepeat
                    | ActionKind::Supplement
                    | ActionKind::Withdraw
                    | ActionKind::Recuse
                    | ActionKind::NameAccused
                    | ActionKind::HandOver
                    | ActionKind::ReleaseHandler
                    | ActionKind::ChangeHandler
                    | ActionKind::ExplainOverdue
                    | ActionKind::MarkUrgent
                    | ActionKind::UnmarkUrgent
                    | ActionKind::MoveDue
                    | ActionKind::AskSupport
                    | ActionKind::AddSupport
                    | ActionKind::Shelve
                    | ActionKind::ProposeTermination
                    | ActionKind::Reassign
                    | ActionKind::ProposeMerge
                    | ActionKind::Merge
                    | ActionKind::TakeChild
                    | ActionKind::SplitPoints
                    | ActionKind::Split
                    | ActionKind::GiveConsent
                    | ActionKind::WithdrawConsent
                    | ActionKind::Unpublish
                    | ActionKind::Supervise
                    | ActionKind::Direct
            );
            !is_idle || step.may_idle
        })
        .collect();
    if step.is_entitled
        && let Some(found) = step.pick.checked_rem(may.len()).and_then(|i| may.get(i))
    {
        return *found;
    }
    let actor = crew.iter().cycle().nth(step.pick % 1_000).unwrap();
    let kind = ActionKind::ALL
        .iter()
        .cycle()
        .nth(step.pick / crew.len() % 1_000);
    (actor, *kind.unwrap())
}

/// Said once more in other words than the engine's own [`invariants`].
fn assert_promises(state: &Suggestion) {
    assert_eq!(invariants(state), []);
    let open: Vec<ObligationKind> = state.open_obligations().map(|o| o.kind).collect();
    if state.status.is_final() {
        assert_eq!(state.accountable_unit, None);
        assert!(open.iter().all(|k| k.outlives_the_item()), "{open:?}");
        assert!(state.closed_at.is_some());
    } else {
        assert!(state.accountable_unit.is_some());
        assert!(open.iter().any(|k| !k.outlives_the_item()));
        assert_eq!(state.closed_at, None);
    }
    if matches!(state.status, Status::Replied | Status::Closed) {
        let reply = state.final_reply().unwrap();
        for point in &state.points {
            let texts = reply.content.points.iter().filter(|p| p.point == point.no);
            assert!(texts.filter(|p| !p.text.trim().is_empty()).count() == 1);
        }
    }
    let promised = state
        .issued_replies()
        .filter_map(|r| r.content.outcome.as_ref()?.commitment.as_ref())
        .count();
    let tracked = state
        .obligations
        .iter()
        .filter(|o| o.kind == ObligationKind::Commitment)
        // owed on by another unit: the next one is the same promise
        .filter(|o| o.ended.is_none_or(|(_, how)| how != ObligationEnd::Moved))
        .count();
    assert_eq!(promised, tracked, "a promise is tracked from issue on");
    if state.status == Status::Closed {
        assert!(matches!(&state.closure, Some(Closure::Concluded(_))));
    }
    if state.status == Status::Declined {
        let decline = state.decline.as_ref().unwrap();
        assert!(!decline.explanation.trim().is_empty());
    }
    let publication = &state.overlays.publication;
    if publication.published.is_some() {
        assert!(publication.consent.is_some() && !state.is_restricted);
        assert_ne!(state.kind, SuggestionKind::Disclosure);
    }
    assert!(state.overlays.archived.is_none() || open.is_empty());
    for rating in &state.ratings {
        assert!(rating.rated_at >= state.registered_at);
    }
}

/// A due time never moves silently, what ended stays ended, and history only grows.
fn assert_nothing_moved(before: &Suggestion, after: &Suggestion) {
    assert!(after.obligations.len() >= before.obligations.len());
    for (old, new) in before.obligations.iter().zip(&after.obligations) {
        let mut expect = old.clone();
        if old.ended.is_none() {
            expect.ended = new.ended;
            // its day is published: the same day, and certain now
            if old.basis.provisional && !new.basis.provisional {
                expect.basis.provisional = false;
                let version = &new.basis.calendar_version;
                expect.basis.calendar_version.clone_from(version);
            }
        }
        assert_eq!(&expect, new);
    }
    let is_moved = after.obligations.iter().any(|o| {
        let was_open = before
            .obligations
            .iter()
            .any(|b| b.no == o.no && b.is_open());
        was_open && o.ended.is_some_and(|(_, how)| how == ObligationEnd::Moved)
    });
    for (old, new) in before.assignments.iter().zip(&after.assignments) {
        assert_eq!(
            (old.no, old.unit, old.role, old.assigned_at),
            (new.no, new.unit, new.role, new.assigned_at)
        );
        // another due time needs an extension that somebody granted, or another calendar
        assert!(is_moved || old.due_at == new.due_at);
    }
    for (old, new) in before.replies.iter().zip(&after.replies) {
        assert_eq!((old.no, &old.content), (new.no, &new.content));
    }
    assert!(after.replies.len() >= before.replies.len());
    assert!(after.ratings.starts_with(&before.ratings));
    assert!(!before.is_restricted || after.is_restricted);
    assert_eq!(
        (&before.ticket_no, before.received_at, before.registered_at),
        (&after.ticket_no, after.received_at, after.registered_at)
    );
}

fn assert_written_as_read(changes: &[Change]) {
    for change in changes {
        let json = serde_json::to_string(change).unwrap();
        assert_eq!(&serde_json::from_str::<Change>(&json).unwrap(), change);
    }
}

/// What is offered is refused only for what the form brings or the clock says; what is not
/// offered, for right or state.
fn assert_agrees(refusal: &Refusal, may: bool) {
    let by_right_or_state = match refusal {
        Refusal::Unseen | Refusal::NotEntitled { .. } | Refusal::WrongStatus { .. } => true,
        Refusal::Invalid { .. } | Refusal::Rule(_) => false,
    };
    assert_eq!(by_right_or_state, !may, "{refusal}");
    assert!(!refusal.to_string().trim().is_empty());
}
