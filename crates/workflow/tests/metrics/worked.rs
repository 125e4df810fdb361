//! Every figure that DOMAIN 8 expects.

use huiyin_core::{AccountId, SuggestionId, UnitId};
use huiyin_workflow::metric::{Exclusion, Figure, Metric, led_by, measure, overdue};

use super::example::{calendar, morning, september, twelve};

#[test]
fn every_rate_of_the_worked_example_is_as_expected() {
    for (metric, expect) in [
        (Metric::AcceptanceRate, "11/12（91.7%）"),
        (Metric::AnsweredInTime, "6/9（66.7%）"),
        (Metric::Overdue, "3/9（33.3%）"),
        (Metric::CompletionRate, "8/11（72.7%）"),
        (Metric::AnsweredRate, "9/12（75.0%）"),
        (Metric::RatedRate, "6/8（75.0%）"),
        (Metric::Satisfied, "4/6（66.7%）"),
        (Metric::AtLeastMostlySatisfied, "5/6（83.3%）"),
        (Metric::SolvedRate, "3/4（75.0%）"),
        (Metric::AdoptionRate, "3/4（75.0%）"),
        (Metric::CommitmentsKept, "—"),
        (Metric::ReportsInTime, "—"),
    ] {
        let figure = measure(metric, &twelve(), &september(), &calendar());
        assert_eq!(figure.to_string(), expect, "{metric:?}");
    }
}

#[test]
fn eight_replies_took_sixty_three_working_days() {
    let figure = measure(Metric::Duration, &twelve(), &september(), &calendar());
    let Figure::Duration(duration) = figure else {
        unreachable!("a duration")
    };
    assert_eq!((duration.total_days, duration.n), (63, 8));
    assert!((duration.median - 9.5).abs() < 1e-9);
    assert_eq!((duration.p90, duration.paused_days), (14, 0));
    assert_eq!(
        figure.to_string(),
        "平均 7.88、中位数 9.5、P90 14 工作日（8 件，停表 0 工作日）"
    );
}

/// 拆分 on the 8th of a letter of the 1st: nobody was answered sooner by it.
#[test]
fn a_part_has_waited_since_its_letter_came() {
    let mut items = twelve();
    let part = items
        .iter_mut()
        .find(|item| item.id == SuggestionId(1))
        .unwrap();
    part.waits_since = Some(part.registered_at);
    part.registered_at = morning(9, 8);
    let figure = measure(Metric::Duration, &items, &september(), &calendar());
    let Figure::Duration(duration) = figure else {
        unreachable!("a duration")
    };
    assert_eq!((duration.total_days, duration.n), (63, 8));
    // it counts as registered on its own day
    let late = huiyin_workflow::metric::Period {
        from: morning(9, 8),
        ..september()
    };
    let of = |items: &[_]| measure(Metric::AcceptanceRate, items, &late, &calendar()).to_string();
    assert_ne!(of(&items), of(&twelve()));
}

#[test]
fn the_open_item_is_four_working_days_late_and_a_day_that_has_not_passed_is_none() {
    let late: Vec<(i64, u64, bool)> = overdue(&twelve(), &september(), &calendar())
        .iter()
        .map(|o| (o.id.0, o.working_days_late, o.answered_at.is_none()))
        .collect();
    assert_eq!(late, [(6, 4, true), (2, 0, false), (5, 0, false)]);
}

#[test]
fn an_excluded_item_is_shown_as_a_count() {
    let mut items = twelve();
    let exclusion = Exclusion {
        metric: Metric::AnsweredInTime,
        reason: "台风停工".into(),
        approver: Some(AccountId(14)),
    };
    let i06 = items.iter_mut().find(|i| i.id == SuggestionId(6)).unwrap();
    i06.exclusions.push(morning(9, 30), exclusion);
    let figure = measure(Metric::AnsweredInTime, &items, &september(), &calendar());
    assert_eq!(figure.to_string(), "6/8（75.0%），剔除 1 件");
    // what is not in time is 超期: one count, one exclusion
    let figure = measure(Metric::Overdue, &items, &september(), &calendar());
    assert_eq!(figure.to_string(), "2/8（25.0%），剔除 1 件");
}

#[test]
fn only_the_lead_unit_counts_an_item() {
    assert_eq!(led_by(UnitId(2), &twelve(), &september()).len(), 11);
    assert_eq!(led_by(UnitId(3), &twelve(), &september()).len(), 0);
}
