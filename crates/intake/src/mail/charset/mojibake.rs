//! Text that was transcoded once too often.

use encoding_rs::{BIG5, GB18030, WINDOWS_1252};

use super::score;

/// Whether the bytes are traditional Chinese: its second bytes are ASCII as often as not, so
/// accented letters do not look like it.
fn big5_of_west(bytes: &[u8], gb: score::Score) -> bool {
    let big5 = score::big5(bytes);
    big5.errors == 0
        && big5.chars >= 6
        && big5.share() > 0.9
        && big5.share() > gb.share() + 0.2
        && !super::guess::looks_latin(bytes)
}

/// Undoes a transcoding from Latin-1 that never was Latin-1: `å…³äºŽ` was 关于, `¹¤»á` was 工会.
pub(super) fn undo_mojibake(text: &str) -> Option<String> {
    let high = text.chars().filter(|c| !c.is_ascii()).count();
    let suspicious = text
        .chars()
        .filter(|c| ('\u{80}'..='\u{ff}').contains(c))
        .count();
    if suspicious < 4 || suspicious * 2 < high {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u8::try_from(u32::from(c)) {
            Ok(byte) => bytes.push(byte),
            // the curly quotes and dashes of windows-1252
            Err(_outside_latin_1) => {
                let mut buffer = [0; 4];
                let (encoded, _, lossy) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
                if lossy {
                    return None;
                }
                bytes.extend_from_slice(&encoded);
            }
        }
    }
    let utf8 = score::utf8(&bytes);
    if utf8.is_certain() {
        return Some(String::from_utf8_lossy(&bytes).into_owned());
    }
    let gb = score::gb(&bytes);
    let paired = bytes.split(u8::is_ascii).all(|run| run.len() % 2 == 0);
    if paired && gb.errors == 0 && gb.chars >= 3 && gb.share() > 0.9 {
        return Some(GB18030.decode_without_bom_handling(&bytes).0.into_owned());
    }
    if big5_of_west(&bytes, gb) {
        return Some(BIG5.decode_without_bom_handling(&bytes).0.into_owned());
    }
    None
}
