//! Is everything in order: database, index, mail, and the ledger's proof.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use huiyin_app::AppError;
use huiyin_app::accounts::SignedIn;
use huiyin_app::desk;
use huiyin_core::{MailState, time};

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::health::{CheckView, FindingView, HealthPage, VerifyView};
use crate::pages::parts::{Badge, Fact};
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::desk_chrome;
use crate::state::Web;

/// Findings listed on the page; the command line lists all.
const LISTED: usize = 50;

pub(crate) async fn health(
    State(web): State<Web>,
    Staff(signed_in): Staff,
) -> Result<Response, Fault> {
    let page = page(&web, &signed_in, None).await?;
    private_html(StatusCode::OK, &page)
}

/// Walks the whole ledger now.
pub(crate) async fn verify(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let mut findings = Vec::new();
    let mut n_findings = 0_usize;
    let summary = web
        .app()
        .store()
        .verify(&mut |finding| {
            n_findings += 1;
            if findings.len() < LISTED {
                findings.push(FindingView {
                    place: finding.row.clone(),
                    text: finding.message.clone(),
                    href: String::new(),
                });
            }
        })
        .await
        .map_err(AppError::from)?;
    let counts = format!("{} 件、{} 条记录", summary.suggestions, summary.events);
    let view = VerifyView {
        tone: if n_findings == 0 {
            Tone::Good
        } else {
            Tone::Bad
        },
        summary: if n_findings == 0 {
            format!("台账完整：{counts}，全部相符。")
        } else {
            format!(
                "台账有 {n_findings} 处不符（共核对 {counts}）。请立即联系技术人员，不要自行修改数据。"
            )
        },
        checked_at: time::minute(web.app().now()),
        more: match n_findings.saturating_sub(findings.len()) {
            0 => String::new(),
            n => format!("另有 {n} 处未列出，可用命令 huiyin verify 查看全部。"),
        },
        findings,
    };
    let page = page(&web, &signed_in, Some(view)).await?;
    private_html(StatusCode::OK, &page)
}

async fn page(
    web: &Web,
    signed_in: &SignedIn,
    verify: Option<VerifyView>,
) -> Result<HealthPage, Fault> {
    let read = web.app().store().read();
    let max_seq = read.max_seq().await.map_err(AppError::from)?;
    let good = |text: &str| (Badge::new("正常", Tone::Good), text.to_owned());
    let (index_state, index_text) = match web.app().index() {
        None => (
            Badge::new("准备中", Tone::Warn),
            "全文索引正在打开。".to_owned(),
        ),
        Some(index) => {
            let behind = max_seq - index.applied_seq();
            if behind > 0 {
                (
                    Badge::new("追赶中", Tone::Warn),
                    format!("还有 {behind} 条记录没有编入索引。"),
                )
            } else {
                good("与台账一致。")
            }
        }
    };
    let mails = read
        .incoming_counts(&huiyin_core::Viewer::nobody())
        .await
        .map_err(AppError::from)?;
    let waiting = mails
        .iter()
        .filter(|(s, _)| matches!(s, MailState::Unmatched | MailState::Stored))
        .map(|(_, n)| n)
        .sum::<u64>();
    let (mail_state, mail_text) = if waiting == 0 {
        good("没有等待认领的来信。")
    } else {
        (
            Badge::new("待处理", Tone::Warn),
            format!("{waiting} 封来信等待认领。"),
        )
    };
    let failed = read.failed_outgoing().await.map_err(AppError::from)?;
    let (out_state, out_text) = if failed == 0 {
        good("没有发送失败的邮件。")
    } else {
        (
            Badge::new("有失败", Tone::Bad),
            format!("{failed} 封邮件多次发送失败，已停止重试。"),
        )
    };
    let gate = desk::recent_gate_counts(web.app()).await?;
    let gate_state = if gate.n_overridden == 0 {
        Badge::new("正常", Tone::Good)
    } else {
        Badge::new("有越过", Tone::Warn)
    };
    let gate_text = desk::gate_words(web.app(), &gate);
    let gaps = desk::staffing_words(web.app()).await?;
    let (staff_state, staff_text) = if gaps.is_empty() {
        good("每一步都有人可以办。")
    } else {
        (Badge::new("有缺口", Tone::Warn), gaps.concat())
    };
    let check = |label: &str, state, text| CheckView {
        label: label.to_owned(),
        state,
        text,
    };
    let chrome = desk_chrome(web, signed_in, "运行与台账", urls::HEALTH);
    let verify_form = ActionForm::new("verify", "核对台账", urls::HEALTH, &chrome.csrf)
        .explain("逐条核对每一件的登记、办理记录和时限。件数多时需要几分钟。")
        .submit("现在核对");
    Ok(HealthPage {
        checks: vec![
            check("全文索引", index_state, index_text),
            check("来信", mail_state, mail_text),
            check("发信", out_state, out_text),
            check("答复质检", gate_state, gate_text),
            check("人员配备", staff_state, staff_text),
        ],
        verify,
        verify_form: Some(verify_form),
        ledger: vec![Fact::new("最新序号", max_seq.to_string())],
        system: vec![Fact::new("版本", env!("CARGO_PKG_VERSION"))],
        chrome,
    })
}
