//! 统计 as a workbook with a sheet for each table, and as CSV.

use huiyin_core::time::{Instant, chinese_date, local_date};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use crate::ReportError;
use crate::cell::{cell_text, neutral};
use crate::sheet::{Formats, landscape_a4, properties};

const TITLE_ROW: u32 = 0;
const NOTE_ROW: u32 = 1;
const HEADER_ROW: u32 = 2;
/// Excel takes at most this many characters in the name of a sheet.
const NAME_MAX: usize = 31;

/// What stands above each table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatisticsHead {
    pub title: String,
    pub organisation: String,
    /// Period, cut-off and what is counted.
    pub note: String,
    pub made_at: Instant,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatisticsCell {
    Number(u64),
    Text(String),
}

/// One table; its first column names the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatisticsTable {
    pub name: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<StatisticsCell>>,
}

/// Makes the workbook: numbers as numbers, A4 across.
///
/// # Errors
/// What the writer says.
pub fn statistics_sheet(
    head: &StatisticsHead,
    tables: &[StatisticsTable],
) -> Result<Vec<u8>, ReportError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    book.set_properties(&properties(&head.title, &head.organisation, head.made_at)?);
    for table in tables {
        let sheet = book.add_worksheet();
        let name: String = table.name.chars().take(NAME_MAX).collect();
        sheet.set_name(name)?;
        landscape_a4(sheet, HEADER_ROW, 1)?;
        write_table(sheet, head, table, &formats)?;
    }
    Ok(book.save_to_buffer()?)
}

fn write_table(
    sheet: &mut Worksheet,
    head: &StatisticsHead,
    table: &StatisticsTable,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let last = u16::try_from(table.header.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let title = cell_text(&head.title);
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, last, &title, &formats.title)?;
    sheet.set_row_height(TITLE_ROW, 32)?;
    let note = cell_text(&note(head));
    sheet.merge_range(NOTE_ROW, 0, NOTE_ROW, last, &note, &formats.note)?;
    for (column, label) in (0_u16..).zip(&table.header) {
        let width = if column == 0 { 24.0 } else { 20.0 };
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(HEADER_ROW, column, cell_text(label), &formats.header)?;
    }
    for (row, values) in (HEADER_ROW + 1..).zip(&table.rows) {
        for (column, value) in (0_u16..).zip(values) {
            match value {
                StatisticsCell::Number(n) => {
                    sheet.write_number_with_format(row, column, *n as f64, &formats.number)?
                }
                StatisticsCell::Text(text) => {
                    sheet.write_string_with_format(row, column, cell_text(text), &formats.text)?
                }
            };
        }
    }
    Ok(())
}

/// The tables one after the other, in UTF-8 with the byte order mark that Excel needs.
pub fn statistics_csv(head: &StatisticsHead, tables: &[StatisticsTable]) -> String {
    let mut text = String::from('\u{feff}');
    line(&mut text, std::iter::once(head.title.as_str()));
    line(&mut text, std::iter::once(note(head).as_str()));
    for table in tables {
        text.push_str("\r\n");
        line(&mut text, table.header.iter().map(String::as_str));
        for row in &table.rows {
            let values: Vec<String> = row
                .iter()
                .map(|cell| match cell {
                    StatisticsCell::Number(n) => n.to_string(),
                    StatisticsCell::Text(text) => text.clone(),
                })
                .collect();
            line(&mut text, values.iter().map(String::as_str));
        }
    }
    text
}

fn line<'a>(text: &mut String, values: impl Iterator<Item = &'a str>) {
    let cells: Vec<String> = values
        .map(|value| format!("\"{}\"", neutral(value).replace('"', "\"\"")))
        .collect();
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

fn note(head: &StatisticsHead) -> String {
    format!(
        "单位：{}　　{}　　制表日期：{}",
        head.organisation,
        head.note,
        chinese_date(local_date(head.made_at))
    )
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::*;

    fn made() -> (StatisticsHead, Vec<StatisticsTable>) {
        let head = StatisticsHead {
            title: "2026年9月职工意见建议办理统计".into(),
            organisation: "大连市总工会".into(),
            note: "截止时点：2026-09-30 24:00".into(),
            made_at: chrono::DateTime::from_timestamp(1_790_784_000, 0).unwrap(),
        };
        let row = |name: &str, n| {
            vec![
                StatisticsCell::Text(name.into()),
                StatisticsCell::Number(n),
                StatisticsCell::Text("—".into()),
            ]
        };
        let table = |name: &str| StatisticsTable {
            name: name.into(),
            header: vec!["指标".into(), "分母".into(), "结果".into()],
            rows: vec![row("受理率", 12), row("=HYPERLINK(\"x\")", 3)],
        };
        (head, vec![table("指标"), table("按主办单位")])
    }

    #[test]
    fn numbers_are_numbers_and_each_table_has_its_sheet() {
        let (head, tables) = made();
        let bytes = statistics_sheet(&head, &tables).unwrap();
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["指标", "按主办单位"]);
        let range = book.worksheet_range("指标").unwrap();
        assert_eq!(range.get((3, 1)), Some(&Data::Float(12.0)));
        assert_eq!(range.get((4, 0)).unwrap().to_string(), "'=HYPERLINK(\"x\")");
        assert!(range.get((1, 0)).unwrap().to_string().contains("截止时点"));
    }

    #[test]
    fn csv_opens_in_a_chinese_excel_and_holds_no_formula() {
        let (head, tables) = made();
        let text = statistics_csv(&head, &tables);
        assert!(text.starts_with('\u{feff}'));
        assert!(text.contains("\"受理率\",\"12\",\"—\"\r\n"));
        assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\""));
    }
}
