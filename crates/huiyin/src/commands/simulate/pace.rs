//! When people get to an item: in office hours, mostly before it is due.

use chrono::{Duration, NaiveTime};
use huiyin_core::time::{self, Instant};
use huiyin_core::{LimitUnit, ObligationKind, Status};
use huiyin_workflow::calendar::WorkCalendar;
use huiyin_workflow::{Obligation, Suggestion};

use super::cast::Cast;
use super::dice::Dice;

/// When somebody next looks at an item; `None` when nothing more is to be done.
pub(super) fn next_look(
    item: &Suggestion,
    now: Instant,
    calendar: &WorkCalendar,
    cast: &Cast,
    dice: &mut Dice,
) -> Option<Instant> {
    let open: Vec<&Obligation> = item.open_obligations().collect();
    if item.status.is_final() {
        // a promise outlives the item
        let first = open.iter().map(|o| o.due_at).min()?;
        let from = now.max(first - Duration::days(3));
        return Some(in_office(from, dice.between(0, 2), calendar, dice));
    }
    if item.status == Status::Replied || item.status == Status::Supplementing {
        return Some(in_office(now, dice.between(1, 3), calendar, dice));
    }
    let next = open
        .iter()
        .filter(|o| o.kind != ObligationKind::Commitment)
        .min_by_key(|o| o.due_at)?;
    if next.basis.limit.unit == LimitUnit::Hour {
        let longest = if dice.chance(950) { 110 } else { 400 };
        let minutes = dice.between(10, longest);
        return Some(now + Duration::minutes(minutes));
    }
    let (today, last) = (time::local_date(now), time::due_date(next.due_at));
    let left = calendar.working_days_between(today, last);
    let days = if dice.chance(cast.lateness(next.unit)) {
        left.max(0) + dice.between(1, 9)
    } else if left <= 0 {
        dice.between(0, 1)
    } else {
        dice.between(0, left.min(6))
    };
    Some(in_office(now, days, calendar, dice))
}

/// Some moment of the office hours, that many working days on.
fn in_office(from: Instant, days: i64, calendar: &WorkCalendar, dice: &mut Dice) -> Instant {
    let today = time::local_date(from);
    let first = calendar.working_day_from(today);
    let day = calendar.add_working_days(first, days);
    let minutes = u32::try_from(dice.between(9 * 60, 17 * 60 + 29)).unwrap_or(540);
    let clock = NaiveTime::from_num_seconds_from_midnight_opt(minutes.saturating_mul(60), 0);
    let at = time::at_local(day, clock.unwrap_or(NaiveTime::MIN));
    if at > from {
        return at;
    }
    // the hour is past: a little later today, or tomorrow morning
    let later = from + Duration::minutes(dice.between(5, 60));
    let closing = NaiveTime::from_hms_opt(18, 0, 0).unwrap_or(NaiveTime::MIN);
    if calendar.is_working_day(today) && later < time::at_local(today, closing) {
        return later;
    }
    let opening = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or(NaiveTime::MIN);
    let tomorrow = calendar.add_working_days(today, 1);
    time::at_local(tomorrow, opening) + Duration::minutes(dice.between(0, 90))
}

/// When nothing works: two outages and a long one.
pub(super) struct Downtime(Vec<(Instant, Instant)>);

impl Downtime {
    /// Two days in March, a week in August, and the first working day after 国庆.
    pub(super) fn of(year: i32) -> Self {
        let day = |month, day| {
            let date = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
            time::at_local(date, NaiveTime::MIN)
        };
        Self(vec![
            (day(3, 10), day(3, 12)),
            (day(8, 12), day(8, 19)),
            (day(10, 8), day(10, 9)),
        ])
    }

    /// The instant at which it is up again, when it is down now.
    pub(super) fn until(&self, now: Instant) -> Option<Instant> {
        let found = self.0.iter().find(|(from, to)| *from <= now && now < *to);
        found.map(|(_, to)| *to)
    }

    /// Whether it was down some time between the two.
    pub(super) fn touches(&self, from: Instant, until: Instant) -> bool {
        self.0
            .iter()
            .any(|(start, end)| *start < until && from < *end)
    }
}
