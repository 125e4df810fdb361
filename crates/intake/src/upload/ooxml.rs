//! Office files of today: a ZIP with its main part at a known place (ECMA-376, part 2).

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::errors::UploadReason;
use super::sniff::FileType;

/// Most that a document may claim to unpack to, in bytes. Nothing is unpacked here, but whoever
/// handles the matter would do it.
const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;

/// Author, company, who saved it last, and properties of one's own.
const CORE: &str = "docProps/core.xml";
const APP: &str = "docProps/app.xml";
const CUSTOM: &str = "docProps/custom.xml";

/// What stands in their place: valid and empty, because the package still refers to the parts.
const EMPTY_CORE: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>"#;
const EMPTY_APP: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>"#;
const EMPTY_CUSTOM: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>"#;

/// Which document it is; any other ZIP is an archive.
pub(super) fn classify(bytes: &[u8]) -> Result<FileType, UploadReason> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_broken| UploadReason::Damaged)?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    if !has("[Content_Types].xml") {
        return Err(UploadReason::Archive);
    }
    let found = if has("word/document.xml") {
        FileType::Docx
    } else if has("xl/workbook.xml") {
        FileType::Xlsx
    } else if has("ppt/presentation.xml") {
        FileType::Pptx
    } else {
        return Err(UploadReason::Unsupported);
    };
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let entry = archive
            .by_index_raw(index)
            .map_err(|_broken| UploadReason::Damaged)?;
        let name = entry.name().map_err(|_broken| UploadReason::Damaged)?;
        if is_program(&name) {
            return Err(UploadReason::Macros);
        }
        if entry.encrypted() {
            return Err(UploadReason::Encrypted);
        }
        unpacked = unpacked.saturating_add(entry.size());
    }
    if unpacked > MAX_UNPACKED {
        return Err(UploadReason::Damaged);
    }
    Ok(found)
}

fn is_program(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("vbaproject") || name.contains("/macrosheets/") || name.ends_with(".exe")
}

/// The document without the names that the program wrote into its properties: an anonymous letter
/// must not be signed by the computer it was typed on. All other parts are copied as they are.
pub(super) fn without_author(bytes: &[u8]) -> Result<Vec<u8>, UploadReason> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_broken| UploadReason::Damaged)?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for index in 0..archive.len() {
        let entry = archive
            .by_index_raw(index)
            .map_err(|_broken| UploadReason::Damaged)?;
        let name = entry.name().map_err(|_broken| UploadReason::Damaged)?;
        let empty = match name.as_ref() {
            CORE => Some((CORE, EMPTY_CORE)),
            APP => Some((APP, EMPTY_APP)),
            CUSTOM => Some((CUSTOM, EMPTY_CUSTOM)),
            _ => None,
        };
        let copied = match empty {
            Some((name, text)) => writer
                .start_file(name, SimpleFileOptions::default())
                .and_then(|()| Ok(writer.write_all(text.as_bytes())?)),
            None => writer.raw_copy_file(entry),
        };
        copied.map_err(|_broken| UploadReason::Damaged)?;
    }
    let out = writer.finish().map_err(|_broken| UploadReason::Damaged)?;
    Ok(out.into_inner())
}
