//! The twelve items of DOMAIN 8, September 2026, and the calendar they live in.

use chrono::{NaiveDate, TimeZone};
use huiyin_core::time::{Instant, end_of_day};
use huiyin_core::{Adoption, Satisfaction, SuggestionId, SuggestionKind, UnitId};
use huiyin_workflow::calendar::{CalendarDay, DayKind, WorkCalendar};
use huiyin_workflow::metric::{MetricFacts, Period};

pub(crate) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// Ten in the morning in China.
pub(crate) fn morning(month: u32, of_month: u32) -> Instant {
    let local = day(month, of_month).and_hms_opt(10, 0, 0).unwrap();
    huiyin_core::time::china()
        .from_local_datetime(&local)
        .unwrap()
        .to_utc()
}

pub(crate) fn calendar() -> WorkCalendar {
    let off = (25..=27)
        .map(|d| (9, d))
        .chain((1..=7).map(|d| (10, d)))
        .map(|d| (d, DayKind::Off));
    let work = [((9, 20), DayKind::Work), ((10, 10), DayKind::Work)];
    WorkCalendar::new(
        "2026-1",
        off.chain(work).map(|((m, d), kind)| CalendarDay {
            day: day(m, d),
            kind,
            name: "国庆节、中秋节".into(),
            source: "国务院办公厅通知".into(),
        }),
    )
}

pub(crate) fn september() -> Period {
    let until = end_of_day(day(9, 30));
    Period {
        from: end_of_day(day(8, 31)),
        until,
        cut_off: until,
    }
}

/// An accepted and assigned item with its due day.
pub(crate) fn item(id: i64, kind: SuggestionKind, registered: u32, due: (u32, u32)) -> MetricFacts {
    let at = morning(9, registered);
    let mut item = MetricFacts::registered(SuggestionId(id), kind, at);
    item.accepted.push(at, ());
    item.leads.push(at, UnitId(2));
    item.reply_dues
        .push(at, Some(end_of_day(day(due.0, due.1))));
    item
}

fn replied(mut item: MetricFacts, of_month: u32, adoption: Option<Adoption>) -> MetricFacts {
    item.final_replies.push(morning(9, of_month), adoption);
    item
}

fn rated(mut item: MetricFacts, result: Satisfaction) -> MetricFacts {
    item.ratings.push(morning(9, 29), result);
    item
}

fn followed_up(mut item: MetricFacts, finding: huiyin_core::FollowUpResult) -> MetricFacts {
    item.follow_ups.push(morning(9, 29), finding);
    item
}

pub(crate) fn twelve() -> Vec<MetricFacts> {
    use Adoption::{Adopted, NotAdopted, PartlyAdopted};
    use Satisfaction::{Dissatisfied, MostlySatisfied, Satisfied};
    use SuggestionKind::{Complaint, Inquiry, Proposal};
    use huiyin_core::FollowUpResult::{Solved, Unsolved};

    let i01 = replied(item(1, Proposal, 1, (9, 15)), 14, Some(Adopted));
    let i02 = replied(item(2, Proposal, 1, (9, 15)), 16, Some(PartlyAdopted));
    let i03 = replied(item(3, Complaint, 2, (9, 22)), 21, None);
    let i04 = replied(item(4, Proposal, 7, (9, 20)), 20, Some(Adopted));
    let i05 = replied(item(5, Proposal, 7, (9, 20)), 21, Some(NotAdopted));
    let i06 = item(6, Proposal, 10, (9, 23));
    let mut i07 = item(7, Proposal, 11, (9, 24));
    i07.reply_dues
        .push(morning(9, 22), Some(end_of_day(day(10, 15))));
    let mut i08 = replied(item(8, Proposal, 14, (9, 28)), 20, Some(Adopted));
    i08.merged_into.push(morning(9, 15), Some(SuggestionId(4)));
    let i09 = replied(item(9, Inquiry, 21, (9, 23)), 22, None);
    let i10 = replied(item(10, Inquiry, 23, (9, 28)), 28, None);
    let i11 = item(11, Proposal, 23, (10, 14));
    let mut i12 = MetricFacts::registered(SuggestionId(12), Proposal, morning(9, 24));
    i12.declined.push(morning(9, 28), ());
    vec![
        followed_up(rated(i01, Satisfied), Solved),
        followed_up(rated(i02, MostlySatisfied), Solved),
        followed_up(rated(i03, Dissatisfied), Unsolved),
        i04,
        followed_up(rated(i05, Satisfied), Solved),
        i06,
        i07,
        rated(i08, Satisfied),
        rated(i09, Satisfied),
        i10,
        i11,
        i12,
    ]
}
