//! Use cases: what a person or a timer can make happen. One file per verb; each takes the
//! application, the circumstances, the subject, and a form.

pub mod accounts;
pub mod archive;
pub mod arrival;
pub mod campaign;
pub mod desk;
pub mod directory;
pub mod error;
pub mod fault;
pub mod handling;
pub mod notice;
pub mod organisation;
pub mod policy;
pub mod publication;
pub mod routing;
pub mod seed;
pub mod settings;
pub mod statistics;
pub mod timeline;
pub mod tracking;
pub mod worker;

mod application;
mod sealing;

pub use application::{App, Parts};
pub use directory::Directory;
pub use error::{AppError, FieldError};
pub use settings::Settings;

/// Rows that pages hand on.
pub use huiyin_store::{Attachment, AttachmentPart, UnitRow};
