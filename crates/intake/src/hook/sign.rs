//! DingTalk's signature (加签): HMAC-SHA256 over `timestamp\nsecret`, in Base64, escaped.

use huiyin_core::Digest;
use huiyin_core::time::Instant;

/// The address with `timestamp` and `sign`.
pub(super) fn dingtalk(url: &str, secret: &str, now: Instant) -> String {
    let timestamp = now.timestamp_millis();
    let mac = hmac_sha256(
        secret.as_bytes(),
        format!("{timestamp}\n{secret}").as_bytes(),
    );
    let separator = if url.contains('?') { '&' } else { '?' };
    format!(
        "{url}{separator}timestamp={timestamp}&sign={}",
        escape(&base64(&mac))
    )
}

/// RFC 2104 over SHA-256.
pub(super) fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    const BLOCK: usize = 64;
    let mut block = [0_u8; BLOCK];
    let hashed;
    let key = if key.len() > BLOCK {
        hashed = Digest::of(key);
        hashed.as_bytes().as_slice()
    } else {
        key
    };
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot = *byte;
    }
    let with = |pad: u8| block.iter().map(move |byte| byte ^ pad);
    let inner: Vec<u8> = with(0x36).chain(message.iter().copied()).collect();
    let inner = Digest::of(&inner);
    let outer: Vec<u8> = with(0x5c).chain(inner.as_bytes().iter().copied()).collect();
    *Digest::of(&outer).as_bytes()
}

/// RFC 4648, 4.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |six: u32| {
        DIGITS
            .get((six & 63) as usize)
            .map_or('A', |d| char::from(*d))
    };
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| chunk.get(n).copied().map_or(0, u32::from);
        let bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        out.push(digit(bits >> 18));
        out.push(digit(bits >> 12));
        out.push(if chunk.len() > 1 {
            digit(bits >> 6)
        } else {
            '='
        });
        out.push(if chunk.len() > 2 { digit(bits) } else { '=' });
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_is_that_of_the_standard() {
        // RFC 4231, test cases 2 and 6
        let hex = |key: &[u8], message: &[u8]| hex::encode(hmac_sha256(key, message));
        assert_eq!(
            hex(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex(
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First"
            ),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn the_signed_address_carries_time_and_sign() {
        let now = Instant::from_timestamp(1_780_000_000, 0).unwrap();
        let signed = dingtalk(
            "https://oapi.dingtalk.com/robot/send?access_token=x",
            "SEC1",
            now,
        );
        let (head, sign) = signed.split_once("&sign=").unwrap();
        assert!(
            head.ends_with("access_token=x&timestamp=1780000000000"),
            "{head}"
        );
        assert!(
            sign.ends_with("%3D") && !sign.contains(['+', '/', '=']),
            "{sign}"
        );
    }
}
