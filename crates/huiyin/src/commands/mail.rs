//! `huiyin mail`: what a mail server or fetchmail calls for each mail, what is read of a mail for
//! whoever wants to know, and what to do with mails whose processing failed.

use std::io::Read;
use std::path::Path;

use huiyin_app::App;
use huiyin_app::arrival::{self, Mailbox, deliver_mail};
use huiyin_core::{MailId, MailState};

use huiyin_intake::mail::{Reading, parse as read_mail};

use super::print;
use crate::cli::Parse;
use crate::failure::{Failure, TEMPORARY};
use crate::wiring;

/// Largest mail taken on standard input.
const MAIL_MAX: u64 = 100 * 1024 * 1024;

/// Exit code 0 only when the mail is durable; 75 when it should be tried again.
pub(super) async fn deliver(data: &Path, config: Option<&Path>) -> Result<(), Failure> {
    let mut raw = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAIL_MAX + 1)
        .read_to_end(&mut raw)
        .map_err(|e| Failure::caused("无法读取标准输入", e).code(TEMPORARY))?;
    if raw.is_empty() {
        return Err(Failure::usage(
            "标准输入里没有邮件。用法：huiyin mail deliver < 邮件.eml",
        ));
    }
    if raw.len() as u64 > MAIL_MAX {
        return Err(Failure::new("邮件超过 100 MB，不能接收"));
    }
    // whatever fails from here on may succeed later: the mail must come again
    let app = wiring::open(data, config)
        .await
        .map_err(|f| f.code(TEMPORARY))?
        .app;
    let received_at = app.now();
    let delivered = deliver_mail(&app, raw, received_at, Mailbox::default())
        .await
        .map_err(|e| Failure::from(e).code(TEMPORARY))?;
    let ticket = match delivered.suggestion {
        Some(id) => app
            .store()
            .read()
            .load_unlocked(id)
            .await
            .ok()
            .flatten()
            .map(|s| format!(" {}", s.ticket_no))
            .unwrap_or_default(),
        None => String::new(),
    };
    let known = if delivered.is_known {
        "（以前收过）"
    } else {
        ""
    };
    print(&format!("{}{ticket}{known}", delivered.state.label()))
}

/// Prints what is read of any bytes up to [`MAIL_MAX`]; nothing is stored.
pub(super) fn parse(args: Parse) -> Result<(), Failure> {
    let mut raw = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAIL_MAX + 1)
        .read_to_end(&mut raw)
        .map_err(|e| Failure::caused("无法读取标准输入", e))?;
    if raw.len() as u64 > MAIL_MAX {
        return Err(Failure::new("邮件超过 100 MB，不读取"));
    }
    let reading = Reading::of(&read_mail(&raw), &args.own);
    let json = serde_json::to_string(&reading).map_err(|e| Failure::caused("无法输出 JSON", e))?;
    print(&json)
}

/// The named mails, or all that failed.
async fn chosen(app: &App, ids: &[i64]) -> Result<Vec<MailId>, Failure> {
    if ids.is_empty() {
        Ok(arrival::failed_mails(app).await?)
    } else {
        Ok(ids.iter().copied().map(MailId).collect())
    }
}

/// Exit code 1 when one failed again.
pub(super) async fn reprocess(
    data: &Path,
    config: Option<&Path>,
    ids: &[i64],
) -> Result<(), Failure> {
    let app = wiring::open(data, config).await?.app;
    let chosen = chosen(&app, ids).await?;
    if chosen.is_empty() {
        return print("没有处理失败的来信。");
    }
    let mut failed = 0_usize;
    for id in &chosen {
        match arrival::reprocess(&app, *id).await {
            Ok(done) => {
                if matches!(done.state, MailState::Failed | MailState::Stored) {
                    failed += 1;
                }
                print(&format!("第 {id} 号：{}", done.state.label()))?;
            }
            Err(error) => {
                failed += 1;
                print(&format!("第 {id} 号：{error}"))?;
            }
        }
    }
    if failed == 0 {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "{} 封来信中有 {failed} 封仍然没有处理，原件都已保存",
            chosen.len()
        )))
    }
}

/// Writes the raw bytes of each mail into a file of its own.
pub(super) async fn export(
    data: &Path,
    config: Option<&Path>,
    to: &Path,
    ids: &[i64],
) -> Result<(), Failure> {
    let app = wiring::open(data, config).await?.app;
    let failed = |e| Failure::caused(format!("无法写到文件夹 {}", to.display()), e);
    std::fs::create_dir_all(to).map_err(failed)?;
    let chosen = chosen(&app, ids).await?;
    for id in &chosen {
        let raw = arrival::stored_mail(&app, *id).await?;
        std::fs::write(to.join(format!("mail-{id}.eml")), raw).map_err(failed)?;
    }
    print(&format!("导出 {} 封来信。", chosen.len()))
}
