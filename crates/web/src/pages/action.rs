//! The form of one action. A new action of the workflow appears on the page by itself: the handler
//! describes its fields, this component shows them.

use askama::Template;
use askama::filters::HtmlSafe;

use super::chrome::Tone;
use super::errors::ErrorSummary;
use super::field::{Control, FieldView, FormErrors};

/// A form with a heading, an explanation, fields and one button.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/action.html")]
pub struct ActionForm {
    /// The action's code: `accept`; also the anchor `#action-accept`.
    pub action_code: String,
    pub title: String,
    /// What will happen, in a sentence or two; empty for none.
    pub explanation: String,
    /// Where it is posted.
    pub url: String,
    pub csrf: String,
    pub fields: Vec<FieldView>,
    pub errors: ErrorSummary,
    pub submit_label: String,
    /// `Good` is the step that moves the item on (filled button), `Bad` one that ends or hurts it.
    pub tone: Tone,
    /// Folded behind its title; unfolded when it has errors or is the expected next step.
    pub folded: bool,
    pub open: bool,
}

impl HtmlSafe for ActionForm {}

impl ActionForm {
    /// A form that is simply there.
    pub fn new(action_code: &str, title: &str, url: &str, csrf: &str) -> Self {
        Self {
            action_code: action_code.to_owned(),
            title: title.to_owned(),
            explanation: String::new(),
            url: url.to_owned(),
            csrf: csrf.to_owned(),
            fields: Vec::new(),
            errors: ErrorSummary::default(),
            submit_label: title.to_owned(),
            tone: Tone::Neutral,
            folded: false,
            open: false,
        }
    }

    /// A form folded behind its title, for the list of available actions.
    pub fn folded(action_code: &str, title: &str, url: &str, csrf: &str) -> Self {
        Self {
            folded: true,
            ..Self::new(action_code, title, url, csrf)
        }
    }

    #[must_use]
    pub fn explain(mut self, text: impl Into<String>) -> Self {
        self.explanation = text.into();
        self
    }

    #[must_use]
    pub fn submit(mut self, label: &str) -> Self {
        label.clone_into(&mut self.submit_label);
        self
    }

    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    #[must_use]
    pub const fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// Adds a field. Ids become unique within a page that shows several actions.
    #[must_use]
    pub fn field(mut self, field: FieldView) -> Self {
        let id = format!("{}-{}-{}", field.id, self.action_code, self.fields.len());
        self.fields.push(field.id(&id));
        self
    }

    /// Shows what was wrong: beside the fields, on top, and unfolded. Call after the last field.
    #[must_use]
    pub fn errors(mut self, errors: &FormErrors) -> Self {
        self.fields = self
            .fields
            .into_iter()
            .map(|field| field.errors(errors))
            .collect();
        self.errors = ErrorSummary::of(errors, &self.fields);
        self.open = self.open || !errors.is_empty();
        self
    }

    /// Files need another encoding of the form.
    fn is_multipart(&self) -> bool {
        self.fields
            .iter()
            .any(|field| matches!(field.control, Control::Files { .. }))
    }
}
