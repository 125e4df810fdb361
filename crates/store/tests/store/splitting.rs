//! 拆分: a letter and its parts, and what somebody can do to them behind the program's back.

use huiyin_core::SuggestionId;

use crate::bench::{Bench, on_both};
use crate::parts::parts;
use crate::world::{Letter, act, at};

/// A letter with a name on it, and two parts.
async fn split(t: &Bench) -> (SuggestionId, Vec<SuggestionId>) {
    let letter = Letter::new(1).named("王工", "13800005678");
    let id = letter.send(&t.store, &t.world).await.id;
    let clerk = t.world.clerk.clone();
    let after = act(
        &t.store,
        &t.world,
        id,
        &clerk,
        at("09-07 15:00"),
        parts(1, 2),
    )
    .await;
    let off = after.unwrap().overlays.split_off;
    (id, off.into_iter().map(|part| part.part).collect())
}

on_both! {
    async fn a_letter_and_its_parts_hold_each_other(t) {
        let (id, parts) = split(&t).await;
        let read = t.store.read();
        for part in &parts {
            let state = read.load_unlocked(*part).await.unwrap().unwrap();
            assert_eq!(state.overlays.split_from.unwrap().original, id);
            assert_eq!(read.letter_of(*part).await.unwrap(), [&[id][..], &parts].concat());
            // the same person, locked for this row
            let name = read.identity(*part).await.unwrap().unwrap().name.unwrap();
            assert_eq!(name.expose(), "王工");
        }
        let summary = t.assert_sound().await;
        assert_eq!(summary.suggestions, 3);
    }

    async fn a_refused_split_leaves_no_part_and_no_number(t) {
        let id = Letter::new(1).send(&t.store, &t.world).await.id;
        let liaison = t.world.liaison.clone();
        let refused = act(&t.store, &t.world, id, &liaison, at("09-07 15:00"), parts(1, 2)).await;
        assert!(matches!(refused, Err(crate::world::Trouble::Refused(_))), "{refused:?}");
        let summary = t.assert_sound().await;
        assert_eq!((summary.suggestions, summary.events), (1, 1));
        let next = Letter::new(2).send(&t.store, &t.world).await;
        assert_eq!(next.ticket_no.seq, 2);
    }

    async fn whoever_is_erased_is_erased_in_every_part(t) {
        let (id, parts) = split(&t).await;
        // asked for on any of them
        let one = parts[1];
        let now = at("09-08 09:00");
        let erase = t.store.write(move |tx| Box::pin(async move { tx.erase_identity(one, now).await }));
        erase.await.unwrap();
        for one in [id].iter().chain(&parts) {
            assert_eq!(t.store.read().identity(*one).await.unwrap(), None);
        }
        t.assert_sound().await;
    }
}

#[tokio::test]
async fn a_part_that_is_lost_or_denied_is_missed() {
    for (sql, words) in [
        // the letter no longer knows of them
        (
            "UPDATE suggestion SET overlays = NULL WHERE id = 1",
            "原件没有列出这一件",
        ),
        // a part no longer knows where it is from
        (
            "UPDATE suggestion SET overlays = NULL WHERE id = 2",
            "不是由这一件拆分的",
        ),
        (
            "UPDATE suggestion SET ticket_no = 'GH2026-000009', ticket_seq = 9 WHERE id = 3",
            "不是由这一件拆分的",
        ),
        (
            "UPDATE suggestion SET identity_level = 'anonymous' WHERE id = 2",
            "身份级别与原件不符",
        ),
    ] {
        // on SQLite: what verify makes of the rows is the same on both
        let copy = Bench::sqlite().await;
        split(&copy).await;
        copy.tamper(sql).await;
        let (_, findings) = copy.verify().await;
        assert!(
            findings.iter().any(|f| f.message.contains(words)),
            "{sql}: {findings:?}"
        );
    }
}
