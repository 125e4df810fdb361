//! A letter that somebody passes on: staff for a worker, a worker for a colleague.

use huiyin_core::time::Instant;

use super::address::parse_list;
use super::date;
use super::flaw::{Flaws, Place};
use super::history::{Key, key};
use super::parsed::{Correspondent, ForwardedLetter};

/// Lines below the first line of a copied header that may still belong to it.
const MAX_HEADER_LINES: usize = 12;

/// Reads the copied header in a text and what follows it; `None` when there is none.
pub(super) fn find(text: &str) -> Option<ForwardedLetter> {
    let lines: Vec<&str> = text.lines().collect();
    let start = (0..lines.len()).find(|at| {
        lines
            .get(*at)
            .and_then(|line| key(line))
            .is_some_and(|key| key != Key::Weak)
            && has_sender(lines.get(*at..).unwrap_or_default())
    })?;
    let block = lines.get(start..)?;
    let mut from: Option<Correspondent> = None;
    let mut sent_at: Option<Instant> = None;
    let mut subject = String::new();
    let mut used = 0;
    for (at, line) in block.iter().take(MAX_HEADER_LINES).enumerate() {
        if line.trim().is_empty() {
            // some programs put an empty line between the fields
            let goes_on = block.get(at + 1).is_some_and(|next| key(next).is_some());
            if goes_on {
                continue;
            }
            break;
        }
        let Some(found) = key(line) else { break };
        used = at + 1;
        let value = line
            .trim_start_matches(['|', ' ', '*', '>'])
            .split_once([':', '：', '|'])
            .map_or("", |(_, value)| value)
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '|' | ';' | '；'));
        let head = line.trim_start().to_lowercase();
        match found {
            Key::From => from = from.or_else(|| sender(value)),
            Key::Strong | Key::Weak
                if is_any(
                    &head,
                    &[
                        "发送",
                        "发件时间",
                        "日期",
                        "日　期",
                        "时间",
                        "寄件日期",
                        "發送",
                        "sent",
                        "date",
                        "已发送",
                    ],
                ) =>
            {
                sent_at = sent_at.or_else(|| date::read_chinese(value));
            }
            Key::Strong | Key::Weak
                if is_any(
                    &head,
                    &["主题", "主　题", "主旨", "主題", "标题", "標題", "subject"],
                ) =>
            {
                if subject.is_empty() {
                    subject = value.to_owned();
                }
            }
            Key::Strong | Key::Weak => {}
        }
    }
    let text = block.get(used..).unwrap_or_default().join("\n");
    let text = text.trim().to_owned();
    (from.is_some() || !subject.is_empty()).then_some(ForwardedLetter {
        from,
        sent_at,
        subject,
        text,
    })
}

/// Whether a copied header that starts here names its author and one more field.
fn has_sender(lines: &[&str]) -> bool {
    let keys: Vec<Key> = lines
        .iter()
        .take(MAX_HEADER_LINES)
        .filter(|line| !line.trim().is_empty())
        .map_while(|line| key(line))
        .collect();
    keys.contains(&Key::From) && keys.len() >= 3
}

fn is_any(head: &str, words: &[&str]) -> bool {
    let head = head.trim_start_matches(['*', '|', '>', ' ', '_']);
    words.iter().any(|word| head.starts_with(word))
}

/// Somebody named in a copied header: with an address, or by name only.
fn sender(value: &str) -> Option<Correspondent> {
    let value = value.replace("[mailto:", "<").replace(']', ">");
    parse_list(value.as_bytes(), Place::Sender, &mut Flaws::default())
        .into_iter()
        .next()
        .or_else(|| {
            let name = value.trim_matches(['"', '<', '>', ' ']).to_owned();
            (!name.is_empty()).then_some(Correspondent {
                name: Some(name),
                address: String::new(),
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_header_is_read_as_data() {
        let check = |text: &str, name: &str, address: &str, subject: &str, date: &str| {
            let found = find(text).unwrap();
            let from = found.from.unwrap_or_default();
            assert_eq!(from.name.as_deref().unwrap_or_default(), name, "{text}");
            assert_eq!(from.address, address, "{text}");
            assert_eq!(found.subject, subject, "{text}");
            let at = found
                .sent_at
                .map(|at| at.format("%Y-%m-%dT%H:%M").to_string());
            assert_eq!(at.as_deref().unwrap_or_default(), date, "{text}");
            assert_eq!(found.text, "车间太热。", "{text}");
        };
        check(
            "请登记。\n\n------------------ 原始邮件 ------------------\n发件人: \"李四\" <ls@qq.com>;\n发送时间: 2026年6月1日(星期一) 上午9:00\n收件人: \"工会\" <gh@x.cn>;\n主题: 车间通风\n\n车间太热。",
            "李四",
            "ls@qq.com",
            "车间通风",
            "2026-06-01T01:00",
        );
        check(
            "发件人: 李四 [mailto:ls@x.cn]\n发送时间: 2026年6月1日 14:05\n收件人: 工会\n主题: 车间通风\n\n车间太热。",
            "李四",
            "ls@x.cn",
            "车间通风",
            "2026-06-01T06:05",
        );
        check(
            "---------- Forwarded message ---------\nFrom: Li Si <ls@x.cn>\nDate: Mon, Jun 1, 2026 at 9:00 AM\nSubject: hot\nTo: <gh@x.cn>\n\n车间太热。",
            "Li Si",
            "ls@x.cn",
            "hot",
            "2026-06-01T01:00",
        );
        check(
            "| 发件人 | 李四<ls@163.com> |\n| 发送日期 | 2026年06月01日 09:00 |\n| 收件人 | gh@x.cn |\n| 主题 | 车间通风 |\n车间太热。",
            "李四",
            "ls@163.com",
            "车间通风",
            "2026-06-01T01:00",
        );
        check(
            "发件人：李四\n收件人：工会\n主题：车间通风\n车间太热。",
            "李四",
            "",
            "车间通风",
            "",
        );
        assert!(find("车间太热。\n主题：通风").is_none());
        assert!(find("发件人：张三\n日期：2026年6月1日").is_none());
    }
}
