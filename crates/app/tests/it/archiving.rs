//! 归档: by hand and by the rule; what is archived stays as it is.

use chrono::Duration;
use huiyin_app::{AppError, archive, publication, worker};
use huiyin_core::Status;
use huiyin_workflow::ActionKind;

use crate::kit::{Case, TestApp, named, on_both, web};

async fn closed(t: &TestApp, title: &str) -> Case {
    let case = t.rated(title, "satisfied").await;
    let supervisor = &t.people.supervisor;
    let after = t.act(supervisor, case.id, ActionKind::Close, &[]).await;
    assert_eq!(after.unwrap().status, Status::Closed);
    case
}

on_both! {
    async fn the_archivist_archives_and_fetches_the_package(t) {
        let archivist = &t.people.archivist;
        let case = closed(t, "食堂门口加坡道").await;
        t.move_by(Duration::days(1));
        let waiting = archive::waiting(&t.app, archivist).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let before = archive::download(&t.app, archivist, case.id).await;
        assert!(matches!(before, Err(AppError::NotFound)), "nothing yet");
        let after = t.act(archivist, case.id, ActionKind::Archive, &[]).await.unwrap();
        let kept = after.overlays.archived.clone().unwrap();
        assert_eq!(t.now_of(case.id).await, after);
        let package = archive::download(&t.app, archivist, case.id).await.unwrap();
        assert_eq!(package.bytes.len() as u64, kept.bytes);
        assert_eq!(huiyin_core::Digest::of(&package.bytes), kept.digest);
        // a stranger who has nothing but the file finds it whole, and the same as the ledger says
        let check = archive::check_archive(&package.bytes);
        assert_eq!(check.findings, Vec::<String>::new());
        assert_eq!((check.ticket_no, check.package), (case.ticket_no.to_string(), kept.digest.to_hex()));
        assert_eq!(package.file_name, format!("{}.zip", case.ticket_no));
        let list = archive::list(&t.app, archivist, 1).await.unwrap();
        assert_eq!((list.total, list.rows[0].suggestion), (1, case.id));
        assert!(archive::waiting(&t.app, archivist).await.unwrap().is_empty());
        let stranger = archive::download(&t.app, &t.people.clerk, case.id).await;
        assert!(matches!(stranger, Err(AppError::Forbidden(_))));
        let late = t.act(&t.people.clerk, case.id, ActionKind::Note, &[("text", "补一句")]).await;
        assert!(matches!(late, Err(AppError::Refused(_))), "{late:?}");
    }

    async fn the_rule_archives_once_what_ended_long_ago(t) {
        let case = closed(t, "食堂门口加坡道").await;
        let open = t.replied("宿舍热水").await;
        assert_eq!(worker::archive(&t.app).await.unwrap(), 0);
        t.move_by(Duration::days(370));
        let by_hand = t.another(|settings| settings.archive.after_months = 0).await;
        assert_eq!(worker::archive(&by_hand).await.unwrap(), 0);
        assert_eq!(worker::archive(&t.app).await.unwrap(), 1);
        assert_eq!(worker::archive(&t.app).await.unwrap(), 0, "once");
        assert!(t.now_of(case.id).await.overlays.archived.is_some());
        assert!(t.now_of(open.id).await.overlays.archived.is_none());
    }

    async fn what_is_public_can_go_also_after_archiving(t) {
        let case = closed(t, "食堂门口加坡道").await;
        publication::consent(&t.app, case.id, "unnamed").await.unwrap();
        let wording = [
            ("title", "食堂增设坡道"),
            ("body", "食堂门口有台阶。"),
            ("reply", "坡道已经修好。"),
            ("checked", "yes"),
        ];
        let people = &t.people;
        t.act(&people.publisher, case.id, ActionKind::Publish, &wording).await.unwrap();
        t.act(&people.archivist, case.id, ActionKind::Archive, &[]).await.unwrap();
        assert_eq!(publication::list(&t.app, "", None, 1).await.unwrap().total, 1);
        publication::withdraw_consent(&t.app, case.id).await.unwrap();
        assert_eq!(publication::list(&t.app, "", None, 1).await.unwrap().total, 0);
        let again = publication::consent(&t.app, case.id, "unnamed").await;
        assert!(matches!(again, Err(AppError::Refused(_))), "{again:?}");
    }

    async fn the_identity_comes_with_the_package_only_for_a_reason(t) {
        let case: Case = web(t, &named("食堂门口加坡道")).await.into();
        huiyin_app::tracking::withdraw(&t.app, case.id, "").await.unwrap();
        let archivist = &t.people.archivist;
        t.act(archivist, case.id, ActionKind::Archive, &[]).await.unwrap();
        let unexplained = archive::download_full(&t.app, archivist, case.id, " ").await;
        assert!(matches!(unexplained, Err(AppError::Invalid(_))));
        let read = t.app.store().read();
        assert!(read.identity_views(case.id).await.unwrap().is_empty());
        let reason = "法院调卷";
        let full = archive::download_full(&t.app, archivist, case.id, reason).await.unwrap();
        let masked = archive::download(&t.app, archivist, case.id).await.unwrap();
        assert!(full.bytes.len() > masked.bytes.len());
        let views = read.identity_views(case.id).await.unwrap();
        assert_eq!((views.len(), views[0].reason.as_str()), (1, reason));
        t.queued().await;
    }
}
