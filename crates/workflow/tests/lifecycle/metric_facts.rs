//! The facts of the metrics come from the ledger alone and say what the replayed item says.

use huiyin_core::{ObligationKind, Satisfaction};
use huiyin_workflow::metric::{MetricFacts, ReplyClock};

use super::paths::ask_supplement;
use super::world::{ITEM, Item, LEAD, at, clerk};

fn facts(item: &Item) -> MetricFacts {
    let facts = MetricFacts::from_ledger(ITEM, &item.ledger).unwrap();
    let state = &item.state;
    assert_eq!(facts.registered_at, state.registered_at);
    assert_eq!(facts.kind(), Some(state.kind));
    assert_eq!(facts.lead_unit(), state.lead_unit());
    let reply_due = state
        .obligations
        .iter()
        .rfind(|o| o.kind == ObligationKind::Reply)
        .map(|o| o.due_at);
    assert_eq!(facts.reply_due(), reply_due);
    let answered_at = state.final_reply().and_then(|r| r.issued_at);
    assert_eq!(facts.first_final_reply_at(), answered_at);
    let rating = state.current_rating().map(|r| r.result);
    assert_eq!(facts.ratings.last().copied(), rating);
    assert_eq!(facts.closed.first_at(), state.closed_at);
    // a cut-off gives what the ledger told until then
    for (n, recorded) in item.ledger.iter().enumerate().skip(1) {
        let told: Vec<_> = item.ledger.iter().take(n).cloned().collect();
        if told.iter().all(|earlier| earlier.at < recorded.at) {
            assert_eq!(
                facts.as_of(recorded.at),
                MetricFacts::from_ledger(ITEM, &told)
            );
        }
    }
    facts
}

#[test]
fn facts_from_the_ledger_equal_those_of_the_replayed_item_at_every_stage() {
    for item in [
        Item::submitted(),
        Item::accepted(),
        Item::assigned(),
        Item::in_progress(),
        Item::in_review(),
        Item::replied(),
    ] {
        facts(&item);
    }
    let rated = facts(&Item::rated(Satisfaction::MostlySatisfied));
    assert_eq!(rated.lead_unit(), Some(LEAD));
    assert!(rated.is_acknowledged_in_time());
    assert!(rated.reply_due() > rated.answered_at());
}

#[test]
fn the_clock_stands_while_the_submitter_is_asked() {
    let mut item = Item::submitted();
    item.act(&clerk(), "09-18 09:00", ask_supplement());
    let clocks: Vec<_> = facts(&item).clocks.iter().map(|(t, c)| (t, *c)).collect();
    assert_eq!(clocks, [(at("09-18 09:00"), ReplyClock::Stopped)]);
}
