//! Replies of programs while their owner is away, or always.

use super::super::NOTICE_MARK;
use super::super::evidence::Sign;
use super::super::parsed::AutomaticKind;
use super::{Judgement, Look, first, head_of, speaks_like_a_person};

/// Longest text of a reply that nobody wrote now, in characters.
const LONGEST: usize = 600;

/// By the subject that programs put in front, or by a short text that says it is automatic.
pub(super) fn by_words(look: &Look<'_>) -> Option<Judgement> {
    let kind = if is_away_subject(look.subject) || is_away_text(look.text) {
        AutomaticKind::OutOfOffice
    } else {
        AutomaticKind::AutoReply
    };
    let text_says = says_automatic(look.text);
    let person = speaks_like_a_person(look.text);
    let is_short = look.text.chars().count() <= LONGEST;
    if (is_auto_reply_subject(look.subject) || is_away_subject(look.subject))
        && (text_says.is_some() || !person)
    {
        return Some(Judgement::default().is(kind, Sign::Subject, look.subject));
    }
    if person || !is_short || look.text.trim().is_empty() {
        return None;
    }
    if let Some(phrase) = text_says {
        return Some(Judgement::default().is(kind, Sign::Text, phrase));
    }
    // what everybody's vacation text says; but only as an answer, for a person may be away, too
    if look.is_reply && is_away_text(look.text) {
        return Some(Judgement::default().is(AutomaticKind::OutOfOffice, Sign::Text, ""));
    }
    if look.is_reply && is_bare_acknowledgement(look.text) {
        return Some(Judgement::default().is(AutomaticKind::AutoReply, Sign::Text, ""));
    }
    None
}

/// "自动回复: 关于食堂": the mark with what separates it from the subject answered.
pub(super) fn is_auto_reply_subject(subject: &str) -> bool {
    const MARKS: [&str; 27] = [
        "自动回复",
        "自动答复",
        "自动应答",
        "自动响应",
        "自動回覆",
        "自動回復",
        "自動答覆",
        "系统自动回复",
        "邮件自动回复",
        "假期自动回复",
        "休假自动回复",
        "来信自动回复",
        "自动转发",
        "外出自动回复",
        "auto reply",
        "autoreply",
        "auto-reply",
        "auto response",
        "auto-response",
        "autoresponse",
        "autorespons",
        "automatic reply",
        "automatic response",
        "automated reply",
        "automated response",
        "automatische antwort",
        "réponse automatique",
    ];
    let lower = subject.trim().to_lowercase();
    let mut rest = lower.as_str();
    // an answer to us carries the mark behind "Re:" as well
    for prefix in ["re:", "re：", "回复:", "回复：", "答复:", "答复："] {
        rest = rest.strip_prefix(prefix).map_or(rest, str::trim_start);
    }
    if rest.starts_with("auto:") {
        return true;
    }
    let is_bracketed = rest.starts_with(['[', '【', '(', '（', '<']);
    let bare = rest.trim_start_matches(['[', '【', '(', '（', '<', ' ']);
    MARKS.iter().any(|mark| {
        bare.strip_prefix(mark).is_some_and(|after| {
            let next = after.trim_start().chars().next();
            match next {
                None => true,
                Some(':' | '：' | '-' | '—' | '_' | '|' | '/') => true,
                Some(']' | '】' | ')' | '）' | '>') => is_bracketed,
                Some('(' | '（' | '[' | '【') => true,
                Some(_) => false,
            }
        })
    })
}

pub(super) fn is_away_subject(subject: &str) -> bool {
    const PARTS: [&str; 16] = [
        "out of office",
        "out of the office",
        "out-of-office",
        "不在办公室",
        "外出自动",
        "外出答复",
        "休假自动",
        "休假通知",
        "出差自动回复",
        "vacation reply",
        "on vacation",
        "away from my mail",
        "away from the office",
        "away until",
        "不在辦公室",
        "外出時",
    ];
    let subject = subject.to_lowercase();
    // a person may complain about "不在办公室"; a program puts it in front
    let in_front = PARTS.iter().any(|part| {
        subject.find(part).is_some_and(|at| {
            subject
                .get(..at)
                .is_some_and(|head| head.chars().count() <= 12)
        })
    });
    let is_marked = [
        "自动",
        "答复",
        "回复",
        "auto",
        "vacation",
        "自動",
        "re:",
        "away",
        "休假通知",
    ]
    .iter()
    .any(|word| subject.contains(word));
    let is_headed = ["out of office", "out of the office", "out-of-office"]
        .iter()
        .any(|part| {
            subject.strip_prefix(part).is_some_and(|rest| {
                rest.trim_start()
                    .chars()
                    .next()
                    .is_none_or(|c| !c.is_alphanumeric())
            })
        });
    in_front && (is_headed || is_marked)
}

/// "This is an automatic reply": gives the phrase.
fn says_automatic(text: &str) -> Option<&'static str> {
    const PHRASES: [&str; 36] = [
        "假期自动回复邮件",
        "此邮件为自动回复",
        "此邮件是自动回复",
        "此邮件为系统自动",
        "此邮件由系统自动",
        "此邮件为自动",
        "本邮件为自动回复",
        "本邮件为系统自动",
        "本邮件由系统自动",
        "本邮件系自动回复",
        "本邮件系统自动",
        "该邮件为系统自动",
        "这是一封自动回复",
        "这是一封自动",
        "这封邮件是自动",
        "这是自动回复",
        "这是系统自动",
        "这是一封系统自动",
        "此为自动回复",
        "此信为系统自动",
        "此信为自动回复",
        "系统自动回复，请勿",
        "自动发送，请勿回复",
        "自动发出，请勿",
        "自动回复邮件，请勿",
        "[自动回复]",
        "【自动回复】",
        "（自动回复）",
        "this is an automatic reply",
        "this is an automated reply",
        "this is an automated response",
        "this is an automatic response",
        "this is an auto-reply",
        "this is an autoreply",
        "this is an automated message",
        "auto-generated email",
    ];
    // an answer that repeats our notice without marking it as history is still an answer
    let own_words = text.split(NOTICE_MARK).next().unwrap_or_default();
    let head = head_of(own_words, LONGEST);
    if let Some(phrase) = first(&head, &PHRASES) {
        return Some(phrase);
    }
    ["自动回复：", "自动回复:", "自动答复：", "自动答复:"]
        .into_iter()
        .find(|start| head.starts_with(start))
}

/// Whether a short text says that its owner is away.
pub(super) fn is_away_text(text: &str) -> bool {
    const ABSENT: [&str; 42] = [
        "不便查收",
        "无法查收",
        "无法查看邮件",
        "不能查看邮件",
        "不便回复",
        "无法回复",
        "无法亲自回复",
        "正在外出",
        "外出中",
        "外出期间",
        "出差中",
        "出差期间",
        "休假期间",
        "假期中",
        "正在度假",
        "正在年休",
        "因产假",
        "因病休",
        "正在休假",
        "休假中",
        "在休假",
        "外出休假",
        "出差在外",
        "正在出差",
        "在外出差",
        "外出不在",
        "不在办公室",
        "不在辦公室",
        "休年假",
        "产假期间",
        "无法及时",
        "不能及时",
        "out of office",
        "out of the office",
        "on vacation",
        "on holiday",
        "on leave",
        "away from the office",
        "away from my desk",
        "away from my email",
        "currently away",
        "limited access to email",
    ];
    // what only somebody says who will be back
    const PROMISE: [&str; 20] = [
        "回复您",
        "给您回复",
        "回复你",
        "给你回复",
        "与您联系",
        "和您联系",
        "将尽快回复",
        "尽快给您",
        "假期结束后",
        "回来后将",
        "尽快回复",
        "尽快处理",
        "回覆您",
        "will respond",
        "will reply",
        "will get back",
        "upon my return",
        "when i return",
        "respond to your",
        "接替",
    ];
    // whom to turn to instead: with a number or an address, or where it is urgent
    const INSTEAD: [&str; 7] = [
        "请联系",
        "请与",
        "请致电",
        "请拨打",
        "请电话",
        "please contact",
        "please call",
    ];
    if text.chars().count() > LONGEST || speaks_like_a_person(text) {
        return false;
    }
    let head = head_of(text, LONGEST);
    let is_urgent = ["急事", "紧急", "要事", "urgent"]
        .iter()
        .any(|word| head.contains(word));
    let names_somebody =
        head.contains('@') || head.chars().filter(char::is_ascii_digit).count() >= 7;
    let sends_on = first(&head, &INSTEAD).is_some() && (is_urgent || names_somebody);
    let has_left = ["已离职", "已经离职", "已调离", "已退休", "不再负责"]
        .iter()
        .any(|word| head.contains(word))
        && [
            "今后工作",
            "后续工作",
            "工作请",
            "业务请",
            "工作由",
            "业务由",
        ]
        .iter()
        .any(|word| head.contains(word));
    let is_absent = first(&head, &ABSENT).is_some();
    (is_absent && (first(&head, &PROMISE).is_some() || sends_on)) || has_left
}

/// "您的邮件已收到，我会尽快给您回复。谢谢！" and nothing else.
fn is_bare_acknowledgement(text: &str) -> bool {
    const RECEIVED: [&str; 16] = [
        "邮件已收到",
        "邮件我已收到",
        "邮件我已经收到",
        "邮件已经收到",
        "来信已收到",
        "来信收到",
        "来信已收悉",
        "邮件已收悉",
        "已收到您的来信",
        "已收到您的邮件",
        "已收到你的邮件",
        "已经收到您的邮件",
        "已经收到你的邮件",
        "收到您的邮件",
        "we have received your email",
        "i have received your email",
    ];
    const PROMISE: [&str; 18] = [
        "给您答复",
        "给您回复",
        "给你回复",
        "个工作日内",
        "尽快答复",
        "尽快与您",
        "尽快联系",
        "及时处理",
        "会及时",
        "尽快回复",
        "尽快给您回复",
        "尽快给你回复",
        "尽快处理",
        "尽快与您联系",
        "会及时回复",
        "及时给您回复",
        "as soon as possible",
        "get back to you",
    ];
    let head = head_of(text, 200);
    text.chars().count() <= 120
        && first(&head, &RECEIVED).is_some()
        && first(&head, &PROMISE).is_some()
}
