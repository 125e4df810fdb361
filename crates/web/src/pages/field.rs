//! Form fields. One component for every form, so that labels, hints, errors and typed values look
//! and behave the same everywhere.

use askama::Template;
use askama::filters::HtmlSafe;

/// Of more boxes to tick than this, only the heading is shown until somebody asks for them.
pub(crate) const CHOICES_AT_ONCE: usize = 12;

fn any_chosen(choices: &[Choice]) -> bool {
    choices.iter().any(|choice| choice.selected)
}

/// What is wrong with one field, for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

/// Everything wrong with a form. Empty means it is fine or was not sent yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormErrors(pub Vec<FieldError>);

impl FormErrors {
    /// Adds what is wrong with a field; `field` is the field's name.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError {
            field: field.to_owned(),
            message: message.into(),
        });
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first message of a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.message.as_str())
    }
}

/// One thing to choose.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A second line that explains it.
    pub note: String,
    pub selected: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    #[must_use]
    pub const fn selected_if(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }
}

/// Choices under a heading; an empty label makes no heading.
#[derive(Debug, Clone, Default)]
pub struct ChoiceGroup {
    pub label: String,
    pub choices: Vec<Choice>,
}

/// What a person operates.
#[derive(Debug, Clone)]
pub enum Control {
    /// One line; `kind` is the type of the input: text, tel, email, password, search, date.
    Line {
        kind: &'static str,
        value: String,
    },
    Area {
        value: String,
        rows: u16,
    },
    Select {
        groups: Vec<ChoiceGroup>,
    },
    /// Cards with an explanation, for the few choices that matter.
    Cards {
        choices: Vec<Choice>,
    },
    /// Plain radio buttons in a row.
    Radios {
        choices: Vec<Choice>,
    },
    Checkboxes {
        choices: Vec<Choice>,
    },
    Files {
        accept: String,
        max_files: usize,
        max_megabytes: usize,
    },
    Hidden {
        value: String,
    },
}

/// A field of a form.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/field.html")]
pub struct FieldView {
    pub name: String,
    /// Unique in the page; `f-` and the name unless told.
    pub id: String,
    pub label: String,
    pub hint: String,
    /// Text to be read beside the field, e.g. the point that a reply answers.
    pub context: String,
    pub error: Option<String>,
    pub required: bool,
    /// Characters; 0 means no limit. Shown as a counter.
    pub max_length: usize,
    /// Value of the `autocomplete` attribute; empty leaves it out.
    pub autocomplete: String,
    /// A letter for `accesskey` and the keyboard script; empty for none.
    pub access_key: String,
    pub autofocus: bool,
    /// Kept in the browser while typing, so that a lost connection loses nothing. Never set for
    /// identity data: the phone may be shared.
    pub keeps_draft: bool,
    /// Id of the field whose text proposes this one's value.
    pub proposed_from: String,
    pub control: Control,
}

impl HtmlSafe for FieldView {}

impl FieldView {
    fn new(name: &str, label: &str, control: Control) -> Self {
        Self {
            name: name.to_owned(),
            id: format!("f-{name}"),
            label: label.to_owned(),
            hint: String::new(),
            context: String::new(),
            error: None,
            required: false,
            max_length: 0,
            autocomplete: String::new(),
            access_key: String::new(),
            autofocus: false,
            keeps_draft: false,
            proposed_from: String::new(),
            control,
        }
    }

    pub fn text(name: &str, label: &str, value: &str) -> Self {
        Self::line("text", name, label, value)
    }

    /// `kind`: text, tel, email, password, search.
    pub fn line(kind: &'static str, name: &str, label: &str, value: &str) -> Self {
        Self::new(
            name,
            label,
            Control::Line {
                kind,
                value: value.to_owned(),
            },
        )
    }

    /// `value` as `2026-09-25` or empty.
    pub fn date(name: &str, label: &str, value: &str) -> Self {
        Self::line("date", name, label, value)
    }

    pub fn textarea(name: &str, label: &str, value: &str, rows: u16) -> Self {
        Self::new(
            name,
            label,
            Control::Area {
                value: value.to_owned(),
                rows,
            },
        )
    }

    pub fn select(name: &str, label: &str, choices: Vec<Choice>) -> Self {
        Self::select_grouped(
            name,
            label,
            vec![ChoiceGroup {
                label: String::new(),
                choices,
            }],
        )
    }

    pub fn select_grouped(name: &str, label: &str, groups: Vec<ChoiceGroup>) -> Self {
        Self::new(name, label, Control::Select { groups })
    }

    pub fn cards(name: &str, label: &str, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Control::Cards { choices })
    }

    pub fn radios(name: &str, label: &str, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Control::Radios { choices })
    }

    pub fn checkboxes(name: &str, label: &str, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Control::Checkboxes { choices })
    }

    /// `accept` as the attribute wants it: `image/*,.pdf`.
    pub fn files(name: &str, label: &str, accept: &str, max_files: usize, max_mb: usize) -> Self {
        let accept = accept.to_owned();
        Self::new(
            name,
            label,
            Control::Files {
                accept,
                max_files,
                max_megabytes: max_mb,
            },
        )
    }

    pub fn hidden(name: &str, value: &str) -> Self {
        Self::new(
            name,
            "",
            Control::Hidden {
                value: value.to_owned(),
            },
        )
    }

    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.id);
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    #[must_use]
    pub fn context(mut self, context: impl Into<String>) -> Self {
        self.context = context.into();
        self
    }

    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    #[must_use]
    pub const fn max_length(mut self, characters: usize) -> Self {
        self.max_length = characters;
        self
    }

    #[must_use]
    pub fn autocomplete(mut self, token: &str) -> Self {
        token.clone_into(&mut self.autocomplete);
        self
    }

    #[must_use]
    pub fn access_key(mut self, letter: &str) -> Self {
        letter.clone_into(&mut self.access_key);
        self
    }

    #[must_use]
    pub const fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    #[must_use]
    pub const fn keeps_draft(mut self) -> Self {
        self.keeps_draft = true;
        self
    }

    #[must_use]
    pub fn proposed_from(mut self, id: &str) -> Self {
        id.clone_into(&mut self.proposed_from);
        self
    }

    /// Shows the message that belongs to this field's name, if there is one.
    #[must_use]
    pub fn errors(mut self, errors: &FormErrors) -> Self {
        self.error = errors.of(&self.name).map(str::to_owned);
        self
    }

    /// Where a link of the error summary leads.
    pub fn anchor(&self) -> String {
        match self.control {
            Control::Cards { .. } | Control::Radios { .. } | Control::Checkboxes { .. } => {
                format!("{}-1", self.id)
            }
            Control::Line { .. }
            | Control::Area { .. }
            | Control::Select { .. }
            | Control::Files { .. }
            | Control::Hidden { .. } => self.id.clone(),
        }
    }

    /// A list in which nothing is chosen must not choose its first entry by itself.
    fn needs_placeholder(&self) -> bool {
        match &self.control {
            Control::Select { groups } => !groups
                .iter()
                .flat_map(|group| &group.choices)
                .any(|choice| choice.selected || choice.value.is_empty()),
            Control::Line { .. }
            | Control::Area { .. }
            | Control::Cards { .. }
            | Control::Radios { .. }
            | Control::Checkboxes { .. }
            | Control::Files { .. }
            | Control::Hidden { .. } => false,
        }
    }

    fn has_error(&self) -> bool {
        self.error.is_some()
    }

    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id));
        }
        if self.has_error() {
            ids.push(format!("{}-error", self.id));
        }
        ids.join(" ")
    }
}
