//! The real files, reached by `HUIYIN_REAL_DATA` and not part of the repository.

use super::*;

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
