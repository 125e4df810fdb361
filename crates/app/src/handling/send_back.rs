//! 退回: the liaison asks, the head sends back.

use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, FieldSpec};
use super::units;
use crate::application::App;
use crate::error::AppError;

/// What the liaison already wrote stands in the head's form.
pub(super) fn fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    let asked = suggestion.overlays.send_back_request.as_ref();
    let reason = asked.map(|r| r.reason.clone()).unwrap_or_default();
    let proposed = asked.and_then(|r| r.proposed);
    vec![
        FieldSpec::words("reason", "退回的理由").value(reason),
        FieldSpec::new("proposed", "建议主办单位", units::one(app, suggestion))
            .required()
            .value(proposed.map(|u| u.to_string()).unwrap_or_default()),
    ]
}

pub(super) fn parse_request(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::RequestSendBack {
        reason: form.needed("reason", "退回的理由")?,
        proposed: units::maybe_chosen(app, form, "proposed", "建议主办单位")?,
    })
}

pub(super) fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::SendBack {
        reason: form.needed("reason", "退回的理由")?,
        proposed: units::maybe_chosen(app, form, "proposed", "建议主办单位")?,
    })
}
