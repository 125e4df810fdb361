//! A mail that has its place: registered, added to its item, taken as a rating, or set aside.

use std::sync::Arc;

use huiyin_core::time::Instant;
use huiyin_core::{Ctx, MailId, MailState, NewAttachment, SuggestionId};
use huiyin_intake::mail::{self, ParsedMail};
use huiyin_intake::upload;
use huiyin_store::{MailOutcome, Tx};
use huiyin_workflow::ActionKind;

use super::deliver_mail::Delivered;
use super::judge::{Trace, ended};
use super::mail_row::outcome;
use super::place::MailPlace;
use super::rating::read_rating;
use super::submit::{NOBODY_YET, Upload, keep, prepare, register_in};
use crate::application::App;
use crate::error::AppError;
use crate::tracking;

/// What the row of a mail gets when the mail has done its work, in the transaction of that work.
#[derive(Debug, Clone)]
pub(crate) struct FromMail {
    pub(crate) id: MailId,
    /// How it was judged.
    pub(crate) trace: String,
    /// Whoever writes can be reached: bounces from that address are forgotten.
    pub(crate) sender: Option<String>,
}

impl FromMail {
    /// Settles the row.
    pub(crate) async fn finish(
        &self,
        tx: &Tx,
        state: MailState,
        suggestion: SuggestionId,
    ) -> Result<(), AppError> {
        let done = MailOutcome {
            trace: self.trace.clone(),
            ..outcome(state, "", Some(suggestion))
        };
        tx.finish_incoming(self.id, done).await?;
        if let Some(sender) = &self.sender {
            tx.forget_bounces(sender).await?;
        }
        Ok(())
    }
}

/// An answer to one of our notices: a rating when it says so and one is asked for, otherwise a
/// supplement.
pub(super) async fn answer(
    app: &App,
    parsed: &ParsedMail,
    id: SuggestionId,
    mut from: FromMail,
    trace: &mut Trace,
) -> Result<Delivered, AppError> {
    let mail = from.id;
    let Some(suggestion) = app.store().read().load_unlocked(id).await? else {
        return park(
            app,
            mail,
            ended(MailState::Unmatched, "所指的事项不存在", trace),
        )
        .await;
    };
    let set_aside = |reason: &str, trace: &Trace| MailOutcome {
        guess: Some(id),
        ..ended(MailState::Unmatched, reason, trace)
    };
    if !parsed.has_content() {
        let reason = "回复中没有新的内容";
        trace.note(format!("判断：{reason}"));
        return park(app, mail, set_aside(reason, trace)).await;
    }
    let possible = tracking::possible(&suggestion);
    if possible.contains(&ActionKind::Rate)
        && let Some(rating) = read_rating(&parsed.text)
    {
        trace.note(format!(
            "判断：回复评价“{}”，记为评价",
            rating.satisfaction.label()
        ));
        from.trace = trace.text();
        tracking::rate_by_mail(app, id, rating.satisfaction, rating.comment, from).await?;
        return Ok(supplemented(mail, id));
    }
    if suggestion.status.is_final() {
        let reason = format!("所指的事项 {} 已经结束", suggestion.ticket_no);
        trace.note(format!("判断：{reason}，由分办台决定是否作为新的一件登记"));
        return park(app, mail, set_aside(&reason, trace)).await;
    }
    trace.note(format!("判断：{} 的补充内容", suggestion.ticket_no));
    from.trace = trace.text();
    let text = mail::to_submission(parsed, app.now()).submission.body;
    let attachments = keep_files(app, parsed).await?;
    tracking::add_supplement(app, id, text, attachments, Some(from)).await?;
    Ok(supplemented(mail, id))
}

pub(super) const fn supplemented(mail: MailId, id: SuggestionId) -> Delivered {
    Delivered {
        mail,
        state: MailState::Supplemented,
        suggestion: Some(id),
        is_known: false,
    }
}

/// Registers a parsed mail and settles its row in one transaction.
pub(super) async fn register_parsed(
    app: &App,
    from: FromMail,
    parsed: &ParsedMail,
    received_at: Instant,
    place: MailPlace,
) -> Result<Delivered, AppError> {
    let mut submission = mail::to_submission(parsed, received_at).submission;
    place.mark(&mut submission);
    register_submission(app, from, parsed, submission).await
}

/// As [`register_parsed`], with what a clerk changed already in the submission.
pub(super) async fn register_submission(
    app: &App,
    from: FromMail,
    parsed: &ParsedMail,
    mut submission: huiyin_core::Submission,
) -> Result<Delivered, AppError> {
    let mail = from.id;
    submission.mail = Some(mail);
    submission.attachments = keep_files(app, parsed).await?;
    let registration = prepare(app, submission)?;
    let ctx = Ctx {
        actor: NOBODY_YET,
        now: app.now(),
    };
    let work = Arc::new((app.clone(), registration, ctx, from));
    let suggestion = app
        .store()
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (app, registration, ctx, from) = &*work;
                let policy = app.policy_in(tx).await?;
                let (suggestion, _) = register_in(app, tx, registration, ctx, &policy).await?;
                from.finish(tx, MailState::Registered, suggestion.id)
                    .await?;
                Ok::<_, AppError>(suggestion)
            })
        })
        .await?;
    app.written().notify_waiters();
    tracing::info!(ticket_no = %suggestion.ticket_no, mail = mail.0, "mail registered");
    Ok(Delivered {
        mail,
        state: MailState::Registered,
        suggestion: Some(suggestion.id),
        is_known: false,
    })
}

/// The files of a mail. What cannot be cleaned (a program, a broken picture) is not handed on; it
/// stays in the raw mail, which is kept whole.
pub(super) async fn keep_files(
    app: &App,
    parsed: &ParsedMail,
) -> Result<Vec<NewAttachment>, AppError> {
    let mut kept = Vec::new();
    for file in &parsed.attachments {
        let (name, bytes) = (file.file_name.clone(), file.bytes.clone());
        let cleaned = tokio::task::spawn_blocking(move || upload::inspect(&name, &bytes))
            .await
            .map_err(AppError::internal)?;
        match cleaned {
            Ok(clean) => {
                let upload = Upload {
                    file_name: clean.file_name,
                    media_type: clean.media_type,
                    bytes: clean.bytes,
                };
                kept.push(keep(app, upload).await?);
            }
            Err(_) => tracing::info!("an attachment stays in the raw mail only"),
        }
    }
    Ok(kept)
}

/// Gives a mail its end without an item.
pub(super) async fn park(
    app: &App,
    mail: MailId,
    ended: MailOutcome,
) -> Result<Delivered, AppError> {
    let state = ended.state;
    app.store()
        .write(move |tx| {
            let ended = ended.clone();
            Box::pin(async move {
                tx.finish_incoming(mail, ended).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(Delivered {
        mail,
        state,
        suggestion: None,
        is_known: false,
    })
}
