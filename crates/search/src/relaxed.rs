//! What comes after the exact matches: the same words apart, words of the same meaning, words of
//! the same sound, and texts with most of the words.

mod missing;

use std::cell::OnceCell;
use std::collections::HashSet;

use huiyin_core::search::{SearchOrder, Tier};
use tantivy::TantivyError;

use crate::asking::{Asking, Bring};
use crate::facts::{self, Facts};
use crate::gate::Fails;
use crate::language::Query;
use crate::meant::{self, Meant};
use crate::pieces::{self, is_glue};
use crate::synonyms;
use crate::tally::Tally;
use crate::top::{Place, Ranked};

/// Relaxed hits looked for.
const HITS_MAX: usize = 200;
const CORRECTIONS_SHOWN: usize = 3;
/// A query of more pieces than this is a quotation: exact or most of it, nothing between.
const PIECES_MAX: usize = 24;
/// What a text must hold of the words, by their weight, to be shown at all.
const COVERAGE_MIN: f32 = 0.04;
/// A query of so many pieces is a sentence: a text with most of its weight may go before one that
/// has every piece.
const SENTENCE_PIECES: usize = 4;

#[derive(Default)]
pub(crate) struct Relaxed {
    pub(crate) hits: Vec<RelaxedHit>,
    /// Words to mark in the hits of a tier.
    pub(crate) words: Vec<(Tier, String)>,
    pub(crate) did_you_mean: Vec<String>,
    pub(crate) tally: Tally,
}

pub(crate) struct RelaxedHit {
    pub(crate) ranked: Ranked,
    pub(crate) tier: Tier,
}

/// Looks for relaxed matches that are not among the `total` exact ones.
pub(crate) fn find(
    asking: &Asking,
    query: &Query,
    total: u64,
    exact: &[Ranked],
    with_tally: bool,
) -> Result<Relaxed, TantivyError> {
    let mut finder = Finder {
        asking,
        query,
        seen: exact.iter().map(|one| one.id).collect(),
        pieces: OnceCell::new(),
        relaxed: Relaxed::default(),
    };
    let apart = finder.apart()?;
    let missing = finder.missing()?;
    let (apart, missing) = finder.weigh(apart, missing)?;
    finder.take(apart, Tier::Apart);
    finder.synonyms()?;
    if total == 0 {
        finder.sounds()?;
    }
    finder.take(missing, Tier::Missing);
    if finder.pieces().len() >= SENTENCE_PIECES {
        finder.mix();
    }
    let mut relaxed = finder.relaxed;
    if with_tally {
        tally(asking, &mut relaxed)?;
    }
    Ok(relaxed)
}

struct Finder<'a> {
    asking: &'a Asking,
    query: &'a Query,
    seen: HashSet<i64>,
    /// The groups of the query, cut into pieces.
    pieces: OnceCell<Vec<Vec<String>>>,
    relaxed: Relaxed,
}

impl Finder<'_> {
    fn texts(&self) -> impl Iterator<Item = &str> + Clone {
        self.query.groups.iter().flatten().map(String::as_str)
    }

    fn pieces(&self) -> &[Vec<String>] {
        self.pieces.get_or_init(|| self.cut(false))
    }

    /// All the pieces, wherever they stand.
    fn apart(&self) -> Result<Vec<Ranked>, TantivyError> {
        let groups = self.pieces();
        if groups.len() > PIECES_MAX || groups == self.query.groups || groups.is_empty() {
            return Ok(Vec::new());
        }
        self.all_of(groups)
    }

    /// All the pieces, some by another word.
    fn synonyms(&mut self) -> Result<(), TantivyError> {
        let groups = self.cut(true);
        let is_wider = groups.iter().any(|group| group.len() > 1);
        if groups.len() > PIECES_MAX || groups == self.query.groups || !is_wider {
            return Ok(());
        }
        for word in groups.iter().filter(|group| group.len() > 1).flatten() {
            self.relaxed.words.push((Tier::Synonym, word.clone()));
        }
        self.wider(&groups, Tier::Synonym)
    }

    /// What holds other words than those of the query, weighed by these.
    fn wider(&mut self, groups: &[Vec<String>], tier: Tier) -> Result<(), TantivyError> {
        let mut list = self.all_of(groups)?;
        let words = groups.iter().flatten().map(String::as_str);
        self.asking.weigh_by(words, &mut list)?;
        list.sort_unstable();
        self.take(list, tier);
        Ok(())
    }

    /// The best that hold one of each group and were not taken yet.
    fn all_of(&self, groups: &[Vec<String>]) -> Result<Vec<Ranked>, TantivyError> {
        let plan = self.asking.plan(groups, &self.query.without)?;
        let bring = Bring {
            order: SearchOrder::Relevance,
            wanted: HITS_MAX,
            ..Bring::NOTHING
        };
        let mut list = self.asking.walk(&[plan], bring)?.top.into_sorted();
        list.retain(|one| !self.seen.contains(&one.id));
        Ok(list)
    }

    /// Weighs what has all the pieces and what has most of them, each document once.
    fn weigh(
        &self,
        apart: Vec<Ranked>,
        mut missing: Vec<Ranked>,
    ) -> Result<(Vec<Ranked>, Vec<Ranked>), TantivyError> {
        let known: HashSet<i64> = apart.iter().map(|one| one.id).collect();
        missing.retain(|one| !known.contains(&one.id));
        let mut all = apart;
        let n_apart = all.len();
        all.append(&mut missing);
        self.asking.weigh(self.query, &mut all)?;
        let mut missing = all.split_off(n_apart);
        missing.retain(|one| one.coverage >= COVERAGE_MIN);
        all.sort_unstable();
        missing.sort_unstable();
        Ok((all, missing))
    }

    /// Puts the tiers of a sentence together by their scores; what was spelt otherwise stays first.
    fn mix(&mut self) {
        let is_spelt = |hit: &RelaxedHit| matches!(hit.tier, Tier::Homophone | Tier::Pinyin);
        self.relaxed
            .hits
            .sort_by(|a, b| is_spelt(b).cmp(&is_spelt(a)).then(a.ranked.cmp(&b.ranked)));
    }

    fn take(&mut self, list: Vec<Ranked>, tier: Tier) {
        for ranked in list {
            if self.relaxed.hits.len() < HITS_MAX && self.seen.insert(ranked.id) {
                self.relaxed.hits.push(RelaxedHit { ranked, tier });
            }
        }
    }

    /// The groups of the query, cut into pieces; with synonyms, each with its alternatives.
    fn cut(&self, with_synonyms: bool) -> Vec<Vec<String>> {
        let analyser = &self.asking.live.analyser;
        let mut groups: Vec<Vec<String>> = Vec::new();
        let mut push = |group: Vec<String>| {
            if !groups.contains(&group) {
                groups.push(group);
            }
        };
        for group in &self.query.groups {
            let [text] = group.as_slice() else {
                push(group.clone());
                continue;
            };
            let spans = if with_synonyms {
                synonyms::spans(text)
            } else {
                Vec::new()
            };
            let mut at = 0;
            for span in &spans {
                let before = text.get(at..span.start).unwrap_or_default();
                for piece in pieces::pieces(analyser, std::iter::once(before)) {
                    push(vec![piece]);
                }
                push(span.class.to_vec());
                at = span.end;
            }
            let rest = text.get(at..).unwrap_or_default();
            for piece in pieces::pieces(analyser, std::iter::once(rest)) {
                push(vec![piece]);
            }
        }
        // what only glues the rest together is no condition
        if groups
            .iter()
            .any(|group| !group.iter().all(|word| is_glue(word)))
        {
            groups.retain(|group| !group.iter().all(|word| is_glue(word)));
        }
        groups
    }

    /// Pinyin, initials, and words that sound alike.
    fn sounds(&mut self) -> Result<(), TantivyError> {
        let live = &self.asking.live;
        if !live.analyser.is_loaded() {
            return Ok(());
        }
        let joined: String = self.texts().collect();
        let is_latin = joined
            .chars()
            .all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | '\''));
        let vocabulary = live
            .vocabulary
            .of(&self.asking.searcher, &live.fields, &live.analyser)?;
        let (tier, meant) = if is_latin && joined.len() > 1 {
            (Tier::Pinyin, meant::spelt(&vocabulary, &joined))
        } else {
            // a sentence is not mistyped as a whole
            const WORD_CHARS_MAX: usize = 10;
            let mut all = Vec::new();
            for (place, group) in self.query.groups.iter().enumerate() {
                if let [text] = group.as_slice()
                    && text.chars().count() <= WORD_CHARS_MAX
                {
                    all.extend(
                        meant::sounding_alike(&vocabulary, text)
                            .into_iter()
                            .map(|one| (place, one)),
                    );
                }
            }
            return self.corrected(Tier::Homophone, &all);
        };
        let meant: Vec<(usize, Meant)> = meant.into_iter().map(|one| (usize::MAX, one)).collect();
        self.corrected(tier, &meant)
    }

    /// Tries other readings of a group of the query, `usize::MAX` for all of them.
    fn corrected(&mut self, tier: Tier, meant: &[(usize, Meant)]) -> Result<(), TantivyError> {
        let mut best: Option<(Vec<Vec<String>>, Vec<String>)> = None;
        for is_apart in [false, true] {
            for (place, one) in meant {
                if self.relaxed.did_you_mean.len() >= CORRECTIONS_SHOWN {
                    break;
                }
                if is_apart && (!one.may_be_apart || one.words.len() < 2) {
                    continue;
                }
                let words = if is_apart {
                    one.words.clone()
                } else {
                    vec![one.text()]
                };
                let mut groups = if *place == usize::MAX {
                    Vec::new()
                } else {
                    self.query.groups.clone()
                };
                match groups.get_mut(*place) {
                    Some(group) => *group = words.clone(),
                    None => groups = words.iter().map(|word| vec![word.clone()]).collect(),
                }
                let shown: Vec<&str> = groups
                    .iter()
                    .filter_map(|group| group.first())
                    .map(String::as_str)
                    .collect();
                let shown = shown.join(" ");
                if self.relaxed.did_you_mean.contains(&shown) {
                    continue;
                }
                let plan = self.asking.plan(&groups, &self.query.without)?;
                if self.asking.walk(&[plan], Bring::NOTHING)?.total > 0 {
                    self.relaxed.did_you_mean.push(shown);
                    if best.is_none() {
                        best = Some((groups, words));
                    }
                }
            }
            if best.is_some() {
                break;
            }
        }
        if let Some((groups, words)) = best {
            self.relaxed
                .words
                .extend(words.into_iter().map(|word| (tier, word)));
            self.wider(&groups, tier)?;
        }
        Ok(())
    }
}

/// Counts what the relaxed hits carry.
fn tally(asking: &Asking, relaxed: &mut Relaxed) -> Result<(), TantivyError> {
    for hit in &relaxed.hits {
        let facts = match hit.ranked.at {
            Place::Indexed(at) => {
                let columns = asking.columns.get(at.segment_ord as usize);
                columns.map_or(Facts(0), |one| one.facts(at.doc_id))
            }
            Place::Fresh(place) => asking
                .fresh
                .documents
                .get(place)
                .map_or(Facts(0), |fresh| Facts(facts::pack(&fresh.item))),
        };
        relaxed.tally.count(facts, Fails(0));
    }
    Ok(())
}
