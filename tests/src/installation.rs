//! One installation of the program: a data folder, a configuration, perhaps a PostgreSQL database.
//! Commands run on it as a person would type them.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::database::{Database, PostgresDatabase, sqlite};
use crate::places::binary;
use crate::server::Server;

/// A data folder of its own, gone with the value.
pub struct Installation {
    folder: TempDir,
    postgres: Option<PostgresDatabase>,
}

/// What a finished command left.
#[derive(Debug)]
pub struct Outcome {
    /// Exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// The same, after making sure that it succeeded.
    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "the command failed: {self:#?}");
        self
    }

    /// The same, after making sure that it failed with a message in Chinese on stderr and without
    /// a panic.
    #[track_caller]
    pub fn refused(self) -> Self {
        assert!(
            self.code.is_some_and(|code| code != 0),
            "the command did not fail: {self:#?}"
        );
        assert!(
            is_chinese(&self.stderr),
            "no Chinese message on stderr: {self:#?}"
        );
        assert!(!self.stderr.contains("panicked"), "{self:#?}");
        self
    }
}

/// Whether a text holds at least one Chinese character.
pub fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

impl Installation {
    /// SQLite, everything by default.
    pub fn new() -> Self {
        Self::on(Database::Sqlite)
    }

    /// An installation on the given database, otherwise by default.
    pub fn on(database: Database) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("huiyin-e2e-")
            .tempdir()
            .expect("a folder");
        let postgres = match database {
            Database::Sqlite => None,
            Database::Postgres => Some(PostgresDatabase::create().expect("a PostgreSQL server")),
        };
        let new = Self { folder, postgres };
        new.configure("");
        new
    }

    /// Writes the configuration file: the given TOML, plus the database when it is PostgreSQL, plus
    /// limits that a whole test from one address does not reach (unless the TOML has its own).
    pub fn configure(&self, toml: &str) {
        let limits = if toml.contains("[security]") {
            ""
        } else {
            "[security]\ntrack_per_minute = 100000\nsign_in_per_minute = 100000\n\
             submit_per_minute = 100000\n"
        };
        let database = self.postgres.as_ref().map_or_else(String::new, |postgres| {
            format!("[database]\nurl = \"{}\"\n", postgres.url())
        });
        fs::write(self.config_file(), format!("{database}{limits}{toml}"))
            .expect("a file can be written");
    }

    pub fn config_file(&self) -> PathBuf {
        self.folder.path().join("huiyin.toml")
    }

    /// What `--data` gets.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A place for the test's own files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file beside the data folder and gives its path as text.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, content).expect("a file can be written");
        path.to_string_lossy().into_owned()
    }

    /// Imports rows of JSON with `no` and `body`, one a line, as new items.
    pub fn import_new(&self, rows: &str) {
        let file = self.file("rows.jsonl", rows);
        self.run(&[
            "import",
            &file,
            "--format",
            "jsonl",
            "--map",
            "external_no=no,body=body",
            "--state",
            "new",
        ])
        .succeeded();
    }

    /// The command, with `--data` and `--config`, in a time zone that is nobody's here.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("HUIYIN_") {
                command.env_remove(name);
            }
        }
        command
            .env("TZ", "America/Los_Angeles")
            .env("NO_COLOR", "1")
            .current_dir(self.folder.path())
            .arg("--data")
            .arg(self.data())
            .arg("--config")
            .arg(self.config_file())
            .args(arguments);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with(arguments, b"")
    }

    /// Runs a command to its end with `input` on stdin.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Outcome {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("huiyin starts");
        let mut stdin = child.stdin.take().expect("stdin is piped");
        let input = input.to_vec();
        // a program that does not read its input closes the pipe: that is no failure of the test
        let writer = std::thread::spawn(move || stdin.write_all(&input).is_ok());
        let output = child.wait_with_output().expect("huiyin ends");
        let _ = writer.join();
        Outcome {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Starts the server and waits until it answers.
    pub fn serve(&self) -> Server {
        Server::start(self.command(&["serve", "--listen", "127.0.0.1:0"]))
    }

    /// Runs SQL behind the program's back, on whichever database this installation has.
    pub fn sql(&self, sql: &str) -> Vec<String> {
        match &self.postgres {
            Some(postgres) => postgres.sql(sql),
            None => sqlite(&self.sqlite_file(), sql),
        }
    }

    /// The SQLite file in the data folder, whatever its name.
    pub fn sqlite_file(&self) -> PathBuf {
        let mut found: Vec<PathBuf> = fs::read_dir(self.data())
            .expect("the data folder exists")
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| {
                path.extension()
                    .is_some_and(|e| e == "sqlite" || e == "db" || e == "sqlite3")
            })
            .collect();
        found.sort();
        found
            .into_iter()
            .next()
            .expect("the data folder holds an SQLite file")
    }
}

impl Default for Installation {
    fn default() -> Self {
        Self::new()
    }
}
