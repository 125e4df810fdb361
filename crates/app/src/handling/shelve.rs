//! 挂账、解除挂账.

use huiyin_workflow::Action;

use super::form::{ActionForm, FieldKind, FieldSpec};
use crate::application::App;
use crate::error::AppError;

pub(super) fn fields(app: &App) -> Vec<FieldSpec> {
    let limit = app.policy().limits.shelve_review;
    vec![
        FieldSpec::words("reason", "客观原因").hint("建议人会看到这段话"),
        FieldSpec::new("review_on", "复查日期", FieldKind::Date)
            .required()
            .hint(format!("不超过{limit}")),
    ]
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::Shelve {
        reason: form.needed("reason", "客观原因")?,
        review_on: form.needed_date("review_on", "复查日期")?,
    })
}

pub(super) fn lift_fields() -> Vec<FieldSpec> {
    vec![FieldSpec::words("reason", "复查的结论")]
}

pub(super) fn parse_lift(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::Unshelve {
        reason: form.needed("reason", "复查的结论")?,
    })
}
