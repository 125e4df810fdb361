//! The store on SQLite, and on PostgreSQL when `HUIYIN_TEST_POSTGRES` names a server.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]
#![expect(clippy::panic, reason = "helpers of tests may fail loudly")]
#![expect(clippy::indexing_slicing, reason = "a missing row shall fail the test")]
#![expect(clippy::string_slice, reason = "hex digits are one byte each")]

mod bench;
mod blobs;
mod configuration;
mod deeds;
mod dice;
mod facts;
mod follower;
mod full_disk;
mod ledger;
mod lives;
mod mail;
mod parts;
mod people;
mod register;
mod routing;
mod scope;
mod splitting;
mod tamper;
mod worklist;
mod world;
mod write;
