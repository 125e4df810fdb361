//! Counting: which items a metric looks at in a period, and which of them it is about.

use huiyin_core::time::{self, Instant};
use huiyin_core::{Adoption, Satisfaction, SuggestionId, SuggestionKind, UnitId};

use super::facts::{MetricFacts, ReplyClock, SendBack};
use super::figure::{DurationFigure, Figure, RateFigure};
use super::{History, Metric};
use crate::calendar::WorkCalendar;
use huiyin_core::FollowUpResult;

/// 统计期间: from (inclusive) to until (exclusive). Nothing at or after the cut-off counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: Instant,
    pub until: Instant,
    pub cut_off: Instant,
}

impl Period {
    fn contains(&self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }

    fn has(&self, at: Option<Instant>) -> bool {
        at.is_some_and(|at| self.contains(at))
    }

    /// A due time is exclusive: 24:00 of the last day of the period is still in it.
    fn has_due(&self, due_at: Instant) -> bool {
        self.from < due_at && due_at <= self.until && due_at <= self.cut_off
    }
}

/// An item answered late, or late and still open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    pub id: SuggestionId,
    pub lead_unit: Option<UnitId>,
    pub due_at: Instant,
    /// `None`: still open at the cut-off.
    pub answered_at: Option<Instant>,
    /// Whole working days that passed since the due time; 0 on the first day after it.
    pub working_days_late: u64,
}

/// The items that a unit leads at the cut-off.
pub fn led_by(unit: UnitId, items: &[MetricFacts], period: &Period) -> Vec<MetricFacts> {
    known(items, period)
        .filter(|item| item.lead_unit() == Some(unit))
        .collect()
}

/// The figure of a metric over these items in a period. 报送及时率 is about reports, which items
/// do not tell: it is 0 of 0 here.
pub fn measure(
    metric: Metric,
    items: &[MetricFacts],
    period: &Period,
    calendar: &WorkCalendar,
) -> Figure {
    measure_known(metric, &known_at(items, period), period, calendar)
}

/// The items as they were known at the cut-off of a period.
pub fn known_at(items: &[MetricFacts], period: &Period) -> Vec<MetricFacts> {
    known(items, period).collect()
}

/// As [`measure`], of items that [`known_at`] gave: for many figures about the same items.
pub fn measure_known<'a>(
    metric: Metric,
    items: impl IntoIterator<Item = &'a MetricFacts>,
    period: &Period,
    calendar: &WorkCalendar,
) -> Figure {
    if metric == Metric::Duration {
        return Figure::Duration(duration(items, period, calendar));
    }
    let mut rate = RateFigure::default();
    for item in items {
        let Some(counted) = counted(metric, item, period) else {
            continue;
        };
        if counted.is_excluded {
            rate.excluded += 1;
            continue;
        }
        rate.numerator += counted.hits;
        rate.denominator += counted.of;
    }
    Figure::Rate(rate)
}

/// What one item of [`known_at`] adds to a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub hits: u64,
    pub of: u64,
    /// Left out, with reason and approver.
    pub is_excluded: bool,
}

/// What an item adds to a metric; `None` when the metric is not about it in this period.
pub fn counted(metric: Metric, item: &MetricFacts, period: &Period) -> Option<Counted> {
    let share = if metric == Metric::Duration {
        one(period.has(item.first_final_reply_at()), true)
    } else {
        share(metric, item, period)
    };
    (share.of > 0).then(|| Counted {
        hits: share.hits,
        of: share.of,
        is_excluded: item.is_excluded_from(metric),
    })
}

/// The items late in a period, the longest first.
pub fn overdue(items: &[MetricFacts], period: &Period, calendar: &WorkCalendar) -> Vec<Overdue> {
    let mut late: Vec<Overdue> = known(items, period)
        .filter(|item| !item.is_excluded_from(Metric::Overdue))
        .filter_map(|item| {
            let due_at = item.reply_due().filter(|due| period.has_due(*due))?;
            let answered_at = item.answered_at();
            (!is_in_time(due_at, answered_at)).then(|| Overdue {
                id: item.id,
                lead_unit: item.lead_unit(),
                due_at,
                answered_at,
                working_days_late: passed(due_at, answered_at.unwrap_or(period.cut_off), calendar),
            })
        })
        .collect();
    late.sort_by_key(|item| (std::cmp::Reverse(item.working_days_late), item.id));
    late
}

/// Items assigned in the period of which the desk refused a 退回; shown beside 退回率.
pub fn refused_send_backs(items: &[MetricFacts], period: &Period) -> u64 {
    let refused = known(items, period)
        .filter(|item| period.has(item.leads.first_at()))
        .filter(|item| {
            item.send_backs
                .iter()
                .any(|(_, what)| *what == SendBack::Refused)
        });
    count(refused)
}

fn known<'a>(
    items: &'a [MetricFacts],
    period: &'a Period,
) -> impl Iterator<Item = MetricFacts> + 'a {
    items
        .iter()
        .filter_map(|item| item.as_of(period.cut_off))
        .filter(|item| item.taken_over.is_empty())
}

/// What one item adds to a rate.
struct Share {
    hits: u64,
    of: u64,
}

/// One item that is looked at or not, and is a hit or not.
fn one(is_counted: bool, is_hit: bool) -> Share {
    Share {
        hits: u64::from(is_counted && is_hit),
        of: u64::from(is_counted),
    }
}

fn share(metric: Metric, item: &MetricFacts, period: &Period) -> Share {
    let is_registered = period.contains(item.registered_at);
    // who acknowledges and returns is told by an order of its own, which a merged item may lack
    let has_own_order = !item.is_merged() || !item.acknowledged.is_empty();
    let is_assigned = has_own_order && period.has(item.leads.first_at());
    let is_replied = period.has(item.first_final_reply_at());
    let is_rated = is_replied && !item.ratings.is_empty();
    let rating = item.ratings.last().copied();
    match metric {
        Metric::AcceptanceRate => one(is_registered, !item.accepted.is_empty()),
        Metric::AcknowledgedInTime => one(is_assigned, item.is_acknowledged_in_time()),
        Metric::SentBackRate => one(is_assigned, is_sent_back(&item.send_backs)),
        Metric::AnsweredRate => one(
            is_registered && is_valid(item),
            item.answered_at().is_some(),
        ),
        Metric::AnsweredInTime | Metric::Overdue => {
            let Some(due_at) = item.reply_due().filter(|due| period.has_due(*due)) else {
                return one(false, false);
            };
            let is_in_time = is_in_time(due_at, item.answered_at());
            one(true, is_in_time == (metric == Metric::AnsweredInTime))
        }
        Metric::CompletionRate => one(
            period.has(item.accepted.first_at()),
            !item.final_replies.is_empty() || !item.closed.is_empty(),
        ),
        Metric::RatedRate => one(is_replied, is_rated),
        Metric::Satisfied => one(is_rated, rating == Some(Satisfaction::Satisfied)),
        Metric::AtLeastMostlySatisfied => one(
            is_rated,
            matches!(
                rating,
                Some(Satisfaction::Satisfied | Satisfaction::MostlySatisfied)
            ),
        ),
        Metric::SolvedRate => {
            let finding = item.follow_ups.last().copied();
            one(
                period.has(item.follow_ups.last_at()) && finding != Some(FollowUpResult::Unreached),
                finding == Some(FollowUpResult::Solved),
            )
        }
        Metric::RedoneRate => one(period.has(item.answered_at()), !item.redone.is_empty()),
        Metric::RepeatRate => one(is_registered, !item.repeats.is_empty()),
        Metric::AdoptionRate => adoption(item, is_replied),
        Metric::CommitmentsKept => commitments(item, period),
        Metric::FirstAssignmentRight => one(is_assigned, item.rerouted.is_empty()),
        // the one is no rate, the other not over items
        Metric::Duration | Metric::ReportsInTime => one(false, false),
    }
}

fn is_in_time(due_at: Instant, answered_at: Option<Instant>) -> bool {
    answered_at.is_some_and(|at| at < due_at)
}

/// Withdrawn or terminated before an answer: nobody waits for one.
fn is_valid(item: &MetricFacts) -> bool {
    item.answered_at().is_some() || (item.withdrawn.is_empty() && item.terminated.is_empty())
}

fn is_sent_back(send_backs: &History<SendBack>) -> bool {
    let (sent, refused): (Vec<SendBack>, Vec<SendBack>) = send_backs
        .iter()
        .map(|(_, what)| *what)
        .partition(|what| *what == SendBack::Sent);
    sent.len() > refused.len()
}

/// Once per matter: a merged item follows the one it was merged into.
fn adoption(item: &MetricFacts, is_replied: bool) -> Share {
    let is_suggestion = matches!(
        item.kind(),
        Some(SuggestionKind::Proposal | SuggestionKind::Improvement)
    );
    let adoption = item.final_replies.last().copied().flatten();
    one(
        is_replied && is_suggestion && adoption.is_some() && !item.is_merged(),
        matches!(adoption, Some(Adoption::Adopted | Adoption::PartlyAdopted)),
    )
}

fn commitments(item: &MetricFacts, period: &Period) -> Share {
    let due = item
        .commitments
        .iter()
        .filter(|commitment| commitment.released_at.is_none())
        .filter(|commitment| period.has_due(commitment.due_at));
    let kept = due
        .clone()
        .filter(|commitment| is_in_time(commitment.due_at, commitment.kept_at));
    Share {
        hits: count(kept),
        of: count(due),
    }
}

fn count<T>(things: impl Iterator<Item = T>) -> u64 {
    things.fold(0, |n, _| n + 1)
}

/// Whole working days between a due time and an instant after it: the day on which the instant
/// lies has not passed.
fn passed(due_at: Instant, at: Instant, calendar: &WorkCalendar) -> u64 {
    let days = calendar.working_days_between(time::due_date(due_at), time::due_date(at));
    let is_running = at != time::end_of_day(time::due_date(at));
    let running = is_running && calendar.is_working_day(time::local_date(at));
    u64::try_from(days - i64::from(running)).unwrap_or(0)
}

fn duration<'a>(
    items: impl IntoIterator<Item = &'a MetricFacts>,
    period: &Period,
    calendar: &WorkCalendar,
) -> DurationFigure {
    let mut figure = DurationFigure::default();
    let mut lengths = Vec::new();
    for item in items {
        let Some(replied_at) = item
            .first_final_reply_at()
            .filter(|at| period.contains(*at))
        else {
            continue;
        };
        if item.is_excluded_from(Metric::Duration) {
            figure.excluded += 1;
            continue;
        }
        let paused = paused(item, replied_at, calendar);
        let since = item.waits_since.unwrap_or(item.registered_at);
        let length = days_between(since, replied_at, calendar).saturating_sub(paused);
        figure.paused_days += paused;
        figure.total_days += length;
        figure.n += 1;
        lengths.push(length);
    }
    lengths.sort_unstable();
    figure.median = median(&lengths);
    figure.p90 = p90(&lengths);
    figure
}

fn days_between(from: Instant, until: Instant, calendar: &WorkCalendar) -> u64 {
    let days = calendar.working_days_between(time::local_date(from), time::local_date(until));
    u64::try_from(days).unwrap_or(0)
}

/// Working days on which the clock stood before the reply.
fn paused(item: &MetricFacts, replied_at: Instant, calendar: &WorkCalendar) -> u64 {
    let mut days = 0;
    let mut stopped_at = None;
    for (at, clock) in item.clocks.before(replied_at).iter() {
        match clock {
            ReplyClock::Stopped => stopped_at = stopped_at.or(Some(at)),
            ReplyClock::Resumed => {
                if let Some(from) = stopped_at.take() {
                    days += days_between(from, at, calendar);
                }
            }
        }
    }
    days + stopped_at.map_or(0, |from| days_between(from, replied_at, calendar))
}

fn median(sorted: &[u64]) -> f64 {
    let upper = sorted.get(sorted.len() / 2);
    let lower = sorted.get(sorted.len().saturating_sub(1) / 2);
    match (lower, upper) {
        (Some(lower), Some(upper)) => (lower + upper) as f64 / 2.0,
        (None, _) | (_, None) => 0.0,
    }
}

/// The smallest length that nine of ten do not exceed (nearest rank).
fn p90(sorted: &[u64]) -> u64 {
    let rank = (sorted.len() * 9).div_ceil(10);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}
