//! The two databases a scenario runs on, and one fresh database for each test.

use std::env;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// Which database a scenario runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// The embedded default.
    Sqlite,
    /// The server behind `HUIYIN_TEST_POSTGRES`.
    Postgres,
}

/// An empty PostgreSQL database of one test's own; dropped with it.
pub struct PostgresDatabase {
    server: String,
    name: String,
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl PostgresDatabase {
    /// `None` with a printed line when there is no server.
    pub fn create() -> Option<Self> {
        let Ok(server) = env::var("HUIYIN_TEST_POSTGRES") else {
            println!("skipped: HUIYIN_TEST_POSTGRES is not set (tests/run starts a server)");
            return None;
        };
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("e2e_{}_{number}", std::process::id());
        psql(
            &server,
            &format!("create database {name} template template0 encoding 'UTF8'"),
        );
        Some(Self { server, name })
    }

    /// The address for `huiyin`.
    pub fn url(&self) -> String {
        let (base, _) = self
            .server
            .rsplit_once('/')
            .expect("a URL with a database name");
        format!("{base}/{}", self.name)
    }

    /// Runs `sql` and gives the rows, columns parted by `|`.
    pub fn sql(&self, sql: &str) -> Vec<String> {
        psql(&self.url(), sql)
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        // a leftover database dies with the temporary server
        let _ = Command::new("psql")
            .args(["-q", &self.server, "-c", &sql])
            .output();
    }
}

fn psql(url: &str, sql: &str) -> Vec<String> {
    let output = Command::new("psql")
        .args([
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            url,
            "-c",
            sql,
        ])
        .output()
        .expect("psql starts");
    assert!(
        output.status.success(),
        "psql could not run {sql}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    lines(&output.stdout)
}

/// Runs `sql` on an SQLite file with the `sqlite3` program: an outsider's hand in the file.
pub fn sqlite(file: &std::path::Path, sql: &str) -> Vec<String> {
    let output = Command::new("sqlite3")
        .args(["-batch", "-cmd", ".timeout 10000"])
        .arg(file)
        .arg(sql)
        .output()
        .expect("sqlite3 starts");
    assert!(
        output.status.success(),
        "sqlite3 could not run {sql} on {}: {}",
        file.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    lines(&output.stdout)
}

fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Makes of one scenario two tests, `on_sqlite` and `on_postgres`.
/// Inside goes `fn a_sentence(database) { … }`, once or more.
#[macro_export]
macro_rules! on_both_databases {
    ($(fn $name:ident($database:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            fn scenario($database: $crate::database::Database) $body

            #[test]
            fn on_sqlite() {
                scenario($crate::database::Database::Sqlite);
            }

            #[test]
            fn on_postgres() {
                if std::env::var_os("HUIYIN_TEST_POSTGRES").is_none() {
                    println!("skipped: HUIYIN_TEST_POSTGRES is not set");
                    return;
                }
                scenario($crate::database::Database::Postgres);
            }
        }
    )+};
}
