//! What the command prints.

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveTime};
use huiyin_core::time;
use huiyin_workflow::calendar::WorkCalendar;
use huiyin_workflow::metric::{Metric, MetricFacts, Period, measure};

use super::tally::Tally;
use crate::cli::Simulate;

/// The year as a period, cut off at its end.
fn period(year: i32) -> Option<Period> {
    let midnight =
        |year| NaiveDate::from_ymd_opt(year, 1, 1).map(|d| time::at_local(d, NaiveTime::MIN));
    let until = midnight(year + 1)?;
    Some(Period {
        from: midnight(year)?,
        until,
        cut_off: until,
    })
}

fn figures(facts: &[MetricFacts], year: i32, calendar: &WorkCalendar) -> Vec<(Metric, String)> {
    let Some(period) = period(year) else {
        return Vec::new();
    };
    Metric::ALL
        .iter()
        .map(|metric| {
            (
                *metric,
                measure(*metric, facts, &period, calendar).to_string(),
            )
        })
        .collect()
}

pub(super) fn text(tally: &Tally, args: &Simulate, calendar: &WorkCalendar) -> String {
    let mut out = format!(
        "模拟 {} 年，每个工作日约 {} 件，种子 {}\n",
        args.year, args.per_day, args.seed
    );
    let mut line = |text: String| {
        let _infallible = writeln!(out, "{text}");
    };
    line(format!(
        "来件 {} 件；动作 {} 次，其中依规则不允许 {} 次（无权的尝试 {} 次）",
        tally.arrived, tally.actions, tally.refused, tally.trespasses
    ));
    line(format!(
        "停机推迟 {} 次；经办人不在或暂不处理 {} 次",
        tally.delayed_by_downtime, tally.absences
    ));
    line(format!(
        "拆分出 {} 件；单位撤并移交 {} 件",
        tally.split_off, tally.handed_over
    ));
    let ends: Vec<String> = tally.ends.iter().map(|(s, n)| format!("{s} {n}")).collect();
    line(format!("去向：{}", ends.join("，")));
    let reminders = tally.reminders.iter();
    let reminders: Vec<String> = reminders.map(|(n, count)| format!("{n} {count}")).collect();
    line(format!(
        "催办：{}；因停机或已说明而略过 {}",
        reminders.join("，"),
        tally.skipped_reminders
    ));
    line(format!("超期履行的义务 {} 项", tally.overdue_obligations));
    line("动作：".to_owned());
    for (kind, n) in &tally.by_kind {
        line(format!("  {} {n}", kind.label()));
    }
    line(format!("指标（{} 年，截至年底）：", args.year));
    for (metric, figure) in figures(&tally.facts, args.year, calendar) {
        line(format!("  {} {figure}", metric.label()));
    }
    line(format!("违反承诺 {} 处", tally.n_violations));
    for text in &tally.violations {
        line(format!("  {text}"));
    }
    out.truncate(out.trim_end().len());
    out
}

pub(super) fn json(tally: &Tally, args: &Simulate, calendar: &WorkCalendar) -> String {
    let by_code = |pairs: Vec<(&'static str, u64)>| {
        let map: serde_json::Map<String, serde_json::Value> = pairs
            .into_iter()
            .map(|(code, n)| (code.to_owned(), n.into()))
            .collect();
        serde_json::Value::Object(map)
    };
    let actions = tally.by_kind.iter().map(|(k, n)| (k.code(), *n)).collect();
    let ends = tally.ends.iter().map(|(s, n)| (s.code(), *n)).collect();
    let reminders = tally
        .reminders
        .iter()
        .map(|(r, n)| (r.code(), *n))
        .collect();
    let figures: serde_json::Map<String, serde_json::Value> =
        figures(&tally.facts, args.year, calendar)
            .into_iter()
            .map(|(metric, figure)| (metric.code().to_owned(), figure.into()))
            .collect();
    serde_json::json!({
        "year": args.year,
        "per_day": args.per_day,
        "seed": args.seed,
        "arrived": tally.arrived,
        "split_off": tally.split_off,
        "handed_over": tally.handed_over,
        "actions": tally.actions,
        "refused": tally.refused,
        "trespasses": tally.trespasses,
        "delayed_by_downtime": tally.delayed_by_downtime,
        "ends": by_code(ends),
        "by_action": by_code(actions),
        "reminders": by_code(reminders),
        "reminders_skipped": tally.skipped_reminders,
        "overdue_obligations": tally.overdue_obligations,
        "metrics": figures,
        "violations": tally.n_violations,
        "violations_told": tally.violations,
    })
    .to_string()
}
