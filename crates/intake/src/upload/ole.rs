//! The old office formats: an OLE compound file ([MS-CFB]) whose streams tell which program wrote it.

use super::errors::UploadReason;
use super::sniff::FileType;

pub(super) const MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Which office format it is. Directory entries are 128 bytes long and aligned ([MS-CFB] 2.6.1), so
/// they are found without following the sector chains, also in files that are slightly damaged.
pub(super) fn classify(bytes: &[u8]) -> Result<FileType, UploadReason> {
    let mut found = None;
    let mut at = 512;
    while at + 128 <= bytes.len() {
        if let Some(name) = entry_name(bytes, at) {
            match name.as_str() {
                "WordDocument" => found = found.or(Some(FileType::Doc)),
                "Workbook" | "Book" => found = found.or(Some(FileType::Xls)),
                "PowerPoint Document" => found = found.or(Some(FileType::Ppt)),
                "Macros" | "_VBA_PROJECT_CUR" | "_VBA_PROJECT" | "VBA" => {
                    return Err(UploadReason::Macros);
                }
                // an OOXML file with a password is wrapped into a compound file ([MS-OFFCRYPTO])
                "EncryptedPackage" => return Err(UploadReason::Encrypted),
                _ => {}
            }
        }
        at += 128;
    }
    found.ok_or(UploadReason::Unsupported)
}

fn entry_name(bytes: &[u8], at: usize) -> Option<String> {
    let len = usize::from(u16_at(bytes, at + 64)?);
    // the length counts the closing zero
    if !(4..=64).contains(&len) || len % 2 != 0 {
        return None;
    }
    // storage or stream
    if !matches!(bytes.get(at + 66)?, 1 | 2) {
        return None;
    }
    let units = bytes.get(at..at + len - 2)?.chunks_exact(2);
    let units: Vec<u16> = units.filter_map(|pair| u16_at(pair, 0)).collect();
    String::from_utf16(&units).ok()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let slice = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(slice.try_into().ok()?))
}
