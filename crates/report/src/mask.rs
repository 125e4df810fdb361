//! Names and contacts as exports show them (DOMAIN 6).

/// 王建国 → `王**`; only the first character stays, so that two rows of one person can be told.
pub fn mask_name(name: &str) -> String {
    let mut chars = name.trim().chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    // the length of a long foreign name would give it away
    let n_hidden = chars.count().clamp(1, 2);
    format!("{first}{}", "*".repeat(n_hidden))
}

/// `13812345678` → `138****5678`; a short number keeps its last two digits only.
pub fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let n = digits.len();
    let (head, tail) = match n {
        0 => {
            return if phone.trim().is_empty() {
                String::new()
            } else {
                "****".to_owned()
            };
        }
        1..=4 => (0, 0),
        5..=10 => (0, 2),
        _ => (3, 4),
    };
    let head: String = digits.iter().take(head).collect();
    let tail: String = digits.iter().skip(n - tail).collect();
    format!("{head}****{tail}")
}

/// `zhangsan@163.com` → `z***@163.com`.
pub fn mask_email(email: &str) -> String {
    match email.trim().split_once('@') {
        Some((local, domain)) => {
            let first: String = local.chars().take(1).collect();
            format!("{first}***@{domain}")
        }
        None if email.trim().is_empty() => String::new(),
        None => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_recognisable_to_their_owner_only() {
        let check = |masked: String, expect: &str| assert_eq!(masked, expect);
        check(mask_name("王建国"), "王**");
        check(mask_name("李红"), "李*");
        check(mask_name("买买提·艾力·吐尔逊"), "买**");
        check(mask_name("王"), "王*");
        check(mask_name(" "), "");
        check(mask_phone("13812345678"), "138****5678");
        check(mask_phone("0411-83601234"), "041****1234");
        check(mask_phone("83601234"), "****34");
        check(mask_phone("110"), "****");
        check(mask_phone("见信封"), "****");
        check(mask_phone(""), "");
        check(mask_email("zhangsan@163.com"), "z***@163.com");
        check(mask_email("坏的"), "***");
    }
}
