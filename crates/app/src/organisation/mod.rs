//! 组织机构: units added, renamed, put under a leader, merged, dissolved.

mod change;
mod merge;

pub use change::{UnitForm, add_unit, rename_unit, set_unit_leader};
pub use merge::{Closing, MergePreview, close_unit, preview_closing};

use huiyin_core::{Role, StaffActor};

use crate::error::AppError;

fn entitled(actor: &StaffActor) -> Result<(), AppError> {
    if actor.has(Role::SystemAdmin) {
        return Ok(());
    }
    Err(AppError::Forbidden("组织机构由系统管理员维护。".to_owned()))
}
