//! 答复质检 through the forms: the writer is advised, the head gives a reason, it is recorded,
//! counted, and told on the timeline.

use huiyin_app::{AppError, desk, handling};
use huiyin_core::GateFindingKind::{self, InterimAsFinal, OffPoint, UntrackedPromise};
use huiyin_core::{StaffActor, Status, SuggestionId};
use huiyin_workflow::ActionKind;

use crate::kit::{TestApp, form, on_both};

const PASSED_ON: &str = "您反映的问题已收悉，已转交后勤部门处理，有结果会及时反馈。";
const PROMISED: &str = "食堂门口的坡道已经设计好，将于9月30日前完成施工，轮椅可以进出。";
const STRAY: &str = "经与车队商量，夜班通勤车末班由二十二点四十分改为二十三点二十分发车，化验室的夜班职工交接班后都能赶上，时刻表已在班车站点更换，司机排班由两班改为三班，冬季提前二十分钟热车，车上加装监控和急救箱。";
const WHY: (&str, &str) = ("override_reason", "已与建议人电话核实，其所问正是此事");

fn reply(text: &str) -> [(&str, &str); 4] {
    [
        ("reply_kind", "final"),
        ("point_1", text),
        ("result_class", "A"),
        ("adoption", "adopted"),
    ]
}

fn kinds(check: &handling::ReplyCheck) -> Vec<GateFindingKind> {
    check.findings.iter().map(|f| f.kind).collect()
}

/// What the writer's page is told about a reply.
async fn advised(
    t: &TestApp,
    who: &StaffActor,
    id: SuggestionId,
    fields: &[(&str, &str)],
) -> Option<handling::ReplyCheck> {
    let seen = desk::view(&t.app, who, id).await.unwrap().suggestion;
    let typed = form(fields);
    let action = handling::parse(&t.app, &seen, ActionKind::DraftReply, &typed)
        .await
        .unwrap();
    handling::advice(&t.app, &seen, &action, &typed)
        .await
        .unwrap()
}

on_both! {
    async fn the_writer_is_advised_once_for_the_same_words(t) {
        let handler = &t.people.handler;
        let case = t.in_progress("食堂门口加坡道").await;
        let check = advised(t, handler, case.id, &reply(PASSED_ON)).await.unwrap();
        assert_eq!(kinds(&check), [InterimAsFinal]);
        assert!(check.terms.asked.iter().any(|term| term.text.contains("食堂")));
        let mut again = reply(PASSED_ON).to_vec();
        again.push((handling::SEEN, check.seen.as_str()));
        assert!(advised(t, handler, case.id, &again).await.is_none(), "it was read");
        // other words are looked at anew
        again[1] = ("point_1", PROMISED);
        let other = advised(t, handler, case.id, &again).await.unwrap();
        assert_eq!(kinds(&other), [UntrackedPromise]);
        let mut tracked = reply(PROMISED).to_vec();
        tracked.extend([("commitment", "完成坡道施工"), ("commitment_due_on", "2026-09-30")]);
        assert!(advised(t, handler, case.id, &tracked).await.is_none(), "it is tracked");
        let good = reply("食堂门口的坡道已经修好，轮椅可以进出。");
        assert!(advised(t, handler, case.id, &good).await.is_none());
        // nothing was changed by asking
        assert_eq!(t.now_of(case.id).await.status, Status::InProgress);
    }

    async fn the_head_says_why_a_reply_goes_out_over_a_finding(t) {
        let people = &t.people;
        let case = t.in_progress("食堂门口加坡道").await;
        let (draft, sign) = (ActionKind::DraftReply, ActionKind::SignOff);
        t.act(&people.handler, case.id, draft, &reply(STRAY)).await.unwrap();
        // handler and head see the same findings; the head is asked for a reason
        for who in [&people.handler, &people.head] {
            let view = desk::view(&t.app, who, case.id).await.unwrap();
            assert_eq!(kinds(view.gate.as_ref().unwrap()), [OffPoint]);
        }
        let view = desk::view(&t.app, &people.head, case.id).await.unwrap();
        let asked = view.forms.iter().find(|f| f.action == sign).unwrap();
        assert_eq!(asked.fields[0].name, "override_reason");
        assert!(asked.fields[0].hint.contains("答非所问"));
        let refused = t.act(&people.head, case.id, sign, &[("override_reason", " ")]).await;
        let Err(AppError::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!(
            refusal.to_string(),
            "答复质检发现：答非所问。请退回修改，或写明仍然发出的理由"
        );
        assert_eq!(t.now_of(case.id).await.status, Status::InReview);
        let after = t.act(&people.head, case.id, sign, &[WHY]).await.unwrap();
        assert_eq!(after.status, Status::Replied);
        assert_eq!(t.now_of(case.id).await, after);
        let view = desk::view(&t.app, &people.head, case.id).await.unwrap();
        assert!(view.gate.is_none(), "it is out");
        let step = view.timeline.iter().find(|step| step.what == "审签发出").unwrap();
        assert_eq!(
            step.detail,
            format!("正式答复；质检发现：答非所问；仍然发出的理由：{}", WHY.1)
        );
    }

    async fn overrides_are_counted_by_kind_and_unit(t) {
        let people = &t.people;
        let nothing = desk::recent_gate_counts(&t.app).await.unwrap();
        assert_eq!((nothing.n_issued, nothing.n_overridden), (0, 0));
        t.replied("食堂门口加坡道").await;
        for text in [STRAY, PROMISED] {
            let case = t.in_progress("食堂门口加坡道").await;
            t.act(&people.handler, case.id, ActionKind::DraftReply, &reply(text)).await.unwrap();
            t.act(&people.head, case.id, ActionKind::SignOff, &[WHY]).await.unwrap();
        }
        let counts = desk::recent_gate_counts(&t.app).await.unwrap();
        assert_eq!((counts.n_issued, counts.n_overridden), (3, 2));
        let of_unit = &counts.by_unit[&people.rights];
        assert_eq!((of_unit[&OffPoint], of_unit[&UntrackedPromise]), (1, 1));
        let words = desk::gate_words(&t.app, &counts);
        assert!(words.starts_with("近 30 天发出正式答复 3 件，其中写明理由越过质检发出 2 件"), "{words}");
        assert!(words.contains("权益保障部（答非所问 1、承诺未登记 1）"), "{words}");
    }

    async fn the_same_text_for_another_matter_is_seen(t) {
        let people = &t.people;
        let general = "工会历来重视职工的合理诉求，坚持以职工为中心，不断完善服务机制，畅通沟通渠道，努力为职工办实事解难事，下一步将继续加强与各方面的沟通协调，不断提高服务质量和水平。";
        let first = t.in_progress("食堂门口加坡道").await;
        t.act(&people.handler, first.id, ActionKind::DraftReply, &reply(general)).await.unwrap();
        t.act(&people.head, first.id, ActionKind::SignOff, &[WHY]).await.unwrap();
        let second = t.in_progress("宿舍热水时间太短").await;
        let check = advised(t, &people.handler, second.id, &reply(general)).await.unwrap();
        assert!(kinds(&check).contains(&GateFindingKind::Canned), "{check:?}");
    }

    async fn an_interim_reply_is_signed_without_a_reason(t) {
        let people = &t.people;
        let case = t.in_progress("食堂门口加坡道").await;
        let interim = [("reply_kind", "interim"), ("point_1", PASSED_ON)];
        assert!(advised(t, &people.handler, case.id, &interim).await.is_none());
        t.act(&people.handler, case.id, ActionKind::DraftReply, &interim).await.unwrap();
        let after = t.act(&people.head, case.id, ActionKind::SignOff, &[]).await.unwrap();
        assert_eq!(after.status, Status::InProgress);
        let counts = desk::recent_gate_counts(&t.app).await.unwrap();
        assert_eq!(counts.n_issued, 0);
    }
}
