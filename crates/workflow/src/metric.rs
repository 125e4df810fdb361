//! 统计指标 (DOMAIN 8): what the ledger says happened, counted. Pure: a figure computed again from
//! the same events, period and calendar is the same figure.

mod facts;
mod figure;
mod formula;
mod history;
mod ledger;
mod measure;

pub use facts::{Commitment, Exclusion, MetricFacts, ReplyClock, SendBack};
pub use figure::{DurationFigure, Figure, RateFigure};
pub use formula::Metric;
pub use history::History;
pub use measure::{
    Counted, Overdue, Period, counted, known_at, led_by, measure, measure_known, overdue,
    refused_send_backs,
};
