//! 征集活动: kept by the desk, answered through its own address, followed by routing rules.

use huiyin_app::AppError;
use huiyin_app::campaign::{CampaignForm, campaigns, period, save_campaign};
use huiyin_app::desk;
use huiyin_app::routing::{Month, RoutingRuleForm, dry_run, save_rule};
use huiyin_core::{CampaignId, SuggestionId};
use huiyin_workflow::ActionKind;

use crate::kit::{TestApp, anonymous, on_both, web};

fn form(code: &str) -> CampaignForm {
    CampaignForm {
        code: code.into(),
        name: "安康杯金点子".into(),
        intro: "车间里哪里不安全，怎么改？".into(),
        opens_on: "2026-09-01".into(),
        closes_on: "2026-09-30".into(),
    }
}

/// A suggestion that came through the address of a campaign.
async fn answer(t: &TestApp, campaign: &str) -> SuggestionId {
    let mut letter = anonymous("配电箱旁边堆着纸箱");
    letter.campaign = campaign.into();
    web(t, &letter).await.id
}

fn fields_of(error: AppError) -> Vec<&'static str> {
    let AppError::Invalid(errors) = error else {
        panic!("{error:?}");
    };
    errors.into_iter().map(|e| e.field).collect()
}

on_both! {
    async fn what_comes_through_its_address_is_counted_and_shown(t) {
        let clerk = &t.people.clerk;
        let id = save_campaign(&t.app, clerk, None, &form("safety")).await.unwrap();
        let item = answer(t, "safety").await;
        let plain = answer(t, "").await;
        let unknown = answer(t, "no-such").await;
        let campaign = async |item| desk::view(&t.app, clerk, item).await.unwrap().campaign;
        assert_eq!(campaign(item).await, Some(id));
        assert_eq!(campaign(plain).await, None);
        assert_eq!(campaign(unknown).await, None, "what is unknown is no fault of the writer");
        let all = campaigns(&t.app, clerk).await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].n_suggestions, 1);
        assert_eq!(period(&all[0].row.campaign), "2026年9月1日至2026年9月30日");
    }

    async fn it_is_changed_but_its_code_stays(t) {
        let clerk = &t.people.clerk;
        let id = save_campaign(&t.app, clerk, None, &form("safety")).await.unwrap();
        let changed = CampaignForm {
            code: "other".into(),
            name: "安康杯".into(),
            closes_on: String::new(),
            ..form("")
        };
        let publisher = &t.people.publisher;
        assert_eq!(save_campaign(&t.app, publisher, Some(id), &changed).await.unwrap(), id);
        let directory = t.app.directory();
        let row = directory.campaign_coded("safety").unwrap();
        assert_eq!((row.id, row.campaign.name.as_str()), (id, "安康杯"));
        assert_eq!(row.campaign.closes_on, None);
        assert!(directory.campaign_coded("other").is_none());
        let missing = save_campaign(&t.app, clerk, Some(CampaignId(999)), &changed).await;
        assert!(matches!(missing, Err(AppError::NotFound)));
    }

    async fn wrong_forms_name_every_field(t) {
        let clerk = &t.people.clerk;
        let bad = CampaignForm {
            code: "安全".into(),
            name: "一\n二".into(),
            intro: " ".into(),
            opens_on: "2026-13-01".into(),
            closes_on: "明天".into(),
        };
        let error = save_campaign(&t.app, clerk, None, &bad).await.unwrap_err();
        assert_eq!(fields_of(error), ["code", "name", "intro", "opens_on", "closes_on"]);
        let backwards = CampaignForm { closes_on: "2026-08-31".into(), ..form("safety") };
        let error = save_campaign(&t.app, clerk, None, &backwards).await.unwrap_err();
        assert_eq!(fields_of(error), ["closes_on"]);
        save_campaign(&t.app, clerk, None, &form("safety")).await.unwrap();
        let twice = save_campaign(&t.app, clerk, None, &form("safety")).await.unwrap_err();
        assert_eq!(fields_of(twice), ["code"]);
        let handler = save_campaign(&t.app, &t.people.handler, None, &form("b")).await;
        assert!(matches!(handler, Err(AppError::Forbidden(_))));
        assert!(matches!(campaigns(&t.app, &t.people.handler).await, Err(AppError::Forbidden(_))));
    }

    async fn a_rule_sends_it_to_a_unit(t) {
        let clerk = &t.people.clerk;
        let id = save_campaign(&t.app, clerk, None, &form("safety")).await.unwrap();
        let unit = t.app.directory().unit_named("women").unwrap();
        let rule = RoutingRuleForm {
            base: "0".into(),
            label: "安康杯".into(),
            campaign: id.to_string(),
            unit: unit.to_string(),
            priority: "900".into(),
            is_active: "yes".into(),
            effective_from: huiyin_core::time::local_date(t.app.now()).to_string(),
            reason: "活动由女职工部牵头".into(),
            ..RoutingRuleForm::default()
        };
        let wrong = RoutingRuleForm { campaign: "999".into(), ..rule.clone() };
        let error = save_rule(&t.app, clerk, &wrong).await.unwrap_err();
        assert_eq!(fields_of(error), ["campaign"]);
        save_rule(&t.app, clerk, &rule).await.unwrap();

        let item = answer(t, "safety").await;
        t.act(clerk, item, ActionKind::Accept, &[("kind", "proposal")]).await.unwrap();
        let view = desk::view(&t.app, clerk, item).await.unwrap();
        let assign = view.forms.iter().find(|f| f.action == ActionKind::Assign).unwrap();
        let lead = assign.fields.iter().find(|f| f.name == "lead").unwrap();
        assert_eq!(lead.values, [unit.to_string()]);
        assert!(lead.hint.contains("征集活动是“安康杯金点子”"), "{}", lead.hint);

        let today = huiyin_core::time::local_date(t.app.now());
        let month = Month::parse(&today.format("%Y-%m").to_string()).unwrap();
        let tried = dry_run(&t.app, clerk, month).await.unwrap();
        let uses: Vec<u64> = tried.run.rules.values().map(|used| used.new).collect();
        assert_eq!((tried.run.items, uses.iter().sum::<u64>()), (1, 1), "{:?}", tried.run.rules);
    }
}
