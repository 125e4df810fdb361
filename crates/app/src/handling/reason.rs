//! Verbs that ask one thing only: a text.

use super::form::{ActionForm, FieldSpec};
use crate::error::AppError;

pub(super) fn fields(label: &str) -> Vec<FieldSpec> {
    vec![FieldSpec::words("reason", label)]
}

pub(super) fn parse(form: &ActionForm, what: &str) -> Result<String, AppError> {
    form.needed("reason", what)
}
