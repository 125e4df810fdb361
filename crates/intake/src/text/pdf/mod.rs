//! PDF with a text layer (ISO 32000-1, 9). A scanned picture has none: nothing here reads pictures.

mod bomb;
mod cmap;
mod font;
mod matrix;
mod radical;
mod walk;

use lopdf::{Document, LoadOptions};

use super::budget::{Budget, Stop};

/// Most that one stream of objects may unpack to, in bytes.
const MAX_OBJECTS: usize = 32 << 20;
/// Most pages that are read.
const MAX_PAGES: usize = 3_000;

/// The words, page by page, in the order in which the pages paint them.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<(), Stop> {
    bomb::check(bytes)?;
    let options = LoadOptions {
        max_decompressed_size: Some(MAX_OBJECTS),
        ..LoadOptions::default()
    };
    // a document locked against changes opens with the empty password
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| {
        if matches!(
            error,
            lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword
        ) {
            Stop::Locked
        } else if matches!(error, lopdf::Error::Decompress(_)) {
            Stop::TooLarge
        } else {
            Stop::Damaged
        }
    })?;
    if document.is_encrypted() {
        return Err(Stop::Locked);
    }
    let mut walker = walk::Walker::new(&document, budget);
    let mut pages = document.page_iter();
    for page in pages.by_ref().take(MAX_PAGES) {
        walker.page(page)?;
    }
    if pages.next().is_some() {
        return Err(Stop::Full);
    }
    Ok(())
}
