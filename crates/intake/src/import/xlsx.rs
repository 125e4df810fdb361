//! Sheets of an .xlsx file. Only mapped columns are kept, and there are limits, because a small
//! file can unpack into a very large one.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use chrono::NaiveDate;

use super::date::Moment;
use super::errors::{ImportError, RowError};
use super::field::{ColumnMap, Field};
use super::row::RawRow;
use super::values::Cell;

/// Largest file, in bytes.
const MAX_FILE: u64 = 64 * 1024 * 1024;
/// Most that the parts of the file may unpack to, in bytes.
const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;
/// Most text that is kept, in bytes.
const MAX_TEXT: usize = 512 * 1024 * 1024;
/// The header stands in one of the first rows; titles are often above it.
const HEADER_WITHIN: usize = 10;

pub(super) struct XlsxRows {
    rows: VecDeque<RawRow>,
    total: u64,
}

impl XlsxRows {
    pub(super) fn open(path: &Path, map: &ColumnMap) -> Result<(Self, Vec<String>), ImportError> {
        check_size(path)?;
        let file = File::open(path).map_err(ImportError::Open)?;
        let mut book = Xlsx::new(BufReader::new(file)).map_err(|error| not_xlsx(&error))?;
        let names = book.sheet_names();
        let mut missing: Option<(String, Vec<String>)> = None;
        for name in &names {
            match read_sheet(&mut book, name, map)? {
                Sheet::Rows(rows) => {
                    let total = rows.len() as u64;
                    let notes = notes(name, &names);
                    return Ok((Self { rows, total }, notes));
                }
                Sheet::NoHeader(column, present) => {
                    // the closest sheet makes the best message
                    if missing
                        .as_ref()
                        .is_none_or(|(_, best)| best.len() < present.len())
                    {
                        missing = Some((column, present));
                    }
                }
            }
        }
        match missing {
            Some((column, present)) => Err(ImportError::MissingColumn { column, present }),
            None => Err(ImportError::Empty),
        }
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        (self.total - self.rows.len() as u64, self.total)
    }

    pub(super) fn next_raw(&mut self) -> Option<Result<RawRow, RowError>> {
        self.rows.pop_front().map(Ok)
    }
}

enum Sheet {
    Rows(VecDeque<RawRow>),
    /// The column that is missing, and those that are there.
    NoHeader(String, Vec<String>),
}

fn notes(name: &str, names: &[String]) -> Vec<String> {
    let others: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|other| *other != name)
        .collect();
    let mut notes = vec![format!("读取工作表“{name}”")];
    if !others.is_empty() {
        notes.push(format!("没有读取的工作表：{}", others.join("、")));
    }
    notes
}

fn read_sheet(
    book: &mut Xlsx<BufReader<File>>,
    name: &str,
    map: &ColumnMap,
) -> Result<Sheet, ImportError> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // a chart sheet has no cells
        Err(calamine::XlsxError::NotAWorksheet(_)) => {
            return Ok(Sheet::NoHeader(String::new(), Vec::new()));
        }
        Err(error) => return Err(not_xlsx(&error)),
    };
    let mut sheet = SheetReader::new(map);
    while let Some(cell) = reader.next_cell().map_err(|error| not_xlsx(&error))? {
        let (row, column) = cell.get_position();
        if !sheet.take(row, column, convert(cell.get_value()))? {
            break;
        }
    }
    Ok(sheet.finish())
}

/// Collects cells into rows; the header is looked for first.
struct SheetReader<'a> {
    map: &'a ColumnMap,
    row: u32,
    header: Vec<String>,
    n_candidates: usize,
    best: Option<(String, Vec<String>)>,
    columns: BTreeMap<u32, Vec<Field>>,
    header_row: Option<u32>,
    rows: VecDeque<RawRow>,
    n_text: usize,
}

impl<'a> SheetReader<'a> {
    const fn new(map: &'a ColumnMap) -> Self {
        Self {
            map,
            row: 0,
            header: Vec::new(),
            n_candidates: 0,
            best: None,
            columns: BTreeMap::new(),
            header_row: None,
            rows: VecDeque::new(),
            n_text: 0,
        }
    }

    /// Takes a cell; false when the sheet has no header and need not be read further.
    fn take(&mut self, row: u32, column: u32, cell: Cell) -> Result<bool, ImportError> {
        if self.header_row.is_none() {
            if row != self.row {
                self.try_header();
                self.row = row;
            }
            if self.header_row.is_none() {
                if self.n_candidates >= HEADER_WITHIN {
                    return Ok(false);
                }
                self.put_header(column, &cell);
                return Ok(true);
            }
        }
        let Some(fields) = self.columns.get(&column) else {
            return Ok(true);
        };
        if let Cell::Text(text) = &cell {
            self.n_text += text.len();
        }
        if self.n_text > MAX_TEXT {
            return Err(ImportError::TooLarge {
                what: "文字超过 512 MB".to_owned(),
            });
        }
        let line = u64::from(row) + 1;
        if self.rows.back().is_none_or(|last| last.line != line) {
            self.rows.push_back(RawRow {
                line,
                cells: BTreeMap::new(),
            });
        }
        if let Some(last) = self.rows.back_mut() {
            for field in fields {
                last.cells.insert(*field, cell.clone());
            }
        }
        Ok(true)
    }

    fn put_header(&mut self, column: u32, cell: &Cell) {
        // a header beyond the last column of Excel is nonsense and would only cost memory
        let Ok(position) = usize::try_from(column) else {
            return;
        };
        if position >= 16_384 {
            return;
        }
        if self.header.len() <= position {
            self.header.resize(position + 1, String::new());
        }
        if let (Cell::Text(text), Some(place)) = (cell, self.header.get_mut(position)) {
            *place = text.trim().to_owned();
        }
    }

    fn try_header(&mut self) {
        let header = std::mem::take(&mut self.header);
        let present: Vec<String> = header
            .iter()
            .filter(|cell| !cell.is_empty())
            .cloned()
            .collect();
        if present.is_empty() {
            return;
        }
        self.n_candidates += 1;
        match self.map.positions(&header) {
            Ok(positions) => {
                self.header_row = Some(self.row);
                for (field, position) in positions {
                    if let Ok(column) = u32::try_from(position) {
                        self.columns.entry(column).or_default().push(field);
                    }
                }
            }
            Err(column) => {
                if self
                    .best
                    .as_ref()
                    .is_none_or(|(_, best)| best.len() < present.len())
                {
                    self.best = Some((column, present));
                }
            }
        }
    }

    fn finish(mut self) -> Sheet {
        if self.header_row.is_none() && self.n_candidates < HEADER_WITHIN {
            self.try_header();
        }
        match (self.header_row, self.best) {
            (Some(_), _) => Sheet::Rows(self.rows),
            (None, Some((column, present))) => Sheet::NoHeader(column, present),
            (None, None) => Sheet::NoHeader(String::new(), Vec::new()),
        }
    }
}

fn convert(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number {
            text: number.to_string(),
            exact: true,
        },
        DataRef::Float(number) => number_cell(*number),
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(yes) => Cell::Bool(*yes),
        DataRef::DateTime(at) => date_cell(*at),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::Error(_) => Cell::NotAValue,
    }
}

/// A spreadsheet keeps 15 digits; a longer whole number has already lost its last ones.
fn number_cell(number: f64) -> Cell {
    const EXACT: f64 = 1e15;
    let exact = number.abs() < EXACT;
    let text = if number.fract() == 0.0 {
        format!("{number:.0}")
    } else {
        number.to_string()
    };
    Cell::Number { text, exact }
}

fn date_cell(at: ExcelDateTime) -> Cell {
    if at.is_duration() {
        return number_cell(at.as_f64());
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .and_then(|date| {
            date.and_hms_milli_opt(
                u32::from(hour),
                u32::from(minute),
                u32::from(second),
                u32::from(milli),
            )
        })
        .and_then(|at| Moment::from_sheet(at).ok())
        .map_or_else(|| number_cell(at.as_f64()), Cell::Moment)
}

fn check_size(path: &Path) -> Result<(), ImportError> {
    let size = std::fs::metadata(path).map_err(ImportError::Open)?.len();
    if size > MAX_FILE {
        return Err(ImportError::TooLarge {
            what: "文件超过 64 MB".to_owned(),
        });
    }
    let file = BufReader::new(File::open(path).map_err(ImportError::Open)?);
    let mut archive = zip::ZipArchive::new(file).map_err(|error| not_zip(&error))?;
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        unpacked += archive
            .by_index_raw(index)
            .map_err(|error| not_zip(&error))?
            .size();
    }
    if unpacked > MAX_UNPACKED {
        return Err(ImportError::TooLarge {
            what: "解压后超过 1 GB".to_owned(),
        });
    }
    Ok(())
}

fn not_xlsx(error: &calamine::XlsxError) -> ImportError {
    ImportError::NotXlsx {
        detail: error.to_string(),
    }
}

fn not_zip(error: &zip::result::ZipError) -> ImportError {
    ImportError::NotXlsx {
        detail: error.to_string(),
    }
}
