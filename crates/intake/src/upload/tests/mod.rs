//! Pictures with a place inside, files that are two things at once, and names that lie.

mod documents;
mod pictures;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

/// Stands in every piece of metadata; must stand in no clean file.
const SECRET: &[u8] = b"38.9140N121.6147E-SECRET";

fn has(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Left half red, right half blue.
fn picture() -> RgbImage {
    RgbImage::from_fn(64, 32, |x, _| {
        if x < 32 {
            Rgb([250, 10, 10])
        } else {
            Rgb([10, 10, 250])
        }
    })
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A TIFF block with an orientation and a GPS directory that holds the secret (EXIF 2.32, 4.6).
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2A\0\0\0\x08".to_vec();
    tiff.extend([0, 2]);
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    tiff.extend([0, 0, 0, 0]);
    assert_eq!(tiff.len(), 38);
    let len = u8::try_from(SECRET.len()).unwrap();
    tiff.extend([0, 1]);
    tiff.extend([0, 2, 0, 2, 0, 0, 0, len, 0, 0, 0, 56]);
    tiff.extend([0, 0, 0, 0]);
    assert_eq!(tiff.len(), 56);
    tiff.extend(SECRET);
    tiff
}

/// A JPEG with EXIF, XMP and a comment, all behind the start marker.
fn jpeg_with_metadata(orientation: u8) -> Vec<u8> {
    let plain = encoded(picture(), ImageFormat::Jpeg);
    let mut out = plain[..2].to_vec();
    let mut segment = |marker: u8, parts: &[&[u8]]| {
        let body = parts.concat();
        out.extend([0xFF, marker]);
        out.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        out.extend(body);
    };
    segment(0xE1, &[b"Exif\0\0", &exif(orientation)]);
    segment(
        0xE1,
        &[b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>", SECRET],
    );
    segment(0xFE, &[SECRET]);
    out.extend(&plain[2..]);
    out
}

/// A PNG chunk with its checksum (PNG, 5.3), put in front of the last chunk.
fn png_with_chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut png = encoded(picture(), ImageFormat::Png);
    let end = png.split_off(png.len() - 12);
    let typed = [kind.as_slice(), body].concat();
    let crc = !typed.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            }
        })
    });
    png.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
    png.extend(typed);
    png.extend(crc.to_be_bytes());
    png.extend(end);
    png
}

/// A ZIP with stored entries (APPNOTE 4.3).
fn zip_of(names: &[&str]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for name in names {
        let at = u32::try_from(out.len()).unwrap();
        let len = u16::try_from(name.len()).unwrap();
        out.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        out.extend(len.to_le_bytes());
        out.extend([0, 0]);
        out.extend(name.bytes());
        directory.extend(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        directory.extend(len.to_le_bytes());
        directory.extend([0; 12]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.bytes());
    }
    let at = u32::try_from(out.len()).unwrap();
    let size = u32::try_from(directory.len()).unwrap();
    let n = u16::try_from(names.len()).unwrap();
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(n.to_le_bytes());
    out.extend(n.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// An OLE compound file with one directory sector.
fn ole_of(streams: &[&str]) -> Vec<u8> {
    let mut out = ole::MAGIC.to_vec();
    out.resize(512, 0);
    for stream in streams {
        let mut entry: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let len = u16::try_from(entry.len() + 2).unwrap();
        entry.resize(64, 0);
        entry.extend(len.to_le_bytes());
        entry.push(2);
        entry.resize(128, 0);
        out.extend(entry);
    }
    out.resize(4096, 0);
    out
}

fn refusal(name: &str, bytes: &[u8]) -> UploadReason {
    inspect(name, bytes).unwrap_err().reason
}

#[test]
fn limits_are_told_in_chinese_with_the_name() {
    let error = inspect("大图.png", &vec![0; MAX_FILE_BYTES + 1]).unwrap_err();
    assert_eq!(error.to_string(), "“大图.png”超过 10 MB，请压缩后再上传");
    assert_eq!(check_limits(&[1; 6]), Err(UploadReason::TooMany));
    assert_eq!(check_limits(&[MAX_FILE_BYTES; 5]), Ok(()));
    assert_eq!(
        check_limits(&[MAX_FILE_BYTES, MAX_TOTAL_BYTES]),
        Err(UploadReason::TooLargeTogether)
    );
}

#[test]
fn no_prefix_of_a_good_file_brings_the_check_down() {
    let files = [
        jpeg_with_metadata(3),
        png_with_chunk(b"tEXt", b"a\0b"),
        encoded(picture(), ImageFormat::Gif),
        encoded(picture(), ImageFormat::WebP),
        encoded(picture(), ImageFormat::Bmp),
        zip_of(&["[Content_Types].xml", "word/document.xml"]),
        ole_of(&["WordDocument"]),
    ];
    for file in files {
        for len in (1..file.len()).step_by(7) {
            // refused or taken, but never a panic
            let _outcome = inspect("a.bin", &file[..len]);
        }
    }
}
