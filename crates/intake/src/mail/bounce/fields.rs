//! The fields of a delivery report (RFC 3464 2.3): one group for each recipient.

use super::super::header;
use super::{
    ADDRESSES_MAX, BouncedAddress, DeliveryAction, find_status, verdict, without_addresses,
};

/// One group as it stands there.
#[derive(Debug, Default)]
struct Group {
    written_to: Option<String>,
    final_to: Option<String>,
    action: Option<String>,
    status: Option<String>,
    diagnostic: Option<String>,
}

impl Group {
    fn names_somebody(&self) -> bool {
        self.written_to.is_some() || self.final_to.is_some()
    }

    fn slot(&mut self, name: &str) -> Option<&mut Option<String>> {
        match name {
            "original-recipient" => Some(&mut self.written_to),
            "final-recipient" | "x-actual-recipient" => Some(&mut self.final_to),
            "action" => Some(&mut self.action),
            "status" => Some(&mut self.status),
            "diagnostic-code" => Some(&mut self.diagnostic),
            _ => None,
        }
    }

    fn read(&self) -> BouncedAddress {
        let diagnostic = self.diagnostic.as_deref().unwrap_or_default();
        let declared = self.status.as_deref().and_then(find_status);
        let said = find_status(diagnostic);
        // 5.0.0 says nothing; the server's own words may say more
        let status = match (declared, said) {
            (Some(declared), Some(said)) if declared.ends_with(".0.0") => Some(said),
            (Some(declared), _) => Some(declared),
            (None, said) => said,
        };
        let action = self
            .action
            .as_deref()
            .map_or(DeliveryAction::Failed, DeliveryAction::read);
        let address = self.final_to.as_deref().and_then(address_of);
        let written_to = self.written_to.as_deref().and_then(address_of);
        BouncedAddress {
            is_hard: action == DeliveryAction::Failed
                && verdict::is_hard(status.as_deref(), &diagnostic.to_lowercase()),
            written_to: written_to.clone().filter(|to| Some(to) != address.as_ref()),
            address: address.or(written_to),
            action,
            status,
            said: without_addresses(diagnostic),
        }
    }
}

/// Reads the groups of a report. A group ends with an empty line, or where a field of it comes
/// again; the group about the message as a whole names nobody and is left out.
pub(super) fn read(text: &str) -> Vec<BouncedAddress> {
    let mut groups: Vec<Group> = Vec::new();
    let mut open = Group::default();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if groups.len() >= ADDRESSES_MAX {
            break;
        }
        if line.trim().is_empty() {
            if open.names_somebody() {
                groups.push(std::mem::take(&mut open));
            }
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let name = name.trim().to_ascii_lowercase();
        if open.slot(&name).is_none() {
            continue;
        }
        let mut value = value.trim().to_owned();
        while let Some(more) =
            lines.next_if(|next| next.starts_with([' ', '\t']) && !next.trim().is_empty())
        {
            value.push(' ');
            value.push_str(more.trim());
        }
        let comes_again = name.ends_with("-recipient")
            && name != "x-actual-recipient"
            && open.slot(&name).is_some_and(|slot| slot.is_some());
        if comes_again {
            groups.push(std::mem::take(&mut open));
        }
        if let Some(slot) = open.slot(&name)
            && slot.is_none()
        {
            *slot = Some(value);
        }
    }
    if open.names_somebody() && groups.len() < ADDRESSES_MAX {
        groups.push(open);
    }
    groups.iter().map(Group::read).collect()
}

/// `rfc822; gone@mail.example`, with the brackets and blanks that servers add; also the local
/// name alone that some write.
fn address_of(value: &str) -> Option<String> {
    let value = value.split_once(';').map_or(value, |(_, rest)| rest);
    let text = String::from_utf8_lossy(&header::unfold(value.as_bytes())).into_owned();
    super::addresses_in(&text)
        .into_iter()
        .next_back()
        .or_else(|| {
            let bare = text.trim().trim_matches(['<', '>', '"']).to_lowercase();
            (!bare.is_empty() && !bare.contains(char::is_whitespace)).then_some(bare)
        })
}
