//! Headers that programs write about themselves.

use super::super::evidence::Sign;
use super::super::header::Headers;
use super::super::parsed::AutomaticKind;
use super::{Judgement, Look, bounce, receipt, vacation};

/// Decides by headers, with a look at the words where a header says only that it was a program.
pub(super) fn judge(look: &Look<'_>) -> Option<Judgement> {
    let headers = look.headers;
    let found = |kind, said: &str| Some(Judgement::default().is(kind, Sign::Header, said));
    for name in [
        "x-failed-recipients",
        "x-ms-exchange-message-is-ndr",
        "x-actual-recipient-failed",
    ] {
        if headers.has(name) {
            return found(AutomaticKind::Bounce, name);
        }
    }
    if let Some(judgement) = bounce::by_sender(look) {
        return Some(judgement);
    }
    let auto_submitted = keyword(headers, "auto-submitted");
    if !matches!(auto_submitted.as_str(), "" | "no") {
        let said = format!("Auto-Submitted: {auto_submitted}");
        let kind = refine(look).unwrap_or(match auto_submitted.as_str() {
            "auto-replied" => AutomaticKind::AutoReply,
            "auto-notified" if vacation::is_auto_reply_subject(look.subject) => {
                AutomaticKind::AutoReply
            }
            _ if list_header(headers).is_some() => AutomaticKind::Bulk,
            _ => AutomaticKind::Generated,
        });
        return found(kind, &said);
    }
    if let Some(name) = auto_reply_header(headers) {
        return found(refine(look).unwrap_or(AutomaticKind::AutoReply), &name);
    }
    if headers.has("x-boxbe")
        || headers.lower("x-mailer").contains("tmda")
        || headers.has("x-tmda-confirm")
        || headers.has("x-spamarrest-challenge")
    {
        return found(AutomaticKind::Challenge, "X-Boxbe, X-TMDA");
    }
    let precedence = keyword(headers, "precedence");
    let is_mass = matches!(precedence.as_str(), "bulk" | "list" | "junk");
    if is_mass || list_header(headers).is_some() {
        let said = list_header(headers)
            .map(str::to_owned)
            .unwrap_or_else(|| format!("Precedence: {precedence}"));
        // vacation programs and old bounces call themselves bulk as well
        let kind = match refine(look) {
            Some(kind) => kind,
            None if is_mass && vacation::is_auto_reply_subject(look.subject) => {
                AutomaticKind::AutoReply
            }
            None => AutomaticKind::Bulk,
        };
        return found(kind, &said);
    }
    if vacation::is_auto_reply_subject(look.subject)
        && (headers.has("x-auto-response-suppress")
            || headers.has("x-ms-exchange-inbox-rules-loop"))
    {
        return found(
            refine(look).unwrap_or(AutomaticKind::AutoReply),
            "X-Auto-Response-Suppress",
        );
    }
    if has_null_path(headers) {
        let kind = refine(look);
        // saved drafts and some gateways lose the path of a person's letter
        if kind.is_none() && mail_program(look).is_some() {
            return None;
        }
        let judgement = Judgement::default();
        return Some(judgement.is(
            kind.unwrap_or(AutomaticKind::AutoReply),
            Sign::NullReturnPath,
            "",
        ));
    }
    if headers.has("x-cron-env") {
        return found(AutomaticKind::Generated, "X-Cron-Env");
    }
    None
}

/// What kind of program, when a header says that it was one.
fn refine(look: &Look<'_>) -> Option<AutomaticKind> {
    if bounce::is_subject(look.subject) || bounce::weight(look) >= 3 {
        Some(AutomaticKind::Bounce)
    } else if receipt::is_subject(look.subject) && !look.subject.to_lowercase().starts_with("read ")
    {
        Some(AutomaticKind::ReadReceipt)
    } else if vacation::is_away_subject(look.subject) || vacation::is_away_text(look.text) {
        Some(AutomaticKind::OutOfOffice)
    } else {
        None
    }
}

/// The first word of a value, lower case, without parameters and comments.
fn keyword(headers: &Headers<'_>, name: &str) -> String {
    headers
        .lower(name)
        .split([';', '(', ' ', ','])
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

pub(super) fn has_null_path(headers: &Headers<'_>) -> bool {
    headers
        .text("return-path")
        .is_some_and(|path| path.replace(' ', "") == "<>")
}

/// A header that says "this is an automatic reply", by name or by value.
fn auto_reply_header(headers: &Headers<'_>) -> Option<String> {
    let is_off = |value: &str| matches!(value, "" | "no" | "0" | "false" | "none" | "off");
    for field in &headers.0 {
        let plain: String = field
            .name
            .chars()
            .filter(|c| *c != '-' && *c != '_')
            .collect();
        let says_so = ["autoreply", "autorespon", "autoanswer", "vacation"]
            .iter()
            .any(|word| plain.contains(word));
        let is_about_others = ["suppress", "xno", "disable", "allow"]
            .iter()
            .any(|word| plain.contains(word));
        if says_so && !is_about_others && !is_off(&headers.lower(&field.name)) {
            return Some(field.name.clone());
        }
    }
    let says = |name: &str, words: &[&str]| {
        let value = headers.lower(name);
        words.iter().any(|word| value.contains(word))
    };
    let by_value: [(&str, &[&str]); 8] = [
        (
            "x-mailer",
            &["autorespon", "auto-reply", "autoreply", "vacation"],
        ),
        ("precedence", &["auto_reply", "auto-reply"]),
        ("preference", &["auto_reply", "auto-reply"]),
        ("x-precedence", &["auto_reply", "auto-reply"]),
        ("x-autogenerated", &["reply"]),
        ("x-apple-action", &["vacation"]),
        ("delivered-to", &["autoresponder"]),
        ("x-post-messageclass", &["autoresponder"]),
    ];
    by_value
        .iter()
        .find(|(name, words)| says(name, words))
        .map(|(name, _)| (*name).to_owned())
}

/// Headers of mailing lists (RFC 2369, RFC 2919) and of those who send in bulk. `Feedback-ID` is
/// none: QQ writes it into every personal letter.
fn list_header(headers: &Headers<'_>) -> Option<&'static str> {
    [
        "list-id",
        "list-unsubscribe",
        "list-post",
        "list-owner",
        "list-subscribe",
        "list-archive",
        "x-mailing-list",
        "mailing-list",
        "x-list",
        "x-mailman-version",
        "x-mailinglist",
        "x-ml-name",
        "x-campaign-id",
        "x-campaignid",
        "x-campaign",
        "x-mailchimp-campaign-id",
        "x-mc-user",
        "x-csa-complaints",
    ]
    .into_iter()
    .find(|name| headers.has(name))
}

/// The program a person wrote with, as it names itself.
pub(super) fn mail_program(look: &Look<'_>) -> Option<String> {
    const OF_PEOPLE: [&str; 22] = [
        "foxmail",
        "qqmail",
        "outlook",
        "thunderbird",
        "apple mail",
        "iphone mail",
        "ipad mail",
        "ios mail",
        "coremail",
        "netease",
        "the bat",
        "lotus notes",
        "mailmaster",
        "wemail",
        "becky",
        "evolution",
        "kmail",
        "sylpheed",
        "k-9 mail",
        "mutt",
        "roundcube",
        "dreammail",
    ];
    ["x-mailer", "user-agent"].iter().find_map(|name| {
        let said = look.headers.lower(name);
        OF_PEOPLE
            .iter()
            .any(|program| said.contains(program))
            .then_some(said)
    })
}
