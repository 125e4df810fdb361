//! 要求补正.

use huiyin_workflow::Action;

use super::form::{ActionForm, FieldKind, FieldSpec};
use crate::error::AppError;

pub(super) fn fields() -> Vec<FieldSpec> {
    vec![
        FieldSpec::new("list", "需要补充的内容", FieldKind::TextArea { rows: 4 })
            .required()
            .hint("建议人会看到这段话，请一次列清。"),
    ]
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::AskSupplement {
        list: form.text("list")?,
    })
}
