//! Files in, rows and reasons out.

mod csv;
mod real;
mod sheet;
mod text;

use huiyin_core::time::minute;
use huiyin_core::{Channel, IdentityLevel, SuggestionKind};
use std::io::Write as _;
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
