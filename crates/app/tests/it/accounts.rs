//! 账号和会话.

use chrono::Duration;
use huiyin_app::AppError;
use huiyin_app::accounts::{
    AccountForm, SignIn, add_account, change_own_password, ensure_first_administrator,
    reset_password, session, set_active, set_password, set_roles, sign_in, sign_out,
};
use huiyin_core::{AccountId, Personal, Role};

use crate::kit::{TestApp, on_both};

const PASSWORD: &str = "平安是福-2026-食堂";
const OTHER: &str = "换一个更长的-Password";

fn secret(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}

async fn enter(t: &TestApp, username: &str, password: &str) -> Result<String, AppError> {
    let form = SignIn {
        username: username.to_owned(),
        password: secret(password),
    };
    sign_in(&t.app, form).await
}

fn person(t: &TestApp, username: &str, password: Option<&str>) -> AccountForm {
    AccountForm {
        username: username.to_owned(),
        name: "赵敏".to_owned(),
        unit: t.people.desk,
        roles: vec![Role::Clerk],
        password: password.map(secret),
    }
}

async fn added(t: &TestApp) -> AccountId {
    let (id, made) = add_account(&t.app, None, person(t, "zhaomin", Some(PASSWORD)))
        .await
        .unwrap();
    assert!(made.is_none());
    id
}

on_both! {
    async fn a_chosen_password_opens_a_session_that_ends_when_signed_out(t) {
        let id = added(t).await;
        let token = enter(t, " ZhaoMin ", PASSWORD).await.unwrap();
        let seen = session(&t.app, &token).await.unwrap().unwrap();
        assert_eq!((seen.account(), seen.must_change_password), (id, false));
        assert_eq!(seen.actor.roles, [Role::Clerk]);
        assert!(session(&t.app, &"0".repeat(64)).await.unwrap().is_none());
        sign_out(&t.app, &token).await.unwrap();
        assert!(session(&t.app, &token).await.unwrap().is_none());
    }

    async fn a_wrong_password_and_an_unknown_name_are_told_the_same(t) {
        let id = added(t).await;
        let wrong = enter(t, "zhaomin", "不对的密码不对的").await.unwrap_err();
        let unknown = enter(t, "nobody", PASSWORD).await.unwrap_err();
        set_active(&t.app, None, id, false).await.unwrap();
        let disabled = enter(t, "zhaomin", PASSWORD).await.unwrap_err();
        for error in [wrong, unknown, disabled] {
            assert!(matches!(error, AppError::Unauthenticated(_)), "{error:?}");
            assert_eq!(error.to_string(), "用户名或密码不对");
        }
    }

    async fn five_wrong_passwords_pause_the_account(t) {
        added(t).await;
        for _ in 0..5 {
            let refused = enter(t, "zhaomin", "不对的密码不对的").await;
            assert!(matches!(refused, Err(AppError::Unauthenticated(_))));
        }
        let paused = enter(t, "zhaomin", PASSWORD).await;
        assert!(matches!(paused, Err(AppError::TooMany(_))), "even the right one waits");
        t.move_by(Duration::minutes(15));
        enter(t, "zhaomin", PASSWORD).await.unwrap();
    }

    async fn a_right_password_forgets_the_wrong_ones(t) {
        added(t).await;
        for _ in 0..2 {
            for _ in 0..4 {
                enter(t, "zhaomin", "不对的密码不对的").await.unwrap_err();
            }
            enter(t, "zhaomin", PASSWORD).await.unwrap();
        }
    }

    async fn a_one_time_password_must_be_changed_and_the_change_ends_sessions(t) {
        let (id, made) = add_account(&t.app, None, person(t, "zhaomin", None)).await.unwrap();
        let made = made.unwrap().0;
        let token = enter(t, "zhaomin", made.expose()).await.unwrap();
        assert!(session(&t.app, &token).await.unwrap().unwrap().must_change_password);
        let wrong = change_own_password(&t.app, id, &secret("不对的密码不对的"), &secret(OTHER)).await;
        assert!(matches!(wrong, Err(AppError::Invalid(_))));
        let same = change_own_password(&t.app, id, &made, &made).await;
        assert!(matches!(same, Err(AppError::Invalid(_))));
        change_own_password(&t.app, id, &made, &secret(OTHER)).await.unwrap();
        assert!(session(&t.app, &token).await.unwrap().is_none());
        enter(t, "zhaomin", made.expose()).await.unwrap_err();
        let token = enter(t, "zhaomin", OTHER).await.unwrap();
        assert!(!session(&t.app, &token).await.unwrap().unwrap().must_change_password);
    }

    async fn a_reset_ends_sessions_and_lifts_the_pause(t) {
        let id = added(t).await;
        let token = enter(t, "zhaomin", PASSWORD).await.unwrap();
        for _ in 0..5 {
            enter(t, "zhaomin", "不对的密码不对的").await.unwrap_err();
        }
        let made = reset_password(&t.app, Some(t.people.admin.account), id).await.unwrap();
        assert!(session(&t.app, &token).await.unwrap().is_none());
        let token = enter(t, "zhaomin", made.0.expose()).await.unwrap();
        assert!(session(&t.app, &token).await.unwrap().unwrap().must_change_password);
        let log = t.app.store().read().admin_log(10).await.unwrap();
        assert!(log.iter().any(|e| e.account == Some(t.people.admin.account) && e.what.contains("重置密码")));
    }

    async fn a_session_ends_when_idle_and_after_its_hours(t) {
        added(t).await;
        let idle = enter(t, "zhaomin", PASSWORD).await.unwrap();
        t.move_by(Duration::minutes(29));
        assert!(session(&t.app, &idle).await.unwrap().is_some());
        t.move_by(Duration::minutes(29));
        assert!(session(&t.app, &idle).await.unwrap().is_some(), "used in between");
        t.move_by(Duration::minutes(30));
        assert!(session(&t.app, &idle).await.unwrap().is_none());
        let busy = enter(t, "zhaomin", PASSWORD).await.unwrap();
        for _ in 0..35 {
            t.move_by(Duration::minutes(20));
            assert!(session(&t.app, &busy).await.unwrap().is_some());
        }
        t.move_by(Duration::minutes(20));
        assert!(session(&t.app, &busy).await.unwrap().is_none(), "twelve hours are over");
    }

    async fn a_disabled_account_has_no_session(t) {
        let id = added(t).await;
        let token = enter(t, "zhaomin", PASSWORD).await.unwrap();
        let own = set_active(&t.app, Some(id), id, false).await;
        assert!(matches!(own, Err(AppError::Invalid(_))), "nobody locks themselves out");
        set_active(&t.app, Some(t.people.admin.account), id, false).await.unwrap();
        assert!(session(&t.app, &token).await.unwrap().is_none());
        set_active(&t.app, Some(t.people.admin.account), id, true).await.unwrap();
        assert!(session(&t.app, &token).await.unwrap().is_none(), "the old one stays ended");
        enter(t, "zhaomin", PASSWORD).await.unwrap();
    }

    async fn new_roles_count_at_once(t) {
        let id = added(t).await;
        let token = enter(t, "zhaomin", PASSWORD).await.unwrap();
        let none = set_roles(&t.app, None, id, Vec::new()).await;
        assert!(matches!(none, Err(AppError::Invalid(_))));
        set_roles(&t.app, None, id, vec![Role::Leader, Role::Caller]).await.unwrap();
        let mut roles = session(&t.app, &token).await.unwrap().unwrap().actor.roles;
        roles.sort_by_key(|role| role.code());
        assert_eq!(roles, [Role::Caller, Role::Leader]);
    }

    async fn a_bad_account_form_names_the_field(t) {
        let id = added(t).await;
        let check = async |form: AccountForm, field: &str| {
            let Err(AppError::Invalid(errors)) = add_account(&t.app, None, form).await else {
                panic!("{field} was taken");
            };
            assert_eq!(errors[0].field, field);
        };
        check(person(t, "ZHAOMIN", Some(OTHER)), "username").await;
        check(person(t, "a b", Some(OTHER)), "username").await;
        check(person(t, "qian", Some("short")), "password").await;
        check(person(t, "qian", Some("qian-qian-2026")), "password").await;
        check(person(t, "qian", Some("aaaaaaaaaaaa")), "password").await;
        check(AccountForm { roles: Vec::new(), ..person(t, "qian", None) }, "roles").await;
        check(AccountForm { name: " ".to_owned(), ..person(t, "qian", None) }, "name").await;
        let unit = huiyin_core::UnitId(999_999);
        check(AccountForm { unit, ..person(t, "qian", None) }, "unit").await;
        let weak = set_password(&t.app, None, id, &secret("zhaomin-2026")).await;
        assert!(matches!(weak, Err(AppError::Invalid(_))));
    }

    async fn where_people_are_there_is_no_first_administrator(t) {
        assert!(ensure_first_administrator(&t.app).await.unwrap().is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_installation_gets_one_administrator() {
    let t = TestApp::without_people().await;
    let made = ensure_first_administrator(&t.app).await.unwrap().unwrap();
    assert!(ensure_first_administrator(&t.app).await.unwrap().is_none());
    let token = enter(&t, "admin", made.0.expose()).await.unwrap();
    let seen = session(&t.app, &token).await.unwrap().unwrap();
    assert!(seen.must_change_password);
    assert!(seen.actor.roles.iter().all(|role| role.is_administrator()));
    t.finish().await;
}
