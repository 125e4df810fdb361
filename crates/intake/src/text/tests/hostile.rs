//! Files made to break whoever reads them.

use huiyin_core::Digest;
use lopdf::{Document, Stream, dictionary};

use super::paper::{finish, page};
use super::*;

fn state_of(file_type: FileType, bytes: &[u8]) -> TextState {
    let read = read_text(file_type.media_type(), bytes);
    if !matches!(read.state, TextState::Read | TextState::Cut) {
        assert!(read.text.is_empty(), "{read:?}");
    }
    read.state
}

/// Deflated zeros: a thousandth of what they unpack to.
fn deflated(bytes: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b' '; 1 << 20];
    for _ in 0..bytes >> 20 {
        encoder.write_all(&block).unwrap();
    }
    encoder.finish().unwrap()
}

#[test]
fn long_files_are_cut() {
    let long = "食堂".repeat(MAX_CHARS);
    let read = read_text(FileType::TextUtf8.media_type(), long.as_bytes());
    assert_eq!(read.state, TextState::Cut);
    assert_eq!(read.text.chars().count(), MAX_CHARS);
}

#[test]
fn a_zip_that_unpacks_to_far_more_than_it_says_is_not_read() {
    let spaces = " ".repeat(66 << 20);
    let bomb = docx(&format!("<w:p><w:t>食堂</w:t></w:p>{spaces}"));
    assert!(bomb.len() < 1 << 20);
    assert_eq!(state_of(FileType::Docx, &bomb), TextState::TooLarge);
    let bomb = zip_of(&[
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/sharedStrings.xml", &spaces),
    ]);
    assert_eq!(state_of(FileType::Xlsx, &bomb), TextState::TooLarge);
}

#[test]
fn entities_that_grow_without_end_are_not_expanded() {
    let bytes = zip_of(&[(
        "word/document.xml",
        "<!DOCTYPE d [<!ENTITY a \"哈哈哈哈\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
         <d><p><t>前&b;后</t></p></d>",
    )]);
    assert_eq!(text_of(FileType::Docx, &bytes), "前后");
}

#[test]
fn xml_nested_deeper_than_any_stack_is_read() {
    let deep = 100_000;
    let body = format!(
        "{}<w:p><w:r><w:t>深处</w:t></w:r></w:p>{}",
        "<w:x>".repeat(deep),
        "</w:x>".repeat(deep)
    );
    assert!(text_of(FileType::Docx, &docx(&body)).starts_with("深处"));
}

#[test]
fn pages_that_unpack_without_end_are_not_read() {
    let bomb = |filters: &str| {
        let mut document = Document::with_version("1.5");
        let mut stream = Stream::new(dictionary! {}, deflated(66 << 20));
        stream.dict.set("Filter", filters);
        stream.allows_compression = false;
        let content = document.add_object(stream);
        finish(document, content, dictionary! {})
    };
    assert_eq!(
        state_of(FileType::Pdf, &bomb("FlateDecode")),
        TextState::TooLarge
    );
}

#[test]
fn streams_of_objects_are_counted_before_they_are_opened() {
    let packed = deflated(40 << 20);
    let mut bytes = b"%PDF-1.5\n".to_vec();
    for n in 1..=4 {
        bytes.extend(
            format!(
                "{n} 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {}>>stream\n",
                packed.len()
            )
            .as_bytes(),
        );
        bytes.extend(&packed);
        bytes.extend(b"\nendstream\nendobj\n");
    }
    bytes.extend(b"%%EOF");
    assert_eq!(state_of(FileType::Pdf, &bytes), TextState::TooLarge);
    let twice = b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm/Filter[/FlateDecode/FlateDecode]>>stream\nx";
    assert_eq!(state_of(FileType::Pdf, twice), TextState::TooLarge);
}

#[test]
fn brackets_without_end_are_damage_not_the_end() {
    for open in ["[", "<<", "(", "<</A "] {
        let bytes = format!(
            "%PDF-1.5\n1 0 obj\n{}\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF",
            open.repeat(300_000)
        );
        let state = state_of(FileType::Pdf, bytes.as_bytes());
        assert!(
            matches!(state, TextState::Damaged | TextState::Empty),
            "{state}"
        );
    }
    // the same inside a page
    let content = "[".repeat(300_000);
    let mut document = Document::with_version("1.5");
    let content = document.add_object(Stream::new(dictionary! {}, content.into_bytes()));
    let bytes = finish(document, content, dictionary! {});
    assert_eq!(state_of(FileType::Pdf, &bytes), TextState::Empty);
}

/// Every byte changed in turn, and every length: nothing panics, nothing hangs.
#[test]
fn damaged_files_are_read_as_far_as_they_go() {
    let paper = page(
        |_| dictionary! { "Type" => "Font", "Subtype" => "Type0", "Encoding" => "UniGB-UCS2-H" },
        Vec::new(),
    );
    let letter = docx("<w:p><w:r><w:t>职工食堂</w:t></w:r></w:p>");
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "食堂").unwrap();
    let book = book.save_to_buffer().unwrap();
    for (file_type, bytes) in [
        (FileType::Pdf, paper),
        (FileType::Docx, letter),
        (FileType::Xlsx, book),
    ] {
        // where to change what follows from the file itself
        for round in 0..600_usize {
            let dice = Digest::of(format!("{round}").as_bytes());
            let dice = dice.as_bytes();
            let at = (usize::from(dice[0]) << 8 | usize::from(dice[1])) % bytes.len();
            let mut changed = bytes.clone();
            changed[at] = dice[2];
            if round % 3 == 0 {
                changed.truncate(at);
            }
            let _ = state_of(file_type, &changed);
        }
    }
}

#[test]
fn files_that_stop_after_their_first_bytes_are_damaged() {
    assert!(!readable_media_types().contains(&FileType::Jpeg.media_type()));
    assert_eq!(state_of(FileType::Pdf, b"%PDF-"), TextState::Damaged);
    assert_eq!(state_of(FileType::Docx, b"PK\x03\x04"), TextState::Damaged);
    assert_eq!(state_of(FileType::Xlsx, b""), TextState::Damaged);
}
