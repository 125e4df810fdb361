//! Figures in tables, and which of them are too small to be shown (DOMAIN 6).

use std::collections::BTreeMap;

use huiyin_core::{SuggestionKind, TopicId, UnitId};
use huiyin_workflow::calendar::WorkCalendar;
use huiyin_workflow::metric::{Figure, Metric, MetricFacts, RateFigure, counted, measure_known};

use super::Sample;
use crate::directory::Directory;

/// A cell about 举报 below this number points at a person.
const SMALLEST: u64 = 3;

/// The figures of a table by unit, kind or topic.
pub const LEAGUE: [Metric; 6] = [
    Metric::AnsweredRate,
    Metric::AnsweredInTime,
    Metric::Overdue,
    Metric::Duration,
    Metric::AtLeastMostlySatisfied,
    Metric::SolvedRate,
];

/// A figure as far as it may be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shown {
    Figure(Figure),
    /// Fewer than three, 举报 among them: `<3`.
    Small,
    /// It would tell the small one beside it, by subtraction.
    Hidden,
}

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    pub shown: Shown,
}

/// What a table is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grouping {
    Unit,
    Kind,
    Topic,
}

impl Grouping {
    pub const ALL: &'static [Self] = &[Self::Unit, Self::Kind, Self::Topic];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Kind => "kind",
            Self::Topic => "topic",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Unit => "主办单位",
            Self::Kind => "件类",
            Self::Topic => "类别",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|by| by.code() == code)
    }

    /// The group of an item, as an address names it; empty for those without.
    pub(super) fn key(self, item: &MetricFacts, sample: &Sample) -> String {
        match self {
            Self::Unit => item.lead_unit().map(|unit| unit.to_string()),
            Self::Kind => item.kind().map(|kind| kind.code().to_owned()),
            Self::Topic => sample.topics.get(&item.id).map(TopicId::to_string),
        }
        .unwrap_or_default()
    }

    /// What a person reads for a key.
    pub fn name(self, key: &str, directory: &Directory) -> String {
        match self {
            Self::Unit => key
                .parse::<UnitId>()
                .map_or("尚未分办".to_owned(), |unit| directory.unit_name(unit)),
            Self::Kind => SuggestionKind::from_code(key)
                .map_or("未定".to_owned(), |kind| kind.label().to_owned()),
            Self::Topic => key
                .parse::<TopicId>()
                .map_or("未归类".to_owned(), |topic| directory.topic_name(topic)),
        }
    }
}

/// One line of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub key: String,
    pub name: String,
    pub registered: Cell,
    /// In the order of [`LEAGUE`].
    pub cells: Vec<Cell>,
}

/// A table: the largest group first.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakdown {
    pub by: Grouping,
    pub rows: Vec<Row>,
}

/// The figure of a metric over a group.
pub(super) fn cell(
    metric: Metric,
    items: &[&MetricFacts],
    sample: &Sample,
    calendar: &WorkCalendar,
) -> Cell {
    let figure = measure_known(metric, items.iter().copied(), &sample.period, calendar);
    let counted: Vec<_> = items
        .iter()
        .filter_map(|item| Some((item.id, counted(metric, item, &sample.period)?)))
        .filter(|(_, counted)| !counted.is_excluded)
        .collect();
    let (of, hits) = counted
        .iter()
        .fold((0, 0), |(of, hits), (_, c)| (of + c.of, hits + c.hits));
    let mut restricted = counted
        .iter()
        .filter(|(id, _)| sample.restricted.contains(id));
    let is_small = restricted.any(|(_, c)| of < SMALLEST || (c.hits > 0 && hits < SMALLEST));
    Cell {
        shown: if is_small {
            Shown::Small
        } else {
            Shown::Figure(figure)
        },
    }
}

/// How many of a group were registered in the period.
pub(super) fn registered(items: &[&MetricFacts], sample: &Sample) -> Cell {
    let period = &sample.period;
    let registered: Vec<_> = items
        .iter()
        .filter(|item| period.from <= item.registered_at && item.registered_at < period.until)
        .collect();
    let n = registered.len() as u64;
    let has_restricted = registered
        .iter()
        .any(|item| sample.restricted.contains(&item.id));
    Cell {
        shown: if has_restricted && n < SMALLEST {
            Shown::Small
        } else {
            Shown::Figure(Figure::Rate(RateFigure {
                numerator: n,
                denominator: n,
                excluded: 0,
            }))
        },
    }
}

pub(super) fn breakdown(
    by: Grouping,
    sample: &Sample,
    directory: &Directory,
    calendar: &WorkCalendar,
) -> Breakdown {
    let mut groups: BTreeMap<String, Vec<&MetricFacts>> = BTreeMap::new();
    for item in &sample.items {
        groups.entry(by.key(item, sample)).or_default().push(item);
    }
    let mut rows: Vec<(u64, Row)> = groups
        .into_iter()
        .map(|(key, items)| {
            let registered = registered(&items, sample);
            let row = Row {
                name: by.name(&key, directory),
                registered,
                cells: LEAGUE
                    .iter()
                    .map(|metric| cell(*metric, &items, sample, calendar))
                    .collect(),
                key,
            };
            (weight(&row.registered), row)
        })
        // a period may know of items that add nothing to it
        .filter(|(_, row)| !is_empty(row))
        .collect();
    rows.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.key.cmp(&y.key)));
    let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    protect(rows.iter_mut().map(|row| &mut row.registered));
    for at in 0..LEAGUE.len() {
        protect(rows.iter_mut().filter_map(|row| row.cells.get_mut(at)));
    }
    Breakdown { by, rows }
}

fn weight(cell: &Cell) -> u64 {
    match cell.shown {
        Shown::Figure(Figure::Rate(rate)) => rate.denominator,
        Shown::Figure(Figure::Duration(duration)) => duration.n,
        Shown::Small | Shown::Hidden => 1,
    }
}

fn is_empty(row: &Row) -> bool {
    [row.registered]
        .iter()
        .chain(&row.cells)
        .all(|cell| weight(cell) == 0)
}

/// One small cell alone in its column is the whole less the others: the smallest other one is
/// taken away as well.
fn protect<'a>(column: impl Iterator<Item = &'a mut Cell>) {
    let mut cells: Vec<&mut Cell> = column.collect();
    let n_small = cells.iter().filter(|c| c.shown == Shown::Small).count();
    if n_small != 1 {
        return;
    }
    let smallest = cells
        .iter_mut()
        .filter(|cell| cell.shown != Shown::Small && weight(cell) > 0)
        .min_by_key(|cell| weight(cell));
    if let Some(cell) = smallest {
        cell.shown = Shown::Hidden;
    }
}
