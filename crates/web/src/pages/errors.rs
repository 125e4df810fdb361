//! What is wrong with a form, on top of it.

use askama::Template;
use askama::filters::HtmlSafe;

use super::field::{FieldError, FieldView, FormErrors};

/// One line of the error summary.
#[derive(Debug, Clone)]
pub struct ErrorLink {
    /// `#f-body`, or empty when no field is to blame.
    pub href: String,
    pub message: String,
}

/// 'There is a problem', on top of a form, each line leading to its field.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/errors.html")]
pub struct ErrorSummary {
    pub links: Vec<ErrorLink>,
}

impl HtmlSafe for ErrorSummary {}

impl ErrorSummary {
    /// Collects the messages in the order of the fields; what belongs to no field comes first.
    pub fn of<'a>(errors: &FormErrors, fields: impl IntoIterator<Item = &'a FieldView>) -> Self {
        let fields: Vec<&FieldView> = fields.into_iter().collect();
        let place = |name: &str| fields.iter().position(|field| field.name == name);
        let mut found: Vec<(Option<usize>, &FieldError)> = errors
            .0
            .iter()
            .map(|error| (place(&error.field), error))
            .collect();
        found.sort_by_key(|(place, _)| *place);
        let links = found
            .into_iter()
            .map(|(place, error)| ErrorLink {
                href: place
                    .and_then(|at| fields.get(at))
                    .map(|field| format!("#{}", field.anchor()))
                    .unwrap_or_default(),
                message: error.message.clone(),
            })
            .collect();
        Self { links }
    }
}
