//! Mail in and out.

use chrono::Duration;
use huiyin_core::{Digest, MailId, MailState, NoticeChannel, Personal, Viewer};
use huiyin_store::{
    AddressStanding, BounceNote, MailDescription, MailOutcome, NewIncomingMail, NewOutgoingMail,
    OutgoingState, Retry, StoreError, Stored, Visit,
};

use crate::bench::{Bench, on_both};
use crate::world::{Letter, at};

fn arrived(key: &str, uid: i64) -> NewIncomingMail {
    NewIncomingMail {
        mailbox: "jianyi@example.com".into(),
        uidvalidity: Some(7),
        uid: Some(uid),
        raw_digest: Digest::of(key.as_bytes()),
        dedup_key: key.into(),
        content_key: None,
        size: 1_234,
        received_at: at("09-07 09:00"),
    }
}

async fn take_in(t: &Bench, mail: NewIncomingMail) -> Stored {
    let write = t.store.write(move |tx| {
        let mail = mail.clone();
        Box::pin(async move { tx.store_incoming(mail).await })
    });
    write.await.unwrap()
}

fn outgoing(id: &str) -> NewOutgoingMail {
    NewOutgoingMail {
        suggestion: None,
        channel: NoticeChannel::Mail,
        kind: "receipt".into(),
        recipient: Personal::new("wang@example.com".into()),
        subject: "【GH2026-000001】您的来件已登记".into(),
        text: "查询码：7K3M-9QXT-4R2A-P0WD".into(),
        html: Some("<p>7K3M</p>".into()),
        message_id: id.into(),
        in_reply_to: Some("first@example.com".into()),
        created_at: at("09-07 09:00"),
        nonce: [5; 24],
    }
}

async fn queue(t: &Bench, mail: NewOutgoingMail) -> Result<(), StoreError> {
    let write = t.store.write(move |tx| {
        let mail = mail.clone();
        Box::pin(async move { tx.queue_mail(mail).await })
    });
    write.await
}

on_both! {
    async fn a_mail_delivered_twice_is_one_row(t) {
        let first = take_in(&t, arrived("a", 1)).await;
        let Stored::New(id) = first else { panic!("{first:?}") };
        assert_eq!(take_in(&t, arrived("a", 9)).await, Stored::Known(id));
        let other = take_in(&t, arrived("b", 2)).await;
        assert!(matches!(other, Stored::New(_)));
        let read = t.store.read();
        assert_eq!(read.unprocessed_mails(10).await.unwrap(), [id, other.id()]);
        let known = read.known_uids("jianyi@example.com").await.unwrap();
        assert_eq!(known, [(7, "1".to_owned()), (7, "2".to_owned())].into());
    }

    async fn what_became_of_a_mail_is_visible(t) {
        let suggestion = Letter::new(1).send(&t.store, &t.world).await.id;
        let id = take_in(&t, arrived("a", 1)).await.id();
        let settle = t.store.write(move |tx| Box::pin(async move {
            let said = MailDescription {
                subject: "食堂的台阶".into(),
                sender_masked: "wa***@example.com".into(),
                message_id: Some("abc@example.com".into()),
            };
            tx.describe_incoming(id, said).await?;
            let outcome = MailOutcome {
                state: MailState::Registered,
                reason: String::new(),
                suggestion: Some(suggestion),
                trace: "读取\n登记".into(),
                guess: None,
            };
            tx.finish_incoming(id, outcome).await
        }));
        settle.await.unwrap();
        let read = t.store.read();
        let mail = read.incoming_mail(id).await.unwrap().unwrap();
        assert_eq!((mail.state, mail.suggestion), (MailState::Registered, Some(suggestion)));
        assert_eq!((mail.subject.as_str(), mail.size), ("食堂的台阶", 1_234));
        assert_eq!(read.incoming_message_id(id).await.unwrap().unwrap(), "abc@example.com");
        let found = read.find_incoming_by_message_id("abc@example.com").await.unwrap();
        assert_eq!(found, Some(suggestion));
        let parked = read.incoming_mails(&Viewer::nobody(), Some(MailState::Unmatched), 0, 10).await.unwrap();
        assert_eq!((parked.total, parked.rows.len()), (0, 0));
        let all = read.incoming_mails(&Viewer::nobody(), None, 0, 10).await.unwrap();
        assert_eq!(all.total, 1);
    }

    async fn a_queued_mail_waits_its_turn_and_is_sent_once(t) {
        queue(&t, outgoing("1@x")).await.unwrap();
        let again = queue(&t, outgoing("1@x")).await;
        assert!(matches!(again, Err(StoreError::Taken(_))), "{again:?}");
        let read = t.store.read();
        let now = at("09-07 09:00");
        let due = read.due_outgoing(now, 10).await.unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!(due[0].recipient.expose(), "wang@example.com");
        assert_eq!(due[0].text, "查询码：7K3M-9QXT-4R2A-P0WD");
        assert_eq!(due[0].html.as_deref(), Some("<p>7K3M</p>"));
        let id = due[0].id;

        let later = now + Duration::minutes(5);
        let fail = t.store.write(move |tx| Box::pin(async move {
            tx.mark_failed(id, "451 later", Retry::At(later)).await
        }));
        fail.await.unwrap();
        assert_eq!(read.due_outgoing(now, 10).await.unwrap().len(), 0);
        assert_eq!(read.due_outgoing(later, 10).await.unwrap()[0].attempts, 1);
        let sent = t.store.write(move |tx| Box::pin(async move {
            tx.mark_sent(id, later, "250 ok").await?;
            // a late answer of another attempt changes nothing any more
            tx.mark_failed(id, "timeout", Retry::Never).await
        }));
        sent.await.unwrap();
        assert_eq!(read.due_outgoing(later, 10).await.unwrap().len(), 0);
        let listed = read.outgoing_mails(None, 0, 10).await.unwrap();
        assert_eq!((listed.rows[0].state, listed.rows[0].sent_at), (OutgoingState::Sent, Some(later)));
    }

    async fn of_two_that_claim_a_mail_one_gets_it_and_a_dead_one_leaves_it(t) {
        queue(&t, outgoing("1@x")).await.unwrap();
        let now = at("09-07 09:00");
        let until = now + Duration::minutes(2);
        let claim = |at| t.store.write(move |tx| Box::pin(async move {
            Ok::<_, StoreError>(tx.claim_outgoing(at, at + Duration::minutes(2), 10).await?.len())
        }));
        assert_eq!(claim(now).await.unwrap(), 1);
        assert_eq!(claim(now).await.unwrap(), 0);
        assert_eq!(claim(until).await.unwrap(), 1, "whoever died left it to the next");
    }

    async fn bounces_are_counted_against_the_address_until_its_owner_writes(t) {
        let suggestion = Letter::new(1).send(&t.store, &t.world).await.id;
        let mut mail = outgoing("1@x");
        mail.suggestion = Some(suggestion);
        queue(&t, mail).await.unwrap();
        let read = t.store.read();
        let key = read.address_key("Wang@Example.com ").unwrap();
        assert_eq!(read.notice_sent_as("1@x").await.unwrap(), Some((Some(suggestion), Some(key.clone()))));
        assert_eq!(read.address_health("wang@example.com").await.unwrap(), None);
        let note = |is_hard| {
            let key = key.clone();
            t.store.write(move |tx| {
                let key = key.clone();
                Box::pin(async move {
                    let said = "550 5.1.1".to_owned();
                    tx.note_bounce(&key, BounceNote { is_hard, said, at: at("09-07 10:00"), mail: None }).await
                })
            })
        };
        note(false).await.unwrap();
        let health = read.address_health("wang@example.com").await.unwrap().unwrap();
        assert_eq!((health.standing(), health.n_soft), (AddressStanding::Shaky, 1));
        note(true).await.unwrap();
        let found = read.unreachable_submitters(&[suggestion]).await.unwrap();
        assert_eq!(found, [(suggestion, AddressStanding::Dead)]);
        let forget = t.store.write(|tx| Box::pin(async move { tx.forget_bounces("wang@example.com").await }));
        forget.await.unwrap();
        assert_eq!(read.unreachable_submitters(&[suggestion]).await.unwrap(), []);
    }

    async fn the_state_of_a_mailbox_counts_failures_in_a_row(t) {
        let visit = |error: Option<&'static str>, n_taken| {
            t.store.write(move |tx| Box::pin(async move {
                let now = at("09-07 09:00");
                tx.note_visit("box", Visit {
                    way: "idle".into(), at: now, next_at: now, n_taken, last_mail_at: None,
                    lag_seconds: (n_taken > 0).then_some(4), error: error.map(str::to_owned),
                }).await
            }))
        };
        assert_eq!(visit(None, 3).await.unwrap(), 0);
        assert_eq!(visit(Some("无法连接"), 0).await.unwrap(), 1);
        assert_eq!(visit(Some("无法连接"), 0).await.unwrap(), 2);
        let states = t.store.read().mailbox_states().await.unwrap();
        let [state] = states.as_slice() else { panic!("{states:?}") };
        assert_eq!((state.failures, state.n_taken, state.lag_seconds), (2, 3, Some(4)));
        assert_eq!(state.error.as_deref(), Some("无法连接"));
        assert!(state.succeeded_at.is_some());
        assert_eq!(visit(None, 0).await.unwrap(), 0);
        assert_eq!(t.store.read().mailbox_states().await.unwrap()[0].error, None);
    }

    async fn a_mail_that_fails_is_tried_again_and_then_waits_for_a_person(t) {
        let id = take_in(&t, arrived("a", 1)).await.id();
        let fail = || t.store.write(move |tx| Box::pin(async move { tx.fail_incoming(id, "原件读不出", 2).await }));
        fail().await.unwrap();
        let read = t.store.read();
        assert_eq!(read.unprocessed_mails(10).await.unwrap(), [id]);
        fail().await.unwrap();
        assert_eq!(read.unprocessed_mails(10).await.unwrap(), []);
        assert_eq!(read.mails_in(MailState::Failed, MailId(0), 10).await.unwrap(), [id]);
        let row = read.incoming_mail(id).await.unwrap().unwrap();
        assert_eq!((row.attempts, row.error.as_deref()), (2, Some("原件读不出")));
        let again = t.store.write(move |tx| Box::pin(async move { tx.revive_incoming(id).await }));
        again.await.unwrap();
        assert_eq!(read.unprocessed_mails(10).await.unwrap(), [id]);
    }

    async fn a_mail_given_up_is_shown_and_can_be_tried_again(t) {
        queue(&t, outgoing("1@x")).await.unwrap();
        let now = at("09-07 09:00");
        let id = t.store.read().due_outgoing(now, 10).await.unwrap()[0].id;
        let fail = t.store.write(move |tx| Box::pin(async move {
            tx.mark_failed(id, "550 no such user", Retry::Never).await
        }));
        fail.await.unwrap();
        let read = t.store.read();
        assert_eq!(read.failed_outgoing().await.unwrap(), 1);
        assert_eq!(read.due_outgoing(now, 10).await.unwrap().len(), 0);
        let again = t.store.write(move |tx| Box::pin(async move { tx.requeue_mail(id, now).await }));
        again.await.unwrap();
        assert_eq!(read.due_outgoing(now, 10).await.unwrap().len(), 1);
    }

    async fn an_answer_finds_the_suggestion_by_our_message_id(t) {
        let suggestion = Letter::new(1).send(&t.store, &t.world).await.id;
        let mut mail = outgoing("1@x");
        mail.suggestion = Some(suggestion);
        queue(&t, mail).await.unwrap();
        let read = t.store.read();
        assert_eq!(read.find_outgoing_by_message_id("1@x").await.unwrap(), Some(suggestion));
        assert_eq!(read.find_outgoing_by_message_id("2@x").await.unwrap(), None);
    }
}

#[tokio::test]
async fn recipient_and_query_code_are_unreadable_in_the_rows() {
    let t = Bench::sqlite().await;
    queue(&t, outgoing("1@x")).await.unwrap();
    t.store.close().await;
    for entry in std::fs::read_dir(t.folder.path().join("data")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for word in ["wang@example.com", "7K3M-9QXT"] {
            assert!(
                !bytes.windows(word.len()).any(|w| w == word.as_bytes()),
                "{word}"
            );
        }
    }
}
