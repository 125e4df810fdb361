//! The order of relevance on real letters: a title finds its own reply and its own letter, beside
//! plain BM25 over words and over bigrams. Needs `HUIYIN_REAL_DATA`.

use std::collections::{BTreeSet, HashMap, HashSet};

use huiyin_core::Scope;
use huiyin_core::search::{IndexDocument, SearchRequest};
use huiyin_search::Normalised;

use crate::material::{Shelf, ids, item, real};

/// Rows with a reply of their own stand first in the material.
const REPLIED: usize = 1408;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Quality {
    mrr: f64,
    r10: f64,
    r100: f64,
}

impl Quality {
    fn of(ranks: &[Option<usize>]) -> Self {
        let n = ranks.len() as f64;
        let within =
            |most: usize| ranks.iter().flatten().filter(|rank| **rank <= most).count() as f64 / n;
        let mrr = ranks
            .iter()
            .flatten()
            .filter(|rank| **rank <= 10)
            .map(|rank| 1.0 / *rank as f64);
        Self {
            mrr: mrr.sum::<f64>() / n,
            r10: within(10),
            r100: within(100),
        }
    }

    fn print(self, name: &str) {
        println!(
            "{name:>44}: MRR@10 {:.4}  R@10 {:.4}  R@100 {:.4}",
            self.mrr, self.r10, self.r100
        );
    }
}

/// The rank of each query's own document in our index.
fn ours(documents: Vec<IndexDocument>, queries: &[String], own: impl Fn(usize) -> i64) -> Quality {
    let shelf = Shelf::with(documents);
    let ranks: Vec<Option<usize>> = queries
        .iter()
        .enumerate()
        .map(|(n, q)| {
            let mut request = SearchRequest::new(q.as_str(), Scope::leader());
            request.limit = 100;
            request.with_facets = false;
            request.with_snippets = false;
            let found = ids(&shelf.index.search(&request).unwrap());
            found
                .iter()
                .position(|id| *id == own(n))
                .map(|place| place + 1)
        })
        .collect();
    // what was tuned was tuned on the even ones
    for (half, from) in [("even", 0), ("odd", 1)] {
        let some: Vec<Option<usize>> = ranks.iter().skip(from).step_by(2).copied().collect();
        Quality::of(&some).print(&format!("this index, {half} half"));
    }
    Quality::of(&ranks)
}

/// Plain BM25 (1.2, 0.75) over terms.
fn plain(texts: &[String], queries: &[String], cut: impl Fn(&str) -> Vec<String>) -> Quality {
    let mut lists: HashMap<String, Vec<(usize, f64)>> = HashMap::new();
    let mut lengths = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        let terms = cut(Normalised::of(text).as_str());
        lengths.push(terms.len() as f64);
        let mut counts: HashMap<String, f64> = HashMap::new();
        for term in terms {
            *counts.entry(term).or_default() += 1.0;
        }
        for (term, count) in counts {
            lists.entry(term).or_default().push((n, count));
        }
    }
    let all = texts.len() as f64;
    let average = lengths.iter().sum::<f64>() / all;
    let ranks: Vec<Option<usize>> = queries
        .iter()
        .enumerate()
        .map(|(own, q)| {
            let mut scores = vec![0.0; texts.len()];
            let terms: BTreeSet<String> = cut(Normalised::of(q).as_str()).into_iter().collect();
            for (list, n) in terms
                .iter()
                .filter_map(|term| lists.get(term))
                .map(|list| (list, list.len() as f64))
            {
                let idf = (1.0 + (all - n + 0.5) / (n + 0.5)).ln();
                for (document, count) in list {
                    let norm = 1.2 * (0.25 + 0.75 * lengths[*document] / average);
                    scores[*document] += idf * count / (count + norm);
                }
            }
            let better = scores.iter().filter(|score| **score > scores[own]).count();
            (scores[own] > 0.0).then_some(better + 1)
        })
        .collect();
    Quality::of(&ranks)
}

fn bigrams(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(2).map(|pair| pair.iter().collect()).collect()
}

fn words(text: &str) -> Vec<String> {
    static JIEBA: std::sync::LazyLock<jieba_rs::Jieba> =
        std::sync::LazyLock::new(jieba_rs::Jieba::new);
    let tokens = JIEBA.cut_for_search(text, true);
    let words = tokens.into_iter().map(|token| token.word.to_owned());
    words
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect()
}

fn compare(name: &str, texts: &[String], queries: &[String]) {
    let as_body = |(n, text): (usize, &String)| item(i64::try_from(n).unwrap() + 1, "", text);
    let documents: Vec<IndexDocument> = texts.iter().enumerate().map(as_body).collect();
    let by_words = plain(texts, queries, words);
    let by_bigrams = plain(texts, queries, bigrams);
    let by_us = ours(documents, queries, |n| i64::try_from(n).unwrap() + 1);
    by_words.print(&format!("{name}, BM25 over words"));
    by_bigrams.print(&format!("{name}, BM25 over bigrams"));
    by_us.print(&format!("{name}, this index"));
    assert!(by_us.mrr > by_words.mrr, "{name}: {by_us:?}");
}

/// The titles of the rows that have a reply, those replies and others, and everything.
fn replied() -> Option<(Vec<String>, Vec<String>, Vec<IndexDocument>)> {
    let documents = real()?;
    let queries: Vec<String> = documents[..REPLIED]
        .iter()
        .map(|item| item.title.clone())
        .collect();
    let replies: Vec<String> = documents
        .iter()
        .map(|item| item.replies.concat())
        .enumerate()
        .filter(|(n, text)| *n < REPLIED || !text.is_empty())
        .map(|(_, text)| text)
        .collect();
    println!("{} queries over {} replies", queries.len(), replies.len());
    Some((queries, replies, documents))
}

#[test]
fn a_title_finds_its_reply() {
    let Some((queries, replies, _)) = replied() else {
        return;
    };
    compare("title → reply", &replies, &queries);
}

#[test]
fn a_title_finds_its_letter() {
    let Some((queries, _, documents)) = replied() else {
        return;
    };
    let bodies: Vec<String> = documents.iter().map(|item| item.body.clone()).collect();
    compare("title → body", &bodies, &queries);
}

/// Every item has a title, and the replies lie beside as items of their own.
#[test]
fn a_title_finds_its_item_in_the_whole_archive() {
    let Some((queries, replies, documents)) = replied() else {
        return;
    };
    let mut whole = Vec::new();
    for (n, one) in documents.iter().enumerate() {
        let id = i64::try_from(n).unwrap() + 1;
        let mut letter = item(id, &one.title, &one.body);
        letter.replies = Vec::new();
        whole.push(letter);
    }
    for (n, reply) in replies[..REPLIED].iter().enumerate() {
        let head: String = reply.chars().take(20).collect();
        whole.push(item(i64::try_from(n).unwrap() + 100_001, &head, reply));
    }
    // two walks over so much take minutes unoptimised
    let some: Vec<String> = queries.into_iter().step_by(4).collect();
    let id = |n: usize| i64::try_from(4 * n).unwrap();
    let own = ours(whole.clone(), &some, |n| id(n) + 1);
    own.print("title → item, whole archive");
    ours(whole, &some, |n| id(n) + 100_001).print("title → reply, whole archive");
    assert!(own.mrr > 0.95, "{own:?}");
}

#[test]
fn titles_of_the_same_issue_find_each_other() {
    let Some(documents) = real() else { return };
    #[expect(
        clippy::disallowed_methods,
        reason = "tests are told by the environment where real data lie"
    )]
    let folder = std::env::var("HUIYIN_REAL_DATA").unwrap();
    let lines =
        std::fs::read_to_string(format!("{folder}/messages/same_issue_pairs.jsonl")).unwrap();
    let by_no: HashMap<String, i64> = documents
        .iter()
        .map(|item| (item.external_no.clone().unwrap_or_default(), item.id.0))
        .collect();
    let titles: HashMap<i64, String> = documents
        .iter()
        .map(|item| (item.id.0, item.title.clone()))
        .collect();
    let mut same: HashMap<i64, HashSet<i64>> = HashMap::new();
    for line in lines.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let no = |key: &str| {
            by_no
                .get(&format!("W{}", row[key].as_str().unwrap()))
                .copied()
        };
        if let (Some(a), Some(b)) = (no("a"), no("b")) {
            same.entry(a).or_default().insert(b);
            same.entry(b).or_default().insert(a);
        }
    }
    let shelf = Shelf::with(documents);
    let (mut recall, mut reciprocal) = (0.0, 0.0);
    for (id, others) in &same {
        let mut request = SearchRequest::new(titles[id].as_str(), Scope::leader());
        request.limit = 12;
        let found: Vec<i64> = ids(&shelf.index.search(&request).unwrap())
            .into_iter()
            .filter(|other| other != id)
            .take(10)
            .collect();
        recall += found.iter().filter(|id| others.contains(id)).count() as f64
            / others.len().min(10) as f64;
        if let Some(place) = found.iter().position(|id| others.contains(id)) {
            reciprocal += 1.0 / (place + 1) as f64;
        }
    }
    let n = same.len() as f64;
    println!(
        "{n} titles of the same issue: recall@10 {:.3}, MRR@10 {:.3}",
        recall / n,
        reciprocal / n
    );
    assert!(recall / n > 0.8 && reciprocal / n > 0.9);
}
