//! The pages 邮箱状态 and 通知模板.

use super::pages::action::ActionForm;
use super::pages::chrome::Tone;
use super::pages::desk::mail::ForwardedView;
use super::pages::desk::mailboxes::{MailboxCard, MailboxesPage, StuckRow};
use super::pages::desk::wording::{
    PreviewView, WordingPage, WordingRow, WordingVersion, WordingsPage,
};
use super::pages::field::FieldView;
use super::pages::parts::{Badge, Fact, Pager};
use super::pages::urls;
use super::{chrome, put, tabs};

pub(super) fn put_pages(taint: &str, out: &mut Vec<(String, String)>) {
    put(out, "mailboxes", &mailboxes(taint));
    put(out, "wordings", &wordings(taint));
    put(out, "wording", &wording(taint));
}

/// What a mail passes on.
pub(super) fn passed_on(taint: &str) -> ForwardedView {
    ForwardedView {
        facts: vec![
            Fact::new("原写信人", format!("李四（li@example.org）{taint}")),
            Fact::new("写信时间", "2026-09-24 21:40"),
            Fact::new("主题", format!("车间通风{taint}")),
        ],
        text: format!("三车间太热，建议加装风机。{taint}"),
    }
}

/// What a bounce says of its addresses.
pub(super) fn bounced(taint: &str) -> Vec<Fact> {
    vec![Fact::new(
        format!("zh***@example.org{taint}"),
        format!("地址已失效（5.1.1）  550 user unknown{taint}"),
    )]
}

fn mailboxes(taint: &str) -> MailboxesPage {
    MailboxesPage {
        chrome: chrome(taint, "邮箱状态", urls::MAILBOXES),
        boxes: vec![
            MailboxCard {
                name: format!("征集邮箱{taint}"),
                state: Badge::new("收取失败", Tone::Bad),
                error: format!("邮箱登录被拒绝，请检查账号和授权码。{taint}"),
                doubts: Vec::new(),
                facts: vec![Fact::new("连续失败", "3 次")],
            },
            MailboxCard {
                name: "安康杯金点子信箱".into(),
                state: Badge::new("设置需要核对", Tone::Warn),
                error: String::new(),
                doubts: vec![format!(
                    "征集活动“安康杯金点子”（2026年9月1日至2026年9月20日）已经结束，来信照常登记，不计入活动{taint}"
                )],
                facts: vec![Fact::new("征集活动", format!("安康杯金点子{taint}"))],
            },
            MailboxCard {
                name: "纺织工会信箱".into(),
                state: Badge::new("正常", Tone::Good),
                error: String::new(),
                doubts: Vec::new(),
                facts: vec![
                    Fact::new("方式", "IMAP（保持连接，即时收取）"),
                    Fact::new("从到达邮箱到存好", "3 秒"),
                ],
            },
        ],
        empty: "没有配置要收取的邮箱。".into(),
        others: vec![Fact::new("LMTP", "监听 127.0.0.1:2424")],
        tabs: tabs(&[("已暂停发送", "1"), ("发送失败", "2")]),
        rows: vec![StuckRow {
            kind: "邮件·收件回执".into(),
            subject: format!("【GH2026-000123】您的来件已登记{taint}"),
            created_at: "2026-09-25 08:12".into(),
            state: Badge::new("已暂停发送", Tone::Warn),
            error: format!("一天内已向这个地址发出 100 封{taint}"),
            resend: ActionForm::new(
                "resend-9",
                "重新发送",
                "/desk/mailboxes/9/resend",
                "csrf-token",
            ),
        }],
        pager: Pager::new(1, 30, 1, |n| format!("?page={n}")),
    }
}

fn wordings(taint: &str) -> WordingsPage {
    WordingsPage {
        chrome: chrome(taint, "通知模板", urls::WORDING),
        rows: vec![WordingRow {
            href: "/desk/wording/receipt".into(),
            label: "收件回执".into(),
            state: Badge::new("出厂内容", Tone::Neutral),
            subject: format!("【{{{{ ticket_no }}}}】{{{{ what }}}}{taint}"),
        }],
    }
}

fn wording(taint: &str) -> WordingPage {
    WordingPage {
        chrome: chrome(taint, "通知模板", urls::WORDING),
        label: "收件回执".into(),
        state: Badge::new("第 2 版", Tone::Info),
        form: ActionForm::new("save", "内容", "/desk/wording/receipt/save", "csrf-token")
            .field(FieldView::text("subject", "主题", taint).required())
            .field(FieldView::textarea("text", "纯文本内容", taint, 16).required()),
        preview: Some(PreviewView {
            subject: format!("【GH2026-000123】您的来件已登记{taint}"),
            text: format!("您好：{taint}"),
            html: format!("<p>您好</p>{taint}"),
        }),
        restore: Some(ActionForm::folded(
            "restore",
            "恢复出厂内容",
            "/desk/wording/receipt/restore",
            "csrf-token",
        )),
        variables: vec![Fact::new("ticket_no", format!("登记号{taint}"))],
        versions: vec![WordingVersion {
            version: "第 2 版".into(),
            created_at: "2026-09-25 08:12".into(),
            by: format!("李敏{taint}"),
            subject: format!("主题{taint}"),
            text: format!("正文{taint}"),
        }],
    }
}
