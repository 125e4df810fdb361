//! 办理: what staff do with a suggestion. Every verb parses its form into an
//! [`huiyin_workflow::Action`] and goes through [`perform`].

mod accept;
mod acknowledge;
mod assign;
pub(crate) mod close;
mod decline;
mod dispatch;
mod draft_reply;
mod form;
mod note;
mod perform;
mod reveal;
mod sign_off;
mod supplement;
mod support;

pub use dispatch::{parse, spec};
pub use form::{ActionForm, Choice, FieldKind, FieldSpec, FormSpec};
pub use perform::perform;
pub(crate) use perform::{decide_and_record, perform_as, submitter};
pub use reveal::{may_reveal, reveal};
