//! 查进度: what the holder of a query code sees and does.
//!
//! The code stands in the address, so that a bookmark and the QR code work without scripts and
//! without an account. Addresses of these pages are therefore never logged.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::AppError;
use huiyin_app::arrival::clean_files;
use huiyin_app::tracking;
use huiyin_core::{AttachmentId, LookupCode};
use huiyin_workflow::Suggestion;

use super::submit::not_found;
use super::track_key::TrackKey;
use super::track_view::{Typed, page};
use crate::catalogue::Messages;
use crate::fault::{Fault, html, private_html};
use crate::guard::ClientAddress;
use crate::limit::Limited;
use crate::pages::chrome::{Notice, Tone};
use crate::pages::field::FormErrors;
use crate::pages::public::error::ErrorKind;
use crate::pages::public::track::{RatingValues, TrackEntryPage, WithdrawPage, withdraw_form};
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{form_errors, public_chrome};
use crate::state::Web;

pub(crate) async fn track_entry(State(web): State<Web>) -> Result<Response, Fault> {
    let chrome = public_chrome(&web, "track.heading", urls::TRACK);
    html(&TrackEntryPage::new(chrome, "", &FormErrors::default()))
}

/// POST of the code field: leads to the page of the item, or back with one message for every kind
/// of wrong code.
pub(crate) async fn track_by_code(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    posted: Posted,
) -> Result<Response, Fault> {
    let typed = posted.field("code");
    check_limit(&web, address)?;
    match tracking::find(web.app(), typed).await {
        Ok(_) => {
            let code = LookupCode::parse(typed).ok_or_else(not_found)?;
            Ok(Redirect::to(&TrackKey::of_letter(code).address()).into_response())
        }
        Err(AppError::NotFound) => wrong_code(&web, typed),
        Err(other) => Err(other.into()),
    }
}

fn check_limit(web: &Web, address: std::net::IpAddr) -> Result<(), Fault> {
    if web.limits().allows(Limited::Lookup, address) {
        Ok(())
    } else {
        Err(Fault::new(ErrorKind::TooManyRequests))
    }
}

fn wrong_code(web: &Web, typed: &str) -> Result<Response, Fault> {
    let chrome = public_chrome(web, "track.heading", urls::TRACK);
    let mut errors = FormErrors::default();
    errors.add("code", chrome.messages.t("track.wrong_code"));
    private_html(
        StatusCode::NOT_FOUND,
        &TrackEntryPage::new(chrome, typed, &errors),
    )
}

/// The item of the code in the address, or the part of it that the address names.
pub(super) async fn found(
    web: &Web,
    address: std::net::IpAddr,
    code: &str,
) -> Result<Result<(TrackKey, Suggestion), Response>, Fault> {
    check_limit(web, address)?;
    match TrackKey::find(web.app(), code).await {
        Ok(found) => Ok(Ok(found)),
        Err(AppError::NotFound) => Ok(Err(wrong_code(web, code)?)),
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn track(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let (key, suggestion) = match found(&web, address, &code).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let page = page(&web, &key, &suggestion, Typed::default()).await?;
    private_html(StatusCode::OK, &page)
}

pub(crate) async fn track_supplement(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, suggestion) = match found(&web, address, &code).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let text = posted.field("body").to_owned();
    let outcome = match clean_files(posted.files).await {
        Ok(uploads) => tracking::supplement(web.app(), suggestion.id, &text, uploads).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(after) => thanks(&web, &key, &after, "track.thanks_supplement").await,
        Err(AppError::Invalid(errors)) => {
            let typed = Typed {
                supplement: text,
                supplement_errors: form_errors(&errors, &[("text", "body")]),
                ..Typed::default()
            };
            again(&web, &key, &suggestion, typed).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn track_rate(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, suggestion) = match found(&web, address, &code).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    match tracking::rate(web.app(), suggestion.id, &posted.form).await {
        Ok(after) => thanks(&web, &key, &after, "track.thanks_rating").await,
        Err(AppError::Invalid(errors)) => {
            let field = |name: &str| posted.field(name).to_owned();
            let typed = Typed {
                rating: RatingValues {
                    result: field("result"),
                    attitude: field("attitude"),
                    speed: field("speed"),
                    comment: field("comment"),
                },
                rating_errors: form_errors(&errors, &[]),
                ..Typed::default()
            };
            again(&web, &key, &suggestion, typed).await
        }
        Err(other) => Err(other.into()),
    }
}

/// 申请复查 or 复核.
pub(crate) async fn track_review(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, suggestion) = match found(&web, address, &code).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let reason = posted.field("reason");
    match tracking::ask_review(web.app(), suggestion.id, reason).await {
        Ok(after) => thanks(&web, &key, &after, "track.thanks_review").await,
        Err(AppError::Invalid(errors)) => {
            let typed = Typed {
                review: reason.to_owned(),
                review_errors: form_errors(&errors, &[]),
                ..Typed::default()
            };
            again(&web, &key, &suggestion, typed).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn thanks(
    web: &Web,
    key: &TrackKey,
    after: &Suggestion,
    words: &'static str,
) -> Result<Response, Fault> {
    let text = Messages::of(crate::catalogue::Language::default())
        .t(words)
        .to_owned();
    let typed = Typed {
        notice: Some(Notice {
            tone: Tone::Good,
            text,
        }),
        ..Typed::default()
    };
    let page = page(web, key, after, typed).await?;
    private_html(StatusCode::OK, &page)
}

pub(super) async fn again(
    web: &Web,
    key: &TrackKey,
    suggestion: &Suggestion,
    typed: Typed,
) -> Result<Response, Fault> {
    let page = page(web, key, suggestion, typed).await?;
    private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn confirm_page(
    web: &Web,
    key: &TrackKey,
    s: &Suggestion,
    typed: &str,
    errors: &FormErrors,
) -> Result<WithdrawPage, Fault> {
    let text = web
        .app()
        .store()
        .read()
        .submission(s.id)
        .await
        .map_err(AppError::from)?;
    let chrome = public_chrome(web, "withdraw.confirm", urls::TRACK);
    let back_url = key.address();
    Ok(WithdrawPage {
        ticket_no: s.ticket_no.to_string(),
        title: text.map(|t| t.title).unwrap_or_default(),
        form: withdraw_form(
            chrome.messages,
            &format!("{back_url}/withdraw"),
            typed,
            errors,
        ),
        back_url,
        chrome,
    })
}

pub(crate) async fn withdraw_page(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    match found(&web, address, &code).await? {
        Ok((key, s)) => {
            let page = confirm_page(&web, &key, &s, "", &FormErrors::default()).await?;
            private_html(StatusCode::OK, &page)
        }
        Err(response) => Ok(response),
    }
}

pub(crate) async fn withdraw(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, suggestion) = match found(&web, address, &code).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let reason = posted.field("reason");
    match tracking::withdraw(web.app(), suggestion.id, reason).await {
        Ok(_) => Ok(Redirect::to(&key.address()).into_response()),
        Err(AppError::Invalid(errors)) => {
            let errors = form_errors(&errors, &[]);
            let page = confirm_page(&web, &key, &suggestion, reason, &errors).await?;
            private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn track_file(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    Path((code, id)): Path<(String, i64)>,
) -> Result<Response, Fault> {
    let suggestion = match found(&web, address, &code).await? {
        Ok((_, suggestion)) => suggestion,
        Err(response) => return Ok(response),
    };
    let read = web.app().store().read();
    let row = read
        .attachment(AttachmentId(id))
        .await
        .map_err(AppError::from)?
        .filter(|a| a.suggestion == suggestion.id)
        .ok_or_else(not_found)?;
    download(&web, &row).await
}

/// Hands out a file: always as a download, so that nothing of it runs in our origin; pictures are
/// shown.
pub(crate) async fn download(web: &Web, row: &huiyin_app::Attachment) -> Result<Response, Fault> {
    let bytes = web
        .app()
        .store()
        .get_blob(row.digest)
        .await
        .map_err(AppError::from)?
        .ok_or_else(not_found)?;
    let how = if row.media_type.starts_with("image/") {
        "inline"
    } else {
        "attachment"
    };
    let name: String = form_urlencoded::byte_serialize(row.file_name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, row.media_type.clone()),
        (
            header::CONTENT_DISPOSITION,
            format!("{how}; filename*=UTF-8''{name}"),
        ),
    ];
    Ok((headers, bytes).into_response())
}
