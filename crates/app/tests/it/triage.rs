//! 受理之前: the second person, the question to the submitter, the clock that stops.

use huiyin_app::{AppError, timeline, tracking};
use huiyin_core::{ObligationKind, Status};
use huiyin_workflow::ActionKind;

use crate::kit::{Case, named, on_both, web};

const DECLINE: [(&str, &str); 2] = [
    ("reason_code", "outside-union"),
    ("explanation", "路灯由市政部门管理"),
];

on_both! {
    async fn a_decline_needs_a_second_person_and_says_where_to_go(t) {
        let people = &t.people;
        let case = Case::from(web(t, &named("小区路灯不亮")).await);
        t.act(&people.clerk, case.id, ActionKind::ProposeDecline, &DECLINE).await.unwrap();
        assert_eq!(t.queued().await.len(), 1, "only the receipt: nothing is told yet");
        let alone = t.act(&people.clerk, case.id, ActionKind::ConfirmDecline, &[]).await;
        assert!(matches!(alone, Err(AppError::Refused(_))));
        assert_eq!(t.now_of(case.id).await.status, Status::Submitted);
        t.act(&people.second_clerk, case.id, ActionKind::ConfirmDecline, &[]).await.unwrap();
        let declined = t.now_of(case.id).await;
        assert_eq!(declined.status, Status::Declined);
        assert_eq!(declined.open_obligations().count(), 0);
        let notice = t.queued().await.pop().unwrap();
        assert!(notice.subject.contains("受理结果"));
        assert!(!notice.text.contains("路灯") && !notice.text.contains("12345"));
        let events = t.app.store().read().events(case.id).await.unwrap();
        let events: Vec<_> = events.into_iter().map(|e| e.recorded).collect();
        let told = timeline::for_submitter(&t.app.directory(), &events).pop().unwrap();
        assert_eq!(told.what, "不予受理");
        assert!(told.detail.contains("路灯由市政部门管理"));
        assert!(told.detail.contains("12345"), "the dictionary's way on: {}", told.detail);
    }

    async fn a_rejected_decline_leaves_the_accept_clock_as_it_was(t) {
        let people = &t.people;
        let case = t.submitted("小区路灯不亮").await;
        let before = t.now_of(case.id).await.next_due().unwrap().due_at;
        t.act(&people.clerk, case.id, ActionKind::ProposeDecline, &DECLINE).await.unwrap();
        let why = [("reason", "厂区里的路灯归后勤管")];
        t.act(&people.supervisor, case.id, ActionKind::RejectDecline, &why).await.unwrap();
        let after = t.now_of(case.id).await;
        assert_eq!(after.next_due().unwrap().due_at, before);
        t.accept(case.id).await;
    }

    async fn a_question_stops_the_clock_and_the_answer_starts_it_again(t) {
        let case = Case::from(web(t, &named("车间太热")).await);
        let list = [("list", "请写明是哪个车间、几点最热")];
        t.act(&t.people.clerk, case.id, ActionKind::AskSupplement, &list).await.unwrap();
        let asked = t.now_of(case.id).await;
        assert_eq!(asked.status, Status::Supplementing);
        assert!(asked.open_obligation(ObligationKind::Accept).is_none());
        let mails = t.queued().await;
        assert!(mails[1].subject.contains("需要您补充内容"));
        assert!(!mails[1].text.contains("几点最热"));
        t.move_to("09-04 15:00");
        t.run_workers().await;
        assert_eq!(t.now_of(case.id).await.status, Status::Supplementing);
        let answered = tracking::supplement(&t.app, case.id, "三车间，下午两点", Vec::new()).await;
        let answered = answered.unwrap();
        assert_eq!(answered.status, Status::Submitted);
        let accept = answered.open_obligation(ObligationKind::Accept).unwrap();
        // Friday afternoon, one working day left: the end of Monday
        assert_eq!(accept.due_at, t.move_to("09-08 00:00"));
        let again = t.act(&t.people.clerk, case.id, ActionKind::AskSupplement, &list).await;
        assert!(matches!(again, Err(AppError::Refused(_))), "asked twice");
        let words = t.app.store().read().supplements(case.id).await.unwrap();
        assert_eq!(words[0].body, "三车间，下午两点");
    }

    async fn a_question_without_an_answer_lapses_by_itself_once(t) {
        let case = t.submitted("车间太热").await;
        let list = [("list", "请写明是哪个车间")];
        t.act(&t.people.clerk, case.id, ActionKind::AskSupplement, &list).await.unwrap();
        // seven working days after Tuesday 1 September: the end of Thursday 10
        t.move_to("09-10 23:59");
        t.run_workers().await;
        assert_eq!(t.now_of(case.id).await.status, Status::Supplementing);
        t.move_to("09-11 00:00");
        t.run_workers().await;
        let lapsed = t.now_of(case.id).await;
        assert_eq!(lapsed.status, Status::Submitted);
        assert!(lapsed.open_obligation(ObligationKind::Accept).is_some());
        t.run_workers().await;
        assert_eq!(t.now_of(case.id).await, lapsed);
    }

    async fn further_words_after_acceptance_do_not_turn_the_clock(t) {
        let case = t.in_progress("车间太热").await;
        let before = t.now_of(case.id).await;
        let after = tracking::supplement(&t.app, case.id, "夜班也热", Vec::new()).await.unwrap();
        assert_eq!(after.obligations, before.obligations);
        assert_eq!(after.status, Status::InProgress);
    }
}
