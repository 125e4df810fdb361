//! The list of contents of a ZIP file (APPNOTE 4.3), read from its central directory.

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ZipEntry {
    pub(crate) name: String,
    /// As declared, in bytes.
    pub(crate) unpacked_size: u64,
    pub(crate) encrypted: bool,
}

/// More entries than any office file has.
const MAX_ENTRIES: usize = 65_535;

/// Every entry; `None` when the bytes are not a whole ZIP file.
pub(crate) fn zip_entries(bytes: &[u8]) -> Option<Vec<ZipEntry>> {
    let end = find_end(bytes)?;
    let n_entries = usize::from(u16_at(bytes, end + 10)?);
    let mut at = usize::try_from(u32_at(bytes, end + 16)?).ok()?;
    let mut entries = Vec::new();
    for _ in 0..n_entries.min(MAX_ENTRIES) {
        if bytes.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        let flags = u16_at(bytes, at + 8)?;
        let unpacked_size = u64::from(u32_at(bytes, at + 24)?);
        let name_len = usize::from(u16_at(bytes, at + 28)?);
        let extra_len = usize::from(u16_at(bytes, at + 30)?);
        let comment_len = usize::from(u16_at(bytes, at + 32)?);
        let name = bytes.get(at + 46..at + 46 + name_len)?;
        entries.push(ZipEntry {
            name: String::from_utf8_lossy(name).into_owned(),
            unpacked_size,
            encrypted: flags & 1 == 1,
        });
        at += 46 + name_len + extra_len + comment_len;
    }
    Some(entries)
}

/// The end record stands at the end, before a comment of at most 64 KB.
fn find_end(bytes: &[u8]) -> Option<usize> {
    const RECORD: usize = 22;
    let last = bytes.len().checked_sub(RECORD)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| {
        bytes.get(*at..at + 4) == Some(b"PK\x05\x06")
            && u16_at(bytes, at + 20)
                .is_some_and(|comment| at + RECORD + usize::from(comment) <= bytes.len())
    })
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let slice = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(slice.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let slice = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(slice.try_into().ok()?))
}
