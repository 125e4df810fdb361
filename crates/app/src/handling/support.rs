//! 协办意见.

use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, FieldKind, FieldSpec};
use super::units;
use crate::application::App;
use crate::error::AppError;

pub(super) fn fields() -> Vec<FieldSpec> {
    vec![FieldSpec::new("opinion", "协办意见", FieldKind::TextArea { rows: 4 }).required()]
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::GiveSupport {
        opinion: form.text("opinion")?,
    })
}

pub(super) fn ask_fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    vec![
        FieldSpec::new(
            "units",
            "协办单位",
            FieldKind::CheckBoxes(units::choices_for(app, suggestion)),
        )
        .required(),
        FieldSpec::words("reason", "需要协办的理由"),
    ]
}

pub(super) fn parse_ask(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::AskSupport {
        units: units::all_chosen(app, form, "units")?,
        reason: form.needed("reason", "需要协办的理由")?,
    })
}

/// The units that the lead asked for are ticked already.
pub(super) fn add_fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    let asked = suggestion.overlays.asked_support.as_ref();
    let mut choices = FieldSpec::new(
        "units",
        "协办单位",
        FieldKind::CheckBoxes(units::choices_for(app, suggestion)),
    )
    .required();
    if let Some(asked) = asked {
        choices.values = asked.units.iter().map(ToString::to_string).collect();
        choices = choices.hint(format!("主办单位的理由：{}", asked.reason));
    }
    vec![
        choices,
        FieldSpec::new("note", "交办意见", FieldKind::TextArea { rows: 2 }),
    ]
}

pub(super) fn parse_add(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::AddSupport {
        units: units::all_chosen(app, form, "units")?,
        note: form.text("note")?,
    })
}
