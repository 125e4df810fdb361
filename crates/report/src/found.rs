//! 检索结果 as a workbook: one line a hit.

use huiyin_core::time::{Instant, due_date, local_date};
use rust_xlsxwriter::{ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::ReportError;
use crate::cell::{abridge, cell_text};
use crate::sheet::{Formats, landscape_a4, properties};

const TITLE_ROW: u32 = 0;
const NOTE_ROW: u32 = 1;
const HEADER_ROW: u32 = 2;
/// Most characters of a snippet; a sheet is read across.
const SNIPPET_MAX: usize = 300;

/// Columns with their widths in characters.
const COLUMNS: [(&str, f64); 12] = [
    ("序号", 6.0),
    ("登记号", 15.0),
    ("外部编号", 14.0),
    ("标题", 32.0),
    ("件类", 11.0),
    ("类别", 18.0),
    ("状态", 10.0),
    ("渠道", 10.0),
    ("主办单位", 20.0),
    ("收到日期", 12.0),
    ("办理时限", 12.0),
    ("命中与摘录", 50.0),
];

/// What stands above the lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundHead {
    pub organisation: String,
    /// What was asked, and how much of it is here.
    pub note: String,
    pub made_at: Instant,
}

/// One hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRow {
    pub ticket_no: String,
    pub external_no: String,
    pub title: String,
    pub kind: &'static str,
    pub topic: String,
    pub status: &'static str,
    pub channel: &'static str,
    pub unit: String,
    pub received_at: Instant,
    pub due_at: Option<Instant>,
    /// How the hit came about: `字句相同`.
    pub tier: &'static str,
    pub snippet: String,
}

/// Makes the workbook.
///
/// # Errors
/// What the writer says.
pub fn found_sheet(head: &FoundHead, rows: &[FoundRow]) -> Result<Vec<u8>, ReportError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    book.set_properties(&properties("检索结果", &head.organisation, head.made_at)?);
    let sheet = book.add_worksheet().set_name("检索结果")?;
    landscape_a4(sheet, HEADER_ROW, 2)?;
    let last = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, last, "检索结果", &formats.title)?;
    sheet.set_row_height(TITLE_ROW, 32)?;
    let note = cell_text(&head.note);
    sheet.merge_range(NOTE_ROW, 0, NOTE_ROW, last, &note, &formats.note)?;
    for (column, (label, width)) in (0_u16..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(HEADER_ROW, column, label, &formats.header)?;
    }
    for (n, row) in (1_u32..).zip(rows) {
        write_row(sheet, HEADER_ROW + n, n, row, &formats)?;
    }
    Ok(book.save_to_buffer()?)
}

fn write_row(
    sheet: &mut Worksheet,
    at: u32,
    n: u32,
    row: &FoundRow,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.write_number_with_format(at, 0, f64::from(n), &formats.number)?;
    let words = format!("【{}】{}", row.tier, abridge(&row.snippet, SNIPPET_MAX));
    let texts = [
        (1, row.ticket_no.as_str(), &formats.centre),
        (2, &row.external_no, &formats.centre),
        (3, &row.title, &formats.text),
        (4, row.kind, &formats.centre),
        (5, &row.topic, &formats.text),
        (6, row.status, &formats.centre),
        (7, row.channel, &formats.centre),
        (8, &row.unit, &formats.text),
        (11, &words, &formats.text),
    ];
    for (column, text, format) in texts {
        sheet.write_string_with_format(at, column, cell_text(text), format)?;
    }
    let days = [
        (9, Some(local_date(row.received_at))),
        (10, row.due_at.map(due_date)),
    ];
    for (column, day) in days {
        match day {
            Some(day) => {
                let day = ExcelDateTime::parse_from_str(&day.to_string())?;
                sheet.write_datetime_with_format(at, column, &day, &formats.date)?
            }
            None => sheet.write_blank(at, column, &formats.date)?,
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};
    use chrono::DateTime;

    use super::*;

    #[test]
    fn a_hit_is_a_line_and_no_text_is_a_formula() {
        let at = DateTime::from_timestamp(1_790_784_000, 0).unwrap();
        let head = FoundHead {
            organisation: "大连市总工会".into(),
            note: "检索：食堂".into(),
            made_at: at,
        };
        let row = FoundRow {
            ticket_no: "GH2026-00007".into(),
            external_no: String::new(),
            title: "=1+1 食堂".into(),
            kind: "建议",
            topic: "生活 / 食堂".into(),
            status: "办理中",
            channel: "网页",
            unit: "后勤部".into(),
            received_at: at,
            due_at: None,
            tier: "字句相同",
            snippet: "职工\n食堂".repeat(200),
        };
        let bytes = found_sheet(&head, &[row.clone(), row]).unwrap();
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range("检索结果").unwrap();
        assert_eq!(sheet.height(), 5);
        let text = |row, column| match sheet.get_value((row, column)) {
            Some(Data::String(text)) => text.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(text(2, 1), "登记号");
        assert_eq!(text(3, 1), "GH2026-00007");
        assert_eq!(text(3, 3), "'=1+1 食堂");
        assert!(text(4, 11).starts_with("【字句相同】职工 食堂"));
        assert!(text(4, 11).chars().count() <= SNIPPET_MAX + 6);
        assert_eq!(sheet.get_value((4, 0)), Some(&Data::Float(2.0)));
        assert!(matches!(sheet.get_value((3, 9)), Some(Data::DateTime(_))));
    }
}
