//! The public form and the staff registration form: raw text in, a valid submission or messages out.
//!
//! A form keeps exactly what was typed, so that a page with errors shows everything again
//! (STYLE 14). All errors are reported at once.

mod contact;
mod errors;
mod identity;
mod registration;
mod submission;

pub use contact::{ContactError, parse_email, parse_phone};
pub use errors::{FieldError, FormErrors};
pub use registration::{REGISTRATION_CHANNELS, Registration, RegistrationForm};
pub use submission::SubmissionForm;
