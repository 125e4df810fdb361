//! What stands under a letter and is not part of it.

use super::program_line::is_program_line;

/// Takes a sure signature off the end and gives its lines: what follows `-- `, what programs
/// append, the card of a company. When in doubt the line stays: it may be the writer's own.
pub(super) fn cut<'a>(own: &mut Vec<&'a str>) -> Vec<&'a str> {
    let mut cut: Vec<&str> = Vec::new();
    let last = |own: &Vec<&str>| own.iter().rposition(|line| !line.trim().is_empty());
    while let Some(at) = last(own)
        && own.get(at).is_some_and(|line| is_program_line(line))
    {
        let mut tail = own.split_off(at);
        tail.append(&mut cut);
        cut = tail;
    }
    // the rule that a program drew above its line
    let is_rule = |line: &&str| {
        let line = line.trim();
        line.chars().count() >= 2
            && line
                .chars()
                .all(|c| matches!(c, '-' | '_' | '=' | '—' | '─'))
    };
    if !cut.is_empty()
        && let Some(at) = last(own)
        && own.get(at).is_some_and(is_rule)
        && own.iter().take(at).any(|line| !line.trim().is_empty())
    {
        let mut tail = own.split_off(at);
        tail.append(&mut cut);
        cut = tail;
    }
    // RFC 3676 4.3: dash dash blank; some programs drop the blank, some write one dash more
    let dashes = own
        .iter()
        .rposition(|line| *line == "-- " || matches!(line.trim_end(), "--" | "---"));
    if let Some(at) = dashes
        && at > 0
        && own.len() - at <= 12
        && is_signed(
            own.get(at).copied().unwrap_or_default(),
            own.get(at + 1..).unwrap_or_default(),
        )
    {
        let mut tail = own.split_off(at);
        tail.append(&mut cut);
        cut = tail;
    }
    if let Some(at) = card_of_mailmaster(own).or_else(|| card_of_company(own)) {
        let mut tail = own.split_off(at);
        tail.append(&mut cut);
        cut = tail;
    }
    cut
}

/// Whether the lines below dashes are a signature. `-- ` says so by itself; other dashes are drawn
/// between the parts of a letter as well.
fn is_signed(dashes: &str, below: &[&str]) -> bool {
    let lines = || {
        below
            .iter()
            .map(|line| line.trim())
            .filter(|line| !line.is_empty())
    };
    let is_item = |line: &str| {
        let rest = line.trim_start_matches(|c: char| {
            c.is_ascii_digit() || "一二三四五六七八九十（(".contains(c)
        });
        rest.len() < line.len() && rest.starts_with(['.', '、', '．', '）', ')'])
    };
    let is_prose = |line: &str| line.contains(['。', '！', '？', '；']) || is_item(line);
    let can_call =
        |line: &str| line.contains('@') || line.chars().filter(char::is_ascii_digit).count() >= 7;
    match dashes {
        "-- " => true,
        "--" => !lines().any(|line| is_item(line) || line.chars().count() > 60),
        _ => {
            lines().count() <= 6
                && lines().any(can_call)
                && lines().all(|line| !is_prose(line) && line.chars().count() <= 40)
        }
    }
}

/// The card that NetEase's program draws with bars at the end. Gives where it starts.
fn card_of_mailmaster(own: &[&str]) -> Option<usize> {
    let from = own.len().saturating_sub(14);
    let is_bar = |line: &str| line.trim().starts_with('|') && line.trim().chars().count() <= 60;
    let at = from + own.iter().skip(from).position(|line| is_bar(line))?;
    let tail = own.get(at..)?;
    let bars = tail.iter().filter(|line| is_bar(line)).count();
    let is_card = tail.iter().all(|line| {
        is_bar(line) || (line.chars().count() <= 40 && !line.contains(['。', '，', '！', '？']))
    });
    let only_bars = |line: &&&str| line.trim().chars().all(|c| c == '|' || c.is_whitespace());
    let empty_bars = tail
        .iter()
        .filter(|line| is_bar(line))
        .filter(only_bars)
        .count();
    (at > 0 && bars >= 2 && empty_bars >= 1 && is_card).then_some(at)
}

/// Lines at the end that give the telephone, the address and the fax of a firm. What somebody
/// writes to be called back (姓名、电话、工号) is no card.
fn card_of_company(own: &[&str]) -> Option<usize> {
    const CONTACT: [&str; 14] = [
        "电话",
        "手机",
        "座机",
        "邮箱",
        "电子邮件",
        "tel",
        "mobile",
        "phone",
        "e-mail",
        "email",
        "qq",
        "微信",
        "cell",
        "m:",
    ];
    const OF_FIRMS: [&str; 13] = [
        "传真",
        "邮编",
        "网址",
        "总机",
        "地址",
        "fax",
        "add",
        "address",
        "web",
        "http",
        "www.",
        "zip",
        "邮政编码",
    ];
    const OF_LETTERS: [&str; 6] = ["姓名", "工号", "联系人", "身份证", "班组", "建议人"];
    let last = own.iter().rposition(|line| !line.trim().is_empty())?;
    // up to the blank line or rule above it
    let at = own.iter().take(last).rposition(|line| {
        line.trim().is_empty() || line.trim().chars().all(|c| "-_=*—".contains(c))
    })?;
    let card = own.get(at..=last)?;
    let starts = |line: &&&str, words: &[&str]| {
        let plain: String = line
            .trim()
            .to_lowercase()
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        words.iter().any(|word| plain.starts_with(word))
    };
    let count = |words: &[&str]| card.iter().filter(|line| starts(line, words)).count();
    let is_card = card.len() <= 10
        && card
            .iter()
            .all(|line| line.chars().count() <= 80 && !line.contains(['。', '！', '？', '；']))
        && count(&OF_LETTERS) == 0
        && count(&OF_FIRMS) >= 1
        && count(&CONTACT) + count(&OF_FIRMS) >= 2;
    let has_words = own.iter().take(at).any(|line| !line.trim().is_empty());
    (is_card && has_words).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> String {
        let mut lines: Vec<&str> = text.lines().collect();
        cut(&mut lines);
        lines.join("\n").trim_end().to_owned()
    }

    #[test]
    fn cards_are_cut() {
        let letter = "车间太热，建议加装风机。";
        for card in [
            "\n张三\nXX集团有限公司\n电话：010-1234\n传真：010-1235\n地址：北京市",
            "\n---------\n张三\nTel: 010-1234\nFax: 010-1235",
            "\n| |\n张三\n|\n|\nzs@163.com\n|\n签名由 网易邮箱大师 定制",
            "\n发自我的华为手机",
            "\n-- \n张三",
        ] {
            assert_eq!(own(&format!("{letter}\n{card}\n")), letter, "{card}");
        }
    }

    #[test]
    fn what_the_writer_says_of_himself_stays() {
        for text in [
            "车间太热。\n\n姓名：张三\n电话：138\n地址：一号楼",
            "车间太热。\n\n联系电话：138",
            "车间太热。\n\n张三\n电话：138",
            "地址：一号楼\n电话：138",
            "车间太热。\n\n| 姓名 | 张三 |\n| 工号 | 1 |",
            "我想说：\n\n地址：食堂二楼的窗口太少。\n电话：没人接！",
        ] {
            assert_eq!(own(text), text, "{text}");
        }
    }
}
