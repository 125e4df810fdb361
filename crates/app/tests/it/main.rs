//! What people and timers can make happen, on SQLite, and on PostgreSQL when
//! `HUIYIN_TEST_POSTGRES` names a server. One binary; each module is one chapter.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]
#![expect(clippy::panic, reason = "helpers of tests may fail loudly")]
#![expect(clippy::indexing_slicing, reason = "a missing row shall fail the test")]

mod kit;

mod accounts;
mod accused;
mod archive;
mod archiving;
mod calendar_import;
mod campaign;
mod handling;
mod hooks;
mod identity;
mod mail_bounced;
mod mail_campaign;
mod mail_in;
mod mail_loops;
mod mail_out;
mod mail_parked;
mod mail_thread;
mod mail_wording;
mod merging;
mod policy_edit;
mod publication;
mod reminders;
mod reorganise;
mod reply_gate;
mod routing;
mod scope;
mod search;
mod search_leaks;
mod special;
mod split;
mod splitting;
mod statistics;
mod submit;
mod tracking;
mod tracks;
mod triage;
mod windows;
