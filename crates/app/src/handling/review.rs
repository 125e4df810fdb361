//! 信访: 受理告知, 指定复查（复核）单位, 复查（复核）意见.

use huiyin_core::{ReviewLevel, ReviewResult};
use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use super::units;
use crate::application::App;
use crate::error::AppError;

pub(super) fn tell_fields() -> Vec<FieldSpec> {
    vec![
        FieldSpec::words("way", "告知的方式")
            .hint("例如：九月十日邮寄受理告知书，已签收；或者当面送达、网上查询页面告知"),
    ]
}

pub(super) fn parse_tell(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::TellAcceptance {
        way: form.needed("way", "告知的方式")?,
    })
}

/// The unit above the one that last decided is proposed.
pub(super) fn assign_fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    let directory = app.directory();
    let reviewed = suggestion.overlays.reviews.iter().rev();
    let last = reviewed
        .filter(|r| r.decided.is_some())
        .find_map(|r| r.unit)
        .or_else(|| suggestion.lead_unit());
    let above = last
        .and_then(|unit| directory.unit(unit))
        .and_then(|unit| unit.parent);
    vec![
        FieldSpec::new("unit", "复查（复核）单位", units::one(app, suggestion))
            .required()
            .value(above.map(|u| u.to_string()).unwrap_or_default())
            .hint("应当是作出上一次意见的单位的上一级；办理过这一件的单位不能复查、复核"),
    ]
}

pub(super) fn parse_assign(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::AssignReview {
        unit: units::chosen(app, form, "unit", "复查（复核）单位")?,
    })
}

pub(super) fn conclude_fields(suggestion: &Suggestion) -> Vec<FieldSpec> {
    let results = ReviewResult::ALL
        .iter()
        .map(|r| Choice::new(r.code(), r.label()))
        .collect();
    let level = level_of(suggestion);
    vec![
        FieldSpec::new("result", "结论", FieldKind::Radio(results)).required(),
        FieldSpec::words("text", &format!("{level}意见")).hint("信访人会看到这段话"),
    ]
}

pub(super) fn parse_conclude(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::ConcludeReview {
        result: ReviewResult::from_code(form.raw("result"))
            .ok_or_else(|| AppError::invalid("result", "请选择结论"))?,
        text: form.needed("text", "复查（复核）意见")?,
    })
}

/// 复查 or 复核, whichever is being decided.
pub(super) fn level_of(suggestion: &Suggestion) -> ReviewLevel {
    let open = suggestion.overlays.open_review();
    open.map_or(ReviewLevel::Reexamination, |r| r.level)
}
