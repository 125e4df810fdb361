//! Which documents of one segment match: lists walked in step, places looked at last.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::SegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyError};

use crate::lookup::Place;
use crate::needle::{List, Needle, OnlyList, Room, occurrences};
use crate::schema::Fields;
use crate::weigh::{Norms, saturated};

/// What must occur: of each group one needle; nothing of `without`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub(crate) groups: Vec<Vec<Wanted>>,
    pub(crate) without: Vec<Needle>,
}

/// A needle and what it is worth.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) needle: Needle,
    pub(crate) idf: f32,
    /// Its rarest pair, in the title.
    pub(crate) in_title: Option<Arc<Place>>,
}

/// Documents that match one of several plans, ascending.
pub(crate) struct Union<'n> {
    members: Vec<Matching<'n>>,
    doc: DocId,
}

impl<'n> Union<'n> {
    pub(crate) fn open(
        ordinal: usize,
        segment: &SegmentReader,
        fields: &Fields,
        plans: &[Plan],
        scored: Option<&'n Norms>,
    ) -> Result<Self, TantivyError> {
        let mut members = Vec::with_capacity(plans.len());
        for plan in plans {
            members.extend(Matching::open(ordinal, segment, fields, plan, scored)?);
        }
        let mut union = Self { members, doc: 0 };
        union.doc = union.find(0);
        Ok(union)
    }

    pub(crate) const fn doc(&self) -> DocId {
        self.doc
    }

    pub(crate) fn advance(&mut self) -> DocId {
        self.doc = match self.doc {
            TERMINATED => TERMINATED,
            doc => self.find(doc + 1),
        };
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.find(target);
        }
        self.doc
    }

    fn find(&mut self, target: DocId) -> DocId {
        let mut least = TERMINATED;
        for member in &mut self.members {
            least = least.min(member.seek(target));
        }
        least
    }

    /// The best score any member gives the document it is on.
    pub(crate) fn score(&mut self) -> f32 {
        let doc = self.doc;
        self.members
            .iter_mut()
            .filter(|member| member.doc == doc)
            .map(Matching::score)
            .fold(0.0, f32::max)
    }
}

/// Documents that match one plan, ascending.
struct Matching<'n> {
    /// Of needles without alternatives, the rarest first; the first one leads.
    lists: Vec<List>,
    /// For each needle its lists, by place in `lists`.
    needles: Vec<Looked>,
    groups: Vec<Union<'n>>,
    without: Vec<Union<'n>>,
    /// Where the walk ends when nothing leads.
    end: DocId,
    doc: DocId,
    room: Room,
    norms: Option<(FieldNormReader, &'n Norms)>,
}

/// A needle while it is looked for.
struct Looked {
    lists: Vec<usize>,
    idf: f32,
    in_title: Option<SegmentPostings>,
    /// Occurrences in the document at hand.
    occurs: u32,
}

impl<'n> Matching<'n> {
    fn open(
        ordinal: usize,
        segment: &SegmentReader,
        fields: &Fields,
        plan: &Plan,
        scored: Option<&'n Norms>,
    ) -> Result<Option<Self>, TantivyError> {
        let mut opened: Vec<(usize, List)> = Vec::new();
        let mut needles = Vec::new();
        let mut groups = Vec::new();
        for group in &plan.groups {
            if let [wanted] = group.as_slice() {
                let Some(lists) = wanted.needle.open(ordinal, segment)? else {
                    return Ok(None);
                };
                opened.extend(lists.into_iter().map(|list| (needles.len(), list)));
                let in_title = match &wanted.in_title {
                    Some(place) if scored.is_some() => {
                        place.postings(ordinal, segment, IndexRecordOption::Basic)?
                    }
                    Some(_) | None => None,
                };
                needles.push(Looked {
                    lists: Vec::new(),
                    idf: wanted.idf,
                    in_title,
                    occurs: 0,
                });
            } else {
                let plans: Vec<Plan> = group.iter().map(Plan::of).collect();
                groups.push(Union::open(ordinal, segment, fields, &plans, scored)?);
            }
        }
        opened.sort_by_key(|(_, list)| list.frequency);
        let mut lists = Vec::with_capacity(opened.len());
        for (place, (needle, list)) in opened.into_iter().enumerate() {
            if let Some(looked) = needles.get_mut(needle) {
                // a single pair has no places to look at
                looked.lists.push(place);
            }
            lists.push(list);
        }
        let mut without = Vec::new();
        for needle in &plan.without {
            let plan = Plan::of(&Wanted::new(needle.clone()));
            without.push(Union::open(ordinal, segment, fields, &[plan], None)?);
        }
        let norms = match scored {
            Some(norms) => Some((segment.get_fieldnorms_reader(fields.bigrams)?, norms)),
            None => None,
        };
        Ok(Some(
            Self {
                lists,
                needles,
                groups,
                without,
                end: segment.max_doc(),
                doc: TERMINATED,
                room: Room::default(),
                norms,
            }
            .begun(),
        ))
    }

    fn begun(mut self) -> Self {
        self.doc = self.find(0);
        self
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.find(target);
        }
        self.doc
    }

    /// The first match at or after `target`.
    fn find(&mut self, mut target: DocId) -> DocId {
        loop {
            target = self.align(target);
            if target == TERMINATED {
                return TERMINATED;
            }
            if self.is_there() && !self.is_excluded(target) {
                return target;
            }
            target += 1;
        }
    }

    /// The first document at or after `target` that all lists hold.
    fn align(&mut self, mut target: DocId) -> DocId {
        'again: loop {
            if target >= self.end {
                return TERMINATED;
            }
            for list in &mut self.lists {
                let mut doc = list.cursor.doc();
                if doc < target {
                    doc = list.cursor.seek(target);
                }
                if doc > target {
                    target = doc;
                    continue 'again;
                }
            }
            for group in &mut self.groups {
                let doc = group.seek(target);
                if doc > target {
                    target = doc;
                    continue 'again;
                }
            }
            return target;
        }
    }

    fn is_there(&mut self) -> bool {
        let Self {
            needles,
            lists,
            room,
            ..
        } = self;
        for looked in needles {
            looked.occurs = match looked.lists.as_slice() {
                [only] => lists.get(*only).map_or(1, |list| list.cursor.term_freq()),
                several => occurrences(lists, several, room),
            };
            if looked.occurs == 0 {
                return false;
            }
        }
        true
    }

    fn is_excluded(&mut self, doc: DocId) -> bool {
        self.without.iter_mut().any(|one| one.seek(doc) == doc)
    }

    fn score(&mut self) -> f32 {
        let Some((reader, norms)) = &self.norms else {
            return 0.0;
        };
        let norm = norms.of(reader.fieldnorm_id(self.doc));
        let mut score = 0.0;
        for looked in &mut self.needles {
            score += looked.idf * saturated(looked.occurs, norm);
            if let Some(title) = &mut looked.in_title {
                if title.doc() < self.doc {
                    title.seek(self.doc);
                }
                if title.doc() == self.doc {
                    score += looked.idf;
                }
            }
        }
        for group in &mut self.groups {
            score += group.score();
        }
        score
    }
}

impl Plan {
    /// The one list it consists of.
    pub(crate) fn only_list(&self) -> Option<OnlyList<'_>> {
        let ([group], []) = (self.groups.as_slice(), self.without.as_slice()) else {
            return None;
        };
        let [wanted] = group.as_slice() else {
            return None;
        };
        wanted.needle.only_list()
    }

    /// How many documents at most it leads to; `None` when nothing leads.
    pub(crate) fn most_matches(&self) -> Option<u64> {
        let least = |wanted: &Wanted| wanted.needle.frequency();
        let of_group = |group: &Vec<Wanted>| group.iter().map(least).sum();
        self.groups.iter().map(of_group).min()
    }

    fn of(wanted: &Wanted) -> Self {
        Self {
            groups: vec![vec![wanted.clone()]],
            without: Vec::new(),
        }
    }
}

impl Wanted {
    /// Only to be found, not to be weighed.
    pub(crate) const fn new(needle: Needle) -> Self {
        Self {
            needle,
            idf: 0.0,
            in_title: None,
        }
    }
}
