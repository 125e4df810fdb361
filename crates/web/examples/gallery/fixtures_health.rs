//! The page 运行与台账.

use super::chrome;
use super::pages::action::ActionForm;
use super::pages::chrome::Tone;
use super::pages::desk::health::{CheckView, FindingView, HealthPage, VerifyView};
use super::pages::parts::{Badge, Fact};
use super::pages::urls;

pub(super) fn health(taint: &str, broken: bool) -> HealthPage {
    HealthPage {
        chrome: chrome(taint, "台账", urls::HEALTH),
        checks: vec![
            CheckView {
                label: "收取邮件".into(),
                state: Badge::new("正常", Tone::Good),
                text: "2 分钟前收取，0 封待处理。".into(),
            },
            CheckView {
                label: "发送邮件".into(),
                state: Badge::new("有积压", Tone::Warn),
                text: format!("14 封等待发送，最早一封 38 分钟前。{taint}"),
            },
            CheckView {
                label: "全文索引".into(),
                state: Badge::new("正常", Tone::Good),
                text: "已跟上台账第 9,862 号。".into(),
            },
        ],
        verify: Some(VerifyView {
            tone: if broken { Tone::Bad } else { Tone::Good },
            summary: if broken {
                "台账有 1 处不符。".into()
            } else {
                "台账完整：1,408 件、9,862 条记录，全部相符。".into()
            },
            checked_at: "2026-09-25 03:00".into(),
            findings: if broken {
                vec![FindingView {
                    place: "GH2026-000123，第 4 条记录".into(),
                    text: format!("记录的哈希与内容不符。{taint}"),
                    href: "/desk/suggestions/123".into(),
                }]
            } else {
                Vec::new()
            },
            more: String::new(),
        }),
        verify_form: Some(
            ActionForm::new("verify", "现在校验", "/desk/health/verify", "csrf-token")
                .tone(Tone::Info),
        ),
        ledger: vec![
            Fact::new("最新序号", "9,862"),
            Fact::new("最近封存", "2026-09-25 00:00，第 9,840 号"),
            Fact::new(
                "根哈希",
                format!("4e41da31e868d57226121c84a4f1b2f1a1b2c3d4e5f60718{taint}"),
            ),
        ],
        system: vec![
            Fact::new("版本", "0.1.0"),
            Fact::new("数据库", "SQLite 3.51.3"),
            Fact::new("数据目录", format!("./data{taint}")),
        ],
    }
}
