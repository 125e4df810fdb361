//! 退信: which notice came back, from whom, and whether for good (RFC 3464, 3463, and plain words).

mod fields;
mod verdict;
mod words;

use super::parsed::ParsedMail;

/// Bytes of a bounce that are looked at where it has no report part; the status stands before the
/// returned mail.
const LOOK_MAX: usize = 256 * 1024;
/// Addresses that are read of one bounce.
const ADDRESSES_MAX: usize = 100;

/// What became of a mail on its way to one address (RFC 3464 2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryAction {
    Failed,
    /// Still tried.
    Delayed,
    Delivered,
    /// Handed to a system that sends no reports.
    Relayed,
    /// Handed to the members of a list.
    Expanded,
}

impl DeliveryAction {
    /// Every action.
    pub const ALL: &'static [Self] = &[
        Self::Failed,
        Self::Delayed,
        Self::Delivered,
        Self::Relayed,
        Self::Expanded,
    ];

    /// What the desk reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Failed => "投递失败",
            Self::Delayed => "推迟投递，服务器还在重试",
            Self::Delivered => "已经送达",
            Self::Relayed => "已经转交其他系统",
            Self::Expanded => "已经分发给列表成员",
        }
    }

    /// Whether the mail did not get through, for now at least.
    pub const fn is_trouble(self) -> bool {
        match self {
            Self::Failed | Self::Delayed => true,
            Self::Delivered | Self::Relayed | Self::Expanded => false,
        }
    }

    /// The value of the field; anything unknown is a failure, for that is what reports are for.
    fn read(value: &str) -> Self {
        match value.trim().to_ascii_lowercase().as_str() {
            "delayed" => Self::Delayed,
            "delivered" | "deliverable" => Self::Delivered,
            "relayed" => Self::Relayed,
            "expanded" => Self::Expanded,
            _ => Self::Failed,
        }
    }
}

/// What a bounce says of one address.
#[derive(Clone, PartialEq, Eq)]
pub struct BouncedAddress {
    /// Whom it did not reach in the end, lower case; `None` when nobody is named. Anybody can
    /// write this; it proves nothing.
    pub address: Option<String>,
    /// Whom it was written to, when the mail was passed on from there.
    pub written_to: Option<String>,
    pub action: DeliveryAction,
    /// `5.1.1` (RFC 3463), when there was one.
    pub status: Option<String>,
    /// It will never arrive: the class of the status is 5, or the words say so. A full mailbox or
    /// a refusal for policy is not of that kind, even with a 5: the mailbox exists.
    pub is_hard: bool,
    /// The server's words in one line, without addresses, at most 200 characters.
    pub said: String,
}

impl BouncedAddress {
    /// Of a bounce that names nobody and gives no reason.
    pub fn unsaid(said: &str) -> Self {
        Self {
            address: None,
            written_to: None,
            action: DeliveryAction::Failed,
            status: None,
            is_hard: false,
            said: without_addresses(said),
        }
    }
}

/// Nothing personal.
impl std::fmt::Debug for BouncedAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BouncedAddress")
            .field("action", &self.action)
            .field("status", &self.status)
            .field("is_hard", &self.is_hard)
            .finish_non_exhaustive()
    }
}

/// What a bounce says.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BounceReport {
    /// Message-ID of the mail that came back, without brackets.
    pub original: Option<String>,
    /// Each address once, in the order of the report, at most 100.
    pub addresses: Vec<BouncedAddress>,
}

/// Not the Message-ID: it holds the token of a conversation.
impl std::fmt::Debug for BounceReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BounceReport")
            .field("addresses", &self.addresses)
            .finish_non_exhaustive()
    }
}

impl BounceReport {
    /// What it says about the address that a mail was sent to: the one the caller knows it by, or
    /// else the only one. A report about several others says nothing sure about ours, so that of
    /// them which tells the least harm is taken.
    pub fn about(&self, is_ours: impl Fn(&str) -> bool) -> Option<&BouncedAddress> {
        let names_ours = |entry: &&BouncedAddress| {
            [&entry.address, &entry.written_to]
                .into_iter()
                .flatten()
                .any(|address| is_ours(address))
        };
        self.addresses.iter().find(names_ours).or_else(|| {
            self.addresses
                .iter()
                .min_by_key(|entry| (entry.action.is_trouble(), entry.is_hard))
        })
    }
}

/// Reads a mail that is a bounce. Total: of any bytes as much as can be read.
pub fn read_bounce(raw: &[u8], parsed: &ParsedMail) -> BounceReport {
    let head = raw.get(..raw.len().min(LOOK_MAX)).unwrap_or_default();
    let raw_text = String::from_utf8_lossy(head);
    let mut addresses: Vec<BouncedAddress> = parsed
        .attachments
        .iter()
        .filter(|file| {
            matches!(
                file.declared_type.as_str(),
                "message/delivery-status" | "message/global-delivery-status"
            )
        })
        .flat_map(|file| fields::read(&String::from_utf8_lossy(&file.bytes)))
        .collect();
    if addresses.is_empty() {
        // a report that lost its parts
        addresses = fields::read(&raw_text);
    }
    if addresses.is_empty() {
        addresses = words::read(parsed, &failed_in_header(&raw_text));
    } else {
        explain(&mut addresses, parsed);
    }
    let mut seen: Vec<BouncedAddress> = Vec::new();
    for entry in addresses {
        if seen.len() < ADDRESSES_MAX && !seen.iter().any(|known| known.address == entry.address) {
            seen.push(entry);
        }
    }
    BounceReport {
        original: parsed.concerns.clone().or_else(|| returned_id(&raw_text)),
        addresses: seen,
    }
}

/// A report without the server's words takes them from the text above it.
fn explain(addresses: &mut [BouncedAddress], parsed: &ParsedMail) {
    let silent = addresses
        .iter()
        .any(|entry| entry.said.is_empty() && entry.action.is_trouble());
    if !silent {
        return;
    }
    let named: Vec<String> = addresses
        .iter()
        .filter_map(|entry| entry.address.clone())
        .collect();
    let told = words::read(parsed, &named);
    for entry in addresses
        .iter_mut()
        .filter(|entry| entry.said.is_empty() && entry.action.is_trouble())
    {
        let Some(words) = told.iter().find(|words| words.address == entry.address) else {
            continue;
        };
        entry.said.clone_from(&words.said);
        if entry.status.is_none() || entry.status.as_deref() == Some("5.0.0") {
            entry.is_hard = entry.action == DeliveryAction::Failed
                && verdict::is_hard(entry.status.as_deref(), &words.said.to_lowercase());
        }
    }
}

/// `X-Failed-Recipients: a@b, c@d` (Exim, Gmail).
fn failed_in_header(raw: &str) -> Vec<String> {
    let mut lines = raw.lines().take_while(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if !name.trim().eq_ignore_ascii_case("x-failed-recipients") {
            continue;
        }
        let mut value = value.to_owned();
        while let Some(more) = lines.next_if(|next| next.starts_with([' ', '\t'])) {
            value.push_str(more);
        }
        return addresses_in(&value);
    }
    Vec::new()
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

/// Signs that an address may consist of.
const fn is_of_address(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '.' | '_' | '-' | '+' | '=' | '#' | '%' | '!' | '~' | '\'' | '@'
        )
}

/// Every mail address in a text, lower case, whatever brackets and marks stand around it.
fn addresses_in(text: &str) -> Vec<String> {
    text.split(|c: char| !is_of_address(c))
        .filter_map(|word| {
            let word = word.trim_matches(['.', '\'', '-', '!', '=']);
            let (local, domain) = word.split_once('@')?;
            let is_address = !local.is_empty()
                && !domain.contains('@')
                && domain.contains('.')
                && !domain.starts_with('.');
            is_address.then(|| word.to_lowercase())
        })
        .collect()
}

/// Rows and logs must not name anybody.
fn without_addresses(text: &str) -> String {
    let mut hidden = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !is_of_address(c)) {
        let mark = piece.chars().next_back().filter(|c| !is_of_address(*c));
        if piece.contains('@') {
            hidden.push_str("***");
            hidden.extend(mark);
        } else {
            hidden.push_str(piece);
        }
    }
    hidden
        .replace("<***>", "***")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests;
