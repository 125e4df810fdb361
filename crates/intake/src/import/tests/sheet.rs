//! Sheets as people keep them.

use super::*;

fn sheet() -> Vec<u8> {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    let notes = book.add_worksheet();
    notes
        .set_name("说明")
        .unwrap()
        .write(0, 0, "填表说明")
        .unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("来件").unwrap();
    sheet.write(0, 0, "2026年来件登记表").unwrap();
    for (column, header) in ["编号", "标题", "内\n容", "来件时间", "电话", "序号"]
        .iter()
        .enumerate()
    {
        sheet
            .write(1, u16::try_from(column).unwrap(), *header)
            .unwrap();
    }
    let date = Format::new().set_num_format("yyyy/m/d h:mm");
    let at = ExcelDateTime::from_ymd(2019, 9, 10)
        .unwrap()
        .and_hms(11, 2, 15)
        .unwrap();
    sheet
        .write(2, 0, 360_114)
        .unwrap()
        .write(2, 1, "食堂")
        .unwrap()
        .write(2, 2, "太小")
        .unwrap();
    sheet.write_with_format(2, 3, &at, &date).unwrap();
    sheet.write(2, 4, "013812345678").unwrap();
    // a date without a date format, a text date, a number that lost digits, a formula error
    sheet
        .write(3, 0, "A-2")
        .unwrap()
        .write(3, 2, "第二件")
        .unwrap()
        .write(3, 3, 43_718.46)
        .unwrap();
    sheet
        .write(5, 0, "A-3")
        .unwrap()
        .write(5, 2, "第三件")
        .unwrap()
        .write(5, 3, "2019年9月10日")
        .unwrap();
    sheet
        .write(6, 0, 1_234_567_890_123_456_789_f64)
        .unwrap()
        .write(6, 2, "第四件")
        .unwrap();
    sheet
        .write(7, 0, "A-5")
        .unwrap()
        .write(7, 2, "第五件")
        .unwrap()
        .write(7, 3, "2021129")
        .unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_sheet_with_a_title_above_its_header_is_read() {
    let file = file(&sheet());
    let map =
        ColumnMap::parse("external_no=编号,title=标题,body=内容,received_at=来件时间,phone=电话")
            .unwrap();
    let mut rows = open(file.path(), ImportFormat::Xlsx, &map).unwrap();
    assert_eq!(rows.notes(), ["读取工作表“来件”", "没有读取的工作表：说明"]);
    assert_eq!(rows.progress(), (0, 5));
    let first = rows.next().unwrap().unwrap();
    assert_eq!(
        (first.line, first.external_no.as_deref()),
        (3, Some("360114"))
    );
    assert_eq!(
        huiyin_core::time::canonical(first.received_at.unwrap()),
        "2019-09-10T03:02:15.000000Z"
    );
    assert_eq!(
        first.identity.unwrap().phone.unwrap().expose(),
        "013812345678"
    );
    let second = rows.next().unwrap().unwrap();
    assert_eq!(minute(second.received_at.unwrap()), "2019-09-10 11:02");
    let third = rows.next().unwrap().unwrap();
    assert_eq!(
        (third.line, minute(third.received_at.unwrap())),
        (6, "2019-09-10 00:00".to_owned())
    );
    assert_eq!(
        rows.next().unwrap().unwrap_err().reason,
        RowReason::LostDigits
    );
    assert!(matches!(
        rows.next().unwrap().unwrap_err().reason,
        RowReason::BadDate { .. }
    ));
    assert!(rows.next().is_none());
    assert_eq!(rows.progress(), (5, 5));
}

#[test]
fn a_sheet_without_the_column_says_which_it_has() {
    let message = refused(&sheet(), ImportFormat::Xlsx, "body=正文");
    assert!(
        message.contains("正文") && message.contains("来件时间"),
        "{message}"
    );
}
