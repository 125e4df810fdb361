//! 单位撤并. The row of the unit is the truth, written at once; `worker::reorganise` moves what
//! the unit still owes, item by item, and goes on where it stopped.

use huiyin_core::{StaffActor, UnitId};

use super::entitled;
use crate::application::App;
use crate::directory::Directory;
use crate::error::AppError;

/// What an administrator sees before confirming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergePreview {
    /// Items on which the unit still has something to do.
    pub n_items: u64,
    pub n_accounts: usize,
    pub n_below: usize,
}

/// How a unit ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The successor; `None`: the desk takes over what is still owed, and the people stay where
    /// they are until they are moved or disabled.
    pub into: Option<UnitId>,
    /// The name of the unit once more, so that nobody closes another by mistake.
    pub confirmed: String,
}

/// What closing the unit would move. Nothing is changed.
///
/// # Errors
/// [`AppError::NotFound`] for no unit.
pub async fn preview_closing(
    app: &App,
    actor: &StaffActor,
    id: UnitId,
) -> Result<MergePreview, AppError> {
    entitled(actor)?;
    let directory = app.directory();
    directory.unit(id).ok_or(AppError::NotFound)?;
    let read = app.store().read();
    let accounts = read.accounts().await?;
    Ok(MergePreview {
        n_items: read.n_held_by(id).await?,
        n_accounts: accounts.iter().filter(|a| a.unit == id).count(),
        n_below: directory
            .units
            .iter()
            .filter(|u| u.parent == Some(id))
            .count(),
    })
}

/// Merges a unit into another, or dissolves it. Its people go with it to the successor.
///
/// # Errors
/// [`AppError::Invalid`] when it cannot be closed so, [`AppError::NotFound`] for no unit.
pub async fn close_unit(
    app: &App,
    actor: &StaffActor,
    id: UnitId,
    closing: Closing,
) -> Result<(), AppError> {
    entitled(actor)?;
    let directory = app.directory();
    let unit = directory.unit(id).ok_or(AppError::NotFound)?;
    if !unit.is_active {
        return Err(AppError::invalid("", "这个单位已经撤并"));
    }
    if unit.is_desk {
        return Err(AppError::invalid(
            "",
            "分办台是全部来件的兜底单位，不能撤并",
        ));
    }
    if closing.confirmed.trim() != unit.name {
        return Err(AppError::invalid(
            "confirmed",
            format!("请照写“{}”以确认", unit.name),
        ));
    }
    let desk = directory.desk();
    let into = match closing.into {
        Some(into) => successor(&directory, id, into)?,
        None => desk.ok_or_else(|| AppError::internal("no triage desk"))?,
    };
    let is_dissolved = Some(into) == desk;
    let below = directory.below(id);
    if desk.is_some_and(|desk| below.contains(&desk)) {
        return Err(AppError::invalid("", "分办台在它下面，不能撤并"));
    }
    // its units below go with it, or stay with the one above
    let children_to = if is_dissolved {
        unit.parent
    } else {
        Some(into)
    };
    let what = if is_dissolved {
        format!("撤销单位 {}，未了的事由分办台接办", unit.name)
    } else {
        format!("单位 {} 并入 {}", unit.name, directory.unit_name(into))
    };
    let (by, now) = (actor.account, app.now());
    app.store()
        .write(move |tx| {
            let what = what.clone();
            Box::pin(async move {
                // every node reads the configuration again
                tx.next_policy_no().await?;
                tx.merge_unit(id, into, children_to).await?;
                if !is_dissolved {
                    tx.move_accounts(id, into).await?;
                }
                tx.log_admin(now, Some(by), &what).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    app.reload_configuration().await
}

fn successor(directory: &Directory, id: UnitId, into: UnitId) -> Result<UnitId, AppError> {
    let unit = directory.unit(into).filter(|unit| unit.is_active);
    let unit = unit.ok_or_else(|| AppError::invalid("into", "请选择在用的单位"))?;
    if directory.below(id).contains(&unit.id) {
        return Err(AppError::invalid("into", "不能并入自己或自己的下级单位"));
    }
    Ok(unit.id)
}
