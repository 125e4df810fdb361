//! Who may open what: outside the scope nothing exists.

use huiyin_app::desk::{self, Worklist, WorklistQuery};
use huiyin_app::{AppError, handling};
use huiyin_core::{Role, StaffActor, SuggestionId};
use huiyin_workflow::{Action, ActionKind};

use crate::kit::{TestApp, on_both};

/// Whether somebody can open it; whoever cannot is answered as for what does not exist.
async fn can_open(t: &TestApp, actor: &StaffActor, id: SuggestionId) -> bool {
    let note = Action::Note {
        text: "看到了".to_owned(),
    };
    match desk::view(&t.app, actor, id).await {
        Ok(_) => true,
        Err(AppError::NotFound) => {
            let revision = t.now_of(id).await.revision;
            let acted = handling::perform(&t.app, actor, id, revision, note).await;
            assert!(
                matches!(acted, Err(AppError::NotFound)),
                "{}: {acted:?}",
                actor.name
            );
            false
        }
        Err(other) => panic!("{other:?}"),
    }
}

on_both! {
    async fn outside_the_scope_nothing_exists(t) {
        let people = &t.people;
        let case = t.submitted("食堂门口加坡道").await;
        for (actor, expected) in [
            (&people.clerk, true),
            (&people.supervisor, true),
            (&people.leader, true),
            (&people.handler, false),
            (&people.assistant, false),
            (&people.outsider, false),
            (&people.admin, false),
        ] {
            assert_eq!(can_open(t, actor, case.id).await, expected, "{}", actor.name);
        }
        t.accept(case.id).await;
        t.assign(case.id).await;
        for (actor, expected) in [
            (&people.handler, true),
            (&people.assistant, true),
            (&people.outsider, false),
            (&people.admin, false),
        ] {
            assert_eq!(can_open(t, actor, case.id).await, expected, "{}", actor.name);
        }
        let missing = desk::view(&t.app, &people.clerk, SuggestionId(999_999)).await;
        assert!(matches!(missing, Err(AppError::NotFound)));
    }

    async fn a_disclosure_is_for_the_entitled(t) {
        let people = &t.people;
        let mut letter = crate::kit::anonymous("有人虚报活动经费");
        letter.intent = "report".to_owned();
        let id = crate::kit::web(t, &letter).await.id;
        let fields = [("kind", "disclosure")];
        t.act(&people.clerk, id, ActionKind::Accept, &fields).await.unwrap();
        assert!(t.now_of(id).await.is_restricted);
        t.assign(id).await;
        assert!(can_open(t, &people.head, id).await);
        assert!(can_open(t, &people.supervisor, id).await);
        assert!(!can_open(t, &people.assistant, id).await);
        assert!(!can_open(t, &people.handler, id).await);
        let mut reporter = people.clerk.clone();
        reporter.roles = vec![Role::Reporter];
        assert!(!can_open(t, &reporter, id).await);
        let counts = t.app.store().read().counts(&t.app.scope(&reporter)).await.unwrap();
        assert_eq!(counts.total(), 0, "not even counted");
    }

    async fn a_worklist_holds_what_the_own_unit_owes(t) {
        let people = &t.people;
        let waiting = t.submitted("等受理").await;
        let assigned = t.assigned("等签收").await;
        let closed = t.rated("已办结", "satisfied").await;
        t.move_to("09-14 10:00");
        t.run_workers().await;
        let list = async |actor: &StaffActor, list| {
            let query = WorklistQuery { list, ..WorklistQuery::default() };
            let found = desk::worklist(&t.app, actor, query).await.unwrap();
            assert_eq!(found.total, found.items.len() as u64);
            found.items.iter().map(|item| item.row.id).collect::<Vec<_>>()
        };
        assert_eq!(list(&people.clerk, Worklist::Todo).await, [waiting.id]);
        assert_eq!(list(&people.liaison, Worklist::Todo).await, [assigned.id]);
        assert_eq!(list(&people.liaison, Worklist::Done).await, [closed.id]);
        assert!(list(&people.outsider, Worklist::InProgress).await.is_empty());
        assert!(list(&people.admin, Worklist::InProgress).await.is_empty());
        let query = WorklistQuery::default();
        let due = desk::worklist(&t.app, &people.clerk, query).await.unwrap();
        // due on Wednesday 2 September; Monday 14 is the eighth working day after it
        assert_eq!(due.items[0].remaining, Some(-8));
        assert_eq!(due.items[0].urgency, Some(huiyin_core::Urgency::Overdue));
    }
}
