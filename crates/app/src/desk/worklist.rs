//! 待办 / 在办 / 已办, sorted by due time.

use huiyin_core::{ObligationKind, Role, StaffActor, UnitId, Urgency};
use huiyin_store::{Worklist, WorklistQuery, WorklistRow};
use huiyin_workflow::obligation::{remaining_working_days, urgency};

use crate::application::App;
use crate::error::AppError;

/// A row with what is computed from now.
#[derive(Debug, Clone)]
pub struct WorklistItem {
    pub row: WorklistRow,
    pub urgency: Option<Urgency>,
    /// Whole working days left; negative when late.
    pub remaining: Option<i64>,
}

/// One page of a worklist.
#[derive(Debug, Clone)]
pub struct WorklistItems {
    pub total: u64,
    pub items: Vec<WorklistItem>,
}

/// A page of what the viewer may see. For 待办 the query is narrowed to what the viewer's own
/// unit owes.
pub async fn worklist(
    app: &App,
    actor: &StaffActor,
    mut query: WorklistQuery,
) -> Result<WorklistItems, AppError> {
    let scope = app.scope(actor);
    if query.list == Worklist::Todo {
        query.owed_by = owing_units(app, actor);
        if actor.roles == [Role::Caller] && query.owed.is_empty() {
            query.owed = vec![ObligationKind::FollowUp];
        }
    }
    let now = app.now();
    let page = app.store().read().worklist(&scope, &query).await?;
    let policy = app.policy();
    let items = page
        .rows
        .into_iter()
        .map(|row| {
            // counted as its due day was: by the days on which that unit works
            let calendar = policy.calendar_of(row.next_due_unit);
            WorklistItem {
                urgency: row.next_due_at.map(|due| urgency(due, now, calendar)),
                remaining: row
                    .next_due_at
                    .map(|due| remaining_working_days(due, now, calendar)),
                row,
            }
        })
        .collect();
    Ok(WorklistItems {
        total: page.total,
        items,
    })
}

/// The units whose obligations are this person's to do. Clerks and callers work for the desk,
/// wherever they sit; leaders and supervisors look at everything.
fn owing_units(app: &App, actor: &StaffActor) -> Option<Vec<UnitId>> {
    if actor.has_any(&[Role::Supervisor, Role::Leader]) {
        return None;
    }
    let mut units = vec![actor.unit];
    if actor.has_any(&[Role::Clerk, Role::Caller])
        && let Some(desk) = app.directory().desk()
        && !units.contains(&desk)
    {
        units.push(desk);
    }
    Some(units)
}
