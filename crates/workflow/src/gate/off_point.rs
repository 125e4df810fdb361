//! 答非所问: too few key terms of the question in the reply.

use std::collections::HashSet;

use huiyin_core::GateFindingKind;

use super::terms::TermReader;
use super::text::{clauses, substance};
use super::{GateFinding, GateMaterial};

/// How many shared terms chance gives grows with the lengths of both texts:
/// `CHANCE * (question terms * reply terms) ^ GROWTH`, fitted on replies put to other questions.
const CHANCE: f64 = 0.2;
const GROWTH: f64 = 0.27;
const SHARED_MIN: f64 = 2.0;
/// Below this many key terms the reply of one point is too short to be judged alone.
const PART_TERMS_MIN: usize = 40;
const EVIDENCE_MAX: usize = 8;

/// The reply as a whole against the question as a whole.
pub(super) fn check_whole(material: &GateMaterial<'_>, whole: &str) -> Option<GateFinding> {
    let reader = TermReader::new();
    let question = Question::read(material, &reader);
    question.judge(&reader.terms(&substance(whole)), &reader, material)
}

/// Each point's text that is long enough, so that one text pasted from elsewhere is found.
pub(super) fn check_parts(material: &GateMaterial<'_>) -> Vec<GateFinding> {
    let reader = TermReader::new();
    let question = Question::read(material, &reader);
    let mut findings = Vec::new();
    for reply in material.replies {
        let terms = reader.terms(&substance(&reply.text));
        if terms.len() < PART_TERMS_MIN {
            continue;
        }
        if let Some(finding) = question.judge(&terms, &reader, material) {
            findings.push(GateFinding {
                point: Some(reply.point),
                ..finding
            });
        }
    }
    findings
}

struct Question {
    all: HashSet<String>,
    /// Title and summaries: what the matter is called.
    heading: HashSet<String>,
}

impl Question {
    fn read(material: &GateMaterial<'_>, reader: &TermReader) -> Self {
        let mut named: Vec<&str> = clauses(material.title).collect();
        for point in material.points {
            named.extend(clauses(&point.summary));
        }
        let heading = reader.terms(&named);
        named.extend(clauses(material.body));
        Self {
            all: reader.terms(&named),
            heading,
        }
    }

    fn judge(
        &self,
        reply: &HashSet<String>,
        reader: &TermReader,
        material: &GateMaterial<'_>,
    ) -> Option<GateFinding> {
        if self.all.is_empty() {
            return None;
        }
        let recent: Vec<HashSet<String>> = Vec::new();
        let _ = (reader, &recent, material);
        let mut shared = 0.0;
        for term in self.all.intersection(reply) {
            shared += 1.0;
            if self.heading.contains(term) {
                shared += 1.0;
            }
        }
        let size = f64::from(u32::try_from(self.all.len() * reply.len()).unwrap_or(u32::MAX));
        let expected = (CHANCE * size.powf(GROWTH)).max(SHARED_MIN);
        if shared >= expected {
            return None;
        }
        let mut missing: Vec<String> = self
            .heading
            .difference(reply)
            .filter(|term| term.chars().count() <= 2)
            .cloned()
            .collect();
        missing.sort();
        missing.truncate(EVIDENCE_MAX);
        Some(GateFinding {
            kind: GateFindingKind::OffPoint,
            point: None,
            reason: "答复里几乎没有出现来件的关键内容，可能贴错了件或没有答到点上。请与来件对照，针对所提问题作答；确实切题的，写明理由后可以提交".to_owned(),
            evidence: missing,
        })
    }
}
