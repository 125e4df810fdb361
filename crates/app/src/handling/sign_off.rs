//! 审签: the signature asks why only when the gate has something to say; sending back asks why.

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

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    let reason = form.text("override_reason")?;
    Ok(Action::SignOff {
        // the application looks at the draft itself, inside the transaction
        findings: Vec::new(),
        override_reason: (!reason.is_empty()).then_some(reason),
    })
}
