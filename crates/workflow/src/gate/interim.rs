//! 以阶段性答复代替正式答复: passing on and going on being the whole of it.

use huiyin_core::GateFindingKind;

use super::GateFinding;
use super::text::{clauses, is_cjk, is_courtesy, is_date_or_number};

/// So many characters beside passing on may be a name or a half sentence; more tells something.
const OTHER_LEN_MAX: usize = 8;
/// A longer clause says something of its own even if it names the letter.
const OPENING_LEN_MAX: usize = 40;

const PASSING_ON: &[&str] = &[
    "已转",
    "转交",
    "转办",
    "转至",
    "转给",
    "转相关",
    "转有关",
    "转由",
    "交由",
    "已交",
    "责成",
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
    "调查核处",
    "调查处理",
    "调查处置",
    "核实处理",
    "核实办理",
    "研究处理",
    "尽快",
    "将及时",
    "会及时",
    "及时反馈",
    "及时回复",
    "及时答复",
    "反馈给",
    "答复反馈",
    "已向上级",
    "已上报",
    "如实上报",
    "已通知",
    "已记录",
    "予以关注",
    "敬请关注",
    "后续回复",
    "认真研究",
    "认真考虑",
    "认真调查",
    "耐心等待",
    "请稍候",
    "请等待",
    "督促办理",
];

/// Something was found out, decided or explained.
const RESULTS: &[&str] = &[
    "经查",
    "经调查",
    "经核",
    "经现场",
    "经了解",
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
    "不属于",
    "无法",
    "已于",
    "因为",
    "由于",
    "标准",
    "必须",
    "批准",
    "立案",
    "目前",
    "建议您",
    "请您到",
];

/// How a letter is referred to.
const OPENINGS: &[&str] = &[
    "您反映",
    "您所反映",
    "你反映",
    "你所反映",
    "中反映",
    "您的来信",
    "您的来件",
    "您的留言",
    "您的建议",
    "您的意见",
    "您提出",
    "您所提",
    "你提出",
    "您咨询",
    "您所述",
    "来信",
    "来帖",
    "来件",
    "帖文",
    "留言",
    "关于",
    "针对",
    "重视",
];
const OPENING_ENDS: &[&str] = &[
    "问题", "情况", "建议", "意见", "事宜", "事项", "诉求", "一事", "反映", "来信", "来件", "留言",
    "重视",
];

/// The reply as a whole, without its courtesies.
pub(super) fn check(reply: &str) -> Option<GateFinding> {
    let mut passing: Vec<&str> = Vec::new();
    let mut n_other = 0;
    for clause in clauses(reply) {
        if is_date_or_number(clause) {
            continue;
        }
        if contains_any(clause, PASSING_ON) && !contains_any(clause, RESULTS) {
            passing.push(clause);
        } else if !is_courtesy(clause) && !is_opening(clause) {
            n_other += clause.chars().filter(|c| is_cjk(*c)).count();
        }
    }
    let first = passing.first().filter(|_| n_other <= OTHER_LEN_MAX)?;
    Some(GateFinding {
        kind: GateFindingKind::InterimAsFinal,
        point: None,
        reason: format!(
            "答复只说了“{first}”，没有办理结果。请改为阶段性答复，或写明查明的情况和处理结果后再作正式答复"
        ),
        evidence: passing.into_iter().map(str::to_owned).collect(),
    })
}

fn is_opening(clause: &str) -> bool {
    clause.chars().count() <= OPENING_LEN_MAX
        && contains_any(clause, OPENINGS)
        && OPENING_ENDS.iter().any(|end| clause.ends_with(end))
}

fn contains_any(clause: &str, words: &[&str]) -> bool {
    words.iter().any(|word| clause.contains(word))
}
