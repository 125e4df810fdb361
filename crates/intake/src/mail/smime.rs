//! Letters signed inside out: the text is wrapped in the signature (RFC 8551 3.5.2), so that only
//! programs that know CMS show it. The signature is not checked.

use super::charset::find;

/// id-data (RFC 5652 4), with tag and length.
const ID_DATA: [u8; 11] = [
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01,
];
/// id-signedData (RFC 5652 5.1), likewise.
const ID_SIGNED_DATA: [u8; 11] = [
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02,
];
/// Pieces of a text that was written in pieces.
const MAX_PIECES: usize = 100_000;

/// The MIME part within; `None` for what is encrypted, detached or damaged.
pub(super) fn signed_content(bytes: &[u8]) -> Option<Vec<u8>> {
    let signed = find(bytes.get(..200).unwrap_or(bytes), &ID_SIGNED_DATA)?;
    let inside = bytes.get(signed + ID_SIGNED_DATA.len()..)?;
    let data = find(inside, &ID_DATA)?;
    let mut rest = inside.get(data + ID_DATA.len()..)?;
    // [0] EXPLICIT
    let (tag, _, after) = element(rest)?;
    if tag != 0xa0 {
        return None;
    }
    rest = after;
    let (tag, length, after) = element(rest)?;
    match (tag, length) {
        (0x04, Some(length)) => after.get(..length).map(<[u8]>::to_vec),
        // constructed: octet strings, up to its length or the end mark
        (0x24, length) => {
            let mut rest = match length {
                Some(length) => after.get(..length)?,
                None => after,
            };
            let mut out = Vec::new();
            for _ in 0..MAX_PIECES {
                let Some((0x04, Some(length), after)) = element(rest) else {
                    break;
                };
                let Some((piece, tail)) = after.split_at_checked(length) else {
                    break;
                };
                out.extend_from_slice(piece);
                rest = tail;
            }
            (!out.is_empty()).then_some(out)
        }
        _ => None,
    }
}

/// Tag, length (`None`: until an end mark) and what follows (X.690 8.1).
fn element(bytes: &[u8]) -> Option<(u8, Option<usize>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    match first {
        0x80 => Some((tag, None, rest)),
        0..=0x7f => Some((tag, Some(usize::from(first)), rest)),
        0x81..=0x84 => {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = length
                .iter()
                .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
            Some((tag, Some(length), rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_is_taken_out_of_its_signature() {
        let start = [
            &[0x30, 0x80][..],
            &ID_SIGNED_DATA,
            &[0xa0, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01],
        ]
        .concat();
        let whole = [
            &start[..],
            &[0x30, 0x80],
            &ID_DATA,
            &[0xa0, 0x07, 0x04, 0x05],
            b"A: b\n",
        ]
        .concat();
        assert_eq!(signed_content(&whole).unwrap(), b"A: b\n");
        let pieces = [
            &start[..],
            &[0x30, 0x80],
            &ID_DATA,
            &[0xa0, 0x80, 0x24, 0x80, 0x04, 0x02],
            b"A:",
            &[0x04, 0x81, 0x03],
            b" b\n",
            &[0, 0, 0, 0],
        ]
        .concat();
        assert_eq!(signed_content(&pieces).unwrap(), b"A: b\n");
        for end in 0..pieces.len() {
            let _cut = signed_content(&pieces[..end]);
        }
        assert!(signed_content(b"no").is_none());
        // without a content inside: detached
        assert!(signed_content(&[&start[..], &ID_DATA].concat()).is_none());
    }
}
