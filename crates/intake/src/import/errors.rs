//! What can go wrong with a file, a map, or a row; all messages are for the person at the desk.

use huiyin_core::text::TextError;

use super::date::DateError;
use super::field::Field;

fn field_names() -> String {
    Field::ALL
        .iter()
        .map(|field| field.name())
        .collect::<Vec<_>>()
        .join("、")
}

/// Why a column map is not usable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    #[error("不认识的字段“{found}”；可用的字段：{}", field_names())]
    UnknownField { found: String },
    #[error("字段 {} 后面没有写列名，应写成 {}=列名", .field.name(), .field.name())]
    NoColumn { field: Field },
    #[error("字段 {} 写了两次", .field.name())]
    Twice { field: Field },
    #[error("列对应关系里至少要有 title 或 body 中的一项，例如 title=标题,body=内容")]
    NoText,
}

/// Why a file cannot be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("打不开文件")]
    Open(#[source] std::io::Error),
    #[error("读取文件时出错")]
    Read(#[source] std::io::Error),
    #[error("文件是空的，没有可导入的内容")]
    Empty,
    #[error("不认识的格式“{found}”；可用 jsonl、csv、xlsx")]
    UnknownFormat { found: String },
    #[error("文件里没有“{column}”这一列；现有的列：{}", .present.join("、"))]
    MissingColumn {
        column: String,
        present: Vec<String>,
    },
    #[error("文件是 UTF-16 编码，请另存为 UTF-8 后再导入")]
    Utf16,
    #[error("不是有效的 xlsx 文件（.xls 请先用表格软件另存为 .xlsx）：{detail}")]
    NotXlsx { detail: String },
    #[error("表格太大（{what}），请分成几个文件导入")]
    TooLarge { what: String },
}

/// Why one row was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第 {line} 行{}：{reason}", .external_no.as_ref().map(|no| format!("（编号 {no}）")).unwrap_or_default())]
pub struct RowError {
    /// Line of the file, from 1; of a table, the row as shown at its left edge.
    pub line: u64,
    pub external_no: Option<String>,
    pub reason: RowReason,
}

/// The reason in detail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowReason {
    #[error("标题和内容都是空的")]
    NoText,
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("{field}“{found}”{why}")]
    BadDate {
        field: Field,
        found: String,
        why: DateError,
    },
    #[error("件类“{found}”不认识；可用：建议、合理化建议、咨询、求助、投诉、举报、表扬、信访")]
    UnknownKind { found: String },
    #[error("邮箱地址不对")]
    BadEmail,
    #[error("文字编码损坏")]
    BrokenText,
    #[error("不是有效的 JSON（第 {column} 个字节附近）")]
    BrokenJson { column: usize },
    #[error("这一行不是 {{…}} 形式的 JSON 对象")]
    NotAnObject,
    #[error("{field}应为文字或数字，实为列表、对象或错误值")]
    NotAValue { field: Field },
    #[error("有 {found} 列，多于表头的 {expected} 列，多半是内容里的逗号没有加引号")]
    TooManyColumns { expected: usize, found: usize },
    #[error("引号没有成对，从这一行起有 {n_lines} 行连成了一行，没有读入；请补上引号后重新导入")]
    OpenQuote { n_lines: u64 },
    #[error("外部编号与第 {first_line} 行相同")]
    Duplicate { first_line: u64 },
    #[error("外部编号超过 15 位且存成了数字，表格软件已丢失末位；请把该列设为文本后重新填写")]
    LostDigits,
    #[error("外部编号最多 {max} 字")]
    ExternalNoTooLong { max: usize },
    #[error("答复时间早于来件时间")]
    ReplyBeforeArrival,
    #[error("这一行超过 {max} 字节")]
    LineTooLong { max: usize },
    #[error("读取中断：{message}")]
    ReadFailed { message: String },
}
