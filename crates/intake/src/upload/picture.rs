//! Pictures are decoded and drawn anew: EXIF, GPS, XMP, thumbnails, comments and anything hung
//! behind the picture stay behind.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits,
};

use super::errors::UploadReason;
use super::sniff::FileType;

/// Longest side, in pixels.
const MAX_SIDE: u32 = 16_384;
/// Most pixels. The usual phone takes 12 or 50 million; decoded that is 150 MB.
const MAX_PIXELS: u64 = 50_331_648;
/// Most memory for decoding, in bytes.
const MAX_ALLOC: u64 = 512 * 1024 * 1024;
/// JPEG quality: above 90 files grow fast and nobody sees why.
const QUALITY: u8 = 88;
/// A colour profile is kept so that colours stay, if it is one of the small standard ones.
const MAX_PROFILE: usize = 16 * 1024;

/// Draws the picture anew, upright. WebP becomes JPEG, or PNG where it is transparent, because it
/// can only be written without loss; BMP becomes PNG.
pub(super) fn redraw(
    file_type: FileType,
    bytes: &[u8],
) -> Result<(FileType, Vec<u8>), UploadReason> {
    let format = match file_type {
        FileType::Jpeg => ImageFormat::Jpeg,
        FileType::Png => ImageFormat::Png,
        FileType::WebP => ImageFormat::WebP,
        FileType::Bmp => ImageFormat::Bmp,
        FileType::Gif
        | FileType::Pdf
        | FileType::Doc
        | FileType::Docx
        | FileType::Xls
        | FileType::Xlsx
        | FileType::Ppt
        | FileType::Pptx
        | FileType::TextUtf8
        | FileType::TextGb18030
        | FileType::TextUtf16 => return Err(UploadReason::Unsupported),
    };
    // the decoder fills what is missing of a cut-off photo with grey; better it is sent again
    if file_type == FileType::Jpeg && !jpeg_is_whole(bytes).unwrap_or(false) {
        return Err(UploadReason::Damaged);
    }
    let (picture, profile) = decode(format, bytes)?;
    let lossy = match file_type {
        FileType::Jpeg => true,
        FileType::WebP => !picture.color().has_alpha(),
        FileType::Png
        | FileType::Bmp
        | FileType::Gif
        | FileType::Pdf
        | FileType::Doc
        | FileType::Docx
        | FileType::Xls
        | FileType::Xlsx
        | FileType::Ppt
        | FileType::Pptx
        | FileType::TextUtf8
        | FileType::TextGb18030
        | FileType::TextUtf16 => false,
    };
    let file_type = if lossy { FileType::Jpeg } else { FileType::Png };
    Ok((file_type, encode(picture, profile, lossy)?))
}

/// Decodes within the limits and turns the picture the way the camera was held.
fn decode(
    format: ImageFormat,
    bytes: &[u8],
) -> Result<(DynamicImage, Option<Vec<u8>>), UploadReason> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(reason)?;
    // dimensions come from the header: nothing has been unpacked yet
    check_pixels(decoder.dimensions())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(reason)?;
    picture.apply_orientation(orientation);
    Ok((picture, profile))
}

/// Whether the end marker follows the picture data (ITU-T T.81, B.1.1). Within these data every FF
/// is followed by 00 or a restart marker, so an FF D9 is the end.
fn jpeg_is_whole(bytes: &[u8]) -> Option<bool> {
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1)?;
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        match marker {
            // a filling byte, and markers without a length
            0xFF => at += 1,
            0x01 | 0xD0..=0xD8 => at += 2,
            0xDA => break,
            _ => {
                let len = bytes.get(at + 2..at + 4)?;
                at += 2 + usize::from(u16::from_be_bytes(len.try_into().ok()?));
            }
        }
    }
    Some(bytes.get(at..)?.windows(2).any(|pair| pair == [0xFF, 0xD9]))
}

pub(super) fn check_pixels((width, height): (u32, u32)) -> Result<(), UploadReason> {
    let pixels = u64::from(width) * u64::from(height);
    if width > MAX_SIDE || height > MAX_SIDE || pixels > MAX_PIXELS {
        return Err(UploadReason::TooManyPixels);
    }
    if pixels == 0 {
        return Err(UploadReason::Damaged);
    }
    Ok(())
}

fn encode(
    picture: DynamicImage,
    profile: Option<Vec<u8>>,
    lossy: bool,
) -> Result<Vec<u8>, UploadReason> {
    let mut out = Vec::new();
    let grey = !picture.color().has_color();
    let profile = profile.filter(|profile| fits(profile, grey));
    if lossy {
        let picture = if grey {
            DynamicImage::ImageLuma8(picture.into_luma8())
        } else {
            DynamicImage::ImageRgb8(picture.into_rgb8())
        };
        let mut encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
        set_profile(&mut encoder, profile);
        picture.write_with_encoder(encoder).map_err(reason)?;
    } else {
        let mut encoder = PngEncoder::new(&mut out);
        set_profile(&mut encoder, profile);
        picture.write_with_encoder(encoder).map_err(reason)?;
    }
    Ok(out)
}

fn set_profile(encoder: &mut impl ImageEncoder, profile: Option<Vec<u8>>) {
    if let Some(profile) = profile {
        // a writer without room for a profile only loses a shade of colour
        let _unsupported = encoder.set_icc_profile(profile);
    }
}

/// A profile must speak of the colours that are written: the one of a CMYK photo does not fit the
/// RGB picture made from it (ICC.1 7.2.6, bytes 16 to 19).
fn fits(profile: &[u8], grey: bool) -> bool {
    let space: &[u8] = if grey { b"GRAY" } else { b"RGB " };
    profile.len() <= MAX_PROFILE && profile.get(16..20) == Some(space)
}

pub(super) fn reason(error: ImageError) -> UploadReason {
    match error {
        ImageError::Limits(_) => UploadReason::TooManyPixels,
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Unsupported(_)
        | ImageError::IoError(_) => UploadReason::Damaged,
    }
}
