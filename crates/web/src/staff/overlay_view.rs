//! What lies on a suggestion beside its state, for its page: marks at the top, facts at the side.

use huiyin_app::Directory;
use huiyin_core::time;
use huiyin_workflow::Suggestion;
use huiyin_workflow::overlay::{AwardState, DisputeKind};

use crate::pages::chrome::Tone;
use crate::pages::parts::{Badge, Fact};

/// `加急`, `保密`, `挂牌督办`, `批示`, `挂账` …
pub(super) fn marks(s: &Suggestion) -> Vec<Badge> {
    let on = &s.overlays;
    let mut marks = Vec::new();
    if s.is_urgent {
        marks.push(Badge::new("加急", Tone::Bad));
    }
    if s.is_restricted {
        marks.push(Badge::new("保密", Tone::Warn));
    }
    if let Some(order) = on.open_supervision() {
        marks.push(Badge::new(order.level.label(), Tone::Bad));
    }
    if on.open_directive().is_some() {
        marks.push(Badge::new("批示", Tone::Bad));
    }
    if let Some(dispute) = &on.dispute {
        let label = match dispute.kind {
            DisputeKind::SentBack => "已退回，待改派或裁定",
            DisputeKind::RulingAsked => "已提请裁定",
            DisputeKind::LeadAway => "主办单位不再办理，待改派",
        };
        marks.push(Badge::new(label, Tone::Warn));
    }
    if on.asked_merge.is_some() {
        marks.push(Badge::new("并案待确认", Tone::Warn));
    }
    if on.asked_extension.is_some() {
        marks.push(Badge::new("延期待审批", Tone::Warn));
    }
    if on.termination.is_some() {
        marks.push(Badge::new("终止待核准", Tone::Warn));
    }
    if on.shelving.is_some() {
        marks.push(Badge::new("挂账", Tone::Neutral));
    }
    if !on.accused.is_empty() {
        marks.push(Badge::new("已列明被反映人", Tone::Warn));
    }
    if let Some(review) = on.open_review() {
        let waits = if review.unit.is_some() {
            "中"
        } else {
            "待指定单位"
        };
        marks.push(Badge::new(format!("{}{waits}", review.level), Tone::Warn));
    }
    if on.is_major {
        marks.push(Badge::new("重大建议", Tone::Warn));
    }
    if on.open_award(s.round).is_some() {
        marks.push(Badge::new("奖励待批准", Tone::Warn));
    }
    if on.asked_exclusion.is_some() {
        marks.push(Badge::new("剔除待核准", Tone::Warn));
    }
    if on.split_from.is_some() {
        marks.push(Badge::new("由原件拆分", Tone::Neutral));
    }
    if on.repeat_of.is_some() {
        marks.push(Badge::new("重复件", Tone::Neutral));
    }
    if on.publication.published.is_some() {
        marks.push(Badge::new("已公开", Tone::Good));
    }
    if on.archived.is_some() {
        marks.push(Badge::new("已归档", Tone::Neutral));
    }
    if s.round > 1 {
        marks.push(Badge::new(format!("第 {} 轮办理", s.round), Tone::Warn));
    }
    marks
}

/// What was asked, ordered or decided, in the words of those who did.
pub(super) fn facts(s: &Suggestion, directory: &Directory, may_see_rating: bool) -> Vec<Fact> {
    let on = &s.overlays;
    let mut facts = Vec::new();
    if let Some(order) = on.open_supervision() {
        let mut text = format!(
            "{}，{}前反馈：{}",
            order.number(),
            time::chinese_date(order.due_on),
            order.requirement
        );
        if let Some(answer) = &order.answer {
            text.push_str(&format!("；反馈：{answer}"));
        }
        facts.push(Fact::new(order.level.label(), text));
    }
    for directive in on.directives.iter().filter(|d| d.answer.is_none()) {
        let text = format!(
            "{}（{}前报告）",
            directive.text,
            time::chinese_date(directive.due_on)
        );
        facts.push(Fact::new("批示", text));
    }
    if let Some(asked) = &on.send_back_request {
        facts.push(Fact::new("申请退回", asked.reason.clone()));
    }
    if let Some(dispute) = &on.dispute {
        let mut text = format!("{}：{}", directory.unit_name(dispute.unit), dispute.reason);
        if let Some(unit) = dispute.proposed {
            text.push_str(&format!("；建议由{}主办", directory.unit_name(unit)));
        }
        facts.push(Fact::new("争议", text));
    }
    if let Some(asked) = &on.asked_merge {
        facts.push(Fact::new("建议并案", asked.reason.clone()));
    }
    if let Some(asked) = &on.asked_support {
        facts.push(Fact::new("申请协办", asked.reason.clone()));
    }
    if let Some(asked) = &on.asked_extension {
        let text = format!("延长{}：{}", asked.limit, asked.reason);
        facts.push(Fact::new("申请延期", text));
    }
    for granted in &on.extensions {
        let text = format!(
            "延至{}：{}",
            time::chinese_date(time::due_date(granted.to)),
            granted.reason
        );
        facts.push(Fact::new("已延期", text));
    }
    if let Some(proposal) = &on.termination {
        facts.push(Fact::new("提请终止", proposal.reason.clone()));
    }
    if let Some(shelving) = &on.shelving {
        let text = format!(
            "{}（{}前复查）",
            shelving.reason,
            time::chinese_date(shelving.review_on)
        );
        facts.push(Fact::new("挂账", text));
    }
    for review in &on.reviews {
        let unit = review.unit.map(|u| directory.unit_name(u));
        let by = unit.unwrap_or_else(|| "待指定单位".to_owned());
        let text = match &review.decided {
            Some(decision) => format!("{by}：{}。{}", decision.result, decision.text),
            None => format!("{by}，{}申请", time::minute(review.asked_at)),
        };
        facts.push(Fact::new(review.level.label(), text));
    }
    for given in &on.assessments {
        let scores: Vec<String> = given
            .assessment
            .scores
            .iter()
            .map(|x| format!("{} {} 分", directory.criterion_label(&x.criterion), x.score))
            .collect();
        let text = format!(
            "{}（{}）：{}",
            given.assessment.recommendation,
            scores.join("，"),
            given.assessment.opinion
        );
        facts.push(Fact::new("评审", text));
    }
    for award in &on.awards {
        let state = match award.state {
            AwardState::Proposed => "待批准",
            AwardState::Approved => "已批准",
            AwardState::Refused => "未同意",
        };
        let level = directory.award_level_label(&award.proposal.level);
        facts.push(Fact::new("奖励", format!("{level}，{state}")));
    }
    if let Some(asked) = &on.asked_exclusion {
        let text = format!("不计入{}：{}", asked.metric.label(), asked.reason);
        facts.push(Fact::new("提请剔除", text));
    }
    for excluded in &on.exclusions {
        let text = format!("不计入{}：{}", excluded.metric.label(), excluded.reason);
        facts.push(Fact::new("剔除", text));
    }
    if let Some(consent) = &on.publication.consent {
        facts.push(Fact::new("公开同意", consent.byline.label()));
    }
    if let Some(published) = &on.publication.published {
        facts.push(Fact::new("公开", published.number()));
    }
    if may_see_rating {
        facts.extend(on.follow_ups.iter().map(|call| {
            let text = if call.note.is_empty() {
                call.result.label().to_owned()
            } else {
                format!("{}：{}", call.result, call.note)
            };
            Fact::new("回访", text)
        }));
    }
    facts
}
