//! Read receipts without RFC 8098.

use super::super::evidence::Sign;
use super::super::parsed::AutomaticKind;
use super::headers::has_null_path;
use super::{Judgement, Look, first, head_of, speaks_like_a_person};

/// Subject of a receipt, and a text that speaks of the mail read (or says nothing).
pub(super) fn by_words(look: &Look<'_>) -> Option<Judgement> {
    const PHRASES: [&str; 30] = [
        "被打开",
        "邮件已读",
        "被收件人阅读",
        "已经阅读",
        "打开阅读",
        "已被收件人",
        "已被查看",
        "被阅读",
        "被读取",
        "未阅读的情况下",
        "已被阅读",
        "被阅读，时间",
        "已阅读",
        "已被读取",
        "已经被阅读",
        "已显示在收件人",
        "曾显示过此邮件",
        "邮件收条",
        "已读回执",
        "阅读回执",
        "此回执",
        "这份回执",
        "未经阅读",
        "未阅读即",
        "was read on",
        "has been read",
        "was displayed",
        "return receipt for the mail",
        "was deleted without being read",
        "is a receipt for the mail",
    ];
    if !is_subject(look.subject) {
        return None;
    }
    let head = head_of(look.whole, 1_000);
    let phrase = first(&head, &PHRASES);
    let is_empty = look.text.chars().filter(|c| !c.is_whitespace()).count() < 4;
    let is_it = (phrase.is_some() && !speaks_like_a_person(look.text))
        || is_empty
        || (has_null_path(look.headers) && look.text.chars().count() < 2_000);
    is_it.then(|| Judgement::default().is(AutomaticKind::ReadReceipt, Sign::Subject, look.subject))
}

/// Whether a subject is worded like that of a receipt. A person may word it so, too.
pub(super) fn is_subject(subject: &str) -> bool {
    const STARTS: [&str; 31] = [
        "read-receipt",
        "已读:",
        "已读：",
        "未读:",
        "未读：",
        "已读回执",
        "阅读回执",
        "邮件回执",
        "读取:",
        "读取：",
        "回执（已显示）",
        "回执(已显示)",
        "回执 (已显示)",
        "回执:",
        "回执：",
        "已阅读:",
        "已阅读：",
        "收条:",
        "收条：",
        "讀取:",
        "讀取：",
        "已讀:",
        "已讀：",
        "未讀:",
        "read:",
        "not read:",
        "read receipt",
        "return receipt",
        "disposition notification",
        "receipt notification",
        "开封済み",
    ];
    let subject = subject.trim().to_lowercase();
    let bare = subject.trim_start_matches(['【', '[', '（', '(']);
    STARTS.iter().any(|start| {
        subject.starts_with(start)
            || (bare.starts_with(start) && bare.contains(['】', ']', '）', ')']))
    })
}
