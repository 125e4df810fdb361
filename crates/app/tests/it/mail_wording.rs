//! 通知模板: changed in versions, never so that a notice loses number or link.

use huiyin_app::AppError;
use huiyin_app::notice::wording::{self, WordingForm};

use crate::kit::{TestApp, named, on_both, web};

fn form(text: &str) -> WordingForm {
    WordingForm {
        subject: "回音 {{ ticket_no }}：{{ what }}".to_owned(),
        text: text.to_owned(),
        html: String::new(),
    }
}

const GOOD: &str = "同志您好，{{ what }}。查询码 {{ lookup_code }}，网址 {{ link }}";

async fn save(t: &TestApp, base: u32, text: &str) -> Result<u32, AppError> {
    wording::save(&t.app, &t.people.admin, "receipt", base, form(text)).await
}

on_both! {
    async fn a_changed_wording_holds_until_the_shipped_one_is_restored(t) {
        let admin = &t.people.admin;
        assert_eq!(save(t, 0, GOOD).await.unwrap(), 1);
        web(t, &named("车间太热")).await;
        let notice = t.queued().await.pop().unwrap();
        assert_eq!(notice.subject, "回音 GH2026-000001：您的来件已登记");
        assert!(notice.text.starts_with("同志您好，您的来件已登记。查询码 "), "{}", notice.text);
        assert!(notice.text.contains("本邮件由系统自动发出"), "the mark cannot be left out");
        assert!(notice.html.unwrap().contains("<p>同志您好"));
        assert!(matches!(save(t, 0, GOOD).await, Err(AppError::Stale)));
        assert_eq!(wording::restore(&t.app, admin, "receipt", 1).await.unwrap(), 2);
        web(t, &named("食堂太贵")).await;
        assert_eq!(t.queued().await.pop().unwrap().subject, "【GH2026-000002】您的来件已登记");
        let view = wording::view(&t.app, admin, "receipt").await.unwrap();
        assert!(view.is_default && view.history.len() == 2);
    }

    async fn what_would_leave_the_submitter_in_the_dark_is_refused(t) {
        let check = |text: &'static str, field: &'static str, expect: &'static str| async move {
            let Err(AppError::Invalid(errors)) = save(t, 0, text).await else {
                panic!("{text} was taken");
            };
            let found = errors.iter().find(|e| e.field == field).unwrap();
            assert!(found.message.contains(expect), "{text}: {}", found.message);
        };
        check("您好 {{ link }}", "text", "查询码").await;
        check("您好 {{ lookup_code }}", "text", "{{ link }}").await;
        check("您好 {{ body }}", "text", "不存在的变量").await;
        let clerk = wording::view(&t.app, &t.people.clerk, "receipt").await;
        assert!(matches!(clerk, Err(AppError::Forbidden(_))));
        let none = wording::view(&t.app, &t.people.admin, "nosuch").await;
        assert!(matches!(none, Err(AppError::NotFound)));
        assert_eq!(wording::list(&t.app, &t.people.admin).await.unwrap().len(), wording::KINDS.len());
    }
}
