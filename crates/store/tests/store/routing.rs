//! Routing rules and the items of a month.

use chrono::NaiveDate;
use huiyin_core::ctx::UnitScope;
use huiyin_core::{Channel, Scope, SuggestionId, SuggestionKind};
use huiyin_store::{RoutingRuleVersion, StoreError};
use huiyin_workflow::Action;
use huiyin_workflow::routing::{RoutingRule, RoutingSelectors};

use crate::bench::{Bench, on_both};
use crate::world::{Letter, act, at};

fn version(t: &Bench, version: i32) -> RoutingRuleVersion {
    RoutingRuleVersion {
        rule: RoutingRule {
            code: "canteen".into(),
            version,
            label: "食堂".into(),
            when: RoutingSelectors {
                topic: Some(t.world.topic),
                territory: Some(t.world.lead),
                industry: None,
                channel: Some(Channel::Letter),
                campaign: None,
            },
            unit: t.world.lead,
            priority: 200,
            is_active: version == 1,
            effective_from: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
        },
        changed_at: None,
        changed_by: None,
        reason: "出厂配置".into(),
    }
}

async fn insert(t: &Bench, new: RoutingRuleVersion) -> Result<(), StoreError> {
    let write = t.store.write(move |tx| {
        let new = new.clone();
        Box::pin(async move { tx.insert_routing_rule(new).await })
    });
    write.await
}

on_both! {
    async fn versions_read_back_as_they_were_written(t) {
        let (one, two) = (version(&t, 1), version(&t, 2));
        insert(&t, one.clone()).await.unwrap();
        insert(&t, two.clone()).await.unwrap();
        assert_eq!(t.store.read().routing_rules().await.unwrap(), [one, two]);
    }

    async fn a_version_exists_once(t) {
        insert(&t, version(&t, 1)).await.unwrap();
        let twice = insert(&t, version(&t, 1)).await;
        assert!(matches!(twice, Err(StoreError::Taken(_))), "{twice:?}");
    }

    async fn the_items_of_a_period_come_with_words_and_leads(t) {
        let early = Letter::new(1).send(&t.store, &t.world).await;
        let mut letter = Letter::new(2);
        letter.submission.unit = Some(t.world.elsewhere);
        letter.submission.topic = Some(t.world.topic);
        let written = letter.send(&t.store, &t.world).await;
        let secret = Letter::new(3).with_kind(SuggestionKind::Disclosure);
        let secret = secret.send(&t.store, &t.world).await;
        let mut late = Letter::new(4);
        late.submission.received_at = at("10-01 00:00");
        late.now = at("10-01 00:01");
        late.send(&t.store, &t.world).await;
        let (clerk, now) = (&t.world.clerk, at("09-08 09:00"));
        for action in [
            Action::Accept { kind: SuggestionKind::Proposal, topic: Some(t.world.topic), points: vec![] },
            Action::Assign { lead: t.world.lead, supports: vec![t.world.elsewhere], note: String::new() },
            Action::Reassign { lead: t.world.support, reason: "职责不符".into() },
        ] {
            act(&t.store, &t.world, written.id, clerk, now, action).await.unwrap();
        }

        let september = (at("09-01 00:00"), at("10-01 00:00"));
        let read = t.store.read();
        let first = SuggestionId(0);
        let all = read.items_received(&Scope::leader(), september, first, 10).await.unwrap();
        assert_eq!(all.iter().map(|i| i.id).collect::<Vec<_>>(), [early.id, written.id, secret.id]);
        assert_eq!(all[0].leads, None);
        assert_eq!(all[1].leads, Some((t.world.lead, t.world.support)));
        assert_eq!((all[1].unit, all[1].topic), (Some(t.world.elsewhere), Some(t.world.topic)));
        assert!(all[1].text.contains("轮椅进不去。第2封") && all[1].text.starts_with("食堂增设"));
        assert!(!format!("{all:?}").contains("轮椅"), "words must not reach a log");

        let page = read.items_received(&Scope::leader(), september, early.id, 1).await.unwrap();
        assert_eq!(page.iter().map(|i| i.id).collect::<Vec<_>>(), [written.id]);
        let scope = Scope { units: UnitScope::All, restricted: false, viewer: huiyin_core::Viewer::nobody() };
        let open = read.items_received(&scope, september, first, 10).await.unwrap();
        assert!(open.iter().all(|item| item.id != secret.id));
        let scope = Scope { units: UnitScope::Nothing, restricted: true, viewer: huiyin_core::Viewer::nobody() };
        assert_eq!(read.items_received(&scope, september, first, 10).await.unwrap(), []);
    }
}
