//! 来信邮件: every mail becomes a suggestion, a supplement or a visible row, exactly once.

use huiyin_app::worker;
use huiyin_core::{Channel, IdentityLevel, MailId, MailState, Status};
use huiyin_intake::mail;
use huiyin_store::NewIncomingMail;

use crate::kit::{Case, Letter, TestApp, named, on_both, web};

fn canteen() -> Letter {
    Letter::new(
        "canteen-1",
        "食堂素菜窗口",
        "二号食堂只有一个素菜窗口，中午排队四十分钟。",
    )
}

/// What a process leaves that stored a mail and did not live to settle it.
pub(crate) async fn stored_only(t: &TestApp, letter: &Letter) -> MailId {
    let raw = letter.bytes();
    let raw_digest = t.app.store().put_blob(raw.clone()).await.unwrap();
    let new = NewIncomingMail {
        mailbox: String::new(),
        uidvalidity: None,
        uid: None,
        raw_digest,
        dedup_key: mail::dedup_key(&mail::parse(&raw)).to_hex(),
        content_key: None,
        size: raw.len() as u64,
        received_at: t.now(),
    };
    let stored = t.app.store().write(move |tx| {
        let new = new.clone();
        Box::pin(async move { tx.store_incoming(new).await })
    });
    stored.await.unwrap().id()
}

on_both! {
    async fn a_mail_becomes_a_suggestion_and_is_acknowledged(t) {
        let done = t.deliver(&canteen()).await;
        assert_eq!((done.state, done.is_known), (MailState::Registered, false));
        let made = t.now_of(done.suggestion.unwrap()).await;
        assert_eq!((made.channel, made.identity_level), (Channel::Email, IdentityLevel::Named));
        let text = t.app.store().read().submission(made.id).await.unwrap().unwrap();
        assert_eq!(text.title, "食堂素菜窗口");
        assert!(text.body.contains("排队四十分钟"));
        let row = t.mail(done.mail).await;
        assert!(!row.sender_masked.contains("weidong"), "{}", row.sender_masked);
        let mails = t.queued().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].recipient.expose(), "li.weidong@mail.example");
        assert_eq!(mails[0].in_reply_to.as_deref(), Some("canteen-1@mail.example"));
        assert!(mails[0].text.contains(&made.ticket_no.to_string()));
        assert!(!mails[0].text.contains("素菜"));
    }

    async fn a_mail_delivered_again_is_the_same_mail(t) {
        let first = t.deliver(&canteen()).await;
        let again = t.deliver(&canteen()).await;
        assert_eq!((again.mail, again.suggestion), (first.mail, first.suggestion));
        assert!(again.is_known);
        let other_way = canteen().received("from backup.example by mx2.zgh.example; Wed, 2 Sep 2026 01:00:00 +0800");
        let third = t.deliver(&other_way).await;
        assert_eq!((third.mail, third.is_known), (first.mail, true));
        assert_eq!(t.n_suggestions().await, 1);
        assert_eq!(t.queued().await.len(), 1);
    }

    async fn two_deliveries_at_once_make_one_suggestion(t) {
        let letter = canteen();
        let (one, two) = tokio::join!(t.deliver(&letter), t.deliver(&letter));
        assert_eq!(one.suggestion, two.suggestion);
        assert!(one.suggestion.is_some());
        assert_eq!(t.n_suggestions().await, 1);
        assert_eq!(t.queued().await.len(), 1);
    }

    async fn an_answer_to_our_notice_is_a_supplement(t) {
        let case = Case::from(web(t, &named("车间太热")).await);
        let notice = t.queued().await.remove(0);
        let answer = Letter::new("answer-1", "回复：您的来件已登记", "忘了写：是三车间。")
            .from("Wang <somebody.else@phone.example>")
            .header("In-Reply-To", &format!("<{}>", notice.message_id));
        let done = t.deliver(&answer).await;
        assert_eq!((done.state, done.suggestion), (MailState::Supplemented, Some(case.id)));
        let words = t.app.store().read().supplements(case.id).await.unwrap();
        assert_eq!(words[0].body, "忘了写：是三车间。");
        let again = t.deliver(&answer).await;
        assert!(again.is_known);
        assert_eq!(t.app.store().read().supplements(case.id).await.unwrap().len(), 1);
        assert_eq!(t.n_suggestions().await, 1);
    }

    async fn an_answer_to_the_question_starts_the_clock_again(t) {
        let case = Case::from(web(t, &named("车间太热")).await);
        let list = [("list", "请写明是哪个车间")];
        let clerk = &t.people.clerk;
        t.act(clerk, case.id, huiyin_workflow::ActionKind::AskSupplement, &list).await.unwrap();
        let question = t.queued().await.pop().unwrap();
        let answer = Letter::new("answer-2", "回复", "三车间。")
            .header("References", &format!("<first@x.example> <{}>", question.message_id));
        assert_eq!(t.deliver(&answer).await.state, MailState::Supplemented);
        assert_eq!(t.now_of(case.id).await.status, Status::Submitted);
    }

    async fn a_number_in_the_subject_counts_from_its_own_sender_only(t) {
        let case = Case::from(web(t, &named("车间太热")).await);
        t.queued().await;
        let subject = format!("补充 {}", case.ticket_no);
        let own = Letter::new("own-1", &subject, "还有四车间。").from("Wang.Jianguo@mail.example");
        let done = t.deliver(&own).await;
        assert_eq!((done.state, done.suggestion), (MailState::Supplemented, Some(case.id)));
        let stranger = Letter::new("own-2", &subject, "我也要说。").from("stranger@mail.example");
        let parked = t.deliver(&stranger).await;
        assert_eq!((parked.state, parked.suggestion), (MailState::Unmatched, None));
        assert!(t.mail(parked.mail).await.reason.contains(&case.ticket_no.to_string()));
        let nobody = Letter::new("own-3", "补充 GH2026-009999", "没有这一件。");
        let done = t.deliver(&nobody).await;
        assert_eq!(done.state, MailState::Registered, "an unknown number is a letter like any other");
        t.queued().await;
    }

    async fn a_machine_gets_no_answer(t) {
        let away = Letter::new("away-1", "自动回复：休假", "我休假至九月十日。").header("Auto-Submitted", "auto-replied");
        let done = t.deliver(&away).await;
        assert_eq!((done.state, done.suggestion), (MailState::Automatic, None));
        assert_eq!(t.n_suggestions().await, 0);
        assert!(t.queued().await.is_empty());
    }

    async fn our_own_mail_coming_back_is_not_answered(t) {
        let own = Letter::new("loop-1", "您的来件已登记", "您好").from("jianyi@zgh.example");
        assert_eq!(t.deliver(&own).await.state, MailState::Unmatched);
        assert!(t.queued().await.is_empty());
    }

    async fn garbage_is_a_visible_row(t) {
        let noise: Vec<u8> = (0..4_096_u32).map(|n| u8::try_from(n * 7_919 % 251).unwrap()).collect();
        for raw in [Vec::new(), noise] {
            let done = t.deliver_raw(raw.clone()).await;
            assert_eq!(done.suggestion, None);
            let row = t.mail(done.mail).await;
            assert_eq!(row.state, MailState::Unmatched);
            assert!(!row.reason.is_empty());
            let kept = t.app.store().get_blob(row.raw_digest).await.unwrap();
            assert_eq!(kept, Some(raw), "the bytes are kept as they came");
        }
        assert_eq!(t.n_suggestions().await, 0);
    }

    async fn a_mail_left_by_a_dead_process_is_settled_once(t) {
        let letter = canteen();
        let id = stored_only(t, &letter).await;
        assert_eq!(t.mail(id).await.state, MailState::Stored);
        let other = t.another(|_| ()).await;
        let (one, two, three) = tokio::join!(
            worker::settle_mail(&t.app),
            worker::settle_mail(&other),
            t.deliver(&letter),
        );
        assert!(one.unwrap() + two.unwrap() >= 1);
        assert_eq!(three.mail, id);
        let row = t.mail(id).await;
        assert_eq!(row.state, MailState::Registered);
        assert_eq!(three.suggestion, row.suggestion);
        assert_eq!(t.n_suggestions().await, 1);
        assert_eq!(t.queued().await.len(), 1);
        assert_eq!(worker::settle_mail(&t.app).await.unwrap(), 0);
        assert_eq!(t.n_suggestions().await, 1);
    }
}
