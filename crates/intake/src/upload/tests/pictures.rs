//! No picture keeps its metadata, none fills the memory, none is something else as well.

use super::*;

#[test]
fn a_photo_loses_its_place_and_stands_upright() {
    let photo = jpeg_with_metadata(6);
    assert!(has(&photo, SECRET), "the fixture holds what must go");
    let clean = inspect("现场 照片.JPG", &photo).unwrap();
    assert!(
        !has(&clean.bytes, SECRET) && !has(&clean.bytes, b"Exif") && !has(&clean.bytes, b"xmp")
    );
    assert_eq!(
        (clean.file_name.as_str(), clean.media_type.as_str()),
        ("现场 照片.jpg", "image/jpeg")
    );
    assert_eq!(clean.digest, Digest::of(&clean.bytes));
    assert_eq!(clean.attachment().size, clean.bytes.len() as u64);
    // orientation 6: turned a quarter to the right, so that the left half is on top
    let upright = image::load_from_memory(&clean.bytes).unwrap().into_rgb8();
    assert_eq!(upright.dimensions(), (32, 64));
    assert!(upright.get_pixel(16, 8).0[0] > 200 && upright.get_pixel(16, 56).0[2] > 200);
}

#[test]
fn metadata_of_other_pictures_goes_too() {
    let check = |name: &str, bytes: &[u8], expect: &str| {
        assert!(has(bytes, SECRET), "{name}");
        let clean = inspect(name, bytes).unwrap();
        assert!(!has(&clean.bytes, SECRET), "{name}");
        assert_eq!(clean.file_name, expect);
        assert_eq!(
            image::load_from_memory(&clean.bytes).unwrap().width(),
            64,
            "{name}"
        );
    };
    check("a.png", &png_with_chunk(b"eXIf", &exif(1)), "a.png");
    check(
        "a.png",
        &png_with_chunk(b"tEXt", &[b"Comment\0", SECRET].concat()),
        "a.png",
    );
    let mut webp = encoded(picture(), ImageFormat::WebP);
    let chunk = [b"EXIF\x18\0\0\0".as_slice(), SECRET].concat();
    webp.extend(&chunk);
    let size = u32::try_from(webp.len() - 8).unwrap();
    webp[4..8].copy_from_slice(&size.to_le_bytes());
    check("a.webp", &webp, "a.jpg");
    check(
        "a.bmp",
        &[encoded(picture(), ImageFormat::Bmp), SECRET.to_vec()].concat(),
        "a.png",
    );
    let gif = encoded(picture(), ImageFormat::Gif);
    let (body, end) = gif.split_at(gif.len() - 1);
    let len = u8::try_from(SECRET.len()).unwrap();
    let comment = [&[0x21, 0xFE, len], SECRET, &[0]].concat();
    check("a.gif", &[body, &comment, end, SECRET].concat(), "a.gif");
}

#[test]
fn a_transparent_webp_stays_transparent() {
    let glass = RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 0]));
    let clean = inspect("图.webp", &encoded(glass, ImageFormat::WebP)).unwrap();
    assert_eq!(
        (clean.file_name.as_str(), clean.media_type.as_str()),
        ("图.png", "image/png")
    );
    assert_eq!(
        image::load_from_memory(&clean.bytes)
            .unwrap()
            .into_rgba8()
            .get_pixel(0, 0)
            .0[3],
        0
    );
}

#[test]
fn a_moving_gif_keeps_moving() {
    use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
    use image::{AnimationDecoder as _, Frame};
    let mut gif = Vec::new();
    let mut encoder = GifEncoder::new(&mut gif);
    encoder.set_repeat(Repeat::Infinite).unwrap();
    for shade in [0, 120, 240] {
        let frame = RgbaImage::from_pixel(16, 16, Rgba([shade, shade, shade, 255]));
        encoder.encode_frame(Frame::new(frame)).unwrap();
    }
    drop(encoder);
    let clean = inspect("动.gif", &gif).unwrap();
    assert!(has(&clean.bytes, b"NETSCAPE2.0"));
    let frames = GifDecoder::new(Cursor::new(&clean.bytes))
        .unwrap()
        .into_frames();
    assert_eq!(frames.collect_frames().unwrap().len(), 3);
}

#[test]
fn a_picture_that_is_also_an_archive_is_only_a_picture() {
    let both = [encoded(picture(), ImageFormat::Jpeg), zip_of(&["evil.exe"])].concat();
    let clean = inspect("a.jpg", &both).unwrap();
    assert!(!has(&clean.bytes, b"PK\x03\x04") && !has(&clean.bytes, b"evil"));
    let page = [
        encoded(picture(), ImageFormat::Png),
        b"<script>alert(1)</script>".to_vec(),
    ]
    .concat();
    assert!(!has(&inspect("a.png", &page).unwrap().bytes, b"<script"));
}

#[test]
fn damaged_pictures_are_refused() {
    let jpeg = encoded(picture(), ImageFormat::Jpeg);
    let png = encoded(picture(), ImageFormat::Png);
    let gif = encoded(picture(), ImageFormat::Gif);
    assert_eq!(
        refusal("a.png", &png[..png.len() / 2]),
        UploadReason::Damaged
    );
    assert_eq!(refusal("a.jpg", &jpeg[..20]), UploadReason::Damaged);
    assert_eq!(
        refusal("a.gif", &gif[..gif.len() / 2]),
        UploadReason::Damaged
    );
    assert_eq!(
        refusal("a.jpg", &jpeg[..jpeg.len() - 40]),
        UploadReason::Damaged
    );
    let thumbnail = jpeg_with_metadata(1);
    assert_eq!(
        refusal("a.jpg", &thumbnail[..thumbnail.len() - 2]),
        UploadReason::Damaged
    );
    assert!(inspect("a.gif", b"GIF89a/*<script>alert(1)</script>*/").is_err());
    assert_eq!(
        refusal("a.webp", b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0"),
        UploadReason::Damaged
    );
}

#[test]
fn pictures_that_would_fill_the_memory_are_refused_by_their_header() {
    // 30,000 × 30,000 in a few bytes
    let mut png = encoded(picture(), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let crc = !png[12..29].iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            }
        })
    });
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(refusal("a.png", &png), UploadReason::TooManyPixels);
    let mut jpeg = encoded(picture(), ImageFormat::Jpeg);
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x3F, 0xFF, 0x3F, 0xFF]);
    assert_eq!(refusal("a.jpg", &jpeg), UploadReason::TooManyPixels);
    let mut gif = encoded(picture(), ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert_eq!(refusal("a.gif", &gif), UploadReason::TooManyPixels);
}
