//! Figures as the page of 统计 prints them.

use huiyin_app::statistics::{Breakdown, Cell, LEAGUE, Part, Shown, Statistics};
use huiyin_workflow::metric::{Figure, Metric};

use crate::pages::desk::statistics::{CellView, League, LeagueRow, MetricRow, NumberView};
use crate::pages::urls;
use crate::staff::statistics::Asked;

pub(super) fn metrics(found: &Statistics, asked: &Asked) -> Vec<MetricRow> {
    let mut rows = vec![MetricRow {
        label: "登记件数".to_owned(),
        result: count(&found.registered),
        detail: String::new(),
        numbers: Vec::new(),
        excluded: None,
        formula: "期间内登记的件数".to_owned(),
        note: String::new(),
    }];
    rows.extend(
        found
            .figures
            .iter()
            .map(|(metric, cell)| metric_row(*metric, cell, found, asked)),
    );
    rows
}

fn metric_row(metric: Metric, cell: &Cell, found: &Statistics, asked: &Asked) -> MetricRow {
    let number = |n: u64, part| NumberView {
        text: n.to_string(),
        href: if n == 0 {
            String::new()
        } else {
            items(asked, metric, part, None)
        },
    };
    let (result, detail, numbers, n_excluded) = match cell.shown {
        Shown::Figure(Figure::Rate(rate)) => (
            percent(rate.numerator, rate.denominator),
            String::new(),
            vec![
                number(rate.numerator, Part::Hits),
                number(rate.denominator, Part::All),
            ],
            rate.excluded,
        ),
        Shown::Figure(Figure::Duration(duration)) => (
            duration
                .mean()
                .map_or("—".to_owned(), |mean| format!("平均 {mean:.2} 工作日")),
            if duration.n == 0 {
                String::new()
            } else {
                format!(
                    "中位数 {:.1}，P90 {}，停表 {} 工作日（已扣除）",
                    duration.median, duration.p90, duration.paused_days
                )
            },
            vec![number(duration.n, Part::All)],
            duration.excluded,
        ),
        Shown::Small | Shown::Hidden => (cell.to_string(), String::new(), Vec::new(), 0),
    };
    MetricRow {
        label: metric.label().to_owned(),
        result,
        detail,
        numbers,
        excluded: (n_excluded > 0).then(|| NumberView {
            text: format!("剔除 {n_excluded} 件"),
            href: items(asked, metric, Part::Excluded, None),
        }),
        formula: metric.formula().to_owned(),
        note: note(metric, found),
    }
}

fn note(metric: Metric, found: &Statistics) -> String {
    match metric {
        Metric::SentBackRate => format!("另有不同意退回 {} 件", found.n_refused_send_backs),
        Metric::ReportsInTime => "报送任务尚未启用，暂无数据".to_owned(),
        Metric::AcceptanceRate
        | Metric::AcknowledgedInTime
        | Metric::AnsweredRate
        | Metric::AnsweredInTime
        | Metric::CompletionRate
        | Metric::Overdue
        | Metric::Duration
        | Metric::RatedRate
        | Metric::Satisfied
        | Metric::AtLeastMostlySatisfied
        | Metric::SolvedRate
        | Metric::RedoneRate
        | Metric::RepeatRate
        | Metric::AdoptionRate
        | Metric::CommitmentsKept
        | Metric::FirstAssignmentRight => String::new(),
    }
}

/// In tenths, rounded half up; nothing of nothing is no number.
fn percent(numerator: u64, denominator: u64) -> String {
    if denominator == 0 {
        return "—".to_owned();
    }
    let tenths = (numerator * 2000 + denominator) / (denominator * 2);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

fn count(cell: &Cell) -> String {
    match cell.shown {
        Shown::Figure(Figure::Rate(rate)) => rate.denominator.to_string(),
        Shown::Figure(Figure::Duration(duration)) => duration.n.to_string(),
        Shown::Small | Shown::Hidden => cell.to_string(),
    }
}

fn items(asked: &Asked, metric: Metric, part: Part, group: Option<(&str, &str)>) -> String {
    let (by, key) = group.unwrap_or_default();
    let more = [
        ("metric", metric.code()),
        ("part", part.code()),
        ("by", by),
        ("key", key),
    ];
    asked.address(urls::STATISTICS_ITEMS, &more)
}

pub(super) fn leagues(found: &Statistics, asked: &Asked) -> Vec<League> {
    found
        .breakdowns
        .iter()
        .map(|breakdown| league(breakdown, asked))
        .collect()
}

fn league(breakdown: &Breakdown, asked: &Asked) -> League {
    let by = breakdown.by;
    let mut header = vec![by.label().to_owned(), "登记".to_owned()];
    header.extend(LEAGUE.iter().map(|metric| metric.label().to_owned()));
    let rows = breakdown
        .rows
        .iter()
        .map(|row| {
            let mut cells = vec![CellView {
                label: "登记".to_owned(),
                text: count(&row.registered),
                href: String::new(),
            }];
            cells.extend(LEAGUE.iter().zip(&row.cells).map(|(metric, cell)| {
                let (text, n) = in_short(cell);
                CellView {
                    label: metric.label().to_owned(),
                    text,
                    href: if n == 0 {
                        String::new()
                    } else {
                        let group = Some((by.code(), row.key.as_str()));
                        items(asked, *metric, Part::All, group)
                    },
                }
            }));
            LeagueRow {
                name: row.name.clone(),
                cells,
            }
        })
        .collect();
    League {
        title: format!("按{}", by.label()),
        header,
        rows,
    }
}

/// The figure for a narrow cell, and how many items stand behind it.
fn in_short(cell: &Cell) -> (String, u64) {
    match cell.shown {
        Shown::Figure(Figure::Rate(rate)) => (cell.to_string(), rate.denominator),
        Shown::Figure(Figure::Duration(duration)) => {
            let text = duration.mean().map_or("—".to_owned(), |mean| {
                format!("{mean:.2} 工作日（{} 件）", duration.n)
            });
            (text, duration.n)
        }
        Shown::Small | Shown::Hidden => (cell.to_string(), 0),
    }
}

pub(super) fn notes(is_reporter: bool) -> Vec<String> {
    let mut notes = vec![
        "只由主办单位计件；协办单位不重复计入。分母为零的显示“—”。".to_owned(),
        "未评价的不算满意。剔除须有理由，并经另一人核准，件数单列。".to_owned(),
        "涉及举报、不足 3 件的显示“<3”；会由此推算出来的显示“※”。".to_owned(),
        "类别按现在的归类，其余按截止时点所知。".to_owned(),
    ];
    if is_reporter {
        notes.push("举报件计入统计，但不在明细和汇总表中列出。".to_owned());
    }
    notes
}
