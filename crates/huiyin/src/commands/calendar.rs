//! `huiyin calendar due`: needs no data folder.

use chrono::NaiveDate;
use huiyin_workflow::calendar::{CalendarNotice, DueSettings, RestDayArrival, WorkCalendar};
use huiyin_workflow::time_limit::TimeLimit;

use super::print;
use crate::cli::Due;
use crate::embedded;
use crate::failure::Failure;

pub(super) fn due(args: Due) -> Result<(), Failure> {
    let start = NaiveDate::parse_from_str(args.start.trim(), "%Y-%m-%d").map_err(|_typed| {
        Failure::usage(format!(
            "起算日“{}”不是日期，应写成 2025-09-26 的样子",
            args.start
        ))
    })?;
    let limit = TimeLimit::parse(&args.limit).map_err(|e| Failure::usage(e.to_string()))?;
    let rest_day_arrival = RestDayArrival::parse(&args.arrival)
        .ok_or_else(|| Failure::usage(format!("没有规则“{}”", args.arrival)))?;
    let mut notices = Vec::new();
    let version = if args.calendar.is_empty() {
        for text in embedded::calendars()? {
            notices.push(read(&text, "内置日历")?);
        }
        "shipped-1".to_owned()
    } else {
        for path in &args.calendar {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .map_err(|e| Failure::caused(format!("无法读取 {name}"), e))?;
            notices.push(read(&text, &name)?);
        }
        notices.sort_by_key(|n| n.year);
        let years: Vec<String> = notices.iter().map(|n| n.year.to_string()).collect();
        format!("file-{}", years.join("+"))
    };
    let calendar = WorkCalendar::from_notices(version, notices);
    let settings = DueSettings {
        rest_day_arrival,
        close_of_business: None,
    };
    let due = calendar.due_from_day(start, limit, &settings);
    print(&due.on.to_string())?;
    print(&due.explain())
}

fn read(text: &str, name: &str) -> Result<CalendarNotice, Failure> {
    CalendarNotice::from_holiday_cn(text).map_err(|e| Failure::caused(format!("{name} 有误"), e))
}
