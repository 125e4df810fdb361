//! 催办: who is told what and when, each thing once.

use huiyin_app::worker;
use huiyin_core::{ReminderNotice, StaffActor, SuggestionId};
use huiyin_workflow::ActionKind;
use huiyin_workflow::reminder::ReminderPlan;

use crate::kit::{TestApp, on_both};

/// The kinds of the notices about an item, oldest first.
async fn notices(t: &TestApp, reader: &StaffActor, id: SuggestionId) -> Vec<ReminderNotice> {
    let read = t.app.store().read();
    let mut found = read
        .staff_notices(&t.app.scope(reader).viewer, 100)
        .await
        .unwrap();
    found.retain(|notice| notice.suggestion == Some(id));
    found.iter().rev().map(|notice| notice.kind).collect()
}

async fn n_at(t: &TestApp, text: &str, id: SuggestionId) -> usize {
    t.move_to(text);
    worker::keep_deadlines(&t.app).await.unwrap();
    worker::keep_deadlines(&t.app).await.unwrap();
    notices(t, &t.people.head, id).await.len()
}

/// Changes the `reminder` tables as the database keeps them.
async fn set_plan(t: &TestApp, plan: Option<serde_json::Value>) {
    let kept = t.app.store().read().setting("dictionaries").await.unwrap();
    let mut kept = kept.unwrap();
    let fields = kept.as_object_mut().unwrap();
    assert!(fields.contains_key("reminder"), "the seed brings a plan");
    match plan {
        Some(plan) => fields.insert("reminder".to_owned(), plan),
        None => fields.remove("reminder"),
    };
    t.app
        .store()
        .write(move |tx| {
            let kept = kept.clone();
            Box::pin(async move { tx.set_setting("dictionaries", &kept).await })
        })
        .await
        .unwrap();
    t.app.reload_configuration().await.unwrap();
}

on_both! {
    async fn a_database_from_before_reminders_follows_the_shipped_plan(t) {
        let shipped = ReminderPlan::default();
        assert_eq!(t.app.directory().reminder_plan, shipped, "the file says what the program does");
        set_plan(t, None).await;
        assert_eq!(t.app.directory().reminder_plan, shipped);
    }

    async fn a_unit_with_its_own_plan_is_reminded_by_it(t) {
        let own = serde_json::json!([
            {"working_days": 0, "notice": "reminder", "label": "今天到期"},
            {"unit": "rights", "working_days": 3, "notice": "formal", "label": "已经超期三个工作日"},
        ]);
        set_plan(t, Some(own)).await;
        let id = t.in_progress("食堂增设无障碍通道").await.id;
        assert_eq!(n_at(t, "09-15 09:00", id).await, 0, "the common step is not theirs");
        assert_eq!(n_at(t, "09-17 09:00", id).await, 0);
        assert_eq!(n_at(t, "09-18 09:00", id).await, 1);
        assert_eq!(notices(t, &t.people.head, id).await, [ReminderNotice::Formal]);
    }

    async fn an_overdue_reply_is_reminded_once_though_the_worker_runs_twice(t) {
        let id = t.in_progress("食堂增设无障碍通道").await.id;
        t.move_to("09-16 08:00");
        let (one, two) = tokio::join!(worker::keep_deadlines(&t.app), worker::keep_deadlines(&t.app));
        one.unwrap();
        two.unwrap();
        t.run_workers().await;
        for reader in [&t.people.liaison, &t.people.handler, &t.people.head] {
            assert_eq!(notices(t, reader, id).await, [ReminderNotice::Formal]);
        }
    }

    async fn every_step_comes_on_its_day(t) {
        use ReminderNotice::{Circular, Formal, Reminder};
        // ten working days after Tuesday 1 September: Tuesday 15
        let case = t.in_progress("食堂增设无障碍通道").await;
        let id = case.id;
        let days = [
            ("09-10 23:59", 0), ("09-11 00:00", 1), ("09-13 10:00", 1), ("09-14 08:00", 2),
            ("09-15 08:00", 3), ("09-15 23:59", 3), ("09-16 00:00", 4), ("09-21 12:00", 4),
        ];
        for (day, expect) in days {
            assert_eq!(n_at(t, day, id).await, expect, "{day}");
        }
        assert_eq!(notices(t, &t.people.head, id).await, [Reminder, Reminder, Reminder, Formal]);
        let start = t.now();
        assert_eq!(n_at(t, "09-22 08:00", id).await, 4, "the circular is for the supervisors");
        assert!(notices(t, &t.people.supervisor, id).await.contains(&Circular));
        assert!(notices(t, &t.people.leader, id).await.contains(&Formal));
        assert_eq!(notices(t, &t.people.outsider, id).await, []);
        let entries = t.app.store().read().circular_entries(&huiyin_core::Viewer::nobody(), start, t.now() + chrono::Duration::days(1)).await.unwrap();
        assert!(entries.iter().any(|e| e.suggestion == id && e.unit == t.people.rights), "{entries:?}");

        let read = t.app.store().read();
        let told = read.staff_notices(&t.app.scope(&t.people.handler).viewer, 1).await.unwrap();
        let text = &told[0].text;
        assert!(text.contains(&case.ticket_no.to_string()), "{text}");
        assert!(text.contains("2026年9月15日") && text.contains("答复"), "{text}");
        assert!(!text.contains("无障碍") && !text.contains("轮椅"), "no content: {text}");
    }

    async fn an_explained_item_is_not_in_the_circular(t) {
        let id = t.in_progress("食堂增设无障碍通道").await.id;
        let start = t.move_to("09-16 08:00");
        worker::keep_deadlines(&t.app).await.unwrap();
        let suggestion = t.now_of(id).await;
        let open: Vec<i64> = suggestion.obligations.iter().filter(|o| o.is_open()).map(|o| o.no).collect();
        for no in open {
            let at = t.now();
            t.app.store().write(move |tx| Box::pin(async move { tx.explain_reminders(id, no, at).await })).await.unwrap();
        }
        t.move_to("09-29 08:00");
        worker::keep_deadlines(&t.app).await.unwrap();
        let entries = t.app.store().read().circular_entries(&huiyin_core::Viewer::nobody(), start, t.now() + chrono::Duration::days(1)).await.unwrap();
        assert!(!entries.iter().any(|e| e.suggestion == id), "{entries:?}");
    }

    async fn nobody_is_reminded_in_the_national_holiday(t) {
        t.move_to("09-16 09:00");
        let id = t.in_progress("食堂增设无障碍通道").await.id;
        // due on Wednesday 30 September
        let before = n_at(t, "09-30 09:00", id).await;
        for day in 1..=7 {
            assert_eq!(n_at(t, &format!("10-0{day} 09:00"), id).await, before, "{day} October");
        }
        assert_eq!(n_at(t, "10-08 09:00", id).await, before + 1);
    }

    async fn a_make_up_sunday_is_a_day_for_reminders(t) {
        t.move_to("09-04 09:00");
        let id = t.in_progress("食堂增设无障碍通道").await.id;
        // due on Friday 18 September; Sunday 20 is worked
        let before = n_at(t, "09-18 09:00", id).await;
        assert_eq!(n_at(t, "09-19 09:00", id).await, before, "a Saturday");
        assert_eq!(n_at(t, "09-20 09:00", id).await, before + 1);
        assert_eq!(notices(t, &t.people.head, id).await.last(), Some(&ReminderNotice::Formal));
    }

    async fn after_a_week_of_downtime_one_notice_comes_and_not_five(t) {
        let id = t.in_progress("食堂增设无障碍通道").await.id;
        assert_eq!(n_at(t, "09-30 09:00", id).await, 1);
        assert_eq!(notices(t, &t.people.head, id).await, [ReminderNotice::Formal]);
        let told = notices(t, &t.people.supervisor, id).await;
        // the support unit has its own formal notice, and nobody is named before one
        assert!(!told.contains(&ReminderNotice::Circular), "{told:?}");
    }

    async fn a_clock_that_is_set_back_sends_nothing_again(t) {
        let id = t.in_progress("食堂增设无障碍通道").await.id;
        assert_eq!(n_at(t, "09-16 09:00", id).await, 1);
        for day in ["09-11 09:00", "09-14 09:00", "09-15 09:00", "09-16 10:00"] {
            assert_eq!(n_at(t, day, id).await, 1, "{day}");
        }
    }

    async fn what_is_answered_in_time_is_not_reminded(t) {
        let id = t.replied("食堂增设无障碍通道").await.id;
        assert_eq!(n_at(t, "09-11 09:00", id).await, 0);
        assert_eq!(n_at(t, "09-16 09:00", id).await, 0);
    }

    async fn a_desk_that_forgets_is_reminded_too(t) {
        let id = t.submitted("食堂增设无障碍通道").await.id;
        t.move_to("09-02 08:00");
        worker::keep_deadlines(&t.app).await.unwrap();
        assert_eq!(notices(t, &t.people.clerk, id).await, [ReminderNotice::Reminder]);
        assert_eq!(notices(t, &t.people.second_clerk, id).await, [ReminderNotice::Reminder]);
        assert_eq!(notices(t, &t.people.head, id).await, []);
    }

    async fn a_disclosure_is_reminded_to_those_who_may_know(t) {
        let id = t.submitted("食堂采购").await.id;
        let accept = t.act(&t.people.clerk, id, ActionKind::Accept, &[("kind", "disclosure")]).await;
        assert!(accept.unwrap().is_restricted);
        let lead = t.people.rights.to_string();
        let assigned = t.act(&t.people.clerk, id, ActionKind::Assign, &[("lead", lead.as_str())]).await;
        assigned.unwrap();
        t.move_to("09-03 09:00");
        worker::keep_deadlines(&t.app).await.unwrap();
        assert_eq!(notices(t, &t.people.head, id).await, [ReminderNotice::Formal]);
        for stranger in [&t.people.liaison, &t.people.handler, &t.people.assistant, &t.people.outsider] {
            assert_eq!(notices(t, stranger, id).await, []);
        }
        let handler = t.people.handler.account.to_string();
        let named = t.act(&t.people.head, id, ActionKind::Acknowledge, &[("handler", handler.as_str())]).await;
        named.unwrap();
        t.move_to("09-30 09:00");
        worker::keep_deadlines(&t.app).await.unwrap();
        assert_eq!(notices(t, &t.people.handler, id).await, [ReminderNotice::Formal]);
        assert_eq!(notices(t, &t.people.liaison, id).await, []);
    }

    async fn what_the_system_closes_by_itself_is_not_reminded(t) {
        let happy = t.rated("食堂增设无障碍通道", "satisfied").await.id;
        let unhappy = t.rated("素菜窗口", "dissatisfied").await.id;
        // to be closed by the end of Thursday 3 September
        for day in ["09-02 09:00", "09-03 09:00", "09-03 13:00"] {
            t.move_to(day);
            worker::keep_deadlines(&t.app).await.unwrap();
        }
        let supervisor = &t.people.supervisor;
        assert_eq!(notices(t, supervisor, happy).await, []);
        assert_eq!(notices(t, supervisor, unhappy).await, [ReminderNotice::Reminder]);
        assert_eq!(notices(t, &t.people.clerk, unhappy).await, []);
    }

    async fn a_reader_marks_only_the_own_notices(t) {
        let id = t.in_progress("食堂增设无障碍通道").await.id;
        assert_eq!(n_at(t, "09-16 09:00", id).await, 1);
        let head = t.people.head.account;
        let viewer = t.app.scope(&t.people.head).viewer;
        let read = t.app.store().read();
        let notice = read.staff_notices(&viewer, 1).await.unwrap()[0].id;
        let unread = read.n_unread_staff_notices(&viewer).await.unwrap();
        let now = t.now();
        for (reader, left) in [(t.people.outsider.account, unread), (head, unread - 1)] {
            t.app.store().write(move |tx| Box::pin(async move { tx.mark_staff_notice_read(reader, notice, now).await })).await.unwrap();
            assert_eq!(read.n_unread_staff_notices(&viewer).await.unwrap(), left);
        }
    }
}
