//! What an administrator hands over, and how it becomes a notice.

use chrono::Datelike;
use huiyin_intake::table;
use huiyin_workflow::calendar::{CalendarDay, CalendarNotice};

use crate::error::AppError;

/// A pasted text or the content of a file.
#[derive(Debug, Clone)]
pub enum CalendarSource {
    /// The text of the State Council's notice, or holiday-cn JSON; told apart by the first sign.
    Text(String),
    /// A file: holiday-cn JSON, the text of the notice, or a sheet (.xlsx) of days.
    File(Vec<u8>),
}

impl CalendarSource {
    /// # Errors
    /// [`AppError::Invalid`] on `text` or `file`, whichever it came from.
    pub(super) fn read(&self) -> Result<CalendarNotice, AppError> {
        match self {
            Self::Text(text) => read_text("text", text),
            Self::File(bytes) if table::is_xlsx(bytes) => read_sheet(bytes),
            Self::File(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => read_text("file", text),
                Err(_not_text) => Err(AppError::invalid(
                    "file",
                    "文件应为 UTF-8 编码的通知文字、holiday-cn 格式的 JSON，或者有“日期、类型、名称”三列的 .xlsx",
                )),
            },
        }
    }
}

fn read_text(field: &'static str, text: &str) -> Result<CalendarNotice, AppError> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        return Err(AppError::invalid(
            field,
            "请粘贴放假通知的全文，或选择一个文件",
        ));
    }
    let notice = if start.starts_with(['{', '[']) {
        CalendarNotice::from_holiday_cn(start)
    } else {
        CalendarNotice::from_state_council_text(text)
    };
    notice.map_err(|error| AppError::invalid(field, error.to_string()))
}

/// Where days that stand in a sheet come from.
const SHEET: &str = "管理员导入的表格";

/// The year is the latest one that is named; the other checks are those of every notice.
fn read_sheet(bytes: &[u8]) -> Result<CalendarNotice, AppError> {
    let invalid = |message: String| AppError::invalid("file", message);
    let rows = table::read_days(bytes).map_err(|error| invalid(error.to_string()))?;
    let year = rows.iter().map(|row| row.to.year()).max().unwrap_or(0);
    let days = rows
        .iter()
        .flat_map(|row| {
            let span = row.from.iter_days().take_while(|day| *day <= row.to);
            span.map(|day| CalendarDay {
                day,
                kind: row.kind,
                name: row.name.clone(),
                source: SHEET.to_owned(),
            })
        })
        .collect();
    let notice = CalendarNotice { year, days };
    CalendarNotice::from_holiday_cn(&notice.to_holiday_cn())
        .map_err(|error| invalid(error.to_string()))
}
