//! 答复质检: what a second reader would say of a reply before it goes out (DOMAIN 7). Pure and
//! without a dictionary: it compares bigrams, so it says where to look and never what is true. Only
//! the key terms that people read are cut at words, where the caller knows words.

mod canned;
mod count;
mod interim;
mod key_terms;
mod off_point;
mod promise;
mod terms;
mod text;

use chrono::NaiveDate;
use huiyin_core::{GateFindingKind, PointNo, ReplyKind};
use serde::{Deserialize, Serialize};

use crate::suggestion::{Point, PointReply};
use off_point::Question;
use terms::Weights;

pub use count::{COUNTED_EVENTS, GateCounts, gate_counts};
pub use key_terms::{KeyTerm, KeyTerms, key_terms};

/// Everything the gate reads.
#[derive(Debug, Clone, Copy)]
pub struct GateMaterial<'a> {
    /// A promise is about a day that has not passed.
    pub today: NaiveDate,
    pub title: &'a str,
    /// The submitter's words.
    pub body: &'a str,
    pub points: &'a [Point],
    pub kind: ReplyKind,
    pub replies: &'a [PointReply],
    /// The outcome registers a commitment.
    pub has_commitment: bool,
    /// What the unit lately issued on other items, newest first: fifty are enough to tell its
    /// everyday words.
    pub recent: &'a [&'a str],
    pub cut: Cut<'a>,
}

/// Cuts a clause at the edges of its words, nothing left out: 更换感应灯 becomes 更换, 感应灯. Where
/// no dictionary is at hand, a clause in one piece.
#[derive(Clone, Copy)]
pub struct Cut<'a>(pub &'a dyn for<'t> Fn(&'t str) -> Vec<&'t str>);

impl std::fmt::Debug for Cut<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cut")
    }
}

/// One thing the gate saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateFinding {
    pub kind: GateFindingKind,
    /// `None`: the reply as a whole.
    pub point: Option<PointNo>,
    /// What was seen and what to do, in Chinese.
    pub reason: String,
    /// The words it rests on: sentences of the reply, terms of the question.
    pub evidence: Vec<String>,
}

/// What of a finding the ledger keeps: the words of the submitter stay outside it, and the reply
/// stands there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedFinding {
    pub kind: GateFindingKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<PointNo>,
}

impl From<&GateFinding> for IssuedFinding {
    fn from(finding: &GateFinding) -> Self {
        Self {
            kind: finding.kind,
            point: finding.point,
        }
    }
}

/// What the gate sees in a reply; empty when there is nothing to say. An interim reply may be
/// short and may say that work goes on, so only its bearing on the question is looked at.
pub fn check_reply(material: &GateMaterial<'_>) -> Vec<GateFinding> {
    match material.kind {
        ReplyKind::Interim => off_point::check_parts(
            material,
            &Question::read(material),
            &Weights::new(material.recent),
        ),
        ReplyKind::Final => check_final(material),
    }
}

fn check_final(material: &GateMaterial<'_>) -> Vec<GateFinding> {
    let mut findings = unanswered(material);
    let whole = joined(material.replies);
    if whole.trim().is_empty() {
        return findings;
    }
    match interim::check(&whole).or_else(|| canned::without_substance(&whole)) {
        Some(finding) => findings.push(finding),
        None => findings.extend(compared(material, &whole)),
    }
    if !material.has_commitment {
        findings.extend(promise::check(&whole, material.today));
    }
    findings
}

/// What the question and the unit's recent replies say against a reply that says something.
fn compared(material: &GateMaterial<'_>, whole: &str) -> Vec<GateFinding> {
    let weights = Weights::new(material.recent);
    let question = Question::read(material);
    let bearing = question.bearing(whole, &weights);
    let mut findings = Vec::new();
    match off_point::check_whole(material, whole, bearing) {
        Some(finding) => findings.push(finding),
        None if material.replies.len() > 1 => {
            findings.extend(off_point::check_parts(material, &question, &weights));
        }
        None => {}
    }
    findings.extend(canned::check(whole, material.recent, bearing));
    findings
}

fn joined(replies: &[PointReply]) -> String {
    let texts: Vec<&str> = replies.iter().map(|reply| reply.text.as_str()).collect();
    texts.join("\n")
}

fn unanswered(material: &GateMaterial<'_>) -> Vec<GateFinding> {
    let mut findings = Vec::new();
    for point in material.points {
        let is_answered = material
            .replies
            .iter()
            .any(|reply| reply.point == point.no && !reply.text.trim().is_empty());
        if !is_answered {
            findings.push(GateFinding {
                kind: GateFindingKind::Unanswered,
                point: Some(point.no),
                reason: format!("诉求点 {} 还没有答复，请补写后再发出", point.no),
                evidence: [point.summary.clone()]
                    .into_iter()
                    .filter(|summary| !summary.is_empty())
                    .collect(),
            });
        }
    }
    findings
}
