//! 查询: what the submitter does with the query code.

use huiyin_core::text::{Body, tidy};
use huiyin_core::{Ctx, LookupCode, MailState, NewAttachment, Satisfaction, SuggestionId};
use huiyin_store::NewSupplement;
use huiyin_workflow::{Action, ActionKind, Suggestion, available};

use crate::application::App;
use crate::arrival::{FromMail, Upload, keep};
use crate::error::AppError;
use crate::handling::close::parse_aspects;
use crate::handling::{ActionForm, decide_and_record, submitter};
use crate::sealing;

/// Longest supplement or comment, in characters.
const COMMENT_MAX: usize = 1_000;

/// Finds the item of a typed code. A malformed, a wrong and a missing code answer alike, and all
/// three cost one look-up in the database.
pub async fn find(app: &App, typed: &str) -> Result<Suggestion, AppError> {
    let digest = LookupCode::parse(typed)
        .unwrap_or_else(|| LookupCode::from_entropy(app.entropy()))
        .digest();
    let found = app.store().read().find_by_lookup(digest).await?;
    let id = found.ok_or(AppError::NotFound)?;
    app.store()
        .read()
        .load_unlocked(id)
        .await?
        .ok_or(AppError::NotFound)
}

/// What was split off a letter, in that order: its code opens all of it.
pub async fn parts(app: &App, letter: &Suggestion) -> Result<Vec<Suggestion>, AppError> {
    let mut parts = Vec::with_capacity(letter.overlays.split_off.len());
    for known in &letter.overlays.split_off {
        let part = app.store().read().load_unlocked(known.part).await?;
        parts.push(part.ok_or(AppError::NotFound)?);
    }
    Ok(parts)
}

/// The part of that number, from 1.
pub async fn part(app: &App, letter: &Suggestion, no: usize) -> Result<Suggestion, AppError> {
    let index = no.checked_sub(1).ok_or(AppError::NotFound)?;
    let known = letter.overlays.split_off.get(index);
    let known = known.ok_or(AppError::NotFound)?;
    let part = app.store().read().load_unlocked(known.part).await?;
    part.ok_or(AppError::NotFound)
}

/// What the submitter could do now.
pub fn possible(suggestion: &Suggestion) -> Vec<ActionKind> {
    available(suggestion, &submitter(suggestion.id))
}

fn ctx(app: &App, id: SuggestionId) -> Ctx {
    Ctx {
        actor: submitter(id),
        now: app.now(),
    }
}

/// 补充内容, with files.
pub async fn supplement(
    app: &App,
    id: SuggestionId,
    text: &str,
    uploads: Vec<Upload>,
) -> Result<Suggestion, AppError> {
    let body =
        Body::parse("补充内容", text).map_err(|e| AppError::invalid("text", e.to_string()))?;
    let mut attachments = Vec::new();
    for upload in uploads {
        attachments.push(keep(app, upload).await?);
    }
    add_supplement(app, id, body, attachments, None).await
}

/// Records further words of the submitter that came by any way; a mail is settled with them.
pub(crate) async fn add_supplement(
    app: &App,
    id: SuggestionId,
    body: Body,
    attachments: Vec<NewAttachment>,
    mail: Option<FromMail>,
) -> Result<Suggestion, AppError> {
    let words = Words {
        text: body.into_string(),
        attachments,
        mail,
    };
    record_words(app, id, words, |seal, files| Action::Supplement {
        seal,
        attachments: files,
    })
    .await
}

struct Words {
    text: String,
    attachments: Vec<NewAttachment>,
    mail: Option<FromMail>,
}

async fn record_words(
    app: &App,
    id: SuggestionId,
    words: Words,
    action: impl Fn(huiyin_core::Digest, Vec<huiyin_core::Digest>) -> Action,
) -> Result<Suggestion, AppError> {
    let seal = sealing::seal(app, &[&words.text]);
    let action = action(
        seal.digest,
        words.attachments.iter().map(|a| a.digest).collect(),
    );
    let work = std::sync::Arc::new((
        app.clone(),
        ctx(app, id),
        words,
        action,
        app.entropy::<24>(),
    ));
    let suggestion = app
        .store()
        .write(move |tx| {
            let work = std::sync::Arc::clone(&work);
            Box::pin(async move {
                let (app, ctx, words, action, nonce) = &*work;
                tx.lock_family(id, &[]).await?;
                let mut suggestion = tx.load(id).await?.ok_or(AppError::NotFound)?;
                let policy = app.policy_in(tx).await?;
                let new = NewSupplement {
                    body: &words.text,
                    salt: seal.salt,
                    seal: seal.digest,
                    at: ctx.now,
                    attachments: &words.attachments,
                };
                tx.add_supplement(id, new).await?;
                decide_and_record(app, tx, &mut suggestion, action, ctx, &policy, *nonce).await?;
                if let Some(mail) = &words.mail {
                    mail.finish(tx, MailState::Supplemented, id).await?;
                }
                Ok::<_, AppError>(suggestion)
            })
        })
        .await?;
    app.written().notify_waiters();
    Ok(suggestion)
}

/// 撤回.
pub async fn withdraw(app: &App, id: SuggestionId, reason: &str) -> Result<Suggestion, AppError> {
    let reason = tidy(reason);
    if reason.is_empty() {
        let action = Action::Withdraw { reason_seal: None };
        return crate::handling::perform_as(app, ctx(app, id), None, id, None, action).await;
    }
    check_comment("reason", &reason)?;
    let words = Words {
        text: reason,
        attachments: Vec::new(),
        mail: None,
    };
    record_words(app, id, words, |seal, _| Action::Withdraw {
        reason_seal: Some(seal),
    })
    .await
}

/// 申请复查 or 复核, whichever is next. The reason is kept with what the submitter added.
pub async fn ask_review(app: &App, id: SuggestionId, reason: &str) -> Result<Suggestion, AppError> {
    let body = Body::parse("申请的理由", reason)
        .map_err(|e| AppError::invalid("reason", e.to_string()))?;
    let words = Words {
        text: body.into_string(),
        attachments: Vec::new(),
        mail: None,
    };
    record_words(app, id, words, |seal, _| Action::AskReview { seal }).await
}

fn check_comment(field: &'static str, text: &str) -> Result<(), AppError> {
    let found = text.chars().count();
    if found > COMMENT_MAX {
        return Err(AppError::invalid(
            field,
            format!("最多 {COMMENT_MAX} 字，现有 {found} 字"),
        ));
    }
    Ok(())
}

/// 评价: result, attitude and speed, and a comment if they like.
pub async fn rate(app: &App, id: SuggestionId, form: &ActionForm) -> Result<Suggestion, AppError> {
    let aspects = parse_aspects(form)?;
    let comment = tidy(form.raw("comment"));
    check_comment("comment", &comment)?;
    record_rating(app, id, aspects, comment, None).await
}

/// 评价 by an answer to the notice: one word for all three aspects.
pub(crate) async fn rate_by_mail(
    app: &App,
    id: SuggestionId,
    satisfaction: Satisfaction,
    comment: String,
    mail: FromMail,
) -> Result<Suggestion, AppError> {
    let comment = tidy(&comment);
    record_rating(app, id, [satisfaction; 3], comment, Some(mail)).await
}

async fn record_rating(
    app: &App,
    id: SuggestionId,
    [result, attitude, speed]: [Satisfaction; 3],
    comment: String,
    mail: Option<FromMail>,
) -> Result<Suggestion, AppError> {
    let seal = (!comment.is_empty()).then(|| sealing::seal(app, &[&comment]));
    let action = Action::Rate {
        result,
        attitude,
        speed,
        comment_seal: seal.map(|seal| seal.digest),
    };
    let work = std::sync::Arc::new((
        app.clone(),
        ctx(app, id),
        comment,
        action,
        app.entropy::<24>(),
        mail,
    ));
    let suggestion = app
        .store()
        .write(move |tx| {
            let work = std::sync::Arc::clone(&work);
            Box::pin(async move {
                let (app, ctx, comment, action, nonce, mail) = &*work;
                let mut suggestion = tx.load(id).await?.ok_or(AppError::NotFound)?;
                let policy = app.policy_in(tx).await?;
                decide_and_record(app, tx, &mut suggestion, action, ctx, &policy, *nonce).await?;
                if let Some(seal) = seal {
                    tx.add_rating_comment(id, suggestion.round, comment, seal.salt)
                        .await?;
                }
                if let Some(mail) = mail {
                    mail.finish(tx, MailState::Supplemented, id).await?;
                }
                Ok::<_, AppError>(suggestion)
            })
        })
        .await?;
    app.written().notify_waiters();
    Ok(suggestion)
}
