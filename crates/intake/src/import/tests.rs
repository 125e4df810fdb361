//! Files in, rows and reasons out.

use std::io::Write as _;

use huiyin_core::time::minute;
use huiyin_core::{Channel, IdentityLevel, SuggestionKind};
use tempfile::NamedTempFile;

use super::*;

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file.flush().unwrap();
    file
}

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn read(bytes: &[u8], format: ImportFormat, map: &str) -> Vec<Result<ImportRow, RowError>> {
    let file = file(bytes);
    open(file.path(), format, &ColumnMap::parse(map).unwrap())
        .unwrap()
        .collect()
}

fn refused(bytes: &[u8], format: ImportFormat, map: &str) -> String {
    let file = file(bytes);
    match open(file.path(), format, &ColumnMap::parse(map).unwrap()) {
        Ok(_) => panic!("the file was taken"),
        Err(error) => error.to_string(),
    }
}

const REPLIED: &str = "external_no=id,title=title,body=body,received_at=time,reply=reply,\
    replied_at=reply_time";

#[test]
fn a_replied_item_comes_in_whole() {
    let line = r#"{"id":"37299","user":"UU008958","title":"食堂太小","time":"2019-09-10 11:02:15","body":"排队半小时。","reply":"已增设窗口。","reply_time":"2019/9/12"}"#;
    let rows = read(line.as_bytes(), ImportFormat::Jsonl, REPLIED);
    let row = rows[0].as_ref().unwrap();
    assert_eq!(row.line, 1);
    assert_eq!(row.external_no.as_deref(), Some("37299"));
    assert_eq!(row.title_or_proposed().as_str(), "食堂太小");
    assert_eq!(row.body.as_str(), "排队半小时。");
    assert_eq!(minute(row.received_at.unwrap()), "2019-09-10 11:02");
    assert_eq!(row.reply.as_ref().unwrap().as_str(), "已增设窗口。");
    assert_eq!(minute(row.replied_at.unwrap()), "2019-09-12 00:00");
    assert_eq!(row.identity_level, IdentityLevel::Anonymous);
    assert_eq!(row.identity, None);
}

#[test]
fn numbers_words_and_gaps_of_a_hotline_are_understood() {
    let lines = [
        r#"{"id":1,"type":"投诉","channel":"12345app","date":"2020-09-03","title":"求助","body":"","anonymous":0,"name":"陈先生","tel":"138 1234 5678"}"#,
        "",
        r#"{"id":2,"type":"举报","channel":"电话","date":null,"body":"无","anonymous":1,"name":"王某","tel":"13812345678"}"#,
    ]
    .join("\r\n");
    let map = "external_no=id,kind=type,channel=channel,received_at=date,title=title,body=body,\
        anonymous=anonymous,submitter=name,phone=tel";
    let rows = read(lines.as_bytes(), ImportFormat::Jsonl, map);
    assert_eq!(rows.len(), 2);
    let first = rows[0].as_ref().unwrap();
    assert_eq!(first.external_no.as_deref(), Some("1"));
    assert_eq!(first.body.as_str(), "求助", "an empty body is the title");
    assert_eq!(first.channel, Some(Channel::External));
    assert_eq!(first.kind, Some(SuggestionKind::Complaint));
    assert_eq!(first.identity_level, IdentityLevel::Named);
    assert_eq!(
        first
            .identity
            .as_ref()
            .unwrap()
            .phone
            .as_ref()
            .unwrap()
            .expose(),
        "13812345678"
    );
    let second = rows[1].as_ref().unwrap();
    assert_eq!(second.line, 3);
    assert_eq!(second.received_at, None);
    assert_eq!(second.identity, None, "anonymous leaves nothing behind");
}

#[test]
fn every_bad_row_is_told_with_its_line_and_the_rest_goes_on() {
    let mut bytes = Vec::new();
    let good = |id: &str, time: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"食堂\",\"body\":\"正文\",\"time\":\"{time}\"}}\n")
    };
    bytes.extend(good("1", "2019-09-10").bytes());
    bytes.extend(b"{\"id\":\"2\",\"title\":\"\xff\xfe\",\"body\":\"x\",\"time\":\"2019-09-10\"}\n");
    bytes.extend("{\"id\":\"3\",\"title\":\"断\n".bytes());
    bytes.extend("[1,2]\n".bytes());
    bytes.extend(good("5", "2021129").bytes());
    bytes.extend(good("1", "2019-09-11").bytes());
    bytes.extend("{\"id\":\"7\",\"title\":\" \",\"body\":\"\",\"time\":\"\"}\n".bytes());
    bytes.extend(format!("{{\"id\":\"8\",\"body\":\"{}\"}}\n", "长".repeat(20_001)).bytes());
    bytes.extend("{\"id\":\"9\",\"body\":[\"x\"]}\n".bytes());
    bytes.extend(good("10", "2019-09-10").trim_end().bytes());
    let rows = read(
        &bytes,
        ImportFormat::Jsonl,
        "external_no=id,title=title,body=body,received_at=time",
    );
    let told: Vec<String> = rows
        .iter()
        .map(|row| match row {
            Ok(row) => format!("ok {}", row.line),
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(
        told,
        [
            "ok 1",
            "第 2 行：文字编码损坏",
            "第 3 行：不是有效的 JSON（第 22 个字节附近）",
            "第 4 行：这一行不是 {…} 形式的 JSON 对象",
            "第 5 行（编号 5）：来件时间“2021129”看不出确切是哪一天，请写成 2026-09-25 或 2026-09-25 14:03",
            "第 6 行（编号 1）：外部编号与第 1 行相同",
            "第 7 行（编号 7）：标题和内容都是空的",
            "第 8 行（编号 8）：内容最多 20000 字，现有 20001 字",
            "第 9 行（编号 9）：内容应为文字或数字，实为列表、对象或错误值",
            "ok 10",
        ]
    );
}

#[test]
fn a_line_without_end_is_skipped_not_swallowed() {
    let mut bytes = b"{\"body\":\"".to_vec();
    bytes.resize(5 * 1024 * 1024, b'a');
    bytes.extend("\n{\"body\":\"下一行\"}\n".bytes());
    let rows = read(&bytes, ImportFormat::Jsonl, "body=body");
    assert!(matches!(
        rows[0].as_ref().unwrap_err().reason,
        RowReason::LineTooLong { .. }
    ));
    assert_eq!(rows[1].as_ref().unwrap().body.as_str(), "下一行");
}

#[test]
fn csv_is_read_in_both_encodings_with_and_without_mark() {
    let table = "编号,标题,内容,时间\n=\"00123\",食堂,\"第一行\n第二行，带\"\"引号\"\"\",2019/9/10 11:02\n,,,\n00124,班车,太晚,2019年9月11日\n";
    let marked = [b"\xEF\xBB\xBF".as_slice(), table.as_bytes()].concat();
    let tabs = table.replace(',', "\t");
    for bytes in [
        table.as_bytes().to_vec(),
        marked,
        gb18030(table),
        tabs.into_bytes(),
    ] {
        let map = "external_no=编号,title=标题,body=内容,received_at=时间";
        let rows = read(&bytes, ImportFormat::Csv, map);
        assert_eq!(rows.len(), 2);
        let first = rows[0].as_ref().unwrap();
        assert_eq!(first.external_no.as_deref(), Some("00123"));
        assert_eq!(first.body.as_str(), "第一行\n第二行，带\"引号\"");
        assert_eq!(minute(first.received_at.unwrap()), "2019-09-10 11:02");
        assert_eq!(
            rows[1].as_ref().unwrap().title.as_ref().unwrap().as_str(),
            "班车"
        );
    }
}

#[test]
fn an_unquoted_comma_is_told_instead_of_shifting_columns() {
    let rows = read(
        "标题,内容\n食堂,太小,太挤\n班车,太晚\n".as_bytes(),
        ImportFormat::Csv,
        "title=标题,body=内容",
    );
    let error = rows[0].as_ref().unwrap_err();
    assert_eq!(
        error.reason,
        RowReason::TooManyColumns {
            expected: 2,
            found: 3
        }
    );
    assert_eq!(error.line, 2);
    assert!(rows[1].is_ok());
}

#[test]
fn a_quote_without_partner_is_told_instead_of_swallowing_rows() {
    let map = "title=标题,body=内容";
    let table = "标题,内容\n食堂,\"太小\n班车,太晚\n浴室,太冷\n";
    let rows = read(table.as_bytes(), ImportFormat::Csv, map);
    assert_eq!(rows.len(), 1);
    let error = rows[0].as_ref().unwrap_err();
    assert_eq!(
        (error.line, &error.reason),
        (2, &RowReason::OpenQuote { n_lines: 3 })
    );
    let table = "标题,内容\n食堂,\"太小\n班车,\"太晚\"\n浴室,太冷\n";
    let rows = read(table.as_bytes(), ImportFormat::Csv, map);
    assert!(rows.iter().any(|row| row.is_err()), "{rows:?}");
    // an inch mark within a text is nobody's quote
    let table = "标题,内容\n电视,5\" 的屏太小\n班车,\"太晚\n太早\"\n浴室,太冷\n";
    let rows = read(table.as_bytes(), ImportFormat::Csv, map);
    assert!(rows.iter().all(|row| row.is_ok()), "{rows:?}");
}

#[test]
fn one_damaged_line_does_not_change_the_encoding_of_the_rest() {
    let mut bytes = "标题,内容\n食堂,太小\n".as_bytes().to_vec();
    bytes.extend(b"\xC4\xFA,\xBA\xC3\n");
    bytes.extend("班车,太晚\n".bytes());
    let rows = read(&bytes, ImportFormat::Csv, "title=标题,body=内容");
    assert_eq!(rows[1].as_ref().unwrap_err().reason, RowReason::BrokenText);
    assert_eq!(rows[2].as_ref().unwrap().body.as_str(), "太晚");
}

#[test]
fn a_slip_in_the_map_is_told_before_any_row() {
    let line = r#"{"id":"1","title":"食堂","body":"正文"}"#;
    let check = |bytes: &[u8], format, map: &str, expect: &str| {
        let message = refused(bytes, format, map);
        assert!(message.contains(expect), "{message}");
    };
    check(line.as_bytes(), ImportFormat::Jsonl, "title=titel", "titel");
    check(
        line.as_bytes(),
        ImportFormat::Jsonl,
        "title=titel",
        "body、id、title",
    );
    check(
        "标题,内容\n甲,乙\n".as_bytes(),
        ImportFormat::Csv,
        "title=题目",
        "标题、内容",
    );
    check(b"", ImportFormat::Csv, "title=title", "空的");
    check(b"\xFF\xFEa\0", ImportFormat::Csv, "title=title", "UTF-16");
    check(
        b"\xD0\xCF\x11\xE0 old xls",
        ImportFormat::Xlsx,
        "title=title",
        ".xls",
    );
    assert!(
        "xls"
            .parse::<ImportFormat>()
            .unwrap_err()
            .to_string()
            .contains("jsonl、csv、xlsx")
    );
}

#[test]
fn a_reply_before_the_arrival_is_refused_but_the_same_day_is_fine() {
    let table = "内容,来,答,答复\n甲,2019-09-10 11:00,2019-09-09,好\n乙,2019-09-10 11:00,2019-09-10,好\n丙,2019-09-10 11:00,2019-09-10 10:00,好\n丁,2019-09-10,2019-09-12,\n";
    let rows = read(
        table.as_bytes(),
        ImportFormat::Csv,
        "body=内容,received_at=来,replied_at=答,reply=答复",
    );
    assert_eq!(
        rows[0].as_ref().unwrap_err().reason,
        RowReason::ReplyBeforeArrival
    );
    assert_eq!(
        minute(rows[1].as_ref().unwrap().replied_at.unwrap()),
        "2019-09-10 11:00"
    );
    assert_eq!(
        rows[2].as_ref().unwrap_err().reason,
        RowReason::ReplyBeforeArrival
    );
    assert_eq!(
        rows[3].as_ref().unwrap().replied_at,
        None,
        "no reply, no time of it"
    );
}

#[test]
fn an_unknown_kind_is_refused_and_an_unknown_channel_is_not() {
    let table = "内容,类,渠道\n甲,其他,网站\n乙,咨询,漂流瓶\n丙,/,无\n";
    let rows = read(
        table.as_bytes(),
        ImportFormat::Csv,
        "body=内容,kind=类,channel=渠道",
    );
    assert!(matches!(
        rows[0].as_ref().unwrap_err().reason,
        RowReason::UnknownKind { .. }
    ));
    let second = rows[1].as_ref().unwrap();
    assert_eq!(
        (second.kind, second.channel),
        (Some(SuggestionKind::Inquiry), None)
    );
    assert_eq!(rows[2].as_ref().unwrap().kind, None);
}

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

#[test]
fn json_lines_are_read_in_gb18030_too() {
    let line = r#"{"标题":"食堂","内容":"太小","时间":20190910}"#;
    let rows = read(
        &gb18030(line),
        ImportFormat::Jsonl,
        "title=标题,body=内容,received_at=时间",
    );
    let row = rows[0].as_ref().unwrap();
    assert_eq!(
        (row.body.as_str(), minute(row.received_at.unwrap())),
        ("太小", "2019-09-10 00:00".into())
    );
}

/// The same real rows through all three formats give the same items.
#[test]
fn the_format_of_a_file_does_not_matter() {
    let Some(data) = real_data() else { return };
    let path = data.join("messages/replied.jsonl");
    let map = ColumnMap::parse(REPLIED).unwrap();
    let expect: Vec<ImportRow> = open(&path, ImportFormat::Jsonl, &map)
        .unwrap()
        .take(300)
        .map(|row| row.unwrap())
        .collect();
    let columns: Vec<String> = map.iter().map(|(_, column)| column.to_owned()).collect();
    let text = std::fs::read_to_string(&path).unwrap();
    let mut table = ::csv::Writer::from_writer(Vec::new());
    table.write_record(&columns).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    for (column, name) in (0_u16..).zip(&columns) {
        sheet.write(0, column, name).unwrap();
    }
    for (line, row) in text.lines().take(300).zip(1_u32..) {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        let cells: Vec<&str> = columns
            .iter()
            .map(|name| object[name].as_str().unwrap())
            .collect();
        table.write_record(&cells).unwrap();
        for ((column, name), cell) in (0_u16..).zip(&columns).zip(&cells) {
            if name.ends_with("time") {
                let at = chrono::NaiveDateTime::parse_from_str(cell, "%Y-%m-%d %H:%M:%S").unwrap();
                sheet
                    .write_datetime_with_format(row, column, at, &date)
                    .unwrap();
            } else {
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
    }
    let csv = String::from_utf8(table.into_inner().unwrap()).unwrap();
    for (bytes, format) in [
        (gb18030(&csv), ImportFormat::Csv),
        (csv.into_bytes(), ImportFormat::Csv),
        (book.save_to_buffer().unwrap(), ImportFormat::Xlsx),
    ] {
        let rows = read(&bytes, format, REPLIED);
        assert_eq!(rows.len(), expect.len());
        for (row, expect) in rows.into_iter().zip(&expect) {
            let row = row.unwrap();
            assert_eq!(
                ImportRow {
                    line: expect.line,
                    ..row
                },
                *expect
            );
        }
    }
}

/// Every real row that we have is taken, with its date and reply.
#[test]
fn the_real_files_come_in_completely() {
    let Some(data) = real_data() else { return };
    let check = |name: &str, map: &str, expect: usize, expect_replies: usize| {
        let path = data.join("messages").join(name);
        let map = ColumnMap::parse(map).unwrap();
        let rows: Vec<_> = open(&path, ImportFormat::Jsonl, &map).unwrap().collect();
        let errors: Vec<_> = rows.iter().filter_map(|row| row.as_ref().err()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        let rows: Vec<_> = rows.into_iter().flatten().collect();
        assert_eq!(rows.len(), expect, "{name}");
        assert!(
            rows.iter()
                .all(|row| row.received_at.is_some() && row.external_no.is_some())
        );
        let n_replies = rows.iter().filter(|row| row.reply.is_some()).count();
        assert_eq!(n_replies, expect_replies, "{name}");
        rows.into_iter()
            .filter_map(|row| row.external_no)
            .collect::<Vec<_>>()
    };
    let mut all = check("replied.jsonl", REPLIED, 1408, 1408);
    all.extend(check(
        "open.jsonl",
        "external_no=id,title=title,body=body,received_at=time,submitter=user",
        2600,
        0,
    ));
    all.extend(check(
        "hotline_orders.jsonl",
        "external_no=id,title=title,body=body,received_at=date,reply=reply,channel=channel,\
            kind=type,unit=district,anonymous=anonymous,topic=river",
        1481,
        1481,
    ));
    let n = all.len();
    all.sort();
    all.dedup();
    assert_eq!(
        all.len(),
        n,
        "the numbers of the three files do not collide"
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests reach the real data by this variable only"
)]
fn real_data() -> Option<std::path::PathBuf> {
    let found = std::env::var_os("HUIYIN_REAL_DATA").map(std::path::PathBuf::from);
    if found.is_none() {
        println!("skipped: HUIYIN_REAL_DATA is not set");
    }
    found
}

mod never_panics {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400), which in 0..3_usize) {
            let format = [ImportFormat::Jsonl, ImportFormat::Csv, ImportFormat::Xlsx][which];
            let file = file(&bytes);
            if let Ok(rows) = open(file.path(), format, &ColumnMap::parse("body=a").unwrap()) {
                prop_assert!(rows.count() <= bytes.len() + 1);
            }
        }

        #[test]
        fn on_any_date(text in "[0-9年月日时分秒:./ T上下午-]{0,24}|.{0,24}") {
            if let Ok(moment) = parse_moment(&text) {
                // what was understood is understood again, written plainly
                let plain = match moment.time {
                    Some(time) => format!("{} {}", moment.day, time.format("%H:%M:%S")),
                    None => moment.day.to_string(),
                };
                let again = parse_moment(&plain).unwrap();
                prop_assert_eq!(again.day, moment.day);
            }
        }
    }
}
