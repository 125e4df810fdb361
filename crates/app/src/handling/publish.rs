//! 公开: the reviewer words what everybody may read, from what the software proposes.

use huiyin_core::{AttachmentId, NewAttachment, ReplyKind};
use huiyin_intake::upload;
use huiyin_store::Attachment;
use huiyin_workflow::{Action, PublicText, Suggestion};

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::application::App;
use crate::error::AppError;
use crate::publication::{known, redact, still_personal};

/// The proposal: masked by the software, to be read and corrected.
pub(super) async fn fields(
    app: &App,
    suggestion: &Suggestion,
    hide_units: bool,
) -> Result<Vec<FieldSpec>, AppError> {
    let text = proposal(app, suggestion, hide_units).await?;
    let pictures: Vec<Choice> = pictures(app, suggestion)
        .await?
        .into_iter()
        .map(|file| Choice::new(file.id.to_string(), file.file_name))
        .collect();
    let area = |name: &str, label: &str, rows, value: String| {
        FieldSpec::new(name, label, FieldKind::TextArea { rows })
            .required()
            .value(value)
    };
    let mut fields = vec![
        FieldSpec::new("title", "公开的标题", FieldKind::Text)
            .required()
            .value(text.title),
        area("body", "公开的内容", 8, text.body)
            .hint("已自动隐去疑似姓名、电话、证件号、住址；请逐字核对，并改到看不出是谁"),
        area("reply", "公开的答复", 8, text.reply),
    ];
    if !pictures.is_empty() {
        fields.push(
            FieldSpec::new("files", "公开的图片", FieldKind::CheckBoxes(pictures)).hint(
                "不勾选的不公开；图片会重新生成，去掉拍摄地点等信息。画面里的人脸、姓名请自行核对",
            ),
        );
    }
    let checked = Choice::new("yes", "我已逐字核对，看不出建议人和其他个人是谁");
    fields.push(FieldSpec::new("checked", "核对", FieldKind::CheckBoxes(vec![checked])).required());
    Ok(fields)
}

async fn proposal(
    app: &App,
    suggestion: &Suggestion,
    hide_units: bool,
) -> Result<PublicText, AppError> {
    let read = app.store().read();
    if let Some(before) = read.taken_down_text(suggestion.id).await? {
        return Ok(before);
    }
    let sent = read
        .submission(suggestion.id)
        .await?
        .ok_or(AppError::NotFound)?;
    let known = known(app, suggestion.id, hide_units).await?;
    let replies: Vec<&str> = suggestion
        .issued_replies()
        .filter(|reply| reply.content.kind == ReplyKind::Final)
        .last()
        .map(|reply| {
            reply
                .content
                .points
                .iter()
                .map(|p| p.text.as_str())
                .collect()
        })
        .unwrap_or_default();
    Ok(PublicText {
        title: redact(&sent.title, &known),
        body: redact(&sent.body, &known),
        reply: redact(&replies.join("\n\n"), &known),
    })
}

/// Only pictures can be stripped of everything but what one sees.
async fn pictures(app: &App, suggestion: &Suggestion) -> Result<Vec<Attachment>, AppError> {
    let files = app.store().read().attachments(suggestion.id).await?;
    Ok(files
        .into_iter()
        .filter(|file| file.media_type.starts_with("image/"))
        .collect())
}

pub(super) async fn parse(
    app: &App,
    suggestion: &Suggestion,
    form: &ActionForm,
) -> Result<Action, AppError> {
    let text = PublicText {
        title: form.needed("title", "公开的标题")?,
        body: form.needed("body", "公开的内容")?,
        reply: form.needed("reply", "公开的答复")?,
    };
    if form.raw("checked") != "yes" {
        return Err(AppError::invalid("checked", "请逐字核对后勾选"));
    }
    let known = known(app, suggestion.id, false).await?;
    for (field, words) in [
        ("title", &text.title),
        ("body", &text.body),
        ("reply", &text.reply),
    ] {
        if let Some(what) = still_personal(words, &known) {
            let message = format!("里面还有{what}，不能公开，请隐去");
            return Err(AppError::invalid(field, message));
        }
    }
    let all = pictures(app, suggestion).await?;
    let mut attachments: Vec<NewAttachment> = Vec::new();
    for picked in form.all("files") {
        let file = picked
            .parse::<AttachmentId>()
            .ok()
            .and_then(|id| all.iter().find(|file| file.id == id))
            .ok_or_else(|| AppError::invalid("files", "只能公开这一件里的图片"))?;
        let clean = stripped(app, file).await?;
        // one file sent twice is one file
        if attachments.iter().all(|have| have.digest != clean.digest) {
            attachments.push(clean);
        }
    }
    Ok(Action::Publish {
        text,
        salt: app.entropy(),
        attachments,
        // drawn in the transaction
        seq: 0,
    })
}

/// The picture drawn anew: mail and imports bring files that were never stripped.
async fn stripped(app: &App, file: &Attachment) -> Result<NewAttachment, AppError> {
    let bytes = app
        .store()
        .get_blob(file.digest)
        .await?
        .ok_or(AppError::NotFound)?;
    let name = file.file_name.clone();
    let clean = tokio::task::spawn_blocking(move || upload::inspect(&name, &bytes))
        .await
        .map_err(AppError::internal)?
        .map_err(|error| AppError::invalid("files", error.to_string()))?;
    let size = clean.bytes.len() as u64;
    let digest = app.store().put_blob(clean.bytes).await?;
    Ok(NewAttachment {
        // file names name people
        file_name: String::new(),
        media_type: clean.media_type,
        size,
        digest,
    })
}
