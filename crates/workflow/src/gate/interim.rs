//! 以阶段性答复代替正式答复: passing on and going on being the whole of it.

use huiyin_core::GateFindingKind;

use super::GateFinding;
use super::text::substance;

/// A text with more to say than this has told something besides.
const WHOLE_LEN_MAX: usize = 60;

const PASSING_ON: &[&str] = &[
    "已转",
    "转交",
    "转办",
    "转至",
    "转给",
    "已交由",
    "已交办",
    "已责成",
    "已要求",
    "已安排",
    "正在研究",
    "正在调查",
    "正在协调",
    "正在核实",
    "正在核查",
    "正在处理",
    "正在办理",
    "正在了解",
    "尽快",
    "将及时",
    "会及时",
    "已反馈给",
    "已向上级",
    "已通知",
    "予以关注",
];

/// Something was found out, decided or explained.
const RESULTS: &[&str] = &[
    "经查",
    "经调查",
    "经核",
    "经现场",
    "已完成",
    "已修复",
    "已整改",
    "已解决",
    "已处理",
    "已拆除",
    "已清理",
    "规定",
    "属实",
    "根据",
    "按照",
    "可以",
    "不能",
    "不予",
    "已于",
    "因为",
    "由于",
    "标准",
];

/// The reply as a whole, without its courtesies.
pub(super) fn check(reply: &str) -> Option<GateFinding> {
    let clauses = substance(reply);
    let n_chars: usize = clauses.iter().map(|clause| clause.chars().count()).sum();
    let passing: Vec<&str> = clauses
        .iter()
        .copied()
        .filter(|clause| contains_any(clause, PASSING_ON))
        .collect();
    let has_result = clauses.iter().any(|clause| contains_any(clause, RESULTS));
    if passing.is_empty() || has_result || n_chars > WHOLE_LEN_MAX {
        return None;
    }
    Some(GateFinding {
        kind: GateFindingKind::InterimAsFinal,
        point: None,
        reason: format!(
            "答复只说了“{}”，没有办理结果。请改为阶段性答复，或写明查明的情况和处理结果后再作正式答复",
            passing.first().copied().unwrap_or_default()
        ),
        evidence: passing.into_iter().map(str::to_owned).collect(),
    })
}

fn contains_any(clause: &str, words: &[&str]) -> bool {
    words.iter().any(|word| clause.contains(word))
}
