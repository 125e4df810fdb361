//! Random lives of suggestions: the rows say what the engine in memory says, after every step.

use huiyin_core::{Status, SuggestionId};
use huiyin_workflow::{ActionKind, available, replay};

use crate::bench::{Bench, on_both};
use crate::dice::Dice;
use crate::world::{Letter, Trouble, act};

const LIVES: u64 = 40;
const STEPS: usize = 25;

/// Lives one life and gives how many actions were recorded.
async fn live(t: &Bench, seed: u64) -> (usize, Status) {
    let mut dice = Dice(seed);
    let mut letter = Letter::new(seed);
    if dice.roll(2) == 0 {
        letter = letter.named("王工", "13800005678");
    }
    let mut state = letter.send(&t.store, &t.world).await;
    let id = state.id;
    let mut now = letter.now;
    let mut n_recorded = 0;
    for _ in 0..STEPS {
        now += dice.minutes();
        let may: Vec<_> = t
            .world
            .crew(id)
            .into_iter()
            .flat_map(|actor| {
                let kinds = available(&state, &actor);
                kinds.into_iter().map(move |kind| (actor.clone(), kind))
            })
            // they end most lives early, or lead nowhere
            .filter(|(_, kind)| !matches!(kind, ActionKind::Supplement))
            .filter(|(_, kind)| *kind != ActionKind::Withdraw || seed.is_multiple_of(7))
            .collect();
        if may.is_empty() {
            break;
        }
        let (actor, kind) = &may[dice.roll(may.len())];
        let action = dice.action(&t.world, *kind, &state);
        match act(&t.store, &t.world, id, actor, now, action).await {
            Ok(after) => {
                n_recorded += 1;
                state = after;
            }
            Err(Trouble::Refused(_)) => {}
            Err(trouble) => panic!("{kind:?}: {trouble:?}"),
        }
        let loaded = t.store.read().load_unlocked(id).await.unwrap().unwrap();
        assert_eq!(loaded, state, "seed {seed}, after {kind:?}");
    }
    assert_eq!(replayed(t, id).await, state);
    (n_recorded, state.status)
}

async fn replayed(t: &Bench, id: SuggestionId) -> huiyin_workflow::Suggestion {
    let entries = t.store.read().events(id).await.unwrap();
    let told: Vec<_> = entries.into_iter().map(|e| e.recorded).collect();
    replay(id, &told).unwrap()
}

on_both! {
    async fn random_lives_are_in_the_rows_what_they_are_in_memory(t) {
        let mut recorded = 0;
        let mut ends = std::collections::BTreeSet::new();
        for seed in 0..LIVES {
            let (n, end) = live(&t, seed).await;
            recorded += n;
            ends.insert(end);
        }
        assert!(recorded > 200, "only {recorded} actions were recorded");
        assert!(ends.len() >= 4, "lives ended only as {ends:?}");
        let summary = t.assert_sound().await;
        // the letters, and what was split off them
        assert!(summary.suggestions > LIVES, "nothing was split");
        assert!(summary.events > LIVES + 200);
    }
}
