//! 身份: shown to the entitled, with a reason, and every view is a row.

use huiyin_app::{AppError, handling};
use huiyin_core::{IdentityLevel, StaffActor};

use crate::kit::{Case, TestApp, anonymous, named, on_both, web};

async fn confidential(t: &TestApp) -> Case {
    let mut form = named("班长打人");
    form.identity_level = "confidential".to_owned();
    let case = Case::from(web(t, &form).await);
    t.accept(case.id).await;
    t.assign(case.id).await;
    assert_eq!(
        t.now_of(case.id).await.identity_level,
        IdentityLevel::Confidential
    );
    assert_eq!(t.queued().await.len(), 2);
    case
}

on_both! {
    async fn a_confidential_identity_is_for_the_desk_only(t) {
        let case = confidential(t).await;
        let people = &t.people;
        for actor in [&people.handler, &people.head, &people.supervisor, &people.leader] {
            let refused = handling::reveal(&t.app, actor, case.id, "需要核实").await;
            assert!(matches!(refused, Err(AppError::Forbidden(_))), "{}", actor.name);
        }
        let refused = handling::reveal(&t.app, &people.outsider, case.id, "需要核实").await;
        assert!(matches!(refused, Err(AppError::NotFound)));
        assert!(t.app.store().read().identity_views(case.id).await.unwrap().is_empty());
        let shown = handling::reveal(&t.app, &people.clerk, case.id, "电话核实情况").await.unwrap();
        assert_eq!(shown.unwrap().name.unwrap().expose(), "王建国");
    }

    async fn every_view_is_logged_with_its_reason(t) {
        let case = confidential(t).await;
        let clerk = &t.people.clerk;
        for reason in ["", " ", "看"] {
            let refused = handling::reveal(&t.app, clerk, case.id, reason).await;
            assert!(matches!(refused, Err(AppError::Invalid(_))), "{reason:?}");
        }
        assert!(t.app.store().read().identity_views(case.id).await.unwrap().is_empty());
        let seen_at = t.move_to("09-01 10:30");
        handling::reveal(&t.app, clerk, case.id, "电话核实情况").await.unwrap();
        let views = t.app.store().read().identity_views(case.id).await.unwrap();
        let views: Vec<_> = views.iter().map(|v| (v.account, v.viewed_at, v.reason.as_str())).collect();
        assert_eq!(views, [(clerk.account, seen_at, "电话核实情况")]);
    }

    async fn a_named_identity_is_shown_to_whoever_handles_it(t) {
        let case = Case::from(web(t, &named("食堂门口加坡道")).await);
        t.queued().await;
        let early = handling::reveal(&t.app, &t.people.handler, case.id, "联系建议人").await;
        assert!(matches!(early, Err(AppError::NotFound)), "not theirs yet");
        t.accept(case.id).await;
        t.assign(case.id).await;
        t.queued().await;
        let check = async |actor: &StaffActor| {
            let shown = handling::reveal(&t.app, actor, case.id, "联系建议人").await.unwrap();
            assert!(shown.is_some());
        };
        check(&t.people.handler).await;
        check(&t.people.clerk).await;
    }

    async fn of_an_anonymous_letter_there_is_nothing_to_show_or_log(t) {
        let case = Case::from(web(t, &anonymous("食堂门口加坡道")).await);
        let shown = handling::reveal(&t.app, &t.people.clerk, case.id, "想知道是谁").await.unwrap();
        assert!(shown.is_none());
        assert!(t.app.store().read().identity_views(case.id).await.unwrap().is_empty());
    }
}
