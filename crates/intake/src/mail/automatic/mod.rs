//! Who wrote this: a person or a program (RFC 3834 and the habits before and beside it).
//!
//! A suggestion that is taken for a program's mail is worse than an automatic reply on the desk.
//! So what only a program can have made (report parts, headers) decides alone; words, which a
//! person may use to write about the matter, decide only together.

mod bounce;
mod headers;
mod receipt;
mod spam;
mod vacation;

#[cfg(test)]
mod tests;

use super::evidence::{Evidence, Sign};
use super::header::Headers;
use super::parsed::AutomaticKind;

/// What is looked at.
pub(super) struct Look<'a> {
    pub(super) headers: &'a Headers<'a>,
    /// Decoded subject.
    pub(super) subject: &'a str,
    /// `multipart/report`, lower case.
    pub(super) content_type: &'a str,
    /// `report-type` parameter, lower case.
    pub(super) report_type: &'a str,
    /// Sender's address and display name, lower case; empty when unreadable.
    pub(super) sender: &'a str,
    pub(super) sender_name: &'a str,
    /// A part of type message/delivery-status, /disposition-notification or /feedback-report.
    pub(super) report_part: Option<AutomaticKind>,
    /// Everything readable.
    pub(super) whole: &'a str,
    /// Without history.
    pub(super) text: &'a str,
    pub(super) is_reply: bool,
}

/// What a mail is, and why.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    /// `None` for what may come from a person.
    pub(super) kind: Option<AutomaticKind>,
    pub(super) evidence: Vec<Evidence>,
}

impl Judgement {
    fn is(mut self, kind: AutomaticKind, sign: Sign, said: &str) -> Self {
        self.kind = Some(kind);
        self.see(sign, said);
        self
    }

    fn see(&mut self, sign: Sign, said: &str) {
        let evidence = Evidence::new(sign, said);
        if !self.evidence.contains(&evidence) {
            self.evidence.push(evidence);
        }
    }
}

/// The order matters: the most certain sign first.
pub(super) fn judge(look: &Look<'_>) -> Judgement {
    let mut judgement = by_structure(look)
        .or_else(|| headers::judge(look))
        .or_else(|| by_words(look))
        .unwrap_or_else(|| {
            let mut judgement = Judgement::default();
            judgement.see(
                Sign::Person,
                headers::mail_program(look).as_deref().unwrap_or(""),
            );
            judgement
        });
    if let Some(score) = spam::score(look.headers) {
        judgement.see(Sign::SpamScore, &score);
    }
    judgement
}

fn by_structure(look: &Look<'_>) -> Option<Judgement> {
    let found = |kind, said: &str| Some(Judgement::default().is(kind, Sign::ReportPart, said));
    if let Some(kind) = look.report_part {
        return found(kind, look.report_type);
    }
    match look.content_type {
        "multipart/report" => {
            let kind = match look.report_type {
                "disposition-notification" => AutomaticKind::ReadReceipt,
                "feedback-report" => AutomaticKind::Report,
                "delivery-status" => AutomaticKind::Bounce,
                _ if receipt::is_subject(look.subject) => AutomaticKind::ReadReceipt,
                _ => AutomaticKind::Bounce,
            };
            found(kind, look.report_type)
        }
        "message/disposition-notification" => found(AutomaticKind::ReadReceipt, look.content_type),
        "message/delivery-status" => found(AutomaticKind::Bounce, look.content_type),
        "message/feedback-report" => found(AutomaticKind::Report, look.content_type),
        _ => None,
    }
}

/// Without any header saying so.
fn by_words(look: &Look<'_>) -> Option<Judgement> {
    bounce::by_words(look)
        .or_else(|| receipt::by_words(look))
        .or_else(|| vacation::by_words(look))
        .or_else(|| challenge(look))
        .or_else(|| bulk(look))
}

/// An address that only sends, and an offer to stop that: nobody writes a letter so.
fn bulk(look: &Look<'_>) -> Option<Judgement> {
    const SENDERS: [&str; 14] = [
        "newsletter",
        "news",
        "edm",
        "marketing",
        "promotion",
        "promotions",
        "promo",
        "subscribe",
        "subscription",
        "mailing",
        "noreply",
        "no-reply",
        "donotreply",
        "do-not-reply",
    ];
    const OFFERS: [&str; 9] = [
        "退订",
        "取消订阅",
        "不想再收到",
        "不愿再收到",
        "不再接收",
        "拒收此类邮件",
        "unsubscribe",
        "opt out",
        "email preferences",
    ];
    let local = look.sender.split('@').next().unwrap_or_default();
    let phrase = first(&look.whole.to_lowercase(), &OFFERS)?;
    SENDERS
        .contains(&local)
        .then(|| Judgement::default().is(AutomaticKind::Bulk, Sign::Text, phrase))
}

fn challenge(look: &Look<'_>) -> Option<Judgement> {
    const STARTS: [&str; 8] = [
        "please confirm your message",
        "please confirm your email",
        "confirm your message",
        "发件人验证",
        "请验证您的邮件",
        "challenge-response",
        "verify your email to",
        "[spamarrest]",
    ];
    let subject = look.subject.to_lowercase();
    let is_challenge = STARTS.iter().any(|start| subject.starts_with(start))
        || subject.contains("sender verification")
        || subject.contains("anti-spam confirmation");
    is_challenge
        .then(|| Judgement::default().is(AutomaticKind::Challenge, Sign::Subject, look.subject))
}

/// How many of the phrases occur.
fn count(text: &str, phrases: &[&str]) -> usize {
    phrases
        .iter()
        .filter(|phrase| text.contains(**phrase))
        .count()
}

/// The first of the phrases that occurs.
fn first<'a>(text: &str, phrases: &[&'a str]) -> Option<&'a str> {
    phrases.iter().copied().find(|phrase| text.contains(phrase))
}

/// Words by which people ask, propose and complain, and which no automatic reply needs.
fn speaks_like_a_person(text: &str) -> bool {
    const WORDS: [&str; 31] = [
        "请贵",
        "请工会",
        "请领导",
        "请有关部门",
        "望尽快",
        "请尽快回复",
        "请尽快处理",
        "请尽快解决",
        "请尽快答复",
        "建议",
        "提议",
        "反映",
        "诉求",
        "投诉",
        "举报",
        "意见如下",
        "我认为",
        "我觉得",
        "我们认为",
        "希望领导",
        "希望工会",
        "希望能",
        "希望贵",
        "能否",
        "能不能",
        "可否",
        "为什么",
        "怎么办",
        "请问",
        "恳请",
        "强烈要求",
    ];
    first(text, &WORDS).is_some()
}

/// The head of a text that is searched for phrases, lower case, blanks unified.
fn head_of(text: &str, chars: usize) -> String {
    text.chars()
        .take(chars)
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect::<String>()
        .to_lowercase()
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
