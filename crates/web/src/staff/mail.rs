//! 来信邮件: everything that arrived, and what waits for a person.

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::AppError;
use huiyin_app::arrival::{self, MailView};
use huiyin_core::time;
use huiyin_core::{MailId, MailState};
use serde::Deserialize;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::mail::{MailListPage, MailPage, MailRow};
use crate::pages::desk::worklist::TabView;
use crate::pages::field::{FieldView, FormErrors};
use crate::pages::parts::{Badge, Fact, LinkView, Pager};
use crate::pages::public::error::ErrorKind;
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{self, desk_chrome, form_errors};
use crate::state::Web;

const PER_PAGE: u64 = 30;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    state: String,
    page: Option<u64>,
}

fn badge(state: MailState) -> Badge {
    let tone = match state {
        MailState::Unmatched | MailState::Stored => Tone::Warn,
        MailState::Registered | MailState::Supplemented => Tone::Good,
        MailState::Automatic | MailState::Dismissed => Tone::Neutral,
    };
    Badge::new(state.label(), tone)
}

pub(crate) async fn mail_list(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Query(shown): Query<Shown>,
) -> Result<Response, Fault> {
    let state = MailState::from_code(&shown.state).unwrap_or(MailState::Unmatched);
    let page = shown.page.unwrap_or(1).max(1);
    let read = web.app().store().read();
    let viewer = web.app().scope(&signed_in.actor).viewer;
    let counts = read
        .incoming_counts(&viewer)
        .await
        .map_err(AppError::from)?;
    let count = |state| {
        counts
            .iter()
            .find(|(s, _)| *s == state)
            .map_or(0, |(_, n)| *n)
    };
    let mails = read
        .incoming_mails(&viewer, Some(state), (page - 1) * PER_PAGE, PER_PAGE)
        .await
        .map_err(AppError::from)?;
    let address =
        |state: MailState, page: u64| format!("{}?state={}&page={page}", urls::MAIL, state.code());
    let order = [
        MailState::Unmatched,
        MailState::Registered,
        MailState::Supplemented,
        MailState::Automatic,
        MailState::Dismissed,
        MailState::Stored,
    ];
    let tabs = order
        .into_iter()
        .filter(|s| *s != MailState::Stored || count(*s) > 0)
        .map(|s| TabView {
            label: s.label().to_owned(),
            count: count(s).to_string(),
            href: address(s, 1),
            current: s == state,
        })
        .collect();
    let mut rows = Vec::new();
    for mail in mails.rows {
        rows.push(MailRow {
            href: urls::mail(mail.id),
            from: mail.sender_masked.clone(),
            subject: if mail.subject.is_empty() {
                "（无主题）".to_owned()
            } else {
                mail.subject.clone()
            },
            received_at: time::minute(mail.received_at),
            state: badge(mail.state),
            reason: mail.reason.clone(),
            suggestion: mail
                .suggestion
                .map(|id| LinkView::new("查看这一件", urls::suggestion(id))),
        });
    }
    let page = MailListPage {
        chrome: desk_chrome(&web, &signed_in, "来信", urls::MAIL),
        tabs,
        rows,
        pager: Pager::new(page, PER_PAGE, count(state), |n| address(state, n)),
        empty: match state {
            MailState::Unmatched => "没有等待认领的来信。读不懂或者对不上的来信会出现在这里。",
            MailState::Stored
            | MailState::Registered
            | MailState::Supplemented
            | MailState::Automatic
            | MailState::Dismissed => "这一类还没有来信。",
        }
        .to_owned(),
    };
    private_html(StatusCode::OK, &page)
}

pub(crate) async fn mail(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<MailId>,
) -> Result<Response, Fault> {
    let view = arrival::view_mail(web.app(), &signed_in.actor, id).await?;
    let page = page(&web, &signed_in, &view, "", &FormErrors::default(), "");
    private_html(StatusCode::OK, &page)
}

fn page(
    web: &Web,
    signed_in: &huiyin_app::accounts::SignedIn,
    view: &MailView,
    failed: &str,
    errors: &FormErrors,
    typed: &str,
) -> MailPage {
    let row = &view.row;
    let chrome = desk_chrome(web, signed_in, "来信", urls::MAIL);
    let mut actions = Vec::new();
    if row.suggestion.is_none() {
        let form = |code: &str, title: &str| {
            ActionForm::folded(code, title, &urls::mail_action(row.id, code), &chrome.csrf)
        };
        let with = |form: ActionForm| {
            if form.action_code == failed {
                form.errors(errors)
            } else {
                form
            }
        };
        let value = |code: &str| if code == failed { typed } else { "" };
        actions = vec![
            with(
                form("register", "登记为新的一件")
                    .explain("按这封来信登记，发信人会收到回执和查询码。")
                    .tone(Tone::Good)
                    .open(),
            ),
            with(
                form("attach", "并入已有的一件")
                    .explain("作为补充内容附在该件后面。")
                    .field(
                        FieldView::text("ticket_no", "登记号", value("attach"))
                            .hint("例如 GH2026-000123")
                            .required(),
                    ),
            ),
            with(
                form("dismiss", "不作处理")
                    .explain("广告、误投等。原信仍然保存，理由会留下记录。")
                    .field(FieldView::text("reason", "理由", value("dismiss")).required()),
            ),
        ];
    }
    MailPage {
        subject: if row.subject.is_empty() {
            "（无主题）".to_owned()
        } else {
            row.subject.clone()
        },
        state: badge(row.state),
        facts: vec![
            Fact::new("发件人", row.sender_masked.clone()),
            Fact::new("到达时间", time::minute(row.received_at)),
            Fact::new("大小", present::size(row.size)),
        ],
        reason: row.reason.clone(),
        repairs: view.repairs.clone(),
        body: view.text.clone(),
        attachments: view
            .attachments
            .iter()
            .map(|(name, media_type, size)| {
                present::attachment(name, media_type, *size, String::new())
            })
            .collect(),
        suggestion: row
            .suggestion
            .map(|id| LinkView::new("查看这一件", urls::suggestion(id))),
        actions,
        raw_href: format!("{}/raw", urls::mail(row.id)),
        chrome,
    }
}

pub(crate) async fn mail_act(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path((id, action)): Path<(MailId, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let (app, actor) = (web.app(), &signed_in.actor);
    let (outcome, typed) = match action.as_str() {
        "register" => (arrival::register_mail(app, actor, id).await, ""),
        "attach" => {
            let typed = posted.field("ticket_no");
            (arrival::attach_mail(app, actor, id, typed).await, typed)
        }
        "dismiss" => {
            let typed = posted.field("reason");
            (arrival::dismiss_mail(app, actor, id, typed).await, typed)
        }
        _ => return Err(Fault::new(ErrorKind::NotFound)),
    };
    match outcome {
        Ok(delivered) => {
            let to = delivered
                .suggestion
                .map_or(urls::MAIL.to_owned(), urls::suggestion);
            Ok(Redirect::to(&to).into_response())
        }
        Err(AppError::Invalid(errors)) => {
            let view = arrival::view_mail(app, actor, id).await?;
            let errors = form_errors(&errors, &[]);
            let page = page(&web, &signed_in, &view, &action, &errors, typed);
            private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// The raw mail as a download: what was received, byte for byte.
pub(crate) async fn mail_raw(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<MailId>,
) -> Result<Response, Fault> {
    let raw = arrival::raw_mail(web.app(), &signed_in.actor, id).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"mail-{id}.eml\""),
        ),
    ];
    Ok((headers, raw).into_response())
}
