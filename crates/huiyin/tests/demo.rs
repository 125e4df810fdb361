//! `huiyin demo`, as a newcomer types it.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run its program has failed"
)]

use std::path::Path;
use std::process::{Command, Output};

fn huiyin(data: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huiyin"))
        .arg("--data")
        .arg(data)
        .args(args)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_newcomer_gets_a_year_of_work_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();

    let demo = huiyin(data, &["demo"]);
    let text = said(&demo);
    assert!(
        demo.status.success(),
        "{}",
        String::from_utf8_lossy(&demo.stderr)
    );
    for status in [
        "待受理",
        "待补正",
        "待分办",
        "待签收",
        "办理中",
        "待审核",
        "已答复",
        "已办结",
        "不予受理",
        "已撤回",
    ] {
        assert!(
            text.contains(&format!("\n  {status} ")),
            "{status} is missing in {text}"
        );
    }
    assert!(text.contains("演示密码：") && text.contains("首位管理员：admin  一次性密码："));
    // nothing of a year's acts in between
    assert_eq!(String::from_utf8_lossy(&demo.stderr), "");

    let verify = huiyin(data, &["verify"]);
    assert!(verify.status.success(), "{}", said(&verify));

    let search = huiyin(data, &["search", "食堂", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&said(&search)).unwrap();
    assert!(answer["total"].as_u64().unwrap() > 0, "{answer}");

    let again = huiyin(data, &["demo"]);
    let complaint = String::from_utf8_lossy(&again.stderr).into_owned();
    assert_eq!(again.status.code(), Some(1));
    assert!(
        complaint.contains("已经有") && complaint.contains("全新的数据文件夹"),
        "{complaint}"
    );
}

#[test]
fn made_up_notices_never_leave_the_house() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("relay.toml");
    std::fs::write(
        &config,
        "[mail.outgoing]\nmode = \"smtp\"\nhost = \"127.0.0.1\"\nport = 25\ntls = \"none\"\n",
    )
    .unwrap();
    let data = folder.path().join("data");
    let refused = huiyin(&data, &["--config", config.to_str().unwrap(), "demo"]);
    let complaint = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1));
    assert!(complaint.contains("虚构"), "{complaint}");
    let listed = huiyin(&data, &["user", "list"]);
    assert_eq!(said(&listed), "", "somebody was hired all the same");
}
