//! File names that cannot do harm on any system and still say what the file is.

use super::sniff::FileType;

/// Longest file name, in characters, extension included.
const NAME_MAX: usize = 120;
/// Names that Windows keeps for devices.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A harmless name whose extension agrees with the content.
pub fn clean_name(file_name: &str, file_type: FileType) -> String {
    let bare = harmless(file_name);
    let (stem, extension) = split_extension(&bare);
    let extension = match extension {
        Some(given)
            if file_type
                .extensions()
                .contains(&given.to_ascii_lowercase().as_str()) =>
        {
            given.to_ascii_lowercase()
        }
        Some(_) | None => file_type.extension().to_owned(),
    };
    let mut stem = without_other_extensions(stem)
        .trim_matches([' ', '.'])
        .to_owned();
    if stem.is_empty() {
        stem = "附件".to_owned();
    }
    if RESERVED.contains(&stem.to_ascii_lowercase().as_str()) {
        stem.insert(0, '_');
    }
    let room = NAME_MAX.saturating_sub(extension.chars().count() + 1);
    let stem: String = stem.chars().take(room).collect();
    format!("{}.{extension}", stem.trim_end())
}

/// The name as it can be shown in a message.
pub(super) fn for_message(file_name: &str) -> String {
    let bare = harmless(file_name);
    match bare.chars().count() {
        0 => "附件".to_owned(),
        1..=40 => bare,
        _ => format!("{}…", bare.chars().take(39).collect::<String>()),
    }
}

/// The extension of a name, in lower case.
pub(super) fn extension_of(file_name: &str) -> Option<String> {
    let bare = harmless(file_name);
    split_extension(&bare).1.map(str::to_ascii_lowercase)
}

/// Without path, control characters, text direction marks (which make exe.jpg of gpj.exe) and
/// signs that a file system refuses.
fn harmless(file_name: &str) -> String {
    let last = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|c| {
            !c.is_control()
                && !matches!(c,
                    '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
                    | '\u{FEFF}' | '\u{FFFD}' | '\u{FFFC}' | '\u{E000}'..='\u{F8FF}')
        })
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect::<String>()
        .trim_matches([' ', '.'])
        .to_owned()
}

/// An extension is short, ASCII and not only digits: 报告.2026 has none.
fn split_extension(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if (1..=5).contains(&extension.len())
                && extension.chars().all(|c| c.is_ascii_alphanumeric())
                && extension.chars().any(|c| c.is_ascii_alphabetic()) =>
        {
            (stem, Some(extension))
        }
        _ => (name, None),
    }
}

/// `photo.exe` of `photo.exe.jpg` is only `photo`: hidden extensions deceive people.
fn without_other_extensions(stem: &str) -> &str {
    const DECEIVING: [&str; 14] = [
        "exe", "com", "scr", "bat", "cmd", "msi", "js", "vbs", "ps1", "hta", "lnk", "html", "htm",
        "svg",
    ];
    let mut stem = stem;
    while let (rest, Some(extension)) = split_extension(stem) {
        if !DECEIVING.contains(&extension.to_ascii_lowercase().as_str()) {
            break;
        }
        stem = rest;
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_could_do_harm() {
        let check = |name: &str, file_type, expect: &str| {
            assert_eq!(clean_name(name, file_type), expect, "{name:?}");
        };
        check("食堂照片.jpg", FileType::Jpeg, "食堂照片.jpg");
        check("IMG_01.JPEG", FileType::Jpeg, "IMG_01.jpeg");
        check("../../etc/passwd", FileType::TextUtf8, "passwd.txt");
        check("C:\\Users\\王\\桌面\\表.xlsx", FileType::Xlsx, "表.xlsx");
        check("照片.png", FileType::Jpeg, "照片.jpg");
        check("报告.2026", FileType::Docx, "报告.2026.docx");
        check("photo.exe.jpg", FileType::Jpeg, "photo.jpg");
        check("\u{202E}gpj.exe", FileType::Jpeg, "gpj.jpg");
        check("a\r\nb\0.txt", FileType::TextUtf8, "ab.txt");
        check("x\".pdf; q=\"", FileType::Pdf, "x_.pdf; q=_.pdf");
        check("con.txt", FileType::TextUtf8, "_con.txt");
        check("....", FileType::Png, "附件.png");
        check("", FileType::Png, "附件.png");
        check(".jpg", FileType::Jpeg, "jpg.jpg");
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = clean_name(&format!("{}.docx", "字".repeat(500)), FileType::Docx);
        assert_eq!(name.chars().count(), 120);
        assert!(name.ends_with("字.docx"));
    }

    proptest::proptest! {
        #[test]
        fn any_name_becomes_a_harmless_one(name in r"[a-z./\\\x00\u{202e}字 ]{0,20}|.{0,200}") {
            let clean = clean_name(&name, FileType::Docx);
            proptest::prop_assert!(clean.ends_with(".docx") && clean.chars().count() <= 120);
            let harmful = clean.contains(['/', '\\', '\0', '\n', '"', '\u{202E}']);
            proptest::prop_assert!(!harmful);
            proptest::prop_assert!(!clean.starts_with(['.', ' ']));
            proptest::prop_assert_eq!(clean_name(&clean, FileType::Docx), clean);
        }
    }
}
