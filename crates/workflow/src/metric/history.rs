//! A fact with every instant at which it was set, so that a cut-off can take the later ones away.

use huiyin_core::time::Instant;

/// The values of one fact in the order in which they were set.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct History<T>(Vec<(Instant, T)>);

impl<T> Default for History<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone> History<T> {
    /// Adds what was set at an instant; events come in their order.
    pub fn push(&mut self, at: Instant, value: T) {
        self.0.push((at, value));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn first_at(&self) -> Option<Instant> {
        self.0.first().map(|(at, _)| *at)
    }

    pub fn last(&self) -> Option<&T> {
        self.0.last().map(|(_, value)| value)
    }

    pub fn last_at(&self) -> Option<Instant> {
        self.0.last().map(|(at, _)| *at)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Instant, &T)> {
        self.0.iter().map(|(at, value)| (*at, value))
    }

    /// What was set before an instant.
    #[must_use]
    pub fn before(&self, cut_off: Instant) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(at, _)| *at < cut_off)
                .cloned()
                .collect(),
        )
    }
}
