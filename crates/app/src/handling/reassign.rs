//! 改派.

use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, FieldSpec};
use super::units;
use crate::application::App;
use crate::error::AppError;

pub(super) fn fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    let proposed = suggestion
        .overlays
        .dispute
        .as_ref()
        .and_then(|d| d.proposed);
    vec![
        FieldSpec::new("lead", "新的主办单位", units::one(app, suggestion))
            .required()
            .value(proposed.map(|u| u.to_string()).unwrap_or_default()),
        FieldSpec::words("reason", "改派的理由"),
    ]
}

pub(super) fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::Reassign {
        lead: units::chosen(app, form, "lead", "主办单位")?,
        reason: form.needed("reason", "改派的理由")?,
    })
}
