//! 移交: what a merged or dissolved unit still owes goes to its successor, what an absent handler
//! has in hand to a deputy or back to the unit. The rows of units and accounts say what is to be
//! true; each item is moved in a transaction of its own, so the next run goes on where this one
//! stopped, and finds nothing when all is done.

use chrono::NaiveDate;
use huiyin_core::{AccountId, SuggestionId, UnitId, time};
use huiyin_store::Account;
use huiyin_workflow::{Action, Suggestion};

use crate::application::App;
use crate::directory::Directory;
use crate::error::AppError;
use crate::handling::perform_as;

/// Items read at once.
const PAGE: u64 = 500;
const WORKER: &str = "reorganise";

/// Moves what is in the wrong hands; gives how many items moved.
///
/// # Errors
/// What the database says.
pub async fn reorganise(app: &App) -> Result<u64, AppError> {
    let directory = app.directory();
    let mut moved = 0;
    for unit in &directory.units {
        let Some(to) = last_successor(&directory, unit.id) else {
            continue;
        };
        let is_dissolved = Some(to) == directory.desk();
        let reason = if is_dissolved {
            format!("{}已撤销，由分办台接办", unit.name)
        } else {
            format!("{}已并入{}", unit.name, directory.unit_name(to))
        };
        if !is_dissolved {
            // first, so that the successor is not handed what accuses it
            moved += accuse_successor(app, unit.id, to, &reason).await?;
        }
        moved += hand_over(app, unit.id, to, &reason).await?;
    }
    moved += stand_in(app, &directory).await?;
    if moved > 0 {
        tracing::info!(moved, "items handed over");
    }
    Ok(moved)
}

/// Where the chain of mergers ends; `None` for a unit that was not merged.
fn last_successor(directory: &Directory, unit: UnitId) -> Option<UnitId> {
    let mut to = directory.unit(unit)?.merged_into?;
    // a chain is no longer than there are units
    for _ in &directory.units {
        match directory.unit(to).and_then(|u| u.merged_into) {
            Some(next) => to = next,
            None => return Some(to),
        }
    }
    None
}

async fn hand_over(app: &App, from: UnitId, to: UnitId, reason: &str) -> Result<u64, AppError> {
    let (mut after, mut moved) = (SuggestionId(0), 0);
    loop {
        let page = app.store().read().held_by(from, after, PAGE).await?;
        let Some(last) = page.last().copied() else {
            return Ok(moved);
        };
        after = last;
        for id in page {
            let action = Action::HandOver {
                from,
                to,
                reason: reason.to_owned(),
            };
            moved += act(app, id, action).await?;
        }
    }
}

/// The people of an accused unit are in the successor now: it counts as accused, too.
async fn accuse_successor(
    app: &App,
    from: UnitId,
    to: UnitId,
    reason: &str,
) -> Result<u64, AppError> {
    let (mut after, mut moved) = (SuggestionId(0), 0);
    loop {
        let read = app.store().read();
        let page = read.accusing_only(from, to, after, PAGE).await?;
        let Some(last) = page.last().copied() else {
            return Ok(moved);
        };
        after = last;
        for id in page {
            let Some(suggestion) = read.load_unlocked(id).await? else {
                continue;
            };
            let accused = suggestion.overlays.accused;
            let mut units = accused.units;
            units.push(to);
            let action = Action::NameAccused {
                accounts: accused.accounts,
                units,
                reason: reason.to_owned(),
            };
            moved += act(app, id, action).await?;
        }
    }
}

/// Items of handlers who are away or disabled.
async fn stand_in(app: &App, directory: &Directory) -> Result<u64, AppError> {
    let today = time::local_date(app.now());
    let read = app.store().read();
    let accounts = read.accounts().await?;
    let off: Vec<AccountId> = accounts
        .iter()
        .filter(|a| !a.is_on_duty(today))
        .map(|a| a.id)
        .collect();
    let (mut after, mut moved) = (SuggestionId(0), 0);
    loop {
        let page = read.handled_by(&off, after, PAGE).await?;
        let Some(last) = page.last().copied() else {
            return Ok(moved);
        };
        after = last;
        for id in page {
            let Some(suggestion) = read.load_unlocked(id).await? else {
                continue;
            };
            let handler = suggestion.lead().and_then(|lead| lead.handler);
            let absent = accounts.iter().find(|a| Some(a.id) == handler);
            let is_gone =
                |a: &&Account| !a.is_on_duty(today) || Some(a.unit) != suggestion.lead_unit();
            let Some(absent) = absent.filter(is_gone) else {
                continue;
            };
            let deputy = absent
                .deputy
                .and_then(|id| accounts.iter().find(|a| a.id == id))
                .filter(|a| a.is_on_duty(today) && may_stand_in(directory, &suggestion, a));
            moved += act(app, id, replacement(absent, deputy, today)).await?;
        }
    }
}

fn may_stand_in(directory: &Directory, suggestion: &Suggestion, deputy: &Account) -> bool {
    let on = &suggestion.overlays;
    suggestion.lead_unit() == Some(deputy.unit)
        && !on.recused.contains(&deputy.id)
        && !on.accused.names(&directory.viewer(deputy.id, deputy.unit))
}

fn replacement(absent: &Account, deputy: Option<&Account>, today: NaiveDate) -> Action {
    let name = &absent.name;
    let why = match absent.away {
        _ if !absent.is_active => format!("{name}的账号已停用"),
        Some(away) if !absent.is_on_duty(today) => {
            let until = time::chinese_date(away.until);
            format!("{name}请假至{until}")
        }
        Some(_) | None => format!("{name}已调离本单位"),
    };
    match deputy {
        Some(deputy) => Action::ChangeHandler {
            handler: deputy.id,
            reason: format!("{why}，由{}代理", deputy.name),
        },
        None => Action::ReleaseHandler { reason: why },
    }
}

async fn act(app: &App, id: SuggestionId, action: Action) -> Result<u64, AppError> {
    match perform_as(app, app.system_ctx(WORKER), None, id, None, action).await {
        Ok(_) => Ok(1),
        // somebody acted in between, or only the name of the old unit is left
        Err(AppError::Refused(_)) => Ok(0),
        Err(error) => Err(error),
    }
}
