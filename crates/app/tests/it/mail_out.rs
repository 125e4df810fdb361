//! 发出的邮件: what leaves, what is tried again, what is given up.

use chrono::Duration;
use huiyin_app::settings::OutgoingMode;
use huiyin_app::{App, worker};
use huiyin_store::{OutgoingMail, OutgoingState};

use crate::kit::{TestApp, named, on_both, relay_answering, web};

/// The row of the only mail.
async fn only(t: &TestApp) -> OutgoingMail {
    let page = t
        .app
        .store()
        .read()
        .outgoing_mails(None, 0, 10)
        .await
        .unwrap();
    assert_eq!(page.total, 1);
    page.rows[0].clone()
}

async fn through(t: &TestApp, port: u16) -> App {
    t.another(|settings| {
        settings.mail.outgoing = OutgoingMode::Smtp;
        settings.mail.smtp_port = port;
    })
    .await
}

on_both! {
    async fn a_notice_leaves_as_a_file_and_leaves_once(t) {
        web(t, &named("食堂门口加坡道")).await;
        t.queued().await;
        assert_eq!(worker::send_mail(&t.app).await.unwrap(), 1);
        assert_eq!(worker::send_mail(&t.app).await.unwrap(), 0);
        let outbox = t.folder.path().join("outbox");
        let files: Vec<_> = std::fs::read_dir(&outbox).unwrap().map(|f| f.unwrap().path()).collect();
        let [file] = files.as_slice() else {
            panic!("{files:?}");
        };
        assert!(file.extension().is_some_and(|e| e == "eml"));
        let sent = huiyin_intake::mail::parse(&std::fs::read(file).unwrap());
        assert_eq!(sent.subject, "【GH2026-000001】您的来件已登记");
        assert!(sent.text.contains("查询码"));
        assert!(sent.automatic.is_some(), "our notices say that a machine wrote them");
        let row = only(t).await;
        assert_eq!((row.state, row.sent_at), (OutgoingState::Sent, Some(t.now())));
    }

    async fn a_relay_that_is_away_is_asked_less_and_less_often(t) {
        t.queue("late-1@zgh.example", "wang@mail.example").await;
        t.queued().await;
        let app = through(t, relay_answering("451 try again later")).await;
        let mut pauses = Vec::new();
        for attempt in 1..12 {
            assert_eq!(worker::send_mail(&app).await.unwrap(), 0);
            let row = only(t).await;
            assert_eq!((row.state, row.attempts), (OutgoingState::Queued, attempt));
            assert!(row.last_error.is_some());
            let pause = row.next_attempt_at - t.now();
            assert_eq!(worker::send_mail(&app).await.unwrap(), 0, "not before its time");
            assert_eq!(only(t).await.attempts, attempt);
            pauses.push(pause);
            t.move_by(pause);
        }
        assert!(pauses.windows(2).all(|w| w[0] <= w[1]), "{pauses:?}");
        assert!(pauses[1] > pauses[0] && pauses[10] <= Duration::hours(9), "{pauses:?}");
        worker::send_mail(&app).await.unwrap();
        assert_eq!(only(t).await.state, OutgoingState::Failed, "given up, and shown to the desk");
        assert_eq!(t.app.store().read().failed_outgoing().await.unwrap(), 1);
    }

    async fn a_mail_that_failed_leaves_when_the_relay_is_back(t) {
        t.queue("late-2@zgh.example", "wang@mail.example").await;
        t.queued().await;
        let away = through(t, relay_answering("451 try again later")).await;
        worker::send_mail(&away).await.unwrap();
        t.move_to("09-01 12:00");
        assert_eq!(worker::send_mail(&t.app).await.unwrap(), 1);
        let row = only(t).await;
        assert_eq!((row.state, row.last_error), (OutgoingState::Sent, None));
    }

    async fn a_refused_recipient_is_not_tried_again(t) {
        t.queue("gone-1@zgh.example", "gone@mail.example").await;
        t.queued().await;
        let app = through(t, relay_answering("550 no such user")).await;
        assert_eq!(worker::send_mail(&app).await.unwrap(), 0);
        let row = only(t).await;
        assert_eq!((row.state, row.attempts), (OutgoingState::Failed, 1));
        assert!(row.last_error.unwrap().contains("550"));
        t.move_to("09-02 09:00");
        assert_eq!(worker::send_mail(&t.app).await.unwrap(), 0);
        assert_eq!(only(t).await.attempts, 1);
    }

    async fn one_bad_address_does_not_keep_the_others_waiting(t) {
        t.queue("bad-1@zgh.example", "not an address").await;
        t.queue("good-1@zgh.example", "wang@mail.example").await;
        t.queued().await;
        assert_eq!(worker::send_mail(&t.app).await.unwrap(), 1);
        let page = t.app.store().read().outgoing_mails(None, 0, 10).await.unwrap();
        let states: Vec<_> = page.rows.iter().rev().map(|r| r.state).collect();
        assert_eq!(states, [OutgoingState::Failed, OutgoingState::Sent]);
    }
}
