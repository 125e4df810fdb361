//! PDF: fonts whose codes say what they draw, and how.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, StringFormat, dictionary};

use super::*;

/// A document of one page with one font, which shows these operations.
pub(super) fn page(
    font: impl FnOnce(&mut Document) -> lopdf::Dictionary,
    operations: Vec<Operation>,
) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let font = font(&mut document);
    let font = document.add_object(font);
    let content = Content { operations }.encode().unwrap();
    let content = document.add_object(Stream::new(dictionary! {}, content));
    let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
    finish(document, content, resources)
}

pub(super) fn finish(
    mut document: Document,
    content: lopdf::ObjectId,
    resources: lopdf::Dictionary,
) -> Vec<u8> {
    let pages = document.new_object_id();
    let resources = document.add_object(resources);
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "Contents" => content,
        "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    document.objects.insert(
        pages,
        dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into(),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A font of many characters, in the named encoding.
fn composite(encoding: &'static str) -> impl FnOnce(&mut Document) -> lopdf::Dictionary {
    move |_| {
        dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "STSong", "Encoding" => encoding,
        }
    }
}

fn op(operator: &str, operands: Vec<Object>) -> Operation {
    Operation::new(operator, operands)
}

fn codes(bytes: impl Into<Vec<u8>>) -> Object {
    Object::String(bytes.into(), StringFormat::Hexadecimal)
}

/// Shows strings, each on a line of its own.
fn lines(strings: Vec<Object>) -> Vec<Operation> {
    let mut operations = vec![
        op("BT", vec![]),
        op("Tf", vec!["F1".into(), 12.into()]),
        op("Td", vec![72.into(), 700.into()]),
    ];
    for string in strings {
        operations.push(op("Tj", vec![string]));
        operations.push(op("Td", vec![0.into(), (-20).into()]));
    }
    operations.push(op("ET", vec![]));
    operations
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

#[test]
fn predefined_chinese_encodings_are_known() {
    let text = "职工食堂";
    let (gbk, ..) = encoding_rs::GBK.encode(text);
    let (big5, ..) = encoding_rs::BIG5.encode("職工食堂");
    for (encoding, bytes, expect) in [
        ("UniGB-UCS2-H", utf16(text), text),
        ("UniGB-UTF16-V", utf16(text), text),
        ("UniGB-UTF8-H", text.as_bytes().to_vec(), text),
        ("GBK-EUC-H", gbk.to_vec(), text),
        ("GBKp-EUC-H", gbk.to_vec(), text),
        ("ETen-B5-H", big5.to_vec(), "職工食堂"),
    ] {
        let bytes = page(composite(encoding), lines(vec![codes(bytes)]));
        assert_eq!(text_of(FileType::Pdf, &bytes), expect, "{encoding}");
    }
}

#[test]
fn numbers_of_drawings_are_read_by_their_map() {
    let map = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> \
        endcodespacerange 2 beginbfchar <0003> <98DF> <0007> <5802> endbfchar 1 beginbfrange \
        <0010> <0012> <4E00> endbfrange endcmap";
    let bytes = page(
        |document| {
            let map = document.add_object(Stream::new(dictionary! {}, map.as_bytes().to_vec()));
            dictionary! {
                "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "AAAAAA+SimSun",
                "Encoding" => "Identity-H", "ToUnicode" => map,
            }
        },
        lines(vec![codes([0, 3, 0, 7]), codes([0, 0x10, 0, 0x11])]),
    );
    assert_eq!(text_of(FileType::Pdf, &bytes), "食堂\n一丁");
    let silent = page(composite("Identity-H"), lines(vec![codes([0, 3, 0, 7])]));
    let read = read_text(FileType::Pdf.media_type(), &silent);
    assert_eq!(read.state, TextState::Empty);
}

#[test]
fn words_and_lines_end_where_they_end_on_paper() {
    let latin = |_: &mut Document| {
        dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
            "Encoding" => "WinAnsiEncoding",
        }
    };
    let string = |text: &str| Object::string_literal(text);
    let bytes = page(
        latin,
        vec![
            op("BT", vec![]),
            op("Tf", vec!["F1".into(), 10.into()]),
            op("Td", vec![72.into(), 700.into()]),
            // kerning inside a word, then a gap between words
            op(
                "TJ",
                vec![
                    vec![
                        string("VO"),
                        20.into(),
                        string("C"),
                        (-300).into(),
                        string("limits"),
                    ]
                    .into(),
                ],
            ),
            op("Td", vec![200.into(), 0.into()]),
            op("Tj", vec![string("far")]),
            op("ET", vec![]),
            op("BT", vec![]),
            op(
                "Tm",
                vec![
                    1.into(),
                    0.into(),
                    0.into(),
                    1.into(),
                    72.into(),
                    650.into(),
                ],
            ),
            op("Tj", vec![string("below")]),
            op("TL", vec![14.into()]),
            op("'", vec![string("last")]),
            op("ET", vec![]),
        ],
    );
    assert_eq!(
        text_of(FileType::Pdf, &bytes),
        "VOC limits far\nbelow\nlast"
    );
}

#[test]
fn drawings_inside_a_page_are_read_and_may_not_go_round_in_circles() {
    let mut document = Document::with_version("1.5");
    let font = document.add_object(composite("UniGB-UCS2-H")(&mut Document::new()));
    let inner = Content {
        operations: [
            lines(vec![codes(utf16("表单里的话"))]),
            vec![op("Do", vec!["X1".into()])],
        ]
        .concat(),
    };
    let form = document.new_object_id();
    let resources = dictionary! {
        "Font" => dictionary! { "F1" => font }, "XObject" => dictionary! { "X1" => form },
    };
    let dictionary = dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "Resources" => resources.clone(),
    };
    document.objects.insert(
        form,
        Stream::new(dictionary, inner.encode().unwrap()).into(),
    );
    let content = Content {
        operations: vec![op("Do", vec!["X1".into()])],
    };
    let content = document.add_object(Stream::new(dictionary! {}, content.encode().unwrap()));
    let text = text_of(FileType::Pdf, &finish(document, content, resources));
    assert!(text.starts_with("表单里的话"), "{text}");
    assert!(text.lines().count() <= 10, "{text}");
}

/// Printed by Chromium from a page in Noto Sans CJK (SIL OFL 1.1): fonts in parts, maps, lines.
#[test]
fn what_a_browser_prints_is_read_as_it_was_written() {
    let text = text_of(FileType::Pdf, include_bytes!("printed.pdf"));
    for line in [
        "职工食堂的建议",
        "大工发〔2020〕37号，VOC治理，12345热线。加班費沒有發。",
        "通风机停转",
    ] {
        assert!(
            text.lines().any(|one| one.trim().ends_with(line)),
            "{line}: {text}"
        );
    }
}

/// A real one from a mail of the corpora.
#[test]
fn real_documents_are_read_or_refused_in_good_time() {
    #[expect(clippy::disallowed_methods, reason = "a test looks where its data lie")]
    let Ok(data) = std::env::var("HUIYIN_REAL_DATA") else {
        return;
    };
    let mail = std::path::Path::new(&data).join("mail");
    let mut n_read = 0;
    for name in [
        "mikel-mail/spec/fixtures/attachments/test.pdf",
        "MimeKit/UnitTests/TestData/tnef/MAPI_ATTACH_DATA_OBJ/VIA_Nytt_1402.pdf",
    ] {
        let Ok(bytes) = std::fs::read(mail.join(name)) else {
            continue;
        };
        let read = read_text(FileType::Pdf.media_type(), &bytes);
        if read.state == TextState::Read {
            n_read += 1;
            assert!(read.text.chars().any(char::is_alphabetic), "{name}");
        }
    }
    assert!(n_read >= 1, "no real document was read");
}
