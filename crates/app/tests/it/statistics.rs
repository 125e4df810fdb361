//! 统计: figures, who reads which, the items behind a number, files, 剔除 and 重复件.

use huiyin_app::statistics::{
    self, Drill, Grouping, Part, Shown, StatisticsPeriod, StatisticsQuery,
};
use huiyin_app::{AppError, desk, worker};
use huiyin_core::{Role, StaffActor, SuggestionId};
use huiyin_store::{Worklist, WorklistQuery};
use huiyin_workflow::ActionKind;
use huiyin_workflow::metric::Metric;

use crate::kit::{TestApp, anonymous, named, on_both, web};

fn september(t: &TestApp) -> StatisticsQuery {
    StatisticsQuery {
        period: StatisticsPeriod::parse("2026-09", t.now()).unwrap(),
        unit: None,
    }
}

fn reporter(t: &TestApp) -> StaffActor {
    StaffActor {
        roles: vec![Role::Reporter],
        ..t.people.second_clerk.clone()
    }
}

async fn figure(t: &TestApp, actor: &StaffActor, metric: Metric) -> String {
    let found = statistics::statistics(&t.app, actor, &september(t))
        .await
        .unwrap();
    let cell = found.figures.iter().find(|(m, _)| *m == metric).unwrap().1;
    cell.to_string()
}

async fn items(t: &TestApp, actor: &StaffActor, metric: Metric, part: Part) -> Vec<SuggestionId> {
    let drill = Drill {
        metric,
        part,
        group: None,
    };
    let query = september(t);
    let found = statistics::counted_items(&t.app, actor, &query, &drill, 0..50)
        .await
        .unwrap();
    assert_eq!(found.total, found.rows.len() as u64);
    found.rows.iter().map(|row| row.id).collect()
}

/// What is shown equals what the ledger tells, whether facts are kept or not.
async fn assert_recounted(t: &TestApp) {
    for _ in 0..2 {
        let recount = statistics::recount(&t.app, &september(t), true)
            .await
            .unwrap();
        assert_eq!(recount.is_equal(), Some(true), "{recount:#?}");
        worker::keep_facts(&t.app).await.unwrap();
    }
}

on_both! {
    async fn figures_lead_to_the_items_that_make_them(t) {
        let replied = t.replied("食堂门口加坡道").await;
        let open = t.in_progress("宿舍热水").await;
        let new = t.submitted("工资条看不懂").await;
        t.move_to("10-01 00:00");
        let people = &t.people;
        let boss = &people.leader;
        assert_eq!(figure(t, boss, Metric::AcceptanceRate).await, "2/3（66.7%）");
        assert_eq!(figure(t, boss, Metric::AnsweredRate).await, "1/3（33.3%）");
        assert_eq!(figure(t, boss, Metric::CommitmentsKept).await, "—");
        assert_eq!(figure(t, boss, Metric::ReportsInTime).await, "—");
        let of = |metric, part| items(t, boss, metric, part);
        assert_eq!(of(Metric::AnsweredRate, Part::Hits).await, [replied.id]);
        assert_eq!(of(Metric::AnsweredRate, Part::Misses).await, [open.id, new.id]);
        assert_eq!(of(Metric::AnsweredRate, Part::All).await.len(), 3);
        assert_recounted(t).await;
        // the second page of a list
        let drill = Drill { metric: Metric::AnsweredRate, part: Part::All, group: None };
        let second = statistics::counted_items(&t.app, boss, &september(t), &drill, 2..4).await;
        assert_eq!(second.unwrap().rows.len(), 1);
    }

    async fn a_head_reads_the_figures_of_the_own_unit_and_others_none(t) {
        t.in_progress("食堂门口加坡道").await;
        t.submitted("宿舍热水").await;
        t.move_to("10-01 00:00");
        let people = &t.people;
        assert_eq!(figure(t, &people.head, Metric::AcceptanceRate).await, "1/1（100.0%）");
        // the unit only assists: it counts nothing
        let assisting = StaffActor { roles: vec![Role::Head], ..people.assistant.clone() };
        assert_eq!(figure(t, &assisting, Metric::AcceptanceRate).await, "—");
        assert_eq!(figure(t, &people.outsider, Metric::AcceptanceRate).await, "—");
        assert_eq!(figure(t, &reporter(t), Metric::AcceptanceRate).await, "1/2（50.0%）");
        for stranger in [&people.admin, &people.handler, &people.liaison] {
            let asked = statistics::statistics(&t.app, stranger, &september(t)).await;
            assert!(matches!(asked, Err(AppError::Forbidden(_))), "{asked:?}");
        }
        let one = StatisticsQuery { unit: Some(people.rights), ..september(t) };
        let found = statistics::statistics(&t.app, &people.leader, &one).await.unwrap();
        assert_eq!(found.registered.to_string(), "1/1（100.0%）");
    }

    async fn few_disclosures_are_not_shown_and_not_listed(t) {
        for n in 0..4 {
            t.accepted(&format!("第{n}件")).await;
        }
        let secret = t.submitted("有人吃回扣").await;
        let clerk = &t.people.clerk;
        let fields = [("kind", "disclosure")];
        t.act(clerk, secret.id, ActionKind::Accept, &fields).await.unwrap();
        t.move_to("10-01 00:00");
        let reporter = reporter(t);
        let found = statistics::statistics(&t.app, &reporter, &september(t)).await.unwrap();
        assert_eq!(found.registered.to_string(), "5/5（100.0%）");
        let by_kind = found.breakdowns.iter().find(|b| b.by == Grouping::Kind).unwrap();
        let row = by_kind.rows.iter().find(|row| row.key == "disclosure").unwrap();
        assert_eq!(row.registered.shown, Shown::Small);
        assert_eq!(row.registered.to_string(), "<3");
        // the whole less the others would tell it
        let other = by_kind.rows.iter().find(|row| row.key == "proposal").unwrap();
        assert_eq!(other.registered.shown, Shown::Hidden);
        let listed = items(t, &reporter, Metric::AcceptanceRate, Part::All).await;
        assert!(listed.len() == 4 && !listed.contains(&secret.id), "{listed:?}");
        let seen = items(t, &t.people.leader, Metric::AcceptanceRate, Part::All).await;
        assert!(seen.contains(&secret.id));
        let csv = String::from_utf8(statistics::csv(&t.app, &found)).unwrap();
        assert!(csv.contains("\"举报\",\"<3\""), "{csv}");
    }

    async fn an_excluded_item_is_counted_apart_and_a_proposal_is_seen(t) {
        let late = t.in_progress("食堂门口加坡道").await;
        t.in_progress("宿舍热水").await;
        t.move_to("10-01 00:00");
        let people = &t.people;
        assert_eq!(figure(t, &people.leader, Metric::AnsweredInTime).await, "0/2（0.0%）");
        t.move_to("09-16 10:00");
        let propose = [("metric", "answered_in_time"), ("reason", "台风停工三天")];
        t.act(&people.head, late.id, ActionKind::ProposeExclusion, &propose).await.unwrap();
        let own = t.act(&people.head, late.id, ActionKind::ApproveExclusion, &[]).await;
        assert!(matches!(own, Err(AppError::Refused(_))), "{own:?}");
        t.act(&people.leader, late.id, ActionKind::ApproveExclusion, &[]).await.unwrap();
        t.move_to("10-01 00:00");
        let shown = figure(t, &people.leader, Metric::AnsweredInTime).await;
        assert_eq!(shown, "0/1（0.0%），剔除 1 件");
        let excluded = items(t, &people.leader, Metric::Overdue, Part::Excluded).await;
        assert_eq!(excluded, [late.id]);
        assert_recounted(t).await;
    }

    async fn a_proposal_about_a_closed_item_stands_in_the_worklist(t) {
        let case = t.rated("食堂门口加坡道", "satisfied").await;
        let people = &t.people;
        t.act(&people.supervisor, case.id, ActionKind::Close, &[]).await.unwrap();
        let todo = async |actor| {
            let query = WorklistQuery { list: Worklist::Todo, ..WorklistQuery::default() };
            desk::worklist(&t.app, actor, query).await.unwrap().total
        };
        assert_eq!(todo(&people.leader).await, 0);
        let propose = [("metric", "duration"), ("reason", "台风停工三天")];
        t.act(&reporter(t), case.id, ActionKind::ProposeExclusion, &propose).await.unwrap();
        assert_eq!(todo(&people.leader).await, 1);
        assert_eq!(todo(&people.supervisor).await, 1);
        let no = [("reason", "停工不影响这一件")];
        t.act(&people.supervisor, case.id, ActionKind::RefuseExclusion, &no).await.unwrap();
        assert_eq!(todo(&people.leader).await, 0);
    }

    async fn a_repeat_shows_the_earlier_item_to_those_who_may_see_it(t) {
        let first = t.submitted("食堂门口加坡道").await;
        let second = t.in_progress("食堂门口还是没有坡道").await;
        let clerk = &t.people.clerk;
        let mark = async |of: &str| {
            let fields = [("of", of), ("reason", "同一人同一台阶")];
            t.act(clerk, second.id, ActionKind::MarkRepeat, &fields).await
        };
        for wrong in ["坡道", "GH2026-000099"] {
            let refused = mark(wrong).await;
            assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
        }
        mark(&first.ticket_no.to_string()).await.unwrap();
        let seen = desk::view(&t.app, clerk, second.id).await.unwrap();
        assert_eq!(seen.repeat_of.unwrap().id, first.id);
        let seen = desk::view(&t.app, &t.people.head, second.id).await.unwrap();
        assert!(seen.repeat_of.is_none());
        t.move_to("10-01 00:00");
        assert_eq!(figure(t, clerk, Metric::RepeatRate).await, "1/2（50.0%）");
        assert_recounted(t).await;
    }

    async fn files_hold_the_figures_and_mask_the_submitters(t) {
        web(t, &named("食堂门口加坡道")).await;
        t.queued().await;
        web(t, &anonymous("宿舍热水")).await;
        t.move_to("10-01 00:00");
        let reporter = reporter(t);
        let query = september(t);
        let found = statistics::statistics(&t.app, &reporter, &query).await.unwrap();
        assert!(statistics::xlsx(&t.app, &found).unwrap().starts_with(b"PK"));
        let csv = String::from_utf8(statistics::csv(&t.app, &found)).unwrap();
        assert!(csv.contains("\"受理率\",\"0\",\"2\",\"0/2（0.0%）\""), "{csv}");
        let table = statistics::summary_table(&t.app, &reporter, &query.period).await.unwrap();
        assert!(table.starts_with(b"PK"));
        let handler = &t.people.handler;
        let refused = statistics::summary_table(&t.app, handler, &query.period).await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))));
    }
}
