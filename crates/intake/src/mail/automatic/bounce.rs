//! Mail that says that a mail did not arrive, with or without RFC 3464.

use super::super::evidence::Sign;
use super::super::parsed::AutomaticKind;
use super::headers::has_null_path;
use super::{Judgement, Look, count, first, head_of, speaks_like_a_person};

/// Nobody writes letters from these.
const DAEMONS: [&str; 9] = [
    "mailer-daemon",
    "mailer_daemon",
    "mail-daemon",
    "mailerdaemon",
    "mdaemon",
    "bounce",
    "bounces",
    "mail-delivery-subsystem",
    "mailer-demon",
];
/// People may write from these, though mostly programs do.
const OFFICES: [&str; 16] = [
    "sysadmin",
    "mailer_admin",
    "postmaster",
    "post_master",
    "mail-admin",
    "root",
    "admin",
    "administrator",
    "mailadmin",
    "mailsystem",
    "mail-system",
    "noreply",
    "no-reply",
    "donotreply",
    "system",
    "mailer",
];
/// How programs sign their bounces.
const NAMES: [&str; 12] = [
    "mail delivery",
    "mailer-daemon",
    "mail daemon",
    "mail administrator",
    "mail system",
    "delivery subsystem",
    "postmaster",
    "system administrator",
    "系统管理员",
    "系统退信",
    "邮件系统",
    "邮箱管理员",
];

/// By the mailbox it came from.
pub(super) fn by_sender(look: &Look<'_>) -> Option<Judgement> {
    let local = look.sender.split('@').next().unwrap_or_default();
    let is_daemon = DAEMONS.contains(&local)
        || local.starts_with("mailer-daemon")
        || local.starts_with("bounces+")
        || local.starts_with("microsoftexchange")
        || (look.sender.is_empty() && has_null_path(look.headers));
    let said = if look.sender.is_empty() { "<>" } else { local };
    if is_daemon && !speaks_like_a_person(look.text) {
        return Some(Judgement::default().is(AutomaticKind::Bounce, Sign::Sender, said));
    }
    let is_office = is_office(look);
    let is_told = is_subject(look.subject)
        || weight(look) >= 2
        // notices of Amazon SNS about mail sent through SES
        || look.whole.contains("\"notificationType\":\"")
        || (local == "postmaster" && has_null_path(look.headers));
    (is_office && is_told).then(|| {
        let mut judgement = Judgement::default().is(AutomaticKind::Bounce, Sign::Sender, said);
        judgement.see(Sign::Subject, look.subject);
        judgement
    })
}

fn is_office(look: &Look<'_>) -> bool {
    let local = look.sender.split('@').next().unwrap_or_default();
    OFFICES.contains(&local)
        || OFFICES
            .iter()
            .take(1)
            .any(|office| local.starts_with(office))
        || first(look.sender_name, &NAMES).is_some()
}

/// By subject and text together; by the subject alone when only a program words it so.
pub(super) fn by_words(look: &Look<'_>) -> Option<Judgement> {
    let weight = weight(look);
    let subject = look.subject.to_lowercase();
    let certain = CERTAIN.iter().any(|start| subject.starts_with(start));
    let is_it = (certain && (weight > 0 || !speaks_like_a_person(look.text)))
        || (is_subject(look.subject)
            && (weight >= 2
                || (((weight > 0 && names_recipient(look.whole)) || is_of_outlook(&subject))
                    && !speaks_like_a_person(look.text))
                || look.text.trim().is_empty()))
        // a copied session and the header of the mail that came back
        || (weight >= 4 && has_copied_header(look.whole) && !speaks_like_a_person(look.text));
    is_it.then(|| {
        let sign = if certain || is_subject(look.subject) {
            Sign::Subject
        } else {
            Sign::Text
        };
        Judgement::default().is(AutomaticKind::Bounce, sign, look.subject)
    })
}

/// "未送达: 关于食堂", with the half-width colon and the blank that Outlook and Exchange write.
fn is_of_outlook(subject: &str) -> bool {
    [
        "未送达: ",
        "未传递: ",
        "无法传递: ",
        "已延迟: ",
        "传递失败: ",
        "無法傳遞: ",
    ]
    .iter()
    .any(|start| subject.starts_with(start))
}

/// Subjects that no person invents.
const CERTAIN: [&str; 21] = [
    "complaint about message from",
    "loop alert:",
    "undelivered mail returned",
    "undeliverable:",
    "undeliverable mail",
    "undeliverable message",
    "delivery status notification",
    "delivery failure",
    "delivery notification: delivery has",
    "mail delivery failed",
    "mail delivery failure",
    "failure notice",
    "returned mail:",
    "mail system error",
    "message delivery failure",
    "mail could not be delivered",
    "nondeliverable mail",
    "warning: could not send message",
    "postmaster notify:",
    "non delivery notification",
    "system退信",
];

/// What no letter of a person needs beside the words of a bounce: an address, a code of a server,
/// the word for whom a mail is written to.
fn names_recipient(text: &str) -> bool {
    let head = head_of(text, 2_000);
    head.contains('@')
        || ["收件人", "recipient", "收信人", "服务器", "smtp"]
            .iter()
            .any(|word| head.contains(word))
        || head
            .split(|c: char| !c.is_ascii_digit())
            .any(|word| word.len() == 3 && word.starts_with(['4', '5']))
}

/// Whether a subject is worded like that of a bounce. A person may word it so, too.
pub(super) fn is_subject(subject: &str) -> bool {
    /// What follows must be a mark or the end: 退信太多怎么办 is a question.
    const CHINESE: [&str; 42] = [
        "邮件投递延迟",
        "邮件延迟投递",
        "邮件延迟",
        "投递延迟",
        "投递状态",
        "邮件投递状态",
        "邮件未送达",
        "邮件未能送达",
        "邮件未投递成功",
        "邮件被拒收",
        "您的邮件未能送达",
        "您的邮件无法送达",
        "您的邮件被退回",
        "您发送的邮件被退回",
        "系统退信",
        "退信通知",
        "退信提醒",
        "退信",
        "邮件退信",
        "邮件退回通知",
        "邮件退回",
        "邮件投递失败",
        "邮件发送失败",
        "邮件投递失败通知",
        "邮件发送失败通知",
        "投递失败",
        "投递失败通知",
        "邮件无法送达",
        "无法投递",
        "未送达",
        "未传递",
        "无法送达",
        "无法传递",
        "传递失败",
        "郵件傳送失敗",
        "寄件失敗",
        "無法傳遞",
        "邮件传递延迟",
        "已延迟",
        "发送失败",
        "邮件被退回",
        "退信报告",
    ];
    const FOREIGN: [&str; 32] = [
        "undeliver",
        "returned to sender",
        "mail failure",
        "delivery report",
        "failed mail",
        "failure delivery",
        "delivery error",
        "returned mail",
        "unable to deliver",
        "delivery notification",
        "email bounce",
        "bounce notification",
        "delivery delayed",
        "delivery has failed",
        "error sending your mail",
        "failed transaction",
        "delayed mail",
        "mail delivery status",
        "are not member (",
        "message delay",
        "unzustellbar",
        "nicht zustellbar",
        "non remis",
        "non distribuable",
        "no se puede entregar",
        "no entregable",
        "mancato recapito",
        "配信できません",
        "配信不能",
        "送信できません",
        "送信不能",
        "エラーメール",
    ];
    let subject = subject.trim().to_lowercase();
    let is_marked = |rest: &str| {
        rest.chars()
            .next()
            .is_none_or(|c| !c.is_alphanumeric() || c.is_ascii_digit())
    };
    let bare = subject.trim_start_matches(['【', '[', '（', '(', '<', '《']);
    CERTAIN.iter().any(|start| subject.starts_with(start))
        || CHINESE
            .iter()
            .filter_map(|start| bare.strip_prefix(start))
            .any(|rest| is_marked(without_notice(rest)))
        || FOREIGN
            .iter()
            .any(|part| subject.starts_with(part) || (subject.len() < 80 && subject.contains(part) && !subject.contains("re:")))
        // 来自qq.com的退信
        || (subject.starts_with("来自") && subject.ends_with("的退信"))
}

/// 退信通知, 退信提醒, 退信报告 are 退信.
fn without_notice(rest: &str) -> &str {
    ["通知", "提醒", "报告", "告知", "函"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest)
}

/// Number of phrases of bounces in the text.
pub(super) fn weight(look: &Look<'_>) -> usize {
    const PHRASES: [&str; 76] = [
        "传递到以下收件人",
        "未能向这些收件人",
        "user not found",
        "invalid user",
        "requested action not taken",
        "error message below",
        "\"notificationtype\":\"bounce\"",
        "\"notificationtype\":\"complaint\"",
        "bouncedrecipients",
        "you are not a member of this mailing list",
        "duplicated message-id",
        "original mail as follows",
        "does not exist",
        "delivery status notification",
        "mail server",
        "配信できません",
        "お届けできません",
        "送信できません",
        "could not be delivered",
        "couldn't be delivered",
        "cannot be delivered",
        "can not be delivered",
        "was not delivered",
        "wasn't delivered",
        "not be delivered to",
        "delivery has failed",
        "delivery failed",
        "failed to deliver",
        "unable to deliver",
        "could not deliver",
        "undeliverable",
        "undelivered",
        "returned to sender",
        "returning your message",
        "permanent error",
        "permanent fatal error",
        "failed permanently",
        "delivery to the following recipient",
        "user unknown",
        "unknown user",
        "no such user",
        "mailbox unavailable",
        "mailbox full",
        "mailbox is full",
        "over quota",
        "recipient address rejected",
        "address rejected",
        "host unknown",
        "transcript of session",
        "the mail system",
        "giving up on it",
        "remote host said",
        "smtp error from remote",
        "diagnostic-code",
        "final-recipient",
        "reporting-mta",
        "message size exceeds",
        "unrouteable address",
        "退信原因",
        "被退回",
        "退信",
        "无法送达",
        "未能送达",
        "投递失败",
        "无法投递",
        "不能投递",
        "收件人地址不存在",
        "用户不存在",
        "收件人不存在",
        "邮箱已满",
        "邮件发送失败",
        "被拒收",
        "传递失败",
        "无法发送到",
        "找不到电子邮件地址",
        "エラーメール",
    ];
    count(&head_of(look.whole, 4_000), &PHRASES)
}

/// Header lines of another mail within the text.
fn has_copied_header(text: &str) -> bool {
    let starts = [
        "received:",
        "message-id:",
        "from:",
        "subject:",
        "return-path:",
    ];
    let seen = text
        .lines()
        .take(400)
        .filter(|line| {
            let line = line.trim_start_matches(['>', ' ']).to_lowercase();
            starts.iter().any(|start| line.starts_with(start))
        })
        .count();
    seen >= 3
}
