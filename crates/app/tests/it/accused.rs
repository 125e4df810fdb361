//! Who is accused in an item: for them it does not exist.

use std::collections::BTreeSet;
use std::sync::Arc;

use huiyin_app::desk::{self, Worklist, WorklistQuery};
use huiyin_app::{AppError, handling, worker};
use huiyin_core::search::SearchRequest;
use huiyin_core::{Accused, ObligationKind, Role, Scope, StaffActor, Status, SuggestionId, Viewer};
use huiyin_search::{Analyser, Index};
use huiyin_workflow::{Action, ActionKind, Refusal, Suggestion};

use crate::kit::{TestApp, dictionary, on_both};

/// splitmix64 (Steele, Lea, Flood 2014).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

/// Everybody who signs in.
pub(crate) fn everybody(t: &TestApp) -> Vec<StaffActor> {
    let p = &t.people;
    vec![
        p.clerk.clone(),
        p.second_clerk.clone(),
        p.supervisor.clone(),
        p.leader.clone(),
        p.admin.clone(),
        p.liaison.clone(),
        p.handler.clone(),
        p.head.clone(),
        p.assistant.clone(),
        p.outsider.clone(),
    ]
}

/// Said plainly: named, or working in a named unit or below one.
pub(crate) fn is_accused(t: &TestApp, who: &StaffActor, s: &Suggestion) -> bool {
    let accused = &s.overlays.accused;
    let directory = t.app.directory();
    let mut unit = Some(who.unit);
    while let Some(one) = unit {
        if accused.units.contains(&one) {
            return true;
        }
        unit = directory.unit(one).and_then(|u| u.parent);
    }
    accused.accounts.contains(&who.account)
}

/// What somebody would see if nobody were accused of anything.
pub(crate) fn would_see(t: &TestApp, who: &StaffActor, s: &Suggestion) -> bool {
    let scope = Scope {
        viewer: Viewer::nobody(),
        ..t.app.scope(who)
    };
    scope.covers(&s.visible_units(), s.is_restricted, &Accused::default())
}

pub(crate) async fn name(
    t: &TestApp,
    by: &StaffActor,
    id: SuggestionId,
    people: &str,
    units: &str,
) -> Suggestion {
    let fields = [
        ("accused_accounts", people),
        ("accused_units", units),
        ("reason", "来件指名"),
    ];
    t.act(by, id, ActionKind::NameAccused, &fields)
        .await
        .unwrap()
}

async fn listed(t: &TestApp, who: &StaffActor, list: Worklist) -> BTreeSet<SuggestionId> {
    let query = WorklistQuery {
        list,
        limit: 500,
        ..WorklistQuery::default()
    };
    let found = desk::worklist(&t.app, who, query).await.unwrap();
    assert_eq!(found.total, found.items.len() as u64);
    found.items.iter().map(|item| item.row.id).collect()
}

on_both! {
    async fn random_accusations_leak_nowhere(t) {
        let p = &t.people;
        let analyser = Analyser::new(&dictionary());
        analyser.load();
        let index = Index::open(&t.folder.path().join("index"), analyser).unwrap();
        t.app.set_index(Arc::new(index));
        let mut dice = Dice(20_261_127);
        let mut ids = Vec::new();
        for n in 0..14 {
            let title = format!("举报第{n}件食堂采购");
            let case = match dice.roll(4) {
                0 => t.submitted(&title).await,
                1 => t.accepted(&title).await,
                2 => t.assigned(&title).await,
                _ => t.in_progress(&title).await,
            };
            ids.push(case.id);
        }
        t.move_to("09-16 09:00");
        t.run_workers().await;
        let people = ["", "second", "leader", "supervisor\nhandler", "head", "liaison\nassistant\noutsider", "keeper"];
        let units = ["", "", "legal-aid", "rights", "women", "rights\nwomen"];
        for id in &ids {
            let (who, unit) = (people[dice.roll(7) as usize], units[dice.roll(6) as usize]);
            if !(who.is_empty() && unit.is_empty()) {
                name(t, &p.clerk, *id, who, unit).await;
            }
        }
        // the obligations that moved are reminded of, too
        t.move_to("10-20 09:00");
        t.run_workers().await;
        worker::sequence(&t.app).await.unwrap();
        worker::index(&t.app).await.unwrap();

        let mut hidden = 0;
        for who in everybody(t) {
            let mut open = BTreeSet::new();
            let mut accusing = BTreeSet::new();
            for id in &ids {
                let s = t.now_of(*id).await;
                if is_accused(t, &who, &s) {
                    accusing.insert(*id);
                    hidden += usize::from(would_see(t, &who, &s));
                } else if would_see(t, &who, &s) {
                    open.insert(*id);
                }
            }
            let scope = t.app.scope(&who);
            let read = t.app.store().read();
            assert_eq!(listed(t, &who, Worklist::InProgress).await, open, "{}", who.name);
            assert!(listed(t, &who, Worklist::Todo).await.is_subset(&open));
            assert_eq!(read.counts(&scope).await.unwrap().total(), open.len() as u64);
            for q in ["食堂采购", "", "采购"] {
                let request = SearchRequest { limit: 100, ..SearchRequest::new(q, scope.clone()) };
                let answer = desk::search(&t.app, request).await.unwrap().answer;
                let hits: BTreeSet<_> = answer.hits.iter().map(|hit| hit.id).collect();
                assert_eq!(hits, open, "{q:?} {}", who.name);
                assert_eq!(answer.total, open.len() as u64);
                let facets = &answer.facets;
                for counted in [
                    facets.statuses.iter().map(|(_, n)| n).sum::<u64>(),
                    facets.years.iter().map(|(_, n)| n).sum(),
                ] {
                    assert_eq!(counted, answer.total);
                }
            }
            for id in &ids {
                let seen = desk::view(&t.app, &who, *id).await;
                assert_eq!(seen.is_ok(), open.contains(id), "{}", who.name);
                if seen.is_ok() {
                    continue;
                }
                assert!(matches!(seen, Err(AppError::NotFound)));
                let note = Action::Note { text: "看看".to_owned() };
                let revision = t.now_of(*id).await.revision;
                let acted = handling::perform(&t.app, &who, *id, revision, note).await;
                assert!(matches!(acted, Err(AppError::NotFound)), "{acted:?}");
                let revealed = handling::reveal(&t.app, &who, *id, "核实情况").await;
                assert!(matches!(revealed, Err(AppError::NotFound)));
            }
            let told = desk::notices(&t.app, &who).await.unwrap();
            assert!(told.iter().filter_map(|n| n.suggestion).all(|id| !accusing.contains(&id)));
        }
        assert!(hidden > 10, "only {hidden} cases were hidden from somebody");
        // nothing was written to an accused after the naming, only hidden what was written before
        let rows = t.app.store().read();
        for who in everybody(t) {
            let blind = Viewer { account: Some(who.account), units: Vec::new() };
            for notice in rows.staff_notices(&blind, 500).await.unwrap() {
                let Some(id) = notice.suggestion.filter(|_| notice.created_at == t.now()) else {
                    continue;
                };
                assert!(!is_accused(t, &who, &t.now_of(id).await), "{}", who.name);
            }
        }
    }

    async fn naming_the_lead_takes_the_item_out_of_its_hands(t) {
        let p = &t.people;
        let case = t.in_progress("维权部的人收了好处").await;
        let due = t.now_of(case.id).await.open_obligation(ObligationKind::Reply).unwrap().due_at;
        let after = name(t, &p.supervisor, case.id, "", "权益保障部").await;
        assert_eq!(after.status, Status::Assigned);
        assert_eq!(after.accountable_unit, Some(p.desk));
        let reply = after.open_obligation(ObligationKind::Reply).unwrap();
        assert_eq!((reply.unit, reply.due_at), (p.desk, due), "the clock does not restart");
        assert!(matches!(desk::view(&t.app, &p.head, case.id).await, Err(AppError::NotFound)));
        // not offered, and refused to who forges the form
        let form = desk::view(&t.app, &p.clerk, case.id).await.unwrap();
        let reassign = form.forms.iter().find(|f| f.action == ActionKind::Reassign).unwrap();
        let handling::FieldKind::Select(units) = &reassign.fields[0].kind else {
            panic!("no list");
        };
        let rights = p.rights.to_string();
        assert!(units.iter().all(|choice| choice.value != rights));
        let fields = [("lead", rights.as_str()), ("reason", "请再办")];
        let refused = t.act(&p.clerk, case.id, ActionKind::Reassign, &fields).await;
        assert!(matches!(refused, Err(AppError::Refused(Refusal::Invalid { field: "lead", .. }))));
        let aid = p.legal_aid.to_string();
        let fields = [("lead", aid.as_str()), ("reason", "原单位被反映")];
        let after = t.act(&p.clerk, case.id, ActionKind::Reassign, &fields).await.unwrap();
        assert_eq!(after.accountable_unit, Some(p.legal_aid));
        assert_eq!(after.open_obligation(ObligationKind::Reply).unwrap().due_at, due);
    }

    async fn whoever_accepts_names_the_accused_in_the_same_form(t) {
        let p = &t.people;
        let id = t.submitted("分办员索要好处").await.id;
        let fields = [
            ("kind", "disclosure"),
            ("accused_accounts", "second\n工作人员head"),
            ("accused_units", "legal-aid"),
        ];
        let after = t.act(&p.clerk, id, ActionKind::Accept, &fields).await.unwrap();
        assert_eq!(after.status, Status::Accepted);
        assert_eq!(after.overlays.accused.accounts, [p.second_clerk.account, p.head.account]);
        assert!(after.overlays.accused.names_unit(p.legal_aid));
        assert!(matches!(desk::view(&t.app, &p.second_clerk, id).await, Err(AppError::NotFound)));
        // others act on
        let rights = p.rights.to_string();
        let after = t.act(&p.clerk, id, ActionKind::Assign, &[("lead", rights.as_str())]).await;
        assert_eq!(after.unwrap().status, Status::Assigned);
    }

    async fn a_wrong_name_leaves_the_letter_as_it_was(t) {
        let p = &t.people;
        let id = t.submitted("有人索要好处").await.id;
        for (accounts, units, part) in [
            ("没有这个人", "", "没有叫“没有这个人”的账号"),
            ("", "没有的部", "没有叫“没有的部”的单位"),
            ("clerk\nsecond", "", "全部分办员都在被反映人之列"),
        ] {
            let fields = [("kind", "complaint"), ("accused_accounts", accounts), ("accused_units", units)];
            let refused = t.act(&p.clerk, id, ActionKind::Accept, &fields).await.unwrap_err();
            assert!(refused.to_string().contains(part), "{refused}");
            assert_eq!(t.now_of(id).await.status, Status::Submitted);
        }
        let fields = [("kind", "complaint"), ("accused_units", "desk")];
        let refused = t.act(&p.clerk, id, ActionKind::Accept, &fields).await.unwrap_err();
        assert!(refused.to_string().contains("分办"), "{refused}");
        let mut reporter = p.clerk.clone();
        reporter.roles = vec![Role::Reporter];
        let fields = [("accused_accounts", "head"), ("reason", "来件指名")];
        let refused = t.act(&reporter, id, ActionKind::NameAccused, &fields).await.unwrap_err();
        assert!(refused.to_string().contains("由分办员、督导员或分管领导列明"), "{refused}");
        // all who oversee are accused: said in the record
        let after = name(t, &p.clerk, id, "supervisor\nleader", "").await;
        let told = desk::view(&t.app, &p.clerk, id).await.unwrap().timeline;
        assert!(told.last().unwrap().detail.contains("请报上级工会督导"));
        assert_eq!(after.overlays.accused.accounts.len(), 2);
    }
}
