//! 分办.

use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, FieldKind, FieldSpec};
use super::units;
use crate::application::App;
use crate::error::AppError;

pub(super) fn fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    let units = units::choices_for(app, suggestion);
    let (due, _) = app.policy().due(
        huiyin_core::ObligationKind::Reply,
        suggestion.into(),
        app.now(),
    );
    vec![
        FieldSpec::new("lead", "主办单位", units::one(app, suggestion))
            .required()
            .hint(format!(
                "今天分办的，答复时限为{}（{}）",
                huiyin_core::time::chinese_date(due.on),
                due.limit
            )),
        FieldSpec::new("supports", "协办单位", FieldKind::CheckBoxes(units)),
        FieldSpec::new("note", "交办意见", FieldKind::TextArea { rows: 2 }),
    ]
}

pub(super) fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::Assign {
        lead: units::chosen(app, form, "lead", "主办单位")?,
        supports: units::all_chosen(app, form, "supports")?,
        note: form.text("note")?,
    })
}
