//! 延期: asked and decided.

use huiyin_core::LimitUnit;
use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, FieldKind, FieldSpec};
use crate::application::App;
use crate::error::AppError;

pub(super) fn ask_fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    let longest = app.policy().limits.longest_extension(suggestion.track);
    let unit = match longest.unit {
        LimitUnit::WorkingDay => "工作日",
        LimitUnit::Hour | LimitUnit::Day | LimitUnit::Month => longest.unit.label(),
    };
    vec![
        FieldSpec::new("amount", format!("延长几个{unit}"), FieldKind::Text)
            .required()
            .hint(format!("最多{longest}，从原时限的下一天算起")),
        FieldSpec::words("reason", "延期的理由"),
    ]
}

pub(super) fn parse_ask(form: &ActionForm) -> Result<Action, AppError> {
    let typed = form.raw("amount").trim();
    let amount = typed
        .parse()
        .map_err(|_typed| AppError::invalid("amount", "请写一个整数，例如 5"))?;
    Ok(Action::AskExtension {
        amount,
        reason: form.needed("reason", "延期的理由")?,
    })
}

pub(super) fn grant_fields(suggestion: &Suggestion) -> Vec<FieldSpec> {
    let asked = suggestion.overlays.asked_extension.as_ref();
    let hint = asked.map_or_else(String::new, |asked| {
        format!("申请延长{}：{}", asked.limit, asked.reason)
    });
    vec![FieldSpec::words("reason", "告知建议人的理由").hint(hint)]
}

pub(super) fn parse_grant(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::GrantExtension {
        reason: form.needed("reason", "告知建议人的理由")?,
    })
}
