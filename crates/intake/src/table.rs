//! 放假安排 as a sheet: columns 日期, 类型, 名称. A day may be a date cell, a text, or a range of
//! days. What cannot be read for certain is refused with its row; nothing is guessed.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use chrono::NaiveDate;
use huiyin_core::DayKind;

use crate::import::parse_moment;
use crate::width::fold_width;

/// Most that the parts of the file may unpack to, in bytes: a year has 366 days.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;
/// Most rows that are looked at.
const MAX_ROWS: usize = 5_000;
/// The header stands in one of the first rows; titles are often above it.
const HEADER_WITHIN: usize = 10;
/// Longest range of days in one cell.
const RANGE_MAX: i64 = 31;
/// Rows that are told; a wrong file has them all wrong.
const TOLD: usize = 20;

const DAY: &[&str] = &["日期", "时间", "日"];
const KIND: &[&str] = &["类型", "类别", "性质", "安排"];
const NAME: &[&str] = &["名称", "节日", "节假日", "事由"];

/// One row: the same for all days from the first to the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRow {
    /// Row of the sheet, from 1.
    pub line: usize,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub kind: DayKind,
    pub name: String,
}

/// Why a sheet is refused; the message is for the person who chose the file.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("打不开这个文件：应为 .xlsx 工作簿（{0}）")]
    NotXlsx(String),
    #[error("文件解压后过大")]
    TooLarge,
    #[error("没有找到表头：前 {HEADER_WITHIN} 行里须有一行写着“日期”“类型”“名称”")]
    NoHeader,
    #[error("表头下面没有内容")]
    Empty,
    #[error("{}", .0.join("；"))]
    Rows(Vec<String>),
}

/// Whether the bytes are a zip file, which every .xlsx is.
pub fn is_xlsx(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads the first sheet that has the header.
///
/// # Errors
/// [`TableError::Rows`] with a message for each row that cannot be read.
pub fn read_days(bytes: &[u8]) -> Result<Vec<DayRow>, TableError> {
    check_size(bytes)?;
    let mut book =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| TableError::NotXlsx(error.to_string()))?;
    for name in book.sheet_names() {
        // a chart sheet has no cells
        let Ok(range) = book.worksheet_range(&name) else {
            continue;
        };
        let top = range.start().map_or(0, |(row, _)| row as usize);
        let rows: Vec<&[Data]> = range.rows().take(MAX_ROWS).collect();
        let header = rows
            .iter()
            .take(HEADER_WITHIN)
            .enumerate()
            .find_map(|(at, row)| Some((at, Columns::of(row)?)));
        if let Some((at, columns)) = header {
            let lines = (top + at + 2..).zip(rows.into_iter().skip(at + 1));
            return columns.read(lines);
        }
    }
    Err(TableError::NoHeader)
}

fn check_size(bytes: &[u8]) -> Result<(), TableError> {
    let broken = |error: zip::result::ZipError| TableError::NotXlsx(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(broken)?;
        unpacked = unpacked.saturating_add(part.size());
    }
    if unpacked > MAX_UNPACKED {
        return Err(TableError::TooLarge);
    }
    Ok(())
}

struct Columns {
    day: usize,
    kind: usize,
    name: usize,
}

impl Columns {
    fn of(header: &[Data]) -> Option<Self> {
        let find = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| header.iter().position(|cell| text(cell) == *name))
        };
        Some(Self {
            day: find(DAY)?,
            kind: find(KIND)?,
            name: find(NAME)?,
        })
    }

    fn read<'a>(
        &self,
        rows: impl Iterator<Item = (usize, &'a [Data])>,
    ) -> Result<Vec<DayRow>, TableError> {
        let (mut read, mut wrong) = (Vec::new(), Vec::new());
        let mut seen: BTreeMap<NaiveDate, usize> = BTreeMap::new();
        for (line, row) in rows {
            if row.iter().all(|cell| text(cell).is_empty()) {
                continue;
            }
            match self.row(line, row) {
                Ok(row) => {
                    let days = row.from.iter_days().take_while(|day| *day <= row.to);
                    let twice = days.filter_map(|day| seen.insert(day, line).map(|at| (day, at)));
                    if let Some((day, at)) = twice.last() {
                        wrong.push(format!("第 {line} 行：{day} 在第 {at} 行已经写过"));
                    }
                    read.push(row);
                }
                Err(message) => wrong.push(format!("第 {line} 行：{message}")),
            }
        }
        if !wrong.is_empty() {
            let more = wrong.len().saturating_sub(TOLD);
            wrong.truncate(TOLD);
            if more > 0 {
                wrong.push(format!("另有 {more} 行也不对"));
            }
            return Err(TableError::Rows(wrong));
        }
        if read.is_empty() {
            return Err(TableError::Empty);
        }
        Ok(read)
    }

    fn row(&self, line: usize, row: &[Data]) -> Result<DayRow, String> {
        let cell = |at: usize| row.get(at).unwrap_or(&Data::Empty);
        let (from, to) = days(cell(self.day))?;
        let name = text(cell(self.name));
        if name.is_empty() {
            return Err("没有写名称".to_owned());
        }
        Ok(DayRow {
            line,
            from,
            to,
            kind: kind(&text(cell(self.kind)))?,
            name,
        })
    }
}

fn text(cell: &Data) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) => fold_width(text).trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Empty | Data::Bool(_) | Data::DateTime(_) | Data::DurationIso(_) | Data::Error(_) => {
            String::new()
        }
    }
}

fn kind(text: &str) -> Result<DayKind, String> {
    match text {
        "休" | "休息" | "放假" | "节假日" | "假日" | "休息日" | "off" => {
            Ok(DayKind::Off)
        }
        "班" | "上班" | "补班" | "调休上班" | "补休上班" | "工作日" | "work" => {
            Ok(DayKind::Work)
        }
        "" => Err("没有写类型（放假或上班）".to_owned()),
        other => Err(format!("类型“{other}”看不懂，请写“放假”或“上班”")),
    }
}

/// A day, or the first and the last one.
fn days(cell: &Data) -> Result<(NaiveDate, NaiveDate), String> {
    if let Data::DateTime(at) = cell {
        let (year, month, day, ..) = at.to_ymd_hms_milli();
        let day = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
        let day = day.filter(|_| !at.is_duration()).ok_or("日期不存在")?;
        return Ok((day, day));
    }
    let text = text(cell);
    if text.is_empty() {
        return Err("没有写日期".to_owned());
    }
    if let Ok(moment) = parse_moment(&text) {
        return Ok((moment.day, moment.day));
    }
    range(&text).ok_or_else(|| {
        format!("日期“{text}”看不懂，请写成 2027-01-01，或者 2027-01-01 至 2027-01-04")
    })
}

/// `2027年1月1日至4日`, `2027-01-30—2027-02-02`, `20270101-20270104`: what is left out of the
/// second day is as in the first.
fn range(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let mut numbers = Vec::new();
    for digits in text.split(|c: char| !c.is_ascii_digit()) {
        match digits.len() {
            0 => {}
            8 => {
                let number: u32 = digits.parse().ok()?;
                numbers.extend([number / 10_000, number / 100 % 100, number % 100]);
            }
            _ => numbers.push(digits.parse().ok()?),
        }
    }
    let ((year, month, day), last) = match *numbers.as_slice() {
        [y, m, d, d2] => ((y, m, d), (y, m, d2)),
        [y, m, d, m2, d2] => ((y, m, d), (y, m2, d2)),
        [y, m, d, y2, m2, d2] => ((y, m, d), (y2, m2, d2)),
        _ => return None,
    };
    let date = |(y, m, d): (u32, u32, u32)| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d);
    let (from, to) = (date((year, month, day))?, date(last)?);
    let length = (to - from).num_days();
    (0..RANGE_MAX).contains(&length).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    fn sheet(rows: &[[&str; 3]]) -> Vec<u8> {
        let mut book = Workbook::new();
        book.add_worksheet().write(0, 0, "填表说明").unwrap();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "2027年放假安排").unwrap();
        for (row, cells) in [["日期", "类型", "名称"]].iter().chain(rows).enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let at = (
                    u32::try_from(row).unwrap() + 1,
                    u16::try_from(column).unwrap(),
                );
                sheet.write(at.0, at.1, *cell).unwrap();
            }
        }
        let date = Format::new().set_num_format("yyyy/m/d");
        let day = ExcelDateTime::from_ymd(2027, 10, 9).unwrap();
        let last = u32::try_from(rows.len()).unwrap() + 3;
        sheet.write_with_format(last, 0, &day, &date).unwrap();
        sheet
            .write(last, 1, "上班")
            .unwrap()
            .write(last, 2, "国庆节")
            .unwrap();
        book.save_to_buffer().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_and_ranges_are_read_as_people_write_them() {
        let check = |cell: &str, from: &str, to: &str| {
            let rows = read_days(&sheet(&[[cell, "放假", "元旦"]])).unwrap();
            assert_eq!((rows[0].from, rows[0].to), (day(from), day(to)), "{cell}");
            assert_eq!((rows[0].line, rows[0].kind), (3, DayKind::Off));
            // a date cell, after an empty row
            assert_eq!(
                (rows[1].line, rows[1].from, rows[1].kind),
                (5, day("2027-10-09"), DayKind::Work)
            );
        };
        check("2027-01-01", "2027-01-01", "2027-01-01");
        check("2027年1月1日", "2027-01-01", "2027-01-01");
        check("２０２７/1/1", "2027-01-01", "2027-01-01");
        check("2027-01-01 至 2027-01-04", "2027-01-01", "2027-01-04");
        check(
            "2027年1月1日（周五）至4日（周一）",
            "2027-01-01",
            "2027-01-04",
        );
        check("2027年1月30日—2月2日", "2027-01-30", "2027-02-02");
        check("2026.12.31~2027.1.2", "2026-12-31", "2027-01-02");
        check("20270101-20270104", "2027-01-01", "2027-01-04");
    }

    #[test]
    fn what_is_unclear_is_told_by_row() {
        let check = |rows: &[[&str; 3]], expect: &str| {
            let message = read_days(&sheet(rows)).unwrap_err().to_string();
            assert!(message.contains(expect), "{message}");
        };
        check(
            &[["2027-02-30", "放假", "元旦"]],
            "第 3 行：日期“2027-02-30”看不懂",
        );
        check(&[["元旦", "放假", "元旦"]], "第 3 行：日期");
        check(&[["2027-01-04至2027-01-01", "放假", "元旦"]], "看不懂");
        check(
            &[["2027-01-01", "调休", "元旦"]],
            "第 3 行：类型“调休”看不懂",
        );
        check(&[["2027-01-01", "", "元旦"]], "没有写类型");
        check(&[["2027-01-01", "放假", " "]], "没有写名称");
        check(&[["", "放假", "元旦"]], "没有写日期");
        check(
            &[
                ["2027-01-01至3日", "放假", "元旦"],
                ["2027-01-03", "上班", "元旦"],
            ],
            "第 4 行：2027-01-03 在第 3 行已经写过",
        );
        let both = [["x", "放假", "元旦"], ["2027-01-01", "y", "元旦"]];
        check(&both, "第 4 行：类型");
    }

    #[test]
    fn a_file_that_is_no_such_sheet_is_refused() {
        assert!(matches!(
            read_days(b"PK\x03\x04..."),
            Err(TableError::NotXlsx(_))
        ));
        let mut book = Workbook::new();
        book.add_worksheet().write(0, 0, "日期").unwrap();
        let other = book.save_to_buffer().unwrap();
        assert!(is_xlsx(&other));
        assert!(matches!(read_days(&other), Err(TableError::NoHeader)));
        assert!(matches!(read_days(&[]), Err(TableError::NotXlsx(_))));
    }
}
