//! The column types of the common subset, so that every table spells them alike.

use sea_orm_migration::prelude::*;

/// A column that may not be null.
pub(crate) trait Needed {
    fn needed(self) -> ColumnDef;
}

impl Needed for ColumnDef {
    fn needed(mut self) -> ColumnDef {
        self.not_null().take()
    }
}

/// `id`: 64 bits, given by the database, never given twice.
pub(crate) fn id() -> ColumnDef {
    ColumnDef::new("id")
        .big_integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .take()
}

/// A number of 64 bits; also what points to an `id`.
pub(crate) fn big(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().take()
}

pub(crate) fn int(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().take()
}

pub(crate) fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// Words, codes and JSON: unbounded text on both databases, and the very bytes that were written,
/// which the ledger's hashes need.
pub(crate) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().take()
}

/// Digests, salts, nonces, ciphertexts.
pub(crate) fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().take()
}

pub(crate) fn instant(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}

pub(crate) fn day(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().take()
}

/// A table with its columns.
pub(crate) fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create().table(name).take();
    for mut column in columns {
        table.col(&mut column);
    }
    table
}

/// A primary key of several columns.
pub(crate) fn key(table: &mut TableCreateStatement, columns: &[&'static str]) {
    let mut index = Index::create();
    for column in columns {
        index.col(*column);
    }
    table.primary_key(&mut index);
}

/// A reference that the database enforces. Its column needs an index of its own (or to lead the
/// primary key): deleting or joining without one reads the whole table.
pub(crate) fn refers(table: &mut TableCreateStatement, column: &'static str, to: &'static str) {
    let from = table.get_table_name().cloned();
    let mut key = ForeignKey::create();
    if let Some(from) = from {
        key.from_tbl(from);
    }
    key.from_col(column).to_tbl(to).to_col("id");
    table.foreign_key(&mut key);
}

/// Creates an index named after what it covers.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(named("ix", table, columns)).await
}

/// As [`index`], for values that may occur once only.
pub(crate) async fn unique(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager
        .create_index(named("ux", table, columns).unique().take())
        .await
}

fn named(prefix: &str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create()
        .name(format!("{prefix}_{table}_{}", columns.join("_")))
        .table(table)
        .take();
    for column in columns {
        index.col(*column);
    }
    index
}
