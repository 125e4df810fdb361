//! A string to be found, and the lists of one segment that find it.
//!
//! Bigrams at their places fix every character, so this is exact. Not all are needed: pairs that
//! touch or overlap leave nothing open between them, and of the sets that cover the string the
//! one with the fewest entries is read. The rarest pair leads, wherever it stands.

use std::sync::Arc;

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{SegmentReader, TantivyError, Term};

use crate::characters::Holders;
use crate::cursor::Cursor;
use crate::lookup::{Lookups, Place};
use crate::schema::Fields;
use crate::tokenizers::bigrams;

/// Of longer strings only every second pair is looked up: the choice would cost more than it saves.
const CHOSEN_FROM_MAX: usize = 48;

/// A folded string, not empty, and what finds it.
#[derive(Debug, Clone)]
pub(crate) struct Needle {
    pub(crate) text: String,
    by: By,
}

#[derive(Debug, Clone)]
enum By {
    /// Its pairs, with their places in the string.
    Pairs(Vec<Pair>),
    /// A single character: the set of those that hold it.
    Character(Arc<Holders>),
    /// A term of another field, which stands for the whole of it.
    Term(Arc<Place>),
}

#[derive(Debug, Clone)]
struct Pair {
    at: u32,
    term: Term,
    place: Arc<Place>,
}

/// One list of a needle in a segment.
pub(crate) struct List {
    pub(crate) cursor: Cursor,
    pub(crate) place: u32,
    pub(crate) frequency: u32,
    /// Whether its places are looked at.
    pub(crate) counts: bool,
}

/// The only list that finds a needle.
pub(crate) enum OnlyList<'a> {
    Postings(&'a Place),
    Bits(&'a Holders),
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
        let text = text.to_owned();
        if pairs.is_empty() {
            let holders = lookups.holders(fields.bigrams, &text)?;
            let by = By::Character(holders);
            return Ok(Self { text, by });
        }
        if pairs.len() > CHOSEN_FROM_MAX {
            let last = pairs.len() - 1;
            let mut at = 0;
            pairs.retain(|_| {
                at += 1;
                (at - 1) % 2 == 0 || at - 1 == last
            });
        }
        let mut known = Vec::with_capacity(pairs.len());
        for (at, pair) in pairs {
            let term = Term::from_field_text(fields.bigrams, pair);
            let place = lookups.of(&term)?;
            let is_nowhere = place.frequency == 0;
            known.push(Pair { at, term, place });
            if is_nowhere {
                // nothing holds it, whatever else it consists of
                break;
            }
        }
        let by = By::Pairs(known);
        Ok(Self { text, by })
    }

    /// A whole term of another field, which stands for the text.
    pub(crate) fn of_term(text: &str, place: Arc<Place>) -> Self {
        Self {
            text: text.to_owned(),
            by: By::Term(place),
        }
    }

    /// The one pair it consists of, and where that stands.
    pub(crate) fn only_pair(&self) -> Option<(&Term, &Place)> {
        match &self.by {
            By::Pairs(pairs) => match pairs.as_slice() {
                [only] => Some((&only.term, &only.place)),
                _ => None,
            },
            By::Character(_) | By::Term(_) => None,
        }
    }

    pub(crate) fn only_list(&self) -> Option<OnlyList<'_>> {
        match &self.by {
            By::Pairs(_) => self.only_pair().map(|(_, place)| OnlyList::Postings(place)),
            By::Character(holders) => Some(OnlyList::Bits(holders)),
            By::Term(place) => Some(OnlyList::Postings(place)),
        }
    }

    /// The rarest pair.
    pub(crate) fn rarest_pair(&self) -> Option<&Term> {
        match &self.by {
            By::Pairs(pairs) => rarest(pairs).map(|pair| &pair.term),
            By::Character(_) | By::Term(_) => None,
        }
    }

    /// In how many texts of the index it is at most.
    pub(crate) fn frequency(&self) -> u64 {
        match &self.by {
            By::Pairs(pairs) => rarest(pairs).map_or(0, |pair| pair.place.frequency),
            By::Character(holders) => holders.frequency,
            By::Term(place) => place.frequency,
        }
    }

    /// The lists that find it in a segment; `None` when it cannot be there.
    pub(crate) fn open(
        &self,
        ordinal: usize,
        segment: &SegmentReader,
    ) -> Result<Option<Vec<List>>, TantivyError> {
        let only = |cursor: Cursor, frequency: u64| {
            Some(vec![List {
                cursor,
                place: 0,
                frequency: u32::try_from(frequency).unwrap_or(u32::MAX),
                counts: false,
            }])
        };
        match &self.by {
            By::Pairs(pairs) => open_pairs(pairs, ordinal, segment),
            By::Character(holders) => Ok(holders
                .in_segment(ordinal)
                .and_then(|bits| only(Cursor::of_bits(Arc::clone(bits)), holders.frequency))),
            By::Term(place) => Ok(place
                .postings(ordinal, segment, IndexRecordOption::Basic)?
                .and_then(|list| only(Cursor::Postings(Box::new(list)), place.frequency))),
        }
    }
}

fn rarest(pairs: &[Pair]) -> Option<&Pair> {
    pairs.iter().min_by_key(|pair| pair.place.frequency)
}

fn open_pairs(
    pairs: &[Pair],
    ordinal: usize,
    segment: &SegmentReader,
) -> Result<Option<Vec<List>>, TantivyError> {
    let Some(first) = pairs.first() else {
        return Ok(None);
    };
    let mut infos: Vec<(u32, &TermInfo)> = Vec::with_capacity(pairs.len());
    for pair in pairs {
        match pair.place.in_segment(ordinal) {
            None => return Ok(None),
            Some(info) => infos.push((pair.at, info)),
        }
    }
    let index = segment.inverted_index(first.term.field())?;
    let open = |place: u32, info: &TermInfo, counts: bool| -> Result<List, TantivyError> {
        let option = if counts {
            IndexRecordOption::WithFreqsAndPositions
        } else {
            IndexRecordOption::WithFreqs
        };
        let list = index.read_postings_from_terminfo(info, option)?;
        Ok(List {
            cursor: Cursor::Postings(Box::new(list)),
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
            list.cursor.positions(starts);
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
            list.cursor.positions(places);
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
