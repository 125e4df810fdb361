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
    let kinds = SuggestionKind::ALL
        .iter()
        .map(|k| Choice::new(k.code(), k.label()))
        .collect();
    let topic = suggestion.topic.map(|t| t.to_string()).unwrap_or_default();
    let mut fields = vec![
        FieldSpec::new("kind", "件类", FieldKind::Radio(kinds))
            .required()
            .value(suggestion.kind.code()),
        FieldSpec::new("topic", "类别", FieldKind::Select(topics(app))).value(topic),
        FieldSpec::new("points", "诉求点", FieldKind::TextArea { rows: 3 })
            .hint("来件有几个问题就写几行，每行一个；只有一个问题可以不填。每一点都要分别答复。"),
    ];
    fields.extend(accused::who(app, suggestion).await?);
    Ok(fields)
}

pub(super) fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    let kind = SuggestionKind::from_code(form.raw("kind"))
        .ok_or_else(|| AppError::invalid("kind", "请选择件类"))?;
    Ok(Action::Accept {
        kind,
        topic: topic(app, "topic", form.raw("topic"))?,
        points: points(form)?,
    })
}

/// Every topic, under the one above it.
pub(super) fn topics(app: &App) -> Vec<Choice> {
    let directory = app.directory();
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
    topics
}

/// The topic that was chosen; none is a choice, too.
pub(super) fn topic(
    app: &App,
    field: &'static str,
    chosen: &str,
) -> Result<Option<TopicId>, AppError> {
    match chosen.trim() {
        "" => Ok(None),
        id => id
            .parse::<TopicId>()
            .ok()
            .filter(|id| app.directory().topic(*id).is_some())
            .map(Some)
            .ok_or_else(|| AppError::invalid(field, "没有这个类别")),
    }
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
