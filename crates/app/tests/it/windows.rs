//! 评价期和办结: what ends by itself, what waits for a person, and that twice is the same.

use huiyin_app::{AppError, worker};
use huiyin_core::{ObligationKind, Status};
use huiyin_workflow::suggestion::Closure;
use huiyin_workflow::{ActionKind, Event};

use crate::kit::on_both;

on_both! {
    async fn a_rating_that_did_not_come_closes_as_unrated(t) {
        let case = t.replied("食堂门口加坡道").await;
        // ten working days after Tuesday 1 September: the end of Tuesday 15
        t.move_to("09-15 23:59");
        assert_eq!(worker::keep_deadlines(&t.app).await.unwrap(), 0);
        assert_eq!(t.now_of(case.id).await.status, Status::Replied);
        t.move_to("09-16 00:00");
        assert_eq!(worker::keep_deadlines(&t.app).await.unwrap(), 1);
        let closed = t.now_of(case.id).await;
        assert_eq!(closed.status, Status::Closed);
        assert!(closed.ratings.is_empty(), "unrated is never satisfied");
        assert!(matches!(closed.closure, Some(Closure::Concluded(_))), "{:?}", closed.closure);
        let events = t.app.store().read().events(case.id).await.unwrap();
        let last: Vec<_> = events.iter().rev().take(2).map(|e| &e.recorded.change.event).collect();
        assert!(matches!(last[..], [Event::Closed { .. }, Event::RatingLapsed]), "{last:?}");
    }

    async fn a_dissatisfied_item_waits_for_the_supervisor(t) {
        let case = t.rated("食堂门口加坡道", "dissatisfied").await;
        t.move_to("09-30 10:00");
        assert_eq!(worker::keep_deadlines(&t.app).await.unwrap(), 0);
        let waiting = t.now_of(case.id).await;
        assert_eq!(waiting.status, Status::Replied);
        assert!(waiting.open_obligation(ObligationKind::Close).is_some(), "somebody owes it");
        let refused = t.act(&t.people.head, case.id, ActionKind::Close, &[]).await;
        assert!(matches!(refused, Err(AppError::Refused(_))));
        let closed = t.act(&t.people.supervisor, case.id, ActionKind::Close, &[]).await.unwrap();
        assert_eq!(closed.status, Status::Closed);
    }

    async fn a_waiting_item_does_not_keep_the_others_from_their_turn(t) {
        let unhappy = t.rated("食堂门口加坡道", "dissatisfied").await;
        let happy = t.rated("素菜窗口", "satisfied").await;
        t.move_to("09-30 10:00");
        assert_eq!(worker::keep_deadlines(&t.app).await.unwrap(), 1);
        assert_eq!(t.now_of(unhappy.id).await.status, Status::Replied);
        assert_eq!(t.now_of(happy.id).await.status, Status::Closed);
    }

    async fn workers_run_twice_or_at_once_do_the_work_once(t) {
        let mut cases = Vec::new();
        for n in 0..4 {
            cases.push(t.replied(&format!("第{n}件")).await);
        }
        t.move_to("09-30 10:00");
        let (one, two) = tokio::join!(worker::keep_deadlines(&t.app), worker::keep_deadlines(&t.app));
        assert_eq!(one.unwrap() + two.unwrap(), 4);
        let (one, two) = tokio::join!(worker::sequence(&t.app), worker::sequence(&t.app));
        let events = t.app.store().read().n_events().await.unwrap();
        assert_eq!(one.unwrap() + two.unwrap(), events);
        for case in &cases {
            let before = t.now_of(case.id).await;
            t.run_workers().await;
            assert_eq!(t.now_of(case.id).await, before);
        }
        assert_eq!(worker::keep_deadlines(&t.app).await.unwrap(), 0);
        assert_eq!(worker::sequence(&t.app).await.unwrap(), 0);
        assert_eq!(t.app.store().read().n_unsequenced().await.unwrap(), 0);
    }
}
