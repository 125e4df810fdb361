//! 查询: what the holder of the code can do, and what everybody else learns: nothing.

use huiyin_app::{AppError, tracking};
use huiyin_core::{Satisfaction, Status};
use huiyin_workflow::ActionKind;

use crate::kit::{form, on_both};

const UNHAPPY: [(&str, &str); 4] = [
    ("result", "dissatisfied"),
    ("attitude", "satisfied"),
    ("speed", "satisfied"),
    ("comment", "坡道太陡"),
];

on_both! {
    async fn wrong_malformed_and_missing_codes_answer_alike(t) {
        t.submitted("食堂门口加坡道").await;
        let long = "Z".repeat(10_000);
        for typed in ["7K3M-9QXT-4R2A-P0WD", "查询码", "", "GH2026-000001", "7K3M", long.as_str()] {
            let answer = tracking::find(&t.app, typed).await;
            let error = answer.unwrap_err();
            assert!(matches!(error, AppError::NotFound), "{error:?}");
            assert_eq!(error.to_string(), "没有找到");
        }
    }

    async fn a_code_is_found_however_it_is_typed(t) {
        let case = t.submitted("食堂门口加坡道").await;
        for typed in [
            case.code.grouped(),
            case.code.as_str().to_lowercase(),
            format!(" {} ", case.code.grouped().replace('-', " ")),
        ] {
            assert_eq!(tracking::find(&t.app, &typed).await.unwrap().id, case.id, "{typed}");
        }
    }

    async fn a_withdrawal_ends_everything_with_or_without_a_reason(t) {
        let silent = t.submitted("问题已经解决").await;
        let told = t.in_progress("问题已经解决了").await;
        for (case, reason) in [(&silent, "  "), (&told, "班长当天就解决了")] {
            let after = tracking::withdraw(&t.app, case.id, reason).await.unwrap();
            assert_eq!(after.status, Status::Withdrawn);
            assert_eq!(after.open_obligations().count(), 0);
            assert!(tracking::possible(&after).is_empty());
            let again = tracking::withdraw(&t.app, case.id, reason).await;
            assert!(matches!(again, Err(AppError::Refused(_))));
        }
        assert!(t.app.store().read().supplements(silent.id).await.unwrap().is_empty());
        let words = t.app.store().read().supplements(told.id).await.unwrap();
        assert_eq!(words[0].body, "班长当天就解决了");
        let too_long = tracking::withdraw(&t.app, told.id, &"长".repeat(1_001)).await;
        assert!(matches!(too_long, Err(AppError::Invalid(_))));
    }

    async fn a_reply_that_was_given_cannot_be_withdrawn(t) {
        let case = t.replied("食堂门口加坡道").await;
        for reason in ["", "不需要了"] {
            let refused = tracking::withdraw(&t.app, case.id, reason).await;
            assert!(matches!(refused, Err(AppError::Refused(_))));
        }
        assert_eq!(t.now_of(case.id).await.status, Status::Replied);
        assert!(t.app.store().read().supplements(case.id).await.unwrap().is_empty());
    }

    async fn a_rating_is_given_once(t) {
        let case = t.replied("食堂门口加坡道").await;
        let missing = tracking::rate(&t.app, case.id, &form(&UNHAPPY[1..])).await;
        let Err(AppError::Invalid(errors)) = missing else {
            panic!("a rating without a result");
        };
        assert_eq!(errors[0].field, "result");
        let rated = tracking::rate(&t.app, case.id, &form(&UNHAPPY)).await.unwrap();
        assert_eq!(rated.current_rating().unwrap().result, Satisfaction::Dissatisfied);
        let again = [("result", "satisfied"), ("attitude", "satisfied"), ("speed", "satisfied"), ("comment", "改主意了")];
        let refused = tracking::rate(&t.app, case.id, &form(&again)).await;
        assert!(matches!(refused, Err(AppError::Refused(_))));
        assert_eq!(t.now_of(case.id).await, rated);
        let comments = t.app.store().read().rating_comments(case.id).await.unwrap();
        let comments: Vec<_> = comments.iter().map(|c| c.comment.as_str()).collect();
        assert_eq!(comments, ["坡道太陡"]);
    }

    async fn nothing_can_be_rated_before_the_reply(t) {
        let case = t.in_progress("食堂门口加坡道").await;
        let refused = tracking::rate(&t.app, case.id, &form(&UNHAPPY)).await;
        assert!(matches!(refused, Err(AppError::Refused(_))));
        let possible = tracking::possible(&t.now_of(case.id).await);
        assert_eq!(
            possible,
            [
                ActionKind::Supplement,
                ActionKind::Withdraw,
                ActionKind::GiveConsent
            ]
        );
    }

    async fn an_ended_item_takes_no_more_words(t) {
        let case = t.submitted("食堂门口加坡道").await;
        tracking::withdraw(&t.app, case.id, "").await.unwrap();
        let files = vec![huiyin_app::arrival::Upload {
            file_name: "说明.txt".to_owned(),
            media_type: "text/plain".to_owned(),
            bytes: b"more".to_vec(),
        }];
        let refused = tracking::supplement(&t.app, case.id, "还有一句", files).await;
        assert!(matches!(refused, Err(AppError::Refused(_))));
        assert!(t.app.store().read().supplements(case.id).await.unwrap().is_empty());
        assert!(t.app.store().read().attachments(case.id).await.unwrap().is_empty());
    }
}
