//! 脱敏: what the software proposes. It masks what looks like it leads to a person; the reviewer
//! decides, because a machine neither finds everything nor knows what is harmless.

use super::patterns;

/// What is known about the people and places of an item.
#[derive(Default)]
pub(crate) struct Known {
    /// Names of the submitter.
    pub(crate) names: Vec<String>,
    /// Telephone, address, employer as the vault has them.
    pub(crate) contacts: Vec<String>,
    /// Names of units to hide; empty leaves them.
    pub(crate) units: Vec<String>,
}

/// The text with everything masked that is known or looks personal.
pub(crate) fn redact(text: &str, known: &Known) -> String {
    let mut text = text.to_owned();
    let words = |list: &[String], least: usize| {
        let mut words: Vec<String> = list
            .iter()
            .map(|word| word.trim().to_owned())
            .filter(|word| word.chars().count() >= least)
            .collect();
        // the long name first: the short one is part of it
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        words
    };
    for name in words(&known.names, 2) {
        text = text.replace(&name, "某职工");
    }
    for contact in words(&known.contacts, 4) {
        text = text.replace(&contact, "（已隐去）");
    }
    for unit in words(&known.units, 2) {
        text = text.replace(&unit, "某单位");
    }
    let chars: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(sign) = chars.get(at) {
        let (before, rest) = chars.split_at(at);
        if let Some((length, word)) = patterns::found(before.last().copied(), rest) {
            masked.push_str(&word);
            at += length.max(1);
        } else {
            masked.push(*sign);
            at += 1;
        }
    }
    masked
}

/// What is certainly personal and still stands in a wording; such a wording is not published.
pub(crate) fn still_personal(text: &str, known: &Known) -> Option<&'static str> {
    let holds = |words: &[String], least: usize| {
        words
            .iter()
            .map(|word| word.trim())
            .any(|word| word.chars().count() >= least && text.contains(word))
    };
    if holds(&known.names, 2) {
        return Some("建议人的姓名");
    }
    if holds(&known.contacts, 6) {
        return Some("建议人的联系方式或单位");
    }
    let chars: Vec<char> = text.chars().collect();
    let mut previous = None;
    for (at, sign) in chars.iter().enumerate() {
        let rest = chars.get(at..).unwrap_or_default();
        if let Some(what) = patterns::certain(previous, rest) {
            return Some(what);
        }
        previous = Some(*sign);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(redact(text, &Known::default()), expect, "{text}");
    }

    #[test]
    fn what_leads_to_a_person_is_masked() {
        check("电话13812345678，谢谢", "电话（手机号码已隐去），谢谢");
        check("电话１３８１２３４５６７８", "电话（手机号码已隐去）");
        check("138-1234-5678", "（手机号码已隐去）");
        check("0411-83601234转", "（电话号码已隐去）转");
        check("身份证21020319800101123X。", "身份证（证件号码已隐去）。");
        check("卡号6222021234567890123", "卡号（号码已隐去）");
        check("发到zhang.san@163.com", "发到（邮箱已隐去）");
        check("微信号zs_2026a", "微信号（账号已隐去）");
        check("住3号楼2单元501室", "住（住址已隐去）");
        check("解放路12号门口", "解放路某号门口");
        check("我叫王建国，在二车间", "我叫某某，在二车间");
        check("找过李师傅和王建国主任", "找过某师傅和某主任");
        check("辽B12345的车", "（车牌已隐去）的车");
    }

    #[test]
    fn what_leads_to_nobody_stays() {
        for text in [
            "2026年9月15日，食堂有30人排队",
            "2026-09-15 14:30 停水",
            "大工发〔2012〕15号",
            "车间主任和班组长都知道",
            "第3车间2号生产线",
            "工资3500元，加班80小时",
            "请工会主席关注",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn known_names_and_units_are_masked_wherever_they_stand() {
        let known = Known {
            names: vec!["王建国".into()],
            contacts: vec!["滨海港机厂".into()],
            units: vec!["权益保障部".into(), "滨海市总工会权益保障部".into()],
        };
        assert_eq!(
            redact("滨海港机厂王建国向滨海市总工会权益保障部反映", &known),
            "（已隐去）某职工向某单位反映"
        );
        assert_eq!(still_personal("王建国反映", &known), Some("建议人的姓名"));
        assert_eq!(still_personal("请打13812345678", &known), Some("手机号码"));
        assert_eq!(still_personal("某职工反映食堂太小", &known), None);
    }
}
