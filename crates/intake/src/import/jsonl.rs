//! One JSON object a line.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde_json::{Map, Value};

use super::encoding::{Detected, TextEncoding, detect, open_after};
use super::errors::{ImportError, RowError, RowReason};
use super::field::ColumnMap;
use super::lines::{Line, MAX_LINE, read_line};
use super::row::RawRow;
use super::values::Cell;

/// So many objects are looked at to find out which keys a file has.
const LOOK_AHEAD: usize = 200;

pub(super) struct JsonlRows {
    input: BufReader<File>,
    encoding: TextEncoding,
    map: ColumnMap,
    line: u64,
    position: u64,
    size: u64,
    buffer: Vec<u8>,
}

impl JsonlRows {
    pub(super) fn open(path: &Path, map: &ColumnMap) -> Result<(Self, Vec<String>), ImportError> {
        let detected = detect(path)?;
        let mut rows = Self::start(path, map, &detected)?;
        rows.check_columns()?;
        let rows = Self::start(path, map, &detected)?;
        Ok((
            rows,
            vec![format!("文字编码：{}", detected.encoding.name())],
        ))
    }

    fn start(path: &Path, map: &ColumnMap, detected: &Detected) -> Result<Self, ImportError> {
        Ok(Self {
            input: open_after(path, detected.skip)?,
            encoding: detected.encoding,
            map: map.clone(),
            line: 0,
            position: detected.skip,
            size: detected.size,
            buffer: Vec::new(),
        })
    }

    /// A key that none of the first objects has is a slip in the map, not an empty column.
    fn check_columns(&mut self) -> Result<(), ImportError> {
        let mut present = BTreeSet::new();
        let mut objects = 0;
        while objects < LOOK_AHEAD {
            match self.next_object() {
                None => break,
                Some(Err(_)) => {}
                Some(Ok(object)) => {
                    objects += 1;
                    present.extend(object.into_iter().map(|(key, _)| key));
                }
            }
        }
        if objects == 0 {
            // every line will be reported for itself
            return Ok(());
        }
        match self
            .map
            .iter()
            .find(|(_, column)| !present.contains(*column))
        {
            None => Ok(()),
            Some((_, column)) => Err(ImportError::MissingColumn {
                column: column.to_owned(),
                present: present.into_iter().collect(),
            }),
        }
    }

    pub(super) const fn progress(&self) -> (u64, u64) {
        (self.position, self.size)
    }

    pub(super) fn next_raw(&mut self) -> Option<Result<RawRow, RowError>> {
        let object = match self.next_object()? {
            Ok(object) => object,
            Err(error) => return Some(Err(error)),
        };
        let cells = self
            .map
            .iter()
            .map(|(field, column)| (field, object.get(column).map_or(Cell::Empty, cell)))
            .collect();
        Some(Ok(RawRow {
            line: self.line,
            cells,
        }))
    }

    fn next_object(&mut self) -> Option<Result<Map<String, Value>, RowError>> {
        loop {
            self.line += 1;
            let result = match read_line(&mut self.input, &mut self.buffer) {
                Err(error) => Err(RowReason::ReadFailed {
                    message: error.to_string(),
                }),
                Ok((found, consumed)) => {
                    self.position += consumed;
                    match found {
                        Line::End => return None,
                        Line::TooLong => Err(RowReason::LineTooLong { max: MAX_LINE }),
                        Line::Whole if self.buffer.trim_ascii().is_empty() => continue,
                        Line::Whole => self.parse_line(),
                    }
                }
            };
            let line = self.line;
            return Some(result.map_err(|reason| RowError {
                line,
                external_no: None,
                reason,
            }));
        }
    }

    fn parse_line(&self) -> Result<Map<String, Value>, RowReason> {
        let text = self
            .encoding
            .decode(&self.buffer)
            .ok_or(RowReason::BrokenText)?;
        match serde_json::from_str(&text) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_),
            ) => Err(RowReason::NotAnObject),
            Err(error) => Err(RowReason::BrokenJson {
                column: error.column(),
            }),
        }
    }
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Empty,
        Value::Bool(yes) => Cell::Bool(*yes),
        Value::Number(number) => Cell::Number {
            text: number.to_string(),
            exact: true,
        },
        Value::String(text) => Cell::Text(text.clone()),
        Value::Array(_) | Value::Object(_) => Cell::NotAValue,
    }
}
