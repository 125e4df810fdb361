//! Notices leave by SMTP, once, and wait when nobody takes them.

use std::time::Duration;

use huiyin_tests::base64::base64;
use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::smtp_sink::{Mood, SmtpSink};
use huiyin_tests::visitor::{named_form, send};
use huiyin_tests::wait::wait_until;

const LIMIT: Duration = Duration::from_secs(60);

fn configure(here: &Installation, sink: &SmtpSink) {
    here.configure(&format!(
        "[mail.outgoing]\nmode = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n\
         from_address = \"jianyi@example.cn\"\n",
        sink.port()
    ));
}

on_both_databases! {
    fn the_acknowledgement_carries_number_and_link_and_no_content(database) {
        let sink = SmtpSink::start();
        let here = Installation::on(database);
        configure(&here, &sink);
        let server = here.serve();
        let mut client = server.client();
        let form = named_form(&mut client, "绝密内容甲乙丙丁", "王秀英", "wang@example.org");
        let receipt = send(&mut client, &form);
        let taken = sink.wait_for_mails(1, LIMIT);
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].to, ["wang@example.org"]);
        assert_eq!(taken[0].from, "", "an automatic mail must not be answered by a machine");
        assert!(taken[0].data.contains("jianyi@example.cn"), "{}", taken[0].data);
        let text = decoded(&taken[0].data);
        assert!(text.contains(&receipt.ticket_no), "{text}");
        assert!(!text.contains("甲乙丙丁"), "the content travels: {text}");
        assert!(taken[0].data.contains("Auto-Submitted:"), "{}", taken[0].data);
        assert!(taken[0].data.to_lowercase().contains("message-id:"), "{}", taken[0].data);
    }
}

#[test]
fn what_is_deferred_waits_and_is_not_sent_twice() {
    let sink = SmtpSink::start();
    sink.set_mood(Mood::Defer);
    let here = Installation::new();
    configure(&here, &sink);
    let server = here.serve();
    let mut client = server.client();
    let form = named_form(
        &mut client,
        "下班后更衣室没有热水。",
        "王秀英",
        "wang@example.org",
    );
    send(&mut client, &form);
    wait_until("the sink deferred it", LIMIT, || sink.refused() >= 1);
    assert_eq!(sink.taken().len(), 0);
    wait_until("the row waits", LIMIT, || {
        here.sql("select count(*) from outgoing_mail where attempts > 0 and state <> 'sent'")
            == ["1"]
    });
    // time passes: the next attempt is due
    sink.set_mood(Mood::Accept);
    here.sql("update outgoing_mail set next_attempt_at = '2020-01-01 00:00:00+00:00'");
    sink.wait_for_mails(1, LIMIT);
    wait_until("the row is done", LIMIT, || {
        here.sql("select count(*) from outgoing_mail where state = 'sent'") == ["1"]
    });
    drop(server);
    let server = here.serve();
    server.client().get("/").expect(200);
    assert_eq!(sink.taken().len(), 1, "sent twice");
}

#[test]
fn what_is_refused_for_good_becomes_a_visible_row() {
    let sink = SmtpSink::start();
    sink.set_mood(Mood::Refuse);
    let here = Installation::new();
    configure(&here, &sink);
    let server = here.serve();
    let mut client = server.client();
    let form = named_form(
        &mut client,
        "下班后更衣室没有热水。",
        "王秀英",
        "nobody@example.org",
    );
    send(&mut client, &form);
    wait_until("the sink refused it", LIMIT, || sink.refused() >= 1);
    wait_until("the row is marked failed", LIMIT, || {
        here.sql("select count(*) from outgoing_mail where state = 'failed'") == ["1"]
    });
    let said = server.said();
    assert!(
        !said.contains("nobody@example.org"),
        "an address is in the log:\n{said}"
    );
}

/// Every base64 and quoted-printable part of a mail made readable; good enough to look for words.
fn decoded(mail: &str) -> String {
    let mut all = mail.to_owned();
    let mut body = String::new();
    for part in mail.split("\r\n\r\n").skip(1) {
        let block: String = part
            .lines()
            .take_while(|line| !line.starts_with("--"))
            .collect();
        body.push_str(&String::from_utf8_lossy(&base64(&block)));
        let quoted = part.replace("=\r\n", "");
        body.push_str(&String::from_utf8_lossy(&quoted_printable(&quoted)));
    }
    all.push_str(&body);
    all
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match (first, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'=', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}
