//! 合理化建议: 评审、实施效果.

use huiyin_core::{Adoption, time};
use huiyin_workflow::overlay::{Assessment, CriterionScore, Effect};
use huiyin_workflow::{Action, Suggestion};

use super::award;
use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::application::App;
use crate::error::AppError;

/// Name of the field of a criterion, before its code.
const SCORE: &str = "score_";

pub(super) fn assess_fields(app: &App) -> Vec<FieldSpec> {
    let directory = app.directory();
    let scale = || {
        FieldKind::Radio(
            (1..=5_u8)
                .map(|n| Choice::new(n.to_string(), format!("{n} 分")))
                .collect(),
        )
    };
    let mut fields: Vec<FieldSpec> = directory
        .assess_criteria
        .iter()
        .map(|c| {
            FieldSpec::new(format!("{SCORE}{}", c.code), c.label.clone(), scale())
                .required()
                .hint(c.text.clone())
        })
        .collect();
    let recommendations = Adoption::ALL
        .iter()
        .map(|a| Choice::new(a.code(), a.label()))
        .collect();
    fields.extend([
        FieldSpec::new(
            "recommendation",
            "评审结论",
            FieldKind::Radio(recommendations),
        )
        .required(),
        FieldSpec::words("opinion", "评审意见"),
        FieldSpec::new(
            "award_level",
            "建议奖励等级",
            award::levels(app, "（不建议奖励）"),
        ),
    ]);
    fields
}

pub(super) fn parse_assess(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    let mut scores = Vec::new();
    for criterion in &app.directory().assess_criteria {
        let typed = form.raw(&format!("{SCORE}{}", criterion.code)).trim();
        let score = typed.parse::<u8>().ok().filter(|n| (1..=5).contains(n));
        let Some(score) = score else {
            return Err(AppError::invalid(
                "scores",
                format!("请给“{}”评分，1 到 5 分", criterion.label),
            ));
        };
        scores.push(CriterionScore {
            criterion: criterion.code.clone(),
            score,
        });
    }
    let level = form.raw("award_level").trim();
    let award_level = match level {
        "" => None,
        code => Some(award::known_level(app, code, "award_level")?.code),
    };
    Ok(Action::Assess(Assessment {
        scores,
        opinion: form.needed("opinion", "评审意见")?,
        recommendation: Adoption::from_code(form.raw("recommendation"))
            .ok_or_else(|| AppError::invalid("recommendation", "请选择评审结论"))?,
        award_level,
    }))
}

pub(super) fn effect_fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    let replied = suggestion.final_reply().and_then(|r| r.issued_at);
    let from = time::local_date(replied.unwrap_or(suggestion.received_at));
    let today = time::local_date(app.now());
    vec![
        FieldSpec::words("text", "实施效果").hint("建议人会看到这段话"),
        FieldSpec::new("saving", "节约或者创造的价值（元）", FieldKind::Text)
            .hint("不能用金额衡量的不填"),
        FieldSpec::new("from", "从", FieldKind::Date)
            .required()
            .value(from.to_string()),
        FieldSpec::new("to", "到", FieldKind::Date)
            .required()
            .value(today.to_string()),
    ]
}

pub(super) fn parse_effect(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::ReportEffect(Effect {
        text: form.needed("text", "实施效果")?,
        saving_fen: award::yuan(form, "saving")?,
        from: form.needed_date("from", "起始日期")?,
        to: form.needed_date("to", "截止日期")?,
    }))
}
