//! 审签: the signature itself asks nothing; sending back asks why.

use huiyin_workflow::Action;

use super::form::{ActionForm, FieldKind, FieldSpec};
use crate::error::AppError;

pub(super) fn return_fields() -> Vec<FieldSpec> {
    vec![FieldSpec::new("reason", "修改意见", FieldKind::TextArea { rows: 3 }).required()]
}

pub(super) fn parse_return(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::ReturnDraft {
        reason: form.text("reason")?,
    })
}
