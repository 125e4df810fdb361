//! Opening the database and the blob store.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use huiyin_core::Digest;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous,
};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};

use crate::blob::Blobs;
use crate::conn::Conn;
use crate::error::StoreError;
use crate::group::Writer;
use crate::read::Read;
use crate::vault::Vault;

/// How long a writer waits for another process (a command beside a running server).
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Few statements differ, but each is worth keeping prepared.
const STATEMENTS_KEPT: usize = 300;

const MIGRATE_TRIES: u32 = 5;

/// Where everything lies.
#[derive(Clone)]
pub struct StoreConfig {
    /// `sqlite://path/to/huiyin.db` or `postgres://…`.
    pub database_url: String,
    pub blob_dir: PathBuf,
    /// Key of the identity vault; lost means every identity is unreadable.
    pub vault_key: [u8; 32],
    /// Connections for reading.
    pub max_readers: u32,
}

impl std::fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // the address may hold a password
        f.debug_struct("StoreConfig")
            .field("blob_dir", &self.blob_dir)
            .field("max_readers", &self.max_readers)
            .finish_non_exhaustive()
    }
}

/// Rows, ledger, vault and blobs of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) readers: DatabaseConnection,
    pub(crate) writer: Writer,
    pub(crate) blobs: Blobs,
    pub(crate) vault: Vault,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// Opens or creates the database and the blob folder. The schema is [`Store::migrate`]'s.
    ///
    /// # Errors
    /// [`StoreError::Configuration`] for an address that cannot work, otherwise what the database
    /// says.
    pub async fn open(config: StoreConfig) -> Result<Self, StoreError> {
        let vault = Vault::new(&config.vault_key);
        let blobs = Blobs::open(&config.blob_dir).await?;
        let (readers, writer) = if config.database_url.starts_with("sqlite:") {
            prepare_file(&config.database_url).await?;
            // the writer creates the file and its WAL; readers come after it
            let writer = Database::connect(sqlite(&config.database_url, 1, false)).await?;
            let readers = sqlite(&config.database_url, config.max_readers.max(1), true);
            let readers = Database::connect(readers).await?;
            (readers, Writer::shared(writer, vault.clone())?)
        } else if config.database_url.starts_with("postgres") {
            let url = &config.database_url;
            let writers = Database::connect(postgres(url, config.max_readers.max(1))).await?;
            let readers = Database::connect(postgres(url, config.max_readers.max(1))).await?;
            (readers, Writer::own(writers))
        } else {
            return Err(StoreError::Configuration(
                "the database address must start with sqlite: or postgres:".to_owned(),
            ));
        };
        Ok(Self(Arc::new(Inner {
            readers,
            writer,
            blobs,
            vault,
        })))
    }

    /// Brings the schema up to date. Running it again changes nothing.
    ///
    /// # Errors
    /// What the database says; on PostgreSQL a failed migration leaves nothing behind.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let db = self.0.writer.connection();
        let mut tries = 0;
        while let Err(error) = huiyin_migrations::up(db).await {
            // nodes that start together get into each other's way; one wins, the rest find it done
            tries += 1;
            if tries >= MIGRATE_TRIES {
                return Err(error.into());
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        if db.get_database_backend() == DbBackend::Sqlite {
            // fresh statistics let SQLite choose the narrow index
            db.execute_unprepared("PRAGMA optimize=0x10002").await?;
        }
        Ok(())
    }

    /// Queries over the pool of readers.
    pub fn read(&self) -> Read {
        Read {
            conn: Conn::Pool(self.0.readers.clone()),
            vault: self.0.vault.clone(),
        }
    }

    /// Stores bytes under their digest; durable when this returns. Storing the same bytes twice
    /// is the same as once.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`]: nothing is stored.
    pub async fn put_blob(&self, bytes: Vec<u8>) -> Result<Digest, StoreError> {
        self.0.blobs.put(bytes).await
    }

    /// The bytes under a digest.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when they are no longer what was stored.
    pub async fn get_blob(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.blobs.get(digest).await
    }

    /// Ends all connections, after the writes under way. Further use fails.
    pub async fn close(&self) {
        self.0.writer.close().await;
        let _ = self.0.readers.close_by_ref().await;
    }

    /// Version of the SQLite in this program, or of the PostgreSQL server.
    ///
    /// # Errors
    /// What the database says.
    pub async fn database_version(&self) -> Result<String, StoreError> {
        let backend = self.0.readers.get_database_backend();
        let sql = if backend == DbBackend::Sqlite {
            "SELECT sqlite_version() AS version"
        } else {
            "SELECT current_setting('server_version') AS version"
        };
        let row = self
            .0
            .readers
            .query_one_raw(Statement::from_string(backend, sql))
            .await?;
        match row {
            Some(row) => Ok(row.try_get("", "version")?),
            None => Ok(String::new()),
        }
    }
}

async fn prepare_file(url: &str) -> Result<(), StoreError> {
    let options: SqliteConnectOptions = url
        .parse()
        .map_err(|e| StoreError::Configuration(format!("{e}")))?;
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(StoreError::Configuration(
            "the database must be a file: writer and readers share it".to_owned(),
        ));
    }
    match options.get_filename().parent() {
        Some(folder) if !folder.as_os_str().is_empty() => tokio::fs::create_dir_all(folder)
            .await
            .map_err(|e| StoreError::Configuration(format!("{}: {e}", folder.display()))),
        Some(_) | None => Ok(()),
    }
}

fn sqlite(url: &str, connections: u32, is_reader: bool) -> ConnectOptions {
    let mut options = common(url, connections);
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.after_release(|connection, _| Box::pin(is_clean(connection)))
    });
    options.map_sqlx_sqlite_opts(move |options| {
        let options = options
            .create_if_missing(!is_reader)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .statement_cache_capacity(STATEMENTS_KEPT)
            .pragma("cache_size", if is_reader { "-16384" } else { "-65536" })
            .pragma("temp_store", "MEMORY")
            .thread_name(move |n| {
                let role = if is_reader { "reader" } else { "writer" };
                format!("sqlite-{role}-{n}")
            });
        if is_reader {
            options.pragma("query_only", "ON")
        } else {
            options.pragma("journal_size_limit", "67108864")
        }
    });
    options
}

fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut options = common(url, connections);
    options.map_sqlx_postgres_opts(|options| {
        options
            .application_name("huiyin")
            .statement_cache_capacity(STATEMENTS_KEPT)
            // times are bound and read as UTC; whatever the server's zone, nothing is converted
            .options([("timezone", "UTC")])
    });
    options
}

/// Whether a connection came back without a transaction. After a commit that failed (a full disk)
/// the driver loses count of the transactions it has open, and the next one on that connection
/// would never be committed though it says so; such a connection is closed.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sea_orm::SqlxError> {
    Ok(!connection.is_in_transaction())
}

fn common(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None)
        .max_lifetime(None)
        // statements may hold personal data; the log never shows them
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}
