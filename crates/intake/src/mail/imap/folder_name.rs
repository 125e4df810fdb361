//! Folder names travel in modified UTF-7 (RFC 3501 5.1.3).

/// `建议来信` becomes `&XvqLrmdlT,E-`.
pub(super) fn encode(name: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    let digit = |six: u32| {
        DIGITS
            .get((six & 63) as usize)
            .map_or('A', |d| char::from(*d))
    };
    let mut out = String::with_capacity(name.len());
    let mut pending: Vec<u16> = Vec::new();
    let flush = |pending: &mut Vec<u16>, out: &mut String| {
        if pending.is_empty() {
            return;
        }
        out.push('&');
        let (mut bits, mut held) = (0_u32, 0_u32);
        for unit in pending.drain(..) {
            bits = (bits << 16) | u32::from(unit);
            held += 16;
            while held >= 6 {
                held -= 6;
                out.push(digit(bits >> held));
                bits &= (1 << held) - 1;
            }
        }
        if held > 0 {
            out.push(digit(bits << (6 - held)));
        }
        out.push('-');
    };
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            flush(&mut pending, &mut out);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut buffer = [0; 2];
            pending.extend_from_slice(c.encode_utf16(&mut buffer));
        }
    }
    flush(&mut pending, &mut out);
    out
}

/// As a quoted string of the protocol; `None` when it cannot be one.
pub(super) fn quoted(name: &str) -> Option<String> {
    let encoded = encode(name);
    let is_allowed = !encoded.is_empty() && encoded.bytes().all(|b| (0x20..0x7f).contains(&b));
    is_allowed.then(|| format!("\"{}\"", encoded.replace('\\', "\\\\").replace('"', "\\\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_as_the_standard_shows() {
        assert_eq!(
            encode("~peter/mail/台北/日本語"),
            "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
        );
        assert_eq!(encode("INBOX"), "INBOX");
        assert_eq!(encode("R&D"), "R&-D");
        assert_eq!(encode("已处理"), "&XfJZBHQG-");
        assert_eq!(quoted("a\"b").as_deref(), Some("\"a\\\"b\""));
        assert_eq!(quoted(""), None);
    }
}
