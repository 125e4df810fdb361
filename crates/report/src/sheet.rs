//! What all our sheets look like: customary fonts by name, A4, and a header on every page.

use huiyin_core::time::Instant;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};

/// Titles of official papers; a machine without it shows its own Song type.
const TITLE_FONT: &str = "方正小标宋简体";
const HEADER_FONT: &str = "黑体";
const TEXT_FONT: &str = "仿宋";
/// Tells a program without the font to take another Chinese one (GB2312, [MS-OI29500]).
const CHINESE: u8 = 134;

pub(crate) struct Formats {
    pub(crate) title: Format,
    pub(crate) note: Format,
    pub(crate) header: Format,
    pub(crate) text: Format,
    pub(crate) centre: Format,
    pub(crate) date: Format,
    pub(crate) number: Format,
}

impl Formats {
    pub(crate) fn new() -> Self {
        let font = |name: &str, size: f64| {
            Format::new()
                .set_font_name(name)
                .set_font_size(size)
                .set_font_charset(CHINESE)
        };
        let boxed = |format: Format| {
            format
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap()
        };
        Self {
            title: font(TITLE_FONT, 18.0)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            note: font(TEXT_FONT, 11.0),
            header: boxed(font(HEADER_FONT, 10.5)).set_align(FormatAlign::Center),
            // "@" keeps a number with leading zeros a text also when somebody edits the cell
            text: boxed(font(TEXT_FONT, 10.5)).set_num_format("@"),
            centre: boxed(font(TEXT_FONT, 10.5))
                .set_num_format("@")
                .set_align(FormatAlign::Center),
            date: boxed(font(TEXT_FONT, 10.5))
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Center),
            number: boxed(font(TEXT_FONT, 10.5))
                .set_num_format("0")
                .set_align(FormatAlign::Center),
        }
    }
}

/// Who made the workbook, and when.
pub(crate) fn properties(
    title: &str,
    organisation: &str,
    made_at: Instant,
) -> Result<DocProperties, XlsxError> {
    let made_at = ExcelDateTime::from_timestamp(made_at.timestamp())?;
    Ok(DocProperties::new()
        .set_title(title)
        .set_company(organisation)
        .set_author(organisation)
        .set_creation_datetime(&made_at))
}

/// A4 across, as wide as the page, as long as it takes; the header row on every page.
pub(crate) fn landscape_a4(
    sheet: &mut Worksheet,
    header_row: u32,
    n_frozen_columns: u16,
) -> Result<(), rust_xlsxwriter::XlsxError> {
    const A4: u8 = 9;
    sheet
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer("&C第 &P 页　共 &N 页");
    sheet.set_repeat_rows(header_row, header_row)?;
    sheet.set_freeze_panes(header_row + 1, n_frozen_columns)?;
    Ok(())
}
