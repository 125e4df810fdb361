//! The order of the ledger, its seals, its followers.

use huiyin_core::SuggestionId;
use huiyin_store::{LedgerSeal, StoreError};
use huiyin_workflow::Action;

use crate::bench::{Bench, on_both};
use crate::world::{Letter, act, at};

async fn sequence(t: &Bench, limit: u64) -> u64 {
    let done = t
        .store
        .write(move |tx| Box::pin(async move { tx.sequence(limit).await }));
    done.await.unwrap()
}

async fn seal(t: &Bench, at_least: u64, at_most: u64) -> Option<LedgerSeal> {
    let made = t.store.write(move |tx| {
        Box::pin(async move { tx.make_seal(at("09-30 00:00"), at_least, at_most).await })
    });
    made.await.unwrap()
}

on_both! {
    async fn followers_read_everything_once_and_in_order(t) {
        for n in 1..=5 {
            Letter::new(n).send(&t.store, &t.world).await;
        }
        let read = t.store.read();
        assert_eq!(read.index_feed(0, 100).await.unwrap(), []);
        assert_eq!(sequence(&t, 3).await, 3);
        assert_eq!(sequence(&t, 3).await, 2);
        assert_eq!(sequence(&t, 3).await, 0);
        let note = Action::Note { text: "已电话联系".into() };
        act(&t.store, &t.world, SuggestionId(2), &t.world.clerk, at("09-08 09:00"), note).await.unwrap();
        assert_eq!(sequence(&t, 100).await, 1);
        let feed = read.index_feed(0, 100).await.unwrap();
        let expect: Vec<_> = [1, 2, 3, 4, 5, 2].iter().map(|n| SuggestionId(*n)).collect();
        assert_eq!(feed.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        assert_eq!(feed.iter().map(|(_, id)| *id).collect::<Vec<_>>(), expect);
        assert_eq!(read.index_feed(4, 1).await.unwrap(), [(5, SuggestionId(5))]);
        assert_eq!(read.max_seq().await.unwrap(), 6);
        let ids = [SuggestionId(2), SuggestionId(3), SuggestionId(9)];
        let last = read.last_seqs(&ids).await.unwrap();
        assert_eq!(last, [(SuggestionId(2), 6), (SuggestionId(3), 3)].into());
        t.assert_sound().await;
    }

    async fn a_follower_remembers_how_far_it_came(t) {
        assert_eq!(t.store.read().follower("webhook").await.unwrap(), 0);
        for seq in [7, 9] {
            let set = t.store.write(move |tx| Box::pin(async move { tx.set_follower("webhook", seq).await }));
            set.await.unwrap();
        }
        assert_eq!(t.store.read().follower("webhook").await.unwrap(), 9);
    }

    async fn seals_cover_the_ledger_without_gap_and_hold_each_other(t) {
        for n in 1..=10 {
            Letter::new(n).send(&t.store, &t.world).await;
        }
        assert_eq!(seal(&t, 1, 100).await, None, "nothing is numbered yet");
        sequence(&t, 100).await;
        assert_eq!(seal(&t, 11, 100).await, None, "not enough for a seal");
        let first = seal(&t, 1, 4).await.unwrap();
        let second = seal(&t, 1, 100).await.unwrap();
        assert_eq!((first.first_seq, first.last_seq), (1, 4));
        assert_eq!((second.first_seq, second.last_seq), (5, 10));
        assert_eq!(second.prev, first.hash);
        assert_eq!(t.store.read().last_seal().await.unwrap(), Some(second));
        assert_eq!(seal(&t, 1, 100).await, None);
        assert_eq!(t.assert_sound().await.seals, 2);
    }

    async fn the_receipt_proves_that_the_letter_is_still_there(t) {
        let id = Letter::new(1).send(&t.store, &t.world).await.id;
        let read = t.store.read();
        let receipt = read.head_hash(id).await.unwrap().unwrap();
        let note = Action::Note { text: "已电话联系".into() };
        act(&t.store, &t.world, id, &t.world.clerk, at("09-08 09:00"), note).await.unwrap();
        assert_ne!(read.head_hash(id).await.unwrap(), Some(receipt));
        assert_eq!(read.find_by_event_hash(id, receipt).await.unwrap(), Some(1));
        let other = huiyin_core::Digest::of(b"made up");
        assert_eq!(read.find_by_event_hash(id, other).await.unwrap(), None);
    }

    async fn of_two_workers_one_gets_the_lease(t) {
        let take = |holder: &'static str, now: &'static str, until: &'static str| {
            t.store.write(move |tx| Box::pin(async move {
                let taken = tx.take_lease("sequence", holder, at(now), at(until)).await?;
                Ok::<_, StoreError>(taken)
            }))
        };
        assert!(take("a", "09-08 09:00", "09-08 09:01").await.unwrap());
        assert!(!take("b", "09-08 09:00", "09-08 09:01").await.unwrap());
        assert!(take("a", "09-08 09:00", "09-08 09:02").await.unwrap(), "renewed");
        assert!(!take("b", "09-08 09:01", "09-08 09:03").await.unwrap());
        assert!(take("b", "09-08 09:02", "09-08 09:03").await.unwrap(), "it ran out");
        let give = t.store.write(|tx| Box::pin(async move { tx.release_lease("sequence", "b").await }));
        give.await.unwrap();
        assert!(take("a", "09-08 09:02", "09-08 09:03").await.unwrap());
    }
}
