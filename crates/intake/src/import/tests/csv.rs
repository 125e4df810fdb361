//! What is special about CSV: encodings, quotation marks, columns.

use super::*;

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
