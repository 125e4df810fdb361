//! Documents and pictures made from finished values: nothing here asks the database.

mod archive;
mod archive_check;
mod cell;
mod found;
mod mask;
mod sheet;
mod statistics;
mod summary;

pub use archive::{
    ArchiveFile, ArchiveItem, ArchiveStep, ArchiveText, archive_package, archive_with,
};
pub use archive_check::{ArchiveCheck, check_archive};
pub use cell::neutral;
pub use found::{FoundHead, FoundRow, found_sheet};
pub use mask::{mask_email, mask_name, mask_phone};
pub use statistics::{
    StatisticsCell, StatisticsHead, StatisticsTable, statistics_csv, statistics_sheet,
};
pub use summary::{SummaryHead, SummaryRow, SummarySubmitter, Timeliness, summary_sheet};

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("件数超过一张表格能容纳的 {max} 行，请缩小范围后再导出")]
    TooManyRows { max: usize },
    #[error("表格生成失败")]
    Write(#[from] rust_xlsxwriter::XlsxError),
    #[error("归档包生成失败")]
    Package(#[from] zip::result::ZipError),
}
