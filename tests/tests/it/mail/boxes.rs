//! Several mailboxes: TLS and the server's word, the ways of 163.com, and the page that tells how
//! each does.

use std::time::{Duration, Instant};

use huiyin_tests::dovecot::Dovecot;
use huiyin_tests::installation::Installation;
use huiyin_tests::netease::Netease;
use huiyin_tests::on_both_databases;
use huiyin_tests::staff::Staff;
use huiyin_tests::wait::wait_until;

const LIMIT: Duration = Duration::from_secs(90);

fn mail(number: u32) -> Vec<u8> {
    format!(
        "From: worker{number}@example.org\r\nTo: jianyi@example.cn\r\n\
         Subject: mail {number}\r\nMessage-ID: <boxes-{number}@example.org>\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         第{number}封：三号楼电梯经常停，请派人修理。\r\n"
    )
    .into_bytes()
}

fn count(here: &Installation, table: &str) -> usize {
    here.sql(&format!("select count(*) from {table}"))
        .remove(0)
        .parse()
        .unwrap()
}

/// One `[[mail.incoming]]`.
fn incoming(name: &str, port: u16, password: &str, more: &str) -> String {
    format!(
        "[[mail.incoming]]\nname = \"{name}\"\nhost = \"127.0.0.1\"\nport = {port}\n\
         user = \"{name}\"\npassword_file = \"{password}\"\npoll_seconds = 10\n{more}\n"
    )
}

on_both_databases! {
    fn a_box_like_163_is_emptied_once_whatever_it_does(database) {
        let netease = Netease::start("code");
        let here = Installation::on(database);
        let password = here.file("code", "code\n");
        here.configure(&incoming("jianyi", netease.port(), &password, "tls = \"none\""));
        for number in 1..=3 {
            netease.deliver(number, &mail(number));
        }
        netease.drop_mid_fetch(1);
        let server = here.serve();
        wait_until("three mails are registered", LIMIT, || count(&here, "suggestion") == 3);
        let commands = netease.commands();
        let at = |verb: &str| commands.iter().position(|c| c.starts_with(verb)).unwrap();
        assert!(at("LOGIN") < at("ID") && at("ID") < at("SELECT"), "{commands:?}");
        assert!(server.said().contains("断开了连接"), "{}", server.said());
        // another UIDVALIDITY: everything is looked at anew, nothing comes twice, nothing is lost
        netease.renumber(2);
        netease.deliver(104, &mail(4));
        wait_until("the fourth mail is registered", LIMIT, || count(&here, "suggestion") == 4);
        assert_eq!(count(&here, "incoming_mail"), 4);
        // known under its new number, a mail is not fetched again
        let fetches = || netease.commands().iter().filter(|c| c.starts_with("UID FETCH")).count();
        let before = fetches();
        let searches = || netease.commands().iter().filter(|c| c.starts_with("UID SEARCH")).count();
        let looked = searches();
        wait_until("the box is looked at again", LIMIT, || searches() > looked);
        assert_eq!(fetches(), before);
        here.run(&["verify"]).succeeded();
    }
}

/// The box of `jianyi` at one of the server's ports, with the root that vouches for it.
fn over_tls(here: &Installation, dovecot: &Dovecot, port: u16, more: &str) -> String {
    let password = here.file("password", "geheim\n");
    let ca = dovecot.ca_file();
    let more = format!("{more}tls = \"tls\"\nca_file = \"{}\"", ca.display());
    incoming("jianyi", port, &password, &more)
}

#[test]
fn mail_comes_over_tls_at_once_when_the_server_can_tell() {
    let Some(dovecot) = Dovecot::start_tls(&[("jianyi", "geheim")]) else {
        return;
    };
    let here = Installation::new();
    // a poll would take ten minutes
    let config = over_tls(&here, &dovecot, dovecot.imap_port(), "")
        .replace("poll_seconds = 10", "poll_seconds = 600");
    here.configure(&config);
    dovecot.deliver("jianyi", "INBOX", &mail(1));
    let server = here.serve();
    wait_until("the first mail is registered", LIMIT, || {
        count(&here, "suggestion") == 1
    });
    wait_until("the state says so", LIMIT, || {
        here.sql("select way from mailbox_state") == ["idle"]
    });
    dovecot.deliver("jianyi", "INBOX", &mail(2));
    let started = Instant::now();
    wait_until("the second mail is registered", LIMIT, || {
        count(&here, "suggestion") == 2
    });
    assert!(started.elapsed() < Duration::from_secs(60));
    // a stop does not wait for the server's word
    assert!(server.interrupt().success());
}

#[test]
fn a_pop3_box_is_read_over_tls_and_keeps_its_mails() {
    let Some(dovecot) = Dovecot::start_tls(&[("jianyi", "geheim")]) else {
        return;
    };
    let here = Installation::new();
    let pop3 = "protocol = \"pop3\"\n";
    here.configure(&over_tls(&here, &dovecot, dovecot.pop3_port(), pop3));
    for number in 1..=3 {
        dovecot.deliver("jianyi", "INBOX", &mail(number));
    }
    let _server = here.serve();
    wait_until("three mails are registered", LIMIT, || {
        count(&here, "suggestion") == 3
    });
    wait_until("the state says so", LIMIT, || {
        here.sql("select way from mailbox_state where error is null") == ["pop3"]
    });
    dovecot.deliver("jianyi", "INBOX", &mail(4));
    wait_until("the fourth mail is registered", LIMIT, || {
        count(&here, "suggestion") == 4
    });
    assert_eq!(count(&here, "incoming_mail"), 4, "each mail once");
    assert_eq!(dovecot.count("jianyi", "INBOX"), 4, "nothing is deleted");
}

#[test]
fn a_stranger_in_the_middle_of_pop3_learns_no_password() {
    let Some(dovecot) = Dovecot::start_tls(&[("jianyi", "geheim")]) else {
        return;
    };
    let here = Installation::new();
    let password = here.file("password", "geheim\n");
    here.configure(&incoming(
        "jianyi",
        dovecot.pop3_port(),
        &password,
        "protocol = \"pop3\"",
    ));
    dovecot.deliver("jianyi", "INBOX", &mail(1));
    let _server = here.serve();
    wait_until("the state says why", LIMIT, || {
        here.sql("select error from mailbox_state")
            .iter()
            .any(|error| error.contains("加密连接失败"))
    });
    assert_eq!(count(&here, "suggestion"), 0);
    assert!(
        !dovecot.log().contains("user=<jianyi>"),
        "{}",
        dovecot.log()
    );
}

#[test]
fn a_stranger_in_the_middle_is_not_spoken_to() {
    let Some(dovecot) = Dovecot::start_tls(&[("jianyi", "geheim")]) else {
        return;
    };
    let here = Installation::new();
    let password = here.file("password", "geheim\n");
    here.configure(&incoming("jianyi", dovecot.imap_port(), &password, ""));
    dovecot.deliver("jianyi", "INBOX", &mail(1));
    let _server = here.serve();
    wait_until("the state says why", LIMIT, || {
        here.sql("select error from mailbox_state")
            .iter()
            .any(|error| error.contains("加密连接失败"))
    });
    assert_eq!(count(&here, "suggestion"), 0);
}

#[test]
fn each_box_has_its_state_and_its_unit_and_one_that_is_away_keeps_no_other_waiting() {
    let Some(dovecot) = Dovecot::start(&[("fangzhi", "geheim")]) else {
        return;
    };
    let netease = Netease::start("the-code");
    let here = Installation::new();
    let good = here.file("good", "geheim\n");
    let wrong = here.file("wrong", "web-password\n");
    here.configure(&format!(
        "{}{}",
        incoming("jianyi", netease.port(), &wrong, "tls = \"none\""),
        incoming(
            "fangzhi",
            dovecot.imap_port(),
            &good,
            "tls = \"none\"\nunit = \"rights\""
        ),
    ));
    dovecot.deliver("fangzhi", "INBOX", &mail(1));
    let server = here.serve();
    wait_until("the mail of the good box is registered", LIMIT, || {
        count(&here, "suggestion") == 1
    });
    wait_until("the bad box has its error", LIMIT, || {
        here.sql("select failures from mailbox_state where error is not null")
            .len()
            == 1
    });
    let clerk = Staff::add(&here, "clerk1", "desk", &["clerk", "registrar"]);
    let mut client = clerk.sign_in(&server);
    let page = client.get("/desk/mailboxes").expect(200).text();
    for words in [
        "收取失败",
        "邮箱登录被拒绝",
        "授权码",
        "正常",
        "共收取",
        "1 封",
        "连续失败",
    ] {
        assert!(page.contains(words), "{words} is not on the page:\n{page}");
    }
    assert!(!page.contains("web-password"));
    let unit = here.sql("select u.code from submission s join unit u on u.id = s.unit_id");
    assert_eq!(unit, ["rights"]);
}
