//! 来往邮件: the token ties an answer to its item, a number alone does not; the same mail twice is
//! one; ratings come by answer.

use huiyin_app::arrival::{self, Reassign, register_mail, view_mail};
use huiyin_core::{MailState, Satisfaction};
use huiyin_store::DueMail;

use crate::kit::{Case, Letter, TestApp, named, on_both, web};

fn token(notice: &DueMail) -> String {
    let rest = notice.message_id.strip_prefix("hy-").unwrap();
    rest.split('.').next().unwrap().to_owned()
}

async fn told(t: &TestApp) -> (Case, DueMail) {
    let case = Case::from(web(t, &named("车间太热")).await);
    let notice = t.queued().await.pop().unwrap();
    (case, notice)
}

on_both! {
    async fn notices_carry_an_unguessable_token_and_one_conversation(t) {
        let (case, receipt) = told(t).await;
        assert_eq!(token(&receipt).len(), 32);
        assert!(!receipt.message_id.contains("GH2026"), "{}", receipt.message_id);
        t.accept(case.id).await;
        let accepted = t.queued().await.pop().unwrap();
        assert_eq!(token(&accepted), token(&receipt), "one token an item");
        assert_eq!(accepted.in_reply_to.as_deref(), Some(receipt.message_id.as_str()));
        let html = accepted.html.unwrap();
        assert!(html.contains("GH2026-000001") && !html.contains("车间太热"), "{html}");
        let (_, other) = told(t).await;
        assert_ne!(token(&other), token(&receipt));
    }

    async fn any_message_id_and_address_with_the_token_finds_the_item(t) {
        let (case, notice) = told(t).await;
        let token = token(&notice);
        let by_address = Letter::new("a-1", "好的", "从手机上回复，线索丢了。")
            .header("Cc", &format!("<jianyi+hy-{token}@zgh.example>"));
        assert_eq!(t.deliver(&by_address).await.suggestion, Some(case.id));
        // a notice that was never stored here under this id, e.g. before a restore
        let by_id = Letter::new("a-2", "好的", "又想起一点。")
            .header("In-Reply-To", &format!("<hy-{token}.99.accepted@zgh.example>"));
        let done = t.deliver(&by_id).await;
        assert_eq!((done.state, done.suggestion), (MailState::Supplemented, Some(case.id)));
        assert!(t.mail(done.mail).await.trace.contains("In-Reply-To"));
        let guessed = Letter::new("a-3", "好的", "我来猜一个令牌试试看。")
            .header("In-Reply-To", "<hy-00000000000000000000000000000000.1.receipt@zgh.example>");
        assert_eq!(t.deliver(&guessed).await.state, MailState::Registered);
        t.queued().await;
    }

    async fn an_answer_that_repeats_the_notice_is_an_answer(t) {
        let (case, notice) = told(t).await;
        let body = format!("我补充一点：是三车间。\n{}", notice.text);
        let answer = Letter::new("q-1", "好的", &body)
            .header("In-Reply-To", &format!("<{}>", notice.message_id));
        let done = t.deliver(&answer).await;
        assert_eq!((done.state, done.suggestion), (MailState::Supplemented, Some(case.id)));
    }

    async fn a_strangers_number_attaches_nothing_and_the_guess_is_shown(t) {
        let (case, _) = told(t).await;
        let subject = format!("关于 {}", case.ticket_no);
        let stranger = Letter::new("s-1", &subject, "我也是三车间的，我也要说几句。");
        let done = t.deliver(&stranger).await;
        assert_eq!((done.state, done.suggestion), (MailState::Unmatched, None));
        let view = view_mail(&t.app, &t.people.clerk, done.mail).await.unwrap();
        assert_eq!(view.guess, Some((case.id, case.ticket_no.clone())));
        assert!(view.trace.iter().any(|line| line.contains("不并入")), "{:?}", view.trace);
        assert!(view.headers.contains("Message-ID: <s-1@mail.example>"));
        assert!(t.app.store().read().supplements(case.id).await.unwrap().is_empty());
    }

    async fn the_same_words_twice_are_one_letter(t) {
        let letter = Letter::new("w-1", "食堂", "二号食堂只有一个素菜窗口，排队四十分钟。");
        let first = t.deliver(&letter).await;
        let again = Letter::new("w-2", "食堂", "二号食堂只有一个素菜窗口，排队四十分钟。");
        let done = t.deliver(&again).await;
        assert_eq!((done.state, done.suggestion), (MailState::Repeated, None));
        assert_eq!(t.mail(done.mail).await.guess, first.suggestion);
        // other words under the same id: a person looks, nothing is lost and nothing doubled
        let other = Letter::new("w-1", "食堂", "完全不同的一封信，讲的是宿舍的热水。");
        let parked = t.deliver(&other).await;
        assert_eq!(parked.state, MailState::Unmatched);
        assert!(t.mail(parked.mail).await.reason.contains("Message-ID"));
        // another person with the same words is another letter
        let joined = Letter::new("w-3", "食堂", "二号食堂只有一个素菜窗口，排队四十分钟。")
            .from("other@mail.example");
        assert_eq!(t.deliver(&joined).await.state, MailState::Registered);
        assert_eq!(t.n_suggestions().await, 2);
        // a month later it is a new complaint about the same thing
        t.move_to("10-08 09:00");
        let later = Letter::new("w-4", "食堂", "二号食堂只有一个素菜窗口，排队四十分钟。");
        assert_eq!(t.deliver(&later).await.state, MailState::Registered);
        t.queued().await;
    }

    async fn a_repeated_letter_can_still_become_an_item_of_somebody_else(t) {
        let letter = |id| Letter::new(id, "转发", "代职工转来：宿舍热水晚上十点就停。");
        t.deliver(&letter("f-1")).await;
        let repeated = t.deliver(&letter("f-2")).await.mail;
        let clerk = &t.people.clerk;
        let wrong = Reassign { name: String::new(), email: "没有地址".into() };
        assert!(register_mail(&t.app, clerk, repeated, &wrong).await.is_err());
        let real = Reassign { name: "赵敏".into(), email: "zhao.min@mail.example".into() };
        let made = register_mail(&t.app, clerk, repeated, &real).await.unwrap();
        let identity = t.app.store().read().identity(made.suggestion.unwrap()).await.unwrap().unwrap();
        assert_eq!(identity.name.unwrap().expose(), "赵敏");
        assert!(t.mail(repeated).await.trace.contains("更正了建议人"));
        let told = t.queued().await.pop().unwrap();
        assert_eq!(told.recipient.expose(), "zhao.min@mail.example");
    }

    async fn a_rating_comes_by_answer(t) {
        let case = Case::from(web(t, &named("车间太热")).await);
        t.accept(case.id).await;
        t.assign(case.id).await;
        t.acknowledge(case.id).await;
        t.reply(case.id).await;
        let notice = t.queued().await.pop().unwrap();
        assert!(notice.text.contains("基本满意"), "{}", notice.text);
        let answer = Letter::new("r-1", "回复：已有答复", "基本满意\n就是慢了点。")
            .header("In-Reply-To", &format!("<{}>", notice.message_id));
        let done = t.deliver(&answer).await;
        assert_eq!((done.state, done.suggestion), (MailState::Supplemented, Some(case.id)));
        let rated = t.now_of(case.id).await;
        let rating = rated.ratings.last().unwrap();
        assert_eq!(rating.result, Satisfaction::MostlySatisfied);
        let again = t.deliver(&answer).await;
        assert!(again.is_known);
        assert_eq!(t.now_of(case.id).await.ratings.len(), 1);
        t.queued().await;
    }

    async fn a_mail_that_cannot_be_processed_is_kept_and_processed_later(t) {
        let letter = Letter::new("d-1", "食堂", "二号食堂只有一个素菜窗口，排队四十分钟。");
        let id = super::mail_in::stored_only(t, &letter).await;
        let row = t.mail(id).await;
        let hex = row.raw_digest.to_hex();
        let (first, second) = (hex.get(..2).unwrap(), hex.get(2..4).unwrap());
        let path = t.folder.path().join(format!("blobs/{first}/{second}/{hex}"));
        let aside = t.folder.path().join("aside");
        std::fs::rename(&path, &aside).unwrap();
        let good = Letter::new("d-2", "宿舍", "宿舍热水晚上十点就停，夜班回来没有热水。");
        let other = super::mail_in::stored_only(t, &good).await;
        for _ in 0..5 {
            huiyin_app::worker::settle_mail(&t.app).await.unwrap();
        }
        assert_eq!(t.mail(other).await.state, MailState::Registered, "intake goes on");
        let row = t.mail(id).await;
        assert_eq!((row.state, row.attempts), (MailState::Failed, 5));
        assert!(row.error.unwrap().contains("原件"));
        assert_eq!(arrival::failed_mails(&t.app).await.unwrap(), [id]);
        assert_eq!(arrival::reprocess(&t.app, id).await.unwrap().state, MailState::Stored, "not yet");
        std::fs::rename(&aside, &path).unwrap();
        let done = arrival::reprocess(&t.app, id).await.unwrap();
        assert_eq!(done.state, MailState::Registered);
        assert!(arrival::reprocess(&t.app, id).await.is_err(), "once is enough");
        assert_eq!(arrival::stored_mail(&t.app, id).await.unwrap(), letter.bytes());
        t.queued().await;
    }
}
