//! What a follower reads: the ledger, the words of files, and what neither has a number for yet.

use huiyin_core::{AttachmentId, Digest, FileText, Scope, SuggestionId, TextState};
use huiyin_store::{Store, StoreError};

use crate::bench::on_both;
use crate::world::{Letter, at, file};

async fn sequence(store: &Store) {
    store
        .write(|tx| Box::pin(async move { tx.sequence(1_000).await }))
        .await
        .unwrap();
}

async fn keep(store: &Store, digest: Digest, words: &str) {
    let read = FileText {
        state: TextState::Read,
        text: words.to_owned(),
    };
    let kept: Result<(), StoreError> = store
        .write(move |tx| {
            let read = read.clone();
            Box::pin(async move { tx.put_file_text(digest, &read, 1, at("09-08 09:00")).await })
        })
        .await;
    kept.unwrap();
}

on_both! {
    async fn changes_are_told_before_and_after_they_have_a_number(t) {
        let read = t.store.read();
        let one = Letter::new(1).send(&t.store, &t.world).await.id;
        let fresh = read.changed_after(0, 10).await.unwrap().unwrap();
        assert_eq!((fresh.ids.as_slice(), fresh.up_to_seq), ([one].as_slice(), 0));
        sequence(&t.store).await;
        let head = read.max_seq().await.unwrap();
        let two = Letter::new(2).send(&t.store, &t.world).await.id;
        let fresh = read.changed_after(0, 10).await.unwrap().unwrap();
        assert_eq!((fresh.ids, fresh.up_to_seq), (vec![one, two], head));
        assert_eq!(read.changed_after(head, 10).await.unwrap().unwrap().ids, [two]);
        assert_eq!(read.changed_after(0, 1).await.unwrap(), None, "more than is wanted");
        sequence(&t.store).await;
        let head = read.max_seq().await.unwrap();
        assert!(read.changed_after(head, 10).await.unwrap().unwrap().ids.is_empty());

        let everything = Scope::leader();
        assert_eq!(read.newest_before(&everything, None, 10).await.unwrap(), [two, one]);
        assert_eq!(read.newest_before(&everything, Some(two), 10).await.unwrap(), [one]);
        assert_eq!(read.newest_before(&everything, None, 1).await.unwrap(), [two]);
        let asked = [two, one, SuggestionId(99)];
        assert_eq!(read.within_scope(&everything, &asked).await.unwrap(), [one, two]);
        let nothing = Scope { units: huiyin_core::ctx::UnitScope::Nothing, ..everything };
        assert!(read.within_scope(&nothing, &asked).await.unwrap().is_empty());
        assert!(read.newest_before(&nothing, None, 10).await.unwrap().is_empty());
    }

    async fn words_of_files_are_kept_once_and_follow_the_ledger(t) {
        let read = t.store.read();
        let one = Letter::new(1).with_file(&t.store, "a.jpg", b"same bytes").await;
        let one = one.send(&t.store, &t.world).await.id;
        let two = Letter::new(2).with_file(&t.store, "b.jpg", b"same bytes").await;
        let two = two.send(&t.store, &t.world).await.id;
        let digest = file(&t.store, "c.jpg", b"same bytes").await.digest;
        let none = AttachmentId(0);
        let unread = read.unread_files(&["image/jpeg"], 1, none, 10).await.unwrap();
        assert_eq!(unread.len(), 2);
        assert!(unread.iter().all(|file| file.digest == digest));
        assert!(read.unread_files(&["text/plain"], 1, none, 10).await.unwrap().is_empty());
        assert_eq!(read.file_text(digest).await.unwrap(), None);
        let documents = read.index_documents(&[one]).await.unwrap();
        assert_eq!(documents[0].attachments[0].name, "a.jpg");
        assert_eq!(documents[0].attachments[0].text, "");

        sequence(&t.store).await;
        keep(&t.store, digest, "锅炉房\0漏水").await;
        assert!(read.unread_files(&["image/jpeg"], 1, none, 10).await.unwrap().is_empty());
        assert_eq!(read.unread_files(&["image/jpeg"], 2, none, 10).await.unwrap().len(), 2);
        let kept = read.file_text(digest).await.unwrap().unwrap();
        assert_eq!((kept.state, kept.text.as_str()), (TextState::Read, "锅炉房漏水"));
        let documents = read.index_documents(&[one, two]).await.unwrap();
        assert!(documents.iter().all(|d| d.attachments[0].text == "锅炉房漏水"));

        let feed = read.file_text_feed(0, 10).await.unwrap();
        assert_eq!(feed.len(), 1);
        let (id, owners) = feed[0].clone();
        assert_eq!(owners, [one, two]);
        assert!(read.file_text_feed(id, 10).await.unwrap().is_empty());
        // an empty index takes the words with the suggestions; another looks back
        assert_eq!(read.file_text_start(0).await.unwrap(), id);
        let head = read.max_seq().await.unwrap();
        assert_eq!(read.file_text_start(head).await.unwrap(), 0);
        assert_eq!(read.file_text_start(head + 5_000).await.unwrap(), id);
        // read again, in another form: a new row for the followers
        keep(&t.store, digest, "锅炉房漏水了").await;
        let feed = read.file_text_feed(id, 10).await.unwrap();
        assert_eq!((feed.len(), feed[0].1.len()), (1, 2));
        t.assert_sound().await;
    }
}
