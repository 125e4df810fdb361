//! Address headers (RFC 5322 3.4), read the way people and programs really write them.

use super::flaw::{Flaws, Place};
use super::header::unfold;
use super::parsed::Correspondent;
use super::words::{decode_words, one_line};

/// No honest letter names more.
const MAX_ADDRESSES: usize = 1_000;
/// Bytes of one header that are looked at.
const MAX_HEADER: usize = 128 * 1024;

/// Reads a list; entries without an address are left out.
pub(super) fn parse_list(raw: &[u8], place: Place, flaws: &mut Flaws) -> Vec<Correspondent> {
    let value = unfold(raw.get(..MAX_HEADER).unwrap_or(raw));
    split_list(&value)
        .into_iter()
        .take(MAX_ADDRESSES)
        .filter_map(|entry| parse_one(&entry, place, flaws))
        .collect()
}

/// The display name of the first entry, whatever stands beside it.
pub(super) fn shown_name(raw: &[u8]) -> Option<String> {
    let value = unfold(raw.get(..MAX_HEADER).unwrap_or(raw));
    let entry = split_list(&value)
        .into_iter()
        .find(|entry| entry.angle.is_some() || !entry.phrase.trim_ascii().is_empty())?;
    let mut silent = Flaws::default();
    let name = match parse_parts(&entry, Place::Sender, &mut silent) {
        Some((_, name)) => clean_name(&name),
        // words without an address
        None => clean_name(&decode_words(&entry.phrase, Place::Sender, &mut silent)),
    };
    (!name.is_empty()).then_some(name)
}

/// Message ids between angle brackets; bare ones where brackets are missing.
pub(super) fn parse_ids(raw: &[u8]) -> Vec<String> {
    const MAX_IDS: usize = 200;
    let text = String::from_utf8_lossy(&unfold(raw.get(..MAX_HEADER).unwrap_or(raw))).into_owned();
    let clean = |id: &str| {
        let id: String = id
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect();
        (!id.is_empty() && id.len() <= 998).then_some(id)
    };
    if text.contains('<') {
        text.split('<')
            .skip(1)
            .filter_map(|piece| clean(piece.split('>').next().unwrap_or_default()))
            .take(MAX_IDS)
            .collect()
    } else {
        text.split_whitespace()
            .filter(|w| w.contains('@'))
            .filter_map(clean)
            .take(MAX_IDS)
            .collect()
    }
}

/// One entry, cut into what stands before, within and after the angle brackets.
#[derive(Default)]
struct Entry {
    phrase: Vec<u8>,
    angle: Option<Vec<u8>>,
    comment: Vec<u8>,
}

/// Splits at commas and semicolons outside quotes, brackets and comments. Works on bytes: the
/// separators never are part of a Chinese character, and backslashes are skipped in pairs.
fn split_list(value: &[u8]) -> Vec<Entry> {
    let is_utf8 = std::str::from_utf8(value).is_ok();
    let mut entries = vec![Entry::default()];
    let last_semicolon = value.iter().rposition(|b| *b == b';');
    let (mut quoted, mut in_angle, mut depth) = (false, false, 0_u32);
    let mut i = 0;
    while let Some(&byte) = value.get(i) {
        let next = value.get(i + 1).copied();
        i += 1;
        let Some(entry) = entries.last_mut() else {
            break;
        };
        let no_address_yet = !entry.phrase.contains(&b'@');
        let target = if depth > 0 {
            &mut entry.comment
        } else if in_angle {
            entry.angle.get_or_insert_default()
        } else {
            &mut entry.phrase
        };
        match (byte, next) {
            (0x81..=0xfe, Some(trail @ 0x40..=0xfe)) if !is_utf8 => {
                target.extend_from_slice(&[byte, trail]);
                i += 1;
            }
            (b'\\', Some(escaped)) if quoted || depth > 0 => {
                target.push(escaped);
                i += 1;
            }
            (b'"', _) if depth == 0 && !in_angle => quoted = !quoted,
            _ if quoted => target.push(byte),
            (b'(', _) if !in_angle => {
                if depth > 0 {
                    target.push(byte);
                }
                depth += 1;
            }
            (b')', _) if depth > 0 => {
                depth -= 1;
                if depth > 0 {
                    target.push(byte);
                }
            }
            _ if depth > 0 => target.push(byte),
            (b'<', _) => {
                in_angle = true;
                entry.angle = Some(Vec::new());
            }
            (b'>', _) if in_angle => in_angle = false,
            (b',' | b';', _) if !in_angle => entries.push(Entry::default()),
            // `group: a@b, c@d;` but not `mailto:a@b`: the name of a group is no address
            (b':', _)
                if !in_angle
                    && no_address_yet
                    && (last_semicolon >= Some(i) || i >= value.trim_ascii_end().len()) =>
            {
                *entry = Entry::default();
            }
            _ => target.push(byte),
        }
    }
    // a quote that never closed swallowed the rest: read it without quotes
    if quoted && value.contains(&b'"') {
        let without: Vec<u8> = value.iter().copied().filter(|b| *b != b'"').collect();
        return split_list(&without);
    }
    entries
}

fn parse_one(entry: &Entry, place: Place, flaws: &mut Flaws) -> Option<Correspondent> {
    let (address, name) = parse_parts(entry, place, flaws)?;
    let name = clean_name(&name);
    let name = (!name.is_empty() && !name.eq_ignore_ascii_case(&address)).then_some(name);
    Some(Correspondent { name, address })
}

/// Address and name as written.
fn parse_parts(entry: &Entry, place: Place, flaws: &mut Flaws) -> Option<(String, String)> {
    let phrase = decode_words(&entry.phrase, place, flaws);
    let comment = decode_words(&entry.comment, place, flaws);
    let angle = entry
        .angle
        .as_deref()
        .map(|raw| decode_words(raw, place, flaws));
    Some(match angle {
        Some(inner) if inner.is_empty() => (String::new(), phrase),
        Some(inner) => (
            clean_address(&inner)?,
            if phrase.is_empty() { comment } else { phrase },
        ),
        // an encoded word that holds name and address together
        None if phrase.contains(['<', '＜']) => {
            let (name, rest) = phrase.split_once(['<', '＜'])?;
            let address = rest.split(['>', '＞']).next().unwrap_or_default();
            (clean_address(address)?, name.to_owned())
        }
        None => {
            // bare address, perhaps among words
            let word = phrase.split_whitespace().find(|word| word.contains('@'))?;
            let name = phrase.replace(word, " ");
            (
                clean_address(word)?,
                if name.trim().is_empty() {
                    comment
                } else {
                    name
                },
            )
        }
    })
}

/// Without quotes and brackets around.
fn clean_name(name: &str) -> String {
    let name = one_line(name);
    let is_edge = |c: char| matches!(c, '<' | '>' | ',') || c.is_whitespace();
    let mut name = name.trim_matches(is_edge);
    let pairs = [('"', '"'), ('\'', '\''), ('“', '”'), ('”', '”'), ('‘', '’')];
    for (open, close) in pairs.iter().cycle().take(pairs.len() * 2) {
        let inner = name
            .strip_prefix(*open)
            .and_then(|rest| rest.strip_suffix(*close));
        name = inner.unwrap_or(name).trim_matches(is_edge);
    }
    // one that was never closed
    for quote in ['"', '“', '”'] {
        if name.matches(quote).count() == 1 && !(name.contains('“') && name.contains('”')) {
            name = name.trim_matches(quote).trim_matches(is_edge);
        }
    }
    name.to_owned()
}

/// `None` when it cannot be an address.
fn clean_address(text: &str) -> Option<String> {
    // comments within the brackets
    let mut depth = 0_u32;
    let text: String = text
        .chars()
        .filter(|c| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect();
    let text = text.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '"' | '\'' | ',' | ';' | '(' | ')' | '[' | ']'
            )
    });
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    // source routes: @a,@b:user@host
    let text = match text.rsplit_once(':') {
        Some((route, rest)) if route.starts_with('@') => rest,
        _ => text,
    };
    let address: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    // people type the full-width sign on Chinese keyboards
    let address = address.replace('＠', "@").replace('．', ".");
    (address.contains('@') && address.len() <= 320 && address.len() >= 3).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(raw: &[u8]) -> Vec<(Option<String>, String)> {
        parse_list(raw, Place::Sender, &mut Flaws::default())
            .into_iter()
            .map(|c| (c.name, c.address))
            .collect()
    }

    #[test]
    fn senders_are_read_in_every_habit() {
        let check = |raw: &[u8], name: &str, address: &str| {
            let found = list(raw);
            let expect = (
                Some(name.to_owned()).filter(|n| !n.is_empty()),
                address.to_owned(),
            );
            assert_eq!(
                found.first(),
                Some(&expect),
                "{}",
                String::from_utf8_lossy(raw)
            );
        };
        check(b"a@b.cn", "", "a@b.cn");
        check(b" <a@b.cn>", "", "a@b.cn");
        check(b"Zhang San <a@b.cn>", "Zhang San", "a@b.cn");
        check(b"\"Zhang, San\" <a@b.cn>", "Zhang, San", "a@b.cn");
        check(b"a@b.cn (Zhang San)", "Zhang San", "a@b.cn");
        check(
            b"=?gb2312?B?j4i9qNdo?= <user@example.tw>",
            "張建議",
            "user@example.tw",
        );
        check(b"\"=?gb2312?B?1cXI/Q==?=\" <a@b.cn>", "张三", "a@b.cn");
        check(
            b"\"=?gb2312?Q?=D5=C5,_=C8=FD?=\" <a@b.cn>",
            "张, 三",
            "a@b.cn",
        );
        check(b"=?gb2312?B?1cXI/Q==?=<a@b.cn>", "张三", "a@b.cn");
        check(b"\xd5\xc5\xc8\xfd <a@b.cn>", "张三", "a@b.cn");
        check("张三 <a@b.cn>".as_bytes(), "张三", "a@b.cn");
        check(b"\"\xd5\x5c\" <a@b.cn>", "誠", "a@b.cn");
        check("“张三” <a@b.cn>".as_bytes(), "张三", "a@b.cn");
        check(b"=?gb2312?B?1cXI/SA8YUBiLmNuPg==?=", "张三", "a@b.cn");
        check(b"a@b.cn <a@b.cn>", "", "a@b.cn");
        check(b"'a@b.cn' <a@b.cn>", "", "a@b.cn");
        check(b"<mailto:a@b.cn>", "", "a@b.cn");
        check(b"Zhang a@b.cn", "Zhang", "a@b.cn");
        check(b"\"never closed <a@b.cn>", "never closed", "a@b.cn");
        check("张三 <a＠b.cn>".as_bytes(), "张三", "a@b.cn");
        check(
            b"Pete(A nice chap) <pete(his account)@silly.test(his host)>",
            "Pete",
            "pete@silly.test",
        );
        check(
            "Jöhn <jöe@mächine.example>".as_bytes(),
            "Jöhn",
            "jöe@mächine.example",
        );
        check(b"<>", "", "");
        check(b"undisclosed: a@b.cn, c@d.cn;", "", "a@b.cn");
    }

    #[test]
    fn lists_are_split_and_rubbish_is_left_out() {
        let found = list(b"A <a@x>, \"B, b\" <b@x>; c@x (C), , nonsense, group: d@x;");
        let addresses: Vec<&str> = found.iter().map(|(_, a)| a.as_str()).collect();
        assert_eq!(addresses, ["a@x", "b@x", "c@x", "d@x"]);
        assert!(list(b"undisclosed-recipients:;").is_empty());
        assert!(list(b"").is_empty());
    }

    #[test]
    fn ids_are_read() {
        assert_eq!(parse_ids(b"<a@b>\r\n <c@d>"), ["a@b", "c@d"]);
        assert_eq!(parse_ids(b"a@b"), ["a@b"]);
        assert_eq!(parse_ids(b"Your message of Monday <a@b>"), ["a@b"]);
        assert!(parse_ids(b"").is_empty());
    }
}
