//! What holds for any items.

use chrono::Duration;
use huiyin_core::time::end_of_day;
use huiyin_core::{Adoption, Satisfaction, SuggestionKind, UnitId};
use huiyin_workflow::metric::{
    Figure, Metric, MetricFacts, Period, RateFigure, counted, known_at, measure,
};
use proptest::prelude::*;

use super::example::{calendar, item, morning, september};

/// What happened to an item, and how many hours after its registration.
fn items() -> impl Strategy<Value = Vec<MetricFacts>> {
    let steps = prop::collection::vec((0_u8..12, 0_i64..900), 0..8);
    prop::collection::vec((1_u32..30, 1_u32..30, 0_usize..8, steps), 0..12).prop_map(|rows| {
        (1..)
            .zip(rows)
            .map(|(id, (registered, due, kind, mut steps))| {
                steps.sort_by_key(|(_, hours)| *hours);
                let kind = SuggestionKind::ALL.get(kind).copied().unwrap();
                let mut facts = item(id, kind, registered, (10, due));
                for (what, hours) in steps {
                    happen(&mut facts, what, hours);
                }
                facts
            })
            .collect()
    })
}

fn happen(facts: &mut MetricFacts, what: u8, hours: i64) {
    let at = facts.registered_at + Duration::hours(hours);
    match what {
        0 | 1 => facts.final_replies.push(at, Some(Adoption::Adopted)),
        2 => facts.ratings.push(at, Satisfaction::Satisfied),
        3 => facts.ratings.push(at, Satisfaction::Dissatisfied),
        4 => facts
            .follow_ups
            .push(at, huiyin_core::FollowUpResult::Solved),
        5 => facts
            .follow_ups
            .push(at, huiyin_core::FollowUpResult::Unreached),
        6 => facts.reply_dues.push(at, None),
        7 => facts.reply_dues.push(at, Some(at + Duration::days(9))),
        8 => facts.declined.push(at, ()),
        9 => facts.leads.push(at, UnitId(3)),
        10 => facts.redone.push(at, ()),
        _ => facts.withdrawn.push(at, ()),
    }
}

fn rate(metric: Metric, items: &[MetricFacts], period: &Period) -> RateFigure {
    match measure(metric, items, period, &calendar()) {
        Figure::Rate(rate) => rate,
        Figure::Duration(_) => RateFigure::default(),
    }
}

fn period_until(day: u32) -> Period {
    Period {
        cut_off: morning(9, day),
        ..september()
    }
}

proptest! {
    #[test]
    fn a_numerator_never_exceeds_its_denominator(items in items()) {
        for metric in Metric::ALL {
            let rate = rate(*metric, &items, &september());
            prop_assert!(rate.numerator <= rate.denominator, "{metric:?} {rate}");
        }
    }

    #[test]
    fn parts_add_up_to_the_whole(items in items(), at in 0_usize..12) {
        let (left, right) = items.split_at(at.min(items.len()));
        for metric in Metric::ALL {
            let whole = rate(*metric, &items, &september());
            let (left, right) = (
                rate(*metric, left, &september()),
                rate(*metric, right, &september()),
            );
            prop_assert_eq!(whole.numerator, left.numerator + right.numerator);
            prop_assert_eq!(whole.denominator, left.denominator + right.denominator);
        }
    }

    #[test]
    fn a_figure_is_the_sum_of_what_its_items_add(items in items(), day in 1_u32..31) {
        let period = Period { cut_off: end_of_day(super::example::day(9, day)), ..september() };
        let known = known_at(&items, &period);
        for metric in Metric::ALL {
            let of: u64 = known.iter().filter_map(|i| counted(*metric, i, &period)).map(|c| c.of).sum();
            let expect = match measure(*metric, &items, &period, &calendar()) {
                Figure::Rate(rate) => rate.denominator,
                Figure::Duration(duration) => duration.n,
            };
            prop_assert_eq!(of, expect, "{:?}", metric);
        }
    }

    /// Facts that a period leaves unread add nothing to it.
    #[test]
    fn what_counts_no_longer_is_in_no_later_figure(items in items()) {
        for item in items {
            let from = item.counts_until() + Duration::microseconds(1);
            let period = Period { from, until: from + Duration::days(400), cut_off: from + Duration::days(400) };
            let one = [item];
            for metric in Metric::ALL {
                prop_assert!(known_at(&one, &period).iter().all(|i| counted(*metric, i, &period).is_none()));
            }
        }
    }

    #[test]
    fn facts_are_read_as_they_were_written(items in items()) {
        for item in items {
            let json = serde_json::to_string(&item).unwrap();
            prop_assert_eq!(serde_json::from_str::<MetricFacts>(&json).unwrap(), item);
        }
    }

    #[test]
    fn a_later_cut_off_never_takes_an_answer_back(items in items(), day in 1_u32..29) {
        for item in &items {
            let earlier = item.as_of(morning(9, day)).and_then(|i| i.answered_at());
            let later = item.as_of(morning(9, day + 1)).and_then(|i| i.answered_at());
            prop_assert!(earlier.is_none() || earlier == later);
        }
    }

    #[test]
    fn what_happens_after_the_cut_off_changes_nothing(items in items(), day in 1_u32..30) {
        let period = period_until(day);
        let known: Vec<_> = items.iter().filter_map(|i| i.as_of(period.cut_off)).collect();
        for metric in Metric::ALL {
            prop_assert_eq!(
                measure(*metric, &items, &period, &calendar()),
                measure(*metric, &known, &period, &calendar())
            );
        }
    }
}
