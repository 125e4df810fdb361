//! SQLite's own full-text index, to measure ours beside it: `huiyin bench search`. Nothing of the
//! program's data is here.

use std::path::{Path, PathBuf};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
    TransactionTrait, Value,
};
use tokio::runtime::{Builder, Runtime};

use crate::error::StoreError;

/// A table of texts under FTS5 with trigrams in a file of its own. All calls block.
#[derive(Debug)]
pub struct Trigrams {
    runtime: Runtime,
    database: DatabaseConnection,
    file: PathBuf,
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct TrigramQuery<'a> {
    pub strings: &'a [String],
    /// Whether one of the strings is enough; strings shorter than three characters are left out.
    pub any: bool,
    /// By time, not by rank.
    pub newest: bool,
    /// Counted by status.
    pub facets: bool,
    pub snippets: bool,
    pub limit: usize,
}

impl Trigrams {
    /// Makes an empty one in a folder that exists.
    ///
    /// # Errors
    /// What the database or the system says.
    pub fn create(folder: &Path) -> Result<Self, StoreError> {
        let failed =
            |error: std::io::Error| StoreError::Database(sea_orm::DbErr::Custom(error.to_string()));
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(failed)?;
        let file = folder.join("trigrams.sqlite");
        let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", file.display()));
        options.max_connections(1).sqlx_logging(false);
        let database = runtime.block_on(Database::connect(options))?;
        for sql in [
            "pragma journal_mode = off",
            "pragma synchronous = off",
            "pragma cache_size = -200000",
            "create virtual table letter using fts5(\
             body, status unindexed, received_at unindexed, tokenize = 'trigram')",
        ] {
            runtime.block_on(database.execute_unprepared(sql))?;
        }
        Ok(Self {
            runtime,
            database,
            file,
        })
    }

    /// Adds (id, text, status, time).
    ///
    /// # Errors
    /// What the database says.
    pub fn add(&self, rows: Vec<(i64, String, String, i64)>) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let tx = self.database.begin().await?;
            for (id, text, status, received_at) in rows {
                let values: [Value; 4] =
                    [id.into(), text.into(), status.into(), received_at.into()];
                let sql = "insert into letter (rowid, body, status, received_at) \
                           values (?, ?, ?, ?)";
                tx.execute_raw(Statement::from_sql_and_values(
                    DbBackend::Sqlite,
                    sql,
                    values,
                ))
                .await?;
            }
            tx.commit().await?;
            Ok(())
        })
    }

    /// Merges the index into one piece.
    ///
    /// # Errors
    /// What the database says.
    pub fn optimize(&self) -> Result<(), StoreError> {
        let sql = "insert into letter(letter) values ('optimize')";
        self.runtime
            .block_on(self.database.execute_unprepared(sql))?;
        Ok(())
    }

    /// The best or the newest, and how many there are.
    ///
    /// # Errors
    /// What the database says.
    pub fn ask(&self, query: TrigramQuery<'_>) -> Result<u64, StoreError> {
        let (condition, values, is_ranked) = condition(query);
        let shown = if query.snippets && is_ranked {
            "rowid, snippet(letter, 0, '<', '>', '…', 32)"
        } else {
            "rowid"
        };
        let order = match (query.newest, is_ranked) {
            (true, _) => "received_at desc",
            (false, true) => "rank",
            (false, false) => "rowid",
        };
        let limit = query.limit;
        let best =
            format!("select {shown} from letter where {condition} order by {order} limit {limit}");
        let count = if query.facets {
            format!("select count(*) as n from letter where {condition} group by status")
        } else {
            format!("select count(*) as n from letter where {condition}")
        };
        let statement =
            |sql| Statement::from_sql_and_values(DbBackend::Sqlite, sql, values.clone());
        self.runtime.block_on(async {
            self.database.query_all_raw(statement(best)).await?;
            let mut total = 0;
            for row in self.database.query_all_raw(statement(count)).await? {
                let n: i64 = row.try_get("", "n")?;
                total += u64::try_from(n).unwrap_or(0);
            }
            Ok(total)
        })
    }

    /// Bytes on the disk.
    pub fn bytes(&self) -> u64 {
        std::fs::metadata(&self.file).map_or(0, |metadata| metadata.len())
    }
}

/// Trigrams find nothing shorter than three characters: for that every text is looked through.
fn condition(query: TrigramQuery<'_>) -> (String, Vec<Value>, bool) {
    let is_long = |text: &&String| text.chars().nth(2).is_some();
    let quoted = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
    let long: Vec<String> = query.strings.iter().filter(is_long).map(quoted).collect();
    let mut conditions = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    if !long.is_empty() {
        conditions.push("letter match ?".to_owned());
        values.push(long.join(if query.any { " OR " } else { " AND " }).into());
    }
    let is_ranked = !long.is_empty();
    if !query.any {
        for short in query.strings.iter().filter(|text| !is_long(text)) {
            conditions.push("body like ?".to_owned());
            values.push(format!("%{short}%").into());
        }
    }
    if conditions.is_empty() {
        conditions.push("false".to_owned());
    }
    (conditions.join(" and "), values, is_ranked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_any_length_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let trigrams = Trigrams::create(folder.path()).unwrap();
        let row = |id, text: &str| (id, text.to_owned(), "replied".to_owned(), id);
        trigrams
            .add(vec![row(1, "食堂的素菜窗口太少"), row(2, "素菜\"太少\"")])
            .unwrap();
        trigrams.optimize().unwrap();
        let found = |strings: &[&str], any, facets| {
            let strings: Vec<String> = strings.iter().map(|text| (*text).to_owned()).collect();
            let query = TrigramQuery {
                strings: &strings,
                any,
                newest: facets,
                facets,
                snippets: !facets,
                limit: 10,
            };
            trigrams.ask(query).unwrap()
        };
        assert_eq!(found(&["素菜窗口"], false, false), 1);
        assert_eq!(found(&["素菜"], false, true), 2);
        assert_eq!(found(&["素菜\"太"], false, false), 1);
        assert_eq!(found(&["素菜", "的素菜窗"], false, false), 1);
        assert_eq!(found(&["素菜窗", "菜\"太"], true, true), 2);
        assert!(trigrams.bytes() > 0);
    }
}
