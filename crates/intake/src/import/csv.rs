//! Comma-separated tables as Excel and other systems write them.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::encoding::{TextEncoding, detect, open_after};
use super::errors::{ImportError, RowError, RowReason};
use super::field::{ColumnMap, Field};
use super::row::RawRow;
use super::values::Cell;

pub(super) struct CsvRows {
    reader: Reader<BufReader<File>>,
    encoding: TextEncoding,
    positions: Vec<(Field, usize)>,
    n_columns: usize,
    skip: u64,
    size: u64,
    /// Whether some quotation mark of the file has no partner.
    odd_quotes: bool,
    record: ByteRecord,
}

impl CsvRows {
    pub(super) fn open(path: &Path, map: &ColumnMap) -> Result<(Self, Vec<String>), ImportError> {
        let detected = detect(path)?;
        // quotes, commas and line feeds are never part of a GB18030 character, so the table can be
        // cut before it is decoded
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter(&detected.first_line))
            .from_reader(open_after(path, detected.skip)?);
        let header = reader
            .byte_headers()
            .map_err(|error| ImportError::Read(std::io::Error::from(error)))?;
        let header: Vec<String> = header
            .iter()
            .map(|cell| {
                let text = detected.encoding.decode(cell).unwrap_or_default();
                text.trim().to_owned()
            })
            .collect();
        let positions = map
            .positions(&header)
            .map_err(|column| ImportError::MissingColumn {
                column,
                present: header.clone(),
            })?;
        let rows = Self {
            reader,
            encoding: detected.encoding,
            positions,
            n_columns: header.len(),
            skip: detected.skip,
            size: detected.size,
            odd_quotes: detected.n_quotes % 2 == 1,
            record: ByteRecord::new(),
        };
        Ok((
            rows,
            vec![format!("文字编码：{}", detected.encoding.name())],
        ))
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        (self.skip + self.reader.position().byte(), self.size)
    }

    pub(super) fn next_raw(&mut self) -> Option<Result<RawRow, RowError>> {
        let read = self.reader.read_byte_record(&mut self.record);
        let line = self.record.position().map_or(0, csv::Position::line);
        let result = match read {
            Ok(false) => return None,
            Ok(true) => self.check_quotes(line).and_then(|()| self.cells()),
            Err(error) => Err(RowReason::ReadFailed {
                message: std::io::Error::from(error).to_string(),
            }),
        };
        Some(
            result
                .map(|cells| RawRow {
                    line,
                    cells: cells.into_iter().collect(),
                })
                .map_err(|reason| RowError {
                    line,
                    external_no: None,
                    reason,
                }),
        )
    }

    fn at_end(&self) -> bool {
        let (done, all) = self.progress();
        done >= all
    }

    /// A quotation mark without a partner swallows the rows that follow it into one cell. Such a
    /// cell runs over several lines, and its row has the wrong number of columns, or the marks of
    /// the file do not add up and it holds one, or lasts to the end.
    fn check_quotes(&self, line: u64) -> Result<(), RowReason> {
        let mut long_cells = self
            .record
            .iter()
            .filter(|cell| cell.contains(&b'\n'))
            .peekable();
        if long_cells.peek().is_none() {
            return Ok(());
        }
        let wrong_width = self.record.len() != self.n_columns;
        let marked = long_cells.any(|cell| cell.contains(&b'"'));
        if wrong_width || (self.odd_quotes && (marked || self.at_end())) {
            let n_lines = self.reader.position().line().saturating_sub(line);
            return Err(RowReason::OpenQuote { n_lines });
        }
        Ok(())
    }

    fn cells(&self) -> Result<Vec<(Field, Cell)>, RowReason> {
        let surplus = self
            .record
            .iter()
            .skip(self.n_columns)
            .any(|cell| !cell.trim_ascii().is_empty());
        if surplus {
            return Err(RowReason::TooManyColumns {
                expected: self.n_columns,
                found: self.record.len(),
            });
        }
        self.positions
            .iter()
            .map(|(field, position)| {
                let bytes = self.record.get(*position).unwrap_or_default();
                let text = self.encoding.decode(bytes).ok_or(RowReason::BrokenText)?;
                Ok((*field, Cell::Text(unwrap_formula(&text).to_owned())))
            })
            .collect()
    }
}

/// `="00123"` is how a number is kept from losing its zeros in Excel.
fn unwrap_formula(text: &str) -> &str {
    text.trim()
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text)
}

/// The sign that occurs most often in the header line.
fn delimiter(first_line: &[u8]) -> u8 {
    let count = |sign: u8| first_line.iter().filter(|byte| **byte == sign).count();
    [b'\t', b';'].into_iter().fold(b',', |best, sign| {
        if count(sign) > count(best) {
            sign
        } else {
            best
        }
    })
}
