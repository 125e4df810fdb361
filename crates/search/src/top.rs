//! The best of many matches.

use std::cmp::Ordering;

use tantivy::DocAddress;

/// So few are kept in order, so that the bar is always the last of them: the higher it stands, the
/// more is passed over.
const SORTED_MAX: usize = 128;

/// A match in the order of the answer: the smaller, the earlier.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranked {
    /// What the order is by; the larger, the earlier.
    pub(crate) key: i64,
    pub(crate) received_at: i64,
    pub(crate) id: i64,
    pub(crate) score: f32,
    /// Of the words of the query, by their weight, the part it holds; known once weighed closely.
    pub(crate) coverage: f32,
    pub(crate) at: Place,
}

/// Where a match lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Indexed(DocAddress),
    /// Among the fresh ones.
    Fresh(usize),
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .key
            .cmp(&self.key)
            .then(other.received_at.cmp(&self.received_at))
            .then(other.id.cmp(&self.id))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

/// A score as a key: larger scores are larger keys. Scores are never negative.
pub(crate) fn key_of(score: f32) -> i64 {
    i64::from(score.max(0.0).to_bits())
}

/// Keeps the first `wanted` of what is put in, with little work for each.
pub(crate) struct Top {
    wanted: usize,
    kept: Vec<Ranked>,
    /// The last of the kept ones when they were last sorted out.
    bar: Option<Ranked>,
}

impl Top {
    pub(crate) fn new(wanted: usize) -> Self {
        Self {
            wanted,
            kept: Vec::with_capacity((wanted * 2).clamp(16, 4096)),
            bar: None,
        }
    }

    /// Whether one with this key could still be kept.
    pub(crate) fn is_open_to(&self, key: i64) -> bool {
        self.bar.is_none_or(|bar| key >= bar.key)
    }

    pub(crate) fn put(&mut self, one: Ranked) {
        if self.wanted == 0 || self.bar.is_some_and(|bar| one > bar) {
            return;
        }
        if self.wanted <= SORTED_MAX {
            self.sort_in(one);
            return;
        }
        self.kept.push(one);
        if self.kept.len() >= self.wanted.saturating_mul(2) {
            self.sort_out();
        }
    }

    fn sort_in(&mut self, one: Ranked) {
        let place = self.kept.partition_point(|other| *other < one);
        self.kept.insert(place, one);
        self.kept.truncate(self.wanted);
        if self.kept.len() == self.wanted {
            self.bar = self.kept.last().copied();
        }
    }

    /// The score that another one must reach to be kept.
    pub(crate) fn threshold(&self) -> Option<f32> {
        self.bar.map(|bar| bar.score)
    }

    fn sort_out(&mut self) {
        if self.kept.len() > self.wanted {
            let last = self.wanted.saturating_sub(1);
            self.kept.select_nth_unstable(last);
            self.kept.truncate(self.wanted);
            self.bar = self.kept.get(last).copied();
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for one in other.kept {
            self.put(one);
        }
    }

    pub(crate) fn into_sorted(mut self) -> Vec<Ranked> {
        self.kept.sort_unstable();
        self.kept.truncate(self.wanted);
        self.kept
    }
}
