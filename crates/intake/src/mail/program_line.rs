//! Lines that a mail program, not a person, put at the end of a letter.

/// Words of programs and devices. What else stands in the line must be almost nothing.
const DEVICES: &[&str] = &[
    "盖乐世",
    "企业微信",
    "企业邮箱",
    "微信",
    "钉钉",
    "飞书",
    "网易邮箱大师",
    "网易邮箱",
    "网易",
    "新浪邮箱",
    "新浪",
    "搜狐邮箱",
    "搜狐",
    "阿里邮箱",
    "阿里云邮",
    "阿里云",
    "阿里",
    "邮箱大师",
    "邮箱",
    "郵箱",
    "邮件",
    "智能手机",
    "手机",
    "手機",
    "平板电脑",
    "平板",
    "电脑",
    "客户端",
    "移动设备",
    "手机版",
    "移动版",
    "网页版",
    "适配版",
    "安卓",
    "苹果",
    "小米",
    "红米",
    "华为",
    "荣耀",
    "三星",
    "魅族",
    "中兴",
    "联想",
    "一加",
    "锤子",
    "努比亚",
    "真我",
    "鸿蒙",
    "诺基亚",
    "专属商务",
    "专属",
    "商务",
    "定制",
    "智能",
    "版",
    "的",
    "上",
    "我",
    "和",
];

/// How such lines begin; some also need an end.
const FROM: &[&str] = &[
    "发自",
    "發自",
    "发送自",
    "發送自",
    "来自",
    "來自",
    "寄自",
    "从",
    "從",
    "通过",
    "由",
    "使用",
    "用",
    "签名由",
    "下载",
];
const SENT: &[&str] = &["发送", "發送", "傳送", "发出", "寄出", "定制"];

pub(super) fn is_program_line(line: &str) -> bool {
    const LONGEST: usize = 60;
    const WHOLE: &[&str] = &[
        "该邮件从移动设备发送",
        "此邮件从移动设备发送",
        "本邮件从移动设备发送",
        "这封邮件是从我的手机发出的",
        "来自手机",
        "来自我的手机",
        "发自手机",
        "下载网易邮箱大师",
        "扫一扫加我微信",
    ];
    // the address that Outlook puts behind its line
    let line = line.split(['<', '（']).next().unwrap_or_default();
    let line = line
        .trim()
        .trim_matches([
            '-', '—', '─', '_', '|', ' ', '。', '.', '[', ']', '【', '】',
        ])
        .to_lowercase();
    let count = line.chars().count();
    if count == 0 || count > LONGEST {
        return false;
    }
    if WHOLE.contains(&line.as_str()) || is_foreign(&line) {
        return true;
    }
    // "获取 Outlook for Android", "下载适用于 iOS 的 Outlook", "我的华为手机"
    let is_offer = ["获取", "取得", "下载", "立即下载"]
        .iter()
        .any(|start| line.starts_with(start))
        && line.contains("outlook");
    if is_offer {
        return true;
    }
    if line.starts_with("我的") && ends_with_device(&line) {
        return is_left_bare(line.trim_start_matches("我的"));
    }
    FROM.iter().any(|start| {
        line.strip_prefix(start).is_some_and(|rest| {
            let end = SENT.iter().find_map(|end| rest.strip_suffix(end));
            let needs_end = !matches!(
                *start,
                "发自" | "發自" | "发送自" | "發送自" | "来自" | "來自" | "寄自"
            );
            match end {
                Some(middle) => is_left_bare(middle),
                None => !needs_end && is_left_bare(rest),
            }
        })
    })
}

fn ends_with_device(line: &str) -> bool {
    ["手机", "手機", "平板", "iphone", "ipad", "客户端"]
        .iter()
        .any(|device| line.ends_with(device))
}

/// Whether a line is nothing but words of devices and programs, Latin letters and digits ("iPhone",
/// "189", "M5"). "发自内心地感谢" is not.
fn is_left_bare(words: &str) -> bool {
    let has_device = words.chars().any(|c| c.is_ascii_alphanumeric())
        || DEVICES
            .iter()
            .any(|device| device.chars().count() >= 2 && words.contains(device));
    let mut rest: String = words.chars().filter(|c| !c.is_ascii()).collect();
    for device in DEVICES {
        rest = rest.replace(device, "");
    }
    has_device && rest.chars().filter(|c| !c.is_whitespace()).count() == 0
}

/// Lines in other languages.
fn is_foreign(line: &str) -> bool {
    const STARTS: &[&str] = &[
        "sent from my ",
        "sent from mail for",
        "sent from outlook",
        "sent from yahoo",
        "sent from foxmail",
        "sent via ",
        "get outlook for",
        "envoyé de mon ",
        "von meinem iphone",
    ];
    const WORDS_MOST: usize = 9;
    let is_device = [
        "iphone",
        "ipad",
        "android",
        "huawei",
        "galaxy",
        "samsung",
        "mail",
        "app",
        "phone",
        "wps",
        "hydroxide",
        "blackberry",
    ]
    .iter()
    .any(|device| line.contains(device));
    let is_short = line.split_whitespace().count() <= WORDS_MOST;
    is_short
        && (STARTS.iter().any(|start| line.starts_with(start))
            || (line.starts_with("sent from") && is_device))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_programs_are_known() {
        for line in [
            "发自我的iPhone",
            "发送自我的盖乐世",
            "来自 魅族 M5",
            "来自QQ邮箱",
            "来自139邮箱",
            "发自阿里云邮",
            "发自 Spark",
            "使用 Spark 发送",
            "从 Outlook for iOS 发送",
            "從我的 iPhone 傳送",
            "通过 Thunderbird 手机版发送",
            "从 Yahoo 邮箱 iPhone 版发送",
            "由 Gmail 手机版发送",
            "此邮件从移动设备发送",
            "签名由 网易邮箱大师 定制",
            "下载适用于 iOS 的 Outlook",
            "获取 Outlook for iOS<https://aka.ms/o0ukef>",
            "我的华为手机",
            "发自我的网易邮箱平板适配版",
            "Sent from my Xiaomi",
            "Sent from Mail for Windows",
            "Envoyé de mon iPhone",
        ] {
            assert!(is_program_line(line), "{line}");
        }
    }

    #[test]
    fn lines_of_people_are_not() {
        for line in [
            "发自内心的感谢工会",
            "来自三车间的建议",
            "来自基层的声音",
            "来自手机维修班",
            "从我的角度看",
            "从三车间发出",
            "由工会发送",
            "使用电脑太久，眼睛疼",
            "通过邮箱反映问题",
            "我的手机丢了",
            "Sent from the heart of a worker",
            "下载",
            "",
        ] {
            assert!(!is_program_line(line), "{line}");
        }
    }
}
