//! `huiyin mail deliver`: what an MTA calls. 0 only when durable, 75 to try again.

use std::fs;

use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;

const MAIL: &str = "From: =?utf-8?B?546L5biI5YKF?= <wang@example.org>\r\nTo: jianyi@localhost\r\n\
    Subject: =?utf-8?B?6aOf5aCC5aKe6K6+57Sg6I+c56qX5Y+j?=\r\nMessage-ID: <m1@example.org>\r\n\
    Date: Fri, 25 Sep 2026 14:03:00 +0800\r\nMIME-Version: 1.0\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
    食堂素菜窗口太少，建议增加一个。\r\n";

fn count(here: &Installation, table: &str) -> String {
    here.sql(&format!("select count(*) from {table}")).remove(0)
}

on_both_databases! {
    fn a_mail_delivered_twice_is_one_suggestion(database) {
        let here = Installation::on(database);
        here.run_with(&["mail", "deliver"], MAIL.as_bytes()).succeeded();
        here.run_with(&["mail", "deliver"], MAIL.as_bytes()).succeeded();
        assert_eq!(count(&here, "suggestion"), "1");
        assert_eq!(here.sql("select title, channel from suggestion"), ["食堂增设素菜窗口|email"]);
        assert_eq!(count(&here, "incoming_mail"), "1");
        here.run(&["verify"]).succeeded();
    }

    fn what_cannot_be_placed_is_a_visible_row(database) {
        let here = Installation::on(database);
        for mail in [
            &b"\r\n\r\n"[..],
            b"no header at all \xff\xfe\x00",
            b"Subject: =?utf-8?B?broken\r\n\r\n",
        ] {
            here.run_with(&["mail", "deliver"], mail).succeeded();
        }
        let rows = here.sql("select state from incoming_mail");
        assert!(!rows.is_empty());
        assert!(!rows.iter().any(|state| state == "stored"), "left lying: {rows:?}");
    }
}

#[test]
fn nothing_on_stdin_is_refused() {
    let here = Installation::new();
    here.run_with(&["mail", "deliver"], b"").refused();
}

#[test]
fn an_automatic_reply_makes_no_suggestion() {
    let here = Installation::new();
    let mail = MAIL.replace(
        "MIME-Version",
        "Auto-Submitted: auto-replied\r\nMIME-Version",
    );
    here.run_with(&["mail", "deliver"], mail.as_bytes())
        .succeeded();
    assert_eq!(count(&here, "suggestion"), "0");
    assert_eq!(here.sql("select state from incoming_mail"), ["automatic"]);
}

#[test]
fn a_mail_that_cannot_be_stored_is_to_be_tried_again() {
    let here = Installation::new();
    here.run(&["verify"]).succeeded();
    // the place of the raw mails is taken by a file: nothing can be stored there
    let blobs = here.data().join("blobs");
    if blobs.exists() {
        fs::remove_dir_all(&blobs).unwrap();
    }
    fs::write(&blobs, "in the way").unwrap();
    let outcome = here
        .run_with(&["mail", "deliver"], MAIL.as_bytes())
        .refused();
    assert_eq!(outcome.code, Some(75), "{outcome:#?}");
    fs::remove_file(&blobs).unwrap();
    here.run_with(&["mail", "deliver"], MAIL.as_bytes())
        .succeeded();
    assert_eq!(count(&here, "suggestion"), "1");
}

#[test]
fn it_works_beside_a_running_server() {
    let here = Installation::new();
    let _server = here.serve();
    here.run_with(&["mail", "deliver"], MAIL.as_bytes())
        .succeeded();
    assert_eq!(count(&here, "suggestion"), "1");
}

#[test]
fn the_submitter_gets_an_acknowledgement_with_number_and_code() {
    let here = Installation::new();
    here.run_with(&["mail", "deliver"], MAIL.as_bytes())
        .succeeded();
    let server = here.serve();
    let folder = here.data().join("mail-out");
    let mails = huiyin_tests::wait::wait_for(
        "the acknowledgement lies in the folder",
        std::time::Duration::from_secs(60),
        || {
            let mails: Vec<String> = fs::read_dir(&folder)
                .ok()?
                .filter_map(|entry| Some(entry.ok()?.path()))
                .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
                .filter_map(|path| fs::read_to_string(path).ok())
                .collect();
            (!mails.is_empty()).then_some(mails)
        },
    );
    drop(server);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("wang@example.org"), "{}", mails[0]);
    assert!(
        mails[0].contains("GH20"),
        "no ticket number in {}",
        mails[0]
    );
}
