//! The events of 信访 and 合理化建议, each with the JSON it will always have.

use huiyin_core::{Adoption, Digest, ReviewLevel, ReviewResult, UnitId};
use huiyin_workflow::Event;
use huiyin_workflow::overlay::{Assessment, CriterionScore};

use super::improvements::{effect, proposal};

fn r() -> String {
    "理由".to_owned()
}

/// In the order of the enum.
pub(super) fn table() -> Vec<(Event, String)> {
    let plain = |event, json: &str| (event, json.to_owned());
    let seal = Digest::of(b"x");
    let award = r#""level":"third","amount_fen":150000,"reason":"效益明显","same_matter":[]"#;
    vec![
        plain(
            Event::AcceptanceTold { way: r() },
            r#"{"event":"acceptance_told","way":"理由"}"#,
        ),
        (
            Event::ReviewAsked {
                level: ReviewLevel::Reexamination,
                seal,
            },
            format!(
                r#"{{"event":"review_asked","level":"reexamination","seal":"{}"}}"#,
                seal.to_hex()
            ),
        ),
        plain(
            Event::ReviewWindowLapsed,
            r#"{"event":"review_window_lapsed"}"#,
        ),
        plain(
            Event::ReviewAssigned {
                level: ReviewLevel::FinalReview,
                unit: UnitId(4),
            },
            r#"{"event":"review_assigned","level":"final_review","unit":4}"#,
        ),
        plain(
            Event::ReviewConcluded {
                level: ReviewLevel::FinalReview,
                result: ReviewResult::Quashed,
                text: r(),
            },
            r#"{"event":"review_concluded","level":"final_review","result":"quashed","text":"理由"}"#,
        ),
        plain(
            Event::MajorMarked { reason: r() },
            r#"{"event":"major_marked","reason":"理由"}"#,
        ),
        plain(
            Event::Assessed(Assessment {
                scores: vec![CriterionScore {
                    criterion: "benefit".into(),
                    score: 4,
                }],
                opinion: r(),
                recommendation: Adoption::Reserved,
                award_level: None,
            }),
            r#"{"event":"assessed","scores":[{"criterion":"benefit","score":4}],"opinion":"理由","recommendation":"reserved","award_level":null}"#,
        ),
        plain(
            Event::EffectReported(effect()),
            r#"{"event":"effect_reported","text":"节约电费","saving_fen":1200000,"from":"2026-09-24","to":"2026-10-31"}"#,
        ),
        (
            Event::AwardProposed(proposal()),
            format!(r#"{{"event":"award_proposed",{award}}}"#),
        ),
        (
            Event::AwardApproved(proposal()),
            format!(r#"{{"event":"award_approved",{award}}}"#),
        ),
        plain(
            Event::AwardRefused { reason: r() },
            r#"{"event":"award_refused","reason":"理由"}"#,
        ),
    ]
}
