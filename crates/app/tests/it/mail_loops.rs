//! Nothing we send makes a circle: whatever comes of a notice, it stops by itself.

use huiyin_app::settings::OutboxCaps;
use huiyin_app::worker;
use huiyin_core::MailState;
use huiyin_store::{AddressStanding, OutgoingState};

use crate::kit::{Letter, TestApp, on_both};

fn letter(id: &str) -> Letter {
    Letter::new(id, "食堂", "二号食堂只有一个素菜窗口，排队四十分钟。")
}

/// Sends what is queued; gives the messages as they went over the wire.
async fn sent(t: &TestApp) -> Vec<Vec<u8>> {
    t.queued().await;
    worker::send_mail(&t.app).await.unwrap();
    let outbox = t.folder.path().join("outbox");
    let mut all = Vec::new();
    let Ok(entries) = std::fs::read_dir(&outbox) else {
        return all;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        all.push(std::fs::read(&path).unwrap());
        std::fs::remove_file(path).unwrap();
    }
    all
}

fn bounce(status: &str, message: &[u8]) -> Vec<u8> {
    let returned = String::from_utf8_lossy(message);
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: jianyi@zgh.example\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <b{}@mx.example>\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n\
         --B\r\nContent-Type: text/plain\r\n\r\nsorry\r\n\
         --B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; li.weidong@mail.example\r\nAction: failed\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 {status} unknown user\r\n\r\n\
         --B\r\nContent-Type: message/rfc822\r\n\r\n{returned}\r\n--B--\r\n",
        status.replace('.', "")
    )
    .into_bytes()
}

/// A mail without anything that says that a program wrote it, as a careless relay leaves it.
fn stripped(message: &[u8], from: &str) -> Vec<u8> {
    let text = String::from_utf8(message.to_vec()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut kept = vec![
        format!("From: {from}"),
        "Message-ID: <relay-1@gateway.example>".into(),
    ];
    let mut keeps = false;
    for line in head.lines() {
        if !line.starts_with([' ', '\t']) {
            let name = line.split(':').next().unwrap().to_lowercase();
            keeps = [
                "subject",
                "date",
                "mime-version",
                "content-type",
                "content-transfer-encoding",
            ]
            .contains(&name.as_str());
        }
        if keeps {
            kept.push(line.to_owned());
        }
    }
    format!("{}\r\n\r\n{body}", kept.join("\r\n")).into_bytes()
}

on_both! {
    async fn a_notice_says_that_a_program_wrote_it(t) {
        t.deliver(&letter("l-1")).await;
        let [notice] = sent(t).await.try_into().unwrap();
        let text = String::from_utf8(notice).unwrap();
        for line in [
            "Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All",
            "In-Reply-To: <l-1@mail.example>", "References: <l-1@mail.example>",
            "multipart/alternative",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    async fn a_bounced_notice_ends_there_and_the_address_is_marked(t) {
        let made = t.deliver(&letter("l-1")).await.suggestion.unwrap();
        let [notice] = sent(t).await.try_into().unwrap();
        let done = t.deliver_raw(bounce("4.4.1", &notice)).await;
        assert_eq!((done.state, done.suggestion), (MailState::Automatic, None));
        let read = t.app.store().read();
        assert_eq!(read.unreachable_submitters(&[made]).await.unwrap(), [(made, AddressStanding::Shaky)]);
        t.deliver_raw(bounce("5.1.1", &notice)).await;
        assert_eq!(read.unreachable_submitters(&[made]).await.unwrap(), [(made, AddressStanding::Dead)]);
        assert!(sent(t).await.is_empty(), "nobody is answered");
        assert_eq!(t.n_suggestions().await, 1);
        // whoever writes can be reached
        let alive = Letter::new("l-2", "宿舍", "宿舍热水晚上十点就停，夜班回来没有热水。");
        t.deliver(&alive).await;
        assert_eq!(read.unreachable_submitters(&[made]).await.unwrap(), []);
        sent(t).await;
    }

    async fn a_forged_bounce_harms_no_address(t) {
        let made = t.deliver(&letter("l-1")).await.suggestion.unwrap();
        sent(t).await;
        let forged = b"Message-ID: <GH2026-000001.1.receipt@zgh.example>\r\nSubject: x\r\n\r\ny";
        t.deliver_raw(bounce("5.1.1", forged)).await;
        assert_eq!(t.app.store().read().unreachable_submitters(&[made]).await.unwrap(), []);
    }

    async fn an_answered_or_returned_notice_ends_there(t) {
        t.deliver(&letter("l-1")).await;
        let [notice] = sent(t).await.try_into().unwrap();
        let away = Letter::new("l-2", "自动回复：休假", "我休假至九月十日，回来后回复您。")
            .header("Auto-Submitted", "auto-replied");
        t.deliver(&away).await;
        // passed back by a rule: from us, or under another name
        assert_eq!(t.deliver_raw(notice.clone()).await.suggestion, None);
        let back = stripped(&notice, "li.weidong@mail.example");
        let done = t.deliver_raw(back).await;
        assert_eq!((done.state, done.suggestion), (MailState::Automatic, None));
        assert!(sent(t).await.is_empty());
        assert_eq!(t.n_suggestions().await, 1);
    }

    async fn too_many_mails_to_one_address_wait_and_are_held(t) {
        let caps = OutboxCaps { per_address_hour: 2, per_address_day: 3, per_thread_day: 20 };
        let app = t.another(|settings| settings.mail.caps = caps).await;
        for n in 0..5 {
            let body = format!("第{n}封，各说各的事情，内容都不一样。");
            t.deliver(&Letter::new(&format!("c-{n}"), &format!("第{n}封"), &body)).await;
        }
        t.queued().await;
        assert_eq!(worker::send_mail(&app).await.unwrap(), 2);
        assert_eq!(worker::send_mail(&app).await.unwrap(), 0, "the others wait");
        t.move_by(chrono::Duration::minutes(61));
        assert_eq!(worker::send_mail(&app).await.unwrap(), 1);
        let counts = t.app.store().read().outgoing_counts().await.unwrap();
        assert_eq!(counts.get(&OutgoingState::Held), Some(&2), "{counts:?}");
        let held = huiyin_app::desk::stuck_notices(&t.app, &t.people.clerk, OutgoingState::Held, 0, 9);
        let held = held.await.unwrap();
        assert!(held.rows[0].last_error.as_deref().unwrap().contains("可能是邮件循环"));
        t.move_to("09-03 09:00");
        huiyin_app::desk::resend(&t.app, &t.people.clerk, held.rows[0].id).await.unwrap();
        assert_eq!(worker::send_mail(&app).await.unwrap(), 1);
    }

    async fn too_many_notices_about_one_item_are_held(t) {
        let caps = OutboxCaps { per_thread_day: 1, ..OutboxCaps::default() };
        let app = t.another(|settings| settings.mail.caps = caps).await;
        let made = t.deliver(&letter("l-1")).await.suggestion.unwrap();
        t.accept(made).await;
        t.queued().await;
        assert_eq!(worker::send_mail(&app).await.unwrap(), 1);
        assert_eq!(t.app.store().read().outgoing_counts().await.unwrap()[&OutgoingState::Held], 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_installations_stop_writing_to_each_other() {
    for is_stripped in [false, true] {
        let (one, other) = (TestApp::sqlite().await, TestApp::sqlite().await);
        // somebody wrote to the one in the name of the other
        one.deliver(&letter("l-1").from("jianyi@other.example"))
            .await;
        let (mut n_mails, mut turn) = (0, 0);
        let mut under_way = sent(&one).await;
        while !under_way.is_empty() && n_mails < 50 {
            n_mails += under_way.len();
            let here = if turn % 2 == 0 { &other } else { &one };
            for mail in under_way {
                let mail = if is_stripped {
                    stripped(&mail, "someone@gateway.example")
                } else {
                    mail
                };
                here.deliver_raw(mail).await;
            }
            under_way = sent(here).await;
            turn += 1;
        }
        assert!(n_mails <= 2, "{n_mails} mails, stripped: {is_stripped}");
        assert_eq!(other.n_suggestions().await, 0);
        one.finish().await;
        other.finish().await;
    }
}
