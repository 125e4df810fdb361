//! Charset labels as mail programs really write them.

use encoding_rs::Encoding;

/// What a label asks for, as far as decoding differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mail) enum Family {
    /// GB 2312, GBK and GB 18030: always decoded by the largest of them.
    Gb,
    /// Big5 with the Hong Kong characters.
    Big5,
    EucTw,
    /// RFC 1843.
    Hz,
    /// RFC 1922.
    Iso2022Cn,
    Utf8,
    Utf16(Option<Endian>),
    Utf32(Option<Endian>),
    /// RFC 2152.
    Utf7,
    Ascii,
    /// Some other encoding the platform knows.
    Other(&'static Encoding),
    /// A label that says nothing (`unknown-8bit`, `ansi`, `default`) or that nobody knows.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mail) enum Endian {
    Little,
    Big,
}

impl Family {
    /// Two labels of one family can be decoded jointly.
    pub(in crate::mail) fn joins(self, other: Self) -> bool {
        self == other
    }

    /// Encodings that switch state by escape sequences: each piece starts afresh.
    pub(in crate::mail) fn is_stateful(self) -> bool {
        match self {
            Self::Hz | Self::Iso2022Cn | Self::Utf7 => true,
            Self::Other(encoding) => encoding == encoding_rs::ISO_2022_JP,
            Self::Gb
            | Self::Big5
            | Self::EucTw
            | Self::Utf8
            | Self::Utf16(_)
            | Self::Utf32(_)
            | Self::Ascii
            | Self::Unknown => false,
        }
    }
}

/// Reads a label. 134 and 136 are the numbers Windows gives to the two character sets. RFC 2231 language suffixes, quotes, blanks and punctuation do not matter.
pub(in crate::mail) fn family(label: &str) -> Family {
    let label = label.split('*').next().unwrap_or_default();
    let label = label
        .trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ',' | '<' | '>')
        })
        .to_ascii_lowercase();
    let label = label.strip_prefix("charset=").unwrap_or(&label);
    let label = label.trim_matches(['"', '\'', ' ']);
    // "gb2312_CHARSET" and the like: only letters and digits carry meaning
    let plain: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain
        .strip_suffix("charset")
        .filter(|p| !p.is_empty())
        .unwrap_or(&plain);
    match plain {
        "gb2312" | "gbk" | "gb18030" | "gb" | "gb231280" | "csgb2312" | "csgb231280"
        | "csiso58gb231280" | "isoir58" | "chinese" | "cngb" | "cngb2312" | "gb23121980"
        | "euccn" | "xeuccn" | "xgbk" | "xgb" | "xgb2312" | "xgb18030" | "xxgbk" | "cp936"
        | "ms936" | "windows936" | "xcp936" | "936" | "ibm936" | "cp1386" | "ibm1386"
        | "cp1381" | "cp54936" | "windows54936" | "eucgb" | "euccngb" | "csgbk" | "csgb18030"
        | "gb12345" | "gb180302000" | "gb180302005" | "gb180302022" | "macchinesesimp"
        | "xmacchinesesimp" | "xmacsimpchinese" | "simplifiedchinese" | "zhcn" | "gb13000"
        | "134" => Family::Gb,
        "big5" | "big5hkscs" | "cp950" | "ms950" | "windows950" | "950" | "xxbig5" | "xbig5"
        | "cnbig5" | "csbig5" | "big5eten" | "big52003" | "big5uao" | "big5hk" | "big5tw"
        | "macchinesetrad" | "xmacchinesetrad" | "zhtw" | "zhtwbig5" | "cp951"
        | "big5hkscs2004" | "big5hkscs2008" | "xwindows950" | "traditionalchinese"
        | "chinesebig5" | "136" => Family::Big5,
        "euctw" | "xeuctw" | "cneuctw" | "cns11643" => Family::EucTw,
        "hz" | "hzgb2312" | "hzgb" | "xhz" | "hzgb2312cn" => Family::Hz,
        "iso2022cn" | "iso2022cnext" | "xiso2022cn" | "csiso2022cn" => Family::Iso2022Cn,
        "utf8" | "unicode11utf8" | "unicode20utf8" | "xunicode20utf8" | "utf8mb4" | "cp65001"
        | "65001" | "u8" | "utf8n" | "csutf8" | "utf" | "8utf" | "xutf8" => Family::Utf8,
        "utf16" | "unicode" | "ucs2" | "iso10646ucs2" | "csunicode" => Family::Utf16(None),
        "utf16le" | "ucs2le" | "utf16lebom" | "unicodelittle" | "cp1200" => {
            Family::Utf16(Some(Endian::Little))
        }
        "utf16be" | "ucs2be" | "unicodebig" | "unicodefffe" | "cp1201" => {
            Family::Utf16(Some(Endian::Big))
        }
        "utf32" | "ucs4" | "iso10646ucs4" => Family::Utf32(None),
        "utf32le" | "ucs4le" => Family::Utf32(Some(Endian::Little)),
        "utf32be" | "ucs4be" => Family::Utf32(Some(Endian::Big)),
        "utf7" | "unicode11utf7" | "unicode20utf7" | "csunicode11utf7" | "cp65000" => Family::Utf7,
        "usascii" | "ascii" | "ansix341968" | "iso646us" | "us" | "ascii7bit" | "7bit" => {
            Family::Ascii
        }
        "windows31j" | "cp932" | "ms932" => Family::Other(encoding_rs::SHIFT_JIS),
        "cp949" | "ms949" | "ksc5601" | "ksc56011987" => Family::Other(encoding_rs::EUC_KR),
        "eucjp" | "xeucjp" | "eucjpms" => Family::Other(encoding_rs::EUC_JP),
        "iso2022jp" | "csiso2022jp" | "iso2022jp1" | "iso2022jp2" | "iso2022jpms" | "cp50220"
        | "cp50221" => Family::Other(encoding_rs::ISO_2022_JP),
        "latin1" | "iso88591" | "88591" => Family::Other(encoding_rs::WINDOWS_1252),
        // Mozilla writes these when it knew nothing
        "xuserdefined" | "replacement" => Family::Unknown,
        _ => match Encoding::for_label_no_replacement(label.as_bytes()) {
            Some(encoding) if encoding == encoding_rs::X_USER_DEFINED => Family::Unknown,
            Some(encoding) => Family::Other(encoding),
            None => dashed(plain).map_or(Family::Unknown, Family::Other),
        },
    }
}

/// "cp1252", "windows 1251", "iso8859 15": the label without its punctuation put back.
fn dashed(plain: &str) -> Option<&'static Encoding> {
    let split = plain.find(|c: char| c.is_ascii_digit())?;
    let (head, digits) = plain.split_at_checked(split)?;
    let label = match head {
        "cp" | "windows" | "win" | "xcp" | "ansi" | "ibm" => format!("windows-{digits}"),
        "iso" => {
            let part = digits.strip_prefix("8859")?;
            format!("iso-8859-{part}")
        }
        "koi" => format!("koi{digits}-r"),
        _ => return None,
    };
    Encoding::for_label_no_replacement(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_as_programs_write_them() {
        for gb in [
            "gb2312",
            "GB2312",
            "\"gb2312\"",
            "gb_2312-80",
            "GBK",
            "x-gbk",
            "gb18030",
            "cp936",
            "ms936",
            "x-euc-cn",
            "EUC-CN",
            "gb2312_CHARSET",
            "cn-gb",
            "csGB2312",
            "gb2312*zh-cn",
            "charset=gbk",
            " GB 2312 ",
            "GB18030-2022",
            "chinese",
            "windows-936",
        ] {
            assert_eq!(family(gb), Family::Gb, "{gb}");
        }
        for big5 in ["big5", "Big5-HKSCS", "x-x-big5", "cn-big5", "cp950"] {
            assert_eq!(family(big5), Family::Big5, "{big5}");
        }
        for unknown in [
            "unknown-8bit",
            "ansi",
            "default",
            "x-unknown",
            "",
            "_autodetect_all",
            "binary",
        ] {
            assert_eq!(family(unknown), Family::Unknown, "{unknown}");
        }
        assert_eq!(family("utf8"), Family::Utf8);
        assert_eq!(family("\"UTF-8\";"), Family::Utf8);
        assert_eq!(family("HZ-GB-2312"), Family::Hz);
        assert_eq!(family("iso-2022-cn"), Family::Iso2022Cn);
        assert_eq!(family("cp1252"), Family::Other(encoding_rs::WINDOWS_1252));
        assert_eq!(
            family("ISO8859-15"),
            Family::Other(encoding_rs::ISO_8859_15)
        );
        assert_eq!(family("windows-31j"), Family::Other(encoding_rs::SHIFT_JIS));
    }
}
