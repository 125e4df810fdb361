//! 受理.

use huiyin_core::text::tidy;
use huiyin_core::{SuggestionKind, TopicId};
use huiyin_workflow::{Action, Suggestion};

use super::accused;
use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::application::App;
use crate::error::AppError;

const SUMMARY_MAX: usize = 200;

pub(super) async fn fields(app: &App, suggestion: &Suggestion) -> Result<Vec<FieldSpec>, AppError> {
    let directory = app.directory();
    let kinds = SuggestionKind::ALL
        .iter()
        .map(|k| Choice::new(k.code(), k.label()))
        .collect();
    let mut topics = vec![Choice::new("", "（暂不归类）")];
    for topic in directory.topics.iter().filter(|t| t.parent.is_some()) {
        let group = topic
            .parent
            .and_then(|p| directory.topic(p))
            .map(|p| p.name.clone());
        let choice = Choice::new(topic.id.to_string(), topic.name.clone());
        topics.push(match group {
            Some(group) => choice.grouped(group),
            None => choice,
        });
    }
    let topic = suggestion.topic.map(|t| t.to_string()).unwrap_or_default();
    let mut fields = vec![
        FieldSpec::new("kind", "件类", FieldKind::Radio(kinds))
            .required()
            .value(suggestion.kind.code()),
        FieldSpec::new("topic", "类别", FieldKind::Select(topics)).value(topic),
        FieldSpec::new("points", "诉求点", FieldKind::TextArea { rows: 3 })
            .hint("来件有几个问题就写几行，每行一个；只有一个问题可以不填。每一点都要分别答复。"),
    ];
    fields.extend(accused::who(app, suggestion).await?);
    Ok(fields)
}

pub(super) fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    let kind = SuggestionKind::from_code(form.raw("kind"))
        .ok_or_else(|| AppError::invalid("kind", "请选择件类"))?;
    let topic = match form.raw("topic").trim() {
        "" => None,
        id => Some(
            id.parse::<TopicId>()
                .ok()
                .filter(|id| app.directory().topic(*id).is_some())
                .ok_or_else(|| AppError::invalid("topic", "没有这个类别"))?,
        ),
    };
    Ok(Action::Accept {
        kind,
        topic,
        points: points(form)?,
    })
}

/// One point a line.
pub(super) fn points(form: &ActionForm) -> Result<Vec<String>, AppError> {
    let points: Vec<String> = form
        .text("points")?
        .lines()
        .map(tidy)
        .filter(|line| !line.is_empty())
        .collect();
    if points.iter().any(|p| p.chars().count() > SUMMARY_MAX) {
        return Err(AppError::invalid(
            "points",
            format!("每个诉求点最多 {SUMMARY_MAX} 字"),
        ));
    }
    Ok(points)
}
