//! Telling our own notices, and those of another 回音, even after every header was lost on the way.

use huiyin_intake::mail::{NOTICE_MARK, ParsedMail};

/// Start of the Message-ID of every notice.
pub(crate) const ID_PREFIX: &str = "hy-";

/// Length of a token in hex digits: 128 bits.
pub(crate) const TOKEN_LENGTH: usize = 32;

/// The token in a Message-ID or in the extension of an address.
pub(crate) fn token_in(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(ID_PREFIX)?;
    let token = rest.split(['.', '@']).next()?;
    let is_token = token.len() == TOKEN_LENGTH && token.bytes().all(|b| b.is_ascii_hexdigit());
    is_token.then_some(token)
}

/// Whether this mail is a notice of ours or of another installation, sent back, passed on by a
/// rule, or written to us as to a submitter. An answer that holds the token may well repeat the
/// notice it answers, and no answer is answered.
pub(super) fn is_notice(parsed: &ParsedMail, is_certain: bool) -> bool {
    let is_ours = parsed
        .message_id
        .as_deref()
        .is_some_and(|id| token_in(id).is_some());
    is_ours || (!is_certain && parsed.text.contains(NOTICE_MARK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_tokens_count() {
        let token = "0123456789abcdef0123456789abcdef";
        assert_eq!(token_in(&format!("hy-{token}.3.receipt@x.cn")), Some(token));
        assert_eq!(token_in(&format!("hy-{token}")), Some(token));
        assert_eq!(token_in("hy-0123.receipt@x.cn"), None);
        assert_eq!(token_in(&format!("x{token}@x.cn")), None);
        assert_eq!(token_in("hy-中文中文中文中文中文中@x.cn"), None);
    }
}
