//! Documents are known by what is inside; what is dangerous is refused.

use super::*;

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
