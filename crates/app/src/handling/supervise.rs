//! 督办: three levels, each order with a number and a due date of its own.

use huiyin_core::{SupervisionLevel, SupervisionTrigger};
use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::error::AppError;

pub(super) fn fields(suggestion: &Suggestion) -> Vec<FieldSpec> {
    let above = suggestion.overlays.open_supervision().map(|s| s.level);
    let levels = SupervisionLevel::ALL
        .iter()
        .filter(|level| above.is_none_or(|above| **level > above))
        .map(|l| Choice::new(l.code(), l.label()))
        .collect();
    let triggers = SupervisionTrigger::ALL
        .iter()
        .map(|t| Choice::new(t.code(), t.label()))
        .collect();
    vec![
        FieldSpec::new("level", "级别", FieldKind::Radio(levels)).required(),
        FieldSpec::new("trigger", "督办事由", FieldKind::Radio(triggers)).required(),
        FieldSpec::words("requirement", "督办要求"),
        FieldSpec::new("due_on", "反馈日期", FieldKind::Date).required(),
    ]
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::Supervise {
        level: SupervisionLevel::from_code(form.raw("level"))
            .ok_or_else(|| AppError::invalid("level", "请选择级别"))?,
        trigger: SupervisionTrigger::from_code(form.raw("trigger"))
            .ok_or_else(|| AppError::invalid("trigger", "请选择督办事由"))?,
        requirement: form.needed("requirement", "督办要求")?,
        due_on: form.needed_date("due_on", "反馈日期")?,
        // drawn in the transaction, so that a refused order uses up no number
        seq: 0,
    })
}

pub(super) fn answer_fields() -> Vec<FieldSpec> {
    vec![FieldSpec::words("text", "办理情况")]
}

pub(super) fn parse_answer(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::AnswerSupervision {
        text: form.needed("text", "办理情况")?,
    })
}

pub(super) fn lift_fields() -> Vec<FieldSpec> {
    vec![FieldSpec::words("result", "督办结果")]
}

pub(super) fn parse_lift(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::LiftSupervision {
        result: form.needed("result", "督办结果")?,
    })
}
