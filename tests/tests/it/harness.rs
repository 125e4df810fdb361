//! The private servers do what the tests lean on.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use huiyin_tests::database::PostgresDatabase;
use huiyin_tests::dovecot::Dovecot;
use huiyin_tests::smtp_sink::{Mood, SmtpSink};

#[test]
fn dovecot_shows_a_delivered_mail_to_its_owner_only() {
    let Some(dovecot) = Dovecot::start(&[("box", "geheim"), ("other", "x")]) else {
        return;
    };
    dovecot.deliver("box", "INBOX", b"Subject: one\r\n\r\nhello\r\n");
    let talk = |name: &str, password: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", dovecot.imap_port())).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        write!(
            stream,
            "a LOGIN {name} {password}\r\nb SELECT INBOX\r\nc LOGOUT\r\n"
        )
        .unwrap();
        let lines: Vec<String> = BufReader::new(stream)
            .lines()
            .map_while(Result::ok)
            .collect();
        lines.join("\n")
    };
    assert!(
        talk("box", "geheim").contains("* 1 EXISTS"),
        "{}",
        dovecot.log()
    );
    assert!(
        talk("other", "x").contains("* 0 EXISTS"),
        "{}",
        dovecot.log()
    );
    assert!(talk("box", "wrong").contains("a NO"), "{}", dovecot.log());
    assert_eq!(dovecot.count("box", "INBOX"), 1);
}

#[test]
fn dovecot_takes_mail_by_lmtp() {
    let Some(dovecot) = Dovecot::start(&[("box", "geheim")]) else {
        return;
    };
    let stream = TcpStream::connect(("127.0.0.1", dovecot.lmtp_port())).unwrap();
    let said = speak_smtp(stream, "LHLO", "box");
    assert!(said.contains("250 2.0.0"), "{said}\n{}", dovecot.log());
    assert_eq!(dovecot.count("box", "INBOX"), 1);
}

#[test]
fn the_smtp_sink_keeps_what_it_accepts_and_only_that() {
    let sink = SmtpSink::start();
    let send = || {
        let stream = TcpStream::connect(("127.0.0.1", sink.port())).unwrap();
        speak_smtp(stream, "EHLO", "worker@example.org")
    };
    assert!(send().contains("250 taken"));
    sink.set_mood(Mood::Defer);
    assert!(send().contains("451"));
    sink.set_mood(Mood::Refuse);
    assert!(send().contains("550"));
    let taken = sink.wait_for_mails(1, Duration::from_secs(5));
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].to, ["worker@example.org"]);
    assert_eq!(taken[0].data, "Subject: t\r\n\r\n.dot\r\n");
    assert_eq!(sink.refused(), 2);
}

#[test]
fn each_test_has_a_postgresql_database_of_its_own() {
    let (Some(one), Some(two)) = (PostgresDatabase::create(), PostgresDatabase::create()) else {
        return;
    };
    one.sql("create table t (n int)");
    assert_eq!(
        two.sql("select count(*) from pg_class where relname = 't'"),
        ["0"]
    );
}

/// One mail, waiting for each answer, as the protocol wants.
fn speak_smtp(mut stream: TcpStream, hello: &str, to: &str) -> String {
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let mut said = String::new();
    let mut listen = || {
        loop {
            let mut line = String::new();
            let read = answers.read_line(&mut line).unwrap();
            said.push_str(&line);
            if read == 0 || line.as_bytes().get(3) == Some(&b' ') {
                return;
            }
        }
    };
    listen();
    for command in [
        format!("{hello} tests"),
        "MAIL FROM:<a@example.org>".into(),
        format!("RCPT TO:<{to}>"),
        "DATA".into(),
        "Subject: t\r\n\r\n..dot\r\n.".into(),
        "QUIT".into(),
    ] {
        write!(stream, "{command}\r\n").unwrap();
        listen();
    }
    said
}
