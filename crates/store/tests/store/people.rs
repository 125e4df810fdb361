//! Accounts, sessions, and what is logged about the staff.

use chrono::Duration;
use huiyin_core::{Digest, Role};
use huiyin_store::{NewAccount, NewSession, StoreError};

use crate::bench::on_both;
use crate::world::{Letter, account_of, at};

on_both! {
    async fn an_account_keeps_what_was_set(t) {
        let id = account_of(&t.world.clerk);
        let change = t.store.write(move |tx| Box::pin(async move {
            tx.set_roles(id, &[Role::Leader, Role::Clerk, Role::Leader]).await?;
            tx.record_failure(id, 3, Some(at("09-07 09:15"))).await?;
            Ok::<_, StoreError>(())
        }));
        change.await.unwrap();
        let read = t.store.read();
        let account = read.account_by_username("CLERK").await.unwrap().unwrap();
        assert_eq!(account.id, id);
        assert_eq!(account.roles, [Role::Clerk, Role::Leader]);
        assert_eq!((account.n_failures, account.locked_until), (3, Some(at("09-07 09:15"))));
        assert!(account.must_change_password && account.is_active);

        let change = t.store.write(move |tx| Box::pin(async move {
            tx.set_password(id, "$argon2id$new", false).await?;
            tx.record_login(id, at("09-07 10:00")).await?;
            tx.set_active(id, false).await?;
            tx.set_person(id, "张三", tx.units().await?[1].id).await
        }));
        change.await.unwrap();
        let account = read.account(id).await.unwrap().unwrap();
        assert_eq!((account.n_failures, account.locked_until), (0, None));
        assert_eq!(account.last_login_at, Some(at("09-07 10:00")));
        assert_eq!((account.password_hash.as_str(), account.name.as_str()), ("$argon2id$new", "张三"));
        assert!(!account.is_active && !account.must_change_password);
        assert_eq!(read.accounts().await.unwrap().len(), 9);
        let heads = read.accounts_of_unit(t.world.lead, Role::Head).await.unwrap();
        assert_eq!(heads.len(), 1);
        assert!(!format!("{account:?}").contains("argon2id"));
    }

    async fn a_user_name_is_given_once(t) {
        let unit = t.world.desk;
        let add = t.store.write(move |tx| Box::pin(async move {
            tx.insert_account(NewAccount {
                username: "clerk".into(),
                name: "另一人".into(),
                unit,
                roles: vec![Role::Clerk],
                password_hash: String::new(),
                must_change_password: true,
                created_at: at("09-07 09:00"),
            })
            .await
        }));
        let result = add.await;
        assert!(matches!(result, Err(StoreError::Taken(_))), "{result:?}");
    }

    async fn sessions_are_found_touched_and_ended(t) {
        let account = account_of(&t.world.clerk);
        let now = at("09-07 09:00");
        let token = |n: u8| Digest::of(&[n]);
        let open = t.store.write(move |tx| Box::pin(async move {
            for n in 1..=3 {
                tx.create_session(NewSession {
                    token_digest: token(n),
                    account,
                    csrf: format!("csrf{n}"),
                    created_at: now,
                    expires_at: now + Duration::hours(i64::from(n)),
                })
                .await?;
            }
            tx.touch_session(token(1), now + Duration::minutes(1)).await
        }));
        open.await.unwrap();
        let read = t.store.read();
        let (session, owner) = read.session_by_token(token(1)).await.unwrap().unwrap();
        assert_eq!((session.csrf.as_str(), owner.id), ("csrf1", account));
        assert_eq!(session.last_seen_at, now + Duration::minutes(1));
        let end = t.store.write(move |tx| Box::pin(async move {
            assert_eq!(tx.delete_expired_sessions(now + Duration::hours(1)).await?, 1);
            tx.delete_session(token(2)).await
        }));
        end.await.unwrap();
        assert!(read.session_by_token(token(1)).await.unwrap().is_none());
        assert!(read.session_by_token(token(2)).await.unwrap().is_none());
        assert!(read.session_by_token(token(3)).await.unwrap().is_some());
        let end = t.store.write(move |tx| Box::pin(async move { tx.delete_sessions_of(account).await }));
        end.await.unwrap();
        assert!(read.session_by_token(token(3)).await.unwrap().is_none());
    }

    async fn every_look_into_the_vault_is_logged(t) {
        let id = Letter::new(1).named("王工", "138").send(&t.store, &t.world).await.id;
        let account = account_of(&t.world.clerk);
        let look = t.store.write(move |tx| Box::pin(async move {
            tx.log_identity_view(id, account, "电话核实", at("09-08 09:00")).await?;
            tx.log_admin(at("09-08 09:00"), None, "添加账号 clerk").await
        }));
        look.await.unwrap();
        let read = t.store.read();
        let views = read.identity_views(id).await.unwrap();
        assert_eq!((views.len(), views[0].account, views[0].reason.as_str()), (1, account, "电话核实"));
        assert_eq!(read.latest_identity_views(10).await.unwrap(), views);
        assert_eq!(read.admin_log(10).await.unwrap()[0].what, "添加账号 clerk");
    }
}
