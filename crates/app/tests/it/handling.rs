//! 办理: the way from acceptance to the end, and who is told what of it.

use huiyin_app::desk::WorklistQuery;
use huiyin_app::{AppError, desk, handling, timeline, tracking};
use huiyin_core::{ObligationKind, Role, Status};
use huiyin_workflow::{Action, ActionKind};

use crate::kit::{Case, form, named, on_both, web};

const SATISFIED: [(&str, &str); 3] = [
    ("result", "satisfied"),
    ("attitude", "satisfied"),
    ("speed", "mostly_satisfied"),
];

on_both! {
    async fn a_letter_goes_the_whole_way_and_both_sides_can_read_it(t) {
        let people = &t.people;
        let case = t.in_progress("食堂门口加坡道").await;
        let opinion = [("opinion", "无障碍条例第十二条要求设坡道")];
        t.act(&people.assistant, case.id, ActionKind::GiveSupport, &opinion).await.unwrap();
        t.move_to("09-08 10:00");
        t.reply(case.id).await;
        t.move_to("09-09 10:00");
        tracking::rate(&t.app, case.id, &form(&SATISFIED)).await.unwrap();
        t.run_workers().await;
        assert_eq!(t.now_of(case.id).await.status, Status::Replied, "not due to be closed yet");
        t.move_to("09-14 10:00");
        t.run_workers().await;
        let closed = t.now_of(case.id).await;
        assert_eq!(closed.status, Status::Closed);
        assert_eq!(closed.open_obligations().count(), 0);

        let seen = desk::view(&t.app, &people.clerk, case.id).await.unwrap();
        let staff: Vec<_> = seen.timeline.iter().map(|e| e.what.as_str()).collect();
        assert_eq!(
            staff,
            ["登记", "受理", "分办", "签收", "协办意见", "提交答复审签", "审签发出", "评价", "办结"]
        );
        assert!(seen.timeline[2].detail.contains("权益保障部"), "{}", seen.timeline[2].detail);
        assert!(seen.timeline[3].detail.contains("工作人员handler"));
        assert_eq!(seen.timeline[8].who, "系统");

        let events = t.app.store().read().events(case.id).await.unwrap();
        let events: Vec<_> = events.into_iter().map(|e| e.recorded).collect();
        let told = timeline::for_submitter(&t.app.directory(), &events);
        let whats: Vec<_> = told.iter().map(|e| e.what.as_str()).collect();
        assert_eq!(
            whats,
            ["已收到并登记", "已受理", "已交办", "办理单位已签收", "已答复", "您作了评价", "已办结"]
        );
        for line in &told {
            let all = format!("{}{}{}", line.what, line.who, line.detail);
            assert!(!all.contains("工作人员"), "a name of staff: {all}");
            assert!(!all.contains("无障碍条例"), "an internal opinion: {all}");
        }
    }

    async fn the_handling_unit_sees_no_rating_before_the_end(t) {
        let people = &t.people;
        let case = t.rated("食堂门口加坡道", "satisfied").await;
        let check = async |actor: &huiyin_core::StaffActor, expected: bool| {
            let seen = desk::view(&t.app, actor, case.id).await.unwrap();
            assert_eq!(seen.may_see_rating, expected, "{}", actor.name);
        };
        check(&people.handler, false).await;
        check(&people.head, false).await;
        check(&people.liaison, false).await;
        check(&people.supervisor, true).await;
        check(&people.clerk, true).await;
        let seen = desk::view(&t.app, &people.handler, case.id).await.unwrap();
        let rating = seen.timeline.iter().find(|e| e.what == "评价").unwrap();
        assert!(!rating.detail.contains("满意"), "{}", rating.detail);
        t.move_to("09-20 10:00");
        t.run_workers().await;
        check(&people.handler, true).await;
    }

    async fn a_stale_page_changes_nothing(t) {
        let case = t.submitted("食堂门口加坡道").await;
        let clerk = &t.people.clerk;
        let seen = desk::view(&t.app, clerk, case.id).await.unwrap().suggestion;
        let note = |text: &str| Action::Note { text: text.to_owned() };
        let first = handling::perform(&t.app, clerk, case.id, seen.revision, note("先到")).await;
        let first = first.unwrap();
        assert_eq!(first.revision, seen.revision + 1);
        let second = t.people.second_clerk.clone();
        let late = handling::perform(&t.app, &second, case.id, seen.revision, note("后到")).await;
        assert!(matches!(late, Err(AppError::Stale)));
        assert_eq!(t.now_of(case.id).await, first);
        assert_eq!(t.app.store().read().events(case.id).await.unwrap().len(), 2);
    }

    async fn of_two_clerks_at_once_one_accepts(t) {
        let case = t.submitted("食堂门口加坡道").await;
        let revision = t.now_of(case.id).await.revision;
        let accept = || Action::Accept {
            kind: huiyin_core::SuggestionKind::Proposal,
            topic: None,
            points: Vec::new(),
        };
        let (one, two) = tokio::join!(
            handling::perform(&t.app, &t.people.clerk, case.id, revision, accept()),
            handling::perform(&t.app, &t.people.second_clerk, case.id, revision, accept()),
        );
        let stale = [&one, &two].iter().filter(|r| matches!(r, Err(AppError::Stale))).count();
        assert_eq!((one.is_ok() != two.is_ok(), stale), (true, 1), "{one:?} {two:?}");
    }

    async fn a_handler_of_another_unit_cannot_be_named(t) {
        let case = t.assigned("食堂门口加坡道").await;
        let liaison = &t.people.liaison;
        for wrong in [t.people.assistant.account.to_string(), "999999".to_owned(), "甲".to_owned()] {
            let fields = [("handler", wrong.as_str())];
            let refused = t.act(liaison, case.id, ActionKind::Acknowledge, &fields).await;
            let Err(AppError::Invalid(errors)) = refused else {
                panic!("{wrong} was named");
            };
            assert_eq!(errors[0].field, "handler");
        }
        assert_eq!(t.now_of(case.id).await.status, Status::Assigned);
    }

    async fn buttons_are_those_that_work(t) {
        let people = &t.people;
        let case = t.in_progress("食堂门口加坡道").await;
        let offered = async |actor: &huiyin_core::StaffActor| {
            let seen = desk::view(&t.app, actor, case.id).await.unwrap();
            seen.forms.iter().map(|f| f.action).collect::<Vec<_>>()
        };
        // the next step first; what there is to explain is offered once something is late
        assert_eq!(
            offered(&people.handler).await,
            [
                ActionKind::DraftReply,
                ActionKind::RequestSendBack,
                ActionKind::ProposeMerge,
                ActionKind::AskSupport,
                ActionKind::Recuse,
                ActionKind::ProposeTermination,
                ActionKind::Note,
            ]
        );
        assert_eq!(
            offered(&people.assistant).await,
            [ActionKind::GiveSupport, ActionKind::Recuse]
        );
        assert_eq!(
            offered(&people.clerk).await,
            [
                ActionKind::MarkRepeat,
                ActionKind::Reassign,
                ActionKind::Merge,
                ActionKind::SplitPoints,
                ActionKind::Split,
                ActionKind::AddSupport,
                ActionKind::Recuse,
                ActionKind::NameAccused,
                ActionKind::MarkUrgent,
                ActionKind::Note,
            ]
        );
        let refused = t.act(&people.clerk, case.id, ActionKind::SignOff, &[]).await;
        assert!(matches!(refused, Err(AppError::Refused(_))));
    }

    async fn every_point_is_answered_or_the_reply_is_not_taken(t) {
        let people = &t.people;
        let case = t.submitted("两件事").await;
        let fields = [("kind", "proposal"), ("points", "坡道\n素菜窗口")];
        t.act(&people.clerk, case.id, ActionKind::Accept, &fields).await.unwrap();
        t.assign(case.id).await;
        t.acknowledge(case.id).await;
        let half = [
            ("reply_kind", "final"),
            ("point_1", "坡道已修好"),
            ("result_class", "A"),
            ("adoption", "adopted"),
        ];
        let refused = t.act(&people.handler, case.id, ActionKind::DraftReply, &half).await;
        assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
        assert_eq!(t.now_of(case.id).await.status, Status::InProgress);
        let mut whole = half.to_vec();
        whole.push(("point_2", "素菜窗口下周一开"));
        t.act(&people.handler, case.id, ActionKind::DraftReply, &whole).await.unwrap();
    }

    async fn a_returned_draft_comes_back_with_its_words(t) {
        let people = &t.people;
        let case = t.in_progress("食堂门口加坡道").await;
        let draft = [
            ("reply_kind", "final"),
            ("point_1", "正在修"),
            ("result_class", "A"),
            ("adoption", "adopted"),
        ];
        t.act(&people.handler, case.id, ActionKind::DraftReply, &draft).await.unwrap();
        let why = [("reason", "请写明哪一天修好")];
        t.act(&people.head, case.id, ActionKind::ReturnDraft, &why).await.unwrap();
        let seen = desk::view(&t.app, &people.handler, case.id).await.unwrap();
        let again = seen.forms.iter().find(|f| f.action == ActionKind::DraftReply).unwrap();
        let point = again.fields.iter().find(|f| f.name == "point_1").unwrap();
        assert_eq!(point.values, ["正在修"]);
        t.reply(case.id).await;
    }

    async fn a_promise_stays_owed_after_the_end(t) {
        let people = &t.people;
        let case = t.in_progress("食堂门口加坡道").await;
        let draft = [
            ("reply_kind", "final"),
            ("point_1", "列入十月维修计划"),
            ("result_class", "B"),
            ("adoption", "adopted"),
            ("commitment", "修好坡道"),
            ("commitment_due_on", "2026-10-31"),
        ];
        t.act(&people.handler, case.id, ActionKind::DraftReply, &draft).await.unwrap();
        t.act(&people.head, case.id, ActionKind::SignOff, &[]).await.unwrap();
        tracking::rate(&t.app, case.id, &form(&SATISFIED)).await.unwrap();
        t.move_to("09-20 10:00");
        t.run_workers().await;
        let closed = t.now_of(case.id).await;
        assert_eq!(closed.status, Status::Closed);
        let owed: Vec<_> = closed.open_obligations().map(|o| (o.kind, o.unit)).collect();
        assert_eq!(owed, [(ObligationKind::Commitment, people.rights)]);
    }

    async fn a_caller_of_any_unit_finds_what_is_to_be_called_about(t) {
        let people = &t.people;
        let waiting = t.submitted("等受理").await;
        // whom nobody knows nobody can call
        t.replied("匿名来件").await;
        let case: Case = web(t, &named("食堂门口加坡道")).await.into();
        t.accept(case.id).await;
        t.assign(case.id).await;
        t.acknowledge(case.id).await;
        t.reply(case.id).await;
        let mut caller = people.outsider.clone();
        caller.roles = vec![Role::Caller];
        let todo = desk::worklist(&t.app, &caller, WorklistQuery::default()).await.unwrap();
        let ids: Vec<_> = todo.items.iter().map(|item| item.row.id).collect();
        assert_eq!(ids, [case.id], "not {}, which is the clerks' to do", waiting.id);
        assert!(desk::view(&t.app, &caller, case.id).await.is_ok());
        let call = [("result", "solved"), ("note", "本人说坡道已经能用")];
        t.act(&caller, case.id, ActionKind::FollowUp, &call).await.unwrap();
        t.queued().await;
    }

    async fn a_caller_records_a_rating_but_not_for_the_own_unit(t) {
        let people = &t.people;
        let case = t.replied("食堂门口加坡道").await;
        let mut own = people.head.clone();
        own.roles.push(Role::Caller);
        let refused = t.act(&own, case.id, ActionKind::Rate, &SATISFIED).await;
        assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
        let mut caller = people.clerk.clone();
        caller.roles = vec![Role::Caller];
        let rated = t.act(&caller, case.id, ActionKind::Rate, &SATISFIED).await.unwrap();
        assert!(rated.current_rating().is_some());
    }
}
