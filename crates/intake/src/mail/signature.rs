//! What stands under a letter and is not part of it.

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
    // RFC 3676 4.3: dash dash blank; some programs drop the blank
    let dashes = own
        .iter()
        .rposition(|line| *line == "-- " || line.trim_end() == "--");
    if let Some(at) = dashes
        && at > 0
        && own.len() - at <= 12
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

/// One line that a mail program, not a person, put at the end.
fn is_program_line(line: &str) -> bool {
    const STARTS: [&str; 35] = [
        "從我的",
        "来自钉钉",
        "来自飞书",
        "来自企业微信",
        "来自阿里邮箱",
        "由我的",
        "通过我的",
        "我的华为手机",
        "下载网易邮箱大师",
        "发自我的",
        "發自我的",
        "从我的",
        "来自我的",
        "發送自我的",
        "发送自",
        "发自",
        "来自qq邮箱",
        "来自 qq邮箱",
        "来自网易邮箱",
        "来自foxmail",
        "来自新浪邮箱",
        "来自搜狐邮箱",
        "来自手机",
        "签名由",
        "签名由网易",
        "获取 outlook",
        "获取outlook",
        "获取适用于",
        "下载 outlook",
        "sent from",
        "get outlook",
        "从 windows 版邮件发送",
        "从windows 版邮件发送",
        "使用网易邮箱大师发送",
        "由网易邮箱大师",
    ];
    let line = line
        .trim()
        .trim_matches(['-', '—', '─', '_', '|', ' ', '。', '.'])
        .to_lowercase();
    let count = line.chars().count();
    if count == 0 || count > 60 {
        return false;
    }
    // "发自内心地感谢" is no program
    let is_device = |line: &str| {
        [
            "企业微信",
            "钉钉",
            "飞书",
            "galaxy",
            "iphone",
            "ipad",
            "android",
            "手机",
            "手機",
            "邮箱",
            "郵箱",
            "mail",
            "outlook",
            "windows",
            "mac",
            "平板",
            "小米",
            "华为",
            "huawei",
            "vivo",
            "oppo",
            "honor",
            "荣耀",
            "三星",
            "samsung",
            "客户端",
            "定制",
            "wps",
            "hydroxide",
            "blackberry",
        ]
        .iter()
        .any(|word| line.contains(word))
    };
    STARTS.iter().any(|start| line.starts_with(start)) && is_device(&line)
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
