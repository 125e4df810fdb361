//! Single characters: no list of their own, found by all the pairs they begin.

use std::collections::{BTreeMap, BTreeSet};

use huiyin_core::search::{IndexDocument, SearchOrder, SearchRequest};
use huiyin_core::{Scope, SuggestionId};
use huiyin_search::Normalised;

use crate::material::{Shelf, ids, item, made_up};

fn texts(item: &IndexDocument) -> Vec<String> {
    let replies = item.replies.iter();
    let parts = [&item.title, &item.body, &item.ticket_no]
        .into_iter()
        .chain(replies);
    parts
        .map(|text| Normalised::of(text).as_str().to_owned())
        .collect()
}

/// Who holds each character that a person can type.
fn holders(documents: &[IndexDocument]) -> BTreeMap<char, BTreeSet<i64>> {
    let mut all: BTreeMap<char, BTreeSet<i64>> = BTreeMap::new();
    for item in documents {
        for c in texts(item).iter().flat_map(|text| text.chars()) {
            if c.is_alphanumeric() {
                all.entry(c).or_default().insert(item.id.0);
            }
        }
    }
    all
}

fn found(shelf: &Shelf, q: &str) -> BTreeSet<i64> {
    let mut request = SearchRequest::new(q, Scope::leader());
    request.limit = usize::MAX;
    (request.with_relaxed, request.with_snippets) = (false, false);
    let answer = shelf.index.search(&request).unwrap();
    let found: BTreeSet<i64> = ids(&answer).into_iter().collect();
    assert_eq!(found.len() as u64, answer.total, "{q}");
    found
}

/// In several segments, with deleted and replaced items, and with fresh ones on top.
#[test]
fn a_character_is_found_wherever_it_stands() {
    let documents = made_up(240);
    let (first, rest) = documents.split_at(90);
    let (second, fresh) = rest.split_at(100);
    let shelf = Shelf::with(first.to_vec());
    shelf.index.apply(second.to_vec(), Vec::new(), 2).unwrap();
    let gone: Vec<SuggestionId> = documents.iter().take(20).map(|item| item.id).collect();
    let changed = item(documents[30].id.0, "鼹", "龘");
    shelf.index.apply(vec![changed.clone()], gone, 3).unwrap();
    shelf.index.freshen(fresh.to_vec());
    let mut now = documents[20..].to_vec();
    now[10] = changed;
    let all = holders(&now);
    assert!(all.len() > 60);
    let word = "食堂";
    let with_word: BTreeSet<i64> = now
        .iter()
        .filter(|item| texts(item).iter().any(|text| text.contains(word)))
        .map(|item| item.id.0)
        .collect();
    for (c, expected) in &all {
        assert_eq!(found(&shelf, &c.to_string()), *expected, "{c}");
        let both: BTreeSet<i64> = expected & &with_word;
        assert_eq!(found(&shelf, &format!("{c} {word}")), both, "{c} {word}");
        let either: BTreeSet<i64> = expected | &with_word;
        assert_eq!(found(&shelf, &format!("{word} OR {c}")), either, "{c}");
        let without: BTreeSet<i64> = &with_word - expected;
        assert_eq!(found(&shelf, &format!("{word} -{c}")), without, "-{c}");
    }
    assert_eq!(found(&shelf, "龘"), [documents[30].id.0].into());
    assert_eq!(found(&shelf, "魑"), BTreeSet::new());
}

/// The newest first and page by page, whatever lies in which segment.
#[test]
fn a_character_is_listed_by_time() {
    let documents = made_up(150);
    let shelf = Shelf::with(documents[75..].to_vec());
    shelf
        .index
        .apply(documents[..75].to_vec(), Vec::new(), 2)
        .unwrap();
    let mut expected: Vec<i64> = holders(&documents)[&'堂'].iter().copied().collect();
    expected.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
    let mut request = SearchRequest::new("堂", Scope::leader());
    (request.order, request.limit) = (SearchOrder::Newest, 7);
    let mut walked = Vec::new();
    loop {
        let answer = shelf.index.search(&request).unwrap();
        assert_eq!(answer.total, expected.len() as u64);
        walked.extend(ids(&answer));
        match answer.next {
            Some(next) => request.after = Some(next),
            None => break,
        }
    }
    assert_eq!(walked, expected);
}

/// 幼升小 is in no dictionary: a text that holds it counts for more than one that holds the rest
/// of the sentence.
#[test]
fn a_name_that_no_dictionary_knows_is_not_lost_in_a_sentence() {
    let mut documents: Vec<IndexDocument> = (1..=300)
        .map(|id| {
            let body = format!("第{id}件：咨询职工相关事宜，关于社保的相关问题，请答复。");
            item(id, "咨询", &body)
        })
        .collect();
    documents[122].title = "孩子".to_owned();
    documents[122].body = "孩子今年幼升小，需要准备哪些材料？".to_owned();
    documents[200] = item(201, "三岁以下的怎么办", "暑托班只收小学生，怎么办？");
    let shelf = Shelf::with(documents);
    let answer = shelf.ask_for("咨询关于幼升小的相关事宜", 10);
    assert!(ids(&answer).contains(&123), "{:?}", ids(&answer));
    // what only glues a question together finds nothing
    let answer = shelf.ask_for("孩子幼升小的材料怎么办", 300);
    assert_eq!(ids(&answer)[0], 123);
    assert!(!ids(&answer).contains(&201), "{:?}", ids(&answer));
}
