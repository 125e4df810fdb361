//! Pages for everybody.

mod home;
mod submit;
mod track;
mod track_view;

pub(crate) use home::{asset, healthz, home, privacy};
pub(crate) use submit::{receipt_due, submit, submit_page};
pub(crate) use track::{
    download, track, track_by_code, track_entry, track_file, track_rate, track_review,
    track_supplement, withdraw, withdraw_page,
};
