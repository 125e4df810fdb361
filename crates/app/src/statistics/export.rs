//! The figures as a file, one for a spreadsheet and one for any program.

use huiyin_report::{StatisticsCell, StatisticsHead, StatisticsTable};
use huiyin_workflow::metric::{Figure, Metric};

use super::table::{Cell, LEAGUE, Shown};
use super::{Statistics, StatisticsQuery};
use crate::application::App;
use crate::error::AppError;

/// 统计.xlsx: the figures and the tables by unit, kind and topic.
///
/// # Errors
/// [`AppError::Internal`] when the sheet cannot be made.
pub fn xlsx(app: &App, statistics: &Statistics) -> Result<Vec<u8>, AppError> {
    let head = head(app, &statistics.query);
    huiyin_report::statistics_sheet(&head, &tables(statistics)).map_err(AppError::internal)
}

/// The same as CSV in UTF-8 with a byte order mark.
pub fn csv(app: &App, statistics: &Statistics) -> Vec<u8> {
    huiyin_report::statistics_csv(&head(app, &statistics.query), &tables(statistics)).into_bytes()
}

fn head(app: &App, query: &StatisticsQuery) -> StatisticsHead {
    let unit = query.unit.map_or_else(
        || "全部单位".to_owned(),
        |unit| format!("{}及下级", app.directory().unit_name(unit)),
    );
    StatisticsHead {
        title: format!("{}职工意见建议办理统计", query.period.label()),
        organisation: app.settings().organisation.name.clone(),
        note: format!(
            "统计期间：{} 至 {}　　截止时点：{}　　范围：{unit}",
            query.period.from,
            query.period.to,
            query.period.cut_off_label()
        ),
        made_at: app.now(),
    }
}

fn tables(statistics: &Statistics) -> Vec<StatisticsTable> {
    let mut rows = vec![line("登记件数", &statistics.registered, "期间内登记的件数")];
    for (metric, cell) in &statistics.figures {
        rows.push(line(metric.label(), cell, metric.formula()));
    }
    rows.push(vec![
        text("不同意退回"),
        StatisticsCell::Number(statistics.n_refused_send_backs),
        text(""),
        text(""),
        text(""),
        text("期间内分办、退回未获同意的件数"),
    ]);
    let mut tables = vec![StatisticsTable {
        name: "指标".to_owned(),
        header: ["指标", "分子", "分母", "结果", "剔除", "口径"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    }];
    for breakdown in &statistics.breakdowns {
        let mut header = vec![breakdown.by.label().to_owned(), "登记".to_owned()];
        header.extend(
            LEAGUE
                .iter()
                .map(|metric: &Metric| metric.label().to_owned()),
        );
        tables.push(StatisticsTable {
            name: format!("按{}", breakdown.by.label()),
            header,
            rows: breakdown
                .rows
                .iter()
                .map(|row| {
                    let mut line = vec![text(&row.name), count(&row.registered)];
                    line.extend(row.cells.iter().map(|cell| text(&cell.to_string())));
                    line
                })
                .collect(),
        });
    }
    tables
}

fn text(text: &str) -> StatisticsCell {
    StatisticsCell::Text(text.to_owned())
}

fn count(cell: &Cell) -> StatisticsCell {
    match cell.shown {
        Shown::Figure(Figure::Rate(rate)) => StatisticsCell::Number(rate.denominator),
        Shown::Figure(Figure::Duration(duration)) => StatisticsCell::Number(duration.n),
        Shown::Small | Shown::Hidden => text(&cell.to_string()),
    }
}

fn line(name: &str, cell: &Cell, formula: &str) -> Vec<StatisticsCell> {
    let [numerator, denominator, result, excluded] = match cell.shown {
        Shown::Figure(Figure::Rate(rate)) => [
            StatisticsCell::Number(rate.numerator),
            StatisticsCell::Number(rate.denominator),
            text(&cell.to_string()),
            StatisticsCell::Number(rate.excluded),
        ],
        Shown::Figure(Figure::Duration(duration)) => [
            StatisticsCell::Number(duration.total_days),
            StatisticsCell::Number(duration.n),
            text(&cell.to_string()),
            StatisticsCell::Number(duration.excluded),
        ],
        Shown::Small | Shown::Hidden => [text(""), text(""), text(&cell.to_string()), text("")],
    };
    vec![
        text(name),
        numerator,
        denominator,
        result,
        excluded,
        text(formula),
    ]
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.shown {
            Shown::Figure(figure) => figure.fmt(f),
            Shown::Small => f.write_str("<3"),
            Shown::Hidden => f.write_str("※"),
        }
    }
}
