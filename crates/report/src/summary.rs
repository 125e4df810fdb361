//! 汇总表.xlsx, column by column as DOMAIN 9 has it.

use chrono::NaiveDate;
use huiyin_core::time::{Instant, chinese_date, local_date};
use huiyin_core::{
    Adoption, Channel, IdentityLevel, Personal, ResultClass, Satisfaction, SuggestionKind, TicketNo,
};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use crate::ReportError;
use crate::cell::{abridge, cell_text};
use crate::mask::{mask_email, mask_name, mask_phone};
use crate::sheet::{Formats, landscape_a4, properties};

/// Longest 摘要, in characters; the item itself has the whole text.
const ABSTRACT_MAX: usize = 200;
/// Rows of a sheet, less title, note and header.
const MAX_ROWS: usize = 1_048_576 - 3;

const TITLE_ROW: u32 = 0;
const NOTE_ROW: u32 = 1;
const HEADER_ROW: u32 = 2;

/// Header and width (in characters of half width) of each column.
const COLUMNS: [(&str, f64); 23] = [
    ("序号", 5.0),
    ("登记号", 15.0),
    ("来件日期", 11.5),
    ("渠道", 7.0),
    ("报送单位", 14.0),
    ("建议人(脱敏)", 13.0),
    ("职工类别", 9.0),
    ("类型", 9.0),
    ("主题", 10.0),
    ("标题", 24.0),
    ("摘要", 40.0),
    ("主办", 14.0),
    ("协办", 14.0),
    ("交办日期", 11.5),
    ("办理时限", 11.5),
    ("答复日期", 11.5),
    ("是否按时", 7.0),
    ("结果类别", 7.0),
    ("采纳情况", 9.0),
    ("满意度", 9.0),
    ("是否公开", 7.0),
    ("督办", 8.0),
    ("备注", 14.0),
];

/// 建议人: masked here, so that no caller can forget it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SummarySubmitter {
    Anonymous,
    Confidential,
    Named {
        name: Personal<String>,
        contact: Option<Personal<String>>,
    },
}

impl SummarySubmitter {
    fn masked(&self) -> String {
        match self {
            Self::Anonymous => IdentityLevel::Anonymous.label().to_owned(),
            Self::Confidential => IdentityLevel::Confidential.label().to_owned(),
            Self::Named { name, contact } => {
                let contact = match contact {
                    Some(contact) if contact.expose().contains('@') => mask_email(contact.expose()),
                    Some(contact) => mask_phone(contact.expose()),
                    None => String::new(),
                };
                format!("{} {contact}", mask_name(name.expose()))
                    .trim_end()
                    .to_owned()
            }
        }
    }
}

/// 是否按时, measured against the lawfully extended due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeliness {
    OnTime,
    Late,
    /// Not answered and not yet due.
    Open,
}

impl Timeliness {
    pub const fn label(self) -> &'static str {
        match self {
            Self::OnTime => "按时",
            Self::Late => "超期",
            Self::Open => "未到期",
        }
    }
}

/// One item. Empty and `None` leave the cell empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    pub ticket_no: TicketNo,
    pub received_on: NaiveDate,
    pub channel: Channel,
    /// 报送单位: the unit that handed the item in.
    pub reporting_unit: String,
    pub submitter: SummarySubmitter,
    /// 职工类别, e.g. 一线职工、农民工.
    pub worker_category: String,
    pub kind: SuggestionKind,
    pub topic: String,
    pub title: String,
    /// The text; its first 200 characters are shown.
    pub body: String,
    pub lead_unit: String,
    pub support_units: Vec<String>,
    pub assigned_on: Option<NaiveDate>,
    /// Inclusive, see [`huiyin_core::time::due_date`].
    pub due_on: Option<NaiveDate>,
    pub replied_on: Option<NaiveDate>,
    pub timeliness: Option<Timeliness>,
    pub result_class: Option<ResultClass>,
    pub adoption: Option<Adoption>,
    /// `None` of a closed item is 未评价, never satisfied (DOMAIN 8).
    pub satisfaction: Option<Satisfaction>,
    pub is_public: bool,
    /// Number of the supervision order, or empty.
    pub supervision: String,
    pub remark: String,
}

/// What stands above the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryHead {
    /// E.g. 2026年第三季度职工意见建议汇总表.
    pub title: String,
    /// The organisation that makes the table.
    pub organisation: String,
    /// Days of arrival, both inclusive; `None`: everything.
    pub period: Option<(NaiveDate, NaiveDate)>,
    pub made_at: Instant,
}

/// Makes the sheet: texts as text, days as real dates, A4 across, header on every page.
pub fn summary_sheet(
    head: &SummaryHead,
    rows: impl Iterator<Item = SummaryRow>,
) -> Result<Vec<u8>, ReportError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    book.set_properties(&properties(&head.title, &head.organisation, head.made_at)?);
    let sheet = book.add_worksheet();
    sheet.set_name("汇总表")?;
    landscape_a4(sheet, HEADER_ROW, 2)?;
    write_head(sheet, head, &formats)?;
    let mut row_no = HEADER_ROW;
    for (index, row) in rows.enumerate() {
        if index >= MAX_ROWS {
            return Err(ReportError::TooManyRows { max: MAX_ROWS });
        }
        row_no += 1;
        write_row(sheet, row_no, &row, &formats)?;
    }
    let last_column = COLUMNS.len() as u16 - 1;
    sheet.autofilter(HEADER_ROW, 0, row_no, last_column)?;
    Ok(book.save_to_buffer()?)
}

fn write_head(
    sheet: &mut Worksheet,
    head: &SummaryHead,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let last_column = COLUMNS.len() as u16 - 1;
    sheet.merge_range(
        TITLE_ROW,
        0,
        TITLE_ROW,
        last_column,
        &cell_text(&head.title),
        &formats.title,
    )?;
    sheet.set_row_height(TITLE_ROW, 32)?;
    let period = match head.period {
        Some((from, to)) => format!("来件日期：{} 至 {}", chinese_date(from), chinese_date(to)),
        None => "来件日期：全部".to_owned(),
    };
    let note = format!(
        "单位：{}　　{period}　　制表日期：{}",
        head.organisation,
        chinese_date(local_date(head.made_at)),
    );
    sheet.merge_range(NOTE_ROW, 0, NOTE_ROW, last_column, &note, &formats.note)?;
    for (column, (label, width)) in (0_u16..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(HEADER_ROW, column, label, &formats.header)?;
    }
    sheet.set_row_height(HEADER_ROW, 30)?;
    Ok(())
}

/// One value of a row.
enum Value {
    Number(u32),
    Text(String),
    Centre(String),
    Day(Option<NaiveDate>),
}

fn write_row(
    sheet: &mut Worksheet,
    row_no: u32,
    row: &SummaryRow,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (column, value) in (0_u16..).zip(values(row_no - HEADER_ROW, row)) {
        match value {
            Value::Number(number) => {
                sheet.write_number_with_format(row_no, column, number, &formats.number)?
            }
            Value::Text(text) => {
                sheet.write_string_with_format(row_no, column, cell_text(&text), &formats.text)?
            }
            Value::Centre(text) => {
                sheet.write_string_with_format(row_no, column, cell_text(&text), &formats.centre)?
            }
            Value::Day(Some(day)) => {
                sheet.write_datetime_with_format(row_no, column, day, &formats.date)?
            }
            Value::Day(None) => sheet.write_blank(row_no, column, &formats.date)?,
        };
    }
    Ok(())
}

/// The values in the order of [`COLUMNS`].
fn values(number: u32, row: &SummaryRow) -> [Value; COLUMNS.len()] {
    let text = |text: &str| Value::Text(text.to_owned());
    let centre = |label: &str| Value::Centre(label.to_owned());
    let label = |label: Option<&'static str>| Value::Centre(label.unwrap_or_default().to_owned());
    [
        Value::Number(number),
        Value::Centre(row.ticket_no.to_string()),
        Value::Day(Some(row.received_on)),
        centre(row.channel.label()),
        text(&row.reporting_unit),
        Value::Centre(row.submitter.masked()),
        centre(&row.worker_category),
        centre(row.kind.label()),
        centre(&row.topic),
        text(&row.title),
        Value::Text(abridge(&row.body, ABSTRACT_MAX)),
        text(&row.lead_unit),
        Value::Text(row.support_units.join("、")),
        Value::Day(row.assigned_on),
        Value::Day(row.due_on),
        Value::Day(row.replied_on),
        label(row.timeliness.map(Timeliness::label)),
        label(row.result_class.map(ResultClass::label)),
        label(row.adoption.map(Adoption::label)),
        label(row.satisfaction.map(Satisfaction::label)),
        centre(if row.is_public { "是" } else { "否" }),
        centre(&row.supervision),
        text(&row.remark),
    ]
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use calamine::{Data, Range, Reader as _, Xlsx};

    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn head() -> SummaryHead {
        SummaryHead {
            title: "2026年第三季度职工意见建议汇总表".into(),
            organisation: "大连市总工会".into(),
            period: Some((day(2026, 7, 1), day(2026, 9, 30))),
            made_at: chrono::DateTime::from_timestamp(1_790_784_000, 0).unwrap(),
        }
    }

    fn row() -> SummaryRow {
        SummaryRow {
            ticket_no: TicketNo {
                series: "GH".into(),
                year: 2026,
                seq: 7,
            },
            received_on: day(2026, 9, 1),
            channel: Channel::Phone,
            reporting_unit: "007".into(),
            submitter: SummarySubmitter::Named {
                name: Personal::new("王建国".into()),
                contact: Some(Personal::new("13812345678".into())),
            },
            worker_category: "一线职工".into(),
            kind: SuggestionKind::Proposal,
            topic: "食堂".into(),
            title: "=HYPERLINK(\"http://evil\",\"食堂\")".into(),
            body: "食".repeat(500),
            lead_unit: "后勤部".into(),
            support_units: vec!["财务部".into(), "女职工部".into()],
            assigned_on: Some(day(2026, 9, 2)),
            due_on: Some(day(2026, 9, 15)),
            replied_on: None,
            timeliness: Some(Timeliness::Late),
            result_class: Some(ResultClass::B),
            adoption: Some(Adoption::PartlyAdopted),
            satisfaction: None,
            is_public: false,
            supervision: String::new(),
            remark: "+加急".into(),
        }
    }

    fn read(bytes: Vec<u8>) -> Range<Data> {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        book.worksheet_range("汇总表").unwrap()
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive
            .by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    #[test]
    fn the_columns_are_the_agreed_ones_in_their_order() {
        let range = read(summary_sheet(&head(), std::iter::once(row())).unwrap());
        let header: Vec<String> = range
            .rows()
            .nth(2)
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            header.join(" "),
            "序号 登记号 来件日期 渠道 报送单位 建议人(脱敏) 职工类别 类型 主题 标题 摘要 主办 协办 交办日期 \
             办理时限 答复日期 是否按时 结果类别 采纳情况 满意度 是否公开 督办 备注"
        );
    }

    #[test]
    fn cells_hold_real_dates_plain_texts_and_no_formula() {
        let range = read(summary_sheet(&head(), [row(), row()].into_iter()).unwrap());
        let cells: Vec<&Data> = range.rows().nth(4).unwrap().iter().collect();
        assert_eq!(cells[0], &Data::Float(2.0));
        assert_eq!(cells[1], &Data::String("GH2026-000007".into()));
        let Data::DateTime(at) = cells[2] else {
            panic!("{:?} is no date", cells[2])
        };
        assert_eq!(at.to_ymd_hms_milli(), (2026, 9, 1, 0, 0, 0, 0));
        assert_eq!(cells[4], &Data::String("007".into()), "leading zeros stay");
        assert_eq!(cells[5], &Data::String("王** 138****5678".into()));
        assert_eq!(
            cells[9],
            &Data::String("'=HYPERLINK(\"http://evil\",\"食堂\")".into())
        );
        assert_eq!(cells[10].to_string().chars().count(), 200);
        assert_eq!(cells[12], &Data::String("财务部、女职工部".into()));
        assert_eq!(cells[15], &Data::Empty, "no reply, no date");
        assert_eq!(cells[16], &Data::String("超期".into()));
        assert_eq!(cells[19].to_string(), "", "unrated is not satisfied");
        assert_eq!(cells[22], &Data::String("'+加急".into()));
    }

    #[test]
    fn the_identity_of_others_than_named_people_is_a_word() {
        let anonymous = SummaryRow {
            submitter: SummarySubmitter::Anonymous,
            ..row()
        };
        let confidential = SummaryRow {
            submitter: SummarySubmitter::Confidential,
            ..row()
        };
        let range = read(summary_sheet(&head(), [anonymous, confidential].into_iter()).unwrap());
        assert_eq!(range.get((3, 5)), Some(&Data::String("匿名".into())));
        assert_eq!(range.get((4, 5)), Some(&Data::String("隐名".into())));
    }

    #[test]
    fn the_page_is_a4_across_with_the_header_on_every_page() {
        let bytes = summary_sheet(&head(), std::iter::repeat_n(row(), 100)).unwrap();
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("paperSize=\"9\"") && sheet.contains("orientation=\"landscape\""));
        assert!(sheet.contains("fitToHeight=\"0\"") && !sheet.contains("<f>"));
        let book = part(&bytes, "xl/workbook.xml");
        assert!(
            book.contains("_xlnm.Print_Titles") && book.contains("$3:$3"),
            "{book}"
        );
        let styles = part(&bytes, "xl/styles.xml");
        assert!(
            ["方正小标宋简体", "黑体", "仿宋"]
                .iter()
                .all(|font| styles.contains(font))
        );
    }

    #[test]
    fn an_empty_period_gives_an_empty_table_not_an_error() {
        let range = read(summary_sheet(&head(), std::iter::empty()).unwrap());
        assert_eq!(range.height(), 3);
        assert!(
            range
                .get((1, 0))
                .unwrap()
                .to_string()
                .contains("2026年7月1日 至 2026年9月30日")
        );
    }
}
