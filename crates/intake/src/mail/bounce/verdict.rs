//! Whether an address is gone for good.

/// By status (RFC 3463) and the server's words, lower case.
pub(super) fn is_hard(status: Option<&str>, words: &str) -> bool {
    if let Some(status) = status {
        // the mailbox or its domain; everything else of class 5 is about this mail or our server
        let about_address = [
            "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4",
        ];
        if about_address.contains(&status) {
            return true;
        }
        if !status.starts_with('5') {
            return false;
        }
    }
    if SOFT.iter().any(|word| words.contains(word)) {
        return false;
    }
    HARD.iter().any(|word| words.contains(word)) || status == Some("5.0.0")
}

/// Whether a line says why a mail did not arrive.
pub(super) fn is_telling(line: &str) -> bool {
    const OTHER: [&str; 22] = [
        "rejected",
        "denied",
        "refused",
        "timed out",
        "timeout",
        "failed",
        "could not",
        "cannot",
        "unable",
        "undeliver",
        "host or domain name not found",
        "relay",
        "拒收",
        "拒绝",
        "被拒",
        "超时",
        "无法",
        "失败",
        "未能",
        "退信原因",
        "错误",
        "超出",
    ];
    let lower = line.to_lowercase();
    let code = lower
        .split(|c: char| !c.is_ascii_digit())
        .any(|word| word.len() == 3 && word.starts_with(['4', '5']));
    code || [&HARD[..], &SOFT[..], &OTHER[..]]
        .concat()
        .iter()
        .any(|word| lower.contains(word))
}

/// The mailbox exists, or may exist.
const SOFT: [&str; 34] = [
    "mailbox full",
    "mailbox is full",
    "mailbox size",
    "over quota",
    "overquota",
    "quota exceeded",
    "exceeded storage",
    "insufficient storage",
    "not enough space",
    "邮箱已满",
    "邮箱空间",
    "容量已满",
    "空间已满",
    "空间不足",
    "超出容量",
    "try again",
    "retry later",
    "greylist",
    "temporar",
    "timed out",
    "frequency limit",
    "too many",
    "spam",
    "blocked",
    "block list",
    "blacklist",
    "content denied",
    "message size",
    "垃圾邮件",
    "反垃圾",
    "黑名单",
    "频率",
    "暂时",
    "稍后",
];

const HARD: [&str; 50] = [
    "user unknown",
    "unknown user",
    "unknown recipient",
    "unknown address",
    "no such user",
    "no such mailbox",
    "no such recipient",
    "no such address",
    "no mailbox here",
    "no mailbox",
    "user not found",
    "user doesn't",
    "does not exist",
    "doesn't exist",
    "mailbox not found",
    "mailbox unavailable",
    "recipient not found",
    "recipnotfound",
    "address not found",
    "account not found",
    "invalid recipient",
    "invalid user",
    "invalid mailbox",
    "bad destination mailbox",
    "not a valid mailbox",
    "not a valid user",
    "not our customer",
    "recipient rejected",
    "recipient address rejected: access denied",
    "account disabled",
    "account has been disabled",
    "account is disabled",
    "user suspended",
    "unrouteable address",
    "host unknown",
    "host not found",
    "domain not found",
    "name not found",
    "不存在",
    "已停用",
    "已注销",
    "已销户",
    "已冻结",
    "被冻结",
    "已禁用",
    "被禁用",
    "无此用户",
    "没有此用户",
    "没有这个用户",
    "找不到",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_missing_mailbox_is_for_good() {
        let check = |status: &str, words: &str, expect: bool| {
            let status = Some(status).filter(|s| !s.is_empty());
            assert_eq!(is_hard(status, words), expect, "{status:?} {words}");
        };
        check("5.1.1", "550 no such user", true);
        check("5.2.2", "552 mailbox full", false);
        check("4.4.1", "connection timed out", false);
        check("5.7.1", "554 rejected as spam", false);
        check("5.0.0", "550 user not found", true);
        check("5.7.1", "550 user unknown", true);
        check("5.4.1", "recipient address rejected: access denied", true);
        check("", "收件人邮箱地址不存在", true);
        check("", "收件人的邮箱空间已满", false);
        check("", "对方服务器拒收：疑似垃圾邮件", false);
        check("", "域名不存在，或者暂时无法解析", false);
        check("", "谢谢", false);
    }

    #[test]
    fn a_line_that_says_why_is_known() {
        for line in [
            "550 5.1.1 user unknown",
            "退信原因：收件人拒收",
            "Connection timed out",
            "host mx.example said: 452 too much mail",
        ] {
            assert!(is_telling(line), "{line}");
        }
        for line in ["您好", "gone@mail.example", "主题：食堂"] {
            assert!(!is_telling(line), "{line}");
        }
    }
}
