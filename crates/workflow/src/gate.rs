//! 答复质检: what a second reader would say of a reply before it goes out (DOMAIN 7). Pure and
//! without a dictionary: it compares bigrams, so it says where to look and never what is true.

mod canned;
mod interim;
mod off_point;
mod promise;
mod terms;
mod text;

use chrono::NaiveDate;
use huiyin_core::{GateFindingKind, PointNo, ReplyKind};
use serde::{Deserialize, Serialize};

use crate::suggestion::{Point, PointReply};

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
    /// What the unit lately issued on other items, newest first; more than about fifty only cost
    /// time.
    pub recent: &'a [&'a str],
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

/// What the gate sees in a reply; empty when there is nothing to say. An interim reply may be
/// short and may say that work goes on, so only its bearing on the question is looked at.
pub fn check_reply(material: &GateMaterial<'_>) -> Vec<GateFinding> {
    let mut findings = Vec::new();
    let whole = joined(material.replies);
    match material.kind {
        ReplyKind::Interim => findings.extend(off_point::check_parts(material)),
        ReplyKind::Final => {
            findings.extend(unanswered(material));
            if whole.trim().is_empty() {
                return findings;
            }
            let said_nothing = interim::check(&whole).or_else(|| canned::without_substance(&whole));
            match said_nothing {
                Some(finding) => findings.push(finding),
                None => {
                    let off_point = off_point::check_whole(material, &whole);
                    if off_point.is_some() {
                        findings.extend(off_point);
                    } else {
                        findings.extend(off_point::check_parts(material));
                    }
                    findings.extend(canned::check(&whole, material.recent));
                }
            }
            if !material.has_commitment {
                findings.extend(promise::check(&whole, material.today));
            }
        }
    }
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
                reason: format!("诉求点 {} 还没有答复，请补写后再提交", point.no),
                evidence: [point.summary.clone()]
                    .into_iter()
                    .filter(|summary| !summary.is_empty())
                    .collect(),
            });
        }
    }
    findings
}
