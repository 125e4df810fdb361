//! Forms of actions: what a page must ask, and the answers as typed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use huiyin_core::text::tidy;
use huiyin_workflow::ActionKind;

use crate::error::AppError;

/// Longest text of a field, in characters.
const TEXT_MAX: usize = 10_000;

/// The fields of a posted form, exactly as typed; a page shows them again when something is wrong.
#[derive(Debug, Clone, Default)]
pub struct ActionForm(BTreeMap<String, Vec<String>>);

impl ActionForm {
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            fields.entry(name).or_default().push(value);
        }
        Self(fields)
    }

    /// The first value of a field, exactly as typed; empty when absent.
    pub fn raw(&self, name: &str) -> &str {
        self.0
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    /// Every (name, value) as typed.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .flat_map(|(name, values)| values.iter().map(|v| (name.as_str(), v.as_str())))
    }

    /// All values of a field.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The text of a field, tidied.
    pub(super) fn text(&self, name: &'static str) -> Result<String, AppError> {
        let text = tidy(self.raw(name));
        let found = text.chars().count();
        if found > TEXT_MAX {
            return Err(AppError::invalid(
                name,
                format!("最多 {TEXT_MAX} 字，现有 {found} 字"),
            ));
        }
        Ok(text)
    }

    /// An id chosen from a list.
    pub(super) fn id<T: std::str::FromStr>(
        &self,
        name: &'static str,
        what: &str,
    ) -> Result<T, AppError> {
        self.raw(name)
            .trim()
            .parse()
            .map_err(|_typed| AppError::invalid(name, format!("请选择{what}")))
    }

    /// A text that must not be empty.
    pub(super) fn needed(&self, name: &'static str, what: &str) -> Result<String, AppError> {
        let text = self.text(name)?;
        if text.is_empty() {
            return Err(AppError::invalid(name, format!("请填写{what}")));
        }
        Ok(text)
    }

    /// A date that must be there.
    pub(super) fn needed_date(
        &self,
        name: &'static str,
        what: &str,
    ) -> Result<NaiveDate, AppError> {
        self.date(name)?
            .ok_or_else(|| AppError::invalid(name, format!("请填写{what}")))
    }

    /// A date as browsers send it.
    pub(super) fn date(&self, name: &'static str) -> Result<Option<NaiveDate>, AppError> {
        let text = self.raw(name).trim();
        if text.is_empty() {
            return Ok(None);
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Some)
            .map_err(|_typed| AppError::invalid(name, "日期请写成 2026-09-30 的样子"))
    }
}

/// One choice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// Heading under which it stands, if the list is grouped.
    pub group: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            group: None,
        }
    }

    #[must_use]
    pub fn grouped(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }
}

/// How a field is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    TextArea { rows: u8 },
    Select(Vec<Choice>),
    Radio(Vec<Choice>),
    CheckBoxes(Vec<Choice>),
    Date,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSpec {
    pub name: String,
    pub label: String,
    pub hint: String,
    pub kind: FieldKind,
    pub is_required: bool,
    /// Value before anybody typed; several for check boxes.
    pub values: Vec<String>,
}

impl FieldSpec {
    pub(super) fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            kind,
            is_required: false,
            values: Vec::new(),
        }
    }

    /// A text of some lines that must be there.
    pub(super) fn words(name: &'static str, label: &str) -> Self {
        Self::new(name, label, FieldKind::TextArea { rows: 3 }).required()
    }

    #[must_use]
    pub(super) const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    #[must_use]
    pub(super) fn value(mut self, value: impl Into<String>) -> Self {
        self.values = vec![value.into()];
        self
    }
}

/// A form that a page shows for an action that is available now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSpec {
    pub action: ActionKind,
    /// What happens when it is sent, in one sentence.
    pub explanation: String,
    pub fields: Vec<FieldSpec>,
}
