//! `huiyin archive verify`: a package is checked without any data.

use huiyin_tests::installation::{Installation, is_chinese};
use serde_json::Value;

#[test]
fn what_is_no_package_is_refused_in_chinese_and_leaves_no_data() {
    let here = Installation::new();
    let file = here.file("包.zip", "不是一个归档包");
    let outcome = here.run(&["archive", "verify", &file]).refused();
    assert!(is_chinese(&outcome.stderr), "{outcome:#?}");
    assert!(outcome.stdout.contains("不是归档包"), "{outcome:#?}");
    let outcome = here.run(&["archive", "verify", &file, "--json"]);
    assert_eq!(outcome.code, Some(1), "{outcome:#?}");
    let report: Value = serde_json::from_str(outcome.stdout.trim()).expect("one JSON value");
    assert_eq!(report["ok"], false);
    assert_eq!(report["sha256"].as_str().map(str::len), Some(64));
    let missing = here.run(&["archive", "verify", "没有.zip"]).refused();
    assert!(missing.stderr.contains("没有.zip"), "{missing:#?}");
    assert!(!here.data().exists(), "a check made a data folder");
}
