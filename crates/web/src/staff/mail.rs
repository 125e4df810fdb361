//! 来信邮件: everything that arrived, and what waits for a person.

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::AppError;
use huiyin_app::arrival::{self, ForwardedLetter, MailView, Reassign};
use huiyin_core::time;
use huiyin_core::{MailId, MailState};
use serde::Deserialize;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::mail::{ForwardedView, MailListPage, MailPage, MailRow};
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

/// What was typed into the forms of a mail.
#[derive(Debug, Default)]
struct Typed {
    name: String,
    email: String,
    ticket_no: String,
    reason: String,
}

fn badge(state: MailState) -> Badge {
    let tone = match state {
        MailState::Unmatched | MailState::Stored => Tone::Warn,
        MailState::Failed => Tone::Bad,
        MailState::Registered | MailState::Supplemented => Tone::Good,
        MailState::Automatic | MailState::Dismissed | MailState::Repeated => Tone::Neutral,
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
        MailState::Failed,
        MailState::Registered,
        MailState::Supplemented,
        MailState::Automatic,
        MailState::Repeated,
        MailState::Dismissed,
        MailState::Stored,
    ];
    let is_rare = |s: MailState| matches!(s, MailState::Stored | MailState::Failed);
    let tabs = order
        .into_iter()
        .filter(|s| !is_rare(*s) || *s == state || count(*s) > 0)
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
            MailState::Failed => "没有处理失败的来信。",
            MailState::Stored
            | MailState::Registered
            | MailState::Supplemented
            | MailState::Automatic
            | MailState::Repeated
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
    let typed = Typed::default();
    let page = page(&web, &signed_in, &view, "", &FormErrors::default(), &typed);
    private_html(StatusCode::OK, &page)
}

fn page(
    web: &Web,
    signed_in: &huiyin_app::accounts::SignedIn,
    view: &MailView,
    failed: &str,
    errors: &FormErrors,
    typed: &Typed,
) -> MailPage {
    let row = &view.row;
    let chrome = desk_chrome(web, signed_in, "来信", urls::MAIL);
    let mut actions = Vec::new();
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
    if matches!(row.state, MailState::Failed | MailState::Stored) {
        let explain = row.error.as_ref().map_or_else(
            || "再读一遍原件，按现在的规则处理。".to_owned(),
            |error| {
                format!(
                    "已试 {} 次，最近一次的错误：{error}。再读一遍原件，按现在的规则处理。",
                    row.attempts
                )
            },
        );
        actions.push(form("reprocess", "重新处理").explain(explain).open());
    }
    if row.suggestion.is_none() {
        let guessed = view.guess.as_ref().map(|(_, number)| number.to_string());
        let number = if failed == "attach" {
            typed.ticket_no.clone()
        } else {
            guessed.clone().unwrap_or_default()
        };
        let attach = form("attach", "并入已有的一件").explain(match &guessed {
            Some(number) => {
                format!("最可能属于 {number}，请核对后确认；作为补充内容附在该件后面。")
            }
            None => "作为补充内容附在该件后面。".to_owned(),
        });
        actions.push(with(
            form("register", "登记为新的一件")
                .explain(
                    "按这封来信登记，建议人会收到回执和查询码。代别人转来的，请填写真正的建议人。",
                )
                .tone(Tone::Good)
                .field(FieldView::text("name", "建议人姓名", &typed.name).hint("不填则为发信人"))
                .field(FieldView::text("email", "建议人邮箱", &typed.email).hint("不填则为发信人"))
                .open(),
        ));
        actions.push(with(
            attach.field(
                FieldView::text("ticket_no", "登记号", &number)
                    .hint("例如 GH2026-000123")
                    .required(),
            ),
        ));
        actions.push(with(
            form("dismiss", "这不是建议")
                .explain("广告、误投等。原信仍然保存，理由会留下记录。")
                .field(FieldView::text("reason", "理由", &typed.reason).required()),
        ));
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
            .map(|id| LinkView::new("查看这一件", urls::suggestion(id)))
            .or_else(|| {
                let (id, number) = view.guess.as_ref()?;
                let label = format!("可能属于 {number}");
                Some(LinkView::new(label, urls::suggestion(*id)))
            }),
        quoted: view.quoted.clone(),
        trace: view.trace.clone(),
        evidence: view.evidence.clone(),
        forwarded: view.forwarded.as_ref().map(forwarded),
        bounced: view
            .bounced
            .iter()
            .map(|line| {
                let who = if line.address.is_empty() {
                    "没有写明地址"
                } else {
                    &line.address
                };
                let said = [line.verdict.as_str(), line.said.as_str()];
                Fact::new(who, said.join("  ").trim().to_owned())
            })
            .collect(),
        headers: view.headers.clone(),
        actions,
        raw_href: format!("{}/raw", urls::mail(row.id)),
        chrome,
    }
}

/// The letter inside, as its copied header names it.
fn forwarded(letter: &ForwardedLetter) -> ForwardedView {
    let mut facts = Vec::new();
    if let Some(from) = &letter.from {
        let name = from.name.as_deref().unwrap_or_default();
        let who = match (name.is_empty(), from.address.is_empty()) {
            (false, false) => format!("{name}（{}）", from.address),
            (false, true) => name.to_owned(),
            (true, _) => from.address.clone(),
        };
        facts.push(Fact::new("原写信人", who));
    }
    if let Some(at) = letter.sent_at {
        facts.push(Fact::new("写信时间", time::minute(at)));
    }
    if !letter.subject.is_empty() {
        facts.push(Fact::new("主题", letter.subject.clone()));
    }
    ForwardedView {
        facts,
        text: letter.text.clone(),
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
    let field = |name: &str| posted.field(name).to_owned();
    let typed = Typed {
        name: field("name"),
        email: field("email"),
        ticket_no: field("ticket_no"),
        reason: field("reason"),
    };
    let outcome = match action.as_str() {
        "register" => {
            let reassign = Reassign {
                name: typed.name.clone(),
                email: typed.email.clone(),
            };
            arrival::register_mail(app, actor, id, &reassign).await
        }
        "attach" => arrival::attach_mail(app, actor, id, &typed.ticket_no).await,
        "dismiss" => arrival::dismiss_mail(app, actor, id, &typed.reason).await,
        "reprocess" => arrival::reprocess_by_hand(app, actor, id).await,
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
            let page = page(&web, &signed_in, &view, &action, &errors, &typed);
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
