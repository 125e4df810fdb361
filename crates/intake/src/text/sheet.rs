//! .xlsx: cells one by one. A range would be as large as its farthest cell says, which may be
//! seventeen thousand million.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};

use super::budget::{Budget, Stop};
use super::office;

/// Most that the parts of a workbook may unpack to, in bytes: the table of its texts is held whole.
const MAX_UNPACKED: u64 = 48 << 20;

/// All sheets: their names, rows as lines, cells separated.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<(), Stop> {
    check_size(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_broken| Stop::Damaged)?;
    for name in book.sheet_names() {
        // a chart sheet has no cells
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else {
            continue;
        };
        budget.push(&name)?;
        budget.end_line()?;
        let mut row = None;
        while let Some(cell) = cells.next_cell().map_err(|_broken| Stop::Damaged)? {
            budget.step()?;
            let words = words(cell.get_value());
            if words.is_empty() {
                continue;
            }
            if row.replace(cell.get_position().0) == Some(cell.get_position().0) {
                budget.separate('\t')?;
            } else {
                budget.end_line()?;
            }
            budget.push(&words)?;
        }
        budget.end_line()?;
    }
    Ok(())
}

/// Unpacks everything into nothing: the sizes that a ZIP states are not to be trusted.
fn check_size(bytes: &[u8]) -> Result<(), Stop> {
    let mut archive = office::open(bytes)?;
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_broken| Stop::Damaged)?;
        if part.encrypted() {
            return Err(Stop::Locked);
        }
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|_broken| Stop::Damaged)?;
        left = left.checked_sub(size).ok_or(Stop::TooLarge)?;
    }
    Ok(())
}

/// A cell as a person would search for it.
fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year}-{month:02}-{day:02}")
            } else {
                format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}")
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Bool(_) | DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
