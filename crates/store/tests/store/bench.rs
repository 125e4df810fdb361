//! A store of one test's own, on either database.

use std::sync::atomic::{AtomicU32, Ordering};

use huiyin_store::{Finding, Store, StoreConfig, VerifySummary};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;

use crate::world::World;

pub(crate) struct Bench {
    pub(crate) store: Store,
    pub(crate) world: World,
    pub(crate) url: String,
    pub(crate) folder: TempDir,
    server: Option<(String, String)>,
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl Bench {
    pub(crate) async fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}/data/huiyin.db", folder.path().display());
        Self::open(url, folder, None).await
    }

    /// `None`, with a printed line, without a server.
    pub(crate) async fn postgres() -> Option<Self> {
        let Some(server) = server() else {
            skipped();
            return None;
        };
        let n = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("store_{}_{n}", std::process::id());
        let admin = Database::connect(&server).await.unwrap();
        let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
        admin.execute_unprepared(&sql).await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        let url = format!("{base}/{name}");
        let folder = TempDir::new().unwrap();
        Some(Self::open(url, folder, Some((server, name))).await)
    }

    async fn open(url: String, folder: TempDir, server: Option<(String, String)>) -> Self {
        let store = open(&url, &folder).await;
        store.migrate().await.unwrap();
        let world = World::seed(&store).await;
        Self {
            store,
            world,
            url,
            folder,
            server,
        }
    }

    /// A second store on the same data, as another process has it.
    pub(crate) async fn another(&self) -> Store {
        open(&self.url, &self.folder).await
    }

    /// An outsider's hand in the data.
    pub(crate) async fn tamper(&self, sql: &str) {
        let db = self.raw().await;
        if self.server.is_none() {
            db.execute_unprepared("PRAGMA foreign_keys=OFF")
                .await
                .unwrap();
        }
        db.execute_unprepared(sql).await.unwrap();
        db.close().await.unwrap();
    }

    pub(crate) async fn raw(&self) -> DatabaseConnection {
        Database::connect(&self.url).await.unwrap()
    }

    pub(crate) async fn verify(&self) -> (VerifySummary, Vec<Finding>) {
        let mut findings = Vec::new();
        let summary = self.store.verify(&mut |f| findings.push(f)).await.unwrap();
        (summary, findings)
    }

    pub(crate) async fn assert_sound(&self) -> VerifySummary {
        let (summary, findings) = self.verify().await;
        assert_eq!(findings, []);
        summary
    }

    pub(crate) const fn is_postgres(&self) -> bool {
        self.server.is_some()
    }
}

async fn open(url: &str, folder: &TempDir) -> Store {
    Store::open(StoreConfig {
        database_url: url.to_owned(),
        blob_dir: folder.path().join("blobs"),
        vault_key: [9; 32],
        max_readers: 4,
    })
    .await
    .unwrap()
}

impl Drop for Bench {
    fn drop(&mut self) {
        let Some((server, name)) = self.server.take() else {
            return;
        };
        // the runtime of the test may be ending, so the clean-up has one of its own
        let cleaner = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let admin = Database::connect(&server).await.unwrap();
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                admin.execute_unprepared(&sql).await.unwrap();
            });
        });
        cleaner.join().ok();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment where a server is"
)]
fn server() -> Option<String> {
    std::env::var("HUIYIN_TEST_POSTGRES").ok()
}

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn skipped() {
    println!("skipped: HUIYIN_TEST_POSTGRES is not set");
}

/// Makes two tests of each scenario: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($(async fn $name:ident($bench:ident) $body:block)+) => {$(
        async fn $name($bench: crate::bench::Bench) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$name(crate::bench::Bench::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(bench) = crate::bench::Bench::postgres().await {
                    super::$name(bench).await;
                }
            }
        }
    )+};
}
pub(crate) use on_both;
