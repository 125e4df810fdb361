//! Finding a ticket number where our notices leave it.

use huiyin_core::TicketNo;

/// Looks in the subject, then in plus-addresses (`box+GH2026-000123@…`), then in the message ids
/// this mail answers. A short number (`GH2026-12`) is taken from a subject only, where a person
/// may have typed it; elsewhere only the printed form of six digits counts.
pub(super) fn find<'a>(
    subject: &str,
    recipients: impl Iterator<Item = &'a str>,
    answered: impl Iterator<Item = &'a str>,
) -> Option<TicketNo> {
    in_text(subject, 2)
        .or_else(|| {
            recipients
                .filter_map(|address| {
                    let (local, _) = address.rsplit_once('@')?;
                    let (_, extension) = local.split_once('+')?;
                    in_text(extension, 6)
                })
                .next()
        })
        .or_else(|| answered.filter_map(|id| in_text(id, 6)).next())
}

/// Whether a message id has the form of our notices: `GH2026-000123.4.accepted@domain`.
pub(super) fn is_notice_id(id: &str) -> bool {
    let Some((local, _domain)) = id.rsplit_once('@') else {
        return false;
    };
    let mut pieces = local.split('.');
    let number = pieces.next().unwrap_or_default();
    let revision = pieces.next().unwrap_or_default();
    !revision.is_empty()
        && revision.chars().all(|c| c.is_ascii_digit())
        && in_text(number, 6).is_some()
}

/// The first ticket number whose sequence has at least that many digits.
fn in_text(text: &str, digits: usize) -> Option<TicketNo> {
    // full-width forms from Chinese keyboards
    let narrow: String = text
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '—' | '–' | '‐' | '‑' | '−' => '-',
            other => other,
        })
        .collect();
    narrow
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter_map(|word| {
            // what follows the number may be glued on by more dashes (message ids)
            let mut parts = word.split('-');
            let (head, seq) = (parts.next()?, parts.next()?);
            let known_length = seq.len() >= digits && seq.len() <= 12;
            known_length
                .then(|| TicketNo::parse(&format!("{head}-{seq}")))
                .flatten()
        })
        .find(|no| no.series.len() <= 8 && (2000..2200).contains(&no.year) && no.seq > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticket_numbers_are_found_where_notices_leave_them() {
        let check = |subject: &str, to: &str, id: &str, expect: Option<&str>| {
            let found = find(subject, std::iter::once(to), std::iter::once(id));
            assert_eq!(
                found.map(|no| no.to_string()).as_deref(),
                expect,
                "{subject} {to} {id}"
            );
        };
        let no = Some("GH2026-000123");
        check("回复: 您的建议已受理（登记号GH2026-000123）", "", "", no);
        check("Re: [GH2026-000123] 已收到", "", "", no);
        check("补充gh2026-123", "", "", no);
        check("ＧＨ２０２６－０００１２３的补充", "", "", no);
        check("x", "box+GH2026-000123@x.cn", "", no);
        check("x", "box@x.cn", "GH2026-000123.abc@x.cn", no);
        check("x", "box@x.cn", "gh2026-000123-7f3a@x.cn", no);
        check("x", "box@x.cn", "CA2026-12@x.cn", None);
        check("2026-06-01 食堂", "", "", None);
        check("ISO9001-2015", "", "", None);
        check("COVID2019-1", "", "", None);
    }
}
