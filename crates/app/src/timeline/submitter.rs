//! What the submitter reads of an event.

use huiyin_core::{ObligationKind, time};
use huiyin_workflow::{Change, Event};

use super::{extended, split, track};
use crate::directory::Directory;

/// Nothing for what is internal.
pub(super) fn words(directory: &Directory, event: &Event) -> Option<(&'static str, String)> {
    Some(match event {
        Event::Submitted(facts) => match &facts.split_from {
            Some(from) => ("从您的来件中拆分登记", format!("原件：{}", from.original_no)),
            None => ("已收到并登记", String::new()),
        },
        Event::ImportedClosed { .. } => ("已由原系统答复", String::new()),
        Event::Accepted { .. } => ("已受理", "正在确定由哪个单位办理".to_owned()),
        Event::SupplementAsked { list } => ("需要您补充", list.clone()),
        Event::Supplemented { .. } => ("您补充了内容", String::new()),
        Event::SupplementLapsed => ("补充期限已过", "按现有内容继续办理".to_owned()),
        Event::Declined {
            explanation,
            go_instead,
            ..
        } => (
            "不予受理",
            format!("{explanation}\n{go_instead}").trim().to_owned(),
        ),
        Event::Assigned { lead, .. } => ("已交办", format!("由{}办理", directory.unit_name(*lead))),
        Event::Acknowledged { .. } => ("办理单位已签收", "有专人负责办理".to_owned()),
        Event::ReplyIssued { is_final: true, .. } => {
            ("已答复", "请看上面的答复，并作出评价".to_owned())
        }
        Event::ReplyIssued {
            is_final: false, ..
        } => ("有了新的进展", "请看阶段性答复".to_owned()),
        Event::Rated { .. } => ("您作了评价", String::new()),
        Event::RatingLapsed => ("评价期已满", "没有收到评价".to_owned()),
        Event::Closed { outcome } => ("已办结", outcome.adoption.label().to_owned()),
        Event::CommitmentTracked { promise } => (
            "承诺事项",
            format!(
                "{}，{}前兑现",
                promise.text,
                time::chinese_date(promise.due_on)
            ),
        ),
        Event::Withdrawn { .. } => ("您已撤回", String::new()),
        Event::Ruled { lead, .. } | Event::Reassigned { lead, .. } => (
            "调整了办理单位",
            format!("由{}办理，答复时限不变", directory.unit_name(*lead)),
        ),
        // the number and the words of another person's item are theirs
        Event::Merged(merged) => (
            "已与同类事项合并办理，将单独答复",
            format!("由{}办理", directory.unit_name(merged.lead)),
        ),
        Event::Unmerged(unmerged) => (
            "恢复单独办理",
            format!("由{}办理，答复时限不变", directory.unit_name(unmerged.lead)),
        ),
        Event::Split { parts } => ("您的来件拆分成几件，分别答复", split::numbers(parts)),
        Event::PointsSplit { points } => (
            "您的来件分为几个问题，逐一答复",
            split::listed(points),
        ),
        Event::ExtensionGranted {
            from, to, reason, ..
        } => ("办理时限延长", extended(*from, *to, reason)),
        Event::HandedOver {
            new_lead: Some(lead),
            ..
        } => (
            "调整了办理单位",
            format!("由{}办理，答复时限不变", directory.unit_name(*lead)),
        ),
        Event::Redone { .. } => ("重新办理", "按您的意见重新办理".to_owned()),
        Event::FollowedUp { .. } => ("电话回访", String::new()),
        Event::CommitmentFulfilled { text, .. } => ("承诺已兑现", text.clone()),
        Event::ConsentGiven { byline } => ("您同意公开", byline.label().to_owned()),
        Event::ConsentWithdrawn => ("您撤回了公开同意", "公开的内容已经撤下".to_owned()),
        Event::Published { .. } => ("已公开", "隐去个人信息后公开".to_owned()),
        Event::Unpublished { reason } => ("已不再公开", reason.clone()),
        Event::Archived { .. } => ("已归档", String::new()),
        Event::Shelved { reason, review_on } => (
            "暂时无法解决，已列入挂账",
            format!("{reason}\n{}前复查", time::chinese_date(*review_on)),
        ),
        Event::Terminated { explanation, .. } => ("已终止办理", explanation.clone()),
        Event::DueMoved {
            kind: ObligationKind::Reply,
            to,
            reason,
            ..
        } => (
            "答复时限有变化",
            format!("改为{}：{reason}", time::chinese_date(time::due_date(*to))),
        ),
        Event::AcceptanceTold { .. }
        | Event::ReviewAsked { .. }
        | Event::ReviewWindowLapsed
        | Event::ReviewAssigned { .. }
        | Event::ReviewConcluded { .. }
        | Event::MajorMarked { .. }
        | Event::Assessed(_)
        | Event::EffectReported(_)
        | Event::AwardProposed(_)
        | Event::AwardApproved(_)
        | Event::AwardRefused { .. } => return track::submitter_words(directory, event),
        Event::DeclineProposed { .. }
        | Event::DeclineRejected { .. }
        | Event::SupportGiven { .. }
        | Event::ReplyDrafted { .. }
        | Event::DraftReturned { .. }
        | Event::Noted { .. }
        | Event::ExclusionProposed { .. }
        | Event::Excluded { .. }
        | Event::ExclusionRefused { .. }
        | Event::RepeatMarked { .. }
        | Event::SendBackRequested { .. }
        | Event::SentBack { .. }
        | Event::RulingAsked { .. }
        | Event::MergeProposed(_)
        | Event::MergeRefused { .. }
        | Event::ChildTaken(_)
        | Event::ChildAnswered(_)
        | Event::ChildReleased(_)
        | Event::ParentFollowed(_)
        | Event::SupportAsked { .. }
        | Event::SupportAdded { .. }
        | Event::SupportRefused { .. }
        | Event::ExtensionAsked { .. }
        | Event::ExtensionRefused { .. }
        | Event::HandlerChanged { .. }
        | Event::Recused { .. }
        | Event::AccusedNamed { .. }
        | Event::HandedOver { .. }
        | Event::HandlerReleased { .. }
        | Event::Supervised { .. }
        | Event::SupervisionAnswered { .. }
        | Event::SupervisionLifted { .. }
        | Event::Directed { .. }
        | Event::DirectiveAnswered { .. }
        | Event::TerminationProposed { .. }
        | Event::TerminationRefused { .. }
        | Event::UrgencyChanged { .. }
        | Event::Unshelved { .. }
        | Event::OverdueExplained { .. }
        | Event::DueMoved { .. }
        // the day they were told stays
        | Event::DueConfirmed { .. } => return None,
    })
}

/// What 并案 moves on an item, without a word of the other one.
pub(super) fn merged_words(
    directory: &Directory,
    change: &Change,
) -> Option<(&'static str, String)> {
    if let Some(to) = change.reply_due_moved() {
        let last = time::chinese_date(time::due_date(to));
        return Some(("答复时限有变化", format!("改为{last}")));
    }
    let unit = directory.unit_name(change.led_by_another()?);
    Some(("调整了办理单位", format!("由{unit}办理，答复时限不变")))
}
