//! 退信: which notice came back, from whom, and whether for good (RFC 3464, 3463, and plain words).

use super::parsed::ParsedMail;

/// Bytes of a bounce that are looked at; the status stands before the returned mail.
const LOOK_MAX: usize = 256 * 1024;

/// What a bounce says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BounceReport {
    /// Message-ID of the mail that came back, without brackets.
    pub original: Option<String>,
    /// Whom it did not reach, lower case. Anybody can write this; it proves nothing.
    pub recipient: Option<String>,
    /// `5.1.1` (RFC 3463), when there was one.
    pub status: Option<String>,
    /// It will never arrive: the class of the status is 5, or the words say so. A full mailbox or
    /// a refusal for policy is not of that kind, even with a 5: the mailbox exists.
    pub is_hard: bool,
    /// The server's words in one line, without addresses, at most 200 characters.
    pub said: String,
}

/// Reads a mail that is a bounce. Total: of any bytes as much as can be read.
pub fn read_bounce(raw: &[u8], parsed: &ParsedMail) -> BounceReport {
    let head = raw.get(..raw.len().min(LOOK_MAX)).unwrap_or_default();
    let raw_text = String::from_utf8_lossy(head);
    let (mut status, mut recipient, mut diagnostic, mut action) = (None, None, None, None);
    let mut lines = raw_text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let mut value = value.trim().to_owned();
        let slot = match name.trim().to_ascii_lowercase().as_str() {
            "status" => &mut status,
            "final-recipient" | "x-failed-recipients" => &mut recipient,
            "diagnostic-code" => &mut diagnostic,
            "action" => &mut action,
            _ => continue,
        };
        while let Some(more) = lines.next_if(|next| next.starts_with([' ', '\t'])) {
            value.push(' ');
            value.push_str(more.trim());
        }
        if slot.is_none() {
            *slot = Some(value);
        }
    }
    let words = format!("{}\n{}", parsed.subject, parsed.text);
    let status = status
        .as_deref()
        .and_then(find_status)
        .or_else(|| diagnostic.as_deref().and_then(find_status))
        .or_else(|| find_status(&words));
    let said = diagnostic
        .clone()
        .or_else(|| telling_line(&parsed.text))
        .unwrap_or_else(|| parsed.subject.clone());
    let all = format!("{} {words}", diagnostic.unwrap_or_default()).to_lowercase();
    let is_delayed = action
        .as_deref()
        .is_some_and(|a| a.eq_ignore_ascii_case("delayed"));
    BounceReport {
        original: parsed.concerns.clone().or_else(|| returned_id(&raw_text)),
        recipient: recipient.as_deref().and_then(address_in),
        is_hard: !is_delayed && judge(status.as_deref(), &all),
        status,
        said: without_addresses(&said),
    }
}

/// Whether the mailbox is gone for good.
fn judge(status: Option<&str>, words: &str) -> bool {
    const SOFT: [&str; 14] = [
        "mailbox full",
        "mailbox is full",
        "over quota",
        "quota exceeded",
        "insufficient storage",
        "邮箱已满",
        "邮箱空间",
        "容量已满",
        "try again",
        "greylist",
        "temporar",
        "spam",
        "blocked",
        "垃圾邮件",
    ];
    const HARD: [&str; 18] = [
        "user unknown",
        "unknown user",
        "no such user",
        "no such mailbox",
        "user not found",
        "does not exist",
        "doesn't exist",
        "mailbox not found",
        "mailbox unavailable",
        "invalid recipient",
        "recipient rejected",
        "account disabled",
        "no mailbox",
        "not our customer",
        "不存在",
        "已停用",
        "已注销",
        "无此用户",
    ];
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

/// The first `d.d.d` of the classes 2, 4 and 5.
fn find_status(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|word| word.trim_matches('.'))
        .find(|word| {
            let parts: Vec<&str> = word.split('.').collect();
            matches!(parts.as_slice(), ["2" | "4" | "5", subject, detail]
                if (1..=3).contains(&subject.len()) && (1..=3).contains(&detail.len()))
        })
        .map(str::to_owned)
}

/// A line of a plain-text bounce that quotes the server.
fn telling_line(text: &str) -> Option<String> {
    let is_telling = |line: &&str| {
        let starts_with_code = line
            .split(|c: char| !c.is_ascii_digit())
            .any(|word| word.len() == 3 && word.starts_with(['4', '5']));
        starts_with_code || line.contains("不存在") || line.contains("已满")
    };
    text.lines().find(is_telling).map(str::to_owned)
}

/// Message-ID of the returned header: the last one in the bounce, never its own.
fn returned_id(raw: &str) -> Option<String> {
    let mut ids = raw.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        if !name.trim().eq_ignore_ascii_case("message-id") {
            return None;
        }
        let (_, rest) = value.split_once('<')?;
        let (id, _) = rest.split_once('>')?;
        Some(id.to_owned())
    });
    let own = ids.next()?;
    ids.next_back().filter(|id| *id != own)
}

fn address_in(text: &str) -> Option<String> {
    text.split([';', ' ', '<', '>', ',', '\t'])
        .rfind(|word| word.contains('@'))
        .map(|word| word.trim().to_lowercase())
}

/// Rows and logs must not name anybody.
fn without_addresses(text: &str) -> String {
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| if word.contains('@') { "***" } else { word })
        .collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse;

    fn read(raw: &str) -> BounceReport {
        read_bounce(raw.as_bytes(), &parse(raw.as_bytes()))
    }

    fn report(status: &str, diagnostic: &str, action: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.cn\nSubject: Undelivered Mail\nMessage-ID: <own@mx.cn>\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n\
             --B\nContent-Type: text/plain\n\nSorry.\n--B\nContent-Type: message/delivery-status\n\n\
             Reporting-MTA: dns; mx.cn\n\nFinal-Recipient: rfc822; Gone@Mail.example\n\
             Action: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {diagnostic}\n\n\
             --B\nContent-Type: message/rfc822\n\nMessage-ID: <hy-abc.1.receipt@zgh.example>\n\
             Subject: x\n\ny\n--B--\n"
        )
    }

    #[test]
    fn delivery_reports_are_read() {
        let read = read(&report(
            "5.1.1",
            "550 5.1.1 <gone@mail.example>: user\n unknown",
            "failed",
        ));
        assert_eq!(
            read.original.as_deref(),
            Some("hy-abc.1.receipt@zgh.example")
        );
        assert_eq!(read.recipient.as_deref(), Some("gone@mail.example"));
        assert_eq!(
            (read.status.as_deref(), read.is_hard),
            (Some("5.1.1"), true)
        );
        assert_eq!(read.said, "smtp; 550 5.1.1 *** user unknown");
    }

    #[test]
    fn only_a_missing_mailbox_is_for_good() {
        let check = |status: &str, said: &str, action: &str, hard: bool| {
            assert_eq!(
                read(&report(status, said, action)).is_hard,
                hard,
                "{status} {said} {action}"
            );
        };
        check("5.1.1", "550 no such user", "failed", true);
        check("5.1.1", "550 no such user", "delayed", false);
        check("5.2.2", "552 mailbox full", "failed", false);
        check("4.4.1", "connection timed out", "delayed", false);
        check("5.7.1", "554 rejected as spam", "failed", false);
        check("5.0.0", "550 user not found", "failed", true);
        check("5.7.1", "550 User unknown", "failed", true);
    }

    #[test]
    fn plain_words_are_read_too() {
        let qq = "From: postmaster@qq.com\nSubject: 系统退信\nContent-Type: text/plain; charset=utf-8\n\n\
                  很抱歉，您发送的邮件被退回。\n退信原因：550 收件人邮箱账号不存在 (gone@qq.com)\n";
        let found = read(qq);
        assert!(found.is_hard);
        assert!(
            found.said.contains("不存在") && !found.said.contains('@'),
            "{}",
            found.said
        );
        let full = qq.replace("550 收件人邮箱账号不存在", "552 收件人邮箱已满");
        assert!(!read(&full).is_hard);
        assert_eq!(read(""), BounceReport::default());
    }
}
