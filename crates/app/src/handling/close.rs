//! 评价 recorded by a follow-up caller.

use huiyin_core::Satisfaction;
use huiyin_workflow::Action;

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::error::AppError;

const ASPECTS: [(&str, &str); 3] = [
    ("result", "办理结果"),
    ("attitude", "工作态度"),
    ("speed", "办理速度"),
];

pub(super) fn rate_fields() -> Vec<FieldSpec> {
    let choices: Vec<Choice> = Satisfaction::ALL
        .iter()
        .map(|s| Choice::new(s.code(), s.label()))
        .collect();
    ASPECTS
        .iter()
        .map(|(name, label)| {
            FieldSpec::new(*name, *label, FieldKind::Radio(choices.clone())).required()
        })
        .collect()
}

/// Reads the three aspects of a rating.
pub(crate) fn parse_aspects(form: &ActionForm) -> Result<[Satisfaction; 3], AppError> {
    let [result, attitude, speed] = ASPECTS.map(|(name, label)| {
        Satisfaction::from_code(form.raw(name))
            .ok_or_else(|| AppError::invalid(name, format!("请选择对{label}是否满意")))
    });
    Ok([result?, attitude?, speed?])
}

pub(super) fn parse_rate(form: &ActionForm) -> Result<Action, AppError> {
    let [result, attitude, speed] = parse_aspects(form)?;
    Ok(Action::Rate {
        result,
        attitude,
        speed,
        comment_seal: None,
    })
}
