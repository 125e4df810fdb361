//! Matches counted by what they carry.

use huiyin_core::search::{Facets, Month};
use huiyin_core::{Channel, Status, SuggestionKind};

use crate::facts::{self, Facts};
use crate::gate::Fails;

/// Room for the numbers of a closed set.
const CODES: usize = 16;
/// Room for status, kind and channel together, as they stand in [`Facts`].
const COMBINED: usize = CODES * CODES * CODES;
/// Months counted: 1900 to 2155.
const FIRST_MONTH: usize = 1900 * 12;
const MONTHS: usize = 256 * 12;

/// Counts in tables, for a walk passes through here for every match.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    /// What fails no filter, by status, kind and channel together: one step instead of three.
    combined: Vec<u32>,
    /// What fails one filter only.
    statuses: [u64; CODES],
    kinds: [u64; CODES],
    channels: [u64; CODES],
    months: Vec<u32>,
    topics: Vec<u32>,
    units: Vec<u32>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            combined: Vec::new(),
            statuses: [0; CODES],
            kinds: [0; CODES],
            channels: [0; CODES],
            months: Vec::new(),
            topics: Vec::new(),
            units: Vec::new(),
        }
    }
}

impl Tally {
    /// Counts a match in each list whose own filter is the only one that may not let it through.
    pub(crate) fn count(&mut self, facts: Facts, fails: Fails) {
        match fails.0 {
            0 => {
                add_in(&mut self.combined, facts.codes(), COMBINED);
                self.count_month(facts);
                add_grown(&mut self.topics, facts.topic());
                add_grown(&mut self.units, facts.unit());
            }
            Fails::STATUS => add(&mut self.statuses, facts.status()),
            Fails::KIND => add(&mut self.kinds, facts.kind()),
            Fails::CHANNEL => add(&mut self.channels, facts.channel()),
            Fails::MONTH => self.count_month(facts),
            Fails::TOPIC => add_grown(&mut self.topics, facts.topic()),
            Fails::UNIT => add_grown(&mut self.units, facts.unit()),
            // several filters keep it out
            _ => {}
        }
    }

    fn count_month(&mut self, facts: Facts) {
        add_in(
            &mut self.months,
            facts.month().wrapping_sub(FIRST_MONTH),
            MONTHS,
        );
    }

    /// By status, kind and channel.
    fn codes(&self) -> [[u64; CODES]; 3] {
        let mut sums = [self.statuses, self.kinds, self.channels];
        for (codes, n) in self.combined.iter().enumerate().filter(|(_, n)| **n > 0) {
            for (sum, code) in sums.iter_mut().zip(Facts(codes as u64).each_code()) {
                if let Some(cell) = sum.get_mut(code) {
                    *cell += u64::from(*n);
                }
            }
        }
        sums
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (sums, parts) in [
            (&mut self.statuses, &other.statuses),
            (&mut self.kinds, &other.kinds),
            (&mut self.channels, &other.channels),
        ] {
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum += part;
            }
        }
        for (sums, parts) in [
            (&mut self.combined, &other.combined),
            (&mut self.months, &other.months),
            (&mut self.topics, &other.topics),
            (&mut self.units, &other.units),
        ] {
            if sums.len() < parts.len() {
                sums.resize(parts.len(), 0);
            }
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum += part;
            }
        }
    }

    pub(crate) fn facets(&self) -> Facets {
        let mut months: Vec<(Month, u64)> = self
            .months
            .iter()
            .enumerate()
            .filter(|(_, n)| **n > 0)
            .filter_map(|(i, n)| Some((facts::month_of(i + FIRST_MONTH)?, u64::from(*n))))
            .collect();
        months.reverse();
        let mut years: Vec<(i32, u64)> = Vec::new();
        for (month, n) in &months {
            match years.last_mut() {
                Some((year, sum)) if *year == month.year => *sum += n,
                Some(_) | None => years.push((month.year, *n)),
            }
        }
        let [statuses, kinds, channels] = self.codes();
        let wide = |cells: &[u32]| cells.iter().map(|n| u64::from(*n)).collect::<Vec<u64>>();
        Facets {
            topics: most_frequent(&wide(&self.topics), facts::topic_of),
            units: most_frequent(&wide(&self.units), facts::unit_of),
            statuses: most_frequent(&statuses, |n| facts::coded(Status::ALL, n)),
            channels: most_frequent(&channels, |n| facts::coded(Channel::ALL, n)),
            kinds: most_frequent(&kinds, |n| facts::coded(SuggestionKind::ALL, n)),
            years,
            months,
        }
    }
}

fn add(cells: &mut [u64], at: usize) {
    if let Some(cell) = cells.get_mut(at) {
        *cell += 1;
    }
}

/// In a table of so many cells, made when it is first needed.
fn add_in(cells: &mut Vec<u32>, at: usize, n: usize) {
    if cells.is_empty() {
        cells.resize(n, 0);
    }
    if let Some(cell) = cells.get_mut(at) {
        *cell += 1;
    }
}

fn add_grown(cells: &mut Vec<u32>, at: usize) {
    if at >= cells.len() {
        cells.resize(at + 1, 0);
    }
    if let Some(cell) = cells.get_mut(at) {
        *cell += 1;
    }
}

fn most_frequent<T>(cells: &[u64], value: impl Fn(usize) -> Option<T>) -> Vec<(T, u64)> {
    let mut sorted: Vec<(usize, u64)> = cells
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, n)| *n > 0)
        .collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    sorted
        .into_iter()
        .filter_map(|(number, n)| Some((value(number)?, n)))
        .collect()
}
