//! 提请裁定、裁定.

use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, FieldSpec};
use super::units;
use crate::application::App;
use crate::error::AppError;

pub(super) fn ask_fields() -> Vec<FieldSpec> {
    vec![FieldSpec::words("reason", "提请裁定的理由")]
}

pub(super) fn parse_ask(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::AskRuling {
        reason: form.needed("reason", "提请裁定的理由")?,
    })
}

pub(super) fn fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    let proposed = suggestion
        .overlays
        .dispute
        .as_ref()
        .and_then(|d| d.proposed);
    vec![
        FieldSpec::new("lead", "主办单位", units::one(app, suggestion))
            .required()
            .value(proposed.map(|u| u.to_string()).unwrap_or_default())
            .hint("裁定是最终的：不能再退回或改派。可以维持原来的主办单位。"),
        FieldSpec::words("reason", "裁定的理由"),
    ]
}

pub(super) fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::Rule {
        lead: units::chosen(app, form, "lead", "主办单位")?,
        reason: form.needed("reason", "裁定的理由")?,
    })
}
