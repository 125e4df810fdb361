//! 拟写答复: one text a point, and the result a final reply proposes.

use huiyin_core::{Adoption, ReplyKind, ResultClass, time};
use huiyin_workflow::suggestion::{CommitmentPromise, Outcome, PointReply, ReplyContent};
use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::application::App;
use crate::error::AppError;

/// Name of the field for the reply to a point.
fn point_field(no: huiyin_core::PointNo) -> String {
    format!("point_{no}")
}

/// `parents` is the reply of the item into which this one was merged: where this one's own starts.
pub(super) fn fields(
    app: &App,
    suggestion: &Suggestion,
    parents: Option<&ReplyContent>,
) -> Vec<FieldSpec> {
    let directory = app.directory();
    // a returned draft comes back for editing
    let returned = suggestion.replies.iter().rev().find(|r| {
        r.round == suggestion.round && r.state == huiyin_workflow::suggestion::ReplyState::Returned
    });
    let before = returned.map(|r| &r.content).or(parents);
    let is_from_parent = returned.is_none() && parents.is_some();
    let mut fields = vec![
        FieldSpec::new(
            "reply_kind",
            "答复种类",
            FieldKind::Radio(
                ReplyKind::ALL
                    .iter()
                    .rev()
                    .map(|k| Choice::new(k.code(), k.label()))
                    .collect(),
            ),
        )
        .required()
        .value(ReplyKind::Final.code())
        .hint("“已转交、正在研究”属于阶段性答复，不能办结。"),
    ];
    for point in &suggestion.points {
        let label = if suggestion.points.len() == 1 && point.summary.is_empty() {
            "答复内容".to_owned()
        } else {
            format!("答复诉求点 {}：{}", point.no, point.summary)
        };
        let old = before
            .and_then(|content| text_for(content, point.no, is_from_parent))
            .unwrap_or_default();
        let field = FieldSpec::new(
            point_field(point.no),
            label,
            FieldKind::TextArea { rows: 6 },
        )
        .required()
        .value(old);
        fields.push(if is_from_parent {
            field.hint(FROM_PARENT)
        } else {
            field
        });
    }
    let classes = ResultClass::ALL
        .iter()
        .map(|c| Choice::new(c.code(), directory.result_class_label(c.code())))
        .collect();
    let adoptions = Adoption::ALL
        .iter()
        .map(|a| Choice::new(a.code(), a.label()))
        .collect();
    let old = before.and_then(|content| content.outcome.as_ref());
    let today = time::local_date(app.now());
    fields.extend([
        FieldSpec::new("result_class", "结果类别", FieldKind::Radio(classes))
            .hint("正式答复必选")
            .value(old.map_or("", |o| o.result_class.code())),
        FieldSpec::new("adoption", "采纳情况", FieldKind::Radio(adoptions))
            .hint("正式答复必选")
            .value(old.map_or("", |o| o.adoption.code())),
        FieldSpec::new("reason", "理由", FieldKind::TextArea { rows: 2 })
            .hint("C、D 类必填，建议人看得到")
            .value(old.and_then(|o| o.reason.clone()).unwrap_or_default()),
        FieldSpec::new("commitment", "承诺事项", FieldKind::Text)
            .hint("B 类必填：将要做什么")
            .value(
                old.and_then(|o| o.commitment.as_ref())
                    .map(|c| c.text.clone())
                    .unwrap_or_default(),
            ),
        FieldSpec::new("commitment_due_on", "承诺兑现日期", FieldKind::Date)
            .hint(format!("B 类必填，不早于{}", time::chinese_date(today))),
    ]);
    fields
}

const FROM_PARENT: &str =
    "文字由主件的答复带入：请改成对这一位建议人的答复，不要写到另一位建议人。";

/// The text of the same point. The points of a parent are cut differently from those of its
/// child: where it has none of that number, all of it is the start.
fn text_for(
    content: &ReplyContent,
    no: huiyin_core::PointNo,
    is_from_parent: bool,
) -> Option<String> {
    let same = content.points.iter().find(|p| p.point == no);
    if same.is_some() || !is_from_parent {
        return same.map(|p| p.text.clone());
    }
    let all: Vec<&str> = content.points.iter().map(|p| p.text.as_str()).collect();
    Some(all.join("\n\n"))
}

pub(super) fn parse(suggestion: &Suggestion, form: &ActionForm) -> Result<Action, AppError> {
    let kind = ReplyKind::from_code(form.raw("reply_kind"))
        .ok_or_else(|| AppError::invalid("reply_kind", "请选择答复种类"))?;
    let mut points = Vec::new();
    for point in &suggestion.points {
        let text = huiyin_core::text::tidy(form.raw(&point_field(point.no)));
        if text.chars().count() > huiyin_core::text::BODY_MAX {
            return Err(AppError::invalid(
                "points",
                format!("诉求点 {} 的答复过长", point.no),
            ));
        }
        if !text.is_empty() {
            points.push(PointReply {
                point: point.no,
                text,
            });
        }
    }
    let outcome = match kind {
        ReplyKind::Interim => None,
        ReplyKind::Final => Some(outcome(form)?),
    };
    Ok(Action::DraftReply {
        content: ReplyContent {
            kind,
            points,
            outcome,
        },
    })
}

fn outcome(form: &ActionForm) -> Result<Outcome, AppError> {
    let result_class = ResultClass::from_code(form.raw("result_class"))
        .ok_or_else(|| AppError::invalid("result_class", "正式答复须选择结果类别"))?;
    let adoption = Adoption::from_code(form.raw("adoption"))
        .ok_or_else(|| AppError::invalid("adoption", "正式答复须选择采纳情况"))?;
    let reason = form.text("reason")?;
    let text = form.text("commitment")?;
    let commitment = match (text.is_empty(), form.date("commitment_due_on")?) {
        (true, None) => None,
        (false, Some(due_on)) => Some(CommitmentPromise { text, due_on }),
        (false, None) => {
            return Err(AppError::invalid(
                "commitment_due_on",
                "请填写承诺的兑现日期",
            ));
        }
        (true, Some(_)) => return Err(AppError::invalid("commitment", "请填写承诺事项")),
    };
    Ok(Outcome {
        result_class,
        adoption,
        reason: (!reason.is_empty()).then_some(reason),
        commitment,
    })
}
