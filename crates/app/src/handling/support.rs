//! 协办意见.

use huiyin_workflow::Action;

use super::form::{ActionForm, FieldKind, FieldSpec};
use crate::error::AppError;

pub(super) fn fields() -> Vec<FieldSpec> {
    vec![FieldSpec::new("opinion", "协办意见", FieldKind::TextArea { rows: 4 }).required()]
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::GiveSupport {
        opinion: form.text("opinion")?,
    })
}
