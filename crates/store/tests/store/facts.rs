//! 指标事实: what is kept says what the ledger says, after random lives and at any moment of them.

use huiyin_core::Scope;
use huiyin_core::time::Instant;
use huiyin_workflow::available;
use huiyin_workflow::metric::{Metric, MetricFacts, Period, known_at, measure};

use crate::bench::{Bench, on_both};
use crate::dice::Dice;
use crate::world::{Letter, Trouble, act, at};

/// Keeps the facts of whatever changed, as the worker does; gives of how many.
pub(crate) async fn keep(t: &Bench) -> usize {
    let read = t.store.read();
    let stale = read.stale_facts(1_000).await.unwrap();
    let told = read.facts_told(&stale).await.unwrap();
    let n = told.len();
    let write = t.store.write(move |tx| {
        let told = told.clone();
        Box::pin(async move { tx.keep_facts(&told).await })
    });
    write.await.unwrap();
    n
}

fn period(from: &str, until: &str, cut_off: Instant) -> Period {
    Period {
        from: at(from),
        until: at(until),
        cut_off,
    }
}

/// Every figure from what is kept, and from the ledger alone.
async fn assert_equal(t: &Bench, scope: &Scope, period: &Period) -> u64 {
    let read = t.store.read();
    let of = |items: Vec<huiyin_store::ItemFacts>| -> Vec<MetricFacts> {
        items.into_iter().map(|item| item.facts).collect()
    };
    let shown = of(read.item_facts(scope, period).await.unwrap());
    let told = of(read.item_facts_told(scope, period).await.unwrap());
    let calendar = &t.world.policy.calendar;
    for metric in Metric::ALL {
        assert_eq!(
            measure(*metric, &shown, period, calendar),
            measure(*metric, &told, period, calendar),
            "{metric:?} {period:?}"
        );
    }
    known_at(&shown, period).len() as u64
}

on_both! {
    async fn figures_are_those_of_the_ledger_throughout_random_lives(t) {
        let scope = Scope::leader();
        let mut n_counted = 0;
        for seed in 0..25 {
            let mut dice = Dice(seed + 77);
            let letter = Letter::new(seed).named("王工", "13800005678");
            let mut state = letter.send(&t.store, &t.world).await;
            let mut now = letter.now;
            for _ in 0..18 {
                now += dice.minutes();
                let may: Vec<_> = t.world.crew(state.id).into_iter().flat_map(|actor| {
                    let kinds = available(&state, &actor);
                    kinds.into_iter().map(move |kind| (actor.clone(), kind))
                }).collect();
                let Some((actor, kind)) = may.get(dice.roll(may.len().max(1))) else { break };
                let action = dice.action(&t.world, *kind, &state);
                match act(&t.store, &t.world, state.id, actor, now, action).await {
                    Ok(after) => state = after,
                    Err(Trouble::Refused(_)) => {}
                    Err(trouble) => panic!("{kind:?}: {trouble:?}"),
                }
            }
            // some facts are old, some are missing, some are as they should be
            if seed % 3 == 1 {
                keep(&t).await;
            }
            for (from, until) in [("09-01 00:00", "10-01 00:00"), ("10-01 00:00", "12-31 00:00")] {
                for cut_off in [until, "12-31 00:00"] {
                    n_counted += assert_equal(&t, &scope, &period(from, until, at(cut_off))).await;
                }
            }
        }
        assert!(n_counted > 100, "{n_counted}");
        keep(&t).await;
        assert_eq!(keep(&t).await, 0);
        // the dice keep no words of a supplement, which is another finding
        let (_, findings) = t.verify().await;
        assert!(findings.iter().all(|f| f.table != "metric_facts"), "{findings:?}");
    }

    async fn facts_that_are_not_readable_are_read_from_the_ledger(t) {
        let state = Letter::new(1).send(&t.store, &t.world).await;
        keep(&t).await;
        t.tamper("UPDATE metric_facts SET facts = 'nonsense'").await;
        let september = period("09-01 00:00", "10-01 00:00", at("10-01 00:00"));
        let found = t.store.read().item_facts(&Scope::leader(), &september).await.unwrap();
        assert_eq!(found.iter().map(|i| i.facts.id).collect::<Vec<_>>(), [state.id]);
        let (_, findings) = t.verify().await;
        assert!(findings.iter().any(|f| f.table == "metric_facts"), "{findings:?}");
    }

    async fn figures_keep_to_the_scope_and_to_the_period(t) {
        let one = Letter::new(1).send(&t.store, &t.world).await;
        keep(&t).await;
        let count = async |scope: Scope, from: &str, until: &str| {
            let period = period(from, until, at(until));
            t.store.read().item_facts(&scope, &period).await.unwrap().len()
        };
        assert_eq!(count(Scope::leader(), "09-01 00:00", "10-01 00:00").await, 1);
        // not yet registered
        assert_eq!(count(Scope::leader(), "08-01 00:00", "09-01 00:00").await, 0);
        let of = |units| Scope { units: huiyin_core::ctx::UnitScope::Of(units), restricted: false, viewer: huiyin_core::Viewer::nobody() };
        assert_eq!(count(of(vec![t.world.lead]), "09-01 00:00", "10-01 00:00").await, 0);
        assert_eq!(count(of(vec![t.world.desk]), "09-01 00:00", "10-01 00:00").await, 1);
        assert_eq!(one.revision, 1);
    }
}
