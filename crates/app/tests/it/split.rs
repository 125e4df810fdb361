//! 拆分诉求点 through its form: the submitter is told, every point is asked for and answered.

use huiyin_app::desk;
use huiyin_app::{AppError, timeline};
use huiyin_core::{ObligationKind, PointNo, Status};
use huiyin_workflow::ActionKind;

use crate::kit::{Case, anonymous, form, named, on_both, web};

const CUT: [(&str, &str); 1] = [("points", "食堂门口加坡道\n 更衣柜太少 \n\n")];

on_both! {
    async fn a_letter_with_two_matters_is_cut_and_both_are_answered(t) {
        let people = &t.people;
        let case = Case::from(web(t, &named("坡道和更衣柜")).await);
        t.accept(case.id).await;
        t.assign(case.id).await;
        t.acknowledge(case.id).await;
        let due_at = t.now_of(case.id).await.open_obligation(ObligationKind::Reply).unwrap().due_at;
        let before = t.queued().await.len();
        let after = t.act(&people.clerk, case.id, ActionKind::SplitPoints, &CUT).await.unwrap();
        assert_eq!(after.points.len(), 2);
        assert_eq!(after.status, Status::InProgress);
        assert_eq!(after.open_obligation(ObligationKind::Reply).unwrap().due_at, due_at);
        // told by mail without a word of it, and in full to whoever has the code
        let mails = t.queued().await;
        assert_eq!(mails.len(), before + 1);
        let notice = mails.last().unwrap();
        assert!(notice.subject.contains("分为几个问题"), "{}", notice.subject);
        assert!(!notice.text.contains("更衣柜"));
        let events = t.app.store().read().events(case.id).await.unwrap();
        let events: Vec<_> = events.into_iter().map(|e| e.recorded).collect();
        let told = timeline::for_submitter(&t.app.directory(), &events).pop().unwrap();
        assert_eq!(told.detail, "1．食堂门口加坡道\n2．更衣柜太少");
        // the reply form asks for each
        let seen = desk::view(&t.app, &people.handler, case.id).await.unwrap();
        let draft = seen.forms.iter().find(|f| f.action == ActionKind::DraftReply).unwrap();
        assert!(draft.fields.iter().any(|f| f.name == "point_2" && f.label.contains("更衣柜")));
        let mut reply = vec![
            ("reply_kind", "final"),
            ("point_1", "坡道已经修好，请您试用。"),
            ("result_class", "A"),
            ("adoption", "adopted"),
        ];
        let one = t.act(&people.handler, case.id, ActionKind::DraftReply, &reply).await;
        assert!(matches!(one, Err(AppError::Refused(_) | AppError::Invalid { .. })), "{one:?}");
        reply.push(("point_2", "更衣柜已经增加二十个，请您使用。"));
        t.act(&people.handler, case.id, ActionKind::DraftReply, &reply).await.unwrap();
        t.act(&people.head, case.id, ActionKind::SignOff, &[]).await.unwrap();
        let replied = t.now_of(case.id).await;
        assert_eq!(replied.status, Status::Replied);
        assert!([1, 2].iter().all(|no| replied.is_point_answered(PointNo(*no))));
        // what was answered is not cut any more
        let again = [("points", "一\n二\n三")];
        let late = t.act(&people.clerk, case.id, ActionKind::SplitPoints, &again).await;
        assert!(matches!(late, Err(AppError::Refused(_))));
        t.queued().await;
    }

    async fn a_bad_cut_is_told_in_words_and_nothing_changes(t) {
        let people = &t.people;
        let case = Case::from(web(t, &anonymous("坡道和更衣柜")).await);
        t.accept(case.id).await;
        let long = "长".repeat(201);
        for points in ["", "只有一个", long.as_str()] {
            let fields = [("points", points)];
            let refused = t.act(&people.clerk, case.id, ActionKind::SplitPoints, &fields).await;
            assert!(
                matches!(refused, Err(AppError::Refused(_) | AppError::Invalid { .. })),
                "{points}: {refused:?}"
            );
        }
        assert_eq!(t.now_of(case.id).await.points.len(), 1);
        // the present cut is where the next one starts
        t.act(&people.clerk, case.id, ActionKind::SplitPoints, &CUT).await.unwrap();
        let seen = desk::view(&t.app, &people.clerk, case.id).await.unwrap();
        let spec = seen.forms.iter().find(|f| f.action == ActionKind::SplitPoints).unwrap();
        assert_eq!(spec.fields[0].values, ["食堂门口加坡道\n更衣柜太少"]);
    }

    async fn two_clerks_at_once_cut_it_once(t) {
        let people = &t.people;
        let case = t.accepted("坡道和更衣柜").await;
        let suggestion = t.now_of(case.id).await;
        let cut = |points: &str| {
            let typed = form(&[("points", points)]);
            let (app, suggestion) = (t.app.clone(), suggestion.clone());
            async move {
                let kind = ActionKind::SplitPoints;
                huiyin_app::handling::parse(&app, &suggestion, kind, &typed).await.unwrap()
            }
        };
        let (first, second) = (cut("坡道\n更衣柜").await, cut("更衣柜\n坡道").await);
        let (id, revision) = (case.id, suggestion.revision);
        let (a, b) = tokio::join!(
            huiyin_app::handling::perform(&t.app, &people.clerk, id, revision, first),
            huiyin_app::handling::perform(&t.app, &people.second_clerk, id, revision, second),
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        assert!(matches!(a.and(b), Err(AppError::Stale)));
        assert_eq!(t.now_of(case.id).await.revision, revision + 1);
    }
}
