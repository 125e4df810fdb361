//! Holds the open obligations against a calendar.

use huiyin_core::{LimitUnit, ObligationKind};
use huiyin_store::CountedObligation;
use huiyin_workflow::DueBasis;
use huiyin_workflow::calendar::{Due, DueSettings, WorkCalendar};

use super::{MovedDue, UnmovedDue};
use crate::application::App;
use crate::error::AppError;

/// Obligations read at a time.
pub(super) const PAGE: u64 = 500;

/// What a calendar means for an obligation.
pub(super) enum Verdict {
    /// Another due time follows from the rule.
    Moves(Due),
    /// More than the rule stands behind the due time.
    Look(String),
    Stays,
}

/// Hours run on through rest days and promises have their own date: neither asks the calendar.
pub(super) fn judge(
    owed: &CountedObligation,
    calendar: &WorkCalendar,
    settings: &DueSettings,
) -> Verdict {
    let DueBasis {
        start, limit, note, ..
    } = &owed.basis;
    if owed.kind == ObligationKind::Commitment {
        return Verdict::Stays;
    }
    match limit.unit {
        LimitUnit::Hour => Verdict::Stays,
        LimitUnit::WorkingDay | LimitUnit::Day | LimitUnit::Month => {
            let due = calendar.due_from_day(*start, *limit, settings);
            match note {
                Some(note) => Verdict::Look(note.clone()),
                None if due.at == owed.due_at => Verdict::Stays,
                None => Verdict::Moves(due),
            }
        }
    }
}

/// Everything that would move, and what a person has to look at.
pub(super) async fn preview(
    app: &App,
    calendar: &WorkCalendar,
) -> Result<(Vec<MovedDue>, Vec<UnmovedDue>), AppError> {
    let settings = app.settings().due;
    let (mut moved, mut unmoved) = (Vec::new(), Vec::new());
    let mut after = None;
    loop {
        let page = app
            .store()
            .read()
            .open_obligations_after(after, PAGE)
            .await?;
        let Some(last) = page.last() else {
            return Ok((moved, unmoved));
        };
        after = Some((last.suggestion, last.no));
        for owed in page {
            let verdict = judge(&owed, calendar, &settings);
            let ticket_no = if owed.is_restricted {
                String::new()
            } else {
                owed.ticket_no
            };
            match verdict {
                Verdict::Moves(due) => moved.push(MovedDue {
                    suggestion: owed.suggestion,
                    ticket_no,
                    kind: owed.kind,
                    unit: owed.unit,
                    from: owed.due_at,
                    to: due.at,
                }),
                Verdict::Look(note) => unmoved.push(UnmovedDue {
                    ticket_no,
                    kind: owed.kind,
                    unit: owed.unit,
                    due_at: owed.due_at,
                    note,
                }),
                Verdict::Stays => {}
            }
        }
    }
}
