//! `huiyin simulate`: a year of made-up letters, people, holidays and outages through the real
//! engine, with a clock of its own. Needs no data folder. Exit code 1 when a promise was broken.

mod arrivals;
mod cast;
mod deadlines;
mod dice;
mod family;
mod habits;
mod office;
mod pace;
mod reorganise;
mod replies;
mod report;
mod story;
mod tally;

use huiyin_workflow::Policy;
use huiyin_workflow::calendar::{CalendarNotice, DueSettings, WorkCalendar};
use huiyin_workflow::policy::ProcedureLimits;
use huiyin_workflow::reminder::ReminderPlan;
use huiyin_workflow::time_rule::TimeRules;

use super::print;
use crate::cli::Simulate;
use crate::embedded;
use crate::failure::Failure;
use office::Office;

pub(super) fn run(args: &Simulate) -> Result<(), Failure> {
    let policy = policy()?;
    let calendar = policy.calendar.clone();
    let mut office = Office::new(args.year, args.seed, policy, ReminderPlan::default());
    let bar = indicatif::ProgressBar::new(12);
    office.play(args.year, args.per_day, |_month| bar.inc(1))?;
    bar.finish_and_clear();
    let text = if args.json {
        report::json(&office.tally, args, &calendar)
    } else {
        report::text(&office.tally, args, &calendar)
    };
    print(&text)?;
    match office.tally.n_violations {
        0 => Ok(()),
        n => Err(Failure::new(format!("模拟中有 {n} 处违反承诺"))),
    }
}

/// The shipped rules and calendar.
fn policy() -> Result<Policy, Failure> {
    let files = embedded::seed_files()?;
    let rules = TimeRules::from_toml(&files.time_rules)
        .map_err(|e| Failure::caused("内置的时限规则有误", e))?;
    let notices = files
        .calendars
        .iter()
        .map(|text| CalendarNotice::from_holiday_cn(text))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| Failure::caused("内置的日历有误", e))?;
    Ok(Policy {
        desk: cast::DESK,
        rules,
        calendar: WorkCalendar::from_notices("shipped-1", notices),
        unit_calendars: Default::default(),
        due: DueSettings::default(),
        limits: ProcedureLimits::default(),
    })
}
