//! Registration.

use chrono::SubsecRound;
use huiyin_core::{IdentityLevel, Status, SuggestionKind};
use huiyin_store::{AttachmentPart, StoreError};

use crate::bench::on_both;
use crate::world::Letter;

on_both! {
    async fn a_registered_letter_reads_back_as_it_was_sent(t) {
        let letter = Letter::new(1)
            .named("王工", "13800005678")
            .with_external_no("HL-2026-1")
            .with_file(&t.store, "台阶.jpg", b"bytes of a photo")
            .await;
        let written = letter.send(&t.store, &t.world).await;
        let read = t.store.read();

        let loaded = read.load_unlocked(written.id).await.unwrap().unwrap();
        assert_eq!(loaded, written);
        assert_eq!(loaded.status, Status::Submitted);
        assert_eq!(loaded.identity_level, IdentityLevel::Named);
        assert_eq!(loaded.ticket_no.to_string(), "GH2026-000001");
        assert_eq!(loaded.registered_at, letter.now.trunc_subsecs(6));

        let text = read.submission(written.id).await.unwrap().unwrap();
        assert_eq!(text.title, letter.submission.title.as_str());
        assert_eq!(text.body, letter.submission.body.as_str());
        let identity = read.identity(written.id).await.unwrap().unwrap();
        assert_eq!(Some(identity), letter.submission.identity);
        let files = read.attachments(written.id).await.unwrap();
        assert_eq!(files.len(), 1);
        assert_eq!((files[0].part, files[0].file_name.as_str()), (AttachmentPart::Submission, "台阶.jpg"));
        let bytes = t.store.get_blob(files[0].digest).await.unwrap().unwrap();
        assert_eq!(bytes, b"bytes of a photo");

        let by_code = read.find_by_lookup(letter.code.digest()).await.unwrap();
        assert_eq!(by_code, Some(written.id));
        let by_ticket = read.find_by_ticket(&written.ticket_no).await.unwrap();
        assert_eq!(by_ticket, Some(written.id));
        let by_external = read.find_by_external_no("HL-2026-1").await.unwrap();
        assert_eq!(by_external, Some(written.id));
        assert_eq!(read.find_by_external_no("HL-2026-2").await.unwrap(), None);
        t.assert_sound().await;
    }

    async fn finer_time_than_rows_keep_is_cut_and_still_verifies(t) {
        let mut letter = Letter::new(1).with_file(&t.store, "a\0b.jpg", b"x").await;
        letter.now += chrono::Duration::nanoseconds(1_234_567);
        letter.submission.received_at += chrono::Duration::nanoseconds(7_654_321);
        letter.submission.external_due_at = Some(letter.now + chrono::Duration::nanoseconds(99));
        let written = letter.send(&t.store, &t.world).await;
        let loaded = t.store.read().load_unlocked(written.id).await.unwrap().unwrap();
        assert_eq!(loaded, written);
        let files = t.store.read().attachments(written.id).await.unwrap();
        assert_eq!(files[0].file_name, "ab.jpg");
        t.assert_sound().await;
    }

    async fn an_anonymous_letter_leaves_nothing_in_the_vault(t) {
        let written = Letter::new(1).send(&t.store, &t.world).await;
        let read = t.store.read();
        assert_eq!(read.identity(written.id).await.unwrap(), None);
        assert!(!read.has_identity(written.id).await.unwrap());
    }

    async fn the_same_external_number_is_refused_and_costs_no_ticket(t) {
        Letter::new(1).with_external_no("HL-1").send(&t.store, &t.world).await;
        let again = Letter::new(2).with_external_no("HL-1").try_send(&t.store, &t.world).await;
        assert!(matches!(again, Err(StoreError::Taken(_))), "{again:?}");
        let next = Letter::new(3).send(&t.store, &t.world).await;
        assert_eq!(next.ticket_no.seq, 2);
        t.assert_sound().await;
    }

    async fn a_disclosure_is_restricted_from_its_first_moment(t) {
        let letter = Letter::new(1).with_kind(SuggestionKind::Disclosure);
        let written = letter.send(&t.store, &t.world).await;
        assert!(written.is_restricted);
    }

    async fn erasing_a_person_leaves_item_ledger_and_proof(t) {
        let written = Letter::new(1).named("王工", "13800005678").send(&t.store, &t.world).await;
        let (id, now) = (written.id, written.registered_at);
        let erase = t.store.write(move |tx| Box::pin(async move { tx.erase_identity(id, now).await }));
        erase.await.unwrap();
        assert_eq!(t.store.read().identity(id).await.unwrap(), None);
        t.assert_sound().await;
    }
}

#[tokio::test]
async fn what_is_personal_stands_nowhere_in_the_files() {
    let t = crate::bench::Bench::sqlite().await;
    Letter::new(1)
        .named("王建国工程师", "13800005678")
        .send(&t.store, &t.world)
        .await;
    let database = t.folder.path().join("data");
    t.store.close().await;
    let mut n_files = 0;
    for entry in std::fs::read_dir(database).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        n_files += 1;
        for word in ["王建国工程师", "13800005678", "wang@example.com"] {
            let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
            assert!(!found, "{word} stands in the clear");
        }
    }
    assert!(n_files > 0);
}

#[tokio::test]
async fn debug_output_shows_no_words() {
    let t = crate::bench::Bench::sqlite().await;
    let written = Letter::new(1)
        .named("王工", "13800005678")
        .send(&t.store, &t.world)
        .await;
    let read = t.store.read();
    let text = read.submission(written.id).await.unwrap();
    let identity = read.identity(written.id).await.unwrap();
    let shown = format!("{text:?} {identity:?} {:?} {read:?}", t.store);
    for word in ["台阶", "王工", "1380"] {
        assert!(!shown.contains(word), "{shown}");
    }
}
