//! What to do with a mail, and the submission made of a letter.

use huiyin_core::text::{BODY_MAX, Body, Title};
use huiyin_core::time::Instant;
use huiyin_core::{
    Channel, Identity, IdentityLevel, Personal, Submission, SuggestionKind, TicketNo,
};

use super::flaw::Flaw;
use super::parsed::{AutomaticKind, ParsedMail};

/// What a mail is. Every mail is one of these; none is dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailVerdict {
    /// A letter: to be registered.
    Suggestion,
    /// Belongs to a registered item, if the sender matches or the mail answers one of ours; the
    /// caller, who has the rows, must check that and otherwise register it as a suggestion.
    Supplement(TicketNo),
    /// Written by a program; kept as a row, not registered.
    Automatic(AutomaticKind),
    /// Cannot be placed; a visible row with the reason, in Chinese.
    Unmatched(&'static str),
}

/// Decides. `own_addresses` are the mailboxes we fetch from and send as.
pub fn classify(mail: &ParsedMail, own_addresses: &[String]) -> MailVerdict {
    if mail.flaws.contains(&Flaw::Unparsable) {
        return MailVerdict::Unmatched("邮件无法解析，请查看原件");
    }
    if let Some(kind) = mail.automatic {
        return MailVerdict::Automatic(kind);
    }
    if is_from(mail, own_addresses) {
        return MailVerdict::Unmatched("由本信箱发出，可能是循环投递");
    }
    let is_empty = !mail.has_content();
    if mail.flaws.contains(&Flaw::NoHeader) {
        return MailVerdict::Unmatched(if is_empty {
            "空邮件"
        } else {
            "没有邮件头，不像一封邮件"
        });
    }
    if let Some(no) = &mail.ticket_no {
        return if is_empty && mail.quoted.is_empty() {
            MailVerdict::Unmatched("回复没有内容")
        } else if is_empty {
            MailVerdict::Unmatched("回复中没有新的内容")
        } else {
            MailVerdict::Supplement(no.clone())
        };
    }
    if is_empty && mail.subject.trim().is_empty() {
        return MailVerdict::Unmatched(if mail.quoted.is_empty() {
            "空邮件：没有主题、正文和附件"
        } else {
            "只有引用的旧邮件，没有新的内容"
        });
    }
    // a letter without a sender is an anonymous letter: every arrival is registered
    if is_unreadable(&mail.text) && mail.attachments.is_empty() {
        return MailVerdict::Unmatched("正文无法识别，请查看原件");
    }
    MailVerdict::Suggestion
}

/// Whether one of these mailboxes sent it.
pub(super) fn is_from(mail: &ParsedMail, own_addresses: &[String]) -> bool {
    let is_own = |address: &str| own_addresses.iter().any(|own| same_mailbox(own, address));
    mail.from.as_ref().is_some_and(|from| is_own(&from.address))
}

/// Same local part (without a plus extension) and domain.
fn same_mailbox(a: &str, b: &str) -> bool {
    let normal = |address: &str| {
        let address = address.trim().to_lowercase();
        let (local, domain) = address.rsplit_once('@')?;
        Some((
            local.split('+').next().unwrap_or_default().to_owned(),
            domain.to_owned(),
        ))
    };
    normal(a).is_some_and(|a| normal(b) == Some(a))
}

/// More holes than text.
fn is_unreadable(text: &str) -> bool {
    let holes = text.matches(char::REPLACEMENT_CHARACTER).count();
    holes > 0 && holes * 2 > text.chars().filter(|c| !c.is_whitespace()).count()
}

/// A letter made ready for the funnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    pub submission: Submission,
    /// The text was longer than a body may be; the whole of it is in the raw mail.
    pub is_cut: bool,
}

/// Makes the submission of a letter: named, with the sender's name and address (anonymous when no
/// sender could be read). Attachments, the
/// mail's row id and the kind a clerk may set are added by the caller. `received_at` is the
/// arrival in the mailbox.
pub fn to_submission(mail: &ParsedMail, received_at: Instant) -> Prepared {
    let subject = strip_prefixes(&mail.subject);
    let text = mail.text.trim();
    let whole;
    let written = if text.is_empty() {
        mail.quoted.trim()
    } else if mail.forwarded.is_some() && text.chars().count() <= SHORT_NOTE {
        // "请登记": the letter is what was passed on
        whole = format!("{text}\n\n{}", mail.quoted).trim().to_owned();
        &whole
    } else {
        text
    };
    let n_files = mail.attachments.iter().filter(|a| !a.is_inline).count();
    let full = match (written.is_empty(), subject.is_empty()) {
        (false, _) => written.to_owned(),
        (true, false) if n_files == 0 && mail.attachments.is_empty() => subject.to_owned(),
        (true, false) => format!("{subject}\n\n（正文为空，内容见附件）"),
        (true, true) if mail.attachments.is_empty() => "（邮件没有正文）".to_owned(),
        (true, true) => "（邮件没有主题和正文，内容见附件）".to_owned(),
    };
    let (body, is_cut) = fit(&full);
    let title = Title::shorten(subject).unwrap_or_else(|| Title::propose(body.as_str()));
    // a text of nothing but punctuation proposes an empty line
    let title = if title.as_str().is_empty() {
        Title::propose("")
    } else {
        title
    };
    let identity = Identity {
        name: mail
            .from
            .as_ref()
            .and_then(|from| from.name.clone())
            .map(Personal::new),
        email: mail
            .from
            .as_ref()
            .map(|from| Personal::new(from.address.clone())),
        ..Identity::default()
    };
    let level = if identity.is_empty() {
        IdentityLevel::Anonymous
    } else {
        IdentityLevel::Named
    };
    let submission = Submission::new(
        Channel::Email,
        SuggestionKind::Proposal,
        title,
        body,
        received_at,
    )
    .from_submitter(level, identity);
    Prepared { submission, is_cut }
}

/// A few words above a letter that is passed on, in characters.
const SHORT_NOTE: usize = 100;

/// A body of at most [`BODY_MAX`] characters, with a word where it was cut.
fn fit(text: &str) -> (Body, bool) {
    const CUT: &str = "\n\n（原文过长，以下从略，全文见邮件原件）";
    if let Ok(body) = Body::parse("内容", text) {
        return (body, false);
    }
    let room = BODY_MAX - CUT.chars().count();
    let head: String = text.chars().take(room).collect();
    let cut = format!("{}{CUT}", head.trim_end());
    let is_cut = text.chars().count() > BODY_MAX;
    match Body::parse(
        "内容",
        if is_cut {
            &cut
        } else {
            "（邮件没有可读的正文）"
        },
    ) {
        Ok(body) => (body, is_cut),
        Err(_) => unreachable!("both texts are short enough and not empty"),
    }
}

/// Removes `Re:`, `回复:`, `转发:`, `Fw:` and counters, however many.
pub(super) fn strip_prefixes(subject: &str) -> &str {
    const MARKS: [&str; 17] = [
        "re",
        "fw",
        "fwd",
        "aw",
        "sv",
        "wg",
        "tr",
        "回复",
        "回覆",
        "回復",
        "答复",
        "答覆",
        "转发",
        "轉發",
        "轉寄",
        "转寄",
        "自动转发",
    ];
    let mut rest = subject.trim();
    loop {
        let Some((head, tail)) = rest.split_once([':', '：']) else {
            return rest;
        };
        let head = head.trim();
        // Re[2]: and Re(2):
        let head = head
            .split(['[', '(', '（', '^'])
            .next()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        if !MARKS.contains(&head.as_str()) {
            return rest;
        }
        rest = tail.trim();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse;

    const OWN: &str = "box@example.org";

    fn verdict(raw: &str) -> MailVerdict {
        classify(&parse(raw.as_bytes()), &[OWN.to_owned()])
    }

    fn submission(raw: &str) -> Prepared {
        to_submission(&parse(raw.as_bytes()), chrono::DateTime::UNIX_EPOCH)
    }

    #[test]
    fn every_mail_is_judged_and_none_is_dropped() {
        let check = |raw: &str, expect: MailVerdict| assert_eq!(verdict(raw), expect, "{raw}");
        let no = TicketNo {
            series: "GH".into(),
            year: 2026,
            seq: 123,
        };
        check(
            "From: a@b.cn\nSubject: 食堂\n\n素菜太少",
            MailVerdict::Suggestion,
        );
        check(
            "From: a@b.cn\nSubject: 食堂太贵了\n\n",
            MailVerdict::Suggestion,
        );
        check("From: a@b.cn\n\n素菜太少", MailVerdict::Suggestion);
        check(
            "From: a@b.cn\nSubject: Re: 受理 [GH2026-000123]\nIn-Reply-To: <x@y>\n\n补充照片",
            MailVerdict::Supplement(no.clone()),
        );
        check(
            "From: a@b.cn\nTo: box+GH2026-000123@example.org\nSubject: Re: x\n\n补充",
            MailVerdict::Supplement(no),
        );
        check(
            "From: a@b.cn\nSubject: Re: [GH2026-000123]\n\n> 旧话\n> 旧话",
            MailVerdict::Unmatched("回复中没有新的内容"),
        );
        check(
            "From: a@b.cn\nAuto-Submitted: auto-replied\nSubject: Re: [GH2026-000123]\n\nx",
            MailVerdict::Automatic(AutomaticKind::AutoReply),
        );
        check(
            "From: BOX@example.org\nSubject: x\n\ny",
            MailVerdict::Unmatched("由本信箱发出，可能是循环投递"),
        );
        check(
            "From: box+GH2026-000123@example.org\nSubject: x\n\ny",
            MailVerdict::Unmatched("由本信箱发出，可能是循环投递"),
        );
        check("", MailVerdict::Unmatched("空邮件"));
        check(
            "just words",
            MailVerdict::Unmatched("没有邮件头，不像一封邮件"),
        );
        check(
            "From: a@b.cn\n\n",
            MailVerdict::Unmatched("空邮件：没有主题、正文和附件"),
        );
        check("Subject: 食堂\n\n素菜太少", MailVerdict::Suggestion);
    }

    #[test]
    fn a_letter_becomes_a_named_submission() {
        let made = submission(
            "From: 张三 <zs@b.cn>\nSubject: 回复：Re: Fwd: 转发: 食堂\n\n素菜太少。\n\n发自我的iPhone",
        );
        let submission = made.submission;
        assert!(!made.is_cut);
        assert_eq!(submission.title.as_str(), "食堂");
        assert_eq!(submission.body.as_str(), "素菜太少。");
        assert_eq!(
            (submission.channel, submission.identity_level),
            (Channel::Email, IdentityLevel::Named)
        );
        let identity = submission.identity.unwrap();
        assert_eq!(identity.name.unwrap().expose(), "张三");
        assert_eq!(identity.email.unwrap().expose(), "zs@b.cn");
    }

    #[test]
    fn a_letter_without_a_sender_is_anonymous() {
        let submission = submission("Subject: 食堂\n\n素菜太少").submission;
        assert_eq!(
            (submission.identity_level, submission.identity),
            (IdentityLevel::Anonymous, None)
        );
    }

    #[test]
    fn a_letter_without_words_still_says_something() {
        let attachment = "Content-Type: application/pdf; name=a.pdf\n\n%PDF";
        let check = |raw: &str, title: &str, body: &str| {
            let made = submission(raw).submission;
            assert_eq!(
                (made.title.as_str(), made.body.as_str()),
                (title, body),
                "{raw}"
            );
        };
        check(
            "From: a@b.cn\nSubject: 食堂太贵了\n\n",
            "食堂太贵了",
            "食堂太贵了",
        );
        let mixed = |head: &str| {
            format!(
                "From: a@b.cn\n{head}Content-Type: multipart/mixed; boundary=B\n\n--B\n{attachment}\n--B--\n"
            )
        };
        check(
            &mixed("Subject: 建议书\n"),
            "建议书",
            "建议书\n\n（正文为空，内容见附件）",
        );
        check(
            &mixed(""),
            "（邮件没有主题和正文，内容见附件）",
            "（邮件没有主题和正文，内容见附件）",
        );
        check(
            "From: a@b.cn\n\n尊敬的领导：\n食堂的素菜窗口太少。望改善。",
            "食堂的素菜窗口太少",
            "尊敬的领导：\n食堂的素菜窗口太少。望改善。",
        );
        check("From: a@b.cn\n\n，，，", "（无标题）", "，，，");
    }

    #[test]
    fn a_very_long_letter_is_cut_and_says_so() {
        let made = submission(&format!(
            "From: a@b.cn\nSubject: {}\n\n{}",
            "长".repeat(300),
            "字".repeat(BODY_MAX * 2)
        ));
        assert!(made.is_cut);
        assert!(made.submission.body.as_str().ends_with("全文见邮件原件）"));
        assert!(made.submission.body.as_str().chars().count() <= BODY_MAX);
        assert_eq!(made.submission.title.as_str().chars().count(), 100);
    }

    #[test]
    fn prefixes_are_stripped() {
        let check = |subject: &str, expect: &str| assert_eq!(strip_prefixes(subject), expect);
        check("Re: RE: 食堂", "食堂");
        check("回复： 转发：食堂", "食堂");
        check("Re[2]: 食堂", "食堂");
        check("答复: Re(3): 食堂", "食堂");
        check("建议：食堂", "建议：食堂");
        check("Re:", "");
        check("关于3:1比例", "关于3:1比例");
    }
}
