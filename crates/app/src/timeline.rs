//! 办理过程 in words: one telling for the staff, one for the submitter.

mod issued;
mod split;
mod submitter;
mod track;
mod words;

use huiyin_core::AccountId;
use huiyin_core::time::{self, Instant};
use huiyin_workflow::{Author, Event, Recorded};
use std::collections::HashMap;

use crate::directory::Directory;
use issued::issued;
pub(crate) use words::name_relatives;
use words::{extended, units, with_proposed};

/// One line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    pub at: Instant,
    /// `受理`.
    pub what: String,
    /// Who, as far as the reader may know.
    pub who: String,
    /// What there is to read, may be empty.
    pub detail: String,
}

/// The whole story, for the staff.
pub fn for_staff(
    directory: &Directory,
    names: &HashMap<AccountId, String>,
    events: &[Recorded],
) -> Vec<TimelineEntry> {
    events
        .iter()
        .map(|recorded| {
            let (what, detail) = staff_words(directory, names, &recorded.change.event);
            TimelineEntry {
                at: recorded.at,
                what: what.to_owned(),
                who: author(directory, names, &recorded.author),
                detail,
            }
        })
        .collect()
}

fn author(directory: &Directory, names: &HashMap<AccountId, String>, author: &Author) -> String {
    match author {
        Author::Staff { account, unit } => {
            let name = names.get(account).map_or("工作人员", String::as_str);
            let unit = directory.unit(*unit).map_or("", |u| u.short_name.as_str());
            if unit.is_empty() {
                name.to_owned()
            } else {
                format!("{unit} {name}")
            }
        }
        Author::Submitter => "建议人".to_owned(),
        Author::System { .. } => "系统".to_owned(),
    }
}

fn staff_words(
    directory: &Directory,
    names: &HashMap<AccountId, String>,
    event: &Event,
) -> (&'static str, String) {
    match event {
        Event::Submitted(facts) => ("登记", split::registered(facts)),
        Event::ImportedClosed { .. } => ("导入历史件", "原系统已经办结".to_owned()),
        Event::Accepted {
            kind,
            topic,
            points,
        } => {
            let mut detail = format!("件类：{}", kind.label());
            if let Some(topic) = topic {
                detail.push_str(&format!("；类别：{}", directory.topic_name(*topic)));
            }
            if points.len() > 1 {
                detail.push_str(&format!("；诉求点 {} 个", points.len()));
            }
            ("受理", detail)
        }
        Event::SupplementAsked { list } => ("要求补正", list.clone()),
        Event::Supplemented {
            answers_request, ..
        } => (
            if *answers_request {
                "补正"
            } else {
                "补充内容"
            },
            "内容见“补充材料”".to_owned(),
        ),
        Event::SupplementLapsed => ("补正逾期", "恢复受理时限，按现有材料办理".to_owned()),
        Event::DeclineProposed {
            explanation,
            go_instead,
            ..
        } => (
            "拟不予受理",
            format!("{explanation}\n{go_instead}").trim().to_owned(),
        ),
        Event::DeclineRejected { reason } => ("不同意不予受理", reason.clone()),
        Event::Declined {
            explanation,
            go_instead,
            ..
        } => (
            "不予受理",
            format!("{explanation}\n{go_instead}").trim().to_owned(),
        ),
        Event::Assigned {
            lead,
            supports,
            note,
        } => {
            let mut detail = format!("主办：{}", directory.unit_name(*lead));
            if !supports.is_empty() {
                detail.push_str(&format!("；协办：{}", units(directory, supports)));
            }
            if !note.is_empty() {
                detail.push_str(&format!("\n{note}"));
            }
            ("分办", detail)
        }
        Event::Acknowledged { handler, .. } => {
            let name = names.get(handler).map_or("工作人员", String::as_str);
            ("签收", format!("承办人：{name}"))
        }
        Event::SupportGiven { opinion, .. } => ("协办意见", opinion.clone()),
        Event::ReplyDrafted { content } => ("提交答复审签", content.kind.label().to_owned()),
        Event::DraftReturned { reason } => ("退回修改", reason.clone()),
        Event::ReplyIssued {
            is_final,
            findings,
            override_reason,
        } => (
            "审签发出",
            issued(*is_final, findings, override_reason.as_deref()),
        ),
        Event::Rated { .. } => ("评价", "办结后可见".to_owned()),
        Event::RatingLapsed => ("评价期满", "未评价".to_owned()),
        Event::Closed { outcome } => {
            let class = directory.result_class_label(outcome.result_class.code());
            (
                "办结",
                format!("结果：{class}；{}", outcome.adoption.label()),
            )
        }
        Event::CommitmentTracked { promise } => (
            "承诺跟踪",
            format!("{}，{}前", promise.text, time::chinese_date(promise.due_on)),
        ),
        Event::Withdrawn { .. } => ("撤回", String::new()),
        Event::Noted { text } => ("备注", text.clone()),
        Event::ExclusionProposed { metric, reason } => {
            ("提请剔除", format!("不计入{}\n{reason}", metric.label()))
        }
        Event::Excluded { metric, reason } => {
            ("核准剔除", format!("不计入{}\n{reason}", metric.label()))
        }
        Event::ExclusionRefused { metric, reason } => {
            ("不同意剔除", format!("仍计入{}\n{reason}", metric.label()))
        }
        // not everybody who reads this may know the earlier item
        Event::RepeatMarked { reason, .. } => ("标为重复件", reason.clone()),
        Event::DueMoved {
            kind,
            from,
            to,
            reason,
            ..
        } => (
            "调整时限",
            format!(
                "{kind}时限由{}改为{}：{reason}",
                time::chinese_date(time::due_date(*from)),
                time::chinese_date(time::due_date(*to))
            ),
        ),
        Event::DueConfirmed {
            kind,
            calendar_version,
            ..
        } => (
            "时限不再是暂定",
            format!("放假安排已经公布，{kind}时限不变（工作日历版本 {calendar_version}）"),
        ),
        Event::SendBackRequested { reason, proposed } => {
            ("申请退回", with_proposed(directory, reason, *proposed))
        }
        Event::SentBack {
            unit,
            reason,
            proposed,
        } => (
            "退回分办台",
            format!(
                "{}退回。{}",
                directory.unit_name(*unit),
                with_proposed(directory, reason, *proposed)
            ),
        ),
        Event::RulingAsked { reason, .. } => ("提请裁定", reason.clone()),
        Event::Ruled { lead, reason } => (
            "裁定",
            format!("主办：{}\n{reason}", directory.unit_name(*lead)),
        ),
        Event::Reassigned { from, lead, reason } => {
            let from = from.map_or_else(|| "分办台".to_owned(), |unit| directory.unit_name(unit));
            (
                "改派",
                format!(
                    "由{from}改为{}主办，答复时限不变\n{reason}",
                    directory.unit_name(*lead)
                ),
            )
        }
        Event::MergeProposed(proposal) => ("建议并案", proposal.reason.clone()),
        Event::MergeRefused { reason } => ("不同意并案", reason.clone()),
        Event::Merged(merged) => (
            "并案",
            format!(
                "与主件合并办理，由{}分别答复\n{}",
                directory.unit_name(merged.lead),
                merged.reason
            ),
        ),
        Event::ChildTaken(_) => ("接收并案", String::new()),
        Event::ChildAnswered(_) => ("并入的事项已单独答复", String::new()),
        Event::ChildReleased(_) => ("并入的事项移出", String::new()),
        Event::ParentFollowed(led) => {
            let unit = directory.unit_name(led.lead);
            let name = led.handler.and_then(|h| names.get(&h));
            let handler = name.map_or_else(String::new, |name| format!("，承办人：{name}"));
            ("随主件变更", format!("主办：{unit}{handler}"))
        }
        Event::Unmerged(unmerged) => (
            "解除并案",
            format!(
                "由{}单独办理，答复时限不变\n{}",
                directory.unit_name(unmerged.lead),
                unmerged.reason
            ),
        ),
        Event::PointsSplit { points } => ("拆分诉求点", split::listed(points)),
        Event::Split { .. } => ("拆分成几件", String::new()),
        Event::SupportAsked { units: ids, reason } => {
            ("申请协办", format!("{}\n{reason}", units(directory, ids)))
        }
        Event::SupportAdded { units: ids, note } => (
            "增加协办",
            format!("{}\n{note}", units(directory, ids))
                .trim()
                .to_owned(),
        ),
        Event::SupportRefused { reason } => ("不同意协办", reason.clone()),
        Event::ExtensionAsked { limit, reason } => ("申请延期", format!("延长{limit}\n{reason}")),
        Event::ExtensionGranted {
            from, to, reason, ..
        } => ("同意延期", extended(*from, *to, reason)),
        Event::ExtensionRefused { reason } => ("不同意延期", reason.clone()),
        Event::HandlerChanged { handler, reason } => {
            let name = names.get(handler).map_or("工作人员", String::as_str);
            ("更换承办人", format!("承办人：{name}\n{reason}"))
        }
        Event::Recused {
            account,
            was_handler,
            reason,
        } => {
            let name = names.get(account).map_or("工作人员", String::as_str);
            let again = if *was_handler {
                "，须另行指定承办人"
            } else {
                ""
            };
            ("回避", format!("{name}回避{again}\n{reason}"))
        }
        Event::AccusedNamed {
            accounts,
            units: ids,
            reason,
            ..
        } => {
            let mut who: Vec<&str> = accounts
                .iter()
                .map(|id| names.get(id).map_or("工作人员", String::as_str))
                .collect();
            let named = units(directory, ids);
            if !ids.is_empty() {
                who.push(&named);
            }
            let who = if who.is_empty() {
                "（无）".to_owned()
            } else {
                who.join("、")
            };
            ("列明被反映人", format!("{who}\n{reason}"))
        }
        Event::HandedOver {
            from, to, reason, ..
        } => {
            let (from, to) = (directory.unit_name(*from), directory.unit_name(*to));
            ("移交", format!("由{from}移交{to}\n{reason}"))
        }
        Event::HandlerReleased { handler, reason } => {
            let name = names.get(handler).map_or("工作人员", String::as_str);
            ("承办人离岗", format!("{name}，须另行指定承办人\n{reason}"))
        }
        Event::Redone { round, reason, .. } => ("重办", format!("第 {round} 轮\n{reason}")),
        // handlers do not see who said what before closing (DOMAIN 5)
        Event::FollowedUp { .. } => ("回访", "办结后可见".to_owned()),
        Event::CommitmentFulfilled { text, .. } => ("承诺已兑现", text.clone()),
        Event::ConsentGiven { byline } => ("同意公开", byline.label().to_owned()),
        Event::ConsentWithdrawn => ("撤回公开同意", "公开的内容已经消失".to_owned()),
        Event::Published { year, seq, .. } => ("公开", format!("公开〔{year}〕{seq}号")),
        Event::Unpublished { reason } => ("撤下公开", reason.clone()),
        Event::Archived { digest, .. } => ("归档", format!("归档包摘要：{digest}")),
        Event::Supervised {
            level,
            trigger,
            requirement,
            due_on,
            year,
            seq,
        } => (
            level.label(),
            format!(
                "督〔{year}〕{seq}号，{trigger}，{}前反馈\n{requirement}",
                time::chinese_date(*due_on)
            ),
        ),
        Event::SupervisionAnswered { text } => ("督办反馈", text.clone()),
        Event::SupervisionLifted { result } => ("解除督办", result.clone()),
        Event::Directed { text, due_on } => (
            "批示",
            format!("{text}\n{}前报告", time::chinese_date(*due_on)),
        ),
        Event::DirectiveAnswered { text } => ("批示落实情况", text.clone()),
        Event::Shelved { reason, review_on } => (
            "挂账",
            format!("{reason}\n{}前复查", time::chinese_date(*review_on)),
        ),
        Event::Unshelved { reason } => ("解除挂账", reason.clone()),
        Event::TerminationProposed { reason, .. } => ("提请终止", reason.clone()),
        Event::TerminationRefused { reason } => ("不同意终止", reason.clone()),
        Event::Terminated {
            reason,
            explanation,
        } => ("终止", format!("{reason}\n告知建议人：{explanation}")),
        Event::UrgencyChanged { is_urgent, reason } => {
            (if *is_urgent { "加急" } else { "取消加急" }, reason.clone())
        }
        Event::OverdueExplained { text, .. } => ("超期说明", text.clone()),
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
        | Event::AwardRefused { .. } => track::staff_words(directory, event),
    }
}

/// The story as the submitter reads it: no names of staff, nothing internal.
pub fn for_submitter(directory: &Directory, events: &[Recorded]) -> Vec<TimelineEntry> {
    events
        .iter()
        .filter_map(|recorded| {
            let (what, detail) = submitter::words(directory, &recorded.change.event)
                .or_else(|| submitter::merged_words(directory, &recorded.change))?;
            let who = match &recorded.author {
                Author::Staff { unit, .. } => directory.unit_name(*unit),
                Author::Submitter => "您".to_owned(),
                Author::System { .. } => String::new(),
            };
            Some(TimelineEntry {
                at: recorded.at,
                what: what.to_owned(),
                who,
                detail,
            })
        })
        .collect()
}
