//! Dice for the signature: mostly nothing found, sometimes a finding with or without a reason, and
//! rarely one that no reason lets pass.

use huiyin_core::{GateFindingKind, PointNo};
use huiyin_workflow::{Action, GateFinding};

pub(crate) fn sign_off(variant: u32) -> Action {
    let kinds: &[GateFindingKind] = match variant % 8 {
        0 => &[GateFindingKind::OffPoint],
        1 => &[GateFindingKind::Canned, GateFindingKind::UntrackedPromise],
        2 => &[GateFindingKind::Unanswered],
        3 => &[GateFindingKind::InterimAsFinal],
        4..=u32::MAX => &[],
    };
    Action::SignOff {
        findings: kinds
            .iter()
            .map(|kind| GateFinding {
                kind: *kind,
                point: (variant / 8).is_multiple_of(2).then_some(PointNo(1)),
                reason: "请与来件对照".to_owned(),
                evidence: Vec::new(),
            })
            .collect(),
        override_reason: (variant / 16)
            .is_multiple_of(2)
            .then(|| "已与来件对照，确实切题".to_owned()),
    }
}
