//! Rows of text files: what is understood, what is refused, and with which words.

use super::*;

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
