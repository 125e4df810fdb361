//! 公开: the wording that everybody may read.

use std::fmt;

/// Longest title, in characters.
pub const TITLE_MAX: usize = 100;
/// Longest text or reply, in characters.
pub const TEXT_MAX: usize = 10_000;

/// What the reviewer makes of an item and its reply, without anything that leads to a person.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicText {
    pub title: String,
    pub body: String,
    pub reply: String,
}

impl PublicText {
    /// The parts in the order in which they are sealed.
    pub const fn parts(&self) -> [&str; 3] {
        [self.title.as_str(), self.body.as_str(), self.reply.as_str()]
    }
}

impl fmt::Debug for PublicText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // before it is public it may still name somebody
        f.write_str("PublicText(***)")
    }
}
