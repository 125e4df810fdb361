//! 查进度: what the holder of a query code sees and does.
//!
//! The code stands in the address, so that a bookmark and the QR code work without scripts and
//! without an account. Addresses of these pages are therefore never logged.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::AppError;
use huiyin_app::arrival::clean_files;
use huiyin_app::{timeline, tracking};
use huiyin_core::time;
use huiyin_core::{AttachmentId, LookupCode, Status};
use huiyin_workflow::{ActionKind, Suggestion};

use super::submit::not_found;
use crate::catalogue::Messages;
use crate::fault::{Fault, html, private_html};
use crate::guard::ClientAddress;
use crate::limit::Limited;
use crate::pages::chrome::{Notice, Tone};
use crate::pages::field::FormErrors;
use crate::pages::parts::{Badge, Fact};
use crate::pages::public::error::ErrorKind;
use crate::pages::public::track::{
    RatingValues, StepState, StepView, TrackEntryPage, TrackPage, WithdrawPage, rating_form,
    supplement_form, withdraw_form,
};
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{self, form_errors, public_chrome};
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
            Ok(Redirect::to(&page_address(&code)).into_response())
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

fn page_address(code: &LookupCode) -> String {
    format!("/t/{}", code.as_str())
}

/// The item of the code in the address.
async fn found(
    web: &Web,
    address: std::net::IpAddr,
    code: &str,
) -> Result<Result<(LookupCode, Suggestion), Response>, Fault> {
    check_limit(web, address)?;
    match tracking::find(web.app(), code).await {
        Ok(suggestion) => {
            let code = LookupCode::parse(code).ok_or_else(not_found)?;
            Ok(Ok((code, suggestion)))
        }
        Err(AppError::NotFound) => Ok(Err(wrong_code(web, code)?)),
        Err(other) => Err(other.into()),
    }
}

/// What was typed into the forms of the page, and what was wrong with it.
#[derive(Default)]
struct Typed {
    supplement: String,
    supplement_errors: FormErrors,
    rating: RatingValues,
    rating_errors: FormErrors,
    notice: Option<Notice>,
}

pub(crate) async fn track(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let (code, suggestion) = match found(&web, address, &code).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let page = page(&web, &code, &suggestion, Typed::default()).await?;
    private_html(StatusCode::OK, &page)
}

async fn page(
    web: &Web,
    code: &LookupCode,
    s: &Suggestion,
    typed: Typed,
) -> Result<TrackPage, Fault> {
    let read = web.app().store().read();
    let text = read
        .submission(s.id)
        .await
        .map_err(AppError::from)?
        .ok_or_else(not_found)?;
    let entries = read.events(s.id).await.map_err(AppError::from)?;
    let attachments = read.attachments(s.id).await.map_err(AppError::from)?;
    let first_event = entries.first().map(|e| e.hash.to_hex()).unwrap_or_default();
    let events: Vec<_> = entries.into_iter().map(|e| e.recorded).collect();
    let supplements = read.supplements(s.id).await.map_err(AppError::from)?;
    let directory = web.app().directory();
    let policy = web.app().policy();
    let now = web.app().now();
    let mut chrome = public_chrome(web, "track.heading", urls::TRACK);
    chrome.notice = typed.notice;
    let m = chrome.messages;
    let possible = tracking::possible(s);
    let base = page_address(code);
    let asked = events
        .iter()
        .rev()
        .filter(|_| s.status == Status::Supplementing)
        .find_map(|e| {
            if let huiyin_workflow::Event::SupplementAsked { list } = &e.change.event {
                Some(list.clone())
            } else {
                None
            }
        });
    let mut facts = vec![
        Fact::new(m.t("track.fact_received"), time::minute(s.received_at)),
        Fact::new(m.t("track.fact_channel"), s.channel.label()),
        Fact::new(m.t("track.fact_identity"), s.identity_level.label()),
    ];
    if let Some(unit) = s.lead_unit() {
        facts.push(Fact::new(m.t("track.fact_unit"), directory.unit_name(unit)));
    }
    let mut replies: Vec<_> = s
        .issued_replies()
        .map(|r| present::reply(s, r, &directory))
        .collect();
    replies.reverse();
    let mut story = timeline::for_submitter(&directory, &events);
    story.reverse();
    Ok(TrackPage {
        ticket_no: s.ticket_no.to_string(),
        title: text.title,
        status: Badge::status(s.status),
        standing: standing(m, s, &directory),
        steps: steps(m, s, &events),
        due: s
            .next_due()
            .filter(|_| !s.status.is_final())
            .map(|o| present::obligation(o, now, &policy)),
        facts,
        body: text.body,
        supplements: supplements
            .into_iter()
            .map(|s| Fact::new(time::minute(s.at), s.body))
            .collect(),
        attachments: attachments
            .iter()
            .filter(|a| a.part != huiyin_app::AttachmentPart::Reply)
            .map(|a| {
                let href = format!("{base}/files/{}", a.id);
                present::attachment(&a.file_name, &a.media_type, a.size, href)
            })
            .collect(),
        replies,
        timeline: present::timeline(&story),
        supplement: possible.contains(&ActionKind::Supplement).then(|| {
            supplement_form(
                m,
                &format!("{base}/supplement"),
                asked.as_deref().unwrap_or_default(),
                &typed.supplement,
                &typed.supplement_errors,
            )
        }),
        rating: possible.contains(&ActionKind::Rate).then(|| {
            rating_form(
                m,
                &format!("{base}/rate"),
                &typed.rating,
                &typed.rating_errors,
            )
        }),
        rated: s.current_rating().map(|r| {
            m.fill(
                "track.rated",
                &[r.result.label(), r.attitude.label(), r.speed.label()],
            )
        }),
        withdraw_url: possible
            .contains(&ActionKind::Withdraw)
            .then(|| format!("{base}/withdraw")),
        first_event,
        chrome,
    })
}

fn standing(m: &Messages, s: &Suggestion, directory: &huiyin_app::Directory) -> String {
    let unit = s
        .lead_unit()
        .map(|u| directory.unit_name(u))
        .unwrap_or_default();
    match s.status {
        Status::Submitted => m.t("track.standing_submitted").to_owned(),
        Status::Supplementing => m.t("track.standing_supplementing").to_owned(),
        Status::Accepted => m.t("track.standing_accepted").to_owned(),
        Status::Assigned => m.fill("track.standing_assigned", &[&unit]),
        Status::InProgress => m.fill("track.standing_in_progress", &[&unit]),
        Status::InReview => m.fill("track.standing_in_review", &[&unit]),
        Status::Replied if s.current_rating().is_some() => m.t("track.standing_rated").to_owned(),
        Status::Replied => m.t("track.standing_replied").to_owned(),
        Status::Closed => m.t("track.standing_closed").to_owned(),
        Status::Declined => m.t("track.standing_declined").to_owned(),
        Status::Withdrawn => m.t("track.standing_withdrawn").to_owned(),
        Status::Terminated => m.t("track.standing_terminated").to_owned(),
        Status::Merged => m.t("track.standing_merged").to_owned(),
    }
}

/// 收到 → 受理 → 办理 → 答复 → 办结, with the day each was reached.
fn steps(m: &Messages, s: &Suggestion, events: &[huiyin_workflow::Recorded]) -> Vec<StepView> {
    let reached = |kinds: &[&str]| {
        events
            .iter()
            .find(|e| kinds.contains(&e.change.event.kind().0))
            .map(|e| present::day(time::local_date(e.at)))
    };
    let final_reply = s.final_reply().and_then(|r| r.issued_at);
    let days = [
        (
            "track.step_received",
            Some(present::day(time::local_date(s.received_at))),
        ),
        (
            "track.step_accepted",
            reached(&["accepted", "imported_closed"]),
        ),
        (
            "track.step_handled",
            reached(&["assigned", "imported_closed"]),
        ),
        (
            "track.step_replied",
            final_reply.map(|at| present::day(time::local_date(at))),
        ),
        ("track.step_closed", reached(&["closed", "imported_closed"])),
    ];
    let last = days.iter().rposition(|(_, day)| day.is_some()).unwrap_or(0);
    let is_over = s.status.is_final();
    days.into_iter()
        .enumerate()
        .map(|(i, (key, day))| StepView {
            label: m.t(key).to_owned(),
            note: day.clone().unwrap_or_default(),
            state: if day.is_some() && (i < last || is_over) {
                StepState::Done
            } else if i == last {
                StepState::Current
            } else {
                StepState::Ahead
            },
        })
        .collect()
}

pub(crate) async fn track_supplement(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (code, suggestion) = match found(&web, address, &code).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let text = posted.field("body").to_owned();
    let outcome = match clean_files(posted.files).await {
        Ok(uploads) => tracking::supplement(web.app(), suggestion.id, &text, uploads).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(after) => thanks(&web, &code, &after, "track.thanks_supplement").await,
        Err(AppError::Invalid(errors)) => {
            let typed = Typed {
                supplement: text,
                supplement_errors: form_errors(&errors, &[("text", "body")]),
                ..Typed::default()
            };
            again(&web, &code, &suggestion, typed).await
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
    let (code, suggestion) = match found(&web, address, &code).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    match tracking::rate(web.app(), suggestion.id, &posted.form).await {
        Ok(after) => thanks(&web, &code, &after, "track.thanks_rating").await,
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
            again(&web, &code, &suggestion, typed).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn thanks(
    web: &Web,
    code: &LookupCode,
    after: &Suggestion,
    key: &'static str,
) -> Result<Response, Fault> {
    let text = Messages::of(crate::catalogue::Language::default())
        .t(key)
        .to_owned();
    let typed = Typed {
        notice: Some(Notice {
            tone: Tone::Good,
            text,
        }),
        ..Typed::default()
    };
    let page = page(web, code, after, typed).await?;
    private_html(StatusCode::OK, &page)
}

async fn again(
    web: &Web,
    code: &LookupCode,
    suggestion: &Suggestion,
    typed: Typed,
) -> Result<Response, Fault> {
    let page = page(web, code, suggestion, typed).await?;
    private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn confirm_page(
    web: &Web,
    code: &LookupCode,
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
    let back_url = page_address(code);
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
        Ok((code, s)) => {
            let page = confirm_page(&web, &code, &s, "", &FormErrors::default()).await?;
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
    let (code, suggestion) = match found(&web, address, &code).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let reason = posted.field("reason");
    match tracking::withdraw(web.app(), suggestion.id, reason).await {
        Ok(_) => Ok(Redirect::to(&page_address(&code)).into_response()),
        Err(AppError::Invalid(errors)) => {
            let errors = form_errors(&errors, &[]);
            let page = confirm_page(&web, &code, &suggestion, reason, &errors).await?;
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
