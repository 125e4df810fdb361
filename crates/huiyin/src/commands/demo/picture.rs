//! A drawn stand-in for a photo: sky, a building with windows, the ground. No picture of anybody
//! is shipped.

use super::clock::Dice;

const WIDTH: u16 = 480;
const HEIGHT: u16 = 320;

type Colour = [u8; 3];

/// A PNG (RFC 2083) whose picture depends on the seed.
pub(super) fn draw(seed: u64) -> Vec<u8> {
    let dice = Dice(seed);
    let shade = |salt, low: u8, spread| {
        low.saturating_add(u8::try_from(dice.roll(salt, spread)).unwrap_or(0))
    };
    let wall = [shade(1, 120, 90), shade(2, 110, 80), shade(3, 100, 80)];
    let width = 180 + u16::try_from(dice.roll(4, 160)).unwrap_or(0);
    let left = (WIDTH - width) / 2;
    let top = 60 + u16::try_from(dice.roll(5, 80)).unwrap_or(0);
    let mut rows = Vec::new();
    for y in 0..HEIGHT {
        // filter type none
        rows.push(0);
        for x in 0..WIDTH {
            let is_wall = (left..left + width).contains(&x) && (top..250).contains(&y);
            let (in_x, in_y) = (x.wrapping_sub(left) % 44, y.wrapping_sub(top) % 40);
            let is_window = (12..34).contains(&in_x) && (10..30).contains(&in_y);
            let lit = dice.roll(u64::from((x / 44) * 31 + y / 40), 3) == 0;
            let colour: Colour = match (is_wall, is_window, y) {
                (true, true, _) if lit => [246, 214, 130],
                (true, true, _) => [70, 88, 104],
                (true, false, _) => wall,
                (false, _, 250..) => [118, 116, 110],
                (false, _, _) => {
                    let haze = u8::try_from(y / 4).unwrap_or(60);
                    [
                        140_u8.saturating_add(haze),
                        178_u8.saturating_add(haze / 2),
                        214,
                    ]
                }
            };
            rows.extend(colour);
        }
    }
    png(&rows)
}

fn png(rows: &[u8]) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(u32::from(WIDTH).to_be_bytes());
    header.extend(u32::from(HEIGHT).to_be_bytes());
    // 8 bits, RGB, deflate, adaptive filters, not interlaced
    header.extend([8, 2, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"IDAT", &stored(rows));
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// A zlib stream (RFC 1950) that does not compress; the funnel draws every picture anew anyway.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = data.chunks(60_000).peekable();
    while let Some(block) = blocks.next() {
        let len = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(len.to_le_bytes());
        out.extend((!len).to_le_bytes());
        out.extend_from_slice(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    file.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    let crc = kind.iter().chain(data).fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            }
        })
    });
    file.extend(kind);
    file.extend_from_slice(data);
    file.extend((!crc).to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_funnel_takes_the_picture() {
        let one = huiyin_intake::upload::inspect("现场.png", &draw(1)).unwrap();
        assert_eq!(
            (one.file_name.as_str(), one.media_type.as_str()),
            ("现场.png", "image/png")
        );
        assert_ne!(draw(1), draw(2));
    }
}
