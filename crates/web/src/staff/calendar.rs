//! The working-day calendar and the time rules, to read and to check.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use huiyin_app::accounts::SignedIn;
use huiyin_core::time;
use huiyin_workflow::Policy;
use huiyin_workflow::calendar::{DayReason, WorkCalendar};
use huiyin_workflow::time_limit::TimeLimit;
use huiyin_workflow::time_rule::TimeRule;
use serde::Deserialize;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::desk::calendar::{
    CalendarPage, DayKind, DayView, MonthView, TimeRuleRow, YearLink,
};
use crate::pages::field::{FieldView, FormErrors};
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{desk_chrome, explanation};
use crate::staff::calendar_import::import_form;
use crate::staff::closures::Closures;
use crate::state::Web;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    year: Option<i32>,
    start: String,
    limit: String,
    /// Obligations that an import just moved.
    moved: Option<u64>,
}

impl Asked {
    pub(super) fn of_year(year: Option<i32>) -> Self {
        Self {
            year,
            ..Self::default()
        }
    }
}

/// The notice for the next year comes in October or November; from this day on it is missed.
const MISSED_FROM: (u32, u32) = (11, 15);

/// What an administrator must see to: next year's notice, once it should be out.
fn alarm(calendar: &WorkCalendar, today: NaiveDate) -> String {
    let next = today.year() + 1;
    let is_missed = (today.month(), today.day()) >= MISSED_FROM;
    if !is_missed || calendar.known_years().any(|year| year == next) {
        return String::new();
    }
    format!(
        "{next} 年的放假安排还没有导入，跨年的时限都是暂定。国务院办公厅的通知一般在十一月公布，\
         请找到通知，粘贴到下面导入。"
    )
}

pub(crate) async fn calendar(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let import = import_form(&signed_in, &Posted::default(), &FormErrors::default());
    let closures = Closures::load(&web, &signed_in).await?;
    let page = page(&web, &signed_in, &asked, import, closures);
    private_html(StatusCode::OK, &page)
}

/// The page, with the import form as it was typed.
pub(super) fn page(
    web: &Web,
    signed_in: &SignedIn,
    asked: &Asked,
    import: Option<ActionForm>,
    closures: Closures,
) -> CalendarPage {
    let policy = web.app().policy();
    let today = time::local_date(web.app().now());
    let year = asked.year.unwrap_or(today.year()).clamp(2000, 2099);
    let known: Vec<i32> = policy.calendar.known_years().collect();
    let mut years: Vec<i32> = known.clone();
    for extra in [today.year(), today.year() + 1, year] {
        if !years.contains(&extra) {
            years.push(extra);
        }
    }
    years.sort_unstable();
    let mut errors = FormErrors::default();
    let (try_result, try_why) = attempt(asked, &policy, &mut errors);
    let is_provisional = !known.contains(&year);
    CalendarPage {
        chrome: desk_chrome(web, signed_in, "日历与时限", urls::CALENDAR),
        alarm: match &import {
            Some(_) => alarm(&policy.calendar, today),
            None => String::new(),
        },
        done: asked.moved.map_or_else(String::new, |moved| {
            format!("{year} 年的工作日历已经生效，调整了 {moved} 项未了的时限。")
        }),
        import,
        years: years
            .into_iter()
            .map(|y| YearLink {
                label: format!("{y} 年"),
                href: format!("{}?year={y}", urls::CALENDAR),
                current: y == year,
            })
            .collect(),
        source: if is_provisional {
            format!("{year} 年的放假安排尚未导入，按周末和法定节假日推算，到期日为暂定。")
        } else {
            format!(
                "依据国务院办公厅 {year} 年放假通知；日历版本 {}。",
                policy.calendar.version()
            )
        },
        is_provisional,
        months: (1..=12)
            .filter_map(|m| NaiveDate::from_ymd_opt(year, m, 1))
            .map(|first| month(&policy.calendar, first, today))
            .collect(),
        rules: rules(&policy, today),
        closures: closures.rows(signed_in, year),
        close: closures.close,
        try_fields: vec![
            FieldView::hidden("year", &year.to_string()),
            FieldView::date("start", "起算日", &asked.start).errors(&errors),
            FieldView::text("limit", "时限", &asked.limit)
                .hint("例如：10个工作日、15日、3个月")
                .errors(&errors),
        ],
        try_result,
        try_why,
    }
}

fn attempt(
    asked: &Asked,
    policy: &Policy,
    errors: &mut FormErrors,
) -> (String, Option<crate::pages::parts::Explanation>) {
    if asked.start.is_empty() && asked.limit.is_empty() {
        return (String::new(), None);
    }
    let start = NaiveDate::parse_from_str(asked.start.trim(), "%Y-%m-%d");
    if start.is_err() {
        errors.add("start", "请选择起算日");
    }
    let limit = TimeLimit::parse(&asked.limit);
    if let Err(error) = &limit {
        errors.add("limit", error.to_string());
    }
    match (start, limit) {
        (Ok(start), Ok(limit)) => {
            let due = policy.calendar.due_from_day(start, limit, &policy.due);
            let reason = policy.calendar.day_reason(due.on);
            let text = format!("{}（{reason}）", time::chinese_date(due.on));
            (text, Some(explanation(&due.explain())))
        }
        (Ok(_) | Err(_), Ok(_) | Err(_)) => (String::new(), None),
    }
}

fn month(calendar: &WorkCalendar, first: NaiveDate, today: NaiveDate) -> MonthView {
    let blank = || DayView {
        number: String::new(),
        kind: DayKind::Blank,
        name: String::new(),
        is_today: false,
    };
    let mut cells: Vec<DayView> = (0..first.weekday().num_days_from_monday())
        .map(|_| blank())
        .collect();
    let mut working = 0;
    for day in first.iter_days().take_while(|d| d.month() == first.month()) {
        let reason = calendar.day_reason(day);
        if reason.is_working() {
            working += 1;
        }
        let (kind, name) = match reason {
            DayReason::WorkingDay => (DayKind::Work, String::new()),
            DayReason::Weekend => (DayKind::Weekend, String::new()),
            DayReason::Holiday(name) | DayReason::ProvisionalHoliday(name) => {
                (DayKind::Holiday, name)
            }
            DayReason::Closed(name) => (DayKind::Closed, name),
            DayReason::MakeupWorkday(_) => (DayKind::Makeup, "调休上班".to_owned()),
        };
        cells.push(DayView {
            number: day.day().to_string(),
            kind,
            name,
            is_today: day == today,
        });
    }
    while !cells.len().is_multiple_of(7) {
        cells.push(blank());
    }
    MonthView {
        label: format!("{} 月", first.month()),
        weeks: cells.chunks(7).map(<[DayView]>::to_vec).collect(),
        summary: format!("{working} 个工作日"),
    }
}

/// Those in force.
fn rules(policy: &Policy, today: NaiveDate) -> Vec<TimeRuleRow> {
    policy
        .rules
        .rules()
        .iter()
        .filter(|rule| {
            let is_over = policy.rules.until(rule).is_some_and(|until| until <= today);
            rule.effective_from <= today && !is_over && !rule.is_end
        })
        .map(|rule| TimeRuleRow {
            obligation: rule.obligation.label().to_owned(),
            applies_to: applies_to(rule),
            limit: rule.limit.to_string(),
            version: rule.version.clone(),
        })
        .collect()
}

/// Kind, track, channel, urgency that a rule is for.
pub(super) fn applies_to(rule: &TimeRule) -> String {
    let mut applies: Vec<&str> = Vec::new();
    applies.extend(rule.kind.map(|k| k.label()));
    applies.extend(rule.track.map(|t| t.label()));
    applies.extend(rule.channel.map(|c| c.label()));
    applies.extend(rule.urgent.map(|u| if u { "紧急件" } else { "非紧急件" }));
    if applies.is_empty() {
        "全部".to_owned()
    } else {
        applies.join("、")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use huiyin_workflow::calendar::CalendarNotice;

    #[test]
    fn a_missing_notice_is_missed_from_mid_november() {
        let of_year = |year| CalendarNotice {
            year,
            days: Vec::new(),
        };
        let known = WorkCalendar::from_notices("t", [of_year(2026)]);
        let check = |calendar: &WorkCalendar, day: &str, is_missed: bool| {
            let text = alarm(calendar, day.parse().unwrap());
            assert_eq!(
                text.contains("2027 年的放假安排还没有导入"),
                is_missed,
                "{day}"
            );
        };
        check(&known, "2026-11-14", false);
        check(&known, "2026-11-15", true);
        check(&known, "2026-12-31", true);
        let both = WorkCalendar::from_notices("t", [of_year(2026), of_year(2027)]);
        check(&both, "2026-12-31", false);
    }
}
