//! Mail in and out.

use chrono::Duration;
use huiyin_core::{Digest, MailState, Personal, Viewer};
use huiyin_store::{
    MailDescription, MailOutcome, NewIncomingMail, NewOutgoingMail, OutgoingState, Retry,
    StoreError, Stored,
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
        assert_eq!(read.highest_uid("jianyi@example.com", 7).await.unwrap(), Some(2));
        assert_eq!(read.highest_uid("jianyi@example.com", 8).await.unwrap(), None);
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
            tx.mark_sent(id, later).await?;
            // a late answer of another attempt changes nothing any more
            tx.mark_failed(id, "timeout", Retry::Never).await
        }));
        sent.await.unwrap();
        assert_eq!(read.due_outgoing(later, 10).await.unwrap().len(), 0);
        let listed = read.outgoing_mails(None, 0, 10).await.unwrap();
        assert_eq!((listed.rows[0].state, listed.rows[0].sent_at), (OutgoingState::Sent, Some(later)));
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
