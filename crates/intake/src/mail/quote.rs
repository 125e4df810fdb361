//! What somebody wrote now, apart from the history of the conversation and the signature.

use super::html::{HISTORY, QUOTE_CLOSE, QUOTE_OPEN, SIGNATURE_CLOSE, SIGNATURE_OPEN, is_mark};
use super::signature;

/// A text taken apart. Each part is trimmed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) own: String,
    pub(super) quoted: String,
    pub(super) signature: String,
}

/// Takes a text apart. `is_reply` allows to read lone `>` lines as quotation.
pub(super) fn split(text: &str, is_reply: bool) -> Parts {
    let lines: Vec<&str> = text.lines().collect();
    let quote_lines = lines.iter().filter(|line| is_quote_line(line)).count();
    let trust_angles = is_reply || quote_lines >= 3;
    let mut own: Vec<&str> = Vec::new();
    let mut quoted: Vec<&str> = Vec::new();
    // open block quotes of HTML; true for a quotation, false for mere indentation
    let mut blocks: Vec<bool> = Vec::new();
    let mut n_quotations = 0_usize;
    let mut in_history = false;
    let mut signed: Vec<&str> = Vec::new();
    let mut in_signature = false;
    let mut i = 0;
    while let Some(line) = lines.get(i) {
        i += 1;
        if line.contains(HISTORY) {
            in_history = true;
            continue;
        }
        if line.contains(QUOTE_OPEN) {
            let is_quotation = line.matches(QUOTE_OPEN).count() == 1;
            n_quotations += usize::from(is_quotation);
            blocks.push(is_quotation);
            continue;
        }
        if line.contains(QUOTE_CLOSE) {
            n_quotations -= usize::from(blocks.pop() == Some(true));
            continue;
        }
        if line.contains(SIGNATURE_OPEN) || line.contains(SIGNATURE_CLOSE) {
            in_signature = line.contains(SIGNATURE_OPEN) && !in_history && n_quotations == 0;
            continue;
        }
        if in_signature {
            signed.push(line);
            continue;
        }
        if in_history || n_quotations > 0 || (trust_angles && is_quote_line(line)) {
            quoted.push(line);
            continue;
        }
        let from_here = lines.get(i - 1..).unwrap_or_default();
        if let Some(length) = attribution(from_here) {
            quoted.extend(from_here.iter().take(length));
            i += length - 1;
            // answers between the quoted lines stay visible if the quotation is marked line by line
            let next = lines
                .get(i..)
                .unwrap_or_default()
                .iter()
                .find(|l| !l.trim().is_empty());
            in_history = !next
                .is_some_and(|l| is_quote_line(l) || l.contains(QUOTE_OPEN) || l.contains(HISTORY));
            continue;
        }
        if is_separator(line) || is_header_block(from_here) {
            quoted.push(line);
            in_history = true;
            continue;
        }
        own.push(line);
    }
    let is_blank = |lines: &[&str]| join(lines).is_empty();
    if !quoted.is_empty() {
        // the rule above the history belongs to it
        while own
            .last()
            .is_some_and(|line| line.trim().is_empty() || is_rule(line))
            && own
                .iter()
                .any(|line| !line.trim().is_empty() && !is_rule(line))
        {
            own.pop();
        }
    }
    // some programs let people write inside the element of the signature
    if is_blank(&own) && !is_blank(&signed) {
        own = std::mem::take(&mut signed);
    }
    let mut cut = signature::cut(&mut own);
    cut.append(&mut signed);
    Parts {
        own: join(&own),
        quoted: join(&quoted),
        signature: join(&cut),
    }
}

fn join(lines: &[&str]) -> String {
    without_marks(&lines.join("\n"))
}

/// The text as it reads, without the marks that the reader of HTML left for us. Lines that held
/// nothing but a mark go.
pub(super) fn without_marks(text: &str) -> String {
    let kept: Vec<String> = text
        .lines()
        .filter(|line| line.is_empty() || !line.chars().all(is_mark))
        .map(|line| line.chars().filter(|c| !is_mark(*c)).collect())
        .collect();
    let text = kept.join("\n");
    text.trim_matches(|c: char| c.is_whitespace() && c != '\u{3000}')
        .trim_end()
        .to_owned()
}

/// A line that only draws a rule.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() >= 5
        && line
            .chars()
            .all(|c| matches!(c, '-' | '_' | '=' | '*' | '—' | '－' | '─' | '━'))
}

fn is_quote_line(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// "在2026年6月1日，张三写道：", "On Mon, … wrote:", over one to three lines. Gives their number.
fn attribution(lines: &[&str]) -> Option<usize> {
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
        let says_wrote = lower.ends_with("写道")
            || lower.ends_with("寫道")
            || lower.ends_with("wrote")
            || lower.ends_with("写到")
            || lower.ends_with("来信说");
        if says_wrote {
            // a letter may well say that somebody wrote something; a date or an address tells
            let has_address = joined.contains('@');
            let is_history =
                has_address || (has_year(&joined) && has_colon && starts_attribution(&joined));
            return is_history.then_some(i + 1);
        }
    }
    None
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

/// "-----原始邮件-----", "------------------ Original ------------------".
fn is_separator(line: &str) -> bool {
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
    WORDS.iter().any(|word| plain == *word)
        || plain.starts_with("转发人")
        || plain.starts_with("转发自")
        || (plain.contains("写道") && has_year(&plain))
        || plain.starts_with("forwarded by")
        || plain.starts_with("原始邮件")
        || plain.starts_with("forwarded message")
}

/// A copied header: 发件人 with 收件人, 主题 and the like in the next lines.
fn is_header_block(lines: &[&str]) -> bool {
    let mut rest = lines.iter().filter(|line| !line.trim().is_empty());
    if !rest.next().is_some_and(|line| key(line) == Some(Key::From)) {
        return false;
    }
    let following: Vec<Key> = rest.take(7).filter_map(|line| key(line)).collect();
    let strong = following.iter().any(|key| matches!(key, Key::Strong));
    strong && following.len() >= 2
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

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> String {
        split(text, true).own
    }

    #[test]
    fn history_is_cut_in_every_habit() {
        let check = |history: &str| {
            let text = format!("谢谢，已解决。\n\n{history}\n");
            let parts = split(&text, true);
            assert_eq!(parts.own, "谢谢，已解决。", "{history}");
            assert!(!parts.quoted.is_empty(), "{history}");
        };
        check("在 2026年6月1日 09:00，工会 <gh@x.cn> 写道：\n> 您好\n> 已办理");
        check("在2026-06-01 09:00:00，\"工会\" <gh@x.cn> 写道：\n\n您好");
        check("于2026年6月1日周一 09:00写道：\n您好");
        check("At 2026-06-01 09:00:00, \"gh\" <gh@x.cn> wrote:\n>您好");
        check("On Mon, Jun 1, 2026 at 9:00 AM 工会\n<gh@x.cn> wrote:\n> 您好");
        check("工会 <gh@x.cn> 于2026年6月1日周一 09:00写道：\n您好");
        check("-----原始邮件-----\n发件人: 工会\n您好");
        check("------------------ 原始邮件 ------------------\n发件人: \"工会\";\n您好");
        check("------------------ Original ------------------\nFrom: gh\n您好");
        check("-----Original Message-----\nFrom: gh\n您好");
        check("---原始邮件---\n发件人：\"工会\"<gh@x.cn>\n您好");
        check("---- 回复的原邮件 ----\n| 发件人 | 工会 |\n您好");
        check("---------- Forwarded message ---------\n发件人： 工会\n您好");
        check(
            "发件人: 工会 <gh@x.cn>\n发送时间: 2026年6月1日 9:00\n收件人: 我\n主题: 答复\n\n您好",
        );
        check("发件人： gh@x.cn\n发送时间： 2026-06-01 09:00\n收件人： a@b.cn\n主题： 答复\n您好");
        check("*发件人:* 工会\n*发送时间:* 今天\n*主题:* 答复\n您好");
        check("From: gh\nSent: Monday\nTo: me\nSubject: x\n\nhello");
        check("寄件者: 工會\n寄件日期: 2026\n收件者: 我\n主旨: 答覆\n您好");
        check("> 一行旧话");
        check("\u{f8f0}\n旧话");
        check("\u{f8f1}\n旧话\n\u{f8f2}");
    }

    #[test]
    fn own_words_are_not_taken_for_history() {
        let check = |text: &str| assert_eq!(split(text, false).own, text);
        check("王主席在文章中写道：工会是职工之家。");
        check("他在 2020 年的信里说，问题已解决。\n但是没有。");
        check("我的看法：\n> 5 人的班组应设休息室");
        check("发件人：张三\n日期：2026年6月1日");
        check("-----\n第二部分");
        check("发自内心地感谢工会");
        check("一、现状\n--------\n二、建议");
    }

    #[test]
    fn answers_between_quoted_lines_stay() {
        let text =
            "On 2026-06-01, gh <gh@x.cn> wrote:\n> 请问哪个车间？\n三车间。\n> 什么时候？\n上周。";
        assert_eq!(own(text), "三车间。\n上周。");
        let html = "\u{f8f1}\u{f8f1}\n缩进的话\n\u{f8f2}\n结尾";
        assert_eq!(own(html), "缩进的话\n结尾");
    }

    #[test]
    fn sure_signatures_are_cut() {
        let check = |text: &str, expect: &str| assert_eq!(own(text), expect, "{text}");
        check("你好\n\n发自我的iPhone", "你好");
        check("你好\n发自我的 iPad\n", "你好");
        check("你好\n从 Windows 版邮件发送", "你好");
        check("你好\n获取 Outlook for Android", "你好");
        check("你好\n来自QQ邮箱手机版", "你好");
        check("你好\n-- \n张三\n三车间", "你好");
        check("-- \n张三", "-- \n张三");
        assert_eq!(
            split("你好\n-- \n张三\n发自我的小米手机", true).signature,
            "-- \n张三\n发自我的小米手机"
        );
    }
}
