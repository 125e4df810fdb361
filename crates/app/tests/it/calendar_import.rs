//! 导入工作日历: what a preview shows, what a confirmation moves, and that it moves it once.

use huiyin_app::arrival::submit_form;
use huiyin_app::desk::calendar_import::{CalendarSource, confirm_calendar, preview_calendar};
use huiyin_app::{AppError, desk, tracking};
use huiyin_core::{ObligationKind, Status};
use huiyin_workflow::{Action, Event, ObligationEnd, decide};

use crate::kit::{TestApp, anonymous, named, on_both, web};

/// Made up, because nobody knows it yet; Monday 4 January is off, which no law says.
const NOTICE_2027: &str = "国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至4日（周一）放假，共4天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）上班。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至3日（周一）放假，共3天。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班。";

fn pasted() -> CalendarSource {
    CalendarSource::Text(NOTICE_2027.to_owned())
}

/// How often the due time of an item moved.
async fn times_moved(t: &TestApp, id: huiyin_core::SuggestionId) -> usize {
    let events = t.app.store().read().events(id).await.unwrap();
    events
        .iter()
        .filter(|e| matches!(e.recorded.change.event, Event::DueMoved { .. }))
        .count()
}

/// Moves what is owed one day to the front, behind the back of the use cases.
async fn count_back(t: &TestApp, id: huiyin_core::SuggestionId) {
    let ctx = t.app.staff_ctx(&t.people.admin);
    let policy = t.app.policy();
    let work = std::sync::Arc::new((ctx, policy));
    let done: Result<(), AppError> = t
        .app
        .store()
        .write(move |tx| {
            let work = std::sync::Arc::clone(&work);
            Box::pin(async move {
                let mut item = tx.load(id).await?.unwrap();
                let owed = item.open_obligation(ObligationKind::Accept).unwrap();
                let action = Action::MoveDue {
                    no: owed.no,
                    due_at: owed.due_at - chrono::Duration::days(1),
                    basis: owed.basis.clone(),
                    reason: "旧日历".into(),
                };
                let changes = decide(&item, &action, &work.0, &work.1)?;
                tx.record(&mut item, work.0.now, &work.0.actor, changes)
                    .await?;
                Ok(())
            })
        })
        .await;
    done.unwrap();
}

on_both! {
    async fn a_new_calendar_moves_each_open_item_once(t) {
        t.move_to("12-28 09:00");
        let receipt = web(t, &named("食堂门口加坡道")).await;
        let id = receipt.id;
        t.accept(id).await;
        t.assign(id).await;
        t.acknowledge(id).await;
        let before = t.now_of(id).await;
        let old = before.open_obligation(ObligationKind::Reply).unwrap().clone();
        assert!(old.basis.provisional);

        let admin = &t.people.admin;
        let preview = preview_calendar(&t.app, admin, pasted()).await.unwrap();
        let new_day = preview.changes.iter().find(|c| c.day.to_string() == "2027-01-04").unwrap();
        assert_eq!((new_day.before.as_str(), new_day.after.as_str()), ("工作日", "元旦放假"));
        let moved = preview.moved.iter().find(|m| m.kind == ObligationKind::Reply).unwrap();
        assert_eq!((moved.suggestion, moved.from), (id, old.due_at));
        assert!(moved.to > old.due_at);
        assert_eq!(t.now_of(id).await, before, "a preview changes nothing");

        let base = preview.base_version.as_str();
        let done = confirm_calendar(&t.app, admin, base, pasted()).await.unwrap();
        assert_eq!(done.moved, preview.moved.len() as u64);
        let after = t.now_of(id).await;
        let new = after.open_obligation(ObligationKind::Reply).unwrap();
        assert_eq!(new.due_at, moved.to);
        assert!(!new.basis.provisional);
        assert_eq!(new.basis.calendar_version, t.app.policy().calendar.version());
        let ended = after.obligations.iter().find(|o| o.no == old.no).unwrap();
        assert!(matches!(ended.ended, Some((_, ObligationEnd::Moved))));
        assert_eq!(after.lead().unwrap().due_at, moved.to);

        let n_moved = times_moved(t, id).await;
        let again = confirm_calendar(&t.app, admin, base, pasted()).await.unwrap();
        assert_eq!((again.moved, again.version), (0, done.version));
        assert_eq!(times_moved(t, id).await, n_moved);
        let twice = preview_calendar(&t.app, admin, pasted()).await.unwrap();
        assert!(twice.moved.is_empty() && twice.changes.is_empty());
        assert!(twice.warnings[0].contains("完全相同"), "{:?}", twice.warnings);

        let mails = t.queued().await;
        let told: Vec<_> = mails.iter().filter(|m| m.subject.contains("答复时限有变化")).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].text.contains("2027 年放假安排"), "{}", told[0].text);
        let log = t.app.store().read().admin_log(5).await.unwrap();
        assert!(log.iter().any(|e| e.what.contains("导入 2027 年工作日历")));
        assert_eq!(log.iter().filter(|e| e.what.contains("2027")).count(), 1);
        let seen = desk::view(&t.app, &t.people.clerk, id).await.unwrap();
        assert!(seen.timeline.iter().any(|e| e.what == "调整时限"));
    }

    async fn an_interrupted_confirmation_is_finished_by_the_next_one(t) {
        t.move_to("12-31 10:00");
        let admin = &t.people.admin;
        let late = t.another(|_| {}).await;
        let preview = preview_calendar(&t.app, admin, pasted()).await.unwrap();
        let base = preview.base_version.as_str();
        let first = confirm_calendar(&t.app, admin, base, pasted()).await.unwrap();
        assert_eq!(first.moved, 0, "nothing is owed yet");
        // counted by the old calendar, as what an interrupted confirmation leaves behind
        let left = submit_form(&t.app, &anonymous("素菜窗口"), Vec::new()).await.unwrap();
        count_back(t, left.id).await;
        let old = t.now_of(left.id).await.open_obligation(ObligationKind::Accept).unwrap().due_at;

        let (one, two) = tokio::join!(
            confirm_calendar(&t.app, admin, base, pasted()),
            confirm_calendar(&late, admin, base, pasted()),
        );
        assert_eq!(one.unwrap().moved + two.unwrap().moved, 1, "moved exactly once");
        let new = t.now_of(left.id).await.open_obligation(ObligationKind::Accept).unwrap().due_at;
        assert_eq!(new - old, chrono::Duration::days(1), "Monday 4 January is off");
        assert_eq!(times_moved(t, left.id).await, 2, "back by this test, and forth once");
        let again = confirm_calendar(&t.app, admin, base, pasted()).await.unwrap();
        assert_eq!(again.moved, 0);
    }

    async fn a_calendar_that_changed_since_the_preview_is_refused(t) {
        let admin = &t.people.admin;
        let preview = preview_calendar(&t.app, admin, pasted()).await.unwrap();
        let other = NOTICE_2027.replace("9月15日（周三）放假1天", "9月15日（周三）至16日放假，共2天");
        let other = CalendarSource::Text(other);
        let theirs = preview_calendar(&t.app, admin, other.clone()).await.unwrap();
        confirm_calendar(&t.app, admin, &theirs.base_version, other).await.unwrap();
        let refused = confirm_calendar(&t.app, admin, &preview.base_version, pasted()).await;
        assert!(
            matches!(&refused, Err(AppError::Invalid(e)) if e[0].message.contains("重新预览")),
            "{refused:?}"
        );
    }

    async fn closed_items_and_other_people_are_left_alone(t) {
        t.move_to("12-28 09:00");
        let case = t.in_progress("食堂门口加坡道").await;
        tracking::withdraw(&t.app, case.id, "").await.unwrap();
        assert_eq!(t.now_of(case.id).await.status, Status::Withdrawn);
        let preview = preview_calendar(&t.app, &t.people.admin, pasted()).await.unwrap();
        assert!(preview.moved.is_empty());
        for person in [&t.people.clerk, &t.people.leader] {
            let refused = preview_calendar(&t.app, person, pasted()).await;
            assert!(matches!(refused, Err(AppError::Forbidden(_))));
            let refused = confirm_calendar(&t.app, person, &preview.base_version, pasted()).await;
            assert!(matches!(refused, Err(AppError::Forbidden(_))));
        }
        let garbled = CalendarSource::Text(NOTICE_2027.replace("共7天", "共8天"));
        let refused = preview_calendar(&t.app, &t.people.admin, garbled).await;
        assert!(
            matches!(&refused, Err(AppError::Invalid(e))
                if e[0].field == "text" && e[0].message.starts_with("第 3 行")),
            "{refused:?}"
        );
    }
}
