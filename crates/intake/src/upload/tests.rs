//! Pictures with a place inside, files that are two things at once, and names that lie.

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

#[test]
fn documents_are_known_by_what_is_inside() {
    let check = |name: &str, bytes: &[u8], expect_name: &str, expect_type: &str| {
        let clean = inspect(name, bytes).unwrap();
        assert_eq!(clean.file_name, expect_name);
        assert!(
            clean.media_type.starts_with(expect_type),
            "{}",
            clean.media_type
        );
        if !expect_type.contains("openxml") {
            assert_eq!(clean.bytes, bytes, "documents stay as they are");
        }
    };
    let docx = zip_of(&["[Content_Types].xml", "word/document.xml"]);
    check(
        "函.docx",
        &docx,
        "函.docx",
        "application/vnd.openxmlformats-officedocument.word",
    );
    check(
        "函.pdf",
        &docx,
        "函.docx",
        "application/vnd.openxmlformats-officedocument.word",
    );
    let xlsx = zip_of(&["[Content_Types].xml", "xl/workbook.xml"]);
    check(
        "表",
        &xlsx,
        "表.xlsx",
        "application/vnd.openxmlformats-officedocument.spread",
    );
    let pptx = zip_of(&["[Content_Types].xml", "ppt/presentation.xml"]);
    check(
        "稿.pptx",
        &pptx,
        "稿.pptx",
        "application/vnd.openxmlformats-officedocument.pres",
    );
    check(
        "旧.doc",
        &ole_of(&["Root Entry", "WordDocument"]),
        "旧.doc",
        "application/msword",
    );
    check(
        "旧.xls",
        &ole_of(&["Workbook"]),
        "旧.xls",
        "application/vnd.ms-excel",
    );
    check(
        "旧.ppt",
        &ole_of(&["PowerPoint Document"]),
        "旧.ppt",
        "application/vnd.ms-powerpoint",
    );
    check(
        "文.pdf",
        b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n",
        "文.pdf",
        "application/pdf",
    );
    check(
        "说明.txt",
        "食堂太小".as_bytes(),
        "说明.txt",
        "text/plain; charset=utf-8",
    );
    let gb = encoding_rs::GB18030
        .encode("食堂太小，希望扩建")
        .0
        .into_owned();
    check("说明.txt", &gb, "说明.txt", "text/plain; charset=gb18030");
    check(
        "说明.csv",
        "a,b\n1,2\n".as_bytes(),
        "说明.txt",
        "text/plain",
    );
    check(
        "记.txt",
        b"\xFF\xFE\x1F\x98",
        "记.txt",
        "text/plain; charset=utf-16",
    );
}

#[test]
fn an_office_file_forgets_on_whose_computer_it_was_typed() {
    use calamine::Reader as _;
    use rust_xlsxwriter::{DocProperties, Workbook};
    let mut book = Workbook::new();
    let properties = DocProperties::new()
        .set_author("王建国-SECRET")
        .set_company("三厂-SECRET");
    book.set_properties(&properties.set_custom_property("工号", "007-SECRET"));
    book.add_worksheet().write(0, 0, "食堂太小").unwrap();
    let sheet = book.save_to_buffer().unwrap();
    let all_parts = |bytes: &[u8]| {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let names: Vec<String> = archive
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect();
        let mut text = Vec::new();
        for name in &names {
            std::io::copy(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
        }
        (names, text)
    };
    let (names, text) = all_parts(&sheet);
    assert!(has(&text, b"SECRET"));
    let clean = inspect("表.xlsx", &sheet).unwrap();
    let (clean_names, clean_text) = all_parts(&clean.bytes);
    assert_eq!(clean_names, names);
    assert!(!has(&clean_text, b"SECRET"));
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(clean.bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(range.get((0, 0)).unwrap().to_string(), "食堂太小");
}

#[test]
fn what_is_dangerous_is_refused_whatever_its_name() {
    let check =
        |name: &str, bytes: &[u8], expect| assert_eq!(refusal(name, bytes), expect, "{name}");
    let mut exe = b"MZ\x90\0".to_vec();
    exe.resize(512, 0);
    check("照片.jpg", &exe, UploadReason::Executable);
    let mut elf = b"\x7FELF\x02\x01\x01".to_vec();
    elf.resize(128, 0);
    check("a.txt", &elf, UploadReason::Executable);
    check("a.txt", b"#!/bin/sh\nrm -rf /\n", UploadReason::Executable);
    check(
        "a.bat",
        b"@echo off\r\ndel *.*\r\n",
        UploadReason::Executable,
    );
    check("a.js", b"alert(1)", UploadReason::Executable);
    check("a.txt", b"<!DOCTYPE html><p>x", UploadReason::WebPage);
    check(
        "a.txt",
        "你好<script>alert(1)</script>".as_bytes(),
        UploadReason::WebPage,
    );
    check(
        "图.svg",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        UploadReason::WebPage,
    );
    check(
        "图.png",
        b"<?xml version=\"1.0\"?><svg onload=\"alert(1)\"/>",
        UploadReason::WebPage,
    );
    let docm = zip_of(&[
        "[Content_Types].xml",
        "word/document.xml",
        "word/vbaProject.bin",
    ]);
    check("函.docx", &docm, UploadReason::Macros);
    check(
        "表.xls",
        &ole_of(&["Workbook", "_VBA_PROJECT_CUR"]),
        UploadReason::Macros,
    );
    check(
        "函.docx",
        &ole_of(&["EncryptedPackage"]),
        UploadReason::Encrypted,
    );
    check("a.zip", &zip_of(&["a.txt"]), UploadReason::Archive);
    check("a.docx", &zip_of(&["a.exe"]), UploadReason::Archive);
    check("a.rar", b"Rar!\x1A\x07\x01\0", UploadReason::Archive);
    check(
        "a.msi",
        &ole_of(&["SummaryInformation"]),
        UploadReason::Unsupported,
    );
    check("a.mp3", b"ID3\x03\0\0\0\0\0\0", UploadReason::Media);
    check(
        "a.heic",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        UploadReason::MetadataStays,
    );
    check("a.pdf", b"%PDF-1.4\n1 0 obj\n", UploadReason::Damaged);
    check("a.txt", b"\0\x01\x02", UploadReason::Unsupported);
    check("a.txt", b"", UploadReason::Empty);
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
