//! 答非所问: the reply shares less with the question than a reply to it does.

use huiyin_core::GateFindingKind;

use super::key_terms::asked;
use super::terms::{Terms, Weights};
use super::text::{clauses, substance};
use super::{GateFinding, GateMaterial};

/// How far a reply bears on the question: a sum of logarithms of what both share and of what each
/// says in all, because chance shares more between long texts. Fitted on half of 1,408 replies of
/// real offices against the same replies put to other questions of anywhere and of the same
/// place; below 0, three in a hundred real replies and nine in ten misplaced ones.
const SHARED: f64 = 2.75;
const SHARED_WITH_HEADING: f64 = 1.28;
const SHARED_RUNS: f64 = 0.48;
const QUESTION: f64 = -1.07;
const HEADING: f64 = -0.86;
const REPLY: f64 = -1.89;
const BASE: f64 = 12.15;
/// One point's reply answers a part of the letter only.
const PART_MARGIN: f64 = 1.0;
/// Below this mass the reply of one point is too short to be judged alone.
const PART_MASS_MIN: f64 = 40.0;
const EVIDENCE_MAX: usize = 8;

/// The question as the gate reads it.
pub(super) struct Question {
    all: Terms,
    /// Title and summaries: what the matter is called.
    heading: Terms,
}

impl Question {
    pub(super) fn read(material: &GateMaterial<'_>) -> Self {
        let heading: Vec<&str> = clauses(material.title)
            .chain(material.points.iter().flat_map(|p| clauses(&p.summary)))
            .collect();
        let all = heading.iter().copied().chain(clauses(material.body));
        Self {
            all: Terms::of(all),
            heading: Terms::of(heading.iter().copied()),
        }
    }

    /// Above 0: an answer to it. The greeting may name the matter, so it counts as shared.
    pub(super) fn bearing(&self, reply: &str, weights: &Weights) -> f64 {
        let whole = Terms::of(clauses(reply));
        let said = weights.mass(&Terms::of(substance(reply)));
        BASE + SHARED * weights.shared_mass(&self.all, &whole).ln_1p()
            + SHARED_WITH_HEADING * weights.shared_mass(&self.heading, &whole).ln_1p()
            + SHARED_RUNS * weights.shared_runs(&self.all, &whole).ln_1p()
            + QUESTION * weights.mass(&self.all).ln_1p()
            + HEADING * weights.mass(&self.heading).ln_1p()
            + REPLY * said.ln_1p()
    }
}

/// The reply as a whole against the question as a whole.
pub(super) fn check_whole(
    material: &GateMaterial<'_>,
    whole: &str,
    bearing: f64,
) -> Option<GateFinding> {
    (bearing < 0.0).then(|| finding(material, whole))
}

/// Each point's text that is long enough, so that one text pasted from elsewhere is found.
pub(super) fn check_parts(
    material: &GateMaterial<'_>,
    question: &Question,
    weights: &Weights,
) -> Vec<GateFinding> {
    let mut findings = Vec::new();
    for reply in material.replies {
        let is_long = weights.mass(&Terms::of(substance(&reply.text))) >= PART_MASS_MIN;
        if is_long && question.bearing(&reply.text, weights) < -PART_MARGIN {
            findings.push(GateFinding {
                point: Some(reply.point),
                ..finding(material, &reply.text)
            });
        }
    }
    findings
}

fn finding(material: &GateMaterial<'_>, reply: &str) -> GateFinding {
    let missing = asked(material, reply).into_iter().filter(|t| !t.is_shared);
    GateFinding {
        kind: GateFindingKind::OffPoint,
        point: None,
        reason: "答复里几乎没有出现来件的关键内容，可能贴错了件或没有答到点上。请与来件对照，针对所提问题作答；确实切题的，写明理由后可以发出".to_owned(),
        evidence: missing.map(|t| t.text).take(EVIDENCE_MAX).collect(),
    }
}
