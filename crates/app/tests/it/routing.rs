//! 分办规则: what the clerk is proposed, and how a change is tried, saved and followed.

use huiyin_app::AppError;
use huiyin_app::desk;
use huiyin_app::handling::FieldKind;
use huiyin_app::routing::{Month, RoutingRuleForm, dry_run, preview_rule, rules, save_rule};
use huiyin_core::{SuggestionId, UnitId};
use huiyin_store::NewUnit;
use huiyin_workflow::ActionKind;

use crate::kit::{TestApp, anonymous, on_both, web};

/// Accepted, with a topic and a body of its own.
async fn accepted(t: &TestApp, topic: &str, body: &str) -> SuggestionId {
    let mut letter = anonymous(body);
    letter.body = body.to_owned();
    let id = web(t, &letter).await.id;
    let topic = t.app.directory().topic_named(topic).map(|t| t.to_string());
    let topic = topic.unwrap_or_default();
    let fields = [("kind", "proposal"), ("topic", topic.as_str())];
    t.act(&t.people.clerk, id, ActionKind::Accept, &fields)
        .await
        .unwrap();
    id
}

/// What the form of 分办 shows for the lead: the value before anybody typed, the hint, and the
/// choices under the first heading.
async fn lead(t: &TestApp, id: SuggestionId) -> (Vec<String>, String, Vec<String>) {
    let view = desk::view(&t.app, &t.people.clerk, id).await.unwrap();
    let form = view.forms.iter().find(|f| f.action == ActionKind::Assign);
    let field = form
        .unwrap()
        .fields
        .iter()
        .find(|f| f.name == "lead")
        .unwrap();
    let FieldKind::Select(choices) = &field.kind else {
        panic!("a list to choose from");
    };
    let proposed = choices
        .iter()
        .filter(|c| c.group.as_ref().is_some_and(|g| g.starts_with("规则建议")))
        .map(|c| c.label.clone())
        .collect();
    (field.values.clone(), field.hint.clone(), proposed)
}

fn unit(t: &TestApp, code: &str) -> UnitId {
    t.app.directory().unit_named(code).unwrap()
}

fn new_rule(t: &TestApp, label: &str, topic: &str, unit_code: &str) -> RoutingRuleForm {
    RoutingRuleForm {
        base: "0".into(),
        label: label.into(),
        topic: t.app.directory().topic_named(topic).unwrap().to_string(),
        unit: unit(t, unit_code).to_string(),
        priority: "300".into(),
        is_active: "yes".into(),
        effective_from: "2026-10-08".into(),
        reason: "职责调整".into(),
        ..RoutingRuleForm::default()
    }
}

fn fields_of(error: AppError) -> Vec<&'static str> {
    let AppError::Invalid(errors) = error else {
        panic!("{error:?}");
    };
    errors.into_iter().map(|e| e.field).collect()
}

type Spoil = fn(&mut RoutingRuleForm);

on_both! {
    async fn the_clerk_is_proposed_a_unit_with_the_reason(t) {
        let id = accepted(t, "women-health", "女职工体检项目太少").await;
        let (values, hint, several) = lead(t, id).await;
        assert_eq!(values, [unit(t, "women").to_string()]);
        assert!(hint.starts_with("分办规则建议滨海市总工会女职工部：类别是“女职工健康”（规则“女职工权益”）。"), "{hint}");
        assert!(hint.contains("今天分办的，答复时限为"), "{hint}");
        assert!(several.is_empty());

        let both = accepted(t, "", "蓝湾区的公交站没有雨棚").await;
        let (values, hint, several) = lead(t, both).await;
        assert!(values.is_empty(), "nobody is chosen for the clerk");
        assert_eq!(several, ["滨海市蓝湾区总工会", "滨海市交通运输工会"]);
        assert!(hint.contains("2 个单位，请选定一个主办") && hint.contains("来件提到的“蓝湾区”"), "{hint}");

        let nobody = accepted(t, "", "希望办得更好").await;
        let (values, hint, _) = lead(t, nobody).await;
        assert_eq!(values, [t.people.desk.to_string()]);
        assert!(hint.starts_with("没有适用的分办规则，由分办台兜底"), "{hint}");

        // the clerk decides: the engine takes another unit as before
        t.assign(both).await;
        assert_eq!(t.now_of(both).await.lead_unit(), Some(t.people.rights));
    }

    async fn the_chosen_unit_counts_more_than_the_text(t) {
        let mut letter = anonymous("港湾区的食堂太吵");
        letter.unit = unit(t, "gr-lanjing").to_string();
        let id = web(t, &letter).await.id;
        t.accept(id).await;
        let (values, hint, _) = lead(t, id).await;
        assert_eq!(values.len(), 1, "{hint}");
        assert_eq!(values, [unit(t, "kaifaqu").to_string()], "{hint}");
        assert!(hint.contains("登记时选定的单位“蓝鲸电子"), "{hint}");
    }

    async fn the_unit_that_a_disclosure_names_is_not_proposed(t) {
        let mut letter = anonymous("公交集团克扣工资");
        letter.unit = unit(t, "ind-transport").to_string();
        let id = web(t, &letter).await.id;
        t.act(&t.people.clerk, id, ActionKind::Accept, &[("kind", "disclosure")]).await.unwrap();
        let (values, hint, _) = lead(t, id).await;
        assert_eq!(values, [t.people.desk.to_string()], "{hint}");
        assert!(!hint.contains("公交"), "{hint}");
    }

    async fn a_change_is_tried_on_last_month_saved_and_followed(t) {
        t.move_to("09-08 09:00");
        let right = accepted(t, "women-health", "女职工体检项目太少").await;
        t.assign(right).await;
        accepted(t, "pay-raise", "工资多年没涨").await;
        accepted(t, "", "希望办得更好").await;
        t.move_to("10-08 09:00");
        let clerk = &t.people.clerk;
        let month = Month::before(t.app.now());
        assert_eq!(month.code(), "2026-09");

        let now = dry_run(&t.app, clerk, month).await.unwrap();
        assert_eq!((now.run.items, now.run.changed), (3, 0));
        assert_eq!((now.run.new.single, now.run.new.fallback), (2, 1));
        assert_eq!((now.run.new.right, now.run.new.assigned), (0, 1));
        assert_eq!(now.rows.len(), 1, "the rights department led what belongs to another");
        assert_eq!(now.rows[0].suggestion, Some(right));

        let form = new_rule(t, "女职工健康", "women-health", "rights");
        let preview = preview_rule(&t.app, clerk, month, &form).await.unwrap();
        let tried = &preview.dry_run;
        assert_eq!((tried.run.items, tried.run.changed), (3, 1));
        assert_eq!((tried.run.old.right, tried.run.new.right), (0, 1));
        assert_eq!(tried.rows[0].new.only_unit(), Some(t.people.rights));
        assert_eq!(tried.rows[0].leads, Some((t.people.rights, t.people.rights)));
        assert!(tried.rows[0].title.as_ref().unwrap().contains("体检"));
        let before = rules(&t.app, clerk).await.unwrap().len();

        let other = t.another(|_| {}).await;
        let saved = save_rule(&t.app, clerk, &form).await.unwrap();
        // another node routes by it from its next step on
        other.refresh(&other.store().read()).await.unwrap();
        let known = |app: &huiyin_app::App| app.directory().routing.newest_of(&saved.code).cloned();
        assert_eq!(known(&other), known(&t.app));
        assert!(known(&other).is_some());
        assert_eq!((saved.code.as_str(), saved.version), ("rule-1", 1));
        let after = rules(&t.app, clerk).await.unwrap();
        assert_eq!(after.len(), before + 1, "a preview stored nothing");
        assert_eq!(after.last().unwrap().changed_by, Some(clerk.account));
        let id = accepted(t, "women-health", "女职工体检").await;
        assert_eq!(lead(t, id).await.0, [t.people.rights.to_string()]);

        // ended from tomorrow on
        let mut ended = new_rule(t, "女职工健康", "women-health", "rights");
        ended.code = saved.code.clone();
        ended.base = "1".into();
        ended.is_active = "no".into();
        ended.unit = String::new();
        ended.effective_from = "2026-10-09".into();
        assert_eq!(save_rule(&t.app, clerk, &ended).await.unwrap().version, 2);
        assert_eq!(lead(t, id).await.0, [t.people.rights.to_string()]);
        t.move_to("10-09 09:00");
        assert_eq!(lead(t, id).await.0, [unit(t, "women").to_string()]);
        let log = t.app.store().read().admin_log(5).await.unwrap();
        assert!(log.iter().any(|e| e.what.contains("第 2 版") && e.what.contains("停用")), "{log:?}");
    }

    async fn a_change_of_an_old_version_is_refused(t) {
        t.move_to("10-08 09:00");
        let (one, two) = (&t.people.clerk, &t.people.admin);
        let form = new_rule(t, "甲", "women-health", "rights");
        let code = save_rule(&t.app, one, &form).await.unwrap().code;
        let edit = RoutingRuleForm { code, base: "1".into(), ..form.clone() };
        let other = RoutingRuleForm { priority: "301".into(), ..edit.clone() };
        let (a, b) = tokio::join!(save_rule(&t.app, one, &edit), save_rule(&t.app, two, &other));
        assert_eq!(a.is_ok() as u8 + b.is_ok() as u8, 1, "{a:?} {b:?}");
        let lost = a.and(b).unwrap_err();
        assert!(lost.to_string().contains("刚刚被别人修改过"), "{lost}");

        let new = RoutingRuleForm { code: "rule-2".into(), ..form.clone() };
        for _ in 0..2 {
            assert_eq!(save_rule(&t.app, one, &new).await.unwrap().version, 1, "stored once");
        }
        for code in ["rule-02", "rule-x", "topic-x"] {
            let made_up = RoutingRuleForm { code: code.into(), ..form.clone() };
            assert!(matches!(save_rule(&t.app, one, &made_up).await, Err(AppError::NotFound)));
        }
    }

    async fn administrators_see_numbers_and_no_words(t) {
        let id = t.assigned("食堂门口加坡道").await.id;
        let ours = t.now_of(id).await.ticket_no.to_string();
        t.move_to("10-08 09:00");
        let month = Month::before(t.app.now());
        let seen = dry_run(&t.app, &t.people.admin, month).await.unwrap();
        assert_eq!(seen.run.items, 1);
        assert_eq!(seen.rows[0].ticket_no, ours);
        assert_eq!((&seen.rows[0].title, seen.rows[0].suggestion), (&None, None));

        let mut report = anonymous("举报克扣");
        report.intent = "report".into();
        let id = web(t, &report).await.id;
        t.act(&t.people.clerk, id, ActionKind::Accept, &[("kind", "disclosure")]).await.unwrap();
        let month = Month::parse("2026-10").unwrap();
        let clerk = dry_run(&t.app, &t.people.clerk, month).await.unwrap();
        let admin = dry_run(&t.app, &t.people.admin, month).await.unwrap();
        assert_eq!((clerk.run.items, admin.run.items), (1, 0), "举报 is not even counted");
        for person in [&t.people.leader, &t.people.handler, &t.people.supervisor] {
            let refused = dry_run(&t.app, person, month).await;
            assert!(matches!(refused, Err(AppError::Forbidden(_))));
            let form = new_rule(t, "甲", "women-health", "rights");
            let refused = save_rule(&t.app, person, &form).await;
            assert!(matches!(refused, Err(AppError::Forbidden(_))));
        }
    }

    async fn bad_forms_name_their_fields(t) {
        t.move_to("10-08 09:00");
        let good = new_rule(t, "甲", "women-health", "rights");
        let month = Month::before(t.app.now());
        let cases: [(&str, Spoil); 10] = [
            ("label", |f| f.label = " ".into()),
            ("topic", |f| f.topic = String::new()),
            ("topic", |f| f.topic = "99999".into()),
            ("territory", |f| f.territory = f.unit.clone()),
            ("channel", |f| f.channel = "pigeon".into()),
            ("unit", |f| f.unit = String::new()),
            ("priority", |f| f.priority = "很高".into()),
            ("is_active", |f| f.is_active = "也许".into()),
            ("effective_from", |f| f.effective_from = "2026-10-07".into()),
            ("reason", |f| f.reason = String::new()),
        ];
        for (field, spoil) in cases {
            let mut form = good.clone();
            spoil(&mut form);
            let previewed = preview_rule(&t.app, &t.people.clerk, month, &form).await;
            assert_eq!(fields_of(previewed.unwrap_err()), [field]);
            let saved = save_rule(&t.app, &t.people.clerk, &form).await;
            assert_eq!(fields_of(saved.unwrap_err()), [field]);
        }
    }

    async fn a_unit_out_of_use_is_not_proposed(t) {
        let id = accepted(t, "women-health", "女职工体检项目太少").await;
        let women = t.app.directory().unit(unit(t, "women")).unwrap().clone();
        t.app.store().write(move |tx| {
            let women = women.clone();
            Box::pin(async move {
                tx.upsert_unit(NewUnit {
                    code: women.code,
                    name: women.name,
                    short_name: women.short_name,
                    parent: women.parent,
                    branch: women.branch,
                    keywords: women.keywords,
                    is_desk: false,
                    is_active: false,
                    sort_no: women.sort_no,
                }).await
            })
        }).await.unwrap();
        t.app.reload_configuration().await.unwrap();
        let (values, hint, _) = lead(t, id).await;
        assert_eq!(values, [t.people.desk.to_string()]);
        assert!(hint.contains("女职工部已停用，由分办台兜底"), "{hint}");
    }
}
