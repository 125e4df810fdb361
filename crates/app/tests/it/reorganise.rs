//! Owners go, obligations move: merged and dissolved units, absent handlers, the leader in charge.

use huiyin_app::accounts::{AbsenceForm, move_account, set_absence, set_active};
use huiyin_app::organisation::{
    Closing, UnitForm, add_unit, close_unit, preview_closing, rename_unit, set_unit_leader,
};
use huiyin_app::{AppError, desk, handling, worker};
use huiyin_core::{ObligationKind, ReminderNotice, StaffActor, Status, SuggestionId, UnitId};
use huiyin_workflow::{ActionKind, ObligationEnd};

use crate::kit::{TestApp, on_both};

fn closing(t: &TestApp, id: UnitId, into: Option<UnitId>) -> Closing {
    Closing {
        into,
        confirmed: t.app.directory().unit_name(id),
    }
}

async fn merge(t: &TestApp, id: UnitId, into: Option<UnitId>) {
    let closing = closing(t, id, into);
    close_unit(&t.app, &t.people.admin, id, closing)
        .await
        .unwrap();
}

/// The person as the next sign-in knows them.
async fn today(t: &TestApp, who: &StaffActor) -> StaffActor {
    let row = t
        .app
        .store()
        .read()
        .account(who.account)
        .await
        .unwrap()
        .unwrap();
    StaffActor {
        unit: row.unit,
        ..who.clone()
    }
}

async fn told(t: &TestApp, who: &StaffActor, id: SuggestionId) -> usize {
    let notices = desk::notices(&t.app, who).await.unwrap();
    let about = notices.iter().filter(|n| n.suggestion == Some(id));
    about.filter(|n| n.kind == ReminderNotice::Moved).count()
}

async fn away(t: &TestApp, who: &StaffActor, deputy: Option<&StaffActor>) {
    let form = AbsenceForm {
        from: "2026-09-03".to_owned(),
        until: "2026-09-10".to_owned(),
        deputy: deputy.map(|d| d.account.to_string()).unwrap_or_default(),
    };
    set_absence(&t.app, Some(t.people.admin.account), who.account, &form)
        .await
        .unwrap();
}

on_both! {
    async fn what_a_merged_unit_owes_goes_to_the_successor(t) {
        let p = &t.people;
        let women = p.outsider.unit;
        let waiting = t.assigned("等签收").await.id;
        let working = t.in_progress("办理中").await.id;
        let replied = t.replied("已答复").await.id;
        let before = t.now_of(working).await;
        let seen = preview_closing(&t.app, &p.admin, p.rights).await.unwrap();
        assert_eq!((seen.n_items, seen.n_accounts), (3, 3));
        merge(t, p.rights, Some(women)).await;
        // nobody is offered the old unit
        let open = t.accepted("新来的").await.id;
        let form = desk::view(&t.app, &p.clerk, open).await.unwrap();
        let assign = form.forms.iter().find(|f| f.action == ActionKind::Assign).unwrap();
        let handling::FieldKind::Select(units) = &assign.fields[0].kind else {
            panic!("no list");
        };
        assert!(units.iter().all(|choice| choice.value != p.rights.to_string()));

        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 3);
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 0, "twice gives the same");
        for (id, status) in [
            (waiting, Status::Assigned),
            (working, Status::InProgress),
            (replied, Status::Replied),
        ] {
            let s = t.now_of(id).await;
            assert_eq!((s.status, s.accountable_unit), (status, Some(women)));
            assert!(s.open_obligations().all(|o| o.unit != p.rights));
            assert!(s.assignments.iter().any(|a| a.unit == p.rights && !a.is_current));
            assert_eq!(told(t, &p.outsider, id).await, 1);
        }
        let after = t.now_of(working).await;
        let (old, new) = (before.open_obligation(ObligationKind::Reply).unwrap(), after.open_obligation(ObligationKind::Reply).unwrap());
        assert_eq!((new.due_at, &new.basis), (old.due_at, &old.basis));
        let ended = after.obligations.iter().find(|o| o.no == old.no).unwrap();
        assert_eq!(ended.ended.map(|(_, how)| how), Some(ObligationEnd::Moved));
        // the story names the old unit, and the same person goes on
        let handler = today(t, &p.handler).await;
        assert_eq!(handler.unit, women);
        let view = desk::view(&t.app, &handler, working).await.unwrap();
        let last = view.timeline.last().unwrap();
        assert_eq!((last.what.as_str(), last.who.as_str()), ("移交", "系统"));
        assert!(last.detail.contains(&t.app.directory().unit_name(p.rights)));
        assert!(view.forms.iter().any(|f| f.action == ActionKind::DraftReply));
        let head = today(t, &p.head).await;
        assert!(desk::view(&t.app, &head, replied).await.is_ok());
    }

    async fn a_merger_goes_on_where_it_stopped(t) {
        let p = &t.people;
        let mut ids = Vec::new();
        for n in 0..4 {
            ids.push(t.assigned(&format!("第{n}件")).await.id);
        }
        merge(t, p.rights, Some(p.outsider.unit)).await;
        // one item is moved by hand, as if the process had died after it
        let action = huiyin_workflow::Action::HandOver {
            from: p.rights,
            to: p.outsider.unit,
            reason: "先移交一件".to_owned(),
        };
        let revision = t.now_of(ids[1]).await.revision;
        let unseen = handling::perform(&t.app, &p.admin, ids[1], revision, action.clone()).await;
        assert!(matches!(unseen, Err(AppError::NotFound)), "administrators see no item");
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 4);
        // a second merger while the chain is young: everything ends at its end
        let third = p.legal_aid;
        merge(t, p.outsider.unit, Some(third)).await;
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 4);
        for id in ids {
            let s = t.now_of(id).await;
            assert_eq!(s.accountable_unit, Some(third));
            assert_eq!(s.supports().count(), 0, "the support leads now");
        }
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 0);
    }

    async fn a_dissolved_unit_leaves_its_items_to_the_desk(t) {
        let p = &t.people;
        let id = t.in_progress("主办撤销").await.id;
        let due = t.now_of(id).await.open_obligation(ObligationKind::Reply).unwrap().due_at;
        merge(t, p.rights, None).await;
        worker::reorganise(&t.app).await.unwrap();
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 0);
        let s = t.now_of(id).await;
        assert_eq!(s.accountable_unit, Some(p.desk));
        assert_eq!(s.open_obligation(ObligationKind::Reply).unwrap().due_at, due);
        assert_eq!(told(t, &p.clerk, id).await, 1);
        assert_eq!(today(t, &p.handler).await.unit, p.rights, "people are moved by hand");
        move_account(&t.app, None, p.handler.account, p.legal_aid).await.unwrap();
        let aid = p.legal_aid.to_string();
        let fields = [("lead", aid.as_str()), ("reason", "原单位撤销")];
        let after = t.act(&p.clerk, id, ActionKind::Reassign, &fields).await.unwrap();
        assert_eq!(after.accountable_unit, Some(p.legal_aid));
    }

    async fn the_successor_of_the_accused_is_accused(t) {
        let p = &t.people;
        let id = t.submitted("妇女部收了好处").await.id;
        let women = p.outsider.unit;
        let name = t.app.directory().unit_name(women);
        let fields = [("kind", "complaint"), ("accused_units", name.as_str())];
        t.act(&p.clerk, id, ActionKind::Accept, &fields).await.unwrap();
        t.assign(id).await;
        // the lead takes over the accused
        merge(t, women, Some(p.rights)).await;
        let hidden = desk::view(&t.app, &p.head, id).await;
        assert!(matches!(hidden, Err(AppError::NotFound)), "at once");
        worker::reorganise(&t.app).await.unwrap();
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 0);
        let s = t.now_of(id).await;
        assert!(s.overlays.accused.names_unit(p.rights));
        assert_eq!(s.accountable_unit, Some(p.desk));
    }

    async fn an_absent_handler_is_replaced_by_the_deputy_or_by_the_unit(t) {
        let p = &t.people;
        let first = t.in_progress("有代理人").await.id;
        away(t, &p.handler, Some(&p.head)).await;
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 0, "not yet away");
        t.move_to("09-03 08:30");
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 1);
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 0);
        let s = t.now_of(first).await;
        assert_eq!((s.status, s.lead().unwrap().handler), (Status::InProgress, Some(p.head.account)));
        assert_eq!(told(t, &p.head, first).await, 1);
        // the deputy goes, too: the unit has to name somebody
        set_active(&t.app, Some(p.admin.account), p.head.account, false).await.unwrap();
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 1);
        let s = t.now_of(first).await;
        assert_eq!((s.status, s.lead().unwrap().handler), (Status::Assigned, None));
        assert_eq!(s.open_obligation(ObligationKind::Acknowledge).unwrap().unit, p.rights);
        assert_eq!(told(t, &p.liaison, first).await, 2);
        // back at work
        t.move_to("09-11 08:30");
        t.acknowledge(first).await;
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 0);
        // transferred
        move_account(&t.app, None, p.handler.account, p.legal_aid).await.unwrap();
        assert_eq!(worker::reorganise(&t.app).await.unwrap(), 1);
        assert_eq!(t.now_of(first).await.status, Status::Assigned);
    }

    async fn the_leader_in_charge_gets_the_copy(t) {
        let p = &t.people;
        let formal = async |who: &StaffActor| {
            let told = desk::notices(&t.app, who).await.unwrap();
            told.iter().filter(|n| n.kind == ReminderNotice::Formal).count()
        };
        let mut second = p.outsider.clone();
        second.roles.push(huiyin_core::Role::Leader);
        huiyin_app::accounts::set_roles(&t.app, None, second.account, second.roles.clone()).await.unwrap();
        let top = t.app.directory().unit(p.rights).unwrap().parent.unwrap();
        set_unit_leader(&t.app, &p.admin, top, Some(second.account)).await.unwrap();
        t.in_progress("会超期的一件").await;
        t.move_to("10-20 09:00");
        t.run_workers().await;
        assert!(formal(&second).await > 0, "the nearest one above");
        assert_eq!(formal(&p.leader).await, 0);
        let wrong = set_unit_leader(&t.app, &p.admin, top, Some(p.head.account)).await;
        assert!(matches!(wrong, Err(AppError::Invalid(_))));
    }

    async fn the_organisation_is_kept_by_the_system_administrator(t) {
        let p = &t.people;
        let form = UnitForm {
            code: "new-media".to_owned(),
            name: "滨海市总工会网络工作部".to_owned(),
            short_name: "网络工作部".to_owned(),
            parent: Some(p.desk),
            branch: "department".to_owned(),
        };
        let refused = add_unit(&t.app, &p.clerk, form.clone()).await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))));
        let id = add_unit(&t.app, &p.admin, form.clone()).await.unwrap();
        assert_eq!(t.app.directory().unit_named("网络工作部"), Some(id));
        for (wrong, field) in [
            (form.clone(), "code"),
            (UnitForm { code: "X Y".to_owned(), ..form.clone() }, "code"),
            (UnitForm { code: "z".to_owned(), ..form.clone() }, "name"),
            (UnitForm { code: "z".to_owned(), name: "另一个部".to_owned(), ..form.clone() }, "short_name"),
            (UnitForm { code: "z".to_owned(), name: "另".to_owned(), short_name: "另部".to_owned(), parent: None, ..form.clone() }, "parent"),
            (UnitForm { code: "z".to_owned(), name: "另".to_owned(), short_name: "另部".to_owned(), branch: String::new(), ..form.clone() }, "branch"),
        ] {
            let Err(AppError::Invalid(errors)) = add_unit(&t.app, &p.admin, wrong).await else {
                panic!("{field} was taken");
            };
            assert_eq!(errors[0].field, field);
        }
        // every node knows it as soon as it looks at the policy
        let other = t.another(|_| {}).await;
        let seen = async || {
            other.refresh(&other.store().read()).await.unwrap();
            other.directory().unit_name(id)
        };
        rename_unit(&t.app, &p.admin, id, "滨海市总工会新媒体部", "新媒体部").await.unwrap();
        assert_eq!(seen().await, "滨海市总工会新媒体部");
        assert_eq!(t.app.directory().unit_name(id), "滨海市总工会新媒体部");

        let check = async |unit: UnitId, closing: Closing, part: &str| {
            let refused = close_unit(&t.app, &p.admin, unit, closing).await.unwrap_err();
            assert!(refused.to_string().contains(part), "{refused}");
        };
        check(p.desk, closing(t, p.desk, Some(p.rights)), "不能撤并").await;
        check(p.rights, closing(t, p.rights, Some(p.rights)), "不能并入自己").await;
        check(p.rights, closing(t, p.rights, Some(UnitId(0))), "请选择在用的单位").await;
        let unsure = Closing { into: None, confirmed: "权益".to_owned() };
        check(p.rights, unsure, "以确认").await;
        merge(t, id, Some(p.rights)).await;
        seen().await;
        assert_eq!(other.directory().unit(id).unwrap().merged_into, Some(p.rights));
        check(id, closing(t, id, None), "已经撤并").await;
        let log = t.app.store().read().admin_log(20).await.unwrap();
        assert!(log.iter().any(|e| e.account == Some(p.admin.account) && e.what.contains("并入")));
    }

    async fn an_absence_is_checked(t) {
        let p = &t.people;
        let check = async |from: &str, until: &str, deputy: &str, field: &str| {
            let form = AbsenceForm { from: from.to_owned(), until: until.to_owned(), deputy: deputy.to_owned() };
            let Err(AppError::Invalid(errors)) = set_absence(&t.app, None, p.handler.account, &form).await else {
                panic!("{field} was taken");
            };
            assert_eq!(errors[0].field, field);
        };
        check("2026-09-09", "2026-09-08", "", "until").await;
        check("2026-09-09", "", "", "until").await;
        check("", "2026-09-08", "", "from").await;
        check("九月", "2026-09-08", "", "from").await;
        let (own, other) = (p.handler.account.to_string(), p.assistant.account.to_string());
        check("2026-09-08", "2026-09-08", &own, "deputy").await;
        check("2026-09-08", "2026-09-08", &other, "deputy").await;
        set_absence(&t.app, None, p.handler.account, &AbsenceForm::default()).await.unwrap();
    }
}
