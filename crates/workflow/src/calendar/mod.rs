//! 工作日日历: which days are working days in China, and why. The calendar is data (the State
//! Council's yearly notice, local closures); where there is none yet, the law's fixed days serve.

mod closure;
mod days;
mod due;
mod explain;
mod holiday_cn;
mod notice_text;
mod statutory;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, Duration, NaiveDate, Weekday};

pub use closure::{LocalClosure, UnitCalendars};
pub use days::DayCounted;
pub use due::{Due, DueSettings, DueStep};
pub use holiday_cn::{CalendarError, CalendarNotice};
pub use huiyin_core::{DayKind, RestDayArrival};

/// A day that some notice lists, because it is not what its weekday says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarDay {
    pub day: NaiveDate,
    pub kind: DayKind,
    /// The occasion, e.g. 国庆节、中秋节.
    pub name: String,
    /// Where it comes from: the address of the notice, or who entered it.
    #[serde(default)]
    pub source: String,
}

/// Why a day is or is not a working day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayReason {
    /// Monday to Friday.
    WorkingDay,
    /// Saturday or Sunday.
    Weekend,
    /// 放假, by a notice that lists the day.
    Holiday(String),
    /// 调休上班: a Saturday or Sunday that a notice makes a working day.
    MakeupWorkday(String),
    /// A statutory holiday of a year without a notice: 暂定.
    ProvisionalHoliday(String),
    /// 停办: a working day on which this place is closed.
    Closed(String),
}

impl DayReason {
    pub const fn is_working(&self) -> bool {
        match self {
            Self::WorkingDay | Self::MakeupWorkday(_) => true,
            Self::Weekend | Self::Holiday(_) | Self::ProvisionalHoliday(_) | Self::Closed(_) => {
                false
            }
        }
    }
}

impl std::fmt::Display for DayReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WorkingDay => f.write_str("工作日"),
            Self::Weekend => f.write_str("周末"),
            Self::Holiday(name) => write!(f, "{name}放假"),
            Self::MakeupWorkday(name) => write!(f, "{name}调休上班"),
            Self::ProvisionalHoliday(name) => write!(f, "{name}法定假日（暂定）"),
            Self::Closed(name) => write!(f, "{name}停办"),
        }
    }
}

/// [`DayReason`] without its text, for counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fact<'a> {
    WorkingDay,
    Weekend,
    Holiday(&'a str),
    MakeupWorkday(&'a str),
    ProvisionalHoliday(&'a str),
    Closed(&'a str),
}

impl Fact<'_> {
    const fn is_working(self) -> bool {
        match self {
            Self::WorkingDay | Self::MakeupWorkday(_) => true,
            Self::Weekend | Self::Holiday(_) | Self::ProvisionalHoliday(_) | Self::Closed(_) => {
                false
            }
        }
    }

    fn to_reason(self) -> DayReason {
        match self {
            Self::WorkingDay => DayReason::WorkingDay,
            Self::Weekend => DayReason::Weekend,
            Self::Holiday(name) => DayReason::Holiday(name.to_owned()),
            Self::MakeupWorkday(name) => DayReason::MakeupWorkday(name.to_owned()),
            Self::ProvisionalHoliday(name) => DayReason::ProvisionalHoliday(name.to_owned()),
            Self::Closed(name) => DayReason::Closed(name.to_owned()),
        }
    }
}

/// The working-day calendar of an installation. Cloning it costs a reference count.
///
/// Answers for every day there is. A day listed by a notice is what the notice says, and a later
/// notice beats an earlier one: the notice for 2019, issued in December 2018, changed 29 to 31
/// December 2018. A day that is not listed is a working day from Monday to Friday, except that in
/// a year without a notice of its own the statutory holidays are off, 暂定.
///
/// A year has a notice of its own when [`CalendarNotice::year`] says so, or when its 1 October is
/// listed: every yearly notice lists the National Day of its year, and no other year's does. So
/// days read back from rows, which do not know their notice, give the same calendar.
#[derive(Clone)]
pub struct WorkCalendar(Arc<Data>);

struct Data {
    version: String,
    known_years: BTreeSet<i32>,
    listed: BTreeMap<NaiveDate, CalendarDay>,
    /// Working days on which this place is closed, with the occasion.
    closed: BTreeMap<NaiveDate, String>,
    /// Which days are working days, for each year that is known or has a listed day; ascending.
    index: Vec<(i32, YearBits)>,
}

/// One bit for each day of a year, set on working days.
type YearBits = [u64; 6];

impl WorkCalendar {
    /// A calendar of these days, of which the later wins where two name the same day.
    pub fn new(version: impl Into<String>, days: impl IntoIterator<Item = CalendarDay>) -> Self {
        Self::build(
            version.into(),
            BTreeSet::new(),
            days.into_iter(),
            BTreeMap::new(),
        )
    }

    /// A calendar of these notices, of which the later wins where two name the same day: give
    /// them in the order of their publication.
    pub fn from_notices(
        version: impl Into<String>,
        notices: impl IntoIterator<Item = CalendarNotice>,
    ) -> Self {
        let (years, days): (BTreeSet<i32>, Vec<Vec<CalendarDay>>) = notices
            .into_iter()
            .map(|notice| (notice.year, notice.days))
            .unzip();
        let days = days.into_iter().flatten();
        Self::build(version.into(), years, days, BTreeMap::new())
    }

    /// This calendar with further days on top: a late notice, a closure because of a typhoon.
    #[must_use]
    pub fn with_days(
        &self,
        version: impl Into<String>,
        days: impl IntoIterator<Item = CalendarDay>,
    ) -> Self {
        Self::build(
            version.into(),
            self.0.known_years.clone(),
            self.0.listed.values().cloned().chain(days),
            self.0.closed.clone(),
        )
    }

    /// Reads the days of one year in the format of holiday-cn. See
    /// [`CalendarNotice::from_holiday_cn`], which also tells the year.
    pub fn from_holiday_cn(json: &str) -> Result<Vec<CalendarDay>, CalendarError> {
        CalendarNotice::from_holiday_cn(json).map(|notice| notice.days)
    }

    fn build(
        version: String,
        mut known_years: BTreeSet<i32>,
        days: impl Iterator<Item = CalendarDay>,
        closed: BTreeMap<NaiveDate, String>,
    ) -> Self {
        let listed: BTreeMap<NaiveDate, CalendarDay> = days.map(|day| (day.day, day)).collect();
        known_years.extend(
            listed
                .keys()
                .filter(|day| day.month() == 10 && day.day() == 1)
                .map(NaiveDate::year),
        );
        let mut calendar = Data {
            version,
            known_years,
            listed,
            closed,
            index: Vec::new(),
        };
        let years: BTreeSet<i32> = calendar
            .listed
            .keys()
            .chain(calendar.closed.keys())
            .map(NaiveDate::year)
            .chain(calendar.known_years.iter().copied())
            .collect();
        calendar.index = years
            .into_iter()
            .map(|year| (year, calendar.year_bits(year)))
            .collect();
        Self(Arc::new(calendar))
    }

    /// Which edition of the data this is; stored with every due date computed from it.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// The years that have a notice of their own, ascending.
    pub fn known_years(&self) -> impl Iterator<Item = i32> + '_ {
        self.0.known_years.iter().copied()
    }

    /// The listed days, ascending.
    pub fn days(&self) -> impl Iterator<Item = &CalendarDay> {
        self.0.listed.values()
    }

    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        match self
            .0
            .index
            .binary_search_by_key(&day.year(), |(year, _)| *year)
        {
            Ok(at) => self
                .0
                .index
                .get(at)
                .is_some_and(|(_, bits)| bit(bits, day.ordinal0())),
            Err(_) => self.0.fact(day).is_working(),
        }
    }

    /// Why a day is or is not a working day.
    pub fn day_reason(&self, day: NaiveDate) -> DayReason {
        self.0.fact(day).to_reason()
    }

    /// Whether the year of that day has no notice of its own, so that its working days are 暂定:
    /// weekends plus the fixed statutory days.
    pub fn is_provisional(&self, day: NaiveDate) -> bool {
        !self.0.known_years.contains(&day.year())
    }

    /// The number of working days in (`after`, `until`]; negative when `until` is the earlier.
    pub fn working_days_between(&self, after: NaiveDate, until: NaiveDate) -> i64 {
        if until < after {
            return -self.working_days_between(until, after);
        }
        let days = after
            .iter_days()
            .skip(1)
            .take_while(|day| *day <= until)
            .filter(|day| self.is_working_day(*day))
            .count();
        i64::try_from(days).unwrap_or(i64::MAX)
    }

    /// The `n`-th working day after a day, or before it when `n` is negative; the day itself,
    /// working day or not, when `n` is 0. "Two working days before" is `-2`.
    pub fn add_working_days(&self, day: NaiveDate, n: i64) -> NaiveDate {
        let step = if n < 0 {
            NaiveDate::pred_opt
        } else {
            NaiveDate::succ_opt
        };
        let mut at = day;
        let mut missing = n.unsigned_abs();
        while missing > 0 {
            match step(&at) {
                Some(next) => at = next,
                None => break,
            }
            missing -= u64::from(self.is_working_day(at));
        }
        at
    }

    /// The day itself if it is a working day, otherwise the first one after it.
    pub fn working_day_from(&self, day: NaiveDate) -> NaiveDate {
        if self.is_working_day(day) {
            day
        } else {
            self.add_working_days(day, 1)
        }
    }

    fn fact(&self, day: NaiveDate) -> Fact<'_> {
        self.0.fact(day)
    }
}

impl std::fmt::Debug for WorkCalendar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorkCalendar")
            .field("version", &self.0.version)
            .field("known_years", &self.0.known_years)
            .field("listed_days", &self.0.listed.len())
            .finish_non_exhaustive()
    }
}

impl Data {
    fn fact(&self, day: NaiveDate) -> Fact<'_> {
        let fact = self.fact_of_notices(day);
        match self.closed.get(&day) {
            Some(name) if fact.is_working() => Fact::Closed(name),
            Some(_) | None => fact,
        }
    }

    fn fact_of_notices(&self, day: NaiveDate) -> Fact<'_> {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if let Some(listed) = self.listed.get(&day) {
            return match listed.kind {
                DayKind::Off => Fact::Holiday(&listed.name),
                DayKind::Work if weekend => Fact::MakeupWorkday(&listed.name),
                DayKind::Work => Fact::WorkingDay,
            };
        }
        if !self.known_years.contains(&day.year())
            && let Some(name) = statutory::holiday(day)
        {
            return Fact::ProvisionalHoliday(name);
        }
        if weekend {
            Fact::Weekend
        } else {
            Fact::WorkingDay
        }
    }

    fn year_bits(&self, year: i32) -> YearBits {
        let mut bits = YearBits::default();
        let mut day = NaiveDate::from_ymd_opt(year, 1, 1);
        while let Some(at) = day.filter(|at| at.year() == year) {
            if self.fact(at).is_working()
                && let Some(word) = bits.get_mut(at.ordinal0() as usize / 64)
            {
                *word |= 1 << (at.ordinal0() % 64);
            }
            day = at.checked_add_signed(Duration::days(1));
        }
        bits
    }
}

fn bit(bits: &YearBits, ordinal0: u32) -> bool {
    bits.get(ordinal0 as usize / 64)
        .is_some_and(|word| word & (1 << (ordinal0 % 64)) != 0)
}
