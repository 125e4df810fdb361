//! What every chapter uses: an application of one test's own, its people, its letters, its mails.

mod bench;
mod case;
mod mails;
mod people;
mod relay;

pub(crate) use bench::{TestApp, dictionary};
pub(crate) use case::{Case, anonymous, form, named, web};
pub(crate) use mails::Letter;
pub(crate) use relay::relay_answering;

/// Makes two tests of each scenario: one on SQLite, one on PostgreSQL. Every scenario ends with
/// `huiyin verify` finding nothing and no queued mail left unread.
macro_rules! on_both {
    ($(async fn $name:ident($t:ident) $body:block)+) => {$(
        async fn $name($t: &crate::kit::TestApp) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let t = crate::kit::TestApp::sqlite().await;
                super::$name(&t).await;
                t.finish().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(t) = crate::kit::TestApp::postgres().await {
                    super::$name(&t).await;
                    t.finish().await;
                }
            }
        }
    )+};
}
pub(crate) use on_both;
