//! `huiyin import`: tables of other systems come in once, whole, and what does not fit is told.

use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use serde_json::json;

const MAP: &str =
    "external_no=id,title=title,body=body,received_at=time,reply=reply,replied_at=reply_time";

fn replied(number: u32) -> String {
    json!({
        "id": format!("R{number:04}"),
        "title": format!("第{number}号：食堂增设无障碍通道"),
        "body": format!("第{number}号来件：建议食堂门口增设无障碍通道，方便残疾职工就餐。"),
        "time": "2024-03-05 09:30:00",
        "reply": format!("第{number}号答复：已于三月底完成坡道施工。"),
        "reply_time": "2024-03-12 15:00:00",
    })
    .to_string()
}

fn import(here: &Installation, file: &str, format: &str, map: &str, state: &str) -> String {
    let outcome = here
        .run(&[
            "import", file, "--format", format, "--map", map, "--state", state,
        ])
        .succeeded();
    format!("{}{}", outcome.stdout, outcome.stderr)
}

fn total(here: &Installation, query: &str) -> u64 {
    let outcome = here
        .run(&["search", query, "--json", "--limit", "1"])
        .succeeded();
    let answer: serde_json::Value = serde_json::from_str(outcome.stdout.trim())
        .unwrap_or_else(|error| panic!("{error}: {outcome:#?}"));
    answer["total"]
        .as_u64()
        .unwrap_or_else(|| panic!("no total in {answer}"))
}

on_both_databases! {
    fn closed_rows_come_in_with_their_replies_and_only_once(database) {
        let here = Installation::on(database);
        let rows: Vec<String> = (1..=30).map(replied).collect();
        let file = here.file("rows.jsonl", rows.join("\n"));
        let report = import(&here, &file, "jsonl", MAP, "closed");
        assert!(report.contains("30"), "{report}");
        assert_eq!(total(&here, "无障碍通道"), 30);
        assert_eq!(total(&here, "坡道施工"), 30, "replies are searched too");

        let again = import(&here, &file, "jsonl", MAP, "closed");
        assert!(again.contains("30") && again.contains("跳过"), "{again}");
        assert_eq!(total(&here, "无障碍通道"), 30);
        here.run(&["verify"]).succeeded();
    }

    fn rows_that_do_not_fit_are_told_with_their_line_and_the_others_come_in(database) {
        let here = Installation::on(database);
        let rows = [
            replied(1),
            "{ not json".to_owned(),
            json!({ "id": "R0003", "title": "", "body": "" }).to_string(),
            json!({ "id": "R0004", "title": "坏时间", "body": "有内容", "time": "昨天下午" }).to_string(),
            replied(5),
        ];
        let file = here.file("rows.jsonl", rows.join("\n"));
        let outcome = here.run(&[
            "import", &file, "--format", "jsonl", "--map", MAP, "--state", "new",
        ]);
        let report = format!("{}{}", outcome.stdout, outcome.stderr);
        for line in ["2", "3", "4"] {
            assert!(report.contains(&format!("第 {line} 行")), "line {line} is not told: {report}");
        }
        assert_eq!(total(&here, "无障碍通道"), 2);
        here.run(&["verify"]).succeeded();
    }
}

#[test]
fn a_gbk_csv_of_an_old_system_comes_in() {
    let here = Installation::new();
    // 编号,标题,内容 / A1,食堂,建议食堂增加素菜窗口 in GBK
    let mut csv = Vec::new();
    for text in GBK_LINES {
        csv.extend_from_slice(text);
        csv.extend_from_slice(b"\r\n");
    }
    let file = here.file("old.csv", csv);
    import(
        &here,
        &file,
        "csv",
        "external_no=编号,title=标题,body=内容",
        "new",
    );
    assert_eq!(total(&here, "素菜窗口"), 1);
}

/// `编号,标题,内容` and `A1,食堂,建议食堂增加素菜窗口`, in GBK.
const GBK_LINES: &[&[u8]] = &[
    b"\xb1\xe0\xba\xc5,\xb1\xea\xcc\xe2,\xc4\xda\xc8\xdd",
    b"A1,\xca\xb3\xcc\xc3,\xbd\xa8\xd2\xe9\xca\xb3\xcc\xc3\xd4\xf6\xbc\xd3\xcb\xd8\xb2\xcb\xb4\xb0\xbf\xda",
];

#[test]
fn a_workbook_comes_in_with_real_dates_and_numbers_as_text() {
    let here = Installation::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(["编号", "标题", "内容", "时间"]) {
        sheet.write(0, column, title).unwrap();
    }
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let on = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 3, 5).unwrap();
    sheet.write(1, 0, "007").unwrap();
    sheet.write(1, 1, "宿舍热水").unwrap();
    sheet.write(1, 2, "宿舍晚上十点以后没有热水。").unwrap();
    sheet.write_with_format(1, 3, &on, &date).unwrap();
    sheet.write(3, 0, 8.0).unwrap();
    sheet.write(3, 2, "空行之后的一件。").unwrap();
    let file = here.file("rows.xlsx", book.save_to_buffer().unwrap());
    import(
        &here,
        &file,
        "xlsx",
        "external_no=编号,title=标题,body=内容,received_at=时间",
        "closed",
    );
    assert_eq!(
        here.sql("select external_no from suggestion order by 1"),
        ["007", "8"]
    );
    assert_eq!(total(&here, "没有热水"), 1);
    assert_eq!(
        here.sql("select date(received_at, '+8 hours') from suggestion where external_no = '007'"),
        ["2024-03-05"]
    );
}

#[test]
fn a_csv_with_quotes_and_line_breaks_comes_in() {
    let here = Installation::new();
    let file = here.file(
        "rows.csv",
        "\u{feff}no,title,body\r\n1,班车,\"建议班车\n\"\"七点\"\"发车\"\r\n2,=cmd,加班费\r\n",
    );
    import(
        &here,
        &file,
        "csv",
        "external_no=no,title=title,body=body",
        "new",
    );
    assert_eq!(total(&here, "七点"), 1);
    assert_eq!(total(&here, "加班费"), 1);
}

#[test]
fn an_unknown_field_or_column_is_refused_before_anything_is_stored() {
    let here = Installation::new();
    let file = here.file("rows.jsonl", replied(1));
    for map in ["colour=id,body=body", "=body", "external_no=id"] {
        here.run(&[
            "import", &file, "--format", "jsonl", "--map", map, "--state", "new",
        ])
        .refused();
    }
    assert_eq!(total(&here, "无障碍"), 0);
}

#[test]
fn new_rows_wait_at_the_desk_and_external_ones_keep_their_due_date() {
    let here = Installation::new();
    let row = json!({
        "no": "12345-1", "body": "转办：下水道堵塞，请处理。", "time": "2026-11-02 08:00:00",
        "due": "2026-11-20", "channel": "external",
    });
    let file = here.file("rows.jsonl", row.to_string());
    let map = "external_no=no,body=body,received_at=time,due_at=due,channel=channel";
    import(&here, &file, "jsonl", map, "new");
    let rows = here.sql("select status, channel from suggestion");
    assert_eq!(rows, ["submitted|external"]);
    here.run(&["verify"]).succeeded();
}
