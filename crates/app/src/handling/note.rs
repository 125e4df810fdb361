//! 备注.

use huiyin_workflow::Action;

use super::form::{ActionForm, FieldKind, FieldSpec};
use crate::error::AppError;

pub(super) fn fields() -> Vec<FieldSpec> {
    vec![FieldSpec::new("text", "备注", FieldKind::TextArea { rows: 2 }).required()]
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::Note {
        text: form.text("text")?,
    })
}
