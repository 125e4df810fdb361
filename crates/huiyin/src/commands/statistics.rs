//! `huiyin statistics`: the figures of a period as shown, and as the ledger alone tells them.

use std::path::Path;

use huiyin_app::App;
use huiyin_app::statistics::{self, Recount, StatisticsPeriod, StatisticsQuery};
use huiyin_core::UnitId;
use huiyin_workflow::metric::Metric;

use super::print;
use crate::cli::Statistics;
use crate::failure::Failure;
use crate::wiring;

pub(super) async fn run(
    data: &Path,
    config: Option<&Path>,
    args: Statistics,
) -> Result<(), Failure> {
    let app = wiring::open(data, config).await?.app;
    let mut period = StatisticsPeriod::parse(&args.period, app.now())?;
    if let Some(day) = args.cut_off {
        period = period.known_until(day, app.now())?;
    }
    let unit = args.unit.as_deref().map(|name| named(&app, name));
    let query = StatisticsQuery {
        period,
        unit: unit.transpose()?,
    };
    let recount = statistics::recount(&app, &query, args.recompute).await?;
    if args.json {
        print(&json(&query, &recount).to_string())?;
    } else {
        text(&query, &recount)?;
    }
    if recount.is_equal() == Some(false) {
        return Err(Failure::new("统计结果与台账重算的不符"));
    }
    Ok(())
}

fn named(app: &App, name: &str) -> Result<UnitId, Failure> {
    app.directory()
        .unit_named(name)
        .ok_or_else(|| Failure::new(format!("没有“{name}”这个单位")))
}

/// Every metric: as shown, and as told when that was asked for.
fn figures(recount: &Recount) -> Vec<(Metric, String, Option<String>)> {
    let shown = recount.shown.figures.iter();
    shown
        .enumerate()
        .map(|(at, (metric, cell))| {
            let told = recount.told.as_ref().and_then(|told| told.figures.get(at));
            (
                *metric,
                cell.to_string(),
                told.map(|(_, cell)| cell.to_string()),
            )
        })
        .collect()
}

fn text(query: &StatisticsQuery, recount: &Recount) -> Result<(), Failure> {
    print(&format!(
        "{}，截止 {}",
        query.period.label(),
        query.period.cut_off_label()
    ))?;
    for (metric, shown, told) in figures(recount) {
        let mark = match told {
            None => String::new(),
            Some(told) if told == shown => "　相符".to_owned(),
            Some(told) => format!("　不符：台账重算为 {told}"),
        };
        print(&format!("{}　{shown}{mark}", metric.label()))?;
    }
    match recount.is_equal() {
        None => Ok(()),
        Some(true) => print("与台账重算的结果全部相符（含按单位、件类、类别的各表）"),
        Some(false) => Ok(()),
    }
}

fn json(query: &StatisticsQuery, recount: &Recount) -> serde_json::Value {
    let listed: Vec<_> = figures(recount)
        .into_iter()
        .map(|(metric, shown, told)| {
            serde_json::json!({
                "metric": metric.code(),
                "label": metric.label(),
                "shown": shown,
                "recomputed": told,
            })
        })
        .collect();
    serde_json::json!({
        "period": query.period.code(),
        "cut_off": query.period.cut_off,
        "figures": listed,
        "equal": recount.is_equal(),
    })
}
