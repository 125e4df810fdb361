//! Where the history of a conversation begins: the lines that mail programs put above it.

use super::quote::is_quote_line;

/// "在2026年6月1日，张三写道：", "On Mon, … wrote:", over one to three lines. Gives their number.
pub(super) fn attribution(lines: &[&str], is_reply: bool) -> Option<usize> {
    let mut joined = String::new();
    for (i, line) in lines.iter().take(3).enumerate() {
        let line = line.trim();
        if line.is_empty() || line.chars().count() > 300 {
            return None;
        }
        if i > 0 {
            joined.push(' ');
        }
        joined.push_str(line);
        if i > 0 && !starts_attribution(&joined) {
            return None;
        }
        let end = joined.trim_end_matches(['：', ':', '﹕', ' ', '*', '_']);
        let has_colon = end.len() < joined.len();
        let lower = end.to_lowercase();
        let says_wrote = WROTE.iter().any(|verb| lower.ends_with(verb));
        // a letter may well say that somebody wrote something; a date or an address tells
        let has_address = joined.contains('@');
        if says_wrote {
            let is_history =
                has_address || (has_year(&joined) && has_colon && starts_attribution(&joined));
            if is_history {
                return Some(i + 1);
            }
        }
        // whatever the words: a colon, and then the quoted lines
        let is_followed = is_reply
            && has_colon
            && joined.chars().count() <= 200
            && lines
                .iter()
                .skip(i + 1)
                .find(|next| !next.trim().is_empty())
                .is_some_and(|next| is_quote_line(next));
        if is_followed
            && (says_wrote || has_address || has_year(&joined) || tells_of_letter(&lower))
        {
            return Some(i + 1);
        }
        if says_wrote {
            return None;
        }
    }
    None
}

/// How programs end the line above what they quote.
const WROTE: [&str; 12] = [
    "写道",
    "寫道",
    "写到",
    "来信说",
    "编写",
    "wrote",
    "writes",
    "escribió",
    "a écrit",
    "ha scritto",
    "のメール",
    "написал",
];

fn tells_of_letter(lower: &str) -> bool {
    lower.starts_with("引用")
        || lower.starts_with("quoting ")
        || lower.contains(" schrieb ")
        || lower.ends_with("的来信")
}

fn starts_attribution(line: &str) -> bool {
    let line = line.trim_start_matches(['*', '_', ' ', '-', '“', '"']);
    line.starts_with('在')
        || line.starts_with('于')
        || line.starts_with("On ")
        || line.starts_with("At ")
        || line.starts_with("Am ")
        || line.starts_with(|c: char| c.is_ascii_digit())
        || line.contains('@')
}

/// Four digits that can be a year.
fn has_year(line: &str) -> bool {
    line.split(|c: char| !c.is_ascii_digit())
        .any(|run| run.len() == 4 && (run.starts_with("20") || run.starts_with("19")))
}

/// What a separator speaks of, with any word before or after it.
const LETTERS: [&str; 8] = [
    "原始邮件",
    "原邮件",
    "原始信件",
    "邮件原文",
    "邮件原件",
    "转发的邮件",
    "转发邮件",
    "回复的邮件",
];

/// "-----原始邮件-----", "------------------ Original ------------------".
pub(super) fn is_separator(line: &str) -> bool {
    const WORDS: [&str; 33] = [
        "原始邮件",
        "原邮件",
        "原始信件",
        "原始消息",
        "原文",
        "原件",
        "邮件原件",
        "原始信息",
        "原始資訊",
        "原信",
        "回复的原邮件",
        "回复的邮件",
        "转发的邮件",
        "转发邮件",
        "转发的消息",
        "转发的邮件信息",
        "转发邮件信息",
        "转发人",
        "邮件原文",
        "来信原文",
        "原始郵件",
        "原郵件",
        "轉寄郵件",
        "轉寄的郵件",
        "轉寄",
        "original message",
        "original",
        "original email",
        "forwarded message",
        "replied message",
        "forwarded mail",
        "reply message",
        "forward message",
    ];
    let line = line.trim().trim_matches('|').trim();
    let is_rule = |c: char| matches!(c, '-' | '_' | '=' | '*' | '—' | '－' | '─' | '~' | ' ');
    let inner = line.trim_matches(is_rule);
    let leading = line
        .chars()
        .take_while(|c| is_rule(*c) && *c != ' ')
        .count();
    if leading < 2 || inner.is_empty() || inner.chars().count() > 60 {
        return false;
    }
    let plain: String = inner.to_lowercase();
    // whatever stands between the rules, if it is as short as a program's words
    let is_closed = line.ends_with(is_rule);
    let is_short = inner.chars().count() <= 12;
    if is_closed && is_short && LETTERS.iter().any(|word| plain.contains(word)) {
        return true;
    }
    WORDS.iter().any(|word| plain == *word)
        || plain.starts_with("转发人")
        || plain.starts_with("转发自")
        || (plain.contains("写道") && has_year(&plain))
        || plain.starts_with("forwarded by")
        || plain.starts_with("原始邮件")
        || plain.starts_with("forwarded message")
}

/// Words that introduce a copied header: "Begin forwarded message:", "原邮件内容：".
pub(super) fn is_lead_in(line: &str) -> bool {
    const WORDS: [&str; 12] = [
        "开始转发的邮件",
        "以下是转发的邮件",
        "下面是被转发的邮件",
        "下面是转发的邮件",
        "被转发的邮件",
        "转发的邮件",
        "原邮件内容",
        "原邮件信息",
        "原始邮件内容",
        "原邮件",
        "begin forwarded message",
        "start of forwarded message",
    ];
    let plain = line
        .trim()
        .trim_end_matches([':', '：', '-', ' '])
        .to_lowercase();
    WORDS.contains(&plain.as_str())
}

/// A copied header: 发件人 with 收件人, 主题 and the like in the next lines.
pub(super) fn is_header_block(lines: &[&str]) -> bool {
    if is_table_header(lines) {
        return true;
    }
    let mut rest = lines.iter().filter(|line| !line.trim().is_empty());
    if !rest.next().is_some_and(|line| key(line) == Some(Key::From)) {
        return false;
    }
    let following: Vec<Key> = rest.take(7).filter_map(|line| key(line)).collect();
    let strong = following.iter().any(|key| matches!(key, Key::Strong));
    strong && following.len() >= 2
}

/// A copied header whose names and values stood in the cells of a table, without colons: at least
/// three lines in a row, so that no letter is taken for one.
fn is_table_header(lines: &[&str]) -> bool {
    const LEAST: usize = 3;
    let keys: Vec<Key> = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .take(8)
        .map_while(|line| {
            let (head, value) = line.trim().split_once([' ', '\t', '\u{3000}'])?;
            let is_name = !head.contains([':', '：']) && !value.trim().is_empty();
            is_name.then(|| key(&format!("{head}:")))?
        })
        .collect();
    keys.first() == Some(&Key::From)
        && keys.len() >= LEAST
        && keys.iter().filter(|key| **key == Key::Strong).count() >= 2
}

/// A line of a copied header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    From,
    /// 收件人, 主题, 发送时间: nobody signs a letter with these.
    Strong,
    Weak,
}

pub(super) fn key(line: &str) -> Option<Key> {
    let line =
        line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '|' | '>' | '_'));
    let (head, _) = line.split_once([':', '：', '|'])?;
    let head: String = head
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '_'))
        .take(12)
        .collect();
    match head.to_lowercase().as_str() {
        "发件人" | "发信人" | "发送者" | "寄件者" | "寄件人" | "發件人" | "from" | "差出人" => {
            Some(Key::From)
        }
        "发送时间" | "发送日期" | "发件时间" | "收件人" | "收信人" | "收件者" | "主题" | "主旨"
        | "寄件日期" | "發送時間" | "主題" | "已发送" | "sent" | "to" | "subject" => {
            Some(Key::Strong)
        }
        "日期" | "时间" | "標題" | "标题" | "抄送" | "副本" | "date" | "cc" | "附件" | "回复" => {
            Some(Key::Weak)
        }
        _ => None,
    }
}
