//! What an administrator hands over, and how it becomes a notice.

use huiyin_workflow::calendar::CalendarNotice;

use crate::error::AppError;

/// A pasted text or the content of a file.
#[derive(Debug, Clone)]
pub enum CalendarSource {
    /// The text of the State Council's notice, or holiday-cn JSON; told apart by the first sign.
    Text(String),
    /// A file: holiday-cn JSON or the text of the notice.
    File(Vec<u8>),
}

impl CalendarSource {
    /// # Errors
    /// [`AppError::Invalid`] on `text` or `file`, whichever it came from.
    pub(super) fn read(&self) -> Result<CalendarNotice, AppError> {
        match self {
            Self::Text(text) => read_text("text", text),
            Self::File(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => read_text("file", text),
                Err(_not_text) => Err(AppError::invalid(
                    "file",
                    "文件应为 UTF-8 编码的通知文字，或 holiday-cn 格式的 JSON",
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
