//! Until when: a start, a limit and the calendar give a due date that knows how it came about.

use chrono::{Datelike, Days, Duration, Months, NaiveDate, NaiveTime};
use huiyin_core::time::{Instant, at_local, due_date, end_of_day, local_date};
use huiyin_core::{LimitUnit, RestDayArrival};

use super::{DayReason, Fact, WorkCalendar};
use crate::time_limit::TimeLimit;

/// How an installation counts (DOMAIN 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueSettings {
    pub rest_day_arrival: RestDayArrival,
    /// The time of day at which a day's last moment has come; `None`, and also 00:00, is 24:00.
    pub close_of_business: Option<NaiveTime>,
}

impl Default for DueSettings {
    fn default() -> Self {
        Self {
            rest_day_arrival: RestDayArrival::NextDay,
            close_of_business: None,
        }
    }
}

/// A due date and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day, in China.
    pub on: NaiveDate,
    /// The first instant that is too late: 24:00 of the day, or the close of business.
    pub at: Instant,
    pub limit: TimeLimit,
    /// The day that counts as arrival; it is not counted.
    pub start: NaiveDate,
    /// Whether a day that matters lies in a year without a notice: to be computed again when the
    /// notice comes.
    pub provisional: bool,
    pub calendar_version: String,
    /// What was counted and what was passed over, in order.
    pub steps: Vec<DueStep>,
}

/// One step on the way from the start to the due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueStep {
    /// The day that counts as arrival, itself not counted.
    Arrival { on: NaiveDate, reason: DayReason },
    /// Arrival on a rest day counts as arrival on a later working day.
    Deemed {
        arrived: NaiveDate,
        reason: DayReason,
        on: NaiveDate,
    },
    /// Consecutive days counted as number `first` to `last`.
    Counted {
        from: NaiveDate,
        to: NaiveDate,
        first: u32,
        last: u32,
        reason: DayReason,
    },
    /// Consecutive days that do not count.
    Skipped {
        from: NaiveDate,
        to: NaiveDate,
        reason: DayReason,
    },
    /// The day on which a limit in days or months ends by itself.
    RunsOut { on: NaiveDate, reason: DayReason },
    /// The working day to which such a limit moves when that day is a rest day.
    MovedTo { on: NaiveDate, reason: DayReason },
    /// Hours run on through nights and rest days.
    Hours { from: Instant, to: Instant },
    /// A year whose notice was missing; the days in it are 暂定.
    Provisional { year: i32 },
}

/// The first and the last day that is computed with. Beyond, chrono could overflow.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

impl WorkCalendar {
    /// Until when something is due that started at an instant.
    ///
    /// The start day is not counted. N 工作日 end on the N-th working day after it. 日 and 月 that
    /// end on a rest day move on to the first working day after; a month without that day of the
    /// month ends on its last day (30 November + 3 months = 28 or 29 February). Hours are plain
    /// hours. Never fails; what would end after the year 9999 ends on its last day.
    pub fn due(&self, start: Instant, limit: TimeLimit, settings: &DueSettings) -> Due {
        let start = start.clamp(
            at_local(FIRST_DAY, NaiveTime::MIN),
            at_local(LAST_DAY, NaiveTime::MIN),
        );
        match limit.unit {
            LimitUnit::Hour => self.due_in_hours(start, local_date(start), limit),
            LimitUnit::WorkingDay | LimitUnit::Day | LimitUnit::Month => {
                self.due_from_day(local_date(start), limit, settings)
            }
        }
    }

    /// Until when something is due of whose start only the day is known. Hours then run from the
    /// end of that day, because the start day is not counted.
    pub fn due_from_day(&self, start: NaiveDate, limit: TimeLimit, settings: &DueSettings) -> Due {
        let arrived = start.clamp(FIRST_DAY, LAST_DAY);
        let mut count = Count::new(self);
        let start = match settings.rest_day_arrival {
            RestDayArrival::NextDay => arrived,
            RestDayArrival::DeemedReceived => match limit.unit {
                LimitUnit::Hour => arrived,
                LimitUnit::WorkingDay | LimitUnit::Day | LimitUnit::Month => count.deem(arrived),
            },
        };
        let on = match limit.unit {
            LimitUnit::Hour => return self.due_in_hours(end_of_day(start), start, limit),
            LimitUnit::WorkingDay => {
                count.arrive(start);
                count.working_days(start, limit.amount)
            }
            LimitUnit::Day => {
                count.arrive(start);
                let end = start.checked_add_days(Days::new(u64::from(limit.amount)));
                count.run_out(end)
            }
            LimitUnit::Month => {
                count.arrive(start);
                count.run_out(start.checked_add_months(Months::new(limit.amount)))
            }
        };
        let at = match settings.close_of_business {
            Some(time) if time != NaiveTime::MIN => at_local(on, time),
            Some(_) | None => end_of_day(on),
        };
        count.finish(start, limit, on, at)
    }

    fn due_in_hours(&self, from: Instant, start: NaiveDate, limit: TimeLimit) -> Due {
        let to = from
            .checked_add_signed(Duration::hours(i64::from(limit.amount)))
            .unwrap_or(Instant::MAX_UTC)
            .min(end_of_day(LAST_DAY));
        let mut count = Count::new(self);
        count.steps.push(DueStep::Hours { from, to });
        count.finish(start, limit, due_date(to), to)
    }
}

/// A counting under way: looks days up and keeps the account of it.
struct Count<'a> {
    calendar: &'a WorkCalendar,
    steps: Vec<DueStep>,
    /// Years without a notice that were looked into, ascending.
    provisional_years: Vec<i32>,
}

/// Consecutive days of one sort.
struct Run<'a> {
    from: NaiveDate,
    to: NaiveDate,
    fact: Fact<'a>,
    /// The numbers of the first and the last day, when they count.
    numbers: Option<(u32, u32)>,
}

impl<'a> Count<'a> {
    const fn new(calendar: &'a WorkCalendar) -> Self {
        Self {
            calendar,
            steps: Vec::new(),
            provisional_years: Vec::new(),
        }
    }

    fn look(&mut self, day: NaiveDate) -> Fact<'a> {
        let year = day.year();
        if self.provisional_years.last() != Some(&year) && self.calendar.is_provisional(day) {
            self.provisional_years.push(year);
        }
        self.calendar.fact(day)
    }

    /// The arrival day under [`RestDayArrival::DeemedReceived`].
    fn deem(&mut self, arrived: NaiveDate) -> NaiveDate {
        let fact = self.look(arrived);
        if fact.is_working() {
            return arrived;
        }
        let on = self.first_working_day_after(arrived);
        self.steps.push(DueStep::Deemed {
            arrived,
            reason: fact.to_reason(),
            on,
        });
        on
    }

    fn arrive(&mut self, on: NaiveDate) {
        // not `look`: what sort of day an uncounted day is does not make the result provisional
        let reason = self.calendar.day_reason(on);
        self.steps.push(DueStep::Arrival { on, reason });
    }

    /// The `amount`-th working day after `start`.
    fn working_days(&mut self, start: NaiveDate, amount: u32) -> NaiveDate {
        let mut on = start;
        let mut counted = 0;
        let mut run: Option<Run<'a>> = None;
        while counted < amount
            && let Some(day) = next_day(on)
        {
            on = day;
            let fact = self.look(day);
            counted += u32::from(fact.is_working());
            let number = fact.is_working().then_some(counted);
            match &mut run {
                Some(run) if run.fact == fact => {
                    run.to = day;
                    if let (Some((_, last)), Some(number)) = (&mut run.numbers, number) {
                        *last = number;
                    }
                }
                Some(_) | None => {
                    let next = Run {
                        from: day,
                        to: day,
                        fact,
                        numbers: number.map(|number| (number, number)),
                    };
                    self.steps.extend(run.replace(next).map(Run::into_step));
                }
            }
        }
        self.steps.extend(run.map(Run::into_step));
        on
    }

    /// The due day of a limit that ends by itself on `end` (`None`: after the last day there is).
    fn run_out(&mut self, end: Option<NaiveDate>) -> NaiveDate {
        let end = end.unwrap_or(LAST_DAY).min(LAST_DAY);
        let fact = self.look(end);
        self.steps.push(DueStep::RunsOut {
            on: end,
            reason: fact.to_reason(),
        });
        if fact.is_working() {
            return end;
        }
        let on = self.first_working_day_after(end);
        self.steps.push(DueStep::MovedTo {
            on,
            reason: self.calendar.day_reason(on),
        });
        on
    }

    fn first_working_day_after(&mut self, day: NaiveDate) -> NaiveDate {
        let mut at = day;
        while let Some(next) = next_day(at) {
            at = next;
            if self.look(at).is_working() {
                break;
            }
        }
        at
    }

    fn finish(mut self, start: NaiveDate, limit: TimeLimit, on: NaiveDate, at: Instant) -> Due {
        let provisional = !self.provisional_years.is_empty();
        let years = self.provisional_years.into_iter();
        self.steps
            .extend(years.map(|year| DueStep::Provisional { year }));
        Due {
            on,
            at,
            limit,
            start,
            provisional,
            calendar_version: self.calendar.version().to_owned(),
            steps: self.steps,
        }
    }
}

impl Run<'_> {
    fn into_step(self) -> DueStep {
        let Self { from, to, fact, .. } = self;
        let reason = fact.to_reason();
        match self.numbers {
            Some((first, last)) => DueStep::Counted {
                from,
                to,
                first,
                last,
                reason,
            },
            None => DueStep::Skipped { from, to, reason },
        }
    }
}

fn next_day(day: NaiveDate) -> Option<NaiveDate> {
    day.succ_opt().filter(|next| *next <= LAST_DAY)
}
