//! 关键内容: what the question asks and what the reply covers, side by side.

use super::terms::{Terms, Weights, pairs_of};
use super::text::{clauses, is_cjk, substance};
use super::{Cut, GateMaterial};

/// As many as a reader takes in at a glance.
const SHOWN_MAX: usize = 12;
const LEN_MAX: usize = 8;
/// A pair lighter than this ends a term: what stands in every tenth letter names no matter.
const WEIGHT_MIN: f64 = 1.0;

/// A phrase of one text, and whether the other has it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTerm {
    pub text: String,
    pub is_shared: bool,
}

/// Both sides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyTerms {
    /// What the question asks; shared: the reply takes it up.
    pub asked: Vec<KeyTerm>,
    /// What the reply is about; shared: the question asks it.
    pub covered: Vec<KeyTerm>,
}

/// The key terms of a question and its reply, in the order of the texts.
pub fn key_terms(material: &GateMaterial<'_>) -> KeyTerms {
    let reply = super::joined(material.replies);
    let question = Terms::of(
        clauses(material.title)
            .chain(material.points.iter().flat_map(|p| clauses(&p.summary)))
            .chain(clauses(material.body)),
    );
    KeyTerms {
        asked: asked(material, &reply),
        covered: heaviest(material.cut, &[], &substance(&reply), &question),
    }
}

/// The question's side.
pub(super) fn asked(material: &GateMaterial<'_>, reply: &str) -> Vec<KeyTerm> {
    let heading: Vec<&str> = clauses(material.title)
        .chain(material.points.iter().flat_map(|p| clauses(&p.summary)))
        .collect();
    let body: Vec<&str> = substance(material.body);
    let other = Terms::of(clauses(reply));
    heaviest(material.cut, &heading, &body, &other)
}

/// The heading's terms go before the body's; within each the heavier are kept.
fn heaviest(cut: Cut<'_>, heading: &[&str], body: &[&str], other: &Terms) -> Vec<KeyTerm> {
    let weights = Weights::new(&[]);
    let mut chosen = phrases(cut, heading, &weights);
    let mut rest = phrases(cut, body, &weights);
    rest.retain(|p| !chosen.iter().any(|q| q.chars == p.chars));
    keep_heaviest(&mut chosen, SHOWN_MAX);
    let room = SHOWN_MAX.saturating_sub(chosen.len());
    keep_heaviest(&mut rest, room);
    chosen.append(&mut rest);
    chosen
        .into_iter()
        .map(|phrase| {
            let shared: f64 = pairs_of(&phrase.chars)
                .filter(|pair| other.holds_pair(pair))
                .map(|pair| weights.of_pair(&pair))
                .sum();
            KeyTerm {
                text: phrase.chars.iter().collect(),
                is_shared: shared * 2.0 >= phrase.weight,
            }
        })
        .collect()
}

struct Phrase {
    chars: Vec<char>,
    weight: f64,
}

/// Drops the lightest, the later first, and leaves the order of the text.
fn keep_heaviest(phrases: &mut Vec<Phrase>, n: usize) {
    while phrases.len() > n {
        let lightest = phrases
            .iter()
            .enumerate()
            .rev()
            .min_by(|(_, a), (_, b)| a.weight.total_cmp(&b.weight))
            .map(|(i, _)| i);
        let Some(i) = lightest else { return };
        phrases.remove(i);
    }
}

fn phrases(cut: Cut<'_>, clauses: &[&str], weights: &Weights) -> Vec<Phrase> {
    let mut found: Vec<Phrase> = Vec::new();
    for word in clauses.iter().flat_map(|clause| (cut.0)(clause)) {
        for chars in runs(word, weights) {
            if !found.iter().any(|p| p.chars == chars) {
                let weight = pairs_of(&chars).map(|p| weights.of_pair(&p)).sum();
                found.push(Phrase { chars, weight });
            }
        }
    }
    found
}

/// The runs of a word, or of a clause in one piece, in which every pair tells something.
fn runs(word: &str, weights: &Weights) -> Vec<Vec<char>> {
    let mut runs: Vec<Vec<char>> = Vec::new();
    let mut current: Vec<char> = Vec::new();
    let mut before: Option<char> = None;
    for c in word.chars() {
        let joins = before
            .is_some_and(|b| is_cjk(b) && is_cjk(c) && weights.of_pair(&[b, c]) >= WEIGHT_MIN);
        if joins && current.len() < LEN_MAX {
            if current.is_empty() {
                current.extend(before);
            }
            current.push(c);
        } else {
            runs.push(std::mem::take(&mut current));
        }
        before = Some(c);
    }
    runs.push(current);
    runs.retain(|run| run.len() >= 2);
    runs
}
