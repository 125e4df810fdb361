//! The special procedures through their forms: what is typed becomes an action, numbers are
//! drawn, the rows keep it, `verify` agrees.

use huiyin_app::{AppError, desk, handling};
use huiyin_core::{ObligationKind, Status};
use huiyin_workflow::{ActionKind, ObligationEnd};

use crate::kit::on_both;

const REASON: [(&str, &str); 1] = [("reason", "理由充分")];

on_both! {
    async fn a_unit_sends_back_and_triage_gives_it_to_another(t) {
        let people = &t.people;
        let case = t.assigned("食堂门口加坡道").await;
        let before = t.now_of(case.id).await;
        let due = before.open_obligation(ObligationKind::Reply).unwrap().due_at;
        let other = people.legal_aid.to_string();
        let back = [("reason", "不属本部门职责"), ("proposed", other.as_str())];
        t.act(&people.liaison, case.id, ActionKind::RequestSendBack, &back).await.unwrap();
        // what the liaison wrote stands in the head's form
        let seen = desk::view(&t.app, &people.head, case.id).await.unwrap();
        let form = seen.forms.iter().find(|f| f.action == ActionKind::SendBack).unwrap();
        assert_eq!(form.fields[0].values, ["不属本部门职责"]);
        let sent = t.act(&people.head, case.id, ActionKind::SendBack, &back).await.unwrap();
        assert_eq!(sent.accountable_unit, Some(people.desk));
        let to = [("lead", other.as_str()), ("reason", "按职责分工")];
        let after = t.act(&people.clerk, case.id, ActionKind::Reassign, &to).await.unwrap();
        assert_eq!(after.accountable_unit, Some(people.legal_aid));
        let reply = after.open_obligation(ObligationKind::Reply).unwrap();
        assert_eq!((reply.unit, reply.due_at), (people.legal_aid, due));
        assert_eq!(t.now_of(case.id).await, after);
    }

    async fn supervision_orders_are_numbered_without_gaps(t) {
        let people = &t.people;
        let one = t.in_progress("食堂门口加坡道").await;
        let two = t.in_progress("宿舍热水").await;
        let order = |level: &'static str, due: &'static str| [
            ("level", level),
            ("trigger", "overdue"),
            ("requirement", "限期办结"),
            ("due_on", due),
        ];
        let act = ActionKind::Supervise;
        t.act(&people.supervisor, one.id, act, &order("ordinary", "2026-09-30")).await.unwrap();
        // refused for its date: its number is given back
        let refused = t.act(&people.supervisor, two.id, act, &order("ordinary", "2020-01-01")).await;
        assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
        let after = t.act(&people.leader, two.id, act, &order("listed", "2026-09-30")).await.unwrap();
        let numbers: Vec<String> = [t.now_of(one.id).await, after]
            .iter()
            .map(|s| s.overlays.open_supervision().unwrap().number())
            .collect();
        assert_eq!(numbers, ["督〔2026〕1号", "督〔2026〕2号"]);
    }

    async fn an_extension_moves_the_due_date_with_a_reason(t) {
        let people = &t.people;
        let case = t.in_progress("食堂门口加坡道").await;
        let before = t.now_of(case.id).await;
        let old = before.open_obligation(ObligationKind::Reply).unwrap().clone();
        let bad = [("amount", "三天"), ("reason", "需要检测")];
        let invalid = t.act(&people.head, case.id, ActionKind::AskExtension, &bad).await;
        assert!(matches!(invalid, Err(AppError::Invalid(_))), "{invalid:?}");
        let ask = [("amount", "5"), ("reason", "需要检测")];
        t.act(&people.head, case.id, ActionKind::AskExtension, &ask).await.unwrap();
        let granted =
            t.act(&people.supervisor, case.id, ActionKind::GrantExtension, &REASON).await.unwrap();
        let reply = granted.open_obligation(ObligationKind::Reply).unwrap();
        assert!(reply.due_at > old.due_at);
        let ended = granted.obligations.iter().find(|o| o.no == old.no).unwrap();
        assert_eq!(ended.ended.map(|(_, how)| how), Some(ObligationEnd::Moved));
        let policy = t.app.policy();
        let why = reply.explain(&policy.calendar, &policy.due);
        assert!(why.contains("经批准延期5个工作日"), "{why}");
    }

    async fn a_termination_is_approved_by_triage_and_told(t) {
        let people = &t.people;
        let case = t.in_progress("食堂门口加坡道").await;
        let ask = [("reason", "食堂已经拆除"), ("explanation", "该食堂已经停用")];
        t.act(&people.head, case.id, ActionKind::ProposeTermination, &ask).await.unwrap();
        let after = t.act(&people.clerk, case.id, ActionKind::ApproveTermination, &[]).await.unwrap();
        assert_eq!(after.status, Status::Terminated);
        let events = t.app.store().read().events(case.id).await.unwrap();
        let events: Vec<_> = events.into_iter().map(|e| e.recorded).collect();
        let told = huiyin_app::timeline::for_submitter(&t.app.directory(), &events);
        assert_eq!(told.last().unwrap().detail, "该食堂已经停用");
    }

    async fn every_button_has_a_form_and_an_empty_one_is_answered_in_chinese(t) {
        let people = &t.people;
        let case = t.in_progress("食堂门口加坡道").await;
        let mut seen_kinds = Vec::new();
        for actor in [&people.clerk, &people.supervisor, &people.leader, &people.liaison,
            &people.handler, &people.head, &people.assistant] {
            let seen = desk::view(&t.app, actor, case.id).await.unwrap();
            for spec in &seen.forms {
                seen_kinds.push(spec.action);
                assert!(!spec.explanation.is_empty(), "{:?}", spec.action);
                let needs = spec.fields.iter().any(|f| f.is_required);
                let empty = handling::ActionForm::new([]);
                let parsed =
                    handling::parse(&t.app, &seen.suggestion, spec.action, &empty).await;
                if let (true, Ok(action)) = (needs, parsed) {
                    let acted = handling::perform(
                        &t.app, actor, case.id, seen.suggestion.revision, action,
                    ).await;
                    let error = acted.unwrap_err().to_string();
                    assert!(error.chars().any(|c| c > '\u{4e00}'), "{:?}: {error}", spec.action);
                }
            }
        }
        for kind in [ActionKind::Reassign, ActionKind::Supervise, ActionKind::Direct,
            ActionKind::SendBack, ActionKind::AskExtension, ActionKind::Recuse] {
            assert!(seen_kinds.contains(&kind), "{kind:?} is offered to nobody");
        }
    }
}
