//! Units, topics, rules, calendar, settings.

use chrono::NaiveDate;
use huiyin_core::DayKind;
use huiyin_store::{CalendarYear, NewUnit};
use huiyin_workflow::calendar::CalendarDay;
use huiyin_workflow::time_rule::TimeRules;

use crate::bench::on_both;

const RULES: &str = r#"
version = "t1"
effective_from = 2026-01-01
rule = [
    { obligation = "accept", amount = 1, unit = "working_day", label = "受理" },
    { obligation = "accept", urgent = true, amount = 2, unit = "hour", label = "紧急件受理" },
    { obligation = "reply", kind = "complaint", track = "ordinary", channel = "web", amount = 15, unit = "working_day", label = "答复" },
]
"#;

fn day(year: i32, month: u32, day: u32, kind: DayKind) -> CalendarDay {
    CalendarDay {
        day: NaiveDate::from_ymd_opt(year, month, day).unwrap(),
        kind,
        name: "元旦".into(),
        source: "国务院办公厅通知".into(),
    }
}

on_both! {
    async fn time_rules_read_back_as_they_were_written(t) {
        let rules = TimeRules::from_toml(RULES).unwrap().rules().to_vec();
        let kept = rules.clone();
        for _ in 0..2 {
            let kept = kept.clone();
            let write = t.store.write(move |tx| {
                let kept = kept.clone();
                Box::pin(async move { tx.replace_time_rules(&kept).await })
            });
            write.await.unwrap();
        }
        assert_eq!(t.store.read().time_rules().await.unwrap(), rules);
    }

    async fn a_new_edition_of_a_year_replaces_the_old_one_only(t) {
        let old = vec![day(2025, 1, 1, DayKind::Off)];
        let draft = vec![day(2025, 12, 31, DayKind::Off), day(2026, 1, 1, DayKind::Off)];
        let last = vec![day(2025, 12, 31, DayKind::Work), day(2026, 1, 2, DayKind::Off)];
        for (year, version, days) in [(2025, "a", &old), (2026, "b", &draft), (2026, "c", &last)] {
            let days = days.clone();
            let write = t.store.write(move |tx| {
                let days = days.clone();
                let year = CalendarYear { year, version: version.to_owned() };
                Box::pin(async move { tx.replace_calendar(year, &days).await })
            });
            write.await.unwrap();
        }
        let read = t.store.read();
        let notices = read.calendar_notices().await.unwrap();
        assert_eq!(notices.len(), 2);
        assert_eq!((notices[0].year, &notices[0].days), (2025, &old));
        assert_eq!((notices[1].year, &notices[1].days), (2026, &last));
        let years = read.calendar_years().await.unwrap();
        assert_eq!(years[1], CalendarYear { year: 2026, version: "c".into() });
    }

    async fn a_unit_with_a_known_code_is_changed_in_place(t) {
        let lead = t.world.lead;
        let write = t.store.write(move |tx| Box::pin(async move {
            let unit = NewUnit {
                code: "logistics".into(),
                name: "后勤保障部".into(),
                short_name: "后勤".into(),
                parent: None,
                branch: "office".into(),
                keywords: vec![],
                is_desk: false,
                is_active: false,
                sort_no: 0,
            };
            assert_eq!(tx.upsert_unit(unit).await?, lead);
            tx.set_setting("due", &serde_json::json!({"rest_day_arrival": "next_day"})).await?;
            tx.set_setting("due", &serde_json::json!({"rest_day_arrival": "deemed_received"})).await
        }));
        write.await.unwrap();
        let read = t.store.read();
        let units = read.units().await.unwrap();
        assert_eq!(units.len(), 4);
        assert_eq!((units[0].id, units[0].name.as_str(), units[0].parent), (lead, "后勤保障部", None));
        assert_eq!(read.topics().await.unwrap()[0].id, t.world.topic);
        let setting = read.setting("due").await.unwrap().unwrap();
        assert_eq!(setting["rest_day_arrival"], "deemed_received");
        assert_eq!(read.setting("nothing").await.unwrap(), None);
    }

    async fn migrating_again_changes_nothing(t) {
        t.store.migrate().await.unwrap();
        t.another().await.migrate().await.unwrap();
        assert_eq!(t.store.read().units().await.unwrap().len(), 4);
    }

    async fn processes_that_start_together_migrate_once(t) {
        if t.is_postgres() {
            t.tamper("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
        } else {
            t.store.close().await;
            std::fs::remove_dir_all(t.folder.path().join("data")).unwrap();
        }
        let mut starting = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let store = t.another().await;
            starting.spawn(async move {
                store.migrate().await?;
                store.read().units().await
            });
        }
        for units in starting.join_all().await {
            assert_eq!(units.unwrap(), []);
        }
    }
}
