//! `huiyin mail parse`: one JSON line for any bytes, nothing stored.

use std::collections::BTreeSet;

use huiyin_tests::installation::Installation;
use serde_json::{Value, json};

const MAIL: &[u8] = b"Received: from a by b; Fri, 25 Sep 2026 14:05:00 +0800\r\n\
    Message-ID: <m1@example.org>\r\n\
    From: =?gb2312?B?1cXI/Q==?= <zhang@example.org>\r\nTo: jianyi@localhost\r\n\
    Subject: =?gb2312?B?uaS7?= =?gb2312?B?4Q==?=\r\n\
    Date: Fri, 25 Sep 2026 14:03:00 +0800\r\n\
    Content-Type: multipart/mixed; boundary=B\r\n\r\n\
    --B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\xb3\xb5\xbc\xe4\xcc\xab\xc8\xc8\r\n\r\n\xb7\xa2\xd7\xd4\xce\xd2\xb5\xc4iPhone\r\n\
    --B\r\nContent-Type: application/pdf; name=\"\xbd\xa8\xd2\xe9.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--B--\r\n";

#[track_caller]
fn parse(here: &Installation, mail: &[u8]) -> Value {
    let outcome = here.run_with(&["mail", "parse"], mail).succeeded();
    assert_eq!(outcome.stdout.trim_end().lines().count(), 1, "{outcome:#?}");
    serde_json::from_str(&outcome.stdout).unwrap()
}

#[test]
fn a_broken_chinese_mail_is_read_and_says_what_was_repaired() {
    let here = Installation::new();
    let read = parse(&here, MAIL);
    assert_eq!(read["message_id"], "m1@example.org");
    assert_eq!(
        read["from"],
        json!({"name": "张三", "address": "zhang@example.org"})
    );
    assert_eq!(read["subject"], "工会");
    assert_eq!(read["text"], "车间太热\n\n发自我的iPhone");
    assert_eq!(read["new_text"], "车间太热");
    assert_eq!(
        read["attachments"],
        json!([{"name": "建议.pdf", "type": "application/pdf", "bytes": 3}])
    );
    assert_eq!(read["kind"], "suggestion");
    assert_eq!(read["received_at"], "2026-09-25T14:05:00+08:00");
    let repairs = read["repairs"].as_array().unwrap();
    assert!(
        repairs
            .iter()
            .any(|said| said.as_str().unwrap().contains("GB18030")),
        "{repairs:?}"
    );
    let keys: BTreeSet<&str> = read
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let promised = BTreeSet::from([
        "message_id",
        "from",
        "subject",
        "text",
        "new_text",
        "attachments",
        "kind",
        "repairs",
        "received_at",
    ]);
    assert_eq!(keys, promised);
}

#[test]
fn any_bytes_are_answered_and_nothing_is_stored() {
    let here = Installation::new();
    for mail in [
        &b""[..],
        b"\0\0\0",
        b"\xff\xfe",
        b"no header",
        b"From:",
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B",
    ] {
        let read = parse(&here, mail);
        assert_eq!(read["from"]["address"], "");
    }
    assert!(!here.data().join("huiyin.db").exists());
    assert!(!here.data().join("blobs").exists());
}

#[test]
fn kinds_are_told_apart() {
    let here = Installation::new();
    let kind = |head: &str| {
        let mail = format!("From: a@example.org\r\n{head}\r\n\r\nx\r\n");
        parse(&here, mail.as_bytes())["kind"].clone()
    };
    assert_eq!(kind("Subject: 食堂"), "suggestion");
    assert_eq!(kind("Auto-Submitted: auto-replied"), "auto_reply");
    assert_eq!(kind("X-Failed-Recipients: b@example.org"), "bounce");
    assert_eq!(
        kind("Content-Type: multipart/report; report-type=disposition-notification"),
        "receipt"
    );
    assert_eq!(kind("List-Id: <a.example.org>"), "list");
    let own = here
        .run_with(
            &["mail", "parse", "--own", "a@example.org"],
            b"From: a@example.org\r\n\r\nx",
        )
        .succeeded();
    assert!(own.stdout.contains("\"kind\":\"own\""), "{own:#?}");
}
