//! Phone numbers and mail addresses as people in China type them.

use crate::width::fold_width;

/// Why a contact is not usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    #[error("电话号码不对，请填写 11 位手机号，或带区号的固定电话，例如 0411-83601234")]
    Phone,
    #[error("邮箱不对，请填写完整的邮箱地址，例如 name@163.com")]
    Email,
}

/// Reads a phone number and gives one written form of it: `13812345678`, `0411-83601234`,
/// `0411-83601234转801`, `400-820-8820`, `+85221234567`.
///
/// Spaces, brackets, dashes, full-width digits, `+86` and an extension are understood.
pub fn parse_phone(text: &str) -> Result<String, ContactError> {
    let folded = fold_width(text).to_lowercase();
    let (main, extension) = split_extension(&folded);
    let extension = match extension {
        None => None,
        Some(digits) if (1..=6).contains(&digits.len()) => Some(digits),
        Some(_) => return Err(ContactError::Phone),
    };
    let main = main.trim();
    let (origin, main) = match main.strip_prefix('+').or_else(|| main.strip_prefix("00")) {
        Some(rest) => match rest.trim_start().strip_prefix("86") {
            Some(domestic) => (Origin::China, domestic),
            None => (Origin::Abroad, rest),
        },
        None => (Origin::Unsaid, main),
    };
    let groups = groups_of_digits(main).ok_or(ContactError::Phone)?;
    let digits = groups.concat();
    let number = match origin {
        // ITU-T E.164: at most 15 digits
        Origin::Abroad if (7..=15).contains(&digits.len()) => Some(format!("+{digits}")),
        Origin::Abroad => None,
        // abroad the area code is written without its zero
        Origin::China => domestic(&digits).or_else(|| domestic(&format!("0{digits}"))),
        Origin::Unsaid => domestic(&digits),
    };
    // 0411-83601234-801: the third group can only be an extension
    if extension.is_none()
        && let [area, local, last] = groups.as_slice()
        && area.starts_with('0')
        && (7..=8).contains(&local.len())
        && (1..=6).contains(&last.len())
    {
        let number = domestic(&format!("{area}{local}")).ok_or(ContactError::Phone)?;
        return Ok(with_extension(number, Some(last.clone())));
    }
    number
        .map(|number| with_extension(number, extension))
        .ok_or(ContactError::Phone)
}

/// Reads a mail address: full-width signs are folded, the domain is lower-cased, `mailto:` and
/// outer white space go.
pub fn parse_email(text: &str) -> Result<String, ContactError> {
    let folded = fold_width(text);
    let address = folded.trim().trim_start_matches("mailto:");
    let (local, domain) = address.rsplit_once('@').ok_or(ContactError::Email)?;
    let domain = domain.to_ascii_lowercase();
    // RFC 5321 4.5.3.1: 64 octets before the sign, 254 for the whole path
    let local_ok = (1..=64).contains(&local.len())
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let labels: Vec<&str> = domain.split('.').collect();
    let labels_ok = labels.len() >= 2
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
    let top_ok = labels.last().is_some_and(|top| {
        top.len() >= 2 && (top.starts_with("xn--") || top.chars().all(|c| c.is_ascii_alphabetic()))
    });
    let whole = format!("{local}@{domain}");
    if local_ok && labels_ok && top_ok && whole.len() <= 254 {
        Ok(whole)
    } else {
        Err(ContactError::Email)
    }
}

/// What the part before the number says about its country.
#[derive(Clone, Copy)]
enum Origin {
    China,
    Abroad,
    Unsaid,
}

fn split_extension(text: &str) -> (&str, Option<String>) {
    const MARKS: [&str; 7] = ["分机号", "分机", "转", "ext", "x", "#", "*"];
    let found = MARKS
        .iter()
        .filter_map(|mark| text.split_once(mark))
        .min_by_key(|(head, _)| head.len());
    match found {
        None => (text, None),
        Some((head, tail)) => {
            let digits: String = tail.chars().filter(char::is_ascii_digit).collect();
            (head, Some(digits))
        }
    }
}

/// Digits between separators; `None` when anything else stands there.
fn groups_of_digits(text: &str) -> Option<Vec<String>> {
    let is_separator = |c: char| c.is_whitespace() || "-().·/_,;".contains(c);
    let groups: Vec<String> = text
        .split(is_separator)
        .filter(|group| !group.is_empty())
        .map(str::to_owned)
        .collect();
    let clean = groups
        .iter()
        .all(|group| group.chars().all(|c| c.is_ascii_digit()));
    (clean && !groups.is_empty()).then_some(groups)
}

/// A number within China without the country code, in its usual written form.
fn domestic(digits: &str) -> Option<String> {
    let digits = match digits.strip_prefix("86") {
        Some(rest) if rest.len() == 11 && rest.starts_with('1') => rest,
        _ => digits,
    };
    let len = digits.len();
    let second = digits.chars().nth(1);
    if len == 11 && digits.starts_with('1') && matches!(second, Some('3'..='9')) {
        return Some(digits.to_owned());
    }
    if len == 10 && (digits.starts_with("400") || digits.starts_with("800")) {
        let (head, rest) = digits.split_at_checked(3)?;
        let (middle, tail) = rest.split_at_checked(3)?;
        return Some(format!("{head}-{middle}-{tail}"));
    }
    if digits.starts_with('0') {
        // 010 and 02x have three digits and eight behind them, all others four and seven or eight
        let short_area = digits.starts_with("01") || digits.starts_with("02");
        let (area, local) = digits.split_at_checked(if short_area { 3 } else { 4 })?;
        let local_ok = match local.len() {
            8 => true,
            7 => !short_area,
            _ => false,
        };
        let starts_ok = matches!(local.chars().next(), Some('2'..='9'));
        return (local_ok && starts_ok).then(|| format!("{area}-{local}"));
    }
    // a local number without its area code
    let local_ok = matches!(len, 7 | 8) && matches!(digits.chars().next(), Some('2'..='9'));
    local_ok.then(|| digits.to_owned())
}

fn with_extension(number: String, extension: Option<String>) -> String {
    match extension {
        Some(extension) => format!("{number}转{extension}"),
        None => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_read_as_people_write_them() {
        let check = |typed: &str, expect: &str| {
            assert_eq!(parse_phone(typed).as_deref(), Ok(expect), "{typed}");
        };
        check("13812345678", "13812345678");
        check(" 138 1234 5678 ", "13812345678");
        check("138-1234-5678", "13812345678");
        check("１３８１２３４５６７８", "13812345678");
        check("+86 138 1234 5678", "13812345678");
        check("+8613812345678", "13812345678");
        check("008613812345678", "13812345678");
        check("8613812345678", "13812345678");
        check("19912345678", "19912345678");
        check("0411-83601234", "0411-83601234");
        check("（0411）83601234", "0411-83601234");
        check("041183601234", "0411-83601234");
        check("0411 8360 1234", "0411-83601234");
        check("0411—83601234 转 801", "0411-83601234转801");
        check("0411-83601234-801", "0411-83601234转801");
        check("0411-83601234 ext.801", "0411-83601234转801");
        check("0411-8360123-1", "0411-8360123转1");
        check("0591-83601234分机12", "0591-83601234转12");
    }

    #[test]
    fn numbers_that_cannot_be_dialled_are_refused() {
        for typed in [
            "",
            " ",
            "1381234567",
            "138123456789",
            "12812345678",
            "abc",
            "没有",
            "0411",
            "12345",
            "0411-83601234转",
            "0411-83601234转1234567",
            "13812345678 王师傅",
            "+1",
            "01012",
            "010-12345678",
        ] {
            assert_eq!(parse_phone(typed), Err(ContactError::Phone), "{typed}");
        }
    }

    #[test]
    fn service_local_and_foreign_numbers_are_phones_too() {
        let check = |typed: &str, expect: &str| {
            assert_eq!(parse_phone(typed).as_deref(), Ok(expect), "{typed}");
        };
        check("010-62345678", "010-62345678");
        check("4008208820", "400-820-8820");
        check("83601234", "83601234");
        check("+852 2123 4567", "+85221234567");
        check("+86 411 83601234", "0411-83601234");
    }

    #[test]
    fn mail_addresses_are_checked_without_being_fussy() {
        let check = |typed: &str, expect: &str| {
            assert_eq!(parse_email(typed).as_deref(), Ok(expect), "{typed}");
        };
        check(" Zhang.San@163.COM ", "Zhang.San@163.com");
        check("zhangsan＠qq。com", "zhangsan@qq.com");
        check("mailto:a+b@mail.dl.gov.cn", "a+b@mail.dl.gov.cn");
        for typed in [
            "",
            "12345678",
            "a@",
            "@qq.com",
            "a@qq",
            "a b@qq.com",
            "a@qq..com",
            "a..b@qq.com",
            "张三@qq.com",
            "a@qq.com,b@qq.com",
            "a@-qq.com",
            "a@1.2.3.4",
            "a@b@qq.com",
        ] {
            assert_eq!(parse_email(typed), Err(ContactError::Email), "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_understood_is_understood_again(
            text in "[0-9 +()（）转-]{0,24}|.{0,24}|[a-zA-Z0-9._%+-]{1,12}@[a-z0-9.-]{1,12}"
        ) {
            if let Ok(phone) = parse_phone(&text) {
                proptest::prop_assert_eq!(parse_phone(&phone), Ok(phone));
            }
            if let Ok(email) = parse_email(&text) {
                proptest::prop_assert_eq!(parse_email(&email), Ok(email));
            }
        }
    }
}
