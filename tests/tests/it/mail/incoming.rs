//! A published mailbox on a real Dovecot, polled.

use std::fs;
use std::time::Duration;

use huiyin_tests::dovecot::Dovecot;
use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::wait::wait_until;

const LIMIT: Duration = Duration::from_secs(60);

fn mail(number: u32) -> String {
    format!(
        "From: worker{number}@example.org\r\nTo: jianyi@example.cn\r\n\
         Subject: mail {number}\r\nMessage-ID: <box-{number}@example.org>\r\n\
         Date: Fri, 25 Sep 2026 14:03:00 +0800\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n第{number}封：三号楼电梯经常停。\r\n"
    )
}

fn configure(here: &Installation, dovecot: &Dovecot, more: &str) {
    let password = here.file("imap-password", "geheim\n");
    here.configure(&format!(
        "[mail.incoming]\nenabled = true\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n\
         user = \"jianyi\"\npassword_file = \"{password}\"\npoll_seconds = 10\n{more}",
        dovecot.imap_port()
    ));
}

fn registered(here: &Installation) -> usize {
    here.sql("select count(*) from suggestion")
        .remove(0)
        .parse()
        .unwrap()
}

on_both_databases! {
    fn mails_in_the_box_become_suggestions_once_and_the_box_is_told_who_came(database) {
        let Some(dovecot) = Dovecot::start(&[("jianyi", "geheim")]) else { return };
        let here = Installation::on(database);
        configure(&here, &dovecot, "");
        for number in 1..=3 {
            dovecot.deliver("jianyi", "INBOX", mail(number).as_bytes());
        }
        {
            let _server = here.serve();
            wait_until("three mails are registered", LIMIT, || registered(&here) == 3);
        }
        // a second start finds nothing new; a fourth mail comes on top
        dovecot.deliver("jianyi", "INBOX", mail(4).as_bytes());
        let _server = here.serve();
        wait_until("the fourth mail is registered", LIMIT, || registered(&here) == 4);
        assert_eq!(here.sql("select count(*) from incoming_mail"), ["4"]);
        assert_eq!(dovecot.count("jianyi", "INBOX"), 4, "nothing is deleted from the box");
        assert!(dovecot.log().contains("ID sent"), "no IMAP ID after LOGIN:\n{}", dovecot.log());
        here.run(&["verify"]).succeeded();
    }
}

#[test]
fn a_mail_is_moved_aside_when_the_configuration_says_so() {
    let Some(dovecot) = Dovecot::start(&[("jianyi", "geheim")]) else {
        return;
    };
    let here = Installation::new();
    configure(&here, &dovecot, "move_to = \"Done\"\n");
    dovecot.deliver("jianyi", "INBOX", mail(1).as_bytes());
    let _server = here.serve();
    wait_until("the mail is registered", LIMIT, || registered(&here) == 1);
    wait_until("the mail is moved", LIMIT, || {
        dovecot.count("jianyi", "Done") == 1 && dovecot.count("jianyi", "INBOX") == 0
    });
}

#[test]
fn the_arrival_counts_not_the_fetch() {
    let Some(dovecot) = Dovecot::start(&[("jianyi", "geheim")]) else {
        return;
    };
    let here = Installation::new();
    configure(&here, &dovecot, "");
    dovecot.deliver("jianyi", "INBOX", mail(1).as_bytes());
    let arrived = chrono_free_now();
    let _server = here.serve();
    wait_until("the mail is registered", LIMIT, || registered(&here) == 1);
    let received: u64 = here
        .sql("select strftime('%s', received_at) from suggestion")
        .remove(0)
        .parse()
        .unwrap();
    assert!(
        received.abs_diff(arrived) < 120,
        "received {received}, arrived {arrived}"
    );
}

/// Seconds since 1970.
fn chrono_free_now() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

#[test]
fn a_server_that_is_down_harms_nothing_and_is_asked_again() {
    let Some(dovecot) = Dovecot::start(&[("jianyi", "geheim")]) else {
        return;
    };
    let here = Installation::new();
    configure(&here, &dovecot, "");
    fs::write(here.folder().join("imap-password"), "falsch\n").unwrap();
    dovecot.deliver("jianyi", "INBOX", mail(1).as_bytes());
    let server = here.serve();
    wait_until("the refusal is logged", LIMIT, || {
        server.said().contains("邮箱登录被拒绝")
    });
    server.client().get("/").expect(200);
    let said = server.said();
    assert!(
        !said.contains("falsch"),
        "the password is in the log:\n{said}"
    );
}
