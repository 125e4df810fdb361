//! What somebody wrote now, apart from the history of the conversation and the signature.

use super::history::{attribution, is_header_block, is_lead_in, is_separator};
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
    let closing = if is_reply {
        closing_blocks(&lines)
    } else {
        Vec::new()
    };
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
            // mere indentation, unless it ends an answer: then the program only did not say
            // that it quotes
            let is_quotation = line.matches(QUOTE_OPEN).count() == 1
                || (is_reply
                    && n_quotations == 0
                    && closing.get(i - 1) == Some(&true)
                    && own.iter().any(|line| !line.trim().is_empty()));
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
        if let Some(length) = attribution(from_here, is_reply) {
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
            // "原邮件内容：" above it is no word of the writer
            while own
                .last()
                .is_some_and(|last| last.trim().is_empty() || is_lead_in(last))
            {
                own.pop();
            }
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

/// For each line that opens a block whether nothing but blanks and marks follows the end of that
/// block; in one pass, because a hostile page opens many.
fn closing_blocks(lines: &[&str]) -> Vec<bool> {
    let is_word = |line: &&str| line.chars().any(|c| !c.is_whitespace() && !is_mark(c));
    let last_word = lines.iter().rposition(is_word).unwrap_or(0);
    let mut closing = vec![false; lines.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.contains(QUOTE_OPEN) {
            open.push(at);
        } else if line.contains(QUOTE_CLOSE)
            && let Some(start) = open.pop()
            && let Some(slot) = closing.get_mut(start)
        {
            *slot = at > last_word;
        }
    }
    closing
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

pub(super) fn is_quote_line(line: &str) -> bool {
    line.trim_start().starts_with('>')
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
