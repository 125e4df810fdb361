//! 修改时限规则和日历: what a preview shows, what a confirmation changes and moves, and that every
//! node knows it.

use huiyin_app::arrival::submit_form;
use huiyin_app::desk::calendar_import::{CalendarSource, confirm_calendar, preview_calendar};
use huiyin_app::desk::policy_edit::{PolicyForm, confirm_policy, preview_policy, view_policy};
use huiyin_app::desk::{Worklist, WorklistQuery};
use huiyin_app::{AppError, desk};
use huiyin_core::time::{due_date, local_date};
use huiyin_core::{ObligationKind, SuggestionKind};
use huiyin_workflow::{ActionKind, Event};

use crate::kit::{TestApp, anonymous, named, on_both, web};

/// A form of these fields and a reason.
fn form(change: &str, fields: &[(&str, &str)]) -> PolicyForm {
    let mut all: std::collections::BTreeMap<String, String> = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    all.insert("change".into(), change.into());
    all.entry("reason".into())
        .or_insert("工会发〔2026〕9号".into());
    PolicyForm(all)
}

fn reply_rule(amount: &str, from: &str, scope: &str) -> PolicyForm {
    form(
        "rule",
        &[
            ("obligation", "reply"),
            ("kind", "praise"),
            ("amount", amount),
            ("unit", "working_day"),
            ("label", "答复"),
            ("effective_from", from),
            ("scope", scope),
        ],
    )
}

/// The one confirmation of a preview.
async fn change(t: &TestApp, form: &PolicyForm) -> huiyin_app::desk::policy_edit::PolicyConfirmed {
    let preview = preview_policy(&t.app, &t.people.admin, form).await.unwrap();
    confirm_policy(&t.app, &t.people.admin, preview.base, form)
        .await
        .unwrap()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only what is wrong in a form is looked into"
)]
fn message(error: &AppError) -> String {
    match error {
        AppError::Invalid(errors) => errors
            .iter()
            .map(|e| format!("{}:{} ", e.field, e.message))
            .collect(),
        other => format!("{other:?}"),
    }
}

async fn reply_of(t: &TestApp, id: huiyin_core::SuggestionId) -> huiyin_workflow::Obligation {
    t.now_of(id)
        .await
        .open_obligation(ObligationKind::Reply)
        .unwrap()
        .clone()
}

/// The days for a reply to praise, by the rules in force on a day.
fn reply_limit(t: &TestApp, on: &str) -> u32 {
    let policy = t.app.policy();
    let facts = huiyin_workflow::policy::Facts {
        kind: SuggestionKind::Praise,
        track: huiyin_core::Track::Ordinary,
        channel: huiyin_core::Channel::Web,
        is_urgent: false,
    };
    policy
        .limit(ObligationKind::Reply, facts, on.parse().unwrap())
        .0
        .amount
}

on_both! {
    async fn a_new_rule_holds_from_its_day_for_new_obligations_only(t) {
        let case = t.in_progress("食堂门口加坡道").await;
        let old = reply_of(t, case.id).await;
        let new_rule = reply_rule("7", "2026-09-02", "new");
        let preview = preview_policy(&t.app, &t.people.admin, &new_rule).await.unwrap();
        assert!(preview.is_choice && preview.what.contains("7个工作日"), "{}", preview.what);
        let before = t.app.policy().rules.rules().len();
        let done = confirm_policy(&t.app, &t.people.admin, preview.base, &new_rule).await.unwrap();
        assert_eq!(done.moved, 0);
        assert_eq!(reply_of(t, case.id).await, old, "what is owed stays");
        assert_eq!(t.app.policy().rules.rules().len(), before + 1, "old versions stay");
        assert_eq!(reply_limit(t, "2026-09-02"), 7);
        assert_ne!(reply_limit(t, "2026-09-01"), 7);
        let view = view_policy(&t.app).await.unwrap();
        let newest = &view.changes[0];
        assert_eq!((newest.no, newest.account), (done.no, Some(t.people.admin.account)));
        assert_eq!(newest.reason, "工会发〔2026〕9号");
        let version = view.rules.iter().find(|v| v.rule.revision == done.no).unwrap();
        assert_eq!(version.until, None);
        assert_eq!(version.rule.version, format!("2026-09.{}", done.no));
        let ended = view.rules.iter().find(|v| v.until == Some("2026-09-02".parse().unwrap()));
        assert_eq!(ended.map(|v| v.rule.code.as_str()), Some(version.rule.code.as_str()));
    }

    async fn open_items_move_when_the_administrator_says_so_and_the_submitter_is_told(t) {
        let receipt = web(t, &named("食堂门口加坡道")).await;
        let id = receipt.id;
        t.accept(id).await;
        t.assign(id).await;
        t.acknowledge(id).await;
        let old = reply_of(t, id).await;
        let kind = t.now_of(id).await.kind;
        let rule = form("rule", &[
            ("obligation", "reply"), ("kind", kind.code()), ("amount", "20"),
            ("unit", "working_day"), ("label", "答复"), ("effective_from", "2026-09-01"),
            ("scope", "open"),
        ]);
        let preview = preview_policy(&t.app, &t.people.admin, &rule).await.unwrap();
        let shown = preview.recounted.moved.iter().find(|m| m.kind == ObligationKind::Reply).unwrap();
        assert_eq!((shown.suggestion, shown.from), (id, old.due_at));
        let done = confirm_policy(&t.app, &t.people.admin, preview.base, &rule).await.unwrap();
        assert_eq!(done.moved, preview.recounted.moved.len() as u64);
        let new = reply_of(t, id).await;
        assert_eq!(new.due_at, shown.to);
        assert_eq!(new.basis.limit.amount, 20);
        assert!(new.basis.rule.ends_with(&format!("@2026-09.{}", done.no)), "{}", new.basis.rule);
        // sent again, as after an interruption: nothing is left
        let again = confirm_policy(&t.app, &t.people.admin, preview.base, &rule).await.unwrap();
        assert_eq!((again.no, again.moved), (done.no, 0));
        assert_eq!(view_policy(&t.app).await.unwrap().changes.len(), 1);
        let mails = t.queued().await;
        let told: Vec<_> = mails.iter().filter(|m| m.subject.contains("答复时限有变化")).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].text.contains("工会发〔2026〕9号"), "{}", told[0].text);
    }

    async fn an_ended_rule_gives_way_and_a_correction_replaces(t) {
        let urgent = |amount: &str| form("rule", &[
            ("obligation", "reply"), ("kind", "praise"), ("amount", amount), ("unit", "day"),
            ("label", "答复（表扬）"), ("effective_from", "2026-09-10"),
        ]);
        change(t, &urgent("3")).await;
        assert_eq!(reply_limit(t, "2026-09-10"), 3);
        change(t, &urgent("4")).await;
        assert_eq!(reply_limit(t, "2026-09-10"), 4, "the later of two from the same day");
        let general = reply_limit(t, "2026-09-09");
        let end = form("end", &[("rule", "reply/praise///"), ("effective_from", "2026-10-01")]);
        change(t, &end).await;
        assert_eq!(reply_limit(t, "2026-09-30"), 4);
        assert_eq!(reply_limit(t, "2026-10-01"), general);
        let twice = preview_policy(&t.app, &t.people.admin, &end).await.unwrap_err();
        assert!(message(&twice).contains("已经停止适用"), "{twice:?}");
    }

    async fn a_preview_that_is_old_is_refused_and_so_is_nonsense(t) {
        let admin = &t.people.admin;
        let form_one = reply_rule("7", "2026-09-02", "new");
        let preview = preview_policy(&t.app, admin, &form_one).await.unwrap();
        change(t, &reply_rule("8", "2026-09-03", "new")).await;
        let stale = confirm_policy(&t.app, admin, preview.base, &form_one).await.unwrap_err();
        assert!(message(&stale).contains("重新预览"), "{stale:?}");
        assert_eq!(view_policy(&t.app).await.unwrap().changes.len(), 1);
        for (bad, expect) in [
            (reply_rule("0", "2026-09-02", ""), "amount:时限至少为 1"),
            (reply_rule("x", "2026-09-02", ""), "amount:请填写 1 到 9999"),
            (reply_rule("5", "2026-08-31", ""), "effective_from:生效日期不能早于今天"),
            (reply_rule("5", "", ""), "effective_from:请选择生效日期"),
            (form("rule", &[("reason", "")]), "reason:请填写修改的理由"),
            (form("rule", &[]), "obligation:请选择"),
            (form("rule", &[("obligation", "commitment")]), "承诺"),
            (form("close", &[("from", "2026-09-15"), ("to", "2026-09-14"), ("name", "台风")]), "to:最后一天不能早于"),
            (form("close", &[("from", "2026-09-15"), ("to", "2026-10-16"), ("name", "台风")]), "to:一次停办最多"),
            (form("close", &[("from", "2026-09-15"), ("unit", "99999"), ("name", "台风")]), "unit:"),
            (form("reopen", &[("closure", "12")]), "closure:这个停办日已经取消"),
            (form("other", &[]), "change:"),
        ] {
            let refused = preview_policy(&t.app, admin, &bad).await.unwrap_err();
            assert!(message(&refused).contains(expect), "{expect}: {refused:?}");
        }
        for person in [&t.people.clerk, &t.people.leader] {
            let refused = preview_policy(&t.app, person, &form_one).await;
            assert!(matches!(refused, Err(AppError::Forbidden(_))));
            let refused = confirm_policy(&t.app, person, 1, &form_one).await;
            assert!(matches!(refused, Err(AppError::Forbidden(_))));
        }
    }

    async fn a_closure_moves_what_its_unit_owes_and_nothing_else(t) {
        let case = t.in_progress("食堂门口加坡道").await;
        let opinion = [("opinion", "可行，三天完工")];
        t.act(&t.people.assistant, case.id, ActionKind::GiveSupport, &opinion).await.unwrap();
        let open = web(t, &named("素菜窗口")).await.id;
        let (old, desk_owes) = (reply_of(t, case.id).await, t.now_of(open).await);
        let unit = old.unit.to_string();
        let close = form("close", &[
            ("unit", &unit), ("from", "2026-09-03"), ("to", "2026-09-04"), ("name", "台风“梅花”"),
        ]);
        let preview = preview_policy(&t.app, &t.people.admin, &close).await.unwrap();
        assert!(!preview.is_choice, "closed is closed");
        assert!(preview.recounted.moved.iter().all(|m| m.unit == old.unit));
        let done = confirm_policy(&t.app, &t.people.admin, preview.base, &close).await.unwrap();
        assert_eq!(done.moved, preview.recounted.moved.len() as u64);
        let new = reply_of(t, case.id).await;
        let calendar = t.app.policy().calendar.clone();
        let later = calendar.working_days_between(due_date(old.due_at), due_date(new.due_at));
        assert_eq!(later, 2);
        assert!(new.basis.calendar_version.ends_with(&format!("+closure-{}", done.no)));
        assert_eq!(t.now_of(open).await, desk_owes, "the desk works");
        // the list counts the days on which the unit that owes works
        let query = WorklistQuery { list: Worklist::InProgress, ..WorklistQuery::default() };
        let listed = desk::worklist(&t.app, &t.people.supervisor, query).await.unwrap();
        for item in &listed.items {
            let due = due_date(item.row.next_due_at.unwrap());
            let left = calendar.working_days_between(local_date(t.app.now()), due);
            let closed = if item.row.next_due_unit == Some(old.unit) { 2 } else { 0 };
            assert_eq!(item.remaining, Some(left - closed), "{:?}", item.row);
        }
        assert!(listed.items.iter().any(|item| item.row.next_due_unit == Some(old.unit)));
        // the reason names the days, also day by day for programs
        let json = desk::due_reasons(&t.app, &t.people.clerk, case.id).await.unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let owed = json["obligations"].as_array().unwrap();
        let reply = owed.iter().find(|o| o["kind"] == "reply").unwrap();
        let days = reply["days"].as_array().unwrap();
        let closed = days.iter().find(|d| d["day"] == "2026-09-03").unwrap();
        assert_eq!((closed["number"].is_null(), closed["reason"].as_str()), (true, Some("台风“梅花”停办")));
        let last = days.last().unwrap();
        assert_eq!(last["number"], new.basis.limit.amount);
        assert_eq!(last["day"], reply["due_on"]);
        assert_eq!(local_date(old.opened_at).to_string(), "2026-09-01");
        // taken away again, everything is as before, under yet another version
        let row = view_policy(&t.app).await.unwrap().closures[0].id.to_string();
        let gone = change(t, &form("reopen", &[("closure", &row)])).await;
        assert_eq!(gone.moved, done.moved);
        let back = reply_of(t, case.id).await;
        assert_eq!(back.due_at, old.due_at);
        assert!(back.basis.calendar_version.ends_with(&format!("+closure-{}", gone.no)));
        t.queued().await;
    }

    async fn the_other_node_knows_without_a_restart(t) {
        let other = t.another(|_| {}).await;
        let close = form("close", &[("from", "2026-09-02"), ("name", "抗台风")]);
        change(t, &close).await;
        assert_ne!(other.policy().calendar.version(), t.app.policy().calendar.version());
        // a write looks for itself
        let receipt = submit_form(&other, &anonymous("素菜窗口"), Vec::new()).await.unwrap();
        let id = receipt.id;
        let accept = t.now_of(id).await.open_obligation(ObligationKind::Accept).unwrap().clone();
        assert_eq!(due_date(accept.due_at).to_string(), "2026-09-03");
        assert_eq!(other.policy().calendar.version(), t.app.policy().calendar.version());
        // and so does a node that only reads
        let third = t.another(|_| {}).await;
        change(t, &reply_rule("7", "2026-09-02", "new")).await;
        third.refresh(&third.store().read()).await.unwrap();
        assert_eq!(third.policy().rules, t.app.policy().rules);
    }

    async fn the_procedure_changes_on_its_day(t) {
        let view = view_policy(&t.app).await.unwrap();
        let mut fields: Vec<(String, String)> = view.procedure.limits.iter()
            .map(|(code, limit)| (code.clone(), limit.to_string())).collect();
        fields.push(("rest_day_arrival".into(), "next_day".into()));
        fields.push(("after_supplement".into(), "resume".into()));
        fields.push(("effective_from".into(), "2026-09-03".into()));
        let with = |more: &[(&str, &str)]| {
            let mut all: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            all.extend_from_slice(more);
            form("procedure", &all)
        };
        let same = preview_policy(&t.app, &t.people.admin, &with(&[])).await.unwrap_err();
        assert!(message(&same).contains("没有修改"), "{same:?}");
        let case = t.in_progress("食堂门口加坡道").await;
        let old = reply_of(t, case.id).await;
        let new = with(&[("send_back", "3个工作日"), ("close_of_business", "17:00"), ("scope", "open")]);
        let done = change(t, &new).await;
        assert!(done.what.contains("退回，自分办起 3个工作日") && done.what.contains("17:00"), "{}", done.what);
        assert!(!done.what.contains("挂账"), "only what changes: {}", done.what);
        assert!(done.moved > 0);
        let moved = reply_of(t, case.id).await;
        assert_eq!(due_date(old.due_at), due_date(moved.due_at));
        assert_eq!(old.due_at - moved.due_at, chrono::Duration::hours(7));
        assert_eq!(t.app.policy().limits.send_back.amount, 2, "not yet");
        t.move_to("09-03 08:00");
        let later = web(t, &named("素菜窗口")).await.id;
        assert_eq!(t.app.policy().limits.send_back.amount, 3, "a new day, another version");
        let accept = t.now_of(later).await.open_obligation(ObligationKind::Accept).unwrap().clone();
        assert_eq!(accept.due_at.with_timezone(&huiyin_core::time::china()).format("%H:%M").to_string(), "17:00");
        t.queued().await;
    }

    async fn a_date_that_stays_is_no_longer_provisional(t) {
        t.move_to("12-31 10:00");
        let id = web(t, &named("食堂门口加坡道")).await.id;
        let old = t.now_of(id).await.open_obligation(ObligationKind::Accept).unwrap().clone();
        assert!(old.basis.provisional);
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let rows = [
            ["日期", "类型", "名称"],
            ["2027-01-01至3日", "放假", "元旦"],
            ["2027年10月1日—7日", "放假", "国庆节"],
        ];
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write(row, column, cell).unwrap();
            }
        }
        let file = CalendarSource::File(book.save_to_buffer().unwrap());
        let preview = preview_calendar(&t.app, &t.people.admin, file).await.unwrap();
        assert_eq!((preview.moved.len(), preview.n_confirmed), (0, 1));
        let text = CalendarSource::Text(preview.notice.to_holiday_cn());
        let done = confirm_calendar(&t.app, &t.people.admin, &preview.base_version, text).await.unwrap();
        assert_eq!(done.moved, 0);
        let new = t.now_of(id).await.open_obligation(ObligationKind::Accept).unwrap().clone();
        assert_eq!((new.no, new.due_at, new.basis.provisional), (old.no, old.due_at, false));
        assert_eq!(new.basis.calendar_version, done.version);
        let events = t.app.store().read().events(id).await.unwrap();
        let confirmed = |e: &&huiyin_store::LedgerEntry| matches!(e.recorded.change.event, Event::DueConfirmed { .. });
        assert_eq!(events.iter().filter(confirmed).count(), 1);
        let seen = desk::view(&t.app, &t.people.clerk, id).await.unwrap();
        assert!(seen.timeline.iter().any(|e| e.what == "时限不再是暂定"));
        t.queued().await;
    }
}
