//! Writing: together, alone, against each other, and when something goes wrong inside.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use huiyin_core::Actor;
use huiyin_store::{Store, StoreError};
use huiyin_workflow::{Action, Change, Event};

use crate::bench::{Bench, on_both};
use crate::world::{Letter, Trouble, act, at};

/// Starts all of it at once and waits for all of it.
async fn at_once<F: Future<Output = T> + Send + 'static, T: Send + 'static>(
    work: impl IntoIterator<Item = F>,
) -> Vec<T> {
    let mut running = tokio::task::JoinSet::new();
    for one in work {
        running.spawn(one);
    }
    running.join_all().await
}

fn note(text: String) -> Change {
    Change::plain(Event::Noted { text })
}

async fn add_note(
    store: &Store,
    id: huiyin_core::SuggestionId,
    text: String,
) -> Result<(), StoreError> {
    store
        .write(move |tx| {
            let text = text.clone();
            Box::pin(async move {
                let mut suggestion = tx.load(id).await?.ok_or(StoreError::Stale)?;
                let actor = Actor::System("test");
                tx.record(&mut suggestion, at("09-10 09:00"), &actor, vec![note(text)])
                    .await
            })
        })
        .await
}

on_both! {
    async fn sixty_four_writers_on_one_suggestion_lose_nothing(t) {
        let id = Letter::new(1).send(&t.store, &t.world).await.id;
        let writers = (0..64).map(|n| {
            let store = t.store.clone();
            async move {
                for turn in 0..4 {
                    add_note(&store, id, format!("第{n}人第{turn}条")).await.unwrap();
                }
            }
        });
        at_once(writers).await;
        let loaded = t.store.read().load_unlocked(id).await.unwrap().unwrap();
        assert_eq!(loaded.revision, 1 + 64 * 4);
        t.assert_sound().await;
    }

    async fn letters_at_once_get_numbers_without_gaps(t) {
        let letters = (1..=96).map(|n| {
            let (store, world) = (t.store.clone(), t.world.clone());
            async move { Letter::new(n).send(&store, &world).await.ticket_no.seq }
        });
        let mut numbers = at_once(letters).await;
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=96).collect::<Vec<i64>>());
        t.assert_sound().await;
    }

    async fn a_stale_copy_cannot_overwrite_a_newer_one(t) {
        let id = Letter::new(1).send(&t.store, &t.world).await.id;
        let stale = t.store.read().load_unlocked(id).await.unwrap().unwrap();
        add_note(&t.store, id, "先到".into()).await.unwrap();
        let result = t.store.write(move |tx| {
            let mut stale = stale.clone();
            Box::pin(async move {
                let actor = Actor::System("test");
                tx.record(&mut stale, at("09-10 09:00"), &actor, vec![note("后到".into())]).await
            })
        });
        let result = result.await;
        assert!(matches!(result, Err(StoreError::Stale)), "{result:?}");
        assert_eq!(t.store.read().events(id).await.unwrap().len(), 2);
        t.assert_sound().await;
    }

    async fn each_writer_gets_its_own_answer_when_others_fail(t) {
        let id = Letter::new(1).send(&t.store, &t.world).await.id;
        let writers = (0..90_u32).map(|n| {
            let store = t.store.clone();
            async move {
                let answer = store.write(move |tx| Box::pin(async move {
                    let mut suggestion = tx.load(id).await?.ok_or(StoreError::Stale)?;
                    let actor = Actor::System("test");
                    let change = note(format!("{n}"));
                    tx.record(&mut suggestion, at("09-10 09:00"), &actor, vec![change]).await?;
                    match n % 3 {
                        0 => Ok(n),
                        1 => Err(Trouble::Own("changed my mind")),
                        _ => panic!("a bug in the work"),
                    }
                }));
                (n, answer.await)
            }
        });
        let answers = at_once(writers).await;
        for (n, answer) in answers {
            match (n % 3, answer) {
                (0, Ok(own)) => assert_eq!(own, n),
                (1, Err(Trouble::Own(why))) => assert_eq!(why, "changed my mind"),
                (2, Err(Trouble::Store(StoreError::Aborted(_)))) => {}
                (_, other) => panic!("{n}: {other:?}"),
            }
        }
        let loaded = t.store.read().load_unlocked(id).await.unwrap().unwrap();
        assert_eq!(loaded.revision, 1 + 30, "only those that wanted to are there");
        t.assert_sound().await;
    }

    async fn work_that_swallows_an_error_is_not_committed(t) {
        let first = Letter::new(1).with_external_no("HL-1").send(&t.store, &t.world).await;
        let world = t.world.clone();
        let result = t.store.write(move |tx| {
            let world = world.clone();
            Box::pin(async move {
                Letter::new(2).write(&world, tx).await?;
                let again = Letter::new(3).with_external_no("HL-1").write(&world, tx).await;
                assert!(again.is_err());
                Ok::<_, StoreError>(())
            })
        });
        let result = result.await;
        assert!(matches!(result, Err(StoreError::Taken(_))), "{result:?}");
        assert_eq!(t.store.read().n_suggestions().await.unwrap(), 1);
        let next = Letter::new(4).send(&t.store, &t.world).await;
        assert_eq!(next.ticket_no.seq, first.ticket_no.seq + 1);
    }

    async fn a_broken_promise_is_rolled_back(t) {
        let id = Letter::new(1).send(&t.store, &t.world).await.id;
        let result = t.store.write(move |tx| Box::pin(async move {
            let mut suggestion = tx.load(id).await?.ok_or(StoreError::Stale)?;
            let outcome = huiyin_workflow::suggestion::Outcome {
                result_class: huiyin_core::ResultClass::A,
                adoption: huiyin_core::Adoption::Adopted,
                reason: None,
                commitment: None,
            };
            // nobody answered, nobody ended what was owed
            let change = Change::plain(Event::Closed { outcome });
            let actor = Actor::System("test");
            tx.record(&mut suggestion, at("09-10 09:00"), &actor, vec![change]).await
        }));
        let result = result.await;
        assert!(matches!(&result, Err(StoreError::Broken(why)) if why.contains("条条有回音")), "{result:?}");
        assert_eq!(t.store.read().events(id).await.unwrap().len(), 1);
        t.assert_sound().await;
    }

    async fn two_processes_write_side_by_side(t) {
        let id = Letter::new(1).send(&t.store, &t.world).await.id;
        let other = t.another().await;
        let writers = (0..40).map(|n| {
            let store = if n % 2 == 0 { t.store.clone() } else { other.clone() };
            async move { add_note(&store, id, format!("{n}")).await }
        });
        for result in at_once(writers).await {
            result.unwrap();
        }
        let loaded = t.store.read().load_unlocked(id).await.unwrap().unwrap();
        assert_eq!(loaded.revision, 41);
        t.assert_sound().await;
    }

    async fn work_whose_caller_went_away_does_not_hold_up_the_others(t) {
        let id = Letter::new(1).send(&t.store, &t.world).await.id;
        for n in 0..20 {
            let impatient = add_note(&t.store, id, format!("{n}"));
            let _ = tokio::time::timeout(std::time::Duration::from_micros(200), impatient).await;
        }
        add_note(&t.store, id, "最后".into()).await.unwrap();
        t.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiting_writes_share_a_transaction() {
    let t = Bench::sqlite().await;
    let id = Letter::new(1).send(&t.store, &t.world).await.id;
    let running = Arc::new(AtomicU32::new(0));
    // while the first one is held up, the others pile up behind it and go together
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let first = {
        let (store, gate) = (t.store.clone(), Arc::clone(&gate));
        tokio::task::JoinSet::from_iter([async move {
            store
                .write(move |_| {
                    let gate = Arc::clone(&gate);
                    Box::pin(async move {
                        gate.acquire().await.unwrap().forget();
                        Ok::<_, StoreError>(())
                    })
                })
                .await
        }])
    };
    let mut others = tokio::task::JoinSet::new();
    for n in 0..50 {
        let (store, running) = (t.store.clone(), Arc::clone(&running));
        others.spawn(async move {
            running.fetch_add(1, Ordering::SeqCst);
            add_note(&store, id, format!("{n}")).await
        });
    }
    while running.load(Ordering::SeqCst) < 50 {
        tokio::task::yield_now().await;
    }
    gate.add_permits(1);
    first.join_all().await.pop().unwrap().unwrap();
    for result in others.join_all().await {
        result.unwrap();
    }
    t.assert_sound().await;
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let t = Bench::sqlite().await;
    let id = Letter::new(1).send(&t.store, &t.world).await.id;
    t.store.close().await;
    let result = add_note(&t.store, id, "晚了".into()).await;
    assert!(matches!(result, Err(StoreError::Aborted(_))), "{result:?}");
}

#[tokio::test]
async fn a_refusal_of_the_engine_leaves_nothing() {
    let t = Bench::sqlite().await;
    let id = Letter::new(1).send(&t.store, &t.world).await.id;
    let early = act(
        &t.store,
        &t.world,
        id,
        &t.world.head,
        at("09-08 09:00"),
        Action::sign_off(),
    )
    .await;
    assert!(matches!(early, Err(Trouble::Refused(_))));
    assert_eq!(t.store.read().events(id).await.unwrap().len(), 1);
}
