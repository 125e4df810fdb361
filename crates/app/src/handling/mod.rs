//! 办理: what staff do with a suggestion. Every verb parses its form into an
//! [`huiyin_workflow::Action`] and goes through [`perform`].

mod accept;
mod accused;
mod acknowledge;
mod assign;
mod award;
pub(crate) mod close;
mod commitment;
mod decline;
mod direct;
mod dispatch;
mod draft_reply;
mod exclusion;
mod extension;
mod family;
mod follow_up;
mod form;
mod handler;
mod improvement;
mod merge;
mod note;
mod perform;
mod publish;
mod reason;
mod reassign;
mod repeat;
mod reply_gate;
mod reveal;
mod review;
mod rule;
mod send_back;
mod shelve;
mod sign_off;
mod supervise;
mod supplement;
mod support;
mod terminate;
mod units;

pub(crate) use award::in_yuan;
pub use dispatch::{parse, parse_all, publish_form, spec};
pub use form::{ActionForm, Choice, FieldKind, FieldSpec, FormSpec};
pub(crate) use perform::{decide_and_record, perform_as, submitter};
pub use perform::{perform, perform_all};
pub use reply_gate::{ReplyCheck, SEEN, advice};
pub(crate) use reply_gate::{of_draft, reason_field};
pub use reveal::{may_reveal, reveal};
