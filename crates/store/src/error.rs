//! What went wrong, as what the caller can do about it.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// Why the store did not do it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Try again: the database is locked, overloaded or away.
    #[error("the database is busy or away")]
    Busy(#[source] Option<DbErr>),
    /// Somebody else changed the suggestion since it was loaded: load again and decide again.
    #[error("the suggestion was changed by somebody else")]
    Stale,
    /// A value that must be unique exists already (user name, external number, message id).
    #[error("a unique value exists already")]
    Taken(#[source] DbErr),
    /// No space left: nothing was stored.
    #[error("no space left on the device")]
    DiskFull,
    /// What is stored is not what was written; `huiyin verify` says more.
    #[error("stored data are damaged: {0}")]
    Corrupt(String),
    /// The change would break one of the three promises; it was rolled back.
    #[error("the change would break a promise: {0}")]
    Broken(String),
    /// The work inside the transaction panicked, or took longer than a transaction may.
    #[error("the transaction was aborted: {0}")]
    Aborted(&'static str),
    /// Blob store failure that is not a lack of space.
    #[error("the blob store failed")]
    Blob(#[source] std::sync::Arc<object_store::Error>),
    /// The configuration cannot work.
    #[error("the store cannot be opened: {0}")]
    Configuration(String),
    /// Anything else the database said.
    #[error("the database failed")]
    Database(#[source] DbErr),
}

impl StoreError {
    /// Whether the same work may succeed if it is simply done again.
    pub(crate) const fn is_transient(&self) -> bool {
        match self {
            Self::Busy(_) => true,
            Self::Stale
            | Self::Taken(_)
            | Self::DiskFull
            | Self::Corrupt(_)
            | Self::Broken(_)
            | Self::Aborted(_)
            | Self::Blob(_)
            | Self::Configuration(_)
            | Self::Database(_) => false,
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            return Self::Taken(error);
        }
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            return Self::Busy(Some(error));
        }
        match meaning(&error) {
            Meaning::Full => Self::DiskFull,
            Meaning::Away => Self::Busy(Some(error)),
            Meaning::Other => Self::Database(error),
        }
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(current) = source {
            if let Some(io) = current.downcast_ref::<std::io::Error>()
                && meaning_of_io(io.kind()) == Meaning::Full
            {
                return Self::DiskFull;
            }
            source = current.source();
        }
        Self::Blob(std::sync::Arc::new(error))
    }
}

/// What an error code says about what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Full,
    Away,
    Other,
}

fn meaning(error: &DbErr) -> Meaning {
    use sea_orm::SqlxError;
    let Some(sqlx) = sqlx_error(error) else {
        return Meaning::Other;
    };
    if let SqlxError::Io(io) = sqlx {
        return meaning_of_io(io.kind());
    }
    if let SqlxError::Database(database) = sqlx {
        return meaning_of_code(database.code().as_deref().unwrap_or_default());
    }
    let is_away = matches!(
        sqlx,
        SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed
    );
    if is_away {
        Meaning::Away
    } else {
        Meaning::Other
    }
}

const fn meaning_of_io(kind: std::io::ErrorKind) -> Meaning {
    use std::io::ErrorKind;
    if matches!(
        kind,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
    ) {
        return Meaning::Full;
    }
    if matches!(
        kind,
        ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::NotConnected
            | ErrorKind::BrokenPipe
            | ErrorKind::TimedOut
            | ErrorKind::UnexpectedEof
    ) {
        return Meaning::Away;
    }
    Meaning::Other
}

/// SQLite result codes are numbers (the low byte is the primary one), SQLSTATE is five characters.
fn meaning_of_code(code: &str) -> Meaning {
    if code.len() < 5
        && let Ok(number) = code.parse::<u32>()
    {
        return match number & 0xff {
            // SQLITE_BUSY, SQLITE_LOCKED
            5 | 6 => Meaning::Away,
            // SQLITE_FULL
            13 => Meaning::Full,
            // SQLITE_IOERR_WRITE (778), _FSYNC (1034), _TRUNCATE (1546), _SHMSIZE (4874): a file
            // that cannot grow; a quota or a file size limit shows like this
            10 if matches!(number, 778 | 1034 | 1546 | 4874) => Meaning::Full,
            _ => Meaning::Other,
        };
    }
    match code {
        // serialization failure, deadlock, lock not available, too many connections,
        // shutting down (three of them)
        "40001" | "40P01" | "55P03" | "53300" | "57P01" | "57P02" | "57P03" => Meaning::Away,
        // disk full, out of memory is not ours
        "53100" => Meaning::Full,
        _ => Meaning::Other,
    }
}

/// Whether the database undid the transaction because of another one (and did nothing of it).
pub(crate) fn is_conflict(error: &DbErr) -> bool {
    match sqlx_error(error) {
        Some(sea_orm::SqlxError::Database(database)) => {
            matches!(database.code().as_deref(), Some("40001" | "40P01"))
        }
        Some(_) | None => false,
    }
}

fn sqlx_error(error: &DbErr) -> Option<&sea_orm::SqlxError> {
    if let DbErr::Conn(RuntimeErr::SqlxError(inner))
    | DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner)) = error
    {
        return Some(inner);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_say_what_the_caller_can_do() {
        let check = |code, expect| assert_eq!(meaning_of_code(code), expect, "{code}");
        check("5", Meaning::Away);
        check("517", Meaning::Away); // SQLITE_BUSY_SNAPSHOT
        check("13", Meaning::Full);
        check("778", Meaning::Full);
        check("10", Meaning::Other);
        check("2067", Meaning::Other);
        check("40001", Meaning::Away);
        check("40P01", Meaning::Away);
        check("53100", Meaning::Full);
        check("23505", Meaning::Other);
    }

    #[test]
    fn a_full_disk_is_recognised_through_the_layers() {
        let io = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let blob = object_store::Error::Generic {
            store: "LocalFileSystem",
            source: Box::new(io),
        };
        assert!(matches!(StoreError::from(blob), StoreError::DiskFull));
        let io = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let sqlx = sea_orm::SqlxError::Io(io);
        let database = DbErr::Exec(RuntimeErr::SqlxError(std::sync::Arc::new(sqlx)));
        assert!(matches!(StoreError::from(database), StoreError::DiskFull));
    }
}
