//! The door: a file in, an iterator of rows out.

use std::collections::HashMap;
use std::path::Path;

use super::csv::CsvRows;
use super::errors::{ImportError, RowError, RowReason};
use super::field::ColumnMap;
use super::jsonl::JsonlRows;
use super::row::{ImportRow, RawRow};
use super::xlsx::XlsxRows;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    /// One JSON object a line.
    Jsonl,
    /// Comma, semicolon or tab between cells, first line the header.
    Csv,
    Xlsx,
}

impl std::str::FromStr for ImportFormat {
    type Err = ImportError;

    fn from_str(text: &str) -> Result<Self, ImportError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" => Ok(Self::Jsonl),
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(ImportError::UnknownFormat {
                found: text.to_owned(),
            }),
        }
    }
}

/// Opens a file. A mapped column that the file does not have is an error here, before any row.
pub fn open(path: &Path, format: ImportFormat, map: &ColumnMap) -> Result<ImportRows, ImportError> {
    let (source, notes) = match format {
        ImportFormat::Jsonl => {
            let (rows, notes) = JsonlRows::open(path, map)?;
            (Source::Jsonl(rows), notes)
        }
        ImportFormat::Csv => {
            let (rows, notes) = CsvRows::open(path, map)?;
            (Source::Csv(rows), notes)
        }
        ImportFormat::Xlsx => {
            let (rows, notes) = XlsxRows::open(path, map)?;
            (Source::Xlsx(rows), notes)
        }
    };
    Ok(ImportRows {
        source,
        notes,
        seen: HashMap::new(),
        ended: false,
    })
}

/// The rows of a file, read as they are asked for.
pub struct ImportRows {
    source: Source,
    notes: Vec<String>,
    /// Line of each external number already given out.
    seen: HashMap<String, u64>,
    ended: bool,
}

enum Source {
    Jsonl(JsonlRows),
    Csv(CsvRows),
    Xlsx(XlsxRows),
}

impl ImportRows {
    /// Units done and units in all (bytes of a text file, rows of a sheet), for a progress bar.
    pub fn progress(&self) -> (u64, u64) {
        match &self.source {
            Source::Jsonl(rows) => rows.progress(),
            Source::Csv(rows) => rows.progress(),
            Source::Xlsx(rows) => rows.progress(),
        }
    }

    /// What the person should know about how the file was read, in Chinese.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    fn next_raw(&mut self) -> Option<Result<RawRow, RowError>> {
        match &mut self.source {
            Source::Jsonl(rows) => rows.next_raw(),
            Source::Csv(rows) => rows.next_raw(),
            Source::Xlsx(rows) => rows.next_raw(),
        }
    }

    fn unique(&mut self, row: ImportRow) -> Result<ImportRow, RowError> {
        let Some(no) = &row.external_no else {
            return Ok(row);
        };
        match self.seen.get(no) {
            Some(first_line) => Err(RowError {
                line: row.line,
                external_no: row.external_no.clone(),
                reason: RowReason::Duplicate {
                    first_line: *first_line,
                },
            }),
            None => {
                self.seen.insert(no.clone(), row.line);
                Ok(row)
            }
        }
    }
}

impl Iterator for ImportRows {
    type Item = Result<ImportRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.next_raw() {
                None => self.ended = true,
                Some(Ok(raw)) if raw.is_blank() => {}
                Some(Ok(raw)) => {
                    return Some(raw.build().and_then(|row| self.unique(row)));
                }
                Some(Err(error)) => {
                    // after a failed read nothing that follows can be trusted
                    self.ended = matches!(error.reason, RowReason::ReadFailed { .. });
                    return Some(Err(error));
                }
            }
        }
        None
    }
}
