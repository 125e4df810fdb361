//! 不予受理: two persons, reasons, and where to go instead.

use huiyin_workflow::Action;

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::application::App;
use crate::error::AppError;

pub(super) fn fields(app: &App) -> Vec<FieldSpec> {
    let reasons = app
        .directory()
        .decline_reasons
        .iter()
        .map(|r| Choice::new(r.code.clone(), r.label.clone()))
        .collect();
    vec![
        FieldSpec::new("reason_code", "理由", FieldKind::Radio(reasons)).required(),
        FieldSpec::new(
            "explanation",
            "给建议人的说明",
            FieldKind::TextArea { rows: 4 },
        )
        .required()
        .hint("不予受理也是回音：用建议人看得懂的话说明为什么。"),
        FieldSpec::new("go_instead", "应当去哪里", FieldKind::Text)
            .hint("留空则使用该理由的标准指引。"),
    ]
}

pub(super) fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    let code = form.raw("reason_code");
    let directory = app.directory();
    let reason = directory
        .decline_reasons
        .iter()
        .find(|r| r.code == code)
        .ok_or_else(|| AppError::invalid("reason_code", "请选择理由"))?;
    let mut go_instead = form.text("go_instead")?;
    if go_instead.is_empty() {
        go_instead.clone_from(&reason.text);
    }
    Ok(Action::ProposeDecline {
        reason_code: reason.code.clone(),
        explanation: form.text("explanation")?,
        go_instead,
    })
}

pub(super) fn reject_fields() -> Vec<FieldSpec> {
    vec![FieldSpec::new("reason", "不同意的理由", FieldKind::TextArea { rows: 2 }).required()]
}

pub(super) fn parse_reject(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::RejectDecline {
        reason: form.text("reason")?,
    })
}
