//! Bounces in plain words: of qmail, Exim and sendmail, of QQ, 163 and Exchange in Chinese.

use super::super::parsed::ParsedMail;
use super::{
    ADDRESSES_MAX, BouncedAddress, DeliveryAction, addresses_in, find_status, verdict,
    without_addresses,
};

/// Lines of the notice that are looked at.
const LINES_MAX: usize = 200;
/// Lines behind an address that may give its reason.
const REACH: usize = 6;

/// What the words say of each address. `failed` are the addresses that a header names.
pub(super) fn read(parsed: &ParsedMail, failed: &[String]) -> Vec<BouncedAddress> {
    let text = if parsed.text.trim().is_empty() {
        &parsed.whole
    } else {
        &parsed.text
    };
    let lines: Vec<&str> = notice(text);
    let told = lines.iter().find(|line| verdict::is_telling(line));
    let mut found: Vec<BouncedAddress> = Vec::new();
    let mut add = |address: String, reason: &str| {
        if found.len() < ADDRESSES_MAX
            && !found
                .iter()
                .any(|known| known.address.as_ref() == Some(&address))
        {
            found.push(entry(Some(address), reason));
        }
    };
    for address in failed {
        let reason = lines
            .iter()
            .position(|line| line.to_lowercase().contains(address.as_str()))
            .and_then(|at| reason_near(&lines, at, address))
            .or_else(|| told.map(|line| (*line).to_owned()));
        add(address.clone(), &reason.unwrap_or_default());
    }
    if failed.is_empty() {
        let mut unexplained = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            for address in strangers_in(line, parsed) {
                match reason_near(&lines, at, &address) {
                    Some(reason) => add(address, &reason),
                    None => unexplained.push(address),
                }
            }
        }
        // the reason stands somewhere else
        for address in unexplained {
            add(address, told.copied().unwrap_or_default());
        }
    }
    if found.is_empty() {
        let reason = told.copied().unwrap_or(&parsed.subject);
        let words = format!("{}\n{text}", parsed.subject);
        let mut alone = entry(None, reason);
        alone.status = alone.status.or_else(|| find_status(&words));
        alone.is_hard = verdict::is_hard(alone.status.as_deref(), &words.to_lowercase());
        if !reason.is_empty() {
            found.push(alone);
        }
    }
    found
}

fn entry(address: Option<String>, reason: &str) -> BouncedAddress {
    let status = find_status(reason);
    let lower = reason.to_lowercase();
    let is_delayed = [
        "delayed",
        "will be retried",
        "still being retried",
        "已延迟",
        "继续尝试",
    ]
    .iter()
    .any(|word| lower.contains(word));
    BouncedAddress {
        is_hard: !is_delayed && verdict::is_hard(status.as_deref(), &lower),
        address,
        written_to: None,
        action: if is_delayed {
            DeliveryAction::Delayed
        } else {
            DeliveryAction::Failed
        },
        status,
        said: without_addresses(reason),
    }
}

/// The lines of the notice itself, without the copy of the mail that came back.
fn notice(text: &str) -> Vec<&str> {
    let is_copy = |line: &str| {
        let lower = line.trim_start_matches(['>', ' ', '-']).to_lowercase();
        ["received:", "return-path:", "message-id:", "mime-version:"]
            .iter()
            .any(|start| lower.starts_with(start))
            || lower.contains("copy of the message")
            || lower.contains("original message follows")
            || lower.contains("unsent message below")
    };
    text.lines()
        .take(LINES_MAX)
        .take_while(|line| !is_copy(line))
        .collect()
}

/// The addresses of a line that may be the ones not reached: not the author of the bounce, not
/// whoever it is told to, not an office.
fn strangers_in(line: &str, parsed: &ParsedMail) -> Vec<String> {
    let lower = line.trim_start().to_lowercase();
    let is_of_sender = ["发件人", "发信人", "寄件人", "from", "sender", "mail from"]
        .iter()
        .any(|start| lower.starts_with(start));
    if is_of_sender {
        return Vec::new();
    }
    let is_known = |address: &str| {
        let local = address.split('@').next().unwrap_or_default();
        ["postmaster", "mailer-daemon", "abuse", "support", "service"].contains(&local)
            || parsed
                .from
                .as_ref()
                .is_some_and(|from| from.address.to_lowercase() == address)
            || parsed
                .to
                .iter()
                .any(|to| to.address.to_lowercase() == address)
    };
    addresses_in(line)
        .into_iter()
        .filter(|address| !is_known(address))
        .collect()
}

/// What a server said about the address in this line: on the line itself or below it, up to the
/// next address.
fn reason_near(lines: &[&str], at: usize, address: &str) -> Option<String> {
    let own = lines.get(at)?;
    let mut said: Vec<&str> = Vec::new();
    // the words on the line, apart from the address
    let beside = own
        .split_whitespace()
        .filter(|word| !word.contains('@'))
        .collect::<Vec<_>>()
        .join(" ");
    if verdict::is_telling(&beside) {
        said.push(own);
    }
    for line in lines.iter().skip(at + 1).take(REACH) {
        let named = addresses_in(line);
        let names_another = named.iter().any(|other| other != address)
            && !named.iter().any(|other| other == address)
            && !verdict::is_telling(line);
        if names_another {
            break;
        }
        if line.trim().is_empty() {
            if said.is_empty() {
                continue;
            }
            break;
        }
        if verdict::is_telling(line) || !said.is_empty() {
            said.push(line);
        }
    }
    (!said.is_empty()).then(|| {
        said.iter()
            .map(|line| line.trim())
            .collect::<Vec<_>>()
            .join(" ")
    })
}
