//! 剔除: an item that a metric shall leave out, with the reason.

use huiyin_workflow::metric::Metric;
use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::error::AppError;

pub(super) fn fields(suggestion: &Suggestion) -> Vec<FieldSpec> {
    let excluded = &suggestion.overlays.exclusions;
    let choices = Metric::ALL
        .iter()
        // reports are no items; two figures of one count need one choice
        .filter(|metric| !matches!(metric, Metric::ReportsInTime | Metric::Overdue))
        .filter(|metric| **metric != Metric::AtLeastMostlySatisfied)
        .filter(|metric| !excluded.iter().any(|x| x.metric.counts_as(**metric)))
        .map(|metric| Choice::new(metric.code(), label(*metric)))
        .collect();
    vec![
        FieldSpec::new("metric", "不计入的指标", FieldKind::Select(choices)).required(),
        FieldSpec::words("reason", "剔除的理由"),
    ]
}

fn label(metric: Metric) -> String {
    let together: Vec<&str> = Metric::ALL
        .iter()
        .filter(|other| other.counts_as(metric))
        .map(|other| other.label())
        .collect();
    together.join("、")
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    let metric = Metric::from_code(form.raw("metric").trim())
        .ok_or_else(|| AppError::invalid("metric", "请选择不计入的指标"))?;
    Ok(Action::ProposeExclusion {
        metric,
        reason: form.needed("reason", "剔除的理由")?,
    })
}
