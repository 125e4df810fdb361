use super::*;

fn gbk(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

#[test]
fn the_bytes_decide_and_the_label_is_a_hint() {
    let text = "关于改善车间通风的建议";
    let big5 = BIG5.encode("關於改善車間通風的建議").0.into_owned();
    let check = |bytes: &[u8], label: Option<&str>, expect: &str, repair: Option<Repair>| {
        let decoded = decode(bytes, label);
        assert_eq!(decoded.text, expect, "{label:?}");
        assert_eq!(decoded.repair, repair, "{label:?} {expect}");
        assert_eq!(decoded.broken, 0, "{label:?} {expect}");
    };
    for label in ["gb2312", "GBK", "x-euc-cn", "cp936", "gb18030"] {
        check(&gbk(text), Some(label), text, None);
        check(text.as_bytes(), Some(label), text, Some(Repair::Wrong));
    }
    for label in [
        "utf-8",
        "iso-8859-1",
        "us-ascii",
        "big5",
        "windows-1252",
        "utf-7",
    ] {
        check(&gbk(text), Some(label), text, Some(Repair::Wrong));
    }
    for label in ["unknown-8bit", "ansi", "x-nobody-knows"] {
        check(&gbk(text), Some(label), text, Some(Repair::Unknown));
        check(text.as_bytes(), Some(label), text, Some(Repair::Unknown));
    }
    check(&gbk(text), None, text, Some(Repair::Missing));
    check(text.as_bytes(), None, text, Some(Repair::Missing));
    check(&big5, Some("big5"), "關於改善車間通風的建議", None);
    check(&big5, Some("big5-hkscs"), "關於改善車間通風的建議", None);
    check(
        &big5,
        Some("gb2312"),
        "關於改善車間通風的建議",
        Some(Repair::Wrong),
    );
    check(
        &big5,
        Some("utf-8"),
        "關於改善車間通風的建議",
        Some(Repair::Wrong),
    );
    check(&big5, None, "關於改善車間通風的建議", Some(Repair::Missing));
    check(b"plain", None, "plain", None);
    check(b"plain", Some("unknown-8bit"), "plain", None);
}

#[test]
fn characters_outside_gbk_are_read() {
    let rare = "㐂㳟𠮷𬭚䶮鿍，镕";
    let check = |label: Option<&str>| assert_eq!(decode(&gbk(rare), label).text, rare, "{label:?}");
    check(Some("gb2312"));
    check(Some("gb18030"));
    let hong_kong = b"\x9d\xf8\x9d\xcf\x9d\xf6\xc3\xe4\xab\xd7";
    assert_eq!(decode(hong_kong, Some("big5-hkscs")).text, "啲嘢喺邊度");
}

#[test]
fn short_pieces_are_guessed_as_chinese() {
    for text in [
        "测试文本",
        "模型",
        "联通",
        "工会",
        "表",
        "附件",
        "张三",
        "，建议",
    ] {
        assert_eq!(decode(&gbk(text), None).text, text);
    }
    assert_eq!(decode("é".as_bytes(), None).text, "é");
    assert_eq!(decode("Привет, мир".as_bytes(), None).text, "Привет, мир");
    assert_eq!(decode("αβγδε".as_bytes(), None).text, "αβγδε");
    assert_eq!(decode("jöe@mächine".as_bytes(), None).text, "jöe@mächine");
    assert_eq!(
        decode(b"Die Hasen und die Fr\xf6sche", None).text,
        "Die Hasen und die Frösche"
    );
    assert_eq!(decode(b"se\xf1or", None).text, "señor");
}

#[test]
fn other_languages_survive() {
    assert_eq!(
        decode(b"caf\xe9 na\xefve", Some("iso-8859-1")).text,
        "café naïve"
    );
    assert_eq!(
        decode(b"M\xfcnchen \xfcber Stra\xdfe", Some("windows-1252")).text,
        "München über Straße"
    );
    let japanese = encoding_rs::SHIFT_JIS
        .encode("お世話になっております")
        .0
        .into_owned();
    assert_eq!(
        decode(&japanese, Some("shift_jis")).text,
        "お世話になっております"
    );
    let euc = encoding_rs::EUC_JP
        .encode("次のあて先へのメッセージはエラーのため送信できませんでした")
        .0
        .into_owned();
    assert_eq!(
        decode(&euc, Some("iso-2022-jp")).text,
        "次のあて先へのメッセージはエラーのため送信できませんでした"
    );
    let korean = encoding_rs::EUC_KR.encode("안녕하세요").0.into_owned();
    assert_eq!(decode(&korean, Some("euc-kr")).text, "안녕하세요");
    let russian = encoding_rs::KOI8_R
        .encode("Добрый день, коллеги")
        .0
        .into_owned();
    assert_eq!(
        decode(&russian, Some("koi8-r")).text,
        "Добрый день, коллеги"
    );
}

#[test]
fn wide_encodings_are_recognised() {
    let le: Vec<u8> = "建议 ok\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let be: Vec<u8> = "建议 ok\n"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    assert_eq!(decode(&le, Some("utf-16le")).text, "建议 ok\n");
    assert_eq!(decode(&be, Some("utf-16")).text, "建议 ok\n");
    assert_eq!(decode(&le, Some("unicode")).text, "建议 ok\n");
    assert_eq!(decode(&le, None).text, "建议 ok\n");
    let marked = [b"\xff\xfe".as_slice(), &le].concat();
    assert_eq!(decode(&marked, None).text, "建议 ok\n");
    assert_eq!(decode("建议".as_bytes(), Some("utf-16")).text, "建议");
    let wide: Vec<u8> = "建议"
        .chars()
        .flat_map(|c| u32::from(c).to_be_bytes())
        .collect();
    assert_eq!(decode(&wide, Some("utf-32")).text, "建议");
}

#[test]
fn seven_bit_chinese_is_read_with_and_without_label() {
    assert_eq!(decode(b"~{<:Ky2;S{~}", Some("hz-gb-2312")).text, "己所不欲");
    assert_eq!(decode(b"~{<:Ky2;S{~}", None).text, "己所不欲");
    assert_eq!(
        decode(b"\x1b$)A\x0e=;;;\x0f", Some("iso-2022-cn")).text,
        "交换"
    );
    assert_eq!(
        decode(b"\x1b$)A\x0e=;;;\x0f", Some("us-ascii")).text,
        "交换"
    );
    assert_eq!(decode(b"+XeVPGl76i64-", Some("utf-7")).text, "工会建议");
    assert_eq!(decode(b"a ~{ b } c", None).text, "a ~{ b } c");
    assert_eq!(decode(b"1+1-2", None).text, "1+1-2");
}

#[test]
fn a_footer_in_another_encoding_does_not_spoil_the_letter() {
    let mut bytes = gbk("关于改善车间通风的建议\n");
    bytes.extend_from_slice("本邮件已经病毒扫描\n".as_bytes());
    let decoded = decode(&bytes, Some("gb2312"));
    assert_eq!(decoded.text, "关于改善车间通风的建议\n本邮件已经病毒扫描\n");
    assert_eq!(decoded.repair, Some(Repair::Wrong));
    let decoded = decode(&bytes, None);
    assert_eq!(decoded.text, "关于改善车间通风的建议\n本邮件已经病毒扫描\n");
}

#[test]
fn a_text_cut_inside_a_character_stays_in_its_encoding() {
    let mut utf8 = "关于改善车间通风的建议".as_bytes().to_vec();
    utf8.pop();
    assert!(
        decode(&utf8, Some("gb2312"))
            .text
            .starts_with("关于改善车间通风的建")
    );
    let mut gb = gbk("关于改善车间通风的建议");
    gb.pop();
    assert!(
        decode(&gb, Some("utf-8"))
            .text
            .starts_with("关于改善车间通风的建")
    );
    // one lost byte in the middle of UTF-8
    let mut holed = "关于改善车间通风的建议".as_bytes().to_vec();
    holed.remove(7);
    let decoded = decode(&holed, Some("utf-8"));
    assert!(decoded.text.contains("车间通风的建议"), "{}", decoded.text);
}

#[test]
fn double_transcoding_is_undone() {
    let latin: String = "关于改善车间".bytes().map(char::from).collect();
    let decoded = decode(latin.as_bytes(), Some("utf-8"));
    assert_eq!(
        (decoded.text.as_str(), decoded.repair),
        ("关于改善车间", Some(Repair::Mojibake))
    );
    let latin: String = gbk("关于改善车间").into_iter().map(char::from).collect();
    assert_eq!(decode(latin.as_bytes(), Some("utf-8")).text, "关于改善车间");
    let french = "Élève à l’été, où ça?";
    assert_eq!(decode(french.as_bytes(), Some("utf-8")).text, french);
}
