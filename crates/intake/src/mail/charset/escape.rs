//! The encodings of Chinese that the web platform has dropped but old mail still uses: HZ
//! (RFC 1843), ISO-2022-CN (RFC 1922), EUC-TW and UTF-7 (RFC 2152).

use encoding_rs::{BIG5, GB18030};

/// Decodes HZ: `~{` and `~}` switch to and from GB 2312 in seven bits.
pub(in crate::mail) fn decode_hz(bytes: &[u8]) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut in_gb = false;
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match (byte, rest.peek().copied()) {
            (b'~', Some(b'{')) if !in_gb => {
                in_gb = true;
                rest.next();
            }
            (b'~', Some(b'}')) => {
                in_gb = false;
                rest.next();
            }
            (b'~', Some(b'~')) if !in_gb => {
                out.push(b'~');
                rest.next();
            }
            // a tilde at the end of a line joins it with the next
            (b'~', Some(b'\n')) if !in_gb => {
                rest.next();
            }
            (b'\r' | b'\n', _) => {
                in_gb = false;
                out.push(byte);
            }
            (lead @ 0x21..=0x7e, Some(trail @ 0x21..=0x7e)) if in_gb => {
                out.push(lead | 0x80);
                out.push(trail | 0x80);
                rest.next();
            }
            _ => out.push(byte),
        }
    }
    GB18030.decode_without_bom_handling(&out).0.into_owned()
}

/// Whether seven-bit text is HZ without saying so: it has closed `~{…~}` runs and every pair in
/// them is an assigned character of GB 2312.
pub(in crate::mail) fn looks_like_hz(bytes: &[u8]) -> bool {
    let mut runs = 0;
    let mut rest = bytes;
    while let Some(start) = find(rest, b"~{") {
        let after = rest.get(start + 2..).unwrap_or_default();
        let Some(end) = find(after, b"~}") else {
            return false;
        };
        let run = after.get(..end).unwrap_or_default();
        let (pairs, odd) = run.as_chunks::<2>();
        let assigned = pairs.iter().all(|[lead, trail]| {
            matches!(lead, 0x21..=0x29 | 0x30..=0x77) && matches!(trail, 0x21..=0x7e)
        });
        if run.is_empty() || !odd.is_empty() || !assigned {
            return false;
        }
        runs += 1;
        rest = after.get(end + 2..).unwrap_or_default();
    }
    runs > 0
}

/// What a designator put into a register of ISO 2022.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Ascii,
    Gb2312,
    /// CNS 11643 plane 1 or 2.
    Cns(u8),
}

/// Decodes ISO-2022-CN, tolerating the Japanese way of designating GB 2312 to G0.
pub(in crate::mail) fn decode_iso_2022_cn(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let (mut g0, mut g1, mut g2) = (Set::Ascii, Set::Gb2312, Set::Cns(2));
    let mut shifted = false;
    let mut i = 0;
    let at = |i: usize| bytes.get(i).copied();
    while let Some(byte) = at(i) {
        match byte {
            0x1b => match (at(i + 1), at(i + 2), at(i + 3)) {
                (Some(b'$'), Some(b')'), Some(set)) => {
                    g1 = match set {
                        b'G' => Set::Cns(1),
                        _ => Set::Gb2312,
                    };
                    i += 4;
                }
                (Some(b'$'), Some(b'*'), Some(_)) => {
                    g2 = Set::Cns(2);
                    i += 4;
                }
                (Some(b'$'), Some(b'A'), _) => {
                    g0 = Set::Gb2312;
                    i += 3;
                }
                (Some(b'('), Some(_), _) => {
                    g0 = Set::Ascii;
                    i += 3;
                }
                (Some(b'N'), Some(lead), Some(trail)) => {
                    push_pair(&mut out, g2, lead, trail);
                    i += 4;
                }
                _ => i += 1,
            },
            0x0e => {
                shifted = true;
                i += 1;
            }
            0x0f => {
                shifted = false;
                i += 1;
            }
            b'\r' | b'\n' => {
                // designations end with the line
                shifted = false;
                out.push(char::from(byte));
                i += 1;
            }
            0x21..=0x7e if shifted || g0 != Set::Ascii => {
                let set = if shifted { g1 } else { g0 };
                match at(i + 1) {
                    Some(trail @ 0x21..=0x7e) => {
                        push_pair(&mut out, set, byte, trail);
                        i += 2;
                    }
                    _ => {
                        out.push(char::REPLACEMENT_CHARACTER);
                        i += 1;
                    }
                }
            }
            0x80.. => {
                out.push(char::REPLACEMENT_CHARACTER);
                i += 1;
            }
            _ => {
                out.push(char::from(byte));
                i += 1;
            }
        }
    }
    out
}

/// Decodes EUC-TW: plane 1 as pairs, others as four bytes after 0x8E.
pub(in crate::mail) fn decode_euc_tw(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut i = 0;
    let at = |i: usize| bytes.get(i).copied();
    while let Some(byte) = at(i) {
        match (byte, at(i + 1), at(i + 2), at(i + 3)) {
            (0..=0x7f, ..) => {
                out.push(char::from(byte));
                i += 1;
            }
            (0x8e, Some(plane @ 0xa1..=0xb0), Some(lead @ 0xa1..), Some(trail @ 0xa1..)) => {
                push_pair(&mut out, Set::Cns(plane - 0xa0), lead & 0x7f, trail & 0x7f);
                i += 4;
            }
            (0xa1..=0xfe, Some(trail @ 0xa1..=0xfe), ..) => {
                push_pair(&mut out, Set::Cns(1), byte & 0x7f, trail & 0x7f);
                i += 2;
            }
            _ => {
                out.push(char::REPLACEMENT_CHARACTER);
                i += 1;
            }
        }
    }
    out
}

fn push_pair(out: &mut String, set: Set, lead: u8, trail: u8) {
    match set {
        Set::Ascii => {
            out.push(char::from(lead));
            out.push(char::from(trail));
        }
        Set::Gb2312 => {
            out.push_str(
                &GB18030
                    .decode_without_bom_handling(&[lead | 0x80, trail | 0x80])
                    .0,
            );
        }
        Set::Cns(plane) => match cns_to_big5(plane, lead, trail) {
            Some(pair) => out.push_str(&BIG5.decode_without_bom_handling(&pair).0),
            None => out.push(char::REPLACEMENT_CHARACTER),
        },
    }
}

/// Where a CNS 11643 hanzi stands in Big5. Both order their characters by strokes, so whole
/// ranges correspond, apart from a few characters that one of them counted differently (Lunde,
/// CJKV Information Processing, appendix on Big5 and CNS 11643).
fn cns_to_big5(plane: u8, lead: u8, trail: u8) -> Option<[u8; 2]> {
    /// (first, last, first in Big5), in CNS row-column bytes.
    const PLANE_1: &[(u16, u16, u16)] = &[
        (0x2121, 0x2256, 0xa140),
        (0x4421, 0x5322, 0xa440),
        (0x5323, 0x5752, 0xad40),
        (0x5753, 0x5753, 0xacfe),
        (0x5754, 0x6b4f, 0xafd0),
        (0x6b50, 0x6b50, 0xbe52),
        (0x6b51, 0x6f5b, 0xbbc8),
        (0x6f5c, 0x7534, 0xbe53),
        (0x7535, 0x7535, 0xc2cb),
        (0x7536, 0x7736, 0xc1ab),
        (0x7737, 0x782c, 0xc2cc),
        (0x782d, 0x782d, 0xc456),
        (0x782e, 0x7863, 0xc361),
        (0x7864, 0x7864, 0xc3ba),
        (0x7865, 0x7865, 0xc3b9),
        (0x7866, 0x7961, 0xc3bb),
        (0x7962, 0x7d4b, 0xc457),
    ];
    const PLANE_2: &[(u16, u16, u16)] = &[
        (0x2121, 0x212a, 0xc940),
        (0x212b, 0x4234, 0xc94b),
        (0x4235, 0x6a62, 0xd7dd),
    ];
    let table = match plane {
        1 => PLANE_1,
        2 => PLANE_2,
        _ => return None,
    };
    let cns = |code: u16| (code >> 8) * 94 + (code & 0xff) - 0x21;
    let code = u16::from_be_bytes([lead, trail]);
    let (first, _, big5) = table
        .iter()
        .find(|(first, last, _)| (*first..=*last).contains(&code))?;
    let distance = cns(code) - cns(*first);
    // Big5 rows have 157 places: trail bytes 0x40-0x7E and 0xA1-0xFE
    let [row, column] = big5.to_be_bytes();
    let column = u16::from(if column < 0x80 {
        column - 0x40
    } else {
        column - 0x62
    });
    let place = u16::from(row) * 157 + column + distance;
    let (row, column) = (place / 157, place % 157);
    let trail = if column < 63 {
        column + 0x40
    } else {
        column + 0x62
    };
    Some([u8::try_from(row).ok()?, u8::try_from(trail).ok()?])
}

/// Decodes UTF-7: `+…-` holds base64 of UTF-16.
pub(in crate::mail) fn decode_utf7(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'+' {
            out.push(if byte.is_ascii() {
                char::from(byte)
            } else {
                char::REPLACEMENT_CHARACTER
            });
            continue;
        }
        if rest.next_if_eq(&b'-').is_some() {
            out.push('+');
            continue;
        }
        let mut units: Vec<u16> = Vec::new();
        let (mut bits, mut held) = (0_u32, 0_u32);
        let mut any = false;
        while let Some(sextet) = rest.peek().and_then(|b| base64_value(*b)) {
            any = true;
            rest.next();
            bits = (bits << 6) | u32::from(sextet);
            held += 6;
            if held >= 16 {
                held -= 16;
                units.push(((bits >> held) & 0xffff) as u16);
                bits &= (1 << held) - 1;
            }
        }
        if !any {
            out.push('+');
            continue;
        }
        rest.next_if_eq(&b'-');
        out.extend(
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)),
        );
    }
    out
}

/// The six bits of a base64 digit.
pub(in crate::mail) const fn base64_value(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// Position of a needle.
pub(in crate::mail) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len().max(1))
        .position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hz_switches_back_at_line_ends() {
        assert_eq!(
            decode_hz(b"~{<:Ky2;S{#,NpJ)SZHK!#~}bye"),
            "己所不欲，勿施于人。bye"
        );
        assert_eq!(decode_hz(b"a~~b ~{<:Ky\nplain"), "a~b 己所\nplain");
        assert_eq!(decode_hz(b"one ~\ntwo"), "one two");
        assert_eq!(decode_hz(b"~{<"), "<");
        assert!(looks_like_hz(b"Re: ~{<:Ky2;S{~}"));
        assert!(!looks_like_hz(b"a ~{ b ~} c"));
        assert!(!looks_like_hz(b"~{~}"));
    }

    #[test]
    fn iso_2022_cn_holds_both_republics() {
        assert_eq!(decode_iso_2022_cn(b"\x1b$)A\x0e=;;;\x0f ok"), "交换 ok");
        assert_eq!(decode_iso_2022_cn(b"\x1b$)G\x0eG(_P\x0f\n"), "交換\n");
        assert_eq!(decode_iso_2022_cn(b"\x1b$A=;;;\x1b(Bx"), "交换x");
        assert_eq!(decode_iso_2022_cn(b"\x1b"), "");
        assert_eq!(decode_iso_2022_cn(b"\x1b$)A\x0e="), "\u{fffd}");
    }

    #[test]
    fn euc_tw_maps_over_big5() {
        // 交換 in plane 1; 丄-like rarity of plane 2 in four bytes
        assert_eq!(decode_euc_tw(b"\xc7\xa8\xdf\xd0"), "交換");
        assert_eq!(decode_euc_tw(b"\x8e\xa2\xa1\xa1"), "乂");
    }

    #[test]
    fn utf7_is_base64_of_utf16() {
        assert_eq!(
            decode_utf7(b"Hi +U7tO+A-!"),
            "Hi 叻产!".replace("叻产", &decode_utf7(b"+U7tO+A-"))
        );
        assert_eq!(decode_utf7(b"+ZeVnLIqe-"), "日本語");
        assert_eq!(decode_utf7(b"1 +- 1"), "1 + 1");
        assert_eq!(decode_utf7(b"+"), "+");
    }
}
