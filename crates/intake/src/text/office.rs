//! .docx and .pptx: a ZIP of XML parts, in which words stand in elements called `t`
//! (ECMA-376, part 1, 17.3.3.31 and 21.1.2.3.11).

use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::budget::{Budget, Stop};

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// The letter itself first, then what stands around it.
pub(super) fn read_document(bytes: &[u8], budget: &mut Budget) -> Result<(), Stop> {
    let mut archive = open(bytes)?;
    let mut parts = parts(&archive, |name| {
        let is_text = ["header", "footer", "footnotes", "endnotes", "comments"]
            .iter()
            .any(|kind| {
                name.strip_prefix("word/")
                    .is_some_and(|part| part.starts_with(kind))
            });
        is_text && name.ends_with(".xml") && name.matches('/').count() == 1
    });
    parts.sort();
    parts.insert(0, "word/document.xml".to_owned());
    read_parts(&mut archive, &parts, budget)
}

/// Slides in their order, then the speaker's notes.
pub(super) fn read_slides(bytes: &[u8], budget: &mut Budget) -> Result<(), Stop> {
    let mut archive = open(bytes)?;
    let mut parts = parts(&archive, |name| {
        let in_folder = |folder: &str| {
            name.strip_prefix(folder)
                .is_some_and(|part| !part.contains('/'))
        };
        name.ends_with(".xml") && (in_folder("ppt/slides/") || in_folder("ppt/notesSlides/"))
    });
    parts.sort_by_key(|name| (name.contains("notes"), number(name)));
    read_parts(&mut archive, &parts, budget)
}

/// The number in `ppt/slides/slide12.xml`: 10 comes after 9.
fn number(name: &str) -> u32 {
    let digits: String = name.chars().filter(char::is_ascii_digit).take(9).collect();
    digits.parse().unwrap_or(u32::MAX)
}

pub(super) fn open(bytes: &[u8]) -> Result<Archive<'_>, Stop> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|_broken| Stop::Damaged)
}

fn parts(archive: &Archive<'_>, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    archive
        .file_names()
        .flatten()
        .filter(|name| wanted(name))
        .map(std::borrow::Cow::into_owned)
        .collect()
}

fn read_parts(
    archive: &mut Archive<'_>,
    parts: &[String],
    budget: &mut Budget,
) -> Result<(), Stop> {
    for part in parts {
        let xml = unpack(archive, part, budget)?;
        read_words(&xml, budget)?;
        budget.end_line()?;
    }
    Ok(())
}

/// One part, up to what the budget still allows, whatever size the ZIP claims.
fn unpack(archive: &mut Archive<'_>, name: &str, budget: &mut Budget) -> Result<Vec<u8>, Stop> {
    let part = archive.by_name(name).map_err(|_broken| Stop::Damaged)?;
    if part.encrypted() {
        return Err(Stop::Locked);
    }
    let mut xml = Vec::new();
    let most = budget.bytes_left() as u64 + 1;
    part.take(most)
        .read_to_end(&mut xml)
        .map_err(|_broken| Stop::Damaged)?;
    budget.unpacked(xml.len())?;
    Ok(xml)
}

/// The words of a part, in reading order: paragraphs are lines, cells are separated.
fn read_words(xml: &[u8], budget: &mut Budget) -> Result<(), Stop> {
    let mut reader = Reader::from_reader(xml);
    // a document that another program repaired is read as far as it goes
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    let mut in_text = false;
    // the same words in a form for older programs
    let mut fallback = 0_u32;
    loop {
        budget.step()?;
        buffer.clear();
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|_broken| Stop::Damaged)?;
        match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "t" => in_text = true,
                "Fallback" => fallback += 1,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "t" => in_text = false,
                "Fallback" => fallback = fallback.saturating_sub(1),
                "p" if fallback == 0 => budget.end_line()?,
                "tc" if fallback == 0 => budget.separate('\t')?,
                _ => {}
            },
            Event::Empty(element) if fallback == 0 => match element.local_name().as_ref() {
                "tab" => budget.separate('\t')?,
                "br" | "cr" => budget.end_line()?,
                _ => {}
            },
            Event::Text(text) if in_text && fallback == 0 => budget.push(&text.xml10_content())?,
            Event::CData(text) if in_text && fallback == 0 => budget.push(&text.xml10_content())?,
            Event::GeneralRef(name) if in_text && fallback == 0 => {
                if let Some(c) = character(&name.xml10_content()) {
                    budget.push_char(c)?;
                }
            }
            Event::Eof => return Ok(()),
            // a document type may define entities that grow without end; nothing is expanded
            Event::Empty(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::GeneralRef(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
    }
}

/// What a reference in XML stands for: the five names and numbers.
fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        other => {
            let number = other.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}
