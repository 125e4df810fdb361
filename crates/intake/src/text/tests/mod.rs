//! Words are found in every kind of file, and no file costs more than it may.

mod hostile;
mod paper;

use std::io::{Cursor, Write as _};

use huiyin_core::TextState;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// A ZIP with these parts.
fn zip_of(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"urn:w\" \
         xmlns:mc=\"urn:mc\"><w:body>{body}</w:body></w:document>"
    );
    zip_of(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &document),
        (
            "word/footer1.xml",
            "<w:ftr xmlns:w=\"urn:w\"><w:p><w:r><w:t>第 1 页</w:t></w:r></w:p></w:ftr>",
        ),
    ])
}

fn text_of(file_type: FileType, bytes: &[u8]) -> String {
    let read = read_text(file_type.media_type(), bytes);
    assert_eq!(read.state, TextState::Read, "{read:?}");
    read.text
}

#[test]
fn plain_text_is_read_in_every_chinese_encoding() {
    let text = "关于职工食堂增设素菜窗口的建议，请工会协调后勤部门尽快研究答复。";
    let (gb, ..) = encoding_rs::GB18030.encode(text);
    assert_eq!(text_of(FileType::TextGb18030, &gb), text);
    assert_eq!(text_of(FileType::TextUtf8, text.as_bytes()), text);
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    assert_eq!(text_of(FileType::TextUtf8, &marked), text);
    let traditional = "關於職工食堂增設素菜窗口的建議，請工會協調後勤部門儘快研究答覆。";
    let (big5, ..) = encoding_rs::BIG5.encode(traditional);
    // the upload cannot know: Big5 is nearly always valid GB 18030 too
    assert_eq!(text_of(FileType::TextGb18030, &big5), traditional);
    for big_endian in [false, true] {
        let mut wide = if big_endian {
            vec![0xFE, 0xFF]
        } else {
            vec![0xFF, 0xFE]
        };
        for unit in text.encode_utf16() {
            wide.extend(if big_endian {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            });
        }
        assert_eq!(text_of(FileType::TextUtf16, &wide), text);
    }
}

#[test]
fn a_letter_of_word_is_read_with_tables_and_footers_and_without_what_was_struck_out() {
    let body = "<w:p><w:r><w:t>职工</w:t></w:r><w:r><w:t xml:space=\"preserve\">食堂 &amp; 班车</w:t></w:r></w:p>\
        <w:p><w:r><w:delText>旧话</w:delText></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>序号</w:t></w:r></w:p></w:tc>\
        <w:tc><w:p><w:r><w:t>大工发&#x3014;2020&#12309;37号</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>文本框</w:t></w:r></w:p></mc:Choice>\
        <mc:Fallback><w:p><w:r><w:t>文本框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>\
        <w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>";
    assert_eq!(
        text_of(FileType::Docx, &docx(body)),
        "职工食堂 & 班车\n序号\n大工发〔2020〕37号\n文本框\n甲\n乙\t丙\n第 1 页"
    );
}

#[test]
fn slides_are_read_in_their_order() {
    let slide = |text: &str| {
        format!("<p:sld xmlns:a=\"urn:a\"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>")
    };
    let bytes = zip_of(&[
        ("ppt/slides/slide10.xml", &slide("第十页")),
        ("ppt/slides/slide9.xml", &slide("第九页")),
        ("ppt/slides/_rels/slide9.xml.rels", "<x/>"),
        ("ppt/notesSlides/notesSlide1.xml", &slide("备注")),
    ]);
    assert_eq!(text_of(FileType::Pptx, &bytes), "第九页\n第十页\n备注");
}

#[test]
fn a_workbook_is_read_with_all_its_sheets() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("意见汇总").unwrap();
    sheet.write_string(0, 0, "单位").unwrap();
    sheet.write_string(0, 1, "建议").unwrap();
    sheet.write_string(1, 0, "第二车间").unwrap();
    sheet.write_number(1, 1, 12345).unwrap();
    let day = ExcelDateTime::from_ymd(2026, 3, 5).unwrap();
    let format = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_with_format(1, 2, &day, &format).unwrap();
    // a range over both corners would hold seventeen thousand million cells
    sheet.write_string(1_048_575, 16_383, "角落").unwrap();
    book.add_worksheet()
        .set_name("附表")
        .unwrap()
        .write_string(5, 5, "第二张")
        .unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(
        text_of(FileType::Xlsx, &bytes),
        "意见汇总\n单位\t建议\n第二车间\t12345\t2026-03-05\n角落\n附表\n第二张"
    );
}

#[test]
fn pictures_hold_no_words_and_old_documents_are_not_read() {
    for file_type in [FileType::Jpeg, FileType::Doc, FileType::Xls] {
        let read = read_text(file_type.media_type(), b"anything");
        assert_eq!(read, FileText::without(TextState::Empty));
    }
}
