//! 通知模板: the wording of notices, changed by an administrator in versions.

use std::sync::Arc;

use huiyin_core::{Role, StaffActor};
use huiyin_store::{MailTemplate, NewMailTemplate, StoreError};

use super::template::{NoticeFacts, Wording, shipped, try_render};
use crate::application::App;
use crate::error::{AppError, FieldError};

/// Every notice a submitter can get, as the event calls it, with its name.
pub const KINDS: &[(&str, &str)] = &[
    ("receipt", "收件回执"),
    ("accepted", "受理"),
    ("supplement_asked", "请补充内容"),
    ("declined", "不予受理"),
    ("interim_reply", "办理进展"),
    ("replied", "答复"),
    ("extended", "延期"),
    ("due_moved", "时限变化"),
    ("redone", "重新办理"),
    ("merged", "并案"),
    ("unmerged", "恢复单独办理"),
    ("points_split", "分为几个问题"),
    ("split", "拆分为几件"),
    ("commitment_fulfilled", "承诺兑现"),
    ("terminated", "终止办理"),
    ("shelved", "挂账"),
    ("review_assigned", "复查（复核）进展"),
    ("review_concluded", "复查（复核）意见"),
    ("major_marked", "列为重大建议"),
    ("effect_reported", "实施效果"),
    ("award_approved", "奖励"),
    ("published", "公开"),
    ("unpublished", "不再公开"),
];

/// Variables of a wording, with what they mean.
pub const VARIABLES: &[(&str, &str)] = &[
    ("ticket_no", "登记号"),
    ("original_no", "拆分出来的件，原件的登记号；可能为空"),
    ("what", "通知的事项，例如“您的来件已受理”"),
    ("detail", "具体情况，例如延期后的日期；可能为空"),
    ("link", "查询网址"),
    ("lookup_code", "查询码，只有收件回执有"),
    ("reply_by", "预计答复日期，只有收件回执有"),
    (
        "can_rate",
        "能否回复邮件评价，用于 {% if can_rate %}…{% endif %}",
    ),
    ("organisation", "单位名称"),
    ("phone", "联系电话；可能为空"),
];

/// Longest part of a wording, in characters.
const PART_MAX: usize = 8_000;

/// A wording as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordingForm {
    pub subject: String,
    pub text: String,
    /// Empty: made from the text.
    pub html: String,
}

/// A kind with the wording that holds.
#[derive(Debug, Clone)]
pub struct WordingView {
    pub kind: &'static str,
    pub label: &'static str,
    pub form: WordingForm,
    /// 0 while nobody changed it.
    pub version: u32,
    /// The shipped wording holds.
    pub is_default: bool,
    /// Newest first.
    pub history: Vec<MailTemplate>,
}

/// What a wording makes of made-up facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordingPreview {
    pub subject: String,
    pub text: String,
    pub html: String,
}

fn check(actor: &StaffActor) -> Result<(), AppError> {
    if actor.has(Role::SystemAdmin) {
        Ok(())
    } else {
        Err(AppError::Forbidden("通知模板由系统管理员维护".to_owned()))
    }
}

fn known(kind: &str) -> Result<(&'static str, &'static str), AppError> {
    KINDS
        .iter()
        .find(|(code, _)| *code == kind)
        .copied()
        .ok_or(AppError::NotFound)
}

/// The name of a kind, for lists.
pub fn label(kind: &str) -> &str {
    match KINDS.iter().find(|(code, _)| *code == kind) {
        Some((_, label)) => label,
        None if kind == "staff" => "工作人员通知",
        None => kind,
    }
}

/// Facts that nobody real stands behind.
pub(crate) fn sample(kind: &str) -> NoticeFacts {
    let is_receipt = kind == "receipt";
    let only = |text: &str| {
        if is_receipt {
            text.to_owned()
        } else {
            String::new()
        }
    };
    NoticeFacts {
        organisation: "滨海市总工会".to_owned(),
        phone: "0000-12345678".to_owned(),
        ticket_no: "GH2026-000123".to_owned(),
        original_no: String::new(),
        what: if is_receipt {
            "您的来件已登记".to_owned()
        } else {
            let label = KINDS.iter().find(|(code, _)| *code == kind);
            format!("您的来件有了新的进展（{}）", label.map_or("", |l| l.1))
        },
        detail: String::new(),
        link: "https://jianyi.example.cn/track".to_owned(),
        lookup_code: only("7K3M-9QXT-4R2A-P0WD"),
        reply_by: only("2026年10月15日"),
        can_rate: kind == "replied",
    }
}

/// All kinds with what holds.
///
/// # Errors
/// [`AppError::Forbidden`] for anybody but a system administrator.
pub async fn list(app: &App, actor: &StaffActor) -> Result<Vec<WordingView>, AppError> {
    check(actor)?;
    let mut views = Vec::new();
    for (kind, _) in KINDS {
        views.push(view(app, actor, kind).await?);
    }
    Ok(views)
}

/// One kind.
///
/// # Errors
/// As [`list`]; [`AppError::NotFound`] for a kind that is none.
pub async fn view(app: &App, actor: &StaffActor, kind: &str) -> Result<WordingView, AppError> {
    check(actor)?;
    let (kind, label) = known(kind)?;
    let history = app.store().read().mail_templates(kind).await?;
    let newest = history.first();
    let form = match newest.filter(|version| !version.is_default) {
        Some(version) => WordingForm {
            subject: version.subject.clone(),
            text: version.text.clone(),
            html: version.html.clone(),
        },
        None => default_form(kind),
    };
    Ok(WordingView {
        kind,
        label,
        form,
        version: newest.map_or(0, |version| version.version),
        is_default: newest.is_none_or(|version| version.is_default),
        history,
    })
}

fn default_form(kind: &str) -> WordingForm {
    let Wording {
        subject,
        text,
        html,
    } = shipped(kind);
    WordingForm {
        subject,
        text,
        html,
    }
}

/// What a wording would make, without keeping it.
///
/// # Errors
/// [`AppError::Invalid`] with the part and what is wrong, in Chinese.
pub fn preview(
    actor: &StaffActor,
    kind: &str,
    form: &WordingForm,
) -> Result<WordingPreview, AppError> {
    check(actor)?;
    let (kind, _) = known(kind)?;
    let mut errors = Vec::new();
    let mut wrong = |field: &'static str, message: String| {
        errors.push(FieldError { field, message });
    };
    for (field, part) in [
        ("subject", &form.subject),
        ("text", &form.text),
        ("html", &form.html),
    ] {
        if part.chars().count() > PART_MAX {
            wrong(field, format!("最多 {PART_MAX} 字"));
        }
    }
    let facts = sample(kind);
    let wording = Wording {
        subject: form.subject.clone(),
        text: form.text.clone(),
        html: form.html.clone(),
    };
    match try_render(&wording, &facts) {
        Err((part, message)) => wrong(part, message),
        Ok(made) => {
            if !made.subject.contains(&facts.ticket_no) {
                wrong("subject", "主题里要有登记号 {{ ticket_no }}".to_owned());
            }
            for (field, part) in [("text", &made.text), ("html", &made.html)] {
                for (name, value) in [("link", &facts.link), ("lookup_code", &facts.lookup_code)] {
                    if !value.is_empty() && !part.contains(value.as_str()) {
                        let why = if name == "link" {
                            "收信人要知道到哪里查询"
                        } else {
                            "查询码只在回执里出现一次"
                        };
                        wrong(field, format!("要有 {{{{ {name} }}}}：{why}"));
                    }
                }
            }
            if errors.is_empty() {
                return Ok(WordingPreview {
                    subject: made.subject,
                    text: made.text,
                    html: made.html,
                });
            }
        }
    }
    Err(AppError::Invalid(errors))
}

/// Keeps a wording as the next version; `base` is the version the page was made from.
///
/// # Errors
/// As [`preview`]; [`AppError::Stale`] when somebody else was faster.
pub async fn save(
    app: &App,
    actor: &StaffActor,
    kind: &str,
    base: u32,
    form: WordingForm,
) -> Result<u32, AppError> {
    preview(actor, kind, &form)?;
    add(app, actor, kind, base, Some(form)).await
}

/// Lets the shipped wording hold again; the changed ones stay in the history.
///
/// # Errors
/// As [`save`].
pub async fn restore(
    app: &App,
    actor: &StaffActor,
    kind: &str,
    base: u32,
) -> Result<u32, AppError> {
    check(actor)?;
    add(app, actor, kind, base, None).await
}

async fn add(
    app: &App,
    actor: &StaffActor,
    kind: &str,
    base: u32,
    form: Option<WordingForm>,
) -> Result<u32, AppError> {
    let (kind, label) = known(kind)?;
    let now = app.now();
    let is_default = form.is_none();
    let form = form.unwrap_or_default();
    let new = NewMailTemplate {
        kind: kind.to_owned(),
        is_default,
        subject: form.subject,
        text: form.text.replace("\r\n", "\n"),
        html: form.html.replace("\r\n", "\n"),
        account: Some(actor.account),
        created_at: now,
    };
    let work = Arc::new((new, actor.account));
    app.store()
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (new, account) = &*work;
                let newest = tx.mail_templates(kind).await?;
                if newest.first().map_or(0, |version| version.version) != base {
                    return Err(AppError::Stale);
                }
                let version = match tx.add_mail_template(new.clone()).await {
                    Ok(version) => version,
                    Err(StoreError::Taken(_)) => return Err(AppError::Stale),
                    Err(other) => return Err(other.into()),
                };
                let what = if is_default {
                    format!("通知模板“{label}”恢复为出厂内容（第 {version} 版）")
                } else {
                    format!("通知模板“{label}”改为第 {version} 版")
                };
                tx.log_admin(now, Some(*account), &what).await?;
                Ok(version)
            })
        })
        .await
}
