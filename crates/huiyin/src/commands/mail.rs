//! `huiyin mail deliver`: what a mail server or fetchmail calls for each mail; `huiyin mail
//! parse`: what we read of a mail, for whoever wants to know before or after.

use std::io::Read;
use std::path::Path;

use huiyin_app::arrival::{Mailbox, deliver_mail};

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
