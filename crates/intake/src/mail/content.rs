//! What the parts of a mail contribute to the whole.

use super::parsed::{AutomaticKind, ForwardedLetter, MailAttachment};

/// A body text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    Plain,
    Html,
}

/// What a part (with all below it) contributes.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) texts: Vec<(TextKind, String)>,
    /// Text inside a winmail.dat; counts only when there is no other.
    pub(super) spare: Option<String>,
    pub(super) attachments: Vec<MailAttachment>,
    /// Texts of nested mails.
    pub(super) forwarded: Vec<String>,
    /// The first of them, as data.
    pub(super) passed_on: Option<ForwardedLetter>,
    /// Set by report parts.
    pub(super) report: Option<AutomaticKind>,
    /// Message-ID of the mail that a report or receipt is about.
    pub(super) concerns: Option<String>,
}

impl Content {
    /// All body texts, one after the other.
    pub(super) fn text(&self) -> String {
        if self.text_chars() == 0
            && let Some(spare) = &self.spare
        {
            return spare.clone();
        }
        self.texts
            .iter()
            .map(|(_, text)| text.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    }

    pub(super) fn text_chars(&self) -> usize {
        self.texts
            .iter()
            .map(|(_, text)| text.chars().filter(|c| !c.is_whitespace()).count())
            .sum()
    }

    pub(super) fn append(&mut self, other: Self) {
        self.texts.extend(other.texts);
        self.spare = self.spare.take().or(other.spare);
        self.attachments.extend(other.attachments);
        self.forwarded.extend(other.forwarded);
        self.passed_on = self.passed_on.take().or(other.passed_on);
        self.report = self.report.or(other.report);
        self.concerns = self.concerns.take().or(other.concerns);
    }
}
