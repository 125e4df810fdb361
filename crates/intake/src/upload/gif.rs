//! GIF pictures keep their movement: only the blocks that make the picture are copied, comments,
//! XMP and anything behind the end are left out (GIF89a, 17 to 27).

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder, ImageDecoder, Limits};

use super::errors::UploadReason;
use super::picture::{check_pixels, reason};

/// Most frames.
const MAX_FRAMES: usize = 500;
/// Most pixels of all frames that are decoded as a check, so that a small file cannot cost minutes.
const MAX_CHECKED: u64 = 200_000_000;

pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, UploadReason> {
    check(bytes)?;
    let mut reader = Blocks { rest: bytes };
    let mut out = Vec::with_capacity(bytes.len());
    copy(&mut reader, &mut out).ok_or(UploadReason::Damaged)?;
    Ok(out)
}

/// Decodes the frames: what no decoder can read is not a picture.
fn check(bytes: &[u8]) -> Result<(), UploadReason> {
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(reason)?;
    let (width, height) = decoder.dimensions();
    check_pixels((width, height))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(512 * 1024 * 1024);
    decoder.set_limits(limits).map_err(reason)?;
    let per_frame = u64::from(width) * u64::from(height);
    let mut pixels = 0;
    for (index, frame) in decoder.into_frames().enumerate() {
        frame.map_err(reason)?;
        pixels += per_frame;
        if index >= MAX_FRAMES || pixels > MAX_CHECKED {
            return Err(UploadReason::TooManyPixels);
        }
    }
    if pixels == 0 {
        Err(UploadReason::Damaged)
    } else {
        Ok(())
    }
}

struct Blocks<'a> {
    rest: &'a [u8],
}

impl<'a> Blocks<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(head)
    }

    /// Sub-blocks up to and with the empty one that ends them, as they stand.
    fn sub_blocks(&mut self) -> Option<&'a [u8]> {
        let start = self.rest;
        let mut len = 0;
        loop {
            let size = usize::from(*self.take(1)?.first()?);
            len += 1 + size;
            if size == 0 {
                return start.get(..len);
            }
            self.take(size)?;
        }
    }
}

fn colour_table_len(packed: u8) -> usize {
    if packed & 0x80 == 0 {
        0
    } else {
        3 << ((packed & 0x07) + 1)
    }
}

fn copy(reader: &mut Blocks<'_>, out: &mut Vec<u8>) -> Option<()> {
    let header = reader.take(13)?;
    out.extend(header);
    out.extend(reader.take(colour_table_len(*header.get(10)?))?);
    loop {
        // a file that ends without its trailer is read by every program
        let Some(introducer) = reader.take(1).and_then(<[u8]>::first) else {
            out.push(0x3B);
            return Some(());
        };
        match introducer {
            0x3B => {
                out.push(0x3B);
                return Some(());
            }
            0x2C => {
                let descriptor = reader.take(9)?;
                out.push(0x2C);
                out.extend(descriptor);
                out.extend(reader.take(colour_table_len(*descriptor.get(8)?))?);
                out.extend(reader.take(1)?);
                out.extend(reader.sub_blocks()?);
            }
            0x21 => {
                let label = *reader.take(1)?.first()?;
                let blocks = reader.sub_blocks()?;
                // timing and transparency, and the sign that the movement repeats
                let repeats = label == 0xFF && blocks.starts_with(b"\x0BNETSCAPE2.0\x03\x01");
                if label == 0xF9 || repeats {
                    out.extend([0x21, label]);
                    out.extend(blocks);
                }
            }
            _ => return None,
        }
    }
}
