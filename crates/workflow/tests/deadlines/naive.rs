//! The rules of DOMAIN 4 a second time, as plainly as they can be written: sets of days and a
//! walk of one day at a time. Shares no code with the library.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate, Weekday};
use huiyin_workflow::calendar::{CalendarDay, DayKind};

#[derive(Default)]
pub(crate) struct Naive {
    off: HashSet<NaiveDate>,
    work: HashSet<NaiveDate>,
}

impl Naive {
    pub(crate) fn new(days: &[CalendarDay]) -> Self {
        let mut naive = Self::default();
        for listed in days {
            naive.off.remove(&listed.day);
            naive.work.remove(&listed.day);
            match listed.kind {
                DayKind::Off => naive.off.insert(listed.day),
                DayKind::Work => naive.work.insert(listed.day),
            };
        }
        naive
    }

    pub(crate) fn works(&self, day: NaiveDate) -> bool {
        let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.work.contains(&day) || (weekday && !self.off.contains(&day))
    }

    fn working_day_from(&self, mut day: NaiveDate) -> NaiveDate {
        while !self.works(day) {
            day = day.succ_opt().unwrap();
        }
        day
    }

    pub(crate) fn arrival(&self, start: NaiveDate, deemed: bool) -> NaiveDate {
        if deemed {
            self.working_day_from(start)
        } else {
            start
        }
    }

    pub(crate) fn working_days(&self, start: NaiveDate, n: u32) -> NaiveDate {
        let mut day = start;
        for _ in 0..n {
            day = self.working_day_from(day.succ_opt().unwrap());
        }
        day
    }

    pub(crate) fn days(&self, start: NaiveDate, n: u32) -> NaiveDate {
        let mut day = start;
        for _ in 0..n {
            day = day.succ_opt().unwrap();
        }
        self.working_day_from(day)
    }

    pub(crate) fn months(&self, start: NaiveDate, n: u32) -> NaiveDate {
        let (mut year, mut month) = (start.year(), start.month());
        for _ in 0..n {
            month += 1;
            if month == 13 {
                month = 1;
                year += 1;
            }
        }
        let mut of_month = start.day();
        loop {
            // 31 → 30 → 29 → 28: the last day the month has
            if let Some(day) = NaiveDate::from_ymd_opt(year, month, of_month) {
                return self.working_day_from(day);
            }
            of_month -= 1;
        }
    }
}
