//! Pages for everybody.

mod home;
mod published;
mod submit;
mod track;
mod track_key;
mod track_parts;
mod track_publication;
mod track_view;

pub(crate) use home::{asset, healthz, home, privacy};
pub(crate) use published::{published, published_file, published_list};
pub(crate) use submit::{campaign_page, receipt_due, submit, submit_page};
pub(crate) use track::{
    download, track, track_by_code, track_entry, track_file, track_rate, track_review,
    track_supplement, withdraw, withdraw_page,
};
pub(crate) use track_publication::{consent, withdraw_consent};
