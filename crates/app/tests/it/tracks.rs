//! 信访 and 合理化建议 through their forms, to the end.

use huiyin_app::{AppError, desk, tracking, worker};
use huiyin_core::{ObligationKind, ReviewLevel, Status};
use huiyin_workflow::ActionKind;

use crate::kit::{Case, TestApp, anonymous, named, on_both, web};

/// Accepted as that kind, in progress at the rights department.
async fn in_progress(t: &TestApp, case: &Case, kind: &str) {
    let fields = [("kind", kind)];
    let act = ActionKind::Accept;
    t.act(&t.people.clerk, case.id, act, &fields).await.unwrap();
    t.assign(case.id).await;
    t.acknowledge(case.id).await;
}

const ASSESSED: [(&str, &str); 6] = [
    ("score_feasibility", "4"),
    ("score_novelty", "3"),
    ("score_benefit", "5"),
    ("recommendation", "adopted"),
    ("opinion", "可行，每年节约电费"),
    ("award_level", "third"),
];

/// Assessed, adopted and answered.
async fn adopted(t: &TestApp, title: &str) -> Case {
    let case: Case = web(t, &anonymous(title)).await.into();
    in_progress(t, &case, "improvement").await;
    let act = ActionKind::Assess;
    t.act(&t.people.handler, case.id, act, &ASSESSED)
        .await
        .unwrap();
    t.reply(case.id).await;
    case
}

on_both! {
    async fn a_petition_is_reviewed_by_a_unit_that_sees_it_only_then(t) {
        let people = &t.people;
        let case: Case = web(t, &named("多年未补缴养老保险")).await.into();
        in_progress(t, &case, "petition").await;
        let told = [("way", "邮寄受理告知书，已签收")];
        let after = t.act(&people.clerk, case.id, ActionKind::TellAcceptance, &told).await.unwrap();
        assert!(after.open_obligation(ObligationKind::TellAcceptance).is_none());
        t.reply(case.id).await;
        let letters = t.queued().await;
        let reply = letters.iter().find(|l| l.subject.contains("已有答复")).unwrap();
        assert!(reply.text.contains("凭查询码申请复查"), "{}", reply.text);
        assert!(!reply.text.contains("坡道"), "no content: {}", reply.text);

        let empty = tracking::ask_review(&t.app, case.id, "  ").await;
        assert!(matches!(empty, Err(AppError::Invalid(_))), "{empty:?}");
        let asked = tracking::ask_review(&t.app, case.id, "没有查阅我提供的工资条").await.unwrap();
        let review = asked.overlays.open_review().unwrap();
        assert_eq!(review.level, ReviewLevel::Reexamination);
        let words = t.app.store().read().supplements(case.id).await.unwrap();
        assert_eq!(words.last().unwrap().body, "没有查阅我提供的工资条");

        // the women's department sees it from the moment it is named
        let hidden = desk::view(&t.app, &people.outsider, case.id).await;
        assert!(matches!(hidden, Err(AppError::NotFound)), "{hidden:?}");
        let lead = [("unit", people.rights.to_string())];
        let lead: Vec<(&str, &str)> = lead.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let refused = t.act(&people.supervisor, case.id, ActionKind::AssignReview, &lead).await;
        assert!(refused.unwrap_err().to_string().contains("办理过这一件的单位不能复查"));
        let unit = people.outsider.unit.to_string();
        let to = [("unit", unit.as_str())];
        t.act(&people.supervisor, case.id, ActionKind::AssignReview, &to).await.unwrap();
        let seen = desk::view(&t.app, &people.outsider, case.id).await.unwrap();
        assert!(seen.forms.iter().any(|f| f.action == ActionKind::ConcludeReview));

        let upheld = [("result", "upheld"), ("text", "原处理意见事实清楚")];
        let act = ActionKind::ConcludeReview;
        let after = t.act(&people.outsider, case.id, act, &upheld).await.unwrap();
        let window = after.open_obligation(ObligationKind::ReviewWindow).unwrap();
        assert_eq!(window.unit, people.rights);
        let events = t.app.store().read().events(case.id).await.unwrap();
        let events: Vec<_> = events.into_iter().map(|e| e.recorded).collect();
        let told = huiyin_app::timeline::for_submitter(&t.app.directory(), &events);
        assert_eq!(told.last().unwrap().detail, "复查意见：维持\n原处理意见事实清楚");
        assert_eq!(t.now_of(case.id).await, after);
        t.queued().await;
    }

    async fn a_petition_nobody_disputes_closes_by_itself_after_its_windows(t) {
        let case: Case = web(t, &anonymous("多年未补缴养老保险")).await.into();
        in_progress(t, &case, "petition").await;
        t.reply(case.id).await;
        // 1 September + 30 days = 1 October, a holiday: 8 October; the rating ended long before
        t.move_to("10-08 23:59");
        worker::keep_deadlines(&t.app).await.unwrap();
        assert_eq!(t.now_of(case.id).await.status, Status::Replied);
        t.move_to("10-09 00:00");
        assert_eq!(worker::keep_deadlines(&t.app).await.unwrap(), 1);
        assert_eq!(t.now_of(case.id).await.status, Status::Closed);
        assert_eq!(worker::keep_deadlines(&t.app).await.unwrap(), 0);
    }

    async fn a_quashed_answer_is_a_new_round(t) {
        let people = &t.people;
        let case: Case = web(t, &anonymous("多年未补缴养老保险")).await.into();
        in_progress(t, &case, "petition").await;
        t.reply(case.id).await;
        tracking::ask_review(&t.app, case.id, "事实不清").await.unwrap();
        let unit = people.outsider.unit.to_string();
        let to = [("unit", unit.as_str())];
        t.act(&people.supervisor, case.id, ActionKind::AssignReview, &to).await.unwrap();
        let quashed = [("result", "quashed"), ("text", "应当查阅工资条")];
        let act = ActionKind::ConcludeReview;
        let after = t.act(&people.outsider, case.id, act, &quashed).await.unwrap();
        assert_eq!((after.round, after.status), (2, Status::Assigned));
        assert_eq!(t.now_of(case.id).await, after);
    }

    async fn an_improvement_is_assessed_adopted_followed_and_awarded(t) {
        let people = &t.people;
        let case: Case = web(t, &anonymous("空压机余热利用")).await.into();
        in_progress(t, &case, "improvement").await;
        let act = ActionKind::Assess;
        let part = t.act(&people.handler, case.id, act, &ASSESSED[1..]).await.unwrap_err();
        assert_eq!(part.to_string(), "请给“可行性”评分，1 到 5 分");
        t.act(&people.handler, case.id, act, &ASSESSED).await.unwrap();
        let major = [("reason", "涉及全市")];
        let after = t.act(&people.clerk, case.id, ActionKind::MarkMajor, &major).await.unwrap();
        assert!(after.overlays.is_major);
        t.reply(case.id).await;
        let act = ActionKind::ReportEffect;
        let effect = |saving| [("text", "节约电费"), ("saving", saving),
            ("from", "2026-09-01"), ("to", "2026-09-01")];
        let bad = t.act(&people.handler, case.id, act, &effect("很多")).await.unwrap_err();
        assert!(matches!(bad, AppError::Invalid(_)), "{bad}");
        t.act(&people.handler, case.id, act, &effect("12,000.50")).await.unwrap();
        let act = ActionKind::ProposeAward;
        let award = |amount| [("level", "third"), ("amount", amount), ("reason", "效益明显")];
        let much = t.act(&people.head, case.id, act, &award("2000.01")).await.unwrap_err();
        assert_eq!(much.to_string(), "三等奖的奖金不超过 2000 元");
        t.act(&people.head, case.id, act, &award("2000")).await.unwrap();
        let after = t.act(&people.leader, case.id, ActionKind::ApproveAward, &[]).await.unwrap();
        assert!(after.overlays.approved_award().is_some());
        assert_eq!(t.now_of(case.id).await, after);
        let events = t.app.store().read().events(case.id).await.unwrap();
        let events: Vec<_> = events.into_iter().map(|e| e.recorded).collect();
        let told = huiyin_app::timeline::for_submitter(&t.app.directory(), &events);
        let last: Vec<_> = told.iter().rev().take(2).map(|e| e.detail.as_str()).collect();
        assert_eq!(last[0], "三等奖，奖金 2000 元");
        assert!(last[1].ends_with("节约或者创造价值 12000.50 元"), "{}", last[1]);
    }

    async fn one_matter_is_awarded_once(t) {
        let people = &t.people;
        let first = adopted(t, "空压机余热利用").await;
        t.move_by(chrono::Duration::minutes(5));
        let second = adopted(t, "利用空压机的余热").await;
        let act = ActionKind::ProposeAward;
        let naming = |no: &str| [("level", "honour".to_owned()), ("reason", "效益明显".to_owned()),
            ("same_matter", no.to_owned())];
        let propose = async |case: &Case, no: &str| {
            let fields = naming(no);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            t.act(&people.head, case.id, act, &fields).await
        };
        let no = first.ticket_no.to_string();
        let later = propose(&second, &no).await.unwrap_err();
        assert!(later.to_string().contains("同一内容奖励第一提出人"), "{later}");
        let nobody = propose(&first, "GH2026-9999").await.unwrap_err();
        assert!(nobody.to_string().contains("没有登记号为"), "{nobody}");
        propose(&first, &second.ticket_no.to_string()).await.unwrap();
        t.act(&people.leader, first.id, ActionKind::ApproveAward, &[]).await.unwrap();
        // the other is settled with it, also when nobody names the first
        let again = propose(&second, "").await.unwrap_err();
        assert_eq!(again.to_string(), format!("同一内容已经由 {no} 获得奖励，不重复奖励"));
    }

    async fn what_the_office_declared_the_same_is_awarded_once_without_being_named(t) {
        let people = &t.people;
        let first = adopted(t, "空压机余热利用").await;
        t.move_by(chrono::Duration::minutes(5));
        let second = adopted(t, "利用空压机的余热").await;
        let no = first.ticket_no.to_string();
        let same = [("of", no.as_str()), ("reason", "同一人又写了一遍")];
        t.act(&people.clerk, second.id, ActionKind::MarkRepeat, &same).await.unwrap();
        let act = ActionKind::ProposeAward;
        let fields = [("level", "honour"), ("reason", "效益明显")];
        let later = t.act(&people.head, second.id, act, &fields).await.unwrap_err();
        assert!(later.to_string().contains(&format!("{no} 收到在先")), "{later}");
        t.act(&people.head, first.id, act, &fields).await.unwrap();
        t.act(&people.leader, first.id, ActionKind::ApproveAward, &[]).await.unwrap();
        let again = t.act(&people.head, second.id, act, &fields).await.unwrap_err();
        assert_eq!(again.to_string(), format!("同一内容已经由 {no} 获得奖励，不重复奖励"));
    }
}
