//! What the row of a mail says: who, about what, and what became of it.

use huiyin_core::{MailState, SuggestionId};
use huiyin_intake::mail::ParsedMail;
use huiyin_store::{MailDescription, MailOutcome};

/// What a mail says about itself, with the sender masked.
pub(super) fn describe(parsed: &ParsedMail) -> MailDescription {
    MailDescription {
        subject: parsed.subject.clone(),
        sender_masked: parsed
            .from
            .as_ref()
            .map(|from| mask_address(&from.address))
            .unwrap_or_default(),
        message_id: parsed.message_id.clone(),
    }
}

/// What became of a mail, as the row keeps it.
pub(crate) fn outcome(
    state: MailState,
    reason: &str,
    suggestion: Option<SuggestionId>,
) -> MailOutcome {
    MailOutcome {
        state,
        reason: reason.to_owned(),
        suggestion,
        trace: String::new(),
        guess: None,
    }
}

/// What makes two letters of one sender the same, whatever their ids: subject, words and files.
/// `None` without a sender, and for mails of so few words that two may well be meant.
pub(super) fn content(parsed: &ParsedMail) -> Option<String> {
    const LEAST: usize = 10;
    let sender = parsed.from.as_ref()?.address.to_lowercase();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (text, quoted) = (words(&parsed.text), words(&parsed.quoted));
    let mut files: Vec<String> = parsed
        .attachments
        .iter()
        .map(|file| huiyin_core::Digest::of(&file.bytes).to_hex())
        .collect();
    if text.chars().count() < LEAST && files.is_empty() {
        return None;
    }
    files.sort();
    let subject = words(&parsed.subject);
    Some(format!(
        "{sender}\n{subject}\n{text}\n{quoted}\n{}",
        files.join("\n")
    ))
}

/// `zh***@163.com`: enough for the desk to recognise, too little to write to.
pub(super) fn mask_address(address: &str) -> String {
    match address.split_once('@') {
        Some((local, domain)) => {
            let head: String = local.chars().take(2).collect();
            format!("{head}***@{domain}")
        }
        None => "***".to_owned(),
    }
}
