//! From the codes that a page paints to characters.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS, UTF_8, UTF_16BE};
use lopdf::{Dictionary, Document, Encoding, Object};

use super::cmap::CMap;
use crate::text::budget::{Budget, Stop};

/// Most that the map of one font may unpack to, in bytes.
const MAX_MAP: usize = 4 << 20;

/// How the codes of a font are read.
pub(super) enum Font<'a> {
    Mapped(CMap),
    /// The codes are characters in an encoding of their country.
    Charset(&'static encoding_rs::Encoding),
    Simple(Box<Encoding<'a>>),
    /// Its codes are numbers of drawings, and nobody wrote down what they draw.
    Silent,
}

impl<'a> Font<'a> {
    pub(super) fn read(
        document: &'a Document,
        font: &'a Dictionary,
        budget: &mut Budget,
    ) -> Result<Self, Stop> {
        let get = |key: &[u8]| font.get_deref(key, document).ok();
        match get(b"ToUnicode") {
            Some(Object::Stream(stream)) => {
                let most = MAX_MAP.min(budget.bytes_left());
                if let Ok(text) = stream.get_plain_content_with_limit(most) {
                    budget.unpacked(text.len())?;
                    let map = CMap::parse(&text);
                    if !map.is_empty() {
                        return Ok(Self::Mapped(map));
                    }
                }
            }
            // the codes are UTF-16 already
            Some(Object::Name(name)) if name.starts_with(b"Identity") => {
                return Ok(Self::Charset(UTF_16BE));
            }
            Some(_) | None => {}
        }
        let name = match get(b"Encoding") {
            Some(Object::Name(name)) => String::from_utf8_lossy(name).into_owned(),
            Some(_) | None => String::new(),
        };
        if let Some(charset) = charset(&name) {
            return Ok(Self::Charset(charset));
        }
        let is_composite = matches!(get(b"Subtype"), Some(Object::Name(name)) if name == b"Type0");
        if is_composite {
            return Ok(Self::Silent);
        }
        Ok(font
            .get_font_encoding_with_limit(document, MAX_MAP)
            .map_or(Self::Silent, |encoding| Self::Simple(Box::new(encoding))))
    }

    pub(super) fn decode(&self, codes: &[u8], out: &mut String) {
        match self {
            Self::Mapped(map) => map.decode(codes, out),
            Self::Charset(charset) => {
                out.push_str(&charset.decode_without_bom_handling(codes).0);
            }
            Self::Simple(encoding) => {
                // what it cannot read is left out
                let _ = encoding.write_to_string(codes, out);
            }
            Self::Silent => {}
        }
    }
}

/// The predefined maps of ISO 32000-1, table 118, whose codes are an encoding.
fn charset(name: &str) -> Option<&'static encoding_rs::Encoding> {
    let table: [(&[&str], &'static encoding_rs::Encoding); 7] = [
        (
            &[
                "UniGB-UCS2",
                "UniGB-UTF16",
                "UniCNS-UCS2",
                "UniCNS-UTF16",
                "UniJIS-UCS2",
                "UniJIS-UTF16",
                "UniJIS2004-UTF16",
                "UniKS-UCS2",
                "UniKS-UTF16",
            ],
            UTF_16BE,
        ),
        (&["UniGB-UTF8", "UniCNS-UTF8", "UniJIS-UTF8"], UTF_8),
        (
            &["GB-EUC", "GBpc-EUC", "GBK-EUC", "GBKp-EUC", "GBK2K"],
            GB18030,
        ),
        (&["B5pc", "HKscs-B5", "ETen-B5", "ETenms-B5"], BIG5),
        (
            &["83pv-RKSJ", "90ms-RKSJ", "90msp-RKSJ", "90pv-RKSJ"],
            SHIFT_JIS,
        ),
        (&["EUC-H", "EUC-V"], EUC_JP),
        (&["KSC-EUC", "KSCms-UHC", "KSCpc-EUC"], EUC_KR),
    ];
    table
        .into_iter()
        .find(|(names, _)| names.iter().any(|one| name.starts_with(one)))
        .map(|(_, charset)| charset)
}
