//! 邮箱状态.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::desk::{self, MailboxHealth, MailboxView, OutgoingState};
use huiyin_app::settings::HookTarget;
use huiyin_core::{MailId, time};
use serde::Deserialize;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::mailboxes::{MailboxCard, MailboxesPage, StuckRow};
use crate::pages::desk::worklist::TabView;
use crate::pages::parts::{Badge, Fact, Pager};
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::desk_chrome;
use crate::state::Web;

const PER_PAGE: u64 = 30;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    state: String,
    page: Option<u64>,
}

pub(crate) async fn mailboxes(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Query(shown): Query<Shown>,
) -> Result<Response, Fault> {
    let (app, actor) = (web.app(), &signed_in.actor);
    let boxes = desk::mailboxes(app, actor).await?;
    let state = match OutgoingState::from_code(&shown.state) {
        Some(OutgoingState::Failed) => OutgoingState::Failed,
        Some(OutgoingState::Held | OutgoingState::Queued | OutgoingState::Sent) | None => {
            OutgoingState::Held
        }
    };
    let page = shown.page.unwrap_or(1).max(1);
    let address = |state: OutgoingState, page: u64| {
        format!("{}?state={}&page={page}", urls::MAILBOXES, state.code())
    };
    let offset = (page - 1) * PER_PAGE;
    let stuck = desk::stuck_notices(app, actor, state, offset, PER_PAGE).await?;
    let mut tabs = Vec::new();
    for other in [OutgoingState::Held, OutgoingState::Failed] {
        let total = if other == state {
            stuck.total
        } else {
            desk::stuck_notices(app, actor, other, 0, 1).await?.total
        };
        tabs.push(TabView {
            label: other.label().to_owned(),
            count: total.to_string(),
            href: address(other, 1),
            current: other == state,
        });
    }
    let chrome = desk_chrome(&web, &signed_in, "邮箱状态", urls::MAILBOXES);
    let rows = stuck
        .rows
        .iter()
        .map(|mail| StuckRow {
            kind: format!(
                "{}·{}",
                mail.channel.label(),
                huiyin_app::notice::wording::label(&mail.kind)
            ),
            subject: mail.subject.clone(),
            created_at: time::minute(mail.created_at),
            state: Badge::new(
                mail.state.label(),
                if mail.state == OutgoingState::Held {
                    Tone::Warn
                } else {
                    Tone::Bad
                },
            ),
            error: mail.last_error.clone().unwrap_or_default(),
            resend: ActionForm::new(
                &format!("resend-{}", mail.id),
                "重新发送",
                &urls::resend(mail.id),
                &chrome.csrf,
            ),
        })
        .collect();
    let page = MailboxesPage {
        boxes: boxes.iter().map(card).collect(),
        empty: "没有配置要收取的邮箱。在配置文件的 [mail.incoming] 里填写；\
                也可以由邮件服务器用 LMTP 或者 huiyin mail deliver 交来。"
            .to_owned(),
        others: others(&web, &desk::lmtp_doubts(app, actor)?),
        tabs,
        rows,
        pager: Pager::new(page, PER_PAGE, stuck.total, |n| address(state, n)),
        chrome,
    };
    private_html(StatusCode::OK, &page)
}

fn card(mailbox: &MailboxView) -> MailboxCard {
    let tone = match mailbox.health {
        MailboxHealth::Good => Tone::Good,
        MailboxHealth::Waiting => Tone::Neutral,
        MailboxHealth::Late | MailboxHealth::Unsettled => Tone::Warn,
        MailboxHealth::Failing => Tone::Bad,
    };
    let mut facts = vec![
        Fact::new("账号", mailbox.user.clone()),
        Fact::new("服务器", mailbox.host.clone()),
        Fact::new("方式", mailbox.way.clone()),
    ];
    if !mailbox.unit.is_empty() {
        facts.push(Fact::new("所属单位", mailbox.unit.clone()));
    }
    if !mailbox.campaign.is_empty() {
        facts.push(Fact::new("征集活动", mailbox.campaign.clone()));
    }
    let mut error = String::new();
    if let Some(state) = &mailbox.state {
        let or_never = |at: Option<time::Instant>| at.map_or("还没有".to_owned(), time::minute);
        facts.push(Fact::new("最近一次收取成功", or_never(state.succeeded_at)));
        facts.push(Fact::new("最近一封来信", or_never(state.last_mail_at)));
        if let Some(lag) = state.lag_seconds {
            facts.push(Fact::new("从到达邮箱到存好", lag_words(lag)));
        }
        facts.push(Fact::new("共收取", format!("{} 封", state.n_taken)));
        facts.push(Fact::new("下次收取", time::minute(state.next_visit_at)));
        if let Some(text) = &state.error {
            facts.push(Fact::new("连续失败", format!("{} 次", state.failures)));
            error.clone_from(text);
        }
    }
    MailboxCard {
        name: mailbox.name.clone(),
        state: Badge::new(mailbox.health.label(), tone),
        error,
        doubts: mailbox.doubts.clone(),
        facts,
    }
}

/// `8 秒`, `3 分钟`, `2 小时`, `4 天`.
fn lag_words(seconds: i64) -> String {
    match seconds.max(0) {
        s @ 0..120 => format!("{s} 秒"),
        s @ 120..7_200 => format!("{} 分钟", s / 60),
        s @ 7_200..172_800 => format!("{} 小时", s / 3_600),
        s => format!("{} 天", s / 86_400),
    }
}

fn others(web: &Web, doubts: &[(String, String)]) -> Vec<Fact> {
    let mail = &web.app().settings().mail;
    let mut facts = Vec::new();
    if let Some(lmtp) = &mail.lmtp {
        facts.push(Fact::new("LMTP", format!("监听 {}", lmtp.listen)));
    }
    for (address, doubt) in doubts {
        facts.push(Fact::new(
            "LMTP 地址需要核对",
            format!("{address}：{doubt}"),
        ));
    }
    for hook in &mail.hooks {
        let kind = match hook.target {
            HookTarget::Sms => "短信网关",
            HookTarget::WeCom => "企业微信群机器人",
            HookTarget::DingTalk => "钉钉群机器人",
        };
        facts.push(Fact::new(kind, hook.name.clone()));
    }
    facts
}

pub(crate) async fn resend(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<MailId>,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    desk::resend(web.app(), &signed_in.actor, id).await?;
    Ok(Redirect::to(urls::MAILBOXES).into_response())
}

#[cfg(test)]
mod tests {
    use super::lag_words;

    #[test]
    fn a_lag_is_said_in_words() {
        for (seconds, expect) in [
            (-5, "0 秒"),
            (8, "8 秒"),
            (200, "3 分钟"),
            (7_200, "2 小时"),
            (400_000, "4 天"),
        ] {
            assert_eq!(lag_words(seconds), expect);
        }
    }
}
