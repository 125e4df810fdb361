//! 回访.

use huiyin_core::FollowUpResult;
use huiyin_workflow::Action;

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::error::AppError;

pub(super) fn fields() -> Vec<FieldSpec> {
    let results = FollowUpResult::ALL
        .iter()
        .map(|r| Choice::new(r.code(), r.label()))
        .collect();
    vec![
        FieldSpec::new("result", "回访结果", FieldKind::Radio(results)).required(),
        FieldSpec::new("note", "回访记录", FieldKind::TextArea { rows: 3 })
            .hint("办结之前，承办单位看不到回访结果"),
    ]
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    let result = FollowUpResult::from_code(form.raw("result"))
        .ok_or_else(|| AppError::invalid("result", "请选择回访结果"))?;
    Ok(Action::FollowUp {
        result,
        note: form.text("note")?,
    })
}
