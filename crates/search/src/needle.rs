//! A string to be found, and the lists of one segment that find it.
//!
//! Bigrams at their places fix every character, so this is exact. Not all are needed: pairs that
//! touch or overlap leave nothing open between them, and of the sets that cover the string the
//! one with the fewest entries is read. The rarest pair leads, wherever it stands.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, TantivyError, Term};

use crate::lookup::{Lookups, Place};
use crate::schema::Fields;
use crate::tokenizers::bigrams;

/// Of longer strings only every second pair is looked up: the choice would cost more than it saves.
const CHOSEN_FROM_MAX: usize = 48;

/// A folded string, not empty, as terms.
#[derive(Debug, Clone)]
pub(crate) struct Needle {
    pub(crate) text: String,
    /// A single character, or the pairs with their places.
    terms: Vec<(u32, Term, Arc<Place>)>,
    is_character: bool,
}

/// One list of a needle in a segment.
pub(crate) struct List {
    pub(crate) postings: SegmentPostings,
    pub(crate) place: u32,
    pub(crate) frequency: u32,
    /// Whether its places are looked at.
    pub(crate) counts: bool,
}

impl Needle {
    pub(crate) fn new(
        fields: &Fields,
        lookups: &Lookups,
        text: &str,
    ) -> Result<Self, TantivyError> {
        let mut pairs: Vec<(u32, &str)> = (bigrams(text))
            .map(|(place, pair)| (u32::try_from(place).unwrap_or(u32::MAX), pair))
            .collect();
        let is_character = pairs.is_empty();
        let field = if is_character {
            pairs.push((0, text));
            fields.characters
        } else {
            fields.bigrams
        };
        if pairs.len() > CHOSEN_FROM_MAX {
            let last = pairs.len() - 1;
            let mut at = 0;
            pairs.retain(|_| {
                at += 1;
                (at - 1) % 2 == 0 || at - 1 == last
            });
        }
        let mut terms = Vec::with_capacity(pairs.len());
        for (place, pair) in pairs {
            let term = Term::from_field_text(field, pair);
            let known = lookups.of(&term)?;
            let is_nowhere = known.frequency == 0;
            terms.push((place, term, known));
            if is_nowhere {
                // nothing holds it, whatever else it consists of
                break;
            }
        }
        Ok(Self {
            text: text.to_owned(),
            terms,
            is_character,
        })
    }

    /// A whole term of another field, which stands for the text.
    pub(crate) fn of_term(text: &str, term: Term, place: Arc<Place>) -> Self {
        Self {
            text: text.to_owned(),
            terms: vec![(0, term, place)],
            is_character: true,
        }
    }

    /// The one pair it consists of.
    pub(crate) fn only_pair(&self) -> Option<&Term> {
        match self.terms.as_slice() {
            [(_, only, _)] if !self.is_character => Some(only),
            _ => None,
        }
    }

    /// The only list that finds it.
    pub(crate) fn only_list(&self) -> Option<(Field, &Place)> {
        match self.terms.as_slice() {
            [(_, term, place)] => Some((term.field(), place)),
            _ => None,
        }
    }

    /// Where that one stands.
    pub(crate) fn place_of_only_pair(&self) -> Option<&Place> {
        match self.terms.as_slice() {
            [(_, _, place)] if !self.is_character => Some(place),
            _ => None,
        }
    }

    pub(crate) const fn is_character(&self) -> bool {
        self.is_character
    }

    /// The rarest pair, by the whole index; the character for a needle of one.
    pub(crate) fn rarest(&self) -> Option<(u64, &Term)> {
        self.terms
            .iter()
            .map(|(_, term, place)| (place.frequency, term))
            .min_by_key(|(frequency, _)| *frequency)
    }

    /// The lists that find it in a segment; `None` when it cannot be there.
    pub(crate) fn open(
        &self,
        ordinal: usize,
        segment: &SegmentReader,
    ) -> Result<Option<Vec<List>>, TantivyError> {
        let Some((_, first, _)) = self.terms.first() else {
            return Ok(None);
        };
        let mut infos: Vec<(u32, &TermInfo)> = Vec::with_capacity(self.terms.len());
        for (place, _, known) in &self.terms {
            match known.in_segment(ordinal) {
                None => return Ok(None),
                Some(info) => infos.push((*place, info)),
            }
        }
        let index = segment.inverted_index(first.field())?;
        let open = |place: u32, info: &TermInfo, counts: bool| -> Result<List, TantivyError> {
            let option = match (self.is_character, counts) {
                (true, _) => IndexRecordOption::Basic,
                (false, true) => IndexRecordOption::WithFreqsAndPositions,
                (false, false) => IndexRecordOption::WithFreqs,
            };
            Ok(List {
                postings: index.read_postings_from_terminfo(info, option)?,
                place,
                frequency: info.doc_freq,
                counts,
            })
        };
        if let [(place, info)] = infos.as_slice() {
            return Ok(Some(vec![open(*place, info, false)?]));
        }
        let frequencies: Vec<(u32, u32)> = infos
            .iter()
            .map(|(place, info)| (*place, info.doc_freq))
            .collect();
        let cover = cover(&frequencies);
        let mut lists = Vec::with_capacity(cover.len() + 1);
        for ((place, info), counts) in infos.iter().zip(&cover) {
            if *counts {
                lists.push(open(*place, info, true)?);
            }
        }
        let least = lists.iter().map(|list| list.frequency).min().unwrap_or(0);
        let rarest = infos.iter().min_by_key(|(_, info)| info.doc_freq);
        if let Some((place, info)) = rarest
            && info.doc_freq < least / 2
        {
            lists.push(open(*place, info, false)?);
        }
        Ok(Some(lists))
    }
}

/// Which of the (place, frequency) pairs to read: first and last, no gap wider than two, and the
/// least sum of frequencies.
fn cover(pairs: &[(u32, u32)]) -> Vec<bool> {
    let mut best: Vec<(u64, usize)> = Vec::with_capacity(pairs.len());
    for (at, (place, frequency)) in pairs.iter().enumerate() {
        let before = pairs
            .iter()
            .zip(&best)
            .enumerate()
            .rev()
            .take(2)
            .filter(|(_, ((other, _), _))| place - other <= 2)
            .map(|(i, (_, (cost, _)))| (*cost, i))
            .min();
        let (cost, from) = before.unwrap_or((0, at));
        best.push((cost + u64::from(*frequency), from));
    }
    let mut chosen = vec![false; pairs.len()];
    let mut at = pairs.len().checked_sub(1);
    while let Some(place) = at {
        if let Some(mark) = chosen.get_mut(place) {
            *mark = true;
        }
        at = best
            .get(place)
            .map(|(_, from)| *from)
            .filter(|from| *from < place);
    }
    chosen
}

/// Room for the places of two lists, kept between calls.
#[derive(Default)]
pub(crate) struct Room {
    starts: Vec<u32>,
    places: Vec<u32>,
}

/// How often the pairs stand at their places in the document all lists are on; 0 for no match.
/// `which` are the lists of the needle, by place in `lists`, the rarest first.
pub(crate) fn occurrences(lists: &mut [List], which: &[usize], room: &mut Room) -> u32 {
    let Room { starts, places } = room;
    let mut is_first = true;
    for at in which {
        let Some(list) = lists.get_mut(*at).filter(|list| list.counts) else {
            continue;
        };
        if is_first {
            list.postings.positions(starts);
            let place = list.place;
            starts.retain_mut(|start| match start.checked_sub(place) {
                Some(from) => {
                    *start = from;
                    true
                }
                None => false,
            });
            is_first = false;
        } else {
            list.postings.positions_with_offset(0, places);
            let place = list.place;
            let mut rest = places.iter().copied().peekable();
            starts.retain(|start| {
                let wanted = start + place;
                while rest.peek().is_some_and(|at| *at < wanted) {
                    rest.next();
                }
                rest.peek() == Some(&wanted)
            });
        }
        if starts.is_empty() {
            return 0;
        }
    }
    u32::try_from(starts.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheapest_cover_leaves_no_gap() {
        let check = |frequencies: &[u32], expect: &[bool]| {
            let pairs: Vec<(u32, u32)> = (0..).zip(frequencies.iter().copied()).collect();
            assert_eq!(cover(&pairs), expect, "{frequencies:?}");
        };
        check(&[5], &[true]);
        check(&[5, 5], &[true, true]);
        check(&[5, 1, 5], &[true, false, true]);
        check(&[5, 9, 1, 5], &[true, false, true, true]);
        check(&[5, 1, 9, 5], &[true, true, false, true]);
        check(&[5, 1, 9, 1, 9, 5], &[true, true, false, true, false, true]);
    }
}
