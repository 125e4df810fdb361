//! 法定节假日 by law, for years whose arrangement the State Council has not announced yet: 全国年节及
//! 纪念日放假办法 (State Council orders 270 of 1999, 513 of 2007, 644 of 2013, 795 of 2024).
//!
//! Only the statutory days themselves: which weekends are swapped and which days are given in
//! compensation is what the yearly notice decides, so nobody can know it before.

use chrono::{Datelike, Duration, NaiveDate};

/// A month and a day of the solar calendar.
type MonthDay = (u32, u32);

/// The first year of [`LUNAR`].
const LUNAR_FROM: i32 = 2000;

/// 春节 (first of the first lunar month), 端午 (5-5), 中秋 (8-15), one row a year from 2000 to 2060.
///
/// Computed from the new moons and the sun's longitude at +08:00 by the rules of GB/T 33661-2017
/// and compared with an independent lunar table: no difference. (Some calendar libraries get 2027
/// and 2030 wrong by a day, because the new moon falls within ten minutes of midnight.)
const LUNAR: [[MonthDay; 3]; 61] = [
    [(2, 5), (6, 6), (9, 12)],   // 2000
    [(1, 24), (6, 25), (10, 1)], // 2001
    [(2, 12), (6, 15), (9, 21)], // 2002
    [(2, 1), (6, 4), (9, 11)],   // 2003
    [(1, 22), (6, 22), (9, 28)], // 2004
    [(2, 9), (6, 11), (9, 18)],  // 2005
    [(1, 29), (5, 31), (10, 6)], // 2006
    [(2, 18), (6, 19), (9, 25)], // 2007
    [(2, 7), (6, 8), (9, 14)],   // 2008
    [(1, 26), (5, 28), (10, 3)], // 2009
    [(2, 14), (6, 16), (9, 22)], // 2010
    [(2, 3), (6, 6), (9, 12)],   // 2011
    [(1, 23), (6, 23), (9, 30)], // 2012
    [(2, 10), (6, 12), (9, 19)], // 2013
    [(1, 31), (6, 2), (9, 8)],   // 2014
    [(2, 19), (6, 20), (9, 27)], // 2015
    [(2, 8), (6, 9), (9, 15)],   // 2016
    [(1, 28), (5, 30), (10, 4)], // 2017
    [(2, 16), (6, 18), (9, 24)], // 2018
    [(2, 5), (6, 7), (9, 13)],   // 2019
    [(1, 25), (6, 25), (10, 1)], // 2020
    [(2, 12), (6, 14), (9, 21)], // 2021
    [(2, 1), (6, 3), (9, 10)],   // 2022
    [(1, 22), (6, 22), (9, 29)], // 2023
    [(2, 10), (6, 10), (9, 17)], // 2024
    [(1, 29), (5, 31), (10, 6)], // 2025
    [(2, 17), (6, 19), (9, 25)], // 2026
    [(2, 6), (6, 9), (9, 15)],   // 2027
    [(1, 26), (5, 28), (10, 3)], // 2028
    [(2, 13), (6, 16), (9, 22)], // 2029
    [(2, 3), (6, 5), (9, 12)],   // 2030
    [(1, 23), (6, 24), (10, 1)], // 2031
    [(2, 11), (6, 12), (9, 19)], // 2032
    [(1, 31), (6, 1), (9, 8)],   // 2033
    [(2, 19), (6, 20), (9, 27)], // 2034
    [(2, 8), (6, 10), (9, 16)],  // 2035
    [(1, 28), (5, 30), (10, 4)], // 2036
    [(2, 15), (6, 18), (9, 24)], // 2037
    [(2, 4), (6, 7), (9, 13)],   // 2038
    [(1, 24), (5, 27), (10, 2)], // 2039
    [(2, 12), (6, 14), (9, 20)], // 2040
    [(2, 1), (6, 3), (9, 10)],   // 2041
    [(1, 22), (6, 22), (9, 28)], // 2042
    [(2, 10), (6, 11), (9, 17)], // 2043
    [(1, 30), (5, 31), (10, 5)], // 2044
    [(2, 17), (6, 19), (9, 25)], // 2045
    [(2, 6), (6, 8), (9, 15)],   // 2046
    [(1, 26), (5, 29), (10, 4)], // 2047
    [(2, 14), (6, 15), (9, 22)], // 2048
    [(2, 2), (6, 4), (9, 11)],   // 2049
    [(1, 23), (6, 23), (9, 30)], // 2050
    [(2, 11), (6, 13), (9, 19)], // 2051
    [(2, 1), (6, 1), (9, 7)],    // 2052
    [(2, 19), (6, 20), (9, 26)], // 2053
    [(2, 8), (6, 10), (9, 16)],  // 2054
    [(1, 28), (5, 30), (10, 5)], // 2055
    [(2, 15), (6, 17), (9, 24)], // 2056
    [(2, 4), (6, 6), (9, 13)],   // 2057
    [(1, 24), (6, 25), (10, 2)], // 2058
    [(2, 12), (6, 14), (9, 21)], // 2059
    [(2, 2), (6, 3), (9, 9)],    // 2060
];

/// The statutory holiday that falls on a day, by the law in force that year. Lunar holidays are
/// known from 2000 to 2060; outside, only the holidays with a fixed date.
pub(super) fn holiday(day: NaiveDate) -> Option<&'static str> {
    let year = day.year();
    let lunar = lunar_days(year);
    let within = |first: Option<NaiveDate>, before: i64, after: i64| {
        first.is_some_and(|first| {
            let offset = day.signed_duration_since(first);
            offset >= Duration::days(-before) && offset <= Duration::days(after)
        })
    };
    let solar = |month: u32, first: u32, last: u32| {
        day.month() == month && (first..=last).contains(&day.day())
    };
    if solar(1, 1, 1) {
        return Some("元旦");
    }
    // 除夕 came in 2008, went in 2014 and came back, as a fourth day, in 2025
    let (eve, rest) = match year {
        2025.. => (1, 2),
        2008..=2013 => (1, 1),
        _ => (0, 2),
    };
    if within(lunar.map(|[spring, _, _]| spring), eve, rest) {
        return Some("春节");
    }
    if year >= 2008 {
        if qingming(year) == Some(day) {
            return Some("清明节");
        }
        if within(lunar.map(|[_, dragon_boat, _]| dragon_boat), 0, 0) {
            return Some("端午节");
        }
    }
    let labour_days = match year {
        2025.. => 2,
        2008..=2024 => 1,
        _ => 3,
    };
    if solar(5, 1, labour_days) {
        return Some("劳动节");
    }
    if solar(10, 1, 3) {
        return Some("国庆节");
    }
    if year >= 2008 && within(lunar.map(|[_, _, mid_autumn]| mid_autumn), 0, 0) {
        return Some("中秋节");
    }
    None
}

fn lunar_days(year: i32) -> Option<[NaiveDate; 3]> {
    let row = usize::try_from(year.checked_sub(LUNAR_FROM)?).ok()?;
    let [spring, dragon_boat, mid_autumn] = *LUNAR.get(row)?;
    let date = |(month, day): MonthDay| NaiveDate::from_ymd_opt(year, month, day);
    Some([date(spring)?, date(dragon_boat)?, date(mid_autumn)?])
}

/// 清明, the day on which the sun reaches 15°; the usual formula, exact for 2000 to 2099.
fn qingming(year: i32) -> Option<NaiveDate> {
    if !(2000..=2099).contains(&year) {
        return None;
    }
    let of_century = u32::try_from(year - 2000).ok()?;
    // ⌊0.2422·Y + 4.81⌋ − ⌊Y/4⌋ in whole numbers
    let day = (of_century * 2_422 + 48_100) / 10_000 - of_century / 4;
    NaiveDate::from_ymd_opt(year, 4, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holidays(year: i32) -> Vec<String> {
        NaiveDate::from_ymd_opt(year, 1, 1)
            .unwrap()
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter_map(|day| holiday(day).map(|name| format!("{} {name}", day.format("%m-%d"))))
            .collect()
    }

    /// The law of 2024 gives thirteen days. 2025: 除夕 01-28; 2027: 初一 02-06, not 02-07.
    #[test]
    fn the_law_of_2024_gives_thirteen_days() {
        assert_eq!(
            holidays(2025),
            [
                "01-01 元旦",
                "01-28 春节",
                "01-29 春节",
                "01-30 春节",
                "01-31 春节",
                "04-04 清明节",
                "05-01 劳动节",
                "05-02 劳动节",
                "05-31 端午节",
                "10-01 国庆节",
                "10-02 国庆节",
                "10-03 国庆节",
                "10-06 中秋节",
            ]
        );
        assert_eq!(
            holidays(2027),
            [
                "01-01 元旦",
                "02-05 春节",
                "02-06 春节",
                "02-07 春节",
                "02-08 春节",
                "04-05 清明节",
                "05-01 劳动节",
                "05-02 劳动节",
                "06-09 端午节",
                "09-15 中秋节",
                "10-01 国庆节",
                "10-02 国庆节",
                "10-03 国庆节",
            ]
        );
        // 中秋 meets 国庆 on 10-03, 10-01, 10-02, 10-02: one day fewer by itself
        for year in 2025..=2060 {
            let expect = if [2028, 2031, 2039, 2058].contains(&year) {
                12
            } else {
                13
            };
            assert_eq!(holidays(year).len(), expect, "{year}");
        }
    }

    #[test]
    fn earlier_years_follow_the_law_of_their_time() {
        // 2014 to 2024: eleven days, no 除夕, one day for 劳动节; 2020: 中秋 is the first of October
        assert_eq!(holidays(2024).len(), 11);
        assert_eq!(holidays(2020).len(), 10);
        assert_eq!(holiday(ymd(2024, 2, 9)), None);
        assert_eq!(holiday(ymd(2024, 5, 2)), None);
        // 2008 to 2013: 除夕 but not 初三
        assert_eq!(holidays(2012).len(), 11);
        assert_eq!(holiday(ymd(2012, 1, 22)), Some("春节"));
        assert_eq!(holiday(ymd(2012, 1, 25)), None);
        // 2000 to 2007: three days each for 春节, 劳动节 and 国庆节
        assert_eq!(holidays(2007).len(), 10);
        assert_eq!(holiday(ymd(2007, 5, 3)), Some("劳动节"));
        assert_eq!(holiday(ymd(2007, 4, 5)), None);
    }

    #[test]
    fn a_year_outside_the_lunar_table_keeps_its_fixed_days() {
        assert_eq!(holidays(2200).len(), 6);
        assert_eq!(holiday(NaiveDate::MAX), None);
        assert_eq!(holiday(NaiveDate::MIN), Some("元旦"));
    }

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }
}
