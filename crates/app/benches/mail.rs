//! Mails a second through the whole path (raw bytes durable, parsed, judged, registered, the
//! acknowledgement queued), beside bare parsing of the same mails in the same run.
//!
//! `cargo bench -p huiyin-app --bench mail`; PostgreSQL too when `HUIYIN_TEST_POSTGRES` names a
//! server. `HUIYIN_BENCH_MAILS` sets how many (2,000).
#![expect(clippy::unwrap_used, reason = "a measurement may fail loudly")]
#![expect(clippy::indexing_slicing, reason = "a measurement may fail loudly")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant as Timer;

use chrono::{TimeZone, Utc};
use huiyin_app::arrival::{Mailbox, deliver_mail};
use huiyin_app::seed::{SeedFiles, seed_if_empty};
use huiyin_app::settings::{
    Archiving, MailSettings, MailTls, Organisation, OutboxCaps, OutgoingMode, Security,
};
use huiyin_app::{App, Parts, Settings};
use huiyin_core::time::Instant;
use huiyin_core::{Clock, Digest, Entropy, Personal};
use huiyin_intake::mail::parse;
use huiyin_store::{Store, StoreConfig};
use huiyin_workflow::calendar::DueSettings;

/// Deliveries under way at once: one mailbox that is read mail by mail, and what a mail server
/// opens.
const AT_ONCE: [usize; 3] = [1, 4, 16];

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Instant {
        Utc.timestamp_opt(1_788_224_400, 0).unwrap()
    }
}

struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::Relaxed);
            let block = Digest::of(&n.to_be_bytes());
            chunk.copy_from_slice(&block.as_bytes()[..chunk.len()]);
        }
    }
}

fn config(path: &str) -> String {
    let file = format!("{}/../../config/seed/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(file).unwrap()
}

fn mail(number: u64) -> Vec<u8> {
    let text = "二号食堂只有一个素菜窗口，中午排队四十分钟，夜班的同志常常吃不上热饭。".repeat(6);
    format!(
        "Received: from mx{n}.example by mx.zgh.example; Tue, 1 Sep 2026 09:00:00 +0800\r\n\
         From: =?utf-8?B?5p2O5Y2r5Lic?= <worker{n}@mail.example>\r\nTo: jianyi@zgh.example\r\n\
         Subject: =?utf-8?B?6aOf5aCC57Sg6I+c56qX5Y+j?= {n}\r\nMessage-ID: <bench-{n}@mail.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n\
         --B\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         第{n}封。{text}\r\n\r\n发自我的iPhone\r\n\
         --B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         <p>第{n}封。{text}</p>\r\n--B--\r\n",
        n = number
    )
    .into_bytes()
}

/// Seconds of CPU that this process has used.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<f64> = after
        .split_whitespace()
        .map(|field| field.parse().unwrap_or(0.0))
        .collect();
    // utime and stime, in hundredths
    (fields.get(11).unwrap_or(&0.0) + fields.get(12).unwrap_or(&0.0)) / 100.0
}

async fn open(url: &str, folder: &std::path::Path) -> App {
    let store = Store::open(StoreConfig {
        database_url: url.to_owned(),
        blob_dir: folder.join("blobs"),
        vault_key: [7; 32],
        max_readers: 8,
    })
    .await
    .unwrap();
    store.migrate().await.unwrap();
    let files = SeedFiles {
        organisation: config("organisation.toml"),
        topics: config("topics.toml"),
        time_rules: config("time_rules.toml"),
        routing: config("routing.toml"),
        settings: config("settings.toml"),
        calendars: vec![config("calendar/2026.json")],
    };
    seed_if_empty(&store, &files).await.unwrap();
    App::start(Parts {
        store,
        clock: Arc::new(Standing),
        entropy: Arc::new(Counted(AtomicU64::new(0))),
        settings: Settings {
            organisation: Organisation::default(),
            public_url: "https://huiyin.example".to_owned(),
            mail: MailSettings {
                from_address: "jianyi@zgh.example".to_owned(),
                from_name: "滨海市总工会".to_owned(),
                outgoing: OutgoingMode::Folder,
                folder: folder.join("outbox"),
                smtp_host: String::new(),
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
        },
    })
    .await
    .unwrap()
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn tell(what: &str, n: u64, timer: Timer, cpu: f64) {
    let (seconds, cpu) = (timer.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    #[expect(clippy::cast_precision_loss, reason = "a rate needs no exact count")]
    let n = n as f64;
    println!(
        "{what:<24} {:>8.0} mails/s {:>8.3} ms CPU/mail",
        n / seconds,
        cpu * 1_000.0 / n
    );
}

#[expect(clippy::disallowed_methods, reason = "a benchmark has its own tasks")]
async fn deliver_all(app: &App, mails: &Arc<Vec<Vec<u8>>>, at_once: usize) {
    let next = Arc::new(AtomicU64::new(0));
    let mut tasks = Vec::new();
    for _ in 0..at_once {
        let (app, mails, next) = (app.clone(), Arc::clone(mails), Arc::clone(&next));
        tasks.push(tokio::spawn(async move {
            loop {
                let n = usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap();
                let Some(raw) = mails.get(n) else { return };
                let done = deliver_mail(&app, raw.clone(), app.now(), Mailbox::default()).await;
                assert!(done.unwrap().suggestion.is_some());
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "told by the environment where a server is"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[tokio::main]
async fn main() {
    let n = variable("HUIYIN_BENCH_MAILS").and_then(|n| n.parse().ok());
    let n: u64 = n.unwrap_or(2_000);
    let mails: Arc<Vec<Vec<u8>>> = Arc::new((0..n).map(mail).collect());

    let (timer, cpu) = (Timer::now(), cpu_seconds());
    let read = mails.iter().filter(|raw| parse(raw).has_content()).count();
    assert_eq!(read as u64, n);
    tell("bare parsing", n, timer, cpu);

    for at_once in AT_ONCE {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/huiyin.db", folder.path().display());
        let app = open(&url, folder.path()).await;
        let (timer, cpu) = (Timer::now(), cpu_seconds());
        deliver_all(&app, &mails, at_once).await;
        tell(&format!("SQLite, {at_once} at once"), n, timer, cpu);
    }

    if let Some(server) = variable("HUIYIN_TEST_POSTGRES") {
        let name = format!("bench_mail_{}", std::process::id());
        let psql = |sql: String| {
            let done = std::process::Command::new("psql")
                .args(["-X", "-q", "-d", &server, "-c", &sql])
                .status();
            assert!(done.is_ok_and(|status| status.success()), "{sql}");
        };
        for at_once in AT_ONCE {
            psql(format!(
                "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
            ));
            let (base, _) = server.rsplit_once('/').unwrap();
            let folder = tempfile::tempdir().unwrap();
            let app = open(&format!("{base}/{name}"), folder.path()).await;
            let (timer, cpu) = (Timer::now(), cpu_seconds());
            deliver_all(&app, &mails, at_once).await;
            tell(&format!("PostgreSQL, {at_once} at once"), n, timer, cpu);
            app.store().close().await;
            psql(format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}
