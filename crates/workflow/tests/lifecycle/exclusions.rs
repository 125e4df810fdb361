//! 剔除 and 重复件: a second person decides, the figures know, and nothing waits unseen.

use huiyin_core::{AccountId, Actor, ObligationKind, Role, Satisfaction, Status, SuggestionId};
use huiyin_workflow::metric::{Metric, MetricFacts};
use huiyin_workflow::{Action, ObligationEnd};

use super::paths::withdraw;
use super::world::{
    DESK, ITEM, Item, LEAD, at, clerk, head, leader, reporter, staff, submitter, supervisor, system,
};

fn propose(metric: Metric) -> Action {
    Action::ProposeExclusion {
        metric,
        reason: "台风停工三天".into(),
    }
}

fn refuse() -> Action {
    Action::RefuseExclusion {
        reason: "停工不影响这一件".into(),
    }
}

fn refused(item: &mut Item, actor: &Actor, when: &str, action: Action) -> String {
    let refusal = item.attempt(actor, at(when), &action);
    refusal.unwrap_err().to_string()
}

fn facts(item: &Item) -> MetricFacts {
    MetricFacts::from_ledger(ITEM, &item.ledger).unwrap()
}

#[test]
fn an_exclusion_counts_only_once_a_second_person_approved_it() {
    let mut item = Item::in_progress();
    item.act(&head(), "09-22 09:00", propose(Metric::AnsweredInTime));
    assert!(!facts(&item).is_excluded_from(Metric::AnsweredInTime));
    let owed = item.state.open_obligation(ObligationKind::DecideExclusion);
    assert_eq!(owed.map(|o| o.unit), Some(DESK));
    item.act(&leader(), "09-22 11:00", Action::ApproveExclusion);
    let facts = facts(&item);
    assert!(facts.is_excluded_from(Metric::AnsweredInTime));
    assert!(facts.is_excluded_from(Metric::Overdue));
    assert!(!facts.is_excluded_from(Metric::AnsweredRate));
    let approver = facts.exclusions.last().and_then(|x| x.approver);
    assert_eq!(approver, Some(AccountId(14)));
    let ended = item
        .state
        .obligations
        .iter()
        .find(|o| o.kind == ObligationKind::DecideExclusion)
        .and_then(|o| o.ended);
    assert_eq!(ended.map(|(_, how)| how), Some(ObligationEnd::Met));
    // the same count is not left out twice
    let again = refused(
        &mut item,
        &reporter(),
        "09-22 12:00",
        propose(Metric::Overdue),
    );
    assert_eq!(again, "这一件已经从超期中剔除");
}

#[test]
fn a_refused_exclusion_leaves_the_item_in_the_figures_and_may_be_asked_again() {
    let mut item = Item::in_progress();
    item.act(&reporter(), "09-22 09:00", propose(Metric::Duration));
    item.act(&supervisor(), "09-22 10:00", refuse());
    assert!(!facts(&item).is_excluded_from(Metric::Duration));
    assert!(item.state.overlays.asked_exclusion.is_none());
    item.act(&head(), "09-23 09:00", propose(Metric::Duration));
}

#[test]
fn neither_the_proposer_nor_the_own_unit_approves() {
    let mut item = Item::in_progress();
    item.act(&supervisor(), "09-22 09:00", propose(Metric::Duration));
    let own = refused(
        &mut item,
        &supervisor(),
        "09-22 10:00",
        Action::ApproveExclusion,
    );
    assert!(own.contains("提出人以外的第二人"), "{own}");
    for action in [Action::ApproveExclusion, refuse()] {
        let colleague = staff(61, LEAD, &[Role::Supervisor, Role::Leader]);
        let said = refused(&mut item, &colleague, "09-22 10:00", action);
        assert!(said.contains("本单位承办"), "{said}");
    }
    let twice = refused(
        &mut item,
        &reporter(),
        "09-22 11:00",
        propose(Metric::AnsweredRate),
    );
    assert!(twice.contains("一次处理完再提下一次"), "{twice}");
}

#[test]
fn a_proposal_outlives_the_item_and_is_decided_after_its_end() {
    let ends: [(&str, Item); 2] = [
        ("withdrawn", {
            let mut item = Item::in_progress();
            item.act(&reporter(), "09-22 09:00", propose(Metric::AnsweredRate));
            item.act(&submitter(), "09-22 10:00", withdraw());
            item
        }),
        ("closed", {
            let mut item = Item::rated(Satisfaction::Dissatisfied);
            item.act(&reporter(), "10-08 08:00", propose(Metric::Satisfied));
            item.act(&supervisor(), "10-08 09:00", Action::Close);
            item
        }),
    ];
    for (name, mut item) in ends {
        assert!(item.state.status.is_final(), "{name}");
        let open: Vec<_> = item.state.open_obligations().map(|o| o.kind).collect();
        assert_eq!(open, [ObligationKind::DecideExclusion], "{name}");
        item.act(&leader(), "10-09 09:00", Action::ApproveExclusion);
        assert_eq!(item.state.open_obligations().count(), 0, "{name}");
        assert_eq!(facts(&item).exclusions.len(), 1, "{name}");
    }
}

#[test]
fn a_closed_item_is_proposed_too() {
    let mut item = Item::rated(Satisfaction::Satisfied);
    item.act(&system(), "10-08 09:00", Action::Close);
    item.act(&head(), "10-09 09:00", propose(Metric::Duration));
    item.act(&supervisor(), "10-09 10:00", Action::ApproveExclusion);
    assert_eq!(item.state.status, Status::Closed);
}

#[test]
fn a_repeat_is_a_fact_of_the_metrics_and_a_wrong_mark_is_put_right() {
    let mark = |of: i64| Action::MarkRepeat {
        of: SuggestionId(of),
        reason: "同一人反映同一台阶".into(),
    };
    let mut item = Item::submitted();
    item.act(&clerk(), "09-17 11:00", mark(3));
    let same = refused(&mut item, &clerk(), "09-17 11:30", mark(3));
    assert_eq!(same, "已经标为这一件的重复件");
    item.act(&clerk(), "09-17 12:00", mark(4));
    assert_eq!(item.state.overlays.repeat_of, Some(SuggestionId(4)));
    assert_eq!(facts(&item).repeats.last().copied(), Some(SuggestionId(4)));
    let other = refused(&mut item, &reporter(), "09-17 13:00", mark(5));
    assert!(other.contains("只有分办员可以"), "{other}");
}
