//! 办理: what staff do with a suggestion. Every verb parses its form into an
//! [`huiyin_workflow::Action`] and goes through [`perform`].

mod accept;
mod acknowledge;
mod assign;
pub(crate) mod close;
mod commitment;
mod decline;
mod direct;
mod dispatch;
mod draft_reply;
mod extension;
mod follow_up;
mod form;
mod handler;
mod note;
mod perform;
mod publish;
mod reason;
mod reassign;
mod reveal;
mod rule;
mod send_back;
mod shelve;
mod sign_off;
mod supervise;
mod supplement;
mod support;
mod terminate;
mod units;

pub use dispatch::{parse, publish_form, spec};
pub use form::{ActionForm, Choice, FieldKind, FieldSpec, FormSpec};
pub use perform::perform;
pub(crate) use perform::{decide_and_record, perform_as, submitter};
pub use reveal::{may_reveal, reveal};
