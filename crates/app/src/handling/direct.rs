//! 批示, and the report on it.

use huiyin_workflow::Action;

use super::form::{ActionForm, FieldKind, FieldSpec};
use crate::error::AppError;

pub(super) fn fields() -> Vec<FieldSpec> {
    vec![
        FieldSpec::words("text", "批示内容"),
        FieldSpec::new("due_on", "报告日期", FieldKind::Date).required(),
    ]
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::Direct {
        text: form.needed("text", "批示内容")?,
        due_on: form.needed_date("due_on", "报告日期")?,
    })
}

pub(super) fn answer_fields() -> Vec<FieldSpec> {
    vec![FieldSpec::words("text", "落实情况")]
}

pub(super) fn parse_answer(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::AnswerDirective {
        text: form.needed("text", "落实情况")?,
    })
}
