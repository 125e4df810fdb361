//! What looks like it leads to a person, at one place of a text.

/// Surnames that hardly ever begin another word; the first hundred by number of bearers, without
/// those that are everyday words.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱何郭罗梁宋郑谢韩唐冯董程曹袁邓许沈彭吕苏卢蒋蔡贾丁\
魏薛叶余潘杜戴夏钟汪姜范姚谭廖邹熊郝孔崔康邱秦史顾侯邵孟钱汤尹黎乔贺龚";
const TITLES: [&str; 14] = [
    "师傅", "主任", "经理", "科长", "班长", "厂长", "队长", "组长", "书记", "处长", "主席", "老师",
    "医生", "总监",
];
const SAYS_NAME: [&str; 6] = ["我叫", "本人叫", "姓名：", "姓名:", "联系人：", "联系人:"];
const SAYS_ACCOUNT: [&str; 6] = ["微信号", "微信", "QQ号", "QQ", "qq", "车牌号"];
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
const DWELLING: [&str; 6] = ["号楼", "单元", "室", "栋", "幢", "号院"];

/// How many characters to mask from here on, and what stands in their place.
pub(super) fn found(previous: Option<char>, rest: &[char]) -> Option<(usize, String)> {
    let plain = |(length, word): (usize, &str)| (length, word.to_owned());
    dwelling(previous, rest)
        .or_else(|| digits(previous, rest))
        .or_else(|| email(previous, rest))
        .or_else(|| plate(rest))
        .map(plain)
        .or_else(|| house_number(previous, rest))
        .or_else(|| introduced(rest))
        .or_else(|| titled(rest))
        .or_else(|| account(rest))
}

/// What is certainly personal at this place.
pub(super) fn certain(previous: Option<char>, rest: &[char]) -> Option<&'static str> {
    match digits(previous, rest) {
        Some((_, MOBILE)) => Some("手机号码"),
        Some((_, IDENTITY)) => Some("证件号码"),
        Some((_, LONG)) => Some("银行卡号或其他长号码"),
        Some(_) | None => None,
    }
}

const MOBILE: &str = "（手机号码已隐去）";
const IDENTITY: &str = "（证件号码已隐去）";
const LONG: &str = "（号码已隐去）";
const PHONE: &str = "（电话号码已隐去）";

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    }
}

fn starts(rest: &[char], word: &str) -> bool {
    let mut chars = rest.iter();
    word.chars().all(|c| chars.next() == Some(&c))
}

/// A number, with single separators in it as people write telephone numbers.
fn digits(previous: Option<char>, rest: &[char]) -> Option<(usize, &'static str)> {
    if previous.and_then(digit).is_some() {
        return None;
    }
    let mut numbers = Vec::new();
    let mut length = 0;
    let mut i = 0;
    while let Some(c) = rest.get(i) {
        if let Some(d) = digit(*c) {
            numbers.push(d);
            i += 1;
            length = i;
        } else if matches!(c, '-' | ' ' | '—' | '－') && !numbers.is_empty() && i == length {
            i += 1;
        } else {
            break;
        }
    }
    let is_x = rest
        .get(length)
        .is_some_and(|c| matches!(c, 'X' | 'x' | 'Ｘ'));
    let (first, second) = (numbers.first().copied(), numbers.get(1).copied());
    match numbers.len() {
        17 if is_x => Some((length + 1, IDENTITY)),
        18 => Some((length, IDENTITY)),
        11 if first == Some(1) && second.is_some_and(|d| d >= 3) => Some((length, MOBILE)),
        10..=12 if first == Some(0) => Some((length, PHONE)),
        7 | 8 if first.is_some_and(|d| d > 1) && !(first == Some(2) && second == Some(0)) => {
            Some((length, PHONE))
        }
        n if n >= 15 => Some((length, LONG)),
        _ => None,
    }
}

fn is_mail_sign(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')
}

fn email(previous: Option<char>, rest: &[char]) -> Option<(usize, &'static str)> {
    if previous.is_some_and(is_mail_sign) {
        return None;
    }
    let local = rest.iter().take_while(|c| is_mail_sign(**c)).count();
    if local == 0 || rest.get(local) != Some(&'@') {
        return None;
    }
    let domain = rest
        .iter()
        .skip(local + 1)
        .take_while(|c| is_mail_sign(**c))
        .count();
    (domain > 2).then_some((local + 1 + domain, "（邮箱已隐去）"))
}

fn plate(rest: &[char]) -> Option<(usize, &'static str)> {
    let (province, letter) = (rest.first()?, rest.get(1)?);
    if !PROVINCES.contains(*province) || !letter.is_ascii_uppercase() {
        return None;
    }
    let dot = usize::from(matches!(rest.get(2), Some('·' | '-')));
    let signs = rest
        .iter()
        .skip(2 + dot)
        .take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        .count();
    matches!(signs, 5 | 6).then_some((2 + dot + signs, "（车牌已隐去）"))
}

fn is_number(c: char) -> bool {
    digit(c).is_some() || "一二三四五六七八九十".contains(c)
}

/// `3号楼2单元501室`: at least two of them, or one that names a room.
fn dwelling(previous: Option<char>, rest: &[char]) -> Option<(usize, &'static str)> {
    if previous.is_some_and(is_number) {
        return None;
    }
    let mut length = 0;
    let mut n = 0;
    loop {
        let tail = rest.get(length..)?;
        let number = tail.iter().take_while(|c| is_number(**c)).count();
        let after = tail.get(number..)?;
        let unit = DWELLING.iter().find(|unit| starts(after, unit));
        let Some(unit) = unit.filter(|_| number > 0) else {
            break;
        };
        length += number + unit.chars().count();
        n += 1;
    }
    (n >= 2).then_some((length, "（住址已隐去）"))
}

/// `路12号`: the road stays, the house does not.
fn house_number(previous: Option<char>, rest: &[char]) -> Option<(usize, String)> {
    if !previous.is_some_and(|c| "路街巷弄".contains(c)) {
        return None;
    }
    let number = rest.iter().take_while(|c| digit(**c).is_some()).count();
    let is_house = number > 0 && rest.get(number) == Some(&'号');
    let is_line = rest.get(number + 1) == Some(&'线');
    (is_house && !is_line).then(|| (number + 1, "某号".to_owned()))
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// `我叫王建国，`.
fn introduced(rest: &[char]) -> Option<(usize, String)> {
    let says = SAYS_NAME.iter().find(|says| starts(rest, says))?;
    let head = says.chars().count();
    let name = rest
        .iter()
        .skip(head)
        .take_while(|c| is_han(**c) || **c == '·')
        .count();
    (2..=4)
        .contains(&name)
        .then(|| (head + name, format!("{says}某某")))
}

/// `王师傅`, `王建国主任`.
fn titled(rest: &[char]) -> Option<(usize, String)> {
    if !SURNAMES.contains(*rest.first()?) {
        return None;
    }
    (1..=3).find_map(|name| {
        let given = rest.iter().take(name).all(|c| is_han(*c));
        let title = TITLES
            .iter()
            .find(|title| starts(rest.get(name..).unwrap_or_default(), title))?;
        given.then(|| (name + title.chars().count(), format!("某{title}")))
    })
}

/// `微信号zs_2026a`.
fn account(rest: &[char]) -> Option<(usize, String)> {
    let says = SAYS_ACCOUNT.iter().find(|says| starts(rest, says))?;
    let head = says.chars().count();
    let colon = usize::from(matches!(rest.get(head), Some('：' | ':' | '是')));
    let signs = rest
        .iter()
        .skip(head + colon)
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        .count();
    (signs >= 5).then(|| (head + colon + signs, format!("{says}（账号已隐去）")))
}
