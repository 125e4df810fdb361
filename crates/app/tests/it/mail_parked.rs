//! 待认领: what the desk does with a mail that found no place.

use huiyin_app::AppError;
use huiyin_app::arrival::{Reassign, attach_mail, dismiss_mail, register_mail, view_mail};
use huiyin_core::{MailId, MailState};

use crate::kit::{Letter, TestApp, on_both};

/// A mail of somebody who quotes another one's number.
async fn parked(t: &TestApp) -> (crate::kit::Case, MailId) {
    let case = t.submitted("车间太热").await;
    let letter = Letter::new(
        "parked-1",
        &format!("关于 {}", case.ticket_no),
        "我也是三车间的，确实热。",
    );
    let done = t.deliver(&letter).await;
    assert_eq!(done.state, MailState::Unmatched);
    (case, done.mail)
}

on_both! {
    async fn a_parked_mail_can_be_added_to_an_item_once(t) {
        let (case, mail) = parked(t).await;
        let clerk = &t.people.clerk;
        for wrong in ["GH2026-009999", "三车间", ""] {
            let refused = attach_mail(&t.app, clerk, mail, wrong).await;
            assert!(matches!(refused, Err(AppError::Invalid(_))), "{wrong}");
        }
        let number = case.ticket_no.to_string();
        let done = attach_mail(&t.app, clerk, mail, &number).await.unwrap();
        assert_eq!((done.state, done.suggestion), (MailState::Supplemented, Some(case.id)));
        let again = attach_mail(&t.app, clerk, mail, &number).await;
        assert!(matches!(again, Err(AppError::Stale)));
        let words = t.app.store().read().supplements(case.id).await.unwrap();
        let words: Vec<_> = words.iter().map(|w| w.body.as_str()).collect();
        assert_eq!(words, ["我也是三车间的，确实热。"]);
        assert_eq!(t.mail(mail).await.state, MailState::Supplemented);
    }

    async fn the_files_of_an_attached_mail_come_with_it(t) {
        let case = t.submitted("车间太热").await;
        let raw = format!(
            "From: li.weidong@mail.example\r\nSubject: re {}\r\nMessage-ID: <files-1@mail.example>\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"cut\"\r\n\r\n--cut\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n温度记录见附件。\r\n--cut\r\n\
             Content-Type: text/plain; charset=utf-8; name=\"wendu.txt\"\r\n\
             Content-Disposition: attachment; filename=\"wendu.txt\"\r\n\r\n三车间十四时三十九度\r\n--cut--\r\n",
            case.ticket_no
        );
        let mail = t.deliver_raw(raw.into_bytes()).await.mail;
        let number = case.ticket_no.to_string();
        attach_mail(&t.app, &t.people.clerk, mail, &number).await.unwrap();
        let files = t.app.store().read().attachments(case.id).await.unwrap();
        let names: Vec<_> = files.iter().map(|f| f.file_name.as_str()).collect();
        assert_eq!(names, ["wendu.txt"]);
    }

    async fn a_parked_mail_can_become_a_letter_of_its_own(t) {
        let (case, mail) = parked(t).await;
        let done = register_mail(&t.app, &t.people.clerk, mail, &Reassign::default()).await.unwrap();
        assert_eq!(done.state, MailState::Registered);
        assert_ne!(done.suggestion, Some(case.id));
        let again = register_mail(&t.app, &t.people.second_clerk, mail, &Reassign::default()).await;
        assert!(matches!(again, Err(AppError::Stale)));
        assert_eq!(t.n_suggestions().await, 2);
        assert_eq!(t.queued().await.len(), 1, "its sender is told");
    }

    async fn of_two_clerks_at_once_one_registers_it(t) {
        let (_, mail) = parked(t).await;
        let nobody = Reassign::default();
        let (one, two) = tokio::join!(
            register_mail(&t.app, &t.people.clerk, mail, &nobody),
            register_mail(&t.app, &t.people.second_clerk, mail, &nobody),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert_eq!(t.n_suggestions().await, 2);
        assert_eq!(t.queued().await.len(), 1);
    }

    async fn a_mail_is_put_aside_only_with_a_reason(t) {
        let (_, mail) = parked(t).await;
        let clerk = &t.people.clerk;
        let refused = dismiss_mail(&t.app, clerk, mail, " ").await;
        assert!(matches!(refused, Err(AppError::Invalid(_))));
        assert_eq!(t.mail(mail).await.state, MailState::Unmatched);
        let done = dismiss_mail(&t.app, clerk, mail, "广告").await.unwrap();
        assert_eq!(done.state, MailState::Dismissed);
        let row = t.mail(mail).await;
        assert!(row.reason.contains("广告") && row.reason.contains(&clerk.name));
        t.run_workers().await;
        assert_eq!(t.mail(mail).await.state, MailState::Dismissed, "no worker takes it up again");
    }

    async fn only_the_desk_reads_mails(t) {
        let (_, mail) = parked(t).await;
        let handler = &t.people.handler;
        let seen = view_mail(&t.app, handler, mail).await;
        assert!(matches!(seen, Err(AppError::Forbidden(_))));
        let taken = register_mail(&t.app, handler, mail, &Reassign::default()).await;
        assert!(matches!(taken, Err(AppError::Forbidden(_))));
        let aside = dismiss_mail(&t.app, handler, mail, "广告").await;
        assert!(matches!(aside, Err(AppError::Forbidden(_))));
        let seen = view_mail(&t.app, &t.people.clerk, mail).await.unwrap();
        assert!(seen.text.contains("确实热"));
    }
}
