//! 并案 through its forms: two rows change together or not at all, each submitter is answered, and
//! nobody learns of the other.

use std::sync::Arc;

use huiyin_app::desk::{self, Worklist, WorklistQuery};
use huiyin_app::{AppError, timeline, tracking, worker};
use huiyin_core::{ObligationKind, StaffActor, Status, SuggestionId};
use huiyin_search::{Analyser, Index};
use huiyin_workflow::{ActionKind, Suggestion};

use crate::kit::{Case, TestApp, anonymous, dictionary, form, named, on_both, web};

async fn merge(
    t: &TestApp,
    clerk: &StaffActor,
    child: &Case,
    parent: &Case,
) -> Result<Suggestion, AppError> {
    let no = parent.ticket_no.to_string();
    let fields = [
        ("parent_no", no.as_str()),
        ("reason", "同一个食堂的同一件事"),
    ];
    t.act(clerk, child.id, ActionKind::Merge, &fields).await
}

async fn told(t: &TestApp, id: SuggestionId) -> Vec<timeline::TimelineEntry> {
    let events = t.app.store().read().events(id).await.unwrap();
    let events: Vec<_> = events.into_iter().map(|e| e.recorded).collect();
    timeline::for_submitter(&t.app.directory(), &events)
}

async fn listed(t: &TestApp, actor: &StaffActor) -> Vec<(SuggestionId, u64)> {
    let query = WorklistQuery {
        list: Worklist::Todo,
        ..WorklistQuery::default()
    };
    let found = desk::worklist(&t.app, actor, query).await.unwrap();
    found
        .items
        .iter()
        .map(|i| (i.row.id, i.row.n_children))
        .collect()
}

const OWN_REPLY: [(&str, &str); 4] = [
    ("reply_kind", "final"),
    ("point_1", "您反映的坡道已经修好，谢谢您。"),
    ("result_class", "A"),
    ("adoption", "adopted"),
];

on_both! {
    async fn two_letters_are_handled_once_and_answered_each_separately(t) {
        let people = &t.people;
        let parent = t.in_progress("食堂门口加坡道").await;
        t.move_to("09-03 10:00");
        let child = t.accepted("二号食堂要有无障碍坡道").await;
        let after = merge(t, &people.clerk, &child, &parent).await.unwrap();
        assert_eq!(after.status, Status::Merged);
        assert_eq!(after.accountable_unit, Some(people.rights));
        let own_due = after.open_obligation(ObligationKind::Reply).unwrap().due_at;
        let with = t.now_of(parent.id).await;
        assert_eq!(with.overlays.children[0].id, child.id);
        assert!(with.open_obligation(ObligationKind::Reply).unwrap().due_at <= own_due);
        // one line in the list, with a mark
        assert_eq!(listed(t, &people.handler).await, [(parent.id, 1)]);
        t.reply(parent.id).await;
        assert_eq!(t.now_of(child.id).await.status, Status::Merged);
        assert!(listed(t, &people.handler).await.iter().any(|(id, _)| *id == child.id));
        // the parent's words are the start of the child's
        let seen = desk::view(&t.app, &people.handler, child.id).await.unwrap();
        let draft = seen.forms.iter().find(|f| f.action == ActionKind::DraftReply).unwrap();
        let text = draft.fields.iter().find(|f| f.name == "point_1").unwrap();
        assert_eq!(text.values, ["坡道已于九月七日修好，请您试用。"]);
        // nothing closes before the child is answered
        t.move_to("10-15 09:00");
        worker::keep_deadlines(&t.app).await.unwrap();
        assert_eq!(t.now_of(parent.id).await.status, Status::Replied);
        let act = ActionKind::DraftReply;
        t.act(&people.handler, child.id, act, &OWN_REPLY).await.unwrap();
        t.act(&people.head, child.id, ActionKind::SignOff, &[]).await.unwrap();
        let answered = t.now_of(child.id).await;
        assert_eq!(answered.status, Status::Replied);
        assert!(t.now_of(parent.id).await.overlays.children[0].is_answered);
        let rating = form(&[
            ("result", "satisfied"), ("attitude", "satisfied"), ("speed", "satisfied"),
        ]);
        tracking::rate(&t.app, child.id, &rating).await.unwrap();
        t.move_to("11-15 09:00");
        worker::keep_deadlines(&t.app).await.unwrap();
        assert_eq!(t.now_of(parent.id).await.status, Status::Closed);
        assert_eq!(t.now_of(child.id).await.status, Status::Closed);
    }

    async fn neither_submitter_learns_of_the_other(t) {
        let people = &t.people;
        let parent = Case::from(web(t, &named("食堂门口加坡道")).await);
        t.accept(parent.id).await;
        t.assign(parent.id).await;
        let child: Case = web(t, &anonymous("总装车间张师傅进不了食堂")).await.into();
        t.accept(child.id).await;
        // the child is due earlier, so that the parent moves and is told so
        t.move_to("09-01 12:00");
        merge(t, &people.clerk, &child, &parent).await.unwrap();
        t.acknowledge(parent.id).await;
        t.reply(parent.id).await;
        t.act(&people.handler, child.id, ActionKind::DraftReply, &OWN_REPLY).await.unwrap();
        t.act(&people.head, child.id, ActionKind::SignOff, &[]).await.unwrap();
        let child_words = [child.ticket_no.to_string(), "张师傅".to_owned(), "并案".to_owned()];
        let of_parent = told(t, parent.id).await;
        let mails = t.queued().await;
        let now = t.now_of(parent.id).await;
        let policy = t.app.policy();
        for word in &child_words {
            assert!(of_parent.iter().all(|e| !e.detail.contains(word) && !e.what.contains(word)));
            assert!(mails.iter().all(|m| !m.text.contains(word) && !m.subject.contains(word)));
            for reply in now.issued_replies() {
                assert!(reply.content.points.iter().all(|p| !p.text.contains(word)));
            }
            for owed in now.open_obligations() {
                assert!(!owed.explain(&policy.calendar, &policy.due).contains(word));
            }
        }
        let of_child = told(t, child.id).await;
        assert!(of_child.iter().any(|e| e.what == "已与同类事项合并办理，将单独答复"));
        let number = parent.ticket_no.to_string();
        assert!(of_child.iter().all(|e| !e.detail.contains(&number)));
        // whoever handles them sees both
        let seen = desk::view(&t.app, &people.handler, parent.id).await.unwrap();
        assert_eq!(seen.relatives[0].id, child.id);
        assert!(seen.timeline.iter().any(|e| e.detail.contains(&child_words[0])));
    }

    async fn what_is_parted_goes_back_to_its_own_unit_and_dates(t) {
        let people = &t.people;
        let child = t.in_progress("宿舍楼道太暗").await;
        let own = t.now_of(child.id).await;
        let child_due = own.open_obligation(ObligationKind::Reply).unwrap().due_at;
        t.move_to("09-07 09:00");
        let parent = t.accepted("宿舍楼道没有灯").await;
        let other = people.legal_aid.to_string();
        let to = [("lead", other.as_str())];
        t.act(&people.clerk, parent.id, ActionKind::Assign, &to).await.unwrap();
        let before = t.now_of(parent.id).await;
        let parent_due = before.open_obligation(ObligationKind::Reply).unwrap().due_at;
        assert!(child_due < parent_due);
        let merged = merge(t, &people.clerk, &child, &parent).await.unwrap();
        let reply = merged.open_obligation(ObligationKind::Reply).unwrap();
        assert_eq!((reply.unit, reply.due_at), (people.legal_aid, child_due));
        let with = t.now_of(parent.id).await;
        assert_eq!(with.open_obligation(ObligationKind::Reply).unwrap().due_at, child_due);
        let why = [("reason", "两栋楼，不是同一件事")];
        let parted = t.act(&people.clerk, child.id, ActionKind::Unmerge, &why).await.unwrap();
        let reply = parted.open_obligation(ObligationKind::Reply).unwrap();
        assert_eq!((reply.unit, reply.due_at), (people.rights, child_due));
        assert_eq!(parted.status, Status::Assigned);
        let without = t.now_of(parent.id).await;
        assert_eq!(without.open_obligation(ObligationKind::Reply).unwrap().due_at, parent_due);
        assert!(without.overlays.children.is_empty());
    }

    async fn nobody_is_orphaned_when_the_other_item_moves_or_ends(t) {
        let people = &t.people;
        let parent = t.in_progress("食堂门口加坡道").await;
        let one = t.accepted("食堂坡道").await;
        let two = t.in_progress("食堂台阶").await;
        merge(t, &people.clerk, &one, &parent).await.unwrap();
        merge(t, &people.clerk, &two, &parent).await.unwrap();
        // the lead unit changes: so does who answers the children
        let other = people.legal_aid.to_string();
        let to = [("lead", other.as_str()), ("reason", "按职责分工")];
        t.act(&people.clerk, parent.id, ActionKind::Reassign, &to).await.unwrap();
        for id in [one.id, two.id] {
            let child = t.now_of(id).await;
            assert_eq!(child.status, Status::Merged);
            assert_eq!(child.accountable_unit, Some(people.legal_aid));
            let reply = child.open_obligation(ObligationKind::Reply).unwrap();
            assert_eq!(reply.unit, people.legal_aid);
        }
        // one leaves by its submitter, the other is let go when the parent ends
        tracking::withdraw(&t.app, one.id, "已经解决").await.unwrap();
        assert_eq!(t.now_of(parent.id).await.overlays.children.len(), 1);
        tracking::withdraw(&t.app, parent.id, "").await.unwrap();
        let alone = t.now_of(two.id).await;
        assert_eq!(alone.status, Status::Assigned);
        assert_eq!(alone.lead_unit(), Some(people.rights));
        assert!(alone.open_obligation(ObligationKind::Reply).is_some());
    }

    async fn two_clerks_at_once_make_no_chain_and_no_orphan(t) {
        let people = &t.people;
        let one = t.in_progress("食堂门口加坡道").await;
        let two = t.in_progress("食堂坡道").await;
        let (first, second) = tokio::join!(
            merge(t, &people.clerk, &one, &two),
            merge(t, &people.second_clerk, &two, &one),
        );
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
        let lost = first.err().or(second.err()).unwrap();
        assert!(
            matches!(lost, AppError::Stale | AppError::Refused(_) | AppError::Invalid(_)),
            "{lost:?}"
        );
        // one merges, the other ends its parent: whoever comes second knows
        let parent = t.in_progress("宿舍热水").await;
        let child = t.accepted("宿舍没有热水").await;
        let (merged, withdrawn) = tokio::join!(
            merge(t, &people.clerk, &child, &parent),
            tracking::withdraw(&t.app, parent.id, ""),
        );
        assert!(withdrawn.is_ok());
        let now = t.now_of(child.id).await;
        let expect = if merged.is_ok() { Status::Assigned } else { Status::Accepted };
        assert_eq!(now.status, expect);
        assert!(now.accountable_unit.is_some());
    }

    async fn the_form_offers_similar_items_and_takes_a_number(t) {
        let people = &t.people;
        let analyser = Analyser::new(&dictionary());
        let index = Index::open(&t.folder.path().join("index"), analyser).unwrap();
        t.app.set_index(Arc::new(index));
        let parent = t.in_progress("二号食堂门口加一条坡道").await;
        let child = t.accepted("二号食堂门口的坡道").await;
        t.run_workers().await;
        let seen = desk::view(&t.app, &people.clerk, child.id).await.unwrap();
        let spec = seen.forms.iter().find(|f| f.action == ActionKind::Merge).unwrap();
        let id = parent.id.to_string();
        let huiyin_app::handling::FieldKind::Radio(choices) = &spec.fields[0].kind else {
            panic!("{:?}", spec.fields[0]);
        };
        assert_eq!(choices[0].value, id);
        let unknown = [("parent_no", "GH2026-009999"), ("reason", "同一件事")];
        let refused = t.act(&people.clerk, child.id, ActionKind::Merge, &unknown).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
        let nothing = [("reason", "同一件事")];
        let refused = t.act(&people.clerk, child.id, ActionKind::Merge, &nothing).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
        let chosen = [("parent", id.as_str()), ("reason", "同一件事")];
        let merged = t.act(&people.clerk, child.id, ActionKind::Merge, &chosen).await.unwrap();
        assert_eq!(merged.status, Status::Merged);
    }

    async fn the_lead_unit_proposes_and_the_desk_decides(t) {
        let people = &t.people;
        let parent = t.in_progress("食堂门口加坡道").await;
        let child = t.in_progress("食堂坡道").await;
        let no = parent.ticket_no.to_string();
        let ask = [("parent_no", no.as_str()), ("reason", "同一件事")];
        t.act(&people.head, child.id, ActionKind::ProposeMerge, &ask).await.unwrap();
        // what the unit wrote stands in the clerk's form
        let seen = desk::view(&t.app, &people.clerk, child.id).await.unwrap();
        let spec = seen.forms.iter().find(|f| f.action == ActionKind::Merge).unwrap();
        let typed = spec.fields.iter().find(|f| f.name == "parent_no").unwrap();
        assert_eq!(typed.values, [no.as_str()]);
        merge(t, &people.clerk, &child, &parent).await.unwrap();
        // nobody proposes what they cannot see
        let hidden = t.accepted("别的部门的事").await;
        let third = t.in_progress("又一件食堂坡道").await;
        let no = hidden.ticket_no.to_string();
        let ask = [("parent_no", no.as_str()), ("reason", "同一件事")];
        let refused = t.act(&people.head, third.id, ActionKind::ProposeMerge, &ask).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    }
}
