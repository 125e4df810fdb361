//! 为什么是这一天, for programs: what is owed on an item, and how each due time was counted.

use chrono::NaiveDate;
use huiyin_core::time::{self, Instant};
use huiyin_core::{ObligationKind, StaffActor, SuggestionId};
use huiyin_workflow::Obligation;
use huiyin_workflow::calendar::DayCounted;
use huiyin_workflow::time_limit::TimeLimit;
use serde::Serialize;

use crate::application::App;
use crate::error::AppError;

/// The open obligations of an item.
#[derive(Debug, Serialize)]
pub struct DueReasons {
    pub ticket_no: String,
    pub obligations: Vec<DueReason>,
}

/// One obligation and why it is due then.
#[derive(Debug, Serialize)]
pub struct DueReason {
    pub no: i64,
    pub kind: ObligationKind,
    pub name: String,
    pub unit: String,
    /// The first instant that is too late, in UTC.
    pub due_at: Instant,
    /// The last day, in China.
    pub due_on: NaiveDate,
    pub is_provisional: bool,
    /// The day that counts as the start.
    pub start: NaiveDate,
    pub limit: TimeLimit,
    /// Code and version.
    pub rule: String,
    pub calendar_version: String,
    /// Why another date than the rule's counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// In words, line by line.
    pub explanation: Vec<String>,
    /// Counted by the calendar in force; empty where nothing is counted.
    pub days: Vec<DayCounted>,
}

/// Inside the scope of the reader only, as JSON.
///
/// # Errors
/// [`AppError::NotFound`] for what does not exist and for what is outside the scope alike.
pub async fn due_reasons(
    app: &App,
    actor: &StaffActor,
    id: SuggestionId,
) -> Result<String, AppError> {
    let read = app.store().read();
    let suggestion = read
        .load_scoped(&app.scope(actor), id)
        .await?
        .ok_or(AppError::NotFound)?;
    app.refresh(&read).await?;
    let reasons = DueReasons {
        ticket_no: suggestion.ticket_no.to_string(),
        obligations: suggestion
            .open_obligations()
            .map(|obligation| reason(app, obligation))
            .collect(),
    };
    serde_json::to_string(&reasons).map_err(AppError::internal)
}

fn reason(app: &App, o: &Obligation) -> DueReason {
    let policy = app.policy();
    let calendar = policy.calendar_for(o.unit);
    let text = o.explain(calendar, &policy.due);
    DueReason {
        no: o.no,
        kind: o.kind,
        name: o.kind.label().to_owned(),
        unit: app.directory().unit_name(o.unit),
        due_at: o.due_at,
        due_on: time::due_date(o.due_at),
        is_provisional: o.basis.provisional,
        start: o.basis.start,
        limit: o.basis.limit,
        rule: o.basis.rule.clone(),
        calendar_version: o.basis.calendar_version.clone(),
        note: o.basis.note.clone(),
        explanation: text.lines().map(str::to_owned).collect(),
        days: o.days(calendar, &policy.due),
    }
}
