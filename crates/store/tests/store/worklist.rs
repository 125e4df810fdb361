//! Worklists: what is owed, by whom, sorted by when.

use huiyin_core::{ObligationKind, Scope, Status, SuggestionKind};
use huiyin_store::{Worklist, WorklistQuery};
use huiyin_workflow::{Action, import_closed};

use crate::bench::{Bench, on_both};
use crate::world::{Letter, account_of, act, at};

async fn listed(t: &Bench, query: WorklistQuery) -> Vec<String> {
    let page = t
        .store
        .read()
        .worklist(&Scope::leader(), &query)
        .await
        .unwrap();
    page.rows.into_iter().map(|row| row.ticket_no).collect()
}

async fn accepted(t: &Bench, n: u64) -> huiyin_core::SuggestionId {
    let id = Letter::new(n).send(&t.store, &t.world).await.id;
    let accept = Action::Accept {
        kind: SuggestionKind::Inquiry,
        topic: Some(t.world.topic),
        points: vec![],
    };
    act(
        &t.store,
        &t.world,
        id,
        &t.world.clerk,
        at("09-09 09:00"),
        accept,
    )
    .await
    .unwrap();
    id
}

on_both! {
    async fn open_items_come_by_what_is_due_first_and_ended_ones_by_what_ended_last(t) {
        // accepted on the 9th, so its assignment is owed later than the acceptance of the others
        let later = accepted(&t, 1).await;
        for n in 2..=3 {
            Letter::new(n).send(&t.store, &t.world).await;
        }
        let todo = listed(&t, WorklistQuery::default()).await;
        assert_eq!(todo, ["GH2026-000002", "GH2026-000003", "GH2026-000001"]);

        let by = WorklistQuery { owed: vec![ObligationKind::Assign], ..Default::default() };
        assert_eq!(listed(&t, by).await, ["GH2026-000001"]);
        let by = WorklistQuery { statuses: vec![Status::Submitted], limit: 1, offset: 1, ..Default::default() };
        assert_eq!(listed(&t, by).await, ["GH2026-000003"]);
        let by = WorklistQuery { kinds: vec![SuggestionKind::Inquiry], topics: vec![t.world.topic], ..Default::default() };
        assert_eq!(listed(&t, by).await, ["GH2026-000001"]);
        for typed in ["gh2026-000003", "3", "GH2026-000003 "] {
            let by = WorklistQuery { ticket: Some(typed.to_owned()), ..Default::default() };
            assert_eq!(listed(&t, by).await, ["GH2026-000003"], "{typed}");
        }
        let by = WorklistQuery { due_before: Some(at("09-09 00:01")), ..Default::default() };
        assert_eq!(listed(&t, by).await.len(), 2);

        // the unit that leads owes now, the desk does not
        let w = &t.world;
        let assign = Action::Assign { lead: w.lead, supports: vec![], note: String::new() };
        act(&t.store, w, later, &w.clerk, at("09-09 10:00"), assign).await.unwrap();
        let of = |unit| WorklistQuery { owed_by: Some(vec![unit]), ..Default::default() };
        assert_eq!(listed(&t, of(w.lead)).await, ["GH2026-000001"]);
        assert_eq!(listed(&t, of(w.desk)).await, ["GH2026-000002", "GH2026-000003"]);
        let acknowledge = Action::Acknowledge { handler: account_of(&w.handler) };
        act(&t.store, w, later, &w.liaison, at("09-09 11:00"), acknowledge).await.unwrap();
        let mine = WorklistQuery { handlers: vec![account_of(&w.handler)], ..Default::default() };
        assert_eq!(listed(&t, mine).await, ["GH2026-000001"]);
        let by = WorklistQuery { units: vec![w.lead], ..Default::default() };
        assert_eq!(listed(&t, by).await, ["GH2026-000001"]);
    }

    async fn what_ended_is_in_the_third_list_only(t) {
        let old = Letter::new(1).send(&t.store, &t.world).await;
        Letter::new(2).send(&t.store, &t.world).await;
        let id = old.id;
        let close = t.store.write(move |tx| Box::pin(async move {
            let mut s = tx.load(id).await?.ok_or(huiyin_store::StoreError::Stale)?;
            let change = import_closed(&s, None, None);
            let actor = huiyin_core::Actor::System("import");
            tx.record(&mut s, at("09-09 09:00"), &actor, vec![change]).await
        }));
        close.await.unwrap();
        let list = |list| WorklistQuery { list, ..Default::default() };
        assert_eq!(listed(&t, list(Worklist::Todo)).await, ["GH2026-000002"]);
        assert_eq!(listed(&t, list(Worklist::InProgress)).await, ["GH2026-000002"]);
        assert_eq!(listed(&t, list(Worklist::Done)).await, ["GH2026-000001"]);
        let counts = t.store.read().counts(&Scope::leader()).await.unwrap();
        assert_eq!((counts.open(), counts.done(), counts.of(Status::Closed)), (1, 1, 1));
    }

    async fn what_is_due_is_found_for_the_deadline_worker(t) {
        let id = Letter::new(1).send(&t.store, &t.world).await.id;
        let read = t.store.read();
        let kinds = [ObligationKind::Accept, ObligationKind::Rate];
        let before = read.open_obligations_due_before(at("09-08 23:59"), &kinds, 10).await.unwrap();
        assert_eq!(before, []);
        let due = read.open_obligations_due_before(at("09-09 00:00"), &kinds, 10).await.unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!((due[0].suggestion, due[0].kind, due[0].unit), (id, ObligationKind::Accept, t.world.desk));
        let others = read.open_obligations_due_before(at("12-31 00:00"), &kinds[1..], 10).await.unwrap();
        assert_eq!(others, []);
    }
}
