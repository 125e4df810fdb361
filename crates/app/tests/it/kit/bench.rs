//! An application of one test's own, with a clock that stands still until it is moved.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{Duration, FixedOffset, NaiveDateTime, TimeZone};
use huiyin_app::seed::{SeedFiles, seed_if_empty};
use huiyin_app::settings::{
    Archiving, MailSettings, MailTls, Organisation, OutboxCaps, OutgoingMode, Security,
};
use huiyin_app::{App, Parts, Settings, worker};
use huiyin_core::time::Instant;
use huiyin_core::{Clock, Digest, Entropy, MailId, Personal};
use huiyin_store::{Store, StoreConfig};
use huiyin_workflow::calendar::DueSettings;
use tempfile::TempDir;

use super::people::{People, Staffing};

struct StandingClock(Mutex<Instant>);

impl Clock for StandingClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

/// The hash of a counter: the same in every run, never twice the same.
struct CountedEntropy(AtomicU64);

impl Entropy for CountedEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::Relaxed);
            let block = Digest::of_parts(&[b"test entropy", &n.to_be_bytes()]);
            chunk.copy_from_slice(&block.as_bytes()[..chunk.len()]);
        }
    }
}

/// One installation.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) people: People,
    pub(crate) folder: TempDir,
    clock: Arc<StandingClock>,
    /// Queued mails that the test has looked at.
    pub(super) read: Mutex<BTreeSet<MailId>>,
    is_finished: AtomicBool,
    server: Option<(String, String)>,
}

/// `09-15 14:03` of 2026 in China.
fn at(text: &str) -> Instant {
    let local = NaiveDateTime::parse_from_str(&format!("2026-{text}"), "%Y-%m-%d %H:%M").unwrap();
    let zone = FixedOffset::east_opt(8 * 3600).unwrap();
    zone.from_local_datetime(&local).unwrap().to_utc()
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl TestApp {
    pub(crate) async fn sqlite() -> Self {
        Self::on_sqlite(Staffing::Full).await
    }

    /// As on the first day: no account at all.
    pub(crate) async fn without_people() -> Self {
        Self::on_sqlite(Staffing::Nobody).await
    }

    async fn on_sqlite(staffing: Staffing) -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}/huiyin.db", folder.path().display());
        Self::open(&url, folder, None, staffing).await
    }

    /// `None`, with a printed line, without a server.
    pub(crate) async fn postgres() -> Option<Self> {
        let Some(server) = server() else {
            skipped();
            return None;
        };
        let n = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("app_{}_{n}", std::process::id());
        psql(
            &server,
            &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"),
        );
        let (base, _) = server.rsplit_once('/').unwrap();
        let url = format!("{base}/{name}");
        let folder = TempDir::new().unwrap();
        Some(Self::open(&url, folder, Some((server, name)), Staffing::Full).await)
    }

    async fn open(
        url: &str,
        folder: TempDir,
        server: Option<(String, String)>,
        staffing: Staffing,
    ) -> Self {
        let store = Store::open(StoreConfig {
            database_url: url.to_owned(),
            blob_dir: folder.path().join("blobs"),
            vault_key: [7; 32],
            max_readers: 4,
        })
        .await
        .unwrap();
        store.migrate().await.unwrap();
        assert!(seed_if_empty(&store, &seed_files()).await.unwrap());
        let clock = Arc::new(StandingClock(Mutex::new(at("09-01 09:00"))));
        let app = App::start(Parts {
            store,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy: Arc::new(CountedEntropy(AtomicU64::new(0))),
            settings: settings(&folder),
        })
        .await
        .unwrap();
        let people = People::hire(&app, staffing).await;
        Self {
            app,
            people,
            folder,
            clock,
            read: Mutex::default(),
            is_finished: AtomicBool::new(false),
            server,
        }
    }

    /// Another process on the same data, with its own settings.
    pub(crate) async fn another(&self, change: impl FnOnce(&mut Settings)) -> App {
        let mut settings = self.app.settings().clone();
        change(&mut settings);
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        App::start(Parts {
            store: self.app.store().clone(),
            clock,
            entropy: Arc::new(CountedEntropy(AtomicU64::new(1 << 40))),
            settings,
        })
        .await
        .unwrap()
    }

    /// Moves the clock to `09-15 14:03` of 2026 in China.
    pub(crate) fn move_to(&self, text: &str) -> Instant {
        let then = at(text);
        *self.clock.0.lock().unwrap() = then;
        then
    }

    pub(crate) fn move_by(&self, by: Duration) -> Instant {
        let mut now = self.clock.0.lock().unwrap();
        *now += by;
        *now
    }

    pub(crate) fn now(&self) -> Instant {
        self.app.now()
    }

    /// Every worker that needs no neighbour, once.
    pub(crate) async fn run_workers(&self) {
        worker::settle_mail(&self.app).await.unwrap();
        worker::keep_deadlines(&self.app).await.unwrap();
        worker::sequence(&self.app).await.unwrap();
        worker::index(&self.app).await.unwrap();
    }

    /// How many suggestions there are, whoever may see them.
    pub(crate) async fn n_suggestions(&self) -> u64 {
        self.app.store().read().n_suggestions().await.unwrap()
    }

    /// Files in the blob store.
    pub(crate) fn n_files(&self) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let Ok(entries) = std::fs::read_dir(folder) else {
                return 0;
            };
            entries
                .map(|entry| entry.unwrap().path())
                .map(|path| if path.is_dir() { count(&path) } else { 1 })
                .sum()
        }
        count(&self.folder.path().join("blobs"))
    }

    /// The end of every scenario.
    pub(crate) async fn finish(&self) {
        self.run_workers().await;
        let mut findings = Vec::new();
        let store = self.app.store();
        store.verify(&mut |f| findings.push(f)).await.unwrap();
        assert_eq!(findings, []);
        let read = self.read.lock().unwrap().clone();
        let queued = store.read().outgoing_mails(None, 0, 1_000).await.unwrap();
        let unread: Vec<_> = queued
            .rows
            .iter()
            .filter(|mail| !read.contains(&mail.id))
            .map(|mail| format!("{} {}", mail.kind, mail.subject))
            .collect();
        assert!(unread.is_empty(), "nobody looked at {unread:?}");
        self.is_finished.store(true, Ordering::Relaxed);
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some((server, name)) = self.server.take() {
            // a leftover database dies with the temporary server
            psql(
                &server,
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            );
        }
        let is_finished = self.is_finished.load(Ordering::Relaxed);
        assert!(
            is_finished || std::thread::panicking(),
            "a scenario ends with finish()"
        );
    }
}

fn settings(folder: &TempDir) -> Settings {
    Settings {
        organisation: Organisation::default(),
        public_url: "https://huiyin.example".to_owned(),
        mail: MailSettings {
            from_address: "jianyi@zgh.example".to_owned(),
            from_name: "滨海市总工会".to_owned(),
            outgoing: OutgoingMode::Folder,
            folder: folder.path().join("outbox"),
            smtp_host: "127.0.0.1".to_owned(),
            smtp_port: 25,
            smtp_tls: MailTls::None,
            smtp_user: String::new(),
            smtp_password: Personal::new(String::new()),
            smtp_root_pem: None,
            plus_addressing: false,
            caps: OutboxCaps::default(),
            incoming: Vec::new(),
            lmtp: None,
            hooks: Vec::new(),
        },
        security: Security::default(),
        archive: Archiving::default(),
        due: DueSettings::default(),
    }
}

fn config(path: &str) -> String {
    let file = format!("{}/../../config/seed/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{file}: {e}"))
}

/// Terms of the field for the word segmenter.
pub(crate) fn dictionary() -> String {
    config("dictionary.txt")
}

fn seed_files() -> SeedFiles {
    SeedFiles {
        organisation: config("organisation.toml"),
        topics: config("topics.toml"),
        time_rules: config("time_rules.toml"),
        routing: config("routing.toml"),
        settings: config("settings.toml"),
        calendars: ["2024", "2025", "2026"]
            .iter()
            .map(|year| config(&format!("calendar/{year}.json")))
            .collect(),
    }
}

fn psql(server: &str, sql: &str) {
    let output = Command::new("psql")
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", server, "-c", sql])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{sql}: {said}");
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
