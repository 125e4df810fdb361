//! 信访 and 合理化建议 in words.

use huiyin_core::ReviewResult;
use huiyin_core::time;
use huiyin_workflow::Event;
use huiyin_workflow::overlay::{Assessment, AwardProposal, Effect};

use crate::directory::Directory;
use crate::handling::in_yuan;

/// What the staff reads of the events of the two tracks; nothing for any other.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "staff_words() matches every event and calls this for those that are here"
)]
pub(super) fn staff_words(directory: &Directory, event: &Event) -> (&'static str, String) {
    match event {
        Event::AcceptanceTold { way } => ("受理告知", way.clone()),
        Event::ReviewAsked { level, .. } => {
            ("申请复查复核", format!("申请{level}，理由见“补充材料”"))
        }
        Event::ReviewWindowLapsed => ("复查申请期满", "没有申请".to_owned()),
        Event::ReviewAssigned { level, unit } => (
            "指定复查单位",
            format!("由{}{level}", directory.unit_name(*unit)),
        ),
        Event::ReviewConcluded {
            level,
            result,
            text,
        } => ("作出复查意见", format!("{level}：{result}\n{text}")),
        Event::MajorMarked { reason } => ("列为重大建议", reason.clone()),
        Event::Assessed(assessment) => ("评审", assessed(directory, assessment)),
        Event::EffectReported(effect) => ("实施效果", effect_words(effect)),
        Event::AwardProposed(proposal) => ("拟奖励", award_words(directory, proposal)),
        Event::AwardApproved(proposal) => ("批准奖励", award_words(directory, proposal)),
        Event::AwardRefused { reason } => ("不同意奖励", reason.clone()),
        _ => ("", String::new()),
    }
}

/// What the submitter reads; assessments and proposals are internal.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "words() matches every event and calls this for those that are here"
)]
pub(super) fn submitter_words(
    directory: &Directory,
    event: &Event,
) -> Option<(&'static str, String)> {
    Some(match event {
        Event::AcceptanceTold { way } => ("已告知受理", way.clone()),
        Event::ReviewAsked { level, .. } => ("您提出了申请", format!("申请{level}")),
        Event::ReviewWindowLapsed => ("复查、复核的申请期已满", String::new()),
        Event::ReviewAssigned { level, unit } => (
            "已确定复查（复核）单位",
            format!("由{}{level}", directory.unit_name(*unit)),
        ),
        Event::ReviewConcluded {
            level,
            result,
            text,
        } => {
            let next = match result {
                ReviewResult::Quashed => "\n原答复撤销，重新办理",
                ReviewResult::Upheld | ReviewResult::Changed => "",
            };
            (
                "意见已经作出",
                format!("{level}意见：{result}\n{text}{next}"),
            )
        }
        Event::MajorMarked { reason } => ("列为重大建议", format!("研究的时间更长一些：{reason}")),
        Event::EffectReported(effect) => ("实施效果", effect_words(effect)),
        Event::AwardApproved(proposal) => (
            "您的建议获得奖励",
            format!(
                "{}{}",
                directory.award_level_label(&proposal.level),
                money(proposal)
            ),
        ),
        _ => return None,
    })
}

fn assessed(directory: &Directory, assessment: &Assessment) -> String {
    let scores: Vec<String> = assessment
        .scores
        .iter()
        .map(|s| format!("{} {} 分", directory.criterion_label(&s.criterion), s.score))
        .collect();
    let mut text = format!("{}；结论：{}", scores.join("，"), assessment.recommendation);
    if let Some(level) = &assessment.award_level {
        text.push_str(&format!("；建议{}", directory.award_level_label(level)));
    }
    text.push('\n');
    text.push_str(&assessment.opinion);
    text
}

fn effect_words(effect: &Effect) -> String {
    let mut text = format!(
        "{}至{}：{}",
        time::chinese_date(effect.from),
        time::chinese_date(effect.to),
        effect.text
    );
    if let Some(fen) = effect.saving_fen {
        text.push_str(&format!("\n节约或者创造价值 {}", in_yuan(fen)));
    }
    text
}

fn money(proposal: &AwardProposal) -> String {
    if proposal.amount_fen == 0 {
        String::new()
    } else {
        format!("，奖金 {}", in_yuan(proposal.amount_fen))
    }
}

fn award_words(directory: &Directory, proposal: &AwardProposal) -> String {
    let mut text = format!(
        "{}{}\n{}",
        directory.award_level_label(&proposal.level),
        money(proposal),
        proposal.reason
    );
    if !proposal.same_matter.is_empty() {
        let others = proposal.same_matter.join("、");
        text.push_str(&format!("\n同一内容的来件：{others}"));
    }
    text
}
