//! Who sees what.

use huiyin_core::ctx::UnitScope;
use huiyin_core::{Scope, SuggestionKind, Viewer};
use huiyin_store::{Worklist, WorklistQuery};
use huiyin_workflow::Action;

use crate::bench::{Bench, on_both};
use crate::world::{Letter, act, at};

fn of(units: &[huiyin_core::UnitId], restricted: bool) -> Scope {
    Scope {
        units: UnitScope::Of(units.to_vec()),
        restricted,
        viewer: Viewer::nobody(),
    }
}

/// How many items a scope lists, counts and opens; the three must agree.
async fn seen(t: &Bench, scope: &Scope) -> u64 {
    let read = t.store.read();
    let query = WorklistQuery {
        list: Worklist::InProgress,
        ..Default::default()
    };
    let page = read.worklist(scope, &query).await.unwrap();
    assert_eq!(page.total, page.rows.len() as u64);
    assert_eq!(read.counts(scope).await.unwrap().total(), page.total);
    assert_eq!(
        read.worklist_total(scope, &query).await.unwrap(),
        page.total
    );
    let mut opened = 0;
    for id in 1..=4 {
        let id = huiyin_core::SuggestionId(id);
        if read.load_scoped(scope, id).await.unwrap().is_some() {
            opened += 1;
        }
    }
    assert_eq!(opened, page.total);
    page.total
}

on_both! {
    async fn a_unit_sees_what_it_handles_and_no_more(t) {
        let plain = Letter::new(1).send(&t.store, &t.world).await;
        let disclosure = Letter::new(2).with_kind(SuggestionKind::Disclosure);
        disclosure.send(&t.store, &t.world).await;
        let w = &t.world;

        assert_eq!(seen(&t, &Scope::leader()).await, 2);
        assert_eq!(seen(&t, &of(&[w.desk], false)).await, 1);
        assert_eq!(seen(&t, &of(&[w.desk], true)).await, 2);
        assert_eq!(seen(&t, &of(&[w.lead], true)).await, 0);
        assert_eq!(seen(&t, &of(&[], true)).await, 0);
        let nothing = Scope { units: UnitScope::Nothing, ..Scope::leader() };
        assert_eq!(seen(&t, &nothing).await, 0);

        let accept = Action::Accept { kind: SuggestionKind::Proposal, topic: None, points: vec![] };
        act(&t.store, w, plain.id, &w.clerk, at("09-08 09:00"), accept).await.unwrap();
        let assign = Action::Assign { lead: w.lead, supports: vec![w.support], note: String::new() };
        act(&t.store, w, plain.id, &w.clerk, at("09-08 10:00"), assign).await.unwrap();
        assert_eq!(seen(&t, &of(&[w.lead], true)).await, 1);
        assert_eq!(seen(&t, &of(&[w.support], false)).await, 1);
        assert_eq!(seen(&t, &of(&[w.elsewhere], true)).await, 0);

        let documents = t.store.read().index_documents(&[plain.id]).await.unwrap();
        assert_eq!(documents[0].visible_units, vec![w.desk, w.lead, w.support]);
        assert_eq!(documents[0].lead_unit, Some(w.lead));
    }
}
